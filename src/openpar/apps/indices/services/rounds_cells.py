"""Writing points: one cell or a whole sheet of them, all or none. Of two people on one cell the later gets the newer value, not the last word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openpar.core import audit
from openpar.core.actor import Actor
from openpar.engine.errors import BadInput, Conflict, Refused
from openpar.web import wording

from .. import rules
from ..models import Entry, Sheet
from ..points import NOT_APPLICABLE, plain_zero, read_points, shown_points
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_framework as shelf

ROOM = "indices.sheet"


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody says about one criterion of one sheet. `version` is the one that was read (0: nothing was there); None asks nothing.

    `points` and `absent` both empty take back what was said. `comment` and `inputs` None leave what is there; `inputs` is what the points were
    derived from (`derived.inputs_of`), as plain data.
    """

    sheet: int
    code: str
    stream: str
    points: Decimal | None = None
    absent: str = ""
    comment: str | None = None
    version: int | None = None
    inputs: dict | None = None

    def __post_init__(self):
        object.__setattr__(self, "points", plain_zero(self.points))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one cell cannot be written; `newer` is the entry that stands there now, where somebody else was quicker."""

    cell: Cell
    words: str
    newer: Entry | None = None


class BadCells(BadInput):
    """Some of the cells cannot be written; nothing was."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        super().__init__("; ".join(f.words for f in self.faults[:10]), where="cells")


def shown(entry: Entry | None) -> str:
    """An entry as a cell shows it: 2,5, KAD or nothing."""
    if entry is None:
        return ""
    return shown_points(entry.points, entry.absent)


@transaction.atomic
def write(cells: Iterable[Cell], *, by: Actor, at) -> list[Entry]:
    """Write these cells, all or none, in a constant number of statements for any number of cells of one stream.

    BadCells names every cell that cannot be written; a single one that somebody else changed is a Conflict.
    """
    cells = list({(c.sheet, c.code, c.stream): c for c in cells}.values())
    if not cells:
        return []
    sheets, before, faults = _looked_at(cells, by)
    if faults:
        raise BadCells(faults)
    return _save(cells, sheets, before, by=by, at=at)


@transaction.atomic
def check(cells: Iterable[Cell], *, by: Actor) -> list[Fault]:
    """Why these cells could not be written now; nothing is."""
    cells = list(cells)
    return _looked_at(cells, by)[2] if cells else []


def _looked_at(cells, by):
    streams, ids = {c.stream for c in cells}, {c.sheet for c in cells}
    sheets = {s.pk: s for s in Sheet.objects.filter(pk__in=ids).select_related("round", "organisation").select_for_update(of=("self",)).order_by("pk")}
    acts = {rules.STREAMS[s].act for s in streams if s in rules.STREAMS} - {""}
    reached = {act: set(Sheet.objects.filter(Sheet.appraisable(by) if act == "sheet.appraise" else Sheet.reach(by, act), pk__in=ids).values_list(
        "pk", flat=True)) for act in acts}
    whose = appraisers.mandates(by, {s.round_id for s in sheets.values()}) if "sheet.appraise" in acts else {}
    codes = {c.code for c in cells}
    before = {(e.sheet_id, e.code, e.stream): e for e in Entry.objects.filter(
        sheet__in=ids, stream__in={*streams, "self", "explanation"}, **({"code__in": codes} if len(codes) < 50 else {}))}
    return sheets, before, [f for c in cells if (f := _fault(c, sheets.get(c.sheet), reached, whose, before, by))]


def _fault(cell, sheet, reached, whose, before, by) -> Fault | None:
    """Why this cell cannot be written, in the order in which a person asks: whose is it, is it time, does it fit, is it fresh."""
    stream = rules.STREAMS.get(cell.stream)
    if sheet is None or stream is None or not stream.act or sheet.pk not in reached[stream.act]:
        if sheet is not None and stream is not None and stream.act == "sheet.appraise" and Sheet.objects.filter(Sheet.sent_by(by), pk=sheet.pk).exists():
            return Fault(cell, _("%(where)s: chính bạn đã gửi điểm của phiếu này cho đơn vị; người khác phải thẩm định.") % {
                "where": sheet.organisation.label})
        return Fault(cell, _("Không chấm được ô này: điểm “%(stream)s” thuộc về người có trách nhiệm của đợt và không phải của đơn vị mình.")
                     % {"stream": stream.title if stream else cell.stream})
    where = f"{sheet.organisation.label}, {cell.code}"
    c = shelf.leaves(shelf.frozen(sheet.round)).get(cell.code)
    if c is None or not shelf.accepts(cell.stream, c):
        return Fault(cell, _("%(where)s: tiêu chí này không có luồng điểm “%(stream)s”.") % {"where": where, "stream": stream.title})
    if stream.act == "sheet.appraise" and not whose[sheet.round_id].covers(cell.code):
        return Fault(cell, _("%(where)s: lĩnh vực này được phân công cho người khác thẩm định.") % {"where": where})
    if sheet.state not in stream.states or sheet.round.state != rules.R.RUNNING:
        return Fault(cell, _("%(where)s: phiếu đang ở trạng thái “%(state)s”, không ghi điểm “%(stream)s” được.") % {
            "where": where, "state": sheet.get_state_display(), "stream": stream.title})
    if stream.act == "sheet.appraise" and by.user_id and any(
            e.author_id in by.people for s in ("self", "explanation") if (e := before.get((sheet.pk, cell.code, s)))):
        return Fault(cell, _("%(where)s: điểm tự chấm ở đây do chính bạn ghi; người khác phải thẩm định.") % {"where": where})
    extremes = c.extremes()
    if cell.points is not None and extremes and not extremes[0] <= cell.points <= extremes[1]:
        return Fault(cell, _("%(where)s: điểm phải từ %(low)s đến %(high)s; vừa ghi %(typed)s.") % {
            "where": where, "low": wording.number(extremes[0]), "high": wording.number(extremes[1]), "typed": shown_points(cell.points, "")})
    entry = before.get((sheet.pk, cell.code, cell.stream))
    if entry and entry.locked:
        return Fault(cell, _("%(where)s: điểm đã khoá.") % {"where": where}, entry)
    if cell.version is not None and cell.version != (entry.version if entry else 0) and not _same(entry, cell):
        return Fault(cell, _("%(where)s: người khác vừa ghi %(newer)s ở ô này. Số của bạn chưa lưu.") % {
            "where": where, "newer": shown(entry) or _("trống")}, entry or Entry(version=0))
    return None


def _same(entry, cell) -> bool:
    return (entry.points if entry else None, entry.absent if entry else "") == (cell.points, cell.absent) and cell.comment in (
        None, entry.comment if entry else "") and cell.inputs in (None, entry.inputs if entry else {})


def _save(cells, sheets, before, *, by, at):
    new, old, trail = [], [], {}
    for c in cells:
        entry = before.get((c.sheet, c.code, c.stream))
        if _same(entry, c):
            continue
        trail.setdefault(c.sheet, {})[f"{c.code} {c.stream}"] = [shown(entry), shown_points(c.points, c.absent)]
        if entry is None:
            new.append(Entry(sheet_id=c.sheet, code=c.code, stream=c.stream, points=c.points, absent=c.absent, comment=(c.comment or "").strip(),
                             inputs=c.inputs or {}, author=by.user, at=at))
        else:
            entry.points, entry.absent, entry.author, entry.at, entry.version = c.points, c.absent, by.user, at, entry.version + 1
            entry.comment = entry.comment if c.comment is None else c.comment.strip()
            entry.inputs = entry.inputs if c.inputs is None else c.inputs
            old.append(entry)
    try:
        with transaction.atomic():
            Entry.objects.bulk_create(new, batch_size=500)
    except IntegrityError:
        raise Conflict(_("Chưa lưu được. Ô này vừa được người khác ghi. Tải lại để xem bản mới."), where=ROOM) from None
    if len(old) == 1:
        e = old[0]
        if not Entry.objects.filter(pk=e.pk, version=e.version - 1, locked=False).update(
                points=e.points, absent=e.absent, comment=e.comment, inputs=e.inputs, author=e.author, at=e.at, version=e.version):
            raise Conflict(_("Chưa lưu được. Ô này vừa được người khác ghi. Tải lại để xem bản mới."), where=ROOM)
    elif old:
        Entry.objects.bulk_update(old, ["points", "absent", "comment", "inputs", "author", "at", "version"], batch_size=200)
    audit.record_many([audit.entry("indices.sheet.points", ROOM, sheets[pk], by=by, at=at, changes=changes, organisation_id=_for(sheets[pk], cells, by))
                       for pk, changes in trail.items()])
    return new + old


def _for(sheet, cells, by):
    """For whom these points of a sheet are written: who reads the trail of another of the writer's organisations does not read them."""
    office = any(rules.STREAMS[c.stream].act == "sheet.appraise" for c in cells if c.sheet == sheet.pk)
    return sheet.round.keeper_id if office else by.organisation_for("sheet.score", sheet.organisation)


@transaction.atomic
def accept_proposals(sheet: Sheet, source: str, *, by: Actor, at) -> int:
    """Take the proposals of the system, or what the unit sent, for every criterion that the appraiser has not scored yet. What it drafts is its own."""
    if source not in ("automatic", "self"):
        raise BadInput(_("Chỉ nhận được điểm hệ thống tính hoặc điểm tự chấm."), where="source")
    rows, mandate, cells = {(e.code, e.stream): e for e in sheet.entries.all()}, appraisers.mandate(by, sheet.round), []
    for code, c in shelf.leaves(shelf.frozen(sheet.round)).items():
        stream, given = shelf.first_stream(c), rows.get((code, source))
        if given is None or (source == "self" and not given.locked):
            continue
        if not mandate.covers(code) or (given.points is None and not given.absent) or ((code, stream) in rows and shown(rows[code, stream])):
            continue
        cells.append(Cell(sheet.pk, code, stream, given.points, given.absent if given.absent == NOT_APPLICABLE else ""))
    cells = [c for c in cells if c.points is not None or c.absent]
    if not cells and source == "self" and sheet.state == rules.S.SCORING:
        raise Refused(_("Đơn vị chưa gửi điểm tự chấm nên chưa có điểm để nhận."), where="source")
    if not cells:
        raise Refused(_("Không còn tiêu chí trống nào có điểm để nhận."), where="source")
    return len(write(cells, by=by, at=at))


__all__ = ["BadCells", "Cell", "Fault", "accept_proposals", "check", "plain_zero", "read_points", "shown", "shown_points", "write"]
