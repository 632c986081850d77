"""Entries, subject chains, commitments, key proofs and attested roots, each as its section of specs/format.md says."""

import datetime
import hashlib
import hmac
import json

from merkle import Leaves, leaf_hash
from notes import Signer, b64, note

STAMPS = ["2026-11-20T01:30:00.123Z", "1970-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "9999-12-31T23:59:59.999Z"]
BAD_FIRST_LINES = [
    ("another version", "taizhang/entry/v2 2026-11-20T01:30:00.123Z"),
    ("no stamp", "taizhang/entry/v1"),
    ("two spaces", "taizhang/entry/v1  2026-11-20T01:30:00.123Z"),
    ("a stamp to the second", "taizhang/entry/v1 2026-11-20T01:30:00Z"),
    ("a stamp to the microsecond", "taizhang/entry/v1 2026-11-20T01:30:00.123456Z"),
    ("a stamp at +08:00", "taizhang/entry/v1 2026-11-20T09:30:00.123+08:00"),
    ("a stamp at +00:00", "taizhang/entry/v1 2026-11-20T01:30:00.123+00:00"),
    ("a day that is none", "taizhang/entry/v1 2026-02-29T01:30:00.123Z"),
    ("a leap second", "taizhang/entry/v1 2016-12-31T23:59:60.000Z"),
    ("a small letter", "taizhang/entry/v1 2026-11-20t01:30:00.123Z"),
    ("a carriage return", "taizhang/entry/v1 2026-11-20T01:30:00.123Z\r"),
    ("something after the stamp", "taizhang/entry/v1 2026-11-20T01:30:00.123Z "),
]


def milliseconds(stamp):
    moment = datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%f%z")
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(milliseconds=1)


def entries():
    signed = note("taizhang/tx/v1\n{}\n{\"备注\":\"入户走访\"}\n".encode(), Signer("p-0042"))
    for stamp in STAMPS:
        entry = b"taizhang/entry/v1 " + stamp.encode() + b"\n" + signed
        yield {
            "desc": "stamp " + stamp, "entry": b64(entry),
            "want": {"ms": str(milliseconds(stamp)), "note": b64(signed), "leaf": b64(leaf_hash(entry))},
        }
    for desc, line in BAD_FIRST_LINES:
        yield {"desc": desc, "entry": b64(line.encode() + b"\n" + signed), "wantErr": "T00"}
    yield {"desc": "nothing after the stamp", "entry": b64(b"taizhang/entry/v1 " + STAMPS[0].encode() + b"\n"),
           "wantErr": "T00"}
    yield {"desc": "nothing", "entry": "", "wantErr": "T00"}


def head0(ref):
    return hashlib.sha256(b"\x02" + ref.encode()).digest()


def next_head(head, leaf, position):
    return hashlib.sha256(b"\x03" + head + leaf + position.to_bytes(4, "big")).digest()


SIGNER = 0xFFFFFFFF
CHAINS = [
    ("no event", "cup-1", []),
    ("the ledger itself", "ledger", [(0, 0)]),
    ("one event", "cup-1", [(1, 0)]),
    ("two events of one entry", "hh-0042", [(5, 0), (5, 1)]),
    ("a signer's link comes after the events of its entry", "p-0042", [(5, 3), (5, SIGNER), (6, SIGNER)]),
    ("the longest reference", "hh-" + "x" * 77, [(1, 0), (2, 65535)]),
    ("forty entries", "pr-1", [(seq, seq % 3) for seq in range(40)]),
]


def chain_leaf(seq):
    return leaf_hash(b"entry %d" % seq)


def chains():
    for desc, ref, links in CHAINS:
        heads = [head0(ref)]
        for seq, position in links:
            heads.append(next_head(heads[-1], chain_leaf(seq), position))
        yield {
            "desc": desc, "ref": ref,
            "links": [{"leaf": b64(chain_leaf(seq)), "position": position} for seq, position in links],
            "want": [b64(head) for head in heads],
        }


SEALED = [
    ("a name", "hh-0042", "name", "张三丰"),
    ("a field in a list", "hh-0042", "members.0.name", "李四"),
    ("an ID number", "hh-0042", "members.10.id_number", "62102119700101001X"),
    ("an empty value", "p-1", "phone", ""),
    ("a value with quotes and a backslash", "p-1", "note", 'a"b\\c'),
    ("a value of two lines", "p-1", "note", "一\n二"),
    ("a value not in normal form C", "p-1", "name", "e\u0301"),
    ("a character outside the basic plane", "p-1", "name", "𠮷"),
]


def commitments():
    for index, (desc, ref, field, value) in enumerate(SEALED):
        random = hashlib.sha256(b"opening %d" % index).digest()
        message = "\n".join(["taizhang/pii/v1", ref, field, value]).encode()
        opening = {"field": field, "r": b64(random), "ref": ref, "value": value}
        yield {
            "desc": desc, "ref": ref, "field": field, "value": value, "r": b64(random),
            "want": {
                "c": b64(hmac.new(random, message, hashlib.sha256).digest()),
                "opening": json.dumps(opening, ensure_ascii=False, separators=(",", ":")),
            },
        }


def key_proofs():
    genesis = b64(leaf_hash(b"genesis"))
    for desc, signer, scope in [
        ("a person's key, over the genesis", Signer("p-0042"), genesis),
        ("the checkpoint key, over the origin", Signer("qingcheng.example/ledger"), "qingcheng.example/ledger"),
    ]:
        message = ("taizhang/key/v1\n%s\n%s\n" % (scope, signer.vkey)).encode()
        case = {"scope": scope, "vkey": signer.vkey}
        proof = signer.sign(message)
        yield {"desc": desc, **case, "proof": b64(proof), "message": b64(message), "want": True}
        for flaw, wrong in [
            ("another scope", signer.sign(message.replace(scope.encode(), b"other", 1))),
            ("without the last line feed", signer.sign(message[:-1])),
            ("with CRLF", signer.sign(message.replace(b"\n", b"\r\n"))),
            ("by another key", Signer("p-0043").sign(message)),
            ("a bit changed", bytes([proof[0] ^ 1]) + proof[1:]),
            ("a byte short", proof[:-1]),
            ("nothing", b""),
        ]:
            yield {"desc": desc + ": " + flaw, **case, "proof": b64(wrong), "message": b64(message), "want": False}


def streams():
    for desc, refs in [
        ("no subject", []),
        ("one subject", ["cup-1"]),
        ("three subjects", ["hh-0042", "ledger", "p-0042"]),
        ("bytes decide the order", ["a-1", "a-10", "a-2", "a-A", "a-a"]),
        ("seventeen subjects", ["hh-%04d" % i for i in range(17)]),
    ]:
        rows, lines = [], []
        for count, ref in enumerate(refs, 1):
            head = head0(ref)
            for position in range(count):
                head = next_head(head, chain_leaf(count), position)
            rows.append({"ref": ref, "links": [{"leaf": b64(chain_leaf(count)), "position": p} for p in range(count)]})
            lines.append(("%s\n%d\n%s\n" % (ref, count, head.hex())).encode())
        leaves = Leaves([leaf_hash(line) for line in lines])
        yield {"desc": desc, "subjects": rows, "lines": [b64(line) for line in lines],
               "want": b64(leaves.root(0, len(leaves)))}
