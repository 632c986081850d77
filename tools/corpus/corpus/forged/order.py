"""Entries restamped, swapped, left out, repeated, replayed from another ledger."""

from corpus.forged.base import edit, forge, visit
from corpus.log import Log, note
from corpus.published import restamped
from corpus.county import founding
from corpus.story import ORIGIN, Story, parts


def tamper(corpus, story):
    log, size = story.log, len(story.log.entries)
    where = lambda kind: next(seq for seq, one in enumerate(log.entries) if parts(one)[1]["type"] == kind)
    early = where("streams.attested")
    for seq in range(early - 8, early - 1):
        edit(
            corpus,
            story,
            seq,
            f"restamped-{seq}",
            "order",
            f"entry {seq} restamped by a millisecond, everything signed anew",
            "L06",
            lambda entry: entry.replace(entry[18:42], restamped(entry).encode(), 1),
        )

    def back(fork):
        stamp = fork.log.entries[-1][18:42].decode()
        fork.later(minutes=-90)
        fork.add([visit()], ["p-clerk"])
        assert fork.log.entries[-1][18:42].decode() < stamp

    forge(corpus, story, "stamped-back", "order", "an entry stamped before the one before it", "L05", back)
    for seq in (early - 3, size - 3):

        def swap(fork, seq=seq):
            entries = fork.log.entries
            entries[seq], entries[seq + 1] = entries[seq + 1], entries[seq]

        forge(
            corpus,
            story,
            f"swapped-{seq}",
            "order",
            f"entries {seq} and {seq + 1} changed places, everything signed anew",
            "L05",
            swap,
        )

        def swap_restamped(fork, seq=seq):
            a, b = fork.log.entries[seq], fork.log.entries[seq + 1]
            fork.log.entries[seq], fork.log.entries[seq + 1] = b.replace(b[18:42], a[18:42], 1), a.replace(
                a[18:42], b[18:42], 1
            )

        if seq < early:
            forge(
                corpus,
                story,
                f"swapped-restamped-{seq}",
                "order",
                f"as swapped-{seq}, restamped in order",
                "L06",
                swap_restamped,
                also=("B01", "R01", "S14"),
            )
    visits = [
        seq
        for seq in range(early)
        if parts(log.entries[seq])[1]["type"] == "visit.recorded" and not parts(log.entries[seq])[0].get("batch")
    ]
    for seq in [where("fund.returned"), where("household.registered") + 2, *visits]:

        def drop(fork, seq=seq):
            del fork.log.entries[seq]

        forge(
            corpus,
            story,
            f"left-out-{seq}",
            "order",
            f"entry {seq} left out, everything signed anew",
            "L06",
            drop,
            also=("R01", "R07", "C06", "K04"),
        )
    for seq in (18, where("fund.integrated"), size - 1):

        def again(fork, seq=seq):
            fork.take_raw(fork.frame(fork.log.entries[seq].split(b"\n", 1)[1]))

        forge(corpus, story, f"again-{seq}", "order", f"the note of entry {seq} once more at the end", "I01", again)

        def doubled(fork, seq=seq):
            fork.log.entries.insert(seq + 1, fork.log.entries[seq])

        forge(
            corpus,
            story,
            f"doubled-{seq}",
            "order",
            f"entry {seq} twice in a row, everything signed anew",
            "I01",
            doubled,
        )

    def replayed(origin, seed):
        def body(fork):
            entry = stranger(fork, origin, seed)
            fork.take_raw(fork.frame(entry.split(b"\n", 1)[1]))

        return body

    forge(
        corpus,
        story,
        "replayed-origin",
        "order",
        "a note meant for another ledger, by the same person's key",
        "T10",
        replayed("census.example/ledger", 0),
    )
    forge(
        corpus,
        story,
        "replayed-genesis",
        "order",
        "a note from a ledger of the same name, by the same person's key",
        "T11",
        replayed(ORIGIN, 7),
    )
    forge(
        corpus,
        story,
        "no-genesis",
        "order",
        "a note that names no genesis",
        "T11",
        lambda fork: fork.take_raw(
            fork.frame(
                note(
                    fork.text([visit()], ["p-clerk"]).replace(f'"genesis":"{fork.log.genesis}",'.encode(), b""),
                    fork.key("p-clerk"),
                )
            )
        ),
    )
    other = other_ledger(story)
    corpus.add("another-ledger", "history", "a whole ledger of the same name, good in itself", other.log.files(), "L03")
    mixed = {**story.log.files(), "checkpoint": other.log.checkpoint()}
    corpus.add(
        "checkpoint-of-another",
        "checkpoint",
        "the checkpoint of a ledger of the same name",
        mixed,
        "L04",
        also=("L01",),
    )


def stranger(fork, origin, seed):
    """An entry that the same person signed for another ledger."""
    away = fork.fork()
    away.log = Log([b"another genesis %d" % seed], origin, fork.log.key)
    if origin != ORIGIN:
        away.log = Log(fork.log.entries, origin, fork.log.key)
    return away.entry([visit()], ["p-clerk"])


def other_ledger(story):
    other = Story(story.seed)
    other.later(minutes=5)
    other.count = 1000
    founding(
        other,
        [parts(entry)[1]["data"]["text"] for entry in story.log.entries[1:20] if "text" in parts(entry)[1]["data"]],
    )
    return other
