"""Jobs: once a turn, again after a failure or a kill, seen by the operator, the same from schedule, command and button."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from openpar.core import clock, deadlines, digest, jobs
from openpar.core.models import Firing, JobRun
from tests.people import moment


@pytest.fixture
def tried(db):
    """A daily and a frequent job that count their runs and can fail."""
    ran = {"daily": 0, "often": 0, "fail": False}

    @jobs.job("try.daily", "Thử hằng ngày", at="07:30")
    def daily(at):
        ran["daily"] += 1
        jobs.progress(1, 2)
        if ran["fail"]:
            raise ValueError("hỏng")
        return "xong"

    @jobs.job("try.often", "Thử luôn", every=timedelta(seconds=30))
    def often(at):
        ran["often"] += 1
    kept = dict(jobs.JOBS)
    jobs.JOBS.clear()
    jobs.JOBS.update({k: v for k, v in kept.items() if k.startswith("try.")})
    yield ran
    jobs.JOBS.clear()
    jobs.JOBS.update({k: v for k, v in kept.items() if not k.startswith("try.")})


def test_a_daily_job_runs_once_a_day_after_its_hour(tried):
    for hour in (6, 7, 8, 9, 23):
        jobs.tick(clock.at_time(date(2022, 8, 24), hour))
    assert tried["daily"] == 1
    jobs.tick(clock.at_time(date(2022, 8, 27), 8))  # three days later: once, not three times
    assert tried["daily"] == 2


def test_a_failed_run_is_seen_and_taken_again(tried):
    tried["fail"] = True
    row = jobs.run_if_due("try.daily", moment())
    assert row.ok is False and "hỏng" in row.message and (row.done, row.total) == (1, 2)
    tried["fail"] = False
    assert jobs.run_if_due("try.daily", moment()).ok
    assert jobs.run_if_due("try.daily", moment()) is None


def test_a_turn_that_is_running_is_not_taken_twice_but_a_killed_one_is(tried):
    key = jobs.turn(jobs.JOBS["try.daily"], moment(), timezone.now())
    row = JobRun.objects.create(name="try.daily", key=key, started_at=timezone.now())
    assert jobs.run_if_due("try.daily", moment()) is None
    JobRun.objects.filter(pk=row.pk).update(started_at=timezone.now() - jobs.DEAD_AFTER - timedelta(seconds=1))
    assert jobs.run_if_due("try.daily", moment()).ok
    row.refresh_from_db()
    assert row.ok is False and "ngắt" in row.message


def test_the_demo_day_runs_daily_jobs_before_their_hour(tried):
    jobs.tick(clock.at_time(date(2022, 8, 25), 5), whole_day=True)
    jobs.tick(clock.at_time(date(2022, 8, 25), 5), whole_day=True)
    assert tried["daily"] == 1


def test_schedules_follow_the_jobs(tried):
    from django_q.models import Schedule
    assert jobs.synchronise() == {"new": 3, "changed": 0, "removed": 0}
    assert jobs.synchronise() == {"new": 0, "changed": 0, "removed": 0}
    half = sorted(s.next_run for s in Schedule.objects.filter(name__startswith="openpar:try.often"))
    assert half[1] - half[0] == timedelta(seconds=30)
    del jobs.JOBS["try.often"]
    assert jobs.synchronise()["removed"] == 2


def test_the_command_runs_the_same_functions(tried, capsys):
    call_command("tick", "--all")
    assert tried["daily"] == 1 and "try.daily" in capsys.readouterr().out


@pytest.fixture
def owed(province):
    """Something late and something due soon for the finance department."""
    deadlines.start_many([None] * 3, [
        {"organisation": province.stc, "room": "tasks.assignment", "object_id": i, "duty": "report",
         "reference": f"NV-2022-000{i}",
         "title": f"Việc {i}", "started_at": moment(), "due_at": moment() + timedelta(days=d)} for i,
        d in ((1, -3), (2, 1), (3, 40))])
    return province


def test_the_daily_letter_goes_once_in_office_hours(owed):
    assert digest.send_all(clock.at_time(date(2022, 8, 24), 6)) == 0  # before office hours
    assert digest.send_all(clock.at_time(date(2022, 8, 24), 12)) == 0  # lunch
    assert digest.send_all(moment()) == 2  # head and clerk
    assert digest.send_all(moment(hour=10)) == 0 and len(mail.outbox) == 2
    assert "NV-2022-0001" in mail.outbox[0].body and "1 quá hạn, 1 sắp đến hạn" in mail.outbox[0].subject
    assert digest.send_all(clock.at_time(date(2022, 9, 2), 9)) == 0  # National Day
    assert digest.send_all(clock.at_time(date(2022, 9, 3), 9)) == 0  # Saturday
    assert digest.send_all(clock.at_time(date(2022, 8, 25), 9)) == 2


def test_a_letter_that_cannot_be_sent_is_sent_later(owed, monkeypatch):
    from django.core.mail import EmailMessage
    monkeypatch.setattr(EmailMessage, "send", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        digest.send_all(moment())
    assert not Firing.objects.exists()
    monkeypatch.undo()
    assert digest.send_all(moment(hour=10)) == 2
