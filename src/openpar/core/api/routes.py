"""The ground floor's own routes: who the token is, the register of organisations, deadlines, evidence, search, notified systems."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from openpar.core import listing, roles
from openpar.core.models import Deadline, Evidence, Organisation
from openpar.core.organisations import valid_on
from openpar.core.rooms import ROOMS
from openpar.core.searching import fits, words_of

from .acting import file_of
from .paging import Cursor, Limit, page_of, paged
from .schemas import Id, OrganisationOut, OrganisationRef

router = Router(tags=["core"])
BY_DUE = listing.Order("due", "", "due_at", nullable=True)


class MeOut(Schema):
    """The program or the person that asks, as this token lets it."""

    kind: Literal["program", "person"]
    client_id: str = Field(description="Mã phần mềm; trống khi là thẻ cá nhân.")
    name: str
    organisation: OrganisationRef
    acts: list[str]
    expires_at: datetime
    today: date = Field(description="Ngày nghiệp vụ của hệ thống.")


class SuccessionOut(Schema):
    """What one organisation passed to another on a day."""

    organisation: OrganisationRef
    what: str
    on: date
    document: str
    share: float | None


class OrganisationDetail(OrganisationOut):
    aliases: list[str]
    successors: list[SuccessionOut]
    predecessors: list[SuccessionOut]


class DeadlineOut(Schema):
    """One thing that is due, of any room."""

    id: int
    room: str
    object_id: int
    duty: str
    duty_label: str
    reference: str
    title: str
    organisation_id: int
    started_at: datetime
    due_at: datetime | None
    inner_due_at: datetime | None
    late: bool


class HitOut(Schema):
    """One find of the search."""

    room: str
    title: str
    note: str
    page: str = Field(description="Trang để người mở trên trình duyệt.")


class HitsOut(Schema):
    items: list[HitOut]


@router.get("/me", response=MeOut)
def me(request):
    """Phần mềm, cơ quan và quyền của thẻ đang dùng."""
    row = request.auth
    who = row.client.user if row.client_id else row.person
    return {"kind": "program" if row.client_id else "person", "client_id": row.client.client_id if row.client_id else "", "name": who.full_name,
            "organisation": row.works_for, "expires_at": row.expires_at, "today": request.actor.on,
            "acts": sorted(a for a in request.actor.within if request.actor.can(a) or a in roles.OWN_ACTS)}


@router.get("/organisations", response=paged(OrganisationOut))
def organisations_list(request, cursor: Cursor = "", limit: Limit = 50, on: date | None = None, kind: Annotated[str, Query(max_length=20)] = "",
                       parent: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None, q: Annotated[str, Query(max_length=200)] = ""):
    """Danh mục cơ quan còn hiệu lực vào một ngày (mặc định hôm nay); tìm theo tên không cần dấu."""
    rows = Organisation.objects.filter(valid_on(on or request.actor.on))
    if kind:
        rows = rows.filter(kind=kind)
    if parent:
        rows = rows.filter(parent_id=parent)
    if q and (words := words_of(q)):
        rows = rows.filter(fits("name_fold", words))
    return page_of(rows, cursor, limit)


@router.get("/organisations/{int:pk}", response=OrganisationDetail)
def organisation(request, pk: Id):
    """Một cơ quan, các tên gọi khác, đã kế thừa ai và ai kế thừa."""
    row = get_object_or_404(Organisation, pk=pk)
    row.aliases_texts = list(row.aliases.order_by("text").values_list("text", flat=True))

    def passed(rows, name):
        return [{"organisation": getattr(s, name), "what": s.what, "on": s.on, "document": s.document, "share": s.share} for s in rows]
    shape = OrganisationOut.from_orm(row).dict()
    return {**shape, "aliases": row.aliases_texts, "successors": passed(row.passed_on.select_related("successor").order_by("on", "id"), "successor"),
            "predecessors": passed(row.taken_over.select_related("predecessor").order_by("on", "id"), "predecessor")}


@router.get("/deadlines", response=paged(DeadlineOut))
def deadlines(request, cursor: Cursor = "", limit: Limit = 50, late: bool | None = None, room: Annotated[str, Query(max_length=40)] = ""):
    """Việc phải làm của cơ quan, đến hạn trước đứng trước (như trang Việc của tôi của thủ trưởng)."""
    rows = Deadline.objects.filter(_own(request.actor), open=True)
    if room:
        rows = rows.filter(room=room)
    if late is not None:
        rows = rows.filter(due_at__lt=request.at) if late else rows.exclude(due_at__lt=request.at)
    return page_of(rows, cursor, limit, BY_DUE, shown=lambda d: due_out(d, request.at))


@router.get("/evidence/{int:pk}/file", openapi_extra={"responses": {200: {"description": "Nội dung tệp", "content": {
    "*/*": {"schema": {"type": "string", "format": "binary"}}}}}})
def evidence_file(request, pk: Id):
    """Tải tệp minh chứng mà thẻ được xem; đầu Repr-Digest là SHA-256 của tệp."""
    room = ROOMS.get(Evidence.objects.filter(pk=pk).values_list("room", flat=True).first())
    if room is None or room.evidence is None:
        raise Http404
    return file_of(get_object_or_404(room.evidence(request.actor).filter(blob__isnull=False).select_related("blob"), pk=pk))


@router.get("/search", response=HitsOut)
def search(request, q: Annotated[str, Query(min_length=2, max_length=200)], limit: Annotated[int, Query(ge=1, le=50)] = 20):
    """Tìm trong mọi phòng, chỉ những gì thẻ được xem; không cần dấu."""
    words = [w for w in words_of(q) if w]
    hits = [{"room": code, "title": h.title, "note": h.note, "page": h.url} for code, room in ROOMS.items() if room.search and words
            for h in room.search(request.actor, words, limit)]
    return {"items": hits[:limit]}


def _own(actor):
    """The deadlines of the rooms, and of the organisations in them, that this program may see."""
    condition = Q(pk__in=[])
    for room in ROOMS.values():
        if ids := {m.organisation_id for a in room.views for m, _scope in actor.held(a)}:
            condition |= Q(room=room.code, organisation_id__in=ids)
    return condition


def due_out(row, now) -> dict:
    """What is due, as one line of a list."""
    room = ROOMS.get(row.room)
    return {"id": row.pk, "room": row.room, "object_id": row.object_id, "duty": row.duty, "duty_label": str(((room and room.duties) or {}).get(row.duty, "")),
            "reference": row.reference, "title": row.title, "organisation_id": row.organisation_id, "started_at": row.started_at, "due_at": row.due_at,
            "inner_due_at": row.inner_due_at, "late": bool(row.due_at and row.due_at < now)}

