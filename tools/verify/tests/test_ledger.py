"""The checker against whole ledgers: a good one that the program itself made sense of, and hostile ones.

Needs the program, for its catalogue and its answers: TAIZHANG names it, `.build/debug/taizhang` otherwise.
"""

import contextlib
import functools
import http.server
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tools" / "corpus"))

import yaml

import taizhang_verify
from corpus import evidence, packs
from corpus.log import SigningKey, note, write_folder, write_ledger
from corpus.county import LEADER, PACK, catalogue_parts, duty, good_ledger
from corpus.proved.keys import Zeros
from corpus.story import event, line, parts

TAIZHANG = os.environ.get("TAIZHANG", str(ROOT / ".build" / "debug" / "taizhang"))
WEIRD = [
    None,
    True,
    -1,
    0,
    1 << 60,
    1.5,
    "",
    "x",
    "💥",
    "p-nobody",
    [],
    [[]],
    ["p-x"],
    {},
    {"c": 1},
    {"": ""},
    "9999-99-99",
    "a" * 5000,
]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def run(*arguments):
    """Exit status and standard output of the checker's command."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        try:
            return taizhang_verify.main(list(arguments)), output.getvalue()
        except SystemExit as exit:
            return exit.code, output.getvalue()


@unittest.skipUnless(os.path.exists(TAIZHANG), f"there is no {TAIZHANG}: build it first")
class Ledgers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parts = catalogue_parts(TAIZHANG)
        cls.story = good_ledger(cls.parts)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def audit(self, log):
        with tempfile.TemporaryDirectory() as folder:
            write_folder(folder, log.files())
            log = taizhang_verify.Log(folder)
            log.check()
            return log

    def query(self, view):
        environment = {**os.environ, "XDG_STATE_HOME": self.folder}
        ledger = os.path.join(self.folder, "ledger")
        write_ledger(ledger, self.story.log)
        ran = subprocess.run(
            [TAIZHANG, "query", view, "--ledger", ledger, "--format", "jsonl"],
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        return {row["key"]: row for row in map(json.loads, ran.stdout.splitlines())}

    def test_balances_are_those_the_program_shows(self):
        """Two programs that share no code come to the same fen on every line."""
        shown = self.query("funds")
        own = {row["key"]: row for row in self.audit(self.story.log).ledger.money.rows()}
        self.assertEqual(own.keys(), shown.keys())
        for key, row in own.items():
            for column, fen in row.items():
                self.assertEqual(fen, shown[key].get(column, 0), f"{key} {column}")

    def test_closures_are_those_the_program_shows(self):
        shown = {
            key: [signature.rsplit(" ", 1)[0] for signature in row["signatures"]]
            for key, row in self.query("problems").items()
            if row["state"] == "closed"
        }
        own = {
            row["key"]: [f"{one['slot']} {one['signer']} {one['event']}" for one in row["signatures"]]
            for row in self.audit(self.story.log).ledger.problems.rows()
        }
        self.assertEqual(own, shown)
        self.assertEqual(len(own), 1)

    def pack(self, log, subject):
        """What the program makes of a ledger: exit status, and the pack's members."""
        ledger, into = os.path.join(self.folder, "ledger"), os.path.join(self.folder, "made.zip")
        write_ledger(ledger, log)
        environment = {**os.environ, "XDG_STATE_HOME": self.folder}
        subprocess.run([TAIZHANG, "rebuild", "--ledger", ledger], env=environment, capture_output=True, check=True)
        pathlib.Path(into).unlink(missing_ok=True)  # the program overwrites nothing
        command = [TAIZHANG, "prove", "--pack", subject, "--into", into, "--ledger", ledger]
        status = subprocess.run(command, env=environment, capture_output=True).returncode
        return status, packs.members_of(pathlib.Path(into).read_bytes()) if os.path.exists(into) else {}

    def test_packs_are_those_the_program_makes(self):
        """Written from the format alone, every member but the pages is the same to the byte, and so is the ZIP file."""
        log = self.story.log
        for subject in ("hh-1", "pb-1", "p-other", "pay-1", "ledger"):
            with self.subTest(subject):
                status, made = self.pack(log, subject)
                own = evidence.pack_of(log, subject)
                pages = {name: made[name] for name in ("README.txt", "index.html")}
                self.assertEqual((status, made), (0, packs.members_of(evidence.zipped({**own, **pages}, evidence.moment(log)))))
                self.assertEqual(
                    pathlib.Path(self.folder, "made.zip").read_bytes(), evidence.zipped(made, evidence.moment(log))
                )

    def test_no_pack_is_handed_out_that_a_stranger_would_refuse(self):
        """The operator registers a key of his own in p-head's name under a founder's signature that is none, signs a visit with
        it, attests it, and asks for the pack: it was made, and both checkers said that p-head had signed."""
        fork, mine = self.story.fork(), SigningKey.seeded("p-head", "operator")
        zeros = Zeros(fork.key("p-founder"))
        fork.add([fork.registration("p-head", mine)], ["p-founder"], [zeros])
        visit = event("visit.recorded", "hh-1", {"visitor": "p-head", "minutes": 45, "mode": "in_person"})
        fork.add([visit], ["p-head"], [mine])
        fork.add([fork.attestation()], ["ledger"])
        self.assertEqual(self.pack(fork.log, "hh-1"), (2, {}))
        self.assertEqual(self.pack(fork.log, "pay-1")[0], 0, "p-head has nothing to do with it")

    def test_exit_statuses(self):
        files, key, genesis = self.story.log.files(), self.story.log.key.vkey, self.story.log.genesis
        write_folder(self.folder + "/good", files)
        write_folder(self.folder + "/bad", {**files, "checkpoint": files["checkpoint"].replace(b"ledger\n", b"ledger\n1", 1)})
        write_folder(self.folder, {"since": self.story.log.checkpoint(), "empty/x": b""})
        pins = ["--vkey", key, "--genesis", genesis]
        for status, arguments in (
            (0, ["log", self.folder + "/good", *pins]),
            (0, ["log", self.folder + "/good"]),
            (0, ["log", self.folder + "/good", *pins, "--since", self.folder + "/since"]),
            (2, ["log", self.folder + "/bad", *pins]),
            (2, ["log", self.folder + "/good", "--genesis", taizhang_verify.to_base64(bytes(32))]),
            (64, ["log"]),
            (64, ["logs", self.folder]),
            (65, ["log", self.folder + "/good", "--vkey", "x+y+z"]),
            (65, ["log", self.folder + "/good", "--genesis", "x"]),
            (65, ["proof", self.folder + "/since"]),
            (65, ["pack", self.folder + "/since", "--vkey", key]),
            (66, ["log", self.folder + "/none"]),
            (66, ["log", self.folder + "/empty"]),
            (66, ["proof", self.folder + "/none", "--vkey", key]),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(run(*arguments)[0], status)

    def test_a_log_on_a_web_server(self):
        """A server of plain files is enough; a partial tile that has been replaced is found in the full one."""
        write_folder(self.folder, self.story.log.files())
        handler = functools.partial(QuietHandler, directory=self.folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            url = f"http://127.0.0.1:{server.server_address[1]}"
            try:
                self.assertEqual(run("log", url + "/", "--genesis", self.story.log.genesis)[0], 0)
                self.assertEqual(run("log", url + "/none")[0], 66)
                os.remove(os.path.join(self.folder, f"tile/0/000.p/{len(self.story.log.entries)}"))
                self.assertEqual(run("log", url)[0], 2)
            finally:
                server.shutdown()
                thread.join()
        self.assertEqual(run("log", url)[0], 74)

    def test_a_server_that_changes_its_mind(self):
        """An entry is read twice, to be hashed and to be judged: it must be the same entry."""
        log = taizhang_verify.Log("nowhere")
        files, log.read = self.story.log.files(), lambda path: files.get(path)
        check_tree = log.check_tree

        def change_after():
            check_tree()
            log.tile.cache_clear()
            path = next(path for path in files if "entries" in path)
            files[path] = files[path].replace(b"hh-1", b"hh-2")

        log.check_tree = change_after
        with self.assertRaises(OSError):
            log.check()

    def test_without_entries_hashes_alone_are_checked(self):
        files = {path: data for path, data in self.story.log.files().items() if "entries" not in path}
        write_folder(self.folder, files)
        self.assertEqual(run("log", self.folder, "--vkey", self.story.log.key.vkey)[0], 1)
        tile = next(path for path in files if "tile" in path)
        write_folder(self.folder, {tile: files[tile][:-1] + b"\0"})
        self.assertEqual(run("log", self.folder)[0], 2)

    def test_the_report_is_json(self):
        write_folder(self.folder, self.story.log.files())
        _, output = run("log", self.folder, "--json")
        report = json.loads(output)
        self.assertEqual((report["ok"], report["size"], report["findings"]), (True, len(self.story.log.entries), []))
        # Whoever writes a test ledger supplies its clock: a report on one must not pass for a report on a real one.
        self.assertEqual(report["purpose"], "test")
        self.assertIn("TEST LEDGER", run("log", self.folder)[1])

    def test_hostile_fields_are_findings(self):
        """A signed entry may hold anything in any field; whoever checks it must not fall over it."""
        chance, tried, found = random.Random(20), 0, 0
        for seq in range(len(self.story.log.entries)):
            header, *events = parts(self.story.log.entries[seq])
            for _ in range(2):
                position = chance.randrange(len(events))
                changed = json.loads(json.dumps(events))
                target = chance.choice([changed[position], changed[position]["data"], header])
                target = json.loads(json.dumps(header)) if target is header else target
                if not target:
                    continue
                target[chance.choice(sorted(target))] = chance.choice(WEIRD)
                head = target if "signers" in target else header
                log = self.story.log.copy()
                log.entries[seq] = self.signed(head, changed, header["signers"], log.entries[seq])
                tried += 1
                try:
                    found += bool(self.audit(log).findings)
                except taizhang_verify.Malformed as why:
                    self.assertTrue(str(why).startswith("E26"))  # a catalogue that is not the one adopted
                    found += 1
        # Another text in a free field is no fault; all before the attestation is bound by it all the same.
        self.assertGreater(found, tried * 0.9)

    def signed(self, header, events, signers, original):
        text = b"taizhang/tx/v1\n" + line(header) + b"".join(map(line, events))
        lines = taizhang_verify.Note(original[43:]).lines
        keys = [
            next(key for (name, _), key in self.story.keys.items() if name == signer and key.id == lines[at][1])
            for at, signer in enumerate(signers)
        ]
        return original[:43] + note(text, *keys)

    def test_a_hostile_catalogue_never_stops_the_checker(self):
        """The catalogue is the ledger's own word: one that is none is beyond judging, or what it spoils is found."""
        good = json.loads("".join(self.parts))
        for content in (
            [],
            {},
            {"types": 1},
            {**good, "prefixes": [{}]},
            {**good, "prefixes": 7},
            {**good, "codelists": []},
            {**good, "codelists": [{"id": "role", "items": [{"code": []}]}]},
            {**good, "codelists": [{"id": "role", "items": [{"code": "handler", "is_a": 5}]}]},
            {**good, "types": [{"name": "x.y", "fields": 1}]},
            {**good, "types": [{"name": [], "fields": []}]},
            {**good, "types": [{"name": "x.y", "subject": 7, "fields": []}]},
        ):
            with self.subTest(str(content)[:80]):
                text = json.dumps(content, ensure_ascii=False)
                story = good_ledger([text[at : at + 5000] for at in range(0, len(text), 5000)])
                write_folder(self.folder, story.log.files())
                self.assertIn(run("log", self.folder)[0], (2, 65))

    def test_hostile_sizes(self):
        """Deep nesting, endless numbers, a checkpoint over more entries than there can be, archives of nothing."""
        for line_of_json in (b'{"a":' * 100_000, b'{"a":' + b"9" * 100_000 + b"}", b'{"a":-' + b"1" * 5000 + b"}"):
            with self.assertRaises(taizhang_verify.Refused):
                taizhang_verify.parse_json(line_of_json)
        log = self.story.log
        text = f"{log.origin}\n{(1 << 64) - 1}\n{taizhang_verify.to_base64(bytes(32))}\n".encode()
        write_folder(self.folder, {**log.files(), "checkpoint": note(text, log.key)})
        self.assertEqual(run("log", self.folder, "--vkey", log.key.vkey)[0], 2)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in taizhang_verify.MEMBERS:
                archive.writestr(name, bytes(50_000_000) if name == "README.txt" else b"")
        write_folder(self.folder, {"bomb": buffer.getvalue()})
        self.assertEqual(run("pack", self.folder + "/bomb", "--vkey", log.key.vkey)[0], 65)

    def test_a_hostile_pack_is_a_finding(self):
        for parameters in (
            [],
            "x",
            {"problem": []},
            {"problem": {"slots": {}}},
            {"problem": {"slots": [{}]}},
            {"problem": {"slots": [{"slot": [], "role": "x"}]}},
            {"problem": {"evidence_min": "1"}},
            {"problem": {"opener_may_sign": 1}},
        ):
            fork = self.story.fork()
            content = {**PACK, "version": "9", "parameters": parameters}
            data = {"pack": PACK["pack"], "version": "9", "effective_from": "2026-06-01", "content": content}
            fork.add([event("policy.pack_activated", "ledger", data)], ["p-chair", "p-head"])
            with self.subTest(str(parameters)):
                self.assertTrue({"P02", "C04"} & {finding[0] for finding in self.audit(fork.log).findings})

    def test_the_table_is_that_of_the_specification(self):
        """What an auditor reads in the checker is what specs/permissions.yaml says, row by row."""
        with open(ROOT / "specs" / "permissions.yaml", encoding="utf-8") as file:
            stated = yaml.safe_load(file)
        rows = [{name: value for name, value in row.items() if name != "roles"} for row in taizhang_verify.TABLE["permissions"]]
        self.assertEqual({**taizhang_verify.TABLE, "permissions": rows}, stated)
        types = json.loads("".join(self.parts))["types"]
        self.assertEqual([], [one["name"] for one in types if not taizhang_verify.rows_of("permissions", one["name"])])

    def test_hostile_duties_are_findings(self):
        """Who gives power may write anything into it: the checker reports it, and nobody gains by it."""
        chance, good = random.Random(23), duty("duty-x", "p-other", "cashier", "org-finance", target="v-1")
        for _ in range(20):
            fork, one = self.story.fork(), json.loads(json.dumps(good))
            target = chance.choice([one, one["data"]])
            target[chance.choice(sorted(target))] = chance.choice(WEIRD)
            fork.log.entries.append(self.signed({**parts(fork.entry([good], LEADER))[0]}, [one], LEADER, fork.entry([good], LEADER)))
            with self.subTest(json.dumps(one)):
                self.assertIsNotNone(self.audit(fork.log).findings)

    def test_bytes_at_random_never_stop_the_checker(self):
        files, chance = self.story.log.files(), random.Random(21)
        for _ in range(150):
            path = chance.choice(sorted(files))
            data = bytearray(files[path])
            for _ in range(chance.choice((1, 3, 40))):
                at = chance.randrange(len(data))
                data[at : at + chance.choice((0, 1, 2))] = chance.randbytes(chance.choice((0, 1, 3)))
            if bytes(data) == files[path]:
                continue
            with tempfile.TemporaryDirectory() as folder:
                write_folder(folder, {**files, path: bytes(data)})
                self.assertEqual(run("log", folder)[0], 2)

    def test_json_agrees_with_the_standard_parser_where_it_accepts(self):
        chance = random.Random(22)
        good = line({"a": [1, -2, "x", '帮"\\\n', {"b": True}], "c": {"d": []}})[:-1]
        for _ in range(3000):
            data = bytearray(good)
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 2))] = bytes(
                chance.choice(b'{}[]",:\\ua0-.e \xe5\x80') for _ in range(chance.choice((0, 1, 2)))
            )
            try:
                value = taizhang_verify.parse_json(bytes(data))
            except taizhang_verify.Refused:
                continue
            self.assertEqual(value, json.loads(bytes(data)))


if __name__ == "__main__":
    unittest.main()
