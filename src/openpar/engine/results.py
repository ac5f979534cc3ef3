"""A value with its reasons. Every number that the product shows can be asked: why?"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Absent(StrEnum):
    """Why there is no value. Five different news; none of them is zero."""

    NOT_MEASURED = "not_measured"  # chưa đo
    NOT_APPLICABLE = "not_applicable"  # không áp dụng
    NOT_ASKED = "not_asked"  # không hỏi
    NOT_PUBLISHED = "not_published"  # không công bố
    RULE_UNKNOWN = "rule_unknown"  # chưa có quy tắc


@dataclass(frozen=True, slots=True)
class Explained:
    """A value, the reason in words, the rule applied, its legal source, what went in, and the parts it is made of.

    `value` is None exactly when `absent` says why. `complete` is False when a part below is absent.

    >>> Explained(3, "96 % đúng hạn, mức từ 95 %", rule="bands", source="QĐ 01").value
    3
    """

    value: Any
    reason: str = ""
    rule: str = ""
    source: str = ""
    inputs: dict = field(default_factory=dict)
    parts: tuple["Explained", ...] = ()
    absent: Absent | None = None
    label: str = ""
    complete: bool = True

    def because(self, reason: str) -> "Explained":
        """The same value with another reason."""
        return replace(self, reason=reason)

    def walk(self) -> Iterator["Explained"]:
        """This and every part below it, top down."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def as_data(self) -> dict:
        """Plain data for JSON: values that JSON lacks (Decimal, dates) become text."""
        plain = self.value if isinstance(self.value, (int, float, str, bool, type(None))) else str(self.value)
        return {"label": self.label, "value": plain, "absent": self.absent and str(self.absent), "complete": self.complete,
                "reason": self.reason, "rule": self.rule, "source": self.source,
                "inputs": {k: v if isinstance(v, (int, float, str, bool, type(None))) else str(v)
                           for k, v in self.inputs.items()},
                "parts": [p.as_data() for p in self.parts]}
