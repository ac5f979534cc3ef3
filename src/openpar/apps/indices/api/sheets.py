"""The sheet of a unit: its points by stream as the program may see them, scoring it, proof, and the unit's own steps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Status
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core.api import Id, Schema, needs
from openpar.core.api.acting import IF_MATCH, acted
from openpar.core.api.schemas import Line, NoteIn, ProofOut, Words, proof
from openpar.engine.errors import BadInput

from .. import derived, rules
from ..models import Entry
from ..selectors import rounds as chosen
from ..selectors import rounds_framework as shelf
from ..services import rounds_cells, rounds_sheets
from .rounds import SheetOut
from .router import router

Code = Annotated[str, Field(max_length=40)]
Number = Annotated[Decimal, Field(max_digits=24, decimal_places=9)]


class EntryOut(Shape):
    code: str
    stream: str
    points: Decimal | None
    absent: str
    comment: str
    inputs: dict = Field(description="Số liệu mà điểm được tính từ đó: value, numerator, denominator, se, df, n, sample, source; của luồng automatic "
                                     "thêm bản chụp số liệu (snapshot).")
    locked: bool
    at: datetime
    version: int


class SheetDetail(SheetOut):
    entries: list[EntryOut] = Field(description="Bản đang soạn chỉ bên viết thấy; bản đã khóa cả hai bên thấy.")
    evidence: list[ProofOut]


class InputsIn(Schema):
    """What points come from: a value, or numerator and denominator; of a survey also its standard error, degrees of freedom and sample."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    se: Number | None = None
    df: Number | None = None
    n: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    sample: Annotated[str, Field(max_length=80)] = ""
    source: Line = ""


class CellIn(Schema):
    """One criterion: points, or `absent`, or neither to take back what was said. With `inputs` and no points, the rule of the criterion gives the
    points. `version` is the one that was read, 0 for none."""

    code: Code
    points: Annotated[Decimal, Field(max_digits=12, decimal_places=6)] | None = None
    absent: Literal["", "not_applicable"] = ""
    comment: Words | None = None
    inputs: InputsIn | None = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class CellsIn(Schema):
    stream: Literal[*(s for s in rules.STREAMS if s != "automatic")] = "self"
    items: Annotated[list[CellIn], Field(min_length=1, max_length=1000)]


class SheetProofIn(Schema):
    """A page of another site, or a document named by number, date and issuer."""

    code: Code
    url: Annotated[str, Field(max_length=1000)] = ""
    number: Annotated[str, Field(max_length=80)] = ""
    issued_on: date | None = None
    issuer: Line = ""
    title: Line = ""


OUT = {"response": SheetDetail, "openapi_extra": IF_MATCH}


@router.get("/sheets/{int:pk}", response=SheetDetail)
@needs("round.view", "sheet.view")
def sheet(request, pk: Id, response: HttpResponse):
    """Một phiếu chấm với điểm từng luồng."""
    row = chosen.sheet_or_404(request.actor, pk)
    response["ETag"] = f'"{row.version}"'
    return _shown(request, row)


@router.post("/sheets/{int:pk}/scores", **OUT)
@needs("sheet.score", "sheet.appraise")
def sheet_scores(request, pk: Id, given: CellsIn):
    """Ghi điểm tự chấm, giải trình hoặc điểm thẩm định: tất cả hoặc không ô nào; mỗi ô sai được nêu tên."""
    row = _own(request, pk)
    framework, cells = shelf.frozen(row.round), []
    wrong = [(n, _("Ghi điểm, hoặc không áp dụng; không ghi cả hai.")) for n, c in enumerate(given.items) if c.points is not None and c.absent]
    for n, c in enumerate(given.items):
        points, inputs = c.points, None
        if c.inputs is not None and (leaf := shelf.leaves(framework).get(c.code)):
            try:
                points, inputs = derived.said(framework, leaf, c.inputs.dict(), c.points, c.absent, _("Ghi cả tử số và mẫu số."))
            except BadInput as error:
                wrong.append((n, error.message))
        cells.append(rounds_cells.Cell(row.pk, c.code, given.stream, points, c.absent, c.comment, c.version, inputs))
    if not wrong:
        try:
            rounds_cells.write(cells, by=request.actor, at=request.at)
        except rounds_cells.BadCells as error:
            wrong = [(cells.index(f.cell), f.words) for f in error.faults]
    if wrong:
        raise BadInput(_("Không ô nào được ghi vì có ô sai; xem errors."), where="body.items", rows=[
            {"where": f"body.items[{n}]", "detail": str(words)} for n, words in wrong])
    return _shown(request, row)


@router.post("/sheets/{int:pk}/evidence", response={201: ProofOut})
@needs("sheet.score")
def sheet_evidence(request, pk: Id, given: SheetProofIn):
    """Thêm minh chứng của tiêu chí: đường dẫn, hoặc văn bản có số, ngày."""
    row = _own(request, pk, given.code)
    return Status(201, proof(rounds_sheets.add_proof(row, **given.dict(), by=request.actor, at=request.at)))


@router.post("/sheets/{int:pk}/files", response={201: ProofOut})
@needs("sheet.score")
def sheet_file(request, pk: Id, file: File[UploadedFile], code: Form[Code], title: str = Form("", max_length=300)):
    """Thêm tệp minh chứng của tiêu chí (multipart/form-data)."""
    row = _own(request, pk, code)
    return Status(201, proof(rounds_sheets.add_proof(row, code, upload=file, title=title, by=request.actor, at=request.at)))


@router.post("/sheets/{int:pk}/proof-done", **OUT)
@needs("sheet.speak")
def sheet_proof_done(request, pk: Id):
    """Báo đã nộp đủ minh chứng."""
    return _done(request, pk, lambda row, who: rounds_sheets.proof_done(row, **who))


@router.post("/sheets/{int:pk}/submit", **OUT)
@needs("sheet.speak")
def sheet_submit(request, pk: Id):
    """Gửi điểm tự chấm thay mặt đơn vị."""
    return _done(request, pk, lambda row, who: rounds_sheets.submit(row, **who))


@router.post("/sheets/{int:pk}/take-back", **OUT)
@needs("sheet.speak")
def sheet_take_back(request, pk: Id, given: NoteIn):
    """Rút điểm tự chấm khi chưa thẩm định; cần lý do."""
    return _done(request, pk, lambda row, who: rounds_sheets.take_back(row, **who, reason=_reason(given)))


@router.post("/sheets/{int:pk}/agree", **OUT)
@needs("sheet.speak")
def sheet_agree(request, pk: Id):
    """Đồng ý với điểm thẩm định."""
    return _done(request, pk, lambda row, who: rounds_sheets.agree(row, **who))


@router.post("/sheets/{int:pk}/object", **OUT)
@needs("sheet.speak")
def sheet_object(request, pk: Id):
    """Gửi giải trình, kiến nghị đã ghi ở luồng explanation."""
    return _done(request, pk, lambda row, who: rounds_sheets.object_(row, **who))


def _own(request, pk, code=""):
    """The sheet; a criterion that its framework does not have is named."""
    row = chosen.sheet_or_404(request.actor, pk)
    if code and code not in shelf.leaves(shelf.frozen(row.round)):
        raise BadInput(_("Khung của đợt không có tiêu chí %(code)s.") % {"code": code}, where="body.code")
    return row


def _shown(request, row) -> dict:
    row = chosen.sheet_or_404(request.actor, row.pk)
    sides = chosen.sides_of(request.actor, row)
    entries = [e for e in Entry.objects.filter(sheet=row).order_by("code", "stream") if rules.shown_to(e.stream, e.locked, sides)]
    proofs = chosen.proofs_for(request.actor).filter(owner_id__in=Entry.objects.filter(sheet=row).values("pk")).select_related("blob")
    return {**SheetOut.from_orm(row).dict(), "entries": entries, "evidence": [proof(e) for e in proofs]}


def _done(request, pk, act):
    row = _own(request, pk)
    acted(request, row, act)
    return _shown(request, row)


def _reason(given):
    if not given.reason:
        raise BadInput(_("Ghi lý do."), where="body.reason")
    return given.reason
