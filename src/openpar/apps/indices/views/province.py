"""A province's page, and the page of one figure, where every number leads."""

from django.http import Http404
from django.shortcuts import render

from ..selectors import figure as figures
from ..selectors import province as sheets
from ..selectors.papi import book, home, place_or_404, year_or_404


def province(request, province):
    """Where the province lost and gained in a year, against last year and against provinces of its kind."""
    place, year = place_or_404(province), year_or_404(request.GET.get("nam"))
    return render(request, "indices/province.html", {
        "sheet": sheets.sheet(place, year), "years": book().years[::-1], "may_plan": place == home() and request.actor.can("plan.view")})


def figure(request, province, year, code):
    """One figure: value, scale, group, source, comparability, and what it is made of."""
    place, year = place_or_404(province), year_or_404(year)
    if code not in book().codes(year):
        raise Http404(code)
    return render(request, "indices/figure.html", figures.figure(place, year, code))
