"""Money: fund lines, allocations and payments, recomputed from the entries with nothing of the ledger's own views."""

from checker.entries import is_integer

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
