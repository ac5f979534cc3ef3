"""Digital signatures: a port for keys, signing one or many papers, checking any file."""

from .check import check, check_apart
from .found import Finding
from .keys import Key, key_for
from .sign import sign, sign_many

__all__ = ["Finding", "Key", "check", "check_apart", "key_for", "sign", "sign_many"]
