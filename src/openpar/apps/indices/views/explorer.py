"""The explorer: 63 provinces, every year and content."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from ..selectors import explorer
from ..selectors.papi import book, code_or_404, home, place_or_404, provinces, year_or_404


def papi(request):
    """One year and content for all provinces, with one of them in front."""
    year = year_or_404(request.GET.get("nam"))
    code = code_or_404(request.GET.get("nd"))
    place = place_or_404(request.GET["tinh"]) if request.GET.get("tinh") else home()
    said = ""
    if code not in book().codes(year):
        said = _("Năm %(year)s không có nội dung %(code)s; đang xem tổng điểm.") % {"year": year, "code": code[1:]}
        code = explorer.TOTAL
    return render(request, "indices/papi.html", {
        "board": explorer.board(year, code, place), "years": book().years[::-1], "contents": explorer.contents(year),
        "provinces": provinces(), "said": said, "may_plan": request.actor.can("plan.view")})
