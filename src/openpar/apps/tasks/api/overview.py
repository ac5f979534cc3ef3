"""What people read over many tasks: the leader's board, the own list of what is due; and the room's Word files."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Schema

from openpar.core import rooms
from openpar.core.api import Cursor, Id, Limit, needs, page_of, paged
from openpar.core.api.acting import file_answer
from openpar.core.api.routes import BY_DUE, DeadlineOut, due_out
from openpar.core.api.schemas import OrganisationRef
from openpar.core.pages import DOCX, download

from .. import papers
from ..models import Assignment, Directive, Letter
from ..selectors import leader, my_work
from . import shapes
from .reading import Number, page_for, router

Flag = Annotated[bool, Query()]


class PeriodsOut(Schema):
    """Running work that reports by periods: with every report that was due (full), or not (short)."""

    all: int
    short: int
    full: int


class BoardFigures(Schema):
    all_open: int
    late: int
    late_before: int
    soon: int
    soon_units: int
    returned: int
    contested: int
    waiting: int
    waiting_days: int | None
    not_received: int
    undated: int
    done: int
    on_time: int
    share: float | None
    share_before: float | None
    periods: PeriodsOut


class SectionOut(Schema):
    section: str
    late: int
    open: int


class UnitOut(Schema):
    organisation: OrganisationRef
    late: int
    late_before: int
    sections: list[SectionOut]


class CountedOut(Schema):
    open: int
    late: int
    soon: int
    now: int
    before: int


class LeaderOut(CountedOut):
    leader: shapes.PersonOut | None


class FieldOut(CountedOut):
    field: str


class WeekOut(Schema):
    at: datetime
    late: int


class ContestOut(Schema):
    assignment_id: int
    reason: str
    proposed: OrganisationRef | None
    at: datetime


class BoardOut(Schema):
    """Bảng điều hành; `before` là hai tuần trước."""

    figures: BoardFigures
    units: list[UnitOut]
    leaders: list[LeaderOut]
    fields: list[FieldOut]
    weeks: list[WeekOut]
    extensions: list[shapes.ExtensionOut]
    extensions_total: int
    contests: list[ContestOut]
    worst: list[shapes.AssignmentOut]


@router.get("/board", response=BoardOut)
@needs("leader.view")
def board(request, directive: Number = None, mine: Flag = False, today: Flag = False):
    """Bảng điều hành của cơ quan giao việc; mine: chỉ việc tôi chỉ đạo, today: đơn vị theo hiện nay."""
    scope, _row = _scope(request, directive, mine, today)
    counted, decide = leader.board(scope), leader.decisions(scope)
    return {"figures": counted.figures, "units": _units(counted.heat), "weeks": [{"at": at, "late": n} for at, n in counted.weeks],
            "leaders": [v | {"leader": p and {"id": p.pk, "name": p.full_name}} for p, v in counted.leaders],
            "fields": [v | {"field": f} for f, v in counted.fields], "extensions": decide["extensions"],
            "extensions_total": decide["extensions_total"], "contests": decide["contests"],
            "worst": [shapes.part(a, request.at) for a in decide["worst"]]}


@router.get("/board/report", openapi_extra=file_answer(DOCX))
@needs("leader.view")
def board_report(request, directive: Number = None, mine: Flag = False, today: Flag = False):
    """Báo cáo theo dõi, tệp .docx."""
    scope, row = _scope(request, directive, mine, today)
    return download(papers.follow_up_report(scope, row), f"bao-cao-theo-doi-{request.at:%Y%m%d}.docx", DOCX)


@router.get("/my-work", response=paged(DeadlineOut))
def my_work_list(request, cursor: Cursor = "", limit: Limit = 50):
    """Việc của tôi: việc đến hạn của người có thẻ, ở các phòng mà thẻ được xem; đến hạn trước đứng trước."""
    return page_of(my_work.mine(request.actor).filter(room__in=rooms.read_by(request.actor)), cursor, limit, BY_DUE, shown=lambda d: due_out(d, request.at))


@router.get("/assignments/{int:pk}/report-paper", openapi_extra=file_answer(DOCX))
@needs("assignment.view", "task.view")
def assignment_report_paper(request, pk: Id):
    """Báo cáo kết quả đã gửi, tệp .docx theo thể thức."""
    page = page_for(request, pk)
    if not page.final_reports or not page.named:
        raise Http404
    part = Assignment.objects.select_related("organisation__parent", "issuer", "task", "directive").get(pk=page.part.pk)
    return download(papers.result_report(part, page.final_reports[0]), f"bao-cao-{part.task.code}-{part.organisation.code}.docx", DOCX)


@router.get("/letters/{int:pk}/paper", openapi_extra=file_answer(DOCX))
@needs("assignment.remind")
def letter_paper(request, pk: Id):
    """Công văn đôn đốc, tệp .docx theo thể thức."""
    row = get_object_or_404(Letter.objects.filter(Letter.reach(request.actor, "assignment.remind")).select_related("organisation", "issuer"), pk=pk)
    return download(papers.reminder_letter(row), f"cong-van-don-doc-{row.organisation.code}-{row.pk}.docx", DOCX)


def _scope(request, directive, mine, today):
    row = None
    if directive:
        row = get_object_or_404(Directive.objects.filter(Directive.reach(request.actor, "directive.view"), state="issued"), pk=directive)
    return leader.Scope(request.actor, request.at, row and row.pk, mine, today), row


def _units(heat) -> list[dict]:
    sections: dict[int, list] = {}
    for (unit, section), (late, n) in heat["cells"].items():
        sections.setdefault(unit, []).append({"section": section, "late": late, "open": n})
    return [{"organisation": o, "late": heat["units"][o.pk], "late_before": heat["before"].get(o.pk, 0),
             "sections": sorted(sections.get(o.pk, []), key=lambda s: s["section"])} for o in heat["organisations"]]
