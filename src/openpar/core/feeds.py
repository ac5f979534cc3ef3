"""Calendar feeds: open one, close it, know whose it is. A calendar program has no session, so the address is the key."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from . import audit
from .actor import Actor
from .models import CalendarFeed, User


@transaction.atomic
def open_feed(*, by: Actor, at) -> str:
    """A new secret for this person's feed; the one before is closed. Shown once."""
    close_feed(by=by, at=at)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=by.user, digest=_digest(secret), created_at=timezone.now())
    audit.record("feed.open", "core.feed", feed, by=by, at=at)
    return secret


@transaction.atomic
def close_feed(*, by: Actor, at) -> bool:
    """Close the feed at once; whether one was open."""
    feed = CalendarFeed.objects.filter(user=by.user, revoked_at__isnull=True).first()
    done = bool(feed and CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()))
    if done:
        audit.record("feed.close", "core.feed", feed, by=by, at=at)
    return done


def current(user) -> CalendarFeed | None:
    """This person's open feed."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def owner(secret: str) -> User | None:
    """Whose feed this secret opens: nobody's once it is closed, or once the person may no longer sign in."""
    feed = CalendarFeed.objects.filter(digest=_digest(secret), revoked_at__isnull=True, user__is_active=True).select_related("user").first()
    if feed is None:
        return None
    now = timezone.now()
    if feed.read_at is None or feed.read_at < now - timedelta(hours=1):  # a program that asks each minute writes once an hour
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
