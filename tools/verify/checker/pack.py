"""Evidence packs: a ZIP that proves the whole story of one subject (specs/format.md 10)."""
import hashlib
import hmac
import io
import re
import zipfile

from checker.entries import Entry, parse_json
from checker.keys import own_keys
from checker.proofs import check_proof, check_tlog_proof, read_proof, read_tlog_proof
from checker.tree import Malformed, Refused, from_base64, sha256, to_base64

FIXED = ["README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "genesis.entry", "keys.json",
         "SHA256SUMS"]
MEMBER = re.compile(r"entries/[0-9]{12,20}\.entry|proofs/[0-9]{12,20}\.proof|evidence/[0-9a-f]{64}|openings\.jsonl|"
                    + "|".join(map(re.escape, FIXED)))
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
                raise Malformed("pack.members", f"多余、重复或缺少文件 / stray, repeated or missing members: {stray + lacking}")
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
    check_agreement(members, lines, entries)
    said += check_signatures(members, [item["seq"] for kind, item in lines[4:]], entries)
    check_openings(members, entries)
    check_evidence(members, entries)
    return [*said, f"{len(entries)}条、{len(members)}个文件，摘要和证明都相符 / {len(entries)} entries, {len(members)} members: "
            "every digest and proof agrees"]


def check_sums(members):
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in members.items() if name != "SHA256SUMS"]
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
            raise Malformed("pack.members", f"{name}没有证明 / {name} has no proof")
        check_tlog_proof(proof, pinned)
        index, _, extra, checkpoint = read_tlog_proof(proof)
        if (index, extra, checkpoint) != (seq, content, members["checkpoint.note"]):
            raise Refused("pack.proofs", f"{name}与其证明不符 / {name} is not what its proof proves")
        entries[seq] = Entry(seq, content)
    if sum(name.startswith("proofs/") for name in members) != len(entries):
        raise Malformed("pack.members", "证明多于条目 / proofs without entries")
    return entries


def check_agreement(members, lines, entries):
    """The proof of the subject rests on the same checkpoint, genesis and entries."""
    items = [(kind, item) for kind, item in lines]
    genesis = members["genesis.entry"]
    agrees = from_base64(items[0][1]["checkpoint"]) == members["checkpoint.note"] and (
        from_base64(items[1][1]["entry"]) == genesis)
    for _, item in items[4:]:
        name = f"entries/{item['seq']:012}.entry"
        agrees = agrees and members.get(name) == from_base64(item["entry"])
    if not agrees:
        raise Refused("pack.subject", "subject.proof与其他文件不符 / subject.proof disagrees with the other members")


def check_signatures(members, seqs, entries):
    """Each entry of the subject is signed by keys whose registration is in the pack."""
    try:
        history = parse_json(members["keys.json"].rstrip(b"\n"))
        signers = {one["holder"]: one["keys"] for one in history["signers"]}
        rows = [(holder, row["vkey"], row["registered"], row.get("revoked"), row.get("valid_to"))
                for holder, held in signers.items() for row in held]
    except (Refused, KeyError, TypeError) as why:
        raise Malformed("pack.keys", f"keys.json不合格式 / keys.json is malformed: {why}")
    keys = {}
    for holder, vkey, registered, revoked, valid_to in rows:
        brought = entries.get(registered) or (Entry(0, members["genesis.entry"]) if registered == 0 else None)
        if brought is None or not any(vkey in event["data"].values() and brings(event, holder) for event in brought.events):
            raise Refused("pack.keys", f"{holder}的密钥不是第{registered}条登记的 / entry {registered} brings no such key")
        for key in own_keys(vkey, registered, valid_to):
            key.revoked = revoked
            keys.setdefault(holder, []).append(key)
    count = 0
    for seq in seqs:
        entry = entries[seq]
        if len(entry.signers) != len(entry.note.lines):
            raise Refused("K02", f"第{seq}条签名行被增减 / a line was added to or removed from entry {seq}")
        for signer, (name, key_id, signature) in zip(entry.signers, entry.note.lines):
            good = [key for key in keys.get(signer, []) if key.key.id == key_id and (key.is_valid(entry) or seq == 0)]
            if name != signer or not good or not good[0].key.verifies(signature, entry.note.text):
                raise Refused("K01", f"第{seq}条{signer}的签名不成立 / the signature of {signer} on entry {seq} does not hold")
            count += 1
    return [f"{count}个签名成立 / {count} signatures hold"]


def brings(event, holder):
    if event["type"] == "ledger.genesis":
        return holder in ("ledger", event["data"].get("founder"))
    return event["type"] == "key.registered" and event["subject"] == holder


def check_openings(members, entries):
    """Every disclosed value is one that an entry committed to."""
    sealed = set()

    def walk(value):
        if isinstance(value, dict):
            if value.keys() == {"c"}:
                sealed.add(value["c"])
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    for entry in entries.values():
        for event in entry.events:
            walk(event["data"])
    for line in members.get("openings.jsonl", b"").split(b"\n")[:-1]:
        try:
            opening = parse_json(line)
            r, text = from_base64(opening["r"].encode()), f"taizhang/pii/v1\n{opening['ref']}\n{opening['field']}\n{opening['value']}"
        except (Refused, KeyError, AttributeError) as why:
            raise Malformed("pack.openings", f"openings.jsonl不合格式 / openings.jsonl is malformed: {why}")
        if to_base64(hmac.digest(r or b"", text.encode(), "sha256")) not in sealed:
            raise Refused("pack.openings", "披露的内容与任何承诺不符 / a disclosed value matches no commitment")


def check_evidence(members, entries):
    named = {piece["sha256"] for entry in entries.values() for event in entry.events for piece in event.get("evidence", [])}
    named |= {event["data"].get("sha256") for entry in entries.values() for event in entry.events}
    for name, content in members.items():
        if name.startswith("evidence/") and (name[9:] not in named or sha256(content).hex() != name[9:]):
            raise Refused("L08", f"{name}被改动或无人引用 / {name} was altered, or no entry names it")
