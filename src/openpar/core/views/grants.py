"""Roles that wait for a second operator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openpar.core import grants, opening, second_factor
from openpar.core.models import RoleGrant
from openpar.core.pages import answer_errors


@login_required
@require_safe
@answer_errors
def page(request):
    """Who shall get which role, where, from when, and who proposed it."""
    request.actor.require(grants.ACT)
    rows = list(grants.waiting(request.actor))
    opened = opening.opened_by_others([g.user_id for g in rows])
    for g in rows:
        g.opened = [(opening.OPENED[e.act] % {"who": e.actor or _("Hệ thống")}, e.at) for e in opened.get(g.user_id, ())]
    return render(request, "core/grants.html", {"rows": rows})


@login_required
@require_POST
@answer_errors
def decide(request, pk):
    """Approve or refuse, with a code given a short while ago."""
    if not request.actor.can(grants.ACT):
        raise Http404
    grant = get_object_or_404(RoleGrant, pk=pk)
    if asked := second_factor.wanted(request, back="core:grants"):
        return asked
    if request.POST.get("duyet") == "1":
        grants.approve(grant.pk, by=request.actor, at=request.at)
        messages.success(request, _("Đã duyệt. Vai trò có hiệu lực theo ngày đã ghi."))
    else:
        grants.refuse(grant.pk, reason=request.POST.get("ly_do", ""), by=request.actor, at=request.at)
        own = grant.proposed_by_id == request.user.pk
        messages.success(request, _("Đã rút đề nghị.") if own else _("Đã ghi: không duyệt."))
    return redirect("core:grants")
