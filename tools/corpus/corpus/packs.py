"""Evidence packs and proof files altered after they were made (specs/format.md 9, 10)."""

import io
import os
import random
import subprocess
import tempfile
import zipfile

from corpus import evidence
from corpus.case import Case
from corpus.evidence import moment
from corpus.log import write_ledger
from corpus.proved import archives, keys, lines, openings


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
    archives.tamper(add, whole, members_of(whole), moment(log))
    keys.tamper(add, story)
    openings.tamper(add, story)
    proofs(add, taizhang, log, chance)
    lines.tamper(add, story)


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
