"""Views of specs/format.md section 5: a small log, and what some views of it print after each entry.

The rows are folded here by hand, for just the events of this log; which column a view has is the product's to say, how a
row is spelled is the format's.
"""

import hashlib
import json

from merkle import leaf_hash
from notes import Signer, b64, note

ORIGIN = "views.example/ledger"
LOG, LEDGER, FOUNDER, CLERK = Signer(ORIGIN), Signer("ledger"), Signer("p-founder"), Signer("p-1")
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


def registered(signer, genesis):
    proof = b64(signer.sign(("taizhang/key/v1\n%s\n%s\n" % (genesis, signer.vkey)).encode()))
    return event("key.registered", signer.name, {"vkey": signer.vkey, "proof": proof, "valid_to": "2027-12-31"})


def visit(subject, minutes, visitor=None, photo=None, **more):
    data = {"minutes": minutes, "mode": "in_person"} if visitor is None else {"minutes": minutes, "visitor": visitor}
    if photo:
        more["evidence"] = [{"sha256": photo, "media": "image/jpeg", "kind": "photo"}]
    return event("visit.recorded", subject, data, [visitor] if visitor else [], **more)


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
    stories = [
        ((FOUNDER,), [event("org.registered", "org-bureau", {"name": NAME, "kind": "department"}, place="621021000000")]),
        ((FOUNDER,), [event("person.registered", "p-1", {"org": "org-bureau", "rank": "staff"}, ["org-bureau"]),
                      registered(CLERK, genesis)]),
        ((CLERK,), [event("household.registered", "hh-10", {"persons": 3}, place=VILLAGE),
                    event("household.registered", "hh-2", {"persons": 0, "tags": ["poor"]}, ["p-founder"], place=VILLAGE,
                          by="p-founder", basis="entered"),
                    event("household.registered", "hh-1", {})]),
        ((CLERK,), [visit("hh-10", 45, photo=PHOTO, time="2026-11-19T14:10:00+08:00", place=VILLAGE),
                    visit("hh-2", 0, photo=PHOTO), visit("hh-10", 1440, visitor="p-founder", photo=SCAN)]),
        ((CLERK,), [amend("record.corrected", tx(4) + ".0", "hh-10", {"fields": {"minutes": 40}})]),
        ((CLERK,), [amend("record.voided", tx(4) + ".2", "hh-10", {}, ["p-founder"])]),
        ((CLERK,), [event("fund.source_registered", "fd-1", {"name": "衔接资金", "purpose": "饮水"}),
                    event("fund.appropriated", "ap-1", {"fund": "fd-1", "amount_fen": 1, "doc_no": "文〔2026〕1号"}, ["fd-1"]),
                    event("fund.appropriated", "ap-2", {"fund": "fd-1", "amount_fen": 50000000}, ["fd-1"],
                          time="2026-11-18")]),
        ((FOUNDER,), [event("village.tagged", "v-1", {"name": "示例村", "tag": "poor"}, place=VILLAGE),
                      event("duty.assigned", "duty-1", {"person": "p-1", "role": "household_helper", "target": "hh-10"},
                            ["hh-10", "p-1"])]),
        ((CLERK,), [event("problem.opened", "pb-1", {"source": "inspection", "kind": "water", "severity": 2, "household": "hh-10"},
                          ["hh-10"], place=VILLAGE)]
                   + [event("evidence.attached", "pb-1", {"kind": kind, "sha256": file})
                      for kind, file in [("photo_after", PHOTO), ("photo_after", PHOTO), ("water_test", TEST)]]),
        ((FOUNDER,), [event("duty.ended", "duty-1", {"at": "2026-11-20"})]),
    ]
    log = [(first, [event("ledger.genesis", "ledger", genesis_data, ["p-founder"])], [FOUNDER.name, LEDGER.name])]
    for seq, (signers, events) in enumerate(stories, 1):
        log.append((entry(seq, events, signers, genesis), events, [signer.name for signer in signers]))
    return log


def entry(seq, events, signers, genesis):
    header = {"ledger": ORIGIN, "tx": tx(seq), "signers": [signer.name for signer in signers],
              "at": "2026-11-20T09:30:00+08:00"}
    if genesis:
        header["genesis"] = genesis
    text = "\n".join(["taizhang/tx/v1", line(header)] + [line(e) for e in events] + [""]).encode()
    return b"taizhang/entry/v1 2026-11-20T01:30:00.%03dZ\n" % seq + note(text, *signers)


VIEWS = ["activity", "amendments", "appropriations", "delegations", "duties", "evidence", "funds", "households", "keys", "ledger",
         "orgs", "persons", "problems", "villages", "visits"]


def fold(log):
    """Rows by view and key, as far as this log goes."""
    views = {name: {} for name in VIEWS}
    for seq, (_, events, signers) in enumerate(log):
        for position, e in enumerate(events):
            apply(views, e, "%s.%d" % (tx(seq), position), "%d.%d" % (seq, position), signers)
    count_visits(views)
    return views


def apply(views, e, name, place, signers):
    kind, subject, data, basis = e["type"], e["subject"], e["data"], e.get("basis", "own")
    day = e["time"][:10]
    views["activity"].setdefault(day + "/" + kind, {"events": 0})["events"] += 1
    for piece in e.get("evidence", []):
        use(views, piece["sha256"], piece["kind"], subject, place)
    if kind == "ledger.genesis":
        founder = data["founder"]
        views["persons"][founder] = {"basis": "own", "founder": True, "keys": [key_name(data["founder_vkey"])],
                                     "registered": name, "state": "declared"}
        views["ledger"]["ledger"] = {"authority": data["authority"], "founder": founder, "purpose": data["purpose"],
                                     "region": data["region"], "rules": 1}
        views["orgs"][data["authority"]] = {"basis": "own", "registered": name, "state": "declared"}
        views["keys"][key_name(data["founder_vkey"])] = {"holder": founder, "registered": place, "vkey": data["founder_vkey"]}
    elif kind == "org.registered":
        views["orgs"][subject] = {"basis": basis, "kind": data["kind"], "name": data["name"], "place": e["place"],
                                  "registered": name, "state": "registered"}
    elif kind == "person.registered":
        views["persons"][subject] = {"basis": basis, "founder": False, "org": data["org"], "rank": data["rank"],
                                     "registered": name, "state": "registered"}
    elif kind == "key.registered":
        views["persons"][subject].setdefault("keys", []).append(key_name(data["vkey"]))
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
        views["visits"][name] = {
            "basis": basis, "day": day, "minutes": data["minutes"], "mode": data.get("mode"), "place": e.get("place"),
            "previous": before[-1] if before else None, "recorded": place, "target": subject,
            "visitor": data.get("visitor", signers[0]), "voided": False}
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
    elif kind.startswith("fund."):
        apply_money(views, e, place)
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
    elif kind == "duty.assigned":
        views["duties"][subject] = {"assigned": place, "assigner": signers[0], "basis": basis, "from": day,
                                    "person": data["person"], "role": data["role"], "state": "active", "target": data["target"]}
        views["persons"][data["person"]].setdefault("duties", []).append(subject)
        views["households"][data["target"]].update(helper=data["person"], helper_duties=[subject])
    elif kind == "duty.ended":
        duty = views["duties"][subject]
        duty["state"], duty["ended"] = "ended", data["at"]
        views["persons"][duty["person"]]["duties"].remove(subject)
        views["households"][duty["target"]].update(helper=None, helper_duties=[])
    elif kind == "problem.opened":
        views["problems"][subject] = {
            "about": data["household"], "basis": basis, "corroborations": 0, "evidence": 0, "evidence_kinds": [],
            "kind": data["kind"], "opened": day, "opener": signers[0], "place": e["place"], "registered": name, "reopenings": 0,
            "returns": 0, "severity": data["severity"], "source": data["source"], "state": "opened"}
    else:
        assert kind == "evidence.attached", kind
        row, known = views["problems"][subject], views["evidence"].get(data["sha256"], {"subjects": []})
        row["state"] = "in_progress"
        if subject not in known["subjects"]:
            row["evidence"] += 1
            row["last_evidence"] = place
            row["evidence_kinds"] += [] if data["kind"] in row["evidence_kinds"] else [data["kind"]]
        use(views, data["sha256"], data["kind"], subject, place)


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
