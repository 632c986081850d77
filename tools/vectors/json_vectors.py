"""Lines that the log takes and lines it refuses, with the reason and the byte at which it is found."""

import json

from notes import b64

LARGEST = 2**53 - 1

ACCEPTED = [
    ("nothing in it", "{}"),
    ("every kind", '{"s":"x","i":1,"t":true,"f":false,"o":{},"a":[]}'),
    ("zero", '{"n":0}'),
    ("the largest integer", '{"n":%d}' % LARGEST),
    ("the smallest integer", '{"n":-%d}' % LARGEST),
    ("ten digits and a sign", '{"n":-1234567890}'),
    ("an empty name", '{"":1}'),
    ("names that differ in case", '{"a":1,"A":2}'),
    ("names that differ in normal form only", '{"\u00e9":1,"e\u0301":2}'),
    ("text that is not in normal form C stays so", '{"s":"e\u0301 \u00e9"}'),
    ("full-width text stays so", '{"s":"\uff11\uff12\uff13\uff0c\uff21"}'),
    ("Chinese", '{"姓名":"张三丰","住址":"青城县柳河镇柳河村"}'),
    ("a character outside the basic plane", '{"s":"𠮷野"}'),
    ("the last ideograph before U+A000", '{"s":"\u9fff\ua000"}'),
    ("the ideographic space", '{"s":"\u3000"}'),
    ("spaces inside text", '{"s":" a  b "}'),
    ("every short escape", r'{"s":"\"\\\/\b\f\n\r\t"}'),
    ("an escaped control below U+0020", r'{"s":"\u0000\u001f"}'),
    ("an escaped letter", r'{"s":"\u0041\u00e9\u5f20"}'),
    ("an escaped pair", r'{"s":"\ud842\udfb7"}'),
    ("escapes in either case", r'{"s":"\u5F20\u5f20"}'),
    ("escaped names that differ", r'{"\u0061":1,"b":2}'),
    ("neighbours of forbidden characters", '{"s":"~\u00a0\u200d\u2010\u2029\u202f\u2065\u206a\ufdcf\ufdf0\ufefe\uff00\ufffd"}'),
    ("sixteen deep", '{"a":' + "[" * 15 + "]" * 15 + "}"),
    ("sixteen deep in objects", '{"a":' * 16 + "1" + "}" * 16),
    ("many names", "{" + ",".join('"n%d":%d' % (i, i) for i in range(40)) + "}"),
    ("many elements", '{"a":[' + ",".join(str(i) for i in range(100)) + "]}"),
    ("a text of words' width and more", '{"s":"abcdefghijklmnopqrstuvwxyz 0123456789"}'),
]


def lone(hexadecimal):
    """A surrogate in the bytes it would have if UTF-8 had any."""
    return chr(int(hexadecimal, 16)).encode("utf-8", "surrogatepass")


# desc, the bytes before the offence, the bytes from it on, the reason
REFUSED = [
    ("nothing", "", "", "unexpected_end"),
    ("no object but an array", "", "[]", "not_an_object"),
    ("no object but a string", "", '"x"', "not_an_object"),
    ("no object but null", "", "null", "not_an_object"),
    ("a full-width brace", "", "\uff5b}", "not_an_object"),
    ("a byte order mark first", "", "\ufeff{}", "byte_order_mark"),
    ("a byte order mark before a name", "{", '\ufeff"a":1}', "byte_order_mark"),
    ("a byte order mark before a colon", '{"a"', "\ufeff:1}", "byte_order_mark"),
    ("a byte order mark before a value", '{"a":', "\ufeff1}", "byte_order_mark"),
    ("a byte order mark after a value", '{"a":1', "\ufeff}", "byte_order_mark"),
    ("a byte order mark last", "{}", "\ufeff", "byte_order_mark"),
    ("a byte order mark in text", '{"a":"x', '\ufeff"}', "byte_order_mark"),
    ("a byte order mark escaped", '{"a":"', r'\ufeff"}', "byte_order_mark"),
    ("a space first", "", " {}", "space_outside_string"),
    ("a space before a name", "{", ' "a":1}', "space_outside_string"),
    ("a space before a colon", '{"a"', " :1}", "space_outside_string"),
    ("a space after a colon", '{"a":', " 1}", "space_outside_string"),
    ("a space after a value", '{"a":1', " }", "space_outside_string"),
    ("a space after a comma", '{"a":1,', ' "b":2}', "space_outside_string"),
    ("a tab in an array", '{"a":[1,', "\t2]}", "space_outside_string"),
    ("a carriage return last", "{}", "\r", "space_outside_string"),
    ("a line feed last", "{}", "\n", "space_outside_string"),
    ("two objects", "{}", "{}", "trailing_bytes"),
    ("a comma after the object", "{}", ",", "trailing_bytes"),
    ("null", '{"a":', "null}", "null"),
    ("null in an array", '{"a":[1,', "null]}", "null"),
    ("a fraction", '{"a":', "1.5}", "fraction"),
    ("a fraction of nothing", '{"a":', "1.0}", "fraction"),
    ("a fraction below zero", '{"a":', "-0.5}", "fraction"),
    ("an exponent", '{"a":', "1e3}", "exponent"),
    ("an exponent in capitals", '{"a":', "1E3}", "exponent"),
    ("zero with an exponent", '{"a":', "0e0}", "exponent"),
    ("negative zero", '{"a":', "-0}", "negative_zero"),
    ("a leading zero", '{"a":', "01}", "leading_zero"),
    ("two zeros", '{"a":', "00}", "leading_zero"),
    ("a negative leading zero", '{"a":', "-01}", "leading_zero"),
    ("many leading zeros", '{"a":', "0" * 30 + "}", "leading_zero"),
    ("one more than the largest integer", '{"a":', "%d}" % (LARGEST + 1), "integer_range"),
    ("one less than the smallest integer", '{"a":', "-%d}" % (LARGEST + 1), "integer_range"),
    ("2^64", '{"a":', "18446744073709551616}", "integer_range"),
    ("a hundred digits", '{"a":', "9" * 100 + "}", "integer_range"),
    ("a sign alone", '{"a":-', "}", "unexpected_byte"),
    ("a plus sign", '{"a":', "+1}", "unexpected_byte"),
    ("hexadecimal", '{"a":0', "x1}", "unexpected_byte"),
    ("not a number", '{"a":', "NaN}", "unexpected_byte"),
    ("a literal in capitals", '{"a":', "True}", "unexpected_byte"),
    ("a literal misspelt", '{"a":tru', "u}", "unexpected_byte"),
    ("a literal cut", '{"a":fals', "", "unexpected_end"),
    ("a name twice", '{"a":1,"', 'a":2}', "duplicate_name"),
    ("a name twice, once escaped", '{"a":1,"', r'\u0061":2}', "duplicate_name"),
    ("a name twice, in an object within", '{"o":{"a":1,"b":2,"', 'a":3}}', "duplicate_name"),
    ("two names twice: the first that repeats", '{"a":1,"b":2,"', 'b":3,"a":4}', "duplicate_name"),
    ("an empty name twice", '{"":1,"', '":2}', "duplicate_name"),
    ("a name twice among many", "{" + ",".join('"n%d":0' % i for i in range(30)) + ',"', 'n7":1}', "duplicate_name"),
    ("a control character", '{"a":"x', '\u0001"}', "control_character"),
    ("a tab in text", '{"a":"x', '\t"}', "control_character"),
    ("a line feed in text", '{"a":"x', '\n"}', "control_character"),
    ("a zero byte in text", '{"a":"', '\0"}', "control_character"),
    ("delete", '{"a":"12345678', '\u007f"}', "control_character"),
    ("delete escaped", '{"a":"', r'\u007f"}', "control_character"),
    ("next line", '{"a":"', '\u0085"}', "control_character"),
    ("the last of the upper controls", '{"a":"', '\u009f"}', "control_character"),
    ("an upper control escaped", '{"a":"', r'\u009F"}', "control_character"),
    ("a control character in a name", '{"a', '\u0002":1}', "control_character"),
    ("an escape that is none", '{"a":"', r'\x41"}', "invalid_escape"),
    ("an escaped apostrophe", '{"a":"', r"\'" + '"}', "invalid_escape"),
    ("an escape in a capital", '{"a":"', r'\U0041"}', "invalid_escape"),
    ("an escape with no hexadecimal digit", '{"a":"', r'\u00g1"}', "invalid_escape"),
    ("a high surrogate alone", '{"a":"', r'\ud842"}', "lone_surrogate"),
    ("a high surrogate and a letter", '{"a":"', r'\ud842\u0041"}', "lone_surrogate"),
    ("two high surrogates", '{"a":"', r'\ud842\ud842"}', "lone_surrogate"),
    ("a low surrogate alone", '{"a":"', r'\udfb7"}', "lone_surrogate"),
    ("a surrogate in bytes", b'{"a":"', lone("d842") + b'"}', "lone_surrogate"),
    ("a pair of surrogates in bytes", b'{"a":"', lone("d842") + lone("dfb7") + b'"}', "lone_surrogate"),
    ("a noncharacter", '{"a":"', '\ufffe"}', "noncharacter"),
    ("a noncharacter of the block of Arabic forms", '{"a":"', '\ufdd0"}', "noncharacter"),
    ("a noncharacter of the last plane", '{"a":"', '\U0010ffff"}', "noncharacter"),
    ("a noncharacter escaped", '{"a":"', r'\uffff"}', "noncharacter"),
    ("a noncharacter escaped as a pair", '{"a":"', r'\ud83f\udffe"}', "noncharacter"),
    ("a continuation byte alone", b'{"a":"', b'\x80"}', "invalid_utf8"),
    ("an overlong slash", b'{"a":"', b'\xc0\xaf"}', "invalid_utf8"),
    ("an overlong form of three bytes", b'{"a":"', b'\xe0\x80\xaf"}', "invalid_utf8"),
    ("an overlong form of four bytes", b'{"a":"', b'\xf0\x80\x80\xaf"}', "invalid_utf8"),
    ("above U+10FFFF", b'{"a":"', b'\xf4\x90\x80\x80"}', "invalid_utf8"),
    ("a byte that no text has", b'{"a":"', b'\xff"}', "invalid_utf8"),
    ("an ideograph without its last byte", b'{"a":"', b'\xe5\xbc"}', "invalid_utf8"),
    ("an ideograph cut by the end", b'{"a":"', b"\xe5\xbc", "invalid_utf8"),
    ("an ideograph whose last byte begins another", b'{"a":"', b'\xe5\xbc\xe5\xbc\xa0"}', "invalid_utf8"),
    ("GB 18030", b'{"a":"', b'\xd5\xc5\xc8\xfd"}', "invalid_utf8"),
    ("seventeen deep", '{"a":' + "[" * 15, "[]" + "]" * 15 + "}", "nesting"),
    ("seventeen deep in objects", '{"a":' * 16, "{}" + "}" * 16, "nesting"),
    ("no value", '{"a":', "}", "unexpected_byte"),
    ("no colon", '{"a"', "}", "unexpected_byte"),
    ("no name", "{", "1:2}", "unexpected_byte"),
    ("an apostrophe for a quote", "{", "'a':1}", "unexpected_byte"),
    ("a comma before the end", '{"a":1,', "}", "unexpected_byte"),
    ("a comma before the end of an array", '{"a":[1,', "]}", "unexpected_byte"),
    ("a comma first", "{", ',"a":1}', "unexpected_byte"),
    ("closed by the wrong bracket", '{"a":[1', "}}", "unexpected_byte"),
    ("a comment", '{"a":1', "/**/}", "unexpected_byte"),
    ("a full-width comma", '{"a":1', '\uff0c"b":2}', "unexpected_byte"),
    ("a full-width colon", '{"a"', "\uff1a1}", "unexpected_byte"),
    ("a full-width digit", '{"a":', "\uff11}", "unexpected_byte"),
    ("an object cut", '{"a":1', "", "unexpected_end"),
    ("a text cut", '{"a":"x', "", "unexpected_end"),
    ("a name cut", '{"a', "", "unexpected_end"),
] + [
    (desc + " U+%04X" % scalar, '{"a":"x', text + '"}', "bidi_control")
    for scalar in [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    for desc, text in [("bidirectional", chr(scalar)), ("bidirectional escaped", "\\u%04x" % scalar)]
]


def raw(text):
    return text.encode() if isinstance(text, str) else text


def accepted():
    for desc, line in ACCEPTED:
        respelled = json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))
        yield {"desc": desc, "line": b64(line.encode()), "want": b64(respelled.encode())}


def refused():
    for desc, before, rest, reason in REFUSED:
        before, rest = raw(before), raw(rest)
        yield {"desc": desc, "line": b64(before + rest), "wantErr": reason, "offset": len(before)}
