"""A framework draft as a rulebook file, readable by people: one block a criterion, rules on one line."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ..errors import BadInput
from .facts import decimal


class _Flow(dict):
    """A mapping to be written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _number(dumper, value: Decimal):
    whole = value == value.to_integral_value() and abs(value) < 10**15
    return dumper.represent_int(int(value)) if whole else dumper.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))


def _text(dumper, value: str):
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Flow, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True))


def write_yaml(data: dict[str, Any], path: str | Path) -> None:
    """Write plain framework data; `parse` reads it back to the same framework."""
    Path(path).write_text(yaml.dump(_shaped(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120),
                          encoding="utf-8")


NUMBERS = ("max", "weight", "total", "minimum_available", "min")


def _shaped(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        order = sorted(value, key=lambda k: k == "criteria")
        return {k: _Flow(_exact(value[k])) if k in ("score", "counts") and isinstance(value[k], dict) else _shaped(value[k], k)
                for k in order}
    if isinstance(value, list):
        return [_shaped(v) for v in value]
    return _exact(value) if key in NUMBERS else value


def _exact(value: Any) -> Any:
    """Numbers typed as text in a sheet become numbers, exactly; words stay words."""
    if isinstance(value, dict):
        return {k: _exact(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(v) for v in value]
    if isinstance(value, str):
        try:
            return decimal(value)
        except BadInput:
            return value
    return value
