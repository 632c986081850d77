"""Strict JSON, times, transactions and entries (specs/format.md 1 and 2)."""

import datetime, json, re

from checker.notes import Note
from checker.tree import Refused, leaf_hash

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# What prints as nothing or reorders what a person sees: DEL and C1, byte order mark, bidi controls, noncharacters,
# surrogates. (The standard parser refuses controls below U+0020 that are not escaped.)
FORBIDDEN = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ud800-\udfff"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def parse_json(line):
    """The object on a line of I-JSON (RFC 7493) that no two readers can read in two ways.

    The standard parser takes more than that: what it would forgive is refused here.
    """
    try:
        text = line.decode()
        outside = STRING.sub("", text)
        if re.search(r"\s", outside) or text[:1] != "{":
            raise ValueError("a space outside strings, or no object")
        depth = 0
        for bracket in re.findall(r"[][{}]", outside):
            depth += 1 if bracket in "{[" else -1
            if depth > 16:
                raise ValueError("nested deeper than 16")
        return json.loads(
            text,
            object_pairs_hook=json_object,
            parse_int=json_integer,
            parse_float=json_refuse,
            parse_constant=json_refuse,
        )
    except ValueError as error:
        raise Refused("T03", f"不是合格的JSON行 / not a line of strict JSON: {error}")


def json_object(pairs):
    for name, value in pairs:
        json_check(name)
        json_check(value)
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def json_check(value):
    if value is None:
        raise ValueError("null")
    if isinstance(value, list):
        for item in value:
            json_check(item)
    if isinstance(value, str) and FORBIDDEN.search(value):
        raise ValueError("a forbidden character")


def json_integer(text):
    if text == "-0" or len(text) > 17 or abs(int(text)) >= 1 << 53:
        raise ValueError(f"the integer {text[:20]}")
    return int(text)


def json_refuse(text):
    raise ValueError(f"{text[:20]} is no integer")


DAY_MS, BEIJING_MS = 86_400_000, 8 * 3_600_000
TIME = re.compile(
    r"([0-9-]{10})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(\.[0-9]{1,3})?"
    r"(Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
REFERENCE = re.compile(r"ledger|(?=.{1,80}\Z)[a-z]+-[A-Za-z0-9._-]+")
ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
EVENT_ID = re.compile(rf"({ULID})\.(0|[1-9][0-9]{{0,17}})")
SIGNER_POSITION = 0xFFFF_FFFF


def day_ms(text):
    """Midnight UTC of `YYYY-MM-DD`, or None."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return (datetime.date.fromisoformat(text).toordinal() - 719_163) * DAY_MS
    except ValueError:
        return None


def instant(text):
    """Milliseconds since 1970 of an RFC 3339 date-time with offset, or None."""
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    day = day_ms(match[1]) if match else None
    if day is None:
        return None
    ms = (
        day
        + (int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4])) * 1000
        + int((match[5] or ".")[1:].ljust(3, "0"))
    )
    offset = (int(match[8]) * 60 + int(match[9])) * 60_000 if match[7] else 0
    return ms + offset if match[7] == "-" else ms - offset


def span(text):
    """First and last millisecond of an event's time: a whole day at +08:00, or an instant. None when it is neither."""
    if not isinstance(text, str):
        return None
    day = day_ms(text)
    at = instant(text)
    if day is not None:
        return day - BEIJING_MS, day - BEIJING_MS + DAY_MS - 1
    return None if at is None else (at, at)


def beijing_day(ms):
    ordinal = (ms + BEIJING_MS) // DAY_MS + 719_163
    return datetime.date.fromordinal(min(max(ordinal, 1), datetime.date.max.toordinal())).isoformat()


def is_text(value, least=0, most=1 << 20):
    return isinstance(value, str) and least <= len(value.encode()) <= most


def is_integer(value, least=-(1 << 53), most=1 << 53):
    return type(value) is int and least <= value <= most


def is_reference(value):
    return isinstance(value, str) and REFERENCE.fullmatch(value) is not None


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def are_signers(value):
    return (
        isinstance(value, list)
        and 1 <= len(value) <= 16
        and all(map(is_reference, value))
        and (len(set(value)) == len(value))
    )


def is_expectation(value):
    return isinstance(value, dict) and all(
        is_reference(ref)
        and isinstance(seen, list)
        and len(seen) in (1, 2)
        and is_integer(seen[0], 0)
        and all(is_text(head, 44, 44) for head in seen[1:])
        for ref, seen in value.items()
    )


def is_batch(value):
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "part", "of"}
        and matches(ULID)(value["id"])
        and (is_integer(value["part"], 1) and is_integer(value["of"], value["part"]))
    )


def are_refs(value):
    return isinstance(value, list) and all(map(is_reference, value)) and all(a < b for a, b in zip(value, value[1:]))


def is_geo(value):
    return (
        isinstance(value, dict)
        and value.keys() == {"lat_e7", "lon_e7"}
        and (
            is_integer(value["lat_e7"], -900_000_000, 900_000_000)
            and is_integer(value["lon_e7"], -1_800_000_000, 1_800_000_000)
        )
    )


def holds(tests, required):
    """A test of an object: the required names are there, no other than those of `tests`, and every value passes."""
    return (
        lambda value: isinstance(value, dict)
        and required <= value.keys() <= tests.keys()
        and all(tests[name](item) for name, item in value.items())
    )


is_evidence = holds(
    {
        "sha256": matches("[0-9a-f]{64}"),
        "media": lambda v: is_text(v, 0, 100),
        "kind": is_text,
        "captured": lambda v: span(v) is not None,
        "geo": is_geo,
        "source": is_reference,
    },
    {"sha256", "media", "kind"},
)
is_source = holds(
    {"file": is_text, "sheet": is_text, "row": lambda v: is_integer(v, 1), "key": is_text}, {"file", "row"}
)

# name: (whether it must be there, what it must be)
HEADER = {
    "ledger": (True, lambda v: is_text(v, 1)),
    "genesis": (False, lambda v: is_text(v, 44, 44)),
    "tx": (True, matches(ULID)),
    "signers": (True, are_signers),
    "at": (True, lambda v: instant(v) is not None),
    "expect": (False, is_expectation),
    "batch": (False, is_batch),
    "device": (False, lambda v: is_text(v, 1, 100)),
    "late_reason": (False, lambda v: is_text(v, 1)),
}
EVENT = {
    "type": (True, is_text),
    "subject": (True, is_reference),
    "time": (True, lambda v: span(v) is not None),
    "data": (True, lambda v: isinstance(v, dict)),
    "by": (False, is_reference),
    "basis": (False, matches("own|entered|paper|migrated")),
    "place": (False, matches("[0-9]{12}")),
    "refs": (False, are_refs),
    "evidence": (False, lambda v: isinstance(v, list) and all(map(is_evidence, v))),
    "corrects": (False, matches(EVENT_ID)),
    "voids": (False, matches(EVENT_ID)),
    "src": (False, is_source),
}


def field_faults(line, fields, path):
    for name in line.keys() - fields.keys():
        yield "T04", f"{path}.{name}"
    for name, (is_required, is_good) in fields.items():
        if name not in line and is_required:
            yield "T05", f"{path}.{name}"
        elif name in line and not is_good(line[name]):
            yield "T06", f"{path}.{name}"


def read_transaction(text):
    """Header, events and every fault (code, place) of the text of a note."""
    lines = text.split(b"\n")
    if lines[0] != b"taizhang/tx/v1" or lines[-1] or len(lines) < 2:
        return None, [], [("T01", "$")]
    objects, faults = [], []
    for number, line in enumerate(lines[1:-1]):
        try:
            objects.append(parse_json(line))
        except Refused:
            faults.append(("T03", f"$.events[{number - 1}]" if number else "$"))
    if len(lines) < 4 and not faults:
        faults.append(("T02", "$"))
    if not faults:
        faults += field_faults(objects[0], HEADER, "$")
        for index, event in enumerate(objects[1:]):
            faults += field_faults(event, EVENT, f"$.events[{index}]")
    return (None, [], faults) if faults else (objects[0], objects[1:], [])


def read_stamp(entry):
    """Stamp in milliseconds and note of an entry; None when its first line is not exactly magic and stamp."""
    match = re.match(rb"taizhang/entry/v1 (.{24})\n(?=.)", entry, re.DOTALL)
    text = match[1].decode("ascii", "replace") if match else ""
    if not re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z", text) or instant(text) is None:
        return None
    return instant(text), entry[match.end() :]


class Entry:
    """A leaf of the log: stamp, note, header, events."""

    def __init__(self, seq, data):
        self.seq, self.leaf, stamped = seq, leaf_hash(data), read_stamp(data)
        if stamped is None:
            raise Refused("T00", "条目首行不合格式 / the entry's first line is malformed")
        self.stamp, note = stamped
        if len(note) > 65_492:
            raise Refused("T08", "签名文书过大 / the note is too large")
        try:
            self.note = Note(note)
        except Refused as why:
            raise Refused("T07", f"不是签名文书 / not a signed note: {why}")
        self.header, self.events, faults = read_transaction(self.note.text)
        if faults:
            raise Refused(faults[0][0], f"事务不合格式 / the transaction is malformed: {faults[0][1]}")
        self.tx, self.signers, self.actor = self.header["tx"], self.header["signers"], self.header["signers"][0]
        self.day = beijing_day(self.stamp)

    def doer(self, event):
        return event.get("by", self.actor)


def links(event):
    return [event["subject"], *event.get("refs", [])]
