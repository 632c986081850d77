"""Vectors for hashing, roots, proofs and tiles. Numbers that may pass 2^53 are written as strings."""

import hashlib
import hmac
import random

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from merkle import Leaves, Sparse, consistency, leaf_hash, node_hash, path, split
from notes import b64


def entry(i):
    """The data of leaf i of the trees used here."""
    return ("entry %d " % i + "帮扶" * (i % 5)).encode()


def flip(data, rng):
    """The data with one bit changed."""
    bit = rng.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def hashes():
    a, b = leaf_hash(b""), leaf_hash(b"L123456")
    long_message = bytes(i * 7 % 256 for i in range(60_000))
    rows = [
        ("SHA-256 of nothing: the root of the empty tree", "sha256", b"", hashlib.sha256(b"").digest()),
        ("SHA-256 over many blocks", "sha256", long_message, hashlib.sha256(long_message).digest()),
        ("leaf without data", "leaf", b"", a),
        ("leaf with data", "leaf", b"L123456", b),
        ("leaf that looks like a node", "leaf", b"\x01" + a + b, leaf_hash(b"\x01" + a + b)),
        ("node", "node", a + b, node_hash(a, b)),
        ("node, order matters", "node", b + a, node_hash(b, a)),
    ]
    # Around the block of 64 bytes, where padding goes wrong.
    for n in (54, 55, 56, 57, 62, 63, 64, 65, 118, 119, 120, 127, 128, 129):
        data = bytes(range(n))
        rows.append((f"SHA-256 of {n} bytes", "sha256", data, hashlib.sha256(data).digest()))
        rows.append((f"leaf of {n} bytes", "leaf", data, leaf_hash(data)))
    return [{"desc": d, "kind": k, "data": b64(x), "want": b64(w)} for d, k, x, w in rows]


def macs():
    cases = []
    for key_length in (0, 1, 32, 63, 64, 65, 200):
        for message_length in (0, 1, 64, 300):
            key = bytes(i * 3 % 256 for i in range(key_length))
            message = bytes(i * 5 % 256 for i in range(message_length))
            cases.append({
                "desc": f"key of {key_length} bytes, message of {message_length}",
                "key": b64(key), "message": b64(message),
                "want": b64(hmac.new(key, message, "sha256").digest()),
            })
    return cases


def sealed():
    rng = random.Random(3)
    cases = []
    for length in (0, 1, 16, 100):
        key, nonce, context = rng.randbytes(32), rng.randbytes(12), b"hh-0042"
        plain = rng.randbytes(length)
        box = AESGCM(key).encrypt(nonce, plain, context)
        good = {"key": b64(key), "nonce": b64(nonce), "context": b64(context), "box": b64(box)}
        cases.append({"desc": f"{length} bytes", **good, "want": b64(plain)})
        for part, value in (("key", key), ("nonce", nonce), ("context", context), ("box", box)):
            bad = {**good, part: b64(flip(value, rng))}
            cases.append({"desc": f"{length} bytes, a bit of the {part} changed", **bad,
                          "wantErr": "sealed.notAuthentic"})
        cases.append({"desc": f"{length} bytes, cut", **good, "box": b64(box[:-1]),
                      "wantErr": "sealed.notAuthentic"})
    cases.append({"desc": "shorter than a tag", **good, "box": b64(bytes(15)),
                  "wantErr": "sealed.notAuthentic"})
    cases.append({"desc": "key of 16 bytes", **good, "key": b64(bytes(16)), "wantErr": "sealed.notAuthentic"})
    return cases


def roots():
    sizes = [*range(0, 18), 31, 32, 33, 63, 64, 65, 255, 256, 257, 1000]
    tree = Leaves([leaf_hash(entry(i)) for i in range(max(sizes))])
    return [{"desc": f"{n} leaves", "size": n, "want": b64(tree.root(0, n))} for n in sizes]


def inclusion():
    rng = random.Random(1)
    cases = []

    def case(desc, leaf, index, size, root, proof, error=None):
        cases.append({
            "desc": desc, "leaf": b64(leaf), "index": str(index), "size": str(size), "root": b64(root),
            "proof": [b64(h) for h in proof], **({"wantErr": error} if error else {"want": True}),
        })

    tree = Leaves([leaf_hash(entry(i)) for i in range(300)])
    small = [(i, n, tree) for n in (1, 2, 3, 5, 8, 13, 64, 65, 100, 256, 257, 300) for i in {0, n // 2,
                                                                                             n - 1}]
    large = [(i, n, Sparse(n, {i})) for i, n in (
        (0, 70_000), (35_012, 70_000), (69_999, 70_000), (2**40, 2**40 + 1), (12345678901, 2**53 + 1),
        (2**63 - 1, 2**63), (2**63, 2**63 + 1), (0, 2**64 - 1), (2**64 - 2, 2**64 - 1))]
    for i, n, tree in sorted(small, key=lambda c: c[1::-1]) + large:
        leaf, root, proof = tree.root(i, i + 1), tree.root(0, n), path(i, tree, 0, n)
        case(f"leaf {i} of {n}", leaf, i, n, root, proof)
        case(f"leaf {i} of {n}, another leaf", flip(leaf, rng), i, n, root, proof, "proof.rootMismatch")
        case(f"leaf {i} of {n}, another root", leaf, i, n, flip(root, rng), proof, "proof.rootMismatch")
        case(f"leaf {i} of {n}, a hash too many", leaf, i, n, root, proof + [root], "proof.wrongLength")
        case(f"leaf {i} of {n}, no such leaf", leaf, n, n, root, proof, "proof.indexOutOfRange")
        if proof:
            k = rng.randrange(len(proof))
            changed = proof[:k] + [flip(proof[k], rng)] + proof[k + 1:]
            case(f"leaf {i} of {n}, hash {k} changed", leaf, i, n, root, changed, "proof.rootMismatch")
            case(f"leaf {i} of {n}, last hash missing", leaf, i, n, root, proof[:-1], "proof.wrongLength")
            case(f"leaf {i} of {n}, the root as a leaf", root, i, n, root, [], "proof.wrongLength")
        if len(proof) > 1:
            case(f"leaf {i} of {n}, upside down", leaf, i, n, root, proof[::-1], "proof.rootMismatch")
    root = tree.root(0, 8)
    case("no tree has leaf 0 of 0", root, 0, 0, root, [], "proof.indexOutOfRange")
    return cases


def growth():
    rng = random.Random(2)
    cases = []

    def case(desc, m, old, n, new, proof, error=None):
        cases.append({
            "desc": desc, "oldSize": str(m), "oldRoot": b64(old), "newSize": str(n), "newRoot": b64(new),
            "proof": [b64(h) for h in proof], **({"wantErr": error} if error else {"want": True}),
        })

    tree = Leaves([leaf_hash(entry(i)) for i in range(300)])
    pairs = [(0, 0), (0, 1), (0, 7), (1, 1), (1, 2), (1, 8), (2, 3), (3, 4), (3, 7), (4, 7), (6, 8), (7, 8),
             (7, 7),
             (64, 65), (64, 128), (65, 128), (96, 100), (100, 101), (128, 300), (255, 256), (256, 300), (257,
                                                                                                         299)]
    large = [(70_000, 70_001), (65_536, 70_000), (69_632, 70_000), (2**40 - 1, 2**40 + 7), (2**63, 2**64 - 1),
             (2**63 - 1, 2**63), (2**64 - 2, 2**64 - 1)]
    for m, n, tree in [(m, n, tree) for m, n in pairs] + [(m, n, Sparse(n, {m - 1, m})) for m, n in large]:
        old, new, proof = tree.root(0, m), tree.root(0, n), consistency(m, tree, n)
        case(f"{m} to {n}", m, old, n, new, proof)
        case(f"{m} to {n}, a hash too many", m, old, n, new, proof + [new], "proof.wrongLength")
        # A complete old tree is itself a node of the new one, so its root shows up as false only there.
        is_node = 0 < m < n and m & (m - 1) == 0
        case(f"{m} to {n}, another old root", m, flip(old, rng), n, new, proof,
             "proof.rootMismatch" if is_node else "proof.oldRootMismatch")
        if m < n:
            case(f"{m} to {n}, backwards", n, new, m, old, proof, "proof.sizesOutOfOrder")
        if 0 < m < n:
            case(f"{m} to {n}, another new root", m, old, n, flip(new, rng), proof, "proof.rootMismatch")
            case(f"{m} to {n}, without proof", m, old, n, new, [], "proof.wrongLength")
            case(f"{m} to {n}, last hash missing", m, old, n, new, proof[:-1], "proof.wrongLength")
            changed = proof[:-1] + [flip(proof[-1], rng)]
            in_both = m > split(n)
            case(f"{m} to {n}, last hash changed", m, old, n, new, changed,
                 "proof.oldRootMismatch" if in_both else "proof.rootMismatch")
    empty = Leaves([]).root(0, 0)
    case("an empty tree with a root of its own", 0, empty, 0, empty[::-1], [], "proof.rootMismatch")
    return cases


def tiles():
    good = [
        ("hashes", 0, 0, 256, "tile/0/000"),
        ("hashes", 0, 1234067, 256, "tile/0/x001/x234/067"),
        ("hashes", 0, 273, 112, "tile/0/273.p/112"),
        ("hashes", 1, 1, 17, "tile/1/001.p/17"),
        ("hashes", 2, 0, 1, "tile/2/000.p/1"),
        ("hashes", 63, 999, 255, "tile/63/999.p/255"),
        ("hashes", 0, 1000, 256, "tile/0/x001/000"),
        ("hashes", 0, 1000000, 9, "tile/0/x001/x000/000.p/9"),
        ("entries", 0, 5, 256, "tile/entries/005"),
        ("entries", 0, 1001, 3, "tile/entries/x001/001.p/3"),
        ("hashes", 0, 2**64 - 1, 256, "tile/0/x018/x446/x744/x073/x709/x551/615"),
    ]
    bad = [
        ("", "nothing"),
        ("checkpoint", "another resource"),
        ("tile/0", "no index"),
        ("/tile/0/000", "absolute"),
        ("tile/00/000", "level with a leading zero"),
        ("tile/64/000", "level too high"),
        ("tile/-1/000", "negative"),
        ("tile/+0/000", "sign"),
        ("tile/0/0", "one digit"),
        ("tile/0/0000", "four digits"),
        ("tile/0/x000/000", "a group too many"),
        ("tile/0/001/000", "group without x"),
        ("tile/0/x001", "last group with x"),
        ("tile/0/x001/x000", "last group with x"),
        ("tile/0/000.p/0", "no width"),
        ("tile/0/000.p/256", "full as partial"),
        ("tile/0/000.p/01", "width with a leading zero"),
        ("tile/0/000.p", "partial without width"),
        ("tile/0/000.p/", "partial without width"),
        ("tile/0/000/1", "width without .p"),
        ("tile/0/000/", "slash at the end"),
        ("tile//000", "no level"),
        ("tile/entry/000", "unknown kind"),
        ("tile/0/x001/../067", "dots"),
        ("tile/0/x018/x446/x744/x073/x709/x551/616", "2^64"),
        ("tile/0/x001/x234/x067.p/3", "x in the last group"),
        ("tile/0/x001.p/234/067", "suffix in the middle"),
        ("tile/0/٠٠٠", "other digits"),
        ("tile/0/000\n", "line feed"),
    ]
    cases = [{"desc": p, "path": p, "want": {"kind": k, "level": l, "index": str(i), "width": w}}
             for k, l, i, w, p in good]
    return cases + [{"desc": d, "path": p, "wantErr": "tile.badPath"} for p, d in bad]


def tile_widths():
    cases = []
    for size in (0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000, 2**24 + 5, 2**63, 2**64 - 1):
        levels = []
        for level in range(9):
            full, width = size // 256 ** (level + 1), size // 256**level % 256
            levels.append({"level": level, "full": str(full), "partialWidth": width})
        cases.append({"desc": f"{size} leaves", "size": str(size), "want": levels})
    return cases
