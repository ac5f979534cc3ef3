"""Facts that the rooms' own records give, computed from the latest snapshot: one pass a table for all units, kept per process."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.conf import settings

from openpar.core import snapshots
from openpar.core.models import Organisation
from openpar.engine.errors import NotLoaded
from openpar.engine.metrics import METRICS, Answers, Tree, compute
from openpar.engine.metrics.periods import Period
from openpar.engine.metrics.snapshot import Snapshot, connection, opened

from ..models import Entry


def computed_for(metrics: Sequence[str], organisations: Sequence[int], start: date, end: date) -> dict[tuple[int, str], tuple[str, int, int]]:
    """(organisation, metric) → (snapshot, numerator, denominator) over the days [start, end): the unit's own facts and its divisions'.

    Asking for nothing computed costs no query; otherwise one.
    """
    wanted = [m for m in metrics if m in METRICS]
    shot = snapshots.latest() if wanted and organisations else None
    if shot is None:
        return {}
    period = Period(start, end, "")
    found = answers(shot, tuple(wanted), (period,), own_facts())
    return {(o, m): (shot.id, a.numerator, a.denominator) for o in organisations for m in wanted if (a := found.get(m, o, period))}


def own_facts() -> tuple[tuple[int, int], ...]:
    """(organisation, unit that answers for it): itself, or for a division the agency it belongs to. One query."""
    rows = {pk: (parent, kind) for pk, parent, kind in Organisation.objects.order_by("pk").values_list("pk", "parent_id", "kind")}

    def holder(pk):
        seen = set()
        while rows[pk][1] == Organisation.Kind.DIVISION and rows[pk][0] and pk not in seen:
            seen.add(pk)
            pk = rows[pk][0]
        return pk
    return tuple((pk, holder(pk)) for pk in rows)


def answers(shot: Snapshot, codes: tuple[str, ...], periods: tuple[Period, ...], holders: tuple[tuple[int, int], ...]) -> Answers:
    """The answers of a snapshot, computed once per process."""
    return _answers(str(shot.folder), shot.id, codes, tuple(tuple(p) for p in periods), holders)


@lru_cache(maxsize=64)
def _answers(folder, id, codes, spans, holders) -> Answers:
    shot = opened(snapshots.folder(), id)
    tables = shot.tables(engine())
    tree = Tree({o: (u,) for o, u in holders}, (), tuple(dict.fromkeys(u for _o, u in holders)))
    return compute([METRICS[c] for c in codes if METRICS[c].table in tables], tables, [Period(*s) for s in spans], tree, known_until=shot.known_until)


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
