"""The rulebook: dated values beside their legal source, read strictly, in two layers with one schema.

The first layer is the YAML shipped in `openpar/rulebook`; the second is the installation's own dated entries, handed in as
`Layer` values (a database room supplies them). A later layer's value wins on a day that both cover, and the resolved rule
says which layer it came from.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from .errors import NotLoaded, RuleError

ROOT = Path(str(resources.files("openpar") / "rulebook"))
GRADES = {"A": "A", "high": "A", "solid": "A", "H": "A", "S": "A", "B": "B", "medium": "B", "M": "B",
          "C": "C", "low": "C", "recalled": "C", "D": "D", "uncertain": "D", "inferred": "D", "L": "D", "P": "D"}


class _Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loading that also refuses a key written twice."""


def _mapping(loader, node, deep=False):
    seen = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise RuleError(f"the key {key!r} is written twice, in lines {seen[key]} and {key_node.start_mark.line + 1}. "
                            "Keep one of them.", where=f"line {key_node.start_mark.line + 1}")
        seen[key] = key_node.start_mark.line + 1
    return loader.construct_mapping(node, deep)


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, lambda ld, n: _mapping(ld, n, True))


def load_yaml(text: str, where: str) -> Any:
    """Strict YAML: doubled keys and broken syntax are a RuleError that says where."""
    try:
        return yaml.load(text, Loader=_Strict)
    except RuleError as error:
        raise RuleError(f"{where}: {error.message}", where=where) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise RuleError(f"{where}{line}: this is not valid YAML ({getattr(error, 'problem', error)}). "
                        "Check indentation, colons and quotes there.", where=where) from None


def read(path: str) -> Any:
    """A whole shipped file by its path without ending, such as "calendars/vn"."""
    file = ROOT / f"{path}.yaml"
    if not file.is_file():
        raise NotLoaded(f"rulebook/{path}.yaml is not there. Check the name, or load the rule.", where=path)
    return load_yaml(file.read_text(encoding="utf-8"), f"{path}.yaml")


def check_keys(data: dict, allowed: Iterable[str], where: str, required: Iterable[str] = ()) -> None:
    """Refuse unknown and missing keys, saying which and where."""
    if not isinstance(data, dict):
        raise RuleError(f"{where}: expected keys and values, found {type(data).__name__}.", where=where)
    allowed = set(allowed)
    if extra := [k for k in data if k not in allowed]:
        raise RuleError(f"{where}: unknown key {extra[0]!r}. Known keys: {', '.join(sorted(allowed))}.", where=where)
    if missing := [k for k in required if k not in data]:
        raise RuleError(f"{where}: the key {missing[0]!r} is missing.", where=where)


def digest(data: Any) -> str:
    """A short stable name for exactly this content."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value of a parameter with its source; `valid_until` is the last valid day, None while in force."""

    value: Any
    valid_from: date
    source: str
    valid_until: date | None = None
    confidence: str = "A"
    confirmed: bool = False
    layer: str = "shipped"

    @property
    def unverified(self) -> bool:
        """Shown as "chưa đối chiếu": graded below B and not yet confirmed by an authorised person."""
        return self.confidence not in ("A", "B") and not self.confirmed


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value in force on a day, with the digest that goes into every result computed from it."""

    name: str
    value: Any
    unit: str
    source: str
    confidence: str
    unverified: bool
    layer: str
    valid_from: date
    digest: str


@dataclass(frozen=True)
class Parameter:
    """A statutory number (or word) as a list of dated values."""

    name: str
    unit: str
    values: tuple[Value, ...]
    title: str = ""
    title_en: str = ""  # for readers of English; the law's own words are Vietnamese

    def on(self, day: date) -> Resolved:
        """The value in force on this day. A day before the first value is an error that names it, never a guess."""
        for own_first in (True, False):
            for v in reversed(self.values):
                if (v.layer != "shipped") == own_first and v.valid_from <= day and (not v.valid_until or day <= v.valid_until):
                    return Resolved(self.name, v.value, self.unit, v.source, v.confidence, v.unverified, v.layer, v.valid_from,
                                    digest([self.name, self.unit, v.value, v.valid_from, v.source, v.layer]))
        raise NotLoaded(f"{self.name}: no value is loaded for {day:%d/%m/%Y}. Add a dated entry with its source.", where=self.name)


@dataclass(frozen=True)
class Layer:
    """The installation's own entries: name → Parameter fragments, and the digests that people have confirmed."""

    name: str
    parameters: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()


def parse_parameter(name: str, data: dict, layer: str = "shipped") -> Parameter:
    """A parameter from its YAML: title (and title_en), unit and values, each {from, until?, value, source, confidence?}."""
    where = f"{name}.yaml"
    check_keys(data, ("title", "title_en", "unit", "values", "note"), where, ("unit", "values"))
    values = []
    for i, row in enumerate(data["values"], start=1):
        at = f"{where}#values[{i}]"
        check_keys(row, ("from", "until", "value", "source", "confidence", "note"), at, ("from", "value", "source"))
        grade = row.get("confidence", "A")
        if grade not in GRADES:
            raise RuleError(f"{at}: confidence {grade!r} is not a grade. Use A, B, C or D.", where=at)
        values.append(Value(row["value"], row["from"], row["source"], row.get("until"), GRADES[grade], layer=layer))
    values.sort(key=lambda v: v.valid_from)
    for earlier, later in pairwise(values):
        if earlier.valid_until and earlier.valid_until >= later.valid_from:
            raise RuleError(f"{where}: the values from {earlier.valid_from} and from {later.valid_from} overlap. "
                            "End the earlier one the day before.", where=where)
    return Parameter(name, data["unit"], tuple(values), data.get("title", name), data.get("title_en", ""))


@lru_cache(maxsize=512)
def _shipped(name: str) -> Parameter:
    return parse_parameter(name, read(name))


def parameter(name: str, layers: Iterable[Layer] = ()) -> Parameter:
    """A parameter with the installation's layers laid over the shipped values.

    >>> parameter("deadlines/due_soon").on(date(2022, 8, 1)).value
    3
    """
    base = _shipped(name)
    values = list(base.values)
    for layer in layers:
        values = [Value(v.value, v.valid_from, v.source, v.valid_until, v.confidence,
                        v.confirmed or digest([name, v.value, str(v.valid_from), v.source]) in layer.confirmed, v.layer)
                  for v in values]
        values += layer.parameters.get(name, ())
    return Parameter(base.name, base.unit, tuple(values), base.title, base.title_en)
