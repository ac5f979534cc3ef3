"""Facts as a round takes them: read through the door of facts, kept with the entry, read back for scoring and for explaining."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from openpar.engine.index.facts import Fact
from openpar.engine.results import Absent

from .facts import FactValue, facts_for, newest_stated


@dataclass(frozen=True, slots=True)
class Traced(Fact):
    """A fact that names exactly what it was computed from: the snapshot, or the row that somebody stated."""

    snapshot: str = ""
    fact_id: int | None = None
    df: float | None = None
    n: int | None = None
    sample: str = ""


def facts(metrics: Sequence[str], organisations: Sequence[int], start: date, last: date, at=None) -> dict[tuple[int, str], Fact]:
    """(organisation, metric) → the fact of the days from `start` to `last`, the last one included; what nobody measured is left out."""
    found = facts_for(metrics, organisations, start, last + timedelta(days=1), at)
    return {key: _traced(v) for key, v in found.items() if v.absent != Absent.NOT_MEASURED or v.provenance}


def newest(metrics: Sequence[str], organisations: Sequence[int], at) -> dict[tuple[int, str], tuple[date, Fact]]:
    """(organisation, metric) → (the day before which its period ends, the fact) of the latest period that somebody stated."""
    return {key: (end, _traced(v)) for key, (end, v) in newest_stated(metrics, organisations, at).items()}


def _traced(v: FactValue) -> Traced:
    more = {"se": v.se, "df": v.df, "n": v.n, "sample": v.sample, "source": v.provenance, "snapshot": v.snapshot, "fact_id": v.fact_id}
    if v.numerator is not None:
        return Traced(numerator=_tidy(v.numerator), denominator=_tidy(v.denominator), **more)
    if v.answers:
        return Traced(answers=v.answers, **more)
    return Traced(absent=v.absent, **more) if v.absent else Traced(value=_tidy(v.value), **more)


def _tidy(value: Decimal | None) -> Decimal | None:
    """The same number without the noughts of its column: 91, not 91.000000."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def kept(fact: Fact, *, at) -> dict:
    """What of a fact is kept with the points that came from it, as plain data."""
    def plain(v):
        return format(v, "f") if isinstance(v, Decimal) else v
    data = {"value": plain(fact.value), "numerator": plain(fact.numerator), "denominator": plain(fact.denominator),
            "answers": dict(fact.answers) if fact.answers else None, "absent": fact.absent and str(fact.absent), "source": fact.source,
            "note": fact.note, "snapshot": getattr(fact, "snapshot", ""), "fact_id": getattr(fact, "fact_id", None),
            "se": fact.se, **{name: getattr(fact, name, None) for name in ("df", "n", "sample")}}
    return {k: v for k, v in data.items() if v not in (None, "")} | {"read_at": at.isoformat(timespec="minutes")}


def restored(inputs: dict) -> Fact | None:
    """The fact behind an automatic entry, exactly as it was.

    >>> restored(kept(Fact(numerator=Decimal(9), denominator=Decimal(10)), at=__import__("datetime").datetime(2022, 1, 1))).number()
    Decimal('0.9')
    """
    if not inputs:
        return None
    def number(key):
        return Decimal(inputs[key]) if key in inputs else None
    value = inputs.get("value")
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError:
            pass
    absent = inputs.get("absent")
    return Fact(value, Absent(absent) if absent else None, number("numerator"), number("denominator"), inputs.get("answers"), inputs.get("se"),
                source=inputs.get("source", ""), note=inputs.get("note", ""))
