"""Facts: what was measured for a unit, why a value is absent, and the points that people gave by hand.

A fact is keyed by unit and by the code of a metric (or of a criterion that has none). Points are keyed by unit, criterion
and stage (`self`, `appraisal1`, `appraisal2`, `published`), since a round keeps what each side said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import BadInput
from ..results import Absent

STAGES = {"self": "tự chấm", "appraisal1": "thẩm định lần 1", "appraisal2": "thẩm định lần 2", "published": "công bố"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured fact. Exactly one of value, (numerator, denominator), answers or absent carries the news.

    `se` is the standard error of the value, in its unit; `se_basis` is "computed" from a design or "assumed".
    `evidence` False means that somebody looked and found no proof; None means that nobody has looked.
    """

    value: Decimal | bool | str | None = None
    absent: Absent | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answers: Mapping[str, int] | None = None
    se: float | None = None
    se_basis: str = "computed"
    evidence: bool | None = None
    source: str = ""
    note: str = ""

    def number(self) -> Decimal | None:
        """The value as one number: given, or numerator over denominator; None where it is not a number."""
        if self.numerator is not None and self.denominator is not None:
            return self.numerator / self.denominator if self.denominator else None
        if isinstance(self.value, bool):
            return Decimal(int(self.value))
        return self.value if isinstance(self.value, Decimal) else None

    def why_absent(self) -> Absent | None:
        """Why there is nothing to score. An empty denominator is "not applicable", never 0 and never 100 %."""
        if self.absent:
            return self.absent
        if self.denominator is not None and not self.denominator:
            return Absent.NOT_APPLICABLE
        if self.value is None and self.numerator is None and not self.answers:
            return Absent.NOT_MEASURED
        return None


UNMEASURED = Fact(absent=Absent.NOT_MEASURED)


class TooFar(BadInput):
    """A number that is one, too great or too small to stand in a report."""


def usual(number: Decimal) -> bool:
    """Whether a number could stand in somebody's report: others, such as 1e999999999, take for ever to be written out.

    >>> usual(Decimal("86.81")), usual(Decimal("1e999")), usual(Decimal("0e99"))
    (True, False, False)
    """
    exponent = number.as_tuple().exponent  # a letter for what is no number
    return isinstance(exponent, int) and -40 <= exponent <= 20 and number.adjusted() <= 30


def decimal(value: Any, where: str = "") -> Decimal:
    """A number from a file or a YAML entry, exact as written; the Vietnamese decimal comma is understood.

    >>> decimal("86,81"), decimal(0.1), decimal("95 %")
    (Decimal('86.81'), Decimal('0.1'), Decimal('0.95'))
    """
    if isinstance(value, Decimal):
        return value
    text = str(value).strip().replace("\u00a0", "")
    hundred = text.endswith("%")
    text = text.rstrip("% ").replace(" ", "")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadInput(f"{where}: “{value}” không phải là số. Ghi dạng 86,81 hoặc 86.81 hoặc 95 %.".lstrip(": "),
                       where=where) from None
    if not number.is_finite():
        raise BadInput(f"{where}: “{value}” không phải là số hữu hạn.".lstrip(": "), where=where)
    if "_" in text:
        raise BadInput(f"{where}: “{text[:40]}” không phải là số ghi trong báo cáo. Ghi dạng 86,81.".lstrip(": "), where=where)
    if not usual(number):
        raise TooFar(f"{where}: “{text[:40]}” là số quá lớn hoặc quá nhỏ. Kiểm tra lại.".lstrip(": "), where=where)
    number = number / 100 if hundred else number
    return number if number else number.copy_abs()  # nought has no sign


@dataclass(frozen=True)
class FactSet:
    """All facts of a round: unit → code → Fact, and points given by people: unit → criterion → stage → points.

    >>> facts = FactSet.of({"Sở A": {"tasks.on_time_share": 0.96}})
    >>> facts.get("Sở A", "tasks.on_time_share").value
    Decimal('0.96')
    >>> facts.get("Sở A", "tasks.returned_share").absent.value
    'not_measured'
    """

    facts: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    points: Mapping[str, Mapping[str, Mapping[str, Decimal]]] = field(default_factory=dict)
    name: str = ""

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, Any]], points: Mapping[str, Mapping[str, Any]] | None = None, *,
           stage: str = "published", name: str = "") -> "FactSet":
        """A fact set from plain values: numbers, yes/no, text, Fact or Absent."""
        facts = {unit: {code: as_fact(v, f"{unit}/{code}") for code, v in row.items()} for unit, row in table.items()}
        given = {unit: {code: {stage: decimal(v, f"{unit}/{code}")} for code, v in row.items()}
                 for unit, row in (points or {}).items()}
        return cls(facts, given, name)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit with a fact or with points, in order of first mention."""
        return tuple(dict.fromkeys((*self.facts, *self.points)))

    def get(self, unit: str, code: str) -> Fact:
        """The fact, or one that says it was not measured."""
        return self.facts.get(unit, {}).get(code, UNMEASURED)

    def given(self, unit: str, code: str) -> tuple[str, Decimal] | None:
        """Points given by people for this criterion: those of the latest stage, with its name."""
        stages = self.points.get(unit, {}).get(code)
        for stage in ("published", "appraisal2", "appraisal1", "self"):
            if stages and stage in stages:
                return stage, stages[stage]
        return None

    def having(self, unit: str, changes: Mapping[str, Any]) -> "FactSet":
        """The same facts, some of one unit's replaced: the ground of every "what if". Points given by hand stay."""
        row = {**self.facts.get(unit, {}), **{code: as_fact(v, f"{unit}/{code}") for code, v in changes.items()}}
        return replace(self, facts={**self.facts, unit: row})

    def only(self, units: Iterable[str]) -> "FactSet":
        """The facts of these units alone."""
        keep = set(units)
        return replace(self, facts={u: r for u, r in self.facts.items() if u in keep},
                       points={u: r for u, r in self.points.items() if u in keep})

    def stage(self, name: str) -> "FactSet":
        """Only the points of one stage, to score what that side said."""
        points = {u: {c: {name: s[name]} for c, s in row.items() if name in s} for u, row in self.points.items()}
        return replace(self, points=points)


def as_fact(value: Any, where: str = "") -> Fact:
    """A plain value as a Fact; None is "not measured"."""
    if isinstance(value, Fact):
        return value
    if value is None:
        return UNMEASURED
    if isinstance(value, Absent):
        return Fact(absent=value)
    if isinstance(value, bool):
        return Fact(value=value)
    if isinstance(value, str):
        # Text is a number where it reads as one; otherwise it is the name of a grade, or có/không.
        try:
            return Fact(value=decimal(value, where))
        except TooFar:
            raise
        except BadInput:
            return Fact(value=value)
    if isinstance(value, Mapping):
        return Fact(answers={str(k): int(v) for k, v in value.items()})
    return Fact(value=decimal(value, where))
