"""What lies with a person of this room and goes to a successor: parts in hand with what they owe, and parts led."""

from django.utils.translation import gettext_lazy as _

from openpar.core import audit
from openpar.core.handover import Handed, move_deadlines, register
from openpar.core.roles import roles_with

from ..models import Assignment, Directive, Report, Task

ROOM = "tasks.assignment"


def in_hand(person, organisations):
    """The open parts that a person works on."""
    return Assignment.objects.filter(handler=person, organisation__in=organisations, open=True)


def led(person, organisations):
    """The open parts that a person leads for the issuer."""
    return Assignment.objects.filter(leader=person, issuer__in=organisations, open=True)


def drafts(person, organisations):
    """The directives that a person began and nobody has issued; they are the office's."""
    return Directive.objects.filter(created_by=person, issuer__in=organisations, state="draft")


def take_in_hand(rows, person, successor, by, at):
    """The successor works on these parts, and owes their reports."""
    parts = list(rows.select_for_update(of=("self",)).select_related("task").order_by("pk"))
    ids = [p.pk for p in parts]
    reports = Report.objects.filter(assignment__in=ids, state__in=("due", "draft", "returned")).values_list("pk", flat=True)
    move_deadlines([ROOM], person, successor, ids)
    move_deadlines(["tasks.report"], person, successor, reports)
    Assignment.objects.filter(pk__in=ids).update(handler=successor)
    _trail(parts, "handler", successor, by, at)


def take_lead(rows, person, successor, by, at):
    """The successor leads these parts and their tasks."""
    parts = list(rows.select_for_update(of=("self",)).select_related("task").order_by("pk"))
    Task.objects.filter(pk__in={p.task_id for p in parts}, leader=person).update(leader=successor)
    Assignment.objects.filter(pk__in=[p.pk for p in parts]).update(leader=successor)
    _trail(parts, "leader", successor, by, at)


def _trail(parts, column, successor, by, at):
    audit.record_many([audit.entry("tasks.assignment.hand_over", ROOM, p, by=by, at=at, organisation_id=p.organisation_id,
                                   changes={column: [getattr(p, f"{column}_id"), successor.pk]}) for p in parts])


register(Handed("tasks.in_hand", _("Phần việc đang xử lý"), in_hand, take_in_hand, roles_with("assignment.work"), (ROOM, "tasks.report")))
register(Handed("tasks.led", _("Nhiệm vụ đang chỉ đạo"), led, take_lead, roles_with("assignment.remind")))
register(Handed("tasks.drafts", _("Dự thảo giao nhiệm vụ"), drafts))
