"""Evidence packs and proof files altered after they were made (specs/format.md 9, 10)."""

import hashlib
import io
import os
import random
import subprocess
import tempfile
import zipfile

from corpus.case import Case
from corpus.log import write_ledger


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


ORDER = ("README.txt", "index.html", "metadata.json", "checkpoint.note", "subject.proof", "entries", "proofs", "keys.json",
         "openings.jsonl", "evidence", "SHA256SUMS")


def rank(name):
    folder = name.split("/")[0]
    return ORDER.index(folder) if folder in ORDER else len(ORDER), name


def zipped(members, is_summed=True, moment=None):
    """A pack of these members, at the attestation's time; with sums of what they are now, unless the old ones are to stay."""
    if is_summed and "SHA256SUMS" in members:
        others = sorted(name for name in members if name != "SHA256SUMS")
        lines = [f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in others]
        members = {**members, "SHA256SUMS": "".join(lines).encode()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members, key=rank):
            info = zipfile.ZipInfo(name, moment or zipped.moment)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


zipped.moment = (2026, 6, 30, 0, 0, 0)


def moment_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()[0].date_time


def layouts(add, whole, members):
    """The same members with more beside them, or said in two ways: what one reader checks another never sees."""
    other = zipped({**members, "index.html": b"<p>another page"})
    add("pack", "as-made", "byte for byte as it was made", whole, 0)
    add("pack", "trailing", "bytes after the end", whole + b"x", 65)
    add("pack", "leading", "bytes in front", b"x" + whole, 65)
    add("pack", "comment", "an archive comment", whole[:-2] + b"\1\0x", 65)
    add("pack", "another-behind", "another pack behind it, which other programs open", whole + other, 65)
    add("pack", "another-before", "another pack before it, which other programs open", other + whole, 65)
    add("pack", "local-name", "another name in front of a member", whole.replace(b"README.txt", b"README.TXT", 1), 65)
    for name, at in (("flags", 6), ("time", 10), ("sum", 14), ("size", 22)):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        add("pack", f"local-{name}", f"another {name} in front of a member", changed, 65)
    add("pack", "time", "all members of another time", zipped(members, moment=(2020, 1, 1, 0, 0, 0)), 65)
    twenty = "entries/" + "0" * 20 + ".entry"
    genesis = members["entries/" + "0" * 12 + ".entry"]
    add("pack", "number", "a number with more zeros than it has", zipped({**members, twenty: genesis}), 65)


def tamper(cases, taizhang, story, seed):
    chance, log = random.Random(seed), story.log
    add = lambda kind, name, why, data, status: cases.append(
        Case(f"{kind}-{name}", kind, why, {"file": data}, None, log.key.vkey, log.genesis, status=status)
    )
    whole = made(taizhang, log, "--pack", "pb-1")
    zipped.moment = moment_of(whole)
    packs(add, members_of(whole), chance)
    layouts(add, whole, members_of(whole))
    proofs(add, taizhang, log, chance)


def flipped(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(7)]) + data[at + 1 :]


def packs(add, members, chance):
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
            add("pack", f"gone-{short}", f"{name} is not there", zipped(rest), 65)
    first = next(name for name in members if name.startswith("entries/"))
    for gone in (first, first.replace("entries/", "proofs/").replace(".entry", ".proof")):
        rest = {name: content for name, content in members.items() if name != gone}
        add("pack", f"gone-{gone.replace('/', '-')}", f"{gone} is not there", zipped(rest), 2)
    add("pack", "stray", "a member too many", zipped({**members, "notes.txt": b"x"}), 65)
    add("pack", "no-zip", "not a ZIP file", b"PK\3\4nothing", 65)


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
