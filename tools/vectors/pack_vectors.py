"""Evidence packs of specs/format.md section 10, as ZIP files made byte by byte, and what a forger would make of them."""

import base64
import hashlib
import hmac
import io
import json
import zipfile

import proof_vectors as proofs
from merkle import path
from notes import b64

PHOTO = b"a photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
RANDOM = hashlib.sha256(b"pack opening").digest()
OPENING = {"field": "head_name", "r": b64(RANDOM), "ref": "hh-1", "value": "李四"}


def commitment():
    message = "\n".join(["taizhang/pii/v1", "hh-1", "head_name", "李四"]).encode()
    return b64(hmac.new(RANDOM, message, hashlib.sha256).digest())


def make_log(registrar=proofs.FOUNDER, prover=proofs.CLERK):
    log = proofs.Log()
    clerk = proofs.CLERK
    proof = b64(prover.sign(f"taizhang/key/v1\n{log.genesis}\n{clerk.vkey}\n".encode()))
    log.add([proofs.event("key.registered", "p-1", {"vkey": clerk.vkey, "proof": proof})], registrar)
    first = proofs.event("household.registered", "hh-1", {"head_name": {"c": commitment()}})
    first["evidence"] = [{"sha256": DIGEST, "media": "image/jpeg", "kind": "photo"}]
    log.add([first, proofs.event("household.registered", "hh-2", {"persons": 2})], clerk)
    log.add([proofs.event("visit.recorded", "hh-2", {"minutes": 5})], clerk)
    log.add([proofs.event("visit.recorded", "hh-1", {"minutes": 45})], clerk)
    log.attest(5)
    return log


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def members(disclosed=True, photo=True, **how):
    log = make_log(**how)
    before, proofs.THE_LOG, proofs.SIZE = (proofs.THE_LOG, proofs.SIZE), log, len(log.entries)
    try:
        return build(log, disclosed, photo)
    finally:
        proofs.THE_LOG, proofs.SIZE = before


def build(log, disclosed, photo):
    size = len(log.entries)
    note = log.signed(size)
    own, keys = [2, 4], [0, 1]
    files = {"README.txt": "读我\n".encode(), "index.html": b"<!doctype html>\n"}
    files["metadata.json"] = (line(metadata(log, size, disclosed, photo)) + "\n").encode()
    files["checkpoint.note"] = note
    files["subject.proof"] = proofs.text(proofs.subject("hh-1", "5.0", 5)).encode()
    for seq in sorted(own + keys):
        files["entries/%012d.entry" % seq] = log.entries[seq][0]
    for seq in sorted(own + keys):
        files["proofs/%012d.proof" % seq] = proofs.tlog(seq).encode()
    files["keys.json"] = (line({
        "checkpoint": [{"since": -1, "vkey": proofs.LOG.vkey}], "ledger": proofs.LEDGER.vkey,
        "signers": [
            {"holder": "ledger", "keys": [{"registered": 0, "vkey": proofs.LEDGER.vkey}]},
            {"holder": "p-1", "keys": [{"registered": 1, "vkey": proofs.CLERK.vkey}]},
            {"holder": "p-founder", "keys": [{"registered": 0, "vkey": proofs.FOUNDER.vkey}]},
        ],
    }) + "\n").encode()
    if disclosed:
        files["openings.jsonl"] = (line(OPENING) + "\n").encode()
    if photo:
        files["evidence/" + DIGEST] = PHOTO
    return files


def metadata(log, size, disclosed, photo):
    def checks(*rows):
        return {"checks": [{"id": i, "member": m, "ok": ok} for i, m, ok in rows]}

    return {
        "as_of": 5, "attested_at": "2026-11-20T01:30:00.005Z", "entries": 2, "events": 2, "format": "taizhang/pack/v1",
        "disclosed": [{"field": "head_name", "ref": "hh-1"}] if disclosed else [],
        "evidence": [{"kind": "photo", "media": "image/jpeg", "present": photo, "sha256": DIGEST}],
        "genesis": log.genesis, "origin": proofs.ORIGIN, "size": size, "subject": "hh-1",
        "four_properties": {
            "authenticity": checks(("signatures", "keys.json", True), ("inclusion", "proofs/", True),
                                   ("ledger", "entries/000000000000.entry", True)),
            "integrity": checks(("completeness", "subject.proof", True), ("digests", "SHA256SUMS", True),
                                ("evidence_present", "metadata.json", photo)),
            "security": checks(("sealed", "entries/", True), ("disclosed", "openings.jsonl", True)),
            "usability": checks(("formats", "metadata.json", True), ("by_hand", "README.txt", True)),
        },
    }


TIME = (2026, 11, 20, 1, 30, 0)  # of the attestation, in steps of two seconds


def order(name):
    names = ["README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries", "proofs", "keys.json",
             "openings.jsonl", "evidence", "SHA256SUMS"]
    folder = name.split("/")[0]
    return names.index(folder) if folder in names else len(names), name


def archive(files, sums=True, time=TIME, attributes=0o100644, sort=True):
    files = dict(files)
    if sums:
        rows = sorted((name, hashlib.sha256(data).hexdigest()) for name, data in files.items())
        files["SHA256SUMS"] = "".join("%s  %s\n" % (digest, name) for name, digest in rows).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as pack:
        for name, data in sorted(files.items(), key=lambda item: order(item[0])) if sort else files.items():
            info = zipfile.ZipInfo(name, time)
            info.external_attr, info.create_system = attributes << 16, 3
            pack.writestr(info, data)
    return b64(buffer.getvalue())


def laid_out_otherwise(whole):
    """The same members, and room for another pack beside them: what one reader checks another never sees."""
    good = base64.b64decode(archive(whole))
    directory, local = good.index(b"PK\x01\x02"), good.index(b"PK\x03\x04", 4)
    yield "bytes after the end", good + b"x"
    yield "bytes in front", b"x" + good
    yield "a comment", good[:-2] + b"\x01\x00x"
    yield "a name in front of a member that the directory has not", good.replace(b"README.txt", b"README.TXT", 1)
    yield "a size in front of a member that the directory has not", good[:22] + b"\xff" + good[23:]
    yield "a time in front of a member that the directory has not", good[:10] + b"\x00" + good[11:]
    yield "bytes between two members", shifted(good, local, b"x")
    yield "bytes before the directory", shifted(good, directory, b"x")
    yield "all members at another time", base64.b64decode(archive(whole, time=(2026, 11, 20, 1, 30, 2)))
    yield "members that are links", base64.b64decode(archive(whole, attributes=0o120777))
    names = sorted(whole, key=order, reverse=True)
    yield "members in another order", base64.b64decode(archive({name: whole[name] for name in names}, sort=False))


def shifted(data, at, gap):
    """A gap put in, every offset behind it put right."""
    end, result = len(data) - 22, bytearray(data[:at] + gap + data[at:])
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    place, stop = start, end
    while place < stop:
        offset = int.from_bytes(data[place + 42 : place + 46], "little")
        if offset >= at:
            moved = place + len(gap)
            result[moved + 42 : moved + 46] = (offset + len(gap)).to_bytes(4, "little")
        place += 46 + int.from_bytes(data[place + 28 : place + 30], "little")
    result[end + len(gap) + 16 : end + len(gap) + 20] = (start + len(gap)).to_bytes(4, "little")
    return bytes(result)


def case(desc, files, error=None, sums=True, **want):
    pins = {"vkeys": [proofs.LOG.vkey], "genesis": make_log().genesis, "signers": []}
    end = {"want": want} if error is None else {"wantErr": error}
    return {"desc": desc, "pack": files if isinstance(files, str) else archive(files, sums), "pins": pins, **end}


def packs():
    whole = members()
    want = {"subject": "hh-1", "complete": [2, 4], "disclosed": ["李四"], "evidence": 1, "absent": 0}
    yield case("a pack", whole, **want)
    yield case("nothing disclosed", members(disclosed=False), **{**want, "disclosed": []})
    yield case("without its evidence", members(photo=False), **{**want, "evidence": 0, "absent": 1})
    yield case("another page", {**whole, "index.html": b"<p>\n"}, **want)
    yield from forgeries(whole)


def forgeries(whole):
    def without(*names):
        return {name: data for name, data in whole.items() if name not in names}

    def swapped(name, old, new):
        assert old in whole[name]
        return {**whole, name: whole[name].replace(old, new)}

    visit = "entries/000000000004.entry"
    yield case("an entry's text", swapped(visit, b"45", b"54"), "false")
    yield case("an entry dropped", without(visit), "false")
    yield case("an entry and its proof dropped", without(visit, "proofs/000000000004.proof"), "false")
    yield case("the registration of a key dropped", without("entries/000000000001.entry", "proofs/000000000001.proof"), "false")
    yield case("another's entry added", extra_entry(whole), "false")
    yield case("a key exchanged", swapped("keys.json", proofs.CLERK.vkey.encode(), proofs.STRANGER.vkey.encode()), "false")
    yield case("a key registered in the founder's name by who holds the ledger's keys",
               members(registrar=proofs.Signer("p-founder", "not the founder's key")), "false")
    yield case("a key whose secret nobody proved to hold", members(prover=proofs.STRANGER), "false")
    yield case("the opened value", swapped("openings.jsonl", "李四".encode(), "王五".encode()), "false")
    yield case("whose value it is", swapped("openings.jsonl", b"hh-1", b"hh-2"), "false")
    yield case("an evidence file", {**whole, "evidence/" + DIGEST: b"another photo"}, "false")
    yield case("evidence nobody named", {**whole, "evidence/" + hashlib.sha256(b"x").hexdigest(): b"x"}, "false")
    yield case("the metadata", swapped("metadata.json", b'"events":2', b'"events":3'), "false")
    yield case("the checkpoint", {**whole, "checkpoint.note": make_log().signed(5)}, "false")
    yield case("digests left as they were", {**whole, "SHA256SUMS": b""}, "false", sums=False)
    yield case("a member too many", {**whole, "setup.exe": b"x"}, "malformed")
    yield case("a name that leaves the folder", {**whole, "evidence/../x": b"x"}, "malformed")
    yield case("a number too short", {**whole, "entries/4.entry": whole[visit]}, "malformed")
    yield case("the proof dropped", without("subject.proof"), "malformed")
    for desc, data in laid_out_otherwise(whole):
        yield case(desc, b64(data), "malformed")
    yield case("its end missing", b64(base64.b64decode(archive(whole))[:-30]), "malformed")


def extra_entry(whole):
    log = make_log()
    size = len(log.entries)
    lines = ["c2sp.org/tlog-proof@v1", "extra " + b64(log.entries[3][0]), "index 3"]
    lines += [b64(h) for h in path(3, log.tree(), 0, size)]
    proof = ("\n".join(lines) + "\n\n").encode() + whole["checkpoint.note"]
    return {**whole, "entries/000000000003.entry": log.entries[3][0], "proofs/000000000003.proof": proof}
