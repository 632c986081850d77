"""Views of specs/format.md section 5: a small log, and what some views of it print after each entry.

The rows are folded here by hand, for just the events of this log; which column a view has is the product's to say, how a
row is spelled is the format's. Every event is one that specs/permissions.yaml allows: the test asks the product for that too.
"""

import hashlib
import json

from merkle import leaf_hash
from notes import Signer, b64, note

ORIGIN = "views.example/ledger"
LOG, LEDGER, FOUNDER, CLERK, SECOND = Signer(ORIGIN), Signer("ledger"), Signer("p-founder"), Signer("p-1"), Signer("p-2")
PHOTO, SCAN, TEST = (hashlib.sha256(text).hexdigest() for text in (b"photo", b"scan", b"test"))
VILLAGE = "621021103204"
# Everything JSON has to say about text: quotes, backslashes, escapes, slashes, no normal form, beyond the basic plane.
NAME = "水务局“甲”\"乙\"\\丙/丁\n戊\u0301\u2028𠮷"


def tx(seq):
    return "01JD3Q0M5K%016d" % seq


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def event(kind, subject, data, refs=(), **more):
    value = {"type": kind, "subject": subject, "time": more.pop("time", "2026-11-19"), **more}
    if refs:
        value["refs"] = sorted(refs)
    return {**value, "data": data}


def recorded_day(seq):
    """Entries are recorded on two days: power counts from the first, what is entered late on the second."""
    return "2026-11-20" if seq < 8 else "2026-11-22"


def registered(signer, genesis, **more):
    proof = b64(signer.sign(("taizhang/key/v1\n%s\n%s\n" % (genesis, signer.vkey)).encode()))
    return event("key.registered", signer.name, {"vkey": signer.vkey, "proof": proof, "valid_to": "2027-12-31"}, **more)


def assigned(duty, person, role, time, **more):
    data = {"person": person, "role": role, **more}
    return event("duty.assigned", duty, data, [person] + [more[name] for name in ("org", "target") if name in more], time=time)


def visit(subject, minutes, visitor=None, photo=None, **more):
    data = {"minutes": minutes, "mode": "in_person"} if visitor is None else {"minutes": minutes, "visitor": visitor}
    if photo:
        more["evidence"] = [{"sha256": photo, "media": "image/jpeg", "kind": "photo"}]
    refs = [person for person in (visitor, more.get("by")) if person]
    return event("visit.recorded", subject, data, refs, **more)


def amend(kind, place, subject, data, refs=()):
    return event(kind, subject, {**data, "reason": "录错"}, refs, **{"corrects" if data else "voids": place})


def make_log():
    """Entries as (signers, events); the genesis hash is known after the first."""
    genesis_data = {
        "origin": ORIGIN, "region": "621021", "authority": "org-bureau", "purpose": "test", "vkey": LOG.vkey,
        "vkey_proof": b64(LOG.sign(("taizhang/key/v1\n%s\n%s\n" % (ORIGIN, LOG.vkey)).encode())),
        "ledger_vkey": LEDGER.vkey, "founder": "p-founder", "founder_vkey": FOUNDER.vkey,
    }
    first = entry(0, [event("ledger.genesis", "ledger", genesis_data, ["p-founder"])], (FOUNDER, LEDGER), None)
    genesis = b64(leaf_hash(first))
    first_day, next_day, last_day = "2026-11-20", "2026-11-21", "2026-11-22"
    stories = [
        ((FOUNDER,), [event("org.registered", "org-bureau", {"name": NAME, "kind": "finance_bureau"}, time=first_day,
                            place="621021000000"),
                      event("org.registered", "org-office",
                            {"name": "办公室", "parents": [{"org": "org-bureau", "edge": "led_by"}]}, ["org-bureau"],
                            time=first_day)]),
        # Two registrars and a leader: the founding ends with the last of their duties.
        ((FOUNDER,), [event("person.registered", "p-2", {"org": "org-bureau"}, ["org-bureau"], time=first_day),
                      registered(SECOND, genesis, time=first_day),
                      assigned("duty-2", "p-2", "registrar", first_day, org="org-bureau")]),
        ((FOUNDER, SECOND), [event("person.registered", "p-1", {"org": "org-bureau", "rank": "staff"}, ["org-bureau"],
                                   time=first_day),
                             registered(CLERK, genesis, time=first_day),
                             assigned("duty-3", "p-1", "handler", first_day, org="org-bureau", **{"from": "2026-11-19"}),
                             assigned("duty-4", "p-1", "unit_head", first_day, org="org-bureau", **{"from": "2026-11-01"})]),
        ((CLERK,), [event("household.registered", "hh-10", {"persons": 3}, place=VILLAGE),
                    event("household.registered", "hh-2", {"persons": 0, "tags": ["poor"]}, ["p-founder"], place=VILLAGE,
                          by="p-founder", basis="entered"),
                    event("household.registered", "hh-1", {})]),
        ((CLERK,), [visit("hh-10", 45, photo=PHOTO, time="2026-11-19T14:10:00+08:00", place=VILLAGE),
                    visit("hh-2", 0, photo=PHOTO), visit("hh-10", 1440, visitor="p-founder", photo=SCAN),
                    visit("hh-1", 5, by="p-founder", basis="entered")]),
        ((CLERK,), [amend("record.corrected", tx(5) + ".0", "hh-10", {"fields": {"minutes": 40}})]),
        ((CLERK,), [amend("record.voided", tx(5) + ".2", "hh-10", {}, ["p-founder"])]),
        ((CLERK,), [event("fund.source_registered", "fd-1", {"name": "衔接资金", "purpose": "饮水"}, time=next_day),
                    event("fund.appropriated", "ap-1", {"fund": "fd-1", "amount_fen": 1, "doc_no": "文〔2026〕1号"}, ["fd-1"],
                          time=next_day),
                    event("fund.appropriated", "ap-2", {"fund": "fd-1", "amount_fen": 50000000}, ["fd-1"],
                          time=first_day)]),
        ((FOUNDER,), [assigned("duty-1", "p-1", "household_helper", next_day, target="hh-10"),
                      event("person.changed", "p-2", {"household": "hh-1"}, ["hh-1"], time=next_day),
                      event("person.changed", "p-2", {"household": "hh-2"}, ["hh-2"], time=last_day),
                      event("record.confirmed", "hh-2", {"event": tx(4) + ".1"}, time=last_day)]),
        ((CLERK,), [event("village.tagged", "v-1", {"name": "示例村", "tag": "poor"}, place=VILLAGE),
                    event("problem.opened", "pb-1", {"source": "inspection", "kind": "water", "severity": 2, "household": "hh-10"},
                          ["hh-10"], place=VILLAGE)]
                   + [event("evidence.attached", "pb-1", {"kind": kind, "sha256": file})
                      for kind, file in [("photo_after", PHOTO), ("photo_after", PHOTO), ("water_test", TEST)]]),
        ((FOUNDER,), [event("duty.ended", "duty-1", {"at": last_day}, time=last_day)]),
        # A duty lent: who acts by it acts for two.
        ((CLERK,), [event("delegation.granted", "dlg-1",
                          {"principal": "p-1", "delegate": "p-2", "duty": "duty-3", "scope": "值班", "from": first_day,
                           "to": "2026-12-01"}, ["duty-3", "p-1", "p-2"], time=last_day),
                    event("duty.handed_over", "duty-3", {"to": "p-2"}, ["p-2"], time=last_day)]),
        ((SECOND,), [event("problem.opened", "pb-2", {"source": "inspection", "kind": "water", "severity": 1,
                                                      "household": "hh-1"}, ["hh-1"], time=last_day),
                     visit("hh-1", 6, by="p-1", basis="entered", time=last_day)]),
    ]
    log = [(first, [event("ledger.genesis", "ledger", genesis_data, ["p-founder"])], [FOUNDER.name, LEDGER.name])]
    for seq, (signers, events) in enumerate(stories, 1):
        log.append((entry(seq, events, signers, genesis), events, [signer.name for signer in signers]))
    return log


def entry(seq, events, signers, genesis):
    header = {"ledger": ORIGIN, "tx": tx(seq), "signers": [signer.name for signer in signers],
              "at": recorded_day(seq) + "T09:30:00+08:00"}
    if genesis:
        header["genesis"] = genesis
    text = "\n".join(["taizhang/tx/v1", line(header)] + [line(e) for e in events] + [""]).encode()
    return b"taizhang/entry/v1 %sT01:30:00.%03dZ\n" % (recorded_day(seq).encode(), seq) + note(text, *signers)


VIEWS = ["activity", "amendments", "appropriations", "delegations", "duties", "evidence", "funds", "hands", "households", "keys",
         "ledger", "orgs", "persons", "problems", "villages", "visits"]


def fold(log):
    """Rows by view and key, as far as this log goes."""
    views = {name: {} for name in VIEWS}
    for seq, (_, events, signers) in enumerate(log):
        for position, e in enumerate(events):
            apply(views, e, "%s.%d" % (tx(seq), position), "%d.%d" % (seq, position), signers)
            note_hands(views, e, seq, signers)
            end_founding(views, "%d.%d" % (seq, position))
    count_visits(views)
    return views


def apply(views, e, name, place, signers):
    kind, subject, data, basis = e["type"], e["subject"], e["data"], e.get("basis", "own")
    day, seq = e["time"][:10], int(place.split(".")[0])
    today = recorded_day(seq)
    views["activity"].setdefault(day + "/" + kind, {"events": 0})["events"] += 1
    for piece in e.get("evidence", []):
        use(views, piece["sha256"], piece["kind"], subject, place)
    if kind == "ledger.genesis":
        founder = data["founder"]
        views["persons"][founder] = {"basis": "own", "key_count": 1, "keys": [key_name(data["founder_vkey"])],
                                     "registered": name, "state": "declared"}
        views["ledger"]["ledger"] = {"authority": data["authority"], "founder": founder, "opened": today,
                                     "purpose": data["purpose"], "region": data["region"], "rules": 1}
        views["orgs"][data["authority"]] = {"basis": "own", "changed_seq": 0, "registered": name, "state": "declared"}
        take(views, "duty-founder", place, assigner=founder, basis="own", person=founder, role="registrar",
             org=data["authority"], **{"from": today})
        views["keys"][key_name(data["founder_vkey"])] = {"holder": founder, "registered": place, "vkey": data["founder_vkey"]}
    elif kind == "org.registered":
        superiors = [parent["org"] for parent in data.get("parents", []) if parent["edge"] in ("led_by", "managed_by")]
        views["orgs"][subject] = {"basis": basis, "changed_seq": seq, "kind": data.get("kind"), "name": data["name"],
                                  "place": e.get("place"), "registered": name, "registered_day": today, "state": "registered",
                                  "superiors": superiors}
    elif kind == "person.registered":
        views["persons"][subject] = {"basis": basis, "key_count": 0, "org": data["org"], "rank": data.get("rank"),
                                     "registered": name, "state": "registered"}
    elif kind == "person.changed":
        row = views["persons"][subject]
        if row.get("household"):
            row["former_households"] = row.get("former_households", []) + [row["household"] + " " + today]
        row.update(basis=basis, household=data["household"])
    elif kind == "key.registered":
        views["persons"][subject].setdefault("keys", []).append(key_name(data["vkey"]))
        views["persons"][subject]["key_count"] += 1
        views["keys"][key_name(data["vkey"])] = {
            "holder": subject, "registered": place, "registrars": [s for s in signers if s != subject],
            "valid_to": data["valid_to"], "vkey": data["vkey"]}
    elif kind == "household.registered":
        tags = data.get("tags", [])
        row = {"basis": basis, "confirmed": False, "place": e.get("place"), "registered": name, "size": data.get("persons"),
               "state": "active_target" if tags else "registered", "tag_events": [name] * len(tags), "tags": tags, "visits": 0}
        views["households"][subject] = row
    elif kind == "visit.recorded":
        before = [n for n, row in views["visits"].items() if row["target"] == subject]
        doer = e.get("by", signers[0])
        visitor = data.get("visitor", doer)
        goal = views["households"].get(subject) or views["villages"].get(subject) or {}
        views["visits"][name] = {
            "no_duty": True if basis != "own" and not goes(views, visitor, day) else None,
            "parties": list(dict.fromkeys([visitor, doer])),
            "basis": basis, "day": day, "minutes": data["minutes"], "mode": data.get("mode"),
            "place": e.get("place", goal.get("place")), "previous": before[-1] if before else None, "recorded": place, "target": subject,
            "visitor": visitor, "voided": False}
    elif kind in ("record.corrected", "record.voided"):
        named = e.get("corrects") or e.get("voids")
        row = views["amendments"].setdefault(named, {"corrections": 0, "subject": subject})
        row["last"] = name
        if kind == "record.voided":
            row["voided"] = name
            views["visits"][named]["voided"] = True
        else:
            row["corrections"] += 1
            views["visits"][named].update(data["fields"])
    elif kind == "record.confirmed":
        row = views["amendments"].setdefault(data["event"], {"corrections": 0, "last": "", "subject": subject})
        row["confirmed"] = name
    elif kind.startswith("fund."):
        apply_money(views, e, place)
    elif kind.startswith(("duty.", "delegation.")):
        apply_duty(views, e, place, signers)
    else:
        apply_work(views, e, name, place, signers)


def use(views, file, kind, subject, place):
    row = views["evidence"].setdefault(file, {"first": place, "kind": kind, "subjects": [], "uses": 0})
    row["uses"] += 1
    row["subjects"] += [] if subject in row["subjects"] else [subject]


def apply_money(views, e, place):
    kind, subject, data, basis, day = e["type"], e["subject"], e["data"], e.get("basis", "own"), e["time"][:10]
    if kind == "fund.source_registered":
        sums = ["allocated", "appropriated", "available", "integrated_in", "integrated_out", "paid", "reconciled", "recovered",
                "reserved", "returned", "reversed"]
        views["funds"][subject] = {
            **{name + "_fen": 0 for name in sums}, "basis": basis, "dept": "", "doc_nos": [], "event": place, "is_pool": False,
            "kind": "", "last_event": place, "level": "", "name": data["name"], "purpose": data["purpose"], "state": "registered"}
        return
    views["appropriations"][subject] = {
        "amount_fen": data["amount_fen"], "basis": basis, "day": day, "doc_no": data.get("doc_no"), "event": place,
        "fund": data["fund"]}
    line = views["funds"][data["fund"]]
    line["appropriated_fen"] += data["amount_fen"]
    line["available_fen"] += data["amount_fen"]
    line["doc_nos"] += [data["doc_no"]] if "doc_no" in data else []
    line["last_event"], line["state"] = place, "appropriated"
    line.setdefault("funded_day", day)


def apply_work(views, e, name, place, signers):
    kind, subject, data, basis, day = e["type"], e["subject"], e["data"], e.get("basis", "own"), e["time"][:10]
    if kind == "village.tagged":
        views["villages"][subject] = {"basis": basis, "name": data["name"], "place": e["place"], "tags": [data["tag"]], "visits": 0}
    elif kind == "problem.opened":
        views["problems"][subject] = {
            # Whose it is when nobody says: of the organisation for which its opener acts.
            "owner_org": "org-bureau",
            "about": data["household"], "basis": basis, "corroborations": 0, "evidence": 0, "evidence_kinds": [],
            "kind": data["kind"], "opened": day, "opener": signers[0], "place": e.get("place"), "registered": name, "reopenings": 0,
            "returns": 0, "severity": data["severity"], "source": data["source"], "state": "opened"}
    else:
        assert kind == "evidence.attached", kind
        row, known = views["problems"][subject], views["evidence"].get(data["sha256"], {"subjects": []})
        row["state"] = "in_progress"
        if subject not in known["subjects"]:
            row["evidence"] += 1
            seq = int(place.split(".")[0])
            row.setdefault("evidence_by", []).append(" ".join(principals(views, signers[0], recorded_day(seq))))
            row["last_evidence"] = place
            row["evidence_kinds"] += [] if data["kind"] in row["evidence_kinds"] else [data["kind"]]
        use(views, data["sha256"], data["kind"], subject, place)


# Roles of this log by their powers: who registers keys, who leads in the authority, who goes to see households.
REGISTRARS, LEADERS, GOING = {"registrar"}, {"unit_head"}, {"handler", "household_helper"}


def take(views, subject, place, **row):
    """A duty begins. One that carries power has none for days before it was recorded; in the founding one voucher is enough."""
    seq, ledger = int(place.split(".")[0]), views["ledger"]["ledger"]
    is_office = row["role"] in REGISTRARS | LEADERS
    views["duties"][subject] = {
        **row, "assigned": place, "given_seq": seq, "state": "active",
        "singly_vouched": row["role"] in REGISTRARS and "founded" not in ledger,
        "speaks_from": max(row["from"], recorded_day(seq)) if is_office else row["from"]}
    views["persons"][row["person"]].setdefault("duties", []).append(subject)
    if is_office:
        ledger.setdefault("offices", []).append(subject)


def end_founding(views, place):
    """With two registrars and a leader; all of this log's are in office as soon as they are appointed."""
    ledger = views["ledger"]["ledger"]
    roles = [views["duties"][duty]["role"] for duty in ledger["offices"]]
    if "founded" not in ledger and sum(role in REGISTRARS for role in roles) >= 2 and set(roles) & LEADERS:
        ledger["founded"] = place


def apply_duty(views, e, place, signers):
    kind, subject, data, basis, day = e["type"], e["subject"], e["data"], e.get("basis", "own"), e["time"][:10]
    seq = int(place.split(".")[0])
    if kind == "duty.assigned":
        take(views, subject, place, assigner=signers[0], basis=basis, person=data["person"], role=data["role"],
             org=data.get("org"), target=data.get("target"), **{"from": data.get("from", day)})
        if data["role"] == "household_helper":
            views["households"][data["target"]].update(helper=data["person"], helper_duties=[subject])
    elif kind == "duty.ended":
        duty = views["duties"][subject]
        person = views["persons"][duty["person"]]
        duty["state"], duty["ended"] = "ended", data["at"]
        assert data["at"] <= recorded_day(seq)
        person["duties"].remove(subject)
        person.setdefault("former_duties", []).append(subject)
        views["households"][duty["target"]].update(helper=None, helper_duties=[])
    elif kind == "duty.handed_over":
        views["duties"][subject]["handed_to"] = data["to"]
    else:
        assert kind == "delegation.granted", kind
        # Nothing is lent for days gone by.
        views["delegations"][subject] = {
            "basis": basis, "delegate": data["delegate"], "duty": data["duty"], "from": max(data["from"], recorded_day(seq)),
            "granted": place, "granted_seq": seq, "principal": data["principal"], "scope": data["scope"], "to": data["to"]}
        views["persons"][data["delegate"]].setdefault("delegations", []).append(subject)


def principals(views, person, today):
    """Everybody for whom a person acts, himself first."""
    lent = [views["delegations"][key] for key in views["persons"][person].get("delegations", [])]
    return [person] + [row["principal"] for row in lent if row["from"] <= today <= row["to"]]


def note_hands(views, e, seq, signers):
    """Who took part in what others must not take part in; of this log's events, in the opening of a problem."""
    if e["type"] == "problem.opened":
        today = recorded_day(seq)
        views["hands"][e["subject"]] = {
            "acts": ["%s %s %s" % (e["type"], hand, today) for hand in principals(views, signers[0], today)]}


def goes(views, person, day):
    """Whether a person had a duty by which to pay visits that day."""
    duties = [views["duties"][key] for key in views["persons"][person].get("duties", [])]
    return any(duty["role"] in GOING and duty["speaks_from"] <= day for duty in duties)


def key_name(vkey):
    return "+".join(vkey.split("+")[:2])


def count_visits(views):
    for subject, row in views["households"].items():
        visits = [(n, v) for n, v in views["visits"].items() if v["target"] == subject]
        if not visits:
            continue
        row["newest_visit"] = visits[-1][0]
        counting = [v for _, v in visits if not v["voided"]]
        row["visits"] = len(counting)
        if counting:
            last = max(enumerate(counting), key=lambda pair: (pair[1]["day"], pair[0]))[1]
            row["last_visit"], row["last_visitor"] = last["day"], last["visitor"]


def printed(rows):
    """What `query VIEW --format jsonl` prints: rows by key bytes, names ascending; what is not there, or an empty list, is left out."""
    out = b""
    for key in sorted(rows, key=str.encode):
        row = {name: value for name, value in {**rows[key], "key": key}.items() if value is not None and value != []}
        out += json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    return out


def views():
    log = make_log()
    for size in range(1, len(log) + 1):
        want = {name: printed(rows) for name, rows in fold(log[:size]).items()}
        case = {"desc": "as of %d" % size, "as_of": size, "entry": b64(log[size - 1][0])}
        digests = {name: hashlib.sha256(rows).hexdigest() for name, rows in want.items()}
        if size == len(log):
            yield {**case, "want": digests, "rows": {name: b64(rows) for name, rows in want.items()}}
        else:
            yield {**case, "want": digests}
