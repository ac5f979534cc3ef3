"""Encrypting single values with the installation's keys, bound to what they are for (AES-256-GCM)."""

import hashlib
import os

from django.conf import settings
from django.utils.translation import gettext as _

from openpar.engine.errors import OpenParError


def keys() -> list[tuple[str, bytes]]:
    """(short name, key) of each key, the one that encrypts first."""
    if not settings.IDENTITY_KEYS:
        raise OpenParError(_("Hệ thống chưa có khóa mã hóa thông tin cá nhân nên chưa nhận được thông tin này. Quản trị viên đặt "
                             "OPENPAR_IDENTITY_KEYS rồi thử lại."), where="identity")
    return [(hashlib.sha256(b"name" + k.encode()).hexdigest()[:8], hashlib.sha256(b"seal" + k.encode()).digest())
            for k in settings.IDENTITY_KEYS]


def seal(place: str, value: str) -> bytes:
    """The name of the key, a nonce, and the value encrypted; it opens only at the same place."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    name, key = keys()[0]
    nonce = os.urandom(12)
    return name.encode() + nonce + AESGCM(key).encrypt(nonce, value.encode(), place.encode())


def open_sealed(place: str, sealed) -> str:
    """The value. Raises OpenParError where its key is gone, it was changed, or it comes from another place."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    sealed = bytes(sealed)
    key = dict(keys()).get(key_of(sealed))
    try:
        if key is None:
            raise InvalidTag
        return AESGCM(key).decrypt(sealed[8:20], sealed[20:], place.encode()).decode()
    except InvalidTag:
        raise OpenParError(_("Không giải mã được thông tin cá nhân: khóa đã bị gỡ hoặc dữ liệu bị sửa. Báo quản trị viên."),
                           where="identity") from None


def key_of(sealed) -> str:
    """The name of the key that sealed it."""
    return bytes(sealed)[:8].decode("ascii", "replace")
