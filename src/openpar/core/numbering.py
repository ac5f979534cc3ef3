"""Numbers of documents: one gapless series per agency, year and kind, whoever asks at the same moment.

Nghị định 30/2020/NĐ-CP: numbers begin at 01 on 1 January and run through the year in the order of the days.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict

from . import audit
from .actor import Actor
from .models import NumberSeries, Organisation, PaperNumber

ACT = "paper.number"


@transaction.atomic
def take(organisation: Organisation, kind: str, *, symbol: str, on: date, room: str, object_id: int, by: Actor, at,
         subject: str = "") -> PaperNumber:
    """The next number of the series for one thing; the number it has where it has one, so that a second click takes none.

    The series' row is held until the caller's transaction ends: an act that fails gives its number back, and no other can have
    been given after it. Raises BadInput for a day before that of the last number.
    """
    by.require(ACT, organisation)
    series = _held(organisation, on.year, kind)
    if had := _living(room, object_id):
        return had
    if series.last_on and on < series.last_on:
        raise BadInput(_("Ngày văn bản (%(day)s) không được trước ngày của số liền trước: số %(last)s, ngày %(last_day)s.") % {
            "day": f"{on:%d/%m/%Y}", "last": series.last, "last_day": f"{series.last_on:%d/%m/%Y}"}, where="on")
    number = PaperNumber.objects.create(series=series, value=series.last + 1, symbol=symbol, on=on, subject=subject[:500], room=room,
                                        object_id=object_id, taken_by=by.user, taken_at=at)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1, last_on=on)
    audit.record("number.take", "core.number", number, by=by, at=at, reference=str(number), organisation_id=organisation.pk)
    return number


@transaction.atomic
def cancel(number: PaperNumber, *, by: Actor, at, reason: str) -> PaperNumber:
    """The number is not used: it stays in the book with the reason, and its thing may take a new one."""
    by.require(ACT, number.series.organisation)
    if not reason.strip():
        raise BadInput(_("Ghi lý do hủy số văn bản."), where="reason")
    done = PaperNumber.objects.filter(pk=number.pk, cancelled_at__isnull=True).update(
        cancelled_at=at, cancelled_by=by.user, cancel_reason=reason.strip())
    if not done:
        raise Conflict(_("Số %(number)s đã hủy trước đó. Tải lại để xem bản mới.") % {"number": number}, where="number")
    number.refresh_from_db()
    audit.record("number.cancel", "core.number", number, by=by, at=at, reference=str(number), reason=reason.strip(),
                 organisation_id=number.series.organisation_id)
    return number


@transaction.atomic
def open_series(organisation: Organisation, kind: str, year: int, *, after: int, by: Actor, at, reason: str) -> NumberSeries:
    """Begin a series in the middle of a year, after the last number of the book that was kept elsewhere. Only before any number."""
    by.require(ACT, organisation)
    if not reason.strip():
        raise BadInput(_("Ghi căn cứ mở sổ giữa năm: sổ cũ, số cuối đã cấp."), where="reason")
    series = _held(organisation, year, kind)
    if series.last:
        raise Conflict(_("Sổ này đã cấp đến số %(last)s nên không đặt lại số đầu được.") % {"last": series.last}, where="after")
    NumberSeries.objects.filter(pk=series.pk).update(last=after, opened_after=after)
    series.refresh_from_db()
    audit.record("number.open", "core.number", series, by=by, at=at, reason=reason.strip(), changes={"last": [0, after]},
                 organisation_id=organisation.pk)
    return series


def gaps(series: NumberSeries) -> list[int]:
    """Numbers of the book that are missing; a proof, empty for ever."""
    held = set(series.numbers.values_list("value", flat=True))
    return [n for n in range(series.opened_after + 1, series.last + 1) if n not in held]


def book(organisation: Organisation, kind: str, year: int):
    """The numbers of one book in order, cancelled ones among them."""
    return PaperNumber.objects.filter(series__organisation=organisation, series__kind=kind, series__year=year).select_related(
        "taken_by", "cancelled_by").order_by("value")


def _held(organisation, year, kind) -> NumberSeries:
    """The series, its row locked until the transaction ends."""
    series, _made = NumberSeries.objects.get_or_create(organisation=organisation, year=year, kind=kind)
    return NumberSeries.objects.select_for_update().get(pk=series.pk)


def _living(room, object_id):
    return PaperNumber.objects.filter(room=room, object_id=object_id, cancelled_at__isnull=True).select_related("series").first()
