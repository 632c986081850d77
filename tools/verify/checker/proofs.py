"""Proof files that need no ledger: C2SP tlog-proof and `taizhang/proof/v1` (specs/format.md 9).

Each check returns what is proved, in words. Malformed files raise `Malformed`, false ones `Refused`.
"""

from checker.entries import Entry, holds, is_integer, is_reference, is_text, links, matches, parse_json
from checker.entries import SIGNER_POSITION
from checker.keys import own_keys
from checker.notes import Checkpoint
from checker.tree import Malformed, Refused, check_consistency, check_inclusion, decimal, from_base64, leaf_hash
from checker.tree import root_of, sha256, to_base64


class Pinned:
    """What the checker got elsewhere than from the proof."""

    def __init__(self, log_keys, genesis=None, persons=()):
        self.log_keys, self.genesis, self.persons = log_keys, genesis, list(persons)

    def statement(self, data):
        """A checkpoint signed by one of the log's keys, of the log they name."""
        checkpoint = Checkpoint(data)
        checkpoint.note.signed_by(self.log_keys)
        if all(checkpoint.origin != key.name for key in self.log_keys):
            raise Refused(
                "checkpoint.otherOrigin", f"检查点属于{checkpoint.origin} / the checkpoint is of {checkpoint.origin}"
            )
        return checkpoint


def read_tlog_proof(data):
    """Index, path, extra data (None when there is none) and the bytes of the checkpoint."""
    head, blank, checkpoint = data.partition(b"\n\n")
    lines, extra = head.split(b"\n"), None
    if lines[0] != b"c2sp.org/tlog-proof@v1":
        raise Malformed("portableProof.unknownVersion")
    if len(lines) > 1 and lines[1].startswith(b"extra "):
        extra = from_base64(lines.pop(1)[6:])
        if not extra:
            raise Malformed("portableProof.malformedLine")
    index = decimal(lines[1][6:]) if len(lines) > 1 and lines[1].startswith(b"index ") else None
    path = [from_base64(line) for line in lines[2:]]
    if (
        index is None
        or len(path) > 64
        or any(hash is None or len(hash) != 32 for hash in path[: None if blank else -1])
    ):
        raise Malformed("portableProof.malformedLine")
    if not blank or not checkpoint:
        raise Malformed("portableProof.missingCheckpoint")
    return index, path, extra, checkpoint


def check_tlog_proof(data, pinned):
    """One entry, or one event of it, is in the log."""
    index, path, extra, note = read_tlog_proof(data)
    statement = pinned.statement(note)
    if extra is None:
        raise Malformed("portableProof.malformedLine", "证明中没有条目 / the proof carries no entry")
    position, entry_bytes = None, extra
    if extra.startswith(b"taizhang/event/v1 "):
        line, _, entry_bytes = extra.partition(b"\n")
        position = decimal(line[18:])
        if position is None:
            raise Malformed("portableProof.malformedLine")
    check_inclusion(leaf_hash(entry_bytes), index, statement.size, statement.root, path)
    entry = Entry(index, entry_bytes)
    if position is not None and position >= len(entry.events):
        raise Refused("proof.indexOutOfRange", "条目没有这个事件 / the entry has no such event")
    check_genesis_of(entry, statement.origin, pinned.genesis)
    said = [
        f"第{index}条在{statement.origin}前{statement.size}条的日志中 / entry {index} is in the log of "
        f"{statement.origin} over {statement.size} entries"
    ]
    if position is not None:
        said.append(
            f"其中第{position}个事件：{entry.events[position]['type']} / its event {position}: "
            f"{entry.events[position]['type']} of {entry.events[position]['subject']}"
        )
    return said + signers_words(entry, pinned.persons)


def check_genesis_of(entry, origin, genesis):
    own = entry.header.get("genesis") or to_base64(entry.leaf)
    if entry.header["ledger"] != origin:
        raise Refused("T10", "条目写给另一本账 / the entry is meant for another ledger")
    if genesis and own != genesis:
        raise Refused("T11", "创世哈希不符 / another genesis")


def signers_words(entry, persons):
    """Signatures are proved for persons whose keys are pinned, and each of those must have signed."""
    said, signed = [], []
    for signer, (name, key_id, signature) in zip(entry.signers, entry.note.lines):
        keys = [key for key in persons if key.name == signer and key.id == key_id]
        if name != signer or keys and not keys[0].verifies(signature, entry.note.text):
            raise Refused("K01", f"{signer}的签名不成立 / the signature of {signer} does not hold")
        signed += keys
        said.append(
            f"{signer}："
            + ("签名成立 / the signature holds" if keys else "未给公钥，签名未核对 / no key given, unchecked")
        )
    if len(entry.signers) != len(entry.note.lines):
        raise Refused("K02", "签名行不得增减 / a signature line was added or removed")
    if len(signed) < len(persons):
        raise Refused("K04", "所给公钥的人没有签署 / somebody whose key was given did not sign")
    return said


# ---- taizhang/proof/v1 (9.2) ----------------------------------------------------------------------------------------


def is_hash(text):
    data = from_base64(text) if isinstance(text, str) and text.isascii() else None
    return data is not None and len(data) == 32


def is_path(value):
    return isinstance(value, list) and len(value) <= 63 and all(map(is_hash, value))


def is_bytes(value):
    return isinstance(value, str) and value.isascii() and from_base64(value) is not None


LINES = {
    "checkpoint": {"checkpoint": is_bytes},
    "entry": {"entry": is_bytes, "path": is_path, "seq": lambda v: is_integer(v, 0)},
    "stream": {
        "count": lambda v: is_integer(v, 0),
        "head": matches("[0-9a-f]{64}"),
        "index": lambda v: is_integer(v, 0),
        "path": is_path,
        "ref": is_reference,
    },
    "growth": {"path": is_path},
}
HEADERS = {
    "consistency": {"proof": is_text},
    "subject": {"proof": is_text, "attested": matches(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"), "subject": is_reference},
    "view": {"proof": is_text, "attested": matches(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"), "view": is_text},
}
HEADERS["absence"] = HEADERS["subject"]


def read_proof(data):
    """Header and lines (kind, object) of a proof file; their order is the caller's to judge."""
    lines = data.split(b"\n")
    if lines[0] != b"taizhang/proof/v1" or lines[-1] or len(lines) < 4:
        raise Malformed("proof.form", "不是证明文件 / not a proof file")
    try:
        header, *objects = map(parse_json, lines[1:-1])
    except Refused as why:
        raise Malformed("proof.form", why.message)
    kinds = HEADERS.get(header.get("proof")) if isinstance(header.get("proof"), str) else None
    if kinds is None or not holds(kinds, kinds.keys())(header):
        raise Malformed("proof.form", "抬头不合格式 / the header is malformed")
    read = []
    for item in objects:
        kind = next((kind for kind, fields in LINES.items() if item.keys() == fields.keys()), None)
        if kind is None or not holds(LINES[kind], set())(item):
            raise Malformed("proof.form", "证明行不合格式 / a line of the proof is malformed")
        read.append((kind, item))
    return header, read


def check_proof(data, pinned):
    """Any proof file: what it proves, in words."""
    if data.startswith(b"c2sp.org/tlog-proof@v1"):
        return check_tlog_proof(data, pinned)
    header, lines = read_proof(data)
    kinds = [kind for kind, _ in lines]
    items = [item for _, item in lines]
    if header["proof"] == "consistency":
        if kinds != ["checkpoint", "checkpoint", "growth"]:
            raise Malformed("proof.form", "证明行的次序不对 / the lines are not in order")
        return check_growth(*items, pinned)
    streams = {"subject": (1, 1), "absence": (0, 2), "view": (0, 0)}[header["proof"]]
    count = kinds.count("stream")
    rest = kinds[3 + count :]
    if (
        kinds[:3] != ["checkpoint", "entry", "entry"]
        or kinds[3 : 3 + count] != ["stream"] * count
        or (not streams[0] <= count <= streams[1])
        or set(rest) - {"entry"}
        or rest
        and header["proof"] != "subject"
    ):
        raise Malformed("proof.form", "证明行的次序不对 / the lines are not in order")
    statement, attested = check_attested(header, items[0], items[1], items[2], pinned)
    if header["proof"] == "view":
        if attested.get("view") != header["view"]:
            raise Refused("L06", "证明的是另一视图 / it attests another view")
        return [
            f"账本签署：视图{attested.get('view')}（前{attested.get('as_of')}条）的SHA-256为{attested.get('sha256')}"
            f" / the ledger signed that {attested.get('view')} as of {attested.get('as_of')} has this SHA-256"
        ]
    check = check_subject if header["proof"] == "subject" else check_absence
    return check(header["subject"], statement, attested, items[3 : 3 + count], items[3 + count :], pinned)


def check_growth(old, new, growth, pinned):
    old, new = (pinned.statement(from_base64(item["checkpoint"])) for item in (old, new))
    if old.origin != new.origin:
        raise Refused("checkpoint.otherOrigin", "两个检查点不属于同一账本 / the checkpoints are of two ledgers")
    check_consistency(old.size, old.root, new.size, new.root, list(map(from_base64, growth["path"])))
    return [
        f"{new.origin}前{old.size}条在{new.size}条中原样未动 / the first {old.size} entries are the same among {new.size}"
    ]


def included(item, statement, genesis=None):
    """An entry of the file, included at its place and meant for this ledger."""
    data = from_base64(item["entry"])
    check_inclusion(leaf_hash(data), item["seq"], statement.size, statement.root, list(map(from_base64, item["path"])))
    entry = Entry(item["seq"], data)
    if genesis and (entry.header["ledger"], entry.header.get("genesis", to_base64(entry.leaf))) != (
        statement.origin,
        genesis,
    ):
        raise Refused("T11", "条目属于另一账本 / the entry is of another ledger")
    return entry


def check_attested(header, checkpoint, first, second, pinned):
    """9.3, steps 2 to 5: the checkpoint, the genesis, and the event by which the ledger signed the claim."""
    statement = pinned.statement(from_base64(checkpoint["checkpoint"]))
    genesis = included(first, statement)
    hash, event = to_base64(genesis.leaf), genesis.events[0]
    if (
        genesis.seq
        or len(genesis.events) > 1
        or event["type"] != "ledger.genesis"
        or (event["data"].get("origin") != statement.origin)
        or pinned.genesis not in (None, hash)
    ):
        raise Refused("L03", "创世不符 / the genesis is not the one expected")
    entry = included(second, statement, hash)
    seq, position = map(int, header["attested"].split("."))
    wanted = "view.attested" if header["proof"] == "view" else "streams.attested"
    if entry.seq != seq or position >= len(entry.events) or entry.events[position]["type"] != wanted:
        raise Refused("L06", "没有所称的证明事件 / there is no such attestation")
    keys = [own.key for own in own_keys(event["data"].get("ledger_vkey"))]
    if "ledger" not in entry.signers or not keys:
        raise Refused("K08", "证明不是账本签署的 / the ledger did not sign the attestation")
    if len(entry.signers) != len(entry.note.lines):
        raise Refused("K02", "签名行不得增减 / a signature line was added or removed")
    name, key_id, signature = entry.note.lines[entry.signers.index("ledger")]
    if (name, key_id) != ("ledger", keys[0].id) or not keys[0].verifies(signature, entry.note.text):
        raise Refused("K01", "账本的签名不成立 / the ledger's signature does not hold")
    data = entry.events[position]["data"]
    if not is_integer(data.get("as_of"), 0, seq):
        raise Refused("L06", "证明的位置在它自己之后 / it attests a position after its own")
    data = dict(data, genesis=hash)
    return statement, data


def check_line(item, attested):
    """A subject's line is under the attested root."""
    line = f"{item['ref']}\n{item['count']}\n{item['head']}\n".encode()
    subjects, root = attested.get("subjects"), from_base64(str(attested.get("root")).encode())
    if not is_integer(subjects, 0) or not item["count"]:
        raise Refused("L06", "证明的内容不合格式 / the attestation is malformed")
    check_inclusion(leaf_hash(line), item["index"], subjects, root, list(map(from_base64, item["path"])))


def check_subject(subject, statement, attested, streams, items, pinned):
    """9.4: for the first `as_of` entries these are all events of the subject."""
    stream, (count, head), previous, events = streams[0], (0, sha256(b"\x02" + subject.encode())), -1, 0
    if stream["ref"] != subject:
        raise Refused("L06", "链属于另一对象 / the line is of another subject")
    for item in items:
        entry = included(item, statement, attested["genesis"])
        places = [at for at, event in enumerate(entry.events) if subject in links(event)]
        events += len(places)
        places += [SIGNER_POSITION] if subject in entry.signers else []
        if entry.seq <= previous or not places:
            raise Refused(
                "L06", "条目次序不对或与对象无关 / entries out of order, or one that does not name the subject"
            )
        previous = entry.seq
        for at in places if entry.seq < attested["as_of"] else ():
            count, head = count + 1, sha256(b"\x03" + head + entry.leaf + at.to_bytes(4, "big"))
    if (count, head.hex()) != (stream["count"], stream["head"]):
        raise Refused("L06", "条目不是该对象的全部事件 / these are not all the subject's events")
    check_line(stream, attested)
    return [
        f"{subject}在前{attested['as_of']}条中的全部{count}个链环都在此（{events}个事件）；前提是账本的证明属实"
        f" / all {count} links of {subject} in the first {attested['as_of']} entries, if the attestation is honest"
    ]


def check_absence(subject, statement, attested, streams, items, pinned):
    """9.5: the first `as_of` entries link no such subject."""
    last = attested.get("subjects")
    for item in streams:
        check_line(item, attested)
    refs, places = [item["ref"].encode() for item in streams], [item["index"] for item in streams]
    name = subject.encode()
    if not streams:
        is_absent = last == 0 and attested.get("root") == to_base64(root_of([]))
    elif len(streams) == 1:
        is_absent = places[0] == 0 and refs[0] > name or places[0] == last - 1 and refs[0] < name
    else:
        is_absent = places[1] == places[0] + 1 and refs[0] < name < refs[1]
    if not is_absent:
        raise Refused("L06", "不能证明没有该对象 / absence is not proved")
    return [
        f"前{attested['as_of']}条没有{subject}；前提是账本的证明属实"
        f" / the first {attested['as_of']} entries do not name {subject}, if the attestation is honest"
    ]
