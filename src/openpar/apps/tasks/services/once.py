"""A form that is sent twice is one act: each form carries a word of its own, and a word is taken once."""

import re
from uuid import uuid4

from django.db import IntegrityError, transaction

from openpar.core.models import Firing


def new_word() -> str:
    """The word of a form that is shown now."""
    return uuid4().hex


def first_time(word: str, at) -> bool:
    """Take the word inside the caller's transaction; False where an earlier sending of the same form took it.

    A form without a word is always first. An act that fails gives its word back with its transaction.
    """
    if not re.fullmatch(r"[0-9a-f]{32}", word or ""):
        return True
    try:
        with transaction.atomic():
            Firing.objects.create(key=f"tasks.form/{word}", at=at)
        return True
    except IntegrityError:
        return False
