"""A document reaches its recipients inside the platform, and what they do with it flows back to the sender."""

from django.utils.translation import gettext as _

from openpar.core import audit, deadlines, outbox
from openpar.core.outbox import Audience, Told
from openpar.core.roles import roles_with

from .. import limits, rules
from ..models import Document, Recipient
from . import telling

ROOM = "documents.document"


def deliver(document: Document, *, by, at) -> list[Document]:
    """An incoming document for every recipient organisation; those outside the platform keep only their name."""
    to = list(document.recipients.filter(organisation__isnull=False, arrival__isnull=True).select_related("organisation"))
    made = [arrive(r.organisation, at=at, source=document, created_by=by.user, kind=document.kind, symbol=document.symbol,
                   number=document.number, on=document.on, title=document.title, author=document.author, signer=document.signer,
                   urgency=document.urgency) for r in to]
    Document.objects.bulk_create(made)
    for r, row in zip(to, made, strict=True):
        r.arrival, r.state, r.code, r.changed_at = row, row.state, rules.STATUS_CODES[row.state], at
    Recipient.objects.bulk_update(to, ["arrival", "state", "code", "changed_at"])
    begin(made, by=by, at=at)
    return made


def arrive(organisation, *, at, **columns) -> Document:
    """An unsaved incoming document."""
    return Document(direction=Document.Direction.IN, organisation=organisation, state=rules.S.ARRIVED, arrived_at=at, created_at=at, **columns)


def begin(rows, *, by, at) -> None:
    """The clock of receiving starts, the clerks are told, the trail is begun."""
    limit = limits.due("document_receipt", at)
    deadlines.start_many(rows, [{
        "organisation": r.organisation, "room": ROOM, "object_id": r.pk, "duty": "register", "reference": r.number, "title": r.title,
        "started_at": at, "due_at": limit.due_at, "rule": limit.rule} for r in rows])
    audit.record_many([audit.entry(f"{ROOM}.arrive", ROOM, r, by=by, at=at, to_state=r.state, organisation_id=r.organisation_id)
                       for r in rows])
    with outbox.kept_words():
        told = [Told("documents.arrived", f"{ROOM}:{r.pk}", _("Văn bản đến: %(number)s của %(author)s, %(title)s") % {
            "number": r.number, "author": r.author, "title": r.title[:200]}, telling.page_of(r),
            audiences=(Audience(r.organisation_id, roles_with("document.receive")),)) for r in rows]
    outbox.announce(told, by=by, at=at)


def tell_sender(arrival: Document, *, at, reason: str = "") -> None:
    """The sender's line follows the state of what arrived: news that comes late, of a state already left, stays in the trail and
    changes the line no more."""
    Recipient.objects.filter(arrival=arrival, arrival__state=arrival.state).update(state=arrival.state, code=rules.STATUS_CODES[arrival.state], changed_at=at,
                                                     reason=reason[:500])


def tell_withdrawn(document: Document, *, by, at, reason: str) -> None:
    """Those who have it are asked to give it back (code 13) and told why; their register keeps its line whatever they answer."""
    rows = list(document.arrivals.exclude(state=rules.S.REJECTED))
    # who refuses it this very moment is seen by the own column of the line, which is read again once that refusal is there
    Recipient.objects.filter(arrival__in=rows).exclude(state=rules.S.REJECTED).update(recall="13", recall_reason=reason[:500], recall_at=at)
    with outbox.kept_words():
        outbox.announce([Told("documents.withdrawn", f"{ROOM}:{r.pk}", _("%(author)s thu hồi văn bản %(number)s: %(reason)s") % {
            "author": r.author, "number": r.number, "reason": reason[:300]}, telling.page_of(r),
            audiences=(Audience(r.organisation_id, roles_with("document.receive")),)) for r in rows], by=by, at=at)
