"""Rows of the room by their number or by what they belong to, for callers that act as the system: the demo and imports.

They start from no person, so no page uses them.
"""

from datetime import datetime

from django.db.models import Q

from openpar.core.prepared_conditions import Conditioned

from ..models import Assignment, Extension, Report

PART = Conditioned(lambda which: Assignment.objects.filter(which).select_related("task", "organisation"))
ROW = Conditioned(Assignment.objects.filter)
REPORT = Conditioned(lambda which: Report.objects.filter(which).select_related("assignment"))


def part(pk: int) -> Assignment:
    """One part with its task and organisation."""
    return PART.one(Q(pk=pk))


def row(pk: int) -> Assignment:
    """One part alone, for acts that read what they need themselves."""
    return ROW.one(Q(pk=pk))


def parts(**which):
    """Parts by their columns, oldest first."""
    return Assignment.objects.filter(**which).select_related("task", "organisation", "issuer").order_by("id")


def late_parts(directive, before: datetime):
    """Parts of a directive that were due before a moment and are not reported."""
    return parts(directive=directive, open=True, due_at__lt=before).exclude(state="submitted")


def extension(pk: int) -> Extension:
    """One request for more time."""
    return Extension.objects.get(pk=pk)


def report(pk: int) -> Report:
    """One report with its part."""
    return REPORT.one(Q(pk=pk))


def owed_reports(until: datetime):
    """Reports of periods that are owed by a moment and not written yet."""
    return Report.objects.filter(final=False, state="due", due_at__lte=until).select_related("assignment")
