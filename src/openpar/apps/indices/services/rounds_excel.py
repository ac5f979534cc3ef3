"""The spreadsheet of a round as a workbook and back: what was changed is found against what the file was made with, checked, and written all or none."""

import io
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import filetypes
from openpar.core.actor import Actor
from openpar.core.pages import whole
from openpar.engine.errors import BadInput, OpenParError
from openpar.engine.index.tables import read_rows, sheet_names
from openpar.engine.vietnamese import fold

from .. import derived, rules
from ..models import Round, Sheet
from ..points import read_points
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_framework as shelf
from . import rounds_cells, rounds_excel_out, rounds_sheets
from . import rounds_excel_more as more
from .rounds_cells import Cell
from .rounds_excel_out import KEY, MAIN

ENDINGS, MEGABYTES = (".xlsx", ".ods"), 5


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that the file changes: where in the file, whose, from what to what."""

    place: str
    unit: str
    code: str
    old: str
    new: str
    what: str = ""  # empty: the points


@dataclass(frozen=True)
class Reading:
    """What a file would do: changes, or faults that keep all of it out. `proofs` are (sheet, criterion, one new piece of evidence)."""

    changes: list[Change]
    faults: list[str]
    cells: list[Cell]
    proofs: list[tuple[int, str, dict]]


def appraisal_book(round: Round, stage: str, by: Actor) -> bytes:
    """A row a criterion, a column a unit that this person may appraise; comments, inputs and evidence on a page of their own."""
    mine = set(Sheet.objects.filter(Sheet.appraisable(by), round=round).values_list("pk", flat=True))
    sheets = [s for s in round.sheets.exclude(state=rules.S.EXCLUDED).select_related("organisation").order_by("organisation__name_key", "id") if s.pk in mine]
    return rounds_excel_out.book(round, [(s, "appraisal2" if stage == "appraisal2" else "first") for s in sheets], beside=False,
                 covers=appraisers.mandate(by, round).covers)


def unit_book(sheet: Sheet) -> bytes:
    """A row a criterion: the unit's own points, its comments, inputs and evidence."""
    return rounds_excel_out.book(sheet.round, [(sheet, "explanation" if sheet.state == rules.S.APPRAISED else "self")], beside=True)


class Made(NamedTuple):
    """What stood in a cell when the file was made."""

    stream: str
    version: int
    value: str
    comment: str
    inputs: dict
    proofs: tuple[str, ...]


def read(round: Round, name: str, data: bytes, *, by: Actor, at=None, only: Sheet | None = None) -> Reading:
    """What a returned workbook changes. Every faulty cell is named; a cell that somebody changed since the download is one of them."""
    filetypes.check(name, io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="openpar-book-") as folder:
        path = Path(folder) / filetypes.clean_name(name)
        path.write_bytes(data)
        if not {MAIN, KEY} <= set(sheet_names(path)):
            raise BadInput(_("Tệp này không phải bảng chấm đã tải từ đợt này: thiếu trang “%(main)s” hoặc trang khoá. Tải lại bảng rồi ghi vào đó.") % {
                "main": MAIN}, where="file")
        rows, keys = read_rows(path, MAIN), read_rows(path, KEY)
        page = read_rows(path, more.DETAILS) if more.DETAILS in sheet_names(path) else []
    known, units = _keys(keys, round)
    _sheets_of(round, known, units)
    head, columns = _columns(rows, units)
    details, faults = ({}, []) if only is not None else _details(page, units, known)
    changes, cells, places, seen, proofs = [], [], {}, {}, []
    framework = shelf.frozen(round)
    leaves, there = shelf.leaves(framework), more.kept(sorted(set(units.values())))
    for n, row in enumerate(rows[head + 1:], start=head + 2):
        code = _code(row[0] if row else None)
        if not code:
            continue
        if code in seen:
            faults.append(_("Ô A%(n)s: mã %(code)s đã có ở dòng %(first)s. Giữ một dòng.") % {"n": n, "code": code, "first": seen[code]})
            continue
        seen[code] = n
        for column, (sheet, label) in columns.items():
            if only is not None and sheet != only.pk:
                faults.append(_("Cột %(column)s là của đơn vị khác (%(unit)s).") % {"column": _letter(column), "unit": label})
                continue
            place, value = f"{_letter(column)}{n}", row[column] if column < len(row) else None
            had = known.get((code, sheet))
            if had is None:
                if value is not None:
                    faults.append(_("Ô %(place)s (%(unit)s, %(code)s): tiêu chí này không chấm ở đây.") % {"place": place, "unit": label, "code": code})
                continue
            said = details.get((sheet, code), more.Detail(place, place, place))
            if only is not None:
                said, wrong = more.detail(rows[head], row, n, _letter)
                faults += [_("Ô %(place)s") % {"place": w} for w in wrong]
            wrong_at = place
            try:
                points, absent = read_points(_typed(value))
                wrong_at = said.inputs_at
                cell, told = _compared(had, framework, leaves.get(code), (sheet, code, points, absent), said, place)
            except BadInput as error:
                faults.append(_("Ô %(place)s (%(unit)s, %(code)s): %(why)s") % {"place": wrong_at, "unit": label, "code": code, "why": error.message})
                continue
            if cell:
                cells.append(cell)
                places[sheet, code] = told[0][0]
            changes += [Change(where, label, code, old, new, what) for where, what, old, new in told]
            for line in dict.fromkeys(said.proofs or ()):
                if line in had.proofs or line in there.get((sheet, code, had.stream), more.NOTHING).proofs:
                    continue
                try:
                    proofs.append((sheet, code, more.proof_of(line)))
                    changes.append(Change(said.place, label, code, "–", line, _("minh chứng")))
                except BadInput as error:
                    faults.append(_("Ô %(place)s (%(unit)s, %(code)s): %(why)s") % {"place": said.place, "unit": label, "code": code, "why": error.message})
    for f in rounds_cells.check(cells, by=by):
        place = places[f.cell.sheet, f.cell.code]
        words = _("đã có người ghi %(newer)s sau khi tải tệp; tải lại bảng.") % {"newer": rounds_cells.shown(f.newer) or _("trống")} \
            if f.newer is not None and not f.newer.locked else f.words
        faults.append(_("Ô %(place)s (%(code)s): %(why)s") % {"place": place, "code": f.cell.code, "why": words})
    faults += _unproved(proofs, by, at) if at else []
    return Reading(changes, list(dict.fromkeys(faults)), cells, proofs)


def _compared(had, framework, criterion, typed, said, place):
    """(the cell to write, if anything changed; what changed, as (where, what, old, new)); points left empty beside new inputs come from the rule."""
    sheet, code, points, absent = typed
    told, inputs = [], None
    if said.inputs is not None and more.changed(had.inputs, said.inputs):
        inputs = more.merged(had.inputs, said.inputs)
        told.append((said.inputs_at, _("số liệu"), more.words(had.inputs), more.words(said.inputs)))
        if points is None and not absent and criterion is not None:
            points = derived.points_of(framework, criterion, inputs)
    if said.comment is not None and said.comment != had.comment:
        told.append((said.comment_at, _("ý kiến"), had.comment or "–", said.comment or "–"))
    if (new := rounds_cells.shown_points(points, absent)) != had.value:
        told.insert(0, (place, "", had.value or "–", new or "–"))
    return (Cell(sheet, code, had.stream, points, absent, said.comment, had.version, inputs) if told else None), told


def _details(page, units, known):
    """(sheet, criterion) → what the page of details says; and what is wrong there."""
    found, faults = {}, []
    if not page:
        return found, faults
    head = next((i for i, row in enumerate(page[:10]) if row and str(row[0] or "") == more.UNIT), None)
    if head is None:
        raise BadInput(_("Trang “%(page)s” thiếu dòng tiêu đề. Giữ nguyên dòng tiêu đề của bảng đã tải.") % {"page": more.DETAILS}, where="file")
    _once(page[head])
    for n, row in enumerate(page[head + 1:], start=head + 2):
        unit, code = str(row[0] or "") if row else "", _code(row[1] if len(row) > 1 else None)
        if not unit and not code:
            continue
        sheet = units.get(unit)
        if sheet is None or (code, sheet) not in known or (sheet, code) in found:
            faults.append(_("Trang “%(page)s” dòng %(n)s: “%(unit)s, %(code)s” không có trong bảng đã tải, hoặc lặp lại.") % {
                "page": more.DETAILS, "n": n, "unit": unit[:60], "code": code[:40]})
            continue
        said, wrong = more.detail(page[head], row, n, lambda i: f"{more.DETAILS}!{_letter(i)}")
        faults += [_("Ô %(place)s") % {"place": w} for w in wrong]
        found[sheet, code] = said
    return found, faults


def _unproved(proofs, by, at):
    """Why evidence could not be added now, by unit and criterion."""
    sheets = {s.pk: s for s in Sheet.objects.filter(pk__in={p[0] for p in proofs}).select_related("round__keeper", "organisation")}
    out = []
    for sheet, code, _proof in proofs:
        try:
            rounds_sheets.proof_stream(sheets[sheet], code, by, at)
        except OpenParError as error:
            out.append(f"{sheets[sheet].organisation.label}, {code}: {error.message}")
    return out


def save(reading: Reading, *, by: Actor, at) -> int:
    """Write what was read, all or none."""
    if reading.faults:
        raise BadInput(_("Tệp có %(n)s lỗi; chưa ô nào được lưu.") % {"n": len(reading.faults)}, where="file")
    with transaction.atomic():
        written, added = rounds_cells.write(reading.cells, by=by, at=at), 0
        wanted = Sheet.objects.filter(pk__in={p[0] for p in reading.proofs}).select_related("round__keeper", "organisation")
        sheets = {s.pk: s for s in wanted.select_for_update(of=("self",)).order_by("pk")}
        there = more.kept(list(sheets))  # the same file may have been sent a moment ago
        for sheet, code, proof in reading.proofs:
            stream = rounds_sheets.proof_stream(sheets[sheet], code, by, at)
            if more.line_of(proof) not in there.get((sheet, code, stream), more.NOTHING).proofs:
                rounds_sheets.add_proof(sheets[sheet], code, by=by, at=at, **proof)
                added += 1
    return len(written) + added


def _keys(keys, round):
    """((code, sheet) → what stood there, label → sheet) as the file was made."""
    known, units, mark = {}, {}, ""
    for row in keys[1:]:
        cells = [str(v) if v is not None else "" for v in (*row, *[None] * 9)]
        if cells[0] == "đơn vị":
            for pair in row[1:]:
                pk, _sep, label = str(pair or "").partition("=")
                if (sheet := whole(pk)) is not None:
                    units[label] = sheet
        elif cells[0] and (sheet := whole(cells[1])) is not None and (version := whole(cells[3])) is not None:
            known[_code(row[0]), sheet] = Made(cells[2], version, cells[4], cells[5], *more.known(cells[7:9]))
        elif cells[6]:
            mark = cells[6]
    if mark != str(round.pk) or not units:
        raise _not_of_this_round()
    return known, units


def _sheets_of(round, known, units):
    """Refuse a key page that names a sheet of no unit of this round."""
    if not {*units.values(), *(sheet for _c, sheet in known)} <= set(round.sheets.values_list("pk", flat=True)):
        raise _not_of_this_round()


def _not_of_this_round():
    return BadInput(_("Tệp này được tải từ một đợt khác, hoặc trang khoá đã bị sửa. Tải lại bảng của đợt này."), where="file")


def _columns(rows, units):
    """(row of the head, column → (sheet, label))."""
    for n, row in enumerate(rows[:10]):
        if row and fold(str(row[0] or "")) == "ma":
            _once(row)
            found = {i: (units[str(v)], str(v)) for i, v in enumerate(row) if i > 2 and v is not None and str(v) in units}
            strange = [f"{_letter(i)}{n + 1}" for i, v in enumerate(row) if i > 2 and v is not None and str(v) not in units and str(v) not in more.NAMES]
            if strange:
                raise BadInput(_("Tên đơn vị ở ô %(places)s không có trong bảng đã tải. Giữ nguyên tên cột.") % {"places": ", ".join(strange)}, where="file")
            return n, found
    raise BadInput(_("Không thấy dòng tiêu đề bắt đầu bằng “Mã”. Giữ nguyên dòng tiêu đề của bảng đã tải."), where="file")


def _once(head):
    """Refuse a head in which a name stands twice: which column would count, nobody could tell."""
    names = [str(v) for v in head if v is not None]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise BadInput(_("Cột “%(name)s” có hai lần trong tệp. Giữ một cột.") % {"name": twice[0][:60]}, where="file")


def _typed(value) -> str:
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else "" if value is None else str(value)


def _code(value) -> str:
    """A code as the tree writes it; programs turn 1.10 into a number, text stays."""
    return "" if value is None else str(value)


def _letter(column: int) -> str:
    """The name of a column.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


