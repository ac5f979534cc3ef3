"""A yearly duty makes its next occurrence once, also after downtime."""

from datetime import date

import pytest

from openpar.apps.tasks import jobs
from openpar.apps.tasks.models import Task
from openpar.core.models import Firing

from .giving import day, give, told

pytestmark = pytest.mark.django_db


def yearly(province, **changes):
    return give(province, "stc syt", due_on=date(2022, 12, 20), recurring=True, coordinating=(province.snv,), clause="3.1",
                targets=({"metric": "Tỷ lệ", "op": ">=", "value": 95, "unit": "%", "year": 2022},), **changes).task


def dues():
    return list(Task.objects.order_by("pk").values_list("due_on", flat=True))


def test_the_next_occurrence_comes_after_the_day_and_once(province):
    task = yearly(province)
    for at in (day(2022, 12, 20), day(2022, 12, 21), day(2022, 12, 21), day(2022, 12, 30)):
        jobs.open_occurrences(at)
    assert dues() == [date(2022, 12, 20), date(2023, 12, 20)]
    new = Task.objects.get(occurrence_of=task)
    assert (new.title, new.clause, new.recurring, new.code, new.targets.get().year) == (task.title, "3.1", True, "NV-2022-0002",
                                                                                        2023)
    assert {(p.organisation.code, p.part) for p in new.assignments.select_related("organisation")} == {
        ("stc", "lead"), ("syt", "lead"), ("snv", "coordinating")}


def test_after_years_of_standing_still_each_occurrence_is_there_once(province):
    yearly(province)
    assert jobs.open_occurrences(day(2025, 1, 5)) == 3 and jobs.open_occurrences(day(2025, 1, 5)) == 0
    assert [d.year for d in dues()] == [2022, 2023, 2024, 2025]


def test_a_run_that_lost_the_race_does_nothing(province):
    task = yearly(province)
    Firing.objects.create(key=f"tasks.next/{task.pk}", at=day(2022, 12, 21))
    assert jobs.open_occurrences(day(2022, 12, 22)) == 0


def test_an_organisation_that_has_ended_is_followed_by_its_heir_or_named(province):
    from openpar.core.models import Succession
    yearly(province)
    type(province.stc).objects.filter(pk=province.stc.pk).update(valid_until=date(2022, 12, 31))
    Succession.objects.create(predecessor=province.stc, successor=province.muong_te, on=date(2023, 1, 1), document="QĐ 1")
    type(province.syt).objects.filter(pk=province.syt.pk).update(valid_until=date(2022, 12, 31))
    jobs.open_occurrences(day(2023, 1, 5))
    parts = Task.objects.get(due_on=date(2023, 12, 20)).assignments.select_related("organisation")
    assert {p.organisation.code for p in parts} == {"muong_te", "snv"}
    assert "Sở Y tế" in told("tasks.next_unclear")[0].payload["text"]


def test_the_anchor_day_is_kept_over_a_leap_year(province):
    give(province, due_on=date(2024, 2, 29), recurring=True)
    jobs.open_occurrences(day(2027, 3, 5))
    assert dues() == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]
