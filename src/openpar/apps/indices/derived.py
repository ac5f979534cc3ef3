"""What hand-written points were derived from: typed inputs as a fact, the points that the criterion's rule gives for it, and both as plain data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.index.facts import Fact
from openpar.engine.index.framework import Criterion, Framework
from openpar.engine.index.score import by_rule

NUMBERS = ("value", "numerator", "denominator", "se", "df")
FIELDS = (*NUMBERS, "n", "sample", "source")


def inputs_of(typed: Mapping[str, Any]) -> dict:
    """What of the typed inputs is kept with the points; nothing where nothing was typed.

    >>> inputs_of({"numerator": Decimal("9.0"), "denominator": Decimal(10), "sample": ""})
    {'numerator': '9', 'denominator': '10'}
    """
    kept = {}
    for name in FIELDS:
        if (value := typed.get(name)) not in (None, ""):
            kept[name] = value if name in ("n", "sample", "source") else float(value) if name in ("se", "df") else _plain(Decimal(value))
    return kept


def points_of(framework: Framework, c: Criterion, inputs: Mapping[str, Any]) -> Decimal | None:
    """The points that the rule gives for these inputs; None where there is no rule, or it looks at the whole round. BadInput where it cannot read them."""
    if c.rule is None or c.rule.params.get("anchors") == "round":
        return None
    fact = _fact(inputs)
    if fact.why_absent():
        return None
    return by_rule(framework, c, fact).value.quantize(Decimal("0.000001"))


def said(framework: Framework, c: Criterion, typed: Mapping[str, Any], points: Decimal | None, absent: object, words: str) -> tuple[Decimal | None, dict]:
    """(the points, what they were derived from): where only inputs were said, the points are those of the rule. BadInput as `points_of` and `refuse_half`."""
    inputs = inputs_of(typed)
    refuse_half(inputs, words)
    return points_of(framework, c, inputs) if points is None and not absent else points, inputs


def refuse_half(inputs: Mapping[str, Any], words: str) -> None:
    """A numerator without its denominator is no input, and no denominator is below nought. BadInput, the first with these words."""
    if ("numerator" in inputs) != ("denominator" in inputs):
        raise BadInput(words, where="numerator")
    if "denominator" in inputs and Decimal(inputs["denominator"]) < 0:
        raise BadInput(_("Mẫu số không âm."), where="numerator")


def _fact(inputs) -> Fact:
    def number(name):
        return Decimal(inputs[name]) if name in inputs else None
    if "numerator" in inputs and "denominator" in inputs:
        return Fact(numerator=number("numerator"), denominator=number("denominator"))
    return Fact(value=number("value"))


def _plain(value: Decimal) -> str:
    value = value if value else value.copy_abs()
    return format(value.to_integral_value() if value == value.to_integral_value() else value.normalize(), "f")
