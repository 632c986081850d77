"""What somebody with the web server in hand can do to a published log, without any key."""

import random
import struct

from corpus.log import Log, SigningKey, b64, leaf_hash, note, tile_path


def tamper(corpus, story, seed, is_short=False):
    """`is_short` leaves out what a longer log shows no better: most flips of entries, and the checkpoints."""
    log, files = story.log, story.log.files()
    flips(corpus, log, files, random.Random(seed), 1 if is_short else 9)
    cuts(corpus, files)
    rearranged(corpus, log, files)
    rewritten(corpus, log, files)
    if not is_short:
        checkpoints(corpus, story, log, files)
    histories(corpus, story, log, files)


def with_file(files, path, data):
    changed = {**files, path: data}
    if data is None:
        del changed[path]
    return changed


def flipped(data, at, bit=1):
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def places(entry):
    """Byte classes of an entry: what a byte there is for, and where such bytes are."""
    text_end = entry.rindex(b"\n\n") + 1
    header = entry.index(b"\n", entry.index(b"\n") + 1) + 1
    events = entry.index(b"\n", header) + 1
    dash = text_end + 1
    name = dash + 4
    blob = entry.index(b" ", name) + 1
    return {
        "magic": range(0, 17),
        "stamp": range(18, 42),
        "tx-magic": range(43, header - 1),
        "header": range(header, events - 1),
        "event": range(events, text_end - 1),
        "line-end": range(text_end - 1, text_end),
        "blank-line": range(text_end, text_end + 1),
        "dash": range(dash, dash + 3),
        "signer": range(name, blob - 1),
        "key-id": range(blob, blob + 5),
        "signature": range(blob + 8, blob + 80),
        "last-byte": range(len(entry) - 1, len(entry)),
    }


def offset_of(log, seq, width=256):
    """Where an entry begins in its bundle, behind its length."""
    first = seq // width * width
    return sum(2 + len(entry) for entry in log.entries[first:seq]) + 2


def bundle_of(log, seq):
    first = seq // 256 * 256
    return tile_path("entries", seq // 256, min(256, len(log.entries) - first))


def flips(corpus, log, files, chance, count):
    """Every class of bytes, in several entries each; then every class of bytes of tiles and checkpoint."""
    size = len(log.entries)
    seqs = sorted({0, 1, size - 1, *chance.sample(range(size), count)})
    for seq in seqs:
        for name, where in places(log.entries[seq]).items():
            at, path = offset_of(log, seq) + chance.choice(where), bundle_of(log, seq)
            data = flipped(files[path], at, 1 << chance.randrange(7))
            corpus.add(
                f"flip-{seq}-{name}",
                "flip",
                f"one bit of the {name} of entry {seq} in its bundle",
                with_file(files, path, data),
                "L01",
            )
    for path in sorted(path for path in files if path.startswith("tile/") and "entries" not in path):
        for _ in range(6):
            at = chance.randrange(len(files[path]))
            data = flipped(files[path], at, 1 << chance.randrange(8))
            corpus.add(
                f"flip-{path.replace('/', '-')}-{at}", "flip", f"one bit of {path}", with_file(files, path, data), "L04"
            )
    checkpoint = files["checkpoint"]
    lines = checkpoint.split(b"\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    for number, name in enumerate(("origin", "size", "root", "blank", "signature")):
        for at in sorted(
            chance.sample(
                range(starts[number], starts[number] + max(1, len(lines[number]))), min(6, max(1, len(lines[number])))
            )
        ):
            corpus.add(
                f"flip-checkpoint-{name}-{at}",
                "flip",
                f"one bit of the checkpoint's {name}",
                with_file(files, "checkpoint", flipped(checkpoint, at, 1)),
                "L04",
                also=("E81",),
            )
    for path in sorted(path for path in files if "entries" in path):
        for at in (0, 1):
            corpus.add(
                f"flip-length-{path.replace('/', '-')}-{at}",
                "flip",
                f"byte {at} of the first length in {path}",
                with_file(files, path, flipped(files[path], at)),
                "L01",
            )


def cuts(corpus, files):
    """Every file cut short, lengthened, emptied, taken away."""
    for path, data in sorted(files.items()):
        name = path.replace("/", "-")
        code, gone = {"c": ("E81", "E80"), "e": ("L01", "L01")}.get(
            path[0] if path == "checkpoint" else path[5], ("L04", "L01")
        )
        for label, cut in (
            ("last-byte", data[:-1]),
            ("half", data[: len(data) // 2 + 1]),
            ("all", b""),
            ("longer", data + b"\0"),
        ):
            corpus.add(
                f"cut-{name}-{label}",
                "cut",
                f"{path} is of another length: {label}",
                with_file(files, path, cut),
                code,
                also=("E13",),
            )  # a file beyond any limit need not be read at all
        # Without any entries it is a log of which the hashes alone are published: 1, since that is not the whole answer.
        is_only = "entries" in path and sum("entries" in other for other in files) == 1
        rest, more = with_file(files, path, None), {"status": 1} if is_only else {}
        corpus.add(f"gone-{name}", "cut", f"{path} is not there", rest, None if is_only else gone, **more)
        if code == "L04":
            corpus.add(f"short-{name}", "cut", f"{path} lacks its last hash", with_file(files, path, data[:-32]), code)


def bundles(log):
    return {path: data for path, data in log.files().items() if "entries" in path}


def rearranged(corpus, log, files):
    """Entries moved in their bundle while tiles and checkpoint stay."""
    size = len(log.entries)
    for a, b in ((3, 4), (12, size - 2), (0, 1), (size - 2, size - 1)):
        entries = list(log.entries)
        entries[a], entries[b] = entries[b], entries[a]
        corpus.add(
            f"swap-{a}-{b}",
            "order",
            f"entries {a} and {b} changed places",
            {**files, **bundles(Log(entries, log.origin, log.key))},
            "L01",
        )
    for a, b in ((5, 9), (20, 40), (size - 1, 2)):
        entries = list(log.entries)
        entries[a] = entries[b]
        corpus.add(
            f"over-{a}-{b}",
            "order",
            f"entry {b} stands in the place of entry {a} too",
            {**files, **bundles(Log(entries, log.origin, log.key))},
            "L01",
        )
    for a in (0, 11, size - 1):
        path, first = bundle_of(log, a), a // 256 * 256
        bundle, at = log.entries[first : first + 256], a - first
        for name, entries in (("dropped", bundle[:at] + bundle[at + 1 :]), ("twice", bundle[: at + 1] + bundle[at:])):
            data = b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)
            corpus.add(
                f"{name}-{a}", "order", f"entry {a} is {name}, in its bundle only", with_file(files, path, data), "L01"
            )


def rewritten(corpus, log, files):
    """Entries and tiles rewritten to agree with each other; only the checkpoint still tells."""
    size = len(log.entries)
    for seq in (0, 10, 31, size - 1):
        entry = rewrite_leaf(corpus, log, files, seq)
        whole = Log([*log.entries[:seq], entry, *log.entries[seq + 1 :]], log.origin, log.key).files()
        corpus.add(
            f"tree-{seq}",
            "rewrite",
            f"entry {seq} and every tile above it; the checkpoint is the old one",
            {**whole, "checkpoint": files["checkpoint"]},
            "L04",
            also=("L01",),
        )
    for seq in (7, size - 1):
        shorter = Log(log.entries[:seq] + log.entries[seq + 1 :], log.origin, log.key).files()
        corpus.add(
            f"tree-without-{seq}",
            "rewrite",
            f"entry {seq} left out, tiles made anew, the checkpoint is the old one",
            {**shorter, "checkpoint": files["checkpoint"]},
            "L01",
            also=("L04",),
        )


def rewrite_leaf(corpus, log, files, seq):
    """An entry and its hash in the tile over it, as in CVE-2026-56865; everything above is as it was."""
    size, first = len(log.entries), seq // 256 * 256
    entry = flipped(log.entries[seq], places(log.entries[seq])["event"][20])
    path, at = tile_path(0, seq // 256, min(256, size - first)), seq % 256 * 32
    bundle = [*log.entries[first:seq], entry, *log.entries[seq + 1 : first + 256]]
    forged = {
        **files,
        bundle_of(log, seq): b"".join(struct.pack(">H", len(one)) + one for one in bundle),
        path: files[path][:at] + leaf_hash(entry) + files[path][at + 32 :],
    }
    corpus.add(f"leaf-{seq}", "rewrite", f"entry {seq} and its hash in {path}", forged, "L04")
    return entry


def resign(log, text, *keys):
    return note(text, *(keys or [log.key]))


def checkpoints(corpus, story, log, files):
    """Checkpoints that are none, are another's, or were signed by somebody else."""
    good, size = files["checkpoint"], len(log.entries)
    text = good[: good.index(b"\n\n") + 1]
    wrong = SigningKey.seeded(log.origin, "a stranger")
    bad_root = f"{log.origin}\n{size}\n{b64(bytes(32))}\n".encode()
    cases = {
        "unsigned": (text + b"\n", "no signature line"),
        "no-blank-line": (good.replace(b"\n\n", b"\n"), "no blank line"),
        "by-stranger": (resign(log, text, wrong), "signed by a key of the same name that is not the ledger's"),
        "by-old-key": (resign(log, text, story.key(log.origin)), "signed by the key that was rotated out"),
        "by-person": (resign(log, text, story.key("p-founder")), "signed by the founder"),
        "renamed": (
            good.replace(b"\xe2\x80\x94 corpus", b"\xe2\x80\x94 corpse"),
            "the signature line under another name",
        ),
        "false-line": (
            text + b"\n" + log.key.line(text + b"x") + log.key.line(text),
            "a false line by the key before its true one",
        ),
        "other-root": (resign(log, bad_root), "the log's own key over another root"),
        "extension": (resign(log, text + b"more\n"), "an extension line"),
        "leading-zero": (resign(log, text.replace(b"\n%d\n" % size, b"\n0%d\n" % size)), "a size with a leading zero"),
        "negative": (resign(log, text.replace(b"\n%d\n" % size, b"\n-%d\n" % size)), "a negative size"),
        "huge": (resign(log, text.replace(b"\n%d\n" % size, b"\n%d\n" % (1 << 64))), "a size beyond 64 bits"),
        "short-root": (resign(log, text[:-6] + b"==\n"), "a root that is no hash"),
        "no-line-end": (good[:-1], "no line feed at its end"),
        "carriage-returns": (good.replace(b"\n", b"\r\n"), "lines ended with CR LF"),
        "nothing": (b"", "empty"),
        "twice": (good + good, "written twice"),
        "other-origin": (
            note(text.replace(b"corpus", b"census"), SigningKey.seeded("census.example/ledger", 1)),
            "of another ledger, by that ledger's key",
        ),
    }
    signed = {"by-stranger", "by-old-key", "by-person", "renamed", "false-line", "other-root", "other-origin"}
    for name, (data, why) in cases.items():
        corpus.add(
            f"checkpoint-{name}",
            "checkpoint",
            why,
            with_file(files, "checkpoint", data),
            "L04" if name in signed else "E81",
        )
    longer = f"{log.origin}\n{size + 5}\n{text.split(bytes([10]))[2].decode()}\n".encode()
    corpus.add(
        "checkpoint-longer",
        "checkpoint",
        "signed over more entries than there are",
        with_file(files, "checkpoint", resign(log, longer)),
        "L04",
        also=("L01",),
    )
    other = note(text, log.key, SigningKey.seeded("witness.example/w", 1))
    corpus.add(
        "good-other-line", "good", "a line by somebody unknown is ignored", with_file(files, "checkpoint", other), None
    )
    twice = files["checkpoint"] + log.key.line(text)
    corpus.add("good-line-twice", "good", "the key's line twice", with_file(files, "checkpoint", twice), None)
    false = f"\u2014 {log.origin} {b64(log.key.id + bytes(64))}\n".encode()
    head, true = files["checkpoint"].split(b"\n\n")
    # A kind of its own: golang.org/x/mod looks at the first line of a key and at no other.
    for name, data in (("after", head + b"\n\n" + true + false), ("before", head + b"\n\n" + false + true)):
        why = f"a false line of the key {name} its true one"
        corpus.add(f"line-false-{name}", "line", why, with_file(files, "checkpoint", data), "L04")


def histories(corpus, story, log, files):
    """Rolled back, cut off or forked, and signed by the log's own key: only what was seen before shows it."""
    size = len(log.entries)
    corpus.add("good", "good", "nothing was done to it", files, None, log=log)
    corpus.add(
        "good-since", "good", "an extension of what was seen", files, None, since=log.checkpoint(size - 6), log=log
    )
    corpus.add("good-same", "good", "exactly what was seen", files, None, since=log.checkpoint(), log=log)
    for gone in (1, 3, 7):
        shorter = Log(log.entries[: size - gone], log.origin, log.key)
        corpus.add_log(
            f"rollback-{gone}",
            "history",
            f"the last {gone} entries are gone with all that belongs to them",
            shorter,
            "L09",
            since=log.checkpoint(),
        )
        corpus.add(
            f"tail-{gone}",
            "history",
            f"the last {gone} entries are gone; the checkpoint still covers them",
            {**shorter.files(), "checkpoint": files["checkpoint"]},
            "L01",
        )
    for seq in (size - 1, size - 2, 20):
        fork = story.fork()
        fork.log.entries[seq] = fork.frame(log.entries[seq].split(b"\n", 1)[1], restamped(log.entries[seq]))
        corpus.add_log(
            f"fork-{seq}",
            "history",
            f"entry {seq} restamped, everything signed anew",
            fork.log,
            "L04",
            since=log.checkpoint(),
            also=("L05", "L06"),
        )


def restamped(entry):
    stamp = entry[18:42].decode()
    return stamp[:20] + f"{(int(stamp[20:23]) + 1) % 1000:03}" + "Z"
