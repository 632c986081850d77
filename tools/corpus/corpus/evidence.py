"""Proofs and evidence packs of a log as plain values, whatever it holds (specs/format.md 4, 9, 10).

`taizhang prove` hands out none that a stranger would refuse: what a forger would hand out is made here.
"""

import base64
import hashlib
import hmac
import io
import json
import zipfile

from corpus.log import b64, leaf_hash, root
from corpus.story import SIGNER_POSITION, parts

ORDER = ["README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries", "proofs", "keys.json"]
ORDER += ["openings.jsonl", "evidence", "SHA256SUMS"]
FOUR_PROPERTIES = {
    "authenticity": [("signatures", "keys.json"), ("inclusion", "proofs/"), ("ledger", "entries/000000000000.entry")],
    "integrity": [("completeness", "subject.proof"), ("digests", "SHA256SUMS"), ("evidence_present", "metadata.json")],
    "security": [("sealed", "entries/"), ("disclosed", "openings.jsonl")],
    "usability": [("formats", "metadata.json"), ("by_hand", "README.txt")],
}


def dump(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def path(hashes, index):
    """RFC 6962 section 2.1.1, word for word."""
    if len(hashes) < 2:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return path(hashes[:split], index) + [root(hashes[split:])]
    return path(hashes[split:], index - split) + [root(hashes[:split])]


def tlog_proof(log, seq, checkpoint=None):
    lines = ["c2sp.org/tlog-proof@v1", "extra " + b64(log.entries[seq]), f"index {seq}"]
    lines += map(b64, path(log.leaves, seq))
    return "\n".join(lines).encode() + b"\n\n" + (checkpoint or log.checkpoint())


# ---- Subjects and their chains


def places(entry, ref):
    """Where an entry links a subject."""
    header, *events = parts(entry)
    found = [place for place, one in enumerate(events) if ref in [one["subject"], *one.get("refs", [])]]
    return found + [SIGNER_POSITION] * (ref in header["signers"])


def attested_lines(entries):
    """The lines of the attested tree: each subject, the length of its chain, its head."""
    refs, lines = set(), []
    for header, *events in map(parts, entries):
        refs |= {*header["signers"], *(ref for one in events for ref in [one["subject"], *one.get("refs", [])])}
    for ref in sorted(refs):
        count, head = 0, hashlib.sha256(b"\2" + ref.encode()).digest()
        for entry in entries:
            for place in places(entry, ref):
                count += 1
                head = hashlib.sha256(b"\3" + head + leaf_hash(entry) + place.to_bytes(4, "big")).digest()
        lines.append((ref, count, head.hex()))
    return lines


def attestation_of(log):
    """The newest attestation of the chains: sequence number and data."""
    events = [(seq, one) for seq, entry in enumerate(log.entries) for one in parts(entry)[1:]]
    return next((seq, one["data"]) for seq, one in reversed(events) if one["type"] == "streams.attested")


def subject_proof(log, subject, checkpoint=None):
    seq, claim = attestation_of(log)
    lines = attested_lines(log.entries[: claim["as_of"]])
    index = next(at for at, line in enumerate(lines) if line[0] == subject)
    leaves = [leaf_hash(f"{ref}\n{count}\n{head}\n".encode()) for ref, count, head in lines]
    ref, count, head = lines[index]
    own = [at for at, entry in enumerate(log.entries) if places(entry, subject)]

    def entry(at):
        return {"entry": b64(log.entries[at]), "path": [*map(b64, path(log.leaves, at))], "seq": at}

    stream = {"count": count, "head": head, "index": index, "path": [*map(b64, path(leaves, index))], "ref": ref}
    rows = [{"attested": f"{seq}.0", "proof": "subject", "subject": subject}]
    rows += [{"checkpoint": b64(checkpoint or log.checkpoint())}, entry(0), entry(seq), stream, *map(entry, own)]
    return b"taizhang/proof/v1\n" + b"".join(dump(row) + b"\n" for row in rows)


# ---- Keys


def key_entries(log, own):
    """Numbers of the entries by which the keys of all who signed are known, up to the genesis; and who they all are."""
    about = lambda one, holders: one["type"] in ("ledger.genesis", "ledger.key_rotated") or (
        one["type"] in ("key.registered", "key.revoked") and one["subject"] in holders
    )
    holders, chosen = None, set(own)
    while holders != (signers := {signer for seq in chosen for signer in parts(log.entries[seq])[0]["signers"]}):
        holders = signers
        for seq, entry in enumerate(log.entries):
            if any(about(one, holders) for one in parts(entry)[1:]):
                chosen.add(seq)
    return sorted(chosen), sorted(holders)


def keys_of(log, chosen, holders):
    """keys.json, as the entries say it."""
    genesis = parts(log.entries[0])[1]["data"]
    rows = {holder: [] for holder in holders}
    rows["ledger"] = [{"registered": 0, "vkey": genesis["ledger_vkey"]}]
    rows[genesis["founder"]] = [{"registered": 0, "vkey": genesis["founder_vkey"]}]
    checkpoint = [{"since": -1, "vkey": genesis["vkey"]}]
    for seq in chosen:
        for one in parts(log.entries[seq])[1:]:
            data, own = one["data"], rows.get(one["subject"], [])
            if one["type"] == "ledger.key_rotated":
                checkpoint.append({"since": seq, "vkey": data["vkey"]})
            elif one["type"] == "key.registered":
                until = {"valid_to": data["valid_to"]} if "valid_to" in data else {}
                own.append({"registered": seq, "vkey": data["vkey"], **until})
            elif one["type"] == "key.revoked":
                for row in own:
                    row |= {"revoked": seq} if row["vkey"].startswith(data["key"]) else {}
    signers = [{"holder": holder, "keys": rows[holder]} for holder in sorted(rows)]
    return dump({"checkpoint": checkpoint, "ledger": genesis["ledger_vkey"], "signers": signers}) + b"\n"


# ---- Packs


def commitment(opening):
    message = "\n".join(["taizhang/pii/v1", opening["ref"], opening["field"], opening["value"]]).encode()
    return b64(hmac.digest(base64.b64decode(opening["r"]), message, "sha256"))


def pack_of(log, subject, openings=(), checkpoint=None, without=None):
    """Members of the pack of a subject, without SHA256SUMS; `without` an entry about keys, as if there were none."""
    own = [seq for seq, entry in enumerate(log.entries) if places(entry, subject)]
    chosen, holders = key_entries(log, own)
    chosen = [seq for seq in chosen if seq != without]
    files = {"README.txt": b"x\n", "index.html": b"<!doctype html>\n", "keys.json": keys_of(log, chosen, holders)}
    files["checkpoint.note"] = checkpoint or log.checkpoint()
    files["subject.proof"] = subject_proof(log, subject, checkpoint)
    for seq in chosen:
        files[f"entries/{seq:012}.entry"] = log.entries[seq]
        files[f"proofs/{seq:012}.proof"] = tlog_proof(log, seq, checkpoint)
    if openings:
        files["openings.jsonl"] = b"".join(sorted(dump(one) + b"\n" for one in openings))
    files["metadata.json"] = metadata(log, subject, own, openings)
    return files


def metadata(log, subject, own, openings):
    """Without evidence files: none of them is in the pack."""
    seq, claim = attestation_of(log)
    events = [one for at in own for one in parts(log.entries[at])[1:] if subject in [one["subject"], *one.get("refs", [])]]
    pieces = {piece["sha256"]: piece for one in events for piece in one.get("evidence", [])}
    evidence = [
        {"kind": pieces[name]["kind"], "media": pieces[name]["media"], "present": False, "sha256": name}
        for name in sorted(pieces)
    ]
    properties = {
        name: {"checks": [{"id": one, "member": by, "ok": one != "evidence_present" or not pieces} for one, by in checks]}
        for name, checks in FOUR_PROPERTIES.items()
    }
    about = {"format": "taizhang/pack/v1", "origin": log.origin, "genesis": log.genesis, "subject": subject}
    about |= {"purpose": parts(log.entries[0])[1]["data"]["purpose"], "size": len(log.entries), "as_of": claim["as_of"]}
    about |= {"attested_at": log.entries[seq][18:42].decode(), "entries": len(own), "events": len(events)}
    about |= {"evidence": evidence, "disclosed": [{"field": one["field"], "ref": one["ref"]} for one in openings]}
    return dump({**about, "four_properties": properties}) + b"\n"


def moment(log):
    """When the newest attestation was stamped, as ZIP files tell time: to two seconds."""
    stamp = log.entries[attestation_of(log)[0]][18:37].decode()
    *day_and_time, second = map(int, stamp.replace("T", "-").replace(":", "-").split("-"))
    return (*day_and_time, second // 2 * 2)


def place(name):
    """Where a member stands in a pack."""
    folder = name.split("/")[0]
    return (ORDER.index(folder) if folder in ORDER else len(ORDER), name)


def zipped(members, time, is_summed=True, names=None, **changed):
    """The ZIP file of these members, as a pack is written (10), unless something of their headers is `changed` or the order of
    `names` is another; with sums of what they are now, unless the old ones are to stay."""
    if is_summed:
        others = sorted(name for name in members if name != "SHA256SUMS")
        lines = [f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in others]
        members = {**members, "SHA256SUMS": "".join(lines).encode()}
    about = {"create_version": 63, "extract_version": 10, "external_attr": 0o100644 << 16, **changed}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names or sorted(members, key=place):
            info = zipfile.ZipInfo(name, time)
            for field, value in about.items():
                setattr(info, field, value)
            archive.writestr(info, members[name])
    return buffer.getvalue()
