"""A small good ledger of everything that can be forged: founded by two registrars and a leader, who appoint a head, a finance office,
clerks; a dual signature, money from appropriation to bank statement, a revoked key, a key that expires, a rotated checkpoint key, a
batch, a correction, an attestation.

Deterministic: keys, times and ids follow from the seed. The catalogue is the program's own, as in every new ledger.
"""

import hashlib
import json
import os
import subprocess
import tempfile

from corpus.log import read_ledger
from corpus.story import ORIGIN, Story, event, parts

PACK = {
    "pack": "qingcheng-baxiang",
    "version": "1.0.0",
    "region": "621021",
    "source": "corpus",
    "title": {"en": "Corpus", "zh": "样本"},
    "parameters": {
        "late_days": 3650,
        "library_required_for_allocation": True,
        "advance": {"allowed": False},
        "negative_list": [],
        "problem": {
            "evidence_min": 1,
            "sources_min": 1,
            "opener_may_sign": False,
            "slots": [
                {"role": "department_head", "slot": "department_head"},
                {"role": "county_leader_in_charge", "slot": "county_leader_in_charge"},
            ],
        },
    },
}
REGISTRARS = ["p-founder", "p-registrar"]
COUNTY, VILLAGE = "621021000000", "621021103204"
LEADER = ["p-chair", "p-registrar"]  # who appoints to power: the leader, and a registrar beside him
ORGS = {  # kind, name
    "org-authority": ("leading_group", "示例县领导小组"),
    "org-government": ("county_government", "示例县政府"),
    "org-bureau": ("revitalisation_bureau", "示例县乡村振兴局"),
    "org-finance": ("finance_bureau", "示例县财政局"),
    "org-audit": ("audit_office", "示例县审计局"),
}
POWER = {  # role, organisation
    "p-head": ("department_head", "org-bureau"),
    "p-leader": ("county_leader_in_charge", "org-government"),
    "p-finance": ("department_head", "org-finance"),
    "p-approver": ("approver", "org-finance"),
    "p-cashier": ("cashier", "org-finance"),
    "p-accountant": ("accountant", "org-finance"),
    "p-auditor": ("auditor", "org-audit"),
}
ORDINARY = {
    "p-clerk": ("handler", "org-bureau"),
    "p-other": ("handler", "org-bureau"),
    "p-applicant": ("applicant", "org-bureau"),
}


def catalogue_parts(taizhang):
    """The texts of the catalogue that a new ledger of this program holds, and the rules number."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                taizhang,
                "init",
                "--ledger",
                folder + "/l",
                "--origin",
                "throwaway.example/l",
                "--region",
                "621021",
                "--authority",
                "x",
                "--founder",
                "p-founder",
                "--test",
                "--clock",
                "2026-01-01T00:00:00+08:00",
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "XDG_STATE_HOME": folder},
        )
        entries, _ = read_ledger(folder + "/l")
    events = [json.loads(entry.split(b"\n")[3]) for entry in entries]
    return [event["data"]["text"] for event in events if event["type"] == "ledger.catalogue_part"]


def founding(story, parts):
    genesis = event(
        "ledger.genesis",
        "ledger",
        {
            "authority": "示例县",
            "founder": "p-founder",
            "founder_vkey": story.key("p-founder").vkey,
            "ledger_vkey": story.key("ledger").vkey,
            "origin": ORIGIN,
            "purpose": "test",
            "region": "621021",
            "vkey": story.key(ORIGIN).vkey,
            "vkey_proof": story.key(ORIGIN).proof(ORIGIN),
        },
        refs=["p-founder"],
    )
    story.add([genesis], ["p-founder", "ledger"])
    for number, text in enumerate(parts, 1):
        data = {"of": len(parts), "part": number, "rules": 1, "text": text}
        story.add([event("ledger.catalogue_part", "ledger", data)], ["ledger"], minutes=0)
    digest = hashlib.sha256("".join(parts).encode()).hexdigest()
    story.add([event("ledger.rules_adopted", "ledger", {"catalogue_sha256": digest, "rules": 1})], ["ledger"])


def duty(name, person, role, org, **more):
    """The event that gives somebody a duty."""
    return event("duty.assigned", name, {"person": person, "role": role, "org": org, "from": "2026-01-01", **more})


def people(story):
    """The founding: organisations, the pack, the second registrar; both registrars and the leader. Then it is over for ever."""
    founder = ["p-founder"]
    parents = [{"edge": "led_by", "org": "org-authority"}]
    story.add(
        [
            *(
                event(
                    "org.registered",
                    ref,
                    {"kind": kind, "name": name, **({"parents": parents} if ref != "org-authority" else {})},
                    place=COUNTY,
                )
                for ref, (kind, name) in ORGS.items()
            ),
            event("village.tagged", "v-1", {"name": "示例村"}, place=VILLAGE),
            event(
                "policy.pack_activated",
                "ledger",
                {"pack": PACK["pack"], "version": PACK["version"], "effective_from": "2026-01-01", "content": PACK},
            ),
        ],
        founder,
    )
    story.add(
        [
            event("person.registered", "p-founder", {"org": "org-authority"}),
            event("person.registered", "p-registrar", {"org": "org-authority"}),
            story.registration("p-registrar"),
            duty("duty-registrar", "p-registrar", "registrar", "org-authority"),
        ],
        founder,
    )
    story.add(
        [event("person.registered", "p-chair", {"org": "org-authority"}), story.registration("p-chair")], REGISTRARS
    )
    story.add([duty("duty-chair", "p-chair", "leading_group_leader", "org-authority")], REGISTRARS)
    for person, (role, org) in {**POWER, **ORDINARY}.items():
        story.add([event("person.registered", person, {"org": org}), story.registration(person)], REGISTRARS)
        story.add([duty("duty-" + person[2:], person, role, org)], LEADER if person in POWER else ["p-registrar"])
    for number in range(1, 4):
        data = {"village": "v-1", "persons": number + 1}
        story.add([event("household.registered", f"hh-{number}", data, place=VILLAGE)], ["p-clerk"])


def money(story):
    story.later(days=20)
    story.add(
        [
            event(
                "fund.source_registered",
                "fd-central",
                {"name": "中央衔接资金", "kind": "central", "level": "central", "year": 2026, "dept": "org-finance"},
            ),
            event(
                "fund.source_registered",
                "fd-pool",
                {"name": "统筹整合资金", "kind": "integrated", "level": "county", "year": 2026, "dept": "org-finance"},
            ),
            event("fund.appropriated", "ap-1", {"fund": "fd-central", "amount_fen": 80_000_000, "doc_no": "样财农1号"}),
        ],
        ["p-approver"],
    )
    story.add([event("fund.integrated", "fd-central", {"to": "fd-pool", "amount_fen": 60_000_000})], ["p-approver"])
    story.add(
        [
            event(
                "project.proposed",
                "pr-1",
                {
                    "name": "供水工程",
                    "category": "water",
                    "delivery": "contract",
                    "implementer": "org-bureau",
                    "budget_fen": 50_000_000,
                },
                place="621021103204",
            )
        ],
        ["p-applicant"],
    )
    story.add([event("project.library_admitted", "pr-1", {"library_year": 2026})], ["p-clerk"])
    story.add(
        [event("fund.allocated", "al-1", {"fund": "fd-pool", "project": "pr-1", "amount_fen": 50_000_000})],
        ["p-approver"],
    )
    builder = event("org.registered", "org-builder", {"kind": "contractor", "name": "样本建筑公司"}, place=COUNTY)
    story.add([builder], ["p-founder"])
    story.add(
        [
            event(
                "contract.signed",
                "ct-1",
                {"project": "pr-1", "contractor": "org-builder", "value_fen": 50_000_000, "number": "HT-1"},
            )
        ],
        ["p-applicant"],
    )
    for number, fen in ((1, 10_000_000), (2, 5_000_000), (3, 4_000_000), (4, 3_000_000)):
        pay = f"pay-{number}"
        data = {"allocation": "al-1", "contract": "ct-1", "payee": "org-builder", "amount_fen": fen, "purpose": "进度款"}
        story.add([event("disbursement.requested", pay, data)], ["p-applicant"])
        if number == 4:
            break
        story.add([event("disbursement.approved", pay, {"amount_fen": fen})], ["p-approver"])
        story.add(
            [event("disbursement.paid", pay, {"amount_fen": fen, "voucher_no": f"记-{number}", "channel": "treasury"})],
            ["p-cashier"],
        )
    story.add(
        [event("disbursement.reconciled", "pay-1", {"statement": "DZ-1", "amount_fen": 10_000_000})], ["p-approver"]
    )
    story.add([event("disbursement.reversed", "pay-2", {"amount_fen": 5_000_000, "reason": "退汇"})], ["p-cashier"])
    story.add([event("fund.recovered", "pay-3", {"amount_fen": 1_000_000, "reason": "追回"})], ["p-cashier"])
    story.add([event("fund.returned", "al-1", {"amount_fen": 2_000_000, "reason": "结余"})], ["p-approver"])


def problems(story):
    story.later(days=1)
    for number in (1, 2, 3):
        problem = f"pb-{number}"
        story.add(
            [
                event(
                    "problem.opened",
                    problem,
                    {"source": "inspection", "kind": "water", "severity": 2, "village": "v-1"},
                    place="621021103204",
                )
            ],
            ["p-clerk"],
        )
        if number < 3:
            digest = hashlib.sha256(problem.encode()).hexdigest()
            story.blobs[digest] = problem.encode()
            photo = [{"sha256": digest, "media": "image/jpeg", "kind": "photo_after"}]
            story.add([event("evidence.attached", problem, {"kind": "photo_after"}, evidence=photo)], ["p-clerk"])
    sign_off(story, "pb-1")


def sign_off(story, problem, first="p-head", second="p-leader"):
    signers = [first, second] if first != second else [first]
    story.add(
        [
            event("problem.signed", problem, {"slot": "department_head"}, by=first),
            event("problem.signed", problem, {"slot": "county_leader_in_charge"}, by=second),
            event("problem.closed", problem, by=first),
        ],
        signers,
        expect=story.seen(problem),
    )


def visits(story, count, signer="p-clerk"):
    for number in range(count):
        data = {"visitor": signer, "minutes": 20 + number % 400, "mode": "in_person"}
        story.add([event("visit.recorded", f"hh-{number % 3 + 1}", data)], [signer])


def key_stories(story):
    """A second key of one person that expires, another that is revoked, the rotation of the checkpoint key."""
    story.later(days=1)
    temporary, lost = story.key("p-other", 1), story.key("p-other", 2)
    story.add(
        [story.registration("p-other", temporary, valid_to="2026-02-10"), story.registration("p-other", lost)],
        REGISTRARS,
    )
    for key in (temporary, lost):
        story.add(
            [event("visit.recorded", "hh-1", {"visitor": "p-other", "minutes": 9, "mode": "in_person"})],
            ["p-other"],
            [key],
        )
    story.add([event("key.revoked", "p-other", {"key": lost.vkey, "reason": "lost"})], ["p-other"])
    story.later(days=30)
    corrected = story.log.entries[-2]
    name = f"{parts(corrected)[0]['tx']}.0"
    story.add(
        [
            event(
                "record.corrected",
                "hh-1",
                {"fields": {"minutes": 19}, "reason": "笔误"},
                corrects=name,
                refs=["p-other"],
            )
        ],
        ["p-other"],
    )
    new = story.key(ORIGIN, 1)
    story.add(
        [event("ledger.key_rotated", "ledger", {"vkey": new.vkey, "proof": new.proof(story.log.genesis)})],
        ["ledger", "p-founder"],
    )
    batch = story.ulid()
    for part in (1, 2, 3):
        data = {"visitor": "p-clerk", "minutes": part, "mode": "in_person"}
        story.add([event("visit.recorded", "hh-2", data)], ["p-clerk"], batch={"id": batch, "part": part, "of": 3})
    story.log.key = new


def good_ledger(parts, seed=1, extra_visits=4):
    """The story whole, its catalogue in these parts. `extra_visits` make it long enough for tiles of higher levels."""
    story = Story(seed)
    founding(story, parts)
    people(story)
    money(story)
    problems(story)
    key_stories(story)
    story.add([story.attestation()], ["ledger"])
    visits(story, extra_visits)
    story.add([story.attestation()], ["ledger"])
    visits(story, 2)
    return story
