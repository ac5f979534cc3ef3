"""Facts that the rooms' own records give, computed from the latest snapshot."""

from collections.abc import Sequence
from datetime import date


def computed_for(metrics: Sequence[str], organisations: Sequence[int], start: date, end: date) -> dict[tuple[int, str], tuple[str, int, int]]:
    """(organisation, metric) → (snapshot, numerator, denominator) over the days [start, end)."""
    return {}
