"""Evidence packs of specs/format.md section 10, as ZIP files made byte by byte, and what a forger would make of them."""

import base64
import hashlib
import hmac
import io
import json
import zipfile

import proof_vectors as proofs
from merkle import path
from notes import Signer, b64, signature_line

PHOTO = b"a photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()
RANDOM = hashlib.sha256(b"pack opening").digest()
OPENING = {"field": "head_name", "r": b64(RANDOM), "ref": "hh-1", "value": "李四"}


def commitment():
    message = "\n".join(["taizhang/pii/v1", "hh-1", "head_name", "李四"]).encode()
    return b64(hmac.new(RANDOM, message, hashlib.sha256).digest())


def registered(signer, scope, proof=None):
    return proofs.event("key.registered", signer.name, {"vkey": signer.vkey, "proof": proof or proofs.possession(signer, scope)})


def zeros(signer):
    """A signature line that whoever lacks the key can write."""
    return signature_line(signer.name, signer.id + bytes(64))


def make_log(before=None, visit=None, data=None):
    """The county in six entries; a forger writes another `before` the household's, another visit, another household."""
    log = proofs.Log()
    clerk, founder = proofs.CLERK, proofs.FOUNDER
    (before or (lambda log: log.add([registered(clerk, log.genesis)], founder)))(log)
    first = proofs.event("household.registered", "hh-1", data or {"head_name": {"c": commitment()}})
    first["evidence"] = [{"sha256": DIGEST, "media": "image/jpeg", "kind": "photo"}]
    log.add([first, proofs.event("household.registered", "hh-2", {"persons": 2})], clerk)
    log.add([proofs.event("visit.recorded", "hh-2", {"minutes": 5})], clerk)
    (visit or (lambda log: log.add([proofs.event("visit.recorded", "hh-1", {"minutes": 45})], clerk)))(log)
    log.attest(len(log.entries))
    return log


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def members(disclosed=True, photo=True, log=None, **more):
    log = log or make_log()
    before, proofs.THE_LOG, proofs.SIZE = (proofs.THE_LOG, proofs.SIZE), log, len(log.entries)
    try:
        return build(log, disclosed, photo, **more)
    finally:
        proofs.THE_LOG, proofs.SIZE = before


def build(log, disclosed, photo, keys=(0, 1), holders=()):
    """`keys` are the entries about keys, `holders` more than the three whose keys every pack needs."""
    size = len(log.entries)
    note, last = log.signed(size), size - 1
    own = [seq for seq in range(size) if log.links(seq, "hh-1")]
    files = {"README.txt": "读我\n".encode(), "index.html": b"<!doctype html>\n"}
    files["metadata.json"] = (line(metadata(log, own, disclosed, photo)) + "\n").encode()
    files["checkpoint.note"] = note
    files["subject.proof"] = proofs.text(proofs.subject("hh-1", "%d.0" % last, last)).encode()
    for seq in sorted({*own, *keys}):
        files["entries/%012d.entry" % seq] = log.entries[seq][0]
    for seq in sorted({*own, *keys}):
        files["proofs/%012d.proof" % seq] = proofs.tlog(seq).encode()
    known = [(0, proofs.LEDGER), (0, proofs.FOUNDER), *(holders or [(1, proofs.CLERK)])]
    rows = {}
    for seq, signer in known:
        rows.setdefault(signer.name, []).append({"registered": seq, "vkey": signer.vkey})
    files["keys.json"] = (line({
        "checkpoint": [{"since": -1, "vkey": proofs.LOG.vkey}], "ledger": proofs.LEDGER.vkey,
        "signers": [{"holder": name, "keys": rows[name]} for name in sorted(rows)],
    }) + "\n").encode()
    if disclosed:
        files["openings.jsonl"] = (line(OPENING) + "\n").encode()
    if photo:
        files[f"evidence/{DIGEST}.jpg"] = PHOTO
    return files


def metadata(log, own, disclosed, photo):
    size, events = len(log.entries), sum(len(log.links(seq, "hh-1")) for seq in own)

    def checks(*rows):
        return {"checks": [{"id": i, "member": m, "ok": ok} for i, m, ok in rows]}

    return {
        "as_of": size - 1, "attested_at": "2026-11-20T01:30:00.%03dZ" % (size - 1), "entries": len(own), "events": events, "format": "taizhang/pack/v1",
        "disclosed": [{"field": "head_name", "ref": "hh-1"}] if disclosed else [],
        "evidence": [{"kind": "photo", "media": "image/jpeg", "present": photo, "sha256": DIGEST}],
        "genesis": log.genesis, "origin": proofs.ORIGIN, "purpose": "test", "size": size, "subject": "hh-1",
        "four_properties": {
            "authenticity": checks(("signatures", "keys.json", True), ("inclusion", "proofs/", True),
                                   ("ledger", "entries/000000000000.entry", True)),
            "integrity": checks(("completeness", "subject.proof", True), ("digests", "SHA256SUMS", True),
                                ("evidence_present", "metadata.json", photo)),
            "security": checks(("sealed", "entries/", True), ("disclosed", "openings.jsonl", True)),
            "usability": checks(("formats", "metadata.json", True), ("by_hand", "README.txt", True)),
        },
    }


def archive(files, sums=True, time=(2026, 11, 20, 1, 30, 0), **changed):
    """As a pack is written (format.md 10), unless something of a member's header is `changed`."""
    files = dict(files)
    if sums:
        rows = sorted((name, hashlib.sha256(data).hexdigest()) for name, data in files.items())
        files["SHA256SUMS"] = "".join("%s  %s\n" % (digest, name) for name, digest in rows).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as pack:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, time)
            about = {"create_version": 63, "extract_version": 10, "external_attr": 0o100644 << 16, **changed}
            for field, value in about.items():
                setattr(info, field, value)
            pack.writestr(info, data)
    return b64(buffer.getvalue())


def case(desc, files, error=None, sums=True, **want):
    pins = {"vkeys": [proofs.LOG.vkey], "genesis": proofs.Log().genesis, "signers": []}
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
    yield from forged_keys()
    yield from forged_openings()
    yield from archives(whole)


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
    yield case("the opened value", swapped("openings.jsonl", "李四".encode(), "王五".encode()), "false")
    yield case("whose value it is", swapped("openings.jsonl", b"hh-1", b"hh-2"), "false")
    yield case("an evidence file", {**whole, f"evidence/{DIGEST}.jpg": b"another photo"}, "false")
    yield case("evidence nobody named", ordered({**whole, f"evidence/{hashlib.sha256(b'x').hexdigest()}.jpg": b"x"}), "false")
    yield case("evidence by another ending", renamed(whole, f"evidence/{DIGEST}.jpg", f"evidence/{DIGEST}.exe"), "false")
    yield case("evidence without an ending", renamed(whole, f"evidence/{DIGEST}.jpg", f"evidence/{DIGEST}"), "malformed")
    yield case("the metadata", swapped("metadata.json", b'"events":2', b'"events":3'), "false")
    yield case("the checkpoint", {**whole, "checkpoint.note": make_log().signed(5)}, "false")
    yield case("digests left as they were", {**whole, "SHA256SUMS": b""}, "false", sums=False)
    yield case("a member too many", {**whole, "setup.exe": b"x"}, "malformed")
    yield case("a name that leaves the folder", {**whole, "evidence/../x": b"x"}, "malformed")
    yield case("a number too short", {**whole, "entries/4.entry": whole[visit]}, "malformed")
    yield case("the proof dropped", without("subject.proof"), "malformed")
    yield case("its end missing", b64(base64.b64decode(archive(whole))[:-30]), "malformed")


def extra_entry(whole):
    log = make_log()
    size = len(log.entries)
    lines = ["c2sp.org/tlog-proof@v1", "extra " + b64(log.entries[3][0]), "index 3"]
    lines += [b64(h) for h in path(3, log.tree(), 0, size)]
    proof = ("\n".join(lines) + "\n\n").encode() + whole["checkpoint.note"]
    more = {"entries/000000000003.entry": log.entries[3][0], "proofs/000000000003.proof": proof}
    return ordered({**whole, **more})


def ordered(files):
    """In the order in which members stand in a pack."""
    places = ["README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries", "proofs", "keys.json",
              "openings.jsonl", "evidence", "SHA256SUMS"]
    return dict(sorted(files.items(), key=lambda item: (places.index(item[0].split("/")[0]), item[0])))


def renamed(files, old, new):
    """The same members, one of them under another name."""
    return {new if name == old else name: data for name, data in files.items()}


def forged_keys():
    """What the holder of all the ledger's keys can put into its log, and nobody he names has signed."""
    clerk, founder, stranger, other = proofs.CLERK, proofs.FOUNDER, proofs.STRANGER, Signer("p-1", "another key of that name")
    visit = proofs.event("visit.recorded", "hh-1", {"minutes": 45})

    def pack(desc, want, before=None, visit=None, **more):
        files = members(log=make_log(before, visit), **more)
        return case(desc, files, **want) if isinstance(want, dict) else case(desc, files, want)

    def by_registrar(log, *lines):
        log.add([registered(stranger, log.genesis)], founder)
        log.add([registered(clerk, log.genesis)], stranger, lines=lines[0] if lines else None)

    keys, known = [0, 1, 2], [(1, stranger), (2, clerk)]
    want = {"subject": "hh-1", "complete": [3, 5], "disclosed": ["李四"], "evidence": 1, "absent": 0}
    yield pack("a registrar whom the founder registered", want, by_registrar, keys=keys, holders=known)
    yield pack("the registrar's own registration left out", "false", by_registrar, keys=[0, 2], holders=[(2, clerk)])
    yield pack("registered under a founder's line of zeros", "false",
               lambda log: log.add([registered(clerk, log.genesis)], founder, lines=lambda text: zeros(founder)))
    yield pack("registered under a registrar's line of zeros", "false", lambda log: by_registrar(log, lambda text: zeros(stranger)),
               keys=keys, holders=known)
    yield pack("registered by somebody whom nobody registered", "false",
               lambda log: log.add([registered(clerk, log.genesis)], stranger))
    yield pack("registered by the ledger", "false", lambda log: log.add([registered(clerk, log.genesis)], proofs.LEDGER))
    yield pack("registered by its holder", "false", lambda log: (log.add([registered(other, log.genesis)], founder),
               log.add([registered(clerk, log.genesis)], other)), keys=keys, holders=[(1, other), (2, clerk)])
    yield pack("a proof of possession by another key", "false",
               lambda log: log.add([registered(clerk, log.genesis, b64(other.sign(b"x")))], founder))
    yield pack("a proof of possession for another ledger", "false",
               lambda log: log.add([registered(clerk, proofs.ORIGIN)], founder))
    yield pack("a public key of two persons", "false", lambda log: log.add(
        [registered(Signer("p-3", "p-1"), log.genesis), registered(clerk, log.genesis)], founder))
    yield pack("a visit under a line of zeros", "false", visit=lambda log: log.add([visit], clerk, lines=lambda text: zeros(clerk)))
    yield pack("a visit signed by another key of that name", "false", visit=lambda log: log.add([visit], other))
    yield pack("the ledger's key signs a visit", "false", visit=lambda log: log.add([visit], proofs.LEDGER))


def forged_openings():
    """A commitment counts where it was made for: whoever reads one can write it down elsewhere."""
    def sealed(ref, field):
        message = "\n".join(["taizhang/pii/v1", ref, field, "李四"]).encode()
        return {"c": b64(hmac.new(RANDOM, message, hashlib.sha256).digest())}

    def pack(desc, opening, data, visit=None, error="false", **want):
        log = make_log(data=data, visit=visit)
        files = members(log=log)
        files["openings.jsonl"] = (line(opening) + "\n").encode()
        disclosed = [{"field": opening["field"], "ref": opening["ref"]}]
        files["metadata.json"] = (line({**json.loads(files["metadata.json"]), "disclosed": disclosed}) + "\n").encode()
        return case(desc, files, **want) if want else case(desc, files, error)

    want = {"subject": "hh-1", "complete": [2, 4], "disclosed": ["李四"], "evidence": 1, "absent": 0}
    account, member = {**OPENING, "field": "bank_account"}, {**OPENING, "field": "members.0.name"}
    yield pack("opened where another field stands", account, {"head_name": sealed("hh-1", "bank_account")})
    yield pack("opened in an event about its subject, sealed for another", {**OPENING, "ref": "hh-99"},
               {"head_name": sealed("hh-99", "head_name")})
    yield pack("opened in a list", member, {"members": [{"name": sealed("hh-1", "members.0.name")}]}, **want)
    yield pack("opened at another place of a list", member, {"members": [{}, {"name": sealed("hh-1", "members.0.name")}]})
    copied = proofs.event("household.registered", "hh-3", {"head_name": sealed("hh-1", "head_name")}, ["hh-1"])
    yield pack("a copy of the commitment in an event about another who names the subject", OPENING,
               {"head_name": sealed("hh-1", "head_name")}, lambda log: log.add([copied], proofs.CLERK), **want)
    yield pack("only a copy of the commitment", OPENING, {"head_name": "x"}, lambda log: log.add([copied], proofs.CLERK))

    def corrected(data):
        event = proofs.event("record.corrected", "hh-1", data)
        event["corrects"] = "01JD3Q0M5K0000000000000002.0"
        return lambda log: log.add([event], proofs.CLERK)

    name = sealed("hh-1", "head_name")
    yield pack("opened in a correction", OPENING, {"persons": 1}, corrected({"fields": {"head_name": name}}), **want)
    yield pack("opened beside a correction's fields", OPENING, {"persons": 1}, corrected({"head_name": name, "fields": {}}))


def archives(whole):
    """The same members in a ZIP file that is not the one they make."""
    summed = base64.b64decode(archive(whole))
    changed = lambda at, data: b64(summed[:at] + data + summed[at + len(data):])
    start = summed.rindex(b"PK\5\6")
    directory = int.from_bytes(summed[start + 16:start + 20], "little")
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as pack:
        pack.writestr(zipfile.ZipInfo("README.txt", (2026, 11, 20, 1, 30, 0)), b"another")
    hidden = hidden.getvalue()[:30 + len("README.txt") + len(b"another")]
    yield case("bytes after its end", b64(summed + b"more"), "malformed")
    yield case("a comment", b64(summed[:start + 20] + b"\4\0more"), "malformed")
    yield case("a member before the first that no directory lists", b64(shifted(hidden, summed, start, directory)), "malformed")
    yield case("the same, the directory not told", b64(hidden + summed), "malformed")
    for desc, at, data in [
        ("version", 4, b"\x14"), ("flags", 6, b"\1"), ("method", 8, b"\x08"), ("time", 10, b"\0"), ("checksum", 14, b"\0\0\0\0"),
        ("size", 22, b"\1"), ("name", 30, b"EVILME.txt"), ("extra", 28, b"\4"),
    ]:
        yield case("another %s before the first member than in the directory" % desc, changed(at, data), "malformed")
        if desc not in ("name", "extra"):
            both = bytearray(base64.b64decode(changed(at, data)))
            both[directory + at + 2:directory + at + 2 + len(data)] = data
            yield case("another %s of the first member" % desc, b64(bytes(both)), "malformed")
    yield case("a symbolic link", archive(whole, external_attr=0o120777 << 16), "malformed")
    yield case("written by another system", archive(whole, create_system=0), "malformed")
    yield case("at another time", archive(whole, time=(2026, 11, 20, 1, 30, 2)), "malformed")
    yield case("a comment of each member", archive(whole, comment=b"x"), "malformed")
    yield case("members in another order", archive(dict(reversed(whole.items()))), "malformed")
    first = "000000000000"
    for digits in ("0" * 20, "9" * 20, "0" * 13):
        name, proof = "entries/%s.entry" % digits, "proofs/%s.proof" % digits
        more = {name: whole["entries/%s.entry" % first], proof: whole["proofs/%s.proof" % first]}
        yield case("entry %s" % digits, ordered({**whole, **more}), "malformed")
    entry = {**whole, "subject.proof": whole["proofs/%s.proof" % first]}
    yield case("the proof of an entry in the place of the subject's", entry, "false")
    yield case("an empty file of openings", ordered({**members(disclosed=False), "openings.jsonl": b""}), "false")


def shifted(hidden, summed, start, directory):
    """What a careful forger puts in front: the directory says where members are now."""
    data, at = bytearray(summed), directory
    while at < start:
        offset = int.from_bytes(data[at + 42:at + 46], "little") + len(hidden)
        data[at + 42:at + 46] = offset.to_bytes(4, "little")
        at += 46 + sum(int.from_bytes(data[at + place:at + place + 2], "little") for place in (28, 30, 32))
    data[start + 16:start + 20] = (directory + len(hidden)).to_bytes(4, "little")
    return hidden + bytes(data)
