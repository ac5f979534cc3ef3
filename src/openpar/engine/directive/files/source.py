"""What a reader hands over: the text and what should be known about it."""

import io
import zipfile
from dataclasses import dataclass, field

from ...errors import Unreadable

MAX_UNPACKED = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text of a file (NFC), its kind ("docx" …), remarks for the reader in Vietnamese, and whether it is a scan without text."""

    text: str
    kind: str
    notes: list[str] = field(default_factory=list)
    scanned: bool = False


def open_zip(data: bytes, name: str, needed: str) -> zipfile.ZipFile:
    """An office file as a zip that holds the needed part; everything wrong with it is one sentence."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(f"Tệp {name} có mật khẩu hoặc là định dạng Word đời cũ. Hãy bỏ mật khẩu, lưu lại thành .docx "
                         f"rồi nạp lại.", where=name)
    try:
        box = zipfile.ZipFile(io.BytesIO(data))
        names = box.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Unreadable(f"Tệp {name} bị hỏng hoặc tải về chưa đủ. Hãy mở thử bằng Word, lưu lại rồi nạp lại.",
                         where=name) from None
    if needed not in names:
        raise Unreadable(f"Tệp {name} thiếu phần nội dung ({needed}). Hãy mở bằng Word hoặc LibreOffice, lưu lại rồi "
                         f"nạp lại.", where=name)
    if any(i.flag_bits & 1 for i in box.infolist()):
        raise Unreadable(f"Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi nạp lại.", where=name)
    if sum(i.file_size for i in box.infolist()) > MAX_UNPACKED:
        raise Unreadable(f"Tệp {name} bung ra quá lớn nên không được mở. Hãy kiểm tra lại tệp nguồn.", where=name)
    return box


def part(box: zipfile.ZipFile, path: str, name: str) -> bytes:
    """One part of the zip; a broken part is one sentence."""
    try:
        return box.read(path)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, KeyError,
            __import__("zlib").error):
        raise Unreadable(f"Tệp {name} bị hỏng ở phần {path}. Hãy mở thử bằng Word, lưu lại rồi nạp lại.", where=name) from None


def xml(data: bytes, name: str):
    """A parsed part, external entities off."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring
    try:
        return fromstring(data)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable(f"Tệp {name} có phần nội dung không hợp lệ. Hãy mở bằng Word hoặc LibreOffice, lưu lại rồi nạp "
                         f"lại.", where=name) from None
