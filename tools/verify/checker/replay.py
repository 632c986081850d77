"""The ledger as its entries tell it: each judged on what the ones before it made known (specs/format.md 1.2, 4)."""

from checker.accounts import Funds
from checker.catalogue import Catalogue
from checker.entries import SIGNER_POSITION, links
from checker.keys import Keys
from checker.rules import RULES
from checker.signing_off import People, Problems
from checker.tree import Refused, leaf_hash, root_of, sha256, to_base64


class Replay:
    """Everything known after the entries so far; every entry is judged on what the ones before it made known."""

    def __init__(self, origin, entry_at):
        self.origin, self.entry_at = origin, entry_at
        self.genesis, self.stamp, self.events, self.signatures = None, 0, 0, 0
        self.chains, self.transactions, self.batch = {}, {}, None
        self.catalogue, self.parts, self.adopted = Catalogue(), [], None
        self.keys, self.people, self.funds = Keys(), People(), Funds()
        self.problems = Problems(self.people, self.keys)

    def faults(self, entry):
        """Takes an entry in; yields (code, position of the event or None, message) for all that speaks against it."""
        header = entry.header
        if header["ledger"] != self.origin:
            yield "T10", None, f"写给账本{header['ledger']} / meant for the ledger {header['ledger']}"
        if header.get("genesis") != self.genesis:
            yield "T11", None, "创世哈希不符 / another genesis: another ledger of the same name?"
        if entry.stamp < self.stamp:
            yield "L05", None, "记录时间倒退 / the stamp goes back"
        if entry.tx in self.transactions:
            first = self.transactions[entry.tx]
            yield "I01", None, f"事务号已用于第{first}条 / the transaction id is that of entry {first}"
        yield from self.batch_faults(entry)
        for ref, seen in header.get("expect", {}).items():
            count, head = self.chains.get(ref) or (0, sha256(b"\x02" + ref.encode()))
            if seen[0] != count:
                yield "E01", None, f"{ref}现有{count}个事件 / {ref} has {count} events, {seen[0]} were expected"
            elif len(seen) == 2 and seen[1] != to_base64(head):
                yield "E02", None, f"{ref}的链头不同 / the chain head of {ref} is another"
        if entry.seq == 0 and entry.events[0]["type"] != "ledger.genesis":
            yield "K11", 0, "第一条必须是创世 / the first entry must be the genesis"
        shapes = [
            (code, position, message)
            for position, event in enumerate(entry.events)
            for code, message in self.catalogue.faults(entry, event)
        ]
        yield from shapes
        for position, event in enumerate(entry.events if not shapes else ()):
            for code, message in self.event_faults(entry, position, event):
                yield code, position, message
        self.link(entry)

    def event_faults(self, entry, position, event):
        kind, holder = event["type"], self.people.canonical(event["subject"])
        yield from self.keys.faults(entry, event)
        changed = event.get("corrects") or event.get("voids")
        if changed:
            earlier = self.earlier(changed, entry, position)
            if earlier is None:
                yield "R01", f"找不到事件{changed} / there is no event {changed}"
            elif not set(links(earlier)) <= set(links(event)):
                yield "C06", "refs缺少被更正事件的关联 / refs lacks links of the event it changes"
        registrars = {self.people.canonical(who) for who in entry.signers if self.people.is_registrar(who, entry.day)}
        if kind == "key.registered" and not registrars - {holder}:
            yield "K20", "须由本人以外的登记员签名 / a registrar other than the holder must sign"
        if kind == "key.revoked" and not registrars and event["subject"] not in entry.signers:
            yield "K22", "须由持有人或登记员签名 / the holder or a registrar must sign"
        self.keys.apply(entry, event, len(registrars - {holder}))
        if kind == "ledger.catalogue_part":
            self.parts.append(event["data"]["text"])
        elif kind == "ledger.rules_adopted":
            self.adopt(event["data"]["rules"], event["data"]["catalogue_sha256"])
        self.people.take(event)
        codes = self.funds.take(event, entry.doer(event)) + self.problems.take(entry, position, event)
        for code in codes:
            yield code, f"{event['subject']}：{RULES[code]}"

    def adopt(self, rules, digest):
        """Shapes and roles come from the ledger's own catalogue, which must be the one adopted, once."""
        text = "".join(self.parts)
        if rules != 1 or sha256(text.encode()).hex() != digest or self.adopted not in (None, digest):
            raise Refused("E26", f"规则{rules}或其目录不识 / rules {rules}, or their catalogue, are unknown")
        self.catalogue, self.adopted = Catalogue.parse(text), digest
        self.people.wider = self.catalogue.wider

    def earlier(self, name, entry, position):
        tx, _, place = name.partition(".")
        if tx == entry.tx:
            return entry.events[int(place)] if int(place) < position else None
        found = self.entry_at(self.transactions[tx]) if tx in self.transactions else None
        return found.events[int(place)] if found and int(place) < len(found.events) else None

    def batch_faults(self, entry):
        """The parts of a batch are adjacent, in order, whole; together not more than 100,000 events."""
        part, open_batch = entry.header.get("batch"), self.batch
        self.batch = None
        if open_batch and (part is None or (part["id"], part["of"], part["part"]) != open_batch[:3]):
            yield "B01", None, f"批次{open_batch[0]}不完整 / the batch {open_batch[0]} is not whole"
            open_batch = None
        if part and open_batch is None and part["part"] != 1:
            yield "B01", None, f"批次{part['id']}不完整 / the batch {part['id']} is not whole"
        elif part:
            count = (open_batch[3] if open_batch else 0) + len(entry.events)
            if part["part"] < part["of"]:
                self.batch = (part["id"], part["of"], part["part"] + 1, count)
            elif count > 100_000:
                yield "B02", None, "批次过大 / the batch is too large"

    def link(self, entry):
        for position, event in enumerate(entry.events):
            for ref in links(event):
                self.extend(ref, entry.leaf, position)
        for signer in entry.signers:
            self.extend(signer, entry.leaf, SIGNER_POSITION)
        self.transactions.setdefault(entry.tx, entry.seq)
        self.stamp = entry.stamp
        self.events, self.signatures = self.events + len(entry.events), self.signatures + len(entry.signers)
        if entry.seq == 0:
            self.genesis = self.keys.genesis = to_base64(entry.leaf)

    def extend(self, ref, leaf, position):
        count, head = self.chains.get(ref) or (0, sha256(b"\x02" + ref.encode()))
        self.chains[ref] = (count + 1, sha256(b"\x03" + head + leaf + position.to_bytes(4, "big")))

    def streams(self):
        """Number of subjects and root over their lines, as `streams.attested` states them."""
        lines = (f"{ref}\n{count}\n{head.hex()}\n".encode() for ref, (count, head) in sorted(self.chains.items()))
        return len(self.chains), to_base64(root_of(map(leaf_hash, lines)))
