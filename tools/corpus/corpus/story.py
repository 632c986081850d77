"""A log being written: notes composed, signed, stamped; subject chains followed (specs/format.md 1, 2, 4)."""

import datetime
import hashlib
import json
import re

from corpus.log import Log, SigningKey, b64, leaf_hash, note, root

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE = re.compile(r"(?:p|org|fd|ap|al|pr|pay|pb|v|ct|hh|duty|dlg|dc|adv)-[A-Za-z0-9._-]+")
SIGNER_POSITION = 0xFFFF_FFFF
ORIGIN = "corpus.example/ledger"


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def event(kind, subject, data=None, **more):
    return {"type": kind, "subject": subject, "time": None, **more, "data": data or {}}


class Story:
    """A log being written: composes notes, signs them, stamps them, follows the chains."""

    def __init__(self, seed):
        self.seed, self.count = seed, 0
        self.now = datetime.datetime(2026, 1, 5, 1, 0, tzinfo=datetime.timezone.utc)
        self.keys = {}
        self.log = Log([], ORIGIN, self.key(ORIGIN))
        self.chains, self.blobs = {}, {}

    def key(self, name, generation=0):
        if (name, generation) not in self.keys:
            self.keys[name, generation] = SigningKey.seeded(name, self.seed, generation)
        return self.keys[name, generation]

    def fork(self):
        """The same log to be continued otherwise."""
        other = Story(self.seed)
        other.count, other.now, other.keys = self.count, self.now, self.keys
        other.log, other.chains = self.log.copy(), dict(self.chains)
        return other

    @property
    def beijing(self):
        return (self.now + datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S+08:00")

    @property
    def stamp(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03}Z"

    def later(self, **by):
        self.now += datetime.timedelta(**by)

    def ulid(self):
        self.count += 1
        number = int(self.now.timestamp() * 1000) << 80 | int.from_bytes(
            hashlib.sha256(f"{self.seed}/{self.count}".encode()).digest()[:10], "big"
        )
        return "".join(ALPHABET[number >> 5 * (25 - at) & 31] for at in range(26))

    def text(self, events, signers, **header):
        """The text of a note: what its signers sign."""
        head = {"ledger": self.log.origin}
        if self.log.entries:
            head["genesis"] = self.log.genesis
        head = {**head, "tx": self.ulid(), "signers": signers, "at": self.beijing, **header}
        return b"taizhang/tx/v1\n" + line(head) + b"".join(line(self.complete(one, signers)) for one in events)

    def complete(self, one, signers):
        """Time and refs filled in, as a client does."""
        data = {**one, "time": one["time"] or self.beijing}
        found = set(REFERENCE.findall(" ".join(strings(one["data"])))) | set(one.get("refs", []))
        found |= {one["by"]} - set(signers) if "by" in one else set()
        refs = sorted(found - {one["subject"]})
        if refs:
            data["refs"] = refs
        return data

    def entry(self, events, signers, keys=None, **header):
        text = self.text(events, signers, **header)
        return self.frame(note(text, *(keys or [self.key(signer) for signer in signers])))

    def frame(self, signed, stamp=None):
        return f"taizhang/entry/v1 {stamp or self.stamp}\n".encode() + signed

    def add(self, events, signers, keys=None, minutes=1, **header):
        entry = self.entry(events, signers, keys, **header)
        self.take(entry)
        self.later(minutes=minutes)
        return entry

    def take_raw(self, entry):
        """An entry that need not be one: nothing of it is followed."""
        self.log.entries.append(entry)
        self.later(minutes=1)

    # -- Chains, as specs/format.md 4 draws them

    def take(self, entry):
        self.log.entries.append(entry)
        self.follow(entry)

    def follow(self, entry):
        leaf, (header, *events) = leaf_hash(entry), parts(entry)
        for position, one in enumerate(events):
            for ref in [one["subject"], *one.get("refs", [])]:
                self.link(ref, leaf, position)
        for signer in header["signers"]:
            self.link(signer, leaf, SIGNER_POSITION)

    def link(self, ref, leaf, position):
        count, head = self.chain(ref)
        self.chains[ref] = count + 1, hashlib.sha256(b"\3" + head + leaf + position.to_bytes(4, "big")).digest()

    def chain(self, ref):
        return self.chains.get(ref) or (0, hashlib.sha256(b"\2" + ref.encode()).digest())

    def seen(self, ref):
        count, head = self.chain(ref)
        return {ref: [count, b64(head)]}

    def attestation(self):
        lines = [f"{ref}\n{count}\n{head.hex()}\n".encode() for ref, (count, head) in sorted(self.chains.items())]
        stated = root([leaf_hash(one) for one in lines])
        return event(
            "streams.attested", "ledger", {"as_of": len(self.log.entries), "subjects": len(lines), "root": b64(stated)}
        )

    def registration(self, person, key=None, **more):
        key = key or self.key(person)
        return event("key.registered", person, {"vkey": key.vkey, "proof": key.proof(self.log.genesis), **more})


def strings(value):
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in ("vkey", "proof", "content", "text"):
                yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str) and REFERENCE.fullmatch(value):
        yield value


def parts(entry):
    """Header and events of an entry."""
    text = entry.split(b"\n", 1)[1].rpartition(b"\n\n")[0]
    return [json.loads(one) for one in text.split(b"\n")[1:]]
