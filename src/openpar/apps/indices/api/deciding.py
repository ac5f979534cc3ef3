"""The side that runs a round: opened, its calendar, who appraises, the points locked, the result approved, published, corrected.

`round.manage`, `round.approve` and `sheet.appraise` are no acts of programs: people decide, on the pages or with a personal token.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Schema as Shape
from ninja import Status
from pydantic import Field

from openpar.core import clock
from openpar.core.api import Id, Schema, needs
from openpar.core.api.acting import IF_MATCH, acted, expect, named, step
from openpar.core.api.schemas import Key, Line, WhyIn
from openpar.engine.errors import BadInput

from .. import rules
from ..selectors import rounds as chosen
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_framework as shelf
from ..selectors.rounds_result import published_or_404
from ..services import rounds_appraisers, rounds_cells, rounds_facts, rounds_open, rounds_result, rounds_sheets
from .rounds import ResultOut, RoundDetail, result_of, round_of
from .router import router
from .sheets import OUT as SHEET
from .sheets import Code, _done

ROUND = {"response": RoundDetail, "openapi_extra": IF_MATCH}
Calendar = Annotated[dict[Literal[*rules.CALENDAR], date], Field(max_length=len(rules.CALENDAR))]
Points = Annotated[Decimal, Field(max_digits=12, decimal_places=6)]


class RoundIn(Schema):
    """A round over the facts of [starts_on, ends_on], both included, by a framework of /frameworks or an own one that was approved."""

    title: Line
    framework_ref: Annotated[str, Field(min_length=1, max_length=120)]
    year: Annotated[int, Field(ge=2000, le=2100)]
    starts_on: date
    ends_on: date
    unit_ids: Annotated[list[Key], Field(min_length=1, max_length=2000)]
    calendar: Calendar


class CalendarIn(WhyIn):
    """The days that change; the others stay."""

    calendar: Calendar


class AreaIn(Schema):
    area: Code
    person_id: Key


class SourceIn(Schema):
    """automatic: what the system computed; self: what the unit gave itself."""

    source: Literal["automatic", "self"]


class ReviseIn(WhyIn):
    """One point of a published result, or `not_applicable`."""

    organisation_id: Key
    code: Code
    points: Points | None = None
    absent: Literal["", "not_applicable"] = ""


class PrintedIn(Schema):
    organisation_id: Key
    value: Points | None


class DecisionIn(Schema):
    """Number and day of the signed decision, and what it printed of each unit."""

    number: Annotated[str, Field(min_length=1, max_length=80)]
    on: date
    printed: Annotated[list[PrintedIn], Field(max_length=2000)] = []


class AppraiserOut(Shape):
    id: int
    area: str
    person_id: int
    person: str


class AppraisersOut(Shape):
    areas: list[str] = Field(description="Mã các lĩnh vực của khung.")
    items: list[AppraiserOut]


class CountOut(Shape):
    written: int


@router.post("/rounds", response={201: RoundDetail})
@needs("round.manage")
def round_open(request, given: RoundIn):
    """Mở đợt đánh giá: chốt khung, lập phiếu cho từng đơn vị, báo cho mọi đơn vị."""
    keeper, day = request.auth.works_for, clock.timezone.localtime(request.at).date()
    request.actor.require("round.manage", keeper)
    units = named(chosen.rated_units(keeper, shelf.parsed(given.framework_ref, shelf.text_of(given.framework_ref)).level, day), given.unit_ids, "unit_ids")
    made = rounds_open.open_round(title=given.title, ref=given.framework_ref, year=given.year, starts_on=given.starts_on, ends_on=given.ends_on, units=units,
                                  calendar=given.calendar, keeper=keeper, by=request.actor, at=request.at)
    return Status(201, round_of(made))


@router.post("/rounds/{int:pk}/calendar", **ROUND)
@needs("round.manage")
def round_calendar(request, pk: Id, given: CalendarIn):
    """Sửa lịch của đợt, kèm lý do; các đơn vị được báo."""
    def act(row, who):
        days = {k: date.fromisoformat(v) for k, v in row.calendar.items()} | given.calendar
        rounds_open.amend_calendar(row, days, reason=given.reason, version=row.version, **who)
    return _run(request, pk, act)


@router.post("/rounds/{int:pk}/compute", response=CountOut)
@needs("round.manage", "sheet.appraise")
def round_compute(request, pk: Id):
    """Tính điểm từ số liệu của hệ thống, ghi thành đề xuất."""
    return {"written": rounds_facts.propose(chosen.run_by(request.actor, pk), by=request.actor, at=request.at)}


@router.post("/rounds/{int:pk}/revise", response=ResultOut, openapi_extra=IF_MATCH)
@needs("round.manage")
def round_revise(request, pk: Id, given: ReviseIn):
    """Đính chính một điểm đã công bố, kèm lý do; kết quả trước vẫn đọc được."""
    row = chosen.run_by(request.actor, pk)
    expect(request, row)
    if given.points is not None and given.absent:
        raise BadInput(_("Ghi điểm, hoặc không áp dụng; không ghi cả hai."), where="body.absent")
    rounds_result.revise(row, unit=given.organisation_id, code=given.code, points=given.points, absent=given.absent, reason=given.reason,
                         version=row.version, by=request.actor, at=request.at)
    return result_of(pk, None)


@router.post("/rounds/{int:pk}/decision", response=ResultOut)
@needs("round.manage")
def round_decision(request, pk: Id, given: DecisionIn):
    """Ghi số, ngày và trị số mà quyết định đã ký in ra, bên cạnh trị số tính được."""
    chosen.run_by(request.actor, pk)
    shown = published_or_404(pk)
    rounds_result.print_values(shown.result, number=given.number, on=given.on, printed={p.organisation_id: p.value for p in given.printed},
                               by=request.actor, at=request.at)
    return result_of(pk, None)


@router.get("/rounds/{int:pk}/appraisers", response=AppraisersOut)
@needs("round.manage", "sheet.appraise")
def round_appraisers(request, pk: Id):
    """Lĩnh vực nào do ai thẩm định."""
    return _given(chosen.run_by(request.actor, pk))


@router.post("/rounds/{int:pk}/appraisers", response={201: AppraisersOut})
@needs("round.manage")
def round_appraiser_give(request, pk: Id, given: AreaIn):
    """Phân công một lĩnh vực cho một người thẩm định."""
    row = chosen.run_by(request.actor, pk)
    rounds_appraisers.give(row, given.area, given.person_id, by=request.actor, at=request.at)
    return Status(201, _given(row))


@router.post("/rounds/{int:pk}/appraisers/{int:given_id}/remove", response=AppraisersOut)
@needs("round.manage")
def round_appraiser_take(request, pk: Id, given_id: Id):
    """Thôi phân công; điểm đã ghi vẫn giữ."""
    row = chosen.run_by(request.actor, pk)
    rounds_appraisers.take(row, given_id, by=request.actor, at=request.at)
    return _given(row)


@router.post("/sheets/{int:pk}/accept-proposals", **SHEET)
@needs("sheet.appraise")
def sheet_accept_proposals(request, pk: Id, given: SourceIn):
    """Nhận điểm hệ thống tính, hoặc điểm tự chấm, cho tiêu chí chưa thẩm định."""
    return _done(request, pk, lambda row, who: rounds_cells.accept_proposals(row, given.source, **who))


def _run(request, pk, act):
    acted(request, chosen.run_by(request.actor, pk), act)
    return round_of(chosen.run_by(request.actor, pk))


for _path, _words, _act, _do, _given in (
        ("close", "Trình kết quả để phê duyệt.", "round.manage", lambda row, who: rounds_result.close(row, version=row.version, **who), None),
        ("return", "Trả lại kết quả, kèm lý do.", "round.approve", lambda row, who, why: rounds_result.return_(row, reason=why.reason, **who), WhyIn),
        ("approve", "Phê duyệt kết quả.", "round.approve", lambda row, who: rounds_result.approve(row, version=row.version, **who), None),
        ("publish", "Công bố kết quả đã phê duyệt.", "round.manage", lambda row, who: rounds_result.publish(row, version=row.version, **who), None),
        ("cancel", "Dừng đợt đánh giá, kèm lý do.", "round.manage", lambda row, who, why: rounds_result.cancel(row, reason=why.reason, **who), WhyIn)):
    step(router, f"/rounds/{{int:pk}}/{_path}", _words, (_act,), _do, _run, given=_given, **ROUND)

for _path, _words, _act, _do, _given in (
        ("return", "Trả lại điểm tự chấm, kèm lý do.", "sheet.appraise", lambda row, who, why: rounds_sheets.return_(row, reason=why.reason, **who), WhyIn),
        ("appraise", "Khóa điểm thẩm định lần 1.", "sheet.appraise", lambda row, who: rounds_sheets.appraise(row, version=row.version, **who), None),
        ("settle", "Khóa điểm thẩm định lần 2.", "sheet.appraise", lambda row, who: rounds_sheets.settle(row, version=row.version, **who), None),
        ("reopen", "Mở lại thẩm định, kèm lý do.", "sheet.appraise", lambda row, who, why: rounds_sheets.reopen(row, reason=why.reason, **who), WhyIn),
        ("exclude", "Đưa đơn vị ra khỏi đợt, kèm lý do.", "round.manage", lambda row, who, why: rounds_sheets.exclude(row, reason=why.reason, **who), WhyIn)):
    step(router, f"/sheets/{{int:pk}}/{_path}", _words, (_act,), _do, _done, given=_given, **SHEET)


def _given(row) -> dict:
    rows = row.appraisers.select_related("user").order_by("area", "id")
    return {"areas": [a.code for a in appraisers.areas(shelf.frozen(row))], "items": [
        {"id": a.pk, "area": a.area, "person_id": a.user_id, "person": a.user.full_name} for a in rows]}


