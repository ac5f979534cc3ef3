"""The keyed mark of an audit entry: who writes a row without the installation's key is found out, however freshly."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from django.conf import settings
from django.db import models

COLUMNS = ("at", "received_at", "actor_id", "organisation_id", "acting_for_id", "act", "room", "object_id",
           "reference", "from_state",
           "to_state", "reason", "changes", "request_id")
ACCESS_COLUMNS = ("at", "received_at", "actor_id", "organisation_id", "room", "object_id", "fields", "reason", "request_id")


def content(entry) -> bytes:
    """Everything an entry says, in one form that both databases give back unchanged."""
    columns = ACCESS_COLUMNS if hasattr(entry, "fields") else COLUMNS
    return json.dumps([_plain(getattr(entry, c)) for c in columns], ensure_ascii=False, sort_keys=True, default=str).encode()


def keyed(data: bytes) -> str:
    """A digest that only the installation's audit key can make."""
    return hmac.new(settings.AUDIT_KEY.encode(), data, hashlib.sha256).hexdigest()


def _plain(value):
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


class MacField(models.CharField):
    """Computed from the other columns when the row is written."""

    def __init__(self, *args, **kwargs):
        kwargs.update(max_length=64, editable=False, default="")
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        if add:
            instance.mac = keyed(content(instance))
        return instance.mac
