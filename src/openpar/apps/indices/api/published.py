"""What is published for everybody: PAPI as its authors printed it, and the frameworks of the rulebook. Read by any token."""

from decimal import Decimal
from typing import Annotated

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query
from ninja import Schema as Shape
from pydantic import Field

from openpar.engine.errors import BadInput

from ..selectors import frameworks as shelf
from ..selectors.papi import book, every_code, place_or_404, year_or_404
from .router import router
from .shelf import ShelfOut, entry_out


class FigureOut(Shape):
    """Một con số PAPI; `absent` nói vì sao không có (not_asked, not_published)."""

    year: int
    province: str
    province_name: str
    code: str
    title: str
    value: Decimal | None
    absent: str | None
    low: Decimal | None = Field(description="Đầu dưới của thang điểm năm ấy.")
    high: Decimal | None
    group: int | None = Field(description="1 cao nhất đến 4 thấp nhất.")
    rank: int | None
    published: int = Field(description="Số tỉnh được công bố.")
    source: str


class FiguresOut(Shape):
    items: list[FigureOut]


class FrameworkOut(ShelfOut):
    year: int | None


class FrameworksOut(Shape):
    items: list[FrameworkOut]


@router.get("/papi/{int:year}", response=FiguresOut)
def papi_figures(request, year: int, province: Annotated[str, Query(max_length=60)] = "", code: Annotated[str, Query(max_length=20)] = ""):
    """Số liệu PAPI của một năm: mọi chỉ số của một tỉnh (province=lai-chau), hoặc một chỉ số của mọi tỉnh (code=D1)."""
    if not (province or code):
        raise BadInput(_("Ghi province hoặc code."), where="query.province")
    table, when = book(), year_or_404(year)
    if code and code not in every_code():
        raise Http404(code)
    places = [place_or_404(province)] if province else list(table.provinces.values())
    codes = [c for c in table.codes(when) if not code or c == code]
    return {"items": [_figure(table.cell(when, p.code, c), p) for p in places for c in codes]}


@router.get("/frameworks", response=FrameworksOut)
def frameworks(request):
    """Các khung chỉ số có trong hệ thống và của cơ quan, mỗi khung kèm nguồn và độ tin cậy."""
    return {"items": [entry_out(e) | {"year": e.framework.year} for _title, entries in shelf.shelf(request.actor) for e in entries]}


def _figure(cell, place) -> dict:
    names_ = ("year", "code", "title", "value", "low", "high", "group", "rank", "published", "source")
    return {**{n: getattr(cell, n) for n in names_}, "province": place.slug, "province_name": place.name,
            "absent": None if cell.absent is None else str(cell.absent)}
