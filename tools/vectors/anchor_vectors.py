"""Anchors of specs/format.md section 11: what makes one hold, and the bounds that several give to entries."""

import base64
import datetime
import hashlib
import json

from merkle import Leaves, leaf_hash
from notes import Signer, b64, checkpoint, note
from witness_vectors import Cosigner

ORIGIN = "anchors.example/ledger"
LOG, THIEF, CLERK = Signer(ORIGIN), Signer(ORIGIN, "not the log's key"), Signer("p-1")
CITY, PRESS = Cosigner("witness.example/city"), Cosigner("witness.example/press")
BEIJING = datetime.timezone(datetime.timedelta(hours=8))
TREE = Leaves([leaf_hash(b"entry %d" % seq) for seq in range(12)])


def ms(text):
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


# RFC 3161 in DER, as much as an anchor needs: nobody signed these tokens, which is not asked of an anchor.

def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size >= 0x80:
        digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
        return bytes([tag, 0x80 | len(digits)]) + digits + body
    return bytes([tag, size]) + body


def oid(text):
    first, second, *rest = [int(part) for part in text.split(".")]
    out = [40 * first + second]
    for part in rest:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.insert(0, part & 0x7F | 0x80)
        out += digits
    return der(0x06, bytes(out))


def number(value):
    return der(0x02, bytes([value]))


SHA256, SHA512 = oid("2.16.840.1.101.3.4.2.1"), oid("2.16.840.1.101.3.4.2.3")


def token(stamped, time, algorithm=SHA256, digest=hashlib.sha256):
    imprint = der(0x30, der(0x30, algorithm, der(0x05)), der(0x04, digest(stamped).digest()))
    info = der(0x30, number(1), oid("1.2.3.4.1"), imprint, number(7), der(0x18, time.encode()))
    content = der(0x30, oid("1.2.840.113549.1.9.16.1.4"), der(0xA0, der(0x04, info)))
    signed = der(0x30, number(3), der(0x31, der(0x30, SHA256, der(0x05))), content, der(0x31))
    return der(0x30, oid("1.2.840.113549.1.7.2"), der(0xA0, signed))


def granted(stamp):
    return der(0x30, der(0x30, number(0)), stamp)


REJECTED = der(0x30, der(0x30, number(2)))


# Entries that record anchors.

def entry(seq, data, time="2026-11-20", refs=()):
    header = {"ledger": ORIGIN, "genesis": b64(leaf_hash(b"entry 0")), "tx": "01JD3Q0M5K%016d" % seq, "signers": ["p-1"],
              "at": "2026-11-20T09:30:00+08:00"}
    event = {"type": "anchor.recorded", "subject": "ledger", "time": time}
    if refs:
        event["refs"] = list(refs)
    lines = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (header, {**event, "data": data})]
    text = ("\n".join(["taizhang/tx/v1"] + lines) + "\n").encode()
    stamp = "2026-11-20T01:30:00.%03dZ" % seq
    return b"taizhang/entry/v1 " + stamp.encode() + b"\n" + note(text, CLERK)


def signed(size, key=LOG, root=None):
    return note(checkpoint(ORIGIN, size, TREE.root(0, size) if root is None else root), key)


def text(size, origin=ORIGIN):
    return checkpoint(origin, size, TREE.root(0, size))


def body(kind, signed_note, token=None, **more):
    data = {"kind": kind, "checkpoint": signed_note.decode()}
    if token is not None:
        data["token"] = token if isinstance(token, str) else b64(token)
    return {**data, **more}


NOON = "2026-11-20T04:00:00+00:00"
NOON_S = ms(NOON) // 1000
LAST_S = 253_402_300_799  # 9999-12-31T23:59:59Z


def case(desc, data, want=None, seq=9, size=5, **entry_options):
    result = {"desc": desc, "origin": ORIGIN, "vkey": LOG.vkey, "root": b64(TREE.root(0, size)), "seq": seq,
              "entry": b64(entry(seq, data, **entry_options))}
    return {**result, "wantErr": "L07"} if want is None else {**result, "want": {"size": size, **want}}


def at(earliest, latest=None, by=None):
    want = {"not_before_ms": ms(earliest), "not_after_ms": ms(latest or earliest)}
    return {**want, "by": by} if by else want


def anchors():
    good = signed(5)
    yield from stamped(good)
    yield from witnessed(good)
    yield from printed(good)
    for desc, bad in [("signed by another key of the same name", signed(5, THIEF)), ("not signed", text(5) + b"\n"),
                      ("of another log", note(text(5, "other.example/ledger"), Signer("other.example/ledger"))),
                      ("of another history", signed(5, root=hashlib.sha256(b"another").digest())),
                      ("with an extension line", note(text(5) + b"more\n", LOG)), ("nothing", b"")]:
        yield case("paper: a checkpoint " + desc, body("paper", bad))
    yield case("paper: a checkpoint over the entries before it and no more", body("paper", signed(9)),
               at("2026-11-20T00:00:00+08:00", "2026-11-20T23:59:59.999+08:00"), size=9)
    yield case("paper: a checkpoint over the entry that records it", body("paper", signed(10)), size=10)
    yield case("of a kind that is none", body("prophecy", good))


def stamped(good):
    yield case("tsa: a token over the signed checkpoint", body("tsa", good, token(good, "20261120040000Z")), at(NOON))
    yield case("tsa: a response around it", body("tsa", good, granted(token(good, "20261120040000Z"))), at(NOON))
    yield case("tsa: a fraction of a second", body("tsa", good, token(good, "20261120040000.25Z")),
               at("2026-11-20T04:00:00.250+00:00"))
    yield case("tsa: digits finer than a millisecond are cut off", body("tsa", good, token(good, "20261120040000.1239Z")),
               at("2026-11-20T04:00:00.123+00:00"))
    yield case("tsa: the last millisecond of 9999", body("tsa", good, token(good, "99991231235959.999Z")),
               at("9999-12-31T23:59:59.999+00:00"))
    cosigned = good + CITY.cosign(text(5), NOON_S)
    yield case("tsa: the cosignature lines are stamped too", body("tsa", cosigned, token(cosigned, "20261120040000Z")), at(NOON))
    for desc, stamp in [("over the text without its signature", token(text(5), "20261120040000Z")),
                        ("over another checkpoint", token(signed(6), "20261120040000Z")),
                        ("over the checkpoint without a line added since", token(good + b"x", "20261120040000Z")),
                        ("over its SHA-512", token(good, "20261120040000Z", SHA512, hashlib.sha512)),
                        ("a response that grants nothing", REJECTED),
                        ("bytes after it", token(good, "20261120040000Z") + b"\0"),
                        ("with a time that is none", token(good, "20261320040000Z")),
                        ("with a day that is none", token(good, "20260229040000Z")),
                        ("of the year 0", token(good, "00001120040000Z")),
                        ("a leap second past 9999", token(good, "99991231235960Z")),
                        ("not base64", base64.b64encode(token(good, "20261120040000Z")).decode()[:-3] + "!"), ("none", None)]:
        yield case("tsa: a token " + desc if stamp is not None else "tsa: no token", body("tsa", good, stamp))


def witnessed(good):
    line = CITY.cosign(text(5), NOON_S)
    yield case("witness: a cosignature", body("witness", good + line, CITY.vkey), at(NOON, by=CITY.name))
    yield case("witness: among others", body("witness", good + PRESS.cosign(text(5), 1) + line, CITY.vkey), at(NOON, by=CITY.name))
    yield case("witness: the organisation named", body("witness", good + line, CITY.vkey, witness="org-archive"),
               at(NOON, by=CITY.name), refs=["org-archive"])
    yield case("witness: at second 0", body("witness", good + CITY.cosign(text(5), 0), CITY.vkey),
               at("1970-01-01T00:00:00+00:00", by=CITY.name))
    yield case("witness: at the last second of 9999", body("witness", good + CITY.cosign(text(5), LAST_S), CITY.vkey),
               at("9999-12-31T23:59:59+00:00", by=CITY.name))
    for desc, lines, key in [("without the line", b"", CITY.vkey), ("the line of another witness", line, PRESS.vkey),
                             ("a line over another checkpoint", CITY.cosign(text(6), NOON_S), CITY.vkey),
                             ("another time than was signed", CITY.cosign(text(5), NOON_S, NOON_S + 1), CITY.vkey),
                             ("the first second of 10000", CITY.cosign(text(5), LAST_S + 1), CITY.vkey),
                             ("a time that overflows in Beijing only", CITY.cosign(text(5), 2**63 // 1000 - 2), CITY.vkey),
                             ("a time past all counting", CITY.cosign(text(5), 2**63 - 1), CITY.vkey),
                             ("the plain key of the same name", line, Signer(CITY.name).vkey),
                             ("no key", line, None)]:
        yield case("witness: " + desc, body("witness", good + lines, key))


def printed(good):
    day = at("2026-11-20T00:00:00+08:00", "2026-11-20T23:59:59.999+08:00")
    yield case("paper: a day, from its beginning to its end at +08:00", body("paper", good, "青城日报 第4版"), day)
    yield case("paper: nothing said of where", body("paper", good), day)
    instant = "2026-11-20T09:15:00+08:00"
    yield case("paper: an instant", body("paper", good, "公告栏"), at(instant), time=instant)
    yield case("paper: an instant past 9999 in UTC", body("paper", good), time="9999-12-31T23:59:59-08:00")
    yield case("paper: a day that begins before the year 1 in UTC", body("paper", good), time="0001-01-01")


# What several anchors say of entries.

def bounds():
    def witness(size, moment):
        return body("witness", signed(size) + CITY.cosign(text(size), ms(moment) // 1000), CITY.vkey)

    def paper(size):
        return body("paper", signed(size), "青城日报")

    early, noon, late = "2026-11-20T02:00:00+00:00", NOON, "2026-11-20T09:00:00+00:00"
    day = ("2026-11-20T00:00:00+08:00", "2026-11-20T23:59:59.999+08:00")
    stories = [
        ("no anchor", []),
        ("one anchor", [(5, 4, witness(4, noon), None)]),
        ("two in order", [(3, 3, witness(3, early), None), (8, 7, witness(7, late), None)]),
        ("the later recorded says the earlier time: it bounds more", [(5, 4, witness(4, late), None), (8, 7, witness(7, noon), None)]),
        ("an old checkpoint anchored late", [(3, 3, witness(3, noon), None), (9, 2, witness(2, late), None)]),
        ("paper bounds from the ends of its day", [(4, 4, paper(4), day), (9, 8, witness(8, noon), None)]),
    ]
    for desc, rows in stories:
        known = []
        for seq, size, data, span in rows:
            if span is None:
                line = data["checkpoint"].rstrip("\n").rsplit(" ", 1)[1]
                moment = int.from_bytes(base64.b64decode(line)[4:12], "big") * 1000
                known.append((seq, size, moment, moment))
            else:
                known.append((seq, size, ms(span[0]), ms(span[1])))
        want = []
        for seq in range(12):
            after = [latest for _, size, _, latest in known if size > seq]
            before = [earliest for place, _, earliest, _ in known if place < seq]
            row = {"seq": seq}
            if before:
                row["not_before_ms"] = max(before)
            if after:
                row["not_after_ms"] = min(after)
            want.append(row)
        yield {"desc": desc, "origin": ORIGIN, "vkey": LOG.vkey, "roots": [b64(TREE.root(0, n)) for n in range(13)],
               "anchors": [{"seq": seq, "entry": b64(entry(seq, data))} for seq, _, data, _ in rows], "want": want}
