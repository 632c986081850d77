"""Texts of transactions: those the log takes, and those it refuses with every code and the place it is found at."""

import json

from notes import b64

MAGIC = "taizhang/tx/v1"
TX = "01JD3Q0M5K9V7Z2T4B8C6D1E0F"
HASH = "jP2ISAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEeo="
SHA = "0123456789abcdef" * 4

HEADER = {
    "ledger": "qingcheng.gs.example/ledger", "genesis": HASH, "tx": TX, "signers": ["p-0042"],
    "at": "2026-11-20T09:30:00+08:00",
}
EVENT = {
    "type": "visit.recorded", "subject": "hh-0042", "time": "2026-11-19", "data": {"minutes": 45},
}
EVIDENCE = {"sha256": SHA, "media": "image/jpeg", "kind": "photo"}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text(header=HEADER, *events):
    lines = [MAGIC, compact(header), *(compact(event) for event in events or (EVENT,))]
    return "".join(line + "\n" for line in lines)


def but(base, **changes):
    """The object with some members changed; None leaves one out."""
    return {name: value for name, value in {**base, **changes}.items() if value is not None}


def header(**changes):
    return text(but(HEADER, **changes))


def event(**changes):
    return text(HEADER, but(EVENT, **changes))


HEADERS_TAKEN = [
    ("as plain as can be", {}),
    ("entry 0 has no genesis", {"genesis": None}),
    ("sixteen signers", {"signers": ["p-%d" % i for i in range(16)]}),
    ("the ledger signs", {"signers": ["p-1", "ledger"]}),
    ("an expected count", {"expect": {"hh-0042": [3]}}),
    ("an expected head, and one that does not exist", {"expect": {"hh-0042": [3, HASH], "hh-9": [0]}}),
    ("the last part of a batch", {"batch": {"id": TX, "part": 7, "of": 7}}),
    ("a device and why it is late", {"device": "平板3号", "late_reason": "山洪断网"}),
    ("the largest ULID", {"tx": "7" + "Z" * 25}),
    ("an instant in UTC with milliseconds", {"at": "2026-11-20T01:30:00.123Z"}),
]
EVENTS_TAKEN = [
    ("an instant", {"time": "2026-11-19T14:10:00+08:00"}),
    ("a leap day", {"time": "2024-02-29"}),
    ("no data", {"data": {}}),
    ("everything", {
        "by": "p-0007", "basis": "paper", "place": "621021103204", "refs": ["p-0007", "vil-104"],
        "evidence": [but(EVIDENCE, captured="2026-11-19T14:12:00+08:00", geo={"lat_e7": 357000000, "lon_e7": -1},
                         source="org-1"), EVIDENCE],
        "corrects": TX + ".0", "src": {"file": "入户.xlsx", "sheet": "一组", "row": 2, "key": "x"},
    }),
    ("an undoing", {"voids": TX + ".12"}),
    ("the four bases: entered", {"basis": "entered"}),
    ("the four bases: migrated", {"basis": "migrated"}),
    ("the four bases: own", {"basis": "own"}),
    ("a reference of 80 bytes", {"subject": "hh-" + "x" * 77}),
    ("references in the order of their bytes", {"refs": ["p-1", "p-10", "p-2", "p-A", "p-_", "p-a"]}),
    ("the ledger itself", {"subject": "ledger"}),
]

HEADERS_REFUSED = (
    [("no " + name, {name: None}, "T05", name) for name in ("ledger", "tx", "signers", "at")]
    + [
        ("a name that is none", {"note": "x"}, "T04", "note"),
        ("a name in capitals", {"Device": "x"}, "T04", "Device"),
        ("an empty ledger", {"ledger": ""}, "T06", "ledger"),
        ("a ledger that is a number", {"ledger": 1}, "T06", "ledger"),
        ("a genesis cut short", {"genesis": HASH[:-1]}, "T06", "genesis"),
        ("a ULID of 25", {"tx": TX[:-1]}, "T06", "tx"),
        ("a ULID in small letters", {"tx": TX.lower()}, "T06", "tx"),
        ("a ULID of 130 bits", {"tx": "8" + TX[1:]}, "T06", "tx"),
        ("no signer", {"signers": []}, "T06", "signers"),
        ("seventeen signers", {"signers": ["p-%d" % i for i in range(17)]}, "T06", "signers"),
        ("a signer twice", {"signers": ["p-1", "p-1"]}, "T06", "signers"),
        ("a signer that is no reference", {"signers": ["张三"]}, "T06", "signers"),
        ("a signer that is no text", {"signers": [42]}, "T06", "signers"),
        ("signers that are no list", {"signers": "p-1"}, "T06", "signers"),
        ("composed on a day", {"at": "2026-11-20"}, "T06", "at"),
        ("composed without an offset", {"at": "2026-11-20T09:30:00"}, "T06", "at"),
        ("composed at a leap second", {"at": "2016-12-31T23:59:60Z"}, "T06", "at"),
        ("an expectation that is a number", {"expect": {"hh-1": 3}}, "T06", "expect"),
        ("an expectation of nothing", {"expect": {"hh-1": []}}, "T06", "expect"),
        ("an expectation below zero", {"expect": {"hh-1": [-1]}}, "T06", "expect"),
        ("an expected head cut short", {"expect": {"hh-1": [1, HASH[:-1]]}}, "T06", "expect"),
        ("an expectation of three", {"expect": {"hh-1": [1, HASH, HASH]}}, "T06", "expect"),
        ("an expectation of no reference", {"expect": {"hh": [1]}}, "T06", "expect"),
        ("expectations in a list", {"expect": [["hh-1", 1]]}, "T06", "expect"),
        ("part 0", {"batch": {"id": TX, "part": 0, "of": 2}}, "T06", "batch"),
        ("part 3 of 2", {"batch": {"id": TX, "part": 3, "of": 2}}, "T06", "batch"),
        ("a batch without a ULID", {"batch": {"id": "x", "part": 1, "of": 2}}, "T06", "batch"),
        ("a batch with one name more", {"batch": {"id": TX, "part": 1, "of": 2, "x": 1}}, "T06", "batch"),
        ("a batch without its size", {"batch": {"id": TX, "part": 1}}, "T06", "batch"),
        ("an empty device", {"device": ""}, "T06", "device"),
        ("a device of 101 bytes", {"device": "x" * 101}, "T06", "device"),
        ("an empty reason for lateness", {"late_reason": ""}, "T06", "late_reason"),
    ]
)
EVENTS_REFUSED = (
    [("no " + name, {name: None}, "T05", name) for name in ("type", "subject", "time", "data")]
    + [
        ("a name that is none", {"note": "x"}, "T04", "note"),
        ("a name that begins as one", {"typ": "x"}, "T04", "typ"),
        ("a name that goes on as one", {"corrects_": "x"}, "T04", "corrects_"),
        ("an empty name", {"": "x"}, "T04", ""),
        ("a type that is a number", {"type": 1}, "T06", "type"),
        ("a subject without a hyphen", {"subject": "hh0042"}, "T06", "subject"),
        ("a subject without a prefix", {"subject": "-0042"}, "T06", "subject"),
        ("a subject without a name", {"subject": "hh-"}, "T06", "subject"),
        ("a subject with a prefix in capitals", {"subject": "HH-0042"}, "T06", "subject"),
        ("a subject with a digit in its prefix", {"subject": "h2-0042"}, "T06", "subject"),
        ("a subject with a space", {"subject": "hh-00 42"}, "T06", "subject"),
        ("a subject in Chinese", {"subject": "hh-张三"}, "T06", "subject"),
        ("a subject of 81 bytes", {"subject": "hh-" + "x" * 78}, "T06", "subject"),
        ("an empty subject", {"subject": ""}, "T06", "subject"),
        ("a day that is none", {"time": "2026-02-29"}, "T06", "time"),
        ("a day of month 13", {"time": "2026-13-01"}, "T06", "time"),
        ("a day of year 0", {"time": "0000-01-01"}, "T06", "time"),
        ("a day written loosely", {"time": "2026-1-1"}, "T06", "time"),
        ("a day with slashes", {"time": "2026/01/01"}, "T06", "time"),
        ("an instant without an offset", {"time": "2026-11-19T14:10:00"}, "T06", "time"),
        ("an instant without seconds", {"time": "2026-11-19T14:10+08:00"}, "T06", "time"),
        ("an instant at 24 hours", {"time": "2026-11-19T24:00:00+08:00"}, "T06", "time"),
        ("an instant with four digits of fraction", {"time": "2026-11-19T14:10:00.1234Z"}, "T06", "time"),
        ("an instant with an empty fraction", {"time": "2026-11-19T14:10:00.Z"}, "T06", "time"),
        ("an instant with an offset without colon", {"time": "2026-11-19T14:10:00+0800"}, "T06", "time"),
        ("an instant with an offset of 24 hours", {"time": "2026-11-19T14:10:00+24:00"}, "T06", "time"),
        ("an instant with a small letter", {"time": "2026-11-19t14:10:00z"}, "T06", "time"),
        ("an instant with a space", {"time": "2026-11-19 14:10:00Z"}, "T06", "time"),
        ("an instant with something after it", {"time": "2026-11-19T14:10:00Z "}, "T06", "time"),
        ("data that is a list", {"data": []}, "T06", "data"),
        ("a doer that is no reference", {"by": "张三"}, "T06", "by"),
        ("a basis that is none", {"basis": "oral"}, "T06", "basis"),
        ("a place of 11 digits", {"place": "62102110320"}, "T06", "place"),
        ("a place with a letter", {"place": "62102110320x"}, "T06", "place"),
        ("a place that is a number", {"place": 621021103204}, "T06", "place"),
        ("references out of order", {"refs": ["p-2", "p-1"]}, "T06", "refs"),
        ("a reference twice", {"refs": ["p-1", "p-1"]}, "T06", "refs"),
        ("references in the order of numbers", {"refs": ["p-2", "p-10"]}, "T06", "refs"),
        ("references in the order of a dictionary", {"refs": ["p-a", "p-B"]}, "T06", "refs"),
        ("a reference that is none", {"refs": ["p"]}, "T06", "refs"),
        ("references that are no list", {"refs": "p-1"}, "T06", "refs"),
        ("evidence that is no list", {"evidence": EVIDENCE}, "T06", "evidence"),
        ("evidence without a digest", {"evidence": [but(EVIDENCE, sha256=None)]}, "T06", "evidence"),
        ("evidence with a digest in capitals", {"evidence": [but(EVIDENCE, sha256=SHA.upper())]}, "T06", "evidence"),
        ("evidence with a digest of 63", {"evidence": [but(EVIDENCE, sha256=SHA[1:])]}, "T06", "evidence"),
        ("evidence without a kind", {"evidence": [but(EVIDENCE, kind=None)]}, "T06", "evidence"),
        ("evidence of no medium", {"evidence": [but(EVIDENCE, media=None)]}, "T06", "evidence"),
        ("evidence with one name more", {"evidence": [but(EVIDENCE, size=1)]}, "T06", "evidence"),
        ("evidence made at no time", {"evidence": [but(EVIDENCE, captured="noon")]}, "T06", "evidence"),
        ("evidence from beyond the pole", {"evidence": [but(EVIDENCE, geo={"lat_e7": 900000001, "lon_e7": 0})]},
         "T06", "evidence"),
        ("evidence from nowhere", {"evidence": [but(EVIDENCE, geo={"lat_e7": 0})]}, "T06", "evidence"),
        ("evidence by no one", {"evidence": [but(EVIDENCE, source="x")]}, "T06", "evidence"),
        ("a correction of no event", {"corrects": TX}, "T06", "corrects"),
        ("a correction of position -1", {"corrects": TX + ".-1"}, "T06", "corrects"),
        ("a correction of position 01", {"corrects": TX + ".01"}, "T06", "corrects"),
        ("a correction of position +1", {"corrects": TX + ".+1"}, "T06", "corrects"),
        ("an undoing of no event", {"voids": "12.0"}, "T06", "voids"),
        ("an undoing of a position past 2^63", {"voids": TX + ".9223372036854775808"}, "T06", "voids"),
        ("row 0", {"src": {"file": "x", "row": 0}}, "T06", "src"),
        ("a row of no file", {"src": {"row": 1}}, "T06", "src"),
        ("a row with one name more", {"src": {"file": "x", "row": 1, "column": 2}}, "T06", "src"),
        ("a row whose sheet is a number", {"src": {"file": "x", "row": 1, "sheet": 1}}, "T06", "src"),
        ("a row whose key is a number", {"src": {"file": "x", "row": 1, "key": 1}}, "T06", "src"),
    ]
)
GOOD = text()
WHOLE_TEXTS = [
    ("nothing", "", ["T01 $"]),
    ("another magic", GOOD.replace("tx/v1", "tx/v2"), ["T01 $"]),
    ("a byte order mark", "\ufeff" + GOOD, ["T01 $"]),
    ("CRLF", GOOD.replace("\n", "\r\n"), ["T01 $"]),
    ("no line feed at the end", GOOD[:-1], ["T01 $"]),
    ("the magic alone", MAGIC + "\n", ["T02 $"]),
    ("no event", MAGIC + "\n" + compact(HEADER) + "\n", ["T02 $"]),
    ("a blank line at the end", GOOD + "\n", ["T03 $.events[1]"]),
    ("a blank line after the header", GOOD.replace("}\n", "}\n\n", 1), ["T03 $.events[0]"]),
    ("a header that is no JSON", GOOD.replace("{", "[", 1), ["T03 $"]),
    ("a space in the second event", GOOD + compact(EVENT).replace(":", ": ", 1) + "\n", ["T03 $.events[1]"]),
    ("two lines at fault", GOOD + "null\n" + compact(EVENT) + "\n{\n", ["T03 $.events[1]", "T03 $.events[3]"]),
    ("header and events at fault", text(but(HEADER, tx="x", at=None), EVENT, but(EVENT, basis="x", place="y")),
     ["T06 $.tx", "T05 $.at", "T06 $.events[1].basis", "T06 $.events[1].place"]),
]


def accepted():
    for desc, changes in HEADERS_TAKEN:
        yield case(desc, but(HEADER, **changes), [EVENT])
    for desc, changes in EVENTS_TAKEN:
        yield case(desc, HEADER, [but(EVENT, **changes)])
    yield case("three events", HEADER, [EVENT, but(EVENT, subject="hh-0043"), but(EVENT, type="x.y")])
    yield case("an event whose names are in another order", HEADER, [dict(reversed(EVENT.items()))])


def case(desc, head, events):
    return {
        "desc": desc, "text": b64(text(head, *events).encode()),
        "want": {
            "tx": head["tx"], "signers": head["signers"],
            "events": [[one["type"], one["subject"], *one.get("refs", [])] for one in events],
        },
    }


def refused():
    for desc, changes, code, name in HEADERS_REFUSED:
        yield wrong(desc, header(**changes), ["%s $.%s" % (code, name)])
    for desc, changes, code, name in EVENTS_REFUSED:
        yield wrong(desc, event(**changes), ["%s $.events[0].%s" % (code, name)])
    for desc, whole, codes in WHOLE_TEXTS:
        yield wrong(desc, whole, codes)


def wrong(desc, whole, codes):
    return {"desc": desc, "text": b64(whole.encode()), "wantErr": codes}
