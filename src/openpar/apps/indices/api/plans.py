"""The improvement plan by PAPI: each sub-dimension with its ground, written, given as a task, reviewed. People keep it: no act of programs."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import Http404
from ninja import Query, Status
from ninja import Schema as Shape
from pydantic import Field

from openpar.core.api import Schema, needs
from openpar.core.api.acting import named
from openpar.core.api.schemas import Key, OrganisationRef

from ..selectors import plans
from ..selectors.papi import home, place_or_404, year_or_404
from ..services import plans as services
from .gaps import GivenOut
from .router import router

Place = Annotated[str, Query(max_length=60, description="Tỉnh, ví dụ lai-chau; trống là tỉnh của mình.")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class PlanItemOut(Shape):
    """Mục của kế hoạch."""

    owner: OrganisationRef | None
    measures: str
    target: Decimal | None
    target_year: int | None
    task_id: int | None
    review: str
    reviewed_on: date | None
    version: int


class PlanRowOut(Shape):
    """Một nội dung thành phần: đang ở đâu, kém nhóm bao nhiêu, đề xuất đạt bao nhiêu, và mục kế hoạch nếu đã lập."""

    code: str
    name: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    apart: Decimal | None = Field(description="Hơn (âm: kém) trung vị của nhóm so sánh.")
    proposed: Decimal | None
    item: PlanItemOut | None


class PlanOut(Shape):
    year: int
    province: str
    items: list[PlanRowOut]


class PlanIn(Schema):
    """What will be done and how far it should come. `version` is the one that was read; none for a new item."""

    owner_id: Key | None = None
    measures: Annotated[str, Field(max_length=5000)] = ""
    target: Annotated[Decimal, Field(max_digits=10, decimal_places=6)] | None = None
    target_year: Annotated[int, Field(ge=2012, le=2100)] | None = None
    version: Version | None = None


class PlanGiveIn(Schema):
    title: Annotated[str, Field(min_length=1, max_length=300)]
    due_on: date


class PlanReviewIn(Schema):
    review: Annotated[str, Field(min_length=1, max_length=5000)]
    version: Version


@router.get("/papi/{int:year}/plan", response=PlanOut)
@needs("plan.view")
def papi_plan(request, year: int, province: Place = ""):
    """Kế hoạch cải thiện: các nội dung thành phần của một năm, kém vùng nhiều nhất đứng trước."""
    place = _place(province)
    return {"year": year_or_404(year), "province": place.slug, "items": [_row(r) for r in plans.rows(request.actor, year, place)]}


@router.get("/papi/{int:year}/plan/{code}", response=PlanRowOut)
@needs("plan.view")
def papi_plan_item(request, year: int, code: str, province: Place = ""):
    """Một nội dung thành phần của kế hoạch."""
    return _row(plans.row(request.actor, year, code, _place(province)))


@router.post("/papi/{int:year}/plan/{code}", response=PlanRowOut)
@needs("plan.edit")
def papi_plan_save(request, year: int, code: str, given: PlanIn, province: Place = ""):
    """Lập hoặc sửa một mục kế hoạch."""
    place = _place(province)
    plans.row(request.actor, year, code, place)
    owner = named(plans.owners(request.actor.on), [given.owner_id], "owner_id")[0] if given.owner_id else None
    services.save(year, code, place=place, owner=owner, **given.dict(exclude={"owner_id"}), by=request.actor, at=request.at)
    return _row(plans.row(request.actor, year, code, place))


@router.post("/papi/{int:year}/plan/{code}/give", response={201: GivenOut})
@needs("plan.edit")
def papi_plan_give(request, year: int, code: str, given: PlanGiveIn, province: Place = ""):
    """Giao mục kế hoạch thành nhiệm vụ, một lần."""
    task = services.give(_item(request, year, code, province), **given.dict(), by=request.actor, at=request.at)
    return Status(201, {"task_id": task.pk, "code": task.code})


@router.post("/papi/{int:year}/plan/{code}/review", response=PlanRowOut)
@needs("plan.edit")
def papi_plan_review(request, year: int, code: str, given: PlanReviewIn, province: Place = ""):
    """Đánh giá cuối năm của mục kế hoạch."""
    services.review(_item(request, year, code, province), text=given.review, version=given.version, by=request.actor, at=request.at)
    return _row(plans.row(request.actor, year, code, _place(province)))


def _place(province):
    return place_or_404(province) if province else home()


def _item(request, year, code, province):
    row = plans.row(request.actor, year, code, _place(province))
    if row.item is None:
        raise Http404(code)
    return row.item


def _row(r) -> dict:
    cell, item = r.figure.cell, r.item
    return {"code": cell.code, "name": r.name, "value": cell.value, "low": cell.low, "high": cell.high, "apart": r.apart, "proposed": r.proposed,
            "item": item and {n: getattr(item, n) for n in PlanItemOut.model_fields}}
