"""What lies with a person of this room and goes to a successor: arrivals in hand, and drafts not yet signed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.core import audit
from openpar.core.handover import Handed, move_deadlines, register
from openpar.core.roles import roles_with

from .. import rules
from ..models import Document, Route

ROOM = "documents.document"


def in_hand(person, organisations):
    """The arrivals that a person works on."""
    mine = Q(handler=person) | Q(pk__in=Route.objects.filter(person=person).values("document"))
    return Document.objects.filter(mine, organisation__in=organisations, direction="in", state__in=rules.OPEN_IN)


def drafts(person, organisations):
    """The drafts that a person writes, up to the signature."""
    mine = Q(handler=person) | Q(handler__isnull=True, created_by=person)
    return Document.objects.filter(mine, organisation__in=organisations, direction="out", state__in=(rules.S.DRAFT, rules.S.SUBMITTED))


def take_in_hand(rows, person, successor, by, at):
    """The successor works on these arrivals."""
    documents = list(rows.select_for_update(of=("self",)).order_by("pk"))
    ids = [d.pk for d in documents]
    move_deadlines([ROOM], person, successor, ids)
    Route.objects.filter(document__in=ids, person=person).update(person=successor)
    Document.objects.filter(pk__in=ids, handler=person).update(handler=successor)
    _trail(documents, successor, by, at)


def take_drafts(rows, person, successor, by, at):
    """The successor goes on with these drafts; who began them stays written down."""
    documents = list(rows.select_for_update(of=("self",)).order_by("pk"))
    Document.objects.filter(pk__in=[d.pk for d in documents]).update(handler=successor)
    _trail(documents, successor, by, at)


def _trail(documents, successor, by, at):
    audit.record_many([audit.entry(f"{ROOM}.hand_over", ROOM, d, by=by, at=at, organisation_id=d.organisation_id,
                                   changes={"handler": [d.handler_id, successor.pk]}) for d in documents])


register(Handed("documents.in_hand", _("Văn bản đến đang xử lý"), in_hand, take_in_hand, roles_with("document.work"), (ROOM,)))
register(Handed("documents.drafts", _("Dự thảo văn bản đi"), drafts, take_drafts, roles_with("document.draft")))
