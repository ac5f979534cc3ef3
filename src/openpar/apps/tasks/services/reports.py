"""Progress reports of tasks with a cycle: drafted and sent by the organisation, accepted or returned by the issuer."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, deadlines, offices, outbox
from openpar.core.actor import Actor
from openpar.core.moving import Moved, move, move_many
from openpar.engine.errors import BadInput, Conflict

from .. import limits, rules
from ..models import Assignment, Report
from . import telling
from .guard import held, only

ROOM = "tasks.report"
WRITABLE = (rules.R.DUE, rules.R.DRAFT, rules.R.RETURNED)


@transaction.atomic
def draft(report, *, by: Actor, at, body: str, progress: int | None = None, version: int | None = None) -> Report:
    """Write on the report of a period without sending it."""
    held(report.assignment, "assignment.work", by=by)
    row = Report.objects.select_for_update(of=("self",)).select_related("assignment__task").get(pk=report.pk)
    if row.state not in WRITABLE or (version is not None and version != row.version):
        raise Conflict(_("Chưa lưu được. Báo cáo này vừa được người khác sửa hoặc gửi. Tải lại để xem bản mới."), where="body")
    _check(progress)
    first = row.state == rules.R.DUE
    row.body, row.progress, row.drafted_by, row.drafted_at, row.version = body.strip(), progress, by.user, at, row.version + 1
    if first:
        row.state = rules.R.DRAFT
    row.save(update_fields=["body", "progress", "drafted_by", "drafted_at", "version", "state"])
    if first:
        audit.record("tasks.report.draft", ROOM, row, by=by, at=at, from_state="due", to_state="draft",
                     organisation_id=row.assignment.organisation_id)
    return row


@transaction.atomic
def send(report, *, by: Actor, at, body: str, progress: int | None = None, version: int | None = None) -> Report:
    """Send the report of a period; its deadline is met, the issuer is asked to look."""
    if not body.strip():
        raise BadInput(_("Báo cáo kỳ chưa có nội dung. Ghi tình hình trong kỳ."), where="body")
    _check(progress)
    row = move(report, rules.REPORT, "send", by=by, at=at, given=("body",), version=version,
               fields={"body": body.strip(), "progress": progress, "sent_by": by.user, "sent_at": at})
    part = row.assignment
    row.sent_as = offices.signed_as(by, part.organisation)
    row.save(update_fields=["sent_as"])
    if progress is not None:
        Assignment.objects.filter(pk=part.pk, open=True).update(progress=progress)
    deadlines.meet([row.deadline_id], at=at)
    limit = limits.answer_by("appraise", at)
    deadlines.start_many([None], [{
        "organisation_id": part.issuer_id, "room": ROOM, "object_id": row.pk, "duty": "appraise", "reference": part.task.code,
        "title": f"{part.organisation.label}, báo cáo kỳ: {part.task.title}"[:500], "started_at": at, "due_at": limit.due_at,
        "rule": limit.rule}])
    outbox.announce([telling.to_issuer("tasks.report_sent", part, f"{part.organisation.label} gửi báo cáo kỳ {part.task.code}: "
                                                                  f"{part.task.title}",
                                       "assignment.appraise")], by=by, at=at)
    return row


def accept(report, *, by: Actor, at, answer: str = "") -> Report:
    """Accept one report of a period."""
    return only(accept_many([report.pk], by=by, at=at, answer=answer), report)


def return_(report, *, by: Actor, at, reason: str) -> Report:
    """Return one report of a period with a reason; its deadline runs again."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do trả lại để đơn vị biết phải sửa gì."), where="reason")
    return only(_decide([report.pk], "return", by, at, reason), report)


@transaction.atomic
def accept_many(ids: Iterable[int], *, by: Actor, at, answer: str = "") -> Moved:
    """Accept a set."""
    return _decide(ids, "accept", by, at, answer)


@transaction.atomic
def _decide(ids, step, by, at, answer):
    word = "Đã chấp nhận" if step == "accept" else "Trả lại"
    moved = move_many(ids, Report, rules.REPORT, step, by=by, at=at, reason=answer,
                      fields={"appraised_by": by.user, "appraised_at": at, "answer": answer.strip()},
                      tell=lambda r: [telling.to_organisation("tasks.report_decided", r.assignment,
                                                              f"{word} báo cáo kỳ {r.assignment.task.code}. {answer}".strip())])
    deadlines.close_for(ROOM, [r.pk for r in moved.rows], "appraise", at=at)
    if step == "return":
        deadlines.reopen([r.deadline_id for r in moved.rows])
    return moved


def complete(reports: Iterable[Report], now) -> bool:
    """Đủ kỳ: every report whose day has passed was sent.

    >>> complete([], None)
    True
    """
    return not any(not r.final and r.state in WRITABLE and r.due_at and r.due_at < now for r in reports)


def _check(progress):
    if progress is not None and not 0 <= progress <= 100:
        raise BadInput(_("Tiến độ là từ 0 đến 100 phần trăm; số vừa ghi là %(progress)s.") % {
                         "progress": progress}, where="progress")



__all__ = ["accept", "accept_many", "complete", "draft", "return_", "send"]
