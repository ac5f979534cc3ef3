"""Delivering the outbox: each message to each person once, in order per subject, again after a failure, aside after
too many."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .models import Membership, Notice, OutboxMessage
from .standing import away

ATTEMPTS = 8  # about four hours of trying, then a person looks
BATCH = 200
NOBODY = "Không có người nhận: đơn vị chưa có ai giữ vai trò được báo."

PERSONAL = ("people.", "standing.")  # topics that concern one person, whoever stands in

Channel = Callable[[list[OutboxMessage]], None]
CHANNELS: list[Channel] = []


def channel(send: Channel) -> Channel:
    """Register a way out (a webhook, a gateway). It gets messages in order, must bear repeats, and raises when it
    cannot send."""
    CHANNELS.append(send)
    return send


def deliver(real: datetime | None = None) -> int:
    """Deliver what waits; how many messages went out. Safe to run twice and in two processes at once."""
    real, sent = real or timezone.now(), 0
    while ids := list(_heads(real)[:BATCH]):
        moved = _attempt(ids, real)
        sent += moved
        if not moved:
            break
    return sent


def _heads(real):
    """The first undelivered message of each subject, if its time has come: a later one never overtakes it."""
    waiting = OutboxMessage.objects.filter(done_at__isnull=True, dead=False)
    earlier = waiting.filter(subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    return waiting.filter(~Exists(earlier), available_at__lte=real).order_by("pk").values_list("pk", flat=True)


def _attempt(ids, real) -> int:
    try:
        return _send(ids, real)
    except Exception as error:
        if len(ids) > 1:  # one bad message does not hold the others back
            return sum(_attempt([pk], real) for pk in ids)
        _failed(ids[0], real, error)
        return 0


@transaction.atomic
def _send(ids, real) -> int:
    lock = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    rows = list(OutboxMessage.objects.select_for_update(**lock).filter(
        pk__in=ids, done_at__isnull=True, dead=False).order_by("pk"))
    if not rows:
        return 0
    people = _recipients(rows)
    instead = _substitutes(rows, people)
    Notice.objects.bulk_create(
        [Notice(user_id=user, organisation_id=org, message=m, topic=m.topic, text=m.payload.get("text", "")[:500],
                url=m.payload.get("url", "")[:300], at=_at(m), instead_of_id=whose)
         for m in rows for user, org, whose in (*((u, o, None) for u, o in people[m.pk].items()), *instead[m.pk])],
        ignore_conflicts=True, batch_size=500)
    for send in CHANNELS:
        send(rows)
    for found, error in ((True, ""), (False, NOBODY)):
        OutboxMessage.objects.filter(pk__in=[m.pk for m in rows if bool(people[m.pk]) == found]).update(done_at=real, last_error=error)
    return len(rows)


def _recipients(rows) -> dict[int, dict[int, int | None]]:
    """{message: {person: organisation}}; the person who acted is not told of the own act. One query."""
    out, held = {m.pk: {} for m in rows}, defaultdict(list)
    organisations = {a["organisation"] for m in rows for a in m.payload.get("audiences", ()) if a.get("organisation")}
    days = {m.pk: _day(m) for m in rows}
    for org, *place in Membership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=min(days.values())), organisation__in=organisations,
            user__is_active=True).order_by("pk").values_list("organisation_id", "user_id", "role", "valid_from", "valid_until"):
        held[org].append(place)
    for m in rows:
        day = days[m.pk]
        for a in m.payload.get("audiences", ()):
            if a.get("user"):
                out[m.pk][a["user"]] = a.get("organisation")
                continue
            for user, role, since, until in held.get(a.get("organisation"), ()):
                if role in a["roles"] and user != m.payload.get("by") and since <= day <= (until or day):
                    out[m.pk].setdefault(user, a["organisation"])
    return out


def _substitutes(rows, people) -> dict[int, list[tuple[int, int | None, int]]]:
    """{message: (substitute, organisation, who is away)}: what is told to somebody who is away is told to the substitute too. What
    concerns the person alone (the account, delegations) is not. One query."""
    out, told_of = {m.pk: [] for m in rows}, [m for m in rows if not m.topic.startswith(PERSONAL)]
    if not told_of:
        return out
    days = {m.pk: _day(m) for m in told_of}
    absent = away({user for m in told_of for user in people[m.pk]}, min(days.values()), max(days.values()))
    for m in told_of:
        for user, org in people[m.pk].items():
            for a in absent.get(user, ()):
                told = {*people[m.pk], *(s for s, _o, _w in out[m.pk]), m.payload.get("by")}
                if org in (None, a.organisation_id) and a.substitute_id not in told and a.status_on(days[m.pk]) == "running":
                    out[m.pk].append((a.substitute_id, org, user))
    return out


def _day(message):
    return timezone.localtime(_at(message)).date()


def _at(message):
    return parse_datetime(message.payload["at"])


def _failed(pk, real, error):
    with transaction.atomic():
        m = OutboxMessage.objects.select_for_update().get(pk=pk)
        m.attempts += 1
        m.dead = m.attempts >= ATTEMPTS
        m.available_at = real + timedelta(minutes=min(2 ** (m.attempts - 1), 120))
        m.last_error = f"{type(error).__name__}: {error}"[:1000]
        m.save(update_fields=["attempts", "dead", "available_at", "last_error"])


def revive(pk: int) -> bool:
    """Try a dead letter again from the start; whether there was one."""
    return bool(OutboxMessage.objects.filter(pk=pk, dead=True).update(dead=False, attempts=0, available_at=timezone.now()))
