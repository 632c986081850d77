"""Vectors for published tiles: bundles of entries, and trees whose tiles were tampered with."""

import hashlib

from merkle import leaf_hash, node_hash
from notes import b64
from tree_vectors import entry


def bundles():
    """Bytes of an entry bundle of a stated width."""
    def pack(entries):
        return b"".join(len(e).to_bytes(2, "big") + e for e in entries)

    few = [b"", b"a", "帮扶".encode(), bytes(300)]
    full = [entry(i) for i in range(256)]
    cases = [
        ("four entries, one of them empty", 4, pack(few), few),
        ("a full bundle", 256, pack(full), full),
        ("the beginning of a full bundle, when the partial one is gone", 3, pack(full), full[:3]),
        ("the longest entry", 1, pack([bytes(65535)]), [bytes(65535)]),
    ]
    bad = [
        ("nothing", 1, b"", 0),
        ("one byte of length", 1, b"\x00", 0),
        ("an entry cut off", 2, pack([b"a", b"bc"])[:-1], 3),
        ("an entry missing", 3, pack([b"a", b"bc"]), 7),
        ("an entry too many", 1, pack([b"a", b"bc"]), 7),
        ("a byte after the last entry", 2, pack([b"a", b"bc"]) + b"\x00", 7),
        ("257 entries", 256, pack(full + [b"x"]), len(pack(full))),
    ]
    rows = [{"desc": d, "width": w, "bundle": b64(x), "want": [b64(e) for e in want]} for d, w, x, want in cases]
    return rows + [{"desc": d, "width": w, "bundle": b64(x), "offset": o, "wantErr": "tile.wrongBundle"}
                   for d, w, x, o in bad]


def levels(leaves):
    """All complete nodes of a tree, by level: plain lists, each half as long as the one below."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return rows


def root_of(rows, size):
    """The root, by joining the complete subtrees that the bits of the size name, from the right."""
    result, index = None, size
    for level in range(size.bit_length()):
        if size >> level & 1:
            index = (size >> level) - 1
            peak = rows[level][index]
            result = peak if result is None else node_hash(peak, result)
    return hashlib.sha256(b"").digest() if result is None else result


def tile_trees():
    """Roots of trees of `entry N` and the SHA-256 of each tile, in the order of level and index."""
    cases = []
    for size in (1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 70000):
        rows = levels([leaf_hash(b"entry %d" % i) for i in range(size)])
        tiles = []
        level = 0
        while size >> 8 * level:
            nodes = rows[8 * level] if 8 * level < len(rows) else []
            nodes = nodes[:size >> 8 * level]
            for index in range((len(nodes) + 255) // 256):
                data = b"".join(nodes[256 * index:256 * index + 256])
                tiles.append((level, index, len(data) // 32, data))
            level += 1
        summary = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for _, _, _, data in tiles)).digest()
        cases.append({"desc": f"{size} entries", "size": str(size), "root": b64(root_of(rows, size)),
                      "tiles": len(tiles), "want": b64(summary)})
    return cases
