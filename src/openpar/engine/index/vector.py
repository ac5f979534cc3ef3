"""A framework over float arrays: all units and many replicates at once. For simulation only; official points are Decimal.

Arrays are (replicates, units); a leaf that does not vary stays (1, units), so constant parts cost nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..results import Absent
from .arrays import ARRAYS
from .compose import share
from .facts import FactSet
from .framework import Criterion, Framework
from .round import Round

Points = Mapping[str, np.ndarray]


@dataclass
class Plan:
    """A scored round laid out for re-scoring: the units, constant points of every leaf, and which leaves apply to whom."""

    framework: Framework
    units: tuple[str, ...]
    base: dict[str, np.ndarray] = field(default_factory=dict)
    facts: dict[str, np.ndarray] = field(default_factory=dict)
    applies: dict[str, np.ndarray] = field(default_factory=dict)
    missing: dict[str, np.ndarray] = field(default_factory=dict)

    def points(self, code: str, x: np.ndarray) -> np.ndarray:
        """The points of one leaf for drawn facts, by its own rule."""
        c = self.framework[code]
        return ARRAYS[c.rule.method](x, c.rule.params, c.max)

    def total(self, leaf_points: Points) -> np.ndarray:
        """The total of every replicate and unit; leaves not given keep their scored points."""
        return self._node(self.framework.root, {**self.base, **leaf_points})[0]

    def _node(self, c: Criterion, leaves: Points) -> tuple[np.ndarray, np.ndarray]:
        if c.leaf or c.code in leaves:
            return leaves[c.code], self.applies[c.code]
        parts = [self._node(child, leaves) for child in c.children]
        how = c.compose.how
        if how == "geometric":
            return self._geometric(c, parts)
        shares = [float(share(c, child)) for child in c.children]
        value: np.ndarray = sum((s * v * a for s, (v, a) in zip(shares, parts, strict=True)), np.zeros((1, len(self.units))))
        tops = [float(child.max) if child.kind == "core" else 0.0 for child in c.children]
        full = sum(s * t for s, t in zip(shares, tops, strict=True))
        usable: np.ndarray = sum((s * t * a for s, t, (_, a) in zip(shares, tops, parts, strict=True)), np.zeros(len(self.units)))
        reach = usable / full if full else np.ones_like(usable)
        if c.not_applicable == "rescale" or c.missing == "exclude":
            value = value * np.divide(1.0, reach, out=np.zeros_like(reach), where=reach > 0)
            reach = np.where(reach > 0, 1.0, 0.0)
        if how == "calibrated":
            value = float(c.compose.low) + float(c.compose.high - c.compose.low) * value
        value = value * float(c.compose.times)
        if c.compose.cap is not None:
            value = np.minimum(value, float(c.compose.cap))
        return value, reach

    def _geometric(self, c, parts):
        floor = float(c.compose.floor) if c.compose.floor is not None else 1e-300
        logs = sum(np.log(np.maximum(v, floor)) * (a > 0) for v, a in parts)
        n = sum(1.0 * (a > 0) for _, a in parts)
        return np.exp(logs / np.maximum(n, 1)) * float(c.compose.times), np.where(n > 0, 1.0, 0.0)


def plan(result: Round, facts: FactSet) -> Plan:
    """Lay a scored round out in arrays. Pooled nodes count as one leaf; missing leaves are marked and start at their minimum."""
    framework, units = result.framework, tuple(result.units)
    p = Plan(framework, units)
    nodes = list(_scored(framework.root))
    explained = [{e.inputs["code"]: e for e in result.units[u].explained.walk()} for u in units]
    for c in nodes:
        es = [tree[c.code] for tree in explained]
        low, high = (float(v) for v in (c.extremes() or (0, c.max or 0)))
        applies = np.array([0.0 if e.absent == Absent.NOT_APPLICABLE else _reach(c, e) for e in es])
        missing = np.array([e.value is None and e.absent != Absent.NOT_APPLICABLE for e in es])
        if c.missing == "exclude" or _excluded(framework.root, c):
            applies, missing = np.where(missing, 0.0, applies), np.zeros(len(es), bool)
        p.base[c.code] = np.array([[low if e.value is None else float(e.value) for e in es]])
        p.applies[c.code], p.missing[c.code] = applies, missing
        if c.rule and c.rule.method in ARRAYS:
            p.facts[c.code] = np.array([_number(e) for e in es])
        if high < low:
            raise ValueError(c.code)
    return p


def _reach(c: Criterion, e) -> float:
    top, reach = e.inputs.get("max"), e.inputs.get("applicable")
    return 1.0 if not top or reach is None or c.kind != "core" else float(reach / top)


def _number(e) -> float:
    x = e.inputs.get("value")
    return float("nan") if x is None or isinstance(x, str) else float(x)


def _scored(c: Criterion):
    """Leaves, and pooled nodes, which are scored as one."""
    if c.leaf or c.compose.how == "pooled":
        yield c
    else:
        for child in c.children:
            yield from _scored(child)


def _excluded(root: Criterion, leaf: Criterion) -> bool:
    """Does the leaf's parent average over what is there?"""
    return any(leaf in c.children and c.missing == "exclude" for c in root.walk())
