"""Digital signatures: a port for keys, signing one or many papers, checking any file."""

from .check import Finding, check
from .keys import Key, key_for
from .sign import sign, sign_many

__all__ = ["Finding", "Key", "check", "key_for", "sign", "sign_many"]
