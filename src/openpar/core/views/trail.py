"""The trail on a page: who did what, when, from which state to which, and why; and who read whose identity."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from openpar.core import listing, trail, trail_words
from openpar.core.forms import TrailForm
from openpar.core.listing import Cell
from openpar.core.models import AccessEntry, AuditEntry
from openpar.core.pages import answer_errors
from openpar.core.rooms import ROOMS
from openpar.engine.errors import BadInput

LIMIT = 50_000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it. What they may not read is empty here, so that no template or workbook can show it."""

    entry: AuditEntry | AccessEntry
    who: str
    unit: str
    act: str
    thing: str
    url: str
    reference: str
    was: str
    became: str
    reason: str
    changes: tuple[str, ...]


def line_of(entry: AuditEntry, longest=trail_words.LONGEST) -> Line:
    """An entry of the trail in words."""
    seen = entry.readable
    return Line(entry, _who(entry), _unit(entry), trail_words.act_words(entry.room, entry.act), trail_words.thing_words(entry.room, entry.object_id),
                _url(entry) if seen else "", entry.reference if seen else "", trail_words.state_words(entry.room, entry.from_state),
                trail_words.state_words(entry.room, entry.to_state), entry.reason if seen else "",
                tuple(trail_words.changes(entry, longest)) if seen else ())


def access_of(entry: AccessEntry) -> Line:
    """A reading of somebody's identity in words."""
    fields = ", ".join(trail_words.key_words("", f) for f in entry.fields.split(", "))
    return Line(entry, _who(entry), _unit(entry), fields, trail_words.thing_words(entry.room, entry.object_id), _url(entry) if entry.readable else "",
                "", "", "", entry.reason if entry.readable else "", ())


def _who(entry):
    return entry.actor.get_full_name() if entry.actor_id and entry.actor else _("Hệ thống")


def _unit(entry):
    return entry.organisation.label if entry.organisation_id and entry.organisation else ""


def _url(entry):
    room = ROOMS.get(entry.room)
    return reverse(room.page, args=[entry.object_id]) if room and room.page and entry.object_id else ""


@login_required
@require_safe
@answer_errors
def page(request):
    """The entries this person may look up, newest first, with the state of the chain."""
    request.actor.require("audit.view")
    form, rows = _asked(request, "audit.view", trail.entries_for)
    found = _page(request, rows)
    thing = form.is_bound and not form.errors and form.cleaned_data["phong"]
    return render(request, "core/trail.html", {
        "form": form, "rows": found, "lines": [line_of(e) for e in found], "sealed": trail.sealed(found), "chain": trail.chain(),
        "thing": trail_words.thing_words(thing, form.wanted().object_id) if thing else "",
        "acts_only": not request.actor.can("audit.content"), "may_access": request.actor.can("audit.access"),
        "may_check": request.actor.can("jobs.view")}, status=422 if form.errors else 200)


@login_required
@require_safe
@answer_errors
def access(request):
    """Who read which personal fields of what, when and why."""
    request.actor.require("audit.access")
    form, rows = _asked(request, "audit.access", trail.accesses_for)
    found = _page(request, rows)
    return render(request, "core/trail_access.html", {
        "form": form, "rows": found, "lines": [access_of(e) for e in found], "may_view": request.actor.can("audit.view")},
        status=422 if form.errors else 200)


def _asked(request, act, rows_for):
    """The form as it was filled in, and the rows that fit; none where it has a mistake."""
    names = set(TrailForm.base_fields) & {k for k, v in request.GET.items() if v.strip()}
    form = TrailForm(request.GET if names else None, actor=request.actor, act=act)
    rows = rows_for(request.actor)
    if form.is_bound and not form.is_valid():
        return form, rows.none()
    return form, trail.narrowed(rows, form.wanted(), trail.readable(request.actor))


def _page(request, rows):
    return listing.page(rows, trail.NEWEST, request.GET.get("sau", ""), before=request.GET.get("truoc", ""))


def _moment(attribute):
    return lambda line: getattr(line.entry, attribute)


CELLS = (
    Cell(gettext_lazy("Giờ nghiệp vụ (giờ Việt Nam)"), _moment("at"), "second", 19),
    Cell(gettext_lazy("Giờ máy chủ nhận (giờ Việt Nam)"), _moment("received_at"), "second", 19),
    Cell(gettext_lazy("Ai"), lambda x: x.who, width=24),
    Cell(gettext_lazy("Thay mặt người"), lambda x: x.entry.acting_for.get_full_name() if x.entry.acting_for_id and x.entry.acting_for else "", width=24),
    Cell(gettext_lazy("Của đơn vị"), lambda x: x.unit, width=30),
    Cell(gettext_lazy("Việc"), lambda x: x.act, width=28),
    Cell(gettext_lazy("Đối tượng"), lambda x: x.thing, width=24),
    Cell(gettext_lazy("Mã, số, tên"), lambda x: x.reference, width=30),
    Cell(gettext_lazy("Trạng thái trước"), lambda x: x.was, width=18),
    Cell(gettext_lazy("Trạng thái sau"), lambda x: x.became, width=18),
    Cell(gettext_lazy("Lý do"), lambda x: x.reason, width=40),
    Cell(gettext_lazy("Thay đổi"), lambda x: "\n".join(x.changes), width=60),
    Cell(gettext_lazy("Mã yêu cầu"), lambda x: x.entry.request_id, width=34),
    Cell(gettext_lazy("Số dòng nhật ký"), lambda x: x.entry.pk, "number", 12),
    Cell(gettext_lazy("Mã việc"), lambda x: x.entry.act, width=28),
)
ACCESS_CELLS = (*CELLS[:3], CELLS[4], Cell(gettext_lazy("Đã xem"), lambda x: x.act, width=34), CELLS[6], CELLS[10], CELLS[12])


@login_required
@require_safe
@answer_errors
def page_xlsx(request):
    """The same entries as a workbook."""
    request.actor.require("audit.view")
    return _workbook(request, _("Nhật ký"), "nhat-ky", CELLS, _asked(request, "audit.view", trail.entries_for), lambda e: line_of(e, None))


@login_required
@require_safe
@answer_errors
def access_xlsx(request):
    """The same readings of identities as a workbook."""
    request.actor.require("audit.access")
    return _workbook(request, _("Nhật ký xem danh tính"), "nhat-ky-danh-tinh", ACCESS_CELLS, _asked(request, "audit.access", trail.accesses_for),
                     access_of)


def _workbook(request, title, name, cells, asked, line):
    """A mistake in the filter or too many rows is a sentence, never half a file."""
    form, rows = asked
    if form.errors:
        raise BadInput(" ".join(str(e) for errors in form.errors.values() for e in errors))
    if rows.order_by()[: LIMIT + 1].count() > LIMIT:
        raise BadInput(_("Nhật ký có hơn 50.000 dòng khớp. Lọc bớt theo ngày, đơn vị hoặc việc rồi xuất lại."))
    notes = [_("Lập lúc %(moment)s (giờ máy chủ)") % {"moment": f"{timezone.localtime():%H:%M %d/%m/%Y}"}]
    data = listing.workbook(title, cells, (line(e) for e in rows.order_by("-at", "-id").iterator(2000)), notes)
    return HttpResponse(data, content_type=SHEET, headers={
        "Content-Disposition": f'attachment; filename="{name}-{request.at:%Y%m%d-%H%M}.xlsx"'})
