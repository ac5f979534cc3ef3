"""Lists by key: a cursor names the last row before the page, so rows that arrive meanwhile are neither repeated nor skipped."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field, create_model

from openpar.core import listing
from openpar.engine.errors import BadInput

Cursor = Annotated[str, Query(max_length=400, description="Giá trị next của trang trước; để trống là trang đầu.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Số dòng một trang, tối đa 200.")]
BY_ID = listing.Order("id", "")


def paged(item: type[Schema]) -> type[Schema]:
    """The shape of one page of these rows."""
    return create_model(f"{item.__name__.removesuffix('Out')}Page", __base__=Schema, items=(list[item], ...),
                        next=(str | None, Field(None, description="Con trỏ của trang sau; null là hết.")))


def page_of(queryset, cursor: str, limit: int, order: listing.Order = BY_ID, within=None, shown=None) -> dict:
    """One page, without a count; a cursor that no page of ours has written is an error that says so."""
    if cursor and listing._unpack(cursor, order) is None:
        raise BadInput(_("Con trỏ trang không đúng. Lấy nguyên giá trị next của trang trước, cùng thứ tự sắp xếp."), where="cursor")
    found = listing.page(queryset, order, cursor, limit, count=False, within=within)
    rows = list(found.rows) if shown is None else [shown(r) for r in found.rows]
    return {"items": rows, "next": found.next_cursor or None}
