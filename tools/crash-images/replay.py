#!/usr/bin/env python3
"""Makes the folders that a power cut could have left, from a trace of writes (record-writes.c).

    replay.py TRACE FOLDER OUT [--count N] [--seed N] [--lying]

OUT/0001/ … are images of FOLDER, each cut at another moment; OUT/0001.json says where, what the program had promised on
standard output by then, and how many processes had begun: {"record", "during", "processes", "promised", "kept"}.

What a cut leaves, as ext4 and XFS promise it and no better:
- of the bytes written since a file's last fsync or fdatasync: nothing, all, a prefix of the writes, any of the writes, or any
  of their sectors of 512 or 4096 bytes. A sector is written whole or not at all. Bytes never written read as zero.
- of the names made, moved and removed since the last fsync: a prefix, since they go through one journal. An fsync, and an
  fdatasync of a file that has grown, commits the journal.
- a write through a descriptor opened with O_DSYNC is there when the call has returned, and may be torn before.

First the whole trace is held against FOLDER: a difference means that a write was not recorded, and ends in status 1.
Files named lock.mdb are not compared: they are mapped, and say nothing after a crash. Permissions are not kept.

With --lying, syncs of the last process do nothing, as on a disk that only says so: whoever examines these images must find
losses, or examines badly.
"""

import argparse
import json
import os
import random
import struct
import sys

HEAD = struct.Struct("<BBIQI")


class Inode:
    """A file: what is durable, and what has been written since."""

    def __init__(self):
        self.durable = bytearray()
        self.pending = []  # (offset, bytes), or (size, None) for a cut
        self.has_grown = True  # a new file has no size on the disk yet

    def size(self):
        size = len(self.durable)
        for offset, data in self.pending:
            size = offset if data is None else max(size, offset + len(data))
        return size

    def content(self, changes):
        content = bytearray(self.durable)
        for change in changes:
            apply(content, *change)
        return content


def apply(content, offset, data):
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


class Disk:
    """Names and files as the trace goes on. A folder is None."""

    def __init__(self, lying_from=None):
        self.lying_from = lying_from  # the first process whose syncs do nothing
        self.names = {}
        self.pending_names = []
        self.opened = {}
        self.processes = 0
        self.promised = bytearray()

    def begin(self, kind, is_synchronous, file, offset, data):
        """What a record changes at once; it is durable only after `end`."""
        kind = chr(kind)
        if kind == "b":
            self.processes += 1
            self.opened = {}
        elif kind == "o":
            self.open(file, data.decode(), is_emptied=offset == 1)
        elif kind == "w":
            self.opened[file].pending.append((offset, data))
        elif kind == "t":
            self.opened[file].pending.append((offset, None))
        elif kind == "p":
            self.promised += data
        elif kind == "m":
            self.rename(("add", data.decode(), None))
        elif kind in "ur":
            self.rename(("remove", data.decode(), None))
        elif kind == "n":
            old, new = data.decode().split("\0")
            self.rename(("move", old, new))
        elif kind == "x":
            sys.exit("msync: changes through a map cannot be recorded")
        elif kind not in "sd":
            sys.exit(f"no such record: {kind}")

    def end(self, kind, is_synchronous, file, offset, data):
        kind = chr(kind)
        if kind not in "sd" and not (kind == "w" and is_synchronous):
            return
        if self.lying_from and self.processes >= self.lying_from:
            return
        inode = self.opened[file]
        if inode is None:  # a folder
            self.pending_names.clear()
            return
        if kind == "w":
            change = inode.pending.pop()
            apply(inode.durable, *change)
            return
        if kind == "s" or inode.has_grown or inode.size() != len(inode.durable):
            self.pending_names.clear()
        inode.durable = inode.content(inode.pending)
        inode.pending.clear()
        inode.has_grown = False

    def open(self, file, path, is_emptied):
        if path not in self.names and os.path.isdir(path):
            self.names[path] = None
        elif path not in self.names:
            self.rename(("add", path, Inode()))
        elif is_emptied:
            self.names[path].pending.append((0, None))
        self.opened[file] = self.names[path]

    def rename(self, change):
        self.pending_names.append((change, dict(self.names)))
        kind, path, other = change
        if kind == "add":
            self.names[path] = other
        elif kind == "remove":
            self.names.pop(path, None)
        else:
            self.names[other] = self.names.pop(path)

    def image(self, rng):
        """The names and contents that a cut here may leave, and what was kept of what was not yet durable."""
        kept_names = rng.randint(0, len(self.pending_names))
        names = self.names if kept_names == len(self.pending_names) else self.pending_names[kept_names][1]
        way = rng.choice(["nothing", "all", "prefix", "writes", "sectors of 512", "sectors of 4096"])
        contents = {
            path: inode and inode.content(survivors(inode.pending, way, rng)) for path, inode in sorted(names.items())
        }
        pending = sum(len(inode.pending) for inode in set(filter(None, names.values())))
        return contents, f"{way} of {pending} writes, {kept_names} of {len(self.pending_names)} names"


def survivors(pending, way, rng):
    if way == "nothing":
        return []
    if way == "all":
        return pending
    if way == "prefix":
        return pending[: rng.randint(0, len(pending))]
    if way == "writes":
        return [change for change in pending if rng.random() < 0.5]
    sector = int(way.split()[-1])
    return [part for change in pending for part in sectors(change, sector) if rng.random() < 0.5]


def sectors(change, sector):
    offset, data = change
    if data is None:
        return [change]
    first = sector - offset % sector
    bounds = [0, *range(first, len(data), sector), len(data)]
    return [(offset + a, data[a:b]) for a, b in zip(bounds, bounds[1:])]


def records(trace):
    at = 0
    while at < len(trace):
        kind, is_synchronous, file, offset, length = HEAD.unpack_from(trace, at)
        at += HEAD.size
        yield kind, is_synchronous, file, offset, trace[at : at + length]
        at += length


def compare(disk, folder):
    """Holds the whole trace against what the program left."""
    found = {os.path.join(top, name) for top, folders, files in os.walk(folder) for name in folders + files}
    known = set(disk.names) - {folder}
    if found != known:
        sys.exit(f"not recorded: {sorted(found ^ known)}")
    for path, inode in disk.names.items():
        if inode and os.path.basename(path) != "lock.mdb":
            with open(path, "rb") as file:
                if file.read() != inode.content(inode.pending):
                    sys.exit(f"a write to {path} was not recorded")


def store(image, root, out):
    os.makedirs(out)
    for path, content in image.items():
        target = os.path.join(out, os.path.relpath(path, root))
        if content is None:
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trace")
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lying", action="store_true")
    arguments = parser.parse_args()
    root = os.path.realpath(arguments.folder)
    with open(arguments.trace, "rb") as file:
        trace = list(records(file.read()))

    whole = Disk()
    for record in trace:
        whole.begin(*record)
        whole.end(*record)
    compare(whole, root)

    rng = random.Random(arguments.seed)
    # Around what makes things durable there is most to go wrong.
    syncs = [index for index, record in enumerate(trace) if chr(record[0]) in "sd" or record[1]]
    cuts = sorted(rng.choice(syncs) if rng.random() < 0.6 else rng.randrange(len(trace)) for _ in range(arguments.count))
    disk = Disk(lying_from=whole.processes if arguments.lying else None)
    number = 0
    for index, record in enumerate(trace):
        disk.begin(*record)
        while number < len(cuts) and cuts[number] == index:
            number += 1
            image, kept = disk.image(rng)
            out = os.path.join(arguments.out, f"{number:04}")
            store(image, root, out)
            about = {
                "record": index,
                "during": chr(record[0]),
                "processes": disk.processes,
                "promised": disk.promised.decode(),
                "kept": kept,
            }
            with open(out + ".json", "w") as file:
                json.dump(about, file, sort_keys=True)
        disk.end(*record)


main()
