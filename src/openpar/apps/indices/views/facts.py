"""Pages of facts: the catalogue of metrics, one metric, stating a fact, and the workbook."""

import base64
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError
from openpar.engine.index.library import catalogue

from ..forms.facts import FactBookForm, FactForm
from ..models import FactEntry
from ..selectors import facts_catalogue as seen
from ..services import facts_book, facts_entry
from .downloads import XLSX, sent


def _period(request):
    """(year, choice, period) as the address asks, else this year."""
    today = timezone.localtime(request.at).date()
    text = request.GET.get("nam", "")
    number = int(text) if text.isascii() and text.isdecimal() and 2000 <= int(text[:5]) <= 2100 else today.year
    choice = request.GET.get("ky", "nam")
    return number, choice, seen.period_of(number, choice), today


def _asked(request):
    number, choice, period, today = _period(request)
    return {"year": number, "choice": choice, "period": period, "choices": seen.period_choices(), "today": today,
            "query": f"?nam={number}&ky={choice}", "last_day": period.end - timedelta(days=1)}


@login_required
def catalogue_page(request):
    """Every metric: its source and for how many organisations it is known in a period."""
    request.actor.require("fact.view")
    asked = _asked(request)
    return render(request, "indices/facts.html", {**asked, "rooms": seen.shelf(request.actor, asked["period"], asked["today"]),
                                                  "may_enter": request.actor.can("fact.enter")})


@login_required
def metric(request, code):
    """One metric: definition, last values by organisation, who has none."""
    request.actor.require("fact.view")
    line, asked = seen.line_or_404(code), _asked(request)
    measured, silent, total = seen.rows(request.actor, line, asked["period"], asked["today"])
    return render(request, "indices/fact.html", {**asked, "line": line, "definition": seen.definition(line), "rows": measured, "silent": silent,
                                                 "total": total, "share": line.about["unit"] == "share", "may_enter": request.actor.can("fact.enter")})


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
    form = FactForm(request.POST or None, units=units, initial=start)
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
                context = {"reading": reading, "kept": {"kept": base64.b64encode(form.bytes).decode(), "kept_name": form.name}}
                status = 422 if reading.faults else 200
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "indices/fact_upload.html", {"form": form if not context else FactBookForm(), **context}, status=status)
