"""Keeping a paper: its content, the form it was drawn by, and both files, never changed again."""

from datetime import date
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.engine.errors import Conflict

from .. import audit, blobs
from ..actor import Actor
from ..models import Blob, Organisation, Paper, PaperNumber
from .content import Content
from .drawn import pdf, place_of_signing
from .forms import form_on
from .word import docx


@transaction.atomic
def keep(content: Content, *, room: str, object_id: int, organisation: Organisation, on: date, by: Actor, at,
         number: PaperNumber | None = None) -> Paper:
    """Draw the paper by the form valid on its day and keep it. A paper of the same thing that was kept before stays, marked as
    replaced; the same content again gives the paper that is there."""
    form, data = form_on(on), content.data()
    before = Paper.objects.select_for_update(of=("self",)).filter(room=room, object_id=object_id, replaced_by__isnull=True).first()
    if before and before.form_digest == form.digest and {**before.data, "sign_at": None} == {**data, "sign_at": None}:
        return before
    if before and before.signatures.exists():
        raise Conflict(_("Văn bản đã ký nên không thay bản in được. Thu hồi và lập văn bản mới."), where="paper")
    data["sign_at"] = place_of_signing(content, form, on)
    made = Paper.objects.create(
        room=room, object_id=object_id, organisation=organisation, title=content.title[:600], number=number, form=form.code,
        form_digest=form.digest, data=data, on=on, pdf=_bytes(pdf(content, form, on)), docx=_bytes(docx(content, form)),
        made_by=by.user, made_at=at, replaces=before)
    audit.record("paper.make", room, object_id, by=by, at=at, reference=str(number or ""), organisation_id=organisation.pk,
                 changes={"paper": [before and before.pk, made.pk], "digest": [before and before.pdf.digest, made.pdf.digest]})
    return made


def current(room: str, object_id: int) -> Paper | None:
    """The paper of a thing that none has replaced."""
    return Paper.objects.filter(room=room, object_id=object_id, replaced_by__isnull=True).select_related(
        "number", "pdf", "docx", "organisation").first()


def newest_pdf(paper: Paper) -> Blob:
    """The file with all signatures given so far."""
    last = paper.signatures.order_by("-id").select_related("pdf").first()
    return last.pdf if last else paper.pdf


def _bytes(data: bytes) -> Blob:
    return blobs.keep(blobs.PAPERS, BytesIO(data), Blob.Scan.CLEAN)
