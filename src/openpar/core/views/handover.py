"""Bàn giao: the operator hands over the work of somebody who leaves or is transferred, after a preview of the counts."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from openpar.core import grants, handover, second_factor
from openpar.core.fields import DayField
from openpar.core.models import User
from openpar.core.pages import answer_errors, on_form, wholes
from openpar.core.searching import fits
from openpar.core.standing_forms import named
from openpar.engine.errors import OpenParError
from openpar.engine.vietnamese import fold

FOUND = 30


class HandoverForm(forms.Form):
    successor = forms.ChoiceField(label=gettext_lazy("Người kế nhiệm"), help_text=gettext_lazy(
        "Người đang có vai trò tại mọi cơ quan đã chọn. Chưa có ai thì giao vai trò cho người mới trước."))
    last_day = DayField(label=gettext_lazy("Ngày làm việc cuối"), help_text=gettext_lazy("Tính cả ngày này; việc chuyển ngay, vai trò hết sau ngày này."))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, help_text=gettext_lazy(
        "Số, ngày quyết định nghỉ việc, điều động."), widget=forms.Textarea({"rows": 2}))


@login_required
@require_safe
@answer_errors
def people(request):
    """Find whoever leaves."""
    request.actor.require(grants.ACT)
    words = fold(request.GET.get("q", "")).split()
    rows = User.objects.filter(fits("name_fold", words), is_active=True, memberships__isnull=False).distinct()[:FOUND] if words else []
    return render(request, "core/handover_people.html", {"rows": rows, "asked": bool(words)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def page(request, pk):
    """What lies with a person, counted, and the form that moves it all in one act."""
    request.actor.require(grants.ACT)
    person, today = get_object_or_404(User, pk=pk), timezone.localtime(request.at).date()
    held = handover.places(person, today)
    offices = {m.organisation_id: m.organisation for m in held}
    asked = wholes((request.POST if request.method == "POST" else request.GET).getlist("co-quan"))
    chosen = [o for o in offices if o in asked] or ([] if request.method == "POST" else list(offices))
    form, status = HandoverForm(request.POST or None, initial={"last_day": today}), 200
    people = handover.successors(chosen, today, without=person.pk) if chosen else User.objects.none()
    above = min((offices[o] for o in chosen), key=lambda o: len(o.path), default=None)
    form.fields["successor"].choices = [("", _("Chọn người")), *(named(people, above, today) if above else ())]
    if request.method == "POST":
        if wanted := second_factor.wanted(request):
            return wanted
        status = 422
        if form.is_valid():
            try:
                moved = handover.hand_over(person, successor=User.objects.get(pk=int(form.cleaned_data["successor"])), organisations=chosen,
                                           last_day=form.cleaned_data["last_day"], reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
            except OpenParError as error:
                status = on_form(form, error)
            else:
                messages.success(request, _("Đã bàn giao %(n)s việc, dự thảo; vai trò kết thúc sau ngày %(day)s. Hai người đều được báo.") % {
                    "n": sum(moved.values()), "day": f"{form.cleaned_data['last_day']:%d/%m/%Y}"})
                return redirect("core:handover")
    return render(request, "core/handover.html", {
        "person": person, "held": held, "offices": offices, "chosen": chosen, "form": form, "counts": handover.preview(person, chosen)}, status=status)
