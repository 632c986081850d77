#!/usr/bin/env python3
"""Writes the vectors of specs/vectors/ for sections 1 to 5 and 9 to 11 of specs/format.md: same input, same bytes, every time.

    python3 tools/vectors/generate_events.py            write them
    python3 tools/vectors/generate_events.py --check    exit 1 if what is committed differs

Needs Python 3.11 and the package `cryptography`. Shares no code with the Swift modules it checks.
"""

import json
import pathlib
import sys

import anchor_vectors
import json_vectors
import ledger_vectors
import pack_vectors
import proof_vectors
import transaction_vectors
import view_vectors

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "specs" / "vectors"

VECTORS = {
    "json/accepted": json_vectors.accepted,
    "json/refused": json_vectors.refused,
    "transaction/accepted": transaction_vectors.accepted,
    "transaction/refused": transaction_vectors.refused,
    "entry/entries": ledger_vectors.entries,
    "chains/heads": ledger_vectors.chains,
    "commitments/commitments": ledger_vectors.commitments,
    "keys/proofs": ledger_vectors.key_proofs,
    "streams/roots": ledger_vectors.streams,
    "views/views": view_vectors.views,
    "packs/packs": pack_vectors.packs,
    "proofs/accepted": proof_vectors.accepted,
    "proofs/refused": proof_vectors.refused,
    "anchors/anchors": anchor_vectors.anchors,
    "anchors/bounds": anchor_vectors.bounds,
}


def main():
    check = sys.argv[1:] == ["--check"]
    stale = []
    for name, make in VECTORS.items():
        rows = ",\n".join(json.dumps(case, ensure_ascii=False) for case in make())
        text = "[\n" + rows + "\n]\n"
        file = FOLDER / (name + ".json")
        if check and (not file.exists() or file.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if stale:
        sys.exit("differ from what the generator makes: " + ", ".join(stale))


if __name__ == "__main__":
    main()
