"""People, money, signing off: recomputed from the entries, with nothing of the ledger's own views."""

from checker.entries import beijing_day, is_integer, span

AMOUNTS = (
    "appropriated",
    "integrated_in",
    "integrated_out",
    "allocated",
    "returned",
    "reserved",
    "paid",
    "reconciled",
    "reversed",
    "recovered",
)

RULES = {
    "F05": "分配超过资金可用余额 / more is allocated than the fund line has",
    "F06": "申请超过分配可用余额 / more is requested than the allocation has",
    "F09": "未经审批的支付 / paid without approval",
    "G20": "登记密钥的人不得销号签字 / who registers keys does not sign off",
    "K21": "签字人的密钥未经两名登记员登记 / the signer's key was not vouched for by two registrars",
    "M01": "金额须大于零 / an amount is above zero",
    "M02": "整合超过资金可用余额 / more is integrated than the fund line has",
    "M04": "资金或分配已冻结 / the fund line or allocation is frozen",
    "M05": "收回超过分配可用余额 / more is returned than the allocation has",
    "M06": "调整超过分配可用余额 / more is reallocated than the allocation has",
    "M07": "追回超过已支付 / more is recovered than was paid",
    "M08": "已部分追回的支付不能整笔冲销 / a payment recovered in part is not reversed as a whole",
    "M10": "申请、审批、支付须三人办理 / request, approval and payment take three persons",
    "M11": "金额与审批不符 / the amount is not the approved one",
    "M12": "审批超过申请 / more is approved than was requested",
    "M16": "对账单金额不符 / the bank statement is over another amount",
    "R01": "所指的对象尚未登记 / what it names is not registered",
    "R02": "编号已用过 / the reference was used before",
    "R03": "此时不能有这一步 / the step is not possible in this state",
    "S01": "同一人双签 / one person signed twice",
    "S02": "佐证不足即签字 / signed before there was enough evidence",
    "S04": "签字人没有该岗位的在任职责 / the signer holds no duty of that role",
    "S05": "登记人或经办人自签 / who opened or handled it signed it off",
    "S06": "签字顺序不对 / signed in the wrong order",
    "S16": "不是本人签署 / not signed in person",
    "S17": "签字没有绑定所见内容 / the signature binds nothing that was seen",
    "S18": "签字不齐即销号 / closed before every signature was there",
    "S19": "没有这个签字岗位 / there is no such slot",
    "S20": "岗位已签过 / the slot was signed before",
}


class Money(dict):
    """One sum of money and where its fen are. A fund line and an allocation both are one."""

    def __init__(self, **about):
        super().__init__(dict.fromkeys(AMOUNTS, 0), **about)

    def move(self, **changes):
        for name, fen in changes.items():
            self[name] += fen

    @property
    def line_available(self):
        return (
            self["appropriated"] + self["integrated_in"] - self["integrated_out"] - self["allocated"] + self["returned"]
        )

    @property
    def allocation_available(self):
        return self["amount"] - self["moved"] - self["returned"] - self["reserved"] - self["paid"]


class Funds:
    """Fund lines, allocations and payments: what went in and out, and that nothing was spent that was not there."""

    def __init__(self):
        self.lines, self.allocations, self.payments = {}, {}, {}

    def take(self, event, doer):
        """Books an event; says what speaks against it. What was wrongly taken is booked all the same."""
        kind, subject, data = event["type"], event["subject"], event["data"]
        fen, line, allocation, payment = (
            data.get("amount_fen"),
            self.lines.get(data.get("fund", subject)),
            self.allocations.get(subject),
            self.payments.get(subject),
        )
        if kind == "fund.source_registered":
            if subject in self.lines:
                return ["R02"]
            self.lines[subject] = Money(frozen=False)
            return []
        if kind in ("fund.frozen", "fund.unfrozen"):
            (self.lines.get(subject) or allocation or {})["frozen"] = kind == "fund.frozen"
            return []
        faults = ["M01"] if fen is not None and fen <= 0 else []
        if kind in ("fund.appropriated", "fund.integrated", "fund.allocated"):
            if line is None or not is_integer(fen):
                return ["R01"]
            if kind != "fund.appropriated":
                faults += ["M04"] * line["frozen"]
            if kind == "fund.appropriated":
                line.move(appropriated=fen)
            elif kind == "fund.allocated":
                faults += ["F05"] * (fen > line.line_available)
                line.move(allocated=fen)
                self.allocations[subject] = Money(line=line, amount=fen, moved=0, frozen=False)
            elif data.get("to") in self.lines:
                faults += ["M02"] * (fen > line.line_available)
                line.move(integrated_out=fen)
                self.lines[data["to"]].move(integrated_in=fen)
            else:
                return ["R01"]
        elif kind in ("fund.reallocated", "fund.returned"):
            if allocation is None or not is_integer(fen):
                return ["R01"]
            if kind == "fund.returned":
                faults += ["M05"] * (fen > allocation.allocation_available)
                allocation.move(returned=fen)
                allocation["line"].move(returned=fen)
            else:
                faults += ["M06"] * (fen > allocation.allocation_available) + ["R02"] * (
                    data.get("to") in self.allocations
                )
                allocation["moved"] += fen
                self.allocations[data.get("to")] = Money(line=allocation["line"], amount=fen, moved=0, frozen=False)
        elif kind == "disbursement.requested":
            allocation = self.allocations.get(data.get("allocation"))
            if allocation is None or not is_integer(fen):
                return ["R01"]
            faults += ["F06"] * (fen > allocation.allocation_available) + self.frozen(allocation)
            self.payments[subject] = {
                "allocation": allocation,
                "fen": fen,
                "state": "requested",
                "recovered": 0,
                "persons": [doer],
            }
            self.move(allocation, reserved=fen)
        elif kind.startswith("disbursement.") and kind != "disbursement.lines_added" or kind == "fund.recovered":
            return ["R01"] if payment is None else faults + self.step(kind.split(".")[1], payment, fen, data, doer)
        return faults

    STEPS = {
        ("requested", "approved"),
        ("approved", "paid"),
        ("paid", "reconciled"),
        ("requested", "reversed"),
        ("approved", "reversed"),
        ("paid", "reversed"),
        ("reconciled", "reversed"),
        ("paid", "recovered"),
        ("reconciled", "recovered"),
    }

    def step(self, step, payment, fen, data, doer):
        state, sum, allocation = payment["state"], payment["fen"], payment["allocation"]
        faults = [] if (state, step) in self.STEPS else ["R03"]
        if step in ("approved", "paid"):
            faults += ["M10"] * (doer in payment["persons"]) + self.frozen(allocation)
            payment["persons"].append(doer)
        if step == "approved":
            payment["fen"] = sum if fen is None else fen
            faults += ["M12"] * (payment["fen"] > sum)
            self.move(allocation, reserved=payment["fen"] - sum)
        elif step == "paid":
            faults += ["F09"] * (state == "requested") + ["M11"] * (fen not in (None, sum))
            self.move(allocation, reserved=-sum, paid=sum)
        elif step == "reconciled":
            if data.get("matched", True) is False:
                return faults
            faults += ["M16"] * (data.get("statement_amount_fen", sum if fen is None else fen) != sum)
            self.move(allocation, reconciled=sum - payment["recovered"])
        elif step == "reversed":
            faults += ["M11"] * (fen not in (None, sum)) + ["M08"] * (payment["recovered"] > 0)
            if state in ("requested", "approved"):
                self.move(allocation, reserved=-sum)
            else:
                self.move(allocation, paid=-sum, reversed=sum, reconciled=-sum if state == "reconciled" else 0)
        elif step == "recovered":
            fen = fen or 0
            faults += ["M07"] * (fen > sum - payment["recovered"])
            payment["recovered"] += fen
            self.move(allocation, paid=-fen, recovered=fen, reconciled=-fen if state == "reconciled" else 0)
            allocation.move(returned=fen)
            allocation["line"].move(returned=fen)
            return faults
        payment["state"] = step
        return faults

    def move(self, allocation, **changes):
        allocation.move(**changes)
        allocation["line"].move(**changes)

    def frozen(self, allocation):
        return ["M04"] if allocation["frozen"] or allocation["line"]["frozen"] else []

    def rows(self):
        for name, line in sorted(self.lines.items()):
            yield {"key": name, "available_fen": line.line_available, **{f"{part}_fen": line[part] for part in AMOUNTS}}


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
            problem = data.get("content", {}).get("parameters", {}).get("problem", {})
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
