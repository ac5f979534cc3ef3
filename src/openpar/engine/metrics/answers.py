"""What a pass over the facts found: whole numbers for every metric, unit and period, and who did not answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ..errors import BadInput
from ..worktime.periods import Period
from .registry import Metric

Key = tuple[str, int, Period, tuple]


@dataclass(frozen=True, slots=True)
class Answer:
    """One metric of one unit in one period. `rows` says on how many facts it rests; `complete` is False while the period still runs."""

    numerator: int
    denominator: int
    rows: int
    complete: bool = True

    @property
    def value(self) -> Decimal | None:
        """Numerator over denominator; None without a denominator, which is neither 0 nor 100 %.

        >>> Answer(9, 10, 10).value, Answer(0, 0, 0).value
        (Decimal('0.9'), None)
        """
        return Decimal(self.numerator) / Decimal(self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Answers:
    """All answers of one computation. A pair without facts has no answer; `silent` lists its unit."""

    metrics: Mapping[str, Metric]
    units: tuple[int, ...]
    periods: tuple[Period, ...]
    found: Mapping[Key, Answer]
    split: tuple[int, ...] = field(default=())
    known_until: date | None = None

    def get(self, metric: str, unit: int, period: Period, by: tuple = ()) -> Answer | None:
        """The answer, or None where no fact of the unit lies in the period."""
        return self.found.get((metric, unit, period, by))

    def silent(self, metric: str, period: Period) -> tuple[int, ...]:
        """The asked units without a single fact in the period: to be named beside every total."""
        heard = {key[1] for key in self.found if key[0] == metric and key[2] == period}
        return tuple(u for u in self.units if u not in heard)

    def total(self, metric: str, period: Period, units: Iterable[int] | None = None) -> Answer:
        """The sum over units that answered, as a ratio of sums. The units must not lie inside each other."""
        if self.metrics[metric].kind == "distinct":
            raise BadInput(f"{metric} đếm {self.metrics[metric].key} khác nhau: không cộng qua các đơn vị. Hỏi số này cho đơn vị cấp trên.", where=metric)
        return self._sum(metric, [(u, period) for u in (self.units if units is None else units)])

    def added(self, metric: str, unit: int, periods: Iterable[Period]) -> Answer:
        """The sum over periods that do not overlap. Only flows add up."""
        wanted = sorted(periods)
        if self.metrics[metric].kind != "flow":
            raise BadInput(f"{metric} không phải số phát sinh trong kỳ: không cộng qua các kỳ. Hỏi số này cho cả kỳ dài.", where=metric)
        if any(a.end > b.start for a, b in pairwise(wanted)):
            raise BadInput(f"{metric}: các kỳ chồng lên nhau, cộng lại sẽ tính hai lần.", where=metric)
        return self._sum(metric, [(unit, p) for p in wanted])

    def _sum(self, metric, pairs) -> Answer:
        parts = [a for u, p in pairs if (a := self.get(metric, u, p))]
        complete = all(self.known_until is None or p.end <= self.known_until for _u, p in pairs)
        return Answer(sum(a.numerator for a in parts), sum(a.denominator for a in parts), sum(a.rows for a in parts), complete)
