"""Every act on a part of work: one typed route each, over the services that the pages call."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from openpar.core import clock
from openpar.core.api import Id, Schema, needs
from openpar.core.api.acting import IF_MATCH, acted, step
from openpar.core.api.schemas import Key, NoteIn, Words
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput

from ..models import Assignment
from ..selectors.assignments import goals_of
from ..services import appraise, contests, extensions, remind, work
from ..services.guard import only
from . import shapes
from .reading import page_for, router

Percent = Annotated[int, Field(ge=0, le=100)]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
OUT = {"response": shapes.AssignmentDetail, "openapi_extra": IF_MATCH}


class AssignIn(Schema):
    """To whom inside the organisation: a person of /workers, a division, or both."""

    person_id: Key | None = None
    sub_unit_id: Key | None = None
    inner_due_on: date | None = None
    instruction: Words = ""


class ReachedIn(Schema):
    """What a target has reached: the value, or numerator over denominator."""

    target_id: Key
    value: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None


class ProgressIn(Schema):
    percent: Percent
    note: Words = ""
    targets: Annotated[list[ReachedIn], Field(max_length=100)] = []


class ReportIn(Schema):
    """`send` false keeps a draft."""

    body: Words
    no_evidence_reason: Words = ""
    confirm_children: bool = False
    send: bool = True


class ExtendIn(Schema):
    due_on: date
    cause: Literal[*extensions.CAUSES]
    reason: Words


class ContestIn(Schema):
    reason: Words
    proposed_id: Key | None = None


class ReopenIn(NoteIn):
    """Why, and a new final day; without one the old day stays."""

    due_on: date | None = None


class AcceptIn(Schema):
    quality: Literal[*Assignment.Quality.values]
    answer: Words = ""


@router.post("/assignments/{int:pk}/assign", **OUT)
@needs("assignment.assign")
def assignment_assign(request, pk: Id, given: AssignIn):
    """Phân công cho người, phòng trong cơ quan (bút phê)."""
    def act(part, who):
        today = clock.timezone.localtime(request.at).date()
        person = _among(work.workers(part.organisation, today), given.person_id, "person_id")
        unit = _among(work.sub_units(part.organisation, today), given.sub_unit_id, "sub_unit_id")
        work.assign(part, **who, person=person, sub_unit=unit, inner_due_on=given.inner_due_on, instruction=given.instruction)
    return _done(request, pk, act)


@router.post("/assignments/{int:pk}/progress", **OUT)
@needs("assignment.work")
def assignment_progress(request, pk: Id, given: ProgressIn):
    """Cập nhật tiến độ, tình hình và kết quả chỉ tiêu."""
    def act(part, who):
        goals = {g.target.pk: g.target for g in goals_of(part.task)}
        if unknown := [i for i, t in enumerate(given.targets) if t.target_id not in goals]:
            raise BadInput(_("Chỉ tiêu này không thuộc nhiệm vụ."), where=f"body.targets[{unknown[0]}].target_id")
        values = {goals[t.target_id]: {"value": t.value, "numerator": t.numerator, "denominator": t.denominator} for t in given.targets}
        work.update_progress(part, **who, percent=given.percent, note=given.note, values=values)
    return _done(request, pk, act)


@router.post("/assignments/{int:pk}/report", **OUT)
@needs("assignment.speak", "assignment.work")
def assignment_report(request, pk: Id, given: ReportIn):
    """Gửi báo cáo kết quả thay mặt cơ quan, hoặc lưu dự thảo. Minh chứng gửi trước ở /evidence."""
    def act(part, who):
        if not given.send:
            work.draft_report(part, **who, body=given.body)
            return
        work.submit(part, **who, body=given.body, no_evidence_reason=given.no_evidence_reason, confirm_children=given.confirm_children)
    return _done(request, pk, act)


@router.post("/assignments/{int:pk}/contest", **OUT)
@needs("assignment.speak")
def assignment_contest(request, pk: Id, given: ContestIn):
    """Có ý kiến: việc này không thuộc cơ quan. Hạn vẫn chạy."""
    def act(part, who):
        contests.contest(part, **who, reason=given.reason, proposed=_among(Organisation.objects.all(), given.proposed_id, "proposed_id"))
    return _done(request, pk, act)


@router.post("/assignments/{int:pk}/extend", **OUT)
@needs("assignment.speak")
def assignment_extend(request, pk: Id, given: ExtendIn):
    """Đề nghị gia hạn; hạn cũ chạy cho đến khi có quyết định."""
    return _done(request, pk, lambda part, who: extensions.ask(part, **who, due_on=given.due_on, cause=given.cause, reason=given.reason))


@router.post("/assignments/{int:pk}/accept", **OUT)
@needs("assignment.appraise")
def assignment_accept(request, pk: Id, given: AcceptIn):
    """Chấp nhận kết quả với mức chất lượng."""
    return _done(request, pk, lambda part, who: appraise.accept(part, **who, quality=given.quality, answer=given.answer))


def _done(request, pk, act):
    """The part is seen, its version is the expected one, the act is done; the part as it stands afterwards."""
    acted(request, page_for(request, pk).part, act)
    return shapes.part_page(page_for(request, pk))


def _among(rows, pk, where):
    """The row that a body names; the services say whether it may be named."""
    if pk is None:
        return None
    found = rows.filter(pk=pk).first()
    if found is None:
        raise BadInput(_("Không có số %(n)s trong danh mục.") % {"n": pk}, where=f"body.{where}")
    return found


for _path, _words, _act, _do, _given in (
        ("receive", "Tiếp nhận phần việc.", "assignment.receive", lambda part, who: work.receive(part, **who), None),
        ("take-back", "Rút báo cáo về khi chưa thẩm định; cần lý do.", "assignment.speak",
         lambda part, who, why: work.take_back(part, reason=why.reason, **who), NoteIn),
        ("withdraw-contest", "Rút ý kiến và nhận phần việc.", "assignment.speak",
         lambda part, who, why: contests.withdraw(part, reason=why.reason, **who), NoteIn),
        ("return", "Trả lại báo cáo kèm lý do.", "assignment.appraise", lambda part, who, why: appraise.return_(part, reason=why.reason, **who), NoteIn),
        ("reopen", "Mở lại phần việc đã chấp nhận, với hạn mới hoặc giữ hạn cũ.", "assignment.appraise",
         lambda part, who, said: appraise.reopen(part, reason=said.reason, due_on=said.due_on, **who), ReopenIn),
        ("remind", "Đôn đốc đơn vị.", "assignment.remind", lambda part, who, note: only(remind.remind(part, note=note.reason, **who), part), NoteIn),
        ("escalate", "Báo cáo vượt cấp.", "assignment.remind", lambda part, who, note: only(remind.escalate(part, note=note.reason, **who), part), NoteIn)):
    step(router, f"/assignments/{{int:pk}}/{_path}", _words, (_act,), _do, _done, given=_given, **OUT)
