"""Opening an office file as text: .txt, .html, .docx, .odt, .pdf. What cannot be read is said in one sentence."""

from importlib import import_module

from ...errors import Unreadable
from .source import SourceText

READERS = {"txt": "plain", "text": "plain", "md": "plain", "html": "web", "htm": "web", "xhtml": "web", "docx": "word",
           "docm": "word", "odt": "opendocument", "pdf": "paper"}
OFTEN = {"doc": "Tệp .doc đời cũ: mở bằng Word hoặc LibreOffice và lưu lại thành .docx.",
         "rtf": "Tệp .rtf: mở bằng Word hoặc LibreOffice và lưu lại thành .docx.",
         "xls": "Bảng tính không phải văn bản chỉ đạo; hãy nạp bản .docx hoặc .pdf.",
         "xlsx": "Bảng tính không phải văn bản chỉ đạo; hãy nạp bản .docx hoặc .pdf.",
         "jpg": "Ảnh chụp chưa có chữ; hãy nạp bản .docx, hoặc nhận dạng chữ rồi nạp bản .pdf có chữ.",
         "png": "Ảnh chụp chưa có chữ; hãy nạp bản .docx, hoặc nhận dạng chữ rồi nạp bản .pdf có chữ."}
MAX_BYTES = 60 * 1024 * 1024


def read_text(data: bytes, filename: str, *, ocr: bool = False) -> SourceText:
    """The text of a file with remarks; `Unreadable` says in Vietnamese why it cannot be read and what to do.

    `ocr` lets a scanned PDF be recognised by tesseract, where that is installed; the result is marked as scanned.

    >>> read_text("1. Sở Y tế rà soát.".encode(), "a.txt").text
    '1. Sở Y tế rà soát.'
    """
    name = filename.rsplit("/", 1)[-1].strip()
    ending = name.rsplit(".", 1)[-1].lower().strip() if "." in name else ""
    if not data:
        raise Unreadable(f"Tệp {name} rỗng (0 byte). Hãy kiểm tra lại tệp nguồn và nạp lại.", where=name)
    if len(data) > MAX_BYTES:
        raise Unreadable(f"Tệp {name} lớn hơn {MAX_BYTES // 1048576} MB. Hãy tách phụ lục hoặc giảm dung lượng rồi nạp "
                         f"lại.", where=name)
    kind = READERS.get(_really(data, ending))
    if kind is None:
        hint = OFTEN.get(ending, "Hãy nạp tệp .docx, .pdf, .odt, .html hoặc .txt.")
        raise Unreadable(f"Không đọc được loại tệp của {name}. {hint}", where=name)
    reader = import_module(f"{__name__}.{kind}")
    return reader.read(data, name, ocr) if kind == "paper" else reader.read(data, name)


def _really(data: bytes, ending: str) -> str:
    """The kind by content where the content says it plainly; a wrong ending is common in mail attachments."""
    if data[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"PK\x03\x04":
        head = data[:4000]
        if b"opendocument.text" in head:
            return "odt"
        return ending if ending in ("docx", "docm", "odt") else "docx" if b"word/" in data[:200000] else ending
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "docx" if ending in ("docx", "docm") else ending
    if ending not in READERS and data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return ending


__all__ = ["SourceText", "read_text"]
