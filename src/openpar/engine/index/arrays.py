"""Float twins of the scoring methods, over whole arrays: for simulation only, never for official points.

Each takes (x, p, top) with x an array of any shape. Tests hold every twin to its Decimal original.
"""

import numpy as np

from .methods import span_of


def _f(value) -> float:
    return float(value)


def yes_no(x, p, top):
    """1 is yes, 0 is no; anything above one half counts as yes."""
    return np.where(x > 0.5, _f(p.get("yes", top)), _f(p.get("no", 0)))


def bands(x, p, top):
    """Bands as a look-up in sorted limits."""
    limits = np.array([_f(limit) for limit, _ in p["bands"]])
    points = np.array([_f(v) for _, v in p["bands"]] + [_f(p.get("otherwise", 0))])
    # Limits are written in the order in which they are tried, best first.
    # Only the facts that reach a limit by less than a float's grain are rounded, so that 0.95 drawn as 0.95 stays inside.
    reached = (x[..., None] <= limits + 1e-12) if p.get("better") == "lower" else (x[..., None] >= limits - 1e-12)
    first = np.where(reached.any(-1), reached.argmax(-1), len(limits))
    return points[first]


def proportion(x, p, top):
    """Share × maximum, either way round."""
    share = np.clip(x, 0, 1)
    share = 1 - share if p.get("better") == "lower" else share
    return np.where(share < _f(p.get("none_below", 0)) - 1e-12, 0.0, share * _f(top))


def full_at(x, p, top):
    """A straight line, clipped."""
    zero = _f(p.get("zero_at", 0))
    return np.clip((x - zero) / (_f(p["full_at"]) - zero), 0, 1) * _f(top)


def target(x, p, top):
    """Attainment, clipped."""
    base = _f(p.get("base", 0))
    part = np.clip((x - base) / (_f(p["target"]) - base), 0, 1)
    return np.where(part < _f(p.get("none_below", 0)) - 1e-12, 0.0, part * _f(top))


def count_penalty(x, p, top):
    """Maximum less a penalty a time, with its floor."""
    return np.maximum(_f(top) - _f(p["each"]) * x, _f(p.get("floor", 0)))


def per_item(x, p, top):
    """Points an item, capped."""
    return np.clip(_f(p["each"]) * x, 0, _f(top))


def bonus(x, p, top):
    """Capped bonus."""
    return np.clip(_f(p["each"]) * x, 0, _f(p["cap"]))


def deduction(x, p, top):
    """Capped deduction."""
    return -np.clip(_f(p["each"]) * x, 0, _f(p["cap"]))


def survey_share(x, p, top):
    """Share × maximum."""
    return np.clip(x, 0, 1) * _f(top)


def survey_mean(x, p, top):
    """Mean over top level × maximum."""
    return np.clip(x / _f(p["scale"][1]), 0, 1) * _f(top)


def survey_mean_zero(x, p, top):
    """Zero-based mean × maximum."""
    low, high = map(_f, p["scale"])
    return np.clip((x - low) / (high - low), 0, 1) * _f(top)


def minmax(x, p, top):
    """Min–max; anchors of the round are taken along the last axis, the units, anew in each replicate."""
    low, high = map(_f, span_of(p, top))
    if p["anchors"] == "round":
        worst, best = x.min(axis=-1, keepdims=True), x.max(axis=-1, keepdims=True)
    else:
        worst, best = (np.full((1,) * x.ndim, _f(a)) for a in p["anchors"])
    if p.get("better") == "lower":
        worst, best = best, worst
    width = np.where(best == worst, 1.0, best - worst)
    part = np.clip((x - worst) / width, 0, 1)
    return np.where(best == worst, _f(p.get("when_constant", high)), low + (high - low) * part)


def theoretical(x, p, top):
    """Theoretical range; draws outside it are clipped to it."""
    least, most = map(_f, p["range"])
    part = np.clip((x - least) / (most - least), 0, 1)
    low, high = map(_f, span_of(p, top))
    return low + (high - low) * (1 - part if p.get("better") == "lower" else part)


def record_mean(x, p, top):
    """Mean points, kept inside 0 and the maximum."""
    return np.clip(x, 0, _f(top))


def points(x, p, top):
    """Published points, kept inside the range."""
    return np.clip(x, _f(p.get("least", 0)), _f(top))


ARRAYS = {f.__name__: f for f in (yes_no, bands, proportion, full_at, target, count_penalty, per_item, bonus, deduction,
                                  survey_share, survey_mean, survey_mean_zero, minmax, theoretical, record_mean, points)}
