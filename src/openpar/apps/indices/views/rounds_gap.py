"""The gap page of a round: where points are lost, why, and one click to a task."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core.pages import on_form, whole
from openpar.engine.errors import BadInput, OpenParError

from ..forms.rounds import GapTaskForm
from ..points import read_points
from ..selectors import rounds as seen
from ..selectors import rounds_framework as shelf
from ..selectors import rounds_gap as gaps
from ..selectors import rounds_gap_book as gap_book
from ..selectors import rounds_result as results
from ..selectors import rounds_years as years
from ..services import rounds_gap
from .downloads import XLSX, sent


@dataclass(frozen=True)
class _Row:
    """A unit of a round that is not published, as the heat map takes it."""

    organisation: object
    points: dict
    complete: bool


@dataclass(frozen=True)
class _Heat:
    rows: list
    areas: tuple


def _heat(gap, url):
    rows = [_Row(gap.standing.sheets[u].organisation, {e.inputs["code"]: None if e.value is None else str(e.value) for e in s.explained.walk()
                                                             if e.inputs.get("code")}, s.complete)
            for u, s in gap.standing.scoring.units.items()]
    worst = sorted(rows, key=lambda r: r.organisation.name_key)
    return results.heat(_Heat(worst, shelf.frozen(gap.round).root.children), url)


def _points(text: str) -> Decimal | None:
    try:
        return read_points(text)[0]
    except BadInput:
        return None


def _page(request, pk, status=200, unit=None, code="", form=None):
    gap = gaps.gap_or_404(request.actor, pk, unit or whole(request.GET.get("don-vi", "")))
    here = reverse("indices:round_gap", args=[pk])

    def url(tc="", organisation=None):
        return f"{here}?don-vi={organisation or gap.sheet.organisation_id}" + (f"&tc={tc}#vi-sao" if tc else "")
    chosen = gaps.why(gap, code or request.GET.get("tc", ""))
    gives = request.actor.can_for("directive.issue", gap.round.keeper) and seen.holds(request.actor, "round.view", gap.round)
    way, efforts = _way(request, gap)
    many = len(gap.standing.scoring.units) > 1
    if chosen and chosen.open and gives and chosen.line.code not in gap.tasks and form is None:
        form = GapTaskForm(initial=_first(gap, chosen, request))
    return render(request, "indices/gap.html", {
        "gap": gap, "tree": gaps.tree(gap, chosen.line.code if chosen else ""), "years": gaps.years_of(request.actor, gap),
        "example": shelf.frozen(gap.round).example,
        "round": gap.round, "why": chosen, "gives": gives, "sees_facts": request.actor.can("fact.view"),
        "form": form, "task": gap.tasks.get(chosen.line.code) if chosen else None,
        "waterfall": gaps.waterfall(gap, url) if gap.lost else "", "trend": years.trend(gap), "peers": gaps.peers(gap), "moved": years.moved(gap),
        "heat": _heat(gap, lambda row, c: url(c.code if c else "", row.organisation.pk)) if many else "", "way": way, "efforts": efforts,
        "open_units": [(s, gap.standing.sheets[u].organisation) for u, s in gap.standing.scoring.units.items() if not s.complete] if many else [],
        "excluded": results.reasons(gap.standing.excluded) if many else [], "book_query": _query(request, gap),
        "units": [gap.standing.sheets[u].organisation for u in gap.standing.scoring.units], "ranked": gap.standing.ranked,
        "next_target": _next_target(gap), "framework_parts": gap.round.framework_ref.split("/"), "areas": shelf.frozen(gap.round).root.children}, status=status)


def _query(request, gap) -> str:
    """What the workbook is asked for: the unit of the page, the points to reach and the efforts that were typed."""
    kept = {k: v for k, v in request.GET.items() if k == "dat" or k.startswith("cong.")}
    return urlencode({"don-vi": gap.sheet.organisation_id} | kept)


def _way(request, gap, otherwise: Decimal | None = None):
    """(the cheapest way to the points that were asked for, or to `otherwise`; the efforts that were typed)."""
    target = _points(request.GET.get("dat", ""))
    efforts = {k[5:]: v for k in request.GET if k.startswith("cong.") and (v := _points(request.GET[k])) is not None and v >= 0}
    target = otherwise if target is None else target
    return (None if target is None else gaps.way(gap, target, efforts)), efforts


def _next_target(gap) -> Decimal | None:
    """The least points of the next class above, as a first target for the cheapest way."""
    settings, now = shelf.frozen(gap.round).settings, gap.scored.total
    limits = sorted(limit for _name, limit in settings.classes if now is not None and limit > now)
    return limits[0] if limits else None


def _first(gap, chosen, request) -> dict:
    """What is proposed: the unit's own name for the task, the best level, the end of the quarter after next."""
    day = timezone.localtime(request.at).date()
    month = day.month + 3
    due = date(day.year + (month - 1) // 12, (month - 1) % 12 + 1, 28)
    said = f"{'Đo và báo cáo số liệu, minh chứng của' if chosen.unmeasured else 'Khắc phục điểm mất ở'} tiêu chí {chosen.criterion.label}"
    if chosen.proposed is not None:
        said = f"{chosen.criterion.title}: đạt {chosen.proposed_words}"
    return {"title": said[:300], "due_on": due, "target": chosen.proposed, "code": chosen.line.code,
            "unit": gap.sheet.organisation_id}


@login_required
def gap(request, pk):
    """The gap of one unit of a round."""
    return _page(request, pk)


@login_required
def gap_xlsx(request, pk):
    """The same as a workbook, with the cheapest way to what was asked for, else to the next class."""
    found = gaps.gap_or_404(request.actor, pk, whole(request.GET.get("don-vi", "")))
    way, _efforts = _way(request, found, _next_target(found))
    return sent(gap_book.book(found, way), XLSX, f"khoang-cach-{pk}-{found.sheet.organisation_id}.xlsx")


@login_required
@require_POST
def give(request, pk):
    """Give a gap as a task."""
    found = seen.run_by(request.actor, pk)
    request.actor.require("directive.issue", found.keeper)
    form, status = GapTaskForm(request.POST), 422
    unit, code = whole(request.POST.get("unit", "")), request.POST.get("code", "")[:40]
    if unit is None or not found.sheets.filter(organisation_id=unit).exists():
        raise Http404(unit)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = rounds_gap.give_now(request.actor, found, unit, code, title=data["title"], due_on=data["due_on"], target=data["target"], at=request.at)
            messages.success(request, _("Đã giao nhiệm vụ %(code)s cho %(unit)s.") % {"code": made.task.code, "unit": made.organisation.label})
            return redirect(f"{reverse('indices:round_gap', args=[pk])}?don-vi={unit}&tc={code}")
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, pk, status, unit, code, form)
