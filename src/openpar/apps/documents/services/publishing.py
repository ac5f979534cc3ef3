"""Publishing an issued document: always a separate copy that a person made and answers for, never the file that is kept inside."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, evidence, papers, secrecy
from openpar.core.actor import Actor
from openpar.core.models import Evidence
from openpar.engine.errors import BadInput, Conflict, Refused

from .. import rules
from ..models import Document, Publication

ROOM, COPIES, ACT = "documents.document", "documents.publication", "paper.number"


@transaction.atomic
def publish(document: Document, *, copy, title: str, masked: str, nothing_hidden: bool = False, by: Actor, at) -> Publication:
    """Anybody may read this copy (a PDF) from now on. `masked` says in words what was taken out of it; the very bytes that are kept
    inside are refused unless the person says that there was nothing to hide."""
    by.require(ACT, document.organisation)
    row = Document.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=document.pk)
    if row.direction != Document.Direction.OUT or row.state != rules.S.ISSUED:
        raise Refused(_("Chỉ công bố văn bản đi đã phát hành và chưa thu hồi."), where="state")
    if Publication.objects.filter(document=row, ended_at__isnull=True).exists():
        raise Conflict(_("Văn bản này đang được công bố. Thôi công bố bản cũ rồi công bố bản mới."), where="copy")
    if not str(copy.name).lower().endswith(".pdf"):
        raise BadInput(_("Bản công bố phải là tệp PDF."), where="copy")
    if not title.strip():
        raise BadInput(_("Ghi tên công bố."), where="title")
    if not masked.strip() and not nothing_hidden:
        raise BadInput(_("Ghi đã che những gì, hoặc đánh dấu là không có gì phải che."), where="masked")
    if not nothing_hidden and _digest(copy) in _inside(row):
        raise BadInput(_("Tệp này chính là bản lưu bên trong, chưa che gì. Chọn bản đã che, hoặc đánh dấu là không có gì phải che."), where="copy")
    secrecy.refuse(title, masked, shown=title)
    made = Publication.objects.create(document=row, title=title.strip(), masked=masked.strip() or _("Không có nội dung phải che."), made_by=by.user,
                                      published_at=at)
    made.copy = evidence.add_file(COPIES, made.pk, copy, by=by, at=at, organisation_id=row.organisation_id, title=title.strip(),
                                  level=Evidence.Level.PUBLIC, number=row.number, issued_on=row.on, issuer=row.author)
    made.save(update_fields=["copy"])
    audit.record(f"{ROOM}.publish", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, reference=row.number,
                 changes={"copy": [None, made.copy.blob.digest], "masked": [None, made.masked]})
    return made


@transaction.atomic
def end_publication(publication: Publication, *, reason: str, by: Actor, at) -> Publication:
    """From now on the public finds neither page nor file; the copy stays inside with who took it back and why."""
    by.require(ACT, publication.document.organisation)
    if not reason.strip():
        raise BadInput(_("Ghi lý do."), where="reason")
    done = Publication.objects.filter(pk=publication.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by.user, end_reason=reason.strip()[:500])
    if not done:
        raise Conflict(_("Bản công bố này đã được gỡ trước đó. Tải lại để xem."), where="publication")
    publication.refresh_from_db()
    audit.record(f"{ROOM}.unpublish", ROOM, publication.document, by=by, at=at, organisation_id=publication.document.organisation_id,
                 reference=publication.document.number, reason=reason.strip())
    return publication


def _digest(upload) -> str:
    found, stream = hashlib.sha256(), getattr(upload, "file", upload) or upload
    stream.seek(0)
    while chunk := stream.read(262144):
        found.update(chunk)
    stream.seek(0)
    return found.hexdigest()


def _inside(row) -> set[str]:
    """The digests of what is kept inside: the paper with and without its signatures, and the files that go with it."""
    kept = papers.current(ROOM, row.pk)
    signed = {kept.pdf.digest, *kept.signatures.values_list("digest", flat=True)} if kept else set()
    return signed | set(Evidence.objects.filter(room=ROOM, owner_id=row.pk, blob__isnull=False).values_list("blob__digest", flat=True))
