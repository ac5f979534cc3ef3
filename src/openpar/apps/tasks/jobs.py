"""Work of the room that nobody has to ask for: each function is safe to run twice, and to run after days of standing still.

A step fires once per part and due day: its key is written with what it did, in one transaction.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openpar.core import clock
from openpar.core.actor import system_actor
from openpar.core.jobs import job
from openpar.core.models import Firing
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import load_calendar
from openpar.engine.worktime.periods import report_period

from . import limits
from .models import Assignment, Reminder, Report
from .services import recurring
from .services.remind import REMINDABLE, record_reminders, superior_of

K = Reminder.Kind
CHUNK = 500


@job("tasks.open_periods", _("Mở kỳ báo cáo mới"), at="00:10")
def open_periods(at: datetime) -> int:
    """Owe the progress reports of periods that have begun."""
    return recurring.open_periods(at)


@job("tasks.open_occurrences", _("Giao lại nhiệm vụ lặp lại hằng năm"), at="00:20")
def open_occurrences(at: datetime) -> int:
    """Give recurring duties their next occurrence."""
    return recurring.open_occurrences(at, system_actor(clock.timezone.localtime(at).date()))


@job("tasks.remind", _("Nhắc hạn, đôn đốc, báo cáo vượt cấp"), at="07:00")
def remind(at: datetime) -> int:
    """Before the due day, on becoming late, above the organisation after so many working days; how many reminders went out."""
    today = clock.timezone.localtime(at).date()
    soon = clock.end_of(load_calendar().add_working_days(today, limits.working_days("remind_before", today)))
    parts = Assignment.objects.filter(open=True, state__in=REMINDABLE)
    reports = Report.objects.filter(final=False, state__in=("due", "draft", "returned"), assignment__open=True)
    done = _fire("before", parts.filter(due_at__gte=at, due_at__lte=soon), at,
                 lambda a: (a, K.BEFORE, a.organisation_id, "Sắp đến hạn."))
    done += _fire("before-report", reports.filter(due_at__gte=at, due_at__lte=soon), at,
                  lambda r: _of_report(r, K.BEFORE, "Sắp đến hạn"))
    for step in limits.late_steps(today):
        until = clock.end_of(limits.late_since(today, step.after))
        # more time granted on a late request does not undo the lateness, but nobody is pressed before that day
        late = parts.filter(due_at__lte=until).exclude(extensions__state="granted", extensions__asked_late=True,
                                                       extensions__granted_due_on__gte=today)
        done += _fire(step.step, late, at, lambda a, step=step: _late(a, step, today))
        if step.do == "late":
            done += _fire(f"{step.step}-report", reports.filter(due_at__lte=until), at,
                          lambda r: _of_report(r, K.LATE, "Quá hạn"))
    return done


# The room's jobs by name, in the order of a day, for whoever lives through past days.
JOBS: dict[str, Callable[[datetime], int]] = {
    "tasks.open_periods": open_periods, "tasks.open_occurrences": open_occurrences, "tasks.remind": remind}


def _fire(step: str, rows, at, reminder: Callable) -> int:
    """One step over the rows that have not had it for their present due day."""
    model, count = rows.model, 0
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    related = ("task", "organisation", "issuer") if model is Assignment else ("assignment__task", "assignment__organisation",
                                                                              "assignment__issuer")
    by = system_actor(clock.timezone.localtime(at).date())
    for start in range(0, len(found), CHUNK):
        with transaction.atomic():
            fresh = list(rows.filter(pk__in=found[start:start + CHUNK]).select_for_update(of=("self",
                                                                                              )).select_related(*related).order_by("pk"))
            keys = {r.pk: f"tasks.remind/{model._meta.model_name}/{r.pk}/{step}/{clock.timezone.localtime(r.due_at):%Y-%m-%d}"
                    for r in fresh}
            fired = set(Firing.objects.filter(key__in=list(keys.values())).values_list("key", flat=True))
            new = [r for r in fresh if keys[r.pk] not in fired]
            Firing.objects.bulk_create([Firing(key=keys[r.pk], at=at) for r in new])
            record_reminders([reminder(r) for r in new], by=by, at=at)
        count += len(new)
    return count


def _late(a, step, today):
    due = clock.timezone.localtime(a.due_at).date()
    try:
        words = f"Quá hạn {load_calendar().working_days_between(due, today)} ngày làm việc."
    except NotLoaded:
        words = f"Quá hạn {(today - due).days} ngày."
    if step.do == "late":
        return a, K.LATE, a.organisation_id, words
    return a, K.ESCALATED, superior_of(a) if step.to == "superior" else a.issuer_id, words


def _of_report(r, kind, words):
    title = report_period(r.assignment.task.cycle, r.period_from).title
    return r.assignment, kind, r.assignment.organisation_id, f"{words} báo cáo {title}."
