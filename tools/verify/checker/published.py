"""The published log (C2SP tlog-tiles): every byte under the signed root, every entry acceptable at its place."""

import os

from checker.entries import Entry, is_integer, read_stamp
from checker.keys import Keys
from checker.notes import Checkpoint
from checker.replay import Replay
from checker.tree import Refused, Tree, leaf_hash, root_of, to_base64


def tile_path(kind, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{kind}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}")


class Published:
    """A folder of tiles. A partial tile may be served from the wider one that has replaced it, never the other way."""

    def __init__(self, folder):
        self.folder, self.recent = folder, (None, None)

    def file(self, path):
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def tile(self, kind, index, width):
        data = self.file(tile_path(kind, index, width))
        return (data, width) if data is not None else (self.file(tile_path(kind, index, 256)), 256)

    def hashes(self, level, index, width):
        """The hashes of a tile; None when it is not there, the empty list when its length is wrong."""
        data, stored = self.tile(level, index, width)
        if data is None or len(data) != 32 * stored:
            return None if data is None else []
        return [data[at : at + 32] for at in range(0, 32 * width, 32)]

    def entries(self, index, width):
        """The entries of a bundle; None when it is not there, the empty list when it is not exactly a bundle."""
        data, stored = self.tile("entries", index, width)
        entries, at = [], 0
        while data and at + 2 <= len(data):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            entries.append(data[at + 2 : end])
            at = end
        return None if data is None else entries[:width] if at == len(data) and len(entries) == stored else []


class Audit:
    """Verifies a published log: hashes first, then signatures and rules. Findings are (code, seq, event, message)."""

    def __init__(self, folder, vkeys=(), genesis=None, since=None):
        self.log, self.vkeys, self.pinned, self.since = Published(folder), list(vkeys), genesis, since
        self.findings, self.notes, self.blamed, self.tree = [], [], set(), Tree()
        self.checkpoint = self.replay = None

    def bad(self, code, message, seq=None, event=None):
        self.findings.append((code, seq, None if event is None else f"{seq}.{event}", message))

    def run(self):
        with open(os.path.join(self.log.folder, "checkpoint"), "rb") as file:
            data = file.read()
        try:
            self.checkpoint = Checkpoint(data)
        except Refused as why:
            self.bad("E81", f"检查点不合格式 / the checkpoint is malformed: {why}")
            return
        if not self.checkpoint.size:
            self.bad("L01", "没有任何条目 / there is no entry")
            return
        self.check_hashes()
        self.check_entries()

    # -- Hashes: every byte is under the root that the checkpoint states.

    def check_hashes(self):
        size, keys, open_tiles, suspects, seen = self.checkpoint.size, Keys(), [], [], None
        self.attestations, last, missing = [], None, []
        for seq, data in self.all_entries(missing):
            if data is None:
                self.blamed.add(seq)
            else:
                stamped = read_stamp(data)
                if stamped is None:
                    self.bad("T00", "条目首行不合格式 / the first line is malformed", seq)
                elif last is not None and stamped[0] < last:
                    self.bad("L05", "记录时间倒退 / the stamp goes back", seq)
                last = stamped[0] if stamped else last
                self.look_at_head(seq, data, keys)
            self.add_leaf(leaf_hash(data) if data is not None else bytes(32), open_tiles, suspects)
            if self.since and self.tree.size == self.since.size:
                seen = self.tree.root()
        for level, tile in enumerate(open_tiles):
            self.compare_tile(level, (size >> 8 * level) >> 8, tile, suspects)
        for first in missing:
            self.bad("L01", "条目缺失，或不是完好的条目包 / entries are missing, or not in an undamaged bundle", first)
        self.blame(suspects)
        self.check_since(seen)
        self.check_checkpoint(keys)

    def all_entries(self, missing):
        for index in range((self.checkpoint.size + 255) // 256):
            width = min(256, self.checkpoint.size - 256 * index)
            entries = self.log.entries(index, width)
            if not entries:
                missing.append(256 * index)
            for offset in range(width):
                yield 256 * index + offset, entries[offset] if entries else None

    def look_at_head(self, seq, data, keys):
        """Follows the checkpoint key and gathers what the ledger attested, from the entries it signed itself."""
        if seq and b'"ledger"' not in data.split(b"\n", 3)[2].partition(b'"signers":')[2]:
            return
        try:
            entry = Entry(seq, data)
        except (Refused, IndexError):
            return
        for position, event in enumerate(entry.events):
            if event["type"] == "ledger.genesis" and seq == 0 or event["type"] == "ledger.key_rotated":
                keys.apply(entry, event)
            elif event["type"] == "streams.attested":
                self.attestations.append((event["data"].get("as_of"), seq, position, event["data"]))
            elif event["type"] == "view.attested":
                self.notes.append(
                    f"{seq}.{position}：视图证明须由完整程序核对 / a view's attestation is not checked here"
                )

    def add_leaf(self, hash, open_tiles, suspects, level=0):
        if level == 0:
            self.tree.append(hash)
        if level == len(open_tiles):
            open_tiles.append([])
        open_tiles[level].append(hash)
        if len(open_tiles[level]) == 256:
            tile, open_tiles[level] = open_tiles[level], []
            self.compare_tile(level, ((self.tree.size >> 8 * level) - 1) >> 8, tile, suspects)
            self.add_leaf(root_of(tile), open_tiles, suspects, level + 1)

    def compare_tile(self, level, index, tile, suspects):
        if not tile:
            return
        stored = self.log.hashes(level, index, len(tile))
        if not stored:
            self.bad(
                "L01" if stored is None else "L04",
                f"哈希块{level}/{index}缺失或长度不对 / tile {level}/{index} is " "missing or has a wrong length",
                index << 8 * (level + 1),
            )
        elif stored != tile:
            suspects.append((level, index, tile, stored))

    def blame(self, suspects):
        """Entry or tile: when the root holds, or the tile above agrees with the entries, it was the tile."""
        root_holds = self.tree.root() == self.checkpoint.root
        for level, index, tile, stored in suspects:
            above = self.log.hashes(
                level + 1, index >> 8, min(256, (self.checkpoint.size >> 8 * (level + 1)) - (index >> 8 << 8))
            )
            is_tile = level or root_holds or len(tile) == 256 and above and above[index & 255] == root_of(tile)
            for offset in (offset for offset in range(len(tile)) if tile[offset] != stored[offset]):
                seq = (256 * index + offset) << 8 * level
                if is_tile:
                    self.bad(
                        "L04", f"哈希块{level}/{index}与条目不符 / tile {level}/{index} is not of the entries", seq
                    )
                elif seq not in self.blamed:
                    self.blamed.add(seq)
                    self.bad(
                        "L01", "条目与其哈希不符：被改动 / the entry does not hash to its leaf: it was altered", seq
                    )
        if not root_holds:
            self.bad("L04", "条目与检查点的根不符 / the entries are not those of the checkpoint's root")

    def check_since(self, seen):
        """What was seen before is the beginning of what is there now."""
        if self.since is None:
            return
        if self.since.origin != self.checkpoint.origin:
            self.bad("L03", "此前的检查点属于另一账本 / the checkpoint kept is of another ledger")
        elif self.since.size > self.checkpoint.size:
            self.bad("L09", "比此前见过的短：被回滚或截断 / shorter than what was seen: rolled back or truncated")
        elif self.since.size and seen != self.since.root:
            self.bad("L04", "与此前见过的不同：历史被改写 / not an extension of what was seen: history was rewritten")

    def check_checkpoint(self, keys):
        """Signed by the key in force, which the genesis brings; the genesis is the pinned one."""
        first = self.log.entries(0, min(256, self.checkpoint.size)) if self.checkpoint.size else None
        genesis = to_base64(leaf_hash(first[0])) if first else None
        key = keys.checkpoint_key(self.checkpoint.size)
        if 0 not in self.blamed and self.pinned and genesis != self.pinned:
            self.bad("L03", "创世不是所指定的那一条 / the genesis is not the one expected", 0)
        if self.vkeys:
            self.expect_signature(self.checkpoint, self.vkeys, "检查点没有所给公钥的签名 / not signed by the key given")
        if not self.vkeys and not self.pinned:
            self.notes.append(
                "未指定公钥或创世哈希：只证明自洽 / no key, no genesis given: consistent with itself, no more"
            )
        self.expect_signature(
            self.checkpoint, [key] if key else [], "检查点没有当时有效密钥的签名 / not by the key in force"
        )
        if self.since:
            keys = [key for key in (keys.checkpoint_key(self.since.size), *self.vkeys) if key]
            self.expect_signature(
                self.since, keys, "此前的检查点没有账本的签名 / the checkpoint kept is not signed by the ledger"
            )

    def expect_signature(self, statement, keys, message):
        try:
            signed = statement.note.signed_by(keys)
            if statement.origin != signed[0].name:
                raise Refused("checkpoint.otherOrigin")
        except Refused as why:
            self.bad("L04", f"{message}: {why}")

    # -- Signatures and rules: every entry would be accepted again at its place.

    def check_entries(self):
        replay = self.replay = Replay(self.checkpoint.origin, self.entry_at)
        signing, is_whole, is_doubtful = Keys(), not self.findings, False
        pending = sorted(self.attestations, key=lambda one: (one[0] if is_integer(one[0], 0) else 1 << 63, one[1]))
        for seq, data in self.all_entries([]):
            while is_whole and pending and pending[0][0] == seq:
                self.check_attestation(*pending.pop(0))
            try:
                entry = Entry(seq, data or b"")
            except Refused as why:
                is_whole, is_doubtful = False, is_doubtful or seq in self.blamed
                if seq not in self.blamed:
                    self.bad(why.code, why.message, seq)
                continue
            if seq in self.blamed:
                is_doubtful = True
            else:
                for code, message in signing.signature_faults(entry):
                    if not (is_doubtful and code in ("K04", "S14")):
                        is_whole = False
                        self.bad(code, message, seq)
            for event in entry.events:
                signing.apply(entry, event)
            for code, position, message in replay.faults(entry) if is_whole else ():
                self.bad(code, message, seq, position)
        if is_whole and replay.batch:
            self.bad(
                "B01",
                f"批次{replay.batch[0]}不完整 / the batch {replay.batch[0]} is not whole",
                self.checkpoint.size - 1,
            )
        while is_whole and pending:
            self.check_attestation(*pending.pop(0))

    def entry_at(self, seq):
        index, offset = divmod(seq, 256)
        if self.log.recent[0] != index:
            self.log.recent = (index, self.log.entries(index, min(256, self.checkpoint.size - 256 * index)))
        return Entry(seq, self.log.recent[1][offset])

    def check_attestation(self, as_of, seq, position, data):
        if not is_integer(as_of, 0, seq):
            self.bad("L06", "证明的位置在它自己之后 / it attests a position after its own", seq, position)
        elif (data.get("subjects"), data.get("root")) != self.replay.streams():
            self.bad(
                "L06",
                f"前{as_of}条的事件链证明不实 / the attestation of the chains as of {as_of} is false",
                seq,
                position,
            )
