"""Notes that are properly signed, over a text that is none."""

from corpus.forged.base import forge, visit
from corpus.log import note


def tamper(corpus, story):
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
        ("space", b'"minutes":30', b'"minutes": 30'),
        ("null", b'"minutes":30', b'"minutes":null'),
        ("fraction", b'"minutes":30', b'"minutes":30.5'),
        ("exponent", b'"minutes":30', b'"minutes":3e1'),
        ("leading-zero", b'"minutes":30', b'"minutes":030'),
        ("negative-zero", b'"minutes":30', b'"minutes":-0'),
        ("beyond-2-53", b'"minutes":30', b'"minutes":9007199254740992'),
        ("twice-named", b'"minutes":30', b'"minutes":30,"minutes":30'),
        ("twice-named-escaped", b'"minutes":30', b'"minutes":30,"\\u006dinutes":30'),
        ("bidi", b'"in_person"', '"in_\u202eperson"'.encode()),
        ("bom", b'"in_person"', '"\ufeffin_person"'.encode()),
        ("c1-escaped", b'"in_person"', b'"in_\\u0085person"'),
        ("lone-surrogate", b'"in_person"', b'"in_\\ud800person"'),
        ("noncharacter", b'"in_person"', '"in_\ufffeperson"'.encode()),
        ("nesting", b'"minutes":30', b'"minutes":' + b"[" * 20 + b"]" * 20),
        ("trailing", b"]}\n", b"]}x\n"),
        ("not-object", b'{"type"', b'[{"type"'),
        ("bad-escape", b'"in_person"', b'"in_\\person"'),
    ):
        signed("json-" + name, f"JSON that two readers could read in two ways: {name}", "T03", replaced(old, new))
    signed("unknown-field", "a header with a field of its own", "T04", replaced(b'"signers"', b'"extra":1,"signers"'))
    signed(
        "unknown-event-field", "an event with a field of its own", "T04", replaced(b'"subject"', b'"extra":1,"subject"')
    )
    signed("no-subject", "an event without subject", "T05", replaced(b'"subject":"hh-1",', b""))
    signed(
        "no-at",
        "a header without time",
        "T05",
        lambda text: text.replace(text[text.index(b',"at"') : text.index(b"}\n")], b"", 1),
    )
    for name, old, new in (
        ("subject", b'"subject":"hh-1"', b'"subject":"HH 1"'),
        ("refs-order", b'"refs":["p-clerk"]', b'"refs":["p-x","p-b"]'),
        ("tx", b'"tx":"0', b'"tx":"9'),
        ("signers", b'"signers":["p-clerk"]', b'"signers":["p-clerk","p-clerk"]'),
        ("time", b'"time":"2026-', b'"time":"2026-13-'),
        ("data", b'"data":{"visitor":"p-clerk","minutes":30,"mode":"in_person"}', b'"data":[]'),
    ):
        signed("wrong-" + name, f"a {name} that is none", "T06", replaced(old, new), also=("T04",))

    def raw(name, why, code, make, **more):
        forge(corpus, story, "text-" + name, "text", why, code, lambda fork: fork.take_raw(make(fork)), **more)

    raw("no-note", "an entry whose note is none", "T07", lambda fork: fork.frame(b"nothing\n"))
    raw(
        "no-blank-line",
        "no blank line before the signatures",
        "T07",
        lambda fork: fork.frame(note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")).replace(b"\n\n", b"\n")),
    )
    raw(
        "control",
        "a control character in the text",
        "T07",
        lambda fork: fork.frame(
            note(fork.text([visit()], ["p-clerk"]).replace(b"in_person", b"in_\x07person"), fork.key("p-clerk"))
        ),
    )
    raw(
        "not-utf8",
        "bytes that are no UTF-8",
        "T07",
        lambda fork: fork.frame(
            note(fork.text([visit()], ["p-clerk"]).replace(b"in_person", b"in_\xffperson"), fork.key("p-clerk"))
        ),
    )
    for name, stamp in (
        ("seconds", "2026-12-31T00:00:00Z"),
        ("offset", "2026-12-31T08:00:00.000+08:00"),
        ("day", "2026-02-30T00:00:00.000Z"),
        ("leap", "2026-12-31T23:59:60.000Z"),
        ("letters", "2026-12-31t00:00:00.000z"),
    ):
        raw(
            "stamp-" + name,
            f"a stamp in another form: {name}",
            "T00",
            lambda fork, stamp=stamp: fork.frame(note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")), stamp),
        )
    raw(
        "no-stamp",
        "an entry without its first line",
        "T00",
        lambda fork: note(fork.text([visit()], ["p-clerk"]), fork.key("p-clerk")),
    )
