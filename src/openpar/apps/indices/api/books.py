"""The spreadsheet of a round as a workbook and back, the empty workbook of facts, and the decision as a Word file."""

from typing import Literal

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import File, Form
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core.api import Id, needs
from openpar.core.api.acting import file_answer
from openpar.core.pages import DOCX, XLSX, download
from openpar.engine.errors import BadInput

from .. import papers
from ..selectors import rounds as chosen
from ..services import rounds_excel
from .router import router

Stage = Literal["appraisal1", "appraisal2"]


class ChangeOut(Shape):
    """One cell that the file changes: where in the file, whose, from what to what."""

    place: str
    unit: str
    code: str
    what: str = Field(description="Trống: điểm.")
    old: str
    new: str


class ReadingOut(Shape):
    applied: bool
    written: int
    changes: list[ChangeOut]
    faults: list[str] = Field(description="Từng chỗ sai; còn chỗ sai thì không ô nào được ghi.")


@router.get("/rounds/{int:pk}/workbook", openapi_extra=file_answer(XLSX))
@needs("sheet.appraise")
def round_workbook(request, pk: Id, stage: Stage = "appraisal1"):
    """Bảng chấm của người thẩm định, tệp .xlsx; sửa ngoài rồi gửi lại cùng địa chỉ."""
    found = chosen.graded_by(request.actor, pk)
    return download(rounds_excel.appraisal_book(found, stage, request.actor), f"bang-cham-{found.pk}.xlsx", XLSX)


@router.post("/rounds/{int:pk}/workbook", response=ReadingOut)
@needs("sheet.appraise")
def round_workbook_read(request, pk: Id, file: File[UploadedFile], apply: Form[bool] = False):
    """Gửi lại bảng chấm (multipart/form-data): chỉ kiểm tra thử, hoặc ghi tất cả với apply=true."""
    return _read(request, chosen.graded_by(request.actor, pk), file, apply)


@router.get("/sheets/{int:pk}/workbook", openapi_extra=file_answer(XLSX))
@needs("sheet.score")
def sheet_workbook(request, pk: Id):
    """Phiếu tự chấm của đơn vị, tệp .xlsx; sửa ngoài rồi gửi lại cùng địa chỉ."""
    found = _own(request, pk)
    return download(rounds_excel.unit_book(found), f"phieu-cham-{found.pk}.xlsx", XLSX)


@router.post("/sheets/{int:pk}/workbook", response=ReadingOut)
@needs("sheet.score")
def sheet_workbook_read(request, pk: Id, file: File[UploadedFile], apply: Form[bool] = False):
    """Gửi lại phiếu tự chấm (multipart/form-data): chỉ kiểm tra thử, hoặc ghi tất cả với apply=true."""
    found = _own(request, pk)
    return _read(request, found.round, file, apply, only=found)


@router.get("/rounds/{int:pk}/decision", openapi_extra=file_answer(DOCX))
@needs("round.manage")
def round_decision_paper(request, pk: Id):
    """Dự thảo quyết định công bố kết quả, tệp .docx theo thể thức."""
    return download(papers.decision_now(chosen.run_by(request.actor, pk), request.at), f"quyet-dinh-{pk}.docx", DOCX)


def _own(request, pk):
    found = chosen.sheet_or_404(request.actor, pk)
    if not chosen.holds(request.actor, "sheet.score", found):
        raise Http404(pk)
    return found


def _read(request, round, file, apply, only=None) -> dict:
    limit = rounds_excel.MEGABYTES
    if file.size > min(limit, settings.UPLOAD_LIMIT_MB) * 1024 * 1024:
        raise BadInput(_("Tệp lớn hơn %(n)s MB. Chia thành nhiều tệp.") % {"n": limit}, where="file")
    reading = rounds_excel.read(round, file.name, file.read(), by=request.actor, at=request.at, only=only)
    if apply and reading.faults:
        raise BadInput(_("Tệp có %(n)s lỗi; chưa ô nào được lưu.") % {"n": len(reading.faults)}, where="file", rows=[
            {"where": "file", "detail": f} for f in reading.faults[:500]])
    written = rounds_excel.save(reading, by=request.actor, at=request.at) if apply else 0
    return {"applied": apply, "written": written, "changes": reading.changes[:2000], "faults": reading.faults[:500]}
