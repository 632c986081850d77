#!/usr/bin/env python3
"""An independent checker of Taizhang (台账) ledgers. 台账独立核验器。

Python 3.11, its standard library and `cryptography`; written from specs/format.md, section by section.
It shares nothing with the program that keeps the ledger: one mistake cannot hide in both. From top to bottom:
trees, keys and notes, strict JSON, entries; what entries tell (keys; who is registered and holds which duty; who may
record what; money; signing off); then what can be checked: a published log, a proof file, an evidence pack. A rule is a
line `need(what must hold, "CODE why not")`. Get the key and the genesis hash from somewhere else than the ledger.
"""
import argparse, base64, binascii, collections, contextlib, datetime, functools, hashlib, hmac, http.client
import itertools, json, re, struct, sys, time, types, unicodedata, urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

class Refused(Exception):
    """It does not hold: a code and a sentence, Chinese first. Exit status 2."""

class Malformed(Exception):
    """It has not the form it should have, or is newer than this checker. Exit status 65."""

def need(holds, why_not):
    if not holds:
        raise Refused(why_not)

@contextlib.contextmanager
def hostile(why_not="C04 字段缺失或不合格式 / a field is missing or not of its kind", kind=Refused):
    """What is read here may be of any kind and lack anything: that must not bring the checker down."""
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        raise kind(why_not) from error
    except Refused as why:
        raise why if kind is Refused else kind(why) from why

def refusal(function, *arguments):
    """Why a function refuses what it is given; None when it does not."""
    try:
        with hostile():
            function(*arguments)
    except Refused as why:
        return why

# ---- Bytes and Merkle trees: format.md 2, 7, 9; RFC 6962

sha256 = lambda data: hashlib.sha256(data).digest()
leaf_hash = lambda data: sha256(b"\x00" + data)
node_hash = lambda left, right: sha256(b"\x01" + left + right)
to_base64 = lambda data: base64.b64encode(data).decode()

def from_base64(text, length=None):
    """The bytes of canonical standard base64, of a length where one is given; None when it is none."""
    with contextlib.suppress(ValueError, TypeError):
        data = base64.b64decode(text, validate=True)
        return data if to_base64(data) == text and length in (None, len(data)) else None

def root_of(hashes):
    """The root over leaf hashes: pair by pair, level by level; a hash without a sibling moves up as it is."""
    while len(hashes) > 1:
        pairs = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2])]
        hashes = pairs + hashes[2 * len(pairs) :]
    return hashes[0] if hashes else sha256(b"")

def climb(node, count, size, path, is_leaf=False):
    """RFC 6962, 2.1: `node` ends the first `count` of `size` leaves; the roots of those and of all."""
    if size == 1 or count == size and not is_leaf:
        return node, node
    left, sibling = 1 << (size - 1).bit_length() - 1, path.pop()
    if count <= left:
        part, whole = climb(node, count, left, path, is_leaf)
        return part, node_hash(whole, sibling)
    part, whole = climb(node, count - left, size - left, path, is_leaf)
    return node_hash(sibling, part), node_hash(sibling, whole)

def check_inclusion(leaf, index, size, root, path):
    with hostile("proof 路径长度不对 / the path is of a wrong length"):
        is_there = index < size and climb(leaf, index + 1, size, path := [*path], is_leaf=True)[1] == root
        need(is_there and not path, "proof 与检查点的根不符 / it does not lead to the checkpoint's root")

def check_growth(old_size, old_root, size, root, path):
    """The tree of `size` leaves begins with that of `old_size`."""
    path, is_grown = [*path], old_root == (root if old_size else root_of([])) and (size or root == old_root)
    with hostile("proof 路径长度不对 / the path is of a wrong length"):
        if old_size not in (0, size):
            node = path.pop(0) if old_size & old_size - 1 else old_root
            is_grown = old_size < size and climb(node, old_size, size, path) == (old_root, root)
    need(is_grown and not path, "proof 历史被改写或次序不对 / history was rewritten, or the order is wrong")

# ---- Keys, signed notes, checkpoints: format.md 3, 7; RFC 8032, C2SP signed-note, tlog-checkpoint

PRIME = 2**255 - 19
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7  # y of a point of order 8

class Key:
    """A verifier key `name+hex8+base64(0x01 ‖ public key)`: canonical, on the curve, not of small order."""
    FORM = re.compile(r"([^\s+\x00-\x1f]+)\+([0-9a-f]{8})\+(.+)")

    def __init__(self, text):
        match = self.FORM.fullmatch(text)
        data = match and from_base64(match[3], 33) or bytes(33)
        y = int.from_bytes(data[1:], "little") & (1 << 255) - 1
        u, v = (y * y - 1) % PRIME, (CURVE_D * y * y + 1) % PRIME
        is_point = y < PRIME and pow(u * v, (PRIME - 1) // 2, PRIME) == 1  # x² = u/v is a square
        is_small = y in (0, 1, PRIME - 1, ORDER_8, PRIME - ORDER_8)
        need(data[0] == 1 and is_point and not is_small, "K07 公钥不合格 / not an acceptable public key")
        self.text, self.name, self.public = text, match[1], data[1:]
        self.id = sha256(self.name.encode("utf-8", "replace") + b"\n" + data)[:4]
        need(self.id.hex() == match[2], "K07 公钥的校验码不符 / the key's checksum is wrong")
        self.ed25519 = Ed25519PublicKey.from_public_bytes(self.public)

    def verifies(self, signature, message):
        with contextlib.suppress(InvalidSignature, ValueError, TypeError):
            self.ed25519.verify(signature, message)
            return True

    def proves(self, proof, scope):
        """Whether whoever registers the key has its secret (format.md 3)."""
        return self.verifies(from_base64(proof), f"taizhang/key/v1\n{scope}\n{self.text}\n".encode())

class Note:
    """A text with signature lines under it: `lines` of (name, key id, signature)."""
    LINE = re.compile(r"\u2014 ([^\s+]+) (\S+)")

    def __init__(self, data):
        whole = data.decode("utf-8", "replace")
        text, blank, block = whole.rpartition("\n\n")
        is_plain = whole.encode() == data and not re.search(rb"[\x00-\x09\x0b-\x1f]", data)
        lines = [self.LINE.fullmatch(line) for line in block.split("\n")[:-1]]
        blobs = [from_base64(line[2]) or b"" for line in lines if line]
        is_signed = blank and block[-1:] == "\n" and all(lines) and min(map(len, blobs)) > 4
        need(is_plain and is_signed and len(lines) <= 100, "T07 不是签名文书 / not a signed note")
        self.text = (text + "\n").encode()
        self.lines = [(line[1], blob[:4], blob[4:]) for line, blob in zip(lines, blobs)]

class Checkpoint(Note):
    """A log's signed statement of its origin, size and root."""
    def __init__(self, data):
        super().__init__(data)
        match = re.fullmatch("(.+)\n(0|[1-9][0-9]{0,19})\n(.{44})\n", self.text.decode())
        is_good = match and int(match[2]) < 1 << 64 and from_base64(match[3], 32)
        need(is_good, "E81 检查点不合格式 / the checkpoint is malformed")
        self.origin, self.size, self.root = match[1], int(match[2]), from_base64(match[3])

    def signed_by(self, keys):
        """Itself, if one of these keys signed it in the log's name and no line of theirs is false."""
        claims = [(key, line[2]) for line in self.lines for key in keys if (key.name, key.id) == line[:2]]
        is_true = all(key.verifies(signature, self.text) for key, signature in claims)
        is_own = any(key.name == self.origin for key, _ in claims)
        need(is_true and is_own, "L04 检查点没有所求密钥的签名 / not signed by the key asked for")
        return self

# ---- Strict JSON: format.md 1.1; RFC 7493

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# What prints as nothing or reorders what a person sees: DEL, C1, bidi controls, byte order mark, surrogates,
# noncharacters. (The standard parser itself refuses unescaped controls below U+0020.)
FORBIDDEN = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ud800-\udfff"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]"
)

def to_json(value, sort=False):
    return json.dumps(value, ensure_ascii=False, sort_keys=sort, separators=(",", ":"))

def parse_json(line):
    """The object on a line that no two readers read in two ways. It is what the standard parser reads, and
    written again it is the same but for escapes: no space, no name twice, no number spelled otherwise."""
    with hostile(why_not := "T03 不是合格的JSON行 / not a line of strict JSON"):
        text = line.decode()
        frame = STRING.sub('""', text)
        depth = itertools.accumulate(1 if bracket in "{[" else -1 for bracket in re.findall(r"[][{}]", frame))
        is_huge = any(len(one) > 16 or int(one) >= 1 << 53 for one in re.findall("[0-9]{16,}", frame))
        need(max(depth) <= 16 and not is_huge and not re.search("null|[0-9][.eE]|N|I", frame), why_not)
        value = json.loads(text)
        again = to_json(value)
        need(text[0] == "{" and STRING.sub('""', again) == frame and not FORBIDDEN.search(again), why_not)
    return value

# ---- Times and shapes: format.md 1.2, 1.4

DAY, CLOCK = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "([01][0-9]|2[0-3]):[0-5][0-9]"
INSTANT = rf"{DAY}T{CLOCK}:[0-5][0-9](\.[0-9]{{1,3}})?(Z|[+-]{CLOCK})"
REFERENCE = r"ledger|(?=.{1,80}\Z)[a-z]+-[A-Za-z0-9._-]+"
ULID, NUMBER = "[0-7][0-9A-HJKMNP-TV-Z]{25}", "(?:0|[1-9][0-9]{0,17})"
DIGEST, AREA, TEXT = "[0-9a-f]{64}", "[0-9]{12}", "(?s:.*)"
EPOCH, MS = datetime.datetime.fromisoformat("1970-01-01T00:00:00Z"), datetime.timedelta(milliseconds=1)
DAY_MS, BEIJING_MS, FOREVER = 86_400_000, 8 * 3_600_000, "9999-12-31"
day_of = lambda ms: (EPOCH + (ms + BEIJING_MS) * MS).date().isoformat()
between = lambda least, most=1 << 53: lambda value: type(value) is int and least <= value <= most
sized = lambda least, most: lambda value: isinstance(value, str) and least <= len(value.encode()) <= most

def span(text):
    """First and last millisecond of a time: a whole day at +08:00, or an instant. None when it is neither."""
    is_day = fits(text, DAY)
    if is_day or fits(text, INSTANT):
        with contextlib.suppress(ValueError):  # the 30th of February
            first = (datetime.datetime.fromisoformat(text + "T00:00:00+08:00" * is_day) - EPOCH) // MS
            return first, first + (DAY_MS - 1) * is_day

def fits(value, shape):
    """Whether a value has a shape: a pattern, type, test, list of one shape, or names with shapes."""
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and not misfits(value, shape)
    return isinstance(value, shape) if isinstance(shape, type) else shape(value)

def misfits(value, shape):
    """What is wrong with an object: unknown names, missing ones (`?`: it may be), values of another shape."""
    test = lambda name: shape.get(name + "?", None if name.endswith("?") else shape.get(name))
    bad = [name for name in value if test(name) is not None and not fits(value[name], test(name))]
    wrong = [f"T04 没有字段{name} / there is no field {name}" for name in value if test(name) is None]
    wrong += [f"T05 缺少{name} / {name} is missing" for name in shape if name[-1] != "?" and name not in value]
    return wrong + [f"T06 {name}不合格式 / {name} is malformed" for name in bad]

# ---- Transactions and entries: format.md 1, 2

def is_expectation(value):
    is_seen = lambda seen: len(seen) in (1, 2) and between(0)(seen[0]) and fits(seen[1:], [".{44}"])
    is_listed = isinstance(value, dict) and fits([*value], [REFERENCE]) and fits([*value.values()], [list])
    return is_listed and all(map(is_seen, value.values()))

def is_batch(value):
    return fits(value, {"id": ULID, "part": between(1), "of": between(1)}) and value["part"] <= value["of"]

HEADER = {
    "ledger": ".+", "genesis?": ".{44}", "tx": ULID, "at": lambda at: fits(at, INSTANT) and span(at),
    "signers": lambda who: fits(who, [REFERENCE]) and 1 <= len(who) <= 16 and len(set(who)) == len(who),
    "expect?": is_expectation, "batch?": is_batch, "device?": sized(1, 100), "late_reason?": "(?s:.+)",
}
EVENT = {
    "type": TEXT, "subject": REFERENCE, "time": span, "data": dict, "by?": REFERENCE, "place?": AREA,
    "basis?": "own|entered|paper|migrated", "corrects?": rf"{ULID}\.{NUMBER}", "voids?": rf"{ULID}\.{NUMBER}",
    "refs?": lambda refs: fits(refs, [REFERENCE]) and refs == sorted({*refs}),
    "src?": {"file": TEXT, "sheet?": TEXT, "row": between(1), "key?": TEXT},
    "evidence?": [{
        "sha256": DIGEST, "media": sized(0, 100), "kind": TEXT, "captured?": span, "source?": REFERENCE,
        "geo?": {"lat_e7": between(-9 * 10**8, 9 * 10**8), "lon_e7": between(-18 * 10**8, 18 * 10**8)},
    }],
}

def read_transaction(text):
    """Header and events of the text that people signed."""
    magic, *lines = text.split(b"\n")
    need(magic == b"taizhang/tx/v1" and lines and not lines.pop(), "T01 不是事务 / not a transaction")
    header, *events = map(parse_json, lines or [b"{}"])
    need(events, "T02 没有事件 / there is no event")
    wrong = misfits(header, HEADER) + [wrong for event in events for wrong in misfits(event, EVENT)]
    need(not wrong, "".join(wrong[:1]))
    return header, events

class Entry(Note):
    """A leaf of the log: stamp, note, header, events."""
    def __init__(self, seq, data):
        match = re.fullmatch(rb"(?s)taizhang/entry/v1 (.{19}\.[0-9]{3}Z)\n(.+)", data)
        stamp = match and span(match[1].decode("utf-8", "replace"))
        need(stamp, "T00 条目首行不合格式 / the entry's first line is malformed")
        need(len(match[2]) <= 65_492, "T08 签名文书过大 / the note is too large")
        super().__init__(match[2])
        self.header, self.events = read_transaction(self.text)
        self.seq, self.leaf, self.stamp = seq, leaf_hash(data), stamp[0]
        self.tx, self.signers = self.header["tx"], self.header["signers"]

    def doer(self, event):
        return event.get("by", self.signers[0])

    def links(self):
        """Each reference with its position: subjects and refs of events, then the signers (format.md 4)."""
        events = [(ref, position) for position, event in enumerate(self.events) for ref in links(event)]
        return events + [(signer, 0xFFFF_FFFF) for signer in self.signers]

def links(event):
    return [event["subject"], *event.get("refs", [])]

def extended(ref, chain, leaf, position):
    """A subject's chain (length and head; None before its first link) with one link more (format.md 4)."""
    count, head = chain or (0, sha256(b"\x02" + ref.encode()))
    return count + 1, sha256(b"\x03" + head + leaf + position.to_bytes(4, "big"))

# ---- Who may sign: format.md 1.3, 3

LEDGER_ONLY = ("ledger.rules_adopted", "ledger.catalogue_part", "ledger.loss_accepted", "streams.attested",
               "view.attested")

class Keys:
    """Every key that anyone ever had, and those of checkpoints (of None), as the entries tell."""
    def __init__(self):
        self.of, self.public = collections.defaultdict(list), set()
        self.origin = self.founder = self.genesis = self.purpose = None

    def of_checkpoint(self, size):
        """The key in force at entry size − 1, which signs the checkpoint over `size` entries."""
        return [held.key for held in self.of[None] if held.since < max(1, size) - 1][-1:]

    def good(self, holder, entry):
        """Those registered before the entry (the genesis brings its own), not yet revoked, not expired."""
        is_late = lambda held: held.valid_to is not None and entry.stamp > span(held.valid_to)[1]
        own = [held for held in self.of[holder] if held.since < max(1, entry.seq) and not is_late(held)]
        return [held for held in own if held.revoked is None or entry.seq < held.revoked]

    def check_signatures(self, entry):
        """Exactly one verifying line per signer, in the header's order, and no other line."""
        need(len(entry.lines) == len(entry.signers), "K02 签名行有增减 / a signature line was added or removed")
        for signer, (name, key_id, signature) in zip(entry.signers, entry.lines):
            need(name == signer, f"K03 此处应为{signer}的签名 / this must be the line of {signer}")
            named = [held for held in self.of[signer] if held.key.id == key_id]
            need(named, f"K04 {signer}没有登记这把密钥 / {signer} has no such key")
            good = [held.key for held in self.good(signer, entry) if held in named]
            need(good, f"S14 {signer}的密钥已吊销或到期 / the key of {signer} was revoked or has expired")
            need(good[0].verifies(signature, entry.text), f"K01 {signer}的签名与内容不符 / a false signature")

    def judge(self, entry, event):
        """The keys that an event brings, by their holders, and the one it revokes."""
        kind, data, holder, signers = event["type"], event["data"], event["subject"], entry.signers
        is_own, brought, gone = kind in LEDGER_ONLY or kind.startswith(("ledger.", "import.")), [], None
        need(is_own or signers[0] != "ledger", "K08 账本密钥不得签署此类事件 / this is not for the ledger's own key")
        need("ledger" in signers or kind not in LEDGER_ONLY, "K08 须由账本签署 / the ledger must sign this")
        if kind == "ledger.genesis":
            is_first = entry.seq == 0 and len(entry.events) == 1 and signers == [data["founder"], "ledger"]
            is_named = data["origin"] == entry.header["ledger"]
            is_lawful = is_first and is_named and data.get("purpose") in ("production", "test")
            need(is_lawful, "K11 不是合格的创世 / not a lawful genesis")
            self.purpose = data.get("purpose")
            self.origin, self.founder, self.genesis = data["origin"], data["founder"], to_base64(entry.leaf)
            brought = [(None, self.origin, "vkey", -1, data.get("vkey_proof"), self.origin)]
            brought.append(("ledger", "ledger", "ledger_vkey", 0))
            brought.append((self.founder, self.founder, "founder_vkey", 0))
        elif kind == "ledger.key_rotated":
            is_signed = signers[0] == "ledger" and len(signers) > 1
            need(is_signed, "K09 须账本先签，再由登记员签署 / the ledger signs it first, then a registrar")
            brought = [(None, self.origin, "vkey", entry.seq, data.get("proof"), self.genesis)]
        elif kind == "key.registered":
            need(holder != "ledger", "K08 账本密钥不能这样登记 / the ledger's key is not registered so")
            need("valid_to" not in data or span(data["valid_to"]), "C04 valid_to不合格式 / valid_to is malformed")
            brought = [(holder, holder, "vkey", entry.seq, data.get("proof"), self.genesis)]
        elif kind == "key.revoked":
            names = lambda held: (held.key.text, f"{holder}+{held.key.id.hex()}")
            named = [held for held in self.of[holder] if data["key"] in names(held)]
            need(named, "K04 没有这把密钥 / there is no such key")
            need(named[0].revoked is None, "K10 这把密钥早已吊销 / the key was revoked before")
            gone = named[0]
        fresh, public = [], set(self.public)
        for whose, name, field, since, *proof in brought:
            key = Key(data[field])
            need(key.name == name, f"K07 密钥名称应为{name} / the key must be named {name}")
            twins = [held for held in self.of[whose] if held.key.id == key.id]
            need(key.public not in public and not twins, "K05 公钥或其编号曾登记过 / this key or its id is registered")
            need(not proof or key.proves(*proof), "K06 密钥持有证明不成立 / the proof of possession is false")
            public.add(key.public)
            fresh.append((whose, key, since))
        return fresh, gone

    def follow(self, entry, fresh, gone, valid_to=None, registrars=()):
        """Books what `judge` found lawful. `registrars` vouched for the keys: persons, none of them the holder."""
        for whose, key, since in fresh:
            about = {"valid_to": valid_to, "registrars": registrars, "revoked": None}
            self.public.add(key.public)
            self.of[whose].append(types.SimpleNamespace(key=key, since=since, **about))
        if gone:
            gone.revoked = entry.seq

# ---- Who is registered and where it belongs, who holds which duty: specs/authority.md

# The facts that an event leaves at its subject: names of its data, some kept under another; `place` is the event's own.
KEPT = {
    "household.registered": "place village natural_village", "household.moved": "to:place village natural_village",
    "village.tagged": "place", "region.registered": "code:place", "region.recoded": "new_code:place",
    "person.registered": "org household", "person.changed": "org household", "org.registered": "name kind place",
    "org.changed": "name kind place", "project.proposed": "responsible_org implementer site:place place",
    "project.changed": "implementer", "contract.signed": "project contractor value_fen retention_bp",
    "contract.amended": "value_fen retention_bp", "fund.source_registered": "dept", "fund.appropriated": "fund",
    "fund.allocated": "fund project", "disbursement.requested": "allocation", "problem.opened": "owner_org place",
    "problem.listed": "owner_org", "disclosure.posted": "subject", "stationing.started": "village",
    "advance.paid": "payer project", "donation.made": "recipient", "duty.assigned": "org target",
    "delegation.granted": "principal",
}
# In what a subject lies, by its prefix: organisations and places are its seat, of others theirs is.
LIES_IN = {
    "hh": "place village natural_village", "v": "place", "nv": "place", "rg": "place", "p": "org household",
    "org": "place", "duty": "org", "dlg": "principal", "pr": "responsible_org implementer place", "ct": "project",
    "al": "project", "fd": "dept", "ap": "fund", "pb": "owner_org place", "dc": "subject", "st": "village",
    "adv": "payer project", "dn": "recipient",
}
REGISTERED = "hh p org v nv duty dlg st pb pr ct dc fd ap al pay adv".split()  # prefixes of which a register is kept
CREATES = (
    "household.registered", "person.registered", "org.registered", "duty.assigned", "delegation.granted",
    "stationing.started", "problem.opened", "project.proposed", "contract.signed", "disclosure.posted",
    "fund.source_registered", "fund.appropriated", "fund.allocated", "disbursement.requested", "advance.paid",
)
REQUESTS = ("disbursement.requested", "disbursement.lines_added")
ABOUT = ("about", "household", "village", "project", "person")
prefix_of = lambda ref: ref.partition("-")[0]
first_day = lambda time: day_of(span(time)[0])
days_between = lambda early, late: (datetime.date.fromisoformat(late) - datetime.date.fromisoformat(early)).days
next_day = lambda day: day_of(span(day)[1] + 1)

Act = collections.namedtuple("Act", "entry position event kind ref data doer basis day")  # an event as it is judged
Seat = collections.namedtuple("Seat", "orgs places lineage")  # where a subject belongs, and what it lies in
Office = collections.namedtuple("Office", "duty principal")  # a duty one acts by; principal: who lent it, or None
Pack = collections.namedtuple("Pack", "name version start last asked given")  # a version of a policy pack

def level_of(area):
    """How many digits of an area code say something: 2 province, 4 prefecture, 6 county, 9 township, 12 village."""
    parts = [(12, area[9:12]), (9, area[6:9]), (6, area[4:6]), (4, area[2:4]), (2, area[:2])]
    return next((level for level, digits in parts if digits.strip("0")), 0)

lies_in = lambda place, area: place[: level_of(area)] == area[: level_of(area)]

class County:
    """Everything registered. Power is asked of the state before the note: duties, what is lent, places and parents of
    organisations carry the entry that gave them, and count from the next on; founding and migration change after it."""
    def __init__(self):
        self.facts, self.known, self.declared = collections.defaultdict(dict), set(), set()
        self.duties, self.held, self.lent, self.borrowed = {}, collections.defaultdict(list), {}, collections.defaultdict(list)
        self.kept, self.acts, self.own_time = {}, collections.defaultdict(list), set()
        self.types, self.roles, self.public_kinds, self.widened = {}, {}, set(), {}
        self.authority = self.region = self.opened = self.day = ""
        self.is_founding, self.migration, self.seq, self.packs = True, None, 0, []

    # -- Persons

    def canonical(self, person):
        """Who a person was found to be: merged ones are one, backwards too."""
        while person in self.kept:
            person = self.kept[person]
        return person

    def is_one(self, person, other):
        return person == other or self.canonical(person) == self.canonical(other)

    def exists(self, ref):
        return ref in self.known or ref in self.declared

    def households(self, person):
        """His, now or within a year."""
        known = [self.facts.get(one, {}) for one in {person, self.canonical(person)}]
        former = [place for about in known for place, until in about.get("former", ())
                  if days_between(until, self.day) <= 365]
        return {about["household"] for about in known if about.get("household")} | {*former}

    # -- Duties

    def widest(self, role):
        """A role and everything it is, by the catalogue."""
        if role not in self.widened:
            found, open_ = set(), [role]
            while open_:
                if (one := open_.pop()) not in found:
                    found.add(one)
                    open_ += self.roles.get(one, ())
            self.widened[role] = found
        return self.widened[role]

    def is_a(self, duty, wanted):
        """Whether a duty is of one of the wanted roles, some of which count in the authority alone."""
        wide = self.widest(duty.role)
        return any(role in wide and (not narrow or duty.org == self.authority) for role, narrow in wanted)

    def is_power(self, role):
        return not self.widest(role).isdisjoint(TABLE["power"])

    def is_active(self, duty, day):
        """Of the day on which it ended nothing is covered: who is dismissed in the morning signs nothing that day."""
        is_off = duty.ended and duty.ended <= day or duty.off and duty.off[0] <= day <= duty.off[1]
        return duty.speaks <= day <= duty.to and not is_off

    def offices(self, person, day, even_merged=False):
        """What one may act by on a day: own duties and lent ones. A merged account has none."""
        if person in self.kept and not even_merged:
            return []
        own = [Office(self.duties[ref], None) for ref in self.held.get(person, ())]
        lent = [self.lent[ref] for ref in self.borrowed.get(person, ())]
        own += [Office(self.duties[one.duty], one.principal) for one in lent
                if one.given < self.seq and self.is_lent(one, day) and one.principal not in self.kept]
        return [one for one in own if one.duty.given < self.seq and self.is_active(one.duty, day)]

    def is_lent(self, one, day):
        return one.start <= day <= one.to and not (one.revoked and one.revoked <= day)

    def principals(self, person):
        """Himself, and for whom he acts today by a duty that was lent to him, while there is one."""
        lent = [self.lent[ref] for ref in self.borrowed.get(person, ())]
        is_on = lambda one: self.is_lent(one, self.day) and self.is_active(self.duties[one.duty], self.day)
        return [person] + [one.principal for one in lent if is_on(one)]

    def act_as_one(self, person, other, since):
        """Whether two are one, or one has lent the other a duty since a day, or a third one to each: they never act as two."""
        def hands(one):
            lent = [self.lent[ref] for ref in self.borrowed.get(one, ())]
            return {self.canonical(who) for who in [one, *(by.principal for by in lent if by.to >= since)]}
        return not hands(person).isdisjoint(hands(other))

    def ended_lately(self, person):
        """Ordinary duties that ended less than the late days ago: they still speak for days on which they held."""
        def is_late(duty):
            last = min(duty.to, day_of(span(duty.ended)[0] - 1) if duty.ended else FOREVER)
            return last < self.day and days_between(last, self.day) <= self.late_days(self.day)
        own = [self.duties[ref] for ref in self.held.get(person, ()) if person not in self.kept]
        return [Office(duty, None) for duty in own
                if duty.given < self.seq and not self.is_power(duty.role) and is_late(duty)]

    def is_registrar(self, person):
        return any(not office.principal and "registrar" in self.widest(office.duty.role)
                   for office in self.offices(person, self.day))

    def registrars(self):
        """The persons who are registrars today."""
        ours = {duty.person for duty in self.duties.values() if "registrar" in self.widest(duty.role)}
        return {self.canonical(person) for person in ours if self.is_registrar(person)}

    def organisation(self, person):
        """For which one acts: that of the first duty that has one, else his own."""
        orgs = [office.duty.org for office in self.offices(person, self.day)] + [self.facts.get(person, {}).get("org")]
        return next((org for org in orgs if org and org.startswith("org-")), None)

    # -- Seats and how far a duty reaches

    def told(self, ref, act):
        """The facts of a reference; of a subject that an event brings into its register, what the event says."""
        if ref in self.known:
            return self.facts[ref]
        return self.claims(act) if act and ref == act.ref else {}

    def claims(self, act):
        facts, names = {}, KEPT.get(act.kind, "place" if prefix_of(act.ref) in ("v", "nv") else "")
        for name, _, kept in (item.partition(":") for item in names.split()):
            value = act.event.get("place") if name == "place" else act.data.get(name)
            facts |= {} if value is None else {kept or name: value}
        if act.kind == "project.proposed" and not {"responsible_org", "implementer"} & facts.keys():
            facts["responsible_org"] = self.organisation(act.doer)
        return facts

    def seat(self, act):
        """Where the subject belongs: never the event's own place, nor the doer's organisation."""
        seat = Seat([], [], [])
        self.collect(act.ref, act, seat)
        return self.placed(seat)

    def seat_of_fund(self, fund):
        dept = self.facts.get(fund, {}).get("dept")
        return self.placed(Seat([dept] if dept else [], [], [fund]))

    def placed(self, seat):
        """What says nothing of where it is lies where its organisations are, and belongs to the authority."""
        if not seat.places:
            seat.places.extend(self.facts[org]["place"] for org in seat.orgs if self.facts.get(org, {}).get("place"))
        if not seat.orgs and not seat.places:
            seat.orgs.append(self.authority)
        if not seat.places:
            seat.places.append(self.region)
        return seat

    def collect(self, ref, act, seat):
        if ref in seat.lineage or len(seat.lineage) > 20:
            return
        seat.lineage.append(ref)
        prefix, facts = prefix_of(ref), self.told(ref, act)
        seat.orgs.extend([ref] if prefix == "org" else [])
        names = LIES_IN.get(prefix, "").split()
        if prefix == "duty" and not facts.get("org"):
            names = ["target"]
        for value in (facts[name] for name in names if facts.get(name)):
            if fits(value, AREA):
                seat.places.append(value)
            elif value.startswith("org-"):
                seat.orgs.append(value)
            else:
                self.collect(value, act, seat)
        if prefix == "pay" and facts.get("allocation") in self.known:  # never `payer`, whom the requester names
            line = self.facts[facts["allocation"]]
            seat.lineage.append(facts["allocation"])
            if act.kind in REQUESTS:
                self.collect(line["project"], act, seat)
            else:
                dept, place = self.facts[line["fund"]].get("dept"), self.facts[line["project"]].get("place")
                seat.lineage.append(line["project"])
                seat.orgs.extend([dept] if dept else [])
                seat.places.extend([place] if place else [])
        if prefix == "pb" and ref in self.known and facts.get("about"):  # says where it is, not whose it is
            other = Seat([], [], [])
            self.collect(facts["about"], None, other)
            seat.lineage.extend(other.lineage)
            seat.places.extend([] if seat.places else other.places)

    def is_below(self, org, superior):
        """Whether an organisation is another, or led or managed by it, step by step."""
        seen, open_ = set(), [org]
        while open_:
            if (one := open_.pop()) == superior:
                return True
            facts = self.facts.get(one, {})
            if one not in seen and facts.get("since", self.seq) < self.seq:
                open_ += facts.get("superiors", ())
            seen.add(one)
        return False

    def area_of(self, org):
        """The area of a public organisation; a builder or a bank in the county's area code reaches nothing."""
        facts = self.facts.get(org, {})
        is_public = facts.get("kind") in self.public_kinds and not facts.get("dissolved")
        return facts.get("place") if is_public and facts.get("since", self.seq) < self.seq else None

    def reaches(self, duty, over, seat):
        org = duty.org if (duty.org or "").startswith("org-") else None
        targets = [one for one in (duty.target, None if org else duty.org, *duty.targets) if one]
        if over == "ledger":
            return "registrar" in self.widest(duty.role) or duty.org == self.authority
        if over == "target":
            return any(one in seat.lineage or one in seat.orgs for one in targets)
        if over == "org":
            return bool(org) and any(self.is_below(one, org) for one in seat.orgs)
        level = {"village": 12, "township": 9, "county": 6}.get(over)
        areas = [*map(self.area_for, targets), org and self.area_of(org)]
        return any(level_of(area) == level and lies_in(place, area) for area in areas if area for place in seat.places)

    def area_for(self, target):
        """The area that a duty with this target is for. A village is no more than one, whatever code it was given."""
        place = self.facts.get(target, {}).get("place")
        is_place = prefix_of(target) == "rg" or prefix_of(target) in ("v", "nv") and place and level_of(place) == 12
        return place if is_place else None

    def is_of_the_region(self, duty):
        """Who signs beside others holds office in the authority, or in a public organisation of the ledger's region."""
        if "registrar" in self.widest(duty.role) or duty.org == self.authority:
            return True
        return bool((area := self.area_of(duty.org)) and lies_in(area, self.region))

    # -- Packs: what they ask, before the note

    def in_force(self, day):
        """The parameters of each pack in force on a day; a new version takes the place of the one before."""
        return [one.asked for one in self.packs if one.given < self.seq and one.start <= day <= one.last]

    def late_days(self, day):
        return min([asked["late_days"] for asked in self.in_force(day) if "late_days" in asked], default=30)

    # -- Hands: who took part, of acts that different persons must do

    def hands(self, act):
        """Who did it, who typed it for him, and for whom these act by a duty that was lent to them."""
        persons, signers = [act.doer], act.entry.signers
        if act.doer not in signers and act.basis != "migrated":
            persons.append(signers[0])
        if any(rule.get("signers") for rule, _ in apart_of(act.kind)):
            persons += signers
        return [*dict.fromkeys(hand for person in persons for hand in self.principals(person))]

    def took_part(self, ref, kinds, hands):
        """A hand among those that took part in such acts on a subject."""
        done = [person for kind, person, _ in self.acts.get(ref, ()) if kind in kinds]
        return next((hand for hand in hands for person in done if self.is_one(hand, person)), None)

    # -- What follows from an event

    def enter(self, entry):
        self.seq, self.day = entry.seq, day_of(entry.stamp)
        self.end_founding()

    def leave(self):
        self.seq += 1
        self.end_founding()

    def end_founding(self):
        """It is over for ever with the first note before or after which two registrars and a leader stand."""
        if self.is_founding and len(self.registrars()) > 1:
            leaders = [duty for duty in self.duties.values() if self.is_a(duty, roles_of("$leader", True))]
            stand = [duty for duty in leaders if self.is_active(duty, self.day) and duty.given < self.seq]
            self.is_founding = not any(duty.person not in self.kept for duty in stand)

    def take(self, act):
        kind, ref, data = act.kind, act.ref, act.data
        if kind == "ledger.genesis":
            named = data["authority"]
            self.authority = named if fits(named, "org-[A-Za-z0-9._-]{1,76}") else "org-authority"
            self.region, self.opened = data["region"].ljust(12, "0"), self.day
            self.declared |= {data["founder"], self.authority} if named == self.authority else {data["founder"]}
            self.assign("duty-founder", data["founder"], "registrar", self.authority, None, [], self.day, FOREVER)
        if kind in KEPT:
            self.keep(act)
        if kind == "duty.assigned":
            where = (data.get("org"), data.get("target"), [*data.get("targets", [])])
            self.assign(ref, data["person"], data["role"], *where, data.get("from", act.day), data.get("to", FOREVER))
        elif prefix_of(ref) == "duty" and ref in self.duties:
            self.change_duty(self.duties[ref], kind, data, act)
        elif kind == "delegation.granted":
            lent = {name: data[name] for name in ("principal", "delegate", "duty", "to")}
            self.lent[ref] = types.SimpleNamespace(**lent, start=max(data["from"], self.day), revoked=None, given=self.seq)
            self.borrowed[data["delegate"]].append(ref)
        elif kind == "delegation.revoked":
            self.lent[ref].revoked = first_day(data.get("at", act.event["time"]))
        elif kind == "person.merged":
            self.kept[self.canonical(data["duplicate"])] = self.canonical(ref)
        elif kind == "person.parted":
            del self.kept[data["duplicate"]]
        elif kind == "org.dissolved":
            self.facts[ref]["dissolved"] = True
        elif kind == "fund.reallocated":
            self.facts[data["to"]] = {"fund": self.facts[ref]["fund"], "project": data["project"]}
            self.known.add(data["to"])
        elif kind == "migration.opened":  # of days before the genesis, or before an organisation joined
            joined = self.facts.get(data.get("org"), {}).get("day", self.opened)
            self.migration = (data["batch"], min(joined, data.get("cutoff", joined)), self.seq, data.get("org"))
        elif kind == "migration.closed":
            self.migration = None
        elif kind in ("project.changed", "project.library_updated"):
            self.move_project(act)
        if act.basis != "migrated":
            self.own_time.add(ref)
        if apart_of(kind) or kind == "payee.account_changed":
            self.acts[ref] += [(kind, hand, self.day) for hand in self.hands(act)]

    def keep(self, act):
        kind, ref, facts = act.kind, act.ref, self.facts[act.ref]
        said = self.claims(act)
        if kind == "household.registered" and "place" not in said:  # it lies where its village does
            said |= {name: where for name, where in self.facts.get(said.get("village"), {}).items() if name == "place"}
        household = said.get("household", facts.get("household"))
        if facts.get("household") not in (None, household):
            facts["former"] = [*facts.get("former", ()), (facts["household"], self.day)]
        facts |= said
        if kind == "problem.opened":
            facts.setdefault("owner_org", self.organisation(act.doer))
            facts["about"] = next((act.data[name] for name in ABOUT if name in act.data), None)
        if kind in ("org.registered", "org.changed"):
            facts |= {"since": self.seq, "day": facts.get("day", self.day)}
            if "parents" in act.data:
                facts["superiors"] = [one["org"] for one in act.data["parents"]
                                      if one.get("edge") in ("led_by", "managed_by")]
        if kind in CREATES or kind in ("region.registered", "donation.made", "village.tagged"):
            self.known.add(ref)

    def move_project(self, act):
        for one in [act.data, *act.data.get("changes", ())]:
            if one.get("field") in ("site", "place", "implementer") and "new" in one:
                self.facts[act.ref]["place" if one["field"] != "implementer" else "implementer"] = one["new"]

    def assign(self, ref, person, role, org, target, targets, start, to):
        """A duty of power works from the day it was recorded, whatever it says. Registrars of the founding, or who came
        when hardly one was left, could not have two vouchers."""
        few = "registrar" in self.widest(role) and (self.is_founding or len(self.registrars()) < 2)
        about = {"person": person, "role": role, "org": org, "target": target, "targets": targets}
        speaks = max(start, self.day) if self.is_power(role) else start
        state = {"start": start, "to": to, "speaks": speaks, "given": self.seq, "off": None, "ended": None}
        self.duties[ref] = types.SimpleNamespace(**about, **state, is_singly_vouched=few)
        self.held[person].append(ref)
        self.known.add(ref)

    def change_duty(self, duty, kind, data, act):
        day = lambda name: first_day(data.get(name, act.event["time"]))
        if kind == "duty.suspended":
            duty.off = (day("from"), data.get("to", FOREVER))
        elif kind == "duty.ended":
            duty.ended = day("at")
        elif kind in ("duty.resumed", "duty.reassigned"):
            duty.given, duty.off = self.seq, None if kind == "duty.resumed" else duty.off
        if kind == "duty.reassigned":
            old, new = data.get("from_target"), data["to_target"]
            if old in duty.targets:
                duty.targets = [new if one == old else one for one in duty.targets]
            else:
                duty.target = self.facts[act.ref]["target"] = new
            duty.speaks = max(duty.speaks, self.day) if self.is_power(duty.role) else duty.speaks

# ---- Who may record what: specs/authority.md

# specs/permissions.yaml as JSON, word for word (tools/permissions/generate keeps it so); what each part means stands there.
TABLE = json.loads(r"""{
"groups": {"leader": ["leading_group_leader", "leading_group_deputy", "county_secretary", "county_magistrate",
 "office_director", "unit_head"], "head": ["unit_head", "township_leader", "township_secretary", "responsible"],
 "slots": ["department_head", "county_leader"], "official": ["handler", "clerk", "liaison", "unit_head",
 "responsible", "deputy_in_charge", "township_leader", "township_contact_cadre"], "village": ["village_cadre",
 "first_secretary", "exec_deputy_secretary", "township_contact_cadre", "trainee"], "field": ["household_helper",
 "team_member", "first_secretary", "village_cadre", "exec_deputy_secretary", "trainee", "township_contact_cadre",
 "agri_technician", "screening_person", "organ_party_member", "handler", "liaison"], "visiting": ["county_leader",
 "provincial_leader", "prefecture_leader", "supervision_head", "unit_head", "deputy_in_charge", "township_leader",
 "township_secretary"], "typist": ["clerk", "importer", "handler"], "control": ["inspector", "auditor",
 "supervision_head"]},
"power": ["registrar", "leading_group_leader", "leading_group_deputy", "office_director", "county_leader", "party_secretary",
 "township_leader", "unit_head", "responsible", "approver", "cashier", "accountant", "auditor", "inspector",
 "supervision_head"],
"own": ["ledger.*", "policy.*", "codelist.published", "key.*", "person.merged", "duty.*", "delegation.*", "org.changed",
 "region.recoded", "org.dissolved", "fund.appropriated", "fund.integrated", "fund.allocated", "fund.reallocated",
 "fund.returned", "fund.frozen", "fund.unfrozen", "fund.recovered", "budget.provisioned", "interest.declared",
 "disbursement.approved", "disbursement.paid", "disbursement.reconciled", "disbursement.reversed", "advance.paid",
 "advance.settled", "retention.released", "contract.amended", "payee.account_changed", "project.county_approved",
 "project.library_admitted", "project.library_removed", "project.accepted", "project.settled", "problem.signed",
 "problem.closed", "problem.returned", "problem.deadline_extended", "report.signed", "report.countersigned",
 "monitoring.county_approved", "clearance.approved", "application.leader_consented", "record.confirmed",
 "record.corrected", "record.voided", "migration.*", "waiver.granted"],
"paper_may": ["application.leader_consented", "visit.acknowledged", "deliberation.step_recorded", "meeting.minuted",
 "meeting.resolution_adopted"],
"permissions": [
  {"id": "core.found.people", "while": "founding", "may": ["person.registered", "org.registered", "org.changed",
   "key.registered", "region.*", "village.tagged"], "role": "registrar", "over": "ledger"},
  {"id": "core.found.offices", "while": "founding", "may": ["duty.assigned"], "role": "registrar", "over": "ledger",
   "where": {"role": ["registrar", "$leader"]}},
  {"id": "core.found.packs", "while": "founding", "may": ["policy.pack_activated"], "role": "registrar", "over":
   "ledger"},
  {"id": "core.may.ledger", "may": ["ledger.genesis", "ledger.catalogue_part", "ledger.rules_adopted",
   "ledger.key_rotated", "ledger.loss_accepted", "streams.attested", "view.attested", "checkpoint.*", "import.*"],
   "role": "ledger", "over": "ledger"},
  {"id": "core.may.import", "may": ["import.*"], "role": ["$official", "$village", "$typist", "applicant",
   "approver", "cashier", "accountant", "registrar"], "over": "any"},
  {"id": "core.may.policy", "may": ["policy.*", "codelist.published", "campaign.closed"], "role": "$leader", "over":
   "ledger"},
  {"id": "core.may.anchor", "may": ["anchor.recorded"], "role": ["registrar", "archivist", "inspector", "$leader"],
   "over": "ledger"},
  {"id": "core.may.migrate", "may": ["migration.opened", "migration.closed"], "role": "$leader", "over": "ledger"},
  {"id": "core.may.migrated", "may": ["household.*", "village.*", "region.registered", "visit.*", "stationing.*",
   "daylog.*", "project.*", "deliberation.*", "disclosure.*", "contract.*", "fund.*", "disbursement.*", "advance.*",
   "retention.*", "problem.*", "evidence.*", "monitoring.*", "measure_plan.*", "measure.*", "clearance.*",
   "meeting.*", "report.*", "archive.*", "record.carried"], "role": ["importer", "accountant"], "over": "county",
   "entering": true, "bases": ["migrated"], "while": "migration"},
  {"id": "core.may.correct", "may": ["record.corrected", "record.voided", "record.confirmed"], "role": "any",
   "over": "self"},
  {"id": "core.may.amend", "may": ["record.corrected", "record.voided"], "role": "$head", "over": "org"},
  {"id": "core.may.person", "may": ["person.registered", "person.changed"], "role": "registrar", "over": "ledger"},
  {"id": "core.may.villager", "may": ["person.registered", "person.changed"], "role": ["$typist", "$village"],
   "over": "township", "entering": true, "where": {"key": "none", "duty": "none"}},
  {"id": "core.may.villager2", "may": ["person.registered", "person.changed"], "role": ["$typist", "$village"],
   "over": "village", "entering": true, "where": {"key": "none", "duty": "none"}},
  {"id": "core.may.villager3", "may": ["person.registered", "person.changed"], "role": "$typist", "over": "county",
   "entering": true, "where": {"key": "none", "duty": "none"}},
  {"id": "core.may.merge", "may": ["person.merged", "person.parted"], "role": "registrar", "over": "ledger"},
  {"id": "core.may.org", "may": ["org.registered", "secondment.*", "team.*", "party_branch.*"], "role":
   ["registrar", "$leader"], "over": "ledger"},
  {"id": "core.may.org.change", "may": ["org.changed", "org.dissolved"], "role": "$leader", "over": "ledger"},
  {"id": "core.may.key", "may": ["key.registered"], "role": "registrar", "over": "ledger"},
  {"id": "core.may.key.own", "may": ["key.revoked"], "role": "any", "over": "self"},
  {"id": "core.may.lend.stop", "may": ["delegation.revoked"], "role": ["registrar", "$leader"], "over": "ledger"},
  {"id": "core.may.key.stop", "may": ["key.revoked"], "role": "registrar", "over": "ledger"},
  {"id": "core.may.duty", "may": ["duty.assigned", "duty.reassigned", "duty.resumed", "duty.suspended",
   "duty.ended", "duty.handed_over"], "role": "registrar", "over": "ledger", "where": {"role": "ordinary"}},
  {"id": "core.may.duty.head", "may": ["duty.assigned", "duty.reassigned", "duty.resumed", "duty.suspended",
   "duty.ended", "duty.handed_over"], "role": ["unit_head", "township_head", "township_secretary"], "over": "org",
   "where": {"role_not": ["county_leader", "prefecture_leader", "provincial_leader"]}},
  {"id": "core.may.duty.lead", "may": ["duty.assigned", "duty.reassigned", "duty.resumed", "duty.suspended",
   "duty.ended", "duty.handed_over"], "role": "$leader", "over": "ledger"},
  {"id": "core.may.duty.next", "may": ["duty.assigned"], "role": ["unit_head", "county_leader"], "over": "county",
   "where": {"role": "$leader", "org": "authority"}},
  {"id": "core.may.duty.own", "may": ["duty.suspended", "duty.ended", "duty.handed_over", "delegation.*"], "role":
   "any", "over": "self"},
  {"id": "core.may.pair", "may": ["pairing.*", "support_incident.opened", "support.provided", "remedial_posting.*"],
   "role": ["$official", "$leader"], "over": "ledger"},
  {"id": "core.may.pair.org", "may": ["pairing.*", "support_incident.opened", "support.provided",
   "remedial_posting.*"], "role": "$official", "over": "org"},
  {"id": "core.may.region", "may": ["region.registered", "county.*"], "role": "$official", "over": "county"},
  {"id": "core.may.region.l", "may": ["region.registered", "county.*"], "role": ["registrar", "$leader"], "over":
   "ledger"},
  {"id": "core.may.recode", "may": ["region.recoded"], "role": "$leader", "over": "ledger"},
  {"id": "core.may.village", "may": ["village.*", "venue.*", "industry.*", "collective_income.*", "asset.*",
   "village_plan.*", "target.*"], "role": "$official", "over": "county"},
  {"id": "core.may.village.t", "may": ["village.*", "venue.*", "industry.*", "collective_income.*", "asset.*",
   "target.*"], "role": "$official", "over": "township"},
  {"id": "core.may.hh.c", "may": ["household.*", "screening.*", "alert.*", "income.*", "living_standard.*"], "role":
   ["$official", "importer"], "over": "county"},
  {"id": "core.may.hh.t", "may": ["household.*", "screening.*", "alert.*", "income.*", "living_standard.*"], "role":
   "$official", "over": "township"},
  {"id": "core.may.hh.v", "may": ["household.registered", "household.member_changed", "household.moved",
   "screening.*", "alert.*", "income.*", "living_standard.*"], "role": "$village", "over": "village"},
  {"id": "core.may.hh.type", "may": ["household.*", "screening.*", "alert.*", "income.*", "living_standard.*",
   "village.*", "region.registered"], "role": "$typist", "over": "county", "entering": true},
  {"id": "core.may.monitor.t", "may": ["monitoring.proposed", "monitoring.village_reviewed",
   "monitoring.township_reviewed", "monitoring.enrolled", "monitoring.relapsed", "monitoring.refused",
   "measure_plan.*", "measure.*", "clearance.proposed", "clearance.check_recorded", "clearance.rejected",
   "fallback_insurance.activated", "employment.*", "loan.*"], "role": ["$official", "$village"], "over": "township"},
  {"id": "core.may.monitor.c", "may": ["monitoring.*", "measure_plan.*", "measure.*", "clearance.*",
   "fallback_insurance.*", "employment.*", "loan.*"], "role": ["county_leader", "unit_head", "handler"], "over":
   "county"},
  {"id": "core.may.visit", "may": ["visit.recorded", "stationing.*", "daylog.*", "diary.*", "phone_contact.*",
   "service.*", "research.*", "onsite_office.*", "training.*"], "role": "$field", "over": "target"},
  {"id": "core.may.visit.o", "may": ["visit.recorded", "stationing.*", "daylog.*", "diary.*", "phone_contact.*",
   "service.*", "research.*", "onsite_office.*", "training.*"], "role": ["$field", "$visiting"], "over": "org"},
  {"id": "core.may.visit.v", "may": ["visit.recorded", "stationing.*", "daylog.*", "diary.*", "phone_contact.*",
   "service.*", "research.*"], "role": ["$field"], "over": "village"},
  {"id": "core.may.visit.t", "may": ["visit.recorded", "stationing.*", "daylog.*", "diary.*", "phone_contact.*",
   "service.*", "research.*", "onsite_office.*"], "role": ["$field", "$visiting"], "over": "township"},
  {"id": "core.may.visit.c", "may": ["visit.recorded", "stationing.*", "daylog.*", "diary.*", "phone_contact.*",
   "service.*", "research.*", "onsite_office.*", "inspection.*", "spotcheck.*"], "role": ["$visiting", "$control",
   "handler", "clerk"], "over": "county"},
  {"id": "core.may.visit.me", "may": ["daylog.entered", "diary.entered"], "role": "any", "over": "self"},
  {"id": "core.may.visit.in", "may": ["visit.recorded", "visit.acknowledged", "visit.back_checked", "stationing.*",
   "daylog.*", "phone_contact.*", "service.*", "research.*", "onsite_office.*", "inspection.*", "spotcheck.*",
   "training.*"], "role": "$typist", "over": "county", "entering": true},
  {"id": "core.may.visit.in2", "may": ["visit.recorded", "visit.acknowledged", "visit.back_checked", "stationing.*",
   "daylog.*", "phone_contact.*", "service.*", "research.*", "onsite_office.*", "inspection.*", "spotcheck.*",
   "training.*"], "role": ["$typist", "$village"], "over": "township", "entering": true},
  {"id": "core.may.visit.in3", "may": ["visit.recorded", "visit.acknowledged", "stationing.*", "daylog.*",
   "phone_contact.*", "service.*"], "role": ["$typist", "$village"], "over": "org", "entering": true},
  {"id": "core.may.ack", "may": ["visit.acknowledged"], "role": "any", "over": "self"},
  {"id": "core.may.ack.took", "may": ["visit.acknowledged"], "role": ["$village", "handler", "clerk"], "over":
   "township"},
  {"id": "core.may.backcheck", "may": ["visit.back_checked"], "role": ["$control", "$head", "handler", "clerk"],
   "over": "county"},
  {"id": "core.may.backcheck.t", "may": ["visit.back_checked"], "role": ["$head", "handler", "clerk"], "over":
   "township"},
  {"id": "core.may.propose", "may": ["project.proposed", "project.library_updated", "project.planned",
   "project.tendered", "project.started", "project.progress_reported", "project.milestone_met", "project.changed",
   "project.suspended", "project.resumed", "project.completed", "project.beneficiary_linked",
   "project.beneficiary_participation.recorded", "project.benefit_delivered", "project.asset_transferred",
   "project.closed", "contract.signed", "initiative.*", "coop.*"], "role": ["$official", "applicant", "$village"],
   "over": "org"},
  {"id": "core.may.propose.t", "may": ["project.proposed", "project.planned", "project.started",
   "project.progress_reported", "project.milestone_met", "project.changed", "project.completed",
   "project.beneficiary_linked", "project.beneficiary_participation.recorded", "project.benefit_delivered",
   "deliberation.*", "disclosure.*", "initiative.*", "coop.*"], "role": ["$official", "applicant"], "over":
   "township"},
  {"id": "core.may.propose.v", "may": ["project.proposed", "project.beneficiary_linked",
   "project.beneficiary_participation.recorded", "project.benefit_delivered", "deliberation.*", "disclosure.*",
   "initiative.*", "coop.*"], "role": "$village", "over": "village"},
  {"id": "core.may.project.in", "may": ["project.proposed", "project.library_updated", "project.planned",
   "project.tendered", "project.started", "project.progress_reported", "project.milestone_met", "project.changed",
   "project.completed", "project.beneficiary_linked", "project.beneficiary_participation.recorded",
   "project.benefit_delivered", "deliberation.*", "disclosure.posted", "contract.signed"], "role": "$typist",
   "over": "county", "entering": true},
  {"id": "core.may.review.t", "may": ["project.township_reviewed"], "role": "$head", "over": "township"},
  {"id": "core.may.review.d", "may": ["project.dept_argued", "project.library_reviewed"], "role": ["$official",
   "expert"], "over": "county"},
  {"id": "core.may.approve.c", "may": ["project.county_approved", "project.cancelled"], "role": "county_leader",
   "over": "county"},
  {"id": "core.may.approve.l", "may": ["project.county_approved", "project.cancelled"], "role": "$leader", "over":
   "ledger"},
  {"id": "core.may.library", "may": ["project.library_admitted", "project.library_rejected",
   "project.library_updated", "project.library_reviewed", "project.library_removed", "project.planned",
   "project.cancelled", "project.closed"], "role": ["unit_head", "responsible", "handler"], "in":
   ["revitalisation_bureau", "leading_group", "office"], "over": "county"},
  {"id": "core.may.contract", "may": ["contract.amended"], "role": ["unit_head", "responsible", "township_leader"],
   "over": "org"},
  {"id": "core.may.accept", "may": ["project.accepted", "project.settled", "project.performance_evaluated",
   "project.asset_transferred"], "role": ["unit_head", "responsible", "handler", "expert", "auditor"], "over":
   "county"},
  {"id": "core.may.disclose", "may": ["disclosure.*"], "role": ["$official"], "over": "county"},
  {"id": "core.may.object", "may": ["disclosure.objection_received", "problem.opened", "petition.received",
   "opinion.collected", "service_request.received"], "role": "any", "over": "any"},
  {"id": "core.may.demo", "may": ["demo.*"], "role": "$official", "over": "county"},
  {"id": "core.may.app", "may": ["application.*"], "role": ["$official", "lead_provincial_leader",
   "provincial_leader"], "over": "ledger"},
  {"id": "core.may.app.o", "may": ["application.*"], "role": ["$official", "lead_provincial_leader"], "over": "org"},
  {"id": "core.may.fund", "may": ["fund.source_registered", "fund.appropriated", "fund.integrated",
   "fund.allocated", "fund.reallocated", "fund.returned", "fund.frozen", "interest.declared", "budget.provisioned"],
   "role": ["approver", "accountant", "unit_head"], "in": ["finance_bureau"], "over": "county"},
  {"id": "core.may.freeze", "may": ["fund.frozen"], "role": ["$leader", "auditor", "inspector"], "over": "ledger"},
  {"id": "core.may.freeze.c", "may": ["fund.frozen"], "role": ["auditor", "inspector"], "over": "county"},
  {"id": "core.may.unfreeze", "may": ["fund.unfrozen"], "role": ["unit_head", "approver"], "in": ["finance_bureau"],
   "over": "county"},
  {"id": "core.may.fund.in", "may": ["fund.source_registered", "disbursement.requested", "disbursement.lines_added",
   "donation.made", "statement.recorded"], "role": ["clerk", "importer", "accountant", "handler"], "over": "county",
   "entering": true},
  {"id": "core.may.fund.in.t", "may": ["disbursement.requested", "disbursement.lines_added", "donation.made"],
   "role": ["clerk", "accountant", "handler"], "over": "township", "entering": true},
  {"id": "core.may.request", "may": ["disbursement.requested", "disbursement.lines_added"], "role": ["applicant",
   "handler"], "over": "org"},
  {"id": "core.may.request.t", "may": ["disbursement.requested", "disbursement.lines_added"], "role": ["applicant"],
   "over": "township"},
  {"id": "core.may.approve", "may": ["disbursement.approved"], "role": "approver", "over": "county"},
  {"id": "core.may.approve.t", "may": ["disbursement.approved"], "role": "approver", "over": "township"},
  {"id": "core.may.approve.o", "may": ["disbursement.approved"], "role": "approver", "over": "org"},
  {"id": "core.may.pay", "may": ["disbursement.paid", "disbursement.reversed", "fund.recovered"], "role": "cashier",
   "over": "county"},
  {"id": "core.may.pay.t", "may": ["disbursement.paid", "disbursement.reversed", "fund.recovered"], "role":
   "cashier", "over": "township"},
  {"id": "core.may.pay.o", "may": ["disbursement.paid", "disbursement.reversed", "fund.recovered"], "role":
   "cashier", "over": "org"},
  {"id": "core.may.recon", "may": ["disbursement.reconciled", "statement.recorded"], "role": ["accountant",
   "approver"], "over": "county"},
  {"id": "core.may.recon.t", "may": ["disbursement.reconciled", "statement.recorded"], "role": ["accountant",
   "approver"], "over": "township"},
  {"id": "core.may.account", "may": ["payee.account_changed"], "role": "any", "over": "self"},
  {"id": "core.may.account.o", "may": ["payee.account_changed"], "role": ["applicant", "accountant", "unit_head"],
   "over": "county"},
  {"id": "core.may.advance", "may": ["advance.paid", "advance.settled"], "role": ["approver", "unit_head",
   "applicant"], "over": "org"},
  {"id": "core.may.retain", "may": ["retention.released"], "role": "approver", "over": "county"},
  {"id": "core.may.donate", "may": ["donation.made", "fallback_insurance.paid"], "role": ["$official",
   "accountant"], "over": "county"},
  {"id": "core.may.handle", "may": ["problem.listed", "rectification_plan.adopted", "problem.progressed",
   "problem.signoff_requested", "problem.reopened", "evidence.*"], "role": ["handler", "unit_head", "responsible"],
   "over": "org"},
  {"id": "core.may.handle.t", "may": ["problem.listed", "rectification_plan.adopted", "problem.progressed",
   "problem.signoff_requested", "problem.reopened", "evidence.*"], "role": ["handler", "township_leader",
   "township_contact_cadre"], "over": "township"},
  {"id": "core.may.handle.in", "may": ["problem.opened", "problem.listed", "rectification_plan.adopted",
   "problem.progressed", "problem.supervised", "evidence.*"], "role": "$typist", "over": "county", "entering": true},
  {"id": "core.may.prove", "may": ["evidence.*"], "role": "any", "over": "self"},
  {"id": "core.may.prove.v", "may": ["evidence.*"], "role": ["supervisory_committee_member", "$village",
   "household_helper"], "over": "village"},
  {"id": "core.may.supervise", "may": ["problem.supervised", "problem.reopened", "problem.returned"], "role":
   ["$control", "county_leader"], "over": "county"},
  {"id": "core.may.supervise.l", "may": ["problem.supervised", "problem.reopened", "problem.returned"], "role":
   ["$leader", "$control"], "over": "ledger"},
  {"id": "core.may.extend", "may": ["problem.deadline_extended"], "role": ["unit_head", "responsible",
   "county_leader"], "over": "county"},
  {"id": "core.may.sign.o", "may": ["problem.signed", "problem.returned"], "role": "department_head", "over": "org"},
  {"id": "core.may.sign.c", "may": ["problem.signed", "problem.returned"], "role": "county_leader", "over":
   "county"},
  {"id": "core.may.sign.x", "may": ["problem.signed", "problem.returned"], "role": "responsible", "over": "org"},
  {"id": "core.may.close", "may": ["problem.closed"], "role": ["handler", "$slots", "responsible"], "over": "org"},
  {"id": "core.may.close.c", "may": ["problem.closed"], "role": "county_leader", "over": "county"},
  {"id": "core.may.office", "may": ["meeting.*", "report.*", "feedback.*", "bulletin.*", "reminder.*", "document.*",
   "coordination.*", "publicity.*", "press.*", "good_practice.*", "plan.*", "tasklist.*", "task.*", "ranking.*",
   "flag.*", "yellow_card.*", "service_request.*", "hotline.*", "petition.*", "opinion.*", "activity.*", "pledge.*",
   "review.*", "debrief.*", "archive.*", "satisfaction.*", "export.produced"], "role": ["$official", "$visiting",
   "$field", "archivist", "press_liaison"], "over": "org"},
  {"id": "core.may.office.c", "may": ["meeting.*", "report.*", "feedback.*", "bulletin.*", "reminder.*",
   "document.*", "coordination.*", "publicity.*", "press.*", "good_practice.*", "plan.*", "tasklist.*", "task.*",
   "ranking.*", "flag.*", "yellow_card.*", "service_request.*", "hotline.*", "petition.*", "opinion.*",
   "activity.*", "pledge.*", "review.*", "debrief.*", "archive.*", "satisfaction.*", "export.produced"], "role":
   ["$official", "$visiting", "archivist"], "over": "county"},
  {"id": "core.may.office.in", "may": ["meeting.*", "report.submitted", "feedback.*", "bulletin.*", "reminder.*",
   "document.*", "coordination.*", "publicity.*", "press.*", "good_practice.*", "plan.*", "tasklist.drafted",
   "tasklist.refined", "task.*", "service_request.*", "hotline.*", "petition.*", "opinion.*", "activity.*",
   "pledge.*", "review.*", "debrief.*", "archive.item_filed", "satisfaction.*"], "role": "$typist", "over":
   "county", "entering": true},
  {"id": "core.may.assess", "may": ["assessment.*", "commendation.*", "criticism.*", "talk.*", "admonition.*",
   "dismissal.*", "veto.*", "accountability.*", "discipline.*", "excellence_barred", "preference.*", "promotion.*",
   "conduct_violation.*", "selection.*"], "role": ["county_leader", "unit_head", "inspector"], "over": "county"},
  {"id": "core.may.assess.l", "may": ["assessment.*", "commendation.*", "criticism.*", "talk.*", "admonition.*",
   "dismissal.*", "veto.*", "accountability.*", "discipline.*", "excellence_barred", "preference.*", "promotion.*",
   "conduct_violation.*", "selection.*"], "role": "$leader", "over": "ledger"},
  {"id": "core.may.waive", "may": ["waiver.granted", "access.*", "subject.key_shredded"], "role": "$leader", "over":
   "ledger"}
],
"cosign": [
  {"id": "core.two.pack", "may": ["policy.*", "codelist.published"], "except": "founding", "with": {"role":
   ["unit_head", "county_leader", "$leader"], "n": 1}},
  {"id": "core.two.rules", "may": ["ledger.rules_adopted", "ledger.catalogue_part"], "except": "founding", "with":
   {"role": "$leader", "n": 1, "and": [{"role": ["unit_head", "county_leader"], "n": 1}]}},
  {"id": "core.two.rotate", "may": ["ledger.key_rotated"], "with": {"role": "registrar", "n": 1}},
  {"id": "core.two.loss", "may": ["ledger.loss_accepted"], "with": {"role": ["registrar", "$leader"], "n": 2}},
  {"id": "core.two.key.next", "may": ["key.registered"], "except": "founding", "where": {"key": "some"}, "with":
   {"any_of": [{"self": true}, {"role": "registrar", "n": 1, "and": "appointer_of_holder"}]}},
  {"id": "core.two.power", "may": ["duty.assigned", "duty.reassigned", "duty.resumed"], "except": "founding",
   "where": {"role": "power"}, "with": {"role": "registrar", "n": 1}},
  {"id": "core.two.found", "may": ["duty.assigned"], "while": "founding", "where": {"role": "$leader"}, "with":
   {"role": "registrar", "n": 1}},
  {"id": "core.two.registrar", "may": ["duty.assigned"], "except": "founding", "where": {"role": "registrar"},
   "with": {"role": "registrar", "n": 1}, "doer": "$leader"},
  {"id": "core.two.leader", "may": ["duty.assigned"], "except": "founding", "where": {"role": "$leader", "org":
   "authority"}, "with": {"any_of": [{"role": "registrar", "n": 2}, {"role": "registrar", "n": 1, "and": [{"role":
   "unit_head", "n": 2}]}]}, "doer": ["unit_head", "county_leader", "$leader"]},
  {"id": "core.two.rescue", "may": ["duty.assigned"], "except": "founding", "where": {"role": "registrar",
   "few_registrars": true, "key": "some", "power": "none"}, "with": {"role": "unit_head", "n": 2}, "doer":
   "$leader", "instead_of": ["core.two.registrar", "core.two.power"]},
  {"id": "core.two.recode", "may": ["region.recoded"], "except": "founding", "with": {"role": "registrar", "n": 1}},
  {"id": "core.two.merge", "may": ["person.merged", "person.parted"], "with": {"role": "registrar", "n": 1, "and":
   "appointer_of_duplicate"}},
  {"id": "core.two.end", "may": ["duty.suspended", "duty.ended"], "where": {"role": ["registrar", "$leader"]},
   "with": {"any_of": [{"role": ["registrar", "$leader"], "n": 1}, {"role": "unit_head", "n": 2}]}, "unless":
   "self"},
  {"id": "core.two.migrate", "may": ["migration.opened", "migration.closed"], "with": {"role": "registrar", "n": 1,
   "and": [{"role": ["unit_head", "auditor"], "n": 1}]}},
  {"id": "core.two.unfreeze", "may": ["fund.unfrozen"], "with": {"role": ["unit_head", "accountant", "$leader",
   "auditor"], "n": 1}},
  {"id": "core.two.paper", "basis": "paper", "with": {"role": "any", "n": 2, "orgs": 2}}
],
"apart": [
  {"id": "core.apart.pay", "code": "M10", "acts": [["disbursement.requested", "disbursement.lines_added"],
   ["disbursement.approved"], ["disbursement.paid"]]},
  {"id": "core.apart.recon", "code": "M25", "acts": [["disbursement.paid", "disbursement.reversed",
   "fund.recovered"], ["disbursement.reconciled"]]},
  {"id": "core.apart.case", "code": "S05", "acts": [["problem.opened", "problem.listed",
   "rectification_plan.adopted", "problem.progressed", "problem.signoff_requested"], ["problem.signed"]]},
  {"id": "core.apart.project", "code": "G45", "acts": [["project.proposed"], ["project.township_reviewed"],
   ["project.county_approved"]]},
  {"id": "core.apart.admit", "code": "G45", "acts": [["project.proposed"], ["project.library_admitted"]]},
  {"id": "core.apart.accept", "code": "G45", "acts": [["project.progress_reported", "project.completed"],
   ["project.accepted", "project.performance_evaluated"]]},
  {"id": "core.apart.object", "code": "G45", "acts": [["disclosure.posted"], ["disclosure.objection_resolved"]]},
  {"id": "core.apart.report", "code": "G45", "acts": [["report.submitted", "report.signed"],
   ["report.countersigned"]]},
  {"id": "core.apart.task", "code": "G45", "acts": [["tasklist.drafted"], ["tasklist.approved"]]},
  {"id": "core.apart.freeze", "code": "G45", "acts": [["fund.frozen"], ["fund.unfrozen"]], "signers": true}
]
}""")

def is_among(kind, patterns):
    return any(kind == one or one[-2:] == ".*" and kind.startswith(one[:-1]) for one in patterns)

@functools.cache
def rows_of(part, kind):
    """The rows of a part of the table that are about a type, or about all."""
    return [row for row in TABLE[part] if is_among(kind, row.get("may", [kind]))]

@functools.cache
def apart_of(kind):
    """The rules by which who records a type must be another than who did other things, with these."""
    groups = [(rule, group) for rule in TABLE["apart"] for group in rule["acts"] if kind in group]
    return [(rule, [one for other in rule["acts"] if other is not group for one in other]) for rule, group in groups]

def roles_of(wanted, is_narrow=False):
    """Roles, groups opened; and whether one counts in the authority alone, as leaders do where no scope says so."""
    found = []
    for one in wanted if isinstance(wanted, list) else [wanted]:
        opened = roles_of(TABLE["groups"][one[1:]]) if one[0] == "$" else [(one, False)]
        found += [(role, is_narrow and one == "$leader") for role, _ in opened]
    return found

GIVING = ("duty.assigned", "duty.reassigned", "duty.resumed", "person.merged", "person.parted", "key.registered",
          "waiver.granted")  # what gives somebody power or standing: nobody signs for himself
MOVING = ("household.moved", "org.changed", "village.tagged", "region.recoded", "region.registered")
for row in TABLE["permissions"]:
    row["roles"] = roles_of(row["role"])

class Authority:
    """One question, asked of every event: may this person record it. Denied unless a row allows."""
    def __init__(self, county, keys, earlier):
        self.county, self.keys, self.earlier = county, keys, earlier

    def reasons(self, act):
        """Everything that speaks against it."""
        county, kind = self.county, act.kind
        if kind == "ledger.genesis":
            return
        for who in dict.fromkeys([act.doer, *act.entry.signers]):
            if who in county.kept:
                yield f"G31 {who}已并入他人，不能再办理 / {who} was merged into another and acts no more"
        if act.doer.startswith("p-") and not county.exists(act.doer):
            yield f"R01 办理人{act.doer}尚未登记 / {act.doer}, who did it, is not registered"
        is_paper = is_among(kind, TABLE["paper_may"])
        if act.basis == "entered" and is_among(kind, TABLE["own"]) or act.basis == "paper" and not is_paper:
            yield "G42 须由办理人本人签名，不得代录 / signed by who did it: nobody enters it for another"
        if act.basis == "migrated" and not self.is_migrating():
            yield "G47 没有进行中的迁移 / no migration is open"
        seat, place = county.seat(act), act.event.get("place")
        if place and kind not in MOVING and prefix_of(act.ref) in ("hh", "v", "nv", "pr", "pb"):
            if not any(lies_in(place, area) or lies_in(area, place) for area in seat.places):
                yield "G41 区划不在对象所在地之内 / the place is not where the subject is"
        if why := refusal(self.granted, act, seat):
            yield str(why)
        elif kind == "fund.allocated" and (why := refusal(self.granted, act, county.seat_of_fund(act.data["fund"]))):
            yield str(why)  # who gives a project money reaches the fund as well
        yield from self.lacking_signers(act)
        concerned = self.concerned(act)
        acting = {act.doer} if kind == "key.registered" else {act.doer, act.entry.signers[0]}
        acting = [one for person in acting for one in county.principals(person)]
        if any(county.is_one(one, other) for one in acting for other in concerned):
            yield "G21 不能为本人任命、登记密钥、合并 / nobody appoints himself or vouches for himself"
        hands = county.hands(act) if apart_of(kind) else ()
        for rule, others in apart_of(kind):
            if hand := county.took_part(act.ref, others, hands):
                yield f"{rule['code']} {hand}已办理前一步，须另一人办理 / {hand} took part before: another person must"

    def is_migrating(self):
        opened = self.county.migration
        return bool(opened) and opened[2] < self.county.seq

    # -- The row

    def is_open(self, row, basis):
        if "while" in row and not (self.county.is_founding if row["while"] == "founding" else self.is_migrating()):
            return False
        return basis in row["bases"] if "bases" in row else basis == "own" or basis != "migrated" and row.get("entering", False)

    def granted(self, act, seat):
        """The duties that allow it: of own acts asked of who did it, on the day it happened and on that of recording;
        of others of who typed it, on the day of recording. None are needed for what everybody may."""
        county, is_own = self.county, act.basis == "own"
        asked = act.doer if is_own else act.entry.signers[0]
        rows = [row for row in rows_of("permissions", act.kind)
                if self.is_open(row, act.basis) and ("where" not in row or self.meets(act, row["where"]))]
        for row in rows:
            if row["role"] == "ledger" == asked:
                return []
            if row["role"] == "any" and (row["over"] == "any" or self.is_himself(act, asked)):
                return []
        fitting = lambda offices: [one for one in offices if any(self.fits(row, one.duty, act, asked, seat) for row in rows)]
        held, then = county.offices(asked, county.day), min(act.day, county.day) if is_own else county.day
        found = fitting(held)
        if not found and then != county.day and not is_among(act.kind, TABLE["own"]):
            found = fitting(county.ended_lately(asked))
        is_near = not found and any(self.is_asked(row, one.duty) for row in rows for one in held)
        need(not is_near, f"G41 {asked}的岗位管不到{act.ref} / no duty of {asked} reaches {act.ref}")
        need(found, f"G40 {asked}没有可以办理{act.kind}的岗位 / {asked} has no duty by which to record {act.kind}")
        strong = [one for one in found if self.is_vouched(asked, one)]
        need(strong, f"K21 {asked}的密钥未经两名登记员登记 / the key of {asked} was not vouched for by two registrars")
        was = then == county.day or fitting(county.offices(asked, then))
        need(was, f"G40 {asked}在{then}没有这样的岗位 / {asked} had no such duty on {then}, when it happened")
        return strong

    def is_asked(self, row, duty):
        """Whether a duty is of the role, in the kind of organisation, that a row asks for; wherever it reaches."""
        kind = self.county.facts.get(duty.org, {}).get("kind")
        return self.county.is_a(duty, row["roles"]) and kind in row.get("in", [kind])

    def fits(self, row, duty, act, asked, seat):
        reaches = lambda over: self.county.reaches(duty, over, seat)
        is_over = {"any": lambda _: True, "self": lambda _: self.is_himself(act, asked)}.get(row["over"], reaches)
        return self.is_asked(row, duty) and is_over(row["over"])

    def is_vouched(self, person, office):
        """Power speaks by keys that two registrars vouched for, two persons, each key that could have signed: those of who
        uses it and of who lent it."""
        county, duty = self.county, office.duty
        if not county.is_power(duty.role) or duty.is_singly_vouched:
            return True
        def has_good_keys(one):
            keys = [held for held in self.keys.good(one, self.entry) if held.revoked is None]
            return keys and all(len({county.canonical(by) for by in held.registrars}) > 1 for held in keys)
        return has_good_keys(person) and (not office.principal or has_good_keys(office.principal))

    def is_himself(self, act, asked):
        """Whether it is about who is asked: the person, his household, his duty, what he lends; or an act of his."""
        county, ref, prefix = self.county, act.ref, prefix_of(act.ref)
        duty = county.duties.get(ref)
        about = {"p": ref, "duty": duty and duty.person, "dlg": county.told(ref, act).get("principal")}.get(prefix)
        if about and county.is_one(about, asked):
            return True
        if act.kind == "delegation.revoked" and ref in county.lent and county.is_one(county.lent[ref].delegate, asked):
            return True  # nobody keeps a power lent to him unasked
        if prefix == "hh" and county.facts.get(asked, {}).get("household") == ref:
            return True
        if act.kind.startswith("evidence."):
            did = [person for _, person, _ in county.acts.get(ref, ())]
            if any(county.is_one(person, asked) for person in did):
                return True
        named = self.named(act)
        return bool(named) and any(county.is_one(who, asked) for who in (named.doer, named.entry.signers[0]))

    def named(self, act):
        """The earlier act that one corrects, voids or confirms."""
        about = act.data.get("event") if act.kind == "record.confirmed" else None
        name = act.event.get("corrects", act.event.get("voids", about))
        return name and self.earlier(name)

    # -- What a row asks of the event itself

    def holder(self, act):
        """Whom it gives something or takes it from."""
        if act.kind in ("duty.assigned", "waiver.granted"):
            return act.data.get("person")
        duty = self.county.duties.get(act.ref)
        return duty.person if duty else act.ref if act.ref.startswith("p-") else None

    def meets(self, act, where):
        county, holder = self.county, self.holder(act)
        known, asked = county.duties.get(act.ref), {**where}
        role = act.data.get("role", known and known.role)
        org = act.data.get("org") if act.kind == "duty.assigned" else known and known.org
        has_power = lambda: any(county.is_power(one.duty.role) for one in county.offices(holder, county.day))
        answers = {
            ("role", "power"): lambda: bool(role) and county.is_power(role),
            ("role", "ordinary"): lambda: bool(role) and not county.is_power(role),
            ("org", "authority"): lambda: org == county.authority,
            ("key", "some"): lambda: bool(self.keys.of.get(holder)),
            ("key", "none"): lambda: not self.keys.of.get(holder),
            ("duty", "none"): lambda: all((county.duties[ref].ended or FOREVER) <= county.day for ref in county.held.get(holder, ())),
            ("power", "none"): lambda: not has_power(),
            ("few_registrars", True): lambda: len(county.registrars()) < 2,
        }
        if "role_not" in asked:
            barred = roles_of(asked.pop("role_not"))
            if role and county.is_a(types.SimpleNamespace(role=role, org=org), barred):
                return False
        if "role" in asked and asked["role"] not in ("power", "ordinary"):
            wanted = roles_of(asked.pop("role"), True)
            if not role or not county.is_a(types.SimpleNamespace(role=role, org=org), wanted):
                return False
        return all(answers[one]() for one in asked.items())

    # -- Signers beside the doer

    def concerned(self, act):
        merged = act.data.get("duplicate") if act.kind in ("person.merged", "person.parted") else None
        return [one for one in (self.holder(act), merged) if one] if act.kind in GIVING else []

    def lacking_signers(self, act):
        """Of each demand for further signers that is not met, why."""
        county, due = self.county, []
        for rule in rows_of("cosign", act.kind):
            is_now = rule.get("while") != "founding" or county.is_founding
            is_excepted = rule.get("except") == "founding" and county.is_founding
            if is_now and not is_excepted and rule.get("basis", act.basis) == act.basis:
                due += [rule] if self.meets(act, rule.get("where", {})) else []
        replaced = {id for rule in due for id in rule.get("instead_of", ())}
        for rule in (rule for rule in due if rule["id"] not in replaced):
            holder = self.holder(act)
            if rule.get("unless") == "self" and holder and county.is_one(holder, act.doer):
                continue
            if "doer" in rule and not self.holds(act.doer, rule["doer"]):
                yield f"G22 须由{rule['doer']}发起 / it is begun by {rule['doer']}"
            elif not self.is_signed(act, rule["with"], self.witnesses(act)):
                yield f"G22 缺少共同签名（{rule['id']}） / signatures beside the doer's are missing ({rule['id']})"

    def witnesses(self, act):
        """Signers beside the doer: persons, not accounts, none of them concerned; who lent a duty is whoever acts by it."""
        county, found, concerned = self.county, [act.doer], self.concerned(act)
        for signer in act.entry.signers:
            is_new = not any(county.act_as_one(signer, one, county.day) for one in found)
            if is_new and not any(county.is_one(signer, one) for one in concerned):
                found.append(signer)
        return found[1:]

    def holds(self, person, wanted):
        """Whether somebody holds one of the roles, in the region, by a key that is good for it."""
        roles = roles_of(wanted, True)
        return any(self.county.is_a(one.duty, roles) and self.county.is_of_the_region(one.duty)
                   and self.is_vouched(person, one) for one in self.county.offices(person, self.county.day))

    def is_signed(self, act, asked, free):
        if "any_of" in asked:
            return any(self.is_signed(act, way, free) for way in asked["any_of"])
        if asked in ("appointer_of_holder", "appointer_of_duplicate"):
            whose = self.holder(act) if asked == "appointer_of_holder" else act.data.get("duplicate")
            return self.is_appointed(act, whose)
        if "self" in asked:
            return any(self.county.is_one(self.holder(act), signer) for signer in act.entry.signers)
        if "orgs" in asked:
            return len({self.county.organisation(one) for one in free} - {None}) >= asked["orgs"]
        more = asked.get("and", [])
        more = more if isinstance(more, list) else [more]
        seats = [asked["role"]] * asked["n"]
        seats += [one["role"] for one in more if "role" in one for _ in range(one["n"])]
        return self.are_filled(seats, free) and all(self.is_signed(act, one, free) for one in more if "role" not in one)

    def are_filled(self, seats, signers):
        """Whether each of the roles asked for has a signer of its own, whichever way they are shared out."""
        if not seats:
            return True
        holders = [one for one in signers if self.holds(one, seats[0])]
        return any(self.are_filled(seats[1:], [other for other in signers if other != one]) for one in holders)

    def is_appointed(self, act, person):
        """Whether of each power that somebody has, or would have again, one signs who could give it: who has a row for
        such an appointment."""
        county = self.county
        signers = [one for one in act.entry.signers if not county.is_one(one, person)]
        def may_appoint(signer, duty):
            data = {name: value for name in ("role", "org", "target", "person") if (value := getattr(duty, name))}
            event = {"type": "duty.assigned", "subject": "duty-", "data": data, "time": county.day}
            new = Act(act.entry, 0, event, "duty.assigned", "duty-", data, signer, "own", county.day)
            return refusal(self.granted, new, county.seat(new)) is None
        own = [one.duty for one in county.offices(person, county.day, even_merged=True) if not one.principal]
        powers = [duty for duty in own if county.is_power(duty.role)]
        return all(any(may_appoint(signer, duty) for signer in signers) for duty in powers)

# ---- Money, recomputed: nothing is spent that is not there. Integers of fen.

# What a step adds to and takes from the columns of a fund line (`line`), of an allocation (`own`), of where
# it goes (`to`). A payment's are named by its state and the step: what is not here is not possible.
MOVES = {
    "appropriated": "+line.available +line.appropriated",
    "integrated": "-line.available +line.integrated_out +to.available +to.integrated_in",
    "allocated": "-line.available +line.allocated +own.available",
    "reallocated": "-own.available +to.available",
    "returned": "-own.available +line.available +line.returned",
    "requested": "-own.available +line.reserved",
    "requested approved": "-line.reserved +own.available",  # by what the approval cuts
    "approved paid": "-line.reserved +line.paid",
    "paid reconciled": "+line.reconciled",
    "requested reversed": "-line.reserved +own.available",
    "approved reversed": "-line.reserved +own.available",
    "paid reversed": "-line.paid +line.reversed +own.available",
    "reconciled reversed": "-line.paid -line.reconciled +line.reversed +own.available",
    "paid recovered": "-line.paid +line.recovered +line.returned +line.available",
    "reconciled recovered": "-line.paid -line.reconciled +line.recovered +line.returned +line.available",
}
COLUMNS = sorted(set(re.findall(r"(?:line|to)\.(\w+)", " ".join(MOVES.values()))))
SHORT = {"integrated": "M02", "allocated": "F05", "reallocated": "M06", "returned": "M05", "requested": "F06"}
FROZEN = "M04 资金或分配已冻结 / the fund line or the allocation is frozen"
# Among so many different payees one may be somebody who handles the payment; ten lines to oneself are no list.
MANY_PAYEES, ACCOUNT_DAYS = 10, 30
KEEPERS = [(role, False) for role in ("unit_head", "responsible", "deputy_in_charge", "cashier", "accountant")]

def folded(text):
    """A document's number however it was typed: letters and digits, half-width, capitals."""
    return "".join(one for one in unicodedata.normalize("NFKC", str(text)) if one.isalnum()).upper()

class Money:
    """What every fund line and allocation has. `line_of` tells the line of each; of a line it is itself."""
    def __init__(self, county):
        self.fen, self.line_of, self.payments, self.frozen = collections.Counter(), {}, {}, set()
        self.county, self.bound, self.released = county, collections.Counter(), collections.Counter()
        self.pools, self.accepted, self.invoices, self.vouchers = collections.defaultdict(set), set(), {}, set()
        self.contracts = collections.defaultdict(list)  # of a project with a contractor
        self.given = collections.Counter()  # to a project, and not taken back

    def move(self, rule, fen, **who):
        for sign, holder, column in re.findall(r"([+-])(\w+)\.(\w+)", MOVES[rule]):
            place, change = (who[holder], column), fen if sign == "+" else -fen
            if column == "available" and change < 0 and self.fen[place] + change < 0:
                raise Refused(f"{SHORT[rule]} {place[0]}余额不足 / {place[0]} has not that much")
            self.fen[place] += change

    def take(self, act):
        (family, _, step), ref, data = act.kind.partition("."), act.ref, act.data
        if act.kind == "project.accepted" and data.get("result") not in ("fail", "rejected", "unqualified", "returned"):
            self.accepted.add(ref)
        elif act.kind == "contract.signed":
            self.contracts[data["project"], data.get("contractor")].append(ref)
        elif act.kind == "contract.amended":
            is_enough = data.get("value_fen", self.bound[ref]) >= self.bound[ref]
            need(is_enough, "M23 变更后少于已申请和支付 / amended to less than is requested or paid")
            self.check_payees(act, [one for one in (self.county.facts[ref].get("contractor"),) if one])
        elif act.kind == "retention.released":
            self.release(act)
        elif act.kind in ("project.changed", "project.library_updated"):
            self.check_moved(act)
        if family not in ("fund", "disbursement"):
            return
        fen, to, new = data.get("amount_fen"), data.get("to"), data["to"] if step == "reallocated" else ref
        own = data["allocation"] if step == "requested" else ref
        line = self.line_of.get(data["fund"] if step in ("appropriated", "allocated") else own)
        if step == "reallocated":
            need(new not in self.line_of, f"R02 编号{new}已用过 / the reference {new} was used before")
        need(fen is None or fen > 0, "M01 金额须大于零 / an amount is above zero")
        if step == "source_registered":
            self.line_of[ref] = ref
        elif step in ("frozen", "unfrozen"):
            need((ref in self.frozen) == (step == "unfrozen"), "R03 此时不能冻结或解冻 / it is, or is not, frozen")
            self.frozen = self.frozen | {ref} if step == "frozen" else self.frozen - {ref}
        elif step in MOVES:
            is_known = line and (step != "integrated" or self.line_of.get(to) == to)
            need(is_known, "R01 所指的对象尚未登记 / what it names is not registered")
            need(step in ("appropriated", "returned") or not {line, own} & self.frozen, FROZEN)
            source = self.county.facts.get(data.get("appropriation"), {}).get("fund") if step == "allocated" else None
            is_of_it = source in (None, line) or source in self.pools[line]
            need(is_of_it, "M31 指标不属于这条资金 / the appropriation is of another fund line")
            request = self.request(act, own) if step == "requested" else None
            is_old = act.basis != "migrated" and self.county.migration and data.get("project") not in self.county.own_time
            need(not is_old or step != "allocated", "G47 项目是迁入的，迁移尚未结束 / the project was migrated, and the migration is open")
            self.move(step, fen, line=line, own=own, to=to)
            if step in ("allocated", "reallocated"):
                self.given[data["project"]] += fen
            if step in ("reallocated", "returned") and own in self.line_of and self.line_of[own] != own:
                self.given[self.county.facts[own]["project"]] -= fen
            if step == "requested":
                self.payments[ref] = types.SimpleNamespace(own=own, line=line, fen=fen, state=step, back=0, **request)
                self.bound[request["contract"]] += fen
                self.invoices |= {key: code for key, code, _ in request["invoices"]}
            elif step == "integrated":
                self.pools[to].add(line)
            elif step in ("allocated", "reallocated"):
                self.line_of[new] = line
        else:
            need(ref in self.payments, "R01 没有这笔支付 / there is no such payment")
            payment = self.payments[ref]
            self.add_lines(payment, data) if step == "lines_added" else self.pay(act, step, payment, data)

    def check_moved(self, act):
        """Where a project is and who carries it out say who approves and pays: settled when the money comes."""
        facts = self.county.facts[act.ref]
        for one in [act.data, *act.data.get("changes", ())]:
            name, new = {"site": "place"}.get(one.get("field"), one.get("field")), one.get("new")
            if name not in ("place", "implementer") or new is None:
                continue
            is_near = name != "place" or fits(new, AREA) and new.startswith(facts.get("place", "")[:6])
            need(is_near, "G41 地点不在项目所在县之内 / the place is not within the county of the project")
            is_settled = self.given[act.ref] > 0 and new != facts.get(name)
            need(not is_settled, "G41 已安排资金的项目不再变更地点 / a project that was given money moves no more")

    # -- Requests: who is paid, by which contract, on which invoices

    def request(self, act, own):
        data, project, payee = act.data, self.county.facts[own]["project"], act.data.get("payee")
        lines, fen = data.get("lines", []), data["amount_fen"]
        count, total = data.get("line_count", len(lines)), sum(one["amount_fen"] for one in lines)
        need(payee or count > 0, "M28 没有写明付给谁 / nobody is named to be paid")
        need(data.get("line_total_fen", fen) == fen, "M13 明细合计不等于申请金额 / the lines' total is another")
        need(not count or len(lines) <= count and total <= fen, "M14 明细超过申请 / lines exceed the request")
        contracts = [data["contract"]] if "contract" in data else self.contracts.get((project, payee), []) if payee else []
        is_plain = not any(self.contracts.get((project, one["payee"])) for one in lines)
        need(is_plain, "M30 明细中有承包方，须单独申请 / a line goes to a contractor: that is requested apart")
        need(len(contracts) < 2, "M30 有几份合同，须写明哪一份 / there are several contracts: name the one paid")
        contract = contracts[0] if contracts else None
        is_of_it = not contract or self.county.facts[contract]["project"] == project
        need(is_of_it, "M09 合同属于另一项目 / the contract is of another project")
        self.check_contract(contract, fen)
        invoices = self.invoices_of(data, payee or "")
        payees = {one["payee"] for one in lines} | {payee} - {None}
        return {"contract": contract, "invoices": invoices, "count": count or None, "lines": (len(lines), total),
                "parts": set(), "payees": payees, "named": {payee} - {None}}

    def check_contract(self, contract, more):
        """A contract bounds what is asked whether it is named or not; before acceptance without the retention."""
        facts = self.county.facts.get(contract, {})
        if "value_fen" in facts:
            held = 0 if facts["project"] in self.accepted else self.retention(facts)
            is_within = self.bound[contract] + more <= facts["value_fen"] - held
            need(is_within, "F06 超过合同可支付金额 / more than the contract allows")

    def retention(self, facts):
        return facts.get("value_fen", 0) * facts.get("retention_bp", 0) // 10_000

    def invoices_of(self, data, payee):
        """The keys of each invoice: one number in any width or field is one; of paper ones the code tells them apart."""
        name, found = folded(self.county.facts.get(payee, {}).get("name", "")), []
        listed = [*data.get("invoices", []), *({"no": one} for one in data.get("invoice_nos", []))]
        for one in listed:
            number, code, issuer = folded(one["no"]), folded(one.get("code", "")), folded(one.get("issuer", ""))
            issuer = payee if issuer in ("", name, folded(payee)) else issuer
            keys = [(code + number,)] * (len(code + number) >= 18) + [(issuer, number)]
            for key in keys:
                other = self.invoices.get(key, next((held for same, held, _ in found if same == key), None))
                is_other = other is None or len(key) == 2 and code and other and code != other
                need(is_other, f"F16 发票{number}已用过 / the invoice {number} supports another payment")
            found += [(key, code, one["no"]) for key in keys]
        return found

    def add_lines(self, payment, data):
        count, fen = payment.lines
        more, total = len(data["lines"]), sum(one["amount_fen"] for one in data["lines"])
        need(payment.state == "requested", "R03 此时不能有这一步 / the step is not possible in this state")
        need(data["part"] not in payment.parts, "M15 这一部分已录入 / this part is there already")
        is_within = count + more <= (payment.count or 0) and fen + total <= payment.fen
        need(is_within, "M14 明细超过申请 / lines exceed the request")
        payment.lines = (count + more, fen + total)
        payment.parts.add(data["part"])
        payment.payees |= {one["payee"] for one in data["lines"]}

    # -- Payments

    def pay(self, act, step, payment, data):
        """A payment goes on: approved, paid, reconciled, reversed, recovered."""
        rule, is_matched = f"{payment.state} {step}", step != "reconciled" or data.get("matched") is not False
        due, fen = payment.fen, data.get("amount_fen", payment.fen)
        moved = {"approved": due - fen, "reconciled": due - payment.back, "recovered": fen}.get(step, due)
        is_unsigned = step == "paid" and act.basis != "migrated" and act.ref not in self.county.own_time
        need(not is_unsigned, "G47 审批是迁入的，不能据以付款 / the approval was migrated: nothing is paid by it")
        need(rule != "requested paid", "F09 未经审批的支付 / paid without approval")
        need(rule in MOVES, "R03 此时不能有这一步 / the step is not possible in this state")
        payees = payment.payees if len(payment.payees) < MANY_PAYEES else payment.named
        if step in ("approved", "paid", "reconciled"):
            self.check_payees(act, payees)
        if step in ("approved", "paid"):
            need(not {payment.line, payment.own} & self.frozen, FROZEN)
        if step in ("paid", "reversed"):
            need(fen == due, "M11 金额与审批不符 / the amount is not the approved one")
            need(not payment.back, "M08 已部分追回，不能整笔冲销 / recovered in part, not reversed as a whole")
        elif step == "approved":
            need(data.get("approver", act.doer) == act.doer, "M29 审批人不是办理人 / the approver named is another")
            is_whole = payment.count is None or payment.lines == (payment.count, due)
            need(is_whole, "M17 明细不完整 / the lines are not complete")
            need(fen <= due and (fen == due or payment.count is None), "M12 审批超过申请 / not the amount requested")
        elif step == "reconciled":
            is_same = data.get("statement_amount_fen", fen) == due
            need(is_same or not is_matched, "M16 对账单金额不符 / the bank statement is over another amount")
        else:
            need(fen <= due - payment.back, "M07 追回超过已支付 / more is recovered than was paid")
        voucher = self.voucher_of(data) if step in ("paid", "reversed", "recovered") else None
        need(voucher is None or voucher not in self.vouchers, "F16 凭证已用过 / the voucher supports another payment")
        if step == "paid":
            self.check_accounts(act, payees)
            self.check_contract(payment.contract, 0)
        self.vouchers |= {voucher}
        if is_matched:
            self.move(rule, moved, own=payment.own, line=payment.line)
            self.bound[payment.contract] -= moved if step in ("approved", "reversed", "recovered") else 0
            payment.back += moved if step == "recovered" else 0
            payment.fen = fen if step == "approved" else payment.fen
            payment.state = payment.state if step == "recovered" else step
        for key, *_ in payment.invoices if step == "reversed" else ():
            self.invoices.pop(key, None)

    def voucher_of(self, data):
        named = [folded(data.get(name, "")) for name in ("payer", "voucher_book", "voucher_period", "voucher_no")]
        return tuple(named) if "voucher_no" in data else None

    def check_payees(self, act, payees):
        """Nobody decides about money for himself, his household, an organisation that he heads or keeps the books of."""
        county = self.county
        def is_own(payee, hand):
            heads = any(one.duty.org == payee and county.is_a(one.duty, KEEPERS) for one in county.offices(hand, county.day))
            ours = {payee} if prefix_of(payee) == "hh" else county.households(payee)
            return heads or payee.startswith("p-") and county.is_one(payee, hand) or ours & county.households(hand)
        hands = county.hands(act)
        others = not any(is_own(payee, hand) for payee in payees for hand in hands)
        need(others, "M26 收款人是办理人本人、其家人或其单位 / the money goes to who handles it, to his own")

    def check_accounts(self, act, payees):
        """Who has just changed where the money goes does not send it there."""
        hands = self.county.hands(act)
        changes = [(person, day) for payee in payees for kind, person, day in self.county.acts.get(payee, ())
                   if kind == "payee.account_changed" and days_between(day, self.county.day) < ACCOUNT_DAYS]
        is_old = not any(self.county.is_one(hand, person) for person, _ in changes for hand in hands)
        need(is_old, "M27 变更收款账户的人不得付款 / who changed the account does not pay to it")

    def release(self, act):
        facts, fen = self.county.facts[act.ref], act.data["amount_fen"]
        need(facts["project"] in self.accepted, "F21 尚未验收，不能返还质保金 / no retention is released before acceptance")
        self.check_payees(act, [facts["contractor"]] if "contractor" in facts else [])
        is_held = fen <= self.retention(facts) - self.released[act.ref]
        need(is_held, "M24 超过所留质保金 / more than is retained")
        self.released[act.ref] += fen

    def rows(self):
        for ref in sorted(ref for ref, line in self.line_of.items() if ref == line):
            yield {"key": ref, **{f"{column}_fen": self.fen[ref, column] for column in COLUMNS}}

# ---- Problems signed off by different persons, in person, in order, on the evidence seen; packs

POLICY = {  # what a policy pack may ask of signing off
    "slots?": [{"slot": TEXT, "role": TEXT}], "evidence_min?": between(0), "sources_min?": between(0),
    "opener_may_sign?": bool, "listing_required?": bool,
}
SLOTS = [{"slot": role, "role": role} for role in ("department_head", "county_leader_in_charge")]
COUNTY_LEADER = [("county_leader", False)]

class Problems:
    def __init__(self, county, authority):
        self.county, self.authority, self.all = county, authority, {}

    def policy(self):
        """Role of each slot in signing order, least evidence and sources, whether it must be listed; the strictest."""
        asked = [one.get("problem", {}) for one in self.county.in_force(self.county.day)]
        slots, most = {}, lambda name, least: max([least, *(one.get(name, least) for one in asked)])
        for slot in [slot for one in asked for slot in one.get("slots", [])] or SLOTS:
            slots.setdefault(slot["slot"], slot["role"])
        return slots, most("evidence_min", 1), most("sources_min", 1), most("listing_required", False)

    # -- Packs: of the region, forwards, of one mind, each with its last day

    def take_pack(self, act):
        data, county = act.data, self.county
        versions = [one for one in county.packs if one.name == data["pack"]]
        if act.kind == "policy.pack_retired":
            need("effective_to" in data, "R01 没有写明最后一天 / the last day is not given: nothing would be retired")
            need(data["effective_to"] >= county.day, "P03 制度不能追溯 / rules do not reach back")
            due = [one for one in versions if one.last == FOREVER and data.get("version", one.version) == one.version]
            need(due, "R01 政策包没有启用 / the pack is not active")
            county.packs = [one._replace(last=data["effective_to"]) if one in due else one for one in county.packs]
            return
        content, start = data["content"], data.get("effective_from", county.day)
        asked = content["parameters"]
        is_fit = fits(asked.get("problem", {}), POLICY) and fits(asked.get("late_days", 0), between(0, 3650))
        need(is_fit, "P02 政策包参数不合格式 / the policy pack's parameters are malformed")
        is_same = all(content.get(name) == data[name] for name in ("pack", "version"))
        need(is_same, "P01 内容与事件不符 / the pack's own name differs from the event's")
        need(all(one.version != data["version"] for one in versions), "R02 这一版已启用过 / this version was activated before")
        is_around = county.region.startswith(content["region"]) and content["region"]
        need(is_around, "P04 政策包属于别的地区 / the pack is of another region")
        need(county.is_founding or start >= county.day, "P03 制度不能追溯 / rules do not reach back")
        is_narrower = asked.get("problem", {}).get("opener_may_sign") is not True
        need(is_narrower, "P05 政策包只能收紧 / a pack only narrows")
        roles = {slot["slot"]: slot["role"] for slot in asked.get("problem", {}).get("slots", [])}
        others = [slot for one in county.packs if one.name != data["pack"] and start <= one.last
                  for slot in one.asked.get("problem", {}).get("slots", [])]
        is_agreed = all(roles.get(slot["slot"], slot["role"]) == slot["role"] for slot in others)
        need(is_agreed, "P05 两个政策包的签字栏不一致 / two packs give one slot to different roles")
        offices = [slot["role"] for slot in asked.get("problem", {}).get("slots", [])]
        pairs = itertools.permutations(offices, 2)
        need(not any(wider in county.widest(one) for one, wider in pairs), "P05 两栏须由不同岗位签 / the slots are of different offices")
        need(len(roles) != 1, "P05 销号至少须两人签字 / a case is closed by two signatures at least")
        before = day_of(span(start)[0] - 1)
        ended = [one._replace(last=min(one.last, before)) if one in versions else one for one in county.packs]
        county.packs = [*ended, Pack(data["pack"], data["version"], start, FOREVER, asked, county.seq)]

    # -- The life of a problem

    def take(self, act):
        (family, _, step), ref, data, event = act.kind.partition("."), act.ref, act.data, act.event
        place = f"{act.entry.seq}.{act.position}"
        if act.kind in ("policy.pack_activated", "policy.pack_retired"):
            self.take_pack(act)
        elif act.kind == "problem.opened":
            new = {"signed": {}, "closed": None, "days": [act.day], "sources": (set(), set())}
            self.all[ref] = types.SimpleNamespace(**new, files=set(), pieces=[], steps=set())
        problem = self.all.get(ref)
        need(problem or family != "problem", "R01 没有这个问题 / there is no such problem")
        if not problem:
            return
        need(not problem.closed or step in ("reopened", "attached", "corroborated", "corrected", "confirmed", "voided"),
             "R03 已经销号 / it is closed already")
        if step == "listed" and "owner_org" in data:
            self.check_handed_over(act, self.county.facts[ref].get("owner_org"), data["owner_org"])
        if step == "signed":
            self.check_signing(act, problem, data["slot"])
            problem.signed[data["slot"]] = (act.doer, place)
            problem.days.append(self.county.day)  # the first is that of its opening
        elif step == "closed":
            self.check_closing(act, problem)
            problem.closed = place
        elif step == "reopened":
            need(problem.closed, "R03 没有销号，不能重开 / it is not closed")
            problem.signed, problem.pieces, problem.closed, problem.sources = {}, [], None, (set(), set())
        elif step == "returned" or step == "attached" and not problem.closed:
            problem.signed = {}
        problem.steps.add(act.kind)
        if step in ("opened", "progressed", "attached"):
            self.count(act, problem)

    def count(self, act, problem):
        """Files new to the problem, or an attachment that names none, each with the hands that brought it."""
        data, pieces = act.data, [(one["sha256"], one["kind"], one.get("source")) for one in act.event.get("evidence", [])]
        if act.kind == "evidence.attached" and (not pieces or "sha256" in data or "digest" in data):
            source = data.get("source_org", data.get("source"))
            pieces.append((data.get("sha256") or data.get("digest") or (act.entry.seq, act.position), data.get("kind"), source))
        for file, kind, source in pieces:
            if file not in problem.files:
                problem.pieces.append(self.county.hands(act))
                problem.sources[0].add(kind)
                problem.sources[1].add(source)
            problem.files.add(file)

    def check_handed_over(self, act, old, new):
        """A case is given on by the organisation that has it, or by the authority; nobody takes it."""
        county, asked = self.county, act.doer if act.basis == "own" else act.entry.signers[0]
        orgs = [one.duty.org for one in county.offices(asked, county.day) if one.duty.org]
        is_theirs = any(org == county.authority or county.is_below(old, org) for org in orgs)
        need(old in (None, new) or is_theirs, "G41 问题只能由负责单位转交 / a case is given on by the organisation that has it")

    def check_closing(self, act, problem):
        slots, people = self.policy()[0], [who for who, _ in problem.signed.values()]
        need(slots.keys() <= problem.signed.keys(), "S18 签字不齐即销号 / closed before every signature was there")
        pairs = itertools.combinations(people, 2)
        is_one = any(self.county.act_as_one(*pair, problem.days[0]) for pair in pairs)
        need(not is_one, "S01 两处签字查明是同一人 / who signed in two slots was found to be one person")
        is_after = "closed_at" not in act.data or first_day(act.data["closed_at"]) >= max(problem.days)
        need(is_after, "R06 销号早于登记或签字 / closed before it was opened or signed")

    def check_signing(self, act, problem, slot):
        """Everything that is asked of a signature in a slot, beside the duty that `Authority` asks for."""
        (slots, least, sources, is_listed), county = self.policy(), self.county
        earlier, signers = set(list(slots)[: [*slots, slot].index(slot)]), [who for who, _ in problem.signed.values()]
        is_other = lambda piece: not any(county.is_one(hand, act.doer) for hand in piece)
        count = max(len(kinds - {None}) for kinds in problem.sources)
        seen = act.entry.header.get("expect", {}).get(act.ref, [])
        is_ready = {"problem.listed", "rectification_plan.adopted"} <= problem.steps or not is_listed
        need(is_ready, "R05 须先列清单、定方案 / it must be listed and planned first")
        need(sum(map(is_other, problem.pieces)) >= least, "S02 佐证不足即签字 / signed before there was enough evidence")
        need(count >= sources, "S10 孤证不立 / evidence of too few kinds and sources")
        need(slot in slots, "S19 没有这个签字岗位 / there is no such slot")
        need(slot not in problem.signed, "S20 岗位已签过 / the slot was signed before")
        need(earlier <= problem.signed.keys(), "S06 签字顺序不对 / signed in the wrong order")
        is_second = any(county.act_as_one(act.doer, who, problem.days[0]) for who in signers)
        need(not is_second, "S01 同一人双签 / one person signed twice")
        need(self.may_fill(act, slots[slot]), "S04 没有该岗位的职责 / no duty of that role")
        need(not county.is_registrar(act.doer), "G20 登记密钥的人不得签字 / who registers keys never signs off")
        need(act.basis == "own" and act.doer in act.entry.signers, "S16 不是本人签署 / not signed in person")
        need(len(seen) == 2, "S17 签字没有绑定所见内容 / the signature binds nothing that was seen")

    def may_fill(self, act, role):
        """By a duty of the role that reaches the problem; where every holder of a county leader's slot took part in the
        case or is suspended, as another county leader."""
        county, seat = self.county, self.county.seat(act)
        offices = self.authority.granted(act, seat)
        if any(county.is_a(one.duty, [(role, False)]) for one in offices):
            return True
        holders = [duty for duty in county.duties.values()
                   if county.is_a(duty, [(role, False)]) and county.reaches(duty, "county", seat)
                   and duty.speaks <= county.day <= duty.to and not duty.ended]
        acted = {person for kind, person, _ in county.acts.get(act.ref, ()) if kind != "problem.signed"}
        is_barred = lambda duty: not county.is_active(duty, county.day) or any(county.is_one(duty.person, one) for one in acted)
        is_alternate = any(county.is_a(one.duty, COUNTY_LEADER) for one in offices)
        is_leaders = "county_leader" in county.widest(role)
        return bool(is_leaders and is_alternate and holders and all(map(is_barred, holders)))

    def rows(self):
        for ref, problem in sorted(self.all.items()):
            if problem.closed:
                signed = problem.signed.items()
                rows = [{"slot": slot, "signer": who, "event": place} for slot, (who, place) in signed]
                yield {"key": ref, "closed": problem.closed, "signatures": rows}

# ---- The ledger as its entries tell it: format.md 1.2, 1.4, 3, 4

FINAL = "ledger policy record key streams view anchor duty delegation migration waiver".split()

class Ledger:
    """What is known after the entries so far; the next is judged on that."""
    def __init__(self, origin, data_at, attested):
        self.origin, self.data_at, self.attested = origin, data_at, dict.fromkeys(attested)
        self.stamp = self.events = self.signatures = 0
        self.chains, self.places, self.due, self.catalogue = {}, {}, None, ""
        self.amended = collections.defaultdict(set)  # what was done to earlier events, by TX.POS
        self.keys, self.county = Keys(), County()
        self.authority = Authority(self.county, self.keys, self.earlier)
        self.money, self.problems = Money(self.county), Problems(self.county, self.authority)

    def take(self, seq, data):
        """Takes an entry in; gives what speaks against it, with the position of the event or None."""
        if seq in self.attested:
            self.attested[seq] = self.streams()
        try:
            with hostile():
                entry = Entry(seq, data)
                self.check_place(entry)
        except Refused as why:
            return [(why, None)]
        self.county.enter(entry)
        self.authority.entry = self.entry = entry
        wrong = [(why, position) for position in range(len(entry.events)) for why in self.judge(entry, position)]
        self.county.leave()
        for ref, position in entry.links():
            self.chains[ref] = extended(ref, self.chains.get(ref), entry.leaf, position)
        self.events, self.signatures = self.events + len(entry.events), self.signatures + len(entry.signers)
        return wrong

    def streams(self):
        """Number of subjects and root over their lines, as `streams.attested` states them."""
        lines = [f"{ref}\n{count}\n{head.hex()}\n" for ref, (count, head) in sorted(self.chains.items())]
        return len(lines), to_base64(root_of([leaf_hash(line.encode()) for line in lines]))

    def check_place(self, entry):
        """What an entry must be at its place in the log, whatever its events say."""
        header, keys, before, self.stamp = entry.header, self.keys, self.stamp, entry.stamp
        need(entry.stamp >= before, "L05 记录时间倒退 / the stamp goes back")
        need(header["ledger"] == self.origin, "T10 写给另一账本 / it is meant for another ledger")
        need(header.get("genesis") == keys.genesis, "T11 创世哈希不符 / another genesis")
        need(entry.tx not in self.places, "I01 事务号已用过 / the transaction id was used before")
        if entry.seq == 0:  # it brings its own keys
            keys = Keys()
            keys.follow(entry, *keys.judge(entry, entry.events[0]))
            need(keys.genesis, "K11 第一条必须是创世 / the first entry must be the genesis")
        keys.check_signatures(entry)
        for ref, (count, *head) in header.get("expect", {}).items():
            known = self.chains.get(ref, (0, sha256(b"\x02" + ref.encode())))
            need(count == known[0], f"E01 {ref}的事件数不符 / {ref} has another number of events")
            need(head in ([], [to_base64(known[1])]), f"E02 {ref}的链头不同 / the chain head of {ref} is another")
        part, due, self.places[entry.tx] = header.get("batch"), self.due, entry.seq
        id, of, number = (part["id"], part["of"], part["part"]) if part else (None, 0, 1)
        events = len(entry.events) + (due[1] if due else 0)
        self.due = ((id, of, number + 1), events) if number < of else None
        is_due = (id, of, number) == due[0] if due else number == 1
        need(is_due and (not part or events <= 100_000), "B01 批次不完整或过大 / a batch is not whole, or too large")

    def act_of(self, entry, position):
        event = entry.events[position]
        about = (event["type"], event["subject"], event["data"], entry.doer(event), event.get("basis", "own"))
        return Act(entry, position, event, *about, first_day(event["time"]))

    def earlier(self, name):
        """The act TX.POS, of an earlier entry or of this one; None when there is none."""
        (tx, _, place), entry = name.partition("."), self.entry
        if tx != entry.tx:
            entry = Entry(self.places[tx], self.data_at(self.places[tx])) if tx in self.places else None
        return self.act_of(entry, int(place)) if entry and int(place) < len(entry.events) else None

    def judge(self, entry, position):
        """What speaks against an event. One against which nothing does is followed; another is not booked."""
        try:
            with hostile():
                act = self.act_of(entry, position)
                self.check_form(act)
                self.check_days(act, act.data, act.kind)
                wrong = [*map(Refused, self.authority.reasons(act))]
                if own := refusal(self.keys.judge, entry, act.event):
                    wrong.append(own)
                if not wrong:
                    self.follow(act)
                return wrong
        except Refused as why:
            return [why]

    def follow(self, act):
        entry, kind, data = act.entry, act.kind, act.data
        keys, canonical, vouched = self.keys.judge(entry, act.event), self.county.canonical, ()
        if kind == "key.registered":
            vouched = {canonical(who) for who in entry.signers if self.county.is_registrar(who)} - {canonical(act.ref)}
        for check in (self.check_amendment, self.check_people, self.check_visit):
            check(act)
        if kind == "ledger.catalogue_part":
            self.catalogue += data["text"]
        elif kind == "ledger.rules_adopted":
            self.adopt(data["rules"], data["catalogue_sha256"])
        elif kind == "streams.attested":
            is_true = (data["subjects"], data["root"]) == self.attested[data["as_of"]]
            need(is_true, "L06 事件链的证明不实 / the attestation of the chains is false")
        self.money.take(act)
        self.problems.take(act)
        self.keys.follow(entry, *keys, data.get("valid_to"), vouched)
        self.county.take(act)

    # -- Form, days, references

    def check_form(self, act):
        kind, ref, signers, county = act.kind, act.ref, act.entry.signers, self.county
        is_paper = len(signers) > 1 and any(piece["kind"] == "scan" for piece in act.event.get("evidence", []))
        is_entered = act.basis in ("entered", "migrated") or act.basis == "paper" and is_paper
        is_based = act.basis == "own" if act.doer in signers and act.basis != "migrated" else is_entered
        need(is_based, "C09 办理依据与签名人不符 / the basis does not fit the signers")
        known = county.types.get(kind)
        is_fit = not county.types or known and prefix_of(ref) in known["subject"]
        need(is_fit, "C05 没有这种事件，或对象前缀不对 / no such event type, or a subject of a wrong prefix")
        if kind == "ledger.genesis":
            return
        if kind in CREATES:
            need(ref not in county.known, f"R02 编号{ref}已用过 / the reference {ref} was used before")
        new = {act.data.get("to")} if kind == "fund.reallocated" else {ref} if kind in (*CREATES, "village.tagged") else set()
        unknown = [one for one in links(act.event)
                   if prefix_of(one) in REGISTERED and not county.exists(one) and one not in new]
        need(not unknown, f"R01 {''.join(unknown[:1])}尚未登记 / what it names is not registered")
        name = act.event.get("corrects", act.event.get("voids"))
        need(not name or self.earlier(name), "R07 找不到被更正的事件 / there is no such event to be changed")

    def check_days(self, act, data, kind):
        """Neither ahead of the ledger's clock, unless of a plan, nor older than the late days without a reason; so are
        days inside the data that count as when it happened."""
        known, county, today = self.county.types.get(kind, {}), self.county, self.county.day
        is_planned, is_free = known.get("planned"), "late_reason" in act.entry.header or act.basis == "migrated"
        start = span(act.event["time"])[0]
        need(is_planned or start <= act.entry.stamp + 300_000, "V02 事件时间还没有到 / the event's time has not come")
        is_late = act.day < today and days_between(act.day, today) > county.late_days(act.day)
        need(is_free or not is_late, "V01 超过补录期限，没有说明 / later than is allowed, without a reason")
        counted = [name for name, field in known.get("marks", {}).items() if "counts" in field and name in data]
        for day in (first_day(data[name]) for name in counted if act.basis != "migrated"):
            need(is_planned or day <= today, "V02 所填日期还没有到 / a day in it has not come")
            is_late = day < today and days_between(day, today) > county.late_days(today)
            need(is_free or not is_late, "V01 所填日期超过补录期限 / a day in it is older than is allowed")
        if act.basis == "migrated" and county.migration:
            days = [act.day, *(first_day(data[name]) for name in counted)]
            need(max(days) < county.migration[1], "G47 迁入的事项须早于截止日 / what is migrated lies before the cutoff")
            org = county.migration[3]
            is_of_it = not org or any(county.is_below(one, org) for one in county.seat(act).orgs)
            need(is_of_it, "G47 不属于迁移的单位 / it does not belong to the organisation that is brought in")
            moved = [one for one in act.event.get("refs", []) if prefix_of(one) in "fd ap al pay adv ct pr".split()]
            is_old = county.own_time.isdisjoint([act.ref, *moved])
            need(is_old, "G47 已有本账本自己的记录 / it holds records of the ledger's own time")

    def check_amendment(self, act):
        """Corrections, annulments, confirmations: of what, of which fields, by whom."""
        event, kind, data = act.event, act.kind, act.data
        name = event.get("corrects", event.get("voids"))
        is_one = (kind == "record.corrected") == ("corrects" in event) and (kind == "record.voided") == ("voids" in event)
        need(is_one, "R08 更正或作废须指明一个事件 / a correction or an annulment names one event, nothing else does")
        if kind == "record.confirmed":
            name = data["event"]
        if not name:
            return
        earlier, done = self.earlier(name), self.amended[name]
        need(earlier, "R07 找不到被更正的事件 / there is no such event to be changed")
        need(earlier.ref == act.ref, "R04 对象与原事件不符 / the subject is not that of the event it is about")
        need("record.voided" not in done, "R03 原事件已作废 / that event was voided")
        if kind == "record.confirmed":
            need(earlier.basis != "own" and kind not in done, "R03 无需再确认 / there is nothing to confirm")
            is_his = self.county.is_one(earlier.doer, act.doer)
            need(is_his, "R04 只能由办理人本人确认 / who did it alone confirms it")
        else:
            self.check_change(act, earlier, data.get("fields", {}))
        done.add(kind)

    def check_change(self, act, earlier, fields):
        known = self.county.types.get(earlier.kind, {})
        is_linked = {*links(earlier.event)} <= {*links(act.event)}
        need(is_linked, "C06 refs缺少被更正事件的关联 / refs lacks links of the event it changes")
        is_final = known.get("money") or earlier.kind in ("problem.signed", "problem.closed")
        is_final = is_final or prefix_of(earlier.kind.replace(".", "-")) in FINAL
        need(not is_final, "M20 不得更正或作废 / it is never corrected or voided")
        fixed = [name for name in fields if {"doer", "party", "seat"} & {*known.get("marks", {}).get(name, ())}]
        is_same = all(isinstance(fields[name], str) and fields[name] == earlier.data.get(name) for name in fixed)
        need(is_same, "C12 是谁、对谁、归谁不能更正 / who, to whom and whose it is is not corrected")
        self.check_days(act, fields, earlier.kind)
        if earlier.kind == "household.registered":
            self.check_tags(act, fields)
        if any(self.county.is_one(act.doer, who) for who in (earlier.doer, earlier.entry.signers[0])):
            again = earlier._replace(entry=act.entry, doer=act.doer)  # asked as if it were recorded now
            self.authority.granted(again, self.county.seat(again))

    # -- Rules of families that authority rests on

    def check_people(self, act):
        county, kind, data, ref = self.county, act.kind, act.data, act.ref
        if kind == "duty.assigned":
            start, to, person = data.get("from", act.day), data.get("to", FOREVER), data["person"]
            need(start <= to, "G23 任期结束早于开始 / the duty ends before it begins")
            need(person not in county.kept, "G31 账号已并入他人 / the account was merged into another")
            self.check_apart(person, data["role"], start, to)
            self.check_targets(act)
        elif kind == "delegation.granted":
            self.check_lending(data)
        elif kind == "household.registered":
            self.check_tags(act, data)
        elif kind in ("duty.suspended", "duty.ended", "duty.resumed", "duty.reassigned"):
            self.check_step(county.duties[ref], act)
            self.check_targets(act)
        elif kind == "village.tagged" and (place := act.event.get("place")) and county.facts[ref].get("place") not in (None, place):
            self.authority.granted(act, Seat([], [place], []))  # who moves it reaches where it goes
        elif kind == "region.recoded":
            is_same = level_of(data.get("new_code", "")) == level_of(county.facts[ref]["place"])
            need("new_code" not in data or is_same, "R04 新旧代码不是同一级 / the new code is of another level")
        elif kind == "person.merged":
            need({ref, data["duplicate"]}.isdisjoint(county.kept), "G31 账号已并入他人 / the account was merged into another")
            is_new = not county.is_one(ref, data["duplicate"])
            need(is_new, "G30 已是同一人 / they are one person already")
        elif kind == "person.parted":
            need(county.kept.get(data["duplicate"]) == ref, "G32 没有并入，无从撤销 / there is no such merger to undo")
        elif kind in ("org.registered", "org.changed"):
            parents = [one["org"] for one in data.get("parents", ()) if one.get("edge") in ("led_by", "managed_by")]
            is_circle = any(county.is_below(one, ref) for one in parents)
            need(not is_circle, "R04 不能由本身或下级领导 / it cannot be led by itself or what it leads")
        elif kind in ("migration.opened", "migration.closed"):
            is_open = county.migration and county.migration[0] == data["batch"]
            is_right = is_open if kind == "migration.closed" else not county.migration
            need(is_right, "R03 此时不能开启或结束迁移 / a migration is open already, or is not")
        elif kind == "ledger.loss_accepted":
            is_here = data["size_after"] == county.seq
            need(is_here, "R04 留存条目数不符 / the log has another number of entries")

    def check_tags(self, act, data):
        """Who may not tag a household does not bring tags in with its registration, nor by correcting that."""
        if data.get("tags") and act.basis != "migrated":
            why = refusal(self.authority.granted, act._replace(kind="household.tagged"), self.county.seat(act))
            need(not why, "G40 无权认定农户类别 / who registers a household may not tag it")

    def check_step(self, duty, act):
        """What is to end or begin in years stands in nobody's way: an end comes earlier, a suspension is widened, never the
        other way round."""
        kind, start = act.kind, first_day(act.data.get("at", act.data.get("from", act.event["time"])))
        is_over = duty.ended and duty.ended <= self.county.day
        is_open = not duty.ended and bool(duty.off) == (kind == "duty.resumed")
        if kind == "duty.ended":
            is_open = not duty.ended or not is_over and start < duty.ended
        elif kind == "duty.suspended":
            to = act.data.get("to", FOREVER)
            need(is_over or start <= to, "G23 停职结束早于开始 / the suspension ends before it begins")
            is_wider = not duty.off or start <= duty.off[0] and to >= duty.off[1] or duty.off[1] < start
            is_open = not is_over and is_wider
        need(is_open, "R03 此时不能有这一步 / the step is not possible in this state")

    def check_targets(self, act):
        """A head gives duties for places inside that of his organisation; for others a registrar or the leader does."""
        county, data = self.county, act.data
        targets = [*data.get("targets", ()), *(data[name] for name in ("target", "to_target") if name in data)]
        duties = [one.duty for one in county.offices(act.doer, county.day)]
        is_free = any("registrar" in county.widest(duty.role) or county.is_a(duty, roles_of("$leader", True)) for duty in duties)
        areas, places = [area for duty in duties if duty.org and (area := county.area_of(duty.org))], map(county.area_for, targets)
        is_inside = all(any(lies_in(place, area) for area in areas) for place in places if place)
        need(is_free or is_inside, "G41 对象不在任命人单位的区划内 / a target lies outside the place of who appoints")

    def check_apart(self, person, role, start, to):
        """G20: who registers keys holds no power, on no day."""
        county = self.county
        if county.is_power(role):
            is_registrars = lambda one: "registrar" in county.widest(one)
            held = [county.duties[ref] for who in {person, county.canonical(person)} for ref in county.held.get(who, ())]
            lent = [county.lent[ref] for ref in county.borrowed.get(county.canonical(person), ())]
            held += [county.duties[one.duty] for one in lent if not one.revoked and start <= one.to]
            speaks = max(start, county.day)
            clash = [duty for duty in held if county.is_power(duty.role) and is_registrars(duty.role) != is_registrars(role)
                     and duty.speaks <= to and speaks <= min(duty.to, day_of(span(duty.ended)[0] - 1) if duty.ended else FOREVER)]
            need(not clash, "G20 登记密钥的人不得握有权力 / who registers keys holds no power")

    def check_lending(self, data):
        """One's own duty, for a month at most, to another; never a registrar's, never what was lent."""
        county, principal, delegate = self.county, data["principal"], data["delegate"]
        need(not county.is_one(principal, delegate), "G24 不能委托给本人 / nobody delegates to himself")
        duty = county.duties.get(data.get("duty"))
        need(duty and county.is_one(duty.person, principal), "G26 只能委托本人的岗位 / only one's own duty is lent")
        need("registrar" not in county.widest(duty.role), "G26 登记员的岗位不能委托 / a registrar's duty is never lent")
        is_free = not county.is_power(duty.role) or not county.is_registrar(delegate)
        need(is_free, "G20 登记员不能受托行使权力 / a registrar cannot be lent power")
        is_short = "from" in data and "to" in data and 0 <= days_between(data["from"], data["to"]) < 30
        need(is_short, "G26 委托须为1至30天 / a delegation lasts 1 to 30 days")

    def check_visit(self, act):
        """V24: who paid a visit, or came along, neither acknowledges nor checks it, nor types that for another."""
        if act.kind not in ("visit.acknowledged", "visit.back_checked"):
            return
        visit = self.earlier(act.data["visit"])
        need(visit and visit.kind == "visit.recorded", "R01 没有这次走访 / there is no such visit")
        need(visit.ref == act.ref, "R04 走访的对象不是这户 / the visit was paid to another")
        need("record.voided" not in self.amended[act.data["visit"]], "R03 走访已作废 / the visit was voided")
        went = {visit.data.get("visitor"), visit.doer, *visit.data.get("visitors", ()), *visit.data.get("companions", ())}
        signers = act.entry.signers if act.basis == "paper" else ()  # who witnesses a paper vouches for it
        hands = {*self.county.hands(act), *signers, act.data.get("by_member"), act.data.get("checker")} - {None}
        is_other = not any(self.county.is_one(hand, one) for hand in hands for one in went - {None})
        need(is_other, "V24 参加走访的人不得确认或核查 / who took part in the visit neither acknowledges nor checks it")

    def adopt(self, rules, digest):
        """Types, what their fields mean, kinds of roles and of organisations come from the ledger's own catalogue."""
        with hostile(why_not := "E26 规则或目录不识 / rules or a catalogue unknown to this checker", Malformed):
            need(rules == 1 and sha256(self.catalogue.encode()).hex() == digest, why_not)
            catalogue = json.loads(self.catalogue)
            prefixes, county = [row["prefix"] for row in catalogue["prefixes"]], self.county
            for row in catalogue["types"]:
                marks = {field["name"]: field.get("marks", []) for field in row["fields"]}
                about = {"subject": row.get("subject", prefixes), "marks": marks}
                county.types[row["name"]] = {**about, "money": row.get("money"), "planned": row.get("planned")}
            lists = {row["id"]: row["items"] for row in catalogue["codelists"]}
            county.roles = {row["code"]: row.get("is_a", []) for row in lists["role"]}
            county.public_kinds = {row["code"] for row in lists["org_kind"] if "public" in row.get("marks", ())}
            county.widened = {}

# ---- A published log: format.md 7.1; C2SP tlog-tiles

class Log:
    """A log's files, in a folder or on a web server. Hashes are checked first, then the entries."""
    def __init__(self, place, vkeys=(), genesis=None, since=None):
        self.place, self.vkeys, self.genesis, self.since = place, [*vkeys], genesis, since
        self.findings, self.leaves, self.tile = [], [], functools.lru_cache(4)(self.read_tile)
        self.checkpoint, self.ledger, self.is_public = None, None, False

    def bad(self, why, seq=None, position=None):
        """Notes what is wrong, if anything is."""
        self.findings += [(*str(why).split(" ", 1), seq, position)] if why else []

    def read(self, path, most=256 * (2 + 65_535)):
        """The bytes of a file, hardly more than the largest may have; None when there is none."""
        where = f"{self.place}/{path}"
        try:
            is_web = where.startswith(("http://", "https://"))
            with urllib.request.urlopen(where, timeout=60) if is_web else open(where, "rb") as file:
                return file.read(most + 1)
        except OSError as error:
            is_absent = isinstance(error, (FileNotFoundError, NotADirectoryError))
            if is_absent or getattr(error, "code", None) in (404, 410):
                return None
            raise

    def read_tile(self, kind, index, count):
        """Hashes of a tile or entries of a bundle, of `count`; None when it is not there, [] when damaged."""
        width, groups = min(256, count - 256 * index), [f"{index % 1000:03}"]
        while index := index // 1000:
            groups.insert(0, f"x{index % 1000:03}")
        path, stored, items, at = f"tile/{kind}/" + "/".join(groups), width, [], 0
        data = self.read(f"{path}.p/{width}") if width < 256 else None
        if data is None:  # the full one stands in for a partial one that it replaced
            data, stored = self.read(path), 256
        while data and at < len(data):
            start = at + 2 if kind == "entries" else at
            at = start + (int.from_bytes(data[at:start], "big") if kind == "entries" else 32)
            items.append(data[start:at])
        is_whole = data is not None and at == len(data) and len(items) == stored
        return items[:width] if is_whole else data and []

    def data_at(self, seq):
        """An entry, which must still be the one whose hash was checked."""
        bundle = self.tile("entries", seq // 256, self.checkpoint.size) or []
        if seq % 256 >= len(bundle) or leaf_hash(bundle[seq % 256]) != self.leaves[seq]:
            raise OSError(f"条目{seq}前后不一 / another entry {seq} is served than before")
        return bundle[seq % 256]

    def check(self):
        """All that can be checked; what is wrong is in `findings`."""
        data, attested = self.read("checkpoint"), set()
        if data is None:
            raise FileNotFoundError(2, "E80", f"{self.place}/checkpoint")
        if why := refusal(Checkpoint, data):
            return self.bad(f"E81 检查点不合格式 / the checkpoint is malformed: {why}")
        self.checkpoint = Checkpoint(data)
        size = self.checkpoint.size
        self.bad(self.vkeys and refusal(self.checkpoint.signed_by, self.vkeys))
        first, last = (self.tile("entries", index, size) if size else [] for index in (0, (size - 1) // 256))
        self.is_public = first is None and last is None
        for index in range((size + 255) // 256):
            items = self.tile(0 if self.is_public else "entries", index, size)
            if not items:
                return self.bad("L01 条目缺失或不是完好的条目包 / entries are missing or damaged", 256 * index)
            self.leaves += items if self.is_public else map(leaf_hash, items)
            for data in (data for data in items if b"streams.attested" in data):
                attested |= {*map(int, re.findall(rb'"as_of":([0-9]{1,16})', data))}
        self.check_tree()
        if not self.findings and not self.is_public:
            self.check_entries(attested)

    def check_tree(self):
        """The entries give the root; all tiles are what they give; what was seen is their beginning."""
        level, hashes, since, stated = 0, self.leaves, self.since, self.checkpoint
        is_root = root_of(hashes) == stated.root
        if not is_root:
            self.bad("L04 条目与检查点的根不符 / the entries do not give the checkpoint's root")
        if not hashes or self.genesis and hashes[0] != from_base64(self.genesis):
            self.bad("L03 创世不是所指定的那一条 / the genesis is not the one expected", 0)
        while hashes:
            for first in range(0, len(hashes), 256):
                own, stored = hashes[first : first + 256], self.tile(level, first // 256, len(hashes))
                if not stored:
                    code = "L01" if stored is None else "L04"
                    self.bad(f"{code} 哈希块缺失或长度不对 / tile {level}/{first // 256} is missing or damaged")
                elif own != stored and is_root:
                    why = f"L04 哈希块与条目不符 / tile {level}/{first // 256} is not of the entries"
                    self.bad(why, first << 8 * level)
                elif own != stored and level == 0:
                    seq = first + [*map(bytes.__eq__, own, stored)].index(False)
                    self.bad("L01 条目与其哈希不符：被改动 / the entry does not hash to its leaf", seq)
            hashes = [root_of(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
            level += 1
        if since and since.size > stated.size:
            self.bad("L09 比此前见过的短：被回滚或截断 / shorter than what was seen: rolled back or cut off")
        elif since and since.origin != stated.origin:
            self.bad("L03 此前的检查点属于另一账本 / the checkpoint kept is of another ledger")
        elif since and since.root != root_of(self.leaves[: since.size]):
            self.bad("L04 与此前见过的不同：历史被改写 / not what was seen before: history was rewritten")

    def check_entries(self, attested):
        """Every entry would be accepted again at its place; the checkpoint is signed by the key in force."""
        ledger = self.ledger = Ledger(self.checkpoint.origin, self.data_at, attested)
        for seq in range(len(self.leaves)):
            for why, position in ledger.take(seq, self.data_at(seq)):
                self.bad(why, seq, position)
        if ledger.due:
            self.bad("B01 最后一个批次不完整 / the last batch is not whole", len(self.leaves) - 1)
        for stated, others in ((self.checkpoint, []), (self.since, self.vkeys)):
            self.bad(stated and refusal(stated.signed_by, others + ledger.keys.of_checkpoint(stated.size)))

# ---- Proof files that need no ledger: format.md 9

Pins = collections.namedtuple("Pins", "vkeys genesis")  # what was got elsewhere than from the proof
ENTRY_PROOF = re.compile(
    r"(?s)c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,18})\n"
    r"((?:[^\n]{44}\n){0,64})\n(.+)"
)
EXTRA = re.compile(rb"(?s)(?:taizhang/event/v1 (0|[1-9][0-9]{0,17})\n)?(?!taizhang/event/)(.+)")
is_path = lambda path: fits(path, [lambda hash: from_base64(hash, 32)]) and len(path) <= 63
is_bytes = lambda value: from_base64(value) is not None
LINES = {  # the kinds of lines
    "checkpoint": {"checkpoint": is_bytes}, "entry": {"entry": is_bytes, "path": is_path, "seq": between(0)},
    "stream": {"count": between(0), "head": DIGEST, "index": between(0), "path": is_path, "ref": REFERENCE},
    "growth": {"path": is_path},
}
CLAIM = {"proof": TEXT, "attested": rf"{NUMBER}\.{NUMBER}"}
PROOFS = {  # the kinds of proofs: the header's names, and the lines that follow by their first letters
    "consistency": ({"proof": TEXT}, "ccg"), "view": ({**CLAIM, "view": TEXT}, "cee"),
    "subject": ({**CLAIM, "subject": REFERENCE}, "ceese*"),
    "absence": ({**CLAIM, "subject": REFERENCE}, "cees?s?"),
}

def read_entry_proof(data):
    """Index, path, extra data and the bytes of the checkpoint of a tlog-proof (9.1)."""
    with hostile(why_not := "proof.form 不是证明文件 / not a proof file", Malformed):
        match = ENTRY_PROOF.fullmatch(data.decode("latin-1"))  # byte for byte
        path = [from_base64(line, 32) for line in match[3].split("\n")[:-1]]
        need(None not in [*path, from_base64(match[1] or "")], why_not)
        return int(match[2]), path, from_base64(match[1] or ""), data[match.start(4) :]

def check_entry_proof(data, pins):
    """9.1: one entry, or one event of it, is in the log. Gives it, the extra data, the checkpoint's bytes."""
    index, path, extra, checkpoint = read_entry_proof(data)
    form, stated = EXTRA.fullmatch(extra), Checkpoint(checkpoint).signed_by(pins.vkeys)
    if not form:
        raise Malformed("proof.form 证明中没有条目 / the proof carries no entry")
    entry = included({"seq": index, "entry": form[2], "path": path}, stated, pins.genesis)
    need(int(form[1] or 0) < len(entry.events), "proof 条目没有这个事件 / the entry has no such event")
    return entry, extra, checkpoint

def included(item, stated, genesis):
    """The entry of a line: in the log at its place, meant for this ledger, under its signers' lines alone."""
    check_inclusion(leaf_hash(item["entry"]), item["seq"], stated.size, stated.root, item["path"])
    entry = Entry(item["seq"], item["entry"])
    named = entry.header.get("genesis") if entry.seq else to_base64(entry.leaf)
    is_own = named and named == (genesis or named) and ("genesis" in entry.header) == (entry.seq > 0)
    need(is_own and entry.header["ledger"] == stated.origin, "T11 条目属于另一本账 / the entry is of another ledger")
    need([line[0] for line in entry.lines] == entry.signers, "K02 签名行有增减 / a line was added or removed")
    return entry

def read_proof(data):
    """Header and lines of a proof file (9.2), of which the form alone is checked."""
    with hostile(why_not := "proof.form 不是证明文件 / not a proof file", Malformed):
        magic, *lines, end = data.split(b"\n")
        header, *items = map(parse_json, lines)
        names, order = PROOFS[header["proof"]]
        kinds = "".join(next((kind for kind in LINES if fits(item, LINES[kind])), "?")[0] for item in items)
        need(magic == b"taizhang/proof/v1" and end == b"" and fits(header, names), why_not)
        need(re.fullmatch(order, kinds), why_not)
        for item in items:
            item.update({name: from_base64(item[name]) for name in ("checkpoint", "entry") if name in item})
            item["path"] = [*map(from_base64, item.get("path", []))]
        return header, items

def check_proof(data, pins):
    """What a proof file proves, in words."""
    if data.startswith(b"c2sp.org/tlog-proof"):
        entry = check_entry_proof(data, pins)[0]
        told = ", ".join(f"{event['type']} {event['subject']}" for event in entry.events)
        return f"第{entry.seq}条在账中；签名未核对 / entry {entry.seq} is in the log, its signatures unchecked: {told}"
    header, items = read_proof(data)
    stated = Checkpoint(items[0]["checkpoint"]).signed_by(pins.vkeys)
    if header["proof"] == "consistency":
        newer = Checkpoint(items[1]["checkpoint"]).signed_by(pins.vkeys)
        need(newer.origin == stated.origin, "L03 两个检查点不属于同一账本 / the checkpoints are of two ledgers")
        check_growth(stated.size, stated.root, newer.size, newer.root, items[2]["path"])
        return f"前{stated.size}条原样未动 / the first {stated.size} entries are the same among {newer.size}"
    with hostile("L06 证明的内容不合格式 / the attestation is malformed"):
        claim, genesis = check_claim(header, items, stated, pins)
        if header["proof"] == "subject":
            check_subject(header["subject"], items, stated, claim, genesis)
        elif header["proof"] == "absence":
            check_absence(header["subject"], items[3:], claim)
        else:
            need(claim["view"] == header["view"], "L06 证明的是另一视图 / it attests another view")
        return (f"{header['proof']} {header.get('subject', claim)}: 前{claim['as_of']}条，前提是账本所签属实 / "
                f"as of {claim['as_of']} entries, if what the ledger attested is honest")

def check_claim(header, items, stated, pins):
    """9.3, steps 3 to 5: the genesis, and the event by which the ledger signed the claim."""
    genesis = included(items[1], stated, pins.genesis)
    event, own = genesis.events[0], to_base64(genesis.leaf)
    is_first = genesis.seq == 0 and len(genesis.events) == 1 and event["type"] == "ledger.genesis"
    is_named = is_first and event["data"]["origin"] == stated.origin
    need(is_named, "L03 创世不符 / the genesis is not the one expected")
    entry, key = included(items[2], stated, own), Key(event["data"]["ledger_vkey"])
    seq, position = map(int, header["attested"].split("."))
    wanted = "view.attested" if header["proof"] == "view" else "streams.attested"
    is_there = entry.seq == seq and position < len(entry.events) and entry.events[position]["type"] == wanted
    need(is_there, "L06 没有所称的证明事件 / there is no such attestation")
    claims = [line[2] for line in entry.lines if line[:2] == ("ledger", key.id)]
    is_signed = claims and key.verifies(claims[0], entry.text)
    need(is_signed, "K01 账本没有签署这个证明 / the ledger did not sign the attestation")
    claim = entry.events[position]["data"]
    need(between(0, seq)(claim["as_of"]), "L06 所证在它之后 / it attests what comes after it")
    return claim, own

def check_stream(item, claim):
    """A subject's line is under the attested root."""
    line = f"{item['ref']}\n{item['count']}\n{item['head']}\n".encode()
    need(item["count"], "L06 空链不在其中 / an empty chain is not attested")
    root = from_base64(claim["root"])
    check_inclusion(leaf_hash(line), item["index"], claim["subjects"], root, item["path"])

def check_subject(subject, items, stated, claim, genesis):
    """9.4: for the first `as_of` entries these are all events of the subject."""
    stream, chain, previous = items[3], None, -1
    for item in items[4:]:
        entry = included(item, stated, genesis)
        places = [position for ref, position in entry.links() if ref == subject]
        need(entry.seq > previous and places, "L06 条目次序不对或无关 / entries out of order, or not the subject's")
        previous = entry.seq
        for position in places if entry.seq < claim["as_of"] else ():
            chain = extended(subject, chain, entry.leaf, position)
    stated = (stream["ref"], stream["count"], stream["head"])
    is_all = chain and stated == (subject, chain[0], chain[1].hex())
    need(is_all, "L06 不是该对象的全部事件 / these are not all the subject's events")
    check_stream(stream, claim)

def check_absence(subject, streams, claim):
    """9.5: no such subject: nothing stands between the line before it and the line after it."""
    for item in streams:
        check_stream(item, claim)
    before = [item["index"] for item in streams if item["ref"].encode() < subject.encode()]
    after = [item["index"] for item in streams if item["ref"].encode() > subject.encode()]
    are_neighbours = (before or [-1])[0] + 1 == (after or [claim["subjects"]])[0]
    is_told = before[:1] + after[:1] == [item["index"] for item in streams]
    need(are_neighbours and is_told, "L06 不能证明没有该对象 / absence is not proved")
    need(streams or claim["root"] == to_base64(root_of([])), "L06 空账的根不对 / not the root of no subjects")

# ---- Evidence packs: format.md 10

MEMBERS = ("README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries/", "proofs/",
           "keys.json", "openings.jsonl", "evidence/", "SHA256SUMS")  # in this order, those of a folder by name
SEQ = "(?:[0-9]{12}|[1-9][0-9]{12,18})"
IN_FOLDER = re.compile(rf"entries/{SEQ}\.entry|proofs/{SEQ}\.proof|evidence/{DIGEST}\.[a-z0-9]{{1,5}}")
ENDINGS = {  # 10: of evidence files, by media type; .bin for any other
    "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic", "image/gif": ".gif", "image/webp": ".webp",
    "image/tiff": ".tif", "video/mp4": ".mp4", "video/quicktime": ".mov", "audio/mpeg": ".mp3", "audio/mp4": ".m4a",
    "audio/wav": ".wav", "audio/amr": ".amr", "application/pdf": ".pdf", "application/ofd": ".ofd",
    "text/plain": ".txt", "text/csv": ".csv", "application/msword": ".doc", "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
OPENING = {"field": TEXT, "r": lambda text: from_base64(text, 32), "ref": TEXT, "value": TEXT}
FOUR_PROPERTIES = {  # 10.1: what is checked, and by which member
    "authenticity":
        {"signatures": "keys.json", "inclusion": "proofs/", "ledger": "entries/000000000000.entry"},
    "integrity":
        {"completeness": "subject.proof", "digests": "SHA256SUMS", "evidence_present": "metadata.json"},
    "security": {"sealed": "entries/", "disclosed": "openings.jsonl"},
    "usability": {"formats": "metadata.json", "by_hand": "README.txt"},
}

def zipped(members, moment):
    """The one ZIP file that a pack with these members is: no byte of it is left to whoever writes it."""
    files, directory, at = [], [], 0
    for name, content in members.items():
        sizes = binascii.crc32(content), len(content), len(content), len(name), 0
        about = struct.pack("<HHH4sIIIHH", 10, 0, 0, moment, *sizes)
        files += [b"PK\3\4", about, name.encode(), content]
        more = struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at)
        directory += [b"PK\1\2\x3f\3", about, more, name.encode()]
        at += 30 + len(name) + len(content)
    size = sum(map(len, directory))
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(members), len(members), size, at, 0)
    return b"".join([*files, *directory, end])

def dos_time(entry):
    """An entry's stamp as ZIP files tell time: two seconds are the finest, 1980 is the first year."""
    year, month, day, hour, minute, second = map(int, re.findall(rb"[0-9]+", entry[18:42])[:6])
    year = min(max(year, 1980), 2107) - 1980
    return struct.pack("<HH", hour << 11 | minute << 5 | second // 2, year << 9 | month << 5 | day)

def read_members(data):
    """Name → bytes. What is no such pack, to the byte, is refused before anything of it is believed."""
    members, at = {}, 0
    with hostile(why_not := "pack 不是证据包，或被改动 / not an evidence pack, or not as one is written", Malformed):
        while data[at : at + 4] == b"PK\3\4":
            size, length = (int.from_bytes(data[at + of : at + to], "little") for of, to in ((22, 26), (26, 28)))
            at += 30 + length
            members[data[at - length : at].decode("ascii")] = data[at : at + size]
            at += size
        place = lambda name: (MEMBERS.index(name[: name.find("/") + 1] or name), name)
        is_ordered = [*members] == sorted(members, key=place)
        is_named = all(IN_FOLDER.fullmatch(name) for name in members if "/" in name)
        is_whole = {name for name in MEMBERS if name[-1] != "/"} <= {*members, "openings.jsonl"}
        is_small = len(members) < 0xFFFF and sum(map(len, members.values())) <= 1 << 30
        need(is_ordered and is_named and is_whole and is_small, why_not)
        need(zipped(members, data[10:14]) == data, why_not)
    return members

def check_pack(data, pins):
    """What the pack proves, in words."""
    members = read_members(data)
    digests = {name: sha256(content).hex() for name, content in members.items() if name != "SHA256SUMS"}
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    need(members["SHA256SUMS"] == sums.encode(), "pack.sums 与SHA256SUMS不符 / a member differs from SHA256SUMS")
    said, proof = check_proof(members["subject.proof"], pins), members["subject.proof"]
    with hostile("pack 内容不合格式 / the contents are malformed"):
        header, items = read_proof(proof) if proof.startswith(b"taizhang/") else ({"proof": "entry"}, [])
        need(header["proof"] == "subject", "pack.subject 不是对象证明 / subject.proof is no proof of a subject")
        if dos_time(items[2]["entry"]) != data[10:14]:
            raise Malformed("pack 文件时间不是认证的时间 / the members' time is not that of the attestation")
        note, entries = members["checkpoint.note"], {}
        need(items[0]["checkpoint"] == note, "pack.subject 检查点不符 / subject.proof has another checkpoint")
        for name in (name for name in members if name.startswith("proofs/")):
            entry, *found = check_entry_proof(members[name], pins)
            is_same = found == [members.get(f"entries/{entry.seq:012}.entry"), note]
            is_own = name == f"proofs/{entry.seq:012}.proof"
            need(is_same and is_own, f"pack.proofs {name}与条目不符 / {name} disagrees with entry or checkpoint")
            entries[entry.seq] = entry
        count = sum(name.startswith("entries/") for name in members)
        is_same = all(leaf_hash(item["entry"]) == entries[item["seq"]].leaf for item in [items[1], *items[4:]])
        need(is_same and count == len(entries), "pack.entries 条目不符 / entries differ, or have no proof")
        story = [entries[item["seq"]] for item in items[4:]]
        check_keys(members["keys.json"], story, [entries[seq] for seq in sorted(entries)])
        check_metadata(members, digests, header, items, story)
    return (f"{said}; {len(entries)}条的签名、证明、摘要都相符 / signatures, proofs and digests of all {len(entries)} entries agree; "
            "未证明：登记人当时确有此职，包外没有吊销 / not proved: that registrars held that duty, that nothing outside revokes")

def check_keys(stated, story, entries):
    """10.2: all are signed by keys which entries before them registered, and those likewise, up to the genesis."""
    keys, stamp, own, chosen, holders = Keys(), 0, {entry.seq for entry in story}, story, None
    while holders != (signers := {signer for entry in chosen for signer in entry.signers}):
        holders = signers
        chosen = [entry for entry in entries if entry.seq in own or is_about_keys(entry, holders)]
    need(chosen == entries, "pack.entries 有无关的条目 / there is an entry that does not belong here")
    for entry in entries:
        need(entry.stamp >= stamp, "L05 记录时间倒退 / the stamp goes back")
        stamp = entry.stamp
        if entry.seq:  # the genesis brings its own keys
            keys.check_signatures(entry)
        for event in entry.events:
            kind, ref = event["type"], event["subject"]
            is_vouched = kind != "key.registered" or {*entry.signers} - {ref, "ledger"}
            need(is_vouched, "K20 须由另一登记员签名 / another registrar must sign it")
            if kind != "key.revoked" or ref in holders:  # of others' keys the registration is not at hand
                keys.follow(entry, *keys.judge(entry, event), event["data"].get("valid_to"))
        if not entry.seq:
            keys.check_signatures(entry)
    def row(held):
        about = {"registered": held.since, "revoked": held.revoked, "valid_to": held.valid_to}
        return {"vkey": held.key.text, **{name: value for name, value in about.items() if value is not None}}
    history = {
        "checkpoint": [{"since": held.since, "vkey": held.key.text} for held in keys.of[None]],
        "ledger": keys.of["ledger"][0].key.text,
        "signers": [{"holder": holder, "keys": [*map(row, keys.of[holder])]} for holder in sorted(holders)],
    }
    is_true = stated.decode() == to_json(history, sort=True) + "\n"
    need(is_true, "pack.keys keys.json与条目不符 / keys.json is not what the entries say")

def is_about_keys(entry, holders):
    """Whether an entry says something of the ledger's own keys, or of those of the holders."""
    return any(event["type"] in ("ledger.genesis", "ledger.key_rotated")
               or event["type"] in ("key.registered", "key.revoked") and event["subject"] in holders
               for event in entry.events)

def sealed(value, path=()):
    """Every sealed value inside: its commitment, and its field's path with dots."""
    if isinstance(value, dict) and [*value] == ["c"] and isinstance(value["c"], str):
        yield value["c"], ".".join(path)
    elif isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from sealed(inner, (*path, str(name)))

def check_openings(data, events):
    """6.3: an opening counts where its commitment stands: in an event about its ref, at its field."""
    states = lambda event: event["data"].get("fields") if "corrects" in event else event["data"]
    places = {(event["subject"], *place) for event in events for place in sealed(states(event))}
    openings = [parse_json(line) for line in data.split(b"\n")[:-1]]
    for one in openings:
        need(fits(one, OPENING), "pack.openings 不合格式 / an opening is malformed")
        message = f"taizhang/pii/v1\n{one['ref']}\n{one['field']}\n{one['value']}".encode()
        commitment = to_base64(hmac.digest(from_base64(one["r"]), message, "sha256"))
        is_true = (one["ref"], commitment, one["field"]) in places
        need(is_true, "pack.openings 披露的内容与承诺不符 / a disclosed value matches no commitment at its place")
    lines = sorted({to_json(one, sort=True).encode() + b"\n" for one in openings})
    need(data == b"".join(lines), "pack.openings 次序或写法不对 / openings are out of order, or spelled otherwise")
    return openings

def check_metadata(members, digests, header, items, story):
    """10.1: openings match commitments, evidence is what events name, metadata.json what follows."""
    events = [event for entry in story for event in entry.events if header["subject"] in links(event)]
    openings = check_openings(members.get("openings.jsonl", b""), events)
    need(openings or "openings.jsonl" not in members, "pack.openings 没有内容 / openings.jsonl holds nothing")
    named = [piece for event in events for piece in event.get("evidence", [])]
    pieces = {piece["sha256"]: piece for piece in reversed(named)}  # of a file named twice, the first counts
    place = lambda piece: f"evidence/{piece['sha256']}{ENDINGS.get(piece['media'], '.bin')}"
    places = {place(piece): piece["sha256"] for piece in pieces.values()}
    for name in (name for name in digests if name.startswith("evidence/")):
        is_true = places.get(name) == digests[name]
        need(is_true, f"L08 {name}被改动或无人引用 / {name} was altered, or none of the events names it")
    evidence = [{**{name: pieces[digest][name] for name in ("kind", "media", "sha256")},
                 "present": place(pieces[digest]) in members} for digest in sorted(pieces)]
    checkpoint, (seq, position) = Checkpoint(members["checkpoint.note"]), header["attested"].split(".")
    claim = Entry(int(seq), items[2]["entry"]).events[int(position)]["data"]
    is_ok = lambda id: id != "evidence_present" or all(piece["present"] for piece in evidence)
    metadata = {
        "format": "taizhang/pack/v1", "origin": checkpoint.origin, "size": checkpoint.size,
        "subject": header["subject"], "genesis": to_base64(leaf_hash(items[1]["entry"])),
        "purpose": Entry(0, items[1]["entry"]).events[0]["data"]["purpose"],
        "entries": len(story), "events": len(events), "evidence": evidence, "as_of": claim["as_of"],
        "attested_at": items[2]["entry"][18:42].decode(),
        "disclosed": [{"field": one["field"], "ref": one["ref"]} for one in openings],
        "four_properties": {
            name: {"checks": [{"id": id, "member": member, "ok": is_ok(id)} for id, member in checks.items()]}
            for name, checks in FOUR_PROPERTIES.items()
        },
    }
    is_true = members["metadata.json"].decode() == to_json(metadata, sort=True) + "\n"
    need(is_true, "pack.metadata metadata.json与证明不符 / metadata.json is not what follows from the rest")

# ---- The command line: exit statuses as in specs/cli.md

def options_of(arguments):
    main = argparse.ArgumentParser(description="台账独立核验器 / an independent checker of Taizhang ledgers",
        epilog="退出码 exit: 0 成立 holds, 1 只核对了哈希 hashes only, 2 不成立 broken, 64 用法 usage, 65, 66, 74")
    main.add_argument("what", choices=("log", "proof", "pack"), help="已发布的日志、证明文件、证据包")
    main.add_argument("path", metavar="DIR|URL|FILE")
    main.add_argument("--vkey", action="append", default=[], metavar="KEY", help="检查点公钥 / the checkpoint key")
    main.add_argument("--genesis", metavar="HASH", help="创世哈希 / the genesis hash, base64")
    main.add_argument("--since", metavar="FILE", help="log: 此前保存的检查点 / a checkpoint kept from before")
    main.add_argument("--funds", action="store_true", help="log: 各资金余额 / the fund lines, a JSON object each")
    main.add_argument("--problems", action="store_true", help="log: 已销号问题及签字 / the closed problems likewise")
    main.add_argument("--json", action="store_true", help="log: 以JSON报告 / report as JSON")
    return main.parse_args(arguments)

def read(path):
    with open(path, "rb") as file:
        return file.read()

def say(text, file=None):
    """Prints; what would move a terminal's cursor is not printed as it is."""
    print(re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "?", str(text)), file=file or sys.stdout)

def run_log(options, pins, since):
    began, log = time.monotonic(), Log(options.path.rstrip("/"), pins.vkeys, pins.genesis, since)
    log.check()
    told, checkpoint, findings = log.ledger or Ledger("", None, ()), log.checkpoint, []
    if log.is_public:
        say("L01 没有发布条目，只核对了哈希 / no entries are published: hashes only were checked", sys.stderr)
    for code, words, seq, position in log.findings:
        place = {} if seq is None else {"seq": seq}
        place |= {} if position is None else {"event": f"{seq}.{position}"}
        findings.append({"code": code, "severity": "error", **place, "message": words})
        if len(findings) <= 200:
            say(f"{code} {place.get('event', place.get('seq', ''))} {words}", sys.stderr)
    report = {
        "ok": not findings, "origin": checkpoint.origin if checkpoint else "",
        **({"purpose": told.keys.purpose} if told.keys.purpose else {}),
        "size": checkpoint.size if checkpoint else 0, "root": to_base64(root_of(log.leaves)),
        "events": told.events, "signatures": told.signatures,
        "seconds": round(time.monotonic() - began, 3), "findings": findings,
    }
    rows = [told.money.rows()] * options.funds + [told.problems.rows()] * options.problems
    for row in [report] if options.json else itertools.chain(*rows) if not findings else ():
        say(to_json(row))
    if not options.json and not rows:
        if told.keys.purpose == "test":
            say("【测试账本】时间可任意指定，不作凭据 / TEST LEDGER: its clock is whatever was supplied")
        say("{origin}: {size}条 entries, {events}个事件 events, {signatures}个签名 signatures".format(**report))
        say(f"根 root {report['root']}")
        say("不成立：被改动、截断、回滚或伪造 / it does not hold" if findings else "成立 / it holds")
    return 2 if findings else 1 if log.is_public else 0

def pins_of(options):
    """What was got elsewhere, and the checkpoint kept from before."""
    texts = [text if "+" in text else read(text).decode("utf-8", "replace").strip() for text in options.vkey]
    is_hash = options.genesis is None or from_base64(options.genesis, 32)
    need(is_hash, "E24 创世哈希应为44个base64字符 / the genesis hash is 44 characters of base64")
    need(texts or options.what == "log", "E24 请用--vkey给出检查点公钥 / give the checkpoint key with --vkey")
    if not texts or not options.genesis:
        say("未给公钥或创世哈希：只证明自洽 / without key and genesis: consistent with itself", sys.stderr)
    since = Checkpoint(read(options.since)) if options.since else None
    return Pins([*map(Key, texts)], options.genesis), since

def main(arguments=None):
    try:
        options = options_of(arguments)
        with hostile(kind=Malformed):
            pins, since = pins_of(options)
        if options.what == "log":
            return run_log(options, pins, since)
        say((check_proof if options.what == "proof" else check_pack)(read(options.path), pins))
        return 0
    except SystemExit as exit:
        return 64 if exit.code else 0
    except (Malformed, Refused) as why:
        say(why, sys.stderr)
        return 65 if isinstance(why, Malformed) else 2
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        say(f"读不到 / cannot be read: {error}", sys.stderr)
        return 66 if isinstance(error, FileNotFoundError) else 74

if __name__ == "__main__":
    sys.exit(main())
