"""Reports of periods, requests for time, proof; and a directive taken in for review."""

from datetime import date
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Status
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core.api import Id, Schema, needs
from openpar.core.api.acting import IF_MATCH, expect, named
from openpar.core.api.schemas import Key, Line, NoteIn, ProofOut, Words, proof
from openpar.core.models import Evidence
from openpar.engine.errors import BadInput

from ..models import Directive, Extension, Report
from ..selectors.assignments import evidence_for, extensions_for, reports_for
from ..services import extensions, intake, reports, work
from . import shapes
from .acts import Percent
from .many import AnswerIn
from .reading import page_for, router


class PeriodIn(Schema):
    """`send` false keeps a draft."""

    body: Words
    progress: Percent | None = None
    send: bool = True


class GrantIn(Schema):
    """Without a day: the day that was asked for."""

    due_on: date | None = None
    answer: Words = ""


class LinkIn(Schema):
    """A page of another site, or an official document named by number, date and issuer."""

    url: Annotated[str, Field(max_length=1000)] = ""
    number: Annotated[str, Field(max_length=80)] = ""
    issued_on: date | None = None
    issuer: Line = ""
    title: Line = ""
    level: Literal[*Evidence.Level.values] = "internal"


class DirectiveIn(Schema):
    """`again`: also where the same content was taken in before. `amends_id`: the issued directive of the own office that this one amends."""

    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]
    again: bool = False
    amends_id: Key | None = None


@router.post("/assignments/{int:pk}/evidence", response={201: ProofOut})
@needs("assignment.work")
def assignment_evidence(request, pk: Id, given: LinkIn):
    """Thêm minh chứng là đường dẫn hoặc văn bản có số, ngày."""
    return Status(201, _proved(request, pk, **given.dict()))


@router.post("/assignments/{int:pk}/files", response={201: ProofOut})
@needs("assignment.work")
def assignment_file(request, pk: Id, file: File[UploadedFile], title: str = Form("", max_length=300),
                    level: Form[Literal[*Evidence.Level.values]] = "internal"):
    """Thêm tệp minh chứng (multipart/form-data); kiểm loại tệp, dung lượng, mã độc, dấu mật như trên trang."""
    return Status(201, _proved(request, pk, file=file, title=title, level=level))


@router.post("/evidence/{int:pk}/remove", response={204: None})
@needs("assignment.work")
def evidence_remove(request, pk: Id):
    """Gỡ một minh chứng khỏi phần việc chưa gửi báo cáo."""
    row = get_object_or_404(evidence_for(request.actor), pk=pk)
    work.remove_evidence(page_for(request, row.owner_id).part, row, by=request.actor, at=request.at)
    return Status(204, None)


@router.post("/reports/{int:pk}/write", response=shapes.ReportOut, openapi_extra=IF_MATCH)
@needs("assignment.speak", "assignment.work")
def report_write(request, pk: Id, given: PeriodIn):
    """Viết và gửi báo cáo kỳ, hoặc lưu dự thảo."""
    row = _report(request, pk)
    act = reports.send if given.send else reports.draft
    return _said(act(row, by=request.actor, at=request.at, body=given.body, progress=given.progress))


@router.post("/reports/{int:pk}/accept", response=shapes.ReportOut, openapi_extra=IF_MATCH)
@needs("assignment.appraise")
def report_accept(request, pk: Id, given: AnswerIn):
    """Chấp nhận báo cáo kỳ."""
    return _said(reports.accept(_report(request, pk), by=request.actor, at=request.at, answer=given.answer))


@router.post("/reports/{int:pk}/return", response=shapes.ReportOut, openapi_extra=IF_MATCH)
@needs("assignment.appraise")
def report_return(request, pk: Id, given: NoteIn):
    """Trả lại báo cáo kỳ kèm lý do."""
    return _said(reports.return_(_report(request, pk), by=request.actor, at=request.at, reason=given.reason))


@router.post("/extensions/{int:pk}/grant", response=shapes.ExtensionOut)
@needs("assignment.extend")
def extension_grant(request, pk: Id, given: GrantIn):
    """Đồng ý gia hạn, có thể đến ngày khác ngày đề nghị."""
    return extensions.grant(_request(request, pk), by=request.actor, at=request.at, due_on=given.due_on, answer=given.answer)


@router.post("/extensions/{int:pk}/refuse", response=shapes.ExtensionOut)
@needs("assignment.extend")
def extension_refuse(request, pk: Id, given: NoteIn):
    """Không đồng ý gia hạn, kèm lý do."""
    return extensions.refuse(_request(request, pk), by=request.actor, at=request.at, reason=given.reason)


@router.post("/extensions/{int:pk}/withdraw", response=shapes.ExtensionOut)
@needs("assignment.speak")
def extension_withdraw(request, pk: Id):
    """Rút đề nghị gia hạn."""
    return extensions.withdraw(_request(request, pk), by=request.actor, at=request.at)


@router.post("/directives", response={201: shapes.DirectiveDetail})
@needs("directive.draft")
def directive_take_in(request, given: DirectiveIn, response: HttpResponse):
    """Đưa văn bản chỉ đạo của cơ quan vào để rà soát: máy đọc thành dự thảo, cán bộ xem và giao. Văn bản mật bị từ chối."""
    return _taken_in(request, response, given.amends_id, text=given.text, again=given.again)


@router.post("/directives/files", response={201: shapes.DirectiveDetail})
@needs("directive.draft")
def directive_take_in_file(request, response: HttpResponse, file: File[UploadedFile], again: Form[bool] = False, amends_id: Form[Key | None] = None):
    """Như trên, từ tệp .docx, .pdf, .txt (multipart/form-data); tệp chưa đọc được vẫn giữ, oddities nói vì sao."""
    if file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise BadInput(_("Tệp lớn hơn %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB}, where="file")
    return _taken_in(request, response, amends_id, file=(file.name, file.read()), again=again)


def _taken_in(request, response, amends_id, **what):
    own = Directive.objects.filter(Directive.reach(request.actor, "directive.draft"), state=Directive.State.ISSUED, issuer=request.auth.works_for)
    amends = named(own, [amends_id], "amends_id")[0] if amends_id else None
    row = intake.take_in(by=request.actor, at=request.at, issuer=request.auth.works_for, amends=amends, **what)
    response["Location"] = f"/api/v1/directives/{row.pk}"
    return Status(201, row)


def _proved(request, pk, **said):
    part = page_for(request, pk).part
    if not (said.get("file") or said["url"] or said["number"]):
        raise BadInput(_("Ghi đường dẫn, hoặc số và trích yếu của văn bản."), where="body.url")
    row = work.add_evidence(part, by=request.actor, at=request.at, **said)
    return proof(row)


def _report(request, pk) -> Report:
    row = get_object_or_404(reports_for(request.actor).filter(final=False).select_related("assignment__task", "assignment__organisation",
                                                                                         "assignment__issuer"), pk=pk)
    expect(request, row)
    return row


def _said(row):
    return shapes.report(Report.objects.get(pk=row.pk), True)


def _request(request, pk) -> Extension:
    return get_object_or_404(extensions_for(request.actor), pk=pk)
