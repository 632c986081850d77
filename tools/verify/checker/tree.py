"""Bytes and Merkle trees: RFC 6962 hashing, RFC 9162 checking of proofs, base64 and decimals as C2SP writes them."""

import base64, hashlib, re


class Refused(Exception):
    """Why something is not what it should be: a stable code and a sentence in Chinese and English."""

    def __init__(self, code, message=""):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class Malformed(Refused):
    """What was given is not of the form it should have: nothing can be said of what it claims."""


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def from_base64(text):
    """The bytes of canonical standard base64, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data) == (text if isinstance(text, bytes) else text.encode()) else None


def to_base64(data):
    return base64.b64encode(data).decode()


def decimal(digits):
    """A number below 2^64 written as C2SP writes it, or None."""
    if not re.fullmatch(rb"0|[1-9][0-9]{0,19}", digits):
        return None
    return int(digits) if int(digits) < 1 << 64 else None


class Tree:
    """The roots of the complete subtrees of the leaves so far, tallest first."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def append(self, leaf):
        index, self.size = self.size, self.size + 1
        while index & 1:
            leaf, index = node_hash(self.peaks.pop(), leaf), index >> 1
        self.peaks.append(leaf)

    def root(self):
        if not self.peaks:
            return sha256(b"")
        hash = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            hash = node_hash(peak, hash)
        return hash


def root_of(leaves):
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def check_inclusion(leaf, index, size, root, proof):
    """RFC 9162, 2.1.3.2: the leaf `index` of the tree of `size` leaves with this root is `leaf`."""
    if index >= size:
        raise Refused("proof.indexOutOfRange")
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + bin(index >> inner).count("1"):
        raise Refused("proof.wrongLength")
    for level, sibling in enumerate(proof):
        right = level < inner and not index >> level & 1
        leaf = node_hash(leaf, sibling) if right else node_hash(sibling, leaf)
    if leaf != root:
        raise Refused("proof.rootMismatch", "哈希与检查点不符 / the hashes do not lead to the checkpoint's root")


def check_consistency(old_size, old_root, new_size, new_root, proof):
    """RFC 9162, 2.1.4.2: the tree of `new_size` leaves begins with the tree of `old_size`."""
    if old_size > new_size:
        raise Refused("proof.sizesOutOfOrder")
    if old_size in (0, new_size):
        if proof:
            raise Refused("proof.wrongLength")
        if new_size == 0 and new_root != sha256(b""):
            raise Refused("proof.rootMismatch")
        if old_root != (new_root if old_size else sha256(b"")):
            raise Refused("proof.oldRootMismatch")
        return
    shift = (old_size & -old_size).bit_length() - 1
    inner = ((old_size - 1) ^ (new_size - 1)).bit_length()
    start = 0 if old_size == 1 << shift else 1
    if len(proof) != start + inner - shift + bin((old_size - 1) >> inner).count("1"):
        raise Refused("proof.wrongLength")
    old = new = old_root if start == 0 else proof[0]
    for level, sibling in enumerate(proof[start:], shift):
        if level < inner and not (old_size - 1) >> level & 1:
            new = node_hash(new, sibling)
        else:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
    if old != old_root:
        raise Refused("proof.oldRootMismatch")
    if new != new_root:
        raise Refused("proof.rootMismatch")
