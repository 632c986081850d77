"""Wrong places, wrong organisations, wrong roles, acts entered for another, corrections that move power (specs/authority.md)."""

import functools

from corpus.county import COUNTY, LEADER, PACK, REGISTRARS, VILLAGE, duty
from corpus.forged.base import VISIT, authority, visit
from corpus.forged.offices import key, pack, registered
from corpus.story import event, parts

ELSEWHERE = "621022000000"
APPROVED = event("disbursement.approved", "pay-4", {"amount_fen": 3_000_000})
PAID = event("disbursement.paid", "pay-4", {"amount_fen": 3_000_000, "voucher_no": "记-9", "channel": "treasury"})


def org(ref, kind, place, **data):
    return [event("org.registered", ref, {"kind": kind, "name": ref, **data}, place=place)], ["p-founder"]


def joined(person, role, where, signers=LEADER, **more):
    """A person of that role, lawfully appointed."""
    def note(fork):
        registered(person, org=where)(fork)
        fork.add([duty("duty-" + person[2:], person, role, where, **more)], signers)

    return note


def signed(person, slot="department_head", problem="pb-2"):
    return lambda fork: fork.add([event("problem.signed", problem, {"slot": slot})], [person], expect=fork.seen(problem))


def tamper(corpus, story):
    case = functools.partial(authority, corpus, story)
    places(case)
    roles(case)
    entered(case, story)
    proving(case, story)
    correcting(case, story)


def places(case):
    away = org("org-away", "revitalisation_bureau", ELSEWHERE)
    foreign = lambda role: joined("p-far", role, "org-away")
    case("foreign-head", "a head of another county's bureau signs", "G41", away, foreign("department_head"), signed("p-far"))
    case("foreign-leader", "a leader of another county signs", "G41", away, foreign("county_leader_in_charge"), signed("p-head"),
         signed("p-far", "county_leader_in_charge"))
    case("foreign-approver", "an approver of another county approves", "G41", away, foreign("approver"), ([APPROVED], ["p-far"]))
    case("foreign-cashier", "a cashier of another county pays", "G41", ([APPROVED], ["p-approver"]), away, foreign("cashier"), ([PAID], ["p-far"]))
    case("foreign-closes", "a head of another county closes", "G41", away, foreign("department_head"), signed("p-head"),
         signed("p-leader", "county_leader_in_charge"), ([event("problem.closed", "pb-2")], ["p-far"]))
    case("foreign-cosigns", "a head of another county signs beside the leader", "G22", away, foreign("department_head"), ([pack()], ["p-chair", "p-far"]))
    case("foreign-handler", "a handler of another county registers a household here", "G41", away, joined("p-far", "handler", "org-away", ["p-registrar"]),
         ([event("household.registered", "hh-9", {"village": "v-1"}, place=VILLAGE)], ["p-far"]))
    case("foreign-place", "he says it lies where he reaches", "G41", away, joined("p-far", "handler", "org-away", ["p-registrar"]),
         ([{**visit(place="621022100001"), "data": {**VISIT, "visitor": "p-far"}}], ["p-far"]))
    case("other-head", "a head of another organisation of the county signs", "G41", signed("p-finance"))
    builder = org("org-build", "contractor", COUNTY)
    boss = joined("p-boss", "responsible", "org-build")
    case("builder-admits", "the head of a builder with the county's area code admits a project", "G41", builder, boss,
         ([event("project.proposed", "pr-9", {"name": "x", "category": "water", "implementer": "org-bureau"}, place=VILLAGE)], ["p-applicant"]),
         ([event("project.accepted", "pr-1")], ["p-boss"]))
    case("builder-closes", "he closes a problem", "G41", builder, boss, signed("p-head"), signed("p-leader", "county_leader_in_charge"),
         ([event("problem.closed", "pb-2")], ["p-boss"]))
    case("builder-cosigns", "he signs beside the leader as the head of a unit", "G22", builder, joined("p-boss", "department_head", "org-build"),
         ([pack()], ["p-chair", "p-boss"]))
    case("bureau-appropriates", "an approver of the bureau makes money", "G40", joined("p-new", "approver", "org-bureau"),
         ([event("fund.appropriated", "ap-9", {"fund": "fd-pool", "amount_fen": 1})], ["p-new"]))
    lone = lambda fork: (registered("p-new")(fork), fork.add([event("duty.assigned", "duty-new", {"person": "p-new", "role": "handler"})], ["p-registrar"]))
    case("no-organisation", "a duty without organisation and target", "G41", lone, ([visit()], ["p-new"]))
    case("village-cadre", "a cadre of another village visits", "G41", ([event("village.tagged", "v-2", {"name": "邻村"}, place="621021103205")], ["p-clerk"]),
         joined("p-new", "village_cadre", "v-2", ["p-registrar"]), ([visit()], ["p-new"]))
    case("village-cadre-own", "a cadre visits his own village", None, joined("p-new", "village_cadre", "v-1", ["p-registrar"]), ([visit()], ["p-new"]))
    case("helper", "a helper visits his household", None, joined("p-new", "household_helper", "org-bureau", ["p-registrar"], target="hh-1"),
         ([{**visit(), "data": {**VISIT, "visitor": "p-new"}}], ["p-new"]))
    case("helper-other", "a helper visits a household that is another's", "G41", joined("p-new", "household_helper", "org-bureau", ["p-registrar"], target="hh-2"),
         ([visit()], ["p-new"]))
    town = [org("org-town", "township_government", "621021103000"), joined("p-town", "township_leader", "org-town")]
    case("township", "a township's leader visits in his township", None, *town, ([visit()], ["p-town"]))
    case("township-other", "he visits in another", "G41", *town, ([event("village.tagged", "v-3", {"name": "x"}, place="621021104201")], ["p-clerk"]),
         ([event("household.registered", "hh-9", {"village": "v-3"}, place="621021104201")], ["p-clerk"]), ([event("visit.recorded", "hh-9", VISIT)], ["p-town"]))
    moved = event("org.changed", "org-town", {"name": "x"}, place=COUNTY)
    case("org-moved", "a registrar gives an organisation the county's place", "G40", town[0], ([moved], ["p-founder"]))
    case("org-moved-at-once", "a move by the leader gives power in its own note", "G41", *town, ([event("village.tagged", "v-3", {"name": "x"}, place="621021104201")], ["p-clerk"]),
         ([moved, {**event("visit.recorded", "v-3", VISIT), "by": "p-town"}], ["p-chair", "p-town"]))
    below = [{"edge": "led_by", "org": "org-finance"}]
    case("org-parent-at-once", "a bureau put below another in the note that uses it", "G41",
         lambda fork: fork.add([event("org.changed", "org-bureau", {"parents": below}), event("problem.signed", "pb-2", {"slot": "department_head"}, by="p-finance")],
                               ["p-chair", "p-finance"], expect=fork.seen("pb-2")))
    case("org-parent", "the head of the organisation that leads the owner's signs", None, ([event("org.changed", "org-bureau", {"parents": below})], ["p-chair"]), signed("p-finance"))
    case("org-circle", "an organisation led by what it leads", "R04",
         ([event("org.changed", "org-authority", {"parents": [{"edge": "led_by", "org": "org-bureau"}]})], ["p-chair"]))
    case("place-outside", "an event's own place that is not where the household is", "G41", ([visit(place="621021104201")], ["p-clerk"]))


def roles(case):
    case("handler-signs", "a handler signs off", "G40", signed("p-other"))
    case("clerk-approves", "a handler approves a payment", "G40", ([APPROVED], ["p-other"]))
    case("approver-pays", "an approver pays what another approved", "G40", joined("p-new", "approver", "org-finance"), ([APPROVED], ["p-new"]), ([PAID], ["p-approver"]))
    case("auditor-unfreezes", "an auditor unfreezes", "G40", ([event("fund.frozen", "fd-pool")], ["p-approver"]),
         ([event("fund.unfrozen", "fd-pool")], ["p-auditor", "p-finance"]))
    case("registrar-households", "a registrar registers a household", "G40", ([event("household.registered", "hh-9", {"village": "v-1"}, place=VILLAGE)], ["p-founder"]))
    case("leader-money", "the leader allocates", "G40", ([event("fund.allocated", "al-9", {"fund": "fd-pool", "project": "pr-1", "amount_fen": 1})], ["p-chair"]))
    case("cashier-appropriates", "a cashier makes money", "G40", ([event("fund.appropriated", "ap-9", {"fund": "fd-pool", "amount_fen": 1})], ["p-cashier"]))
    case("applicant-contract", "who applies raises the contract", "G40", ([event("contract.amended", "ct-1", {"value_fen": 90_000_000})], ["p-applicant"]))
    case("handler-returns", "a handler voids signatures by returning", "G40", signed("p-head"), ([event("problem.returned", "pb-2")], ["p-clerk"]))
    case("handler-extends", "a handler extends the deadline", "G40", ([event("problem.deadline_extended", "pb-2", {"new_deadline": "2026-12-31"})], ["p-clerk"]))
    case("anybody-complains", "anybody opens a problem", None,
         ([event("problem.opened", "pb-9", {"source": "inspection", "kind": "water", "village": "v-1"}, place=VILLAGE)], ["p-cashier"]))
    case("unknown-doer", "an act entered for somebody whom nobody registered", "R01",
         ([event("visit.recorded", "hh-1", {"minutes": 3}, by="p-nobody", basis="entered")], ["p-clerk"]))
    case("entered-visit", "a visit that a handler typed for another", None,
         ([event("visit.recorded", "hh-1", {"minutes": 3}, by="p-other", basis="entered")], ["p-clerk"]))
    case("entered-by-cashier", "a visit typed by a cashier", "G40",
         ([event("visit.recorded", "hh-1", {"minutes": 3}, by="p-other", basis="entered")], ["p-cashier"]))


def entered(case, story):
    """Every type that is never entered for another, entered by a clerk; and from paper."""
    tx = lambda fork, kind: next(parts(one)[0]["tx"] + ".0" for one in fork.log.entries if parts(one)[1]["type"] == kind)
    last = lambda fork: next(one for one in reversed(fork.log.entries) if parts(one)[1]["type"] == "visit.recorded")
    amends = lambda kind, name, **data: lambda fork: event(
        kind, parts(last(fork))[1]["subject"], {"reason": "x", **data}, refs=parts(last(fork))[1]["refs"],
        **{name: parts(last(fork))[0]["tx"] + ".0"})
    fen = {"amount_fen": 1}
    own = {
        "p-chair": [
            pack(), event("policy.pack_retired", "ledger", {"pack": PACK["pack"], "effective_to": "2026-06-01"}),
            event("codelist.published", "ledger", {"list": "role", "version": "2", "items": [{"code": "handler", "zh": "经办人"}]}),
            event("migration.opened", "ledger", {"batch": "b-1", "source": "旧台账"}),
            event("migration.closed", "ledger", {"batch": "b-1"}), event("org.changed", "org-bureau", {"name": "x"}),
            event("org.dissolved", "org-audit"), event("duty.suspended", "duty-head"), event("duty.resumed", "duty-head"),
            event("duty.ended", "duty-head"), duty("duty-x", "p-other", "cashier", "org-finance"),
            event("duty.reassigned", "duty-other", {"to_target": "v-1"}), event("duty.handed_over", "duty-other", {"to": "p-clerk"}),
            event("waiver.granted", "hh-1", {"rule": "V01", "to": "2026-12-31", "reason": "x"}),
        ],
        "p-founder": [event("person.merged", "p-clerk", {"duplicate": "p-other"}), key("p-other"),
                      lambda fork: event("key.revoked", "p-other", {"key": fork.key("p-other").vkey})],
        "p-other": [
            event("delegation.granted", "dlg-1", {"principal": "p-other", "delegate": "p-clerk", "duty": "duty-other", "from": "2026-02-01", "to": "2026-02-09"}),
            amends("record.corrected", "corrects", fields={"minutes": 3}), amends("record.voided", "voids"),
            lambda fork: event("record.confirmed", "hh-1", {"event": tx(fork, "household.registered")}),
            event("project.library_admitted", "pr-1"), event("payee.account_changed", "p-other"),
        ],
        "p-approver": [
            event("fund.appropriated", "ap-9", {"fund": "fd-pool", **fen}), event("fund.integrated", "fd-central", {"to": "fd-pool", **fen}),
            event("fund.allocated", "al-9", {"fund": "fd-pool", "project": "pr-1", **fen}),
            event("fund.reallocated", "al-1", {"to": "al-9", "project": "pr-1", **fen}), event("fund.returned", "al-1", fen),
            event("fund.frozen", "fd-pool"), event("fund.unfrozen", "fd-pool"), APPROVED, event("retention.released", "ct-1", fen),
            event("disbursement.reconciled", "pay-3", {"statement": "x"}), event("interest.declared", "fd-pool", fen),
            event("budget.provisioned", "p-other", {**fen, "year": 2026}),
            event("advance.paid", "adv-1", {"payer": "org-bureau", "project": "pr-1", **fen}),
        ],
        "p-cashier": [PAID, event("disbursement.reversed", "pay-4", {"reason": "x"}), event("fund.recovered", "pay-3", fen)],
        "p-head": [
            event("contract.amended", "ct-1", {"value_fen": 60_000_000}), event("problem.closed", "pb-2"), event("problem.returned", "pb-2"),
            event("problem.signed", "pb-2", {"slot": "department_head"}), event("problem.deadline_extended", "pb-2", {"new_deadline": "2026-12-31"}),
            event("project.accepted", "pr-1"), event("project.settled", "pr-1"), event("project.library_removed", "pr-1"),
        ],
        "p-leader": [event("project.county_approved", "pr-1")],
    }
    for doer, events in own.items():
        for one in events:
            kind = parts(story.log.entries[0])[1]["type"] if callable(one) else one["type"]
            name = one(story)["type"] if callable(one) else kind
            typed = lambda fork, one=one, doer=doer: {**(one(fork) if callable(one) else one), "by": doer, "basis": "entered"}
            case(f"entered-{name}", f"{name} typed by a clerk for {doer}", "G42", ([typed], ["p-clerk"]))
    scan = [{"sha256": "ab" * 32, "media": "application/pdf", "kind": "scan"}]
    case("paper-approval", "an approval taken over from paper", "G42",
         ([{**APPROVED, "by": "p-approver", "basis": "paper", "evidence": scan}], ["p-clerk", "p-accountant"]))
    case("paper-visit", "a visit taken over from paper, which is for other acts", "G42",
         ([event("visit.recorded", "hh-1", {"minutes": 3}, by="p-head", basis="paper", evidence=scan)], ["p-clerk", "p-accountant"]))
    visited = parts(last(story))
    acknowledged = event("visit.acknowledged", visited[1]["subject"], {"visit": visited[0]["tx"] + ".0"}, by="p-head", basis="paper", evidence=scan)
    case("paper", "an acknowledgement on paper, before witnesses of two organisations", None, ([acknowledged], ["p-other", "p-accountant"]))
    case("paper-one-organisation", "before witnesses of one organisation", "G22", ([acknowledged], ["p-other", "p-applicant"]))
    case("paper-no-scan", "without the scan", "C09", ([{**acknowledged, "evidence": []}], ["p-other", "p-accountant"]))


def proving(case, story):
    piece = event("evidence.attached", "pb-2", {"kind": "photo_after", "digest": "ab" * 32})
    case("evidence-stranger", "anybody's evidence voids signatures", "G40", signed("p-head"), ([piece], ["p-applicant"]))
    case("evidence-by-signer", "the only evidence is the signer's own", "S02",
         ([{**piece, "subject": "pb-3"}], ["p-head"]), signed("p-head", problem="pb-3"))
    case("evidence-typed-by-signer", "the only evidence was typed by the signer for another", "S02",
         ([duty("duty-second", "p-head", "handler", "org-bureau")], ["p-registrar"]),
         ([{**piece, "subject": "pb-3", "by": "p-other", "basis": "entered"}], ["p-head"]), signed("p-head", problem="pb-3"))
    case("evidence-by-opener", "who opened a problem brings evidence", None,
         ([event("problem.opened", "pb-9", {"source": "inspection", "kind": "water", "village": "v-1"}, place=VILLAGE)], ["p-applicant"]),
         ([{**piece, "subject": "pb-9"}], ["p-applicant"]))


def correcting(case, story):
    visited = next(seq for seq in reversed(range(len(story.log.entries))) if parts(story.log.entries[seq])[1]["type"] == "visit.recorded")
    header, earlier = parts(story.log.entries[visited])
    change = lambda fields, **more: {**event("record.corrected", earlier["subject"], {"fields": fields, "reason": "x"},
                                             corrects=header["tx"] + ".0", refs=earlier["refs"]), **more}
    case("corrected", "one's own visit corrected", None, ([change({"minutes": 3})], ["p-clerk"]))
    case("corrected-by-another", "another handler corrects it", "G40", ([change({"minutes": 3})], ["p-other"]))
    case("corrected-visitor", "a correction says that another went", "C12", ([change({"visitor": "p-other"})], ["p-clerk"]))
    case("corrected-after-duty", "corrected after his duty ended", "G40", ([event("duty.ended", "duty-clerk")], ["p-clerk"]),
         lambda fork: (fork.later(days=2), fork.add([change({"minutes": 3})], ["p-clerk"])))
    where = lambda kind: next(parts(one) for one in story.log.entries if parts(one)[1]["type"] == kind)
    def amend(kind, fields, who="p-clerk", at=0, **more):
        head, *events = where(kind)
        one = events[at]
        return [event("record.corrected", one["subject"], {"fields": fields, "reason": "x"}, corrects=f"{head['tx']}.{at}", refs=one.get("refs", []))], [who]

    case("corrected-village", "a correction moves a household to another village", "C12", amend("household.registered", {"village": "v-2"}), also=("R01", "C06"))
    case("corrected-owner", "a correction gives the problem to another organisation", "C12",
         lambda fork: fork.add([{**amend("problem.opened", {"owner_org": "org-finance"})[0][0], "subject": "pb-1"}], ["p-clerk"]), also=("R03", "R04"))
    case("corrected-kind", "a registrar corrects what kind of organisation one is", "C12", amend("org.registered", {"kind": "finance_bureau"}, "p-founder", 2))
    case("corrected-duty", "a correction gives a duty another holder", "M20", amend("duty.assigned", {"role": "cashier"}, "p-registrar"), also=("G40",))
    case("corrected-money", "a correction of a payment's amount", "M20", amend("disbursement.approved", {"amount_fen": 1}, "p-approver"))
    case("voided-money", "a request voided", "M20",
         ([event("record.voided", "pay-4", {"reason": "x"}, voids=_id(story, "disbursement.requested", "pay-4"), refs=["al-1", "ct-1", "org-builder"])], ["p-applicant"]))
    typed = event("visit.recorded", "hh-1", {"minutes": 3}, by="p-other", basis="entered")
    confirm = lambda who: lambda fork: fork.add([event("record.confirmed", "hh-1", {"event": parts(fork.log.entries[-1])[0]["tx"] + ".0"})], [who])
    case("confirmed", "an entered visit is confirmed by who paid it", None, ([typed], ["p-clerk"]), confirm("p-other"))
    case("confirmed-by-typist", "confirmed by who typed it", "R04", ([typed], ["p-clerk"]), confirm("p-clerk"))
    case("confirmed-by-another", "confirmed by somebody else", "G40", ([typed], ["p-clerk"]), confirm("p-applicant"))


def _id(story, kind, subject):
    """TX.POS of the first event of a type about a subject."""
    for entry in story.log.entries:
        header, *events = parts(entry)
        for position, one in enumerate(events):
            if (one["type"], one["subject"]) == (kind, subject):
                return f"{header['tx']}.{position}"
    raise LookupError(kind)
