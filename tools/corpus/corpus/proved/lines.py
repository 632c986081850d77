"""Signature lines under checkpoints and entries that no check of hashes sees: proofs carry both."""

from corpus.evidence import moment, pack_of, subject_proof, tlog_proof, zipped
from corpus.forged.base import joined, lines_of, visit
from corpus.log import b64
from corpus.story import parts


def tamper(add, story):
    log = story.log
    seq = next(seq for seq, entry in enumerate(log.entries) if parts(entry)[1]["subject"] == "hh-1")
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
    for entry in fork.log.entries:
        fork.follow(entry)
    fork.add([fork.attestation()], ["ledger"])
    add("proof", "subject-line-added", "an entry with a line added among the subject's", subject_proof(fork.log, "hh-1"), 2)
    fork = story.fork()
    fork.take_raw(fork.frame(changed_origin(fork)))
    add("proof", "entry-of-another", "an entry written for another log", tlog_proof(fork.log, len(fork.log.entries) - 1), 2)


def changed_origin(fork):
    text = fork.text([visit()], ["p-clerk"]).replace(b'"ledger":"corpus', b'"ledger":"other', 1)
    return text + b"\n" + fork.key("p-clerk").line(text)
