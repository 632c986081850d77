"""The shapes of events, by the catalogue that travels inside the ledger (specs/format.md 1.4, 1.5, 3)."""

import json
import re

from checker.entries import day_ms, is_geo, is_integer, is_reference, is_text, matches, EVENT_ID, span
from checker.tree import Refused, from_base64

# What stands in a ledger before it has a catalogue.
FIRST = {
    "types": [
        {
            "name": "ledger.genesis",
            "fields": [
                {"name": name, "kind": "text", "max": 300, "required": True}
                for name in (
                    "authority",
                    "founder",
                    "founder_vkey",
                    "ledger_vkey",
                    "origin",
                    "purpose",
                    "region",
                    "vkey",
                    "vkey_proof",
                )
            ],
        },
        {
            "name": "ledger.catalogue_part",
            "fields": [
                {"name": name, "kind": "integer", "min": 1, "max": 1 << 20, "required": True}
                for name in ("of", "part", "rules")
            ]
            + [{"name": "text", "kind": "text", "max": 16_000, "required": True}],
        },
        {
            "name": "ledger.rules_adopted",
            "fields": [
                {"name": "rules", "kind": "integer", "min": 1, "max": 1 << 20, "required": True},
                {"name": "catalogue_sha256", "kind": "digest", "required": True},
            ],
        },
    ],
    "codelists": [],
    "prefixes": [],
}


class Catalogue:
    """Types, codelists and prefixes; says what an event's fields lack."""

    def __init__(self, content=FIRST):
        self.is_first = content is FIRST
        self.types = {one["name"]: one for one in content["types"]}
        self.codes = {one["id"]: {item["code"] for item in one["items"]} for one in content["codelists"]}
        self.wider = {
            item["code"]: item.get("is_a", [])
            for one in content["codelists"]
            if one["id"] == "role"
            for item in one["items"]
        }
        self.prefixes = [one["prefix"] for one in content["prefixes"]]

    @classmethod
    def parse(cls, text):
        try:
            content = json.loads(text)
            for kind in content["types"]:
                check_names(kind.get("subject", []))
                check_fields(kind["fields"])
            catalogue = cls(content)
            check_names([*catalogue.types, *catalogue.prefixes, *catalogue.codes, *sum(catalogue.wider.values(), [])])
            return catalogue
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("E26", f"目录不可读 / the catalogue cannot be read: {error}")

    def faults(self, entry, event):
        """What speaks against the form of an event: its type, subject, basis, fields and refs."""
        kind = self.types.get(event["type"])
        yield from self.basis_faults(entry, event)
        if kind is None:
            yield "C01", f"没有“{event['type']}”这种事件 / there is no event type {event['type']}"
            return
        if not self.is_first and not has_prefix(event["subject"], kind.get("subject") or self.prefixes):
            yield "C05", f"对象编号的前缀不对 / the subject {event['subject']} has a wrong prefix"
        named = set()
        yield from self.object_faults(event["data"], kind["fields"], named)
        if event.get("by") and event["by"] not in entry.signers:
            named.add(event["by"])
        lacking, surplus = named - {event["subject"]} - set(event.get("refs", [])), set(event.get("refs", [])) - named
        if not self.is_first and (lacking or surplus and not (event.get("corrects") or event.get("voids"))):
            yield "C06", f"refs不符 / refs must hold exactly what data names: {sorted(lacking | surplus)}"

    def basis_faults(self, entry, event):
        """Who did it and who typed it must fit together, as far as the text alone shows."""
        basis, signers, doer = event.get("basis", "own"), entry.signers, entry.doer(event)
        is_scanned = any(piece["kind"] == "scan" for piece in event.get("evidence", []))
        if (
            basis == "own"
            and doer not in signers
            or basis == "entered"
            and doer in signers
            or basis == "migrated"
            or (basis == "paper" and (len(signers) < 2 or doer in signers or not is_scanned))
        ):
            yield "C09", f"办理依据{basis}与签名人不符 / basis {basis} does not fit the signers"

    def object_faults(self, value, fields, named):
        known = {field["name"]: field for field in fields}
        for name, item in value.items():
            if name not in known:
                yield "C03", f"没有字段{name} / there is no field {name}"
            elif known[name].get("personal"):
                if not is_sealed(item):
                    yield "C07", f"{name}须封存 / {name} is personal and must be sealed"
            else:
                yield from self.value_faults(item, known[name], named)
        for name, field in known.items():
            if field.get("required") and name not in value:
                yield "C02", f"缺少{name} / {name} is missing"

    def value_faults(self, value, field, named):
        kind, name = field["kind"], field["name"]
        if kind in ("codes", "references", "areas", "strings", "objects"):
            single = {
                "codes": "code",
                "references": "reference",
                "areas": "area",
                "strings": "text",
                "objects": "object",
            }[kind]
            if not isinstance(value, list):
                yield "C04", f"{name}应为列表 / {name} must be a list"
            for item in value if isinstance(value, list) else ():
                yield from self.value_faults(item, {**field, "kind": single}, named)
        elif kind == "object" and isinstance(value, dict):
            yield from self.object_faults(value, field["fields"], named)
        elif kind == "code" and isinstance(value, str):
            if value not in self.codes.get(field["codelist"], ()):
                yield "C10", f"{value}不在代码表{field['codelist']}中 / {value} is no code of {field['codelist']}"
        elif kind == "reference" and is_reference(value) and has_prefix(value, field.get("prefixes") or self.prefixes):
            named.add(value)
        elif not VALUES.get(kind, lambda value, field: False)(value, field):
            yield "C04", f"{name}应为{kind} / {name} must be of kind {kind}"


def check_names(names):
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("names that are none")


def check_fields(fields):
    """A ledger may have been founded with any catalogue: what is relied on later is looked at once, here."""
    for field in fields:
        check_names([field["name"], field["kind"], field.get("codelist", ""), *field.get("prefixes", [])])
        if not all(is_integer(field.get(bound, 0)) for bound in ("min", "max")):
            raise ValueError("bounds that are none")
        if field["kind"] in ("object", "objects"):
            check_fields(field["fields"])
        if field["kind"] in ("code", "codes") and "codelist" not in field:
            raise ValueError("a code without a codelist")


def is_sealed(value):
    return (
        isinstance(value, dict)
        and value.keys() == {"c"}
        and isinstance(value["c"], str)
        and value["c"].isascii()
        and (len(from_base64(value["c"]) or b"") == 32)
    )


def has_prefix(reference, prefixes):
    return reference.partition("-")[0] in prefixes


def is_number(value, field):
    return is_integer(value, field.get("min", -(1 << 53)), field.get("max", 1 << 53))


def is_bounded_text(value, field):
    return is_text(value, 1, field.get("max", 1 << 20))


VALUES = {
    "text": is_bounded_text,
    "machine": is_bounded_text,
    "integer": is_number,
    "fen": is_number,
    "bp": is_number,
    "digest": lambda value, _: matches("[0-9a-f]{64}")(value),
    "bool": lambda value, _: isinstance(value, bool),
    "date": lambda value, _: isinstance(value, str) and day_ms(value) is not None,
    "time": lambda value, _: span(value) is not None,
    "geo": lambda value, _: is_geo(value),
    "event": lambda value, _: isinstance(value, str) and re.fullmatch(EVENT_ID, value) is not None,
    "area": lambda value, _: matches("[0-9]{12}")(value),
    "json": lambda value, _: isinstance(value, dict),
}
