"""PAPI's data to download, .xlsx and .csv, with its source."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from openpar.engine.index.papi_views import as_csv

from ..selectors import download
from ..selectors.papi import book, code_or_404, place_or_404, year_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(request):
    """(years, provinces, codes, name of the file): what the address asks for; all years only when it says so."""
    every = request.GET.get("nam") == "tat-ca"
    years = () if every else (year_or_404(request.GET.get("nam")),)
    place = place_or_404(request.GET["tinh"]) if request.GET.get("tinh") else None
    code = code_or_404(request.GET["nd"]) if request.GET.get("nd") else ""
    words = [f"{book().years[0]}-{book().years[-1]}" if every else str(years[0]), *([place.slug] if place else []), *([code] if code else [])]
    return years, (place.code,) if place else (), (code,) if code else (), "papi-" + "-".join(words)


def csv(request):
    """The rows as .csv, UTF-8 with its mark."""
    *what, name = asked(request)
    return sent(as_csv(download.chosen(*what)).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx(request):
    """The rows as a workbook: text is text, nothing runs."""
    from openpar.core.listing import workbook
    *what, name = asked(request)
    return sent(workbook(_("PAPI, số liệu công bố"), download.columns(), download.chosen(*what), download.notes()), XLSX, f"{name}.xlsx")


def sent(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
