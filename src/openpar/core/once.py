"""A form that is sent twice is one act: each form carries a word of its own, and a word is taken once.

A form that comes without its word (an old page, a program) is known by its content instead: the same person sending the same
content to the same address within a few minutes sends it again. Only acts that nothing else keeps from being doubled ask for that;
the others are guarded by the state or the version of what they change.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from .models import Firing

AGAIN_WITHIN = timedelta(minutes=10)
FIELD = "luot"  # the hidden field of the word, see the tag `form_word`
NOT_CONTENT = ("csrfmiddlewaretoken", FIELD)


def new_word() -> str:
    """The word of a form that is shown now."""
    return uuid4().hex


def content_of(who: int | None, address: str, fields: Iterable[tuple[str, list]], files: Iterable[tuple[str, str, int]] = ()) -> str:
    """What is sent, by whom and where, as a digest; `files` are (field, name, bytes).

    >>> content_of(1, "/a/", [("x", ["1"])]) == content_of(1, "/a/", [("x", ["1"]), ("csrfmiddlewaretoken", ["9"])])
    True
    """
    said = [who, address, sorted((k, v) for k, v in fields if k not in NOT_CONTENT), sorted(files)]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def first_time(word: str, at: datetime, content: str = "") -> bool:
    """Take the word inside the caller's transaction; False where an earlier sending of the same form took it.

    Without a word the content is taken; without either it is always first. An act that fails gives back what it took with its transaction.
    """
    if re.fullmatch(r"[0-9a-f]{32}", word or ""):
        return _take(f"form/{word}", at)
    if not content:
        return True
    now, key = timezone.now(), f"form/{content}"  # a hand's double click is a matter of real time, also in a demo
    return _take(key, now) or bool(Firing.objects.filter(key=key, at__lt=now - AGAIN_WITHIN).update(at=now))


def _take(key, at):
    try:
        with transaction.atomic():
            Firing.objects.create(key=key, at=at)
        return True
    except IntegrityError:
        return False


def first_sending(request, *, guarded: bool = False) -> bool:
    """Whether a request is the first sending of its form, asked inside the transaction of the act. Takes the form's word, or its
    content where it has none; `guarded` acts cannot be doubled anyway, so only a word counts."""
    content = "" if guarded else content_of(request.user.pk, request.path, request.POST.lists(),
                                            [(name, f.name, f.size) for name, files in request.FILES.lists() for f in files])
    return first_time(request.POST.get(FIELD, ""), request.at, content)


def one_at_a_time(lock: int) -> None:
    """Wait until whoever holds this lock has ended the transaction; held until one's own ends. On SQLite every transaction is alone anyway.

    For a rule about many rows that no row of its own can guard, such as that nothing goes in a circle.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
