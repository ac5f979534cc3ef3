"""Rows of this room as the shared partials show them."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from openpar.web import wording
from openpar.web.faces import Proof

from ..selectors.rows import due_face


def address(name, *args) -> str:
    """The address of a page that may not be installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def proofs(rows, removable=False) -> list[Proof]:
    """Evidence as the shared list shows it."""
    return [Proof(e.title, address("core:evidence", e.pk) if e.kind == "file" else e.url, e.kind, e.number, e.issued_on, e.issuer,
                  e.original_name.rpartition(".")[2].lower() if e.kind == "file" else "", e.blob.size if e.blob_id else None,
                  note=e.get_confidentiality_display() if e.confidentiality != "internal" else "",
                  remove_url=reverse("tasks:evidence_remove", args=[e.pk]) if removable else "") for e in rows]


@dataclass(frozen=True, slots=True)
class Period:
    """The report of one period: its name, whether it came, when due."""

    report: object
    title: str
    status: str
    label: str
    due: object


def period(report, now) -> Period:
    """How a period's report stands: sent in time or late, waiting, returned, missing."""
    title = wording.report_period(report.assignment.task.cycle, report.period_from) if report.assignment.task.cycle else ""
    late = bool(report.due_at and (report.sent_at or now) > report.due_at)
    status, label = {
        "sent": ("awaiting_appraisal", _("Đã gửi, chờ xem")), "accepted": ("done_late" if late else "done_on_time",
                                                                         _("Đã gửi sau hạn") if late else _("Đã gửi đúng hạn")),
        "returned": ("returned", _("Bị trả lại")), "dropped": ("stopped", _("Không phải gửi nữa")),
    }.get(report.state, ("overdue", _("Thiếu kỳ này")) if late else ("on_track", _("Chưa đến hạn gửi")))
    shown = "done_on_time" if report.state in ("sent", "accepted", "dropped") else "overdue" if late else "on_track"
    due, _left = due_face(report.due_at, shown, now)
    return Period(report, title, status, label, due)
