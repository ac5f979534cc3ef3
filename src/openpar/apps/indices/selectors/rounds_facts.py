"""Facts as a round takes them: read through the door of facts, kept with the entry, read back for scoring and for explaining."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from openpar.engine.index.facts import Fact
from openpar.engine.results import Absent

from .facts import facts_for


def facts(metrics: Sequence[str], organisations: Sequence[int], start: date, last: date, at=None) -> dict[tuple[int, str], Fact]:
    """(organisation, metric) → the fact of the days from `start` to `last`, the last one included."""
    found = facts_for(metrics, organisations, start, last + timedelta(days=1), at)
    return {key: _fact(v) for key, v in found.items() if v.absent is not Absent.NOT_MEASURED}


def _fact(v) -> Fact:
    if v.absent is not None and v.denominator is None:
        return Fact(absent=v.absent, source=v.provenance)
    if v.denominator is not None:
        return Fact(numerator=v.numerator, denominator=v.denominator, se=v.se, source=v.provenance)
    return Fact(value=v.value, se=v.se, source=v.provenance)


def kept(fact: Fact, *, at) -> dict:
    """What of a fact is kept with the points that came from it, as plain data."""
    def plain(v):
        return format(v, "f") if isinstance(v, Decimal) else v
    data = {"value": plain(fact.value), "numerator": plain(fact.numerator), "denominator": plain(fact.denominator),
            "answers": dict(fact.answers) if fact.answers else None, "absent": fact.absent and str(fact.absent), "source": fact.source,
            "note": fact.note}
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
    return Fact(value, Absent(absent) if absent else None, number("numerator"), number("denominator"), inputs.get("answers"),
                source=inputs.get("source", ""), note=inputs.get("note", ""))
