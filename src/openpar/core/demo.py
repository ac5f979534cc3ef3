"""Stepping the demo's day."""

from datetime import date

from django.db import transaction

from . import clock, jobs
from .models import JobRun


def next_day(seen: date | None = None) -> tuple[date | None, list[JobRun]]:
    """The next day, and the runs of the jobs due on it, the daily ones whatever their hour; (None, []) where the demo has
    already left the day that was seen."""
    with transaction.atomic():
        day = clock.step_demo_day(seen)
    return day, jobs.tick(whole_day=True) if day else []
