"""Wrong keys that vouch, appoint, merge, lend, change the rules: who somebody is and what he may (specs/authority.md)."""

import functools

from corpus.county import COUNTY, LEADER, PACK, REGISTRARS, VILLAGE, duty, founding
from corpus.forged.base import VISIT, authority, visit
from corpus.log import b64
from corpus.story import ORIGIN, Story, event, parts

TODAY = {"from": "2026-03-01"}


def registered(person, vouchers=REGISTRARS, org="org-bureau"):
    """The note by which a person and a key become known."""
    return lambda fork: fork.add([event("person.registered", person, {"org": org}), fork.registration(person)], vouchers)


def key(person, number=9):
    return lambda fork: fork.registration(person, fork.key(person, number))


def pack(version="2.0.0", start="2026-06-01", region="621021", name=PACK["pack"], **problem):
    """A pack's activation."""
    asked = {**PACK["parameters"], "problem": {**PACK["parameters"]["problem"], **problem}}
    content = {**PACK, "pack": name, "version": version, "region": region, "parameters": asked}
    data = {"pack": name, "version": version, "effective_from": start, "content": content}
    return event("policy.pack_activated", "ledger", data)


def tamper(corpus, story):
    case = functools.partial(authority, corpus, story)
    vouching(case, story)
    appointing(case)
    merging(case)
    lending(case)
    ruling(case, story)
    packs(case)
    young(corpus, story)


# -- Keys


def vouching(case, story):
    lost = lambda fork: event("key.revoked", "p-head", {"key": fork.key("p-head").vkey, "reason": "lost"})
    with_old = lambda fork: fork.add([key("p-head")(fork)], ["p-registrar", "p-head"])
    case("key-next", "a further key, the holder's own old one beside the registrar", None, with_old)
    case("key-lost", "revoked by a registrar; anew by both and by who appoints", None,
         ([lost], ["p-registrar"]), ([key("p-head")], [*REGISTRARS, "p-chair"]))
    case("key-next-alone", "one registrar spoils a signer's keys with a further one", "G22", ([key("p-head")], ["p-registrar"]))
    case("key-next-two", "a further key of one in power, two registrars without his appointer", "G22",
         ([lost], ["p-registrar"]), ([key("p-head")], REGISTRARS))
    case("key-next-county-leader", "a county leader appoints no department's head, and stands for no appointer", "G22",
         registered("p-new"), ([duty("duty-new", "p-new", "contact_county_leader", "org-authority")], LEADER),
         ([lost], ["p-registrar"]), ([key("p-head")], [*REGISTRARS, "p-new"]))
    case("key-next-clerk", "a clerk beside the registrar", "G22", ([key("p-other")], ["p-registrar", "p-clerk"]))
    case("key-next-other-head", "the head of another organisation as the appointer", "G22",
         ([key("p-cashier")], [*REGISTRARS, "p-head"]))
    case("key-by-leader", "the leader registers a key", "G40", ([key("p-other")], ["p-chair", "p-other"]))
    case("key-entered", "a clerk types a registration for the registrar", "G42",
         ([lambda fork: {**key("p-other")(fork), "by": "p-registrar", "basis": "entered"}], ["p-clerk"]))
    case("key-merged-registrars", "two registrars that were found to be one person vouch", "G22",
         ([event("person.merged", "p-founder", {"duplicate": "p-registrar"})], [*REGISTRARS, "p-chair"]),
         ([key("p-other")], REGISTRARS), also=("G31",))
    case("person-by-head", "the head of an organisation says who somebody is", "G40", ([event("person.registered", "p-x")], ["p-head"]))
    case("villager", "a handler registers a villager", None, ([event("person.registered", "p-x", {"household": "hh-1"})], ["p-clerk"]))
    case("villager-moved", "a handler moves somebody with a key to another organisation", "G40",
         ([event("person.changed", "p-cashier", {"org": "org-bureau"})], ["p-clerk"]))

    def single(fork):
        registered("p-new", ["p-registrar"])(fork)
        fork.add([duty("duty-new", "p-new", "approver", "org-finance")], LEADER)

    case("single-vouched", "an approver by a key that one registrar alone vouched for", "K21",
         single, ([event("disbursement.approved", "pay-4", {"amount_fen": 3_000_000})], ["p-new"]))
    case("single-vouched-cosigns", "the second signer of a pack by such a key", "G22",
         lambda fork: (registered("p-new", ["p-registrar"])(fork), fork.add(
             [duty("duty-new", "p-new", "department_head", "org-bureau")], LEADER)),
         ([pack()], ["p-chair", "p-new"]))
    case("key-at-once", "a key used in the note that registers it", "K04", registered("p-new"),
         lambda fork: fork.add([key("p-new", 3)(fork), visit(by="p-new")], ["p-registrar", "p-new"],
                               [fork.key("p-registrar"), fork.key("p-new", 3)]))
    stopped = lambda signer: ([lambda fork: event("key.revoked", "p-leader", {"key": fork.key("p-leader").vkey})], [signer])
    case("revoked-by-chair", "the leader takes a signer's key away", "G40", stopped("p-chair"))
    case("revoked-by-himself", "one's own key is revoked by oneself", None, stopped("p-leader"))


# -- Duties


def appointing(case):
    give = lambda person, role, org, *signers: ([duty("duty-x", person, role, org)], list(signers))
    case("leader-alone", "the leader alone names a cashier", "G22", give("p-other", "cashier", "org-finance", "p-chair"))
    case("leader-with-head", "the leader with a head in the registrar's place", "G22", give("p-other", "cashier", "org-finance", "p-chair", "p-head"))
    case("registrar-appoints", "a registrar gives power", "G40", give("p-other", "cashier", "org-finance", *REGISTRARS))
    case("head-appoints", "a head names a cashier of his own organisation, a registrar beside him", None,
         give("p-other", "cashier", "org-finance", "p-finance", "p-registrar"))
    case("head-appoints-elsewhere", "a head names a cashier of another organisation", "G41",
         give("p-other", "cashier", "org-finance", "p-head", "p-registrar"))
    case("head-far-village", "a head gives a duty for a village of another county", "G41",
         ([event("village.tagged", "v-9", {"name": "远村"}, place="621022100201")], ["p-clerk"]),
         ([duty("duty-x", "p-other", "household_helper", "org-bureau", target="v-9")], ["p-head"]), also=("R01",))
    case("county-leader-appoints", "a county leader names a cashier", "G40", give("p-other", "cashier", "org-finance", "p-leader", "p-registrar"))
    case("handler-by-head", "a head gives an ordinary duty", None, give("p-applicant", "handler", "org-bureau", "p-head"))
    case("handler-by-handler", "a handler gives his colleague a duty", "G40", give("p-applicant", "handler", "org-bureau", "p-clerk"))
    case("leader-himself", "the leader names himself cashier", "G21", give("p-chair", "cashier", "org-finance", "p-chair", "p-registrar"))
    case("head-himself", "a head makes himself approver", "G21", give("p-finance", "approver", "org-finance", "p-finance", "p-registrar"))
    case("registrar-himself", "a registrar gives himself an ordinary duty", "G21", give("p-registrar", "handler", "org-bureau", "p-registrar"))
    case("registrar-power", "a registrar is named cashier", "G20", give("p-registrar", "cashier", "org-finance", "p-chair", "p-founder"))
    case("power-registrar", "a cashier is named registrar", "G20", give("p-cashier", "registrar", "org-authority", *LEADER))
    case("registrar-third", "a third registrar by leader and registrar", None, give("p-other", "registrar", "org-authority", *LEADER))
    case("registrar-by-leader", "a registrar by the leader alone", "G22", give("p-other", "registrar", "org-authority", "p-chair"))
    case("registrar-by-registrars", "two registrars name a third", "G40", give("p-other", "registrar", "org-authority", *REGISTRARS))
    case("registrar-by-head", "a head of the bureau names a registrar of his", "G22", give("p-other", "registrar", "org-bureau", "p-head", "p-registrar"))
    case("registrar-by-heads", "a registrar by leader and two heads while two registrars stand", "G22",
         give("p-other", "registrar", "org-authority", "p-chair", "p-head", "p-finance"))
    resigned = ([event("duty.ended", "duty-registrar")], ["p-registrar"])
    case("rescue", "one registrar is left: leader and two heads name another", None, resigned,
         give("p-other", "registrar", "org-authority", "p-chair", "p-head", "p-finance"))
    case("rescue-one-head", "the same with one head", "G22", resigned, give("p-other", "registrar", "org-authority", "p-chair", "p-head"))
    case("rescue-power", "the same for one who holds power", "G22", resigned,
         give("p-auditor", "registrar", "org-authority", "p-chair", "p-head", "p-finance"), also=("G20",))
    case("rescue-no-key", "the same for somebody without a key", "G22", resigned, ([event("person.registered", "p-x")], ["p-founder"]),
         give("p-x", "registrar", "org-authority", "p-chair", "p-head", "p-finance"))
    chair = ("office_director", "org-authority")
    case("succession", "the leader is gone: a head, two registrars", None, give("p-other", *chair, "p-head", *REGISTRARS))
    case("succession-registrars", "two registrars name a leader after the founding", "G40", give("p-other", *chair, *REGISTRARS))
    case("succession-one", "a head and one registrar name a leader", "G22", give("p-other", *chair, "p-head", "p-registrar"))
    case("succession-handler", "a handler and two registrars name a leader", "G40", give("p-other", *chair, "p-clerk", *REGISTRARS))
    end = lambda kind, ref, *signers: ([event(kind, ref)], list(signers))
    case("ended-by-clerk", "anybody suspends the leader's duty", "G40", end("duty.suspended", "duty-chair", "p-clerk"))
    case("ended-leader-by-head", "a head suspends a signer of another organisation", "G41", end("duty.suspended", "duty-leader", "p-head"))
    case("ended-registrar-by-leader", "the leader alone ends a registrar's duty", "G22", end("duty.ended", "duty-registrar", "p-chair"))
    case("ended-registrar", "leader and the other registrar end a registrar's duty", None, end("duty.ended", "duty-registrar", "p-chair", "p-founder"))
    case("ended-power-by-registrar", "registrars end a cashier's duty", "G40", end("duty.ended", "duty-cashier", *REGISTRARS))
    case("ended-by-leader", "the leader suspends a cashier", None, end("duty.suspended", "duty-cashier", "p-chair"))
    case("ended-himself", "one resigns", None, end("duty.ended", "duty-cashier", "p-cashier"))
    case("resumed-alone", "a suspended cashier is let back by the leader alone", "G22", end("duty.suspended", "duty-cashier", "p-chair"),
         end("duty.resumed", "duty-cashier", "p-chair"))
    case("founder-ends", "the founder's duty ends like any other; then he vouches", "G40",
         end("duty.ended", "duty-founder", "p-founder"), ([key("p-other")], ["p-founder", "p-other"]))
    case("duty-at-once", "a duty used in the note that gives it", "G40",
         ([duty("duty-x", "p-applicant", "handler", "org-bureau"), visit(by="p-applicant")], ["p-registrar", "p-applicant"]))
    case("cosigner-at-once", "who signs beside is appointed by the same note", "G22", registered("p-new"),
         ([duty("duty-x", "p-new", "department_head", "org-bureau"), pack()], ["p-chair", "p-registrar", "p-new"]))
    back_dated = ([duty("duty-x", "p-other", "cashier", "org-finance", **{"from": "2026-01-01"})], LEADER)
    approved = ([event("disbursement.approved", "pay-4", {"amount_fen": 3_000_000})], ["p-approver"])
    paid = event("disbursement.paid", "pay-4", {"amount_fen": 3_000_000, "voucher_no": "记-9", "channel": "treasury"})
    case("back-dated", "a cashier of today pays on a day before he was one", "G40", approved, back_dated,
         lambda fork: fork.add([{**paid, "time": "2026-02-20"}], ["p-other"]))
    case("back-dated-ordinary", "an ordinary duty recorded late speaks for days on which it held", None,
         ([duty("duty-x", "p-applicant", "handler", "org-bureau", **{"from": "2026-01-01"})], ["p-registrar"]),
         lambda fork: fork.add([{**visit(), "time": "2026-02-20"}], ["p-applicant"]))
    case("before-duty", "a visit of a day before the duty began", "G40",
         ([duty("duty-x", "p-applicant", "handler", "org-bureau", **{"from": "2026-02-15"})], ["p-registrar"]),
         lambda fork: fork.add([{**visit(), "time": "2026-02-10"}], ["p-applicant"]))
    ended = ([event("duty.ended", "duty-other")], ["p-other"])
    late = lambda days: lambda fork: (fork.later(days=days), fork.add(
        [{**event("visit.recorded", "hh-1", {**VISIT, "visitor": "p-other"}), "time": "2026-02-20"}], ["p-other"], late_reason="补录"))
    stricter = lambda fork: fork.add([strict(fork)], ["p-chair", "p-head"])
    case("late-duty", "a duty that ended lately speaks for a day on which it held", None, stricter, ended, late(20))
    case("too-late-duty", "the same after the late days", "G40", stricter, ended, late(60))
    case("late-power", "a cashier whose duty has ended pays for a day on which it held", "G40", approved,
         end("duty.ended", "duty-cashier", "p-cashier"),
         lambda fork: fork.add([{**paid, "time": (fork.now.date()).isoformat()}], ["p-cashier"]))


def strict(fork):
    """A version of the pack by which events are late after thirty days, from today."""
    one = pack(start=fork.beijing[:10])
    one["data"]["content"] = {**one["data"]["content"], "parameters": {**one["data"]["content"]["parameters"], "late_days": 30}}
    return one


# -- Merging and lending


def merging(case):
    merged = lambda kept, duplicate: event("person.merged", kept, {"duplicate": duplicate})
    case("merge", "two registrars merge accounts of ordinary duties", None, ([merged("p-clerk", "p-other")], REGISTRARS))
    case("merge-alone", "one registrar merges", "G22", ([merged("p-clerk", "p-other")], ["p-founder"]))
    case("merge-by-clerk", "a clerk merges approver and cashier", "G40", ([merged("p-approver", "p-cashier")], ["p-clerk"]))
    case("merge-power", "two registrars merge an opponent in power away, without his appointer", "G22", ([merged("p-clerk", "p-leader")], REGISTRARS))
    case("merge-himself", "a registrar merges a friend into himself", "G21", ([merged("p-founder", "p-other")], REGISTRARS), also=("G22",))
    away = ([merged("p-clerk", "p-head")], [*REGISTRARS, "p-chair"])
    case("merge-adds-nothing", "the kept account would act by the duties of the other", "G40", away,
         lambda fork: fork.add([event("problem.signed", "pb-2", {"slot": "department_head"})], ["p-clerk"], expect=fork.seen("pb-2")))
    case("merged-acts", "a merged account acts on", "G31", away, ([visit()], ["p-head"]))
    case("merged-cosigns", "a merged account signs beside the leader", "G22", away, ([pack()], ["p-chair", "p-head"]), also=("G31",))
    parted = event("person.parted", "p-clerk", {"duplicate": "p-head"})
    signs = lambda fork: fork.add([event("problem.signed", "pb-2", {"slot": "department_head"})], ["p-head"], expect=fork.seen("pb-2"))
    case("parted", "a wrong merger is undone and both act again", None, away, ([parted], [*REGISTRARS, "p-chair"]), signs)
    case("parted-power", "two registrars give a head back his power, without who appoints", "G22", away, ([parted], REGISTRARS))
    case("parted-alone", "one registrar undoes a merger", "G22", away, ([parted], ["p-founder"]))
    case("parted-nothing", "the undoing of a merger that never was", "G32",
         ([event("person.parted", "p-clerk", {"duplicate": "p-other"})], REGISTRARS))


def lending(case):
    def lend(principal="p-cashier", delegate="p-other", one="duty-cashier", start="2026-02-01", to="2026-02-28", signer=None):
        data = {"principal": principal, "delegate": delegate, "duty": one, "from": start, "to": to}
        return [event("delegation.granted", "dlg-1", data)], [signer or principal]

    approved = ([event("disbursement.approved", "pay-4", {"amount_fen": 3_000_000})], ["p-approver"])
    paid = event("disbursement.paid", "pay-4", {"amount_fen": 3_000_000, "voucher_no": "记-9", "channel": "treasury"})
    one_pack = ([pack()], ["p-chair", "p-other"])
    case("lent-cosigns", "a head lends his duty, and its holder signs beside the leader", None, lend("p-head", "p-other", "duty-head"), one_pack)
    case("lent-own-cosigner", "the leader lends his own duty to sign beside himself", "G22", lend("p-chair", "p-other", "duty-chair"), one_pack)
    case("lent-then-registrar", "who was lent power is named registrar", "G20", lend(),
         ([duty("duty-x", "p-other", "registrar", "org-authority")], LEADER))
    case("lent-himself", "a head's delegate makes the head approver", "G21", lend("p-finance", "p-other", "duty-finance"),
         ([duty("duty-x", "p-finance", "approver", "org-finance")], ["p-other", "p-registrar"]))
    case("lent-backwards", "a duty lent since before it was lent", "G40", approved, lend(start="2026-02-15", to="2026-03-10"),
         lambda fork: fork.add([{**paid, "time": "2026-02-20"}], ["p-other"]))
    case("lent", "a cashier on leave lends his duty, and it is used", None, approved, lend(), ([paid], ["p-other"]))
    case("lent-at-once", "a lent duty used in the note that lends it", "G40", approved,
         ([*lend()[0], {**paid, "by": "p-other"}], ["p-cashier", "p-other"]))
    case("lent-by-another", "somebody lends what is not his", "G40", lend(signer="p-clerk"))
    case("lent-not-own", "somebody lends another's duty as his own", "G26", lend(principal="p-clerk"))
    case("lent-onward", "what was lent is lent onward", "G26", lend(),
         ([event("delegation.granted", "dlg-2", {"principal": "p-other", "delegate": "p-clerk", "duty": "duty-cashier", "from": "2026-02-10", "to": "2026-02-12"})], ["p-other"]))
    case("lent-registrar", "a registrar lends his duty", "G26", lend("p-registrar", "p-other", "duty-registrar"))
    case("lent-to-registrar", "power is lent to a registrar", "G20", lend(delegate="p-registrar"))
    case("lent-too-long", "lent for more than thirty days", "G26", lend(to="2026-03-31"))
    case("lent-to-himself", "lent to oneself", "G24", lend(delegate="p-cashier"))
    case("lent-no-end", "lent without an end", "G26",
         ([event("delegation.granted", "dlg-1", {"principal": "p-cashier", "delegate": "p-other", "duty": "duty-cashier", "from": "2026-02-01"})], ["p-cashier"]))
    case("lent-over", "a lent duty used after its last day", "G40", approved, lend(to="2026-02-03"), ([paid], ["p-other"]))
    case("lent-revoked", "a lent duty used after it was called back", "G40", approved, lend(),
         ([event("delegation.revoked", "dlg-1")], ["p-cashier"]), ([paid], ["p-other"]))
    case("lent-ended", "a lent duty used after the lender's ended", "G40", approved, lend(),
         ([event("duty.ended", "duty-cashier")], ["p-cashier"]), ([paid], ["p-other"]))
    case("lent-is-one", "who requested pays by the cashier's duty", "M10", approved, lend(delegate="p-applicant"), ([paid], ["p-applicant"]))
    case("lent-both-ways", "the lender approves what his delegate requested", "M10", lend("p-approver", "p-applicant", "duty-approver"),
         ([event("disbursement.requested", "pay-9", {"allocation": "al-1", "contract": "ct-1", "payee": "org-builder", "amount_fen": 1000, "purpose": "款"})], ["p-applicant"]),
         ([event("disbursement.approved", "pay-9", {"amount_fen": 1000})], ["p-approver"]))

    def both_slots(fork):
        fork.add(*lend("p-head", "p-leader", "duty-head"))
        for slot in ("department_head", "county_leader_in_charge"):
            fork.add([event("problem.signed", "pb-2", {"slot": slot})], ["p-leader"], expect=fork.seen("pb-2"))

    case("lent-both-slots", "the leader signs for the head who lent him his duty, and for himself", "S01", both_slots)


# -- The ledger's own


def ruling(case, story):
    def rotation(fork):
        new = fork.key(ORIGIN, 5)
        return event("ledger.key_rotated", "ledger", {"vkey": new.vkey, "proof": new.proof(fork.log.genesis)})

    case("rotated-by-clerk", "ledger and a clerk rotate the checkpoint key", "G22", ([rotation], ["ledger", "p-clerk"]))
    case("rotated-by-leader", "ledger and the leader rotate it, no registrar", "G22", ([rotation], ["ledger", "p-chair"]))
    case("rotated-founder-gone", "ledger and a founder whose duty has ended", "G22",
         ([event("duty.ended", "duty-founder")], ["p-founder"]), ([rotation], ["ledger", "p-founder"]))
    def rotated(fork):
        fork.add([rotation(fork)], ["ledger", "p-registrar"])
        fork.log.key = fork.key(ORIGIN, 5)
        fork.add([visit()], ["p-clerk"])

    case("rotated", "ledger and another registrar than the founder rotate it", None, rotated)
    loss = lambda fork: event("ledger.loss_accepted", "ledger", {"size_after": len(fork.log.entries), "reason": "x"})
    case("loss-one", "a loss accepted by the ledger and one registrar", "G22", ([loss], ["ledger", "p-registrar"]))
    case("loss-heads", "a loss accepted by the ledger, a registrar and a head", "G22", ([loss], ["ledger", "p-registrar", "p-head"]))
    case("loss", "a loss accepted by the ledger, a registrar and the leader", None, ([loss], ["ledger", "p-registrar", "p-chair"]))
    rules = parts(next(one for one in story.log.entries if parts(one)[1]["type"] == "ledger.rules_adopted"))[1]["data"]
    adopted = event("ledger.rules_adopted", "ledger", rules)
    case("rules-alone", "the ledger adopts rules by itself", "G22", ([adopted], ["ledger"]))
    case("rules-leader", "ledger and leader adopt rules", "G22", ([adopted], ["ledger", "p-chair"]))
    case("rules-registrars", "ledger and registrars adopt rules", "G22", ([adopted], ["ledger", *REGISTRARS]))
    case("rules", "ledger, leader and a head adopt rules", None, ([adopted], ["ledger", "p-chair", "p-head"]))
    part = event("ledger.catalogue_part", "ledger", {"of": 1, "part": 1, "rules": 1, "text": "x"})
    case("catalogue-alone", "the ledger records another catalogue by itself", "G22", ([part], ["ledger"]))
    codes = event("codelist.published", "ledger", {"list": "role", "version": "2", "items": [{"code": "handler", "zh": "经办人"}]})
    case("codes-clerk", "a clerk publishes a codelist", "G40", ([codes], ["p-clerk"]))
    case("codes-alone", "the leader alone publishes a codelist", "G22", ([codes], ["p-chair"]))
    opened = event("migration.opened", "ledger", {"batch": "b-1", "source": "旧台账"})
    three = ["p-chair", "p-registrar", "p-head"]
    case("migration-leader", "the leader alone opens a migration", "G22", ([opened], ["p-chair"]))
    case("migration-two", "leader and registrar open one", "G22", ([opened], LEADER))
    case("migration-clerk", "a clerk, a registrar and a head open one", "G40", ([opened], ["p-clerk", *three[1:]]))
    household = lambda day, ref="hh-9", by="p-other": {**event("household.registered", ref, {"village": "v-1"}, place=VILLAGE, by=by, basis="migrated"), "time": day}
    case("migrated-none", "something is migrated and no migration is open", "G47", ([household("2025-06-01")], ["p-accountant"]))
    case("migrated", "an open migration brings in what lies before the genesis", None, ([opened], three), ([household("2025-06-01")], ["p-accountant"]))
    case("migrated-late", "what lies after the genesis is migrated", "G47", ([opened], three), ([household("2026-01-10")], ["p-accountant"]))
    case("migrated-clerk", "a clerk migrates", "G40", ([opened], three), ([household("2025-06-01", by="p-approver")], ["p-clerk"]), also=("G41",))
    case("migrated-at-once", "the note that opens it brings something in", "G47",
         ([opened, household("2025-06-01")], [*three, "p-accountant"]), also=("G40",))
    case("migrated-closed", "something is brought in after it was closed", "G47", ([opened], three),
         ([event("migration.closed", "ledger", {"batch": "b-1"})], three), ([household("2025-06-01")], ["p-accountant"]))
    older = {**event("household.tagged", "hh-1", {"tag": "low_income"}, by="p-other", basis="migrated"), "time": "2025-06-01"}
    case("migrated-touched", "something older for a household of the ledger's own time", "G47", ([opened], three), ([older], ["p-accountant"]))
    case("waived-by-head", "a head waives a rule", "G41",
         ([event("waiver.granted", "hh-1", {"rule": "V01", "to": "2026-12-31", "reason": "x"})], ["p-head"]))


def packs(case):
    two = ["p-chair", "p-head"]
    soon = "2026-06-01"
    case("pack", "a new version by the leader and a head", None, ([pack()], two))
    case("pack-alone", "a pack by the leader alone", "G22", ([pack()], ["p-chair"]))
    case("pack-registrar", "a pack by leader and registrar", "G22", ([pack()], LEADER))
    case("pack-handler", "a pack by leader and handler", "G22", ([pack()], ["p-chair", "p-clerk"]))
    case("pack-head", "a pack by two heads", "G41", ([pack()], ["p-head", "p-finance"]))
    case("pack-founder", "a pack by the founder after the founding", "G40", ([pack()], REGISTRARS))
    case("pack-region", "a pack of another region", "P04", ([pack(region="110101")], two))
    case("pack-township", "a pack of a township inside", "P04", ([pack(region="621021103")], two))
    case("pack-province", "a pack of the province around", None, ([pack(region="62", name="gansu", version="1.0.0")], two))
    case("pack-backwards", "a pack effective before the day it is recorded", "P03", ([pack(start="2026-01-20")], two))
    case("pack-loose", "a pack by which who opened a case may sign it", "P05", ([pack(opener_may_sign=True)], two))
    case("pack-one-slot", "a pack by which one signature closes a case", "P05",
         ([pack(slots=[{"slot": "department_head", "role": "department_head"}])], two))
    handler = [{"slot": "department_head", "role": "handler"}, {"slot": "county_leader_in_charge", "role": "handler"}]
    case("pack-slots", "a second pack that gives the slots to handlers", "P05", ([pack(name="other", version="1.0.0", slots=handler)], two))
    case("pack-again", "a version activated again", "R02", ([pack(version="1.0.0")], two))
    case("pack-other-name", "a pack under another name than its content's", "P01",
         ([{**pack(), "data": {**pack()["data"], "version": "3.0.0"}}], two))
    retired = lambda **data: event("policy.pack_retired", "ledger", {"pack": PACK["pack"], **data})
    case("pack-retired", "retired with its last day", None, ([retired(effective_to=soon)], two))
    case("pack-retired-no-day", "retired without a last day", "R01", ([retired()], two))
    case("pack-retired-backwards", "retired to a day that is past", "P03", ([retired(effective_to="2026-01-20")], two))
    case("pack-retired-alone", "retired by the leader alone", "G22", ([retired(effective_to=soon)], ["p-chair"]))
    close = lambda fork: fork.add([strict_slots(fork), event("problem.closed", "pb-2", by="p-head")], ["p-chair", "p-head"])
    case("pack-at-once", "a pack closes a case in the note that activates it", "S18", close)


def strict_slots(fork):
    return pack(start=fork.beijing[:10], slots=[
        {"slot": "department_head", "role": "handler"}, {"slot": "county_leader_in_charge", "role": "handler"}])


# -- The founding


def young(corpus, story):
    """The same genesis, and nothing after it but the catalogue: what the founder alone might do."""
    texts = [parts(entry)[1]["data"]["text"] for entry in story.log.entries[1:20] if "catalogue_part" in parts(entry)[1]["type"]]
    fresh = Story(story.seed)
    founding(fresh, texts)
    case = functools.partial(authority, corpus, fresh)
    founder = ["p-founder"]
    person = lambda ref, *signers: (lambda fork: fork.add([event("person.registered", ref), fork.registration(ref)], [*signers] or founder))
    second = ([duty("duty-2", "p-2", "registrar", "org-authority")], founder)
    leader = lambda *signers: ([duty("duty-3", "p-3", "leading_group_leader", "org-authority")], list(signers))
    org = ([event("org.registered", "org-authority", {"kind": "leading_group", "name": "x"}, place=COUNTY)], founder)
    case("young", "founded as it should be", None, org, person("p-2"), second, person("p-3", *("p-founder", "p-2")), leader("p-founder", "p-2"))
    case("young-leader", "the founder alone names the leader", "G22", org, person("p-3"), leader("p-founder"))
    case("young-leader-second", "the second registrar beside him is named by the same note", "G22", org, person("p-2"), person("p-3"),
         ([*second[0], *leader()[0]], ["p-founder", "p-2"]))
    case("young-himself", "the founder names himself the leader", "G21", org, person("p-2"), second,
         ([duty("duty-3", "p-founder", "leading_group_leader", "org-authority")], ["p-founder", "p-2"]), also=("G20", "G22"))
    case("young-cashier", "the founder names a cashier", "G40", org, person("p-4"), ([duty("duty-4", "p-4", "cashier", "org-authority")], founder))
    case("young-handler", "the founder gives an ordinary duty", None, org, person("p-4"), ([duty("duty-4", "p-4", "handler", "org-authority")], founder))
    case("young-money", "the founder registers a fund line", "G40", ([event("fund.source_registered", "fd-1", {"name": "x"})], founder))
    case("young-key", "the founder adds a key of his own", "G21", ([lambda fork: fork.registration("p-founder", fork.key("p-founder", 1))], founder))
    case("young-pack", "the founder activates a pack that began before", None, ([pack(start="2000-01-01")], founder))
    case("young-pack-region", "the founder activates another region's pack", "P04", ([pack(start="2000-01-01", region="110101")], founder))
    case("young-pack-loose", "the founder activates a pack that loosens", "P05", ([pack(start="2000-01-01", opener_may_sign=True)], founder))
    case("young-rules", "the ledger adopts further rules before the founding is over", None,
         ([event("ledger.rules_adopted", "ledger", parts(fresh.log.entries[-1])[1]["data"])], ["ledger"]))
    founded = [org, person("p-2"), second, person("p-3", "p-founder", "p-2"), leader("p-founder", "p-2")]
    gone = ([event("duty.ended", "duty-3")], ["p-3"])
    case("young-never-again", "the leader resigns, and the founder founds anew", "G40", *founded, gone, ([pack(start="2000-01-01")], founder))
