"""Telling the people of an organisation that a document waits for them: the signers, who drafted it, the clerks who seal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.core.outbox import Audience, Told
from openpar.core.roles import roles_with

ROOM = "documents.document"


def page_of(document) -> str:
    """Where a message about it leads."""
    return reverse("documents:document", args=[document.pk])


def submitted(row) -> list[Told]:
    """To whoever signs there."""
    return [_told("documents.submitted", row, _("Văn bản chờ ký: %(title)s") % {"title": row.title[:300]}, _roles(row, "paper.sign"))]


def returned(row, reason: str) -> list[Told]:
    """To whoever goes on with the draft."""
    who = row.handler_id or row.created_by_id
    return [_told("documents.returned", row, _("Dự thảo được trả lại: %(title)s. Lý do: %(reason)s") % {
        "title": row.title[:200], "reason": reason[:200]}, Audience(user_id=who, roles=()))] if who else []


def signed(row) -> list[Told]:
    """To whoever seals and sends there."""
    return [_told("documents.signed", row, _("Văn bản đã ký, chờ đóng dấu và phát hành: %(number)s, %(title)s") % {
        "number": row.number, "title": row.title[:200]}, _roles(row, "paper.number"))]


def assigned(row, people, units) -> list[Told]:
    """To the person or division that works on it now."""
    audiences = (*(Audience(user_id=p.pk, roles=()) for p in people), *(Audience(o.pk, roles_with("document.work")) for o in units))
    return [_told("documents.assigned", row, _("Giao xử lý văn bản đến %(number)s của %(author)s: %(instruction)s") % {
        "number": row.number, "author": row.author, "instruction": row.instruction[:200]}, *audiences)]


def _roles(row, act):
    return Audience(row.organisation_id, roles_with(act))


def _told(topic, row, text, *audiences):
    return Told(topic, f"{ROOM}:{row.pk}", text, page_of(row), audiences)
