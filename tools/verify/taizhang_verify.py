#!/usr/bin/env python3
"""An independent checker of Taizhang (台账) ledgers. 台账独立核验器。

Python 3.11, its standard library and `cryptography`; written from specs/format.md, section by section.
It shares nothing with the program that keeps the ledger: one mistake cannot hide in both. From top to bottom:
trees, keys and notes, strict JSON, entries; what entries tell (keys, money, duties, signing off);
then what can be checked: a published log, a proof file, an evidence pack. A rule is a line
`need(what must hold, "CODE why not")`. Get the key and the genesis hash from somewhere else than the ledger.
"""
import argparse, base64, binascii, collections, contextlib, datetime, functools, hashlib, hmac, http.client
import itertools, json, re, struct, sys, time, types, urllib.request

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

    def take(self, entry, event, registrars=0):
        """Judges and follows what an event does to keys."""
        kind, data, holder, signers = event["type"], event["data"], event["subject"], entry.signers
        is_own, brought = kind in LEDGER_ONLY or kind.startswith(("ledger.", "import.")), []
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
            need(signers == ["ledger", self.founder], "K09 须账本、创建人先后签署 / ledger and founder must sign it")
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
            named[0].revoked = entry.seq
        for whose, name, field, since, *proof in brought:
            key = Key(data[field])
            need(key.name == name, f"K07 公钥的名称应为{name} / the key must be named {name}")
            need(key.public not in self.public, "K05 公钥已登记过 / this public key was registered before")
            twins = [held for held in self.of[whose] if whose and held.key.id == key.id]
            need(not twins, "K05 该人已有编号相同的密钥 / its holder has a key with the same id")
            need(not proof or key.proves(*proof), "K06 密钥持有证明不成立 / the proof of possession is false")
            self.public.add(key.public)
            about = {"valid_to": data.get("valid_to"), "registrars": registrars, "revoked": None}
            self.of[whose].append(types.SimpleNamespace(key=key, since=since, **about))

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

class Money:
    """What every fund line and allocation has. `line_of` tells the line of each; of a line it is itself."""
    def __init__(self):
        self.fen, self.line_of, self.payments, self.frozen = collections.Counter(), {}, {}, set()

    def move(self, rule, fen, **who):
        for sign, holder, column in re.findall(r"([+-])(\w+)\.(\w+)", MOVES[rule]):
            place, change = (who[holder], column), fen if sign == "+" else -fen
            if column == "available" and change < 0 and self.fen[place] + change < 0:
                raise Refused(f"{SHORT[rule]} {place[0]}余额不足 / {place[0]} has not that much")
            self.fen[place] += change

    def take(self, event, doer):
        (family, _, step), ref, data = event["type"].partition("."), event["subject"], event["data"]
        if family not in ("fund", "disbursement") or step == "lines_added":
            return
        fen, to, new = data.get("amount_fen"), data.get("to"), data["to"] if step == "reallocated" else ref
        own = data["allocation"] if step == "requested" else ref
        line = self.line_of.get(data["fund"] if step in ("appropriated", "allocated") else own)
        if step in ("source_registered", "allocated", "reallocated", "requested"):
            is_new = new not in self.line_of and new not in self.payments
            need(is_new, f"R02 编号{new}已用过 / the reference {new} was used before")
        need(fen is None or fen > 0, "M01 金额须大于零 / an amount is above zero")
        if step == "source_registered":
            self.line_of[ref] = ref
        elif step in ("frozen", "unfrozen"):
            self.frozen = self.frozen | {ref} if step == "frozen" else self.frozen - {ref}
        elif step in MOVES:
            is_known = line and (step != "integrated" or self.line_of.get(to) == to)
            need(is_known, "R01 所指的对象尚未登记 / what it names is not registered")
            need(step in ("appropriated", "returned") or not {line, own} & self.frozen, FROZEN)
            self.move(step, fen, line=line, own=own, to=to)
            if step == "requested":
                about = {"own": own, "line": line, "fen": fen, "state": step, "back": 0, "doers": [doer]}
                self.payments[ref] = types.SimpleNamespace(**about)
            elif step in ("allocated", "reallocated"):
                self.line_of[new] = line
        else:
            need(ref in self.payments, "R01 没有这笔支付 / there is no such payment")
            self.pay(step, self.payments[ref], data, doer)

    def pay(self, step, payment, data, doer):
        """A payment goes on: approved, paid, reconciled, reversed, recovered."""
        rule, is_matched = f"{payment.state} {step}", step != "reconciled" or data.get("matched") is not False
        due, fen = payment.fen, data.get("amount_fen", payment.fen)
        moved = {"approved": due - fen, "reconciled": due - payment.back, "recovered": fen}.get(step, due)
        need(rule != "requested paid", "F09 未经审批的支付 / paid without approval")
        need(rule in MOVES, "R03 此时不能有这一步 / the step is not possible in this state")
        if step in ("approved", "paid"):
            need(doer not in payment.doers, "M10 申请、审批、支付须三人 / requested, approved, paid by three persons")
            need(not {payment.line, payment.own} & self.frozen, FROZEN)
        if step in ("paid", "reversed"):
            need(fen == due, "M11 金额与审批不符 / the amount is not the approved one")
            need(not payment.back, "M08 已部分追回，不能整笔冲销 / recovered in part, not reversed as a whole")
        elif step == "approved":
            need(fen <= due, "M12 审批超过申请 / more is approved than was requested")
            payment.fen = fen
        elif step == "reconciled":
            is_same = data.get("statement_amount_fen", fen) == due
            need(is_same or not is_matched, "M16 对账单金额不符 / the bank statement is over another amount")
        else:
            need(fen <= due - payment.back, "M07 追回超过已支付 / more is recovered than was paid")
            payment.back += fen
        payment.doers.append(doer)
        if is_matched:
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
        for duty in self.duties.values():
            term, end, off = duty.get("assigned"), duty.get("ended"), duty.get("suspended")
            if term and term["person"] == person and self.is_a(term["role"], role):
                is_off = end and end["at"] <= day or off and off["from"] <= day <= off["to"]
                if term["from"] <= day <= term["to"] and not is_off:
                    return True
        return False

    def is_a(self, code, role, seen=()):
        """Whether a role is another or, by the catalogue, a kind of it."""
        wider = () if code in seen else self.roles.get(code, ())
        return code == role or any(self.is_a(one, role, (*seen, code)) for one in wider)

    def is_registrar(self, person, day):
        return person == self.founder or self.has_role(person, "registrar", day)

POLICY = {  # what a policy pack may ask of signing off
    "slots?": [{"slot": TEXT, "role": TEXT}], "evidence_min?": between(0), "sources_min?": between(0),
    "opener_may_sign?": bool, "listing_required?": bool,
}
SLOTS = [{"slot": role, "role": role} for role in ("department_head", "county_leader_in_charge")]

class Problems:
    def __init__(self, people, keys):
        self.people, self.keys, self.all, self.packs = people, keys, {}, []

    def policy(self, day):
        """Role of each slot in signing order, least evidence, whether its opener may sign; the strictest."""
        asked = {pack: asked for pack, start, asked in self.packs if start <= day}.values()  # the last each
        slots, may = {}, [one["opener_may_sign"] for one in asked if "opener_may_sign" in one]
        for slot in [slot for one in asked for slot in one.get("slots", [])] or SLOTS:
            slots.setdefault(slot["slot"], slot["role"])
        return slots, max([1, *(one.get("evidence_min", 1) for one in asked)]), bool(may) and all(may)

    def take_pack(self, data, day):
        """A policy pack comes into force in the place of the one of its name, or is retired."""
        asked = data.get("content", {}).get("parameters", {}).get("problem", {})
        need(fits(asked, POLICY), "P02 政策包参数不合格式 / the policy pack's parameters are malformed")
        after = day_of(span(data.get("effective_to", day))[1] + 1)
        start = data.get("effective_from", day) if "content" in data else after
        self.packs.append((data["pack"], start, asked))

    def take(self, entry, position, event):
        (family, _, step), ref, data = event["type"].partition("."), event["subject"], event["data"]
        doer, place = entry.doer(event), f"{entry.seq}.{position}"
        if family == "policy" and step in ("pack_activated", "pack_retired"):
            self.take_pack(data, day_of(span(event["time"])[0]))
        elif event["type"] == "problem.opened":
            need(ref not in self.all, f"R02 编号{ref}已用过 / the reference {ref} was used before")
            new = {"opener": doer, "handler": None, "signed": {}, "closed": None}
            self.all[ref] = types.SimpleNamespace(**new, files=set(), evidence=0)
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
            files = {piece["sha256"] for piece in event.get("evidence", [])}
            if step == "attached" and (not files or "sha256" in data or "digest" in data):
                files.add(data.get("sha256") or data.get("digest") or place)
            problem.evidence += len(files - problem.files)
            problem.files |= files

    def check_signing(self, entry, event, problem, doer, slot):
        """Everything that is asked of a signature in a slot."""
        (slots, least, opener_may), canonical = self.policy(entry.day), self.people.canonical
        earlier = set(list(slots)[: [*slots, slot].index(slot)])
        person, signers = canonical(doer), [canonical(who) for who, _ in problem.signed.values()]
        is_party = person in map(canonical, (problem.opener, problem.handler))
        is_own = event.get("basis", "own") == "own" and doer in entry.signers
        seen = entry.header.get("expect", {}).get(event["subject"], [])
        keys = [held for held in self.keys.good(doer, entry) if held.revoked is None]
        need(problem.evidence >= least, "S02 佐证不足即签字 / signed before there was enough evidence")
        need(slot in slots, "S19 没有这个签字岗位 / there is no such slot")
        need(slot not in problem.signed, "S20 岗位已签过 / the slot was signed before")
        need(earlier <= problem.signed.keys(), "S06 签字顺序不对 / signed in the wrong order")
        need(person not in signers, "S01 同一人双签 / one person signed twice")
        need(opener_may or not is_party, "S05 登记人或经办人自签 / who opened or handled it signed it off")
        need(self.people.has_role(doer, slots[slot], entry.day), "S04 没有该岗位的职责 / no duty of that role")
        is_registrar = self.people.is_registrar(doer, entry.day)
        need(not is_registrar, "G20 登记密钥的人不得签字 / who registers keys never signs off")
        need(is_own, "S16 不是本人签署 / not signed in person")
        need(len(seen) == 2, "S17 签字没有绑定所见内容 / the signature binds nothing that was seen")
        is_vouched = keys and all(held.registrars > 1 for held in keys)
        need(is_vouched, "K21 密钥未经两名登记员登记 / the key was not vouched for by two registrars")

    def rows(self):
        for ref, problem in sorted(self.all.items()):
            if problem.closed:
                signed = problem.signed.items()
                rows = [{"slot": slot, "signer": who, "event": place} for slot, (who, place) in signed]
                yield {"key": ref, "closed": problem.closed, "signatures": rows}

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
        if seq in self.attested:
            self.attested[seq] = self.streams()
        try:
            with hostile():
                entry = Entry(seq, data)
                self.check_place(entry)
        except Refused as why:
            return [(why, None)]
        places = range(len(entry.events))
        wrong = [(refusal(self.take_event, entry, position), position) for position in places]
        for ref, position in entry.links():
            self.chains[ref] = extended(ref, self.chains.get(ref), entry.leaf, position)
        self.events, self.signatures = self.events + len(places), self.signatures + len(entry.signers)
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
            keys.take(entry, entry.events[0])
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

    def take_event(self, entry, position):
        event, signers, entry.day = entry.events[position], entry.signers, day_of(entry.stamp)
        kind, ref, data, doer = event["type"], event["subject"], event["data"], entry.doer(event)
        basis, changed = event.get("basis", "own"), event.get("corrects", event.get("voids"))
        is_paper = len(signers) > 1 and any(piece["kind"] == "scan" for piece in event.get("evidence", []))
        is_based = basis == "own" if doer in signers else basis == "entered" or basis == "paper" and is_paper
        need(is_based, "C09 办理依据与签名人不符 / the basis does not fit the signers")
        is_fit = not self.subjects or ref.partition("-")[0] in self.subjects.get(kind, [])
        need(is_fit, "C05 没有这种事件，或对象前缀不对 / no such event type, or a subject of a wrong prefix")
        if changed:
            (tx, _, place), earlier = changed.partition("."), entry.events[:position]
            if tx != entry.tx:
                earlier = Entry(0, self.data_at(self.places[tx])).events if tx in self.places else []
            need(int(place) < len(earlier), "R01 找不到被更正的事件 / there is no such event to be changed")
            is_linked = {*links(earlier[int(place)])} <= {*links(event)}
            need(is_linked, "C06 refs缺少被更正事件的关联 / refs lacks links of the event it changes")
        others, canonical = 0, self.people.canonical
        if kind in ("key.registered", "key.revoked"):
            registrars = {canonical(who) for who in signers if self.people.is_registrar(who, entry.day)}
            others, may = len(registrars - {canonical(ref)}), registrars or ref in signers
            need(others or kind == "key.revoked", "K20 须由另一登记员签名 / another registrar must sign it")
            need(may or kind == "key.registered", "K22 须由持有人或登记员签名 / its holder or a registrar must sign")
        self.keys.take(entry, event, others)
        if kind == "ledger.catalogue_part":
            self.catalogue += data["text"]
        elif kind == "ledger.rules_adopted":
            self.adopt(data["rules"], data["catalogue_sha256"])
        elif kind == "streams.attested":
            is_true = (data["subjects"], data["root"]) == self.attested[data["as_of"]]
            need(is_true, "L06 事件链的证明不实 / the attestation of the chains is false")
        self.people.take(event)
        self.money.take(event, doer)
        self.problems.take(entry, position, event)

    def adopt(self, rules, digest):
        """Prefixes of subjects and kinds of roles come from the ledger's own catalogue."""
        with hostile(why_not := "E26 规则或目录不识 / rules or a catalogue unknown to this checker", Malformed):
            need(rules == 1 and sha256(self.catalogue.encode()).hex() == digest, why_not)
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
                keys.take(entry, event)
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
