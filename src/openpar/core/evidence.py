"""Adding, opening and removing evidence. Bytes are checked before they are kept, kept once per room, and die with
their last reference."""

import html
import re
from io import BytesIO
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Refused
from openpar.engine.vietnamese import nfc

from . import audit, blobs, filetypes, photos, quotas, scanner, secrecy
from .actor import Actor
from .models import Blob, Evidence

LEVEL = Evidence.Level


def limit_bytes() -> int:
    """The largest file accepted, in bytes."""
    return settings.UPLOAD_LIMIT_MB * 1024 * 1024


def limits_text() -> str:
    """What to say beside a file field before anybody uploads: endings and size."""
    return _("%(endings)s; tối đa %(limit)s MB mỗi tệp.") % {"endings": ", ".join("." + e for e in filetypes.SHOWN),
                                                                 "limit": settings.UPLOAD_LIMIT_MB}


@transaction.atomic
def add_file(room: str, owner_id: int, upload, *, by: Actor, at, organisation_id: int, title: str = "",
             level: str = LEVEL.INTERNAL,
             number: str = "", issued_on=None, issuer: str = "") -> Evidence:
    """Keep an uploaded file as evidence of one thing of a room. `upload` has a name and is a seekable binary stream.

    Raises BadInput or Unreadable with a sentence for the person who uploads; nothing is kept then.
    """
    original = str(getattr(upload, "name", "") or "tep")
    shown = filetypes.clean_name(original)
    stream = getattr(upload, "file", upload) or upload
    size = _size(stream)
    if size > limit_bytes():
        raise BadInput(_("Tệp “%(shown)s” nặng %(size)s MB, quá mức %(limit)s MB. Nén hoặc chia nhỏ rồi tải lại.") % {
                         "shown": shown, "size": round(size / 1024 / 1024), "limit": settings.UPLOAD_LIMIT_MB}, where="file")
    kind = filetypes.check(original, stream)
    secrecy.refuse(title, number, shown.rpartition(".")[0], shown=shown)
    secrecy.refuse(_first_text(kind, stream), shown=shown)
    state = scanner.scan(stream, shown)
    if level == LEVEL.PUBLIC and kind.photo:
        stream = _without_metadata(stream, kind, shown)
        size = _size(stream)
    quotas.take(size, person_id=by.user.pk, organisation_id=organisation_id, shown=shown)
    blob = blobs.keep(room, stream, state)
    return _add(room, owner_id, by, at, organisation_id, kind=Evidence.Kind.FILE, title=title.strip() or shown,
                original_name=original.strip()[:300],
                content_type=kind.content_type, blob=blob, confidentiality=level, number=number, issued_on=issued_on,
                issuer=issuer)


@transaction.atomic
def keep_unread(room: str, owner_id: int, upload, *, by: Actor, at, organisation_id: int) -> Evidence:
    """Keep a damaged file for inspection: scanned, never opened by us, served as plain bytes to download."""
    original = str(getattr(upload, "name", "") or "tep")
    shown = filetypes.clean_name(original)
    stream = getattr(upload, "file", upload) or upload
    size = _size(stream)
    if size > limit_bytes():
        raise BadInput(_("Tệp “%(shown)s” quá mức %(limit)s MB. Nén hoặc chia nhỏ rồi tải lại.") % {
                         "shown": shown, "limit": settings.UPLOAD_LIMIT_MB}, where="file")
    state = scanner.scan(stream, shown)
    quotas.take(size, person_id=by.user.pk, organisation_id=organisation_id, shown=shown)
    blob = blobs.keep(room, stream, state)
    return _add(room, owner_id, by, at, organisation_id, kind=Evidence.Kind.FILE, title=shown,
                original_name=original.strip()[:300],
                content_type="application/octet-stream", blob=blob, confidentiality=LEVEL.RESTRICTED)


@transaction.atomic
def add_link(room: str, owner_id: int, url: str, *, by: Actor, at, organisation_id: int, title: str = "",
             level: str = LEVEL.INTERNAL) -> Evidence:
    """Point to a page on another site (http or https)."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise BadInput(_("Đường dẫn phải bắt đầu bằng https:// hoặc http:// và có tên máy chủ, ví dụ "
                       "https://laichau.gov.vn."), where="url") from None
    secrecy.refuse(title)
    return _add(room, owner_id, by, at, organisation_id, kind=Evidence.Kind.LINK, title=title.strip() or url[:300],
                url=url, confidentiality=level)


@transaction.atomic
def add_document(room: str, owner_id: int, *, number: str, issued_on, issuer: str, title: str, by: Actor, at,
                 organisation_id: int,
                 level: str = LEVEL.INTERNAL) -> Evidence:
    """Name an official document by number, date and issuer, without its file."""
    if not (number.strip() and title.strip()):
        raise BadInput(_("Văn bản cần số, ký hiệu và trích yếu."), where="number")
    secrecy.refuse(title, number)
    return _add(room, owner_id, by, at, organisation_id, kind=Evidence.Kind.DOCUMENT, title=title.strip(),
                number=number.strip(),
                issued_on=issued_on, issuer=issuer.strip(), confidentiality=level)


@transaction.atomic
def remove(evidence: Evidence, *, by: Actor, at, reason: str = "") -> None:
    """Take a piece of evidence away; its bytes go after commit, when nothing else in the room refers to them."""
    audit.record("evidence.remove", evidence.room, evidence.owner_id, by=by, at=at, reference=evidence.title, reason=reason,
                 changes={"evidence": [evidence.pk, None], "digest": [evidence.blob and evidence.blob.digest, None]})
    blob_id = evidence.blob_id
    gone, _by_model = Evidence.objects.filter(pk=evidence.pk).delete()
    if blob_id:
        if gone:  # somebody else may have removed it at this moment
            quotas.give_back(evidence.blob.size, organisation_id=evidence.organisation_id)
        transaction.on_commit(lambda: blobs.drop_unused([blob_id]))


@transaction.atomic
def change_level(evidence: Evidence, level: str, *, by: Actor, at) -> Evidence:
    """Widen or narrow who may see it. A photo that becomes public loses its hidden data first."""
    old, old_blob = evidence.confidentiality, evidence.blob_id
    if level == old:
        return evidence
    kind = next((t for t in filetypes.TYPES.values() if t.content_type == evidence.content_type), None)
    if level == LEVEL.PUBLIC and kind and kind.photo and evidence.blob:
        with open_file(evidence) as stream:
            clean = _without_metadata(stream, kind, evidence.title)
        heavier = _size(clean) - evidence.blob.size
        evidence.blob = blobs.keep(evidence.room, clean, evidence.blob.scan)
        quotas.give_back(-heavier, organisation_id=evidence.organisation_id)
    evidence.confidentiality = level
    evidence.save(update_fields=["confidentiality", "blob"])
    audit.record("evidence.level", evidence.room, evidence.owner_id, by=by, at=at, reference=evidence.title,
                 changes={"confidentiality": [old, level]})
    if old_blob and old_blob != evidence.blob_id:
        transaction.on_commit(lambda: blobs.drop_unused([old_blob]))
    return evidence


def open_file(evidence: Evidence) -> BinaryIO:
    """The bytes of a file, as a stream to close."""
    if not evidence.blob or evidence.blob.scan == Blob.Scan.INFECTED:
        raise Refused(_("Tệp này không mở được: không có nội dung, hoặc đã bị chặn vì có mã độc."), where="evidence")
    return blobs.open_bytes(evidence.blob)


def download_name(evidence: Evidence) -> str:
    """The name a browser saves it under."""
    return filetypes.clean_name(evidence.original_name or evidence.title)


def _add(room, owner_id, by, at, organisation_id, **values):
    row = Evidence.objects.create(room=room, owner_id=owner_id, added_by=by.user, added_at=at,
                                  organisation_id=organisation_id, **values)
    audit.record("evidence.add", room, owner_id, by=by, at=at, reference=row.title, organisation_id=organisation_id,
                 changes={"evidence": [None, row.pk], "digest": [None, row.blob and row.blob.digest]})
    return row


def _size(stream) -> int:
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    return size


def _without_metadata(stream, kind, shown):
    stream.seek(0)
    return BytesIO(photos.without_metadata(stream.read(), kind.content_type, shown))


def _first_text(kind, stream) -> str:
    """The first lines of a text or Word file, where a secrecy marking would stand."""
    stream.seek(0)
    if kind.check == "text":
        head = stream.read(65_536)
        words = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
        return nfc(_without_marks(words) if kind.content_type in ("text/html", "application/xml") else words)
    if kind.content_type == "application/pdf":
        return _first_page(stream)
    if kind.main:
        return nfc(_without_marks(_part(stream, kind.main)))
    return ""


def _part(stream, main) -> str:
    """The beginning of an office file's text: its shared words for a workbook, its first slide for a presentation."""
    import zipfile
    instead = {"xl/workbook.xml": "xl/sharedStrings.xml", "ppt/presentation.xml": "ppt/slides/slide1.xml"}.get(main, main)
    with zipfile.ZipFile(stream) as book:
        name = instead if instead in book.namelist() else next((n for n in book.namelist() if re.fullmatch(
            re.escape(main).replace(r"\.xml", r"\d*\.xml"), n)), main)
        with book.open(name) as part:
            head = part.read(400_000)
    return head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")


def _without_marks(xml: str) -> str:
    """The words of HTML or of an office file's XML, a paragraph or cell a line, without what only describes or draws."""
    # every pattern ends where the next mark begins, so that no crafted file makes it search again and again
    xml = re.sub(r"(?is)<(style|script|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", "", xml)
    xml = re.sub(r"(?i)</(?:\w{1,20}:)?(?:p|h|h[1-6]|div|tr|td|th|li|si|table-cell)\s*>|"
                 r"<(?:\w{1,20}:)?(?:br|line-break|tab)\b[^<>]*>", "\n", xml)
    return html.unescape(re.sub(r"<[^<>]*>", "", xml))


def _first_page(stream) -> str:
    """The words of a PDF's first page; empty where it has none or cannot be read."""
    try:
        import pdfplumber
        with pdfplumber.open(stream, pages=[1]) as book:
            return nfc(book.pages[0].extract_text() or "") if book.pages else ""
    except Exception:
        return ""
