"""The bell's page."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from openpar.core import notices as service
from openpar.core.pages import next_of, private, wholes


@login_required
@require_safe
def notices(request):
    """What I was told, newest first; unread ones in bold."""
    rows = service.notices_for(request.actor)
    if request.GET.get("chua-doc"):
        rows = rows.filter(read_at__isnull=True)
    page = Paginator(rows, 50).get_page(request.GET.get("trang"))
    return private(render(request, "core/notices.html", {"rows": page, "unread": service.unread(request.actor),
                                                         "only_unread": bool(request.GET.get("chua-doc"))}))


@login_required
@require_safe
def notice(request, pk):
    """Go to what a notice is about; it counts as read from then on."""
    row = get_object_or_404(service.notices_for(request.actor), pk=pk)
    service.mark_read(request.actor, [row.pk])
    return HttpResponseRedirect(row.url if row.url.startswith("/") and not row.url.startswith("//") else reverse("core:notices"))


@login_required
@require_POST
def read(request):
    """Mark the chosen ones, or all, as read."""
    ids = wholes(request.POST.getlist("id"))
    service.mark_read(request.actor, ids or None)
    return redirect(next_of(request, reverse("core:notices")))
