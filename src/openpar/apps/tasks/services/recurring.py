"""What comes again: the next period's progress report of a cycle, and the next occurrence of a yearly duty. Safe to run twice."""

from calendar import monthrange
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from openpar.core import clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.models import Firing
from openpar.core.organisations import successors
from openpar.core.outbox import Audience, Told
from openpar.core.roles import roles_with
from openpar.engine.worktime.periods import next_occurrence

from .. import rules
from ..models import Assignment, Report, Task
from . import periods
from .create import LEAD, NewTask, create_tasks


def open_periods(at) -> int:
    """Owe every report whose period has begun, also those of periods that passed while nothing ran; how many were made."""
    today, made = clock.timezone.localtime(at).date(), 0
    waiting = list(Assignment.objects.filter(open=True, due_type="cycle", part=LEAD,
                                             task__state=Task.State.ACTIVE).exclude(state=rules.A.SUBMITTED)
                   .annotate(last=Max("reports__period_to", filter=Q(reports__final=False)))
                   .filter(Q(last__lte=today) | Q(last=None)).values_list("pk", flat=True))
    for start in range(0, len(waiting), 200):
        made += _open_chunk(waiting[start:start + 200], today, at)
    return made


@transaction.atomic
def _open_chunk(ids, today, at) -> int:
    parts = list(Assignment.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related(
        "task__directive", "organisation").order_by("pk"))
    last = dict(Report.objects.filter(assignment__in=parts,
                                      final=False).order_by().values_list("assignment_id").annotate(Max("period_to")))
    owed = []
    for part in parts:
        task, reached = part.task, last.get(part.pk)
        when = periods.first_owed(task.cycle, task.report_day,
                                  today) if reached is None else periods.next_owed(task.cycle, task.report_day, reached)
        while reached is None or when.start <= today:
            if task.due_on and when.start > task.due_on:
                break
            owed.append((part, when))
            if reached is None:
                break
            when = periods.next_owed(task.cycle, task.report_day, when.end)
    reports = Report.objects.bulk_create([Report(assignment=p, period_from=w.start, period_to=w.end, state=Report.State.DUE)
                                          for p, w in owed])
    deadlines.start_many(reports, [
        {"organisation_id": p.organisation_id, "person_id": p.handler_id, "room": "tasks.report", "object_id": r.pk,
         "duty": "progress_report",
         "reference": p.task.code, "title": f"Báo cáo {w.title}: {p.task.title}"[:500], "started_at": at,
         "due_at": clock.end_of(w.due_on),
         "rule": {"rule": "report_cycle", "cycle": p.task.cycle, "source": str(p.task.directive or "")}}
        for r, (p, w) in zip(reports, owed, strict=True)])
    return len(reports)


def open_occurrences(at, by: Actor) -> int:
    """Give each recurring duty whose day has passed its next occurrence, once; after downtime also those in between."""
    today, made = clock.timezone.localtime(at).date(), 0
    while True:
        due = list(Task.objects.filter(recurring=True, due_type="date", state=Task.State.ACTIVE, due_on__lt=today, parent=None,
                                       occurrences=None).values_list("pk", flat=True))
        fired = set(Firing.objects.filter(key__in=[_key(pk) for pk in due]).values_list("key", flat=True))
        new = [pk for pk in due if _key(pk) not in fired]
        if not new:
            return made
        made += sum(_open_next(pk, today, at, by) for pk in new)


def _key(pk):
    return f"tasks.next/{pk}"


def _open_next(pk, today, at, by) -> int:
    """The next occurrence of one task; nothing where another run was first."""
    try:
        with transaction.atomic():
            Firing.objects.create(key=_key(pk), at=at)
            return _give_next(Task.objects.select_related("issuer", "directive", "leader").get(pk=pk), today, at, by)
    except IntegrityError:
        return 0


def _give_next(task, today, at, by) -> int:
    first = task
    while first.occurrence_of_id:
        first = first.occurrence_of
    due_on = next_yearly(task.yearly_days, task.due_on) or next_occurrence(first.due_on, task.cycle or "year", task.due_on)
    parts = task.assignments.exclude(state=rules.A.CANCELLED).select_related("organisation").order_by("id")
    leads, coordinating, lost = [], [], []
    for part in parts:
        heirs = _heirs(part.organisation, today)
        (lost if len(heirs) != 1 else leads if part.part == LEAD else coordinating).append(part.organisation if len(heirs) != 1
                                                                                           else heirs[0])
    if lost:
        outbox.announce([Told("tasks.next_unclear", f"tasks.task:{task.pk}", f"Kỳ mới của {task.code}: "
                                                                             f"{', '.join(o.label for o in lost)} không còn "
                              "một đơn vị kế thừa duy nhất. Giao lại phần việc này.", task.get_absolute_url(),
                              (Audience(task.issuer_id, roles_with("directive.issue")),))], by=by, at=at)
    if not leads:
        return 0
    years = due_on.year - task.due_on.year
    create_tasks([NewTask(
        title=task.title, issuer=task.issuer, text=task.text, directive=task.directive, clause=task.clause, section=task.section,
        spans=task.spans,
        leads=leads, coordinating=coordinating, coordinating_text=task.coordinating_text, due_type="date", due_on=due_on,
        due_text=task.due_text,
        recurring=True, yearly_days=task.yearly_days, report_to=task.report_to, product=task.product, field=task.field, leader=task.leader,
        legal_refs=task.legal_refs,
        targets=[{"metric": t.metric, "op": t.op, "value": t.value, "unit": t.unit, "year": t.year and t.year + years,
                  "metric_code": t.metric_code}
                 for t in task.targets.all()],
        origin=task.came_from, priority=task.priority, occurrence_of=task)], by=by, at=at)
    return 1


def next_yearly(days, after: date) -> date | None:
    """The first of several days of a year later than `after`; None where there are none.

    >>> next_yearly(["06-15", "12-15"], date(2022, 12, 15))
    datetime.date(2023, 6, 15)
    """
    found = [date(year, month, min(day, monthrange(year, month)[1])) for year in (after.year, after.year + 1)
             for month, day in (map(int, d.split("-")) for d in days)]
    return min((d for d in found if d > after), default=None)


def _heirs(organisation, today):
    """The organisation itself while it exists, else who took over: one, several or none."""
    if not organisation.valid_until or organisation.valid_until >= today:
        return [organisation]
    return list(dict.fromkeys(o for o, _ in successors(organisation, today)))
