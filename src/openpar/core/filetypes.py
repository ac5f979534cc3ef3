"""Which files are accepted: by ending and by content together. A name or a declared type alone proves nothing."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Unreadable
from openpar.engine.vietnamese import nfc

from . import active_content, archives

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc .xls .ppt .msg; also what an office file with a password really is
ZIP = b"PK\x03\x04"
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


class NotItsKind(Unreadable):
    """The content is of another kind than the ending says: disguised rather than damaged, so it is not even kept for inspection."""


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted kind. `content_type` is what we serve, whatever the sender called it; `synonyms` are names seen for it."""

    content_type: str
    check: str  # zip, ole, text, or the filetype library's ending
    main: str = ""  # the member an office file must have
    root: str = ""  # the root element of that member
    synonyms: tuple[str, ...] = ()
    photo: bool = False


TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", "pdf", synonyms=("application/x-pdf", "application/acrobat", "text/pdf")),
    "docx": FileType(OOXML + "wordprocessingml.document", "zip", "word/document.xml", "document",
                     ("application/zip", "application/msword")),
    "xlsx": FileType(OOXML + "spreadsheetml.sheet", "zip", "xl/workbook.xml", "workbook",
                     ("application/zip", "application/vnd.ms-excel")),
    "pptx": FileType(OOXML + "presentationml.presentation", "zip", "ppt/presentation.xml", "presentation",
                     ("application/zip",)),
    "odt": FileType(ODF + "text", "zip", "content.xml", "document-content", ("application/zip",)),
    "ods": FileType(ODF + "spreadsheet", "zip", "content.xml", "document-content", ("application/zip",)),
    "odp": FileType(ODF + "presentation", "zip", "content.xml", "document-content", ("application/zip",)),
    "doc": FileType("application/msword", "ole",
                    synonyms=("application/vnd.ms-word", "application/x-msword", "application/x-ole-storage")),
    "xls": FileType("application/vnd.ms-excel", "ole", synonyms=("application/x-msexcel", "application/x-ole-storage")),
    "ppt": FileType("application/vnd.ms-powerpoint", "ole", synonyms=("application/x-ole-storage",)),
    "msg": FileType("application/vnd.ms-outlook", "ole", synonyms=("application/octet-stream", "application/x-ole-storage")),
    "rtf": FileType("application/rtf", "rtf", synonyms=("text/rtf", "application/msword", "text/richtext")),
    "txt": FileType("text/plain", "text", synonyms=("application/octet-stream", "")),
    "csv": FileType("text/csv", "text", synonyms=("application/vnd.ms-excel", "text/plain",
                                                  "text/comma-separated-values", "application/csv")),
    "xml": FileType("application/xml", "text", synonyms=("text/xml",)),
    "html": FileType("text/html", "text", synonyms=("application/xhtml+xml",)),
    "htm": FileType("text/html", "text"),
    "zip": FileType("application/zip", "zip", synonyms=("application/x-zip-compressed", "application/x-compressed",
                                                        "multipart/x-zip")),
    "jpg": FileType("image/jpeg", "jpg", synonyms=("image/jpg", "image/pjpeg"), photo=True),
    "jpeg": FileType("image/jpeg", "jpg", synonyms=("image/jpg", "image/pjpeg"), photo=True),
    "png": FileType("image/png", "png", synonyms=("image/x-png",), photo=True),
    "webp": FileType("image/webp", "webp", photo=True),
    "gif": FileType("image/gif", "gif", photo=True),
    "tif": FileType("image/tiff", "tif", photo=True),
    "tiff": FileType("image/tiff", "tif", photo=True),
    "heic": FileType("image/heic", "heic", synonyms=("image/heif", "application/octet-stream", ""), photo=True),
    "mp4": FileType("video/mp4", "mp4", synonyms=("video/x-m4v",)),
    "mov": FileType("video/quicktime", "mov"),
    "mp3": FileType("audio/mpeg", "mp3", synonyms=("audio/mp3",)),
}
SHOWN = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "doc", "xls", "rtf", "txt", "csv", "jpg", "png", "heic", "zip",
         "msg", "mp4")


def ending(name: str) -> str:
    """The ending of a file name in small letters without the dot, blanks and invisible characters ignored.

    >>> ending(" Đơn\\u00adđề nghị .PDF ")
    'pdf'
    """
    return nfc(name).strip().rpartition(".")[2].strip().lower() if "." in name else ""


def clean_name(name: str, limit: int = 150) -> str:
    """The name under which a file is kept and served: no path, no invisible or control characters, no stray blanks.

    >>> clean_name(" Đơn\\u00adđề nghị .pdf "), clean_name("../../etc/passwd")
    ('Đơnđề nghị.pdf', 'passwd')
    """
    name = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", nfc(name))
    name = re.sub(r'[<>:"|?*]', "-", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, end = (part.strip() for part in " ".join(name.split()).strip(" .").rpartition("."))
    stem, end = (stem, end) if dot else (end, "")
    stem = stem.strip(" .")[: limit - len(end) - 1] or "tep"
    return f"{stem}.{end}" if end else stem


def check(name: str, stream: BinaryIO) -> FileType:
    """The type of a file by its name and content together, or a sentence that says why it is not accepted."""
    shown = clean_name(name)
    kind = TYPES.get(ending(name))
    if kind is None:
        raise BadInput(_("Tệp “%(shown)s” không thuộc loại được nhận. Loại được nhận: %(kinds)s.") % {
                         "shown": shown, "kinds": ', '.join('.' + e for e in SHOWN)}, where="file")
    stream.seek(0)
    head = stream.read(8192)
    stream.seek(0)
    if not head:
        raise Unreadable(_("Tệp “%(shown)s” rỗng. Kiểm tra lại bản gốc rồi tải lên.") % {"shown": shown}, where="file")
    if kind.check == "zip":
        _zip(shown, kind, head, stream)
    elif not _looks(kind.check, head):
        if kind.check == "ole" and head.lstrip()[:5] == b"{\\rtf":
            return TYPES["rtf"]  # old Word programs save RTF under .doc
        raise _not_what_it_says(shown)
    elif kind.check == "ole" and active_content.old_macro(stream):
        raise _macro(shown)
    return kind


def _macro(shown):
    return BadInput(_("Tệp “%(shown)s” có macro. Lưu lại không kèm macro rồi tải lên.") % {"shown": shown}, where="file")


def _not_what_it_says(shown):
    return NotItsKind(_("Tệp “%(shown)s” có nội dung không đúng với đuôi tệp. Mở bằng phần mềm đã tạo ra tệp, lưu lại rồi "
                        "tải lên.") % {"shown": shown},
                      where="file")


def _looks(check, head) -> bool:
    if check == "pdf":
        return b"%PDF-" in head[:1024]
    if check == "ole":
        return head.startswith(OLE)
    if check == "rtf":
        return head.lstrip()[:5] == b"{\\rtf"
    if check == "text":
        return is_text(head)
    import filetype
    if check == "heic":
        return head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1", b"heim")
    if check in ("mp4", "mov"):
        return head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat")
    found = filetype.guess(head)
    return bool(found) and found.extension == check


def is_text(head: bytes) -> bool:
    """Whether bytes are text in a coding that offices use (UTF-8, UTF-16 with its mark, or an 8-bit Windows page).

    >>> is_text("Tình hình".encode()), is_text(b"MZ\\x90\\x00\\x03")
    (True, False)
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    control = sum(b < 9 or 13 < b < 32 for b in head)
    return control <= len(head) // 100


def _zip(shown, kind, head, stream):
    if head.startswith(OLE):
        raise Unreadable(_("Tệp “%(shown)s” có mật khẩu hoặc là bản Word, Excel đời cũ đổi đuôi. Bỏ mật khẩu, lưu lại rồi "
                           "tải lên.") % {"shown": shown}, where="file")
    if not head.startswith((ZIP, b"PK\x05\x06")):
        raise _not_what_it_says(shown)
    # some programs number the main part ("word/document2.xml")
    main = re.compile(re.escape(kind.main).replace(r"\.xml", r"\d*\.xml")) if kind.main else None
    fixed = ("mimetype", "[Content_Types].xml")
    related: list[str] = []

    def looked_at(n):
        if active_content.PARTS.fullmatch(n) and len(related) < active_content.MANY:
            related.append(n)
            return True
        return n in fixed or main.fullmatch(n)
    members = archives.examine(shown, stream, looked_at if main else lambda n: False)
    if not kind.main:
        return
    parts = [data for name, data in members.items() if main.fullmatch(name)]
    wrong = Unreadable(_("Tệp “%(shown)s” không phải tệp %(kind)s thật. Mở bằng phần mềm văn phòng, lưu lại rồi tải lên.") % {
                         "shown": shown, "kind": ending(shown).upper()},
                       where="file")
    if not parts:
        raise wrong
    if kind.content_type.startswith(ODF):
        if members.get("mimetype", b"").strip().decode("ascii", "replace") != kind.content_type:
            raise wrong
    elif "[Content_Types].xml" not in members or b"Types" not in members["[Content_Types].xml"]:
        raise wrong
    root = re.compile(rb"<(\w+:)?%s[\s>]" % kind.root.encode())
    if any(b"<!DOCTYPE" in p or b"<!ENTITY" in p or not root.search(p) for p in parts):
        raise wrong
    if active_content.has_macro(members):
        raise _macro(shown)
    if where := next(filter(None, (active_content.fetched(members[m]) for m in members if active_content.PARTS.fullmatch(m))), ""):
        raise BadInput(_("Tệp “%(shown)s” tự tải một phần từ nơi khác khi mở (%(where)s). Mở bằng phần mềm văn phòng, bỏ mẫu hoặc đối tượng liên "
                         "kết đó, lưu lại rồi tải lên.") % {"shown": shown, "where": where[:80]}, where="file")
