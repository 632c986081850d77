"""Signature lines stripped, added, renamed; keys that are unknown, revoked, expired."""

from corpus.forged.base import edit, forge, joined, lines_of, visit
from corpus.log import SigningKey
from corpus.published import places
from corpus.county import REGISTRARS
from corpus.story import parts


def tamper(corpus, story):
    log = story.log
    header = lambda seq: parts(log.entries[seq])[0]
    pairs = [seq for seq in range(1, len(log.entries)) if len(header(seq)["signers"]) == 2]
    singles = [seq for seq in range(10, len(log.entries)) if len(header(seq)["signers"]) == 1]
    stranger = story.key("p-stranger")

    def each(seqs, name, why, code, change):
        for seq in seqs:
            edit(corpus, story, seq, f"{name}-{seq}", "signature", f"entry {seq}: {why}", code, change)

    def text_of(entry):
        return entry.split(b"\n", 1)[1].rpartition(b"\n\n")[0] + b"\n"

    def relined(change):
        return lambda entry: joined(lines_of(entry)[0], change(lines_of(entry)[1]))

    some = singles[:: max(1, len(singles) // 8)]
    each(pairs, "line-stripped", "the second signature line is gone", "K02", relined(lambda lines: lines[:1]))
    each(pairs[::2], "first-stripped", "the first signature line is gone", "K02", relined(lambda lines: lines[1:]))
    each(pairs[::2], "lines-swapped", "the signature lines changed places", "K03", relined(lambda lines: lines[::-1]))
    each(
        pairs[::3],
        "line-twice",
        "the first line stands in the place of the second",
        "K03",
        relined(lambda lines: lines[:1] * 2),
    )
    each(
        some,
        "line-added",
        "a true line by somebody else is added",
        "K02",
        lambda entry: entry + stranger.line(text_of(entry)),
    )
    each(some[::2], "own-line-added", "the signer's line is there twice", "K02", relined(lambda lines: lines * 2))
    each(
        some,
        "line-renamed",
        "the line is under another name",
        "K03",
        relined(
            lambda lines: [
                lines[0]
                .replace(b"\xe2\x80\x94 p-", b"\xe2\x80\x94 q-")
                .replace(b"\xe2\x80\x94 ledger", b"\xe2\x80\x94 lodger")
            ]
        ),
    )
    each(
        some,
        "key-unknown",
        "signed by a key that nobody registered",
        "K04",
        lambda entry: joined(
            lines_of(entry)[0],
            [SigningKey.seeded(signer, "unknown").line(text_of(entry))[:-1] for signer in parts(entry)[0]["signers"]],
        ),
    )

    def bit(entry):
        at = places(entry)["signature"][37]
        good = entry[at : at + 1]
        return entry[:at] + (b"A" if good != b"A" else b"B") + entry[at + 1 :]

    def digit(entry):
        where = places(entry)["event"]
        at = next((at for at in reversed(where) if chr(entry[at]).isdigit() and not chr(entry[at + 1]).isalnum()), None)
        at = at if at is not None else where[-4]
        return entry[:at] + bytes([entry[at] ^ 1]) + entry[at + 1 :]

    each(some, "signature-altered", "a character of the signature is another", "K01", bit)
    for seq in singles[::3]:
        changed = digit(log.entries[seq])
        try:
            parts(changed)
        except ValueError:
            continue
        edit(
            corpus,
            story,
            seq,
            f"text-altered-{seq}",
            "signature",
            f"entry {seq}: a digit of what was signed is another",
            "K01",
            digit,
            also=("T06", "T03"),
        )
    other = log.entries[singles[0]]
    each(
        some[1:4],
        "signature-of-another",
        "the signature is that of another entry by the same person",
        "K01",
        lambda entry: (
            joined(lines_of(entry)[0], lines_of(other)[1])
            if parts(entry)[0]["signers"] == parts(other)[0]["signers"]
            else bit(entry)
        ),
    )

    def revoked(fork):
        fork.add([visit()], ["p-other"], [fork.key("p-other", 2)])

    def expired(fork):
        fork.add([visit()], ["p-other"], [fork.key("p-other", 1)])

    def too_early(fork):
        new = fork.key("p-other", 3)
        fork.add(
            [fork.registration("p-other", new), visit()],
            ["p-other", *REGISTRARS],
            [new, *(fork.key(one) for one in REGISTRARS)],
        )

    forge(corpus, story, "key-revoked", "signature", "signed by a key revoked before", "S14", revoked)
    forge(corpus, story, "key-expired", "signature", "signed by a key after its last day", "S14", expired)
    forge(
        corpus, story, "key-too-early", "signature", "signed by a key that the same entry registers", "K04", too_early
    )
