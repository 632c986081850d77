#!/usr/bin/env python3
"""An independent checker of Taizhang (台账) ledgers. 台账独立核验器。

Python 3.11, its standard library and `cryptography`; written from specs/format.md alone. It shares nothing with the
program that keeps the ledger, so that one mistake cannot hide in both. The rooms, to be read in this order:

    checker/tree.py        bytes and Merkle trees (RFC 6962)      checker/accounts.py     money, recomputed
    checker/notes.py       keys, signed notes, checkpoints        checker/signing_off.py  duties, closures, recomputed
    checker/entries.py     strict JSON, transactions, entries     checker/rules.py        what a code means
    checker/keys.py        who may sign                           checker/replay.py       what the entries tell
    checker/catalogue.py   the shapes of events                   checker/published.py    the log as published
    checker/proofs.py      proof files                            checker/pack.py         evidence packs
    checker/fetch.py       brings a published log here

Get the key and the genesis hash from somewhere else than the folder: from paper, from a newspaper, from another county.
"""
import argparse
import json
import sys
import time

from checker.fetch import fetch
from checker.notes import Checkpoint, Key
from checker.pack import check_pack
from checker.proofs import Pinned, check_proof
from checker.published import Audit
from checker.tree import Malformed, Refused, from_base64, to_base64

HOLDS, LOOK, BROKEN, USAGE, MALFORMED, NOT_THERE, UNREADABLE = 0, 1, 2, 64, 65, 66, 74


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"用法不对 / usage: {message}\n")


def parser():
    main = Parser(
        description="台账独立核验器 / an independent checker of Taizhang ledgers",
        epilog="退出码 exit: 0 成立 holds, 1 请查看 look, 2 不成立 broken, 64, 65, 66, 74",
    )
    commands = main.add_subparsers(dest="command", required=True, parser_class=Parser)
    log = commands.add_parser("log", help="已发布的日志 / a published log")
    log.add_argument("path", metavar="DIR")
    log.add_argument("--since", metavar="FILE", help="此前保存的检查点 / a checkpoint kept from before")
    log.add_argument(
        "--funds", action="store_true", help="逐行输出各资金余额 / print the fund lines, one JSON object a line"
    )
    log.add_argument(
        "--problems", action="store_true", help="逐行输出已销号问题及签字 / print the closed problems likewise"
    )
    log.add_argument("--json", action="store_true", help="以JSON报告 / report as JSON")
    proof = commands.add_parser("proof", help="证明文件 / a proof file")
    proof.add_argument("path", metavar="FILE")
    proof.add_argument(
        "--signer", action="append", default=[], metavar="KEY", help="签名人的公钥 / a person's public key"
    )
    pack = commands.add_parser("pack", help="证据包 / an evidence pack")
    pack.add_argument("path", metavar="ZIP")
    bring = commands.add_parser("fetch", help="取回已发布的日志 / bring a published log here")
    bring.add_argument("url", metavar="URL")
    bring.add_argument("path", metavar="DIR")
    for command in (log, proof, pack):
        command.add_argument(
            "--vkey", action="append", default=[], metavar="KEY", help="检查点公钥 / the checkpoint key"
        )
        command.add_argument("--genesis", metavar="HASH", help="创世哈希 / the genesis hash, base64")
    return main


def read(path):
    with open(path, "rb") as file:
        return file.read()


def keys(texts):
    """Public keys, given as text or as files that hold it."""
    found = []
    for text in texts:
        try:
            found.append(Key(text if "+" in text else read(text).decode("utf-8", "replace").strip()))
        except Refused as why:
            raise Malformed("K07", f"公钥不合格 / not a public key: {why}")
    return found


def audit(options):
    since = None
    if options.since:
        try:
            since = Checkpoint(read(options.since))
        except Refused as why:
            raise Malformed("E24", f"此前的检查点不合格式 / the checkpoint kept is malformed: {why}")
    began = time.monotonic()
    report = Audit(options.path, keys(options.vkey), options.genesis, since)
    report.run()
    return report, time.monotonic() - began


def print_log(options):
    report, seconds = audit(options)
    replay, checkpoint = report.replay, report.checkpoint
    status = BROKEN if report.findings else HOLDS
    findings = [
        {
            "code": code,
            "severity": "error",
            **({} if seq is None else {"seq": seq}),
            **({"event": event} if event else {}),
            "message": message,
        }
        for code, seq, event, message in report.findings
    ]
    purpose = replay.keys.purpose if replay else None
    summary = {
        "ok": not findings,
        "origin": checkpoint.origin if checkpoint else "",
        **({"purpose": purpose} if purpose else {}),
        "size": checkpoint.size if checkpoint else 0,
        "root": to_base64(report.tree.root()),
        "events": replay.events if replay else 0,
        "signatures": replay.signatures if replay else 0,
        "seconds": round(seconds, 3),
        "findings": findings,
    }
    if options.json:
        print(json.dumps(summary, ensure_ascii=False, separators=(",", ":")))
    elif not (options.funds or options.problems):
        if purpose == "test":
            print("【测试账本】时间可任意指定，不作凭据 / TEST LEDGER: its clock is whatever was supplied")
        print(
            f"{summary['origin']}: {summary['size']}条 entries, {summary['events']}个事件 events, "
            f"{summary['signatures']}个签名 signatures, 根 root {summary['root']}"
        )
        print("成立 / it holds" if status == HOLDS else "不成立：被改动、截断、回滚或伪造 / it does not hold")
    if replay and not findings:
        for is_wanted, rows in ((options.funds, replay.funds.rows), (options.problems, replay.problems.rows)):
            for row in rows() if is_wanted else ():
                print(json.dumps(dict(sorted(row.items())), ensure_ascii=False, separators=(",", ":")))
    for finding in findings[:200]:
        print(f"{finding['code']} {finding.get('event', finding.get('seq', ''))} {finding['message']}", file=sys.stderr)
    for note in report.notes:
        print(note, file=sys.stderr)
    return status


def print_proof(options):
    if not options.vkey:
        raise Malformed("K07", "请用--vkey给出检查点公钥 / give the checkpoint key with --vkey")
    pinned = Pinned(keys(options.vkey), options.genesis, keys(getattr(options, "signer", [])))
    check = check_pack if options.command == "pack" else check_proof
    for sentence in check(read(options.path), pinned):
        print(sentence)
    if not options.genesis:
        print(
            "未给创世哈希：同名的另一本账不能排除 / no genesis given: another ledger of the same name is not excluded",
            file=sys.stderr,
        )
    return HOLDS


def main(arguments=None):
    options = parser().parse_args(arguments)
    try:
        if options.command == "fetch":
            size, count = fetch(options.url, options.path)
            print(
                f"{size}条，取回{count}个文件；请用log核对 / {size} entries, {count} files fetched: check them with log"
            )
            return HOLDS
        if options.genesis and len(from_base64(options.genesis.encode("utf-8", "replace")) or b"") != 32:
            raise Malformed("E24", "创世哈希应为44个base64字符 / the genesis hash is 44 characters of base64")
        return print_log(options) if options.command == "log" else print_proof(options)
    except Malformed as why:
        print(why, file=sys.stderr)
        return MALFORMED
    except Refused as why:
        print(f"不成立 / it does not hold: {why}", file=sys.stderr)
        return MALFORMED if why.code == "E26" else BROKEN
    except FileNotFoundError as error:
        print(f"没有这个文件 / not there: {error.filename}", file=sys.stderr)
        return NOT_THERE
    except OSError as error:
        print(f"读取失败 / cannot be read: {error}", file=sys.stderr)
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
