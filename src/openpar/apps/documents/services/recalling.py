"""The sender took an issued document back: each recipient agrees (15) or refuses with a reason (16), and the sender reads it."""

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.moving import move
from openpar.core.outbox import Audience, Told
from openpar.core.roles import roles_with
from openpar.engine.errors import BadInput, Refused

from .. import rules
from ..models import Document, Recipient
from . import telling

ROOM = "documents.document"


@transaction.atomic
def give_back(document: Document, *, by: Actor, at) -> Document:
    """Agree: the arrival ends here, its clocks are closed, its line stays in the book."""
    line = _asked(document)
    row = move(document, rules.INCOMING, "give_back", by=by, at=at, reason=line.recall_reason)
    deadlines.close_for(ROOM, [row.pk])
    _answer(line, "15", "", row, by=by, at=at, state=row.state)
    return row


@transaction.atomic
def keep(document: Document, *, by: Actor, at, reason: str) -> Document:
    """Refuse, with a reason: the arrival goes on as it was."""
    by.require("document.receive", document.organisation)
    if not reason.strip():
        raise BadInput(_("Ghi lý do."), where="reason")
    line = _asked(document)
    audit.record(f"{ROOM}.keep", ROOM, document, by=by, at=at, reason=reason.strip(), organisation_id=document.organisation_id)
    _answer(line, "16", reason.strip(), document, by=by, at=at)
    return document


def _asked(document) -> Recipient:
    line = Recipient.objects.select_for_update(of=("self",)).filter(arrival=document.pk, recall="13").select_related(
        "document__organisation").first()
    if line is None:
        raise Refused(_("Bên gửi không yêu cầu thu hồi văn bản này, hoặc đã được trả lời. Tải lại để xem bản mới."), where="state")
    return line


def _answer(line, code, reason, arrival, *, by, at, **columns):
    Recipient.objects.filter(pk=line.pk).update(recall=code, recall_at=at, **({"recall_reason": reason[:500]} if reason else {}), **columns)
    sent = line.document
    with outbox.kept_words():
        told = Told("documents.recall_answered", f"{ROOM}:{sent.pk}", _("%(body)s: %(answer)s văn bản %(number)s. %(reason)s") % {
            "body": arrival.organisation.name, "answer": str(rules.RECALL[code]).lower(), "number": sent.number, "reason": reason[:300]}, telling.page_of(sent),
            audiences=(Audience(sent.organisation_id, roles_with("paper.number")),))
    outbox.announce([told], by=by, at=at)
