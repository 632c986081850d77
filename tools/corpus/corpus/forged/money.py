"""Money spent that is not there, twice, by one person, without approval."""

from corpus.forged.base import forge
from corpus.story import event


def tamper(corpus, story):
    def pay(name, why, code, *steps, **more):
        def body(fork):
            for one, signer in steps:
                fork.add([one], [signer])

        forge(corpus, story, "money-" + name, "money", why, code, body, **more)

    fen = lambda amount, **more: {"amount_fen": amount, **more}
    request = lambda subject, amount: event(
        "disbursement.requested", subject, fen(amount, allocation="al-1", contract="ct-1", payee="org-builder", purpose="款")
    )
    approved = (event("disbursement.approved", "pay-4", fen(3_000_000)), "p-approver")
    paid = event("disbursement.paid", "pay-4", fen(3_000_000, voucher_no="记-9", channel="treasury"))
    pay(
        "allocated-too-much",
        "more allocated than the line has",
        "F05",
        (event("fund.allocated", "al-9", fen(90_000_000, fund="fd-pool", project="pr-1")), "p-approver"),
    )
    pay(
        "allocated-one-fen",
        "one fen more allocated than the line has",
        "F05",
        (event("fund.allocated", "al-9", fen(13_000_001, fund="fd-pool", project="pr-1")), "p-approver"),
    )
    pay(
        "integrated-too-much",
        "more integrated than the line has",
        "M02",
        (event("fund.integrated", "fd-central", fen(20_000_001, to="fd-pool")), "p-approver"),
    )
    pay(
        "requested-too-much",
        "more requested than the allocation has",
        "F06",
        (request("pay-9", 31_000_001), "p-applicant"),
    )
    pay(
        "returned-too-much",
        "more returned than the allocation has",
        "M05",
        (event("fund.returned", "al-1", fen(40_000_000, reason="x")), "p-approver"),
    )
    pay(
        "reallocated-too-much",
        "more reallocated than the allocation has",
        "M06",
        (event("fund.reallocated", "al-1", fen(40_000_000, to="al-9", project="pr-1", reason="x")), "p-approver"),
    )
    pay(
        "recovered-too-much",
        "more recovered than was paid",
        "M07",
        (event("fund.recovered", "pay-3", fen(3_000_001, reason="x")), "p-cashier"),
    )
    pay("unapproved", "paid without approval", "F09", (paid, "p-cashier"))
    pay(
        "own-approval",
        "approved by who requested it",
        "M10",
        (event("disbursement.approved", "pay-4", fen(3_000_000)), "p-applicant"),
    )
    pay("own-payment", "paid by who approved it", "M10", approved, (paid, "p-approver"))
    pay(
        "more-approved",
        "more approved than requested",
        "M12",
        (event("disbursement.approved", "pay-4", fen(3_000_001)), "p-approver"),
    )
    pay(
        "other-amount",
        "another amount paid than approved",
        "M11",
        approved,
        (event("disbursement.paid", "pay-4", fen(2_999_999, voucher_no="记-9", channel="treasury")), "p-cashier"),
    )
    pay(
        "paid-twice",
        "paid twice",
        "R03",
        approved,
        (paid, "p-cashier"),
        (event("disbursement.paid", "pay-4", fen(3_000_000, voucher_no="记-10", channel="treasury")), "p-cashier"),
    )
    pay(
        "reversed-twice",
        "reversed twice",
        "R03",
        (event("disbursement.reversed", "pay-2", fen(5_000_000, reason="x")), "p-cashier"),
    )
    pay(
        "statement",
        "a bank statement over another amount",
        "M16",
        (event("disbursement.reconciled", "pay-3", fen(1, statement="DZ-2")), "p-approver"),
    )
    pay(
        "reversed-recovered",
        "reversed whole after a part was recovered",
        "M08",
        (event("disbursement.reversed", "pay-3", fen(4_000_000, reason="x")), "p-cashier"),
    )
    pay(
        "frozen",
        "paid from a frozen line",
        "M04",
        (event("fund.frozen", "fd-pool", {"reason": "audit"}), "p-approver"),
        (event("fund.allocated", "al-9", fen(1, fund="fd-pool", project="pr-1")), "p-approver"),
    )
    pay(
        "nothing",
        "an appropriation of nothing",
        "C04",
        (event("fund.appropriated", "ap-9", fen(0, fund="fd-pool", doc_no="x")), "p-approver"),
        also=("M01",),
    )
    corpus_good = [
        approved,
        (paid, "p-cashier"),
        (event("disbursement.reconciled", "pay-4", fen(3_000_000, statement="DZ-3")), "p-approver"),
    ]
    pay_good(corpus, story, corpus_good)


def pay_good(corpus, story, steps):
    def body(fork):
        for one, signer in steps:
            fork.add([one], [signer])

    forge(corpus, story, "good-payment", "good", "approved, paid and reconciled by three persons", None, body)
