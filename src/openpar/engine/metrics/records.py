"""The rows behind an answer: the very expression of the metric, asked row by row, so that the list and the count cannot differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..worktime.periods import Period
from .registry import Metric


@dataclass(frozen=True, slots=True)
class Counted:
    """One fact and what it adds to numerator and denominator; of a distinct metric rows with one `key` count once."""

    id: int
    on: date
    organisation: int
    numerator: int
    denominator: int
    key: int | str | None = None


def rows_of(metric: Metric, table: Any, period: Period, organisations: Iterable[int], *, known_until: date | None = None) -> list[Counted]:
    """Every row of these organisations that the metric counts in a period, in order of its day. The table's column `id` names a row.

    Flows and stocks add up to the answer of `compute`; rows that add nothing to either number are left out.
    """
    import ibis

    wanted = sorted(set(organisations))
    if not wanted:
        return []
    day = table[metric.on]
    near = day < ibis.literal(min(period.end, known_until or period.end))
    if metric.kind == "stock":
        near &= table[metric.until].isnull() | (table[metric.until] >= ibis.literal(period.end))
    else:
        near &= day >= ibis.literal(period.start)
    kept = table.filter(near.fill_null(False) & table[metric.organisation].cast("int64").isin(wanted))
    ratio = metric.ask(kept)
    more = {"_key": kept[metric.key]} if metric.key else {}
    got = kept.group_by("id", **more, _on=kept[metric.on], _org=kept[metric.organisation].cast("int64")).aggregate(
        _above=ratio.numerator.cast("int64"), _below=ratio.denominator.cast("int64")).order_by("_on", "id").to_pyarrow().to_pylist()
    return [Counted(r["id"], r["_on"], r["_org"], r["_above"] or 0, r["_below"] or 0, r.get("_key")) for r in got if r["_above"] or r["_below"]]
