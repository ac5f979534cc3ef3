"""Acts over several rows: which rows can take the act now, and whether a row is still what the page showed."""

from django.utils.translation import gettext as _

from .. import rules
from ..models import Assignment

REMINDABLE = (rules.A.ASSIGNED, *rules.WORKING)
STATES = {"accept": (rules.A.SUBMITTED,), "return": (rules.A.SUBMITTED,), "remind": REMINDABLE, "escalate": REMINDABLE, "letters": REMINDABLE,
          "grant": (rules.E.PENDING,), "refuse": (rules.E.PENDING,), "accept_reports": (rules.R.SENT,)}


def mark_of(row) -> str:
    """What a page shows of a row, in short: its id, version and due moment. Another mark later means that the row has changed.

    >>> mark_of(Assignment(pk=7, version=2))
    '7.2.0'
    """
    due = getattr(row, "due_at", None)
    return f"{row.pk}.{row.version}.{int(due.timestamp()) if due else 0}"


def part_of(row) -> Assignment:
    """The part that a row is about."""
    return row if isinstance(row, Assignment) else row.assignment


def why_not(row, code: str) -> str:
    """Why this row cannot take the act now; empty where it can."""
    return "" if row.state in STATES[code] else _("đang ở trạng thái “%(state)s”.") % {"state": row.get_state_display()}


def changed(rows, ids, marks, code: str) -> dict[int, str]:
    """Row id → what has changed since the page was shown, for every chosen row that is no longer what it was."""
    here, out = {r.pk: r for r in rows}, {}
    for pk in ids:
        row = here.get(pk)
        if row is None:
            out[pk] = _("không còn trong phạm vi của bạn; có thể đã thu hồi hoặc giao cho cơ quan khác.")
        elif why := why_not(row, code):
            out[pk] = why
        elif marks and mark_of(row) not in marks:
            out[pk] = _("vừa được người khác xử lý hoặc đổi hạn, nay ở trạng thái “%(state)s”.") % {"state": row.get_state_display()}
    return out

