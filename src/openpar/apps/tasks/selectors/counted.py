"""The records behind facts: what a counted row is called and where its page is, for who may see it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.rooms import Hit
from openpar.web import wording

from .. import rules
from .assignments import assignments_for, reports_for


def assignments(actor: Actor, ids: Iterable[int]) -> dict[int, Hit]:
    """Parts of work by id; one query."""
    rows = assignments_for(actor).filter(pk__in=list(ids)).select_related("task", "organisation")
    return {a.pk: Hit(f"{a.task.code} {a.task.title}", reverse("tasks:assignment", args=[a.pk]), _state(a)) for a in rows}


def _state(a) -> str:
    late = a.state == rules.A.ACCEPTED and a.due_at and a.submitted_at and a.submitted_at > a.due_at
    state = _("hoàn thành trễ hạn") if late else a.get_state_display().lower()
    due = _("hạn %(day)s") % {"day": wording.official_date(a.due_at)} if a.due_at else _("không thời hạn")
    return f"{a.organisation.label}; {state}; {due}"


def reports(actor: Actor, ids: Iterable[int]) -> dict[int, Hit]:
    """Reports by id; one query."""
    rows = reports_for(actor).filter(pk__in=list(ids)).select_related("assignment__task", "assignment__organisation")
    return {r.pk: Hit(f"{r.assignment.task.code} {r.assignment.task.title}", reverse("tasks:assignment", args=[r.assignment_id]),
                      f"{r.assignment.organisation.label}; {r.get_state_display().lower()}") for r in rows}


RECORDS = {"assignments": assignments, "reports": reports}
