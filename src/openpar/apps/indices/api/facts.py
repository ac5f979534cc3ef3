"""Facts: the catalogue of metrics, their values in a period, the rows that were stated, and stating more of them, all or none."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import File, Form, Query
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core.api import Cursor, Limit, Schema, needs, page_of, paged
from openpar.core.api.acting import file_answer
from openpar.core.api.schemas import Key, Line, OrganisationRef, Words
from openpar.core.listing import Order
from openpar.core.models import Organisation
from openpar.core.pages import XLSX, download
from openpar.engine.errors import BadInput
from openpar.engine.index.library import catalogue
from openpar.engine.metrics import METRICS

from ..models import FactEntry
from ..selectors.facts import facts_for
from ..selectors.facts_catalogue import units_for
from ..services import facts_book, facts_entry
from .router import router

NEWEST = Order("-id", "", descending=True)
Number = Annotated[Decimal, Field(max_digits=24, decimal_places=6)]
Code = Annotated[str, Query(max_length=80)]


class MetricOut(Shape):
    code: str
    title: str
    room: str
    unit: str
    better: str
    computed: bool = Field(description="Hệ thống tính được từ dữ liệu của mình.")


class MetricsOut(Shape):
    items: list[MetricOut]


class ValueOut(Shape):
    """Một số liệu. Không có giá trị thì `absent` nói vì sao: not_measured khác với 0."""

    organisation: OrganisationRef
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    absent: str | None
    source: str = Field(description="computed, hand, excel; trống nếu chưa đo.")
    snapshot: str
    fact_id: int | None


class ValuesOut(Shape):
    metric: str
    starts_on: date
    ends_before: date
    items: list[ValueOut]


class FactOut(Shape):
    """Một dòng số liệu do người hoặc phần mềm ghi; đính chính là dòng mới, `replaces_id` chỉ dòng cũ."""

    id: int
    metric: str
    organisation_id: int
    starts_on: date
    ends_before: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    absent: str
    source: str
    document: str
    replaces_id: int | None
    reason: str
    at: datetime


class FactIn(Schema):
    """One fact over [starts_on, ends_before): a value, or numerator and denominator, or `absent`. A correction needs a reason."""

    metric: Annotated[str, Field(max_length=80)]
    organisation_id: Key
    starts_on: date
    ends_before: date
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    absent: Literal["", "not_applicable"] = ""
    document: Line = ""
    reason: Words = ""


class FactsIn(Schema):
    items: Annotated[list[FactIn], Field(min_length=1, max_length=1000)]


class WrittenOut(Shape):
    written: int = Field(description="Số dòng mới (thử: sẽ mới); dòng không nói điều gì mới thì để nguyên.")


class BookOut(WrittenOut):
    applied: bool
    kept: int = Field(description="Số dòng không nói điều gì mới.")
    faults: list[str] = Field(description="Từng dòng sai; còn dòng sai thì không dòng nào được ghi.")


@router.get("/metrics", response=MetricsOut)
@needs("fact.view", "round.view", "sheet.view")
def metrics(request):
    """Danh mục số liệu."""
    return {"items": [{"code": c, "computed": c in METRICS, **{k: str(about[k]) for k in ("title", "room", "unit", "better")}}
                      for c, about in catalogue().items()]}


@router.get("/metrics/{code}/values", response=ValuesOut)
@needs("fact.view")
def metric_values(request, code: str, starts_on: date, ends_before: date):
    """Giá trị của một số liệu trong kỳ [starts_on, ends_before) cho các đơn vị thẻ được xem."""
    if code not in catalogue():
        raise Http404(code)
    if ends_before <= starts_on:
        raise BadInput(_("Ngày cuối kỳ số liệu phải sau ngày đầu."), where="query.ends_before")
    units = list(units_for(request.actor, request.actor.on))
    found = facts_for([code], [o.pk for o in units], starts_on, ends_before)
    return {"metric": code, "starts_on": starts_on, "ends_before": ends_before, "items": [_value(o, found[o.pk, code]) for o in units]}


@router.get("/facts", response=paged(FactOut))
@needs("fact.view")
def facts(request, cursor: Cursor = "", limit: Limit = 50, metric: Code = "", organisation: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None):
    """Các dòng số liệu đã ghi, mới nhất đứng trước."""
    rows = FactEntry.objects.filter(FactEntry.reach(request.actor, "fact.view"))
    for name, value in (("metric", metric), ("organisation_id", organisation)):
        if value:
            rows = rows.filter(**{name: value})
    return page_of(rows, cursor, limit, NEWEST)


@router.post("/facts", response=WrittenOut)
@needs("fact.enter")
def facts_state(request, given: FactsIn):
    """Ghi nhiều số liệu: tất cả hoặc không dòng nào; mỗi dòng sai được nêu tên."""
    return {"written": facts_entry.state(_stated(request, given), by=request.actor, at=request.at)}


@router.post("/facts/check", response=WrittenOut)
@needs("fact.enter")
def facts_check(request, given: FactsIn):
    """Thử ghi nhiều số liệu: nói dòng nào sai, bao nhiêu dòng sẽ mới; không ghi gì."""
    rows = _stated(request, given)
    standing = facts_entry.newest(rows)
    return {"written": sum(not facts_entry.same(r, standing.get(r.key)) for r in rows)}


def _stated(request, given) -> list:
    units = units_for(request.actor, request.actor.on, "fact.enter").in_bulk({i.organisation_id for i in given.items})
    rows, places, wrong = [], {}, []
    for n, item in enumerate(given.items):
        said = item.dict(exclude={"organisation_id", "starts_on", "ends_before"})
        unit = units.get(item.organisation_id)
        if unit is None:
            wrong.append((n, _("Không có đơn vị này, hoặc không thuộc phạm vi của thẻ.")))
            continue
        rows.append(facts_entry.Stated(organisation=unit, start=item.starts_on, end=item.ends_before, **said))
        places[id(rows[-1])] = n
    wrong += [(places[id(row)], words) for row, words in facts_entry.faults(rows, by=request.actor)]
    if wrong:
        raise BadInput(_("Không dòng nào được ghi vì có dòng sai; xem errors."), where="body.items", rows=[
            {"where": f"body.items[{n}]", "detail": str(words)} for n, words in sorted(wrong)])
    return rows


@router.post("/facts/file", response=BookOut)
@needs("fact.enter")
def facts_file(request, file: File[UploadedFile], apply: Form[bool] = False):
    """Gửi tệp số liệu theo mẫu của trang Số liệu (multipart/form-data): chỉ kiểm tra thử, hoặc ghi tất cả với apply=true."""
    limit = settings.UPLOAD_LIMIT_MB
    if file.size > limit * 1024 * 1024:
        raise BadInput(_("Tệp lớn hơn %(n)s MB. Chia thành nhiều tệp.") % {"n": limit}, where="file")
    reading = facts_book.read(file.name, file.read(), by=request.actor)
    if not apply or reading.faults:
        if apply:
            raise BadInput(_("Không dòng nào được ghi vì có dòng sai; xem errors."), where="file", rows=[
                {"where": "file", "detail": str(f)} for f in reading.faults[:500]])
        return {"written": len(reading.new), "kept": reading.kept, "faults": [str(f) for f in reading.faults[:500]], "applied": False}
    return {"written": facts_book.save(reading, by=request.actor, at=request.at), "kept": reading.kept, "faults": [], "applied": True}


@router.get("/facts/template", openapi_extra=file_answer(XLSX))
@needs("fact.enter")
def facts_template(request, starts_on: date, ends_before: date, metric: Code = ""):
    """Tệp số liệu trống của các đơn vị mà thẻ được nhập: một số liệu, hoặc mọi số liệu do người nhập."""
    if ends_before <= starts_on:
        raise BadInput(_("Ngày cuối kỳ số liệu phải sau ngày đầu."), where="query.ends_before")
    if metric and metric not in catalogue():
        raise Http404(metric)
    units = list(units_for(request.actor, request.actor.on, "fact.enter"))
    codes = [metric] if metric else [c for c in catalogue() if c not in METRICS]
    return download(facts_book.template(units, codes, starts_on, ends_before), "so-lieu.xlsx", XLSX)


def _value(organisation: Organisation, fact) -> dict:
    return {"organisation": organisation, "value": fact.value, "numerator": fact.numerator, "denominator": fact.denominator,
            "absent": fact.absent and fact.absent.value, "source": fact.kind, "snapshot": fact.snapshot, "fact_id": fact.fact_id}
