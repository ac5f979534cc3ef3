"""Pages of facts: the catalogue of metrics, one metric, stating a fact, and the workbook."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core.pages import on_form, whole
from openpar.engine.errors import OpenParError
from openpar.engine.index.library import catalogue
from openpar.engine.metrics import between
from openpar.web.forms import OfficialDateField

from ..forms.facts import FactBookForm, FactForm
from ..models import FactEntry
from ..selectors import facts_catalogue as seen
from ..selectors import facts_records as behind
from ..selectors.facts_computed import Scope
from ..services import facts_book, facts_entry
from .downloads import XLSX, sent


def _day(text: str):
    try:
        return OfficialDateField().clean(text)
    except ValidationError:
        raise Http404(text) from None


def _period(request):
    """(year, choice, period, today) as the address asks: a named period of a year, or from one day to another; else this year."""
    today = timezone.localtime(request.at).date()
    if request.GET.get("tu") and request.GET.get("den"):
        first, last = _day(request.GET["tu"]), _day(request.GET["den"])
        if last < first:
            raise Http404(last)
        return first.year, "", between(first, last), today
    text = request.GET.get("nam", "")
    number = int(text) if text.isascii() and text.isdecimal() and 2000 <= int(text[:5]) <= 2100 else today.year
    choice = request.GET.get("ky", "nam")
    return number, choice, seen.period_of(number, choice), today


def _asked(request, line=None):
    number, choice, period, today = _period(request)
    days = f"?tu={period.start:%d/%m/%Y}&den={period.end - timedelta(days=1):%d/%m/%Y}"
    dims = seen.dimensions(line) if line else []
    by = request.GET.get("tach", "")
    scope = Scope(today if request.GET.get("theo") == "hien-nay" else None, request.GET.get("gom") == "ca-duoi", (by,) if by in dict(dims) else ())
    named = f"?nam={number}&ky={choice}" if choice else days
    kept = ("&theo=hien-nay" if scope.today else "") + ("&gom=ca-duoi" if scope.below else "")
    return {"year": number, "choice": choice, "period": period, "choices": seen.period_choices(), "today": today, "scope": scope, "dimensions": dims,
            "query": named + kept, "last_day": period.end - timedelta(days=1)}


@login_required
def catalogue_page(request):
    """Every metric: its source and for how many organisations it is known in a period."""
    request.actor.require("fact.view")
    asked = _asked(request)
    return render(request, "indices/facts.html", {**asked, "rooms": seen.shelf(request.actor, asked["period"], asked["scope"]),
                                                  "may_enter": request.actor.can("fact.enter"), "stated": seen.stated(request.actor)[0],
                                                  "freshness": seen.freshness()})


@login_required
def metric(request, code):
    """One metric: definition, last values by organisation, who has none."""
    request.actor.require("fact.view")
    line = seen.line_or_404(code)
    asked = _asked(request, line)
    period, scope = asked["period"], asked["scope"]
    periods, newest = ([], None) if line.computed else seen.stated(request.actor, line.code)
    measured, silent, total = seen.rows(request.actor, line, period, scope)
    return render(request, "indices/fact.html", {
        **asked, "line": line, "definition": seen.definition(line, newest), "rows": measured, "silent": silent, "total": total,
        "parts": seen.split_rows(request.actor, line, period, scope) if scope.by else [], "unplaced": seen.unplaced(line, period, scope),
        "share": line.about["unit"] == "share", "may_enter": request.actor.can("fact.enter"),
        "stated": periods})


@login_required
def records(request, code):
    """Exactly the records that a computed fact counts, from the snapshot that it was computed from."""
    request.actor.require("fact.view")
    line, asked = seen.line_or_404(code), _asked(request)
    unit = seen.unit_or_404(request.actor, whole(request.GET["don-vi"]) or 0) if "don-vi" in request.GET else seen.first_unit(request.actor, asked["today"])
    found = behind.records(request.actor, line, unit, asked["period"], asked["scope"], snapshot=request.GET.get("ban-chup", "")[:64],
                           part=request.GET.get("phan", "mau-so"), page=whole(request.GET.get("trang", "")) or 1)
    query = request.GET.copy()
    for name in ("phan", "trang"):
        query.pop(name, None)
    return render(request, "indices/fact_records.html", {**asked, "line": line, "unit": unit, "found": found, "parts": behind.PARTS.items(),
                                                         "share": line.about["unit"] == "share", "kept": query.urlencode()})


@login_required
def enter(request, code):
    """State one fact, or correct one with a reason."""
    request.actor.require("fact.enter")
    line, asked, status = seen.line_or_404(code), _asked(request), 200
    units = seen.units_for(request.actor, asked["today"], "fact.enter")
    start = {"starts_on": asked["period"].start, "last_on": asked["last_day"]}
    asked_unit = request.GET.get("don-vi", "")
    if asked_unit and not (asked_unit.isascii() and asked_unit.isdecimal() and len(asked_unit) < 19):
        raise Http404(asked_unit)
    if asked_unit:
        unit = units.filter(pk=int(asked_unit)).first()
        if unit is None:
            raise Http404(asked_unit)
        standing = FactEntry.objects.filter(metric=code, organisation=unit, starts_on=asked["period"].start, ends_before=asked["period"].end).first()
        start |= {"unit": unit, "seen": standing.pk if standing else 0}
    form = FactForm(request.POST or None, units=units, distribution=facts_entry.asks_people(code), initial=start)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = facts_entry.state([form.stated(code)], by=request.actor, at=request.at)
                messages.success(request, _("Đã ghi số liệu.") if done else _("Số liệu không đổi; không có gì để ghi."))
                return redirect(reverse("indices:fact", args=[code]) + asked["query"])
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/fact_enter.html", {**asked, "line": line, "form": form}, status=status)


@login_required
def template(request):
    """A workbook to fill: the units this person enters for, the metrics that people state."""
    request.actor.require("fact.enter")
    asked = _asked(request)
    codes = [c for c in catalogue() if not seen.line_or_404(c).computed]
    wanted = request.GET.get("ma")
    book = facts_book.template(list(seen.units_for(request.actor, asked["today"], "fact.enter")), [wanted] if wanted in catalogue() else codes,
                               asked["period"].start, asked["period"].end)
    return sent(book, XLSX, f"so-lieu-{asked['year']}-{asked['choice']}.xlsx")


@login_required
def upload(request):
    """The workbook comes back: a dry run first, then all or nothing."""
    request.actor.require("fact.enter")
    form, status, context = FactBookForm(request.POST or None, request.FILES or None), 200, {}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reading = facts_book.read(form.name, form.bytes, by=request.actor)
                if request.POST.get("luu") and not reading.faults:
                    messages.success(request, _("Đã ghi %(n)s dòng số liệu từ tệp.") % {"n": facts_book.save(reading, by=request.actor, at=request.at)})
                    return redirect("indices:facts")
                context = {"reading": reading, "kept": form.handed_back()}
                status = 422 if reading.faults else 200
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/fact_upload.html", {"form": form if not context else FactBookForm(), **context}, status=status)
