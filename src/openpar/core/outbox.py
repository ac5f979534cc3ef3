"""Telling people: messages are written with the act and delivered by a job, so that none is lost and none is doubled."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone, translation

from .models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: roles within an organisation, or one person."""

    organisation_id: int | None = None
    roles: tuple[str, ...] = ("head", "clerk")
    user_id: int | None = None

    def as_data(self):
        return {"organisation": self.organisation_id, "roles": list(self.roles), "user": self.user_id}


@dataclass(frozen=True, slots=True)
class Told:
    """One message: topic ("tasks.assigned"), subject (order is kept per subject), words, page, audiences."""

    topic: str
    subject: str
    text: str
    url: str = ""
    audiences: tuple[Audience, ...] = ()
    data: dict = field(default_factory=dict)


def kept_words():
    """While it is open, sentences that are kept for others come in the language of the house, whoever acts.

    >>> with kept_words():
    ...     translation.get_language()
    'vi'
    """
    return translation.override(settings.LANGUAGE_CODE)


_QUIET: ContextVar[bool] = ContextVar("openpar_outbox_quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """While it is open nobody is told: what is brought in from an older system happened long ago. The importer tells the sum of it."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


def announce(messages, *, by, at) -> None:
    """Write the messages now, inside the caller's transaction; one statement for any number."""
    if _QUIET.get():
        return
    real = timezone.now()
    OutboxMessage.objects.bulk_create([
        OutboxMessage(topic=m.topic, subject=m.subject, created_at=real, available_at=real,
                      payload={"text": m.text, "url": m.url, "at": at.isoformat(), "by": by.user_id, "data": m.data,
                               "audiences": [a.as_data() for a in m.audiences]})
        for m in messages], batch_size=500)
