"""Thư tổng hợp hằng ngày: everybody switches the own daily letter on and off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.core import digest
from openpar.core.pages import private


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request):
    """Whether I get it, where to, when, and when the last one left."""
    if request.method == "POST":
        wanted = request.POST.get("nhan") == "1"
        if digest.switch(wanted, by=request.actor, at=request.at):
            messages.success(request, _("Đã bật thư hằng ngày.") if wanted else _("Đã tắt thư hằng ngày."))
        return redirect("core:letter")
    return private(render(request, "core/letter.html", {"person": request.user, "last": digest.last_sent(request.user)}))
