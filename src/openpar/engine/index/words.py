"""Numbers as a Vietnamese reader writes them: decimal comma, thousands by full stop, a blank before %."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

ABSENT = {
    "not_measured": "chưa đo", "not_applicable": "không áp dụng", "not_asked": "không hỏi",
    "not_published": "không công bố", "rule_unknown": "chưa có quy tắc",
}


def number(value: Any, places: int | None = None) -> str:
    """A number for a reader; without `places` just the digits it has, at most six after the comma.

    >>> number(Decimal("1234.50")), number(Decimal("2.345678912"), 2), number(Decimal("3.000"))
    ('1.234,5', '2,35', '3')
    """
    value = Decimal(str(value))
    text = f"{value:,.{6 if places is None else places}f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def percent(share: Any, places: int | None = None) -> str:
    """A share (0–1) as a percentage.

    >>> percent(Decimal("0.965"))
    '96,5 %'
    """
    return f"{number(Decimal(str(share)) * 100, places)} %"


def rounded(x: Decimal, limits: Iterable[Decimal] = (), places: int = 4) -> Decimal:
    """A number as a sentence says it: few digits, yet on the same side of every limit, so that no reader sees 98 % below 98 %.

    >>> rounded(Decimal("0.85213033")), rounded(Decimal("0.979996"), [Decimal("0.98")])
    (Decimal('0.8521'), Decimal('0.979996'))
    """
    for n in range(places, 16):
        y = round(x, n)
        if all((y < limit) == (x < limit) and (y > limit) == (x > limit) for limit in limits):
            return y
    return x


def shown(value: Any, unit: str = "") -> str:
    """A fact as text, by the unit of its metric.

    >>> shown(Decimal("0.96"), "share"), shown(True), shown(Decimal(3), "lần"), shown("Tốt")
    ('96 %', 'có', '3 lần', 'Tốt')
    """
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, (int, float, Decimal)):
        return percent(value) if unit == "share" else f"{number(value)} {unit}".strip()
    return str(value)
