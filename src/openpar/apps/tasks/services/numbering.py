"""Codes of tasks: "NV-2022-0001", one series a year, gapless: a number comes back when its transaction does."""

from django.db.models import F

from ..models import Series


def take(year: int, count: int) -> list[str]:
    """The next `count` codes of a year. Others wait for this transaction to end, so no code is given twice."""
    name = f"NV-{year}"
    Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
    Series.objects.filter(name=name).update(last=F("last") + count)
    last = Series.objects.values_list("last", flat=True).get(name=name)
    return [f"{name}-{n:04}" for n in range(last - count + 1, last + 1)]
