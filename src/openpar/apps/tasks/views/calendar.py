"""Lịch cá nhân: what is due, in the person's own calendar program; titles stay here."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from openpar.core import feeds
from openpar.core.actor import actor_for
from openpar.core.outbox import kept_words
from openpar.core.pages import answer_errors
from openpar.core.rooms import ROOMS

from ..selectors import my_work

MOST = 1000  # events of one feed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def page(request):
    """Open, renew or close one's feed. The address is shown once."""
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "dong":
            feeds.close_feed(by=request.actor, at=request.at)
            messages.success(request, _("Đã đóng lịch cá nhân. Địa chỉ cũ không dùng được nữa."))
            return redirect("tasks:calendar")
        address = settings.BASE_URL.rstrip("/") + reverse("tasks:calendar_feed", args=[feeds.open_feed(by=request.actor, at=request.at)])
    return render(request, "tasks/calendar.html", {"feed": feeds.current(request.user), "address": address})


@require_safe
@never_cache
def feed(request, secret):
    """The feed itself, for a program without a session. Anything wrong is 404."""
    user = feeds.owner(secret)
    if user is None:
        raise Http404
    with kept_words():
        body = _calendar(actor_for(user, timezone.localtime(request.at).date()), request.at)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'inline; filename="openpar.ics"'})


def _calendar(actor, now) -> bytes:
    """One event a due day: what is owed and the code. The title is read in the platform, behind its own door."""
    from icalendar import Calendar, Event

    out = Calendar()
    out.add("prodid", "-//OpenPAR//vi")
    out.add("version", "2.0")
    out.add("x-wr-calname", "OpenPAR: việc đến hạn")
    rows = my_work.mine(actor, everywhere=True).filter(due_at__isnull=False).order_by("due_at", "id")[:MOST]
    for row in rows:
        event, room = Event(), ROOMS.get(row.room)
        event.add("uid", f"deadline-{row.pk}@openpar")
        event.add("dtstamp", now.astimezone(timezone.get_fixed_timezone(0)))
        event.add("dtstart", timezone.localtime(row.due_at).date())
        event.add("summary", ": ".join(filter(None, (my_work.duty_words(row) or str(room.title if room else ""), row.reference))))
        event.add("transp", "TRANSPARENT")
        try:
            event.add("url", settings.BASE_URL.rstrip("/") + reverse(room.page, args=[row.object_id]) if room and room.page else settings.BASE_URL)
        except NoReverseMatch:
            event.add("url", settings.BASE_URL)
        out.add_component(event)
    return out.to_ical()
