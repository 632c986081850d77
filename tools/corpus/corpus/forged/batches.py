"""Batches in pieces, expectations not met, corrections of nothing."""

from corpus.forged.base import forge, visit
from corpus.log import b64
from corpus.story import event, parts


def tamper(corpus, story):
    def parted(*numbers, of=3, between=None):
        def body(fork):
            batch = fork.ulid()
            for number in numbers:
                if number == between:
                    fork.add([visit()], ["p-clerk"])
                fork.add([visit()], ["p-clerk"], batch={"id": batch, "part": number, "of": of})

        return body

    for name, why, body in (
        ("no-end", "a batch without its last part", parted(1, 2)),
        ("no-beginning", "a batch without its first part", parted(2, 3)),
        ("hole", "a batch without its middle", parted(1, 3)),
        ("order", "parts out of order", parted(1, 3, 2)),
        ("pieces", "something else between two parts", parted(1, 2, 3, between=2)),
        ("again", "a part twice", parted(1, 1, 2, 3)),
    ):
        forge(corpus, story, "batch-" + name, "batch", why, "B01", body)
    forge(corpus, story, "good-batch", "good", "a whole batch", None, parted(1, 2, 3))

    def expecting(name, why, code, expect):
        forge(
            corpus,
            story,
            "expect-" + name,
            "expect",
            why,
            code,
            lambda fork: fork.add([visit()], ["p-clerk"], expect=expect(fork)),
        )

    count, head = story.chain("hh-1")
    expecting("count", "a count that is not the subject's", "E01", lambda fork: {"hh-1": [count + 1]})
    expecting("head", "a head that is not the subject's", "E02", lambda fork: {"hh-1": [count, b64(bytes(32))]})
    expecting("absent", "said not to exist, but it does", "E01", lambda fork: {"hh-1": [0]})
    forge(
        corpus,
        story,
        "good-expect",
        "good",
        "what was seen",
        None,
        lambda fork: fork.add([visit()], ["p-clerk"], expect=fork.seen("hh-1")),
    )

    def correcting(name, why, code, target, refs=("p-clerk",), signer="p-clerk", **more):
        def body(fork):
            fork.add(
                [
                    event(
                        "record.corrected",
                        "hh-1",
                        {"fields": {"minutes": 1}, "reason": "x"},
                        corrects=target(fork),
                        refs=list(refs),
                    )
                ],
                [signer],
            )

        forge(corpus, story, "correct-" + name, "correct", why, code, body, **more)

    last = lambda fork: parts(next(e for e in reversed(fork.log.entries) if parts(e)[1]["subject"] == "hh-1"))[0]["tx"]
    correcting(
        "nothing",
        "the correction of an event that is none",
        "R01",
        lambda fork: "01ARZ3NDEKTSV4RRFFQ69G5FAV.0",
        also=("R07",),
    )
    correcting(
        "position",
        "the correction of an event beyond the transaction's last",
        "R01",
        lambda fork: last(fork) + ".9",
        also=("R07",),
    )
    correcting(
        "refs",
        "a correction that leaves out a link",
        "C06",
        lambda fork: parts(next(e for e in fork.log.entries if b'"subject":"hh-1"' in e and b"p-other" in e))[0]["tx"]
        + ".0",
        refs=(),
        signer="p-other",
    )
