"""A security key in software: it answers as a true one does, and can be told to lie about one thing."""

import hashlib
import json
import os
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "https://testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    """One credential of one person at one site."""

    def __init__(self):
        self.secret, self.id, self.owner = ec.generate_private_key(ec.SECP256R1()), os.urandom(32), b""

    def enrol(self, page: str, *, origin=ORIGIN) -> str:
        """The answer to the page that adds a key."""
        asked = _options(page, "creation_options")
        self.owner = websafe_decode(asked["user"]["id"])
        said = CollectedClientData.create("webauthn.create", asked["challenge"], origin)
        public = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.secret.public_key()))
        data = AuthenticatorData.create(_digest(asked["rp"]["id"]), PRESENT | VERIFIED | ATTESTED, 0, public)
        return self._answer({"clientDataJSON": said, "attestationObject": AttestationObject.create("none", data, {})}, credProps={"rk": True})

    def prove(self, asked: dict, *, origin=ORIGIN, flags=PRESENT | VERIFIED, challenge=None, site=None, owner=None, broken=False) -> str:
        """The answer to a page that asks for a key."""
        said = CollectedClientData.create("webauthn.get", challenge or asked["challenge"], origin)
        data = AuthenticatorData.create(_digest(site or asked["rpId"]), flags, 1)
        signed = self.secret.sign(data + hashlib.sha256(b"khac" if broken else said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": said, "authenticatorData": data, "signature": signed, "userHandle": owner or self.owner})

    def _answer(self, response: dict, **extensions) -> str:
        return json.dumps({"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
                           "response": {k: websafe_encode(bytes(v)) for k, v in response.items()}, "clientExtensionResults": extensions})


def request_of(page: str) -> dict:
    """What a page asks of a key."""
    return _options(page, "request_options")


def _options(page: str, name: str) -> dict:
    return json.loads(re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page, re.S)[1])[name]["publicKey"]


def _digest(site: str) -> bytes:
    return hashlib.sha256(site.encode()).digest()
