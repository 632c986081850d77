"""Proofs and packs by the hand of somebody who holds the ledger's keys, or a pack that others made."""
