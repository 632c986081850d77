"""RFC 6962 section 2.1 as it is written: recursion over lists, nothing clever. Slow on purpose."""

import hashlib


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Leaves:
    """A tree whose leaf hashes are all at hand."""

    def __init__(self, hashes):
        self.hashes = hashes

    def __len__(self):
        return len(self.hashes)

    def root(self, start, end):
        """MTH of the leaves start..<end, given as leaf hashes."""
        if start == end:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return self.hashes[start]
        k = split(end - start)
        return node_hash(self.root(start, start + k), self.root(start + k, end))


class Sparse:
    """A tree too large to hold. Complete subtrees without a leaf of interest have a made-up root."""

    def __init__(self, size, interesting):
        self.size = size
        self.interesting = interesting

    def __len__(self):
        return self.size

    def root(self, start, end):
        width = end - start
        assert width > 0, "no one asks a large tree for its empty beginning"
        complete = width & (width - 1) == 0
        if width == 1 or complete and not any(start <= leaf < end for leaf in self.interesting):
            return hashlib.sha256(b"subtree %d %d" % (start, end)).digest()
        k = split(width)
        return node_hash(self.root(start, start + k), self.root(start + k, end))


def split(n):
    """The largest power of two smaller than n."""
    return 1 << ((n - 1).bit_length() - 1)


def path(m, tree, start, end):
    """PATH(m, D[start:end]) of RFC 6962 section 2.1.1; m counts from start."""
    n = end - start
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return path(m, tree, start, start + k) + [tree.root(start + k, end)]
    return path(m - k, tree, start + k, end) + [tree.root(start, start + k)]


def subproof(m, tree, start, end, b):
    """SUBPROOF(m, D[start:end], b) of RFC 6962 section 2.1.2."""
    n = end - start
    if m == n:
        return [] if b else [tree.root(start, end)]
    k = split(n)
    if m <= k:
        return subproof(m, tree, start, start + k, b) + [tree.root(start + k, end)]
    return subproof(m - k, tree, start + k, end, False) + [tree.root(start, start + k)]


def consistency(m, tree, n):
    """PROOF(m, D[n]); C2SP takes the proof from the empty tree to be empty."""
    return [] if m == 0 else subproof(m, tree, 0, n, True)
