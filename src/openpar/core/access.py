"""Reading somebody's identity leaves its own trail, apart from the acts."""

from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput

from .actor import Actor
from .models import AccessEntry


def record(room: str, object_id: int, fields, *, reason: str, by: Actor, at) -> AccessEntry:
    """Write down who read which personal fields of what, and why, before they are shown."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do xem thông tin cá nhân."), where="reason")
    return AccessEntry.objects.create(at=at, received_at=timezone.now(), actor=by.user, organisation_id=by.organisation_id, room=room,
                                      object_id=object_id, fields=", ".join(fields)[:200], reason=reason.strip(), request_id=by.request_id)
