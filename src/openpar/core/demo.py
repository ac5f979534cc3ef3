"""Stepping the demo's day."""

from datetime import date

from django.db import transaction

from . import clock, jobs
from .models import JobRun


def next_day() -> tuple[date, list[JobRun]]:
    """The next day, and the runs of the jobs due on it, the daily ones whatever their hour."""
    with transaction.atomic():
        day = clock.step_demo_day()
    return day, jobs.tick(whole_day=True)
