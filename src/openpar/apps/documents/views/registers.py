"""The two registers: filters, stable pages, a workbook with every field of the book."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from openpar.core import clock, listing, papers, rulebook
from openpar.core.fulltext import matching
from openpar.core.pages import answer_errors, private, whole
from openpar.core.searching import words_of
from openpar.web import faces, wording

from .. import kinds
from ..forms import PrintForm
from ..models import Document
from ..printing import book_of, register_form
from ..selectors import lines_of, register_for, registers_of

NEWEST = listing.Order("moi", gettext_lazy("Mới nhất"), "created_at", descending=True)
LIMIT = 20_000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {"out": gettext_lazy("Sổ văn bản đi"), "in": gettext_lazy("Sổ văn bản đến")}
STATES = {"out": ("draft", "submitted", "signed", "issued", "withdrawn"),
          "in": ("arrived", "registered", "assigned", "processing", "completed", "rejected", "recalled")}


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

SIGNING = ("paper.sign", "paper.number")


@login_required
@require_GET
@answer_errors
def register(request, direction):
    """One register, newest first."""
    rows, state, kind = _found(request, direction)
    offices = list(registers_of(request.actor))
    page = listing.page(rows, NEWEST, request.GET.get("sau", ""), size=30)
    selects = [
        faces.Select("trang-thai", _("Trạng thái"), tuple(
            faces.Option(s, Document.State(s).label, s == state) for s in STATES[direction]), _("Mọi trạng thái")),
        faces.Select("loai", _("Loại văn bản"), tuple(
            faces.Option(k, str(name), k == kind) for k, name in kinds.CHOICES), _("Mọi loại văn bản"))]
    if len(offices) > 1:  # each office has a book of its own; their numbers side by side say nothing
        selects.insert(0, faces.Select("so-cua", _("Sổ của"), tuple(
            faces.Option(str(o.pk), o.label, str(o.pk) == request.GET.get("so-cua")) for o in offices), _("Sổ của mọi cơ quan")))
    return render(request, "documents/register.html", {
        "rows": page, "selects": selects, "direction": direction, "several": len(offices) > 1, "name": NAMES[direction],
        "may_draft": request.actor.can("document.draft"),
        "may_receive": request.actor.can("document.receive"),
        "may_sign": any(map(request.actor.can, SIGNING)) or bool(request.actor.places_for(*SIGNING))})


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


@login_required
@require_GET
@answer_errors
def print_book(request, direction):
    """The register of a period, as the form valid on its last day asks, ready to be printed, signed and bound."""
    request.actor.require("document.view")
    today = clock.timezone.localtime(request.at).date()
    offices = registers_of(request.actor)
    asked = "start" in request.GET
    form = PrintForm(request.GET if asked else None, offices=offices, initial={
        "organisation": request.actor.organisation_id, "start": today.replace(month=1, day=1), "end": today})
    if asked and form.is_valid():
        given = form.cleaned_data
        rows = lines_of(request.actor, direction, given["organisation"], given["start"], given["end"])
        data = papers.book_pdf(book_of(rows, direction=direction, **given), given["end"])
        return private(HttpResponse(data, content_type="application/pdf", headers={
            "Content-Disposition": f'inline; filename="so-van-ban-{direction}-{given["start"]:%Y%m%d}-{given["end"]:%Y%m%d}.pdf"',
            "X-Content-Type-Options": "nosniff"}))
    name = NAMES[direction]
    rule = register_form(direction, today)
    return render(request, "documents/print.html", {
        "form": form, "rule": rule, "unverified": rulebook.unverified(rule.confidence, rule.digest),
        "title": _("In %(register)s") % {"register": str(name).lower()}, "crumbs": [
            (name, reverse(f"documents:{direction}")), (_("In sổ"), "")]}, status=422 if asked else 200)


def _found(request, direction):
    rows, state, kind = register_for(request.actor, direction), request.GET.get("trang-thai", ""), request.GET.get("loai", "")
    if words := words_of(request.GET.get("q", "")):
        rows = matching(rows, "words", words, within=Document.within(request.actor, "document.view"))
    if state in STATES[direction]:
        rows = rows.filter(state=state)
    if kind in kinds.KINDS:
        rows = rows.filter(kind=kind)
    if office := whole(request.GET.get("so-cua", "")):
        rows = rows.filter(organisation=office)
    return rows, state, kind
