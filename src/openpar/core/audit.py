"""Writing the trail. Every service that changes something records it in the same transaction."""

import hashlib
import hmac

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .actor import Actor
from .models import AuditEntry


def entry(act: str, room: str, obj, *, by: Actor, at, reference="", from_state="", to_state="", reason="", changes=None,
          organisation_id=None) -> AuditEntry:
    """An unsaved entry; `record` and `move` save them. Who stands in for somebody leaves both names, and by what."""
    return AuditEntry(at=at, received_at=timezone.now(), actor_id=by.user_id,
                      organisation_id=organisation_id or by.organisation_id,
                      acting_for_id=by.acting_for.pk if by.acting_for else None, act=act, room=room,
                      object_id=getattr(obj, "pk", obj),
                      reference=(reference or getattr(obj, "reference", "") or "")[:120], from_state=from_state,
                      to_state=to_state,
                      reason=reason, changes=(changes or {}) | _place(by), request_id=by.request_id)


PLACE = ("delegation", "signing_mode", "absence")  # the entries of `changes` that say in whose place, and by what


def _place(by) -> dict:
    if by.standing is None:
        return {}
    if by.standing.delegation:
        return {"delegation": [None, by.standing.delegation.pk], "signing_mode": [None, by.standing.mode]}
    return {"absence": [None, by.standing.absence.pk]}


def record(act: str, room: str, obj, *, by: Actor, at, **details) -> AuditEntry:
    """Write one entry now, inside the caller's transaction."""
    row = entry(act, room, obj, by=by, at=at, **details)
    row.save(force_insert=True)
    return row


def record_many(entries) -> None:
    """Write prepared entries in one statement."""
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def changed(before: dict, after: dict, personal=()) -> dict:
    """{field: [old, new]} for what differs; personal fields as keyed digests, never as copies.

    >>> changed({"a": 1, "b": 2}, {"a": 1, "b": 3})
    {'b': [2, 3]}
    """
    out = {}
    for name in after:
        old, new = before.get(name), after[name]
        if old != new:
            out[name] = [keyed(old), keyed(new)] if name in personal else [_plain(old), _plain(new)]
    return out


def keyed(value) -> str | None:
    """A keyed digest that shows equality without showing the value."""
    if value in (None, ""):
        return None
    return "hmac:" + hmac.new(settings.AUDIT_KEY.encode(), str(value).encode(), hashlib.sha256).hexdigest()[:24]


def _plain(value):
    return value if isinstance(value, (int, float, str, bool, type(None), list, dict)) else str(value)


def who(entry: AuditEntry) -> str:
    """Who did it, as a page says it: "Phạm Minh thay Trần Văn Dũng (KT.)"; empty for a job. Asks nothing of entries read with their people."""
    if not entry.actor_id or not entry.actor:
        return ""
    name = str(entry.actor)
    if not entry.acting_for_id or not entry.acting_for:
        return name
    mode = ((entry.changes or {}).get("signing_mode") or [None, ""])[1]
    return _("%(who)s thay %(whose)s%(mode)s") % {"who": name, "whose": entry.acting_for, "mode": f" ({mode}.)" if mode else ""}
