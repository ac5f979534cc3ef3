"""Work without a person: reminders, delivery, sealing, sweeps. A job is a function that is safe to run twice.

A room writes `@job(...)` functions in its `jobs.py`; the worker's schedules, `manage.py tick` and the operator's button call
the same ones. Each run stands for one turn (a day, or a slice of time); a turn that succeeded or is running is not taken again,
one that failed is.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import clock
from .models import JobRun

log = logging.getLogger(__name__)
SCHEDULED = "openpar.core.jobs.scheduled"
DEAD_AFTER = timedelta(seconds=660)  # a run that has not ended by then was killed; equals the worker's `retry`


@dataclass(frozen=True, slots=True)
class Job:
    """`run(at)` gets the business moment and may return a sentence. `every` counts real time; `at` is an hour of
    each business day."""

    name: str
    title: object
    run: Callable
    every: timedelta | None = None
    at: time | None = None


JOBS: dict[str, Job] = {}
_RUN: ContextVar[JobRun | None] = ContextVar("openpar_job_run", default=None)


def job(name: str, title, *, every: timedelta | None = None, at: str | time | None = None):
    """Register a function as a job: `@job("outbox.deliver", _("Chuyển thông báo"), every=timedelta(minutes=1))`.

    Give `every` or `at` ("07:30"); neither means that it runs only when asked.
    """
    def register(run):
        JOBS[name] = Job(name, title, run, every, time.fromisoformat(at) if isinstance(at, str) else at)
        return run
    return register


def turn(job: Job, at: datetime, real: datetime) -> str:
    """The turn that is due now, or empty: "ten:2022-08-24" for a daily job whose hour has come, a slice of real time
    otherwise.

    >>> from datetime import date
    >>> daily = Job("sweep", "", print, at=time(7, 30))
    >>> [turn(daily, clock.at_time(date(2022, 8, 24), h), clock.at_time(date(2022, 8, 24), h)) for h in (7, 8)]
    ['', 'sweep:2022-08-24']
    """
    if job.every:
        return f"{job.name}:{int(real.timestamp() // job.every.total_seconds())}"
    if job.at:
        local = timezone.localtime(at)
        return f"{job.name}:{local.date().isoformat()}" if local.time() >= job.at else ""
    return ""


def run(name: str, *, key: str = "", at: datetime | None = None) -> JobRun | None:
    """Run one job now and record it; None when this turn is already done or running. A failure is recorded, not raised."""
    job, real = JOBS[name], timezone.now()
    bury(real)
    try:
        with transaction.atomic():
            row = JobRun.objects.create(name=name, key=key, started_at=real)
    except IntegrityError:
        return None
    token = _RUN.set(row)
    try:
        said = job.run(at or clock.now())
        row.ok, row.message = True, "" if said is None else f"{said} mục" if isinstance(said, int) else str(said)
    except Exception as error:  # whatever it is, the operator must see it and the other jobs must run
        log.exception("Job %s failed", name)
        row.ok, row.message = False, f"{type(error).__name__}: {error}"[:2000]
    finally:
        _RUN.reset(token)
    row.finished_at = timezone.now()
    row.save(update_fields=["ok", "message", "finished_at", "done", "total"])
    return row


def scheduled(name: str) -> None:
    """What the worker's schedules call. It returns nothing: the worker would keep a result as a Python object, and the run is recorded."""
    run_if_due(name)


def run_if_due(name: str, at: datetime | None = None) -> JobRun | None:
    """Run a job if its turn has come and nobody has taken it."""
    at = at or clock.now()
    key = turn(JOBS[name], at, timezone.now())
    return run(name, key=key, at=at) if key and not _done(key) else None


def tick(at: datetime | None = None, *, everything: bool = False, whole_day: bool = False) -> list[JobRun]:
    """Run what is due; `everything` runs each job, `whole_day` also the daily ones whose hour has not come (the
    demo's next day)."""
    at, rows = at or clock.now(), []
    for name, job in list(JOBS.items()):
        if everything:
            row = run(name, at=at)
        elif whole_day and job.at:
            key = f"{name}:{timezone.localtime(at).date().isoformat()}"
            row = None if _done(key) else run(name, key=key, at=at)
        else:
            row = run_if_due(name, at)
        rows += [row] if row else []
    return rows


def progress(done: int, total: int | None = None) -> None:
    """How far the running job is; shown to the operator. Outside a job it does nothing."""
    if row := _RUN.get():
        row.done, row.total = done, total if total is not None else row.total
        JobRun.objects.filter(pk=row.pk).update(done=row.done, total=row.total)


def turn_running() -> str:
    """The turn that the running job stands for; empty where somebody started it by hand, and outside a job."""
    row = _RUN.get()
    return row.key if row else ""


def bury(real: datetime) -> int:
    """Mark runs that a killed worker left open as failed, so that their turn can be taken again."""
    return JobRun.objects.filter(finished_at__isnull=True, started_at__lt=real - DEAD_AFTER).update(
        finished_at=real, ok=False, message="Bị ngắt giữa chừng (máy dừng hoặc tiến trình bị tắt). Lượt này được chạy lại.")


def forget(real: datetime) -> int:
    """Drop records of successful runs: of frequent jobs after two days, of others after ninety."""
    often = [n for n, j in JOBS.items() if j.every and j.every < timedelta(hours=1)]
    gone = JobRun.objects.filter(ok=True, name__in=often, started_at__lt=real - timedelta(days=2)).delete()[0]
    return gone + JobRun.objects.filter(started_at__lt=real - timedelta(days=90)).delete()[0]


def synchronise() -> dict[str, int]:
    """Make the worker's schedules what the jobs say. A job more frequent than a minute gets several, spread over the
    minute."""
    from django_q.models import Schedule
    wanted, real = {}, timezone.now()
    for job in JOBS.values():
        if job.every:
            seconds = int(job.every.total_seconds())
            for i in range(max(60 // seconds, 1)):
                start = real.replace(second=0, microsecond=0) + timedelta(minutes=1, seconds=seconds * i)
                wanted[f"openpar:{job.name}{f':{i}' if i else ''}"] = (job, Schedule.MINUTES, max(seconds // 60, 1), start)
        elif job.at:
            start = timezone.localtime(real).replace(hour=job.at.hour, minute=job.at.minute, second=0, microsecond=0)
            wanted[f"openpar:{job.name}"] = (job, Schedule.DAILY, None, start if start > real else start + timedelta(days=1))
    have = {s.name: s for s in Schedule.objects.filter(name__startswith="openpar:")}
    done = {"new": 0, "changed": 0, "removed": 0}
    for name, (job, kind, minutes, start) in wanted.items():
        row = have.pop(name, None)
        if row is None:
            Schedule.objects.create(name=name, func=SCHEDULED, args=repr((job.name,)),
                                    schedule_type=kind,
                                    minutes=minutes, next_run=start, repeats=-1)
            done["new"] += 1
        elif _differs(row, job, kind, minutes):
            row.schedule_type, row.minutes, row.next_run, row.func = kind, minutes, start, SCHEDULED
            row.save()
            done["changed"] += 1
    for row in have.values():
        row.delete()
        done["removed"] += 1
    return done


def _differs(row, job, kind, minutes) -> bool:
    hour = timezone.localtime(row.next_run).time() if job.at and not job.every else None
    return (row.schedule_type, row.minutes, row.func) != (kind, minutes, SCHEDULED) or (hour is not None and hour != job.at)


def _done(key: str) -> bool:
    return JobRun.objects.filter(key=key, ok=True).exists()
