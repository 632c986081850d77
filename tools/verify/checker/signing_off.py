"""People and their duties, problems and the signatures that closed them, recomputed from the entries."""

from checker.entries import beijing_day, holds, is_integer, is_text, span


class People:
    """Who holds which duty on which day, by the duties recorded and the roles of the ledger's own catalogue."""

    def __init__(self):
        self.duties, self.kept, self.wider, self.founder = {}, {}, {}, None

    def canonical(self, person):
        while person in self.kept:
            person = self.kept[person]
        return person

    def take(self, event):
        kind, subject, data = event["type"], event["subject"], event["data"]
        day = lambda field: beijing_day(span(data.get(field, event["time"]))[0])
        duty = self.duties.get(subject, {})
        if kind == "ledger.genesis":
            self.founder = data.get("founder")
        elif kind == "duty.assigned":
            self.duties[subject] = {
                "person": data.get("person"),
                "role": data.get("role"),
                "from": day("from"),
                "to": data.get("to"),
                "ended": None,
                "off": None,
            }
        elif kind == "duty.ended":
            duty["ended"] = day("at")
        elif kind == "duty.suspended":
            duty["off"] = (day("from"), data.get("to"))
        elif kind == "duty.resumed":
            duty["off"] = None
        elif kind == "person.merged" and self.canonical(subject) != self.canonical(data.get("duplicate")):
            self.kept[self.canonical(data.get("duplicate"))] = self.canonical(subject)

    def has_role(self, person, role, day):
        return any(
            duty["person"] == person
            and self.is_a(duty["role"], role)
            and duty["from"] <= day
            and not (duty["to"] and duty["to"] < day)
            and not (duty["ended"] and duty["ended"] <= day)
            and not (duty["off"] and duty["off"][0] <= day and not (duty["off"][1] and duty["off"][1] < day))
            for duty in self.duties.values()
        )

    def is_a(self, code, role, seen=()):
        return (
            code == role
            or code not in seen
            and any(self.is_a(next, role, (*seen, code)) for next in self.wider.get(code, []))
        )

    def is_registrar(self, person, day):
        return person == self.founder or self.has_role(person, "registrar", day)


are_slots = holds({"slot": is_text, "role": is_text}, {"slot", "role"})
is_pack_problem = holds(
    {
        "slots": lambda value: isinstance(value, list) and all(map(are_slots, value)),
        "evidence_min": is_integer,
        "sources_min": is_integer,
        "opener_may_sign": lambda value: isinstance(value, bool),
        "listing_required": lambda value: isinstance(value, bool),
    },
    set(),
)


def pack_problem(data):
    """What a policy pack asks of sign-offs; None when it asks in a form that is none."""
    parameters = data.get("content", {}).get("parameters", {})
    problem = parameters.get("problem", {}) if isinstance(parameters, dict) else None
    return problem if is_pack_problem(problem) else None


class Problems:
    """Problems and the signatures that closed them: of different persons, in person, in order, on the evidence seen."""

    DEFAULT = [("department_head", "department_head"), ("county_leader_in_charge", "county_leader_in_charge")]

    def __init__(self, people, keys):
        self.people, self.keys, self.all, self.packs = people, keys, {}, []

    def policy(self, day):
        """Slots (name, role) in signing order, least evidence, whether the opener may sign: the strictest in force."""
        asked = [
            pack["problem"] for pack in self.packs if pack["from"] <= day and not (pack["to"] and pack["to"] < day)
        ]
        slots = {}
        for problem in asked:
            for slot in problem.get("slots", []):
                slots.setdefault(slot["slot"], slot["role"])
        may = [problem["opener_may_sign"] for problem in asked if "opener_may_sign" in problem]
        least = max([1, *(problem.get("evidence_min", 1) for problem in asked)])
        return list(slots.items()) or self.DEFAULT, least, bool(may) and all(may)

    def take(self, entry, position, event):
        kind, subject, data, doer = event["type"], event["subject"], event["data"], entry.doer(event)
        if kind == "policy.pack_activated":
            start = data.get("effective_from", beijing_day(span(event["time"])[0]))
            eve = beijing_day(span(start)[0] - 1)
            for pack in self.packs:
                if pack["pack"] == data.get("pack") and not (pack["to"] and pack["to"] <= eve):
                    pack["to"] = eve
            problem = pack_problem(data)
            if problem is None:
                return ["P02"]
            self.packs.append({"pack": data.get("pack"), "from": start, "to": None, "problem": problem})
        elif kind == "policy.pack_retired":
            for pack in self.packs:
                if pack["pack"] == data.get("pack") and pack["to"] is None:
                    pack["to"] = data.get("effective_to")
        if kind == "problem.opened":
            self.all[subject] = {"parties": [doer, None], "files": set(), "evidence": 0, "signed": {}, "closed": None}
        problem = self.all.get(subject)
        if problem is None:
            return ["R01"] if kind.startswith("problem.") else []
        faults = []
        if kind == "problem.signed":
            faults = list(self.signing_faults(entry, event, problem, doer))
            problem["signed"][data.get("slot")] = (doer, f"{entry.seq}.{position}")
        elif kind == "problem.closed":
            slots, _, _ = self.policy(entry.day)
            if problem["closed"]:
                faults = ["R03"]
            elif any(slot not in problem["signed"] for slot, _ in slots):
                faults = ["S18"]
            problem["closed"] = f"{entry.seq}.{position}"
        elif kind == "problem.reopened":
            problem.update(evidence=0, signed={}, closed=None)
        elif kind == "problem.returned" or kind == "evidence.attached" and not problem["closed"]:
            problem["signed"] = {}
        elif kind in ("problem.listed", "problem.progressed"):
            problem["parties"][1] = data.get("handler", doer if kind == "problem.progressed" else problem["parties"][1])
        files = [piece["sha256"] for piece in event.get("evidence", [])]
        if kind == "evidence.attached" and (data.get("sha256") or data.get("digest") or not files):
            files.append(data.get("sha256") or data.get("digest") or f"{entry.seq}.{position}")
        if kind in ("problem.opened", "problem.progressed", "evidence.attached"):
            problem["evidence"] += len(set(files) - problem["files"])
        problem["files"].update(files)
        return faults

    def signing_faults(self, entry, event, problem, doer):
        slots, least, opener_may = self.policy(entry.day)
        people, slot = self.people, event["data"].get("slot")
        person, names = people.canonical(doer), [name for name, _ in slots]
        if problem["evidence"] < least:
            yield "S02"
        if slot not in names:
            yield "S19"
        else:
            if slot in problem["signed"]:
                yield "S20"
            if any(name not in problem["signed"] for name in names[: names.index(slot)]):
                yield "S06"
            if not people.has_role(doer, dict(slots)[slot], entry.day):
                yield "S04"
        if any(people.canonical(other) == person for other, _ in problem["signed"].values()):
            yield "S01"
        if not opener_may and person in [people.canonical(party) for party in problem["parties"] if party]:
            yield "S05"
        if people.is_registrar(doer, entry.day):
            yield "G20"
        if event.get("basis", "own") != "own" or doer not in entry.signers:
            yield "S16"
        if len(entry.header.get("expect", {}).get(event["subject"], [])) < 2:
            yield "S17"
        keys = [
            key
            for key in self.keys.of.get(doer, [])
            if key.revoked is None and (key.until is None or entry.stamp <= key.until)
        ]
        if not keys or any(key.registrars < 2 for key in keys):
            yield "K21"

    def rows(self):
        for name, problem in sorted(self.all.items()):
            if problem["closed"]:
                signed = [{"slot": slot, "signer": who, "event": at} for slot, (who, at) in problem["signed"].items()]
                yield {"key": name, "closed": problem["closed"], "signatures": signed}
