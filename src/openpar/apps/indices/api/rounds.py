"""Rounds: which there are, by which frozen framework and calendar, and their published results."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.http import HttpResponse
from ninja import Schema as Shape
from pydantic import Field

from openpar.core.api import Cursor, Id, Limit, needs, page_of, paged
from openpar.core.api.schemas import OrganisationRef
from openpar.core.listing import Order

from ..models import Round, Sheet
from ..selectors import rounds as chosen
from ..selectors import rounds_framework as shelf
from ..selectors.rounds_result import published_or_404, whole
from .router import router

NEWEST = Order("-id", "", descending=True)


class RoundOut(Shape):
    """Đợt đánh giá."""

    id: int
    keeper: OrganisationRef
    title: str
    year: int
    index: str
    level: str
    framework_ref: str
    framework_digest: str
    starts_on: date
    ends_on: date = Field(description="Ngày cuối của kỳ số liệu, tính cả ngày ấy.")
    state: str
    opened_at: datetime
    version: int


class CriterionOut(Shape):
    code: str
    title: str
    max: Decimal | None = Field(description="null: chưa có trong văn bản, không phải 0.")
    metric: str
    streams: list[str] = Field(description="Các luồng điểm của tiêu chí.")


class RoundDetail(RoundOut):
    calendar: dict[str, date]
    criteria: list[CriterionOut]


class SheetOut(Shape):
    """Phiếu chấm của một đơn vị."""

    id: int
    round_id: int
    organisation: OrganisationRef
    state: str
    submitted_at: datetime | None
    proof_done_at: datetime | None
    version: int


class ResultLine(Shape):
    organisation: OrganisationRef
    rank: Decimal | None
    total: Decimal | None
    percent: Decimal | None
    complete: bool = Field(description="false: có tiêu chí chưa đo, tổng nằm trong khoảng low đến high.")
    low: Decimal | None
    high: Decimal | None
    klass: str
    points: dict[str, Decimal | None]


class ResultOut(Shape):
    """Kết quả đã công bố; đính chính là một lần mới có lý do."""

    round: RoundOut
    revision: int
    reason: str
    decision_number: str
    decision_on: date | None
    items: list[ResultLine]


@router.get("/rounds", response=paged(RoundOut))
@needs("round.view", "sheet.view")
def rounds(request, cursor: Cursor = "", limit: Limit = 50, state: Literal["", *Round.State.values] = "", year: int | None = None):
    """Đợt đánh giá mà cơ quan tổ chức hoặc được đánh giá; mới nhất đứng trước."""
    rows = chosen.rounds_for(request.actor)
    if state:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(year=max(0, min(year, 32767)))
    return page_of(rows, cursor, limit, NEWEST)


@router.get("/rounds/{int:pk}", response=RoundDetail)
@needs("round.view", "sheet.view")
def round(request, pk: Id, response: HttpResponse):
    """Một đợt với lịch và các tiêu chí của khung đã chốt."""
    row = chosen.round_or_404(request.actor, pk)
    response["ETag"] = f'"{row.version}"'
    return round_of(row)


def round_of(row) -> dict:
    """A round with its calendar and the criteria of its frozen framework."""
    streams = ("self", "appraisal1", "survey", "bonus", "deduction", "explanation", "appraisal2")
    criteria = [{"code": c.code, "title": c.title, "max": c.max, "metric": c.metric, "streams": [s for s in streams if shelf.accepts(s, c)]}
                for c in shelf.frozen(row).leaves()]
    return {**RoundOut.from_orm(row).dict(), "calendar": row.calendar, "criteria": criteria}


@router.get("/rounds/{int:pk}/sheets", response=paged(SheetOut))
@needs("round.view", "sheet.view")
def round_sheets(request, pk: Id, cursor: Cursor = "", limit: Limit = 50, state: Literal["", *Sheet.State.values] = ""):
    """Phiếu chấm của đợt mà thẻ được xem."""
    rows = chosen.sheets_for(request.actor).filter(round=chosen.round_or_404(request.actor, pk))
    return page_of(rows.filter(state=state) if state else rows, cursor, limit)


@router.get("/rounds/{int:pk}/result", response=ResultOut)
def round_result(request, pk: Id, revision: int | None = None):
    """Kết quả đã công bố của một đợt; ai có thẻ cũng đọc được."""
    return result_of(pk, revision)


def result_of(pk, revision) -> dict:
    """A published result, the newest without a revision."""
    shown = published_or_404(pk, revision)
    return {"round": shown.round, "revision": shown.result.revision, "reason": shown.result.reason, "decision_number": shown.result.decision_number,
            "decision_on": shown.result.decision_on, "items": [
                {n: getattr(r, n) for n in ("organisation", "total", "percent", "complete", "low", "high", "klass", "points")} | {"rank": whole(r.rank)}
                for r in shown.rows]}
