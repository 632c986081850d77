"""What the holder of the checkpoint key can do, with the keys of whoever colludes: every hash and checkpoint agrees."""

from corpus.forged import (
    apart,
    attestations,
    batches,
    keys,
    money,
    offices,
    order,
    paying,
    scopes,
    signatures,
    signing_off,
    texts,
)

ROOMS = (
    signatures, texts, order, keys, batches, attestations, signing_off, money,
    offices, scopes, apart, paying,
)


def tamper(corpus, story):
    for room in ROOMS:
        room.tamper(corpus, story)
