"""Who may sign what, and when (specs/format.md 1.3 and 3)."""

from checker.entries import span
from checker.notes import Key
from checker.tree import Refused


class Registered:
    """A key of a signer: good for entries after the one that registers it, before the one that revokes it, to a day."""

    def __init__(self, text, seq, valid_to=None, registrars=0):
        self.key, self.seq, self.revoked, self.valid_to = Key(text), seq, None, valid_to
        self.until = span(valid_to)[1] if span(valid_to) else (None if valid_to is None else -1)
        self.registrars = registrars

    def is_valid(self, entry):
        return (
            self.seq < entry.seq
            and (self.revoked is None or entry.seq < self.revoked)
            and (self.until is None or entry.stamp <= self.until)
        )


class Keys:
    """Every key anyone ever had, and the checkpoint keys, followed from the genesis."""

    def __init__(self):
        self.of, self.owner, self.checkpoint_keys = {}, {}, []  # checkpoint_keys: (entry that brought it, key)
        self.origin = self.founder = self.genesis = self.purpose = None

    def checkpoint_key(self, size):
        """The key that must sign the checkpoint over `size` entries: the one in force at entry size − 1."""
        return next((key for since, key in reversed(self.checkpoint_keys) if since < max(1, size) - 1), None)

    def signature_faults(self, entry):
        """Exactly one verifying line per signer, in the header's order, and no other line."""
        if len(entry.note.lines) != len(entry.signers):
            yield "K02", "签名行不得增减 / a signature line was added or removed"
            return
        genesis = entry.events[0]["data"] if entry.seq == 0 else None  # it brings its own keys
        for signer, (name, key_id, signature) in zip(entry.signers, entry.note.lines):
            if genesis is None:
                keys = self.of.get(signer, [])
            else:
                keys = own_keys(genesis.get("ledger_vkey" if signer == "ledger" else "founder_vkey"))
            keys = [key for key in keys if key.key.id == key_id]
            good = [key for key in keys if key.is_valid(entry)]
            if name != signer:
                yield "K03", f"签名应为{signer}，实为{name} / the line of {signer} is named {name}"
            elif not keys:
                yield "K04", f"{signer}没有登记这把密钥 / {signer} has no such key"
            elif not good:
                yield "S14", f"{signer}的密钥已吊销或到期 / the key of {signer} was revoked or has expired"
            elif not good[0].key.verifies(signature, entry.note.text):
                yield "K01", f"{signer}的签名与内容不符 / the signature of {signer} does not match"

    def faults(self, entry, event):
        """What the rules of `ledger.*` and `key.*` events say against one."""
        kind, data, by_ledger = event["type"], event["data"], "ledger" in entry.signers
        if (
            entry.actor == "ledger"
            and not kind.startswith(("ledger.", "import."))
            and (kind not in ("streams.attested", "view.attested"))
        ):
            yield "K08", "账本密钥不得签署此类事件 / not for the ledger's own key"
        if kind in ("ledger.rules_adopted", "ledger.catalogue_part", "streams.attested", "view.attested"):
            if not by_ledger:
                yield "K08", "须由账本密钥签署 / only the ledger's own key may sign this"
        if kind == "ledger.genesis":
            if entry.seq or len(entry.events) > 1 or entry.signers != [data.get("founder"), "ledger"]:
                yield "K11", "创世只能是第一条，由创建人和账本签署 / not a lawful genesis"
            names = (("vkey", data.get("origin")), ("ledger_vkey", "ledger"), ("founder_vkey", data.get("founder")))
            keys = [own_keys(data.get(field)) for field, _ in names]
            if data.get("origin") != entry.header["ledger"] or data.get("purpose") not in ("production", "test"):
                yield "K11", "账本名称或用途不符 / wrong origin or purpose"
            if not all(own and own[0].key.name == holder for own, (_, holder) in zip(keys, names)):
                yield "K07", "公钥不合格或名称不符 / a key is unacceptable or misnamed"
            elif len({own[0].key.public for own in keys}) < 3:
                yield "K05", "三把密钥必须不同 / the three keys must differ"
            elif not keys[0][0].key.proves(data.get("vkey_proof", ""), data["origin"]):
                yield "K06", "密钥持有证明不成立 / the proof of the checkpoint key is false"
        elif kind in ("ledger.key_rotated", "key.registered"):
            holder = self.origin if kind == "ledger.key_rotated" else event["subject"]
            if kind == "ledger.key_rotated" and entry.signers != ["ledger", self.founder]:
                yield "K09", "更换检查点密钥须由账本、创建人先后签署 / a rotation is signed by ledger, then founder"
            if kind == "key.registered" and holder == "ledger":
                yield "K08", "账本密钥不能这样登记 / the ledger's own key cannot be registered"
                return
            own = own_keys(data.get("vkey"))
            if not own or own[0].key.name != holder:
                yield "K07", "公钥不合格或名称不符 / the key is unacceptable or misnamed"
                return
            if own[0].key.public in self.owner:
                yield "K05", "公钥已登记过 / this public key was registered before"
            if not own[0].key.proves(data.get("proof", ""), self.genesis):
                yield "K06", "密钥持有证明不成立 / the proof that the secret is held is false"
        elif kind == "key.revoked":
            named = self.named(event["subject"], data.get("key", ""))
            if not named or named[0].revoked is not None:
                yield ("K10" if named else "K04"), "没有这把密钥或已吊销 / no such key, or revoked already"

    def named(self, holder, text):
        return [key for key in self.of.get(holder, []) if key.key.text == text or key.key.text.startswith(text + "+")]

    def apply(self, entry, event, registrars=0):
        kind, data = event["type"], {name: value for name, value in event["data"].items() if isinstance(value, str)}
        if kind == "ledger.genesis":
            self.origin, self.founder = data.get("origin"), data.get("founder")
            self.purpose = data.get("purpose")
            self.checkpoint_keys = []
            self.checkpoint_key_from(data.get("vkey"), -1)
            self.register("ledger", data.get("ledger_vkey"), entry.seq)
            self.register(self.founder, data.get("founder_vkey"), entry.seq)
        elif kind == "ledger.key_rotated":
            self.checkpoint_key_from(data.get("vkey"), entry.seq)
        elif kind == "key.registered":
            self.register(event["subject"], data.get("vkey"), entry.seq, data.get("valid_to"), registrars)
        elif kind == "key.revoked":
            for key in self.named(event["subject"], data.get("key", "")):
                key.revoked = entry.seq if key.revoked is None else key.revoked

    def checkpoint_key_from(self, text, seq):
        for key in own_keys(text):
            self.checkpoint_keys.append((seq, key.key))
            self.owner[key.key.public] = self.origin

    def register(self, holder, text, seq, *more):
        for key in own_keys(text, seq, *more):
            self.of.setdefault(holder, []).append(key)
            self.owner[key.key.public] = holder


def own_keys(text, seq=-1, *more):
    try:
        return [Registered(text, seq, *more)]
    except (Refused, AttributeError):
        return []
