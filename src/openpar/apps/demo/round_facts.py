"""Facts of the demo's rounds for rooms that it does not have yet: made up, and they say so. What its own tasks say is computed."""

from datetime import date, timedelta
from decimal import Decimal

from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.services import facts_entry
from openpar.apps.indices.services.facts_entry import Stated
from openpar.engine.index.facts import Fact
from openpar.engine.index.library import catalogue
from openpar.engine.metrics import METRICS

MADE_UP = "Số liệu mô phỏng của bản dùng thử, không phải số liệu thật"
ENDS = date(2022, 11, 20)
SATISFIED = ((5, (40, 80)), (4, (60, 110)), (3, (5, 30)), (2, (0, 8)), (1, (0, 3)))
OF_OFFICIALS = ((5, (20, 60)), (4, (60, 90)), (3, (10, 30)), (2, (0, 6)))

SILENT = ("sngv", "initiatives.recognised_count")  # one unit does not answer one question: it is listed, and has no rank


def made_up(round, units, rng, temper, shift: float = 0.0) -> dict:
    """(organisation, metric) → fact, for every metric that the round's framework asks for.

    `shift` is how much more or less was done than by habit: a share, −0.05 is five points of a hundred less.
    """
    metrics = sorted({c.metric for c in shelf.frozen(round).leaves() if c.metric})
    usual = {"prompt": 0.97, "slow": 0.9, "late": 0.82}
    return {(o.pk, m): _made_up(m, usual[temper.get(o.pk, "slow")] + shift, rng) for o in units for m in metrics}


def stated(round, units, found) -> dict:
    """The same facts without what nobody answers: those that people state are rows of the catalogue, as the units sent them."""
    return {(o.pk, m): fact for o in units for m in {m for _o, m in found} if (fact := found.get((o.pk, m))) and (o.code, m) != SILENT}


def enter(round, units, facts, *, by, at) -> int:
    """State by hand what no room computes, over the days of the round; how many rows."""
    rows = [Stated(m, o, round.starts_on, round.ends_on + timedelta(days=1), value=f.value, numerator=f.numerator, denominator=f.denominator,
                   answers={k: int(v) for k, v in f.answers.items()} if f.answers else None, document=MADE_UP)
            for o in units for m in sorted(catalogue()) if m not in METRICS and (f := facts.get((o.pk, m)))]
    return facts_entry.state(rows, by=by, at=at)


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
