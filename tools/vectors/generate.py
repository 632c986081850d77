#!/usr/bin/env python3
"""Writes the vectors of specs/vectors/transparency-log/: same input, same bytes, every time.

    python3 tools/vectors/generate.py            write them
    python3 tools/vectors/generate.py --check    exit 1 if what is committed differs

Needs Python 3.11 and the package `cryptography`. Shares no code with the Swift modules it checks.
"""

import json
import pathlib
import sys

import note_vectors
import tile_vectors
import tree_vectors
import witness_vectors

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "specs" / "vectors" / "transparency-log"

VECTORS = {
    "hashes": tree_vectors.hashes,
    "hmac": tree_vectors.macs,
    "sealed": tree_vectors.sealed,
    "roots": tree_vectors.roots,
    "inclusion": tree_vectors.inclusion,
    "consistency": tree_vectors.growth,
    "tile-paths": tree_vectors.tiles,
    "tile-widths": tree_vectors.tile_widths,
    "tile-trees": tile_vectors.tile_trees,
    "bundles": tile_vectors.bundles,
    "public-keys": note_vectors.public_keys,
    "signatures": note_vectors.signatures,
    "key-texts": note_vectors.key_texts,
    "notes": note_vectors.note_cases,
    "checkpoints": note_vectors.checkpoints,
    "portable-proofs": note_vectors.portable_proofs,
    "cosigner-keys": witness_vectors.cosigner_keys,
    "cosignatures": witness_vectors.cosignatures,
    "witness-requests": witness_vectors.requests,
    "witness-policies": witness_vectors.policies,
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
            file.write_text(text, encoding="utf-8")
    if stale:
        sys.exit("differ from what the generator makes: " + ", ".join(stale))


if __name__ == "__main__":
    main()
