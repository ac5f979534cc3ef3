"""Progress reports of a cycle: owed per period with their own deadline, drafted, sent, returned, accepted; đủ kỳ, thiếu kỳ."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from openpar.apps.tasks import jobs
from openpar.apps.tasks.models import Report
from openpar.apps.tasks.services import appraise, recurring, reports, work
from openpar.core import clock, deadlines
from openpar.core.models import Deadline
from openpar.engine.errors import BadInput, Conflict, Refused

from .giving import day, fresh, give, moment, received, submitted, told, trail

pytestmark = pytest.mark.django_db


def cyclic(province, cycle="month", report_day=25, at=None, **changes):
    part = give(province, due_on=changes.pop("due_on", None), due_type="cycle", cycle=cycle, report_day=report_day, at=at,
                **changes)
    return received(province, part, at)


def periods(part):
    return list(Report.objects.filter(assignment=part, final=False).order_by("period_from"))


def test_the_officer_drafts_and_the_head_sends(province):
    part = cyclic(province)
    work.assign(part, by=province.actor("dung"), at=moment(), person=province.minh)
    [owed] = periods(part)
    assert Deadline.objects.get(room="tasks.report").person == province.minh
    reports.draft(owed, by=province.actor("minh"), at=moment(), body="Đang làm.", progress=40)
    with pytest.raises(Refused, match="Thủ trưởng"):
        reports.send(owed, by=province.actor("minh"), at=moment(), body="Đang làm.")
    reports.send(owed, by=province.actor("dung"), at=moment(), body="Đang làm.", progress=40)
    [sent] = periods(part)
    assert (sent.state, sent.sent_at, sent.deadline.open, sent.deadline.met_at) == ("sent", moment(), False, moment())
    assert fresh(part).progress == 40 and fresh(part).state == "in_progress"
    assert Deadline.objects.get(room="tasks.report", duty="appraise").organisation == province.ubnd_tinh
    assert trail(sent, "tasks.report") == ["tasks.report.draft", "tasks.report.send"] and told("tasks.report_sent")


def test_returned_its_own_deadline_runs_again(province):
    part = cyclic(province)
    [owed] = periods(part)
    reports.send(owed, by=province.actor("dung"), at=moment(), body="Sơ sài.")
    with pytest.raises(BadInput):
        reports.return_(owed, by=province.actor("lan"), at=moment(), reason=" ")
    reports.return_(owed, by=province.actor("lan"), at=moment(), reason="Thiếu số liệu.")
    [back] = periods(part)
    assert (back.state, back.answer, back.deadline.open, back.deadline.met_at) == ("returned", "Thiếu số liệu.", True, None)
    reports.send(back, by=province.actor("dung"), at=moment(), body="Đủ số liệu.")
    reports.accept(back, by=province.actor("lan"), at=moment())
    assert periods(part)[0].state == "accepted" and not Deadline.objects.filter(room="tasks.report", open=True).exists()


def test_a_report_is_sent_once_with_words_and_in_the_version_seen(province):
    [owed] = periods(cyclic(province))
    with pytest.raises(BadInput, match="chưa có nội dung"):
        reports.send(owed, by=province.actor("dung"), at=moment(), body="")
    with pytest.raises(Conflict):
        reports.draft(owed, by=province.actor("dung"), at=moment(), body="A", version=7)
    reports.send(owed, by=province.actor("dung"), at=moment(), body="A")
    with pytest.raises(Conflict):
        reports.send(owed, by=province.actor("dung"), at=moment(), body="A")
    for act in (lambda: reports.accept(owed, by=province.actor("dung"), at=moment()),
                lambda: reports.draft(owed, by=province.actor("yen"), at=moment(), body="B")):
        with pytest.raises((Refused, Conflict)):
            act()


def test_the_next_period_is_owed_once_when_it_begins(province):
    part = cyclic(province)
    for at in (day(2022, 8, 31), day(2022, 9, 1), day(2022, 9, 1), day(2022, 9, 15)):
        jobs.open_periods(at)
    assert [(r.period_from, r.period_to, r.due_at) for r in periods(part)] == [
        (date(2022, 8, 1), date(2022, 9, 1), clock.end_of(date(2022, 8, 25))),
        (date(2022, 9, 1), date(2022, 10, 1), clock.end_of(date(2022, 9, 25)))]
    assert not deadlines.differing(Report).exists()


def test_after_downtime_no_period_is_missing(province):
    part = cyclic(province)
    assert recurring.open_periods(day(2022, 12, 15)) == 4
    assert [r.period_from.month for r in periods(part)] == [8, 9, 10, 11, 12]
    assert recurring.open_periods(day(2022, 12, 15)) == 0


def test_periods_end_with_the_work(province):
    part = cyclic(province, due_on=date(2022, 10, 10))
    recurring.open_periods(day(2022, 12, 15))
    assert [r.period_from.month for r in periods(part)] == [8, 9, 10]
    done = submitted(province, part, at=day(2022, 9, 2))
    appraise.accept(done, by=province.actor("lan"), at=day(2022, 9, 3), quality="good")
    assert {r.state for r in periods(part)} == {"dropped"} and recurring.open_periods(day(2023, 3, 1)) == 0
    assert not Deadline.objects.filter(open=True).exists()


@pytest.mark.parametrize("cycle", ["month", "quarter", "half_year", "year"])
def test_case_DT_06_neighbouring_periods_partition_the_days(province, cycle):
    part = cyclic(province, cycle=cycle, at=day(2022, 1, 10))
    recurring.open_periods(day(2023, 6, 1))
    rows = periods(part)
    assert all(a.period_to == b.period_from for a, b in pairwise(rows))
    first, last = rows[0].period_from, rows[-1].period_to
    for n in range((last - first).days):
        on = first + timedelta(days=n)
        assert sum(r.period_from <= on < r.period_to for r in rows) == 1


def test_case_DT_09_a_report_day_31_keeps_its_anchor(province):
    part = cyclic(province, report_day=31, at=day(2022, 1, 5))
    recurring.open_periods(day(2022, 4, 2))
    assert [clock.timezone.localtime(r.due_at).day for r in periods(part)] == [31, 28, 31, 30]


def test_complete_means_every_report_whose_day_has_passed(province):
    part = cyclic(province)
    recurring.open_periods(day(2022, 9, 10))
    assert reports.complete(periods(part), day(2022, 8, 25, 23)) and not reports.complete(periods(part), day(2022, 8, 26))
    reports.send(periods(part)[0], by=province.actor("dung"), at=day(2022, 8, 26), body="Muộn một ngày.")
    assert reports.complete(periods(part), day(2022, 9, 10)) and not reports.complete(periods(part), day(2022, 9, 26))
