"""H10, H11: replicates of a 63 × 95 composite tree per second, and the cheapest path on 95 criteria.

H10 is checked draw by draw against a plain float64 loop; H11 against an exact dynamic programme over hundredths of a point.
"""

import time
from decimal import Decimal

import numpy as np

from openpar.engine.index import FactSet, parse
from openpar.engine.index.composite import replicate
from openpar.engine.index.levers import Option, levers
from openpar.engine.index.path import cheapest

IDS = ("H10", "H11")
UNITS, AREAS, CRITERIA, LEAVES, REPLICATES = 63, 8, 43, 95, 10_000
DESIGN = {"spread": 0.25, "normalisations": ("minmax", "zscore", "rank"), "aggregations": ("arithmetic", "geometric")}


def run(only=None) -> list[dict]:
    """The rows asked for."""
    return [{"H10": _replicates, "H11": _path}[name]() for name in IDS if not only or name in only]


def _tree(rng):
    """A tree of the shape of the 2020 framework (8, 43, 95): values, standard errors, weights and parents."""
    areas = np.sort(np.r_[np.arange(AREAS), rng.integers(0, AREAS, CRITERIA - AREAS)])
    parents = np.sort(np.r_[np.arange(CRITERIA), rng.integers(0, CRITERIA, LEAVES - CRITERIA)])
    levels = tuple(rng.uniform(0.5, 2, n) for n in (AREAS, CRITERIA, LEAVES))
    better = np.where(rng.random(LEAVES) < 0.2, -1, 1)
    return (rng.normal(60, 12, (UNITS, LEAVES)), np.full((UNITS, LEAVES), 2.0), better, levels,
            (np.zeros(AREAS, int), areas, parents))


def _replicates() -> dict:
    values, se, better, levels, parents = _tree(np.random.default_rng(7))
    seconds = []
    for seed in range(3):
        start = time.perf_counter()
        ranks = replicate(values, better, levels, parents, np.random.default_rng(seed), replicates=REPLICATES, se=se, **DESIGN)
        seconds.append(time.perf_counter() - start)
    right = ranks.shape == (REPLICATES, UNITS) and bool(np.allclose(ranks.sum(1), UNITS * (UNITS + 1) / 2))
    return {"id": "H10", "what": f"{UNITS} × {LEAVES} tree: {REPLICATES} replicates over weights, normalisation and survey noise "
            "(noise on all values)", "ours": round(REPLICATES / min(seconds)), "unit": "replicates per second",
            "peer": "best peer measured before", "peer_value": 39,
            "correct": right and _same_as_loop(values, se, better, levels, parents)}


def _same_as_loop(values, se, better, levels, parents, n=5) -> bool:
    """The same draws through a plain loop: scores in float64, ranks by counting."""
    got = replicate(values, better, levels, parents, np.random.default_rng(3), replicates=5 * n, se=se, block=n, **DESIGN)
    rng, at, wrong = np.random.default_rng(3), 0, 0
    for how, mix in (("minmax", 0), ("minmax", 1), ("zscore", 0), ("rank", 0), ("rank", 1)):
        perturbed = [np.asarray(w) * (1 + 0.25 * (2 * rng.random((n, len(w)), np.float32).astype(float) - 1)) for w in levels]
        noise = rng.standard_normal((n, UNITS, LEAVES), np.float32)
        for r in range(n):
            weights = np.ones(1)
            for level, parent in zip(perturbed, parents, strict=True):
                weights = np.array([w / sum(level[r][parent == p]) * weights[p] for w, p in zip(level[r], parent, strict=True)])
            x = (values + se * noise[r]) * better
            if how == "minmax":
                z = (x - x.min(0)) / (x.max(0) - x.min(0))
            elif how == "zscore":
                z = (x - x.mean(0)) / x.std(0, ddof=1)
            else:
                z = 1 - np.array([(x > x[i]).sum(0) for i in range(UNITS)]) / (UNITS - 1)
            score = np.exp(np.log(np.maximum(z, 0.01)) @ weights) if mix else z @ weights
            rank = 1 + np.array([(score > s).sum() for s in score])
            # Two scores closer than float32 can tell apart may change places; nothing else may differ.
            differs = np.flatnonzero(rank != got[at])
            wrong += sum(np.sort(np.abs(score - score[i]))[1] > 2e-5 for i in differs)
            at += 1
    return wrong == 0


def _path() -> dict:
    rng = np.random.default_rng(11)
    framework, facts, found = _problem(rng)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        path = cheapest(framework, facts, "A", levers_=found, points=Decimal(85))
        seconds.append(time.perf_counter() - start)
    right = path.possible and path.reached >= 85 and path.effort == _exact(framework, facts, found, Decimal(85))
    return {"id": "H11", "what": f"cheapest path on {LEAVES} criteria, scoring and proof included (bar 5)",
            "ours": round(min(seconds), 3), "unit": "s", "correct": bool(right)}


def _problem(rng):
    """100 points over 95 criteria in 8 areas, every one at its lowest band, levels with efforts drawn in tenths."""
    parts = np.diff(np.r_[0, np.sort(rng.choice(np.arange(1, 400), LEAVES - 1, replace=False)), 400])
    areas, at = [], 0
    for a, count in enumerate(np.diff(np.linspace(0, LEAVES, AREAS + 1).astype(int)), start=1):
        criteria = []
        for k in range(1, count + 1):
            top = Decimal(int(parts[at])) / 4
            at += 1
            bands = [["0.98", top], ["0.95", top * 3 / 5], ["0.90", top / 5]]
            criteria.append({"code": f"{a}.{k}", "title": "Tiêu chí", "max": top, "score": {"method": "bands", "bands": bands}})
        areas.append({"code": str(a), "title": "Lĩnh vực", "max": sum(c["max"] for c in criteria), "criteria": criteria})
    framework = parse({"index": "bench", "level": "unit", "year": 2022, "title": "Đo tốc độ", "source": "tự sinh", "total": 100,
                       "criteria": areas}, "bench/unit-2022")
    facts = FactSet.of({"A": {c.code: "0.5" for c in framework.leaves()}})
    found = []
    for lever in levers(framework, facts, "A"):
        efforts = np.cumsum(rng.integers(1, 40, len(lever.options)))
        options = tuple(Option(o.value, Decimal(int(e)) / 10, False) for o, e in zip(lever.options, efforts, strict=True))
        found.append(type(lever)(lever.code, lever.title, lever.now, options, lever.criteria))
    return framework, facts, found


def _exact(framework, facts, found, target) -> Decimal:
    """The least effort by dynamic programming over twentieths of a point, knowing nothing of the solver."""
    goal = int(target * 20)
    best = np.full(goal + 1, np.inf)
    best[0] = 0
    for lever in found:
        rule = framework[lever.code].rule
        after = best.copy()
        for option in lever.options:
            gain = int(next(p for limit, p in rule.params["bands"] if option.value >= limit) * 20)
            reached = np.minimum(np.arange(goal + 1) + gain, goal)
            np.minimum.at(after, reached, best + float(option.effort) * 10)
        best = after
    return Decimal(int(best[goal])) / 10
