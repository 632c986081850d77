"""Evidence packs: a ZIP that proves the whole story of one subject (specs/format.md 10)."""

import hashlib
import hmac
import io
import json
import re
import zipfile

from checker.entries import Entry, links, parse_json
from checker.keys import Keys
from checker.notes import Checkpoint
from checker.proofs import check_proof, check_tlog_proof, read_proof, read_tlog_proof
from checker.tree import Malformed, Refused, from_base64, leaf_hash, sha256, to_base64

FIXED = ["README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "keys.json", "SHA256SUMS"]
MEMBER = re.compile(
    r"entries/[0-9]{12,20}\.entry|proofs/[0-9]{12,20}\.proof|evidence/[0-9a-f]{64}|openings\.jsonl|"
    + "|".join(map(re.escape, FIXED))
)
BYTES_MAX = 1 << 30


def read_members(data):
    """Name → bytes. Refuses what is no such pack before anything of it is believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            stray = [name for name in names if not MEMBER.fullmatch(name)]
            lacking = sorted(set(FIXED) - set(names))
            if stray or lacking or len(set(names)) < len(names):
                raise Malformed(
                    "pack.members", f"多余、重复或缺少文件 / stray, repeated or missing members: {stray + lacking}"
                )
            if sum(info.file_size for info in infos) > BYTES_MAX or any(info.compress_type for info in infos):
                raise Malformed("pack.members", "证据包过大或有压缩 / the pack is too large, or compressed")
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Malformed("pack.zip", f"不是证据包 / not an evidence pack: {error}")


def check_pack(data, pinned):
    """What the pack proves, in words."""
    members = read_members(data)
    check_sums(members)
    said = check_proof(members["subject.proof"], pinned)
    header, lines = read_proof(members["subject.proof"])
    if header["proof"] != "subject":
        raise Refused("pack.subject", "subject.proof不是对象证明 / subject.proof is no proof of a subject")
    entries = check_entries(members, pinned)
    own = check_agreement(members, lines, entries)
    said += check_signatures(members, own, entries)
    events = [event for entry in own for event in entry.events if header["subject"] in links(event)]
    disclosed = check_openings(members, events)
    check_evidence(members, events)
    check_metadata(members, header, lines, own, events, disclosed)
    return [
        *said,
        f"{len(entries)}条、{len(members)}个文件，摘要和证明都相符；README.txt和index.html只供阅读 / {len(entries)} entries, "
        f"{len(members)} members: digests and proofs agree; README.txt and index.html prove nothing",
    ]


def check_sums(members):
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items() if name != "SHA256SUMS"
    ]
    if members["SHA256SUMS"].decode("utf-8", "replace") != "".join(sorted(lines, key=lambda line: line[66:])):
        raise Refused("pack.sums", "与SHA256SUMS不符 / a member differs from SHA256SUMS")


def check_entries(members, pinned):
    """Every entry has its own proof against the pack's checkpoint."""
    entries = {}
    for name in sorted(members):
        if not name.startswith("entries/"):
            continue
        seq, content = int(name[8:-6]), members[name]
        proof = members.get(f"proofs/{name[8:-6]}.proof")
        if proof is None:
            raise Refused("pack.members", f"{name}没有证明 / {name} has no proof")
        check_tlog_proof(proof, pinned)
        index, _, extra, checkpoint = read_tlog_proof(proof)
        if (index, extra, checkpoint) != (seq, content, members["checkpoint.note"]):
            raise Refused("pack.proofs", f"{name}与其证明不符 / {name} is not what its proof proves")
        entries[seq] = Entry(seq, content)
    if sum(name.startswith("proofs/") for name in members) != len(entries):
        raise Refused("pack.members", "证明多于条目 / proofs without entries")
    return entries


def check_agreement(members, lines, entries):
    """The proof of the subject rests on the same checkpoint, genesis and entries; returns the subject's entries."""
    items = [item for _, item in lines]
    agrees = from_base64(items[0]["checkpoint"]) == members["checkpoint.note"]
    for item in [items[1], *items[4:]]:
        agrees = agrees and members.get(f"entries/{item['seq']:012}.entry") == from_base64(item["entry"])
    if not agrees:
        raise Refused("pack.subject", "subject.proof与其他文件不符 / subject.proof disagrees with the other members")
    own = [entries[item["seq"]] for item in items[4:]]
    signers = {signer for entry in own for signer in entry.signers}
    for entry in entries.values():
        if entry.seq != 0 and entry not in own and not concerns_keys(entry, signers):
            raise Refused("pack.entries", f"第{entry.seq}条与此无关 / entry {entry.seq} belongs to neither story nor keys")
    return own


def concerns_keys(entry, holders):
    """Whether an entry says something of the ledger's keys or of those of the holders."""
    return any(
        event["type"] in ("ledger.genesis", "ledger.key_rotated")
        or event["type"] in ("key.registered", "key.revoked") and event["subject"] in holders
        for event in entry.events
    )


def spelled(value):
    """JSON as the ledger spells it: names ascending, no spaces, a line feed at the end."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def check_signatures(members, own, entries):
    """Each entry of the subject is signed by keys whose history is in the pack, and keys.json says nothing else."""
    keys = Keys()
    for seq in sorted(entries):
        for event in entries[seq].events:
            keys.apply(entries[seq], event)
    holders = []
    for holder in sorted({signer for entry in own for signer in entry.signers}):
        rows = [
            {"vkey": key.key.text, "registered": key.seq, "revoked": key.revoked, "valid_to": key.valid_to}
            for key in keys.of.get(holder, [])
        ]
        held = [{name: value for name, value in row.items() if value is not None} for row in rows]
        holders.append({"holder": holder, "keys": held})
    history = {
        "checkpoint": [{"since": since, "vkey": key.text} for since, key in keys.checkpoint_keys],
        "ledger": next((key.key.text for key in keys.of.get("ledger", [])), ""),
        "signers": holders,
    }
    if members["keys.json"] != spelled(history):
        raise Refused("pack.keys", "keys.json与条目不符 / keys.json is not what the entries say")
    for entry in own:
        for code, message in keys.signature_faults(entry):
            raise Refused(code, f"第{entry.seq}条：{message}")
    count = sum(len(entry.signers) for entry in own)
    return [f"{count}个签名成立 / {count} signatures hold"]


def check_metadata(members, header, lines, own, events, disclosed):
    """What metadata.json says of the proof; its account of what the maker checked is nobody's proof."""
    items, subject = [item for _, item in lines], header["subject"]
    checkpoint, attestation = Checkpoint(members["checkpoint.note"]), Entry(
        items[2]["seq"], from_base64(items[2]["entry"])
    )
    try:
        stated = parse_json(members["metadata.json"].rstrip(b"\n"))
    except Refused as why:
        raise Refused("pack.metadata", f"metadata.json不合格式 / metadata.json is malformed: {why}")
    known = {
        "format": "taizhang/pack/v1",
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "subject": subject,
        "genesis": to_base64(leaf_hash(from_base64(items[1]["entry"]))),
        "entries": len(own),
        "as_of": attestation.events[int(header["attested"].partition(".")[2])]["data"]["as_of"],
        "events": len(events),
        "disclosed": disclosed,
        "evidence": [
            {**piece, "present": f"evidence/{piece['sha256']}" in members} for piece in named_evidence(events)
        ],
    }
    genesis = Entry(0, from_base64(items[1]["entry"]))
    known["purpose"] = genesis.events[0]["data"].get("purpose")
    wrong = sorted(name for name, value in known.items() if stated.get(name) != value)
    if wrong:
        raise Refused("pack.metadata", f"metadata.json与证明不符 / metadata.json disagrees with the proof: {wrong}")


def check_openings(members, events):
    """Every disclosed value is one that an event committed to; returns field and subject of each."""
    sealed, disclosed = set(), []

    def walk(value):
        if isinstance(value, dict):
            if value.keys() == {"c"}:
                sealed.add(value["c"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    for event in events:
        walk(event["data"])
    for line in members.get("openings.jsonl", b"").split(b"\n")[:-1]:
        try:
            opening = parse_json(line)
            r, text = (
                from_base64(opening["r"].encode()),
                f"taizhang/pii/v1\n{opening['ref']}\n{opening['field']}\n{opening['value']}",
            )
        except (Refused, KeyError, AttributeError) as why:
            raise Refused("pack.openings", f"openings.jsonl不合格式 / openings.jsonl is malformed: {why}")
        if to_base64(hmac.digest(r or b"", text.encode(), "sha256")) not in sealed:
            raise Refused("pack.openings", "披露的内容与任何承诺不符 / a disclosed value matches no commitment")
        disclosed.append({"field": opening["field"], "ref": opening["ref"]})
    return disclosed


def named_evidence(events):
    """Every file that the events name, once, ascending by digest."""
    found = {}
    for piece in (piece for event in events for piece in event.get("evidence", [])):
        found.setdefault(piece["sha256"], {"kind": piece["kind"], "media": piece["media"], "sha256": piece["sha256"]})
    return [found[digest] for digest in sorted(found)]


def check_evidence(members, events):
    named = {piece["sha256"] for event in events for piece in event.get("evidence", [])}
    named |= {event["data"].get(name) for event in events for name in ("sha256", "digest")}
    for name, content in members.items():
        if name.startswith("evidence/") and (name[9:] not in named or sha256(content).hex() != name[9:]):
            raise Refused("L08", f"{name}被改动或无人引用 / {name} was altered, or none of the events names it")
