"""Counting attempts, together for all processes, in the database's cache."""

from django.core.cache import cache


def too_many(name: str, limit: int, seconds: int) -> bool:
    """Count one more of these; whether there were more than `limit` in the last window of so many seconds."""
    key = f"rate:{name}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > limit
    except ValueError:  # it has just run out
        cache.add(key, 1, seconds)
        return False


def reached(name: str, limit: int) -> bool:
    """Whether the limit is used up, without counting."""
    return (cache.get(f"rate:{name}") or 0) >= limit
