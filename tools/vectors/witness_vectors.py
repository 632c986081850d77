"""Vectors for cosignatures, requests to witnesses and policies (C2SP tlog-cosignature, tlog-witness, tlog-policy)."""

import hashlib

from merkle import Leaves, consistency, leaf_hash
from note_vectors import LOG, OTHER
from notes import Signer, b64, checkpoint, note, signature_line, vkey
from tree_vectors import entry


class Cosigner(Signer):
    """A witness: the same key under another type byte."""

    def __init__(self, name):
        super().__init__(name)
        self.id = hashlib.sha256(name.encode() + b"\n\x04" + self.public).digest()[:4]

    @property
    def vkey(self):
        return vkey(self.name, self.id, b"\x04" + self.public)

    @property
    def skey(self):
        return "PRIVATE+KEY+" + vkey(self.name, self.id, b"\x04" + self.seed)

    def cosign(self, text, time, signed_time=None):
        message = b"cosignature/v1\ntime %d\n" % (time if signed_time is None else signed_time) + text
        return signature_line(self.name, self.id + time.to_bytes(8, "big") + self.sign(message))


CITY = Cosigner("witness.example/city")
PRESS = Cosigner("witness.example/press")
TREE = Leaves([leaf_hash(entry(i)) for i in range(40)])


def signed(size, signer=LOG, tree=TREE):
    text = checkpoint(signer.name, size, tree.root(0, size))
    return text, note(text, signer)


def cosignatures():
    text, noted = signed(12)
    other_text, _ = signed(13)
    time = 1679315147
    good, second = CITY.cosign(text, time), PRESS.cosign(text, 2**63 - 1)
    known = [CITY.vkey, PRESS.vkey]
    cases = [
        ("one", noted + good, known, [(CITY, time)]),
        ("two, in the order of lines", noted + second + good, known, [(PRESS, 2**63 - 1), (CITY, time)]),
        ("none", noted, known, []),
        ("by one nobody knows", noted + good, [PRESS.vkey], []),
        ("twice by the same: the first counts", noted + good + CITY.cosign(text, time + 1), known, [(CITY, time)]),
        ("at second 0", noted + CITY.cosign(text, 0), known, [(CITY, 0)]),
    ]
    bad = [
        ("a true one, then a false one in the same name", noted + good + CITY.cosign(other_text, time)),
        ("of another checkpoint", noted + CITY.cosign(other_text, time)),
        ("with another time than was signed", noted + CITY.cosign(text, time, time + 1)),
        ("at 2^63", noted + CITY.cosign(text, 2**63)),
        ("a plain signature under the cosigner's key id",
         noted + signature_line(CITY.name, CITY.id + CITY.sign(text))),
        ("false after a true one of the same witness", noted + good + CITY.cosign(other_text, time)),
        ("false before a true one of the same witness", noted + CITY.cosign(other_text, time) + good),
        ("false after a true one, of no length", noted + good + signature_line(CITY.name, CITY.id + bytes(1))),
        ("a byte too long", noted + signature_line(CITY.name, CITY.id + time.to_bytes(8, "big") + bytes(65))),
    ]
    rows = [{"desc": d, "note": b64(n), "known": k,
             "want": [{"name": s.name, "time": str(t)} for s, t in want]} for d, n, k, want in cases]
    rows += [{"desc": d, "note": b64(n), "known": known, "wantErr": "note.unverified"} for d, n in bad]
    return rows


def cosigner_keys():
    rows = [{"desc": "a witness", "verifier": s.vkey, "signer": s.skey, "time": "1700000000",
             "line": b64(s.cosign(signed(12)[0], 1700000000)), "text": b64(signed(12)[0]),
             "want": {"name": s.name, "keyID": s.id.hex()}} for s in (CITY, PRESS)]
    return rows + [
        {"desc": "the key of a log", "verifier": LOG.vkey, "wantErr": "key.unknownAlgorithm"},
        {"desc": "another key id", "verifier": vkey(CITY.name, PRESS.id, b"\x04" + CITY.public),
         "wantErr": "key.badChecksum"},
        {"desc": "no key", "verifier": "", "wantErr": "key.malformed"},
    ]


def requests():
    """What a witness of LOG answers to a body when it last cosigned `latest` (0: nothing)."""
    def body(old, proof, noted):
        return b"old %d\n" % old + b"".join(b64(h).encode() + b"\n" for h in proof) + b"\n" + noted

    def grown(old, size, tree=TREE):
        return body(old, consistency(old, tree, size), signed(size, tree=tree)[1])

    fork = Leaves(TREE.hashes[:11] + [leaf_hash(b"forged")] + TREE.hashes[12:])
    stranger = Signer("stranger.example/ledger")
    forged_key = Signer(LOG.name, "not the log's")
    rows = [
        ("the first checkpoint", 0, grown(0, 12), 200, 12),
        ("an empty log", 0, grown(0, 0), 200, 0),
        ("grown", 12, grown(12, 40), 200, 40),
        ("grown from a power of two", 16, grown(16, 33), 200, 33),
        ("the same again", 12, grown(12, 12), 200, 12),
        ("another signature beside the log's", 12,
         body(12, consistency(12, TREE, 20), note(signed(20)[0], LOG, OTHER)), 200, 20),
        ("another old size", 12, grown(10, 40), 409, 12),
        ("as if it were the first", 12, grown(0, 40), 409, 12),
        ("an old checkpoint: a rollback", 20, grown(12, 12), 409, 20),
        ("old size beyond the checkpoint", 20, body(20, [], signed(12)[1]), 400, None),
        ("the same size, another root: a fork", 12, body(12, [], signed(12, tree=fork)[1]), 409, 12),
        ("grown from another history: a fork", 12, grown(12, 40, fork), 422, None),
        ("a hash changed", 12, body(12, [bytes(32)] + consistency(12, TREE, 40)[1:], signed(40)[1]), 422, None),
        ("a hash missing", 12, body(12, consistency(12, TREE, 40)[1:], signed(40)[1]), 422, None),
        ("a proof for the same size", 12, body(12, [bytes(32)], signed(12)[1]), 422, None),
        ("a proof for the first checkpoint", 0, body(0, [bytes(32)], signed(12)[1]), 422, None),
        ("a log it does not watch", 0, body(0, [], signed(12, stranger)[1]), 404, None),
        ("signed by another key of that name", 0, body(0, [], note(signed(12)[0], forged_key)), 403, None),
        ("a false signature", 0, body(0, [], signed(12)[0] + b"\n" + signature_line(LOG.name, LOG.id + bytes(64))),
         403, None),
        ("no body", 0, b"", 400, None),
        ("no old size", 0, b"\n" + signed(12)[1], 400, None),
        ("old size with a leading zero", 12, b"old 012\n\n" + signed(12)[1], 400, None),
        ("old size 2^64", 12, b"old 18446744073709551616\n\n" + signed(12)[1], 400, None),
        ("64 hashes", 12, body(12, [bytes(32)] * 64, signed(40)[1]), 400, None),
        ("63 hashes, too many for this proof", 12, body(12, [bytes(32)] * 63, signed(40)[1]), 422, None),
        ("a hash of 31 bytes", 12, b"old 12\n" + b64(bytes(31)).encode() + b"\n\n" + signed(40)[1], 400, None),
        ("no blank line", 12, b"old 12\n" + signed(40)[1].replace(b"\n\n", b"\n"), 400, None),
        ("no checkpoint", 12, b"old 12\n\n", 400, None),
        ("a checkpoint without signature", 0, b"old 0\n\n" + signed(12)[0], 400, None),
    ]
    return [{"desc": d, "log": LOG.vkey, "latest": b64(signed(latest)[0]) if latest else "", "body": b64(x),
             "status": status, **({"size": str(size)} if size is not None else {})}
            for d, latest, x, status, size in rows]


def policies():
    """Who must cosign; each case lists sets of witnesses by name and whether they are a quorum."""
    w = {n: Cosigner("witness.example/" + n) for n in ("x1", "x2", "x3", "y1", "y2")}
    lines = "".join(f"witness {n} {s.vkey}\n" for n, s in w.items())
    two = (f"# 两级 / two levels\nlog {LOG.vkey} https://log.example/\n\n" + lines
           + "group X 2 x1 x2 x3\n\tgroup  Y any y1\t y2 \ngroup XY all X Y\nquorum XY\n")
    names = {n: s.vkey for n, s in w.items()}
    good = [
        ("two levels of groups", two, [(["x1", "x2", "y2"], True), (["x1", "x2", "x3", "y1", "y2"], True),
                                       (["x1", "x2", "x3"], False), (["x1", "y1", "y2"], False), ([], False)]),
        ("one witness", lines + "quorum x2\n", [(["x2"], True), (["x1"], False)]),
        ("no witness asked for", "quorum none\n", [([], True)]),
        ("any", lines + "group g any x1 y1\nquorum g\n", [(["y1"], True), (["x2"], False)]),
        ("names are octets", "witness \u212a " + w["x1"].vkey + "\nwitness K " + w["x2"].vkey + "\nquorum K\n",
         [(["x2"], True), (["x1"], False)]),
    ]
    bad = [
        ("empty", "", "noQuorum", 1), ("no quorum", lines, "noQuorum", 6),
        ("two quorums", "quorum none\nquorum none\n", "secondQuorum", 2),
        ("no line end", "quorum none", "badCharacter", 1),
        ("carriage return", "quorum none\r\n", "badCharacter", 1),
        ("unknown line", "quorums none\n", "unknownKeyword", 1),
        ("a quorum of two", lines + "quorum x1 x2\n", "wrongWordCount", 6),
        ("a quorum not defined", lines + "quorum z\n", "undefinedName", 6),
        ("a quorum defined later", "quorum x1\n" + lines, "undefinedName", 1),
        ("a log's key for a witness", f"witness a {LOG.vkey}\nquorum a\n", "badKey", 1),
        ("a witness's key for a log", f"log {w['x1'].vkey}\nquorum none\n", "badKey", 1),
        ("a log twice", f"log {LOG.vkey}\nlog {LOG.vkey} https://b.example/\nquorum none\n", "duplicateKey", 2),
        ("a witness twice", f"witness a {w['x1'].vkey}\nwitness b {w['x1'].vkey}\nquorum a\n", "duplicateKey", 2),
        ("a name twice", f"witness a {w['x1'].vkey}\nwitness a {w['x2'].vkey}\nquorum a\n", "duplicateName", 2),
        ("a group named like a witness", lines + "group x1 any x2\nquorum x1\n", "duplicateName", 6),
        ("a witness named none", f"witness none {w['x1'].vkey}\nquorum none\n", "duplicateName", 1),
        ("a group of none", lines + "group g any none\nquorum g\n", "undefinedName", 6),
        ("a group of itself", lines + "group g any g\nquorum g\n", "undefinedName", 6),
        ("a member of two groups", lines + "group g any x1\ngroup h any x1\nquorum g\n", "memberTwice", 7),
        ("a member twice", lines + "group g any x1 x1\nquorum g\n", "memberTwice", 6),
        ("a group without members", lines + "group g any\nquorum g\n", "wrongWordCount", 6),
        ("threshold 0", lines + "group g 0 x1\nquorum g\n", "badThreshold", 6),
        ("threshold above the members", lines + "group g 2 x1\nquorum g\n", "badThreshold", 6),
        ("threshold 01", lines + "group g 01 x1\nquorum g\n", "badThreshold", 6),
        ("threshold beyond counting", lines + "group g 99999999999999999999 x1\nquorum g\n", "badThreshold", 6),
    ]
    rows = [{"desc": d, "policy": b64(t.encode()), "keys": names,
             "want": [{"witnesses": s, "quorum": q} for s, q in want]} for d, t, want in good]
    return rows + [{"desc": d, "policy": b64(t.encode()), "line": n, "wantErr": "policy." + e} for d, t, e, n in bad]
