"""One row of a list with its status and what is left, computed for a moment without a further query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from openpar.core import clock
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import load_calendar
from openpar.web import faces, status

from .. import rules
from .lists import soon_limit


@lru_cache(maxsize=4096)
def days_left(today: date, due: date) -> int | None:
    """Working days from today (counted) to the due day; negative when it has passed; None where the calendar is not loaded."""
    try:
        calendar = load_calendar()
        if due >= today:
            return calendar.working_days_between(today, due) + (1 if calendar.is_working_day(today) else 0)
        return -calendar.working_days_between(due, today)
    except NotLoaded:
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """An assignment as a list shows it."""

    row: object
    status: str
    due: faces.Due
    days: int | None
    today: object = None

    @property
    def unit(self) -> str:
        """Whose part it is: as it was, or who answers for it now; a split that nobody ruled on keeps the old name."""
        then = self.row.organisation.label
        if self.today is None or (self.today.organisation and self.today.organisation.pk == self.row.organisation_id):
            return then
        if self.today.organisation is None:
            return _("%(then)s (đã chia tách, chưa có quy tắc kế thừa)") % {"then": then}
        return _("%(now)s (khi giao: %(then)s)") % {"now": self.today.organisation.label, "then": then}

    @property
    def pick_words(self) -> str:
        """What the box that selects this row says."""
        return _("Chọn %(code)s, %(unit)s") % {"code": self.row.task.code, "unit": self.row.organisation.label}

    @property
    def status_label(self):
        return status.face(self.status).label


def due_face(due_at: datetime | None, computed: str, now: datetime) -> tuple[faces.Due, int | None]:
    """The deadline as the shared partial shows it: a day, and what is left in working days."""
    if due_at is None:
        return faces.Due(None, computed, now), None
    today, due = clock.timezone.localtime(now).date(), clock.timezone.localtime(due_at).date()
    left = days_left(today, due)
    if computed in ("done_on_time", "done_late", "cancelled", "awaiting_appraisal"):
        return faces.Due(due, computed, now), left
    if now > due_at:
        return faces.Due(due, computed, now, late=None if left is None else -left), left
    return faces.Due(due, computed, now, left=left), left


def rows_of(assignments: Iterable, now: datetime, today: dict | None = None) -> Iterator[Row]:
    """Rows for a moment; the due-soon limit is read once. `today` (organisations.as_today) names who answers for them now."""
    soon, today = soon_limit(now), today or {}
    for a in assignments:
        computed = rules.status(a.state, due_at=a.due_at, submitted_at=a.submitted_at, now=now, soon_at=soon)
        due, left = due_face(a.due_at, computed, now)
        shown = {"returned": "returned", "contested": "contested", "assigned": "assigned"}.get(a.state)
        status_shown = shown if shown and computed not in ("overdue", "due_soon") else computed
        yield Row(a, status_shown, due, left, today.get(a.organisation_id))
