"""Uncertainty of the score: how sure are these figures, the rules held fixed? Never mixed with doubts about the design.

Three sources: survey error (with covariance inside a unit), facts that are missing, and differences between appraisals.
A standard error that nobody computed from the design is labelled "giả định".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..errors import BadInput
from .facts import FactSet
from .framework import Framework
from .ranking import average_ranks, ranks
from .round import score_all
from .vector import Plan, plan

Covariance = Mapping[str, tuple[Sequence[str], np.ndarray]]


@dataclass(frozen=True, slots=True)
class Spread:
    """One unit: its score now, the interval of the simulated scores, of ranks, and the chance of a better rank."""

    unit: str
    score: float
    mean: float
    se: float
    low: float
    high: float
    rank: float
    rank_low: float
    rank_high: float
    moving_up: float
    reference: float


@dataclass(frozen=True)
class Uncertainty:
    """The simulated round. `above[i, j]` is the chance that unit i scores more than unit j (ties count half)."""

    units: tuple[Spread, ...]
    above: np.ndarray
    replicates: int
    level: float
    sources: tuple[str, ...]
    assumed: tuple[str, ...]


def simulate(framework: Framework, facts: FactSet, rng: np.random.Generator, *, replicates: int = 10_000, level: float = 0.9,
             survey: bool = True, missing: bool = True, appraisals: bool = False, covariance: Covariance | None = None,
             assumed_se: Mapping[str, float] | None = None, reference: Mapping[str, float] | None = None) -> Uncertainty:
    """Score the round again and again with facts drawn from what is known of their error.

    `covariance`: unit → (fact codes, covariance matrix of their estimates), from the survey's design; without it the errors of a
    unit are drawn independently. `assumed_se`: fact code → SE where none was computed. `reference`: unit → the rank that counts
    as "now" (default: the rank of the scores as they stand). `missing`: draw unmeasured points evenly between their bounds.
    """
    result = score_all(framework, facts)
    p = plan(result, facts)
    drawn, sources, assumed = {}, [], []
    if survey:
        drawn.update(_survey(p, facts, rng, replicates, covariance or {}, assumed_se or {}, sources, assumed))
    if missing:
        drawn.update(_missing(p, rng, replicates, drawn, sources))
    if appraisals:
        drawn.update(_appraisals(p, facts, rng, replicates, drawn, sources))
    total = np.broadcast_to(p.total(drawn), (replicates, len(p.units)))
    now = [s.total for s in result.units.values()]
    # A unit with gaps has no rank of its own to move up from, unless one is given.
    ranked = [s.total if s.complete else None for s in result.units.values()]
    standing = ranks([None if t is None else t.quantize(Decimal(1).scaleb(-20)) for t in ranked], "average")
    places = average_ranks(np.where(np.isfinite(total), np.round(total, 12), -np.inf))
    spreads, tail = [], (1 - level) / 2
    for i, unit in enumerate(p.units):
        against = (reference or {}).get(unit, standing[i] if standing[i] is not None else float("nan"))
        low, high = np.quantile(total[:, i], [tail, 1 - tail])
        first, last = np.quantile(places[:, i], [tail, 1 - tail], method="inverted_cdf")
        spreads.append(Spread(unit, float("nan") if now[i] is None else float(now[i]), float(total[:, i].mean()),
                              float(total[:, i].std()), float(low), float(high),
                              float("nan") if standing[i] is None else float(standing[i]), float(first), float(last),
                              float((places[:, i] < against).mean()) if np.isfinite(against) else float("nan"), float(against)))
    above = np.empty((len(p.units), len(p.units)))
    for i in range(len(p.units)):
        ahead = total[:, [i]] - total
        above[i] = (ahead > 1e-12).mean(0) + 0.5 * (np.abs(ahead) <= 1e-12).mean(0)
    return Uncertainty(tuple(spreads), above, replicates, level, tuple(dict.fromkeys(sources)), tuple(dict.fromkeys(assumed)))


def _survey(p: Plan, facts: FactSet, rng, n, covariance, assumed_se, sources, assumed) -> dict[str, np.ndarray]:
    noise = _joint(p, facts, rng, n, covariance, sources)
    drawn = {}
    for code, x in p.facts.items():
        c = p.framework[code]
        se, joint = np.zeros(len(p.units)), noise.get(c.fact_code)
        for i, unit in enumerate(p.units):
            fact = facts.get(unit, c.fact_code)
            if facts.given(unit, code) or not np.isfinite(x[i]):
                continue
            if joint is not None and np.any(joint[:, i]):
                continue
            if fact.se is not None:
                se[i] = fact.se
                sources.append("sai số chuẩn của số liệu điều tra")
                if fact.se_basis == "assumed":
                    assumed.append(f"{c.label}: sai số chuẩn giả định")
            elif c.fact_code in assumed_se:
                se[i] = assumed_se[c.fact_code]
                assumed.append(f"{c.label}: sai số chuẩn giả định {assumed_se[c.fact_code]:g}")
            elif fact.answers and c.by == "survey" and c.rule.method in ("survey_share", "survey_mean", "survey_mean_zero"):
                se[i] = _simple_se(fact, c)
                assumed.append(f"{c.label}: giả định mẫu ngẫu nhiên đơn giản, chưa có thiết kế mẫu")
        if not se.any() and joint is None:
            continue
        if c.rule.params.get("anchors") == "round" and not np.isfinite(x).all():
            raise BadInput(f"{c.label}: chấm theo min–max của đợt mà còn đơn vị thiếu số liệu; chưa mô phỏng được.", where=code)
        values = x + se * rng.standard_normal((n, len(p.units))) + (joint if joint is not None else 0.0)
        # Without a fact there is nothing to add noise to: such units keep their points.
        points = p.points(code, np.where(np.isfinite(values), values, 0.0))
        keep = ~np.isfinite(x) | np.array([facts.given(u, code) is not None for u in p.units])
        drawn[code] = np.where(keep, p.base[code], points)
    return drawn


def _joint(p: Plan, facts: FactSet, rng, n, covariance, sources) -> dict[str, np.ndarray]:
    noise: dict[str, np.ndarray] = {}
    for unit, (codes, matrix) in covariance.items():
        if unit not in p.units:
            raise BadInput(f"Ma trận hiệp phương sai của “{unit}”, không có trong số liệu.", where=unit)
        matrix = np.asarray(matrix, float)
        if matrix.shape != (len(codes), len(codes)) or not np.allclose(matrix, matrix.T) \
                or np.linalg.eigvalsh(matrix).min() < -1e-9 * max(1e-300, np.abs(matrix).max()):
            raise BadInput(f"Ma trận hiệp phương sai của “{unit}” phải vuông theo {len(codes)} mã, đối xứng và không âm.",
                           where=unit)
        draws = rng.multivariate_normal(np.zeros(len(codes)), matrix, size=n, method="eigh", check_valid="ignore")
        sources.append("sai số điều tra có hiệp phương sai trong đơn vị")
        for k, code in enumerate(codes):
            noise.setdefault(code, np.zeros((n, len(p.units))))[:, p.units.index(unit)] = draws[:, k]
    return noise


def _simple_se(fact, c) -> float:
    x = float(c.rule.how.reduce(fact, c.rule.params))
    count = sum(fact.answers.values())
    if c.rule.method == "survey_share":
        return float(np.sqrt(x * (1 - x) / max(count - 1, 1)))
    levels = np.array([float(k) for k in fact.answers])
    weights = np.array(list(fact.answers.values()), float)
    return float(np.sqrt((weights * (levels - x) ** 2).sum() / max(count - 1, 1) / count))


def _missing(p: Plan, rng, n, drawn, sources) -> dict[str, np.ndarray]:
    found = {}
    for code, gap in p.missing.items():
        if not gap.any():
            continue
        bounds = p.framework[code].extremes()
        if bounds is None:
            raise BadInput(f"{p.framework[code].label}: chưa biết điểm tối đa nên chưa mô phỏng được.", where=code)
        low, high = map(float, bounds)
        sources.append("số liệu thiếu: rút đều giữa điểm thấp nhất và cao nhất")
        found[code] = np.where(gap, rng.uniform(low, high, (n, len(p.units))), drawn.get(code, p.base[code]))
    return found


def _appraisals(p: Plan, facts: FactSet, rng, n, drawn, sources) -> dict[str, np.ndarray]:
    found = {}
    for code in p.base:
        options = [list(facts.points.get(u, {}).get(code, {}).values()) for u in p.units]
        if not any(len(set(o)) > 1 for o in options):
            continue
        sources.append("chênh lệch giữa các lần chấm: mỗi lần như nhau")
        table = np.broadcast_to(drawn.get(code, p.base[code]), (n, len(p.units))).copy()
        for i, o in enumerate(options):
            if len(o) > 1:
                table[:, i] = rng.choice([float(v) for v in o], size=n)
        found[code] = table
    return found
