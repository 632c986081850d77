"""One person where there should be two: cases, visits, projects, publicity, freezing; who was found to be one (specs/authority.md)."""

import functools

from corpus.county import LEADER, REGISTRARS, VILLAGE, duty
from corpus.forged.base import VISIT, authority
from corpus.forged.scopes import APPROVED, PAID, joined, org, signed
from corpus.story import event, parts

IN_CHARGE = "county_leader_in_charge"


def second(person, role, where="org-finance", signers=LEADER):
    """A second duty of somebody who has one."""
    return [duty("duty-second", person, role, where)], signers


def tamper(corpus, story):
    case = functools.partial(authority, corpus, story)
    cases(case)
    slots(case)
    visits(case, story)
    projects(case)
    funds(case)


def cases(case):
    progressed = event("problem.progressed", "pb-2")
    case("case-progressed", "a head who progressed the case signs it", "S05", ([progressed], ["p-head"]), signed("p-head"))
    case("case-typed", "a head who typed another's listing signs it", "S05", second("p-head", "handler", "org-bureau", ["p-registrar"]),
         ([event("problem.listed", "pb-2", {"deadline": "2026-06-01"}, by="p-other", basis="entered")], ["p-head"]), signed("p-head"))
    opened = event("problem.opened", "pb-9", {"source": "inspection", "kind": "water", "village": "v-1", "owner_org": "org-bureau"}, place=VILLAGE)
    piece = event("evidence.attached", "pb-9", {"kind": "photo_after", "digest": "cd" * 32})
    found = [([opened], ["p-leader"]), ([piece], ["p-clerk"]), signed("p-head", problem="pb-9")]
    case("case-opened", "the leader who opened the case signs it", "S05", *found, signed("p-leader", IN_CHARGE, "pb-9"))
    another = joined("p-new", "contact_county_leader", "org-government")
    case("alternate", "another county leader signs, since the only holder opened the case", None, another, *found, signed("p-new", IN_CHARGE, "pb-9"))
    case("alternate-none-barred", "another county leader signs although the holder could", "S04", another, signed("p-head"), signed("p-new", IN_CHARGE))
    case("alternate-suspended", "another county leader signs while the holder is on leave", None, another, signed("p-head"),
         ([event("duty.suspended", "duty-leader")], ["p-leader"]), signed("p-new", IN_CHARGE))
    case("suspended-signs", "a leader on leave signs", "G40", signed("p-head"), ([event("duty.suspended", "duty-leader")], ["p-leader"]),
         signed("p-leader", IN_CHARGE))
    case("named-not-barred", "who is merely named handler may sign", None,
         ([event("problem.listed", "pb-2", {"handler": "p-head"})], ["p-clerk"]), signed("p-head"))


def slots(case):
    merged = lambda kept, duplicate: ([event("person.merged", kept, {"duplicate": duplicate})], [*REGISTRARS, "p-chair"])
    both = [signed("p-head"), signed("p-leader", IN_CHARGE)]
    case("slots-merged", "both signers are found to be one before it is closed", "S01", *both, merged("p-head", "p-leader"),
         ([event("problem.closed", "pb-2")], ["p-clerk"]))
    case("slots-two-duties", "one person with both duties signs both", "S01", second("p-head", IN_CHARGE, "org-government"), signed("p-head"),
         signed("p-head", IN_CHARGE))
    case("closed-earlier", "closed on a day before the signatures", "R06", *both,
         ([event("problem.closed", "pb-2", {"closed_at": "2026-01-28"})], ["p-clerk"]))
    case("closed-tomorrow", "closed on a day that has not come", "V02", *both,
         ([event("problem.closed", "pb-2", {"closed_at": "2026-12-28"})], ["p-clerk"]))
    case("closed-today", "closed by the handler after both signed", None, *both, ([event("problem.closed", "pb-2")], ["p-clerk"]))


def visits(case, story):
    went = {**VISIT, "visitor": "p-clerk", "companions": ["p-other"]}
    visit = ([event("visit.recorded", "hh-1", went)], ["p-clerk"])
    later = lambda kind, signers, **more: lambda fork: fork.add([event(
        kind, "hh-1", {"visit": parts(fork.log.entries[-1])[0]["tx"] + ".0", **more.pop("data", {})}, **more)], signers)
    case("visit-acknowledged-visitor", "the visitor acknowledges his visit", "V24", visit, later("visit.acknowledged", ["p-clerk"]))
    case("visit-acknowledged-companion", "who came along acknowledges it", "V24", visit, later("visit.acknowledged", ["p-other"]))
    case("visit-typed", "the visitor types the villager's acknowledgement", "V24", visit,
         later("visit.acknowledged", ["p-clerk"], by="p-applicant", basis="entered"))
    case("visit-member-visitor", "the visitor is named as who acknowledged", "V24", visit, joined("p-new", "handler", "org-bureau", ["p-registrar"]),
         lambda fork: fork.add([event("visit.acknowledged", "hh-1", {"visit": parts(fork.log.entries[-3])[0]["tx"] + ".0", "by_member": "p-other"})], ["p-new"]))
    case("visit-checked", "who came along checks it", "V24", visit, later("visit.back_checked", ["p-other"], data={"outcome": "true"}), also=("C10",))
    case("visit-checked-head", "the head checks it", None, visit, later("visit.back_checked", ["p-head"], data={"outcome": "confirmed"}))


def projects(case):
    water = {"name": "x", "category": "water", "implementer": "org-bureau"}
    proposed = lambda who: ([event("project.proposed", "pr-9", water, place=VILLAGE)], [who])
    case("project-admitted", "who proposed a project admits it", "G45", proposed("p-clerk"), ([event("project.library_admitted", "pr-9")], ["p-clerk"]))
    case("project-admitted-other", "another admits it", None, proposed("p-clerk"), ([event("project.library_admitted", "pr-9")], ["p-other"]))
    town = [org("org-town", "township_government", "621021103000"), joined("p-town", "township_leader", "org-town")]
    case("project-reviewed", "a township's leader reviews what he proposed", "G45", *town, proposed("p-town"),
         ([event("project.township_reviewed", "pr-9", {"result": "pass"})], ["p-town"]), also=("C10",))
    built = [([event(kind, "pr-1", data)], ["p-clerk"]) for kind, data in (
        ("project.started", {}), ("project.progress_reported", {"physical_bp": 5000}), ("project.completed", {}))]
    case("project-accepted", "who reported progress accepts the works", "G45", *built, ([event("project.accepted", "pr-1")], ["p-clerk"]))
    case("project-accepted-other", "another accepts them", None, *built, ([event("project.accepted", "pr-1")], ["p-other"]))
    posted = ([event("disclosure.posted", "dc-1", {"subject": "pr-1"})], ["p-clerk"])
    objected = ([event("disclosure.objection_received", "dc-1")], ["p-cashier"])
    case("objection", "who posted resolves the objection", "G45", posted, objected, ([event("disclosure.objection_resolved", "dc-1")], ["p-clerk"]))
    case("objection-other", "another resolves it", None, posted, objected, ([event("disclosure.objection_resolved", "dc-1")], ["p-other"]))


def funds(case):
    frozen = ([event("fund.frozen", "fd-pool")], ["p-auditor"])
    thawed = lambda *signers: ([event("fund.unfrozen", "fd-pool")], list(signers))
    case("frozen-alone", "the head of finance unfreezes alone", "G22", frozen, thawed("p-finance"))
    case("frozen-by-both", "who froze signs beside who unfreezes", "G45", frozen, thawed("p-finance", "p-auditor"))
    case("frozen-own", "who froze unfreezes with another", "G45", ([event("fund.frozen", "fd-pool")], ["p-approver"]), thawed("p-approver", "p-finance"))
    case("frozen", "the head of finance and the leader unfreeze what an auditor froze", None, frozen, thawed("p-finance", "p-chair"))
    cashier = second("p-approver", "cashier")
    case("money-two-duties", "one person approves and pays by two duties", "M10", cashier, ([APPROVED], ["p-approver"]), ([PAID], ["p-approver"]))
    typed = event("disbursement.requested", "pay-9", {"allocation": "al-1", "contract": "ct-1", "payee": "org-builder", "amount_fen": 1000, "purpose": "款"},
                  by="p-applicant", basis="entered")
    case("money-typed", "who typed the request pays it", "M10", second("p-accountant", "cashier"), ([typed], ["p-accountant"]),
         ([event("disbursement.approved", "pay-9", {"amount_fen": 1000})], ["p-approver"]),
         ([event("disbursement.paid", "pay-9", {"amount_fen": 1000, "voucher_no": "记-19"})], ["p-accountant"]))
    case("money-merged", "the applicant's account was merged into the cashier's", "M10", ([APPROVED], ["p-approver"]),
         ([event("person.merged", "p-cashier", {"duplicate": "p-applicant"})], REGISTRARS), ([PAID], ["p-cashier"]))
    case("money-reconciled", "the cashier reconciles what he paid", "M25", second("p-cashier", "accountant"), ([APPROVED], ["p-approver"]),
         ([PAID], ["p-cashier"]), ([event("disbursement.reconciled", "pay-4", {"statement": "DZ-9"})], ["p-cashier"]))
    case("money-reversed-reconciled", "who reversed a payment reconciles it", "M25", second("p-cashier", "accountant"),
         ([event("fund.recovered", "pay-3", {"amount_fen": 1})], ["p-cashier"]),
         ([event("disbursement.reconciled", "pay-3", {"statement": "DZ-9"})], ["p-cashier"]))
    case("money-lines", "the approver's typed lines decide who is paid, and he approves", "M10", second("p-approver", "handler", "org-finance", ["p-registrar"]),
         ([event("disbursement.requested", "pay-9", {"allocation": "al-1", "line_count": 1, "amount_fen": 1000, "purpose": "款"})], ["p-applicant"]),
         ([event("disbursement.lines_added", "pay-9", {"part": 1, "lines": [{"payee": "hh-1", "amount_fen": 1000}]}, by="p-applicant", basis="entered")], ["p-approver"]),
         ([event("disbursement.approved", "pay-9", {"amount_fen": 1000})], ["p-approver"]))
