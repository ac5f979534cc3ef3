"""The gap page as a workbook: criteria by points lost, units × criteria, the years, the tasks of earlier rounds, and the cheapest way."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from openpar.core.listing import Cell, Table, workbook
from openpar.engine.index.round import Scored
from openpar.engine.results import Explained
from openpar.web import wording

from ..criteria import titled
from ..sentences import in_words
from . import rounds_framework as shelf
from .rounds_gap import Gap, Way
from .rounds_result import reasons
from .rounds_years import line_of, moved


def book(gap: Gap, way: Way | None) -> bytes:
    """Everything that the page of one unit shows, on a page each; units that this person may not see are not in `gap`."""
    tree, *more = [t for t in (_tree(gap), _units(gap), _years(gap), _moved(gap), _way(way)) if t]
    return workbook(tree.title, tree.cells, tree.rows, tree.notes, tree.name, more)


def _number(value: Decimal | None, places: int = 6):
    return None if value is None else float(round(value, places))


def _notes(gap: Gap) -> list[str]:
    """What must stand over every figure: of what, of when, how complete, how official."""
    said = [gap.round.title, _("Số liệu từ %(a)s đến hết %(b)s.") % {
        "a": wording.typed_date(gap.round.starts_on), "b": wording.typed_date(gap.round.ends_on)}]
    if gap.round.state == "running":
        said.append(_("Tạm tính, chưa công bố"))
    if shelf.frozen(gap.round).example:
        said.append(_("Khung minh hoạ, không chính thức"))
    said.append(_("Ô trống là chưa đo hoặc không áp dụng, không phải 0."))
    return said


def _tree(gap: Gap) -> Table:
    known = shelf.leaves(shelf.frozen(gap.round))
    rows = [(area, x, gap.fact(known[x.code])) for area, leaves in gap.areas for x in leaves]
    reached = _("Đạt %(r)s trên %(m)s điểm đã đo được, mất %(l)s.") % {
        "r": wording.number(gap.reached, 2), "m": wording.number(gap.measured), "l": wording.number(gap.lost, 2)}
    cells = [Cell(_("Lĩnh vực"), lambda r: titled(r[0].e.label), "text", 72), Cell(_("Mã"), lambda r: r[1].code, "text", 8),
             Cell(_("Tiêu chí"), lambda r: titled(known[r[1].code].title), "text", 64),
             Cell(_("Đạt"), lambda r: _number(r[1].e.value), "number", 9), Cell(_("Tối đa"), lambda r: _number(r[1].max), "number", 9),
             Cell(_("Mất"), lambda r: _number(r[1].lost), "number", 9),
             Cell(_("Tử số"), lambda r: _number(r[2].numerator) if r[2] else None, "number", 10),
             Cell(_("Mẫu số"), lambda r: _number(r[2].denominator) if r[2] else None, "number", 10),
             Cell(_("Giá trị"), lambda r: _value(r[2]), "text", 12), Cell(_("Nguồn số liệu"), lambda r: in_words(r[2].source) if r[2] else "", "text", 40),
             Cell(_("Vì sao"), lambda r: in_words(r[1].e.reason), "text", 48),
             Cell(_("Nhiệm vụ đã giao"), lambda r: gap.tasks[r[1].code].task.code if r[1].code in gap.tasks else "", "text", 16)]
    return Table(_("Cây tiêu chí"), _("Khoảng cách điểm: %(unit)s") % {"unit": gap.sheet.organisation.name}, cells, rows, [*_notes(gap), reached])


def _value(fact) -> str:
    """A fact that is no ratio, as a reader's language writes it."""
    if fact is None or fact.value is None or fact.denominator is not None:
        return ""
    return wording.number(fact.value) if isinstance(fact.value, Decimal | int | float) else str(fact.value)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row of units × criteria; one that is out of the round has no score and says why."""

    name: str
    scored: Scored | None
    note: str
    parts: dict[str, Explained]

    def figure(self, name: str):
        """A figure of the score as a workbook takes it."""
        value = getattr(self.scored, name, None)
        return None if value is None else float(value)


def _units(gap: Gap) -> Table | None:
    units = gap.standing.scoring.units
    if len(units) < 2:
        return None
    best = sorted(units.items(), key=lambda x: (x[1].rank is None, x[1].rank or 0, gap.standing.sheets[x[0]].organisation.name_key))
    rows = [_Unit(gap.standing.sheets[u].organisation.name, s, _state(s), {e.inputs["code"]: e for e in s.explained.walk() if e.inputs.get("code")})
            for u, s in best]
    rows += [_Unit(name, None, f"{_('Ngoài đợt')}: {why}" if why else _("Ngoài đợt"), {}) for name, why in reasons(gap.standing.excluded)]
    cells = [Cell(_("Đơn vị"), lambda r: r.name, "text", 40), Cell(_("Hạng"), lambda r: r.figure("rank"), "number", 8),
             Cell(_("Điểm"), lambda r: r.figure("published"), "number", 9), Cell(_("Chỉ số (%)"), lambda r: r.figure("published_percent"), "number", 10),
             Cell(_("Xếp loại"), lambda r: getattr(r.scored, "klass", ""), "text", 12), Cell(_("Ghi chú"), lambda r: r.note, "text", 32)]
    cells += [Cell(f"{c.code} {titled(c.title)}"[:60], lambda r, c=c: _lost(r.parts.get(c.code), c.max), "number", 10)
              for c in shelf.frozen(gap.round).root.walk() if c.code]
    return Table(_("Đơn vị và tiêu chí"), _("Điểm mất theo đơn vị và tiêu chí"), cells, rows, _notes(gap))


def _lost(e: Explained | None, top: Decimal | None):
    """Points lost of a criterion, or of an area where all of it is measured; what does not apply is not lost."""
    if e is None or e.value is None or top is None or not e.complete:
        return None
    return _number((e.inputs.get("applicable", top) if e.parts else top) - e.value)


def _state(s: Scored) -> str:
    if s.complete:
        return ""
    return _("chưa đủ") if s.low is None else _("chưa đủ, nằm trong %(a)s đến %(b)s") % {"a": wording.number(s.low, 2), "b": wording.number(s.high, 2)}


def _years(gap: Gap) -> Table | None:
    line = line_of(gap)
    if len(line) < 2:
        return None
    cells = [Cell(_("Năm"), lambda y: y.year, "number", 8), Cell(_("Chỉ số (%)"), lambda y: _number(y.percent, 2), "number", 12),
             Cell(_("Ghi chú"), lambda y: "; ".join([*([_("khung chấm đã đổi")] if y.broken else []), *([_("chưa đủ")] if y.percent is None else [])]),
                  "text", 32)]
    return Table(_("Qua các năm"), _("Qua các năm"), cells, line)


def _moved(gap: Gap) -> Table | None:
    rows = moved(gap)
    if not rows:
        return None
    cells = [Cell(_("Tiêu chí"), lambda m: titled(m.title), "text", 48), Cell(_("Nhiệm vụ"), lambda m: m.gap.task.code, "text", 16),
             Cell(_("Năm"), lambda m: m.gap.round.year, "number", 8), Cell(_("Đợt trước"), lambda m: _number(m.before), "number", 10),
             Cell(_("Đợt này"), lambda m: _number(m.after), "number", 10), Cell(_("Thay đổi"), lambda m: _number(m.change), "number", 10),
             Cell(_("Số liệu khi giao"), lambda m: m.fact_before, "text", 14), Cell(_("Số liệu nay"), lambda m: m.fact_after, "text", 14)]
    return Table(_("Nhiệm vụ đợt trước"), _("Nhiệm vụ từ các đợt trước và điểm đã đổi"), cells, rows)


def _way(way: Way | None) -> Table | None:
    if way is None:
        return None
    cells = [Cell(_("Tiêu chí"), lambda s: s.criterion, "text", 10), Cell(_("Việc"), lambda s: titled(s.title), "text", 48),
             Cell(_("Mức hiện nay"), lambda s: in_words(s.now), "text", 14), Cell(_("Mức cần đạt"), lambda s: in_words(s.to), "text", 14),
             Cell(_("Điểm"), lambda s: _number(s.gain), "number", 10), Cell(_("Công cho cả khoảng cách"), lambda s: s.days, "text", 14)]
    notes, steps = [in_words(way.refused)], []
    if path := way.path:
        steps, said = way.steps, _("Đã kiểm chứng: không có tổ hợp nào ít công hơn.") if path.possible else _("Làm hết vẫn chưa tới mức cần.")
        figures = {"n": len(path.steps), "e": wording.number(path.effort, 1), "r": wording.number(path.reached, 2)}
        notes = [_("%(n)s việc, công sức %(e)s, đạt %(r)s.") % figures, said, *map(in_words, path.notes)]
    return Table(_("Cách ít công nhất"), _("Cách ít công nhất để đạt %(t)s điểm") % {"t": wording.number(way.target)}, cells, steps, notes)
