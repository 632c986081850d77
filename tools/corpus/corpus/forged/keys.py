"""Keys registered, revoked and rotated by whom or how they may not be."""

import hashlib

from corpus.forged.base import forge, visit
from corpus.log import SigningKey, b64
from corpus.county import REGISTRARS
from corpus.story import ORIGIN, event, parts


def tamper(corpus, story):
    def add(name, why, code, make, signers=REGISTRARS, **more):
        forge(corpus, story, "key-" + name, "key", why, code, lambda fork: fork.add([make(fork)], signers), **more)

    fresh = lambda fork, name="p-other": fork.key(name, 9)
    add(
        "again",
        "a public key registered a second time",
        "K05",
        lambda fork: fork.registration("p-other", fork.key("p-other", 2)),
    )

    def borrowed(fork):
        key = SigningKey("p-other", fork.key("p-clerk").seed)
        return fork.registration("p-other", key)

    def twin(fork):
        first, second = (SigningKey("p-other", hashlib.sha256(b"twin %d" % number).digest()) for number in (5634, 156227))
        fork.add([fork.registration("p-other", first)], REGISTRARS)
        return fork.registration("p-other", second)

    add("twin", "a second key of a holder with the same four bytes of key id", "K05", twin)
    add("borrowed", "somebody else's public key under another name", "K05", borrowed)
    add(
        "no-proof",
        "a proof of possession by another key",
        "K06",
        lambda fork: event(
            "key.registered",
            "p-other",
            {"vkey": fresh(fork).vkey, "proof": fork.key("p-other").proof(fork.log.genesis)},
        ),
    )
    add(
        "other-scope",
        "a proof of possession for another ledger",
        "K06",
        lambda fork: event(
            "key.registered", "p-other", {"vkey": fresh(fork).vkey, "proof": fresh(fork).proof(b64(bytes(32)))}
        ),
    )
    add(
        "other-name",
        "a key under another name than its holder's",
        "K07",
        lambda fork: event(
            "key.registered",
            "p-other",
            {"vkey": fork.key("p-head", 9).vkey, "proof": fork.key("p-head", 9).proof(fork.log.genesis)},
        ),
    )

    def small(fork):
        raw = bytes([1]) + bytes(31)
        hex8 = hashlib.sha256(b"p-other\n\x01" + raw).hexdigest()[:8]
        return event(
            "key.registered", "p-other", {"vkey": f"p-other+{hex8}+{b64(bytes([1]) + raw)}", "proof": b64(bytes(64))}
        )

    add("small-order", "a key for which anyone could sign", "K07", small)
    add(
        "by-nobody",
        "registered by somebody who is no registrar",
        "G40",
        lambda fork: fork.registration("p-other", fresh(fork)),
        ["p-clerk"],
    )
    add(
        "by-holder",
        "a registrar registers a key of his own alone",
        "G21",
        lambda fork: fork.registration("p-registrar", fork.key("p-registrar", 9)),
        ["p-registrar"],
    )
    add(
        "revoked-by-other",
        "revoked by somebody who is neither holder nor registrar",
        "G40",
        lambda fork: event("key.revoked", "p-other", {"key": fork.key("p-other").vkey, "reason": "lost"}),
        ["p-clerk"],
    )
    add(
        "revoked-twice",
        "revoked a second time",
        "K10",
        lambda fork: event("key.revoked", "p-other", {"key": fork.key("p-other", 2).vkey, "reason": "lost"}),
    )
    add(
        "revoked-unknown",
        "a key that is not the holder's is revoked",
        "K04",
        lambda fork: event("key.revoked", "p-other", {"key": fork.key("p-clerk").vkey, "reason": "lost"}),
    )
    add(
        "revoked-by-name",
        "a revocation names a person instead of a key",
        "K04",
        lambda fork: event("key.revoked", "p-other", {"key": "p-other", "reason": "lost"}),
    )
    add(
        "of-the-ledger",
        "a second key for the actor ledger",
        "C05",
        lambda fork: fork.registration("ledger", fork.key("ledger", 9)),
    )

    def rotation(fork, key=None, scope=None):
        key = key or fork.key(ORIGIN, 5)
        return event("ledger.key_rotated", "ledger", {"vkey": key.vkey, "proof": key.proof(scope or fork.log.genesis)})

    add(
        "until",
        "registered until a day that is none",
        "C04",
        lambda fork: fork.registration("p-other", fresh(fork), valid_to="2026-02-30"),
    )
    lost = {"size_after": len(story.log.entries), "reason": "x"}
    loss = lambda fork: event("ledger.loss_accepted", "ledger", lost)
    add("loss-by-person", "a person accepts a loss without the ledger", "K08", loss, ["p-founder"])
    add("rotated-alone", "the checkpoint key rotated by the ledger alone", "K09", rotation, ["ledger"])
    add("rotated-by-founder", "the checkpoint key rotated without the ledger", "K09", rotation, ["p-founder"])
    add("rotated-other-order", "the founder signs before the ledger", "K09", rotation, ["p-founder", "ledger"])
    add(
        "rotated-no-proof",
        "the new checkpoint key's proof is for another ledger",
        "K06",
        lambda fork: rotation(fork, scope=b64(bytes(32))),
        ["ledger", "p-founder"],
    )
    add(
        "rotated-back",
        "the old checkpoint key once more",
        "K05",
        lambda fork: rotation(fork, fork.key(ORIGIN)),
        ["ledger", "p-founder"],
    )

    def unfollowed(fork):
        fork.add([rotation(fork)], ["ledger", "p-founder"])
        fork.add([visit()], ["p-clerk"])

    forge(
        corpus,
        story,
        "key-rotated-unfollowed",
        "key",
        "rotated lawfully, but the old key signs the checkpoint after it",
        "L04",
        unfollowed,
    )
    add("ledger-visits", "the ledger's own key signs a visit", "K08", lambda fork: visit(), ["ledger"])
    add(
        "rules-by-person",
        "a person adopts rules",
        "K08",
        lambda fork: event("ledger.catalogue_part", "ledger", {"of": 1, "part": 1, "rules": 1, "text": "{}"}),
        ["p-founder"],
    )
    add(
        "second-genesis",
        "a second genesis",
        "K11",
        lambda fork: event("ledger.genesis", "ledger", parts(fork.log.entries[0])[1]["data"], refs=["p-founder"]),
        ["p-founder", "ledger"],
    )
