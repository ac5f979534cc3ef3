"""Facts as a round takes them: read through the door of facts, kept with the entry, read back for scoring and for explaining."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from openpar.engine.index.facts import Fact
from openpar.engine.results import Absent


def facts(metrics: Sequence[str], organisations: Sequence[int], start: date, last: date, at=None) -> dict[tuple[int, str], Fact]:
    """(organisation, metric) → the fact of the days from `start` to `last`, the last one included."""
    return {}


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
