"""A log as plain values: entries, keys, checkpoints, its own Merkle tree; stored as LMDB or published as tiles.

Nothing here is shared with the checker or with the ledger's program: specs/format.md is the only source.
"""

import base64
import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corpus import lmdb


def b64(data):
    return base64.b64encode(data).decode()


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def root(hashes):
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(hashes[:split]) + root(hashes[split:])).digest()


class SigningKey:
    """An Ed25519 key under a name, made from a seed."""

    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = raw
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
        self.vkey = name + "+" + self.id.hex() + "+" + b64(b"\x01" + raw)

    @classmethod
    def seeded(cls, name, *seed):
        return cls(name, hashlib.sha256("/".join(map(str, (name, *seed))).encode()).digest())

    @property
    def skey(self):
        return f"PRIVATE+KEY+{self.name}+{self.id.hex()}+" + b64(b"\x01" + self.seed)

    def sign(self, message):
        return self._key.sign(message)

    def line(self, text, name=None):
        return f"\u2014 {name or self.name} {b64(self.id + self.sign(text))}\n".encode()

    def proof(self, scope):
        return b64(self.sign(f"taizhang/key/v1\n{scope}\n{self.vkey}\n".encode()))


def note(text, *keys):
    return text + b"\n" + b"".join(key.line(text) for key in keys)


class Log:
    """Entries and who signs checkpoints; what is published follows from them unless it is overridden."""

    def __init__(self, entries, origin, checkpoint_key):
        self.entries, self.origin, self.key = list(entries), origin, checkpoint_key

    def copy(self):
        return Log(self.entries, self.origin, self.key)

    @property
    def leaves(self):
        return [leaf_hash(entry) for entry in self.entries]

    @property
    def genesis(self):
        return b64(leaf_hash(self.entries[0]))

    def checkpoint(self, size=None, key=None):
        size = len(self.entries) if size is None else size
        text = f"{self.origin}\n{size}\n{b64(root(self.leaves[:size]))}\n".encode()
        return note(text, key or self.key)

    def files(self):
        """The published folder: path → bytes."""
        found = {"checkpoint": self.checkpoint()}
        level, hashes = 0, self.leaves
        while hashes:
            for index in range(0, len(hashes), 256):
                tile = hashes[index : index + 256]
                found[tile_path(level, index // 256, len(tile))] = b"".join(tile)
            hashes = [root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
            level += 1
        for index in range(0, len(self.entries), 256):
            bundle = self.entries[index : index + 256]
            found[tile_path("entries", index // 256, len(bundle))] = b"".join(
                struct.pack(">H", len(entry)) + entry for entry in bundle
            )
        return found


def tile_path(kind, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{kind}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}")


def write_folder(folder, files):
    for path, data in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "wb") as file:
            file.write(data)


# ---- The ledger's own folder (specs/format.md 6) ---------------------------------------------------------------------


def read_ledger(folder):
    """Entries and stored checkpoints (by size) of a ledger's folder."""
    with lmdb.Environment(os.path.join(folder, "log")) as env:
        entries = env.read("entries", lmdb.INTEGER_KEY)
        checkpoints = env.read("checkpoints", lmdb.INTEGER_KEY)
    number = lambda key: struct.unpack("=Q", key)[0]
    return [entries[key] for key in sorted(entries, key=number)], {number(k): v for k, v in checkpoints.items()}


def write_ledger(folder, log):
    """A ledger's folder with everything that is precious in it; what is derived comes with `taizhang rebuild`."""
    pack = lambda n: struct.pack("=Q", n)
    tiles, level, hashes = {}, 0, log.leaves
    while hashes:
        for index in range(0, len(hashes), 32):
            tiles[struct.pack(">BQ", level, index // 32)] = b"".join(hashes[index : index + 32])
        hashes = [root(hashes[at : at + 32]) for at in range(0, len(hashes) - 31, 32)]
        level += 1
    with lmdb.Environment(os.path.join(folder, "log"), write=True) as env:
        env.replace("entries", {pack(seq): entry for seq, entry in enumerate(log.entries)}, lmdb.INTEGER_KEY)
        env.replace("tiles", tiles)
        env.replace("checkpoints", {pack(len(log.entries)): log.checkpoint()}, lmdb.INTEGER_KEY)
        env.replace("meta", {b"format": b"1"})
    about = {"format": 1, "genesis": log.genesis, "origin": log.origin}
    write_folder(folder, {"taizhang.json": json.dumps(about, separators=(",", ":")).encode() + b"\n", "lock": b""})
