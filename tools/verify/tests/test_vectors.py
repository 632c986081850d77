"""Every vector of specs/vectors/ that is about something this checker reads, the refused ones too."""

import base64
import hmac
import json
import pathlib
import unittest

from checker import entries, notes, pack, proofs, published, tree
from checker.entries import SIGNER_POSITION

VECTORS = pathlib.Path(__file__).parents[3] / "specs" / "vectors"
decode = base64.b64decode


class Vectors(unittest.TestCase):
    def each(self, name, judge):
        """`judge(case)` gives what `want` says, or raises `Refused` with the code of `wantErr`."""
        cases = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(f"{name}: {case['desc']}"):
                try:
                    said = judge(case)
                except tree.Refused as why:
                    said = why.code
                self.assertEqual(said, case["want"] if "want" in case else case["wantErr"])

    def test_hashes(self):
        kinds = {
            "sha256": tree.sha256,
            "leaf": tree.leaf_hash,
            "node": lambda data: tree.node_hash(data[:32], data[32:]),
        }
        self.each("transparency-log/hashes", lambda case: tree.to_base64(kinds[case["kind"]](decode(case["data"]))))

    def test_roots(self):
        leaf = lambda n: tree.leaf_hash((f"entry {n} " + n % 5 * "帮扶").encode())
        self.each("transparency-log/roots", lambda case: tree.to_base64(tree.root_of(map(leaf, range(case["size"])))))

    def test_inclusion(self):
        def judge(case):
            tree.check_inclusion(
                decode(case["leaf"]),
                int(case["index"]),
                int(case["size"]),
                decode(case["root"]),
                [decode(hash) for hash in case["proof"]],
            )
            return True

        self.each("transparency-log/inclusion", judge)

    def test_consistency(self):
        def judge(case):
            tree.check_consistency(
                int(case["oldSize"]),
                decode(case["oldRoot"]),
                int(case["newSize"]),
                decode(case["newRoot"]),
                [decode(hash) for hash in case["proof"]],
            )
            return True

        self.each("transparency-log/consistency", judge)

    def test_public_keys(self):
        def judge(case):
            notes.check_public_key(decode(case["key"]))
            return True

        self.each("transparency-log/public-keys", judge)

    def test_key_texts(self):
        cases = json.loads((VECTORS / "transparency-log/key-texts.json").read_text(encoding="utf-8"))
        for case in (case for case in cases if "verifier" in case):
            with self.subTest(case["desc"]):
                try:
                    key = notes.Key(case["verifier"])
                    said = {"name": key.name, "keyID": key.id.hex()}
                except tree.Refused as why:
                    said = why.code
                self.assertEqual(said, case.get("want", case.get("wantErr")))

    def test_signatures(self):
        def judge(case):
            key = object.__new__(notes.Key)
            key._key = notes.Ed25519PublicKey.from_public_bytes(decode(case["key"]))
            return key.verifies(decode(case["signature"]), decode(case["message"]))

        self.each("transparency-log/signatures", judge)

    def test_key_proofs(self):
        self.each("keys/proofs", lambda case: notes.Key(case["vkey"]).proves(case["proof"], case["scope"]))

    def test_notes(self):
        def judge(case):
            note = notes.Note(decode(case["note"]))
            signed = note.signed_by([notes.Key(key) for key in case["known"]])
            return {"text": tree.to_base64(note.text), "signedBy": [key.name for key in signed]}

        self.each("transparency-log/notes", judge)

    def test_checkpoints(self):
        def judge(case):
            read = notes.Checkpoint(decode(case["note"])).verify(notes.Key(case["key"]))
            return {"origin": read.origin, "size": str(read.size), "root": tree.to_base64(read.root)}

        self.each("transparency-log/checkpoints", judge)

    def test_tile_paths(self):
        for case in json.loads((VECTORS / "transparency-log/tile-paths.json").read_text(encoding="utf-8")):
            if "want" in case:
                want = case["want"]
                kind = want["level"] if want["kind"] == "hashes" else "entries"
                self.assertEqual(published.tile_path(kind, int(want["index"]), want["width"]), case["path"])

    def test_portable_proofs(self):
        def judge(case):
            index, path, _, checkpoint = proofs.read_tlog_proof(decode(case["proof"]))
            stated = notes.Checkpoint(checkpoint).verify(notes.Key(case["key"]))
            tree.check_inclusion(decode(case["leaf"]), index, stated.size, stated.root, path)
            return {"index": str(index), "size": str(stated.size)}

        self.each("transparency-log/portable-proofs", judge)

    def test_json(self):
        for case in json.loads((VECTORS / "json/refused.json").read_text(encoding="utf-8")):
            with self.subTest(case["desc"]), self.assertRaises(tree.Refused):
                entries.parse_json(decode(case["line"]))
        self.each(
            "json/accepted",
            lambda case: tree.to_base64(
                decode(case["want"])
                if entries.parse_json(decode(case["line"])) == json.loads(decode(case["want"]))
                else b""
            ),
        )

    def test_transactions(self):
        def judge(case):
            header, events, faults = entries.read_transaction(decode(case["text"]))
            if faults:
                return sorted({f"{code} {place}" for code, place in faults})
            return {
                "tx": header["tx"],
                "signers": header["signers"],
                "events": [[event["type"], *entries.links(event)] for event in events],
            }

        self.each("transaction/accepted", judge)
        for case in json.loads((VECTORS / "transaction/refused.json").read_text(encoding="utf-8")):
            with self.subTest(case["desc"]):
                self.assertEqual(judge(case), sorted(set(case["wantErr"])))

    def test_entries(self):
        def judge(case):
            stamped = entries.read_stamp(decode(case["entry"]))
            if stamped is None:
                return "T00"
            return {
                "ms": str(stamped[0]),
                "note": tree.to_base64(stamped[1]),
                "leaf": tree.to_base64(tree.leaf_hash(decode(case["entry"]))),
            }

        self.each("entry/entries", judge)

    def test_commitments(self):
        for case in json.loads((VECTORS / "commitments/commitments.json").read_text(encoding="utf-8")):
            message = f"taizhang/pii/v1\n{case['ref']}\n{case['field']}\n{case['value']}".encode()
            self.assertEqual(tree.to_base64(hmac.digest(decode(case["r"]), message, "sha256")), case["want"]["c"])

    def test_chains(self):
        def judge(case):
            heads = [tree.sha256(b"\2" + case["ref"].encode())]
            for link in case["links"]:
                heads.append(
                    tree.sha256(b"\3" + heads[-1] + decode(link["leaf"]) + link["position"].to_bytes(4, "big"))
                )
            return [tree.to_base64(head) for head in heads]

        self.each("chains/heads", judge)
        self.assertEqual(SIGNER_POSITION, 0xFFFF_FFFF)

    @unittest.skipUnless((VECTORS / "proofs").exists(), "this version has no vectors of proof files")
    def test_proof_files(self):
        for name in ("accepted", "refused"):
            path = VECTORS / "proofs" / f"{name}.json"
            for case in json.loads(path.read_text(encoding="utf-8")):
                pins = case["pins"]
                pinned = proofs.Pinned(
                    [notes.Key(key) for key in pins.get("vkeys", [])],
                    pins.get("genesis"),
                    [notes.Key(key) for key in pins.get("signers", [])],
                )
                said = "ok"
                try:
                    proofs.check_proof(case["proof"].encode(), pinned)
                except tree.Malformed:
                    said = "malformed"
                except tree.Refused:
                    said = "false"
                with self.subTest(f"{name}: {case['desc']}"):
                    self.assertEqual(said, case.get("wantErr", "ok"))

    @unittest.skipUnless((VECTORS / "packs").exists(), "this version has no vectors of evidence packs")
    def test_packs(self):
        for case in json.loads((VECTORS / "packs/packs.json").read_text(encoding="utf-8")):
            pins = case["pins"]
            pinned = proofs.Pinned([notes.Key(key) for key in pins["vkeys"]], pins["genesis"], [])
            said = "ok"
            try:
                pack.check_pack(decode(case["pack"]), pinned)
            except tree.Malformed:
                said = "malformed"
            except tree.Refused:
                said = "false"
            with self.subTest(case["desc"]):
                self.assertEqual(said, case.get("wantErr", "ok"))


if __name__ == "__main__":
    unittest.main()
