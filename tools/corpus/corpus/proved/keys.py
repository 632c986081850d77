"""Packs that the holder of the ledger's own keys makes of a visit by p-head that p-head never signed."""

from corpus.evidence import moment, pack_of, tlog_proof, zipped
from corpus.forged.base import joined, lines_of, visit
from corpus.log import SigningKey, b64
from corpus.story import event, parts


class Zeros:
    """Who has no key of somebody's and signs all the same."""

    def __init__(self, key):
        self.key = key

    def line(self, text):
        return f"\u2014 {self.key.name} {b64(self.key.id + bytes(64))}\n".encode()


def tamper(add, story):
    mine, founder = SigningKey.seeded("p-head", "operator"), story.key("p-founder")

    def pack(name, why, status, body, key=mine):
        fork = story.fork()
        body(fork)
        fork.add([visit(refs=["p-head"])], ["p-head"], [key])
        fork.add([fork.attestation()], ["ledger"])
        add("pack", "keys-" + name, why, zipped(pack_of(fork.log, "hh-1"), moment(fork.log)), status)

    register = lambda fork, signer, line=None, **more: fork.add([fork.registration("p-head", mine, **more)], [signer], line)
    pack("true", "a second key that a registrar registered", 0, lambda fork: register(fork, "p-registrar"))
    pack("zeros", "registered under a founder's line of zeros", 2, lambda fork: register(fork, "p-founder", [Zeros(founder)]))

    def borrowed_line(fork):
        true = next(entry for entry in fork.log.entries[9:] if parts(entry)[0]["signers"] == ["p-founder"])
        entry = fork.entry([fork.registration("p-head", mine)], ["p-founder"])
        fork.take(joined(lines_of(entry)[0], lines_of(true)[1]))

    pack("other-text", "registered under the founder's line of another text", 2, borrowed_line)

    def invented(fork):
        other = fork.key("p-invented", 7)
        fork.add([fork.registration("p-invented", other)], ["p-invented"], [other])
        register(fork, "p-invented", [other])

    pack("invented", "registered by somebody invented, whom nobody else registered", 2, invented)
    pack("ledger", "registered by the ledger itself", 2, lambda fork: register(fork, "ledger"))
    pack("countersigned", "registered by its holder, the ledger countersigning", 2, lambda fork: fork.add(
        [fork.registration("p-head", mine)], ["p-head", "ledger"]))
    pack("unregistered", "registered nowhere", 2, lambda fork: None)

    def false_proof(fork):
        data = {"vkey": mine.vkey, "proof": fork.key("p-head").proof(fork.log.genesis)}
        fork.add([event("key.registered", "p-head", data)], ["p-founder"])

    pack("no-proof", "a proof of possession by another key", 2, false_proof)
    public = SigningKey("p-head", story.key("p-clerk").seed)
    pack("borrowed", "somebody else's public key", 2, lambda fork: fork.add(
        [fork.registration("p-head", public)], ["p-founder"]), key=public)
    pack("until", "registered until a day that is none", 2, lambda fork: register(fork, "p-registrar", valid_to="soon"))
    pack("expired", "signed after its last day", 2, lambda fork: register(fork, "p-registrar", valid_to="2026-02-01"))

    def revoked(fork):
        register(fork, "p-registrar")
        fork.add([event("key.revoked", "p-head", {"key": mine.vkey, "reason": "lost"})], ["p-registrar"])

    pack("revoked", "signed by a key revoked before", 2, revoked)

    def revokes_itself(fork):
        register(fork, "p-registrar")
        fork.add([event("key.revoked", "p-head", {"key": mine.vkey, "reason": "lost"})], ["p-head"], [mine])

    pack("revokes-itself", "a key that signed its own revocation", 0, revokes_itself, key=story.key("p-head"))
    pack("stamps", "stamped before the key's last day, after entries of later days", 2, lambda fork: (
        register(fork, "p-registrar", valid_to="2026-02-20"), fork.later(days=-20)))
    withheld(add, story)


def withheld(add, story):
    """Entries left out of a true pack. Of the registration of a key the pack says itself that it is missing; of a revocation or
    a rotation nobody can know who has no more than the pack: that stands under what is not proved."""
    members, time = pack_of(story.log, "hh-1"), moment(story.log)
    add("pack", "keys-good", "made by another program", zipped(members, time), 0)
    for name in [name for name in members if name.startswith("entries/")]:
        proof = name.replace("entries/", "proofs/").replace(".entry", ".proof")
        rest = {one: content for one, content in members.items() if one not in (name, proof)}
        add("pack", f"keys-without-{name[8:20]}", f"{name} and its proof are not there", zipped(rest, time), 2)
        kinds = {one["type"] for one in parts(members[name])[1:]}
        if any(kind.startswith(("key.", "ledger.key")) for kind in kinds):
            fitted = pack_of(story.log, "hh-1", without=int(name[8:20]))
            status = 2 if "key.registered" in kinds else 0
            add("pack", f"keys-fitted-{name[8:20]}", f"{name} is left out, keys.json made to fit", zipped(fitted, time), status)
    seq = next(seq for seq, entry in enumerate(story.log.entries) if b"fund.appropriated" in entry)
    more = {f"entries/{seq:012}.entry": story.log.entries[seq], f"proofs/{seq:012}.proof": tlog_proof(story.log, seq)}
    add("pack", "keys-stray", "an entry that has nothing to do with it", zipped({**members, **more}, time), 2)
