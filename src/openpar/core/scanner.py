"""The malware scanner: a clamd service asked over its INSTREAM protocol. Its absence is a state that people see, not
a secret."""

import socket
import struct
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput

from .models import Blob


def address() -> tuple[str, int] | None:
    """(host, port) of the scanner, or None where no scanner is set up."""
    host, _colon, port = settings.SCANNER.rpartition(":")
    return (host, int(port)) if host else None


def scan(stream: BinaryIO, shown: str = "") -> str:
    """The scan state of these bytes. Infected files are refused; a scanner that is set up but silent refuses too,
    for later."""
    where = address()
    if where is None:
        return Blob.Scan.NO_SCANNER
    try:
        answer = _ask(where, stream)
    except OSError:
        raise BadInput(_("Chưa nhận được tệp “%(shown)s”: bộ quét mã độc không trả lời. Thử lại sau ít phút; nếu vẫn vậy, "
                         "báo người quản trị.") % {"shown": shown},
                       where="file") from None
    if answer.endswith("FOUND"):
        raise BadInput(_("Tệp “%(shown)s” có mã độc (%(answer)s). Tệp không được nhận.") % {
                         "shown": shown, "answer": answer.removeprefix('stream: ').removesuffix(' FOUND')}, where="file")
    if not answer.endswith("OK"):
        raise BadInput(_("Bộ quét mã độc không đọc được tệp “%(shown)s” (%(answer)s). Tệp không được nhận.") % {
                         "shown": shown, "answer": answer}, where="file")
    return Blob.Scan.CLEAN


def _ask(where, stream) -> str:
    with socket.create_connection(where, timeout=30) as line:
        line.sendall(b"zINSTREAM\0")
        stream.seek(0)
        while chunk := stream.read(65536):
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while part := line.recv(4096):
            answer += part
            if part.endswith(b"\0"):
                break
    stream.seek(0)
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
