"""Acts on sets, all or none, each row that could not named: parts received, appraised, reminded; requests for time decided; reports of periods
accepted; letters made."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field

from openpar.core.api import Schema, needs
from openpar.core.api.acting import all_moved
from openpar.core.api.schemas import Key, NoteIn
from openpar.core.moving import Moved
from openpar.engine.errors import BadInput

from ..models import Assignment, Extension, Letter, Report
from ..selectors import bulk
from ..selectors.assignments import assignments_for, extensions_for, reports_for
from ..services import appraise, extensions, remind, reports, work
from . import shapes
from .acts import AcceptIn
from .amending import LetterOut, letter_out
from .reading import router

Ids = Annotated[list[Key], Field(min_length=1, max_length=500)]


class IdsIn(Schema):
    ids: Ids


class AcceptManyIn(AcceptIn):
    ids: Ids


class NoteManyIn(NoteIn):
    ids: Ids


class AnswerIn(Schema):
    answer: Annotated[str, Field(max_length=20_000)] = ""


class AnswerManyIn(AnswerIn):
    ids: Ids


class PartsOut(Schema):
    items: list[shapes.AssignmentOut]


class ExtensionsOut(Schema):
    items: list[shapes.ExtensionOut]


class ReportsOut(Schema):
    items: list[shapes.ReportOut]


class LettersOut(Schema):
    items: list[LetterOut]


@router.post("/assignments/receive", response=PartsOut)
@needs("assignment.receive")
def assignments_receive(request, given: IdsIn):
    """Tiếp nhận nhiều phần việc: tất cả hoặc không phần nào."""
    return _parts(request, given.ids, work.receive_many)


@router.post("/assignments/accept", response=PartsOut)
@needs("assignment.appraise")
def assignments_accept(request, given: AcceptManyIn):
    """Chấp nhận nhiều báo cáo với một mức chất lượng: tất cả hoặc không báo cáo nào."""
    return _parts(request, given.ids, appraise.accept_many, quality=given.quality, answer=given.answer)


@router.post("/assignments/return", response=PartsOut)
@needs("assignment.appraise")
def assignments_return(request, given: NoteManyIn):
    """Trả lại nhiều báo cáo với một lý do: tất cả hoặc không báo cáo nào."""
    return _parts(request, given.ids, appraise.return_many, reason=given.reason)


@router.post("/assignments/remind", response=PartsOut)
@needs("assignment.remind")
def assignments_remind(request, given: NoteManyIn):
    """Đôn đốc nhiều phần việc: tất cả hoặc không phần nào."""
    return _parts(request, given.ids, remind.remind_many, note=given.reason)


@router.post("/assignments/escalate", response=PartsOut)
@needs("assignment.remind")
def assignments_escalate(request, given: NoteManyIn):
    """Báo cáo vượt cấp nhiều phần việc: tất cả hoặc không phần nào."""
    return _parts(request, given.ids, remind.escalate_many, note=given.reason)


@router.post("/extensions/grant", response=ExtensionsOut)
@needs("assignment.extend")
def extensions_grant(request, given: AnswerManyIn):
    """Đồng ý nhiều đề nghị gia hạn, mỗi đề nghị đến ngày đã xin: tất cả hoặc không đề nghị nào."""
    return _extended(request, given.ids, extensions.grant_many, answer=given.answer)


@router.post("/extensions/refuse", response=ExtensionsOut)
@needs("assignment.extend")
def extensions_refuse(request, given: NoteManyIn):
    """Không đồng ý nhiều đề nghị gia hạn với một lý do: tất cả hoặc không đề nghị nào."""
    return _extended(request, given.ids, extensions.refuse_many, reason=given.reason)


@router.post("/reports/accept", response=ReportsOut)
@needs("assignment.appraise")
def reports_accept(request, given: AnswerManyIn):
    """Chấp nhận nhiều báo cáo kỳ: tất cả hoặc không báo cáo nào."""
    ids = _moved(request, given.ids, reports_for(request.actor).filter(final=False), reports.accept_many, answer=given.answer)
    found = Report.objects.in_bulk(ids)
    return {"items": [shapes.report(found[pk], True) for pk in ids]}


@router.post("/letters", response={201: LettersOut})
@needs("assignment.remind")
def letters_make(request, given: NoteManyIn):
    """Lập công văn đôn đốc, mỗi cơ quan một công văn; việc nào không đôn đốc được thì không lập gì."""
    ids = list(dict.fromkeys(given.ids))
    rows = list(Assignment.objects.filter(Assignment.reach(request.actor, "assignment.remind"), pk__in=ids))
    all_moved(Moved(rows, bulk.changed(rows, ids, (), "letters")), ids)
    made = remind.letters_for(rows, by=request.actor, at=request.at, note=given.reason)
    found = Letter.objects.select_related("organisation", "issuer").in_bulk([x.pk for x in made])
    return Status(201, {"items": [letter_out(found[x.pk]) for x in made]})


def _parts(request, ids, act, **said) -> dict:
    ids = _moved(request, ids, assignments_for(request.actor), act, **said)
    found = Assignment.objects.select_related("task", "organisation", "issuer").in_bulk(ids)
    return {"items": [shapes.part(found[pk], request.at) for pk in ids]}


def _extended(request, ids, act, **said) -> dict:
    ids = _moved(request, ids, extensions_for(request.actor), act, **said)
    found = Extension.objects.in_bulk(ids)
    return {"items": [found[pk] for pk in ids]}


def _moved(request, ids, seen, act, **said) -> list[int]:
    """The rows of a set that is seen, after the act, in the order asked for."""
    ids = list(dict.fromkeys(ids))
    here = set(seen.filter(pk__in=ids).values_list("pk", flat=True))
    if unknown := [i for i, pk in enumerate(ids) if pk not in here]:
        raise BadInput(_("Không dòng nào được làm vì có số không tìm thấy; xem errors."), where="body.ids", rows=[
            {"where": f"body.ids[{i}]", "detail": _("Không có, hoặc không thuộc phạm vi của thẻ này.")} for i in unknown])
    return [r.pk for r in all_moved(act(ids, by=request.actor, at=request.at, **said), ids)]
