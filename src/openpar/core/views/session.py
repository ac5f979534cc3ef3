"""Where a person lands, for whom the person acts, and the demo's day."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openpar.core import audit, demo, monitoring
from openpar.core.pages import next_of, whole


@require_safe
def home(request):
    """Who only leads, issues or watches goes to the overview; who has work to do, heads too, to that work; the public to the login."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    wanted = ["tasks:leader"] if request.actor.can("leader.view") and not request.actor.can("assignment.receive") else []
    if request.actor.can("jobs.view"):
        wanted.append("core:jobs")
    for name in (*wanted, "tasks:my_work", "core:notices"):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    raise Http404


@login_required
@require_POST
def act_for(request):
    """Work for another of one's own organisations; the choice lasts for the session."""
    wanted = whole(request.POST.get("organisation", ""))
    held = {m.organisation_id: m.organisation_name for m in request.actor.memberships}
    if wanted not in held:
        raise Http404
    request.session["acting_organisation"] = wanted
    messages.success(request, _("Đang làm việc thay mặt %(name)s.") % {"name": held[wanted]})
    audit.record("session.act_for", "core.organisation", wanted, by=request.actor, at=request.at)
    return redirect(next_of(request))


@login_required
@require_POST
def next_day(request):
    """The demo's next day, with the jobs that are due on it. A real installation has no such page."""
    if not settings.DEMO:
        raise Http404
    day, runs = demo.next_day(parse_date(request.POST.get("ngay", "")[:10]) if request.POST.get("ngay") else None)
    if day is None:
        messages.info(request, _("Đồng hồ bản thử đã sang ngày khác."))
        return HttpResponseRedirect(next_of(request))
    failed = [r for r in runs if not r.ok]
    messages.success(request, ngettext("Đã sang ngày %(day)s; %(n)s việc nền đã chạy.", "Đã sang ngày %(day)s; %(n)s việc nền đã chạy.", len(runs))
                     % {"day": f"{day:%d/%m/%Y}", "n": len(runs)})
    if failed:
        messages.error(request, ngettext("%(n)s việc nền bị lỗi. Xem trang Việc nền.", "%(n)s việc nền bị lỗi. Xem trang Việc nền.", len(failed))
                       % {"n": len(failed)})
    return HttpResponseRedirect(next_of(request))


@require_safe
@never_cache
def health(request):
    """For monitors: whether the database answers. Nothing else is said to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return JsonResponse({"ok": True})
    except Exception:
        return JsonResponse({"ok": False}, status=503)


@require_safe
@never_cache
def readings(request):
    """Figures for monitors, to whoever holds the installation's token; nobody else learns that the page is there."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(monitoring.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
