"""A province's page, and the page of one figure, where every number leads."""

from django.http import Http404
from django.shortcuts import render

from ..selectors import figure as figures
from ..selectors import province as sheets
from ..selectors.papi import beside_or_404, book, place_or_404, provinces, year_or_404
from ..selectors.plans import plan_url


def province(request, province):
    """Where the province lost and gained in a year, against last year and against provinces of its kind."""
    place, year = place_or_404(province), year_or_404(request.GET.get("nam"))
    among = beside_or_404(place, request.GET.getlist("voi"))
    return render(request, "indices/province.html", {
        "sheet": sheets.sheet(place, year, among), "among": among, "beside": "".join(f"&voi={book().provinces[p].slug}" for p in among),
        "provinces": [p for p in provinces() if p != place], "years": book().years[::-1],
        "may_plan": request.actor.can("plan.view"), "plan_url": plan_url("plan", place)})


def figure(request, province, year, code):
    """One figure: value, scale, group, source, comparability, and what it is made of."""
    place, year = place_or_404(province), year_or_404(year)
    if code not in book().codes(year):
        raise Http404(code)
    return render(request, "indices/figure.html", figures.figure(place, year, code))
