"""A question about some days reads only the months in which its rows can lie, and gets the same numbers."""

from datetime import date
from functools import partial

import pytest

from openpar.engine.metrics import Ratio, between, compute, metric, month, rows_of, tree
from openpar.engine.metrics.snapshot import Source, connection, opened, take

ibis = pytest.importorskip("ibis")
pytest.importorskip("duckdb")
SHELF: dict = {}
UNITS = tree({1: None, 2: 1, 3: 1}, [1, 2, 3])
COLUMNS = ("id", "organisation_id", "given_on", "due_on", "closed_on", "late")
FACTS = """SELECT i AS id, 2 + i % 2 AS organisation_id, DATE '2021-01-01' + (i * 3)::INT AS given_on,
    CASE WHEN i % 5 > 0 THEN DATE '2021-01-01' + (i * 3 + i % 50)::INT END AS due_on,
    CASE WHEN i % 7 > 0 THEN DATE '2021-01-01' + (i * 3 + 90)::INT END AS closed_on, i % 3 = 0 AS late FROM range(240) r(i)"""


def _late(t):
    return Ratio(t.late.ifelse(1, 0).sum(), t.count())


for _event in ("given_on", "due_on", "closed_on"):
    metric(f"f.{_event}", title="", table="facts", on=_event, into=SHELF)(_late)
metric("f.kinds", title="", table="facts", on="due_on", kind="distinct", key="id", into=SHELF)(lambda t: Ratio(t.id.nunique(where=t.late), t.id.nunique()))
metric("f.open", title="", table="facts", on="given_on", kind="stock", until="closed_on", into=SHELF)(_late)


@pytest.fixture
def taken(tmp_path):
    con = connection()
    taken = partial(take, tmp_path, con=con, known_until=date(2023, 6, 1))
    taken([Source("facts", FACTS, COLUMNS, "given_on"), Source("others", f"SELECT * FROM ({FACTS}) WHERE id < 3", COLUMNS, "given_on")])
    yield taken
    con.close()


@pytest.fixture
def shot(taken, tmp_path):
    return opened(tmp_path)


def engine():
    return ibis.duckdb.from_connection(connection())


class Counting:
    """An engine that remembers which months it was given."""

    name = "counting"

    def __init__(self):
        self.months, self.engine = [], engine()

    def read_parquet(self, files):
        self.months += [file.split("/")[-2] for file in files]
        return self.engine.read_parquet(files)


SPANS = [month(2021, 1), month(2021, 3), month(2022, 12), between(date(2021, 2, 10), date(2022, 4, 3)), month(2019, 1), month(2029, 1)]


@pytest.mark.parametrize("code", SHELF)
def test_the_answer_is_that_of_all_months(shot, code):
    asked, con = [SHELF[code]], engine()
    everything = shot.tables(con)
    for span in SPANS:
        near = shot.tables(con, asked, [span])
        assert compute(asked, near, [span], UNITS).found == compute(asked, everything, [span], UNITS).found, span
    rows = [rows_of(SHELF[code], t["facts"], SPANS[1], (2, 3), known_until=shot.known_until) for t in (everything, shot.tables(con, asked, SPANS[1:2]))]
    assert list(rows[0]) == list(rows[1])


def test_several_periods_and_events_together_are_those_of_all_months(shot):
    spans = [month(2021, 5), month(2022, 2)]
    pruned = shot.tables(engine(), SHELF.values(), spans)
    assert set(pruned) == {"facts"}  # nobody asked for the other table
    found = compute(SHELF.values(), pruned, spans, UNITS).found
    assert found and found == compute(SHELF.values(), shot.tables(engine()), spans, UNITS).found


@pytest.mark.parametrize(("code", "months"), [("f.given_on", ["2022-03"]), ("f.due_on", ["2022-01", "2022-02", "2022-03"]), ("f.closed_on", ["2021-12"])])
def test_only_months_in_which_a_row_can_lie_are_read(shot, code, months):
    reads = Counting()
    shot.tables(reads, [SHELF[code]], [month(2022, 3)])
    assert reads.months == months


def test_what_is_open_at_the_end_is_looked_for_in_every_month_before(shot):
    reads = Counting()
    shot.tables(reads, [SHELF["f.open"]], [month(2021, 3)])
    assert reads.months == ["2021-01", "2021-02", "2021-03"]


def test_a_month_written_before_the_manifest_named_days_is_always_read(shot):
    for part in shot.manifest["tables"]["facts"]["partitions"].values():
        del part["days"]
    reads = Counting()
    shot.tables(reads, [SHELF["f.given_on"]], [month(2022, 3)])
    assert len(reads.months) == len(shot.manifest["tables"]["facts"]["partitions"])
