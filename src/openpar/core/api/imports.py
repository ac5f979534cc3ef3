"""Bringing files in: a dry run with every faulty row, then all or nothing. Files that make people or organisations are brought in in person."""

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Path, Router, Status
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core import listing
from openpar.core.imports import batches, books
from openpar.core.imports.importer import IMPORTERS
from openpar.core.models import ImportBatch
from openpar.core.pages import XLSX, download

from .acting import file_answer
from .paging import Cursor, Limit, page_of, paged
from .problems import Failed
from .schemas import Id, OrganisationRef, Schema

router = Router(tags=["imports"])
NEWEST = listing.Order("-id", "", descending=True)


class KindOut(Shape):
    """Một loại tệp nhập được."""

    code: str
    title: str
    act: str
    in_person: bool = Field(description="true: chỉ nhập trên trang, sau khi nhập mã xác thực lớp thứ hai.")


class KindsOut(Shape):
    items: list[KindOut]


class RemarkOut(Shape):
    row: int
    column: str
    title: str
    shown: str
    detail: str


class ImportOut(Shape):
    """Lần nhập dữ liệu."""

    id: int
    kind: str
    organisation: OrganisationRef
    file_name: str
    digest: str
    state: str
    counts: dict[str, int]
    message: str
    version: int
    created_at: datetime
    applied_at: datetime | None


class ImportDetail(ImportOut):
    faults: list[RemarkOut] = Field(description="Dòng sai; còn dòng sai thì chưa nhập được. Nhiều nhất 500 dòng đầu.")
    remarks: list[RemarkOut]
    unknown_names: list[str] = Field(description="Tên cơ quan chưa rõ; sửa trong tệp, hoặc chọn trên trang.")


class SeenIn(Schema):
    """The version that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


@router.get("/imports/kinds", response=KindsOut)
def import_kinds(request):
    """Các loại tệp mà thẻ được nhập."""
    return {"items": [{"code": i.code, "title": str(i.title), "act": i.act, "in_person": i.guarded} for i in IMPORTERS.values()
                      if i.guarded or request.actor.can(i.act)]}


@router.get("/imports/kinds/{slug:kind}/template", openapi_extra=file_answer(XLSX))
def import_template(request, kind: Annotated[str, Path(max_length=40, pattern="^[a-z0-9-]+$")]):
    """Mẫu của một loại tệp, có hướng dẫn và ví dụ."""
    importer = IMPORTERS.get(kind)
    if importer is None or not request.actor.can(importer.act):
        raise Http404(kind)
    return download(books.template(importer), f"mau-{importer.code}.xlsx", XLSX)


@router.get("/imports", response=paged(ImportOut))
def imports_list(request, cursor: Cursor = "", limit: Limit = 50):
    """Các lần nhập mà thẻ được xem; mới nhất đứng trước."""
    rows = ImportBatch.objects.filter(ImportBatch.reach(request.actor)).select_related("organisation").order_by()
    return page_of(rows, cursor, limit, NEWEST, shown=_plain)


@router.get("/imports/{int:pk}", response=ImportDetail)
def import_one(request, pk: Id, response: HttpResponse):
    """Một lần nhập: kiểm tra thử nói gì, từng dòng sai."""
    row = _seen(request, pk)
    response["ETag"] = f'"{row.version}"'
    return _whole(row)


@router.post("/imports/kinds/{slug:kind}", response={201: ImportDetail})
def import_take_in(request, kind: Annotated[str, Path(max_length=40, pattern="^[a-z0-9-]+$")], file: File[UploadedFile], response: HttpResponse):
    """Gửi một tệp (multipart/form-data); chỉ kiểm tra thử, chưa nhập dòng nào."""
    importer = IMPORTERS.get(kind)
    if importer is None or not (importer.guarded or request.actor.can(importer.act)):
        raise Http404(kind)
    _never_guarded(importer)
    row = batches.take_in(kind, file, organisation=request.auth.works_for, by=request.actor, at=request.at)
    response["Location"] = f"/api/v1/imports/{row.pk}"
    return Status(201, _whole(row))


@router.post("/imports/{int:pk}/confirm", response=ImportDetail)
def import_confirm(request, pk: Id, given: SeenIn):
    """Nhập: tất cả hoặc không dòng nào; tệp lớn được nhập trong một việc nền (state = queued)."""
    row = _seen(request, pk)
    _never_guarded(batches.importer_of(row))
    return _whole(batches.confirm(row, version=given.version, by=request.actor, at=request.at))


@router.post("/imports/{int:pk}/discard", response=ImportDetail)
def import_discard(request, pk: Id, given: SeenIn):
    """Bỏ tệp chưa nhập."""
    row = _seen(request, pk)
    _never_guarded(batches.importer_of(row))
    return _whole(batches.discard(row, version=given.version, by=request.actor, at=request.at))


def _seen(request, pk):
    return get_object_or_404(ImportBatch.objects.filter(ImportBatch.reach(request.actor)).select_related("organisation"), pk=pk)


def _never_guarded(importer):
    if importer.guarded:
        raise Failed(403, "in-person", _("%(what)s: không nhập qua API, vì tệp này đổi ai là ai trong hệ thống. Mở trang Nhập dữ liệu, sau khi nhập mã "
                                         "xác thực lớp thứ hai.") % {"what": importer.title})


def _plain(row) -> dict:
    names = ("id", "kind", "organisation", "file_name", "digest", "state", "message", "version", "created_at", "applied_at")
    return {**{n: getattr(row, n) for n in names}, "counts": {k: v for k, v in row.counts.items() if isinstance(v, int)}}


def _whole(row) -> dict:
    def lines(kind):
        return [dict(zip(("row", "column", "title", "shown", "detail"), (n, c, str(t), str(s), str(w)), strict=True))
                for n, c, t, s, w in (row.report or {}).get(kind, ())]
    return {**_plain(row), "faults": lines("faults"), "remarks": lines("remarks"), "unknown_names": [n["words"] for n in (row.report or {}).get("names", ())]}
