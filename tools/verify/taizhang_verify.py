#!/usr/bin/env python3
"""An independent checker of Taizhang (台账) ledgers. 台账独立核验器。

Python 3.11, its standard library and `cryptography`; written from specs/format.md, whose sections the headings name.
It shares nothing with the program that keeps the ledger, so that one mistake cannot hide in both. From top to bottom:
trees, keys and notes, strict JSON, entries; what entries tell (who may sign, money, duties, signing off); then what
can be checked: a published log, a proof file, an evidence pack. A rule is a line `need(what must hold, why not)`.
Get the key and the genesis hash from somewhere else than the ledger: paper, a newspaper, another county.
"""
import argparse, base64, collections, contextlib, datetime, functools, hashlib, hmac, http.client, io, itertools
import json, re, sys, time, types, urllib.request, zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

class Refused(Exception):
    """It does not hold: a code and a sentence, Chinese first. Exit status 2."""

class Malformed(Exception):
    """It is not of the form it should have, or newer than this checker: nothing can be said. Exit status 65."""

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
    """RFC 6962, 2.1.1 and 2.1.2: `node` ends the first `count` of `size` leaves. The roots of those, and of all."""
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

class Note:
    """A text with signature lines under it: `lines` of (name, key id, signature)."""
    LINE = re.compile(r"\u2014 ([^\s+]+) (\S+)")

    def __init__(self, data):
        whole = data.decode("utf-8", "replace")
        text, blank, block = whole.rpartition("\n\n")
        is_plain = whole.encode() == data and not re.search(rb"[\x00-\x09\x0b-\x1f]", data)
        lines = [self.LINE.fullmatch(line) for line in block.split("\n")[:-1]]
        blobs = [from_base64(line[2]) or b"" for line in lines if line]
        is_signed = blank and block[-1:] == "\n" and all(lines) and len(lines) <= 100 and min(map(len, blobs)) > 4
        need(is_plain and is_signed, "T07 不是签名文书 / not a signed note")
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
        """Itself, if one of these keys signed it in the log's name, and no line in the name of one is false."""
        claims = [(key, line[2]) for line in self.lines for key in keys if (key.name, key.id) == line[:2]]
        is_true = all(key.verifies(signature, self.text) for key, signature in claims)
        is_signed = is_true and any(key.name == self.origin for key, _ in claims)
        need(is_signed, "L04 检查点没有所求密钥的签名 / the checkpoint is not signed by the key asked for")
        return self

# ---- Strict JSON: format.md 1.1; RFC 7493

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# What prints as nothing or reorders what a person sees: DEL and C1, byte order mark, bidi controls, noncharacters,
# surrogates. (The standard parser itself refuses unescaped controls below U+0020.)
FORBIDDEN = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ud800-\udfff"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]"
)

def to_json(value, sort=False):
    return json.dumps(value, ensure_ascii=False, sort_keys=sort, separators=(",", ":"))

def parse_json(line):
    """The object on a line that no two readers can read in two ways. It is what the standard parser reads; written
    again, the frame (all but what strings hold) is the same: no space, no name twice, no number spelled otherwise."""
    with hostile(why_not := "T03 不是合格的JSON行 / not a line of strict JSON"):
        text = line.decode()
        frame = STRING.sub('""', text)
        depth = itertools.accumulate(1 if bracket in "{[" else -1 for bracket in re.findall(r"[][{}]", frame))
        is_huge = any(len(digits) > 16 or int(digits) >= 1 << 53 for digits in re.findall("[0-9]{16,}", frame))
        need(max(depth) <= 16 and not is_huge and not re.search("null|[0-9][.eE]|N|I", frame), why_not)
        value = json.loads(text)
        again = to_json(value)
        need(text[0] == "{" and STRING.sub('""', again) == frame and not FORBIDDEN.search(again), why_not)
    return value

# ---- Times and shapes: format.md 1.2, 1.4

DAY, CLOCK = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "([01][0-9]|2[0-3]):[0-5][0-9]"
INSTANT = rf"{DAY}T{CLOCK}:[0-5][0-9](\.[0-9]{{1,3}})?(Z|[+-]{CLOCK})"
REFERENCE = r"ledger|(?=.{1,80}\Z)[a-z]+-[A-Za-z0-9._-]+"
ULID, NUMBER, DIGEST, TEXT = "[0-7][0-9A-HJKMNP-TV-Z]{25}", "(?:0|[1-9][0-9]{0,17})", "[0-9a-f]{64}", "(?s:.*)"
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
    """Whether a value has a shape: a pattern of texts, a type, a test, a list of one shape, or names with theirs."""
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and not misfits(value, shape)
    return isinstance(value, shape) if isinstance(shape, type) else shape(value)

def misfits(value, shape):
    """What is wrong with an object: T04 an unknown name, T05 a missing one (`?`: it may be missing), T06 a value."""
    inner = {name.rstrip("?"): test for name, test in shape.items()}
    wrong = [f"T04 没有字段{name} / there is no field {name}" for name in value if name not in inner]
    wrong += [f"T05 缺少{name} / {name} is missing" for name in inner if name in shape and name not in value]
    known = [name for name in value if name in inner]
    return wrong + [f"T06 {name}不合格式 / {name} is malformed" for name in known if not fits(value[name], inner[name])]

# ---- Transactions and entries: format.md 1, 2

HEADER = {
    "ledger": ".+", "genesis?": ".{44}", "tx": ULID, "at": lambda at: fits(at, INSTANT) and span(at),
    "signers": lambda who: fits(who, [REFERENCE]) and 1 <= len(who) <= 16 and len(set(who)) == len(who),
    "expect?": lambda all_seen: isinstance(all_seen, dict) and all(
        fits(ref, REFERENCE) and fits(seen, list) and fits(seen[:1], [between(0)]) and fits(seen[1:], [".{44}"])
        and len(seen) in (1, 2) for ref, seen in all_seen.items()),
    "batch?": lambda one: fits(one, {"id": ULID, "part": between(1), "of": between(1)}) and one["part"] <= one["of"],
    "device?": sized(1, 100), "late_reason?": sized(1, 1 << 20),
}
EVENT = {
    "type": TEXT, "subject": REFERENCE, "time": span, "data": dict, "by?": REFERENCE, "place?": "[0-9]{12}",
    "basis?": "own|entered|paper|migrated", "corrects?": rf"{ULID}\.{NUMBER}", "voids?": rf"{ULID}\.{NUMBER}",
    "refs?": lambda refs: fits(refs, [REFERENCE]) and all(left < right for left, right in zip(refs, refs[1:])),
    "src?": {"file": TEXT, "sheet?": TEXT, "row": between(1), "key?": TEXT},
    "evidence?": [{"sha256": DIGEST, "media": sized(0, 100), "kind": TEXT, "captured?": span, "source?": REFERENCE,
                   "geo?": {"lat_e7": between(-9 * 10**8, 9 * 10**8), "lon_e7": between(-18 * 10**8, 18 * 10**8)}}],
}

def read_transaction(text):
    """Header and events of the text that people signed."""
    magic, *lines = text.split(b"\n")
    need(magic == b"taizhang/tx/v1" and lines and not lines.pop(), "T01 不是事务 / not a transaction")
    header, *events = map(parse_json, lines or [b"{}"])
    need(events, "T02 没有事件 / there is no event")
    for wrong in (misfits(header, HEADER), *(misfits(event, EVENT) for event in events)):
        need(not wrong, *wrong[:1] or [""])
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
        self.seq, self.leaf, self.stamp, self.stamp_text = seq, leaf_hash(data), stamp[0], match[1].decode()
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

class Keys:
    """Every key that anyone ever had, and those of checkpoints (of None), as the entries tell."""
    LEDGER_ONLY = ("ledger.rules_adopted", "ledger.catalogue_part", "streams.attested", "view.attested")

    def __init__(self):
        self.of, self.public = collections.defaultdict(list), set()
        self.origin = self.founder = self.genesis = None

    def of_checkpoint(self, size):
        """The key in force at entry size − 1, which signs the checkpoint over `size` entries."""
        return [held.key for held in self.of[None] if held.since < max(1, size) - 1][-1:]

    def good(self, holder, entry):
        """Registered before the entry (the genesis brings its own), not revoked before it, not past their last day."""
        is_held = lambda held: held.since < max(1, entry.seq) and (held.revoked is None or entry.seq < held.revoked)
        is_timely = lambda held: held.valid_to is None or entry.stamp <= span(held.valid_to)[1]
        return [held for held in self.of[holder] if is_held(held) and is_timely(held)]

    def check_signatures(self, entry):
        """Exactly one verifying line per signer, in the header's order, and no other line."""
        need(len(entry.lines) == len(entry.signers), "K02 签名行有增减 / a signature line was added or removed")
        for signer, (name, key_id, signature) in zip(entry.signers, entry.lines):
            need(name == signer, f"K03 此处应为{signer}的签名 / this must be the line of {signer}")
            named = [held for held in self.of[signer] if held.key.id == key_id]
            need(named, f"K04 {signer}没有登记这把密钥 / {signer} has no such key")
            is_good = any(held in self.good(signer, entry) for held in named)
            need(is_good, f"S14 {signer}的密钥已吊销或到期 / the key of {signer} was revoked or has expired")
            is_true = named[0].key.verifies(signature, entry.text)
            need(is_true, f"K01 {signer}的签名与内容不符 / the signature of {signer} does not match")

    def judge(self, entry, event):
        """What the rules say of an event about keys, before it is followed."""
        kind, data, signers, founder = event["type"], event["data"], entry.signers, event["data"].get("founder")
        may = signers[0] != "ledger" or kind.startswith(("ledger.", "import.")) or kind in self.LEDGER_ONLY
        need(may, "K08 账本密钥不得签署此类事件 / this is not for the ledger's own key")
        need("ledger" in signers or kind not in self.LEDGER_ONLY, "K08 须由账本签署 / the ledger must sign this")
        brought = []  # name that the key must have, key, and what proves that its secret is held: proof and scope
        if kind == "ledger.genesis":
            is_first = entry.seq == 0 and len(entry.events) == 1 and signers == [founder, "ledger"]
            is_named = data["origin"] == entry.header["ledger"] and data["purpose"] in ("production", "test")
            need(is_first and is_named, "K11 不是合格的创世 / not a lawful genesis")
            brought = [("ledger", data["ledger_vkey"]), (founder, data["founder_vkey"])]
            brought.append((data["origin"], data["vkey"], data["vkey_proof"], data["origin"]))
        elif kind == "ledger.key_rotated":
            need(signers == ["ledger", self.founder], "K09 须账本、创建人先后签署 / ledger and founder must sign it")
            brought = [(self.origin, data["vkey"], data["proof"], self.genesis)]
        elif kind == "key.registered":
            need(event["subject"] != "ledger", "K08 账本密钥不能这样登记 / the ledger's own key is not registered so")
            brought = [(event["subject"], data["vkey"], data["proof"], self.genesis)]
        elif kind == "key.revoked":
            named = self.named(event["subject"], data["key"])
            need(named, "K04 没有这把密钥 / there is no such key")
            need(named[0].revoked is None, "K10 这把密钥早已吊销 / the key was revoked before")
        for name, text, *proof in brought:
            key, message = Key(text), f"taizhang/key/v1\n{proof[1] if proof else 0}\n{text}\n".encode()
            need(key.name == name, f"K07 公钥的名称应为{name} / the key must be named {name}")
            need(key.public not in self.public, "K05 公钥已登记过 / this public key was registered before")
            has_secret = not proof or key.verifies(from_base64(proof[0]), message)
            need(has_secret, "K06 密钥持有证明不成立 / the proof that the secret is held is false")
            self.public.add(key.public)

    def follow(self, entry, event, registrars=0):
        kind, data, holder = event["type"], event["data"], event["subject"]
        if kind == "ledger.genesis":
            self.origin, self.founder, self.genesis = data["origin"], data["founder"], to_base64(entry.leaf)
            for holder, field, since in ((None, "vkey", -1), ("ledger", "ledger_vkey", 0), (self.founder, "founder_vkey", 0)):
                self.hold(holder, data[field], since)
        elif kind in ("ledger.key_rotated", "key.registered"):
            holder = None if kind == "ledger.key_rotated" else holder
            self.hold(holder, data["vkey"], entry.seq, data.get("valid_to"), registrars)
        elif kind == "key.revoked":
            self.named(holder, data["key"])[0].revoked = entry.seq

    def hold(self, holder, text, since, valid_to=None, registrars=0):
        about = {"since": since, "valid_to": valid_to, "registrars": registrars, "revoked": None}
        self.of[holder].append(types.SimpleNamespace(key=Key(text), **about))

    def named(self, holder, text):
        return [held for held in self.of[holder] if f"{held.key.text}+".startswith(text + "+")]

# ---- Money, recomputed: nothing is spent that is not there. Integers of fen.

# What each step adds to and takes from the columns of a fund line (`line`), of an allocation (`own`), of where it
# goes (`to`). A payment's are named by its state and the step: what is not here is not possible.
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

class Money:
    """What every fund line and allocation has. `line_of` tells the fund line of each; of a fund line it is itself."""
    def __init__(self):
        self.fen, self.line_of, self.payments, self.frozen = collections.Counter(), {}, {}, set()

    def move(self, rule, fen, **who):
        for sign, holder, column in re.findall(r"([+-])(\w+)\.(\w+)", MOVES[rule]):
            place, change = (who[holder], column), fen if sign == "+" else -fen
            is_there = column != "available" or change > 0 or self.fen[place] + change >= 0
            need(is_there, f"{SHORT.get(rule)} {place[0]}余额不足 / {place[0]} has not that much")
            self.fen[place] += change

    def take(self, event, doer):
        (family, _, step), ref, data = event["type"].partition("."), event["subject"], event["data"]
        if family not in ("fund", "disbursement") or step == "lines_added":
            return
        fen, to, own, payment = data.get("amount_fen"), data.get("to"), data.get("allocation", ref), self.payments.get(ref)
        line, new = self.line_of.get(data.get("fund", own)), to if step == "reallocated" else ref
        is_new = new not in self.line_of and not payment
        is_new = is_new or step not in ("source_registered", "allocated", "reallocated", "requested")
        need(is_new, f"R02 编号{new}已用过 / the reference {new} was used before")
        need(fen is None or fen > 0, "M01 金额须大于零 / an amount is above zero")
        used = {own, line, payment.own, payment.line} if payment else {own, line}
        is_free = not used & self.frozen or step not in ("integrated", "allocated", "requested", "approved", "paid")
        need(is_free, "M04 资金或分配已冻结 / the fund line or the allocation is frozen")
        if step == "source_registered":
            self.line_of[ref] = ref
        elif step in ("frozen", "unfrozen"):
            self.frozen = self.frozen | {ref} if step == "frozen" else self.frozen - {ref}
        elif step in MOVES:
            is_known = line and (to in self.line_of or step != "integrated")
            need(is_known, "R01 所指的对象尚未登记 / what it names is not registered")
            self.move(step, fen, line=line, own=own, to=to)
            if step == "requested":
                self.payments[ref] = types.SimpleNamespace(own=own, line=line, fen=fen, state=step, back=0, doers=[doer])
            elif step in ("allocated", "reallocated"):
                self.line_of[new] = line
        else:
            need(payment, "R01 没有这笔支付 / there is no such payment")
            self.pay(step, payment, data, payment.fen, payment.fen if fen is None else fen, doer)

    def pay(self, step, payment, data, due, fen, doer):
        """A payment goes on: approved, paid, reconciled, reversed, recovered."""
        rule, is_matched = f"{payment.state} {step}", data.get("matched") is not False
        need(rule != "requested paid", "F09 未经审批的支付 / paid without approval")
        need(rule in MOVES, "R03 此时不能有这一步 / the step is not possible in this state")
        if step in ("approved", "paid"):
            need(doer not in payment.doers, "M10 申请、审批、支付须三人 / requested, approved, paid by three persons")
            payment.doers.append(doer)
        if step in ("paid", "reversed"):
            need(fen == due, "M11 金额与审批不符 / the amount is not the approved one")
            need(not payment.back, "M08 已部分追回，不能整笔冲销 / recovered in part, it is not reversed as a whole")
        elif step == "approved":
            need(fen <= due, "M12 审批超过申请 / more is approved than was requested")
            payment.fen = fen
        elif step == "reconciled":
            is_same = data.get("statement_amount_fen", fen) == due or not is_matched
            need(is_same, "M16 对账单金额不符 / the bank statement is over another amount")
        else:
            need(fen <= due - payment.back, "M07 追回超过已支付 / more is recovered than was paid")
            payment.back += fen
        if is_matched:
            moved = {"approved": due - fen, "reconciled": due - payment.back, "recovered": fen}.get(step, due)
            self.move(rule, moved, own=payment.own, line=payment.line)
            payment.state = payment.state if step == "recovered" else step

    def rows(self):
        for ref in sorted(ref for ref, line in self.line_of.items() if ref == line):
            yield {"key": ref, **{f"{column}_fen": self.fen[ref, column] for column in COLUMNS}}

# ---- Duties; problems signed off by different persons, in person, in order, on the evidence seen

class People:
    """Who holds which duty on which day; two accounts of one person count as one."""
    def __init__(self):
        self.duties, self.kept, self.roles, self.founder = {}, {}, {}, None

    def canonical(self, person):
        while person in self.kept:
            person = self.kept[person]
        return person

    def take(self, event):
        (family, _, step), ref, data = event["type"].partition("."), event["subject"], event["data"]
        if event["type"] == "ledger.genesis":
            self.founder = data["founder"]
        elif family == "duty":
            need(step != "assigned" or ref not in self.duties, f"R02 编号{ref}已用过 / {ref} was used before")
            day = day_of(span(data.get("at", event["time"]))[0])
            self.duties.setdefault(ref, {})[step] = {"from": day, "to": FOREVER, **data, "at": day}
            if step == "resumed":
                self.duties[ref].pop("suspended", None)
        elif event["type"] == "person.merged" and self.canonical(ref) != self.canonical(data["duplicate"]):
            self.kept[self.canonical(data["duplicate"])] = self.canonical(ref)

    def has_role(self, person, role, day):
        is_in = lambda term: term is not None and term["from"] <= day <= term["to"]
        is_on = lambda duty: is_in(duty.get("assigned")) and day < duty.get("ended", {"at": FOREVER})["at"]
        on = [duty["assigned"] for duty in self.duties.values() if is_on(duty) and not is_in(duty.get("suspended"))]
        return any(term["person"] == person and self.is_a(term["role"], role) for term in on)

    def is_a(self, code, role, seen=()):
        """Whether a role is another or, by the catalogue, a kind of it."""
        wider = () if code in seen else self.roles.get(code, ())
        return code == role or any(self.is_a(one, role, (*seen, code)) for one in wider)

    def is_registrar(self, person, day):
        return person == self.founder or self.has_role(person, "registrar", day)

class Problems:
    POLICY = {  # what a policy pack may ask of signing off
        "slots?": [{"slot": TEXT, "role": TEXT}], "evidence_min?": between(0), "sources_min?": between(0),
        "opener_may_sign?": bool, "listing_required?": bool,
    }
    DEFAULT = [{"slot": role, "role": role} for role in ("department_head", "county_leader_in_charge")]

    def __init__(self, people, keys):
        self.people, self.keys, self.all, self.packs = people, keys, {}, []

    def policy(self, day):
        """Role of each slot in signing order, least evidence, whether the opener may sign: the strictest in force."""
        asked = {pack: asked for pack, start, asked in self.packs if start <= day}.values()  # the last of each name
        slots, may = {}, [one["opener_may_sign"] for one in asked if "opener_may_sign" in one]
        for slot in [slot for one in asked for slot in one.get("slots", [])] or self.DEFAULT:
            slots.setdefault(slot["slot"], slot["role"])
        return slots, max([1, *(one.get("evidence_min", 1) for one in asked)]), bool(may) and all(may)

    def take_pack(self, event):
        """A policy pack comes into force in the place of the one of its name, or goes."""
        data, day = event["data"], day_of(span(event["time"])[0])
        asked = data.get("content", {}).get("parameters", {}).get("problem", {})
        need(fits(asked, self.POLICY), "P02 政策包参数不合格式 / the policy pack's parameters are malformed")
        start = data.get("effective_from", day) if "content" in data else day_of(span(data.get("effective_to", day))[1] + 1)
        self.packs.append((data["pack"], start, asked))

    def take(self, entry, position, event):
        (family, _, step), ref, data = event["type"].partition("."), event["subject"], event["data"]
        doer, place = entry.doer(event), f"{entry.seq}.{position}"
        if family == "policy" and step in ("pack_activated", "pack_retired"):
            self.take_pack(event)
        elif family == "problem" and step == "opened":
            need(ref not in self.all, f"R02 编号{ref}已用过 / the reference {ref} was used before")
            new = {"opener": doer, "handler": None, "files": set(), "evidence": 0, "signed": {}, "closed": None}
            self.all[ref] = types.SimpleNamespace(**new)
        problem = self.all.get(ref)
        need(problem or family != "problem", "R01 没有这个问题 / there is no such problem")
        if not problem:
            return
        if step == "signed":
            self.check_signing(entry, event, problem, doer, data["slot"])
            problem.signed[data["slot"]] = (doer, place)
        elif step == "closed":
            need(not problem.closed, "R03 已经销号 / it is closed already")
            is_signed = self.policy(entry.day)[0].keys() <= problem.signed.keys()
            need(is_signed, "S18 签字不齐即销号 / closed before every signature was there")
            problem.closed = place
        elif step == "reopened":
            problem.signed, problem.evidence, problem.closed = {}, 0, None
        elif step == "returned" or step == "attached" and not problem.closed:
            problem.signed = {}
        elif step in ("listed", "progressed"):
            problem.handler = data.get("handler", doer if step == "progressed" else problem.handler)
        if step in ("opened", "progressed", "attached"):
            named = [data.get("sha256") or data.get("digest")] if step == "attached" else []
            files = {piece["sha256"] for piece in event.get("evidence", [])} | {*filter(None, named)}
            files = files or ({place} if step == "attached" else set())
            problem.evidence += len(files - problem.files)
            problem.files |= files

    def check_signing(self, entry, event, problem, doer, slot):
        """Everything that is asked of a signature in a slot."""
        (slots, least, opener_may), people, canonical = self.policy(entry.day), self.people, self.people.canonical
        earlier = set(list(slots)[: [*slots, slot].index(slot)])
        signers, parties = ([*map(canonical, them)] for them in (
            [who for who, _ in problem.signed.values()], [problem.opener, problem.handler]))
        keys = [held for held in self.keys.good(doer, entry) if held.revoked is None]
        seen, is_own = entry.header.get("expect", {}).get(event["subject"], []), event.get("basis", "own") == "own"
        need(problem.evidence >= least, "S02 佐证不足即签字 / signed before there was enough evidence")
        need(slot in slots, "S19 没有这个签字岗位 / there is no such slot")
        need(slot not in problem.signed, "S20 岗位已签过 / the slot was signed before")
        need(earlier <= problem.signed.keys(), "S06 签字顺序不对 / signed in the wrong order")
        need(canonical(doer) not in signers, "S01 同一人双签 / one person signed twice")
        need(opener_may or canonical(doer) not in parties, "S05 登记人或经办人自签 / its opener or handler signed it off")
        need(people.has_role(doer, slots[slot], entry.day), "S04 没有该岗位的在任职责 / no duty of that role")
        need(not people.is_registrar(doer, entry.day), "G20 登记密钥的人不得签字 / who registers keys never signs off")
        need(is_own and doer in entry.signers, "S16 不是本人签署 / not signed in person")
        need(len(seen) == 2, "S17 签字没有绑定所见内容 / the signature binds nothing that was seen")
        is_vouched = keys and all(held.registrars > 1 for held in keys)
        need(is_vouched, "K21 密钥未经两名登记员登记 / the key was not vouched for by two registrars")

    def rows(self):
        for ref, problem in sorted(self.all.items()):
            if problem.closed:
                signed = [{"slot": slot, "signer": who, "event": at} for slot, (who, at) in problem.signed.items()]
                yield {"key": ref, "closed": problem.closed, "signatures": signed}

# ---- The ledger as its entries tell it: format.md 1.2, 1.4, 3, 4

class Ledger:
    """What is known after the entries so far; the next is judged on that."""
    def __init__(self, origin, data_at, attested):
        self.origin, self.data_at, self.attested = origin, data_at, dict.fromkeys(attested)
        self.stamp = self.events = self.signatures = 0
        self.chains, self.places, self.due, self.catalogue, self.subjects = {}, {}, None, "", {}
        self.keys, self.people, self.money = Keys(), People(), Money()
        self.problems = Problems(self.people, self.keys)

    def take(self, seq, data):
        """Takes an entry in; gives what speaks against it, with the position of the event or None."""
        wrong = []
        if seq in self.attested:
            self.attested[seq] = self.streams()
        try:
            entry = Entry(seq, data)
            with hostile():
                self.check_place(entry)
        except Refused as why:
            return [(why, None)]
        for position, event in enumerate(entry.events):
            try:
                with hostile():
                    self.take_event(entry, position, event)
            except Refused as why:
                wrong.append((why, position))
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
            keys.follow(entry, entry.events[0])
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

    def take_event(self, entry, position, event):
        kind, data, ref, signers, doer = event["type"], event["data"], event["subject"], entry.signers, entry.doer(event)
        basis, entry.day, changed = event.get("basis", "own"), day_of(entry.stamp), event.get("corrects", event.get("voids"))
        is_paper = len(signers) > 1 and any(piece["kind"] == "scan" for piece in event.get("evidence", []))
        is_based = basis == "own" if doer in signers else basis == "entered" or basis == "paper" and is_paper
        need(is_based, "C09 办理依据与签名人不符 / the basis does not fit the signers")
        is_fit = not self.subjects or ref.partition("-")[0] in self.subjects.get(kind, [])
        need(is_fit, "C05 没有这种事件，或对象前缀不对 / no such event type, or a subject of a wrong prefix")
        if changed:
            (tx, _, place), own = changed.partition("."), entry.events[:position]
            events = own if tx == entry.tx else Entry(0, self.data_at(self.places[tx])).events if tx in self.places else []
            need(int(place) < len(events), "R01 找不到被更正的事件 / there is no such event to be changed")
            need({*links(events[int(place)])} <= {*links(event)}, "C06 refs缺少其关联 / refs lacks links of what it changes")
        registrars = {self.people.canonical(who) for who in signers if self.people.is_registrar(who, entry.day)}
        others = len(registrars - {self.people.canonical(ref)})
        need(others or kind != "key.registered", "K20 须由另一登记员签名 / a registrar other than the holder must sign")
        may = kind != "key.revoked" or registrars or ref in signers
        need(may, "K22 须由持有人或登记员签名 / the holder or a registrar must sign")
        self.keys.judge(entry, event)
        self.keys.follow(entry, event, others)
        if kind == "ledger.catalogue_part":
            self.catalogue += data["text"]
        elif kind == "ledger.rules_adopted":
            self.adopt(data["rules"], data["catalogue_sha256"])
        elif kind == "streams.attested":
            is_true = data["as_of"] <= entry.seq and (data["subjects"], data["root"]) == self.attested[data["as_of"]]
            need(is_true, "L06 事件链的证明不实 / the attestation of the chains is false")
        self.people.take(event)
        self.money.take(event, doer)
        self.problems.take(entry, position, event)

    def adopt(self, rules, digest):
        """Prefixes of subjects and kinds of roles come from the ledger's own catalogue."""
        with hostile(why_not := "E26 规则或目录不识 / rules or a catalogue unknown to this checker", Malformed):
            if rules != 1 or sha256(self.catalogue.encode()).hex() != digest:
                raise Malformed(why_not)
            catalogue = json.loads(self.catalogue)
            prefixes = [row["prefix"] for row in catalogue["prefixes"]]
            self.subjects = {row["name"]: row.get("subject", prefixes) for row in catalogue["types"]}
            roles = {row["id"]: row["items"] for row in catalogue["codelists"]}["role"]
            self.people.roles = {row["code"]: row.get("is_a", []) for row in roles}

# ---- A published log: format.md 7.1; C2SP tlog-tiles

class Log:
    """A log's files, in a folder or on a web server. Hashes are checked first, then the entries."""
    def __init__(self, place, vkeys=(), genesis=None, since=None):
        self.place, self.vkeys, self.genesis, self.since = place, [*vkeys], genesis, since
        self.findings, self.leaves, self.tile = [], [], functools.lru_cache(4)(self.read_tile)
        self.checkpoint, self.ledger, self.is_public = None, None, False

    def bad(self, why, seq=None, position=None):
        self.findings.append((*str(why).split(" ", 1), seq, position))

    def read(self, path, most=256 * (2 + 65_535)):
        """The bytes of a file, hardly more than the largest may have; None when there is none."""
        where = f"{self.place}/{path}"
        try:
            is_web = where.startswith(("http://", "https://"))
            with urllib.request.urlopen(where, timeout=60) if is_web else open(where, "rb") as file:
                return file.read(most + 1)
        except OSError as error:
            if isinstance(error, (FileNotFoundError, NotADirectoryError)) or getattr(error, "code", 0) in (404, 410):
                return None
            raise

    def read_tile(self, kind, index, count):
        """Hashes of a tile or entries of a bundle of a level of `count`; None when it is not there, [] when damaged."""
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
        data = [*(self.tile("entries", seq // 256, self.checkpoint.size) or []), *[b""] * 256][seq % 256]
        if leaf_hash(data) != self.leaves[seq]:
            raise OSError(f"条目{seq}前后不一 / another entry {seq} is served than before")
        return data

    def check(self):
        """All that can be checked; what is wrong is in `findings`."""
        data, attested = self.read("checkpoint"), set()
        if data is None:
            raise FileNotFoundError(2, "E80", f"{self.place}/checkpoint")
        try:
            self.checkpoint = Checkpoint(data)
        except Refused as why:
            return self.bad(f"E81 检查点不合格式 / the checkpoint is malformed: {why}")
        size = self.checkpoint.size
        self.expect_signature(self.checkpoint, self.vkeys, not self.vkeys)
        ends = [self.tile("entries", index, size) for index in {0, (size - 1) // 256} if size]
        self.is_public = ends == [None] * len(ends) != []
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
        """The entries give the root; every tile is what they give; what was seen before is their beginning."""
        level, hashes, since, size = 0, self.leaves, self.since, self.checkpoint.size
        is_root = root_of(hashes) == self.checkpoint.root
        if not is_root:
            self.bad("L04 条目与检查点的根不符 / the entries do not give the checkpoint's root")
        if not hashes or self.genesis and hashes[0] != from_base64(self.genesis):
            self.bad("L03 创世不是所指定的那一条 / the genesis is not the one expected", 0)
        while hashes:
            for first in range(0, len(hashes), 256):
                own, stored = hashes[first : first + 256], self.tile(level, first // 256, len(hashes))
                at = next((at for at, pair in enumerate(zip(own, stored or own)) if pair[0] != pair[1]), None)
                seq, code = first + (at or 0) << 8 * level, "L01" if stored is None or at is not None and not is_root else "L04"
                if not stored or at is not None and (is_root or level == 0):
                    self.bad(f"{code} {level}层哈希块缺损，或与条目不符 / a tile is damaged, or not of the entries", seq)
            hashes = [root_of(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
            level += 1
        if since and since.size > size:
            self.bad("L09 比此前见过的短：被回滚或截断 / shorter than what was seen: rolled back or cut off")
        elif since and (since.origin, since.root) != (self.checkpoint.origin, root_of(self.leaves[: since.size])):
            self.bad("L04 与此前见过的不同：历史被改写 / not what was seen before: history was rewritten")

    def expect_signature(self, checkpoint, keys, is_waived=False):
        try:
            return is_waived or checkpoint.signed_by(keys)
        except Refused as why:
            self.bad(why)

    def check_entries(self, attested):
        """Every entry would be accepted again at its place; the checkpoint is signed by the key in force."""
        ledger = self.ledger = Ledger(self.checkpoint.origin, self.data_at, attested)
        for seq in range(len(self.leaves)):
            for why, position in ledger.take(seq, self.data_at(seq)):
                self.bad(why, seq, position)
        if ledger.due:
            self.bad("B01 最后一个批次不完整 / the last batch is not whole", len(self.leaves) - 1)
        self.expect_signature(self.checkpoint, ledger.keys.of_checkpoint(self.checkpoint.size))
        if self.since:
            self.expect_signature(self.since, self.vkeys + ledger.keys.of_checkpoint(self.since.size))

# ---- Proof files that need no ledger: format.md 9

Pins = collections.namedtuple("Pins", "vkeys genesis")  # what was got elsewhere than from the proof
ENTRY_PROOF = re.compile(
    rb"(?s)c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,18})\n((?:[^\n]{44}\n){0,64})\n(.+)"
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
    "subject": ({**CLAIM, "subject": REFERENCE}, "ceese*"), "absence": ({**CLAIM, "subject": REFERENCE}, "cees?s?"),
}

def read_entry_proof(data):
    """Index, path, extra data and the bytes of the checkpoint of a tlog-proof (9.1)."""
    match = ENTRY_PROOF.fullmatch(data)
    path = [from_base64(line.decode("ascii", "replace"), 32) for line in match[3].split()] if match else [None]
    extra = from_base64((match[1] or b"").decode("ascii", "replace")) if match else None
    if None in path or extra is None:
        raise Malformed("proof.form 不是证明文件 / not a proof file")
    return int(match[2]), path, extra, match[4]

def check_entry_proof(data, pins):
    """9.1: one entry, or one event of it, is in the log. Gives the entry, its extra data, and the checkpoint's bytes."""
    index, path, extra, checkpoint = read_entry_proof(data)
    form, stated = EXTRA.fullmatch(extra), Checkpoint(checkpoint).signed_by(pins.vkeys)
    if not form:
        raise Malformed("proof.form 证明中没有条目 / the proof carries no entry")
    entry = included({"seq": index, "entry": form[2], "path": path}, stated, pins.genesis)
    need(int(form[1] or 0) < len(entry.events), "proof 条目没有这个事件 / the entry has no such event")
    need([line[0] for line in entry.lines] == entry.signers, "K02 签名行有增减 / a line was added or removed")
    return entry, extra, checkpoint

def included(item, stated, genesis):
    """The entry of a line: in the log at its place and meant for this ledger."""
    check_inclusion(leaf_hash(item["entry"]), item["seq"], stated.size, stated.root, item["path"])
    entry = Entry(item["seq"], item["entry"])
    own = entry.header["ledger"], entry.header.get("genesis", to_base64(entry.leaf))
    need(own == (stated.origin, genesis or own[1]), "T11 条目属于另一本账 / the entry is of another ledger")
    return entry

def read_proof(data):
    """Header and lines of a proof file (9.2), of which the form alone is checked."""
    with hostile(why_not := "proof.form 不是证明文件 / not a proof file", Malformed):
        magic, *lines, end = data.split(b"\n")
        try:
            header, *items = map(parse_json, lines)
        except Refused:
            raise Malformed(why_not) from None
        names, order = PROOFS[header["proof"]]
        kinds = "".join(next((kind for kind in LINES if fits(item, LINES[kind])), "?")[0] for item in items)
        is_whole = magic == b"taizhang/proof/v1" and end == b"" and fits(header, names) and re.fullmatch(order, kinds)
        if not is_whole:
            raise Malformed(why_not)
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
            check_absence(header["subject"].encode(), items[3:], claim)
        else:
            need(claim["view"] == header["view"], "L06 证明的是另一视图 / it attests another view")
        words = f"{header['proof']} {header.get('subject', claim)}，前{claim['as_of']}条 / as of {claim['as_of']} entries"
        return f"{words}; 前提是账本所签属实 / if what the ledger attested is honest"

def check_claim(header, items, stated, pins):
    """9.3, steps 3 to 5: the genesis, and the event by which the ledger signed the claim."""
    genesis = included(items[1], stated, pins.genesis)
    event, own = genesis.events[0], to_base64(genesis.leaf)
    is_first = genesis.seq == 0 and len(genesis.events) == 1 and event["type"] == "ledger.genesis"
    need(is_first and event["data"]["origin"] == stated.origin, "L03 创世不符 / the genesis is not the one expected")
    entry, key = included(items[2], stated, own), Key(event["data"]["ledger_vkey"])
    seq, position = map(int, header["attested"].split("."))
    wanted = "view.attested" if header["proof"] == "view" else "streams.attested"
    is_there = entry.seq == seq and position < len(entry.events) and entry.events[position]["type"] == wanted
    need(is_there, "L06 没有所称的证明事件 / there is no such attestation")
    is_listed = "ledger" in entry.signers and len(entry.signers) == len(entry.lines)
    line = entry.lines[entry.signers.index("ledger")] if is_listed else (None,) * 3
    is_signed = line[:2] == ("ledger", key.id) and key.verifies(line[2], entry.text)
    need(is_signed, "K01 账本没有签署这个证明 / the ledger did not sign the attestation")
    need(between(0, seq)(entry.events[position]["data"]["as_of"]), "L06 所证在它之后 / it attests what comes after it")
    return entry.events[position]["data"], own

def check_stream(item, claim):
    """A subject's line is under the attested root."""
    line = f"{item['ref']}\n{item['count']}\n{item['head']}\n".encode()
    need(item["count"], "L06 空链不在其中 / an empty chain is not attested")
    check_inclusion(leaf_hash(line), item["index"], claim["subjects"], from_base64(claim["root"]), item["path"])

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
    is_all = stream["ref"] == subject and chain and (chain[0], chain[1].hex()) == (stream["count"], stream["head"])
    need(is_all, "L06 不是该对象的全部事件 / these are not all the subject's events")
    check_stream(stream, claim)

def check_absence(subject, streams, claim):
    """9.5: no such subject: it would stand before the first, after the last, or between neighbours."""
    refs, places, last = [item["ref"].encode() for item in streams], [item["index"] for item in streams], claim["subjects"] - 1
    for item in streams:
        check_stream(item, claim)
    is_absent = last == -1 and claim["root"] == to_base64(root_of([]))
    if len(streams) == 1:
        is_absent = subject < refs[0] and places == [0] or subject > refs[0] and places == [last]
    elif streams:
        is_absent = refs[0] < subject < refs[1] and places[1] == places[0] + 1
    need(is_absent, "L06 不能证明没有该对象 / absence is not proved")

# ---- Evidence packs: format.md 10

FIXED = {"README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "keys.json", "SHA256SUMS"}
MEMBER = re.compile(r"(entries/[0-9]{12,20}\.entry|proofs/[0-9]{12,20}\.proof|evidence/[0-9a-f]{64}|openings\.jsonl)")

def read_members(data):
    """Name → bytes. What is no such pack is refused before anything of it is believed."""
    with contextlib.suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            is_pack = FIXED <= infos.keys() and all(map(MEMBER.fullmatch, infos.keys() - FIXED))
            is_plain = not any(info.compress_type for info in infos.values()) and len(infos) == len(archive.infolist())
            if is_pack and is_plain and sum(info.file_size for info in infos.values()) <= 1 << 30:
                return {name: archive.read(name) for name in infos}
    raise Malformed("pack 不是证据包，或多出、缺少文件 / not an evidence pack, or with members too many or too few")

def check_pack(data, pins):
    """What the pack proves, in words."""
    members = read_members(data)
    digests = {name: sha256(content).hex() for name, content in members.items() if name != "SHA256SUMS"}
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    need(members["SHA256SUMS"] == sums.encode(), "pack.sums 与SHA256SUMS不符 / a member differs from SHA256SUMS")
    said = check_proof(members["subject.proof"], pins)
    with hostile("pack 内容不合格式 / the contents are malformed"):
        header, items = read_proof(members["subject.proof"])
        entries, same = {}, header["proof"] == "subject" and items[0]["checkpoint"] == members["checkpoint.note"]
        for name in sorted(name for name in members if name.startswith("proofs/")):
            entry, extra, checkpoint = check_entry_proof(members[name], pins)
            same = same and name == f"proofs/{entry.seq:012}.proof" and checkpoint == members["checkpoint.note"]
            same = same and extra == members.get(f"entries/{entry.seq:012}.entry")
            entries[entry.seq] = entry
        same = same and len(entries) == sum(name.startswith("entries/") for name in members)
        same = same and all(leaf_hash(item["entry"]) == entries[item["seq"]].leaf for item in (items[1], *items[4:]))
        need(same, "pack.proofs 条目、证明、检查点互不相符 / entries, proofs and checkpoint disagree")
        story = [entries[item["seq"]] for item in items[4:]]
        check_keys(members["keys.json"], story, entries)
        check_metadata(members, digests, header, items, story)
    return f"{said}; {len(entries)}条的签名、摘要、证明都相符 / signatures, digests, proofs of {len(entries)} entries agree"

def check_keys(stated, story, entries):
    """10.2: the story's entries are signed by keys whose history is in the pack, and keys.json says just that."""
    keys, holders = Keys(), sorted({signer for entry in story for signer in entry.signers})
    for seq, entry in sorted(entries.items()):
        events = [event for event in entry.events if event["type"] in ("ledger.genesis", "ledger.key_rotated")
                  or event["type"] in ("key.registered", "key.revoked") and event["subject"] in holders]
        need(events or entry in story, f"pack.entries 第{seq}条与此无关 / entry {seq} does not belong here")
        for event in events:
            keys.follow(entry, event)
    row = lambda held: {"registered": held.since, "revoked": held.revoked, "valid_to": held.valid_to, "vkey": held.key.text}
    known = lambda held: {name: value for name, value in row(held).items() if value is not None}
    history = {
        "checkpoint": [{"since": held.since, "vkey": held.key.text} for held in keys.of[None]],
        "ledger": keys.of["ledger"][0].key.text,
        "signers": [{"holder": holder, "keys": [*map(known, keys.of[holder])]} for holder in holders],
    }
    need(stated.decode() == to_json(history, sort=True) + "\n", "pack.keys keys.json与条目不符 / not what the entries say")
    for entry in story:
        keys.check_signatures(entry)

def check_metadata(members, digests, header, items, story):
    """10.1: openings match commitments, evidence is what events name, metadata.json says what follows from the rest."""
    events = [event for entry in story for event in entry.events if header["subject"] in links(event)]
    commitments = re.findall(r'\{"c":"([^"]{44})"\}', to_json([event["data"] for event in events]))
    openings = [parse_json(line) for line in members.get("openings.jsonl", b"").split(b"\n")[:-1]]
    for one in openings:
        message = f"taizhang/pii/v1\n{one['ref']}\n{one['field']}\n{one['value']}".encode()
        is_true = to_base64(hmac.digest(from_base64(one["r"]), message, "sha256")) in commitments
        need(is_true, "pack.openings 披露的内容与承诺不符 / a disclosed value matches no commitment")
    pieces = {piece["sha256"]: piece for event in reversed(events) for piece in event.get("evidence", [])}
    named = {*pieces, *(event["data"].get(name) for event in events for name in ("sha256", "digest"))}
    for name in (name for name in digests if name.startswith("evidence/")):
        is_true = name[9:] == digests[name] and name[9:] in named
        need(is_true, f"L08 {name}被改动或无人引用 / {name} was altered, or none of the events names it")
    evidence = [{**{name: pieces[digest][name] for name in ("kind", "media", "sha256")},
                 "present": f"evidence/{digest}" in members} for digest in sorted(pieces)]
    checkpoint, (seq, position) = Checkpoint(members["checkpoint.note"]), map(int, header["attested"].split("."))
    claim, stated = Entry(seq, items[2]["entry"]), parse_json(members["metadata.json"].rstrip(b"\n"))
    known = {
        "format": "taizhang/pack/v1", "origin": checkpoint.origin, "size": checkpoint.size, "subject": header["subject"],
        "genesis": to_base64(leaf_hash(items[1]["entry"])), "entries": len(story), "events": len(events),
        "as_of": claim.events[position]["data"]["as_of"], "attested_at": claim.stamp_text, "evidence": evidence,
        "disclosed": [{"field": one["field"], "ref": one["ref"]} for one in openings],
    }
    need({**stated, **known} == stated, "pack.metadata metadata.json与证明不符 / it is not what follows from the rest")

# ---- The command line: exit statuses as in specs/cli.md

def options_of(arguments):
    main = argparse.ArgumentParser(description="台账独立核验器 / an independent checker of Taizhang ledgers",
        epilog="退出码 exit: 0 成立 holds, 1 只核对了哈希 hashes only, 2 不成立 broken, 64 用法 usage, 65, 66, 74")
    main.add_argument("what", choices=("log", "proof", "pack"), help="已发布的日志、证明文件、证据包")
    main.add_argument("path", metavar="DIR|URL|FILE")
    main.add_argument("--vkey", action="append", default=[], metavar="KEY", help="检查点公钥 / the checkpoint key")
    main.add_argument("--genesis", metavar="HASH", help="创世哈希 / the genesis hash, base64")
    main.add_argument("--since", metavar="FILE", help="log: 此前保存的检查点 / a checkpoint kept from before")
    for name, words in (("--funds", "各资金余额 / the fund lines, one JSON object a line"),
                        ("--problems", "已销号问题及签字 / the closed problems likewise"), ("--json", "以JSON报告 / JSON")):
        main.add_argument(name, action="store_true", help="log: " + words)
    return main.parse_args(arguments)

def read(path):
    with open(path, "rb") as file:
        return file.read()

def run_log(options, pins, since):
    began, log = time.monotonic(), Log(options.path.rstrip("/"), pins.vkeys, pins.genesis, since)
    log.check()
    told, checkpoint = log.ledger or Ledger("", None, ()), log.checkpoint
    if log.is_public:
        print("L01 没有发布条目，只核对了哈希 / no entries are published: hashes only were checked", file=sys.stderr)
    findings = []
    for code, words, seq, position in sorted(log.findings, key=lambda finding: finding[2] or 0):
        place = {} if seq is None else {"seq": seq} if position is None else {"seq": seq, "event": f"{seq}.{position}"}
        findings.append({"code": code, "severity": "error", **place, "message": words})
        print(code, place.get("event", seq), words, file=sys.stderr)
    report = {
        "ok": not findings, "origin": checkpoint and checkpoint.origin or "", "size": checkpoint and checkpoint.size or 0,
        "root": to_base64(root_of(log.leaves)), "events": told.events, "signatures": told.signatures,
        "seconds": round(time.monotonic() - began, 3), "findings": findings,
    }
    wanted = [told.money.rows()] * options.funds + [told.problems.rows()] * options.problems
    for row in [report] if options.json else itertools.chain(*wanted) if not findings else ():
        print(to_json(row))
    if not options.json and not wanted:
        print("{origin}: {size}条 entries, {events}个事件 events, {signatures}个签名 signatures, 根 root {root}".format(**report))
        print("不成立：被改动、截断、回滚或伪造 / it does not hold" if findings else "成立 / it holds")
    return 2 if findings else 1 if log.is_public else 0

def main(arguments=None):
    try:
        options = options_of(arguments)
        try:
            texts = [text if "+" in text else read(text).decode("utf-8", "replace").strip() for text in options.vkey]
            pins, since = Pins([*map(Key, texts)], options.genesis), options.since and Checkpoint(read(options.since))
            is_hash = pins.genesis is None or from_base64(pins.genesis, 32)
            need(is_hash and (texts or options.what == "log"), "E24 须有--vkey；创世哈希44字符 / --vkey, --genesis")
        except Refused as why:
            raise Malformed(why) from why
        if not pins.genesis or not pins.vkeys:
            print("未给公钥或创世哈希：只证明自洽 / key or genesis not given: consistent with itself only", file=sys.stderr)
        if options.what == "log":
            return run_log(options, pins, since)
        print((check_proof if options.what == "proof" else check_pack)(read(options.path), pins))
        return 0
    except SystemExit as exit:
        return 64 if exit.code else 0
    except (Malformed, Refused) as why:
        print(why, file=sys.stderr)
        return 65 if isinstance(why, Malformed) else 2
    except (OSError, http.client.HTTPException) as error:
        print(f"读不到 / cannot be read: {error}", file=sys.stderr)
        return 66 if isinstance(error, FileNotFoundError) else 74

if __name__ == "__main__":
    sys.exit(main())
