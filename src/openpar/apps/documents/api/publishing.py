"""Copies for the public, Word files, and the printed book: what goes out of the registers as a file."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Status
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core import papers
from openpar.core.api import Cursor, Id, Limit, needs, page_of, paged
from openpar.core.api.acting import file_answer, file_of
from openpar.core.api.schemas import OrganisationRef, WhyIn
from openpar.core.listing import Order
from openpar.core.pages import DOCX, PDF, download
from openpar.core.searching import words_of
from openpar.engine.errors import BadInput

from .. import from_file, services
from ..models import Document
from ..papers import readable, word_of
from ..printing import book_of, check_period
from ..selectors import lines_of, public_name, published, registers_of
from .registers import DocumentDetail, _seen, _shown, router

NEWEST = Order("moi", "", "published_at", descending=True)
Book = Literal["out", "in"]


class PublishedOut(Shape):
    """Văn bản đã công bố: bản sao do người lập, không phải bản lưu bên trong."""

    id: int
    title: str
    masked: str = Field(description="Đã che những gì.")
    organisation: OrganisationRef
    kind: str
    number: str
    on: date | None
    published_at: datetime


class DraftRead(Shape):
    """What a file of an office program says, as the fields of a draft; nothing of the file is kept."""

    kind: str
    title: str
    body: list[str]
    to: list[str]
    recipient_ids: list[int]
    others: list[str]
    lines: list[str]
    mode: str
    signer: str


@router.post("/documents/drafts/read", response=DraftRead)
@needs("document.draft")
def document_draft_read(request, file: File[UploadedFile]):
    """Đọc tệp dự thảo (.docx, .odt, .pdf…) thành các ô của dự thảo; chưa lưu gì, xem lại rồi gửi ở /documents/drafts."""
    said = from_file.read(file, request.actor.on)
    return {**said, "recipient_ids": said["recipients"], "body": [p for p in said["body"].split("\n") if p.strip()]}


@router.get("/documents/{int:pk}/word", openapi_extra=file_answer(DOCX))
@needs("document.view")
def document_word(request, pk: Id):
    """Tệp .docx của văn bản: bản đã ký, hoặc dự thảo như đang soạn."""
    row = get_object_or_404(Document.objects.select_related("organisation__parent"), pk=_seen(request, pk).pk)
    if not readable(row):
        raise Http404
    return download(word_of(row, request.actor.on), f"van-ban-{row.pk}.docx", DOCX)


@router.post("/documents/{int:pk}/publish", response={201: PublishedOut})
@needs("paper.number")
def document_publish(request, pk: Id, file: File[UploadedFile], title: str = Form(..., min_length=1, max_length=500),
                     masked: str = Form("", max_length=500), nothing_hidden: Form[bool] = False):
    """Công bố bản sao PDF do người lập, đã che những gì không công khai; bản lưu bên trong không bị công bố thay."""
    row = _seen(request, pk, direction="out")
    made = services.publish(row, copy=file, title=title, masked=masked, nothing_hidden=nothing_hidden, by=request.actor, at=request.at)
    return Status(201, _published(made))


@router.post("/documents/{int:pk}/unpublish", response=DocumentDetail)
@needs("paper.number")
def document_unpublish(request, pk: Id, given: WhyIn):
    """Thôi công bố, kèm lý do; trang và tệp công khai không mở được nữa."""
    row = _seen(request, pk, direction="out")
    standing = published().filter(document=row).first()
    if standing is None:
        raise BadInput(_("Văn bản này không đang được công bố."), where="publication")
    services.end_publication(standing, reason=given.reason, by=request.actor, at=request.at)
    return _shown(row)


@router.get("/published-documents", response=paged(PublishedOut))
def documents_published(request, cursor: Cursor = "", limit: Limit = 50, q: Annotated[str, Query(max_length=200)] = ""):
    """Văn bản đang được công bố; ai có thẻ cũng đọc được, mới nhất đứng trước."""
    rows = published()
    for word in words_of(q):
        rows = rows.filter(fold__contains=word)
    return page_of(rows, cursor, limit, NEWEST, shown=_published)


@router.get("/published-documents/{int:pk}", response=PublishedOut)
def document_published(request, pk: Id):
    """Một văn bản đang được công bố."""
    return _published(get_object_or_404(published(), pk=pk))


@router.get("/published-documents/{int:pk}/copy", openapi_extra=file_answer(PDF))
def document_published_copy(request, pk: Id):
    """Bản sao công bố, PDF."""
    row = get_object_or_404(published(), pk=pk)
    return file_of(row.copy, public_name(row))


@router.get("/documents/books/{direction}", openapi_extra=file_answer(PDF))
@needs("document.view")
def document_book(request, direction: Book, start: date, end: date):
    """Sổ văn bản của cơ quan trong kỳ (cả hai ngày), PDF theo mẫu của ngày cuối kỳ, để in và đóng quyển."""
    check_period(start, end)
    office = get_object_or_404(registers_of(request.actor), pk=request.auth.works_for.pk)
    rows = lines_of(request.actor, direction, office, start, end)
    data = papers.book_pdf(book_of(rows, direction=direction, organisation=office, start=start, end=end), end)
    return download(data, f"so-van-ban-{direction}-{start:%Y%m%d}-{end:%Y%m%d}.pdf", PDF)


def _published(row) -> dict:
    d = row.document
    return {"id": row.pk, "title": row.title, "masked": row.masked, "organisation": d.organisation, "kind": d.kind, "number": d.number, "on": d.on,
            "published_at": row.published_at}
