"""After work was given: passed down, an objection settled, tasks corrected, withdrawn, merged, replaced; each with a reason, everyone told."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema as Shape
from ninja import Status
from pydantic import Field

from openpar.core import clock
from openpar.core.api import Cursor, Id, Limit, Schema, needs, page_of, paged
from openpar.core.api.acting import IF_MATCH, expect, named
from openpar.core.api.schemas import Key, Line, OrganisationRef, WhyIn, Words
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.engine.errors import BadInput

from ..models import Addressee, Assignment, Directive, Letter
from ..selectors import directives as chosen
from ..services import amend, contests, remind
from ..services import pass_down as handing
from . import shapes
from .giving import leader_of
from .giving_shapes import Cycle, DueType, Name, ReportDay, TargetIn
from .reading import ORDERS, page_for, router, task_out

PART, TASK = {"response": shapes.AssignmentDetail, "openapi_extra": IF_MATCH}, {"response": shapes.TaskDetail, "openapi_extra": IF_MATCH}


class PassDownIn(Schema):
    """To which organisations directly below; without a day: the own day."""

    organisation_ids: Annotated[list[Key], Field(min_length=1, max_length=500)]
    title: Name = ""
    text: Words = ""
    due_on: date | None = None


class SettleIn(WhyIn):
    """keep: it stays; reassign: another organisation (`to_id`) gets it; cancel: nobody does it."""

    outcome: Literal["keep", "reassign", "cancel"]
    to_id: Key | None = None


class CorrectIn(WhyIn):
    """Only what is sent changes."""

    title: Name | None = None
    due_type: DueType | None = None
    due_on: date | None = None
    cycle: Cycle | None = None
    report_day: ReportDay | None = None
    report_to: Line | None = None
    product: Line | None = None
    field: Annotated[str, Field(max_length=120)] | None = None
    leader_id: Key | None = None
    priority: Literal[0, 1, 2] | None = None
    targets: Annotated[list[TargetIn], Field(max_length=50)] | None = None


class MergeIn(WhyIn):
    into_id: Key


class JoinIn(WhyIn):
    organisation_id: Key
    part: Literal[*Addressee.Part.values]


class ChoiceIn(Schema):
    """What becomes of one task of the old directive; `new_task_id` where it is replaced."""

    task_id: Key
    choice: Literal["replace", "withdraw", "keep"]
    new_task_id: Key | None = None


class ReplaceIn(WhyIn):
    choices: Annotated[list[ChoiceIn], Field(max_length=2000)]


class LetterOut(Shape):
    """Công văn đôn đốc."""

    id: int
    organisation: OrganisationRef
    issuer: OrganisationRef
    made_at: datetime


@router.post("/assignments/{int:pk}/pass-down", response={201: shapes.TaskDetail}, openapi_extra=IF_MATCH)
@needs("assignment.pass_down")
def assignment_pass_down(request, pk: Id, given: PassDownIn, response: HttpResponse):
    """Giao tiếp phần việc cho cơ quan trực thuộc, hạn không muộn hơn hạn của chính mình."""
    part = page_for(request, pk).part
    expect(request, part)
    places = named(Organisation.objects.all(), given.organisation_ids, "organisation_ids")
    child = handing.pass_down(part, places, by=request.actor, at=request.at, title=given.title, text=given.text, due_on=given.due_on)
    response["Location"] = f"/api/v1/tasks/{child.pk}"
    return Status(201, task_out(request, child.pk, response))


@router.post("/assignments/{int:pk}/settle", **PART)
@needs("assignment.settle")
def assignment_settle(request, pk: Id, given: SettleIn):
    """Giải quyết ý kiến về việc giao: giữ nguyên, chuyển cơ quan khác, hoặc thu hồi."""
    part = page_for(request, pk).part
    expect(request, part)
    who = {"by": request.actor, "at": request.at, "reason": given.reason}
    if given.outcome == "reassign":
        if given.to_id is None:
            raise BadInput(_("Ghi cơ quan nhận phần việc."), where="body.to_id")
        contests.reassign(part, *named(Organisation.objects.all(), [given.to_id], "to_id"), **who)
    else:
        (contests.keep if given.outcome == "keep" else contests.cancel)(part, **who)
    return shapes.part_page(page_for(request, pk))


@router.post("/assignments/{int:pk}/withdraw", **PART)
@needs("directive.issue")
def assignment_withdraw(request, pk: Id, given: WhyIn):
    """Thu hồi phần việc của một cơ quan; nhiệm vụ vẫn tiếp tục ở các cơ quan khác."""
    part = get_object_or_404(Assignment.objects.filter(Assignment.reach(request.actor, "directive.issue")).select_related("task", "organisation"), pk=pk)
    expect(request, part)
    amend.withdraw_part(part, given.reason, by=request.actor, at=request.at)
    return shapes.part_page(page_for(request, pk))


@router.post("/tasks/{int:pk}/correct", **TASK)
@needs("directive.issue")
def task_correct(request, pk: Id, given: CorrectIn, response: HttpResponse):
    """Điều chỉnh nhiệm vụ đã giao; hạn của các phần việc theo sau, mọi cơ quan được báo."""
    task = _task(request, pk)
    said = given.dict(exclude={"reason", "leader_id", "targets"}, exclude_unset=True)
    said = {k: v for k, v in said.items() if v is not None or k in ("due_on", "report_day")}
    if "leader_id" in given.model_fields_set:
        said["leader"] = leader_of(task.issuer, given.leader_id, clock.timezone.localtime(request.at).date())
    if given.targets is not None:
        said["targets"] = [t.dict() for t in given.targets]
    amend.correct(task, said, given.reason, version=task.version, by=request.actor, at=request.at)
    return task_out(request, pk, response)


@router.post("/tasks/{int:pk}/withdraw", **TASK)
@needs("directive.issue")
def task_withdraw(request, pk: Id, given: WhyIn, response: HttpResponse):
    """Thu hồi nhiệm vụ khỏi mọi cơ quan chưa làm xong."""
    task = _task(request, pk)
    amend.withdraw(task, given.reason, version=task.version, by=request.actor, at=request.at)
    return task_out(request, pk, response)


@router.post("/tasks/{int:pk}/merge", **TASK)
@needs("directive.issue")
def task_merge(request, pk: Id, given: MergeIn, response: HttpResponse):
    """Gộp nhiệm vụ này vào nhiệm vụ khác của cùng cơ quan; trả về nhiệm vụ được gộp vào."""
    task = _task(request, pk)
    [into] = named(chosen.to_amend(request.actor), [given.into_id], "into_id")
    amend.merge_tasks(task, into, given.reason, version=task.version, by=request.actor, at=request.at)
    return task_out(request, into.pk, response)


@router.post("/tasks/{int:pk}/organisations", **TASK)
@needs("directive.issue")
def task_join(request, pk: Id, given: JoinIn, response: HttpResponse):
    """Thêm một cơ quan vào nhiệm vụ, cùng hạn."""
    task, day = _task(request, pk), clock.timezone.localtime(request.at).date()
    [place] = named(Organisation.objects.filter(valid_on(day)), [given.organisation_id], "organisation_id")
    amend.add_organisation(task, place, given.part, given.reason, by=request.actor, at=request.at)
    return task_out(request, pk, response)


@router.post("/directives/{int:pk}/withdraw", response=shapes.DirectiveDetail, openapi_extra=IF_MATCH)
@needs("directive.issue")
def directive_withdraw(request, pk: Id, given: WhyIn):
    """Thu hồi mọi nhiệm vụ của văn bản."""
    row = _given(request, pk)
    expect(request, row)
    return amend.withdraw_directive(row, given.reason, by=request.actor, at=request.at)


@router.post("/directives/{int:pk}/replace", response=shapes.DirectiveDetail, openapi_extra=IF_MATCH)
@needs("directive.issue")
def directive_replace(request, pk: Id, given: ReplaceIn):
    """Đối chiếu với văn bản thay thế đã giao: mỗi nhiệm vụ cũ được thay, thu hồi hoặc giữ."""
    old = _given(request, pk)
    expect(request, old)
    new = old.amended_by.filter(state=Directive.State.ISSUED).order_by("-id").first()
    if new is None:
        raise BadInput(_("Chưa có văn bản thay thế đã giao."), where="body.choices")
    for i, c in enumerate(given.choices):
        if (c.choice == "replace") != (c.new_task_id is not None):
            raise BadInput(_("Ghi new_task_id khi và chỉ khi thay bằng nhiệm vụ mới."), where=f"body.choices[{i}].new_task_id")
    choices = {c.task_id: c.new_task_id or c.choice for c in given.choices}
    return amend.replace(old, new, choices, given.reason, by=request.actor, at=request.at)


@router.get("/letters", response=paged(LetterOut))
@needs("assignment.remind")
def letters(request, cursor: Cursor = "", limit: Limit = 50):
    """Công văn đôn đốc đã lập; mới nhất đứng trước."""
    rows = Letter.objects.filter(Letter.reach(request.actor, "assignment.remind")).select_related("organisation", "issuer")
    return page_of(rows, cursor, limit, ORDERS["-id"], shown=letter_out)


@router.post("/letters/{int:pk}/register", response=LetterOut)
@needs("assignment.remind")
def letter_register(request, pk: Id):
    """Lập dự thảo công văn đôn đốc trong sổ văn bản đi."""
    row = get_object_or_404(Letter.objects.filter(Letter.reach(request.actor, "assignment.remind")).select_related("organisation", "issuer"), pk=pk)
    remind.to_register(row, by=request.actor, at=request.at)
    return letter_out(row)


def _task(request, pk):
    row = get_object_or_404(chosen.to_amend(request.actor), pk=pk)
    expect(request, row)
    return row


def _given(request, pk):
    return get_object_or_404(Directive.objects.filter(Directive.reach(request.actor, "directive.issue")).select_related("issuer"), pk=pk)


def letter_out(row) -> dict:
    return {"id": row.pk, "organisation": row.organisation, "issuer": row.issuer, "made_at": row.made_at}
