"""The computed status: the database says what rules.status says, at any moment; past days are replayed from the trail."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openpar.apps.tasks import rules
from openpar.apps.tasks.models import Assignment
from openpar.apps.tasks.selectors import lists, status
from openpar.apps.tasks.services import appraise, contests, extensions, work
from openpar.core import clock

from .giving import asked, day, fresh, give, received, submitted

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
FIRST, LAST = datetime(2022, 8, 20), datetime(2022, 9, 12)  # noqa: DTZ001  hypothesis wants them without a zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(ZONE)) | st.dates(
    date(2022, 8, 20), date(2022, 9, 12)).map(clock.end_of)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from(list(rules.A)), st.none() | MOMENTS, st.none() | MOMENTS), min_size=1, max_size=6),
       now=MOMENTS)
def test_the_database_agrees_with_the_rule_and_each_row_has_one_status(province, rows, now):
    if not Assignment.objects.exists():
        for _ in range(6):
            give(province)
    parts = list(Assignment.objects.order_by("pk"))[: len(rows)]
    for part, (state, due_at, submitted_at) in zip(parts, rows, strict=True):
        Assignment.objects.filter(pk=part.pk).update(state=state, due_at=due_at, submitted_at=submitted_at, open=state in rules.OPEN)
    some = Assignment.objects.filter(pk__in=[p.pk for p in parts])
    soon = status.soon_limit(now)
    said = {p.pk: p.status for p in status.annotated(some, now)}
    assert said == {p.pk: rules.status(state, due_at=due_at, submitted_at=submitted_at, now=now, soon_at=soon)
                    for p, (state, due_at, submitted_at) in zip(parts, rows, strict=True)}
    found = {name: set(some.filter(condition).values_list("pk", flat=True)) for name, condition in status.conditions(now).items()}
    assert sum(map(len, found.values())) == len(parts) and all(pk in found[name] for pk, name in said.items())
    assert sum(status.counted(some, now).values()) == len(parts)
    # the list filters by conditions of its own, written for its indexes: they find the same rows
    assert found == {name: set(some.filter(lists.status_condition(name, now, soon)).values_list("pk", flat=True)) for name in rules.STATUSES}
    still_open = set(some.filter(lists.status_condition("open", now, soon)).values_list("pk", flat=True))
    assert still_open == {pk for pk, name in said.items() if name not in ("cancelled", "done_on_time", "done_late")}


def test_case_DT_01_due_today_is_not_overdue_until_the_day_is_over(province):
    part = give(province, due_on=date(2022, 8, 15), at=day(2022, 8, 1))
    for at, said in ((day(2022, 8, 15, 0, 1), "due_soon"), (day(2022, 8, 15, 23, 59), "due_soon"),
                     (day(2022, 8, 16, 0, 0), "overdue")):
        assert status.annotated(Assignment.objects.filter(pk=part.pk), at).get().status == said


def test_a_past_day_is_shown_as_it_was(province):
    part = received(province, give(province, due_on=date(2022, 8, 30)), day(2022, 8, 25))
    work.update_progress(part, by=province.actor("dung"), at=day(2022, 8, 26), percent=20)
    extensions.grant(asked(province, part, due_on=date(2022, 9, 15), at=day(2022, 8, 29)), by=province.actor("lan"),
                     at=day(2022, 8, 29, 15))
    submitted(province, part, at=day(2022, 9, 16))
    appraise.return_(part, by=province.actor("lan"), at=day(2022, 9, 19), reason="Thiếu.")
    submitted(province, part, at=day(2022, 9, 20))
    appraise.accept(part, by=province.actor("lan"), at=day(2022, 9, 21), quality="fair")
    said = {n: status.replayed([fresh(part)], clock.end_of(n)).get(part.pk) for n in (
        date(2022, 8, 23), date(2022, 8, 26), date(2022, 8, 29), date(2022, 9, 15), date(2022, 9, 16), date(2022, 9, 19),
        date(2022, 9, 21))}
    assert list(said.values()) == [None, "due_soon", "not_due", "due_soon", "awaiting_appraisal", "overdue", "done_late"]


def test_a_cancelled_part_was_open_before(province):
    part = give(province)
    contests.contest(part, by=province.actor("dung"), at=day(2022, 8, 25), reason="Không phải việc của sở.")
    contests.cancel(part, by=province.actor("lan"), at=day(2022, 8, 26), reason="Đúng.")
    assert [status.counted_then([fresh(part)], day(2022, 8, d, 20)) for d in (25, 26)] == [{"not_due": 1}, {"cancelled": 1}]


def test_a_replay_reads_a_constant_number_of_times(province, django_assert_max_num_queries):
    parts = [give(province) for _ in range(20)]
    with django_assert_max_num_queries(3):
        assert status.counted_then(parts, clock.end_of(date(2022, 8, 24)) + timedelta(days=1)) == {"not_due": 20}
