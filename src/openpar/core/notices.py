"""The bell: what one person has been told, and what of it is unread."""

from django.utils import timezone

from .actor import Actor
from .models import Notice
from .prepared import Prepared, counted

UNREAD = Prepared(lambda user: counted(Notice.objects.filter(user_id=user, read_at__isnull=True)), user=-1)


def notices_for(actor: Actor):
    """The notices of this person, newest first."""
    if not actor.user_id:
        return Notice.objects.none()
    return Notice.objects.filter(user_id=actor.user_id).select_related("instead_of").order_by("-at", "-id")


def unread(actor: Actor) -> int:
    """How many are unread; one query over an index."""
    return UNREAD.count(user=actor.user_id) if actor.user_id else 0


def mark_read(actor: Actor, ids=None) -> int:
    """Mark these (or all) as read; how many changed. The moment is real time: it says when a person looked."""
    rows = notices_for(actor).filter(read_at__isnull=True).order_by()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return rows.update(read_at=timezone.now())
