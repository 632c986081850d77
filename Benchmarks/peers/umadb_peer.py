#!/usr/bin/env python3
"""UmaDB: appends the same events to its server, by its own client, and reads them back."""
import importlib.metadata
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import umadb

from common import PREFILLED, WRITERS, arguments, households, must_equal, rate, read_events, versions


class Server:
    """`umadb`, the server in the wheel, on a free port of 127.0.0.1 with a folder of its own."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="umadb-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{address}"
        program = pathlib.Path(sys.executable).with_name("umadb")
        self.process = subprocess.Popen(
            [program, "--listen", address, "--db-path", self.folder.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                client = umadb.Client(self.url)
                client.head()
                return client
            except Exception:  # not there yet; its type differs by how far the start has come
                time.sleep(0.1)
        self.__exit__()
        sys.exit("the server of UmaDB did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.folder.cleanup()


def made(event):
    return umadb.Event(event.type, event.line.encode(), tags=event.links)


def append_all(client, events, step):
    for first in range(0, len(events), step):
        client.append(events[first:first + step])


def append_singly(client, events):
    for event in events:
        client.append([event])


def append_together(client, events, per_writer):
    """64 threads, one connection: every call returns when its event is durable."""
    failures = []

    def write(writer):
        try:
            for index in range(per_writer):
                client.append([events[index * WRITERS + writer]])
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def batches(client):
    response = client.read()
    while batch := response.next_batch():
        yield from batch


def main():
    options = arguments(__doc__)
    events = read_events(options.events)
    wire = [made(event) for event in events]
    versions(UmaDB=importlib.metadata.version("umadb"))
    for step in (100, 1000, 10_000):
        with Server() as client:
            rate(f"umadb_append_bulk_{step}", len(wire), "events/s", lambda: append_all(client, wire, step),
                 f"{step} events a commit, {len(wire)} in all")
            if step == 10_000:
                found = rate("umadb_replay_tags", len(wire), "events/s",
                             lambda: households(item.event.tags[0] for item in batches(client)),
                             "events per household, by tag", runs=3)
                must_equal(found, events)
                found = rate("umadb_replay", len(wire), "events/s",
                             lambda: households(json.loads(item.event.data)["subject"] for item in batches(client)),
                             "events per household, by the event's JSON", runs=3)
                must_equal(found, events)
    with Server() as client:
        append_all(client, wire[:PREFILLED], 1000)
        rate("umadb_append_one_commit_each", 1000, "transactions/s", lambda: append_singly(client, wire[:1000]))
        count = min(len(wire) // WRITERS, options.per_writer) * WRITERS
        rate("umadb_append_64_writers", count, "transactions/s",
             lambda: append_together(client, wire, count // WRITERS), f"{count} transactions, 64 threads, one connection")


if __name__ == "__main__":
    main()
