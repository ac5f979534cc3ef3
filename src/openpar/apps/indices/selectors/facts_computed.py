"""Facts that the rooms' own records give, computed from the latest snapshot: one pass a table for all units, kept per process."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from openpar.core import snapshots
from openpar.core.models import Organisation
from openpar.core.organisations import as_today
from openpar.engine.errors import NotLoaded
from openpar.engine.metrics import METRICS, Answers, Tree, compute
from openpar.engine.metrics.periods import Period
from openpar.engine.metrics.snapshot import Snapshot, connection, opened

from ..models import Entry


@dataclass(frozen=True, slots=True)
class Scope:
    """Where facts count: as it was (at the organisation of their day) or, with `today`, at whoever answers for it on that day.

    `below` counts everything below a unit too; otherwise a unit has its own facts and those of its divisions. `by` splits by dimensions.
    """

    today: date | None = None
    below: bool = False
    by: tuple[str, ...] = ()


AS_IT_WAS = Scope()


@dataclass(frozen=True, slots=True)
class Computed:
    """What a snapshot says: (organisation, metric, values of the dimensions) → numerator and denominator; `split` could not be placed."""

    snapshot: str
    found: dict[tuple[int, str, tuple], tuple[int, int]]
    split: tuple[int, ...] = ()


def computed(metrics: Sequence[str], organisations: Sequence[int], start: date, end: date, scope: Scope = AS_IT_WAS) -> Computed | None:
    """The facts of these organisations in a scope; None where nothing is computed. One query, three with `today`."""
    wanted = [m for m in metrics if m in METRICS]
    shot = snapshots.latest() if wanted and organisations else None
    if shot is None:
        return None
    period = Period(start, end, "")
    found = answers(shot, tuple(wanted), (period,), placed(scope), scope.by)
    asked = set(organisations)
    return Computed(shot.id, {(o, m, by): (a.numerator, a.denominator) for (m, o, _p, by), a in found.found.items() if o in asked}, found.split)


def placed(scope: Scope = AS_IT_WAS) -> Tree:
    """For which units the facts of every organisation count."""
    rows = {pk: (parent, kind) for pk, parent, kind in Organisation.objects.order_by("pk").values_list("pk", "parent_id", "kind")}
    now = {pk: t.organisation and t.organisation.pk for pk, t in as_today(rows, scope.today).items()} if scope.today else {}
    counts, split = {}, []
    for pk in rows:
        holder = now.get(pk, pk)
        if holder is None:
            split.append(pk)
            continue
        seen = []
        while rows[holder][1] == Organisation.Kind.DIVISION and rows[holder][0] and holder not in seen:
            seen.append(holder)
            holder = rows[holder][0]
        above = [holder]
        while scope.below and (parent := rows[above[-1]][0]) and parent not in above:
            above.append(parent)
        counts[pk] = tuple(above)
    return Tree(counts, tuple(split), tuple(dict.fromkeys(u for units in counts.values() for u in units)))


def answers(shot: Snapshot, codes: tuple[str, ...], periods: tuple[Period, ...], units: Tree, by: tuple[str, ...] = ()) -> Answers:
    """The answers of a snapshot, computed once per process."""
    return _answers(str(shot.folder), shot.id, codes, tuple(tuple(p) for p in periods), tuple(units.counts.items()), units.split, units.units, by)


@lru_cache(maxsize=64)
def _answers(folder, id, codes, spans, counts, split, units, by) -> Answers:
    shot = opened(snapshots.folder(), id)
    periods = [Period(*s) for s in spans]
    tables = shot.tables(engine(), [METRICS[c] for c in codes], periods)
    some = [METRICS[c] for c in codes if METRICS[c].table in tables]
    return compute(some, tables, periods, Tree(dict(counts), split, units), by=by, known_until=shot.known_until)


def snapshots_used() -> set[str]:
    """The beginnings of the snapshots that some score was computed from, as its entry says."""
    found = set()
    for source in Entry.objects.filter(stream="automatic").values_list("inputs__source", flat=True).distinct():
        found |= set(re.findall(r"\b[0-9a-f]{12}\b", source or ""))
    return found


def engine():
    """A connection of the engine that the settings name."""
    import ibis
    if settings.FACTS_ENGINE == "spark":
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise NotLoaded("OPENPAR_FACTS_ENGINE là spark nhưng chưa cài openpar[spark] và Java.", where="OPENPAR_FACTS_ENGINE") from None
        return ibis.pyspark.connect(SparkSession.builder.getOrCreate())
    return ibis.duckdb.from_connection(connection())
