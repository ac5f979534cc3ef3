"""A pass over the facts: ratios of sums, half-open periods, silent units named, successions as it was and as it is today."""

from datetime import date, timedelta

import pytest

from openpar.engine.errors import BadInput
from openpar.engine.metrics import Ratio, between, compute, metric, month, quarter, report_month, rows_of, tree, year

ibis = pytest.importorskip("ibis")
PARENTS = {1: None, 2: 1, 3: 1, 4: 1, 5: 2}  # a province, three departments, a division of the first
SHELF: dict = {}
DAY = date(2022, 6, 1)
JUNE_ROWS = month(2022, 6)


@metric("parts.on_time", title="Đúng hạn", table="parts", on="due_on", dimensions=("field",), into=SHELF)
def on_time(parts):
    return Ratio(parts.in_time.ifelse(1, 0).sum(), parts.count())


@metric("parts.given", title="Đã giao", table="parts", on="given_on", into=SHELF)
def given(parts):
    return Ratio(parts.count(), parts.count())


@metric("parts.tasks", title="Nhiệm vụ khác nhau", table="parts", on="due_on", kind="distinct", key="task_id", into=SHELF)
def tasks(parts):
    return Ratio(parts.task_id.nunique(where=parts.in_time), parts.task_id.nunique())


@metric("parts.open", title="Đang mở", table="parts", on="given_on", kind="stock", until="closed_on", into=SHELF)
def still_open(parts):
    return Ratio((parts.due_on < date(2022, 6, 1)).ifelse(1, 0).sum(), parts.count())


ROWS = [  # organisation, task, given, due, closed, in time, field
    (2, 1, date(2022, 5, 20), date(2022, 5, 31), date(2022, 5, 30), True, "a"),
    (2, 2, date(2022, 5, 20), date(2022, 6, 1), date(2022, 6, 5), False, "a"),
    (5, 2, date(2022, 5, 25), date(2022, 6, 30), None, True, "b"),
    (3, 1, date(2022, 6, 2), date(2022, 6, 30), date(2022, 6, 30), True, None),
    (3, 3, date(2022, 6, 2), date(2022, 7, 1), None, False, "b"),
    (3, 4, date(2022, 6, 2), None, None, False, "b"),
]


def facts():
    names = ("organisation_id", "task_id", "given_on", "due_on", "closed_on", "in_time", "field")
    return {"parts": ibis.memtable([dict(zip(names, r, strict=True)) for r in ROWS], schema={
        "organisation_id": "int64", "task_id": "int64", "given_on": "date", "due_on": "date", "closed_on": "date", "in_time": "boolean", "field": "string"})}


def facts_with_ids():
    return {"parts": facts()["parts"].mutate(id=ibis.row_number().over(ibis.window(order_by=["organisation_id", "given_on", "task_id"])).cast("int64"))}


def answers(periods, units=None, **more):
    return compute(SHELF.values(), facts(), periods, units or tree(PARENTS, [1, 2, 3, 4]), **more)


def pair(answer):
    return (answer.numerator, answer.denominator)


def test_dt_05_a_range_holds_its_last_day_and_no_neighbour():
    june = between(date(2022, 6, 1), date(2022, 6, 30))
    assert pair(answers([june]).get("parts.on_time", 1, june)) == (2, 3)


def test_dt_06_two_neighbouring_months_part_the_rows_exactly():
    months = [month(2022, 5), month(2022, 6), month(2022, 7)]
    got = answers([*months, quarter(2022, 2), quarter(2022, 3)])
    assert [got.get("parts.on_time", 1, p).denominator for p in months] == [1, 3, 1]
    assert pair(got.added("parts.on_time", 1, months[:2])) == pair(got.get("parts.on_time", 1, quarter(2022, 2)))


def test_rp_04_months_closed_on_the_14th_and_quarters_answer_in_one_pass():
    early = report_month(2022, 6)
    got = answers([early, quarter(2022, 2)])
    assert early.start == date(2022, 5, 15) and early.end == date(2022, 6, 15)
    assert pair(got.get("parts.on_time", 2, early)) == (1, 2) and pair(got.get("parts.on_time", 2, quarter(2022, 2))) == (2, 3)


def test_rp_06_a_total_is_the_ratio_of_sums_and_names_who_was_silent():
    june = month(2022, 6)
    got = answers([june], tree(PARENTS, [2, 3, 4]))
    total = got.total("parts.on_time", june)
    assert pair(total) == (2, 3) and got.silent("parts.on_time", june) == (4,)
    average = (got.get("parts.on_time", 2, june).value + got.get("parts.on_time", 3, june).value) / 2
    assert total.value != average


def test_rp_02_a_period_that_still_runs_is_incomplete():
    got = answers([quarter(2022, 2), quarter(2022, 3)], known_until=date(2022, 8, 1))
    assert got.get("parts.on_time", 1, quarter(2022, 2)).complete
    assert not got.get("parts.on_time", 1, quarter(2022, 3)).complete and not got.total("parts.on_time", quarter(2022, 3)).complete


def test_what_is_due_on_days_to_come_is_not_yet_late():
    june = month(2022, 6)
    assert pair(answers([june], known_until=date(2022, 6, 30)).get("parts.on_time", 1, june)) == (0, 1)


def test_rp_03_no_rows_means_no_denominator_and_never_zero():
    empty = year(2019)
    got = answers([empty])
    assert got.get("parts.on_time", 2, empty) is None and got.total("parts.on_time", empty).value is None
    assert got.silent("parts.on_time", empty) == (1, 2, 3, 4)


def test_a_unit_counts_what_lies_below_it_and_every_dimension_separately():
    june = month(2022, 6)
    assert pair(answers([june]).get("parts.on_time", 2, june)) == (1, 2)  # its division's row is its own
    split = compute([SHELF["parts.on_time"]], facts(), [june], tree(PARENTS, [1]), by=("field",))
    assert {k[3]: pair(a) for k, a in split.found.items()} == {("a",): (0, 1), ("b",): (1, 1), (None,): (1, 1)}
    with pytest.raises(BadInput, match="không tách được theo field"):
        compute([SHELF["parts.given"]], facts(), [june], tree(PARENTS, [1]), by=("field",))


def test_different_events_of_one_table_place_the_same_row_in_different_periods():
    may, june = month(2022, 5), month(2022, 6)
    got = answers([may, june])
    assert [got.get("parts.given", 1, p).denominator for p in (may, june)] == [3, 3]
    assert [got.get("parts.on_time", 1, p).denominator for p in (may, june)] == [1, 3]


def test_distinct_values_do_not_add_up():
    months = [month(2022, 5), month(2022, 6)]
    got = answers([*months, quarter(2022, 2)])
    assert [got.get("parts.tasks", 1, p).denominator for p in (*months, quarter(2022, 2))] == [1, 2, 2]
    assert got.get("parts.tasks", 1, quarter(2022, 2)).numerator == 2
    for refused in (lambda: got.added("parts.tasks", 1, months), lambda: got.total("parts.tasks", months[0])):
        with pytest.raises(BadInput, match="không cộng"):
            refused()


def test_a_stock_is_what_is_open_when_the_period_ends():
    got = answers([month(2022, 5), month(2022, 6), month(2022, 7)])
    assert [got.get("parts.open", 1, p).denominator for p in got.periods] == [2, 3, 3]
    with pytest.raises(BadInput, match="không cộng"):
        got.added("parts.open", 1, got.periods)


def test_facts_follow_a_succession_only_when_today_is_asked_and_a_split_is_listed():
    june = month(2022, 6)
    was, now = tree(PARENTS, [2, 3, 4]), tree(PARENTS, [2, 3, 4], today={3: 4, 5: None})
    assert pair(answers([june], was).get("parts.on_time", 3, june)) == (1, 1)
    moved = answers([june], now)
    assert pair(moved.get("parts.on_time", 4, june)) == (1, 1) and moved.get("parts.on_time", 3, june) is None
    assert moved.split == (5,) and pair(moved.total("parts.on_time", june)) == (1, 2)


def test_overlapping_periods_are_not_added():
    got = answers([month(2022, 6), quarter(2022, 2)])
    with pytest.raises(BadInput, match="chồng lên nhau"):
        got.added("parts.on_time", 1, got.periods)


def test_a_day_at_every_edge_of_a_year_lies_in_exactly_one_month():
    months = [month(2022, n) for n in range(1, 13)]
    for n in range(-1, 366):
        day = date(2022, 1, 1) + timedelta(days=n)
        assert sum(day in p for p in months) == (1 if day.year == 2022 else 0)


def test_the_rows_behind_an_answer_add_up_to_it():
    got = answers([JUNE_ROWS], tree(PARENTS, [1, 2, 3]))
    for code, m in SHELF.items():
        for unit, whose in ((1, (1, 2, 3, 4, 5)), (2, (2, 5)), (3, (3,))):
            rows = rows_of(m, facts_with_ids()["parts"], JUNE_ROWS, whose)
            above, below = ((len({r.key for r in rows if n(r)}) if m.key else sum(n(r) for r in rows)) for n in (
                lambda r: r.numerator, lambda r: r.denominator))
            found = got.get(code, unit, JUNE_ROWS)
            assert (above, below) == (pair(found) if found else (0, 0)), (code, unit)
    assert [r.id for r in rows_of(SHELF["parts.on_time"], facts_with_ids()["parts"], JUNE_ROWS, (2, 5))] == [1, 5]
    assert [r.id for r in rows_of(SHELF["parts.on_time"], facts_with_ids()["parts"], JUNE_ROWS, (2, 5), known_until=date(2022, 6, 30))] == [1]
