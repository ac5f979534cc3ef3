"""PAPI's data as rows to download: each with its source and what may be done with it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openpar.core.listing import Cell
from openpar.engine.index.papi_views import rows

from .papi import book

LICENCE = ("PAPI: CECODES, VFF-CRT, RTA, UNDP (papi.org.vn). Bảng lấy qua các kho ghi giấy phép MIT và CC0 (xem cột source); "
           "dẫn nguồn PAPI khi dùng lại.")
NUMBERS = ("year", "province_code", "score", "low", "high", "published_provinces")


def chosen(years, provinces, codes) -> Iterator[dict]:
    """The rows asked for; a scale without the dust of exact thirds."""
    for row in rows(years, provinces, codes):
        yield {**row, "low": row["low"] and round(row["low"], 6), "high": row["high"] and round(row["high"], 6), "licence": LICENCE}


def columns() -> list[Cell]:
    """The columns of the workbook; heads as in the .csv, so that one script reads both."""
    widths = {"province": 20, "title": 44, "source": 60, "licence": 60}
    names = ("year", "province_code", "province", "code", "title", "score", "absent", "low", "high", "group", "published_provinces",
             "source", "licence")
    return [Cell(n, lambda r, n=n: float(r[n]) if n in NUMBERS and r[n] is not None else r[n],
                 "number" if n in NUMBERS else "text", widths.get(n, 12)) for n in names]


def notes() -> list[str]:
    """The lines above the table of the workbook."""
    about = book().about
    return [*about["sources"].values(), LICENCE, *about["cautions"],
            _("Ô điểm trống là không công bố hoặc không hỏi (xem cột absent), không phải 0.")]
