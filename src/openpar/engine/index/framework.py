"""An index framework as a value: a dated tree of criteria, how each is scored, and how the whole is rounded and ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from .methods import METHODS, Method

ROUNDING = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
BY = {"automatic": "hệ thống tự tính", "self": "tự chấm, có thẩm định", "survey": "điều tra xã hội học",
      "leader": "lãnh đạo chấm", "published": "số công bố", "mixed": "kết hợp", "unknown": "chưa rõ"}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a criterion is scored: the name of a method and its parameters, numbers as Decimal. `grade` is its confidence."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)
    grade: str = "A"

    @property
    def how(self) -> Method:
        """The method's function and description."""
        return METHODS[self.method]


@dataclass(frozen=True, slots=True)
class Compose:
    """How a node is made of its children: sum, weights, mean, geometric, pooled or calibrated."""

    how: str = "sum"
    times: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A node of the tree: lĩnh vực, tiêu chí or tiêu chí thành phần. A leaf without a rule has an unknown one."""

    code: str
    title: str
    max: Decimal | None = None
    children: tuple["Criterion", ...] = ()
    rule: Rule | None = None
    compose: Compose = Compose()
    weight: Decimal | None = None
    metric: str = ""
    by: str = "unknown"
    kind: str = "core"
    missing: str = "bounds"
    minimum_available: Decimal = Decimal(0)
    not_applicable: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    scale_text: str = ""
    source: str = ""
    note: str = ""

    @property
    def leaf(self) -> bool:
        """A node without children."""
        return not self.children

    @property
    def fact_code(self) -> str:
        """The code under which its fact is looked up: its metric, else its own code."""
        return self.metric or self.code

    @property
    def label(self) -> str:
        """Code and title."""
        return f"{self.code} {self.title}".strip()

    @property
    def direction(self) -> str:
        """↑ or ↓ of the fact: "cao hơn tốt hơn" or "thấp hơn tốt hơn"; empty where the rule is unknown."""
        if not self.rule:
            return ""
        return "thấp hơn tốt hơn" if self.rule.how.direction(self.rule.params) == "lower" else "cao hơn tốt hơn"

    def extremes(self) -> tuple[Decimal, Decimal] | None:
        """The fewest and the most points this node can have; None while a maximum below it is unknown."""
        from .compose import extremes
        if self.leaf:
            if self.max is None:
                return None
            return self.rule.how.extremes(self.rule.params, self.max) if self.rule else (Decimal(0), self.max)
        parts = [c.extremes() for c in self.children]
        if any(p is None for p in parts):
            return (Decimal(0), self.max) if self.max is not None else None
        return extremes(self, parts)

    def walk(self) -> Iterator["Criterion"]:
        """This node and every one below, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Criterion"]:
        """The scored nodes below, in document order. A pooled node is scored as one, over its children's answers."""
        return (c for c in self.walk() if c.leaf)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the framework says about absence, rounding, ranks and classes."""

    decimals: int = 2
    rounding: str = "half_up"
    rank_on: str = "exact"
    ties: str = "standard"
    rank_incomplete: bool = False
    class_on: str = "published"
    class_value: str = "percent"
    classes: tuple[tuple[str, Decimal], ...] = ()
    no_evidence: str = "explain"
    not_applicable: str = "leave"

    def round(self, value: Decimal) -> Decimal:
        """The published form: rounded once, at the end.

        >>> Settings().round(Decimal("80.005"))
        Decimal('80.01')
        """
        # Quotients end after 28 digits: taking them to 20 first keeps 3 × ⅓ from falling under a tie.
        exact = value.quantize(Decimal(1).scaleb(-20), ROUND_HALF_EVEN)
        return exact.quantize(Decimal(1).scaleb(-self.decimals), ROUNDING[self.rounding])


@dataclass(frozen=True)
class Framework:
    """One index of one level from one year on (khung chỉ số)."""

    index: str
    level: str
    year: int
    title: str
    root: Criterion
    settings: Settings = Settings()
    until: int | None = None
    variant: str = ""
    jurisdiction: str = ""
    status: str = "draft"
    revision: int = 1
    revision_note: str = ""
    source: str = ""
    confidence: str = "A"
    checked: Mapping[str, Any] = field(default_factory=dict)
    effective: date | None = None
    example: bool = False
    note: str = ""
    ref: str = ""
    digest: str = ""
    layer: str = "shipped"

    def __getitem__(self, code: str) -> Criterion:
        """The criterion with this code; `Missing` (a `KeyError` in words) where there is none."""
        for c in self.root.walk():
            if c.code == code:
                return c
        from ..errors import Missing
        raise Missing(f"{self.ref}: không có tiêu chí mã {code}.", where=code)

    @property
    def total(self) -> Decimal | None:
        """The maximum of the whole."""
        return self.root.max

    def covers(self, year: int) -> bool:
        """Does this file apply to that year?"""
        return self.year <= year and (self.until is None or year <= self.until)

    def leaves(self) -> tuple[Criterion, ...]:
        """Every scored criterion in document order."""
        return tuple(c for c in self.root.leaves() if c.code)

    def metrics(self) -> dict[str, list[str]]:
        """Metric code → the criteria that use it."""
        used: dict[str, list[str]] = {}
        for c in self.leaves():
            used.setdefault(c.fact_code, []).append(c.code)
        return used

    def unsure_rules(self) -> tuple[Criterion, ...]:
        """The leaves whose rule is graded below B; none once a person compared the whole framework with its document (`checked`)."""
        return () if self.checked else tuple(c for c in self.leaves() if c.rule and c.rule.grade not in ("A", "B"))

    @property
    def unverified(self) -> bool:
        """Shown as "chưa đối chiếu": the content or one of its rules is graded below B, and nobody compared it with the document."""
        return not self.checked and (self.confidence not in ("A", "B") or bool(self.unsure_rules()))

    def unknown_rules(self) -> tuple[Criterion, ...]:
        """The leaves whose rule is not known."""
        return tuple(c for c in self.leaves() if c.rule is None)
