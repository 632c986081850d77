"""Keys and signed notes of C2SP signed-note, made byte by byte."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def b64(data):
    return base64.b64encode(data).decode()


class Signer:
    """A named Ed25519 key whose seed is the hash of a label, so that every run makes the same one."""

    def __init__(self, name, label=None):
        self.name = name
        self.seed = hashlib.sha256(b"taizhang vectors " + (label or name).encode()).digest()
        self.key = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self.key.public_key().public_bytes_raw()
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + self.public).digest()[:4]

    @property
    def vkey(self):
        return vkey(self.name, self.id, b"\x01" + self.public)

    @property
    def skey(self):
        return "PRIVATE+KEY+" + vkey(self.name, self.id, b"\x01" + self.seed)

    def sign(self, text):
        return self.key.sign(text)

    def line(self, text):
        return signature_line(self.name, self.id + self.sign(text))


def vkey(name, key_id, data):
    return name + "+" + key_id.hex() + "+" + b64(data)


def signature_line(name, blob):
    return ("\u2014 " + name + " " + b64(blob) + "\n").encode()


def note(text, *signers):
    return text + b"\n" + b"".join(signer.line(text) for signer in signers)


def checkpoint(origin, size, root):
    return ("%s\n%d\n%s\n" % (origin, size, b64(root))).encode()
