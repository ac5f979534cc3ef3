"""A unit over the years: the line breaks where the framework changed, and tasks show what they moved only where points compare."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import Round
from openpar.apps.indices.selectors import rounds_gap as gaps
from openpar.apps.indices.selectors import rounds_years as years
from openpar.apps.indices.services import rounds_facts, rounds_gap
from openpar.engine.index.facts import Fact
from openpar.engine.index.library import load
from tests.apps.indices.round_ground import CALENDAR, open_round
from tests.apps.indices.test_papi_pages import words
from tests.people import moment


def share(n):
    return Fact(numerator=Decimal(n), denominator=Decimal(100), source="Số liệu thử")


@pytest.fixture
def two_years(province):
    """The round of 2021 under the earlier framework, and the running one of 2022."""
    at = moment(date(2022, 1, 4))
    calendar = {k: date(2022, 1, 4 + i) for i, k in enumerate(CALENDAR)}
    before = open_round(province, units=("stc",), ref="demo/department-2020", year=2021, title="Đánh giá năm 2021", starts_on=date(2021, 1, 1),
                        ends_on=date(2021, 12, 31), calendar=calendar, at=at)
    stc = province.stc.pk
    rounds_facts.propose(before, by=province.actor("lan"), at=at, given={(stc, "tasks.on_time_share"): share(82), (stc, "procedures.on_time_share"): share(91)})
    for code, start in (("1.3", "0.82"), ("3.1", "0.91")):
        rounds_gap.give(before, province.stc, code, title="Xử lý đúng hạn", due_on=date(2022, 9, 30), target=Decimal("0.98"), start=Decimal(start),
                        lost=Decimal(2), by=province.actor("chu_tich"), at=at)
    from openpar.apps.indices.selectors.rounds_score import standing
    from openpar.apps.indices.services.rounds_result import keep
    keep(before, standing(before, "provisional"), reason="", by=province.actor("lan"), at=at)
    Round.objects.filter(pk=before.pk).update(state="published")
    now = open_round(province, units=("stc", "syt"))
    rounds_facts.propose(now, by=province.actor("lan"), at=moment(), given={
        (stc, "tasks.on_time_share"): share(99), (stc, "procedures.on_time_share"): share(99)})
    return now


def test_the_frameworks_of_2020_and_2022_differ_in_the_bands_of_tasks_and_not_of_dossiers():
    old, new = ({c.code: c for c in load(f"demo/department-{y}").leaves()} for y in (2020, 2022))
    assert old["1.3"].rule != new["1.3"].rule and old["3.1"].rule == new["3.1"].rule
    assert load("demo/department-2020").covers(2021) and not load("demo/department-2020").covers(2022)


def test_points_under_another_rule_do_not_compare_while_the_metric_does(province, two_years):
    rows = {m.gap.code: m for m in years.moved(gaps.gap_or_404(province.actor("chu_tich"), two_years.pk, province.stc.pk))}
    assert (rows["3.1"].before, rows["3.1"].after, rows["3.1"].change) == (Decimal("1.5"), 5, Decimal("3.5"))
    assert rows["1.3"].change is None and rows["1.3"].after == 4
    assert (rows["1.3"].fact_before, rows["1.3"].fact_after) == ("82%", "99%")


def test_the_page_says_why_they_do_not_compare_and_breaks_the_line(client, province, two_years):
    client.force_login(province.chu_tich)
    answer = client.get(f"/dot-danh-gia/{two_years.pk}/khoang-cach/?don-vi={province.stc.pk}")
    said = words(answer)
    assert "không so được: thang chấm đã đổi" in said and "82% → 99%" in said and "+3,50" in said
    assert "khung chấm đã đổi" in said and 'class="break"' in answer.content.decode()


def test_another_units_tasks_are_not_shown(province, two_years):
    assert years.moved(gaps.gap_or_404(province.actor("chu_tich"), two_years.pk, province.syt.pk)) == []
