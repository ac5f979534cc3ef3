"""Facts that people state, one or many at once: all or nothing, and a correction is a new row that says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openpar.core import audit
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput, Conflict
from openpar.engine.index.library import catalogue

from ..days import YEARS
from ..models import FactEntry
from ..points import plain_zero

ROOM, ACT = "indices.fact", "fact.enter"
NEWS = ("value", "numerator", "denominator", "answers", "absent", "se", "df", "n", "sample", "document")
MOST = Decimal(10) ** 17
FIRST_DAY, LAST_DAY = date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1)  # of a period, its end not included


@dataclass(frozen=True, slots=True)
class Stated:
    """What one row says: a metric of one organisation over [start, end), and where in a file it stood."""

    metric: str
    organisation: Organisation
    start: date
    end: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    absent: str = ""
    se: float | None = None
    df: float | None = None
    n: int | None = None
    sample: str = ""
    document: str = ""
    reason: str = ""
    row: int | None = None
    answers: dict[str, int] | None = None  # level of the scale → number of answers
    seen: int | None = None  # the fact that the person saw and corrects; None leaves that open

    def __post_init__(self):
        for name in ("value", "numerator", "denominator"):
            object.__setattr__(self, name, plain_zero(getattr(self, name)))

    @property
    def key(self):
        """What it is about."""
        return self.metric, self.organisation.pk, self.start, self.end

    @property
    def last(self):
        """The last day inside."""
        return self.end - timedelta(days=1)


def asks_people(metric: str) -> bool:
    """Whether a metric comes from answers of people, so that it may be stated as a distribution over the levels of a scale."""
    return catalogue().get(metric, {}).get("room") == "surveys"


def newest(rows: Sequence[Stated]) -> dict[tuple, FactEntry]:
    """What stands now for these metrics, organisations and days. One query."""
    found = FactEntry.objects.filter(metric__in={r.metric for r in rows}, organisation__in={r.organisation.pk for r in rows},
                                     starts_on__in={r.start for r in rows}, ends_before__in={r.end for r in rows}).order_by("id")
    return {(f.metric, f.organisation_id, f.starts_on, f.ends_before): f for f in found}


def same(row: Stated, standing: FactEntry | None) -> bool:
    """Whether a row says nothing new."""
    return standing is not None and all((getattr(row, name) or None) == (getattr(standing, name) or None) for name in NEWS
                                        if name not in ("value", "numerator", "denominator")) and all(
        getattr(row, name) == getattr(standing, name) for name in ("value", "numerator", "denominator"))


def faults(rows: Sequence[Stated], *, by: Actor) -> list[tuple[Stated, str]]:
    """What is wrong with each row, in words. Nothing here writes."""
    standing, seen, out = newest(rows), set(), []
    for row in rows:
        out += [(row, words) for words in _faults(row, standing.get(row.key), by)]
        if row.key in seen:
            out.append((row, _("Số liệu, đơn vị và kỳ này đã có ở một dòng trên. Giữ một dòng.")))
        seen.add(row.key)
    return out


def _faults(row, standing, by):
    about = catalogue().get(row.metric)
    if about is None:
        yield _("Không có mã số liệu “%(code)s”. Lấy mã ở trang Số liệu.") % {"code": row.metric}
        return
    if not by.can_for(ACT, row.organisation):
        yield _("Bạn không nhập số liệu cho %(unit)s.") % {"unit": row.organisation.label}
    if not (FIRST_DAY <= row.start <= LAST_DAY and FIRST_DAY <= row.end <= LAST_DAY):
        yield _("Kỳ số liệu phải nằm trong khoảng từ năm %(first)s đến hết năm %(last)s. Kiểm tra lại ngày.") % {
            "first": FIRST_DAY.year, "last": LAST_DAY.year - 1}
    if row.end <= row.start:
        yield _("Ngày cuối kỳ số liệu phải sau ngày đầu.")
    given = [row.value is not None, row.numerator is not None or row.denominator is not None, bool(row.absent), bool(row.answers)]
    if sum(given) != 1 or (given[1] and (row.numerator is None or row.denominator is None)):
        yield (_("Ghi giá trị, hoặc tử số và mẫu số, hoặc phân bố trả lời, hoặc “không áp dụng”; chỉ một trong bốn.") if asks_people(row.metric)
               else _("Ghi giá trị, hoặc tử số và mẫu số, hoặc “không áp dụng”; chỉ một trong ba."))
    if row.answers and not asks_people(row.metric):
        yield _("Số liệu này không phải kết quả khảo sát nên không nhận phân bố trả lời.")
    numbers = [v for v in (row.value, row.numerator, row.denominator) if v is not None]
    if any(abs(v) >= MOST or v != round(v, 6) for v in numbers) or any(v is not None and v >= MOST for v in (row.se, row.df)):
        yield _("Số quá lớn hoặc có hơn sáu chữ số thập phân.")
    if about["unit"] != "share" and any(v < 0 for v in (numbers if about["unit"] != "điểm" else [row.denominator or 0])):  # points may be taken away
        yield _("Số liệu này không âm: kiểm tra giá trị, tử số và mẫu số.")
    if about["unit"] == "share":
        if row.value is not None and not 0 <= row.value <= 1:
            yield _("Tỷ lệ nằm trong khoảng 0 đến 1, hoặc ghi 95 %.")
        if given[1] and None not in (row.numerator, row.denominator) and not 0 <= row.numerator <= row.denominator:
            yield _("Tử số nằm trong khoảng từ 0 đến mẫu số.")
    if row.se is not None and row.se < 0:
        yield _("Sai số chuẩn không âm.")
    if row.df is not None and row.df <= 0:
        yield _("Bậc tự do phải lớn hơn 0.")
    if standing is not None and not same(row, standing) and len(row.reason.strip()) < 5:
        yield _("Kỳ này đã có số liệu khác; ghi lý do đính chính.")
    if row.seen is not None and row.seen != (standing.pk if standing else 0):
        yield _("Số liệu này vừa được người khác sửa. Tải lại trang để xem số mới.")


@transaction.atomic
def state(rows: Sequence[Stated], *, by: Actor, at, file_name="", file_digest="") -> int:
    """Write what is new in these rows, all or none; how many were written. A row that says nothing new is left alone."""
    if wrong := faults(rows, by=by):
        raise BadInput(" ".join(dict.fromkeys(words for _row, words in wrong)), where="" if len(rows) > 1 else "reason" if "lý do" in wrong[0][1] else None)
    standing = newest(rows)
    new = [FactEntry(metric=r.metric, organisation=r.organisation, starts_on=r.start, ends_before=r.end, replaces=standing.get(r.key),
                     reason=r.reason.strip() if r.key in standing else "", source="excel" if file_name else "hand", file_name=file_name[:200],
                     file_row=r.row, file_digest=file_digest, author=by.user, at=at, **{n: getattr(r, n) for n in NEWS})
           for r in rows if not same(r, standing.get(r.key))]
    try:
        with transaction.atomic():
            made = FactEntry.objects.bulk_create(new, batch_size=500)
    except IntegrityError:
        raise Conflict(_("Số liệu này vừa được người khác ghi. Tải lại trang để xem số mới."), where="value") from None
    audit.record_many([audit.entry("indices.fact.correct" if f.replaces_id else "indices.fact.state", ROOM, f, by=by, at=at, reason=f.reason,
                                   organisation_id=f.organisation_id, changes=_changes(f)) for f in made])
    return len(made)


def _changes(f: FactEntry) -> dict:
    def news(row):
        return {n: str(v) for n in NEWS if (v := getattr(row, n)) not in (None, "")}
    return audit.changed(news(f.replaces) if f.replaces_id else {}, news(f))
