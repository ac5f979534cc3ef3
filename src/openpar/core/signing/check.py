"""Checking the signatures of any PDF."""

import subprocess
import sys
import tempfile
from threading import BoundedSemaphore

from django.utils.translation import gettext as _

from openpar.engine.errors import Refused, Unreadable

from . import found
from .found import Finding, findings
from .keys import roots

AT_ONCE = 2
_turn = BoundedSemaphore(AT_ONCE)


def check(pdf: bytes) -> list[Finding]:
    """The signatures of a file of ours in order; empty where there are none. Raises Unreadable for what is no PDF."""
    try:
        return findings(pdf, roots())
    except Exception as error:
        raise _unreadable() from error


def check_apart(pdf: bytes) -> tuple[list[Finding], list[tuple[str, str]]]:
    """As `check`, for a file nobody vouches for: in a process of its own, with limits of time and memory. Also (name, SHA-256) of the
    files that it lists as going with it; that list is as true as the signatures are good.

    Raises Refused where two checks are running already.
    """
    if b"%PDF-" not in pdf[:1024]:  # where its head must stand; no process is worth it
        raise _unreadable()
    if not _turn.acquire(blocking=False):
        raise Refused(_("Đang có nhiều tệp được kiểm tra. Thử lại sau ít phút."), where="file")
    try:
        with tempfile.NamedTemporaryFile(suffix=".pem") as trusted:
            trusted.write(b"".join(_pem(one) for one in roots()))
            trusted.flush()
            done = subprocess.run([sys.executable, "-P", found.__file__, trusted.name], input=pdf, capture_output=True,
                                  timeout=found.SECONDS, check=True)
            return found.heard(done.stdout.decode())
    except subprocess.SubprocessError as error:
        raise _unreadable() from error
    finally:
        _turn.release()


def _unreadable():
    return Unreadable(_("Tệp này không phải PDF đọc được. Chọn tệp PDF đã ký và thử lại."), where="file")


def _pem(certificate) -> bytes:
    from asn1crypto import pem
    return pem.armor("CERTIFICATE", certificate.dump())
