"""Files of a document: scans and annexes, kept by core.evidence with its checks, under the rights of the document."""

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import evidence
from openpar.core.actor import Actor
from openpar.core.models import Evidence
from openpar.engine.errors import Refused

from .. import rules
from ..models import Document

ROOM = "documents.document"


def may_attach(document: Document, by: Actor) -> bool:
    """Whether this person adds and removes its files now: the clerks of an arrival that is not refused, the drafters of a draft."""
    if document.direction == Document.Direction.OUT:
        return document.state == rules.S.DRAFT and by.can_for("document.draft", document.organisation)
    return document.state != rules.S.REJECTED and by.can_for("document.receive", document.organisation)


@transaction.atomic
def attach(document: Document, uploads, *, by: Actor, at) -> list[Evidence]:
    """Keep these files with the document. Raises BadInput or Unreadable for the first that may not be kept; then none is."""
    _require(document, by)
    return [evidence.add_file(ROOM, document.pk, one, by=by, at=at, organisation_id=document.organisation_id,
                              number=document.number, issued_on=document.on, issuer=document.author) for one in uploads]


@transaction.atomic
def detach(document: Document, piece: Evidence, *, by: Actor, at) -> None:
    """Take a file away that was added by mistake; the trail keeps its name and digest."""
    _require(document, by)
    if (piece.room, piece.owner_id) != (ROOM, document.pk):
        raise Refused(_("Tệp này không thuộc văn bản đang mở."), where="file")
    evidence.remove(piece, by=by, at=at)


def _require(document, by):
    """The right, and the state as it is now: the row is held until the file is kept or gone, so that nobody signs in between."""
    document = Document.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=document.pk)
    by.require("document.draft" if document.direction == Document.Direction.OUT else "document.receive", document.organisation)
    if not may_attach(document, by):
        raise Refused(_("Văn bản đã trình ký hoặc đã bị từ chối nên không thêm, gỡ tệp được nữa."), where="file")
