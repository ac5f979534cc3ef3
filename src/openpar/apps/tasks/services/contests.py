"""An organisation says that a part is not its own; the issuer keeps it there, moves it, or cancels it."""

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import deadlines
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.moving import move
from openpar.engine.errors import BadInput

from .. import limits, rules
from ..models import Assignment, Contest, Report
from . import create, telling
from .guard import held

ROOM = "tasks.assignment"


@transaction.atomic
def contest(assignment, *, by: Actor, at, reason: str, proposed: Organisation | None = None) -> Contest:
    """State with a reason that the part belongs to somebody else; the deadline goes on until the issuer settles it."""
    if not reason.strip():
        raise BadInput(_("Ghi rõ vì sao việc này không thuộc trách nhiệm của đơn vị."), where="reason")
    if proposed and proposed.pk == assignment.organisation_id:
        raise BadInput(_("Đơn vị đề nghị phải khác đơn vị đang được giao."), where="proposed")
    row = move(assignment, rules.ASSIGNMENT, "contest", by=by, at=at, reason=reason,
               changes={"proposed": proposed and proposed.label},
               tell=lambda r: [telling.to_issuer("tasks.contested", r, f"{r.organisation.label} có ý kiến về việc giao "
                                                                       f"{r.task.code}: {reason}",
                                                 "assignment.settle")])
    limit = limits.answer_by("settle_contest", at)
    deadlines.start_many([None], [{
        "organisation_id": row.issuer_id, "room": ROOM, "object_id": row.pk, "duty": "settle_contest", "reference": row.task.code,
        "title": f"{row.organisation.label} có ý kiến: {row.task.title}"[:500], "started_at": at, "due_at": limit.due_at,
        "rule": limit.rule}])
    return Contest.objects.create(assignment=row, reason=reason.strip(), proposed=proposed, by=by.user, at=at)


@transaction.atomic
def keep(assignment, *, by: Actor, at, reason: str) -> Assignment:
    """The part stays where it is; it is to be received again."""
    _needs(reason)
    row = move(assignment, rules.ASSIGNMENT, "keep", by=by, at=at, reason=reason, fields={"received_at": None},
               tell=lambda r: [telling.to_organisation("tasks.kept", r, f"Giữ nguyên việc giao {r.task.code}: {reason}")])
    deadlines.owe([row.deadline_id], "receive")
    _settle(row, "kept", reason, by, at)
    return row


@transaction.atomic
def reassign(assignment, to: Organisation, *, by: Actor, at, reason: str) -> Assignment:
    """The part goes to another organisation as a new assignment with the task's deadline; the old one is cancelled."""
    _needs(reason)
    row = held(assignment, "assignment.settle", by=by, states=(rules.A.CONTESTED,), what=_("chuyển cho đơn vị khác"))
    if Assignment.objects.filter(task_id=row.task_id, organisation=to).exists():
        raise BadInput(_("%(to)s đã hoặc từng có phần việc trong nhiệm vụ này. Chọn đơn vị khác, hoặc giữ nguyên việc giao.") % {
                         "to": to},
                       where="to")
    if (to.valid_until and to.valid_until < by.on) or to.valid_from > by.on:
        raise BadInput(_("%(to)s không còn hoạt động vào ngày này. Chọn đơn vị kế thừa.") % {"to": to}, where="to")
    old = _cancel(row, by, at, f"Chuyển cho {to.label}: {reason}")
    leads, coordinating = ((to,), ()) if old.part == create.LEAD else ((), (to,))
    [new] = create.new_parts(old.task, leads, coordinating, at=at)
    create.start_parts([new], by=by, at=at)
    _settle(old, "moved", reason, by, at)
    return new


@transaction.atomic
def cancel(assignment, *, by: Actor, at, reason: str) -> Assignment:
    """The part is withdrawn altogether."""
    _needs(reason)
    row = _cancel(held(assignment, "assignment.settle", by=by, states=(rules.A.CONTESTED,), what=_("thu hồi")), by, at, reason)
    _settle(row, "cancelled", reason, by, at)
    return row


def _cancel(row, by, at, reason):
    row = move(row, rules.ASSIGNMENT, "cancel", by=by, at=at, reason=reason, fields={"open": False},
               tell=lambda r: [telling.to_organisation("tasks.cancelled", r, f"Thu hồi {r.task.code}: {reason}")])
    reports = Report.objects.filter(assignment=row, state__in=("due", "draft", "returned"))
    deadlines.close([row.deadline_id, *reports.exclude(deadline=None).values_list("deadline_id", flat=True)])
    reports.update(state=Report.State.DROPPED)
    for e in row.extensions.filter(state="pending"):
        deadlines.close_for("tasks.extension", [e.pk])
    row.extensions.filter(state="pending").update(state="withdrawn", decided_at=at, answer="Phần việc đã được thu hồi.")
    return row


def _needs(reason):
    if not reason.strip():
        raise BadInput(_("Ghi lý do để đơn vị biết."), where="reason")


def _settle(row, outcome, answer, by, at):
    Contest.objects.filter(assignment=row, settled_at=None).update(settled_by=by.user, settled_at=at, outcome=outcome,
                                                                   answer=answer.strip())
    deadlines.close_for(ROOM, [row.pk], "settle_contest", at=at)
