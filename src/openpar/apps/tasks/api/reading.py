"""Reading: the same selectors and filters as the pages, from who asks."""

from typing import Annotated, Literal

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from openpar.core import clock, listing
from openpar.core.api import Cursor, Id, Limit, needs, page_of, paged
from openpar.core.searching import fits, words_of

from ..models import Assignment, Directive, Extension, Report, Task
from ..selectors import directives as chosen
from ..selectors import lists
from ..selectors.assignments import PartPage, assignments_for, extensions_for, goals_of, reports_for, tasks_for
from ..selectors.status import soon_limit
from ..services import work
from . import shapes

router = Router(tags=["tasks"])
PART, TASK = ("assignment.view", "task.view"), ("task.view", "assignment.view")
ORDERS = {"id": listing.Order("id", ""), "-id": listing.Order("-id", "", descending=True), "due": lists.ORDERS["han"], "-due": lists.ORDERS["han-xa"]}
SEEN_WITH = ("task__directive", "organisation", "issuer", "handler", "sub_unit")
Number = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Text = Annotated[str, Query(max_length=300)]


class WorkerOut(Schema):
    """Somebody who may be handed a part, inside the program's own organisation."""

    id: int
    name: str


@router.get("/directives", response=paged(shapes.DirectiveOut))
@needs("directive.view", "assignment.view")
def directives(request, cursor: Cursor = "", limit: Limit = 50, state: Literal["", *Directive.State.values] = "", q: Text = ""):
    """Văn bản chỉ đạo mà cơ quan ban hành, hoặc đã giao việc cho cơ quan; mới nhất đứng trước."""
    rows = chosen.directives(request.actor)
    if state:
        rows = rows.filter(state=state)
    if words := words_of(q):
        rows = rows.filter(fits("title_fold", words))
    return page_of(rows, cursor, limit, ORDERS["-id"])


@router.get("/directives/{int:pk}", response=shapes.DirectiveDetail)
@needs("directive.view", "assignment.view")
def directive(request, pk: Id, response: HttpResponse):
    """Một văn bản với toàn văn."""
    return _tagged(response, get_object_or_404(chosen.directives(request.actor), pk=pk))


@router.get("/tasks", response=paged(shapes.TaskOut))
@needs(*TASK)
def tasks(request, cursor: Cursor = "", limit: Limit = 50, directive: Number = None, state: Literal["", *Task.State.values] = "", field: Text = "",
          q: Text = ""):
    """Nhiệm vụ cơ quan đã giao, hoặc có phần việc của cơ quan; mới nhất đứng trước."""
    rows = tasks_for(request.actor).select_related("issuer")
    for name, value in (("directive_id", directive), ("state", state), ("field", field)):
        if value:
            rows = rows.filter(**{name: value})
    if words := words_of(q):
        rows = rows.filter(fits("search_fold", words))
    return page_of(rows, cursor, limit, ORDERS["-id"])


@router.get("/tasks/{int:pk}", response=shapes.TaskDetail)
@needs(*TASK)
def task(request, pk: Id, response: HttpResponse):
    """Một nhiệm vụ với nguyên văn và chỉ tiêu."""
    return task_out(request, pk, response)


def task_out(request, pk, response):
    """A task as it stands, with its tag."""
    row = get_object_or_404(tasks_for(request.actor).select_related("issuer"), pk=pk)
    row.goals = [g.target for g in goals_of(row)]
    return {**shapes.TaskOut.from_orm(_tagged(response, row)).dict(), "text": row.text, "report_to": row.report_to, "legal_refs": row.legal_refs,
            "coordinating_text": row.coordinating_text, "targets": row.goals}


@router.get("/assignments", response=paged(shapes.AssignmentOut))
@needs(*PART)
def assignments(request, cursor: Cursor = "", limit: Limit = 50, order: Literal["id", "-id", "due", "-due"] = "id",
                status: Literal["", *lists.STATUS_LABELS] = "", organisation: Number = None, directive: Number = None, task: Number = None,
                section: Text = "", field: Text = "", part: Literal["", "lead", "coordinating"] = "", q: Text = ""):
    """Phần việc của cơ quan và phần việc cơ quan đã giao; cùng bộ lọc với trang Nhiệm vụ."""
    filters = lists.Filters(q=q, status=status, organisation=str(organisation or ""), directive=str(directive or ""), section=section, field=field,
                            part=part)
    rows = lists.filtered(Assignment.objects.select_related("task", "organisation", "issuer"), filters, request.at)
    if task:
        rows = rows.filter(task_id=task)
    soon = soon_limit(request.at)
    return page_of(rows, cursor, limit, ORDERS[order], within=lists.seen_by(request.actor), shown=lambda r: shapes.part(r, request.at, soon))


@router.get("/assignments/{int:pk}", response=shapes.AssignmentDetail)
@needs(*PART)
def assignment(request, pk: Id, response: HttpResponse):
    """Một phần việc với báo cáo, đề nghị gia hạn, chỉ tiêu, minh chứng mà thẻ được xem."""
    page = page_for(request, pk)
    _tagged(response, page.part)
    return shapes.part_page(page)


@router.get("/assignments/{int:pk}/workers", response=list[WorkerOut])
@needs("assignment.assign")
def workers(request, pk: Id):
    """Người trong cơ quan có thể được phân công phần việc này."""
    row = get_object_or_404(Assignment.objects.filter(Assignment.reach(request.actor, "assignment.assign")).select_related("organisation"), pk=pk)
    found = work.workers(row.organisation, clock.timezone.localtime(request.at).date()).order_by("name_key", "id")[:500]
    return [{"id": u.pk, "name": u.full_name} for u in found]


@router.get("/reports", response=paged(shapes.ReportOut))
@needs(*PART)
def reports(request, cursor: Cursor = "", limit: Limit = 50, state: Literal["", *Report.State.values] = "", assignment: Number = None,
            final: bool | None = None):
    """Báo cáo kết quả và báo cáo kỳ; bản đang soạn chỉ cơ quan viết báo cáo thấy."""
    rows = _sayable(reports_for(request.actor), request.actor)
    for name, value in (("state", state or None), ("assignment_id", assignment), ("final", final)):
        if value is not None:
            rows = rows.filter(**{name: value})
    return page_of(rows, cursor, limit, ORDERS["-id"], shown=lambda r: shapes.report(r, r.inside))


@router.get("/reports/{int:pk}", response=shapes.ReportOut)
@needs(*PART)
def report(request, pk: Id, response: HttpResponse):
    """Một báo cáo."""
    row = _tagged(response, get_object_or_404(_sayable(reports_for(request.actor), request.actor), pk=pk))
    return shapes.report(row, row.inside)


@router.get("/extensions", response=paged(shapes.ExtensionOut))
@needs(*PART)
def extensions(request, cursor: Cursor = "", limit: Limit = 50, state: Literal["", *Extension.State.values] = "", assignment: Number = None):
    """Đề nghị gia hạn của phần việc được xem."""
    rows = extensions_for(request.actor)
    for name, value in (("state", state), ("assignment_id", assignment)):
        if value:
            rows = rows.filter(**{name: value})
    return page_of(rows, cursor, limit, ORDERS["-id"])


@router.get("/extensions/{int:pk}", response=shapes.ExtensionOut)
@needs(*PART)
def extension(request, pk: Id):
    """Một đề nghị gia hạn."""
    return get_object_or_404(extensions_for(request.actor), pk=pk)


def page_for(request, pk) -> PartPage:
    """The part, if this program may see it; a foreign id is not found."""
    return PartPage(request.actor, request.at, get_object_or_404(assignments_for(request.actor).select_related(*SEEN_WITH), pk=pk))


def _sayable(rows, actor):
    """What others may know of: a draft of a final report is its writers' alone; of a period's report they see that it is owed."""
    own = Assignment.objects.filter(Assignment.reach(actor, "assignment.view"), pk=OuterRef("assignment_id"))
    return rows.annotate(inside=Exists(own)).exclude(inside=False, final=True, state="draft")


def _tagged(response, row):
    response["ETag"] = f'"{row.version}"'
    return row
