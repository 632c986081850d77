#!/usr/bin/env python3
"""Writes specs/vectors/time-stamps/tokens.json with `openssl ts` as a local authority.

    python3 tools/vectors/time_stamps.py

Run by hand: keys and times are new each time, so nothing compares the result with what is committed.
"""

import base64
import calendar
import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
import time

FILE = pathlib.Path(__file__).resolve().parents[2] / "specs" / "vectors" / "time-stamps" / "tokens.json"
DATA = b"tea.example/ledger\n3\n" + base64.b64encode(hashlib.sha256(b"root").digest()) + b"\n"
CONFIG = """
[tsa]
default_tsa = local
[local]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
[stamps]
extendedKeyUsage = critical,timeStamping
[req]
distinguished_name = name
[name]
"""


def run(folder, *arguments):
    result = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr


def authority(folder, name):
    run(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".pem",
        "-subj", "/CN=" + name, "-days", "36500", "-config", "tsa.cnf")


def signer(folder, name, ca, use, days="36500"):
    run(folder, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
        "-subj", "/CN=" + name, "-config", "tsa.cnf")
    run(folder, "x509", "-req", "-in", name + ".csr", "-CA", ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial",
        "-extfile", "tsa.cnf", "-extensions", use, "-out", name + ".pem", "-days", days)


def stamp(folder, by, *more, digest="-sha256"):
    run(folder, "ts", "-query", "-data", "data", digest, "-cert", "-out", "query")
    run(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-inkey", by + ".key", "-signer", by + ".pem",
        "-out", "reply", *more)
    return (folder / "reply").read_bytes()


def stated_time(folder, der):
    (folder / "shown").write_bytes(der)
    text = run(folder, "ts", "-reply", "-in", "shown", "-text")
    moment = re.search(r"Time stamp: (.*) GMT", text).group(1)
    return calendar.timegm(time.strptime(" ".join(moment.split()), "%b %d %H:%M:%S %Y")) * 1000


def cases(folder):
    for name in ["ca", "other"]:
        authority(folder, name)
    signer(folder, "tsa", "ca", "stamps")
    pem = {name: (folder / (name + ".pem")).read_text() for name in ["ca", "other"]}
    response = stamp(folder, "tsa")
    run(folder, "ts", "-reply", "-config", "tsa.cnf", "-in", "reply", "-token_out", "-out", "token")
    token = (folder / "token").read_bytes()
    ms = stated_time(folder, response)
    base = {"sha256": hashlib.sha256(DATA).hexdigest(), "authorities": pem["ca"]}

    def case(desc, der, want=None, error=None, **fields):
        end = {"want": want} if error is None else {"wantErr": error}
        return {"desc": desc, "der": base64.b64encode(der).decode(), **base, **fields, **end}

    yield case("a response", response, ms)
    yield case("a token alone", token, ms)
    yield case("among several authorities", token, ms, authorities=pem["other"] + pem["ca"])
    yield case("by another authority", token, error="notByAuthority", authorities=pem["other"])
    yield case("no authority", token, error="badAuthority", authorities="")
    where = token.rindex(hashlib.sha256(DATA).digest())
    forged = token[:where] + hashlib.sha256(b"other").digest() + token[where + 32:]
    yield case("the imprint exchanged", forged, error="notByAuthority", sha256=hashlib.sha256(b"other").hexdigest())
    yield case("a bit of the signature changed", token[:-9] + bytes([token[-9] ^ 1]) + token[-8:], error="notByAuthority")
    yield case("bytes after it", token + b"\0", error="malformed")
    yield case("its end missing", token[:-1], error="malformed")
    yield case("nothing", b"", error="malformed")
    yield case("a certificate", base64.b64decode("".join(pem["ca"].split("\n")[1:-2])), error="malformed")
    yield case("another hash", stamp(folder, "tsa", digest="-sha512"), error="otherHash")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tsa.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        (folder / "data").write_bytes(DATA)
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in cases(folder))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("[\n" + rows + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
