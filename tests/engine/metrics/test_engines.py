"""The same expressions give the same integers on DuckDB, SQLite, PostgreSQL and Spark, from the same rows."""

import os
import random
import sqlite3
from datetime import date, timedelta

import pytest

from openpar.engine.metrics import Ratio, compute, metric, month, quarter, report_month, rows_of, tree, year
from openpar.engine.metrics.snapshot import Source, connection, opened, take

ibis = pytest.importorskip("ibis")
SHELF: dict = {}
PERIODS = [*(month(2022, n) for n in range(1, 13)), report_month(2022, 3), quarter(2022, 2), year(2022)]
PARENTS = {n: 1 if n > 1 else None for n in range(1, 21)}
COLUMNS = {"id": "int64", "organisation_id": "int64", "task_id": "int64", "given_on": "date", "due_on": "date", "closed_on": "date",
           "in_time": "boolean", "days": "int64", "field": "string"}


@metric("m.flow", title="", table="parts", on="due_on", dimensions=("field",), into=SHELF)
def flow(t):
    return Ratio(t.in_time.ifelse(1, 0).sum(), t.count())


@metric("m.days", title="", table="parts", on="closed_on", into=SHELF)
def days(t):
    return Ratio(t.days.fill_null(0).sum(), t.days.notnull().ifelse(1, 0).sum())


@metric("m.given", title="", table="parts", on="given_on", into=SHELF)
def given(t):
    return Ratio(((t.field == "a") & t.in_time).ifelse(1, 0).sum(), t.count())


@metric("m.distinct", title="", table="parts", on="due_on", kind="distinct", key="task_id", into=SHELF)
def distinct(t):
    return Ratio(t.task_id.nunique(where=t.in_time), t.task_id.nunique())


@metric("m.stock", title="", table="parts", on="given_on", kind="stock", until="closed_on", into=SHELF)
def stock(t):
    return Ratio(t.in_time.ifelse(1, 0).sum(), t.count())


def rows(n=3000):
    rng = random.Random(22)
    for i in range(n):
        given_on = date(2021, 12, 1) + timedelta(days=rng.randrange(380))
        due = given_on + timedelta(days=rng.randrange(60)) if rng.random() < 0.9 else None
        closed = given_on + timedelta(days=rng.randrange(80)) if rng.random() < 0.7 else None
        yield (i, rng.randrange(1, 20), rng.randrange(400), given_on, due, closed, bool(closed and due and closed <= due),
               (closed - given_on).days if closed else None, rng.choice(("a", "b", None)))


def parquet(folder):
    import pyarrow as pa
    import pyarrow.parquet as pq
    kinds = {"int64": pa.int64(), "date": pa.date32(), "boolean": pa.bool_(), "string": pa.string()}
    values = list(zip(*rows(), strict=True))
    file = folder / "parts.parquet"
    pq.write_table(pa.table({n: pa.array(v, kinds[k]) for (n, k), v in zip(COLUMNS.items(), values, strict=True)}), file)
    return file


def integers(table):
    got = compute(SHELF.values(), {"parts": table}, PERIODS, tree(PARENTS, PARENTS))
    split = compute([SHELF["m.flow"]], {"parts": table}, PERIODS, tree(PARENTS, PARENTS), by=("field",))
    return {k: (a.numerator, a.denominator, a.rows) for found in (got.found, split.found) for k, a in found.items()}


@pytest.fixture(scope="module")
def duckdb_says(tmp_path_factory):
    con = ibis.duckdb.connect()
    said = integers(con.read_parquet(parquet(tmp_path_factory.mktemp("facts"))))
    assert len(said) > 1000
    return said


def test_duckdb_agrees_with_counting_by_hand(duckdb_says):
    june, all_rows = month(2022, 6), list(rows())
    due = [r for r in all_rows if r[4] and r[4] in june]
    assert duckdb_says["m.flow", 1, june, ()][:2] == (sum(r[6] for r in due), len(due))
    assert duckdb_says["m.distinct", 1, june, ()][:2] == (len({r[2] for r in due if r[6]}), len({r[2] for r in due}))
    standing = [r for r in all_rows if r[3] < june.end and (r[5] is None or r[5] >= june.end)]
    assert duckdb_says["m.stock", 1, june, ()][:2] == (sum(r[6] for r in standing), len(standing))


def test_sqlite_gives_the_same_integers(duckdb_says, tmp_path):
    pytest.importorskip("regex", reason="needs ibis-framework[sqlite]")
    with sqlite3.connect(tmp_path / "facts.sqlite3") as con:
        con.execute("CREATE TABLE parts (id bigint, organisation_id bigint, task_id bigint, given_on date, due_on date, closed_on date,"
                    " in_time boolean, days bigint, field text)")
        con.executemany("INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?)", [tuple(v.isoformat() if isinstance(v, date) else v for v in r) for r in rows()])
    con.close()
    assert integers(ibis.sqlite.connect(tmp_path / "facts.sqlite3").table("parts")) == duckdb_says


@pytest.mark.needs("postgresql")
def test_postgresql_gives_the_same_integers(duckdb_says):
    psycopg = pytest.importorskip("psycopg")
    from tools.pgcluster import cluster
    with cluster() as url:
        with psycopg.connect(url, autocommit=True) as con:
            con.execute("CREATE TABLE parts (id bigint, organisation_id bigint, task_id bigint, given_on date, due_on date, closed_on date,"
                        " in_time boolean, days bigint, field text)")
            with con.cursor().copy("COPY parts FROM STDIN") as copy:
                for r in rows():
                    copy.write_row(r)
        there = ibis.connect(url)
        assert integers(there.table("parts")) == duckdb_says
        there.disconnect()


@pytest.fixture(scope="module")
def spark():
    pytest.importorskip("pyspark", reason="needs pyspark: pip install 'openpar[spark]'; run once where Spark is used")
    from pyspark.sql import SparkSession
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4").config(
        "spark.driver.bindAddress", os.environ.get("SPARK_LOCAL_IP", "127.0.0.1")).getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.needs("java")
def test_spark_gives_the_same_integers(duckdb_says, tmp_path, spark):
    assert integers(spark.read_parquet(str(parquet(tmp_path)))) == duckdb_says


@pytest.mark.needs("java")
def test_spark_reads_a_snapshot_of_many_months(duckdb_says, tmp_path, spark):
    con = connection()
    con.execute("CREATE TABLE parts AS SELECT * FROM read_parquet(?)", [str(parquet(tmp_path))])
    taken = take(tmp_path / "facts", [Source("parts", "SELECT * FROM parts", tuple(COLUMNS), "given_on")], con, date(2023, 6, 1))
    con.close()
    shot = opened(tmp_path / "facts")
    assert taken.written > 12 and integers(shot.tables(spark)["parts"]) == duckdb_says
    near = shot.tables(spark, SHELF.values(), [month(2022, 3)])
    march = compute(SHELF.values(), near, [month(2022, 3)], tree(PARENTS, PARENTS)).found
    assert {k: (a.numerator, a.denominator, a.rows) for k, a in march.items()} == {k: v for k, v in duckdb_says.items() if k[2] == month(2022, 3) and not k[3]}
    asked = rows_of(SHELF["m.flow"], near["parts"], month(2022, 3), (2, 3))
    there = rows_of(SHELF["m.flow"], shot.tables(ibis.duckdb.from_connection(connection()))["parts"], month(2022, 3), (2, 3))
    assert sorted(map(repr, asked)) == sorted(map(repr, there))
