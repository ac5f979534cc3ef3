"""The shelf of frameworks: one tree with its rules and sources, two compared, its workbooks, a facts file scored by it, loaded years.

Loading, approving and taking back an own framework are for two people, in person.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import File, Form, Path, Query
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core.api.acting import file_answer
from openpar.core.api.in_person import in_person
from openpar.core.pages import XLSX, download
from openpar.engine.errors import BadInput

from ..selectors import frameworks as shelf
from ..selectors import own, scoring
from ..services import facts_file, workbooks
from .router import router

Index, Name = Annotated[str, Path(max_length=40, pattern="^[A-Za-z0-9_-]+$")], Annotated[str, Path(max_length=120, pattern="^[A-Za-z0-9_-]+$")]
Ref = Annotated[str, Query(max_length=160, description="Ví dụ demo/department-2022.")]


class ShelfOut(Shape):
    """Một khung chỉ số; `doubtful` là chưa đối chiếu với văn bản, hoặc khung của cơ quan chưa được người thứ hai duyệt."""

    ref: str
    title: str
    index: str
    level: str
    years: str
    status: str
    own: bool
    doubtful: bool
    leaves: int
    source: str
    confidence: str
    digest: str


class CriterionNode(Shape):
    code: str
    title: str
    depth: int
    max: Decimal | None = Field(description="null: chưa có trong văn bản, không phải 0.")
    method: str
    rule: str
    by: str
    metric: str
    source: str
    doubtful: bool


class TreeOut(ShelfOut):
    criteria: list[CriterionNode]
    refusals: list[str] = Field(description="Vì sao điểm theo khung này chưa là chính thức.")
    open_points: list[str]
    versions: list[ShelfOut]
    loaded_years: list[int] = Field(description="Năm đã nạp kết quả.")


class PairOut(Shape):
    before: str
    after: str
    kind: str
    note: str
    proposed: bool
    comparable: bool


class DiffOut(Shape):
    old: str
    new: str
    changes: list[str]
    pairs: list[PairOut]
    source: str


class LineOut(Shape):
    code: str
    title: str
    depth: int
    max: Decimal | None
    points: Decimal | None
    lost: Decimal | None
    complete: bool
    reason: str
    absent: str | None


class RankedOut(Shape):
    unit: str
    rank: Decimal | None
    total: Decimal | None
    percent: Decimal | None
    complete: bool
    klass: str


class ScoredOut(Shape):
    """Điểm tính từ một tệp, không lưu lại gì: xếp hạng mọi đơn vị, và từng điểm của một đơn vị với lý do."""

    framework: str
    digest: str
    table: list[RankedOut]
    unit: str
    lines: list[LineOut]
    unused: list[str] = Field(description="Mã trong tệp mà khung không hỏi.")


class LoadedOut(ScoredOut):
    year: int
    source: str
    approved_at: datetime | None


@router.get("/frameworks/compare", response=DiffOut)
def framework_compare(request, old: Ref, new: Ref):
    """Khác nhau giữa hai khung của một chỉ số, mỗi điều một câu; tiêu chí nào ứng với tiêu chí nào."""
    a, b = shelf.pair_or_404(old, new, request.actor)
    walk = shelf.walk(a, b)
    return {"old": a.ref, "new": b.ref, "changes": walk.changes, "pairs": walk.pairs, "source": str(walk.source)}


@router.get("/frameworks/{index}/{name}", response=TreeOut)
def framework(request, index: Index, name: Name):
    """Một khung: tiêu chí, điểm tối đa, cách chấm, nguồn, điều chưa rõ."""
    found, versions = shelf.with_versions(index, name, request.actor)
    row = own.row_or_404(request.actor, found.ref) if found.layer == "own" else None
    why, open_points = shelf.against(found)
    nodes = [{"code": n.criterion.code, "title": n.criterion.title, "depth": n.depth, "max": n.criterion.max, "method": n.method, "rule": n.params,
              "by": str(n.by), "metric": n.metric, "source": str(n.source), "doubtful": n.doubtful} for n in shelf.tree(found)]
    return {**entry_out(shelf.entry(found, row)), "criteria": nodes, "refusals": why, "open_points": open_points,
            "versions": [entry_out(e) for e in versions], "loaded_years": list(own.scores_for(request.actor, found.ref).values_list("year", flat=True))}


@router.get("/frameworks/{index}/{name}/workbook", openapi_extra=file_answer(XLSX))
def framework_workbook(request, index: Index, name: Name):
    """Cả cây tiêu chí, tệp .xlsx; nạp lại được."""
    found = shelf.load_or_404(index, name, request.actor)
    tree = own.as_loaded(own.row_or_404(request.actor, found.ref)) if found.layer == "own" else found
    return download(workbooks.tree(tree), f"{index}-{name}.xlsx", XLSX)


@router.get("/frameworks/{index}/{name}/template", openapi_extra=file_answer(XLSX))
def framework_template(request, index: Index, name: Name, unit: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Query(
        min_length=1, max_length=50)]):
    """Mẫu số liệu trống của khung cho các đơn vị, tệp .xlsx."""
    return download(workbooks.template(shelf.load_or_404(index, name, request.actor), unit), f"mau-{index}-{name}.xlsx", XLSX)


@router.post("/frameworks/{index}/{name}/score", response=ScoredOut)
def framework_score(request, index: Index, name: Name, file: File[UploadedFile], points: Form[bool] = False, unit: str = Form("", max_length=200)):
    """Chấm một tệp số liệu (points=true: tệp đã là điểm) theo khung; không lưu lại gì."""
    found = shelf.load_or_404(index, name, request.actor)
    if file.size > min(facts_file.MEGABYTES, settings.UPLOAD_LIMIT_MB) * 1024 * 1024:
        raise BadInput(_("Tệp lớn hơn %(n)s MB. Chia thành nhiều tệp.") % {"n": facts_file.MEGABYTES}, where="file")
    try:
        return _scored(found, scoring.run(found, facts_file.read(file.name, file.read(), points=points), unit))
    except ArithmeticError:
        raise BadInput(_("Có số mà quy tắc không tính được (quá lớn, hoặc chia cho 0). Kiểm tra lại tệp."), where="file") from None


@router.get("/frameworks/{index}/{name}/scores/{int:year}", response=LoadedOut)
def framework_scores(request, index: Index, name: Name, year: int, unit: Annotated[str, Query(max_length=200)] = ""):
    """Kết quả đã nạp của một năm: xếp hạng, và từng điểm của một đơn vị."""
    found = shelf.load_or_404(index, name, request.actor)
    row = own.scores_or_404(request.actor, found, year)
    return {**_scored(found, own.scored(found, row, unit)), "year": row.year, "source": row.source, "approved_at": row.approved_at}


SHELF = gettext_lazy("Mở trang Khung chỉ số.")
in_person(router, "/own-frameworks", "own_framework_load", gettext_lazy("Nạp khung của cơ quan"), ("rule.enter",), SHELF)
in_person(router, "/own-frameworks/approve", "own_framework_approve", gettext_lazy("Duyệt khung đã nạp"), ("rule.approve",), SHELF)
in_person(router, "/own-frameworks/withdraw", "own_framework_withdraw", gettext_lazy("Rút khung đã nạp"), ("rule.approve",), SHELF)
in_person(router, "/own-scores", "own_scores_load", gettext_lazy("Nạp kết quả của một năm"), ("rule.enter",), SHELF)
in_person(router, "/own-scores/approve", "own_scores_approve", gettext_lazy("Duyệt kết quả đã nạp"), ("rule.approve",), SHELF)
in_person(router, "/own-scores/withdraw", "own_scores_withdraw", gettext_lazy("Rút kết quả đã nạp"), ("rule.approve",), SHELF)


def entry_out(e) -> dict:
    """A framework as one line of the shelf."""
    f = e.framework
    return {"ref": f.ref, "title": f.title, "index": f.index, "level": e.level, "years": e.years, "status": e.state, "own": e.own, "doubtful": e.doubtful,
            "leaves": e.leaves, "source": str(f.source), "confidence": str(f.confidence), "digest": f.digest}


def _scored(framework, found) -> dict:
    lines = [{"code": x.code, "title": x.e.label, "depth": x.depth, "max": x.max, "points": x.e.value, "lost": x.lost, "complete": x.e.complete,
              "reason": str(x.e.reason), "absent": None if x.e.absent is None else str(x.e.absent)} for x in found.sheet.lines]
    table = [{n: r.get(n) for n in ("unit", "rank", "total", "percent", "complete")} | {"klass": str(r.get("klass") or r.get("class") or "")}
             for r in found.table]
    return {"framework": framework.ref, "digest": framework.digest, "table": table, "unit": found.sheet.scored.unit, "lines": lines,
            "unused": found.unused}
