"""H18: 40 metrics × 60 units × 12 months over 10,000,000 generated facts, against SQL written by hand over the same Parquet.

6,000,000 assignment-like and 4,000,000 dossier-like facts, all given in the twelve months; the hand-written SQL makes one pass a
table, as ours does. H18r: a third of them over 36 months, as an installation gathers them; the newest month written and computed
again, against all months written and computed.
"""

import importlib.util
import tempfile
import time
from datetime import date
from pathlib import Path

from openpar.engine.metrics import Ratio, compute, metric, month, tree
from openpar.engine.metrics.snapshot import Source, connection, opened, take

IDS = ("H18", "H18r")
UNITS, TABLES = 60, {"assignments": 6_000_000, "dossiers": 4_000_000}
MONTHS = [month(2022, n) for n in range(1, 13)]
SHELF: dict = {}
FLAGS = 18  # questions by the due day a table; two more by the day of giving


def _offer() -> None:
    for table in TABLES:
        for k in range(FLAGS):
            @metric(f"{table}.q{k}", title="", table=table, on="due_on", into=SHELF)
            def ask(t, k=k):
                return Ratio(((t.flags & (1 << k)) > 0).ifelse(1, 0).sum(), (t.kind == k % 6).ifelse(1, 0).sum())
            ask.__qualname__ = f"{table}{k}"
        for k in range(2):
            @metric(f"{table}.g{k}", title="", table=table, on="given_on", into=SHELF)
            def given(t, k=k):
                return Ratio(t.days.sum() if k else t.in_time.ifelse(1, 0).sum(), t.count())
            given.__qualname__ = f"{table}g{k}"


def _rows(table: str, count: int, first: str, days: int) -> str:
    """Generated facts given evenly over so many days: a fixed hash of the number is the only chance."""
    day, salt = f"DATE '{first}' + (i * {days} // {count})::INT", sum(map(ord, table))
    return (f"SELECT i AS id, 1 + (hash(i, {salt}) % {UNITS})::BIGINT AS organisation_id, {day} AS given_on, "
            f"{day} + (hash(i, {salt + 1}) % 30)::INT AS due_on, (hash(i, {salt + 2}) % 6)::BIGINT AS kind, "
            f"(hash(i, {salt + 3}) % {1 << FLAGS})::BIGINT AS flags, (hash(i, {salt + 4}) % 40)::BIGINT AS days, hash(i, {salt + 5}) % 10 > 0 AS in_time "
            f"FROM range({count}) r(i)")


COLUMNS = ("id", "organisation_id", "given_on", "due_on", "kind", "flags", "days", "in_time")


def _sources(con, first: str, days: int, part: int = 1) -> list[Source]:
    """The live tables, made."""
    for table, count in TABLES.items():
        con.execute(f"CREATE TABLE live_{table} AS {_rows(table, count // part, first, days)}")
    return [Source(t, f"SELECT * FROM live_{t}", COLUMNS, "given_on") for t in TABLES]


def _ours(shot, periods):
    import ibis
    return compute(SHELF.values(), shot.tables(ibis.duckdb.from_connection(connection()), SHELF.values(), periods), periods,
                   tree(dict.fromkeys(range(1, UNITS + 1)), range(1, UNITS + 1)))


def _by_hand(shot):
    """One pass a table; the same numbers by unit and month."""
    con, found = connection(), {}
    for table in TABLES:
        ratios = [f"sum(CASE WHEN flags & {1 << k} > 0 THEN 1 ELSE 0 END)::BIGINT" for k in range(FLAGS)]
        kinds = [f"sum(CASE WHEN kind = {k} THEN 1 ELSE 0 END)::BIGINT" for k in range(6)]
        rest = ["sum(CASE WHEN in_time THEN 1 ELSE 0 END)::BIGINT", "sum(days)::BIGINT", "count(*)"]
        rows = con.execute(
            "SELECT organisation_id, CASE WHEN due_on >= DATE '2022-01-01' AND due_on < DATE '2023-01-01' THEN month(due_on) END AS d, "
            "CASE WHEN given_on >= DATE '2022-01-01' AND given_on < DATE '2023-01-01' THEN month(given_on) END AS g, "
            f"{', '.join(ratios + kinds + rest)} FROM read_parquet(?) WHERE (due_on >= DATE '2022-01-01' AND due_on < DATE '2023-01-01') OR "
            "(given_on >= DATE '2022-01-01' AND given_on < DATE '2023-01-01') GROUP BY 1, 2, 3", [shot.files(table)]).fetchall()
        sums: dict = {}
        for unit, due, given, *values in rows:
            for event, at in (("d", due), ("g", given)):
                if at:
                    had = sums.setdefault((event, unit, at), [0] * len(values))
                    for i, v in enumerate(values):
                        had[i] += v
        for (event, unit, at), v in sums.items():
            if event == "d":
                found |= {(f"{table}.q{k}", unit, at): (v[k], v[FLAGS + k % 6]) for k in range(FLAGS)}
            else:
                found |= {(f"{table}.g0", unit, at): (v[-3], v[-1]), (f"{table}.g1", unit, at): (v[-2], v[-1])}
    return found


def _frames(shot, name: str):
    """The same in pandas or polars, aggregates only; seconds."""
    began = time.perf_counter()
    for table in TABLES:
        if name == "polars":
            import polars as pl
            lazy = pl.scan_parquet(shot.files(table))
            for on in ("due_on", "given_on"):
                inside = lazy.filter(pl.col(on).is_between(date(2022, 1, 1), date(2022, 12, 31)))
                wanted = [((pl.col("flags") & (1 << k)) > 0).sum().alias(f"q{k}") for k in range(FLAGS)] + [
                    (pl.col("kind") == k).sum().alias(f"k{k}") for k in range(6)] if on == "due_on" else [
                    pl.col("in_time").sum(), pl.col("days").sum(), pl.len()]
                inside.group_by("organisation_id", pl.col(on).dt.month()).agg(wanted).collect()
        else:
            import pandas as pd
            frame = pd.concat([pd.read_parquet(f) for f in shot.files(table)], ignore_index=True)
            for on in ("due_on", "given_on"):
                days = pd.to_datetime(frame[on])
                inside = frame[(days >= "2022-01-01") & (days < "2023-01-01")].assign(m=days.dt.month)
                if on == "due_on":
                    inside = inside.assign(**{f"q{k}": (inside["flags"] & (1 << k)) > 0 for k in range(FLAGS)},
                                           **{f"k{k}": inside["kind"] == k for k in range(6)})
                inside.groupby(["organisation_id", "m"]).sum(numeric_only=True)
    return time.perf_counter() - began


def run(only=None) -> list[dict]:
    """The rows asked for."""
    _offer()
    assert len(SHELF) == 40
    return [{"H18": _pass, "H18r": _refresh}[name]() for name in IDS if not only or name in only]


def _pass() -> dict:
    with tempfile.TemporaryDirectory(prefix="openpar-h18-") as folder:
        live = connection()
        take(Path(folder), _sources(live, "2022-01-01", 365), live, date(2023, 3, 1))
        live.close()
        shot, ours, hand = opened(Path(folder)), [], []
        for _turn in range(5):
            began = time.perf_counter()
            got = _ours(shot, MONTHS)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            expected = _by_hand(shot)
            hand.append(time.perf_counter() - began)
        same = {(m, u, p.start.month): (a.numerator, a.denominator) for (m, u, p, _by), a in got.found.items()} == expected
        beside = ", ".join(f"{n} {_frames(shot, n):.1f} s" for n in ("polars", "pandas") if importlib.util.find_spec(n))
        return {"id": "H18", "what": f"40 metrics × {UNITS} units × 12 months over {sum(TABLES.values()):,} facts (beside: {beside})", "ours": min(ours),
                "unit": "s", "peer": "SQL by hand, one pass a table", "peer_value": min(hand), "correct": same}


def _refresh() -> dict:
    with tempfile.TemporaryDirectory(prefix="openpar-h18r-") as folder:
        live = connection()
        sources = _sources(live, "2020-01-01", 1096, part=3)
        began = time.perf_counter()
        take(Path(folder), sources, live, date(2023, 3, 1))
        _ours(opened(Path(folder)), [month(y, n) for y in (2020, 2021, 2022) for n in range(1, 13)])
        whole = time.perf_counter() - began
        for table, count in TABLES.items():
            live.execute(f"UPDATE live_{table} SET days = days + 1 WHERE id = {count // 3 - 5}")  # a late correction
        began = time.perf_counter()
        newest = [Source(s.name, f"{s.sql} WHERE given_on >= DATE '2022-12-01'", s.columns, s.anchor) for s in sources]
        taken = take(Path(folder), newest, live, date(2023, 3, 1), since="2022-12")
        got = _ours(opened(Path(folder)), [MONTHS[-1]])
        refresh = time.perf_counter() - began
        same = got.found == {k: a for k, a in _ours(opened(Path(folder)), MONTHS).found.items() if k[2] == MONTHS[-1]}
        return {"id": "H18r", "what": f"newest month of 36 written and computed again ({taken.written} of 72 parts), {sum(TABLES.values()) // 3:,} facts",
                "ours": refresh, "unit": "s", "peer": "all months", "peer_value": whole,
                "correct": same and taken.written == 2 and not opened(Path(folder)).check()}
