"""Exactly the records that one computed fact counts: read from the snapshot that it was computed from, named for who may see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from openpar.core import snapshots
from openpar.core.actor import Actor
from openpar.core.facts import fact_tables
from openpar.core.models import Organisation
from openpar.core.rooms import ROOMS, Hit
from openpar.engine.errors import NotLoaded
from openpar.engine.metrics import METRICS, Counted, rows_of
from openpar.engine.metrics.periods import Period
from openpar.engine.metrics.snapshot import opened

from .facts_catalogue import Line
from .facts_computed import Scope, engine, placed

PER_PAGE = 50
PARTS = {"tu-so": _("Trong tử số"), "ngoai": _("Ngoài tử số"), "mau-so": _("Trong mẫu số")}


@dataclass(frozen=True, slots=True)
class Record:
    """One counted row; `hit` is None where this person may not see the record itself."""

    row: Counted
    hit: Hit | None


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one organisation, metric and period. `counted` says how many rows each part has; `numerator` and `denominator` are the fact's."""

    rows: Sequence[Record]
    counted: dict[str, int]
    numerator: int
    denominator: int
    part: str
    page: int
    pages: int
    snapshot: str
    stale: bool
    day: object
    distinct: object
    table: object


def records(actor: Actor, line: Line, unit: Organisation, period: Period, scope: Scope, *, snapshot: str = "", part: str = "mau-so", page: int = 1) -> Records:
    """A page of the rows. A snapshot that is gone is replaced by the latest, and `stale` says so; NotLoaded where there is none."""
    metric = METRICS.get(line.code)
    if metric is None or part not in PARTS:
        raise Http404(line.code)
    shot, stale = _snapshot(snapshot)
    whose = tuple(sorted(o for o, units in placed(scope).counts.items() if unit.pk in units))
    every = _rows(shot.id, line.code, tuple(period), whose)
    some = [r for r in every if _within(r, part)]
    pages = max(-(-len(some) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = some[(page - 1) * PER_PAGE:page * PER_PAGE]
    room = next((r for r in ROOMS.values() if metric.table in (r.records or {})), None)
    hits = room.records[metric.table](actor, [r.id for r in shown]) if room and shown else {}
    table = fact_tables()[metric.table]
    distinct = table.columns[metric.key][1] if metric.key else None
    above, below = (len({r.key for r in every if n(r)}) if metric.key else sum(n(r) for r in every)
                    for n in (lambda r: r.numerator, lambda r: r.denominator))
    counts = Counter({p: sum(1 for r in every if _within(r, p)) for p in PARTS})
    return Records([Record(r, hits.get(r.id)) for r in shown], dict(counts), above, below, part, page, pages, shot.id, stale, table.columns[metric.on][1],
                   distinct, table.title)


def _within(r: Counted, part: str) -> bool:
    return bool(r.numerator) if part == "tu-so" else bool(r.denominator) and (part == "mau-so" or not r.numerator)


def _snapshot(asked: str):
    if asked:
        try:
            if found := opened(snapshots.folder(), asked):
                return found, False
        except NotLoaded:
            pass
    found = snapshots.latest()
    if found is None:
        raise NotLoaded("Chưa có bản chụp số liệu nào, nên chưa liệt kê được việc đã tính. Bản chụp đầu tiên được lấy trong đêm.", where="snapshot")
    return found, bool(asked)


@lru_cache(maxsize=32)
def _rows(id, code, span, whose) -> tuple[Counted, ...]:
    shot, metric = opened(snapshots.folder(), id), METRICS[code]
    tables = shot.tables(engine(), [metric], [Period(*span)])
    return tuple(rows_of(metric, tables[metric.table], Period(*span), whose, known_until=shot.known_until)) if metric.table in tables else ()
