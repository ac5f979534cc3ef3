"""The daily letter: what is late and what is due soon, to each person once a working day, in office hours only."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from openpar.engine.errors import NotLoaded

from . import audit, clock
from .actor import actor_for
from .addresses import address_of
from .models import Deadline, Firing, User
from .notices import notices_for
from .rooms import ROOMS

SHOWN = 15


def in_office_hours(at: datetime) -> bool:
    """Whether the national calendar's offices are open at this moment; nobody gets letters on a day off."""
    try:
        return any(s.start <= at <= s.end for s in _calendar().sessions(timezone.localtime(at).date()))
    except NotLoaded:
        return False


@lru_cache(maxsize=1)
def _calendar():
    from openpar.engine.worktime import load_calendar
    return load_calendar()


def soon_until(at: datetime) -> datetime:
    """The last moment that counts as due soon, by the dated setting in working days."""
    from .rulebook import parameter
    day = timezone.localtime(at).date()
    return clock.end_of(_calendar().add_working_days(day, int(parameter("deadlines/due_soon").on(day).value)))


def owed(actor):
    """Deadlines that this person answers for: handed to the person, or of an organisation whose clerk or head the person is; and
    those of somebody who is away and for whom the person looks after the work."""
    held = [*actor.memberships, *(m for s in actor.stand_ins if s.absence for m in s.held)]
    offices = {m.organisation_id for m in held if m.role in ("head", "clerk")}
    mine = Q(person_id=actor.user_id) | Q(organisation_id__in=offices)
    for s in actor.stand_ins:
        if s.absence:
            mine |= Q(person_id=s.person.pk, organisation_id=s.organisation_id)
    return Deadline.objects.filter(mine, open=True)


def switch(wanted: bool, *, by, at) -> bool:
    """Turn the own letter on or off; False when it was so already."""
    with transaction.atomic():
        changed = User.objects.filter(pk=by.user_id).exclude(digest_by_mail=wanted).update(digest_by_mail=wanted)
        if changed:
            audit.record("people.letter", "core.user", by.user, by=by, at=at, changes={"digest_by_mail": [not wanted, wanted]})
    return bool(changed)


def last_sent(user) -> datetime | None:
    """When the last letter to this person left, in real time."""
    return Firing.objects.filter(key__startswith="digest:", key__endswith=f":{user.pk}").aggregate(last=Max("at"))["last"]


def send_all(at: datetime) -> int:
    """One letter to everybody who wants one and has something to read; how many were sent. Again on the same day
    sends nothing."""
    if not in_office_hours(at):
        return 0
    soon, sent, day = soon_until(at), 0, timezone.localtime(at).date()
    fired = set(Firing.objects.filter(key__startswith=f"digest:{day}:").values_list("key", flat=True))
    for user in User.objects.filter(is_active=True, digest_by_mail=True).exclude(email="").order_by("id"):
        key = f"digest:{day}:{user.pk}"
        if key not in fired:
            sent += _send(user, at, day, soon, key)
    return sent


def _send(user, at, day, soon, key) -> int:
    actor = actor_for(user, day)
    rows = owed(actor).filter(due_at__isnull=False, due_at__lte=soon).select_related("organisation").order_by("due_at", "id")
    first, count = list(rows[:200]), rows.count()
    late = [r for r in first if r.due_at < at]
    unread = list(notices_for(actor).filter(read_at__isnull=True)[:SHOWN])
    if not count and not unread:
        return 0
    for row in first:
        row.link = _page_of(row)
    for notice in unread:
        notice.link = _whole(notice.url)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        body = render_to_string("core/digest.txt", {
            "person": user, "late": late[:SHOWN], "late_count": len(late),
            "rows": [r for r in first if r.due_at >= at][:SHOWN],
            "soon_count": count - len(late), "notices": unread, "link": link(),
            "letter": _whole(reverse("core:letter"))})
        subject = translation.gettext("Việc đến hạn ngày %(day)s: %(late)s quá hạn, %(soon)s sắp đến hạn") % {
            "day": f"{day:%d/%m/%Y}", "late": len(late), "soon": count - len(late)}
    try:
        with transaction.atomic():  # the mark and the letter stand or fall together
            Firing.objects.create(key=key, at=timezone.now())
            EmailMessage(subject, body, to=[user.email]).send()
    except IntegrityError:
        return 0
    return 1


def _page_of(row) -> str:
    """The page on which this is owed, "" where its room has none."""
    room = ROOMS.get(row.room)
    return _whole(address_of(room.page, row.object_id)) if room and room.page else ""


def _whole(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def link() -> str:
    """Where the letter leads."""
    try:
        path = reverse("tasks:my_work")
    except NoReverseMatch:
        path = "/"
    return _whole(path)
