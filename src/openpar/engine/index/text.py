"""An explained score as text: the same numbers that the page and the data show."""

from collections.abc import Iterator
from decimal import Decimal

from ..results import Explained
from .words import ABSENT, number


def lines(e: Explained, depth: int = 9, indent: int = 0) -> Iterator[str]:
    """One line a node: label, points of maximum or why absent, and the reason; parts indented below."""
    top = e.inputs.get("max")
    shown = ABSENT[e.absent].upper() if e.absent else number(e.value, None if isinstance(e.value, Decimal) else 4)
    points = shown if e.absent else f"{shown}/{number(top)}" if top is not None else shown
    mark = "" if e.complete or e.absent else " (chưa đủ)"
    flag = " [phải giải trình]" if e.inputs.get("needs_explanation") else ""
    yield f"{'  ' * indent}{e.label}: {points}{mark}{flag} — {e.reason}"
    if depth > 0:
        for part in e.parts:
            yield from lines(part, depth - 1, indent + 1)


def text(e: Explained, depth: int = 9) -> str:
    """The whole explanation.

    >>> from openpar.engine.index import FactSet, load, score
    >>> e = score(load("demo/department-2022"), FactSet.of({"A": {"tasks.on_time_share": 0.96}}), "A")
    >>> print(text(part(e, "1.3")))
    1.3 Nhiệm vụ cấp trên giao hoàn thành đúng hạn: 3/4 — 96 %, mức từ 95 %: 3 điểm
    """
    return "\n".join(lines(e, depth))


def part(e: Explained, code: str) -> Explained | None:
    """The node with this code below, or None."""
    return next((p for p in e.walk() if p.inputs.get("code") == code), None)
