"""Ed25519 keys (RFC 8032), signed notes and checkpoints (C2SP signed-note, tlog-checkpoint)."""

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checker.tree import Refused, decimal, from_base64, sha256

PRIME = 2**255 - 19
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME
# y of the points whose order divides 8.
SMALL_ORDER = {0, 1, PRIME - 1} | {
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
}


def check_public_key(data):
    """Refuses all but the canonical encoding of a point that is not of small order: a key stands for one person."""
    if len(data) != 32:
        raise Refused("key.wrongLength")
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (1 << 255) - 1
    if y >= PRIME or sign and y in (1, PRIME - 1):
        raise Refused("key.nonCanonical")
    if y in SMALL_ORDER:
        raise Refused("key.smallOrder")
    u, v = (y * y - 1) % PRIME, (CURVE_D * y * y + 1) % PRIME
    if pow(u * v, (PRIME - 1) // 2, PRIME) not in (0, 1):  # x² = u/v must be a square
        raise Refused("key.notOnCurve")


def is_key_name(name):
    return bool(name) and not any(c.isspace() or c == "+" or ord(c) < 32 for c in name)


class Key:
    """A verifier key `name+hex8+base64(0x01 ‖ public key)`."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
            raise Refused("key.malformed", "公钥应为 name+hex8+base64 / a key reads name+hex8+base64")
        data = from_base64(parts[2].encode("utf-8", "replace"))
        if not data:
            raise Refused("key.malformed")
        if data[0] != 1:
            raise Refused("key.unknownAlgorithm")
        self.text, self.name, self.public = text, parts[0], data[1:]
        check_public_key(self.public)
        if not is_key_name(self.name):
            raise Refused("key.badName")
        self.id = sha256(self.name.encode() + b"\n" + data)[:4]
        if self.id.hex() != parts[1]:
            raise Refused("key.badChecksum")
        self._key = Ed25519PublicKey.from_public_bytes(self.public)

    def verifies(self, signature, message):
        try:
            self._key.verify(signature, message)
            return True
        except (InvalidSignature, ValueError):
            return False

    def proves(self, proof, scope):
        """Whether `proof` shows that whoever registers the key has its secret (format.md 3)."""
        signature = from_base64(proof.encode())
        return signature is not None and self.verifies(signature, f"taizhang/key/v1\n{scope}\n{self.text}\n".encode())


class Note:
    """A text with signature lines under it, taken apart: `lines` of (name, key id, signature)."""

    def __init__(self, data):
        try:
            data.decode()
            bad = None
        except UnicodeDecodeError as error:
            bad = error.start
        control = re.search(rb"[\x00-\x09\x0b-\x1f]", data)
        if control and (bad is None or control.start() < bad):
            raise Refused("note.controlCharacter", f"第{control.start()}字节 / byte {control.start()}")
        if bad is not None:
            raise Refused("note.notUTF8", f"第{bad}字节 / byte {bad}")
        end = data.rfind(b"\n\n") + 1
        if end == 0 or end + 1 >= len(data) or data[-1:] != b"\n":
            raise Refused("note.missingSignatureBlock", "没有签名 / no signatures")
        self.text, self.lines = data[:end], []
        for line in data[end + 1 : -1].split(b"\n"):
            if len(self.lines) == 100:
                raise Refused("note.tooManySignatures")
            dash, _, rest = line.decode().partition(" ")
            name, _, blob = rest.partition(" ")
            blob = from_base64(blob.encode())
            if dash != "\u2014" or not is_key_name(name) or blob is None or len(blob) < 5:
                raise Refused("note.malformedSignatureLine", "签名行不合格式 / a signature line is malformed")
            self.lines.append((name, blob[:4], blob[4:]))

    def signed_by(self, keys):
        """Those of `keys` that signed. A false signature in the name of one of them rejects the note."""
        found = []
        for name, key_id, signature in self.lines:
            named = {key.text: key for key in keys if (key.name, key.id) == (name, key_id)}
            if len(named) > 1:
                raise Refused("note.ambiguousKey")
            for key in named.values():
                if key in found:
                    continue
                if not key.verifies(signature, self.text):
                    raise Refused("note.unverified", f"{name}的签名不成立 / the signature of {name} does not hold")
                found.append(key)
        if not found:
            raise Refused("note.noKnownSignature", "没有已知密钥的签名 / no signature by a known key")
        return found


class Checkpoint:
    """A log's signed statement of its size and root (C2SP tlog-checkpoint)."""

    def __init__(self, data):
        self.note = Note(data)
        lines = self.note.text[:-1].split(b"\n")
        if len(lines) < 3:
            raise Refused("checkpoint.malformed", "检查点应为三行 / a checkpoint has three lines")
        self.origin, self.size, self.root = lines[0].decode(), decimal(lines[1]), from_base64(lines[2])
        if not self.origin:
            raise Refused("checkpoint.badOrigin")
        if self.size is None:
            raise Refused("checkpoint.badSize")
        if self.root is None or len(self.root) != 32:
            raise Refused("checkpoint.badRoot")
        if len(lines) > 3:
            raise Refused("checkpoint.extensionLines")

    def verify(self, key):
        self.note.signed_by([key])
        if self.origin != key.name:
            raise Refused("checkpoint.otherOrigin", f"检查点属于{self.origin} / the checkpoint is of {self.origin}")
        return self
