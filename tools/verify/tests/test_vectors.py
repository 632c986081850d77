"""Every vector of specs/vectors/ that is about something this checker reads, the refused ones too.

The vectors name a reason for every refusal; this checker has fewer words. What is compared is what is accepted, what is
refused, and for transactions, proofs and packs the code or the kind of refusal.
"""

import base64
import hmac
import json
import pathlib
import tempfile
import unittest

import taizhang_verify as checker

VECTORS = pathlib.Path(__file__).parents[3] / "specs" / "vectors"
decode = base64.b64decode


def cases(name):
    found = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    assert found
    return found


class Vectors(unittest.TestCase):
    def each(self, name, judge):
        """`judge(case)` gives what `want` says, or refuses where there is `wantErr`."""
        for case in cases(name):
            with self.subTest(f"{name}: {case['desc']}"):
                if "want" in case:
                    self.assertEqual(judge(case), case["want"])
                else:
                    with self.assertRaises((checker.Refused, checker.Malformed)):
                        judge(case)

    def test_hashes(self):
        kinds = {
            "sha256": checker.sha256,
            "leaf": checker.leaf_hash,
            "node": lambda data: checker.node_hash(data[:32], data[32:]),
        }
        self.each("transparency-log/hashes", lambda case: checker.to_base64(kinds[case["kind"]](decode(case["data"]))))

    def test_roots(self):
        leaf = lambda n: checker.leaf_hash((f"entry {n} " + n % 5 * "帮扶").encode())
        root = lambda case: checker.to_base64(checker.root_of([leaf(n) for n in range(case["size"])]))
        self.each("transparency-log/roots", root)

    def test_inclusion(self):
        def judge(case):
            index, size, path = int(case["index"]), int(case["size"]), [*map(decode, case["proof"])]
            checker.check_inclusion(decode(case["leaf"]), index, size, decode(case["root"]), path)
            return True

        self.each("transparency-log/inclusion", judge)

    def test_consistency(self):
        def judge(case):
            old, new = ((int(case[f"{age}Size"]), decode(case[f"{age}Root"])) for age in ("old", "new"))
            checker.check_growth(*old, *new, [*map(decode, case["proof"])])
            return True

        self.each("transparency-log/consistency", judge)

    def test_public_keys(self):
        def judge(case):
            data = b"\x01" + decode(case["key"])
            key_id = checker.sha256(b"key\n" + data)[:4].hex()
            return bool(checker.Key(f"key+{key_id}+{checker.to_base64(data)}").text)

        self.each("transparency-log/public-keys", judge)

    def test_key_texts(self):
        for case in (case for case in cases("transparency-log/key-texts") if "verifier" in case):
            with self.subTest(case["desc"]):
                try:
                    key = checker.Key(case["verifier"])
                    said = {"name": key.name, "keyID": key.id.hex()}
                except checker.Refused:
                    said = None
                self.assertEqual(said, case.get("want"))

    def test_signatures(self):
        def judge(case):
            key = object.__new__(checker.Key)
            key.ed25519 = checker.Ed25519PublicKey.from_public_bytes(decode(case["key"]))
            return bool(key.verifies(decode(case["signature"]), decode(case["message"])))

        self.each("transparency-log/signatures", judge)

    def test_key_proofs(self):
        for case in cases("keys/proofs"):
            message = f"taizhang/key/v1\n{case['scope']}\n{case['vkey']}\n".encode()
            with self.subTest(case["desc"]):
                signature = checker.from_base64(case["proof"])
                self.assertEqual(bool(checker.Key(case["vkey"]).verifies(signature, message)), case["want"])

    def test_notes(self):
        """Their form; whose signatures are true is asked of checkpoints."""
        of_form = {"controlCharacter", "malformedSignatureLine", "missingSignatureBlock", "notUTF8", "tooManySignatures"}
        for case in cases("transparency-log/notes"):
            with self.subTest(case["desc"]):
                is_formed = case.get("wantErr", "").partition(".")[2] not in of_form
                try:
                    text = checker.to_base64(checker.Note(decode(case["note"])).text)
                except checker.Refused:
                    text = None
                self.assertEqual(text is not None, is_formed)
                self.assertIn(case.get("want", {}).get("text"), (None, text))

    def test_checkpoints(self):
        def judge(case):
            read = checker.Checkpoint(decode(case["note"])).signed_by([checker.Key(case["key"])])
            return {"origin": read.origin, "size": str(read.size), "root": checker.to_base64(read.root)}

        self.each("transparency-log/checkpoints", judge)

    def test_bundles_and_tile_paths(self):
        for case in cases("transparency-log/bundles"):
            with self.subTest(case["desc"]), tempfile.TemporaryDirectory() as folder:
                tile = pathlib.Path(folder, "tile/entries/000")
                if "the partial one is gone" not in case["desc"] and case["width"] < 256:
                    tile = tile.with_suffix(".p") / str(case["width"])
                tile.parent.mkdir(parents=True)
                tile.write_bytes(decode(case["bundle"]))
                found = checker.Log(folder).tile("entries", 0, case["width"])
                self.assertEqual(found or [], [decode(entry) for entry in case.get("want", [])])
        for case in cases("transparency-log/tile-paths"):
            if "want" in case:
                want, asked, log = case["want"], [], checker.Log("x")
                kind = want["level"] if want["kind"] == "hashes" else "entries"
                log.read = lambda path: asked.append(path)
                log.read_tile(kind, int(want["index"]), 256 * int(want["index"]) + want["width"])
                self.assertEqual(asked[0], case["path"])

    def test_entry_proofs(self):
        def judge(case):
            index, path, _, checkpoint = checker.read_entry_proof(decode(case["proof"]))
            stated = checker.Checkpoint(checkpoint).signed_by([checker.Key(case["key"])])
            checker.check_inclusion(decode(case["leaf"]), index, stated.size, stated.root, path)
            return {"index": str(index), "size": str(stated.size)}

        self.each("transparency-log/portable-proofs", judge)

    def test_json(self):
        for case in cases("json/refused"):
            with self.subTest(case["desc"]), self.assertRaises(checker.Refused):
                checker.parse_json(decode(case["line"]))
        for case in cases("json/accepted"):
            with self.subTest(case["desc"]):
                self.assertEqual(checker.parse_json(decode(case["line"])), json.loads(decode(case["want"])))

    def test_transactions(self):
        for case in cases("transaction/accepted"):
            with self.subTest(case["desc"]):
                header, events = checker.read_transaction(decode(case["text"]))
                told = [[event["type"], *checker.links(event)] for event in events]
                want = {"tx": header["tx"], "signers": header["signers"], "events": told}
                self.assertEqual(want, case["want"])
        for case in cases("transaction/refused"):
            with self.subTest(case["desc"]), self.assertRaises(checker.Refused) as refused:
                checker.read_transaction(decode(case["text"]))
            self.assertIn(str(refused.exception)[:3], {said[:3] for said in case["wantErr"]}, case["desc"])

    def test_names_of_shapes_are_not_names_of_fields(self):
        """`device?` says in the checker's tables that `device` may be left out: a field of that very name is unknown."""
        text = decode(cases("transaction/accepted")[0]["text"]).replace(b'{"ledger"', b'{"device?":"x","ledger"', 1)
        with self.assertRaisesRegex(checker.Refused, "T04"):
            checker.read_transaction(text)

    def test_entries(self):
        """The vectors' notes are no notes: a good stamp is told from a bad one by what is found fault with."""
        for case in cases("entry/entries"):
            with self.subTest(case["desc"]), self.assertRaises(checker.Refused) as refused:
                checker.Entry(0, decode(case["entry"]))
            self.assertEqual(str(refused.exception)[:3] == "T00", "wantErr" in case, case["desc"])

    def test_commitments(self):
        for case in cases("commitments/commitments"):
            message = f"taizhang/pii/v1\n{case['ref']}\n{case['field']}\n{case['value']}".encode()
            c = checker.to_base64(hmac.digest(decode(case["r"]), message, "sha256"))
            self.assertEqual(c, case["want"]["c"])

    def test_chains(self):
        for case in cases("chains/heads"):
            chain, heads = None, [checker.sha256(b"\2" + case["ref"].encode())]
            for link in case["links"]:
                chain = checker.extended(case["ref"], chain, decode(link["leaf"]), link["position"])
                heads.append(chain[1])
            self.assertEqual([checker.to_base64(head) for head in heads], case["want"])

    def judged(self, check, case, data):
        pins = case["pins"]
        try:
            check(data, checker.Pins([*map(checker.Key, pins.get("vkeys", []))], pins.get("genesis")))
            return "ok"
        except checker.Malformed:
            return "malformed"
        except checker.Refused:
            return "false"

    def test_proof_files(self):
        for case in cases("proofs/accepted") + cases("proofs/refused"):
            if case["desc"] == "a signer's key that did not sign":  # keys of persons are no part of this checker
                continue
            with self.subTest(case["desc"]):
                said = self.judged(checker.check_proof, case, case["proof"].encode())
                self.assertEqual(said, case.get("wantErr", "ok"))

    def test_packs(self):
        for case in cases("packs/packs"):
            with self.subTest(case["desc"]):
                said = self.judged(checker.check_pack, case, decode(case["pack"]))
                self.assertEqual(said, case.get("wantErr", "ok"))


if __name__ == "__main__":
    unittest.main()
