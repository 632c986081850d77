"""False attestations, signed by the ledger itself."""

from corpus.forged.base import forge
from corpus.log import b64


def tamper(corpus, story):
    def attest(name, why, code, change, signers=("ledger",)):
        def body(fork):
            one = fork.attestation()
            change(one["data"], fork)
            fork.add([one], list(signers))

        forge(corpus, story, "attest-" + name, "attestation", why, code, body)

    attest("root", "another root", "L06", lambda data, fork: data.update(root=b64(bytes(32))))
    attest("one-more", "one subject more", "L06", lambda data, fork: data.update(subjects=data["subjects"] + 1))
    attest("one-less", "one subject less", "L06", lambda data, fork: data.update(subjects=data["subjects"] - 1))
    attest("earlier", "as of one entry before", "L06", lambda data, fork: data.update(as_of=data["as_of"] - 1))
    attest("future", "as of an entry after it", "L06", lambda data, fork: data.update(as_of=data["as_of"] + 5))
    attest("nothing", "as of no entry", "L06", lambda data, fork: data.update(as_of=0))
    attest("by-founder", "by the founder in the ledger's place", "K08", lambda data, fork: None, ("p-founder",))
    attest("self", "including itself", "L06", lambda data, fork: data.update(as_of=data["as_of"] + 1))
    forge(
        corpus,
        story,
        "good-attest",
        "good",
        "a true attestation",
        None,
        lambda fork: fork.add([fork.attestation()], ["ledger"]),
    )
