"""The register: who there is on a day, what became of whom."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openpar.core import organisations as service
from openpar.core.fields import DayField
from openpar.core.models import Organisation, Succession
from openpar.core.searching import fits, words_of


def day_of(request):
    """The day asked for, else the business day."""
    try:
        return DayField(required=False).clean(request.GET.get("ngay", "")) or request.actor.on
    except Exception:
        return request.actor.on


@login_required
@require_safe
def organisations(request):
    """The register of a day: searched without accents, filtered by kind."""
    day, kind = day_of(request), request.GET.get("loai", "")
    rows = Organisation.objects.filter(service.valid_on(day)).select_related("parent").annotate(
        below=Count("children", filter=service.valid_on(day, "children__")))
    if kind in Organisation.Kind.values:
        rows = rows.filter(kind=kind)
    if words := words_of(request.GET.get("q", "")):
        rows = rows.filter(fits("name_fold", words) | Q(pk__in=Organisation.objects.filter(fits("aliases__text_fold", words))))
    selects = [SimpleNamespace(name="loai", label=_("Loại"), any_label=_("Mọi loại"), options=[
        SimpleNamespace(value=v, label=label, chosen=v == kind) for v, label in Organisation.Kind.choices])]
    page = Paginator(rows.order_by("name_key", "id"), 50).get_page(request.GET.get("trang"))
    splits = service.unruled(request.actor.on) if not request.GET.get("q") else []
    return render(request, "core/organisations.html", {"rows": page, "day": day, "selects": selects, "splits": splits,
                                                       "today": request.actor.on})


@login_required
@require_safe
def organisation(request, pk):
    """One organisation: names, days, place in the tree, what it took over and what became of it."""
    row = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    now = service.as_today([row.pk], request.actor.on)[row.pk]
    return render(request, "core/organisation.html", {
        "row": row, "now": now, "aliases": row.aliases.order_by("text"), "today": request.actor.on,
        "groups": row.in_groups.select_related("group").order_by("group__name", "valid_from"),
        "passed_on": row.passed_on.select_related("successor").order_by("on", "id"),
        "taken_over": row.taken_over.select_related("predecessor").order_by("on", "id"),
        "children": row.children.filter(service.valid_on(row.valid_until or request.actor.on))[:200],
        "ended": bool(row.valid_until and row.valid_until < request.actor.on),
        "whole": Succession.What.ALL})
