"""Saying which document another one replaces, amends, carries out, cites or answers; never in a circle."""

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, secrecy
from openpar.core.actor import Actor
from openpar.core.once import one_at_a_time
from openpar.engine.errors import BadInput

from ..models import Document, Relation
from ..selectors import documents_for

ROOM = "documents.document"
CIRCLES = 718_229  # the lock under which relations are written
CIRCLE = 5_000  # documents looked at; a real chain is far shorter


@transaction.atomic
def relate(document: Document, kind: str, *, by: Actor, at, other: Document | None = None, named: str = "") -> Relation:
    """Say which document this one replaces, amends, carries out, cites or answers: one of the registers, or one that is only named.

    Raises BadInput for itself, for what this person may not see, and for a relation that would close a circle.
    """
    by.require("document.draft", document.organisation)
    if kind not in Relation.Kind.values or not (other or named.strip()):
        raise BadInput(_("Chọn quan hệ và văn bản liên quan."), where="other")
    if other:
        _check(document, other, by)
    secrecy.refuse(named)
    row, made = Relation.objects.get_or_create(document=document, kind=kind, other=other, named="" if other else named.strip())
    if made:
        audit.record(f"{ROOM}.relate", ROOM, document, by=by, at=at, organisation_id=document.organisation_id,
                     changes={"relation": [None, str(row)[:300]]})
    return row


@transaction.atomic
def unrelate(relation: Relation, *, by: Actor, at) -> None:
    """Take a relation away that was written by mistake; the trail keeps it."""
    by.require("document.draft", relation.document.organisation)
    audit.record(f"{ROOM}.unrelate", ROOM, relation.document, by=by, at=at, organisation_id=relation.document.organisation_id,
                 changes={"relation": [str(relation)[:300], None]})
    relation.delete()


def _check(document, other, by):
    if document.pk == other.pk or document.pk == other.source_id or other.pk == document.source_id:
        raise BadInput(_("Văn bản không thể liên quan đến chính nó. Chọn văn bản khác."), where="other")
    if not documents_for(by).filter(pk=other.pk).exists():
        raise BadInput(_("Không có văn bản này trong sổ mà bạn được xem. Chọn văn bản khác."), where="other")
    one_at_a_time(CIRCLES)  # a circle may be closed by relations of any documents: who writes one sees all that were written before
    edge = seen = {other.pk}
    while edge and len(seen) < CIRCLE:
        edge = set(Relation.objects.filter(document__in=edge, other__isnull=False).values_list("other", flat=True)) - seen
        if document.pk in edge:
            raise BadInput(_("Văn bản được chọn đã dẫn, trực tiếp hoặc qua văn bản khác, đến chính văn bản này; quan hệ thành vòng nên "
                             "không ghi được. Kiểm tra lại văn bản nào ban hành sau."), where="other")
        seen = seen | edge
