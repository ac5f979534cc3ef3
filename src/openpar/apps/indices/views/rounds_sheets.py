"""The sheet of a unit and the spreadsheet of the appraiser: shown, saved by cell or as a whole, and the acts of a sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from openpar.core.pages import status_of, whole
from openpar.engine.errors import BadInput, OpenParError

from .. import rules
from ..selectors import rounds as seen
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_grid as grids
from ..selectors import rounds_leaf
from ..services import rounds_cells, rounds_open, rounds_sheets
from ..services.rounds_cells import BadCells, Cell

RIGHTS = ("sheet.score", "sheet.speak", "sheet.appraise", "round.manage")
ACTS = {  # step → (word in the address, button, right, main, label of the reason)
    "submit": ("gui", gettext_lazy("Gửi điểm tự chấm"), True, ""),
    "take_back": ("rut", gettext_lazy("Rút điểm tự chấm"), False, gettext_lazy("Lý do rút")),
    "return": ("tra-lai", gettext_lazy("Trả lại đơn vị"), False, gettext_lazy("Lý do trả lại")),
    "appraise": ("tham-dinh", gettext_lazy("Khoá điểm thẩm định lần 1"), True, ""),
    "agree": ("dong-y", gettext_lazy("Đồng ý với điểm thẩm định"), False, ""),
    "object": ("kien-nghi", gettext_lazy("Gửi giải trình, kiến nghị"), True, ""),
    "settle": ("chot", gettext_lazy("Chốt điểm"), True, ""),
    "reopen": ("mo-lai", gettext_lazy("Mở lại thẩm định"), False, gettext_lazy("Lý do mở lại")),
    "exclude": ("loai", gettext_lazy("Đưa ra khỏi đợt"), False, gettext_lazy("Lý do đưa ra khỏi đợt")),
}


def typed_cells(post) -> list[tuple[str, Cell]]:
    """The cells of a plain form that were changed, each under its field's name; what cannot be read is a BadCells over all of them."""
    out, bad = {}, []
    for name, value in post.items():
        cell = grids.cell_of(name)
        if cell is None or value.strip() == cell[4]:
            continue
        sheet, code, stream, version, _old = cell
        try:
            points, absent = rounds_cells.read_points(value)
            out[name] = Cell(sheet, code, stream, points, absent, None, version)
        except BadInput as error:
            bad.append((name, error.message))
    if bad:
        raise TypedWrong(bad)
    return list(out.items())


class TypedWrong(BadInput):
    """Fields that are not points: (name, sentence)."""

    def __init__(self, fields):
        self.fields = fields
        super().__init__("; ".join(words for _name, words in fields[:5]), where="cells")


def save_typed(request, more=()) -> tuple[int, dict[str, str]]:
    """Save what a plain form changed: (how many, faults by field name). Nothing is saved where there is a fault."""
    try:
        named = typed_cells(request.POST)
    except TypedWrong as error:
        return 0, dict(error.fields)
    cells = [*(c for _n, c in named), *more]
    try:
        return len(rounds_cells.write(cells, by=request.actor, at=request.at)), {}
    except BadCells as error:
        names = {(c.sheet, c.code, c.stream): n for n, c in named}
        return 0, {names.get((f.cell.sheet, f.cell.code, f.cell.stream), ""): f.words for f in error.faults}


def _page(request, sheet, status=200, typed=None, faults=None):
    rights = {act for act in RIGHTS if seen.holds(request.actor, act, sheet)}
    sides = seen.sides_of(request.actor, sheet)
    proofs = rounds_leaf.proof_counts(sheet, sides)
    table = grids.unit_grid(sheet, rights, sides, proofs, typed, faults, appraisers.mandate(request.actor, sheet.round))
    possible = [(s.name, ACTS[s.name]) for s in rules.SHEET.possible(sheet.state) if s.name in ACTS and s.act in rights] \
        if sheet.round.state == rules.R.RUNNING else []
    if sheet.state == rules.S.APPRAISED and not rounds_open.past(sheet.round, "explanation", request.at):
        possible = [p for p in possible if p[0] != "settle"]  # the unit still has its days to answer
    return render(request, "indices/sheet.html", {
        "sheet": sheet, "table": table, "possible": possible, "faults": faults or {}, "may_speak": "sheet.speak" in rights,
        "may_score": "sheet.score" in rights,
        "may_accept": "sheet.appraise" in rights and bool(table["writable"] & set(rules.FIRST)), "scored": rounds_leaf.scored(sheet, sides),
        "events": rounds_leaf.trail(sheet, request.at), "due": rounds_leaf.dues(sheet, request.at)}, status=status)


@login_required
def sheet(request, pk):
    """One unit's sheet, a row a criterion, a column a stream; a POST saves what was changed."""
    found = seen.sheet_or_404(request.actor, pk)
    if request.method != "POST":
        return _page(request, found)
    notes = _notes(request, found)
    saved, faults = save_typed(request, notes)
    if faults:
        return _page(request, found, 422, request.POST, faults)
    messages.success(request, _("Đã lưu %(n)s ô.") % {"n": saved} if saved else _("Không có ô nào thay đổi."))
    return redirect(found)


def _notes(request, sheet) -> list[Cell]:
    """Comments that a plain form changed, for cells whose points it leaves alone."""
    out, touched = [], {grids.cell_of(n)[1:3] for n, v in request.POST.items() if grids.cell_of(n) and v.strip() != grids.cell_of(n)[4]}
    said = grids.entries([sheet.pk], rules.STREAMS, comments=True)
    for name, value in request.POST.items():
        parts = name.split(grids.MARK)
        if len(parts) != 4 or parts[0] != "y" or (parts[2], parts[3]) in touched:
            continue
        had = said.get((sheet.pk, parts[2], parts[3]), grids.NOTHING)
        if had.comment != value.strip():
            out.append(Cell(sheet.pk, parts[2], parts[3], had.points, had.absent, value))
    return out


@login_required
def cell(request, pk):
    """One cell for the script of the spreadsheet. GET: its comment. POST saves it: its new value and version, or why not and what stands there now."""
    if request.method != "POST":
        found = seen.sheet_with_points_or_404(request.actor, pk, request.GET.get("code", "")[:40])
        entry = found.entries.filter(code=request.GET.get("code", "")[:40], stream=request.GET.get("stream", "")[:12]).first()
        shown = entry is not None and rules.shown_to(entry.stream, entry.locked, seen.sides_of(request.actor, found))
        return JsonResponse({"comment": entry.comment if shown else ""})
    found = seen.sheet_with_points_or_404(request.actor, pk, request.POST.get("code", "")[:40])
    code, stream, read = request.POST.get("code", "")[:40], request.POST.get("stream", ""), whole(request.POST.get("version", ""))
    version = -1 if read is None else read  # who names no version has read none: only what stands there already goes through
    try:
        points, absent = rounds_cells.read_points(request.POST.get("value", ""))
        written = rounds_cells.write([Cell(found.pk, code, stream, points, absent, request.POST.get("comment"), version)], by=request.actor, at=request.at)
    except BadCells as error:
        newer = error.faults[0].newer
        told = {"version": newer.version, "newer": rounds_cells.shown(newer)} if newer is not None else {}
        return JsonResponse({"says": error.faults[0].words, **told}, status=409 if newer is not None else 422)
    except OpenParError as error:
        return JsonResponse({"says": error.message}, status=status_of(error))
    if written:
        return JsonResponse({"version": written[0].version, "value": rounds_cells.shown(written[0]), "says": _("Đã lưu.")})
    now = grids.entries([found.pk], [stream]).get((found.pk, code, stream), grids.NOTHING)
    return JsonResponse({"version": now.version, "value": now.shown, "says": _("Không đổi.")})


def _left_blank(sheet, act) -> str:
    """What a sent or locked sheet leaves open, so that nobody overlooks it: it can still be taken back or opened anew."""
    stage = {"gui": "self", "tham-dinh": "appraisal1"}.get(act)
    n = grids.blank(sheet, stage) if stage else 0
    return " " + _("%(n)s tiêu chí để trống.") % {"n": n} if n else ""


@login_required
@require_POST
def act(request, pk, act):
    """One decision about a sheet."""
    found = seen.sheet_or_404(request.actor, pk)
    reason, version = request.POST.get("reason", ""), whole(request.POST.get("version", ""))
    given = {"by": request.actor, "at": request.at}
    does = {
        "gui": lambda: rounds_sheets.submit(found, version=version, **given), "rut": lambda: rounds_sheets.take_back(found, reason=reason, **given),
        "tra-lai": lambda: rounds_sheets.return_(found, reason=reason, **given),
        "tham-dinh": lambda: rounds_sheets.appraise(found, version=version, **given), "dong-y": lambda: rounds_sheets.agree(found, **given),
        "kien-nghi": lambda: rounds_sheets.object_(found, **given), "chot": lambda: rounds_sheets.settle(found, version=version, **given),
        "mo-lai": lambda: rounds_sheets.reopen(found, reason=reason, **given), "loai": lambda: rounds_sheets.exclude(found, reason=reason, **given),
        "du-minh-chung": lambda: rounds_sheets.proof_done(found, **given),
        "nhan-he-thong": lambda: rounds_cells.accept_proposals(found, "automatic", **given),
        "nhan-tu-cham": lambda: rounds_cells.accept_proposals(found, "self", **given)}.get(act)
    if does is None:
        raise Http404(act)
    does()
    messages.success(request, _("Đã ghi nhận.") + _left_blank(found, act))
    return redirect(found)


@login_required
def grid(request, pk):
    """Units × criteria for who appraises; a POST saves what was changed."""
    found = seen.graded_by(request.actor, pk)
    stage = request.GET.get("vong") if request.GET.get("vong") in grids.STAGES else "appraisal1"
    area, status, faults = request.GET.get("linh-vuc", "")[:20], 200, {}
    if request.method == "POST":
        saved, faults = save_typed(request)
        if not faults:
            messages.success(request, _("Đã lưu %(n)s ô.") % {"n": saved} if saved else _("Không có ô nào thay đổi."))
            return redirect(request.get_full_path())
        status = 422
    table = grids.grid(request.actor, found, stage, area, request.POST if faults else None, faults,
                       whole=request.actor.can_for("round.view", found.keeper))
    return render(request, "indices/round_grid.html", {"round": found, "stage": stage, "area": area, "table": table, "faults": faults}, status=status)
