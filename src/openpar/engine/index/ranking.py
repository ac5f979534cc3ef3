"""Ranks and classes: one setting for ties, used alike in tables, trends and sentences."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np

from .framework import Settings

TIES = {"standard": "đồng hạng 1, 2, 2, 4", "max": "đồng hạng 1, 3, 3, 4", "dense": "đồng hạng 1, 2, 2, 3",
        "average": "đồng hạng lấy trung bình 1; 2,5; 2,5; 4"}


def ranks(values: Sequence, ties: str = "standard") -> list:
    """The place of each value, the greatest first; None has no place.

    >>> ranks([80, 90, 80, 70]), ranks([80, 90, 80, 70], "dense"), ranks([80, None, 90])
    ([2, 1, 2, 4], [2, 1, 2, 3], [2, None, 1])
    """
    present = sorted((v for v in values if v is not None), reverse=True)
    first, count, distinct = {}, {}, {}
    for place, v in enumerate(present, start=1):
        first.setdefault(v, place)
        distinct.setdefault(v, len(distinct) + 1)
        count[v] = count.get(v, 0) + 1
    place_of = {
        "standard": lambda v: first[v],
        "max": lambda v: first[v] + count[v] - 1,
        "dense": lambda v: distinct[v],
        "average": lambda v: first[v] + (count[v] - 1) / 2,
    }[ties]
    return [None if v is None else place_of(v) for v in values]


def average_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks along the last axis, the greatest first, ties sharing their mean place. Order of input changes nothing.

    >>> average_ranks(np.array([3.0, 1.0, 3.0, 2.0]))
    array([1.5, 4. , 1.5, 3. ])
    """
    n = values.shape[-1]
    flat = np.ascontiguousarray(-values).reshape(-1, n)
    # Ties are averaged below, so the faster unstable sort is enough.
    order = np.argsort(flat, axis=-1)
    at = np.arange(len(flat))[:, None]
    ordered = flat[at, order]
    places = np.empty(flat.shape, np.result_type(values.dtype, np.float32))
    places[at, order] = np.arange(1, n + 1, dtype=places.dtype)
    tied = ordered[:, 1:] == ordered[:, :-1]
    if tied.any():
        for i in np.flatnonzero(tied.any(-1)):
            edges = np.flatnonzero(np.r_[True, ~tied[i], True])
            for a, b in pairwise(edges):
                places[i, order[i, a:b]] = (a + 1 + b) / 2
    return places.reshape(values.shape)


def rank_correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Spearman's correlation on average ranks.

    >>> round(rank_correlation([1, 2, 3, 4], [1, 2, 2, 5]), 4)
    0.9487
    """
    ra, rb = average_ranks(np.asarray(a, float)), average_ranks(np.asarray(b, float))
    ra, rb = ra - ra.mean(), rb - rb.mean()
    return float((ra * rb).sum() / np.sqrt((ra**2).sum() * (rb**2).sum()))


def class_of(value: Decimal | None, settings: Settings) -> str:
    """The class whose limit is reached; empty where the framework has no classes or there is no value."""
    if value is None:
        return ""
    for name, limit in settings.classes:
        if value >= limit:
            return name
    return "không xếp hạng" if settings.classes else ""
