"""Facts of the demo's round: of the tasks that it really has, and for rooms that it does not have yet made-up ones that say so."""

from collections import Counter
from datetime import date
from decimal import Decimal

from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.tasks.selectors import records
from openpar.core import clock
from openpar.engine.index.facts import Fact
from openpar.engine.index.library import catalogue

MADE_UP = "Số liệu mô phỏng của bản dùng thử, không phải số liệu thật"
OWN = "Nhiệm vụ trong bản dùng thử, tính đến ngày 20/11/2022"
ENDS = date(2022, 11, 20)
SATISFIED = ((5, (40, 80)), (4, (60, 110)), (3, (5, 30)), (2, (0, 8)), (1, (0, 3)))
OF_OFFICIALS = ((5, (20, 60)), (4, (60, 90)), (3, (10, 30)), (2, (0, 6)))


def facts_of(round, units, rng, temper) -> dict:
    """(organisation, metric) → fact, for every metric that the round's framework asks for."""
    return made_up(round, units, rng, temper) | _own(units)


def made_up(round, units, rng, temper, shift: float = 0.0) -> dict:
    """The same, made up for every metric; `shift` is how much more or less was done than by habit (a share, −0,05 is five points less)."""
    metrics = sorted({c.metric for c in shelf.frozen(round).leaves() if c.metric})
    return {(o.pk, m): _made_up(m, {"prompt": 0.97, "slow": 0.9, "late": 0.82}[temper.get(o.pk, "slow")] + shift, rng) for o in units for m in metrics}


def _made_up(metric, base, rng) -> Fact:
    about = catalogue()[metric]
    lower = about.get("better") == "lower"
    if metric.startswith("surveys."):
        levels = SATISFIED if about["unit"] == "share" else OF_OFFICIALS
        return Fact(answers={str(level): rng.randint(*n) for level, n in levels}, source=MADE_UP)
    if about["unit"] == "share":
        total = rng.randint(40, 400)
        share = min(max(rng.gauss(0.06 if lower else base, 0.04), 0), 1)
        return Fact(numerator=Decimal(int(share * total + 0.5)), denominator=Decimal(total), source=MADE_UP)
    return Fact(value=Decimal(rng.choice((0, 0, 0, 1) if lower else (0, 1, 1, 2, 3))), source=MADE_UP)


def _own(units) -> dict:
    """What the demo's tasks say: on time of those due, done of those given, by the last day of the round's period."""
    ends = clock.end_of(ENDS)
    due, on_time, given, done = Counter(), Counter(), Counter(), Counter()
    for p in records.parts(organisation__in=units):
        accepted = p.state == "accepted" and p.submitted_at is not None and p.submitted_at <= ends
        given[p.organisation_id] += 1
        done[p.organisation_id] += accepted
        if p.due_at and p.due_at <= ends:
            due[p.organisation_id] += 1
            on_time[p.organisation_id] += accepted and p.submitted_at <= p.due_at
    return {(o.pk, metric): Fact(numerator=Decimal(above[o.pk]), denominator=Decimal(below[o.pk]), source=OWN)
            for o in units for metric, above, below in (("tasks.on_time_share", on_time, due), ("tasks.plan_completion", done, given)) if below[o.pk]}
