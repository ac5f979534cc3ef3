"""The improvement plan: one row a sub-dimension; an item's page with its forms. For signed-in officers with the right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.core.pages import on_form
from openpar.engine.errors import OpenParError

from ..forms.plans import GiveForm, ItemForm, ReviewForm
from ..selectors import plans
from ..selectors.papi import book, home, place_or_404, year_or_404
from ..services import plans as services


@login_required
def plan(request, province=None):
    """The sub-dimensions of a year, the furthest behind the region first, with what is planned for each."""
    request.actor.require("plan.view")
    year, place = year_or_404(request.GET.get("nam")), _place(province)
    rows = plans.rows(request.actor, year, place)
    return render(request, "indices/plan.html", {
        "rows": rows, "year": year, "years": book().years[::-1], "place": place, "may_edit": request.actor.can("plan.edit"),
        "planned": sum(1 for r in rows if r.item), "given": sum(1 for r in rows if r.item and r.item.task_id),
        "reviewed": sum(1 for r in rows if r.item and r.item.review)})


def _place(province):
    """The province whose plan it is: the own one where none is named."""
    return place_or_404(province) if province else home()


def _row(request, year, code, province):
    request.actor.require("plan.view")
    return plans.row(request.actor, year, code, _place(province))


def _page(request, row, status=200, **forms):
    item, editor = row.item, request.actor.can("plan.edit")
    may_edit = editor and (item is None or request.actor.can_for("plan.edit", item.keeper))
    owners = plans.owners(timezone.localtime(request.at).date())
    first = {"owner": item.owner_id, "measures": item.measures, "target": item.target, "target_year": item.target_year, "version": item.version} \
        if item else {"target": row.proposed, "target_year": row.figure.cell.year + 1}
    context = {"row": row, "item": item, "year": row.figure.cell.year, "place": row.figure.place, "may_edit": may_edit, "urls": plans.urls(row),
               "plan_url": plans.plan_url("plan", row.figure.place),
               "form": ItemForm(owners=owners, initial=first)}
    if item:
        context |= {"give_form": GiveForm(initial={"title": _("Cải thiện PAPI: %(name)s") % {"name": row.name}}),
                    "review_form": ReviewForm(initial={"review": item.review, "version": item.version})}
    return render(request, "indices/plan_item.html", context | forms, status=status)


@login_required
def item(request, year, code, province=None):
    """One sub-dimension of the plan; a POST writes it."""
    row = _row(request, year, code, province)
    if request.method != "POST":
        return _page(request, row)
    request.actor.require("plan.edit")
    form = ItemForm(request.POST, owners=plans.owners(timezone.localtime(request.at).date()))
    status = 422
    if form.is_valid():
        try:
            services.save(year, code, place=row.figure.place, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, _("Đã lưu mục kế hoạch."))
            return redirect(row.url)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, row, status, form=form)


@login_required
@require_POST
def give(request, year, code, province=None):
    """Give the item as a task."""
    row = _existing(request, year, code, province)
    form, status = GiveForm(request.POST), 422
    if form.is_valid():
        try:
            task = services.give(row.item, **form.cleaned_data, by=request.actor, at=request.at)
            messages.success(request, _("Đã giao nhiệm vụ %(code)s.") % {"code": task.code})
            return redirect(row.url)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, row, status, give_form=form)


@login_required
@require_POST
def review(request, year, code, province=None):
    """Review the item at the end of the year."""
    row = _existing(request, year, code, province)
    form, status = ReviewForm(request.POST), 422
    if form.is_valid():
        try:
            services.review(row.item, text=form.cleaned_data["review"], version=form.cleaned_data["version"], by=request.actor, at=request.at)
            messages.success(request, _("Đã lưu đánh giá."))
            return redirect(row.url)
        except OpenParError as error:
            status = on_form(form, error)
    return _page(request, row, status, review_form=form)


def _existing(request, year, code, province):
    row = _row(request, year, code, province)
    if row.item is None:
        raise Http404(code)
    request.actor.require("plan.edit")
    return row
