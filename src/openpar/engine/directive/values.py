"""What a parsed directive is made of. Plain frozen values; `as_data` gives the same as JSON-able data.

A span is a pair (start, end) of character offsets into `Directive.text`, end exclusive.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from . import calendar_words

Span = tuple[int, int]
T = TypeVar("T")


def plain(value: Any) -> Any:
    """Values as lists, dicts, text and numbers; each object says its own fields."""
    if isinstance(value, Many):
        return {"items": [plain(v) for v in value], "reason": value.reason, "sure": value.sure}
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value.isoformat() if isinstance(value, datetime.date) else value


@dataclass(frozen=True, slots=True)
class Many(Generic[T]):
    """A list of values of one field, with the reason for the list as a whole and whether the parser is sure of it."""

    items: tuple[T, ...] = ()
    reason: str = ""
    sure: bool = True

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]

    def __bool__(self) -> bool:
        return bool(self.items)


@dataclass(frozen=True, slots=True)
class Named:
    """An agency as written (`text`), its name without the head's title (`name`), and whether it stands for many (`group`).

    `codes` holds what the installation's register resolved it to, as (code, name) pairs; empty without a register.
    """

    text: str
    name: str
    span: Span
    group: bool = False
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """When, as kind and value: date, month, quarter, year, yearly, periodic, continuous, from, range, event, none."""

    kind: str = "none"
    value: str | None = None
    text: str = ""
    span: Span | None = None
    reason: str = ""
    sure: bool = True

    def last_day(self) -> datetime.date | None:
        """The last day on which the task is still in time; None for cycles, events and tasks without a time.

        >>> Deadline("quarter", "2025-Q4").last_day()
        datetime.date(2025, 12, 31)
        """
        return calendar_words.last_day(self.kind, self.value)

    def cycle(self) -> dict | None:
        """How often it comes back, as {"every": …, "days": […]}; None where it does not.

        >>> Deadline("periodic", "monthly:20").cycle()
        {'every': 'month', 'days': ['20']}
        """
        return calendar_words.cycle(self.kind, self.value)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that must be reached: metric in words, op (> >= = <= < ~), value, unit, and the year it must be reached by."""

    metric: str
    op: str
    value: float | int | None
    unit: str
    by: int | None
    span: Span
    reason: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class LegalRef:
    """A document cited in a task. Laws have a `title` and usually no number."""

    type: str
    number: str | None
    date: str | None
    issuer: str | None
    span: Span
    title: str | None = None
    reason: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A duty to report: to whom, until when."""

    to: tuple[Named, ...]
    deadline: Deadline
    span: Span
    reason: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at: which field, a question in plain Vietnamese, where, and the other readings."""

    field: str
    question: str
    span: Span | None
    alternatives: tuple[tuple[str, Any], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the document's own structure: its label as written, heading, span and what stands below it."""

    label: str
    path: str
    heading: str
    span: Span
    children: tuple["Section", ...] = ()

    def walk(self) -> Iterator["Section"]:
        """This section and every one below, in text order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Task:
    """Nhiệm vụ dự thảo: one obligation as the text gives it, for a person to confirm."""

    id: str
    path: str
    section: str
    title: str
    text: str
    spans: tuple[Span, ...]
    lead: Many[Named] = Many()
    coordinating: Many[Named] = Many()
    deadline: Deadline = Deadline()
    targets: Many[Target] = Many()
    report: Report | None = None
    legal_refs: Many[LegalRef] = Many()
    output: str = ""
    output_span: Span | None = None
    general: bool = False
    reason: str = ""
    report_reason: str = ""
    report_sure: bool = True
    doubts: tuple[Doubt, ...] = ()

    def sure_of(self, name: str) -> bool:
        """Is the parser sure of this field? Names: lead, coordinating, deadline, targets, report, legal_refs."""
        return self.report_sure if name == "report" else getattr(self, name).sure

    def why(self, name: str) -> str:
        """The reason for this field, in Vietnamese."""
        return self.report_reason if name == "report" else getattr(self, name).reason

    def as_data(self) -> dict:
        """Plain data for JSON."""
        return plain(self)


@dataclass(frozen=True, slots=True)
class Directive:
    """Văn bản chỉ đạo đã đọc: what it says about itself, its structure, its tasks and what is odd about it."""

    text: str
    doc_type: str | None = None
    number: str | None = None
    date: datetime.date | None = None
    issuer: str | None = None
    title: str | None = None
    year: int | None = None
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    oddities: tuple[str, ...] = ()
    header_spans: dict = field(default_factory=dict)

    def as_data(self) -> dict:
        """Plain data for JSON (the text itself included, since every span points into it)."""
        return plain(self)
