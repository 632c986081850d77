"""To whom, by which contract, of which appropriation, on which invoice, when (specs/authority.md)."""

import functools

from corpus.county import LEADER, REGISTRARS
from corpus.forged.apart import second
from corpus.forged.base import authority
from corpus.forged.scopes import APPROVED, PAID, joined
from corpus.story import event


def asked(subject="pay-9", fen=1000, **more):
    """A request; a field given as None is left out."""
    data = {"allocation": "al-1", "contract": "ct-1", "payee": "org-builder", "amount_fen": fen, "purpose": "款", **more}
    return [event("disbursement.requested", subject, {name: value for name, value in data.items() if value is not None})], ["p-applicant"]


def approved(fen=1000, who="p-approver", **more):
    return [event("disbursement.approved", "pay-9", {"amount_fen": fen, **more})], [who]


def paid(who="p-cashier", **more):
    return [event("disbursement.paid", "pay-9", {"voucher_no": "记-19", **more})], [who]


def lived(person, household):
    """A registrar says in whose household somebody lives."""
    return [event("person.changed", person, {"household": household})], ["p-registrar"]


def tamper(corpus, story):
    case = functools.partial(authority, corpus, story)
    payees(case)
    papers(case)
    days(case)


def payees(case):
    nobody = {"payee": None, "contract": None}
    case("payee-none", "a request that names nobody to be paid", "M28", asked(**nobody))
    case("payee-none-lines", "a request with no line", "M28", asked(**nobody, line_count=0))
    case("payee-lines", "a request with its lines", None, asked(**nobody, lines=[{"payee": "hh-1", "amount_fen": 400}, {"payee": "hh-2", "amount_fen": 600}]),
         approved(), paid())
    case("payee-lines-missing", "approved before all lines are there", "M17", asked(**nobody, line_count=2, lines=[{"payee": "hh-1", "amount_fen": 400}]), approved())
    case("payee-approver", "an approver approves a payment to himself", "M26", asked(payee="p-approver", contract=None), approved())
    case("payee-household", "a cashier pays his own household", "M26", lived("p-cashier", "hh-1"), asked(payee="hh-1", contract=None), approved(), paid())
    case("payee-family", "a cashier pays a member of his household", "M26", lived("p-cashier", "hh-1"),
         ([event("person.registered", "p-mother", {"household": "hh-1"})], ["p-clerk"]), asked(payee="p-mother", contract=None), approved(), paid())
    case("payee-left", "a cashier who left the household a day ago pays it", "M26", lived("p-cashier", "hh-1"), lambda fork: fork.later(days=1),
         lived("p-cashier", "hh-2"), asked(payee="hh-1", contract=None), approved(), paid())
    case("payee-left-family", "a cashier who left it a day ago pays his mother", "M26", lived("p-cashier", "hh-1"), lambda fork: fork.later(days=1),
         ([event("person.registered", "p-mother", {"household": "hh-1"})], ["p-clerk"]), lived("p-cashier", "hh-2"),
         asked(payee="p-mother", contract=None), approved(), paid())
    case("payee-left-twice", "and moved twice since", "M26", lived("p-cashier", "hh-1"), lived("p-cashier", "hh-2"), lived("p-cashier", "hh-3"),
         asked(payee="hh-1", contract=None), approved(), paid())
    case("payee-line", "one of two lines goes to the approver's household", "M26", lived("p-approver", "hh-2"),
         asked(**nobody, lines=[{"payee": "hh-1", "amount_fen": 400}, {"payee": "hh-2", "amount_fen": 600}]), approved())
    people = ("p-clerk", "p-other", "p-applicant", "p-head", "p-leader", "p-accountant", "p-auditor")
    many = [{"payee": payee, "amount_fen": 100} for payee in ("hh-1", "hh-2", "hh-3", *people)]
    own = {"line_count": 10, "lines": [{"payee": "hh-2", "amount_fen": 100}] * 10}
    case("payee-ten-lines", "ten lines, all to the approver's household", "M26", lived("p-approver", "hh-2"), asked(**nobody, **own), approved())
    case("payee-ten-lines-later", "the same, brought after the request", "M26", lived("p-approver", "hh-2"), asked(**nobody, line_count=10),
         ([event("disbursement.lines_added", "pay-9", {"part": 1, "lines": own["lines"]})], ["p-applicant"]), approved())
    case("payee-line-of-ten", "one of ten payees is his: a finding of the audit, no refusal", None, lived("p-approver", "hh-2"), asked(**nobody, lines=many), approved())
    case("payee-books", "a cashier pays the builder whose books he keeps", "M26", second("p-cashier", "accountant", "org-builder"), asked(), approved(), paid())
    case("payee-heads", "an approver approves for the builder that he heads", "M26", second("p-approver", "responsible", "org-builder"), asked(), approved())
    case("payee-contract", "the head of the builder raises its contract", "M26", second("p-head", "responsible", "org-builder"),
         ([event("contract.amended", "ct-1", {"value_fen": 90_000_000})], ["p-head"]))
    case("payee-many", "ten lines hide the approver, named beside them", "M26", asked(payee="p-approver", contract=None, lines=many), approved())
    case("payee-reconciled", "an accountant reconciles what went to himself", "M26", asked(payee="p-accountant", contract=None), approved(), paid(),
         ([event("disbursement.reconciled", "pay-9", {"statement": "x"})], ["p-accountant"]))
    case("payee-merged", "paid to an account found to be the cashier's other one", "M26", joined("p-new", "handler", "org-bureau", ["p-registrar"]),
         ([event("person.merged", "p-cashier", {"duplicate": "p-new"})], REGISTRARS), asked(payee="p-new", contract=None), approved(), paid(), also=("G31",))
    changed = lambda who: ([event("payee.account_changed", "org-builder", {"reason": "x"})], [who])
    case("account", "who changed the payee's account pays to it", "M27", second("p-accountant", "cashier"), changed("p-accountant"), asked(), approved(), paid("p-accountant"))
    case("account-other", "another pays", None, changed("p-accountant"), asked(), approved(), paid())
    case("account-cashier", "a cashier changes a payee's account", "G40", changed("p-cashier"))
    case("approver-other", "the approver named is not the one who approves", "M29", asked(), approved(approver="p-finance"))
    case("approver-named", "the approver named approves", None, asked(), approved(approver="p-approver"))


def papers(case):
    another = ([event("contract.signed", "ct-2", {"project": "pr-1", "contractor": "org-builder", "value_fen": 1, "number": "HT-2"})], ["p-applicant"])
    case("contract-which", "two contracts with the payee and none named", "M30", another, asked(contract=None))
    less = ([event("contract.amended", "ct-1", {"value_fen": 20_000_000})], ["p-head"])
    case("contract-unnamed", "beyond what the contract is worth, by not naming it", "F06", less, asked(fen=5_000_000, contract=None))
    case("contract-within", "within it", None, less, asked(fen=1_000_000, contract=None))
    case("contract-amended-below", "a contract amended below what is paid", "M23", ([event("contract.amended", "ct-1", {"value_fen": 1})], ["p-head"]))
    case("retention", "what is retained is asked for before acceptance", "F06", ([event("contract.amended", "ct-1", {"value_fen": 20_000_000, "retention_bp": 500})], ["p-head"]),
         asked(fen=4_000_000))
    other = ([event("fund.source_registered", "fd-other", {"name": "另一资金", "dept": "org-finance"}),
              event("fund.appropriated", "ap-2", {"fund": "fd-other", "amount_fen": 1000})], ["p-approver"])
    allocated = lambda **more: ([event("fund.allocated", "al-9", {"fund": "fd-pool", "project": "pr-1", "amount_fen": 1, **more})], ["p-approver"])
    case("appropriation-other", "an allocation by another line's appropriation", "M31", other, allocated(appropriation="ap-2"))
    case("appropriation", "an allocation by the appropriation that was integrated", None, allocated(appropriation="ap-1"))
    number = "25112000000012345678"
    once = asked(invoice_nos=[number])
    wide = "".join(chr(ord(one) + 0xFEE0) for one in number)
    case("invoice", "an invoice once", None, once)
    for name, again in (("again", {"invoice_nos": [number]}), ("wide", {"invoice_nos": [wide]}), ("hyphens", {"invoice_nos": [f"{number[:8]}-{number[8:]}"]}),
                        ("field", {"invoices": [{"no": number}]}), ("issuer", {"invoices": [{"no": number, "issuer": "别家公司"}]}),
                        ("split", {"invoices": [{"code": number[:12], "no": number[12:]}]})):
        case(f"invoice-{name}", f"the same invoice supports a second request: {name}", "F16", once, asked("pay-10", **again))
    case("invoice-twice", "one request names it twice", "F16", asked(invoice_nos=[number, wide]))
    short = lambda code: {"invoices": [{"code": code, "no": "12345678"}]}
    case("invoice-codes", "two paper invoices of one number, told apart by their codes", None, asked(**short("044")), asked("pay-10", **short("055")))
    case("invoice-no-code", "the same without a code", "F16", asked(**short("044")), asked("pay-10", invoice_nos=["12345678"]))
    case("invoice-freed", "an invoice of a withdrawn request is free again", None, once,
         ([event("disbursement.reversed", "pay-9", {"reason": "x"})], ["p-cashier"]), asked("pay-10", invoice_nos=[number]))
    case("voucher-again", "a voucher's number used again", "F16", asked(), approved(), paid(voucher_no="记-1"))


def days(case):
    case("paid-2009", "paid on a day of another year", "V01", asked(), approved(), paid(paid_at="2009-01-05"))
    case("paid-tomorrow", "paid on a day that has not come", "V02", asked(), approved(), paid(paid_at="2026-12-31"))
    case("paid-earlier", "paid on the bank's day, recorded some days later", None, asked(), approved(), paid(paid_at="2026-02-20"))
    case("appropriated-tomorrow", "appropriated on a day that has not come", "V02",
         ([event("fund.appropriated", "ap-9", {"fund": "fd-pool", "amount_fen": 1, "at": "2026-12-31"})], ["p-approver"]))
    case("time-tomorrow", "an event of a day that has not come", "V02",
         lambda fork: fork.add([{**event("visit.recorded", "hh-1", {"visitor": "p-clerk", "minutes": 3}), "time": "2026-12-31"}], ["p-clerk"]))
    case("time-2009", "an event of another year without a reason", "V01",
         lambda fork: fork.add([{**event("visit.recorded", "hh-1", {"visitor": "p-clerk", "minutes": 3}), "time": "2009-12-31"}], ["p-clerk"]), also=("G40",))
