"""The same members in a ZIP file that is not the one they make: whoever unpacks it may see other files than were checked."""

import io
import struct
import warnings
import zipfile

from corpus.evidence import zipped


def tamper(add, whole, members, time):
    start = whole.rindex(b"PK\5\6")
    directory = struct.unpack("<I", whole[start + 16 : start + 20])[0]
    bad = lambda name, why, data: add("pack", "zip-" + name, why, data, 65)
    at = lambda place, data, base=whole: base[:place] + data + base[place + len(data) :]
    add("pack", "zip-again", "written again by another program", zipped(members, time), 0)
    bad("trailing", "bytes after its end", whole + b"more")
    bad("comment", "a comment of the archive", at(start + 20, b"\5\0") + b"hello")
    evil = b"evil"
    about = (10, 0, 0, 0, 0, 0, len(evil), len(evil), len("README.txt"), 0)
    hidden = struct.pack("<4s5H3I2H", b"PK\3\4", *about) + b"README.txt" + evil
    bad("prefix", "another README in front, of which the directory knows nothing", hidden + whole)
    bad("hidden", "another README in front, the directory shifted", hidden + shifted(whole, start, directory, len(hidden)))
    between = directory + len(hidden)
    ended = at(start + 16, struct.pack("<I", between))
    bad("between", "a README between members and directory", ended[:directory] + hidden + ended[directory:])
    fields = {"version": (4, b"\x14"), "flags": (6, b"\1"), "utf-8": (7, b"\x08"), "method": (8, b"\x08"), "time": (10, b"\0\0")}
    fields |= {"crc": (14, b"\1\2\3\4"), "size": (22, b"\3\0"), "name-length": (26, b"\x09"), "extra": (28, b"\4")}
    for name, (place, data) in fields.items():
        bad(f"local-{name}", f"another {name} before the first member than in the directory", at(place, data))
        bad(f"central-{name}", f"another {name} in the directory than before the first member", at(directory + place + 2, data))
        bad(f"both-{name}", f"another {name} of the first member", at(directory + place + 2, data, at(place, data)))
    bad("local-name", "another name before the first member than in the directory", at(30, b"EVILME.txt"))
    bad("central-name", "another name in the directory", at(directory + 46, b"EVILME.txt"))
    bad("symlink", "a symbolic link", zipped(members, time, external_attr=0o120777 << 16))
    bad("executable", "an executable file", zipped(members, time, external_attr=0o100755 << 16))
    bad("system", "made under another system", zipped(members, time, create_system=0))
    bad("member-comment", "a comment of each member", zipped(members, time, comment=b"x"))
    bad("member-extra", "an extra field of each member", zipped(members, time, extra=b"xx\0\0"))
    bad("compressed", "compressed members", deflated(members))
    bad("time", "all at another time", zipped(members, (2026, 6, 30, 0, 0, 0)))
    bad("order", "members in another order", zipped(members, time, names=[*members][::-1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bad("twice", "a member twice", zipped(members, time, names=["README.txt", *members]))
    bad("folder", "a folder as a member", zipped({**members, "evidence/": b""}, time))


def deflated(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 6, 30, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def shifted(whole, start, directory, by):
    """The archive as it says of itself when so many bytes stand in front."""
    data, at = bytearray(whole), directory
    while at < start:
        data[at + 42 : at + 46] = struct.pack("<I", struct.unpack("<I", data[at + 42 : at + 46])[0] + by)
        at += 46 + sum(struct.unpack("<HHH", data[at + 28 : at + 34]))
    data[start + 16 : start + 20] = struct.pack("<I", directory + by)
    return bytes(data)
