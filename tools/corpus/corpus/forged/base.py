"""What every forgery needs: the story forked, changed, hashed and signed anew."""

from corpus.story import event

VISIT = {"visitor": "p-clerk", "minutes": 30, "mode": "in_person"}


def visit(**more):
    return event("visit.recorded", "hh-1", VISIT, **more)


def forge(corpus, story, name, kind, why, code, body, **more):
    """The story forked, `body` done to it, everything hashed and signed anew."""
    fork = story.fork()
    body(fork)
    corpus.add_log(name, kind, why, fork.log, code, **more)


def edit(corpus, story, seq, name, kind, why, code, change, **more):
    """Entry `seq` put through `change`, everything hashed and signed anew."""

    def body(fork):
        fork.log.entries[seq] = change(fork.log.entries[seq])

    forge(corpus, story, name, kind, why, code, body, **more)


def lines_of(entry):
    head, _, block = entry.rpartition(b"\n\n")
    return head + b"\n\n", block.split(b"\n")[:-1]


def joined(head, lines):
    return head + b"".join(one + b"\n" for one in lines)


def authority(corpus, story, name, why, code, *notes, also=(), kind="authority"):
    """A forgery of notes (events, signers) one after the other, a minute apart; of what is good when `code` is None. An event may be
    made of the fork; a note may be a function of it."""

    def body(fork):
        for one in notes:
            if callable(one):
                one(fork)
            else:
                events, signers = one
                fork.add([made(fork) if callable(made) else made for made in events], signers)

    name, kind = (f"good-{name}", "good") if code is None else (f"{kind}-{name}", kind)
    forge(corpus, story, name, kind, why, code, body, also=also)
