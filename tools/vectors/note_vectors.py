"""Vectors for keys, signatures, notes, checkpoints and portable proofs."""

import hashlib

import edwards
from merkle import Leaves, leaf_hash, path
from notes import Signer, b64, checkpoint, note, signature_line, vkey
from tree_vectors import entry

PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
    "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

LOG = Signer("qingcheng.example/ledger")
PERSON = Signer("p-0042")
OTHER = Signer("p-0043")

# Two keys of one name and, found by trying 82,239 of them, one key id.
TWINS = [Signer("twin", "twin 3312"), Signer("twin", "twin 82238")]


def public_keys():
    rows = [("a key", PERSON.public), ("the base point", edwards.encode(edwards.base_point()[1], 0))]
    for x, y in edwards.torsion_points():
        rows.append(("a point of small order", edwards.encode(y, x & 1)))
    for y in range(edwards.P, 2**255):
        for sign in (0, 1):
            rows.append((f"y = p + {y - edwards.P}, sign {sign}", edwards.encode(y, sign)))
    rows += [("x = 0 with the sign set, y = 1", edwards.encode(1, 1)),
             ("x = 0 with the sign set, y = -1", edwards.encode(edwards.P - 1, 1))]
    rows += [(f"y = {y}", edwards.encode(y, 0)) for y in range(2, 40)]
    rows += [(f"y = p - {d}, sign 1", edwards.encode(edwards.P - d, 1)) for d in range(2, 20)]
    rows += [(f"{n} bytes", PERSON.public[:n]) for n in (0, 31)] + [("33 bytes", PERSON.public + b"\x00")]
    x, y = edwards.add(edwards.base_point(), edwards.torsion_points()[1])
    rows.append(("a point of large order with a small part", edwards.encode(y, x & 1)))
    cases = []
    for desc, data in rows:
        error = edwards.judge(data)
        cases.append({"desc": desc, "key": b64(data), **({"wantErr": error} if error else {"want": True})})
    return cases


def signatures():
    cases = []

    def case(desc, key, message, signature, want):
        cases.append({"desc": desc, "key": b64(key), "message": b64(message), "signature": b64(signature),
                      "want": want})

    # RFC 8032 section 7.1, tests 1 and 2.
    case("RFC 8032, test 1",
         bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), b"",
         bytes.fromhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                       "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"), True)
    case("RFC 8032, test 2",
         bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), b"\x72",
         bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"), True)
    for message in (b"", b"a", "每一元都有去处\n".encode(), bytes(5000)):
        good = PERSON.sign(message)
        s = int.from_bytes(good[32:], "little")
        case(f"{len(message)} bytes", PERSON.public, message, good, True)
        case("another message", PERSON.public, message + b"\n", good, False)
        case("another key", OTHER.public, message, good, False)
        case("a bit of R changed", PERSON.public, message, bytes([good[0] ^ 1]) + good[1:], False)
        case("a bit of S changed", PERSON.public, message, good[:32] + bytes([good[32] ^ 1]) + good[33:],
             False)
        case("S + L: the same signature in another spelling", PERSON.public, message,
             good[:32] + (s + edwards.L).to_bytes(32, "little"), False)
        case("63 bytes", PERSON.public, message, good[:63], False)
        case("65 bytes", PERSON.public, message, good + b"\x00", False)
        case("no bytes", PERSON.public, message, b"", False)
        case("all zero", PERSON.public, message, bytes(64), False)
    return cases


def key_texts():
    name, key_id, data = PERSON.name, PERSON.id, b"\x01" + PERSON.public

    def identify(name, data):
        return hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]

    cases = [
        {"desc": "published with golang.org/x/mod and C2SP signed-note", "verifier": PUBLISHED_KEY,
         "want": {"name": "example.com/foo", "keyID": "530d903a"}},
        *({"desc": f"key of {s.name}", "verifier": s.vkey, "signer": s.skey,
           "want": {"name": s.name, "keyID": s.id.hex()}} for s in (LOG, PERSON, Signer("台账"))),
    ]
    weak = edwards.encode(edwards.P - 1, 0)
    other = b"\x04" + PERSON.public
    bad = [
        ("", "malformed", "empty"),
        ("p-0042", "malformed", "a name only"),
        ("p-0042+" + key_id.hex(), "malformed", "no key"),
        (vkey(name, key_id, data) + "\n", "malformed", "a line feed at the end"),
        (vkey(name, key_id, data) + "+", "malformed", "a plus at the end"),
        (vkey(name, key_id, data) + "=", "malformed", "padding too much"),
        (vkey(name, b"\xAB\xCD\xEF\x01", data).replace("abcdef01", "ABCDEF01"), "malformed",
         "key id in upper case"),
        (vkey(name, key_id[:3], data), "malformed", "key id of six digits"),
        (vkey(name, key_id, b""), "malformed", "no key data"),
        (vkey(name, bytes([key_id[0] ^ 1]) + key_id[1:], data), "badChecksum", "another key id"),
        (vkey("p-0043", key_id, data), "badChecksum", "another name"),
        (vkey("", identify("", data), data), "badName", "no name"),
        (vkey("p 42", identify("p 42", data), data), "badName", "space in the name"),
        (vkey("p\u3000", identify("p\u3000", data), data), "badName", "ideographic space in the name"),
        (vkey("p\u00A0", identify("p\u00A0", data), data), "badName", "no-break space in the name"),
        (vkey("p\n", identify("p\n", data), data), "badName", "line feed in the name"),
        (vkey(name, identify(name, other), other), "unknownAlgorithm", "a cosignature key"),
        (vkey(name, identify(name, data[:-1]), data[:-1]), "wrongLength", "31 bytes"),
        (vkey(name, identify(name, data + b"0"), data + b"0"), "wrongLength", "33 bytes"),
        (vkey(name, identify(name, b"\x01" + weak), b"\x01" + weak), "smallOrder", "a key of small order"),
        (vkey(name, identify(name, b"\x01" + b"\xff" * 32), b"\x01" + b"\xff" * 32), "nonCanonical",
         "y above p"),
        (PERSON.skey, "malformed", "a secret key"),
    ]
    cases += [{"desc": d, "verifier": t, "wantErr": "key." + e} for t, e, d in bad]
    return cases + [
        {"desc": "a public key as secret", "signer": PERSON.vkey, "wantErr": "key.malformed"},
        {"desc": "secret key, another key id", "signer": PERSON.skey.replace(PERSON.id.hex(), "00000000"),
         "wantErr": "key.badChecksum"},
        {"desc": "secret key of 31 bytes",
         "signer": "PRIVATE+KEY+" + vkey(name, key_id, b"\x01" + PERSON.seed[:31]),
         "wantErr": "key.wrongLength"},
    ]


def note_cases():
    text = "事由：走访\n\n饮水不稳定。\n".encode()
    log_line, person_line, other_line = LOG.line(text), PERSON.line(text), OTHER.line(text)
    false_line = signature_line("p-0042", PERSON.id + bytes(64))
    known = [LOG.vkey, PERSON.vkey]
    cases = []

    def good(desc, data, signed_by, text=text, known=known):
        cases.append({"desc": desc, "note": b64(data), "known": known,
                      "want": {"text": b64(text), "signedBy": signed_by}})

    def bad(desc, data, error, known=known):
        cases.append({"desc": desc, "note": b64(data), "known": known, "wantErr": "note." + error})

    good("published with C2SP signed-note", PUBLISHED_NOTE, ["example.com/foo"],
         b"This is an example message.\n",
         [PUBLISHED_KEY])
    good("one signature", note(text, PERSON), ["p-0042"])
    good("two signatures, in the order of the lines", note(text, PERSON, LOG), ["p-0042", LOG.name])
    good("an unknown signature is ignored", note(text, OTHER, PERSON), ["p-0042"])
    good("an unknown false signature is ignored",
         text + b"\n" + signature_line("p-0043", OTHER.id + bytes(64)) + person_line,
         ["p-0042"])
    good("a known name with another key id is unknown",
         text + b"\n" + signature_line("p-0042", bytes(68)) + person_line,
         ["p-0042"])
    good("a known key id with another name is unknown",
         text + b"\n" + signature_line("p-0044", PERSON.id + bytes(64)) + person_line,
         ["p-0042"])
    good("an unknown signature of one byte", text + b"\n" + signature_line("x", b"12345") + person_line,
         ["p-0042"])
    good("an unknown signature of 5,000 bytes",
         text + b"\n" + signature_line("x", bytes(5000)) + person_line, ["p-0042"])
    good("a key's line twice", text + b"\n" + person_line * 2, ["p-0042"])
    for desc, lines in (("after", [person_line, false_line]), ("before", [false_line, person_line])):
        bad(f"a false line of a known key {desc} a true one", text + b"\n" + b"".join(lines), "unverified")
    good("100 signatures", text + b"\n" + other_line * 99 + person_line, ["p-0042"])
    good("text that looks like a note",
         text + b"\n" + other_line + b"\n" + PERSON.line(text + b"\n" + other_line),
         ["p-0042"], text + b"\n" + other_line)
    good("a text of one line feed", note(b"\n", PERSON), ["p-0042"], b"\n")
    good("a text that ends in an empty line", note(b"a\n\n", PERSON), ["p-0042"], b"a\n\n")
    good("delete and C1 controls may stand in a note", note("a\x7fb\u0085c\n".encode(), PERSON), ["p-0042"],
         "a\x7fb\u0085c\n".encode())
    good("the ends of the UTF-8 ranges",
         note("\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff\n".encode(), PERSON),
         ["p-0042"], "\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff\n".encode())

    bad("nothing", b"", "missingSignatureBlock")
    bad("a text only", text, "malformedSignatureLine")
    bad("one line only", b"a\n", "missingSignatureBlock")
    bad("no blank line", b"a\n" + PERSON.line(b"a\n"), "missingSignatureBlock")
    bad("no signature", b"a\n\n", "missingSignatureBlock")
    bad("an empty text", b"\n" + PERSON.line(b""), "missingSignatureBlock")
    bad("no line feed at the end", note(text, PERSON)[:-1], "missingSignatureBlock")
    bad("a blank line at the end", note(text, PERSON) + b"\n", "missingSignatureBlock")
    bad("another line below", note(text, PERSON) + b"p.s.\n", "malformedSignatureLine")
    bad("a hyphen for the dash", note(text, PERSON).replace("\u2014".encode(), b"-"),
        "malformedSignatureLine")
    bad("an en dash", note(text, PERSON).replace("\u2014".encode(), "\u2013".encode()),
        "malformedSignatureLine")
    bad("a dash alone", text + b"\n" + "\u2014 \n".encode(), "malformedSignatureLine")
    bad("no space after the dash", note(text, PERSON).replace("\u2014 ".encode(), "\u2014".encode()),
        "malformedSignatureLine")
    bad("two spaces after the dash", note(text, PERSON).replace("\u2014 ".encode(), "\u2014  ".encode()),
        "malformedSignatureLine")
    bad("no signature after the name", text + "\n\u2014 p-0042\n".encode(), "malformedSignatureLine")
    bad("an empty signature", text + "\n\u2014 p-0042 \n".encode(), "malformedSignatureLine")
    bad("a space at the end", note(text, PERSON)[:-1] + b" \n", "malformedSignatureLine")
    bad("two spaces between", note(text, PERSON).replace(b"p-0042 ", b"p-0042  "), "malformedSignatureLine")
    bad("no name", text + b"\n" + signature_line("", PERSON.id + bytes(64)), "malformedSignatureLine")
    bad("plus in a name", text + b"\n" + signature_line("a+b", bytes(68)) + person_line,
        "malformedSignatureLine")
    for space in "\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000":
        bad(f"U+{ord(space):04X} in a name",
            text + b"\n" + signature_line("a" + space, bytes(68)) + person_line,
            "malformedSignatureLine")
    bad("a key id only", text + b"\n" + signature_line("x", b"1234") + person_line, "malformedSignatureLine")
    unpadded = text + b"\n" + person_line[:-2].rstrip(b"=") + b"\n"
    bad("base64 without padding", unpadded, "malformedSignatureLine")
    bad("base64 of the URL kind",
        text + b"\n" + signature_line("x", b"\xff" * 66).replace(b"/", b"_") + person_line,
        "malformedSignatureLine")
    spelling = signature_line("x", bytes(5)).replace(b"AA=", b"AB=")
    bad("base64 with bits in the padding", text + b"\n" + spelling + person_line, "malformedSignatureLine")
    bad("base64 with padding inside",
        text + b"\n" + signature_line("x", bytes(6)).replace(b"AAAA", b"AA==", 1) + person_line,
        "malformedSignatureLine")
    bad("base64 of padding", text + "\n\u2014 x AAAA====\n".encode() + person_line, "malformedSignatureLine")
    bad("101 signatures", text + b"\n" + other_line * 100 + person_line, "tooManySignatures")
    bad("a carriage return", note(text, PERSON).replace(b"\n", b"\r\n"), "controlCharacter")
    for control in (0, 9, 11, 13, 27, 31):
        bad(f"control character {control} in the text", note(b"a" + bytes([control]) + b"\n", PERSON),
            "controlCharacter")
    broken = [("a lone continuation byte", b"\x80"), ("an overlong slash", b"\xc0\xaf"),
              ("an overlong slash of three", b"\xe0\x80\xaf"),
              ("a surrogate", b"\xed\xa0\x80"), ("beyond U+10FFFF",
                                                 b"\xf4\x90\x80\x80"), ("an overlong of four",
                                                                        b"\xf0\x8f\xbf\xbf"),
              ("a cut sequence", b"\xe4\xb8"), ("byte 0xFF", b"\xff"), ("five bytes",
                                                                        b"\xf8\x88\x80\x80\x80")]
    for desc, junk in broken:
        bad(f"not UTF-8: {desc}", note(b"12345678" + junk + b"\n", PERSON), "notUTF8")
    bad("not UTF-8 in a name", note(text, PERSON).replace(b"p-0042", b"p-004\xff"), "notUTF8")

    bad("a changed text", note(text, PERSON).replace("走".encode(), "来".encode()), "unverified")
    bad("a false signature beside a true one",
        text + b"\n" + log_line + signature_line("p-0042", PERSON.id + bytes(64)), "unverified")
    bad("a true signature under another's name",
        text + b"\n" + signature_line("p-0042", PERSON.id + OTHER.sign(text)), "unverified")
    bad("a signature a byte short",
        text + b"\n" + signature_line("p-0042", PERSON.id + PERSON.sign(text)[:-1]), "unverified")
    bad("a signature a byte long",
        text + b"\n" + signature_line("p-0042", PERSON.id + PERSON.sign(text) + b"\x00"), "unverified")
    bad("a signature over the text with its blank line", text + b"\n" + PERSON.line(text + b"\n"),
        "unverified")
    bad("only unknown signatures", note(text, OTHER), "noKnownSignature")
    bad("two known keys with the same name and key id", note(text, TWINS[0]), "ambiguousKey",
        [twin.vkey for twin in TWINS])
    bad("the other key with the same name and key id", note(text, TWINS[0]), "unverified", [TWINS[1].vkey])
    good("the same key known twice", note(text, PERSON), ["p-0042"], known=[PERSON.vkey] * 2)
    bad("no known key", note(text, PERSON), "noKnownSignature", [])
    return cases


def checkpoints():
    root = Leaves([leaf_hash(entry(i)) for i in range(20)]).root(0, 20)
    good = checkpoint(LOG.name, 20, root)
    cases = []

    def case(desc, text, want=None, error=None, signer=LOG):
        cases.append({"desc": desc, "note": b64(note(text, signer) if signer else text), "key": LOG.vkey,
                      **({"want": want} if want else {"wantErr": error})})

    def wanted(size, root):
        return {"origin": LOG.name, "size": str(size), "root": b64(root)}

    case("a checkpoint", good, wanted(20, root))
    case("the empty tree", checkpoint(LOG.name, 0, hashlib.sha256(b"").digest()),
         wanted(0, hashlib.sha256(b"").digest()))
    case("the largest size", checkpoint(LOG.name, 2**64 - 1, root), wanted(2**64 - 1, root))
    with_line = LOG.line(good)
    cases.append({"desc": "with a cosignature of an unknown witness", "key": LOG.vkey,
                  "want": wanted(20, root),
                  "note": b64(good + b"\n" + with_line + signature_line("w.example/w", bytes(76)))})

    def text(*lines):
        return "".join(line + "\n" for line in lines).encode()

    hash64 = b64(root)
    case("size with a leading zero", text(LOG.name, "020", hash64), error="checkpoint.badSize")
    case("size with a sign", text(LOG.name, "+20", hash64), error="checkpoint.badSize")
    case("negative size", text(LOG.name, "-20", hash64), error="checkpoint.badSize")
    case("no size", text(LOG.name, "", hash64), error="checkpoint.badSize")
    case("size with a space", text(LOG.name, "20 ", hash64), error="checkpoint.badSize")
    case("hexadecimal size", text(LOG.name, "0x14", hash64), error="checkpoint.badSize")
    case("full-width digits", text(LOG.name, "２０", hash64), error="checkpoint.badSize")
    case("size of 2^64", text(LOG.name, str(2**64), hash64), error="checkpoint.badSize")
    case("size of 30 digits", text(LOG.name, "9" * 30, hash64), error="checkpoint.badSize")
    case("root without padding", text(LOG.name, "20", hash64[:-1]), error="checkpoint.badRoot")
    case("root of 31 bytes", text(LOG.name, "20", b64(root[:31])), error="checkpoint.badRoot")
    case("root of 33 bytes", text(LOG.name, "20", b64(root + b"0")), error="checkpoint.badRoot")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other_end = alphabet[alphabet.index(hash64[-2]) + 1]
    case("root in another spelling", text(LOG.name, "20", hash64[:-2] + other_end + "="),
         error="checkpoint.badRoot")
    case("root in hexadecimal", text(LOG.name, "20", root.hex()), error="checkpoint.badRoot")
    case("root with a space", text(LOG.name, "20", " " + hash64), error="checkpoint.badRoot")
    case("no origin", text("", "20", hash64), error="checkpoint.badOrigin")
    case("two lines", text(LOG.name, "20"), error="checkpoint.malformed")
    case("an extension line", good + b"more\n", error="checkpoint.extensionLines")
    case("an empty extension line", good + b"\n", error="checkpoint.extensionLines")
    case("another log's", checkpoint("other.example/ledger", 20, root), error="checkpoint.otherOrigin")
    case("a name that looks the same", checkpoint(LOG.name.replace("e", "е", 1), 20, root),
         error="checkpoint.otherOrigin")
    case("signed by someone else", good, signer=PERSON, error="note.noKnownSignature")
    case("a larger size after signing", note(good, LOG).replace(b"\n20\n", b"\n21\n"), signer=None,
         error="note.unverified")
    case("no signature", good, signer=None, error="note.missingSignatureBlock")
    return cases


def portable_proofs():
    tree = Leaves([leaf_hash(entry(i)) for i in range(20)])
    root = tree.root(0, 20)
    signed = note(checkpoint(LOG.name, 20, root), LOG)
    cases = []

    def proof(index=13, hashes=None, extra=None, magic="c2sp.org/tlog-proof@v1", signed=signed):
        lines = [magic] + ([f"extra {extra}"] if extra is not None else []) + [f"index {index}"]
        lines += [b64(h) for h in (path(13, tree, 0, 20) if hashes is None else hashes)]
        return ("\n".join(lines) + "\n\n").encode() + signed

    def case(desc, data, error=None, leaf=13):
        cases.append({"desc": desc, "proof": b64(data), "leaf": b64(tree.hashes[leaf]), "key": LOG.vkey,
                      **({"wantErr": error} if error else {"want": {"index": "13", "size": "20"}})})

    case("leaf 13 of 20", proof())
    case("with extra data", proof(extra=b64(b"age-v1")))
    case("another leaf", proof(), "proof.rootMismatch", leaf=12)
    case("another index", proof(index=12), "proof.rootMismatch")
    case("index beyond the tree", proof(index=20), "proof.indexOutOfRange")
    case("a hash missing", proof(hashes=path(13, tree, 0, 20)[1:]), "proof.wrongLength")
    case("65 hashes", proof(hashes=[root] * 65), "portableProof.malformedLine")
    case("another version", proof(magic="c2sp.org/tlog-proof@v2"), "portableProof.unknownVersion")
    case("nothing", b"", "portableProof.unknownVersion")
    case("a byte order mark", b"\xef\xbb\xbf" + proof(), "portableProof.unknownVersion")
    case("carriage returns", proof().replace(b"\n", b"\r\n"), "portableProof.unknownVersion")
    case("index with a leading zero", proof(index="013"), "portableProof.malformedLine")
    case("no index", proof().replace(b"index 13\n", b""), "portableProof.malformedLine")
    case("empty extra data", proof(extra=""), "portableProof.malformedLine")
    case("extra data without padding", proof(extra="QQ"), "portableProof.malformedLine")
    case("extra data after the index", proof().replace(b"index 13\n", b"index 13\nextra QUJD\n"),
         "portableProof.malformedLine")
    case("a hash of 31 bytes", proof(hashes=[root[:31]]), "portableProof.malformedLine")
    case("cut before the checkpoint", proof()[:-len(signed)], "portableProof.missingCheckpoint")
    case("cut before the blank line", proof()[:-len(signed) - 1], "portableProof.missingCheckpoint")
    case("a checkpoint by another", proof(signed=note(checkpoint(LOG.name, 20, root), PERSON)),
         "note.noKnownSignature")
    case("a checkpoint with another root", proof(signed=note(checkpoint(LOG.name, 20, root[::-1]), LOG)),
         "proof.rootMismatch")
    return cases
