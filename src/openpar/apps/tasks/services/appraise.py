"""The issuer looks at a report: accept with a quality mark, return with a reason, open again; one or many."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.core import clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.moving import Moved, move, move_many
from openpar.engine.errors import BadInput
from openpar.web.wording import official_date

from .. import rules
from ..models import Assignment, Report
from . import pass_down, telling
from .guard import only

ROOM = "tasks.assignment"


def accept(assignment, *, by: Actor, at, quality: str, answer: str = "", version: int | None = None) -> Assignment:
    """Accept one report."""
    return only(accept_many([assignment.pk], by=by, at=at, quality=quality, answer=answer, version=version), assignment)


def return_(assignment, *, by: Actor, at, reason: str, version: int | None = None) -> Assignment:
    """Return one report with a reason; the same clock runs again."""
    return only(return_many([assignment.pk], by=by, at=at, reason=reason, version=version), assignment)


@transaction.atomic
def accept_many(ids: Iterable[int], *, by: Actor, at, quality: str, answer: str = "", version: int | None = None) -> Moved:
    """Accept reports with one quality mark; those that somebody else decided meanwhile are named."""
    if quality not in Assignment.Quality.values:
        raise BadInput(_("Chọn mức chất lượng trước khi chấp nhận."), where="quality")
    moved = move_many(ids, Assignment, rules.ASSIGNMENT, "accept", by=by, at=at, given=("quality",), reason=answer,
                      version=version,
                      changes={"quality": quality},
                      fields={"accepted_at": at, "open": False, "quality": quality, "progress": 100},
                      tell=lambda r: [telling.to_organisation("tasks.accepted", r, f"Đã chấp nhận kết quả {r.task.code}, chất "
                                                                                   "lượng: "
                                                              f"{Assignment.Quality(quality).label}. {answer}".strip())])
    done = [r.pk for r in moved.rows]
    _answer(done, Report.State.ACCEPTED, by, at, answer)
    deadlines.close_for(ROOM, done, "appraise", at=at)
    owed = Report.objects.filter(assignment_id__in=done, final=False, state__in=("due", "draft", "returned"))
    deadlines.close(owed.values_list("deadline_id", flat=True))
    owed.update(state=Report.State.DROPPED)
    pass_down.roll_up(moved.rows)
    return moved


@transaction.atomic
def return_many(ids: Iterable[int], *, by: Actor, at, reason: str, version: int | None = None) -> Moved:
    """Return reports with one reason; each keeps its deadline, which runs again."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do trả lại để đơn vị biết phải sửa gì."), where="reason")
    moved = move_many(ids, Assignment, rules.ASSIGNMENT, "return", by=by, at=at, reason=reason, version=version,
                      tell=lambda r: [telling.to_organisation("tasks.returned", r, f"Trả lại báo cáo {r.task.code}: {reason}")])
    back = [r.pk for r in moved.rows]
    Assignment.objects.filter(pk__in=back).update(returned=F("returned") + 1)
    _answer(back, Report.State.RETURNED, by, at, reason)
    deadlines.reopen([r.deadline_id for r in moved.rows])
    deadlines.close_for(ROOM, back, "appraise", at=at)
    return moved


@transaction.atomic
def reopen(assignment, *, by: Actor, at, reason: str, due_on: date | None = None) -> Assignment:
    """Accepted work is opened again with a reason; its own deadline runs again, to a new day or (None) to its old one.

    Where the old day is past and stays, the work is late at once. The old day is kept in the deadline's changes.
    """
    if not reason.strip():
        raise BadInput(_("Ghi lý do mở lại."), where="reason")
    if due_on and due_on < clock.timezone.localtime(at).date():
        raise BadInput(_("Hạn mới %(due_on)s đã qua. Chọn từ hôm nay (%(today)s) trở đi.") % {
            "due_on": official_date(due_on), "today": official_date(at)}, where="due_on")
    old = assignment.due_at and clock.timezone.localtime(assignment.due_at).date()
    if due_on and old is None:
        raise BadInput(_("Phần việc này không có hạn cuối; mở lại không đặt hạn mới."), where="due_on")
    new_day = ""
    if due_on:
        with outbox.kept_words():
            new_day = f", hạn mới {official_date(due_on)}"
    said = Report.objects.filter(assignment=assignment, final=True, state=Report.State.ACCEPTED).values_list("progress",
                                                                                                             flat=True).first()
    row = move(assignment, rules.ASSIGNMENT, "reopen", by=by, at=at, reason=reason,
               changes={"due_on": [old.isoformat(), due_on.isoformat()]} if due_on else None,
               fields={"open": True, "accepted_at": None, "submitted_at": None, "quality": "", "progress": said or 0},
               tell=lambda r: [telling.to_organisation("tasks.reopened", r, f"Mở lại {r.task.code}{new_day}: {reason}")])
    deadlines.reopen([row.deadline_id])
    if due_on:
        deadlines.change_due(Assignment, row.deadline_id, clock.end_of(due_on), at=at, why=f"Mở lại: {reason.strip()}")
        row.refresh_from_db()
    pass_down.roll_up([row])
    return row


def _answer(ids, state, by, at, answer):
    Report.objects.filter(assignment_id__in=ids, final=True, state=Report.State.SENT).update(
        state=state, appraised_by=by.user, appraised_at=at, answer=answer.strip())
