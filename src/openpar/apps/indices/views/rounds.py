"""Rounds: the list, opening one, its page, its calendar, its acts."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from openpar.core.models import Organisation
from openpar.core.pages import on_form, whole
from openpar.core.rulebook import compared, confirmed
from openpar.engine.errors import OpenParError
from openpar.engine.index.library import load, names

from .. import rules
from ..forms.rounds import AmendForm, AreaForm, OpenForm
from ..selectors import own
from ..selectors import rounds as seen
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_framework as shelf
from ..services import rounds_appraisers as giving
from ..services import rounds_facts, rounds_open, rounds_result


@login_required
def rounds(request):
    """The rounds this person runs or is rated in, newest first."""
    day = timezone.localtime(request.at).date()
    return render(request, "indices/rounds.html", {"rounds": seen.rounds_for(request.actor), "may_open": seen.may_open(request.actor, day)})


def _frameworks(levels):
    """The frameworks of these levels, newest first."""
    known = confirmed()
    found = [f for f in (*(compared(load(n), known) for n in names()), *own.approved()) if f.leaves() and f.level in levels]
    return sorted(found, key=lambda f: (-f.year, f.title))


@login_required
def new(request):
    """Open a round: choose a framework, then units and calendar."""
    request.actor.require("round.manage")
    keeper = Organisation.objects.get(pk=request.actor.organisation_for("round.manage"))
    request.actor.require("round.manage", keeper)
    day = timezone.localtime(request.at).date()
    choices = _frameworks(seen.rated_kinds(keeper, day))
    ref = request.POST.get("khung") or request.GET.get("khung") or ""
    framework = next((f for f in choices if f.ref == ref), None)
    asked = whole(request.GET.get("nam", "")) or 0
    year = asked if 2000 <= asked <= 2100 else day.year
    context, status = {"frameworks": [{"ref": f.ref, "title": f.title, "year": f.year} for f in choices], "ref": ref, "year": year}, 200
    if framework:
        units = seen.rated_units(keeper, framework.level, day)
        named = framework.title.partition(" (")[0]
        first = {"title": _("Đánh giá %(title)s, năm %(year)s") % {"title": named[:1].lower() + named[1:], "year": year}, "year": year,
                 "starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), "units": [u.pk for u in units], "plan": day}
        form = OpenForm(request.POST or None, units=units, initial=first)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                data = form.cleaned_data
                try:
                    made = rounds_open.open_round(title=data["title"], ref=ref, year=data["year"], starts_on=data["starts_on"], ends_on=data["ends_on"],
                                                  units=list(data["units"]), calendar=form.days(), keeper=keeper, by=request.actor, at=request.at)
                    messages.success(request, _("Đã mở đợt đánh giá cho %(n)s đơn vị.") % {"n": len(data["units"])})
                    return redirect(made)
                except OpenParError as error:
                    status = on_form(form, error)
        context |= {"form": form, "framework_title": framework.title, "calendar_fields": [form[s] for s in rules.CALENDAR]}
    return render(request, "indices/round_new.html", context, status=status)


def _page(request, pk, status=200, **more):
    found = seen.round_or_404(request.actor, pk)
    runs = seen.holds(request.actor, "round.view", found)
    manages, approves = (seen.holds(request.actor, act, found) for act in ("round.manage", "round.approve"))
    rows, mandate = seen.sheet_rows(request.actor, found), appraisers.mandate(request.actor, found)
    context = {"round": found, "rows": rows, "runs": runs, "manages": manages, "calendar": seen.calendar_rows(found),
               "given": appraisers.table(found) if runs or mandate.own else [], "grades": runs or bool(mandate.own),
               "area_form": _area_form(request, found) if manages and found.state == rules.R.RUNNING else None,
               "leaves": len(shelf.frozen(found).leaves()),
               "acts": [(ACTS[s.name], s) for s in rules.ROUND.possible(found.state) if s.name in ACTS and (
                   manages if s.act == "round.manage" else approves)],
               "waiting": sum(1 for r in rows if r.sheet.state in rules.OPEN),
               "amend": AmendForm(initial={**{k: date.fromisoformat(v) for k, v in found.calendar.items()}, "version": found.version})}
    return render(request, "indices/round.html", context | more, status=status)


@login_required
def round_(request, pk):
    """One round: its units, its calendar, what this person can do."""
    return _page(request, pk)


@login_required
@require_POST
def calendar(request, pk):
    """Move days of the calendar."""
    found = seen.run_by(request.actor, pk)
    form, status = AmendForm(request.POST), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            rounds_open.amend_calendar(found, form.days(), reason=data["reason"], version=data["version"], by=request.actor, at=request.at)
            messages.success(request, _("Đã sửa lịch và báo cho các đơn vị."))
            return redirect(found)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, pk, status, amend=form, amending=True)


def _area_form(request, found, data=None):
    day = timezone.localtime(request.at).date()
    return AreaForm(data, areas=appraisers.areas(shelf.frozen(found)), people=appraisers.candidates(found, day).values())


@login_required
@require_POST
def appraiser(request, pk):
    """Give an area to a person who appraises it, or take it back (`bo`: the row)."""
    found = seen.run_by(request.actor, pk)
    given, status = {"by": request.actor, "at": request.at}, 422
    if "bo" in request.POST:
        giving.take(found, whole(request.POST["bo"]) or 0, **given)
        messages.success(request, _("Đã bỏ phân công."))
        return redirect(found)
    request.actor.require("round.manage", found.keeper)
    form = _area_form(request, found, request.POST)
    if form.is_valid():
        try:
            giving.give(found, form.cleaned_data["area"], form.cleaned_data["user"], **given)
            messages.success(request, _("Đã phân công và báo cho người được phân công."))
            return redirect(found)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, pk, status, area_form=form)


ACTS = {"close": ("trinh", gettext_lazy("Trình kết quả")), "approve": ("phe-duyet", gettext_lazy("Phê duyệt kết quả")),
        "return": ("tra-lai", gettext_lazy("Trả lại")), "publish": ("cong-bo", gettext_lazy("Công bố kết quả")), "cancel": ("dung", gettext_lazy("Dừng đợt"))}
DONE = {"trinh": gettext_lazy("Đã trình kết quả."), "phe-duyet": gettext_lazy("Đã phê duyệt kết quả."), "tra-lai": gettext_lazy("Đã trả lại kết quả."),
        "cong-bo": gettext_lazy("Đã công bố kết quả."), "dung": gettext_lazy("Đã dừng đợt đánh giá."),
        "tinh": gettext_lazy("Đã tính điểm từ số liệu của hệ thống.")}


@login_required
@require_POST
def act(request, pk, act):
    """One decision about the round."""
    found = seen.run_by(request.actor, pk)
    reason, version = request.POST.get("reason", ""), whole(request.POST.get("version", ""))
    given = {"by": request.actor, "at": request.at}
    does = {"trinh": lambda: rounds_result.close(found, version=version, **given), "phe-duyet": lambda: rounds_result.approve(found, version=version, **given),
            "tra-lai": lambda: rounds_result.return_(found, reason=reason, **given), "cong-bo": lambda: rounds_result.publish(found, version=version, **given),
            "dung": lambda: rounds_result.cancel(found, reason=reason, **given), "tinh": lambda: rounds_facts.propose(found, **given)}.get(act)
    if does is None:
        raise Http404(act)
    does()
    messages.success(request, DONE[act])
    return redirect(found)
