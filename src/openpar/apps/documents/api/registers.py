"""The routes of the room: the two registers, one document with its files and paper, drafts out, arrivals in and the work on them.

Numbers, signatures and the seal are given by people, on the pages.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core import blobs, papers
from openpar.core.api import Cursor, Id, Limit, Schema, needs, page_of, paged
from openpar.core.api.acting import IF_MATCH, acted, named
from openpar.core.api.schemas import Key, Line, NoteIn, OrganisationRef, ProofOut, Words, proof
from openpar.core.listing import Order
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.core.searching import fits, words_of
from openpar.engine.errors import BadInput

from .. import kinds, rules, services
from ..models import Document
from ..selectors import documents_for, files_of, handlers_of

router = Router(tags=["documents"])
ROOM = "documents.document"
NEWEST = Order("-id", "", descending=True)
Kind = Literal[*kinds.KINDS]
Title = Annotated[str, Field(min_length=1, max_length=500)]
Names = Annotated[list[Line], Field(max_length=200)]
Urgency = Literal[*Document.Urgency.values]


class RecipientOut(Shape):
    name: str
    organisation_id: int | None
    state: str
    code: str = Field(description="Mã trạng thái báo về nơi gửi (QCVN 102:2016).")
    reason: str


class PersonRef(Shape):
    id: int
    name: str


class RouteOut(Shape):
    """Ai xử lý: chủ trì hoặc phối hợp."""

    part: str
    organisation: OrganisationRef | None
    person: PersonRef | None


class DocumentOut(Shape):
    """Một dòng của sổ văn bản đi hoặc đến."""

    id: int
    direction: str
    organisation: OrganisationRef
    kind: str
    number: str
    on: date | None
    title: str
    author: str
    signer: str
    urgency: str
    state: str
    arrival_number: int | None
    arrived_at: datetime | None
    due_at: datetime | None
    version: int
    created_at: datetime


class DocumentDetail(DocumentOut):
    mode: str
    lines: list[str]
    to: list[str]
    body: list[str]
    place: str
    copies: int
    note: str
    instruction: str
    recipients: list[RecipientOut]
    routes: list[RouteOut] = Field(description="Bút phê hiện hành.")
    files: list[ProofOut]


class DraftIn(Schema):
    """An outgoing document, not yet submitted. `recipient_ids` get it at once when people issue it; `others` are named only."""

    kind: Kind
    title: Title
    body: Annotated[list[Words], Field(min_length=1, max_length=500)]
    signer: Annotated[str, Field(max_length=150)] = ""
    mode: Literal[*rules.MODES] = ""
    lines: Names = []
    to: Names = []
    recipient_ids: Annotated[list[Key], Field(max_length=500)] = []
    others: Names = []
    place: Annotated[str, Field(max_length=80)] = ""
    urgency: Urgency = ""
    storage_unit: Annotated[str, Field(max_length=200)] = ""
    copies: Annotated[int, Field(ge=1, le=9999)] = 1
    note: Words = ""


class ArrivalIn(Schema):
    """A document that came from outside the platform."""

    kind: Kind
    number: Annotated[str, Field(max_length=80)]
    on: date
    title: Title
    author: Annotated[str, Field(min_length=1, max_length=300)]
    signer: Annotated[str, Field(max_length=150)] = ""
    urgency: Urgency = ""
    note: Words = ""


class RouteIn(Schema):
    """Bút phê: the division or the person that leads (of /documents/{pk}/handlers), those that support, what to do and by when."""

    lead_id: Key | None = None
    person_id: Key | None = None
    supporting_ids: Annotated[list[Key], Field(max_length=50)] = []
    instruction: Annotated[str, Field(min_length=1, max_length=20_000)]
    inner_due_on: date | None = None


class HandlersOut(Shape):
    divisions: list[OrganisationRef]
    people: list[PersonRef]


OUT = {"response": DocumentDetail, "openapi_extra": IF_MATCH}


@router.get("/documents", response=paged(DocumentOut))
@needs("document.view")
def documents(request, cursor: Cursor = "", limit: Limit = 50, direction: Literal["", "out", "in"] = "", state: Literal["", *Document.State.values] = "",
              kind: Literal["", *kinds.KINDS] = "", since: date | None = None, q: Annotated[str, Query(max_length=200)] = ""):
    """Sổ văn bản đi, văn bản đến của cơ quan; mới nhất đứng trước."""
    rows = documents_for(request.actor).select_related("organisation")
    for name, value in (("direction", direction), ("state", state), ("kind", kind), ("on__gte", since)):
        if value:
            rows = rows.filter(**{name: value})
    if words := words_of(q):
        rows = rows.filter(fits("words", words))
    return page_of(rows, cursor, limit, NEWEST)


@router.get("/documents/{int:pk}", response=DocumentDetail)
@needs("document.view")
def document(request, pk: Id, response: HttpResponse):
    """Một văn bản với nội dung, nơi nhận, tệp."""
    row = _seen(request, pk)
    response["ETag"] = f'"{row.version}"'
    return _shown(row)


@router.get("/documents/{int:pk}/paper", openapi_extra={"responses": {200: {"description": "PDF", "content": {
    "application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}})
@needs("document.view")
def document_paper(request, pk: Id):
    """Bản PDF đã ký của văn bản."""
    row = _seen(request, pk)
    kept = papers.current(ROOM, row.source_id or row.pk) if row.direction == "out" or row.source_id else None
    if kept is None:
        raise Http404
    with blobs.open_bytes(papers.newest_pdf(kept)) as stream:
        return HttpResponse(stream.read(), content_type="application/pdf", headers={
            "Content-Disposition": f'attachment; filename="van-ban-{row.pk}.pdf"', "X-Content-Type-Options": "nosniff"})


@router.post("/documents/drafts", response={201: DocumentDetail})
@needs("document.draft")
def document_draft(request, given: DraftIn, response: HttpResponse):
    """Soạn dự thảo văn bản đi của cơ quan; người ký và văn thư làm tiếp trên trang."""
    taken = given.dict(exclude={"recipient_ids"})
    draft = services.Draft(**taken, recipients=_organisations(given.recipient_ids, request, "recipient_ids"))
    return _made(services.make_draft(draft, organisation=request.auth.works_for, by=request.actor, at=request.at), response)


@router.post("/documents/{int:pk}/edit", **OUT)
@needs("document.draft")
def document_edit(request, pk: Id, given: DraftIn):
    """Sửa dự thảo chưa trình ký."""
    def act(row, who):
        taken = given.dict(exclude={"recipient_ids"})
        services.edit(row, services.Draft(**taken, recipients=_organisations(given.recipient_ids, request, "recipient_ids")), **who)
    return _done(request, pk, act)


@router.post("/documents/{int:pk}/submit", **OUT)
@needs("document.draft")
def document_submit(request, pk: Id):
    """Trình ký dự thảo."""
    return _done(request, pk, lambda row, who: services.submit(row, **who), "out")


@router.post("/documents/arrivals", response={201: DocumentDetail})
@needs("document.receive")
def document_arrival(request, given: ArrivalIn, response: HttpResponse):
    """Tiếp nhận văn bản đến từ hệ thống khác; văn thư vào sổ, lấy số đến trên trang. Văn bản mật bị từ chối."""
    return _made(services.receive(organisation=request.auth.works_for, **given.dict(), by=request.actor, at=request.at), response)


@router.post("/documents/{int:pk}/files", response={201: list[ProofOut]})
@needs("document.draft", "document.receive")
def document_file(request, pk: Id, file: File[UploadedFile]):
    """Thêm tệp vào dự thảo hoặc văn bản đến (multipart/form-data)."""
    return Status(201, [proof(e) for e in services.attach(_seen(request, pk), [file], by=request.actor, at=request.at)])


@router.post("/documents/{int:pk}/reject", **OUT)
@needs("document.receive")
def document_reject(request, pk: Id, given: NoteIn):
    """Từ chối văn bản đến, kèm lý do mà nơi gửi đọc được."""
    def act(row, who):
        if not given.reason:
            raise BadInput(_("Ghi lý do."), where="body.reason")
        services.reject(row, **who, reason=given.reason)
    return _done(request, pk, act, "in")


@router.get("/documents/{int:pk}/handlers", response=HandlersOut)
@needs("document.assign")
def document_handlers(request, pk: Id):
    """Phòng và người của cơ quan có thể được phân công xử lý văn bản đến."""
    divisions, people = handlers_of(_seen(request, pk, direction="in"), request.actor.on)
    return {"divisions": divisions, "people": [{"id": u.pk, "name": u.full_name} for u in people]}


@router.post("/documents/{int:pk}/assign", **OUT)
@needs("document.assign")
def document_assign(request, pk: Id, given: RouteIn):
    """Phân công phòng, người chủ trì, phối hợp xử lý văn bản đến (bút phê)."""
    def act(row, who):
        lead = _organisations([given.lead_id], request, "lead_id")[0] if given.lead_id is not None else None
        person = named(handlers_of(row, request.actor.on)[1], [given.person_id], "person_id")[0] if given.person_id is not None else None
        services.assign(row, **who, lead=lead, person=person, supporting=_organisations(given.supporting_ids, request, "supporting_ids"),
                        instruction=given.instruction, inner_due_on=given.inner_due_on)
    return _done(request, pk, act, "in")


@router.post("/documents/{int:pk}/start", **OUT)
@needs("document.work")
def document_start(request, pk: Id):
    """Bắt đầu xử lý văn bản đến."""
    return _done(request, pk, lambda row, who: services.start(row, **who), "in")


@router.post("/documents/{int:pk}/complete", **OUT)
@needs("document.work")
def document_complete(request, pk: Id):
    """Hoàn thành xử lý văn bản đến."""
    return _done(request, pk, lambda row, who: services.complete(row, **who), "in")


def _seen(request, pk, **which) -> Document:
    return get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk, **which)


def _shown(row) -> dict:
    row = Document.objects.select_related("organisation").get(pk=row.pk)
    plain = {n: getattr(row, n) for n in DocumentDetail.model_fields if n not in ("recipients", "routes", "files")}
    routes = [{"part": r.part, "organisation": r.organisation, "person": r.person and {"id": r.person_id, "name": r.person.full_name}}
              for r in row.routes.select_related("organisation", "person")]
    return {**plain, "recipients": list(row.recipients.all()), "routes": routes, "files": [proof(e) for e in files_of(row)]}


def _made(row, response):
    response["Location"] = f"/api/v1/documents/{row.pk}"
    return Status(201, _shown(row))


def _done(request, pk, act, direction=""):
    row = _seen(request, pk, **({"direction": direction} if direction else {}))
    acted(request, row, act)
    return _shown(row)


def _organisations(ids, request, where):
    found = Organisation.objects.filter(valid_on(request.actor.on)).in_bulk(ids)
    for i, pk in enumerate(ids):
        if pk not in found:
            raise BadInput(_("Không có số %(n)s trong danh mục hôm nay.") % {"n": pk}, where=f"body.{where}[{i}]" if where.endswith("s") else f"body.{where}")
    return tuple(found[pk] for pk in ids)
