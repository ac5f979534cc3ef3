"""Robustness of the design: would other weights, another normalisation or aggregation, or one criterion less change the order?

The facts are held as they are. Doubts about the facts belong to `uncertainty.py` and are never mixed in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import BadInput
from .composite import AGGREGATE, NORMALISE, aggregate, normalise, replicate, tree_weights
from .facts import FactSet
from .framework import Framework
from .ranking import average_ranks, rank_correlation
from .round import score_all
from .vector import plan


@dataclass(frozen=True, slots=True)
class Design:
    """Points of every unit and criterion as shares of their maximum, and the tree of weights."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    shares: np.ndarray
    levels: tuple[np.ndarray, ...]
    parents: tuple[np.ndarray, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Robustness:
    """Ranks under other designs. `shift` of a factor is the mean change of rank it alone brings."""

    units: tuple[str, ...]
    rank: np.ndarray
    low: np.ndarray
    high: np.ndarray
    median: np.ndarray
    factors: dict[str, float]
    removed: tuple[dict, ...]
    replicates: int
    level: float
    notes: tuple[str, ...]


def design(framework: Framework, facts: FactSet) -> Design:
    """Lay a scored round out as a composite: leaf shares, and weights by area and by criterion.

    Criteria that some unit lacks cannot be compared by design and are left out, by name.
    """
    result = score_all(framework, facts)
    p = plan(result, facts)
    areas = [c for c in framework.root.children if c.kind == "core"]
    codes, titles, columns, dropped, weights, parent, area_weights = [], [], [], [], [], [], []
    for area in areas:
        kept = []
        for c in area.leaves():
            if c.code not in p.base or c.kind != "core" or not c.max:
                continue
            if p.missing[c.code].any() or not p.applies[c.code].all():
                dropped.append(c.label)
            else:
                kept.append(c)
        if not kept:
            continue
        for c in kept:
            low, high = map(float, c.extremes())
            codes.append(c.code)
            titles.append(c.title)
            columns.append((p.base[c.code][0] - low) / (high - low))
            weights.append(high - low)
            parent.append(len(area_weights))
        area_weights.append(float(area.max or 1) * float(area.weight or 1))
    if not codes:
        raise BadInput("Không có tiêu chí nào đủ số liệu ở mọi đơn vị; chưa xét được độ vững của thiết kế.")
    levels = (np.array(area_weights), np.array(weights))
    parents = (np.zeros(len(area_weights), int), np.array(parent))
    return Design(p.units, tuple(codes), tuple(titles), np.array(columns).T, levels, parents, tuple(dropped))


def study(framework: Framework, facts: FactSet, rng: np.random.Generator, *, replicates: int = 10_000, spread: float = 0.25,
          level: float = 0.9, normalisations: Sequence[str] = ("anchored", "minmax", "zscore", "rank"),
          aggregations: Sequence[str] = ("arithmetic", "geometric")) -> Robustness:
    """Vary weights (± spread at every level), normalisation and aggregation, together and alone; remove one criterion a time."""
    d = design(framework, facts)
    n, up = len(d.codes), np.ones(len(d.codes))
    anchors = np.tile([0.0, 1.0], (n, 1))
    base_weights = tree_weights(d.levels, d.parents)[0]
    base = average_ranks(np.round(aggregate(d.shares, base_weights, "arithmetic"), 12))

    def vary(spread=0.0, normalisations=("anchored",), aggregations=("arithmetic",)):
        return replicate(d.shares, up, d.levels, d.parents, rng, replicates=replicates, spread=spread, anchors=anchors,
                         normalisations=normalisations, aggregations=aggregations)

    together = vary(spread, normalisations, aggregations)
    alone = {"trọng số": vary(spread=spread), "chuẩn hóa": vary(normalisations=normalisations),
             "tổng hợp": vary(aggregations=aggregations)}
    factors = {name: float(np.abs(ranks - base).mean()) for name, ranks in alone.items()}
    removed: list[dict] = []
    for k, code in enumerate(d.codes):
        rest = np.delete(base_weights, k)
        if not rest.sum():
            continue
        places = average_ranks(np.round(aggregate(np.delete(d.shares, k, 1), rest / rest.sum(), "arithmetic"), 12))
        removed.append({"code": code, "title": d.titles[k], "mean_shift": float(np.abs(places - base).mean()),
                        "largest_shift": float(np.abs(places - base).max()), "agreement": _agreement(places, base)})
    removed.sort(key=lambda r: -r["mean_shift"])
    tail = (1 - level) / 2
    low, median, high = np.quantile(together, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    notes = [f"Trọng số đổi ± {spread:.0%} ở mỗi cấp; chuẩn hóa: {', '.join(NORMALISE[k] for k in normalisations)}; "
             f"tổng hợp: {', '.join(AGGREGATE[k] for k in aggregations)}; số liệu giữ nguyên."]
    if d.dropped:
        notes.append("Không xét vì có đơn vị thiếu hoặc không áp dụng: " + "; ".join(d.dropped))
    return Robustness(d.units, base, low, high, median, factors, tuple(removed), replicates, level, tuple(notes))


def _agreement(a, b) -> float:
    return rank_correlation(-a, -b) if np.ptp(a) and np.ptp(b) else float("nan")


__all__ = ["Design", "Robustness", "design", "normalise", "study"]
