"""What a computed metric says about the target of a task: kept beside what the organisation reports, as measured by the system."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from openpar.core import audit
from openpar.core.actor import Actor

from .. import rules
from ..models import Assignment, Target, TargetValue, Task

ROOM = "tasks.assignment"


UNREPORTED = (rules.A.ASSIGNED, *rules.WORKING)


def worked_on(tasks: Iterable[int]) -> set[int]:
    """Those of the tasks in which somebody still owes a result."""
    return set(Assignment.objects.filter(task__in=tasks, state__in=UNREPORTED).values_list("task", flat=True))


@transaction.atomic
def measured(task: Task, metric_code: str, *, by: Actor, at, value: Decimal, numerator: Decimal | None = None, denominator: Decimal | None = None) -> int:
    """Keep what a metric has reached for every open part of the task whose target is that metric; how many parts. `value` is in the unit of the
    target (a share in percent). Nothing is reported or completed: a person decides."""
    kept = 0
    for target in Target.objects.filter(task=task, metric_code=metric_code):
        for part in Assignment.objects.filter(task=task, state__in=UNREPORTED).order_by("pk"):
            TargetValue.objects.create(target=target, assignment=part, value=round(value, 4), numerator=numerator, denominator=denominator, at=at)
            audit.record("tasks.assignment.measured", ROOM, part, by=by, at=at, organisation_id=part.organisation_id, changes={
                target.metric[:80]: [None, str(round(value, 4))]})
            kept += 1
    return kept
