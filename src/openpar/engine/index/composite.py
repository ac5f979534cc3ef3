"""Composite indicators over arrays: normalise, weigh, aggregate, rank. For studies of a design; tests hold it to base R.

Shapes: values (…, units, indicators), weights (…, indicators) that add up to 1.
"""

from collections.abc import Sequence

import numpy as np

from ..errors import BadInput
from .ranking import average_ranks

NORMALISE = {"minmax": "min–max của đợt", "zscore": "điểm chuẩn z", "rank": "thứ hạng", "anchored": "mốc cố định",
             "best": "so với tốt nhất"}
AGGREGATE = {"arithmetic": "bình quân cộng", "geometric": "bình quân nhân"}
FLOOR = 0.01


def normalise(x: np.ndarray, how: str, better: Sequence[int] | np.ndarray, anchors: np.ndarray | None = None,
              constant: float = 1.0) -> np.ndarray:
    """Indicators on a common scale, greater is better. `better` is +1 or −1 for each indicator.

    minmax and anchored give 0–1, rank (n − average rank) / (n − 1), zscore deviations by the sample SD, best x / max or min / x.
    An indicator that is the same for all units gives `constant` (z-score 0), and its weight stays where it is.

    >>> normalise(np.array([[1.0], [3.0], [2.0]]), "minmax", [1]).ravel()
    array([0. , 1. , 0.5])
    """
    sign = np.asarray(better, x.dtype)
    if how == "best":
        return _best(x, sign, constant)
    up = x * sign
    if how == "minmax":
        low, high = up.min(-2, keepdims=True), up.max(-2, keepdims=True)
        return _scaled(up, low, high, constant)
    if how == "anchored":
        if anchors is None:
            raise BadInput("Chuẩn hóa theo mốc cố định cần mốc thấp và cao của từng chỉ tiêu.")
        ends = np.asarray(anchors, x.dtype) * sign[:, None]
        return np.clip(_scaled(up, ends.min(1), ends.max(1), constant), 0, 1)
    if how == "zscore":
        centre = up.mean(-2, keepdims=True)
        spread = up.std(-2, ddof=1, keepdims=True)
        return np.divide(up - centre, spread, out=np.zeros_like(up), where=spread > 0)
    if how == "rank":
        n = x.shape[-2]
        places = average_ranks(np.swapaxes(up, -1, -2))
        flat = np.ptp(up, axis=-2, keepdims=True) == 0
        return np.where(flat, constant, np.swapaxes((n - places) / (n - 1), -1, -2)).astype(x.dtype)
    raise BadInput(f"Không có cách chuẩn hóa “{how}”. Có: {', '.join(NORMALISE)}.")


def _scaled(up, low, high, constant):
    width = high - low
    return np.where(width > 0, (up - low) / np.where(width > 0, width, 1), up.dtype.type(constant))


def _best(x, sign, constant):
    if (x <= 0).any():
        raise BadInput("So với tốt nhất cần mọi giá trị lớn hơn 0.")
    share = np.where(sign > 0, x / x.max(-2, keepdims=True), x.min(-2, keepdims=True) / x)
    return np.where(np.ptp(x, axis=-2, keepdims=True) == 0, constant, share)


def aggregate(z: np.ndarray, weights: np.ndarray, how: str, floor: float = FLOOR) -> np.ndarray:
    """One score a unit. A geometric mean lifts values below the stated floor to it; z-scores cannot be averaged that way.

    >>> float(aggregate(np.array([[0.25, 1.0]]), np.array([0.5, 0.5]), "geometric")[0])
    0.5
    """
    if how == "arithmetic":
        return np.matmul(z, weights[..., None])[..., 0]
    if how == "geometric":
        return np.exp(np.matmul(np.log(np.maximum(z, z.dtype.type(floor))), weights[..., None])[..., 0])
    raise BadInput(f"Không có cách tổng hợp “{how}”. Có: {', '.join(AGGREGATE)}.")


def tree_weights(levels: Sequence[np.ndarray], parents: Sequence[np.ndarray], rng: np.random.Generator | None = None,
                 spread: float = 0.0, replicates: int = 1, dtype=np.float64) -> np.ndarray:
    """Leaf weights of a tree, each level's weights perturbed by ± spread and made to add up to 1 within their parent again.

    `levels[k]` are the weights of level k (top first), `parents[k]` the index of each one's parent in the level above.
    Returns (replicates, leaves).
    """
    above = np.ones((replicates, 1), dtype)
    for weights, parent in zip(levels, parents, strict=True):
        drawn = np.broadcast_to(np.asarray(weights, dtype), (replicates, len(weights)))
        if rng is not None and spread:
            drawn = drawn * (1 + dtype(spread) * (2 * rng.random((replicates, len(weights)), dtype) - 1))
        sums = np.zeros((replicates, above.shape[1]), dtype)
        for k in range(above.shape[1]):
            sums[:, k] = drawn[:, parent == k].sum(1)
        above = drawn / sums[:, parent] * above[:, parent]
    return above


def ranks_of(scores: np.ndarray) -> np.ndarray:
    """Average ranks along units, the greatest first."""
    return average_ranks(scores)


def replicate(values: np.ndarray, better: np.ndarray, levels, parents, rng: np.random.Generator, *, replicates: int,
              se: np.ndarray | None = None, spread: float = 0.0, normalisations: Sequence[str] = ("minmax",),
              aggregations: Sequence[str] = ("arithmetic",), anchors: np.ndarray | None = None, block: int = 200) -> np.ndarray:
    """Ranks (replicates, units) while weights, normalisation, aggregation and facts vary as told; float32 in blocks.

    The views keep apart what this could mix: `uncertainty.py` never varies the design, `robustness.py` never the facts.
    """
    x = values.astype(np.float32)
    noise = None if se is None else np.broadcast_to(se.astype(np.float32), x.shape)
    noisy = None if noise is None else np.flatnonzero(noise.any(0))
    choices = [(n, a) for n in normalisations for a in aggregations if not (n == "zscore" and a == "geometric")]
    counts = np.diff(np.linspace(0, replicates, len(choices) + 1).astype(int))
    fixed = None if noise is not None else {n: normalise(x, n, better, anchors) for n in normalisations}
    out, at = np.empty((replicates, x.shape[0]), np.float32), 0
    for (how, mix), count in zip(choices, counts, strict=True):
        for start in range(0, count, block):
            b = min(block, count - start)
            weights = tree_weights(levels, parents, rng, spread, b, np.float32)
            if fixed is not None:
                z = fixed[how]
            else:
                drawn = np.broadcast_to(x, (b, *x.shape)).copy()
                drawn[:, :, noisy] += noise[:, noisy] * rng.standard_normal((b, x.shape[0], len(noisy)), np.float32)
                z = normalise(drawn, how, better, anchors)
            out[at:at + b] = average_ranks(aggregate(z, weights, mix))
            at += b
    return out
