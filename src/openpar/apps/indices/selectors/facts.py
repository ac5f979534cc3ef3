"""The door of facts: what is known of a metric, for an organisation and a half-open range of days, and where it came from.

A computed fact stands before one that people stated; the other is kept beside it, so that a difference is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.results import Absent

from ..models import FactEntry
from .facts_computed import AS_IT_WAS, Scope, computed


@dataclass(frozen=True, slots=True)
class FactValue:
    """One fact as a score takes it. `absent` says why there is none; `beside` is the other side's fact where both exist.

    Answers are counts by level of a scale and have no number before a rule reads them. A share is numerator over denominator;
    an empty denominator is "not applicable", never 0 and never 100 %.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    se: float | None = None
    df: float | None = None
    n: int | None = None
    sample: str = ""
    answers: dict[str, int] | None = None
    provenance: str = ""
    fact_id: int | None = None
    snapshot: str = ""
    absent: Absent | None = None
    beside: "FactValue | None" = None
    kind: str = ""  # hand, excel or computed

    @property
    def number(self) -> Decimal | None:
        """The fact as one number, or None with `absent` saying why."""
        return self.value if self.absent is None else None


UNMEASURED = FactValue(absent=Absent.NOT_MEASURED)


def facts_for(metrics: Sequence[str], organisations: Sequence[int], start: date, end: date,
              at: datetime | None = None, scope: Scope = AS_IT_WAS) -> dict[tuple[int, str], FactValue]:
    """(organisation, metric) → FactValue for the days [start, end), as it was known at `at`. Two queries for any number of units.

    Every asked pair is in the answer: what nobody measured says so. `scope` places what is computed; a stated fact stays where it was stated.
    """
    stated, got = _stated(metrics, organisations, start, end, at), computed(metrics, organisations, start, end, scope)
    out = {}
    for organisation in organisations:
        for metric in metrics:
            key = (organisation, metric)
            by_machine, by_hand = got and got.found.get((*key, ())), stated.get(key)
            if by_machine is None:
                out[key] = by_hand or UNMEASURED
                continue
            fact = ratio(*by_machine, kind="computed", snapshot=got.snapshot,
                         provenance=_("Tính từ dữ liệu của hệ thống, bản chụp %(id)s") % {"id": got.snapshot[:12]})
            out[key] = replace(fact, beside=by_hand) if by_hand else fact
    return out


def ratio(above, below, **more) -> FactValue:
    """A fact of two numbers.

    >>> ratio(9, 10).value, ratio(0, 0).absent.value
    (Decimal('0.9'), 'not_applicable')
    """
    above, below = short(Decimal(above)), short(Decimal(below))
    if not below:
        return FactValue(None, above, below, absent=Absent.NOT_APPLICABLE, **more)
    return FactValue(above / below, above, below, **more)


def short(number: Decimal) -> Decimal:
    """The same number without zeros behind it.

    >>> short(Decimal("20.000000")), short(Decimal("0.950000"))
    (Decimal('20'), Decimal('0.95'))
    """
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _stated(metrics, organisations, start, end, at) -> dict[tuple[int, str], FactValue]:
    """The newest row of each chain of corrections that was there at `at`."""
    rows = FactEntry.objects.filter(starts_on=start, ends_before=end, metric__in=metrics, organisation__in=organisations).select_related("author")
    if at is not None:
        rows = rows.filter(at__lte=at)
    return {(r.organisation_id, r.metric): of(r) for r in rows.order_by("id")}


def newest_stated(metrics: Sequence[str], organisations: Sequence[int], at: datetime) -> dict[tuple[int, str], tuple[date, FactValue]]:
    """(organisation, metric) → (the day before which its period ends, the fact) of the latest period that somebody stated by `at`.

    Of two periods that end on one day the longer one counts, and of a chain of corrections its newest row. One query.
    """
    rows = FactEntry.objects.filter(metric__in=metrics, organisation__in=organisations, replaced_by=None, at__lte=at).select_related("author")
    return {(r.organisation_id, r.metric): (r.ends_before, of(r)) for r in rows.order_by("ends_before", "-starts_on", "id")}


def of(row: FactEntry) -> FactValue:
    """A stated row as a value, with who said so and from where."""
    more = {"se": row.se, "df": row.df, "n": row.n, "sample": row.sample, "fact_id": row.pk, "kind": row.source, "provenance": provenance(row)}
    if row.absent:
        return FactValue(absent=Absent(row.absent), **more)
    if row.numerator is not None:
        return ratio(row.numerator, row.denominator, **more)
    return FactValue(answers=dict(row.answers), **more) if row.answers else FactValue(short(row.value), **more)


def provenance(row: FactEntry) -> str:
    """Where a stated row came from, in words."""
    who = row.author.full_name if row.author_id else _("hệ thống")
    about = {"file": row.file_name, "row": row.file_row, "who": who, "at": f"{timezone.localtime(row.at):%H:%M %d/%m/%Y}"}
    words = _("Tệp %(file)s, dòng %(row)s; %(who)s, %(at)s") % about if row.source == "excel" else _("Nhập tay; %(who)s, %(at)s") % about
    if row.document:
        words += _("; căn cứ: %(document)s") % {"document": row.document}
    return words + (_("; đính chính: %(why)s") % {"why": row.reason} if row.reason else "")
