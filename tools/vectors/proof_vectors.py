"""Proof files of specs/format.md section 9: true ones over a log made here, and what a forger would make of them."""

import base64
import hashlib
import json

from ledger_vectors import SIGNER, head0, next_head
from merkle import Leaves, consistency, leaf_hash, path
from notes import Signer, b64, checkpoint, note, signature_line

ORIGIN = "proofs.example/ledger"
LOG, LEDGER, FOUNDER, CLERK = Signer(ORIGIN), Signer("ledger"), Signer("p-founder"), Signer("p-1")
NEW_LOG = Signer(ORIGIN, "the checkpoint key after a rotation")
STRANGER, FALSE_LEDGER = Signer("p-2"), Signer("ledger", "not the ledger's key")


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Log:
    """Entries, and what the format says of them. Nothing here asks whether an entry ought to be in a log."""

    def __init__(self):
        self.entries = []
        data = {"origin": ORIGIN, "purpose": "test", "vkey": LOG.vkey, "vkey_proof": possession(LOG, ORIGIN),
                "ledger_vkey": LEDGER.vkey, "founder": "p-founder", "founder_vkey": FOUNDER.vkey}
        self.genesis = None
        self.add([event("ledger.genesis", "ledger", data)], FOUNDER, LEDGER)
        self.genesis = b64(self.leaf(0))

    def add(self, events, *signers, lines=None, genesis=None, origin=ORIGIN):
        header = {"ledger": origin, "tx": "01JD3Q0M5K%016d" % len(self.entries), "signers": [s.name for s in signers],
                  "at": "2026-11-20T09:30:00+08:00"}
        if self.genesis:
            header["genesis"] = genesis or self.genesis
        text = "\n".join(["taizhang/tx/v1", line(header)] + [line(e) for e in events] + [""]).encode()
        signed = note(text, *signers) if lines is None else text + b"\n" + lines(text)
        stamp = "2026-11-20T01:30:00.%03dZ" % len(self.entries)
        self.entries.append((b"taizhang/entry/v1 " + stamp.encode() + b"\n" + signed,
                             [set([e["subject"]] + e.get("refs", [])) for e in events], [s.name for s in signers]))

    def leaf(self, seq):
        return leaf_hash(self.entries[seq][0])

    def links(self, seq, ref):
        _, events, signers = self.entries[seq]
        return [i for i, links in enumerate(events) if ref in links] + ([SIGNER] if ref in signers else [])

    def chain(self, ref, as_of, without=()):
        count, head = 0, head0(ref)
        for seq in range(as_of):
            for position in [] if seq in without else self.links(seq, ref):
                count, head = count + 1, next_head(head, self.leaf(seq), position)
        return count, head

    def streams(self, as_of, without=()):
        refs = {r for _, events, signers in self.entries[:as_of] for r in set().union(*events, signers)}
        rows = [(r,) + self.chain(r, as_of, without) for r in sorted(refs, key=str.encode)]
        return [row for row in rows if row[1] > 0]

    def attest(self, as_of, *signers, lines=None, without=()):
        rows = self.streams(as_of, without)
        tree = stream_tree(rows)
        streams = {"as_of": as_of, "subjects": len(rows), "root": b64(tree.root(0, len(tree)))}
        view = {"view": "households", "version": 1, "as_of": as_of, "sha256": hashlib.sha256(b"rows").hexdigest()}
        self.add([event("streams.attested", "ledger", streams), event("view.attested", "ledger", view)],
                 *(signers or [LEDGER]), lines=lines)

    def tree(self, size=None):
        return Leaves([self.leaf(seq) for seq in range(len(self.entries) if size is None else size)])

    def signed(self, size, *keys):
        tree = self.tree(size)
        return note(checkpoint(ORIGIN, size, tree.root(0, size)), *(keys or [LOG]))


def possession(signer, scope):
    """Base64 of a key's signature by which whoever registers it shows that its secret is at hand (format.md 3)."""
    return b64(signer.sign(("taizhang/key/v1\n%s\n%s\n" % (scope, signer.vkey)).encode()))


def event(kind, subject, data, refs=None):
    value = {"type": kind, "subject": subject, "time": "2026-11-19"}
    if refs:
        value["refs"] = refs
    return {**value, "data": data}


def stream_tree(rows):
    return Leaves([leaf_hash(("%s\n%d\n%s\n" % (r, n, h.hex())).encode()) for r, n, h in rows])


def make_log():
    log = Log()
    log.add([event("visit.recorded", "fd-1", {"minutes": 1}, ["hh-3"])], CLERK)
    log.add([event("visit.recorded", "hh-1", {"minutes": 45}, ["p-2"]),
             event("visit.recorded", "hh-3", {"minutes": 5}, ["hh-1"])], CLERK, STRANGER)
    log.add([event("visit.recorded", "hh-3", {"minutes": 10})], CLERK)
    log.add([event("problem.opened", "pb-1", {"kind": "water"}, ["hh-1"])], STRANGER)
    log.attest(5)                                                             # 5: honest
    log.add([event("visit.recorded", "hh-1", {"minutes": 20})], CLERK)        # 6: after it
    log.attest(5, CLERK)                                                      # 7: a person's word
    log.attest(5, LEDGER, lines=FALSE_LEDGER.line)                            # 8: another key of the same name
    log.attest(5, LEDGER, lines=lambda t: LEDGER.line(t) + CLERK.line(t))     # 9: a line added
    log.attest(5, CLERK, LEDGER, lines=lambda t: LEDGER.line(t) + CLERK.line(t))  # 10: lines exchanged
    log.attest(5, CLERK, LEDGER, lines=CLERK.line)                            # 11: the ledger's line stripped
    log.attest(5, without=[4])                                                # 12: an event kept quiet
    log.add([event("streams.attested", "ledger", {"as_of": 99, "subjects": 0, "root": b64(hashlib.sha256(b"").digest())})],
            LEDGER)                                                           # 13: about the future
    log.add([event("visit.recorded", "hh-1", {"minutes": 1})], CLERK, genesis=b64(leaf_hash(b"another")))  # 14
    log.attest(5, CLERK, LEDGER)                                              # 15: countersigned, honest
    log.add([event("streams.attested", "ledger", {"as_of": 0, "subjects": 0, "root": b64(hashlib.sha256(b"").digest())})],
            LEDGER)                                                           # 16: before everything
    log.add([event("visit.recorded", "fd-2", {"minutes": 1})], CLERK, origin="other.example/ledger")  # 17
    log.add([event("visit.recorded", "fd-3", {"minutes": 2})], CLERK,         # 18: its line under another name
            lines=lambda t: signature_line("p-9", CLERK.id + CLERK.sign(t)))
    log.attest(19)                                                            # 19: honest
    return log


THE_LOG = make_log()
SIZE = len(THE_LOG.entries)


# Lines of the container, as lists of objects that a forger may change before they are written.

def entry_line(seq):
    return {"entry": b64(THE_LOG.entries[seq][0]), "path": [b64(h) for h in path(seq, THE_LOG.tree(), 0, SIZE)], "seq": seq}


def stream_line(index, rows):
    ref, count, head = rows[index]
    tree = stream_tree(rows)
    hashes = [b64(h) for h in path(index, tree, 0, len(rows))]
    return {"count": count, "head": head.hex(), "index": index, "path": hashes, "ref": ref}


def basis(kind, attested, name, value, checkpoint_note=None):
    seq = int(attested.split(".")[0])
    return [{"attested": attested, "proof": kind, name: value},
            {"checkpoint": b64(checkpoint_note or THE_LOG.signed(SIZE))}, entry_line(0), entry_line(seq)]


def subject(ref, attested="5.0", as_of=5, seqs=None, without=()):
    rows = THE_LOG.streams(as_of, without)
    index = [row[0] for row in rows].index(ref)
    if seqs is None:
        seqs = [s for s in range(SIZE) if THE_LOG.links(s, ref) and s not in without and s != 14]
    return basis("subject", attested, "subject", ref) + [stream_line(index, rows)] + [entry_line(s) for s in seqs]


def absence(ref, indexes, attested="5.0", as_of=5):
    rows = THE_LOG.streams(as_of)
    return basis("absence", attested, "subject", ref) + [stream_line(i, rows) for i in indexes]


def view(attested="5.1", name="households"):
    return basis("view", attested, "view", name)


def growth(old, new, old_keys=(LOG,), new_keys=(LOG,)):
    hashes = [b64(h) for h in consistency(old, THE_LOG.tree(new), new)]
    return [{"proof": "consistency"}, {"checkpoint": b64(THE_LOG.signed(old, *old_keys))},
            {"checkpoint": b64(THE_LOG.signed(new, *new_keys))}, {"path": hashes}]


def tlog(seq, position=None, extra=None, index=None, signed=None):
    data = THE_LOG.entries[seq][0]
    if position is not None:
        data = b"taizhang/event/v1 %s\n" % str(position).encode() + data
    lines = ["c2sp.org/tlog-proof@v1", "extra " + b64(data if extra is None else extra),
             "index %d" % (seq if index is None else index)]
    lines += [b64(h) for h in path(seq, THE_LOG.tree(), 0, SIZE)]
    return "\n".join(lines) + "\n\n" + (signed or THE_LOG.signed(SIZE)).decode()


def text(lines):
    return "taizhang/proof/v1\n" + "".join(line(value) + "\n" for value in lines)


def case(desc, proof, want=None, error=None, vkeys=(LOG.vkey,), genesis=THE_LOG.genesis, signers=()):
    pins = {"vkeys": list(vkeys), "signers": list(signers)}
    if genesis:
        pins["genesis"] = genesis
    result = {"desc": desc, "proof": proof if isinstance(proof, str) else text(proof), "pins": pins}
    return {**result, "want": want} if error is None else {**result, "wantErr": error}


def history(ref, complete, later, as_of=5):
    count, head = THE_LOG.chain(ref, as_of)
    return {"proof": "subject", "subject": ref, "as_of": as_of, "count": count, "head": head.hex(),
            "complete": complete, "later": later}


def accepted():
    yield case("an entry", tlog(3), {"proof": "entry", "seq": 3})
    yield case("the genesis", tlog(0), {"proof": "entry", "seq": 0})
    yield case("an event", tlog(2, 1), {"proof": "entry", "seq": 2, "position": 1})
    yield case("an entry, with its signers' keys", tlog(2), {"proof": "entry", "seq": 2}, signers=[CLERK.vkey, STRANGER.vkey])
    yield case("an entry, no genesis pinned", tlog(3), {"proof": "entry", "seq": 3}, genesis=None)
    for old, new in [(3, SIZE), (8, 12), (1, 2), (7, 7), (16, 17)]:
        yield case("growth from %d to %d" % (old, new), growth(old, new),
                   {"proof": "consistency", "old_size": old, "size": new}, genesis=None)
    yield case("growth over a rotation of the key", growth(6, 9, [LOG], [NEW_LOG]),
               {"proof": "consistency", "old_size": 6, "size": 9}, vkeys=[LOG.vkey, NEW_LOG.vkey], genesis=None)
    yield case("all events of a household, one later", subject("hh-1"), history("hh-1", [2, 4], [6]))
    yield case("only those attested", subject("hh-1", seqs=[2, 4]), history("hh-1", [2, 4], []))
    yield case("a subject with one entry", subject("pb-1"), history("pb-1", [4], []))
    yield case("a person who signs and is named", subject("p-2"), history("p-2", [2, 4], []))
    yield case("a person who signs much", subject("p-1", seqs=[1, 2, 3]), history("p-1", [1, 2, 3], []))
    yield case("the ledger itself, whose first entry is the genesis", subject("ledger", seqs=[0]), history("ledger", [0], []))
    yield case("a countersigned attestation", subject("hh-1", "15.0"), history("hh-1", [2, 4], [6]))
    yield case("no genesis pinned", subject("hh-1"), history("hh-1", [2, 4], [6]), genesis=None)
    rows = [row[0] for row in THE_LOG.streams(5)]
    absent = {"proof": "absence", "as_of": 5, "subjects": len(rows)}
    at = rows.index("hh-1")
    yield case("absent between neighbours", absence("hh-2", [at, at + 1]), {**absent, "subject": "hh-2"})
    yield case("absent before the first", absence("a-1", [0]), {**absent, "subject": "a-1"})
    yield case("absent after the last", absence("z-1", [len(rows) - 1]), {**absent, "subject": "z-1"})
    yield case("absent: bytes decide", absence("hh-10", [at, at + 1]), {**absent, "subject": "hh-10"})
    yield case("absent from the empty ledger", absence("hh-1", [], "16.0", 0),
               {"proof": "absence", "as_of": 0, "subjects": 0, "subject": "hh-1"})
    yield case("a view", view(), {"proof": "view", "view": "households", "version": 1, "as_of": 5,
                                  "sha256": hashlib.sha256(b"rows").hexdigest()})


def changed(lines, which, **fields):
    lines = [dict(value) for value in lines]
    lines[which].update(fields)
    return lines


def flipped(hashes, which):
    data = bytearray(base64.b64decode(hashes[which]))
    data[7] ^= 1
    return hashes[:which] + [b64(bytes(data))] + hashes[which + 1:]


def refused():
    yield from refused_entries()
    yield from refused_growth()
    yield from refused_subjects()
    yield from refused_absences()
    yield case("a view by another name", view(name="visits"), error="false")
    yield case("a view on an attestation of streams", view("5.0"), error="false")
    yield case("a view on a person's word", view("7.1"), error="false")
    yield from refused_containers()


def refused_entries():
    yield case("another entry in its place", tlog(3, extra=THE_LOG.entries[1][0]), error="false")
    yield case("another index", tlog(3, index=2), error="false")
    yield case("an event the entry has not", tlog(3, 1), error="false")
    yield case("a position with a leading zero", tlog(3, "00"), error="malformed")
    yield case("a position that is no number", tlog(3, "x"), error="malformed")
    yield case("a checkpoint by another key", tlog(3, signed=THE_LOG.signed(SIZE, NEW_LOG)), error="false")
    yield case("another genesis", tlog(3), error="false", genesis=b64(leaf_hash(b"another")))
    yield case("an entry of another log", tlog(17), error="false")
    yield case("an entry of another log, no genesis pinned", tlog(17), error="false", genesis=None)
    yield case("an entry with a signature line too many", tlog(9), error="false")
    yield case("an event of it", tlog(9, 1), error="false")
    yield case("an entry whose signature lines changed places", tlog(10), error="false")
    yield case("an entry that lacks a signature line", tlog(11), error="false")
    yield case("an entry whose signature line is under another name", tlog(18), error="false")
    twice = THE_LOG.signed(SIZE) + signature_line(ORIGIN, LOG.id + bytes(64))
    yield case("a false line of the log's after its true one", tlog(3, signed=twice), error="false")
    yield case("a signer's key that did not sign", tlog(3), error="false", signers=[STRANGER.vkey])
    yield case("no entry", tlog(3).replace(tlog(3).split("\n")[1] + "\n", ""), error="malformed")
    yield case("the checkpoint's signature stripped", tlog(3, signed=checkpoint(ORIGIN, SIZE, THE_LOG.tree().root(0, SIZE))),
               error="false")


def refused_growth():
    good = growth(3, SIZE)
    yield case("one hash changed", changed(good, 3, path=flipped(good[3]["path"], 0)), error="false")
    yield case("the last hash changed", changed(good, 3, path=flipped(good[3]["path"], -1 % len(good[3]["path"]))), error="false")
    yield case("one hash dropped", changed(good, 3, path=good[3]["path"][1:]), error="false")
    yield case("old and new exchanged", [good[0], good[2], good[1], good[3]], error="false")
    yield case("the new checkpoint by a key not pinned", growth(6, 9, [LOG], [NEW_LOG]), error="false")
    other = note(checkpoint(ORIGIN, 3, hashlib.sha256(b"rewritten").digest()), LOG)
    yield case("another history before", changed(good, 1, checkpoint=b64(other)), error="false")
    blob = LOG.id + STRANGER.sign(b"x")
    forged = checkpoint(ORIGIN, 3, THE_LOG.tree(3).root(0, 3))
    yield case("a false signature in the log's name", changed(good, 1, checkpoint=b64(forged + b"\n" + signature_line(ORIGIN, blob))),
               error="false")


def refused_subjects():
    good = subject("hh-1")
    for desc, seqs in [("an event dropped", [2, 6]), ("the first event dropped", [4]), ("no events", []),
                       ("an entry without a link added", [2, 3, 4]), ("out of order", [4, 2]), ("an entry twice", [2, 2, 4]),
                       ("an entry that names another genesis", [2, 4, 14])]:
        yield case(desc, subject("hh-1", seqs=seqs), error="false")
    path5 = good[5]["path"]
    yield case("one hash of an entry's path changed", changed(good, 5, path=flipped(path5, 2)), error="false")
    yield case("one hash of the stream's path changed", changed(good, 4, path=flipped(good[4]["path"], 0)), error="false")
    yield case("one hash of the attestation's path changed", changed(good, 3, path=flipped(good[3]["path"], 0)), error="false")
    yield case("an entry's byte changed", changed(good, 5, entry=b64(THE_LOG.entries[2][0].replace(b"45", b"54"))), error="false")
    yield case("another head", changed(good, 4, head="00" * 32), error="false")
    yield case("a count too many", changed(good, 4, count=good[4]["count"] + 1), error="false")
    yield case("another's line", changed(subject("hh-1"), 0, subject="hh-3"), error="false")
    yield case("another place in the tree", changed(good, 4, index=good[4]["index"] + 1), error="false")
    yield case("the genesis at another place", changed(good, 2, seq=1), error="false")
    yield case("another genesis pinned", good, error="false", genesis=b64(leaf_hash(b"another")))
    yield case("an entry in place of the genesis", good[:2] + [entry_line(1)] + good[3:], error="false", genesis=None)
    for attested, why in [("7.0", "a person's word"), ("8.0", "by another key of the ledger's name"), ("9.0", "with a line added"),
                          ("10.0", "with lines exchanged"), ("11.0", "with the ledger's line stripped"),
                          ("13.0", "about the future"), ("5.1", "which is of a view"), ("5.2", "where there is no event"),
                          ("3.0", "which is none")]:
        yield case("an attestation " + why, subject("hh-1", attested), error="false")
    yield case("an event kept quiet by the attestation, shown all the same", subject("hh-1", "12.0"), error="false")
    yield case("the place names another entry than the one given", changed(good, 0, attested="15.0"), error="false")
    small = THE_LOG.signed(6)
    yield case("an entry of another log among the subject's", subject("fd-2", "19.0", 19), error="false")
    yield case("an entry under another name's line among the subject's", subject("fd-3", "19.0", 19), error="false")
    twice = THE_LOG.signed(SIZE) + signature_line(ORIGIN, LOG.id + bytes(64))
    yield case("a false line of the log's after its true one, over a subject", changed(good, 1, checkpoint=b64(twice)), error="false")
    yield case("an entry beyond the checkpoint", changed(good, 1, checkpoint=b64(small)), error="false")


def refused_absences():
    rows = [row[0] for row in THE_LOG.streams(5)]
    at = rows.index("hh-1")
    for desc, ref, indexes in [
        ("present", "hh-1", [at - 1, at]), ("present on the right", "hh-3", [at, at + 1]), ("present, others shown", "hh-1", [at + 1, at + 2]),
        ("neighbours with one between", "hh-2", [at - 1, at + 1]), ("only the left neighbour", "hh-2", [at]),
        ("only the first, which is smaller", "hh-2", [0]), ("only the last, which is greater", "hh-2", [len(rows) - 1]),
        ("nothing shown", "hh-2", []), ("neighbours exchanged", "hh-2", [at + 1, at]),
    ]:
        yield case("not proved absent: " + desc, absence(ref, indexes), error="false")
    good = absence("hh-2", [at, at + 1])
    yield case("a neighbour's count changed", changed(good, 4, count=9), error="false")
    yield case("a neighbour's place changed", changed(good, 4, index=at - 1), error="false")
    yield case("three lines", absence("hh-2", [at, at + 1, at + 2]), error="malformed")
    yield case("absence on a person's word", absence("hh-2", [at, at + 1], "7.0"), error="false")


def refused_containers():
    good, whole = subject("hh-1"), text(subject("hh-1"))
    yield case("an unknown kind", changed(good, 0, proof="everything"), error="malformed")
    yield case("another version", whole.replace("proof/v1", "proof/v2", 1), error="malformed")
    yield case("a name too many in the header", changed(good, 0, more=1), error="malformed")
    yield case("a name too many in an entry", changed(good, 5, more=1), error="malformed")
    yield case("a space outside strings", whole.replace('","proof"', '", "proof"', 1), error="malformed")
    yield case("CRLF", whole.replace("\n", "\r\n"), error="malformed")
    yield case("without the last line feed", whole[:-1], error="malformed")
    yield case("an empty line at the end", whole + "\n", error="malformed")
    yield case("a line missing", text(good[:4]), error="malformed")
    yield case("lines exchanged", text([good[0], good[2], good[1]] + good[3:]), error="malformed")
    yield case("more after a view's proof", text(view() + [entry_line(1)]), error="malformed")
    yield case("a path longer than any tree's", changed(good, 5, path=[b64(leaf_hash(b""))] * 64), error="malformed")
    yield case("a hash of 31 bytes", changed(good, 5, path=[b64(b"x" * 31)]), error="malformed")
    yield case("base64 with too much padding", changed(good, 1, checkpoint=good[1]["checkpoint"] + "="), error="malformed")
    yield case("a negative seq", changed(good, 5, seq=-1), error="malformed")
    yield case("a seq as text", changed(good, 5, seq="2"), error="malformed")
    yield case("a head of 31 bytes", changed(good, 4, head="00" * 31), error="malformed")
    yield case("a place without position", changed(good, 0, attested="5"), error="malformed")
    yield case("a place with a leading zero", changed(good, 0, attested="5.00"), error="malformed")
    yield case("a subject that is no reference", changed(good, 0, subject="家"), error="malformed")
    yield case("nothing", "", error="malformed")
    yield case("only the magic", "taizhang/proof/v1\n", error="malformed")
