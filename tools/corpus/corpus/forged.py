"""What the holder of the checkpoint key can do, with the keys of whoever colludes: every hash and checkpoint agrees."""
import hashlib

from corpus.log import Log, SigningKey, b64, note
from corpus.published import places, restamped
from corpus.story import ORIGIN, REGISTRARS, event, line, parts, sign_off

VISIT = {"visitor": "p-clerk", "minutes": 30, "mode": "in_person"}


def visit(**more):
    return event("visit.recorded", "hh-1", VISIT, **more)


def tamper(corpus, story, seed):
    signatures(corpus, story)
    texts(corpus, story)
    order(corpus, story)
    keys(corpus, story)
    batches_and_expectations(corpus, story)
    attestations(corpus, story)
    sign_offs(corpus, story)
    money(corpus, story)


def forge(corpus, story, name, kind, why, code, body, **more):
    """The story forked, `body` done to it, everything hashed and signed anew."""
    fork = story.fork()
    body(fork)
    corpus.add_log(name, kind, why, fork.log, code, **more)


def edit(corpus, story, seq, name, kind, why, code, change, **more):
    """Entry `seq` put through `change`, everything hashed and signed anew."""
    def body(fork):
        fork.log.entries[seq] = change(fork.log.entries[seq])
    forge(corpus, story, name, kind, why, code, body, **more)


def lines_of(entry):
    head, _, block = entry.rpartition(b"\n\n")
    return head + b"\n\n", block.split(b"\n")[:-1]


def joined(head, lines):
    return head + b"".join(one + b"\n" for one in lines)


# ---- Signature lines -------------------------------------------------------------------------------------------------


def signatures(corpus, story):
    log = story.log
    header = lambda seq: parts(log.entries[seq])[0]
    pairs = [seq for seq in range(1, len(log.entries)) if len(header(seq)["signers"]) == 2]
    singles = [seq for seq in range(10, len(log.entries)) if len(header(seq)["signers"]) == 1]
    stranger = story.key("p-stranger")

    def each(seqs, name, why, code, change):
        for seq in seqs:
            edit(corpus, story, seq, f"{name}-{seq}", "signature", f"entry {seq}: {why}", code, change)

    def text_of(entry):
        return entry.split(b"\n", 1)[1].rpartition(b"\n\n")[0] + b"\n"

    def relined(change):
        return lambda entry: joined(lines_of(entry)[0], change(lines_of(entry)[1]))

    some = singles[:: max(1, len(singles) // 8)]
    each(pairs, "line-stripped", "the second signature line is gone", "K02", relined(lambda lines: lines[:1]))
    each(pairs[::2], "first-stripped", "the first signature line is gone", "K02", relined(lambda lines: lines[1:]))
    each(pairs[::2], "lines-swapped", "the signature lines changed places", "K03", relined(lambda lines: lines[::-1]))
    each(pairs[::3], "line-twice", "the first line stands in the place of the second", "K03", relined(lambda lines: lines[:1] * 2))
    each(some, "line-added", "a true line by somebody else is added", "K02",
         lambda entry: entry + stranger.line(text_of(entry)))
    each(some[::2], "own-line-added", "the signer's line is there twice", "K02", relined(lambda lines: lines * 2))
    each(some, "line-renamed", "the line is under another name", "K03",
         relined(lambda lines: [lines[0].replace(b"\xe2\x80\x94 p-", b"\xe2\x80\x94 q-").replace(b"\xe2\x80\x94 ledger", b"\xe2\x80\x94 lodger")]))
    each(some, "key-unknown", "signed by a key that nobody registered", "K04", lambda entry: joined(
        lines_of(entry)[0], [SigningKey.seeded(signer, "unknown").line(text_of(entry))[:-1] for signer in parts(entry)[0]["signers"]]))

    def bit(entry):
        at = places(entry)["signature"][37]
        good = entry[at : at + 1]
        return entry[:at] + (b"A" if good != b"A" else b"B") + entry[at + 1 :]

    def digit(entry):
        where = places(entry)["event"]
        at = next((at for at in reversed(where) if chr(entry[at]).isdigit() and not chr(entry[at + 1]).isalnum()), None)
        at = at if at is not None else where[-4]
        return entry[:at] + bytes([entry[at] ^ 1]) + entry[at + 1 :]

    each(some, "signature-altered", "a character of the signature is another", "K01", bit)
    for seq in singles[::3]:
        changed = digit(log.entries[seq])
        try:
            parts(changed)
        except ValueError:
            continue
        edit(corpus, story, seq, f"text-altered-{seq}", "signature", f"entry {seq}: a digit of what was signed is another", "K01",
             digit, also=("T06", "T03"))
    other = log.entries[singles[0]]
    each(some[1:4], "signature-of-another", "the signature is that of another entry by the same person", "K01",
         lambda entry: joined(lines_of(entry)[0], lines_of(other)[1]) if parts(entry)[0]["signers"] == parts(other)[0]["signers"]
         else bit(entry))

    def revoked(fork):
        fork.add([visit()], ["p-other"], [fork.key("p-other", 2)])

    def expired(fork):
        fork.add([visit()], ["p-other"], [fork.key("p-other", 1)])

    def too_early(fork):
        new = fork.key("p-other", 3)
        fork.add([fork.registration("p-other", new), visit()], ["p-other", *REGISTRARS],
                 [new, *(fork.key(one) for one in REGISTRARS)])

    forge(corpus, story, "key-revoked", "signature", "signed by a key revoked before", "S14", revoked)
    forge(corpus, story, "key-expired", "signature", "signed by a key after its last day", "S14", expired)
    forge(corpus, story, "key-too-early", "signature", "signed by a key that the same entry registers", "K04", too_early)


# ---- Text ------------------------------------------------------------------------------------------------------------


def texts(corpus, story):
    """Notes that are properly signed, over a text that is none."""
    def signed(name, why, code, make, **more):
        def body(fork):
            good = fork.text([visit()], ["p-clerk"])
            text = make(good)
            fork.take_raw(fork.frame(note(text, fork.key("p-clerk"))))
        forge(corpus, story, "text-" + name, "text", why, code, body, **more)

    def replaced(old, new):
        return lambda text: text.replace(old, new, 1)

    signed("magic", "another first line", "T01", replaced(b"tx/v1", b"tx/v2"))
    signed("no-event", "a header and no event", "T02", lambda text: b"".join(text.splitlines(True)[:2]))
    for name, old, new in (
            ("space", b'"minutes":30', b'"minutes": 30'), ("null", b'"minutes":30', b'"minutes":null'),
            ("fraction", b'"minutes":30', b'"minutes":30.5'), ("exponent", b'"minutes":30', b'"minutes":3e1'),
            ("leading-zero", b'"minutes":30', b'"minutes":030'), ("negative-zero", b'"minutes":30', b'"minutes":-0'),
            ("beyond-2-53", b'"minutes":30', b'"minutes":9007199254740992'),
            ("twice-named", b'"minutes":30', b'"minutes":30,"minutes":30'),
            ("twice-named-escaped", b'"minutes":30', b'"minutes":30,"\\u006dinutes":30'),
            ("bidi", b'"in_person"', '"in_\u202eperson"'.encode()), ("bom", b'"in_person"', '"\ufeffin_person"'.encode()),
            ("c1-escaped", b'"in_person"', b'"in_\\u0085person"'), ("lone-surrogate", b'"in_person"', b'"in_\\ud800person"'),
            ("noncharacter", b'"in_person"', '"in_\ufffeperson"'.encode()), ("nesting", b'"minutes":30', b'"minutes":' + b"[" * 20 + b"]" * 20),
            ("trailing", b"]}\n", b"]}x\n"), ("not-object", b'{"type"', b'[{"type"'), ("bad-escape", b'"in_person"', b'"in_\\person"')):
        signed("json-" + name, f"JSON that two readers could read in two ways: {name}", "T03", replaced(old, new))
    signed("unknown-field", "a header with a field of its own", "T04", replaced(b'"signers"', b'"extra":1,"signers"'))
    signed("unknown-event-field", "an event with a field of its own", "T04", replaced(b'"subject"', b'"extra":1,"subject"'))
    signed("no-subject", "an event without subject", "T05", replaced(b'"subject":"hh-1",', b""))
    signed("no-at", "a header without time", "T05", lambda text: text.replace(text[text.index(b',"at"'):text.index(b"}\n")], b"", 1))
    for name, old, new in (("subject", b'"subject":"hh-1"', b'"subject":"HH 1"'), ("refs-order", b'"refs":["p-clerk"]', b'"refs":["p-x","p-b"]'),
                           ("tx", b'"tx":"0', b'"tx":"9'), ("signers", b'"signers":["p-clerk"]', b'"signers":["p-clerk","p-clerk"]'),
                           ("time", b'"time":"2026-', b'"time":"2026-13-'), ("data", b'"data":{"visitor":"p-clerk","minutes":30,"mode":"in_person"}', b'"data":[]')):
        signed("wrong-" + name, f"a {name} that is none", "T06", replaced(old, new), also=("T04",))

    def raw(name, why, code, make, **more):
        forge(corpus, story, "text-" + name, "text", why, code, lambda fork: fork.take_raw(make(fork)), **more)

    raw("no-note", "an entry whose note is none", "T07", lambda fork: fork.frame(b"nothing\n"))
    raw("no-blank-line", "no blank line before the signatures", "T07", lambda fork: fork.frame(
        note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")).replace(b"\n\n", b"\n")))
    raw("control", "a control character in the text", "T07", lambda fork: fork.frame(
        note(fork.text([visit()], ["p-clerk"]).replace(b"in_person", b"in_\x07person"), fork.key("p-clerk"))))
    raw("not-utf8", "bytes that are no UTF-8", "T07", lambda fork: fork.frame(
        note(fork.text([visit()], ["p-clerk"]).replace(b"in_person", b"in_\xffperson"), fork.key("p-clerk"))))
    for name, stamp in (("seconds", "2026-12-31T00:00:00Z"), ("offset", "2026-12-31T08:00:00.000+08:00"), ("day", "2026-02-30T00:00:00.000Z"),
                        ("leap", "2026-12-31T23:59:60.000Z"), ("letters", "2026-12-31t00:00:00.000z")):
        raw("stamp-" + name, f"a stamp in another form: {name}", "T00",
            lambda fork, stamp=stamp: fork.frame(note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")), stamp))
    raw("no-stamp", "an entry without its first line", "T00",
        lambda fork: note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")))


# ---- Order -----------------------------------------------------------------------------------------------------------


def order(corpus, story):
    log, size = story.log, len(story.log.entries)
    where = lambda kind: next(seq for seq, one in enumerate(log.entries) if parts(one)[1]["type"] == kind)
    early = where("streams.attested")
    for seq in range(early - 8, early - 1):
        edit(corpus, story, seq, f"restamped-{seq}", "order", f"entry {seq} restamped by a millisecond, everything signed anew", "L06",
             lambda entry: entry.replace(entry[18:42], restamped(entry).encode(), 1))
    def back(fork):
        stamp = fork.log.entries[-1][18:42].decode()
        fork.later(minutes=-90)
        fork.add([visit()], ["p-clerk"])
        assert fork.log.entries[-1][18:42].decode() < stamp
    forge(corpus, story, "stamped-back", "order", "an entry stamped before the one before it", "L05", back)
    for seq in (early - 3, size - 3):
        def swap(fork, seq=seq):
            entries = fork.log.entries
            entries[seq], entries[seq + 1] = entries[seq + 1], entries[seq]
        forge(corpus, story, f"swapped-{seq}", "order", f"entries {seq} and {seq + 1} changed places, everything signed anew", "L05", swap)

        def swap_restamped(fork, seq=seq):
            a, b = fork.log.entries[seq], fork.log.entries[seq + 1]
            fork.log.entries[seq], fork.log.entries[seq + 1] = b.replace(b[18:42], a[18:42], 1), a.replace(a[18:42], b[18:42], 1)
        if seq < early:
            forge(corpus, story, f"swapped-restamped-{seq}", "order", f"as swapped-{seq}, restamped in order", "L06", swap_restamped,
                  also=("B01", "R01", "S14"))
    visits = [seq for seq in range(early) if parts(log.entries[seq])[1]["type"] == "visit.recorded" and not parts(log.entries[seq])[0].get("batch")]
    for seq in [where("fund.returned"), where("household.registered") + 2, *visits]:
        def drop(fork, seq=seq):
            del fork.log.entries[seq]
        forge(corpus, story, f"left-out-{seq}", "order", f"entry {seq} left out, everything signed anew", "L06", drop,
              also=("R01", "R07", "C06", "K04"))
    for seq in (18, where("fund.integrated"), size - 1):
        def again(fork, seq=seq):
            fork.take_raw(fork.frame(fork.log.entries[seq].split(b"\n", 1)[1]))
        forge(corpus, story, f"again-{seq}", "order", f"the note of entry {seq} once more at the end", "I01", again)
        def doubled(fork, seq=seq):
            fork.log.entries.insert(seq + 1, fork.log.entries[seq])
        forge(corpus, story, f"doubled-{seq}", "order", f"entry {seq} twice in a row, everything signed anew", "I01", doubled)

    def replayed(origin, seed):
        def body(fork):
            entry = stranger(fork, origin, seed)
            fork.take_raw(fork.frame(entry.split(b"\n", 1)[1]))
        return body
    forge(corpus, story, "replayed-origin", "order", "a note meant for another ledger, by the same person's key", "T10",
          replayed("census.example/ledger", 0))
    forge(corpus, story, "replayed-genesis", "order", "a note from a ledger of the same name, by the same person's key", "T11", replayed(ORIGIN, 7))
    forge(corpus, story, "no-genesis", "order", "a note that names no genesis", "T11", lambda fork: fork.take_raw(
        fork.frame(note(fork.text([visit()], ["p-clerk"]).replace(f'"genesis":"{fork.log.genesis}",'.encode(), b""), fork.key("p-clerk")))))
    other = other_ledger(story)
    corpus.add("another-ledger", "history", "a whole ledger of the same name, good in itself", other.log.files(), "L03")
    mixed = {**story.log.files(), "checkpoint": other.log.checkpoint()}
    corpus.add("checkpoint-of-another", "checkpoint", "the checkpoint of a ledger of the same name", mixed, "L04", also=("L01",))


def stranger(fork, origin, seed):
    """An entry that the same person signed for another ledger."""
    away = fork.fork()
    away.log = Log([b"another genesis %d" % seed], origin, fork.log.key)
    if origin != ORIGIN:
        away.log = Log(fork.log.entries, origin, fork.log.key)
    return away.entry([visit()], ["p-clerk"])


def other_ledger(story):
    from corpus.story import Story, founding
    other = Story(story.seed)
    other.later(minutes=5)
    other.count = 1000
    founding(other, [parts(entry)[1]["data"]["text"] for entry in story.log.entries[1:20] if "text" in parts(entry)[1]["data"]])
    return other


# ---- Keys ------------------------------------------------------------------------------------------------------------


def keys(corpus, story):
    def add(name, why, code, make, signers=REGISTRARS, **more):
        forge(corpus, story, "key-" + name, "key", why, code, lambda fork: fork.add([make(fork)], signers), **more)

    fresh = lambda fork, name="p-other": fork.key(name, 9)
    add("again", "a public key registered a second time", "K05", lambda fork: fork.registration("p-other", fork.key("p-other", 2)))
    def borrowed(fork):
        key = SigningKey("p-other", fork.key("p-clerk").seed)
        return fork.registration("p-other", key)
    add("borrowed", "somebody else's public key under another name", "K05", borrowed)
    add("no-proof", "a proof of possession by another key", "K06", lambda fork: event("key.registered", "p-other", {
        "vkey": fresh(fork).vkey, "proof": fork.key("p-other").proof(fork.log.genesis)}))
    add("other-scope", "a proof of possession for another ledger", "K06", lambda fork: event("key.registered", "p-other", {
        "vkey": fresh(fork).vkey, "proof": fresh(fork).proof(b64(bytes(32)))}))
    add("other-name", "a key under another name than its holder's", "K07", lambda fork: event("key.registered", "p-other", {
        "vkey": fork.key("p-head", 9).vkey, "proof": fork.key("p-head", 9).proof(fork.log.genesis)}))
    def small(fork):
        raw = bytes([1]) + bytes(31)
        hex8 = hashlib.sha256(b"p-other\n\x01" + raw).hexdigest()[:8]
        return event("key.registered", "p-other", {"vkey": f"p-other+{hex8}+{b64(bytes([1]) + raw)}", "proof": b64(bytes(64))})
    add("small-order", "a key for which anyone could sign", "K07", small)
    add("by-nobody", "registered by somebody who is no registrar", "K20", lambda fork: fork.registration("p-other", fresh(fork)), ["p-clerk"])
    add("by-holder", "a registrar registers a key of his own alone", "K20", lambda fork: fork.registration("p-registrar", fork.key("p-registrar", 9)),
        ["p-registrar"])
    add("revoked-by-other", "revoked by somebody who is neither holder nor registrar", "K22", lambda fork: event(
        "key.revoked", "p-other", {"key": fork.key("p-other").vkey, "reason": "lost"}), ["p-clerk"])
    add("revoked-twice", "revoked a second time", "K10", lambda fork: event(
        "key.revoked", "p-other", {"key": fork.key("p-other", 2).vkey, "reason": "lost"}))
    add("revoked-unknown", "a key that is not the holder's is revoked", "K04", lambda fork: event(
        "key.revoked", "p-other", {"key": fork.key("p-clerk").vkey, "reason": "lost"}))
    add("of-the-ledger", "a second key for the actor ledger", "C05", lambda fork: fork.registration("ledger", fork.key("ledger", 9)))

    def rotation(fork, key=None, scope=None):
        key = key or fork.key(ORIGIN, 5)
        return event("ledger.key_rotated", "ledger", {"vkey": key.vkey, "proof": key.proof(scope or fork.log.genesis)})
    add("rotated-alone", "the checkpoint key rotated without the founder", "K09", rotation, ["ledger"])
    add("rotated-by-founder", "the checkpoint key rotated without the ledger", "K09", rotation, ["p-founder"])
    add("rotated-other-order", "the founder signs before the ledger", "K09", rotation, ["p-founder", "ledger"])
    add("rotated-no-proof", "the new checkpoint key's proof is for another ledger", "K06",
        lambda fork: rotation(fork, scope=b64(bytes(32))), ["ledger", "p-founder"])
    add("rotated-back", "the old checkpoint key once more", "K05", lambda fork: rotation(fork, fork.key(ORIGIN)), ["ledger", "p-founder"])

    def unfollowed(fork):
        fork.add([rotation(fork)], ["ledger", "p-founder"])
        fork.add([visit()], ["p-clerk"])
    forge(corpus, story, "key-rotated-unfollowed", "key", "rotated lawfully, but the old key signs the checkpoint after it", "L04", unfollowed)
    add("ledger-visits", "the ledger's own key signs a visit", "K08", lambda fork: visit(), ["ledger"])
    add("rules-by-person", "a person adopts rules", "K08", lambda fork: event(
        "ledger.catalogue_part", "ledger", {"of": 1, "part": 1, "rules": 1, "text": "{}"}), ["p-founder"])
    add("second-genesis", "a second genesis", "K11", lambda fork: event("ledger.genesis", "ledger", parts(fork.log.entries[0])[1]["data"], refs=["p-founder"]),
        ["p-founder", "ledger"])


# ---- Batches, expectations, corrections ------------------------------------------------------------------------------


def batches_and_expectations(corpus, story):
    def parted(*numbers, of=3, between=None):
        def body(fork):
            batch = fork.ulid()
            for number in numbers:
                if number == between:
                    fork.add([visit()], ["p-clerk"])
                fork.add([visit()], ["p-clerk"], batch={"id": batch, "part": number, "of": of})
        return body
    for name, why, body in (
            ("no-end", "a batch without its last part", parted(1, 2)), ("no-beginning", "a batch without its first part", parted(2, 3)),
            ("hole", "a batch without its middle", parted(1, 3)), ("order", "parts out of order", parted(1, 3, 2)),
            ("pieces", "something else between two parts", parted(1, 2, 3, between=2)), ("again", "a part twice", parted(1, 1, 2, 3))):
        forge(corpus, story, "batch-" + name, "batch", why, "B01", body)
    forge(corpus, story, "good-batch", "good", "a whole batch", None, parted(1, 2, 3))

    def expecting(name, why, code, expect):
        forge(corpus, story, "expect-" + name, "expect", why, code, lambda fork: fork.add([visit()], ["p-clerk"], expect=expect(fork)))
    count, head = story.chain("hh-1")
    expecting("count", "a count that is not the subject's", "E01", lambda fork: {"hh-1": [count + 1]})
    expecting("head", "a head that is not the subject's", "E02", lambda fork: {"hh-1": [count, b64(bytes(32))]})
    expecting("absent", "said not to exist, but it does", "E01", lambda fork: {"hh-1": [0]})
    forge(corpus, story, "good-expect", "good", "what was seen", None, lambda fork: fork.add([visit()], ["p-clerk"], expect=fork.seen("hh-1")))

    def correcting(name, why, code, target, refs=("p-clerk",), **more):
        def body(fork):
            fork.add([event("record.corrected", "hh-1", {"fields": {"minutes": 1}, "reason": "x"}, corrects=target(fork), refs=list(refs))], ["p-clerk"])
        forge(corpus, story, "correct-" + name, "correct", why, code, body, **more)
    last = lambda fork: parts(next(e for e in reversed(fork.log.entries) if parts(e)[1]["subject"] == "hh-1"))[0]["tx"]
    correcting("nothing", "the correction of an event that is none", "R01", lambda fork: "01ARZ3NDEKTSV4RRFFQ69G5FAV.0", also=("R07",))
    correcting("position", "the correction of an event beyond the transaction's last", "R01", lambda fork: last(fork) + ".9", also=("R07",))
    correcting("refs", "a correction that leaves out a link", "C06", lambda fork: parts(next(
        e for e in fork.log.entries if b'"subject":"hh-1"' in e and b"p-other" in e))[0]["tx"] + ".0", refs=())


# ---- Attestations ----------------------------------------------------------------------------------------------------


def attestations(corpus, story):
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
    forge(corpus, story, "good-attest", "good", "a true attestation", None, lambda fork: fork.add([fork.attestation()], ["ledger"]))


# ---- Signing off -----------------------------------------------------------------------------------------------------


def slot(name, problem, by, **more):
    return event("problem.signed", problem, {"slot": name}, by=by, **more)


def sign_offs(corpus, story):
    HEAD, LEADER = "department_head", "county_leader_in_charge"

    def signing(name, why, code, events, signers, problem="pb-2", expect=True, **more):
        def body(fork):
            fork.add(events, signers, **({"expect": fork.seen(problem)} if expect else {}))
        forge(corpus, story, "sign-" + name, "sign-off", why, code, body, **more)
    both = ["p-head", "p-leader"]
    good = [slot(HEAD, "pb-2", "p-head"), slot(LEADER, "pb-2", "p-leader")]
    signing("same-person", "one person in both slots", "S01", [slot(HEAD, "pb-2", "p-head"), slot(LEADER, "pb-2", "p-head")], ["p-head"])
    signing("no-duty", "a handler in the leader's slot", "S04", [good[0], slot(LEADER, "pb-2", "p-other")], ["p-head", "p-other"])
    signing("duties-swapped", "each in the other's slot", "S04", [slot(HEAD, "pb-2", "p-leader"), slot(LEADER, "pb-2", "p-head")], both)
    signing("no-evidence", "signed before there is evidence", "S02", [slot(HEAD, "pb-3", "p-head")], ["p-head"], "pb-3")
    signing("order", "the leader first", "S06", good[::-1], both)
    signing("again", "a slot signed twice", "S20", [good[0], slot(HEAD, "pb-2", "p-head")], ["p-head"])
    signing("entered", "entered for the signer", "S16", [{**good[0], "basis": "entered"}], ["p-clerk"])
    signing("on-paper", "signed on paper", "C09", [{**good[0], "basis": "paper"}], both)
    signing("unseen", "without binding what was seen", "S17", [good[0]], ["p-head"], expect=False)
    signing("closed-unsigned", "closed without a signature", "S18", [event("problem.closed", "pb-2")], ["p-clerk"])
    signing("closed-half", "closed with one signature of two", "S18", [good[0], event("problem.closed", "pb-2", by="p-head")], ["p-head"])
    signing("closed-again", "closed a second time", "R03", [event("problem.closed", "pb-1")], ["p-head"], "pb-1")
    signing("opener", "the opener signs", "S05", [slot(HEAD, "pb-2", "p-clerk")], ["p-clerk"])
    forge(corpus, story, "good-sign-off", "good", "signed off as it should be", None, lambda fork: sign_off(fork, "pb-2"))

    def one_registrar(fork):
        key = fork.key("p-head", 4)
        fork.add([fork.registration("p-head", key)], ["p-registrar"])
        fork.add([good[0]], ["p-head"], [key], expect=fork.seen("pb-2"))
    forge(corpus, story, "sign-one-registrar", "sign-off", "by a key that one registrar alone vouched for", "K21", one_registrar)

    def ended(fork):
        fork.add([event("duty.ended", "duty-head")], ["p-founder"])
        fork.add([good[0]], ["p-head"], expect=fork.seen("pb-2"))
    forge(corpus, story, "sign-duty-ended", "sign-off", "after the duty had ended", "S04", ended)

    def evidence_after(fork):
        fork.add([good[0]], ["p-head"], expect=fork.seen("pb-2"))
        fork.add([event("evidence.attached", "pb-2", {"kind": "photo_after", "digest": "ab" * 32})], ["p-clerk"])
        fork.add([good[1], event("problem.closed", "pb-2", by="p-leader")], ["p-leader"], expect=fork.seen("pb-2"))
    forge(corpus, story, "sign-before-evidence", "sign-off", "the first signature is older than the evidence", "S06", evidence_after)

    def merged(fork):
        fork.add([event("person.merged", "p-head", {"duplicate": "p-leader"})], ["p-founder"])
        fork.add(good, both, expect=fork.seen("pb-2"))
    forge(corpus, story, "sign-two-accounts", "sign-off", "two accounts of one person", "S01", merged)


# ---- Money -----------------------------------------------------------------------------------------------------------


def money(corpus, story):
    def pay(name, why, code, *steps, **more):
        def body(fork):
            for one, signer in steps:
                fork.add([one], [signer])
        forge(corpus, story, "money-" + name, "money", why, code, body, **more)
    fen = lambda amount, **more: {"amount_fen": amount, **more}
    request = lambda subject, amount: event("disbursement.requested", subject, fen(amount, allocation="al-1", contract="ct-1", purpose="款"))
    approved = (event("disbursement.approved", "pay-4", fen(3_000_000)), "p-approver")
    paid = event("disbursement.paid", "pay-4", fen(3_000_000, voucher_no="记-9", channel="treasury"))
    pay("allocated-too-much", "more allocated than the line has", "F05",
        (event("fund.allocated", "al-9", fen(90_000_000, fund="fd-pool", project="pr-1")), "p-approver"))
    pay("allocated-one-fen", "one fen more allocated than the line has", "F05",
        (event("fund.allocated", "al-9", fen(13_000_001, fund="fd-pool", project="pr-1")), "p-approver"))
    pay("integrated-too-much", "more integrated than the line has", "M02", (event("fund.integrated", "fd-central", fen(20_000_001, to="fd-pool")), "p-approver"))
    pay("requested-too-much", "more requested than the allocation has", "F06", (request("pay-9", 31_000_001), "p-applicant"))
    pay("returned-too-much", "more returned than the allocation has", "M05", (event("fund.returned", "al-1", fen(40_000_000, reason="x")), "p-approver"))
    pay("reallocated-too-much", "more reallocated than the allocation has", "M06",
        (event("fund.reallocated", "al-1", fen(40_000_000, to="al-9", project="pr-1", reason="x")), "p-approver"))
    pay("recovered-too-much", "more recovered than was paid", "M07", (event("fund.recovered", "pay-3", fen(3_000_001, reason="x")), "p-cashier"))
    pay("unapproved", "paid without approval", "F09", (paid, "p-cashier"))
    pay("own-approval", "approved by who requested it", "M10", (event("disbursement.approved", "pay-4", fen(3_000_000)), "p-applicant"))
    pay("own-payment", "paid by who approved it", "M10", approved, (paid, "p-approver"))
    pay("more-approved", "more approved than requested", "M12", (event("disbursement.approved", "pay-4", fen(3_000_001)), "p-approver"))
    pay("other-amount", "another amount paid than approved", "M11", approved, (
        event("disbursement.paid", "pay-4", fen(2_999_999, voucher_no="记-9", channel="treasury")), "p-cashier"))
    pay("paid-twice", "paid twice", "R03", approved, (paid, "p-cashier"), (
        event("disbursement.paid", "pay-4", fen(3_000_000, voucher_no="记-10", channel="treasury")), "p-cashier"))
    pay("reversed-twice", "reversed twice", "R03", (event("disbursement.reversed", "pay-2", fen(5_000_000, reason="x")), "p-cashier"))
    pay("statement", "a bank statement over another amount", "M16", (event("disbursement.reconciled", "pay-3", fen(1, statement="DZ-2")), "p-approver"))
    pay("reversed-recovered", "reversed whole after a part was recovered", "M08", (event("disbursement.reversed", "pay-3", fen(4_000_000, reason="x")), "p-cashier"))
    pay("frozen", "paid from a frozen line", "M04", (event("fund.frozen", "fd-pool", {"reason": "audit"}), "p-approver"), (
        event("fund.allocated", "al-9", fen(1, fund="fd-pool", project="pr-1")), "p-approver"))
    pay("nothing", "an appropriation of nothing", "C04", (event("fund.appropriated", "ap-9", fen(0, fund="fd-pool", doc_no="x")), "p-approver"))
    corpus_good = [approved, (paid, "p-cashier"), (event("disbursement.reconciled", "pay-4", fen(3_000_000, statement="DZ-3")), "p-approver")]
    pay_good(corpus, story, corpus_good)


def pay_good(corpus, story, steps):
    def body(fork):
        for one, signer in steps:
            fork.add([one], [signer])
    forge(corpus, story, "good-payment", "good", "approved, paid and reconciled by three persons", None, body)
