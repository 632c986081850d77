"""Evidence packs and proof files altered after they were made (specs/format.md 9, 10)."""

import hashlib
import io
import json
import os
import random
import struct
import subprocess
import tempfile
import warnings
import zipfile

from corpus import evidence
from corpus.case import Case
from corpus.evidence import commitment, moment, pack_of, subject_proof, tlog_proof, zipped
from corpus.forged.base import joined, lines_of, visit
from corpus.log import SigningKey, b64, write_ledger
from corpus.story import event, parts


def made(taizhang, log, *arguments):
    """What `taizhang prove` makes of a ledger that is good."""
    with tempfile.TemporaryDirectory() as folder:
        write_ledger(folder + "/ledger", log)
        environment = {**os.environ, "XDG_STATE_HOME": folder}
        for command in (["rebuild"], ["prove", *arguments, "--into", folder + "/made"]):
            subprocess.run(
                [taizhang, *command, "--ledger", folder + "/ledger"], check=True, capture_output=True, env=environment
            )
        with open(folder + "/made", "rb") as file:
            return file.read()


def members_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tamper(cases, taizhang, story, seed):
    chance, log = random.Random(seed), story.log
    add = lambda kind, name, why, data, status: cases.append(
        Case(f"{kind}-{name}", kind, why, {"file": data}, None, log.key.vkey, log.genesis, status=status)
    )
    whole = made(taizhang, log, "--pack", "pb-1")
    packs(add, members_of(whole), chance, moment(log))
    archives(add, whole, members_of(whole), moment(log))
    keys(add, story)
    openings(add, story)
    proofs(add, taizhang, log, chance)
    lines(add, story)


def flipped(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(7)]) + data[at + 1 :]


def packs(add, members, chance, time):
    zipped = lambda *arguments: evidence.zipped(arguments[0], time, *arguments[1:])
    add("pack", "good", "as it was made", zipped(members), 0)
    for name in members:
        short = name.replace("/", "-")
        proves_nothing = name in ("README.txt", "index.html", "SHA256SUMS")
        changed = {**members, name: flipped(members[name], chance)}
        add("pack", f"flip-{short}", f"one bit of {name}", zipped(changed, False), 2)
        if not proves_nothing and name not in ("subject.proof", "checkpoint.note"):
            status = "bad" if name.startswith("proofs/") else 2  # a proof that is none any more is malformed
            add("pack", f"resummed-{short}", f"one bit of {name}, SHA256SUMS made anew", zipped(changed), status)
        if "/" not in name:
            rest = {other: content for other, content in members.items() if other != name}
            add("pack", f"gone-{short}", f"{name} is not there", zipped(rest, name != "SHA256SUMS"), 65)
    first = next(name for name in members if name.startswith("entries/"))
    for gone in (first, first.replace("entries/", "proofs/").replace(".entry", ".proof")):
        rest = {name: content for name, content in members.items() if name != gone}
        add("pack", f"gone-{gone.replace('/', '-')}", f"{gone} is not there", zipped(rest), 2)
    first = "000000000000"
    for digits in ("0" * 20, "9" * 20, "0" * 13):
        more = {f"entries/{digits}.entry": members[f"entries/{first}.entry"]}
        more |= {f"proofs/{digits}.proof": members[f"proofs/{first}.proof"]}
        add("pack", f"number-{digits}", "an entry's number written otherwise", zipped({**members, **more}), 65)
    other = {**members, "subject.proof": members[f"proofs/{first}.proof"]}
    add("pack", "subject-of-entry", "the proof of an entry in the place of the subject's", zipped(other), 2)
    add("pack", "no-openings", "a file of openings with nothing in it", zipped({**members, "openings.jsonl": b""}), 2)
    add("pack", "stray", "a member too many", zipped({**members, "notes.txt": b"x"}), 65)
    add("pack", "no-zip", "not a ZIP file", b"PK\3\4nothing", 65)


def archives(add, whole, members, time):
    """The same members in a ZIP file that is not the one they make: whoever unpacks it may see other files than were checked."""
    start = whole.rindex(b"PK\5\6")
    directory = struct.unpack("<I", whole[start + 16 : start + 20])[0]
    bad = lambda name, why, data: add("pack", "zip-" + name, why, data, 65)
    at = lambda place, data, base=whole: base[:place] + data + base[place + len(data) :]
    add("pack", "zip-again", "written again by another program", zipped(members, time), 0)
    bad("trailing", "bytes after its end", whole + b"more")
    bad("comment", "a comment of the archive", at(start + 20, b"\5\0") + b"hello")
    evil = b"evil"
    about = (10, 0, 0, 0, 0, 0, len(evil), len(evil), len("README.txt"), 0)
    hidden = struct.pack("<4s5H3I2H", b"PK\3\4", *about) + b"README.txt" + evil
    bad("prefix", "another README in front, of which the directory knows nothing", hidden + whole)
    bad("hidden", "another README in front, the directory shifted", hidden + shifted(whole, start, directory, len(hidden)))
    between = directory + len(hidden)
    ended = at(start + 16, struct.pack("<I", between))
    bad("between", "a README between members and directory", ended[:directory] + hidden + ended[directory:])
    fields = {"version": (4, b"\x14"), "flags": (6, b"\1"), "utf-8": (7, b"\x08"), "method": (8, b"\x08"), "time": (10, b"\0\0")}
    fields |= {"crc": (14, b"\1\2\3\4"), "size": (22, b"\3\0"), "name-length": (26, b"\x09"), "extra": (28, b"\4")}
    for name, (place, data) in fields.items():
        bad(f"local-{name}", f"another {name} before the first member than in the directory", at(place, data))
        bad(f"central-{name}", f"another {name} in the directory than before the first member", at(directory + place + 2, data))
        bad(f"both-{name}", f"another {name} of the first member", at(directory + place + 2, data, at(place, data)))
    bad("local-name", "another name before the first member than in the directory", at(30, b"EVILME.txt"))
    bad("central-name", "another name in the directory", at(directory + 46, b"EVILME.txt"))
    bad("symlink", "a symbolic link", zipped(members, time, external_attr=0o120777 << 16))
    bad("executable", "an executable file", zipped(members, time, external_attr=0o100755 << 16))
    bad("system", "made under another system", zipped(members, time, create_system=0))
    bad("member-comment", "a comment of each member", zipped(members, time, comment=b"x"))
    bad("member-extra", "an extra field of each member", zipped(members, time, extra=b"xx\0\0"))
    bad("compressed", "compressed members", deflated(members))
    bad("time", "all at another time", zipped(members, (2026, 6, 30, 0, 0, 0)))
    bad("order", "members in another order", zipped(members, time, names=[*members][::-1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bad("twice", "a member twice", zipped(members, time, names=["README.txt", *members]))
    bad("folder", "a folder as a member", zipped({**members, "evidence/": b""}, time))


def deflated(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def shifted(whole, start, directory, by):
    """The archive as it says of itself when so many bytes stand in front."""
    data, at = bytearray(whole), directory
    while at < start:
        data[at + 42 : at + 46] = struct.pack("<I", struct.unpack("<I", data[at + 42 : at + 46])[0] + by)
        at += 46 + sum(struct.unpack("<HHH", data[at + 28 : at + 34]))
    data[start + 16 : start + 20] = struct.pack("<I", directory + by)
    return bytes(data)


class Zeros:
    """Who has no key of somebody's and signs all the same."""

    def __init__(self, key):
        self.key = key

    def line(self, text):
        return f"\u2014 {self.key.name} {b64(self.key.id + bytes(64))}\n".encode()


def keys(add, story):
    """Packs that the holder of the ledger's own keys makes of a visit by p-head that p-head never signed."""
    mine, founder = SigningKey.seeded("p-head", "operator"), story.key("p-founder")

    def pack(name, why, status, body, signer="p-head", key=mine):
        fork = story.fork()
        body(fork)
        fork.add([visit(refs=[signer])], [signer], [key])
        fork.add([fork.attestation()], ["ledger"])
        add("pack", "keys-" + name, why, zipped(pack_of(fork.log, "hh-1"), moment(fork.log)), status)

    register = lambda fork, signer, line=None, **more: fork.add([fork.registration("p-head", mine, **more)], [signer], line)
    pack("true", "a second key that a registrar registered", 0, lambda fork: register(fork, "p-registrar"))
    pack("zeros", "registered under a founder's line of zeros", 2, lambda fork: register(fork, "p-founder", [Zeros(founder)]))

    def borrowed_line(fork):
        true = next(entry for entry in fork.log.entries[9:] if parts(entry)[0]["signers"] == ["p-founder"])
        entry = fork.entry([fork.registration("p-head", mine)], ["p-founder"])
        fork.take(joined(lines_of(entry)[0], lines_of(true)[1]))

    pack("other-text", "registered under the founder's line of another text", 2, borrowed_line)

    def invented(fork):
        other = fork.key("p-invented", 7)
        fork.add([fork.registration("p-invented", other)], ["p-invented"], [other])
        register(fork, "p-invented", [other])

    pack("invented", "registered by somebody invented, whom nobody else registered", 2, invented)
    pack("ledger", "registered by the ledger itself", 2, lambda fork: register(fork, "ledger"))
    pack("countersigned", "registered by its holder, the ledger countersigning", 2, lambda fork: fork.add(
        [fork.registration("p-head", mine)], ["p-head", "ledger"]))
    pack("unregistered", "registered nowhere", 2, lambda fork: None)

    def false_proof(fork):
        data = {"vkey": mine.vkey, "proof": fork.key("p-head").proof(fork.log.genesis)}
        fork.add([event("key.registered", "p-head", data)], ["p-founder"])

    pack("no-proof", "a proof of possession by another key", 2, false_proof)
    public = SigningKey("p-head", story.key("p-clerk").seed)
    pack("borrowed", "somebody else's public key", 2, lambda fork: fork.add(
        [fork.registration("p-head", public)], ["p-founder"]), key=public)
    pack("until", "registered until a day that is none", 2, lambda fork: register(fork, "p-registrar", valid_to="soon"))
    pack("expired", "signed after its last day", 2, lambda fork: register(fork, "p-registrar", valid_to="2026-02-01"))

    def revoked(fork):
        register(fork, "p-registrar")
        fork.add([event("key.revoked", "p-head", {"key": mine.vkey, "reason": "lost"})], ["p-registrar"])

    pack("revoked", "signed by a key revoked before", 2, revoked)

    def revokes_itself(fork):
        register(fork, "p-registrar")
        fork.add([event("key.revoked", "p-head", {"key": mine.vkey, "reason": "lost"})], ["p-head"], [mine])

    pack("revokes-itself", "a key that signed its own revocation", 0, revokes_itself, key=story.key("p-head"))
    pack("stamps", "stamped before the key's last day, after entries of later days", 2, lambda fork: (
        register(fork, "p-registrar", valid_to="2026-02-20"), fork.later(days=-20)))
    withheld(add, story)


def withheld(add, story):
    """Entries left out of a true pack. Of the registration of a key the pack says itself that it is missing; of a revocation or
    a rotation nobody can know who has no more than the pack: that stands under what is not proved."""
    members, time = pack_of(story.log, "hh-1"), moment(story.log)
    add("pack", "keys-good", "made by another program", zipped(members, time), 0)
    for name in [name for name in members if name.startswith("entries/")]:
        proof = name.replace("entries/", "proofs/").replace(".entry", ".proof")
        rest = {one: content for one, content in members.items() if one not in (name, proof)}
        add("pack", f"keys-without-{name[8:20]}", f"{name} and its proof are not there", zipped(rest, time), 2)
        kinds = {one["type"] for one in parts(members[name])[1:]}
        if any(kind.startswith(("key.", "ledger.key")) for kind in kinds):
            fitted = pack_of(story.log, "hh-1", without=int(name[8:20]))
            status = 2 if "key.registered" in kinds else 0
            add("pack", f"keys-fitted-{name[8:20]}", f"{name} is left out, keys.json made to fit", zipped(fitted, time), status)
    seq = next(seq for seq, entry in enumerate(story.log.entries) if b"fund.appropriated" in entry)
    more = {f"entries/{seq:012}.entry": story.log.entries[seq], f"proofs/{seq:012}.proof": tlog_proof(story.log, seq)}
    add("pack", "keys-stray", "an entry that has nothing to do with it", zipped({**members, **more}, time), 2)


def openings(add, story):
    """Openings count where their commitment stands: in an event about their subject, at their field."""
    opening = {"field": "head_name", "r": b64(bytes(range(32))), "ref": "hh-77", "value": "张三"}

    def pack(name, why, status, opened, sealed, *more, subject="hh-77"):
        fork = story.fork()
        data = {"village": "v-1", "persons": 2, **{field: {"c": commitment(one)} for field, one in sealed.items()}}
        fork.add([event("household.registered", "hh-77", data, place="621021103204")], ["p-clerk"])
        for one in more:
            fork.add([one(fork) if callable(one) else one], ["p-clerk"])
        fork.add([fork.attestation()], ["ledger"])
        files = pack_of(fork.log, subject, opened)
        add("pack", "opening-" + name, why, zipped(files, moment(fork.log)), status)

    own = {"head_name": opening}
    account, other = {**opening, "field": "bank_account"}, {**opening, "ref": "hh-99"}
    copied = lambda ref, **more: event("household.registered", ref, {
        "village": "v-1", "persons": 2, "head_name": {"c": commitment(opening)}}, place="621021103204", **more)
    pack("good", "as it was sealed", 0, [opening], own)
    pack("other-field", "sealed for another field than where it stands", 2, [account], {"head_name": account})
    pack("wrong-field", "said to be of another field", 2, [account], own)
    pack("other-subject", "sealed for another subject than where it stands", 2, [other], {"head_name": other})
    pack("copied", "copied by somebody into an event about another, who names the subject", 0, [opening], own,
         copied("hh-78", refs=["hh-77"]))
    pack("copied-before", "in the pack of the one it was copied for", 2, [{**opening, "ref": "hh-78"}], own,
         copied("hh-78", refs=["hh-77"]), subject="hh-78")
    pack("copy-of-the-subject", "opened for its own subject in the pack of another", 2, [opening], own,
         copied("hh-78"), subject="hh-78")
    pack("value", "another value", 2, [{**opening, "value": "李四"}], own)
    pack("twice", "the same line twice", 2, [opening, opening], own)
    correct = lambda data: lambda fork: event("record.corrected", "hh-77", data,
                                              corrects=f"{parts(fork.log.entries[-1])[0]['tx']}.0")
    sealed = {"head_name": {"c": commitment(opening)}}
    pack("corrected", "in a correction, under fields", 0, [opening], {}, correct({"fields": sealed, "reason": "笔误"}))
    pack("beside", "in a correction, beside fields", 2, [opening], {}, correct({"fields": {}, "reason": "笔误", **sealed}))
    listed = {**opening, "field": "members.1.name"}
    members = lambda *items: event("household.registered", "hh-77", {"members": [*items]}, place="621021103204")
    pack("listed", "in a list", 0, [listed], {}, members({}, {"name": {"c": commitment(listed)}}))
    pack("listed-elsewhere", "at another place of a list", 2, [listed], {}, members({"name": {"c": commitment(listed)}}, {}))
    zero = {**opening, "field": "members.01.name"}
    pack("listed-zero", "its place in a list with a zero in front", 2, [zero], {}, members({}, {"name": {"c": commitment(zero)}}))


def proofs(add, taizhang, log, chance):
    made_files = {
        "entry": made(taizhang, log, "20"),
        "event": made(taizhang, log, "20.0"),
        "subject": made(taizhang, log, "--subject", "pb-1"),
        "absence": made(taizhang, log, "--subject", "pb-99"),
    }
    for name, data in made_files.items():
        add("proof", f"{name}-good", "as it was made", data, 0)
        lines = data.split(b"\n")
        for at in range(12):
            number = chance.randrange(len(lines))
            changed = [line for place, line in enumerate(lines) if place != number]
            if lines[number]:
                add("proof", f"{name}-without-{at}", f"line {number} left out", b"\n".join(changed), "bad")
            add("proof", f"{name}-flip-{at}", "one bit changed", flipped(data, chance), "bad")
    subject, absence = (made_files[name].split(b"\n") for name in ("subject", "absence"))
    add(
        "proof",
        "header-of-subject",
        "the header of one proof over another",
        b"\n".join(subject[:2] + absence[2:]),
        "bad",
    )
    add(
        "proof",
        "header-of-absence",
        "the header of one proof over another",
        b"\n".join(absence[:2] + subject[2:]),
        "bad",
    )


def lines(add, story):
    """Signature lines under checkpoints and entries that no check of hashes sees: proofs carry both."""
    log, seq = story.log, 20
    false = f"\u2014 {log.origin} {b64(log.key.id + bytes(64))}\n".encode()
    note = log.checkpoint()
    text, true = lines_of(note)
    checkpoints = {
        "false-after": (note + false, "a false line of the log's key after its true one", 2),
        "false-before": (joined(text, []) + false + joined(b"", true), "a false line of the log's key before its true one", 2),
        "true-twice": (joined(text, true * 2), "the true line twice", 0),
        "unknown": (note + story.key("p-stranger").line(b"x"), "a line by somebody unknown", 0),
    }
    for name, (checkpoint, why, status) in checkpoints.items():
        add("proof", f"line-entry-{name}", why, tlog_proof(log, seq, checkpoint), status)
        add("proof", f"line-subject-{name}", why, subject_proof(log, "hh-1", checkpoint), status)
        add("pack", f"line-{name}", why, zipped(pack_of(log, "hh-1", (), checkpoint), moment(log)), status)
    two = next(seq for seq, entry in enumerate(log.entries) if seq > 10 and len(parts(entry)[0]["signers"]) == 2)
    stranger, note_text = story.key("p-stranger"), lambda entry: lines_of(entry)[0][43:-1]
    changes = {
        "added": (seq, "a line added", lambda entry: entry + stranger.line(note_text(entry))),
        "twice": (seq, "its line twice", lambda entry: joined(lines_of(entry)[0], lines_of(entry)[1] * 2)),
        "renamed": (seq, "its line under another name", lambda entry: entry.replace(b"\xe2\x80\x94 p-", b"\xe2\x80\x94 q-")),
        "stripped": (two, "a line gone", lambda entry: joined(lines_of(entry)[0], lines_of(entry)[1][:1])),
        "swapped": (two, "its lines changed places", lambda entry: joined(lines_of(entry)[0], lines_of(entry)[1][::-1])),
    }
    for name, (at, why, change) in changes.items():
        fork = story.fork()
        fork.log.entries[at] = change(fork.log.entries[at])
        add("proof", f"entry-line-{name}", f"an entry with {why}, in the log like that", tlog_proof(fork.log, at), 2)
    fork = story.fork()
    fork.log.entries[seq] = changes["added"][2](fork.log.entries[seq])
    fork.chains.clear()
    [fork.follow(entry) for entry in fork.log.entries]
    fork.add([fork.attestation()], ["ledger"])
    add("proof", "subject-line-added", "an entry with a line added among the subject's", subject_proof(fork.log, "hh-1"), 2)
    fork = story.fork()
    fork.take_raw(fork.frame(changed_origin(fork)))
    add("proof", "entry-of-another", "an entry written for another log", tlog_proof(fork.log, len(fork.log.entries) - 1), 2)


def changed_origin(fork):
    text = fork.text([visit()], ["p-clerk"]).replace(b'"ledger":"corpus', b'"ledger":"other', 1)
    return text + b"\n" + fork.key("p-clerk").line(text)
