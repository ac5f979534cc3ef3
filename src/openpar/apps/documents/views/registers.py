"""The two registers: filters, stable pages, a workbook with every field of the book."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from openpar.core import listing
from openpar.core.pages import answer_errors
from openpar.core.searching import fits, words_of
from openpar.web import faces, wording

from .. import kinds
from ..models import Document
from ..selectors import register_for

NEWEST = listing.Order("moi", gettext_lazy("Mới nhất"), "created_at", descending=True)
LIMIT = 20_000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {"out": gettext_lazy("Sổ văn bản đi"), "in": gettext_lazy("Sổ văn bản đến")}
STATES = {"out": ("draft", "submitted", "signed", "issued", "withdrawn"),
          "in": ("arrived", "registered", "assigned", "processing", "completed", "rejected")}


def _names(rows):
    return "; ".join(str(r) for r in rows)


KIND = listing.Cell(gettext_lazy("Tên loại và trích yếu"), lambda d: f"{d.get_kind_display()}: {d.title}", width=60)
STATE = listing.Cell(gettext_lazy("Trạng thái"), lambda d: d.get_state_display(), width=18)
NOTE = listing.Cell(gettext_lazy("Ghi chú"), lambda d: d.note, width=30)
NUMBER = listing.Cell(gettext_lazy("Số, ký hiệu"), lambda d: d.number, width=18)
DAY = listing.Cell(gettext_lazy("Ngày văn bản"), lambda d: d.on, "day", 12)
CELLS = {
    "out": (NUMBER, DAY, KIND, listing.Cell(gettext_lazy("Người ký"), lambda d: d.signer),
            listing.Cell(gettext_lazy("Nơi nhận"), lambda d: _names(d.recipients.all()), width=40),
            listing.Cell(gettext_lazy("Đơn vị lưu"), lambda d: d.storage_unit), listing.Cell(
                gettext_lazy("Số lượng bản"), lambda d: d.copies, "number", 10), NOTE, STATE),
    "in": (listing.Cell(gettext_lazy("Ngày đến"), lambda d: d.arrived_at, "moment", 16),
           listing.Cell(gettext_lazy("Số đến"), lambda d: d.arrival_number, "number", 8),
           listing.Cell(gettext_lazy("Cơ quan ban hành"), lambda d: d.author, width=30), NUMBER, DAY, KIND,
           listing.Cell(gettext_lazy("Đơn vị, người nhận"), lambda d: _names(d.routes.all()), width=30),
           listing.Cell(gettext_lazy("Ngày chuyển"), lambda d: d.handed_at, "moment", 16),
           listing.Cell(gettext_lazy("Ký nhận"), lambda d: ""), NOTE, STATE),
}


@login_required
@require_GET
@answer_errors
def register(request, direction):
    """One register, newest first."""
    rows, state, kind = _found(request, direction)
    page = listing.page(rows, NEWEST, request.GET.get("sau", ""), size=30)
    selects = [
        faces.Select("trang-thai", _("Trạng thái"), tuple(
            faces.Option(s, Document.State(s).label, s == state) for s in STATES[direction]), _("Mọi trạng thái")),
        faces.Select("loai", _("Loại văn bản"), tuple(
            faces.Option(k, str(name), k == kind) for k, name in kinds.CHOICES), _("Mọi loại văn bản"))]
    return render(request, "documents/register.html", {
        "rows": page, "selects": selects, "direction": direction, "name": NAMES[direction], "may_draft": request.actor.can("document.draft"),
        "may_receive": request.actor.can("document.receive")})


@login_required
@require_GET
@answer_errors
def register_xlsx(request, direction):
    """The same rows as a workbook, with every field that the printed register has."""
    rows, _state, _kind = _found(request, direction)
    notes = [_("Số liệu đến %(moment)s, giờ Việt Nam") % {"moment": wording.moment(request.at)}]
    data = listing.workbook(str(NAMES[direction]), CELLS[direction], rows.order_by("created_at", "id")[:LIMIT], notes)
    return HttpResponse(data, content_type=SHEET, headers={
        "Content-Disposition": f'attachment; filename="so-van-ban-{direction}-{request.at:%Y%m%d-%H%M}.xlsx"'})


def _found(request, direction):
    rows, state, kind = register_for(request.actor, direction), request.GET.get("trang-thai", ""), request.GET.get("loai", "")
    if words := words_of(request.GET.get("q", "")):
        rows = rows.filter(fits("fold", words))
    if state in STATES[direction]:
        rows = rows.filter(state=state)
    if kind in kinds.KINDS:
        rows = rows.filter(kind=kind)
    return rows, state, kind
