"""Problems signed off by one person, by the wrong one, in the wrong order, unseen, unproved."""

from corpus.forged.base import forge
from corpus.county import REGISTRARS, sign_off
from corpus.story import event


def slot(name, problem, by, **more):
    return event("problem.signed", problem, {"slot": name}, by=by, **more)


def tamper(corpus, story):
    HEAD, LEADER = "department_head", "county_leader_in_charge"

    def signing(name, why, code, events, signers, problem="pb-2", expect=True, **more):
        def body(fork):
            fork.add(events, signers, **({"expect": fork.seen(problem)} if expect else {}))

        forge(corpus, story, "sign-" + name, "sign-off", why, code, body, **more)

    both = ["p-head", "p-leader"]
    good = [slot(HEAD, "pb-2", "p-head"), slot(LEADER, "pb-2", "p-leader")]
    signing(
        "same-person",
        "one person in both slots",
        "S01",
        [slot(HEAD, "pb-2", "p-head"), slot(LEADER, "pb-2", "p-head")],
        ["p-head"],
    )
    signing(
        "no-duty",
        "a handler in the leader's slot",
        "G40",
        [good[0], slot(LEADER, "pb-2", "p-other")],
        ["p-head", "p-other"],
    )
    signing(
        "duties-swapped",
        "each in the other's slot",
        "S04",
        [slot(HEAD, "pb-2", "p-leader"), slot(LEADER, "pb-2", "p-head")],
        both,
    )
    signing("no-evidence", "signed before there is evidence", "S02", [slot(HEAD, "pb-3", "p-head")], ["p-head"], "pb-3")
    signing("order", "the leader first", "S06", good[::-1], both)
    signing("again", "a slot signed twice", "S20", [good[0], slot(HEAD, "pb-2", "p-head")], ["p-head"])
    signing("entered", "entered for the signer", "G42", [{**good[0], "basis": "entered"}], ["p-clerk"])
    signing("on-paper", "signed on paper", "C09", [{**good[0], "basis": "paper"}], both)
    signing("unseen", "without binding what was seen", "S17", [good[0]], ["p-head"], expect=False)
    signing("closed-unsigned", "closed without a signature", "S18", [event("problem.closed", "pb-2")], ["p-clerk"])
    signing(
        "closed-half",
        "closed with one signature of two",
        "S18",
        [good[0], event("problem.closed", "pb-2", by="p-head")],
        ["p-head"],
    )
    signing("closed-again", "closed a second time", "R03", [event("problem.closed", "pb-1")], ["p-head"], "pb-1")
    signing("opener", "the opener signs", "S05", [slot(HEAD, "pb-2", "p-clerk")], ["p-clerk"])
    forge(
        corpus, story, "good-sign-off", "good", "signed off as it should be", None, lambda fork: sign_off(fork, "pb-2")
    )

    def one_registrar(fork):
        key = fork.key("p-head", 4)
        fork.add([fork.registration("p-head", key)], ["p-registrar"])
        fork.add([good[0]], ["p-head"], [key], expect=fork.seen("pb-2"))

    forge(
        corpus,
        story,
        "sign-one-registrar",
        "sign-off",
        "by a further key that one registrar alone vouched for",
        "G22",
        one_registrar,
    )

    def ended(fork):
        fork.add([event("duty.ended", "duty-head")], ["p-chair"])
        fork.add([good[0]], ["p-head"], expect=fork.seen("pb-2"))

    forge(corpus, story, "sign-duty-ended", "sign-off", "after the duty had ended", "G40", ended)

    def evidence_after(fork):
        fork.add([good[0]], ["p-head"], expect=fork.seen("pb-2"))
        fork.add([event("evidence.attached", "pb-2", {"kind": "photo_after", "digest": "ab" * 32})], ["p-clerk"])
        fork.add([good[1], event("problem.closed", "pb-2", by="p-leader")], ["p-leader"], expect=fork.seen("pb-2"))

    forge(
        corpus,
        story,
        "sign-before-evidence",
        "sign-off",
        "the first signature is older than the evidence",
        "S06",
        evidence_after,
    )

    def merged(fork):
        fork.add([event("person.merged", "p-head", {"duplicate": "p-leader"})], [*REGISTRARS, "p-chair"])
        fork.add(good, both, expect=fork.seen("pb-2"))

    forge(corpus, story, "sign-two-accounts", "sign-off", "two accounts of one person", "G31", merged)
