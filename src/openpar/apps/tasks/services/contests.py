"""An organisation says that a part is not its own, and may take that back; the issuer keeps it there, moves it, or cancels it."""

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from openpar.core import deadlines
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Conflict

from .. import limits, rules
from ..models import Assignment, Contest
from . import create, telling
from .amend import refuse_second
from .ending import close, end_below
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
def withdraw(assignment, *, by: Actor, at, reason: str = "") -> Assignment:
    """The organisation takes its objection back before it is settled, and with it the part: it is received, its result owed."""
    row = move(assignment, rules.ASSIGNMENT, "withdraw_contest", by=by, at=at, reason=reason,
               fields={"received_at": Coalesce(F("received_at"), Value(at))},
               tell=lambda r: [telling.to_issuer("tasks.contest_withdrawn", r, f"{r.organisation.label} rút ý kiến về việc giao {r.task.code} và "
                                                 f"nhận phần việc. {reason}".strip(), "assignment.settle")])
    deadlines.owe([row.deadline_id], "report")
    Contest.objects.filter(assignment=row, settled_at=None).update(settled_by=by.user, settled_at=at, outcome="withdrawn", answer=reason.strip())
    deadlines.close_for(ROOM, [row.pk], "settle_contest")
    row.refresh_from_db(fields=["received_at"])
    return row


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
    refuse_second(row.task, to, where="to")
    if (to.valid_until and to.valid_until < by.on) or to.valid_from > by.on:
        raise BadInput(_("%(to)s không còn hoạt động vào ngày này. Chọn đơn vị kế thừa.") % {"to": to}, where="to")
    old = _cancel(row, "moved", by, at, f"Chuyển cho {to.label}: {reason}", reason)
    leads, coordinating = ((to,), ()) if old.part == create.LEAD else ((), (to,))
    [new] = create.new_parts(old.task, leads, coordinating, at=at)
    try:
        with transaction.atomic():
            create.start_parts([new], by=by, at=at)
    except IntegrityError:
        raise Conflict(_("Chưa lưu được. Đơn vị này vừa được người khác giao phần việc. Tải lại để xem."), where="to") from None
    return new


@transaction.atomic
def cancel(assignment, *, by: Actor, at, reason: str) -> Assignment:
    """The part is withdrawn altogether."""
    _needs(reason)
    return _cancel(held(assignment, "assignment.settle", by=by, states=(rules.A.CONTESTED,), what=_("thu hồi")), "cancelled", by, at, reason)


def _cancel(row, outcome, by, at, reason, answer=""):
    """The part ends with all that hangs on it; the objection is settled first, with the answer that its organisation reads."""
    _settle(row, outcome, answer or reason, by, at)
    row = move(row, rules.ASSIGNMENT, "cancel", by=by, at=at, reason=reason, fields={"open": False},
               tell=lambda r: [telling.to_organisation("tasks.cancelled", r, f"Thu hồi {r.task.code}: {reason}")])
    close([row.pk], by=by, at=at, reason=reason)
    end_below([row.pk], f"phần việc của {row.organisation.label} trong {row.task.code} được thu hồi", reason, by=by, at=at)
    return row


def _needs(reason):
    if not reason.strip():
        raise BadInput(_("Ghi lý do để đơn vị biết."), where="reason")


def _settle(row, outcome, answer, by, at):
    Contest.objects.filter(assignment=row, settled_at=None).update(settled_by=by.user, settled_at=at, outcome=outcome,
                                                                   answer=answer.strip())
    deadlines.close_for(ROOM, [row.pk], "settle_contest", at=at)
