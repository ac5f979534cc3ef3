"""How a part ends before its time, with everything that hangs on it: what it owed, what was asked for it, what was passed down from it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import F

from openpar.core import audit, deadlines
from openpar.core.actor import Actor
from openpar.core.moving import move_many

from .. import rules
from ..models import Assignment, Contest, Extension, Report, Task
from . import telling

SETTLED = (rules.A.ACCEPTED, rules.A.CANCELLED)


@dataclass(slots=True)
class Below:
    """What ended with something because it had been passed down from it: tasks and parts, at all depths."""

    tasks: int = 0
    parts: int = 0

    def __bool__(self):
        return bool(self.tasks)

    def as_changes(self) -> dict:
        """For the trail of what they ended with."""
        return {"below_tasks": self.tasks, "below_parts": self.parts} if self else {}


def end_parts(ids: Iterable[int], reason: str, *, topic: str, words, by: Actor, at) -> list[Assignment]:
    """Cancel these open parts and close what they owed; `words(part)` is what its organisation is told. Rows that moved on stay."""
    moved = move_many(ids, Assignment, rules.ASSIGNMENT, "cancel", by=by, at=at, reason=reason, fields={"open": False},
                      tell=lambda p: [telling.to_organisation(topic, p, words(p))])
    close([p.pk for p in moved.rows], by=by, at=at, reason=reason)
    return moved.rows


def end_below(part_ids: Iterable[int], why: str, reason: str, *, by: Actor, at) -> Below:
    """Withdraw every task passed down from these parts, and those passed down from them in turn, level by level.

    `why` says in Vietnamese what they end with ("NV-2022-0012 được thu hồi"). What was finished below stays finished. A level is
    locked and ended before the next is read, so that nobody passes a part on in between. The right to end what was passed down is
    the right to end what it was passed down from: the caller has proved it, the giver below need not.
    """
    over, below, level = replace(by, system=True), Below(), list(part_ids)
    while level:
        tasks = list(Task.objects.select_for_update(of=("self",)).filter(parent__in=level, state=Task.State.ACTIVE).order_by("pk"))
        if not tasks:
            break
        ids = [t.pk for t in tasks]
        Task.objects.filter(pk__in=ids).update(state=Task.State.WITHDRAWN, version=F("version") + 1)
        parts = list(Assignment.objects.filter(task__in=ids).values_list("pk", "state"))
        if going := [pk for pk, state in parts if state not in SETTLED]:
            below.parts += len(end_parts(going, reason, topic="tasks.withdraw", by=over, at=at,
                                         words=lambda p: f"{p.task.code} được thu hồi vì {why}: {reason}"))
        audit.record_many([audit.entry("tasks.task.withdraw", "tasks.task", t, by=by, at=at, reason=reason, changes={"with": why},
                                       from_state=Task.State.ACTIVE, to_state=Task.State.WITHDRAWN, organisation_id=t.issuer_id)
                           for t in tasks])
        below.tasks += len(tasks)
        level = [pk for pk, _state in parts]
    return below


def close(part_ids, *, by, at, reason) -> None:
    """Everything that these parts still owed, and what was owed for them, ends neither met nor late."""
    deadlines.close_for("tasks.assignment", part_ids)
    drop_reports(part_ids, by=by, at=at, reason=reason)
    Report.objects.filter(assignment__in=part_ids, final=True, state=Report.State.DRAFT).update(state=Report.State.DROPPED)
    Contest.objects.filter(assignment__in=part_ids, settled_at=None).update(settled_by=by.user, settled_at=at, outcome="cancelled", answer=reason)
    pending = list(Extension.objects.filter(assignment__in=part_ids, state=rules.E.PENDING).values_list("pk", flat=True))
    if pending:
        over = replace(by, system=True)  # a request for time ends with its part, whoever may decide about requests
        move_many(pending, Extension, rules.EXTENSION, "refuse", by=over, at=at, reason=reason,
                  fields={"decided_at": at, "decided_by": by.user, "answer": reason})
        deadlines.close_for("tasks.extension", pending)


def drop_reports(part_ids, *, by, at, reason) -> None:
    """The progress reports that these parts have not sent are owed no more."""
    owed = list(Report.objects.filter(assignment__in=part_ids, final=False, state__in=(rules.R.DUE, rules.R.DRAFT, rules.R.RETURNED))
                .values_list("pk", flat=True))
    if owed:
        move_many(owed, Report, rules.REPORT, "drop", by=replace(by, system=True), at=at, reason=reason)
        deadlines.close_for("tasks.report", owed)
