"""The demo's one day, at the real time of day: it never goes back behind what is recorded, also not over a real midnight."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from openpar.core import audit, clock
from openpar.core.models import AuditEntry, DemoClock

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 15)


def real(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def day(db):
    DemoClock.objects.create(pk=1, today=DAY)


def act(province, at):
    audit.record("tasks.task.note", "tasks.task", 1, by=province.actor("lan"), at=at)


def test_the_demo_has_the_real_time_of_day(province, day):
    assert clock.demo_moment(real(28, 9, 30)) == clock.at_time(DAY, 9, 30)


def test_after_a_real_midnight_time_stands_still_at_the_last_act(province, day):
    late = clock.demo_moment(real(28, 23, 58))
    act(province, late)
    assert clock.demo_moment(real(29, 0, 1)) == late
    act(province, clock.demo_moment(real(29, 7)))
    assert [e.at for e in AuditEntry.objects.filter(act="tasks.task.note").order_by("pk")] == [late, late]
    assert clock.demo_moment(real(29, 23, 59)) == late + timedelta(minutes=1)


def test_the_next_day_begins_at_the_real_time_of_day(province, day):
    act(province, clock.demo_moment(real(28, 23, 58)))
    clock.step_demo_day()
    assert clock.demo_moment(real(29, 0, 5)) == clock.at_time(DAY + timedelta(days=1), 0, 5)


def test_what_is_recorded_on_other_days_does_not_move_the_demo(province, day):
    act(province, clock.at_time(DAY - timedelta(days=1), 23))
    act(province, clock.at_time(DAY + timedelta(days=1), 8))
    assert clock.demo_moment(real(28, 7)) == clock.at_time(DAY, 7)
