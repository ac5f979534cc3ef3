"""The spreadsheet of a round as a workbook and back: what was changed is found against what the file was made with, checked, and written all or none."""

import io
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from openpar.core import filetypes
from openpar.core.actor import Actor
from openpar.core.outbox import kept_words
from openpar.engine.errors import BadInput
from openpar.engine.index.tables import read_rows, sheet_names, text_safe
from openpar.engine.vietnamese import fold

from .. import rules
from ..models import Round, Sheet
from ..points import read_points
from ..selectors import rounds_appraisers as appraisers
from ..selectors import rounds_framework as shelf
from ..selectors.rounds_grid import NOTHING, entries
from . import rounds_cells
from .rounds_cells import Cell

MAIN, KEY = "Điểm", "Khoá"
ENDINGS, MEGABYTES = (".xlsx", ".ods"), 5
COMMENT = "Ý kiến"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that the file changes: where in the file, whose, from what to what."""

    place: str
    unit: str
    code: str
    old: str
    new: str


@dataclass(frozen=True)
class Reading:
    """What a file would do: changes, or faults that keep all of it out."""

    changes: list[Change]
    faults: list[str]
    cells: list[Cell]


def appraisal_book(round: Round, stage: str, by: Actor) -> bytes:
    """A row a criterion, a column a unit that this person may appraise."""
    mine = set(Sheet.objects.filter(Sheet.appraisable(by), round=round).values_list("pk", flat=True))
    sheets = [s for s in round.sheets.exclude(state=rules.S.EXCLUDED).select_related("organisation").order_by("organisation__name_key", "id") if s.pk in mine]
    return _book(round, [(s, "appraisal2" if stage == "appraisal2" else "first") for s in sheets], comments=False,
                 covers=appraisers.mandate(by, round).covers)


def unit_book(sheet: Sheet) -> bytes:
    """A row a criterion, the unit's own column and its comments."""
    return _book(sheet.round, [(sheet, "explanation" if sheet.state == rules.S.APPRAISED else "self")], comments=True)


def _stream(column, c):
    return shelf.first_stream(c) if column == "first" else column


def _book(round, columns, *, comments, covers=lambda _code: True) -> bytes:
    import xlsxwriter
    leaves = {code: c for code, c in shelf.leaves(shelf.frozen(round)).items() if covers(code)}
    said = entries([s.pk for s, _c in columns], rules.STREAMS, comments=comments)
    with tempfile.TemporaryDirectory(prefix="openpar-book-") as folder, kept_words():
        path = Path(folder) / "bang.xlsx"
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        wrap, grey = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"font_color": "#5f636b", "valign": "top"})
        main, key = book.add_worksheet(MAIN), book.add_worksheet(KEY)
        main.freeze_panes(1, 3)
        for i, (title, width) in enumerate((("Mã", 8), ("Tiêu chí", 48), ("Tối đa", 8), *((s.organisation.label, 14) for s, _c in columns),
                                            *(((COMMENT, 40),) if comments else ()))):
            main.set_column(i, i, width)
            main.write_string(0, i, text_safe(title), bold)
        key.write_row(0, 0, ["mã", "phiếu", "luồng", "lần", "giá trị", "ý kiến", "đợt"], bold)
        key.write_row(1, 0, ["", "", "", "", "", "", str(round.pk)])
        n = 2
        for r, (code, c) in enumerate(leaves.items(), start=1):
            main.write_string(r, 0, code, grey)
            main.write_string(r, 1, text_safe(c.title), wrap)
            if c.max is not None:
                main.write_number(r, 2, float(c.max), grey)
            for i, (s, column) in enumerate(columns, start=3):
                stream = _stream(column, c)
                if not shelf.accepts(stream, c):
                    continue
                e = said.get((s.pk, code, stream), NOTHING)
                if e.points is not None:
                    main.write_number(r, i, float(e.points), wrap)
                elif e.shown:
                    main.write_string(r, i, e.shown, wrap)
                if comments and e.comment:
                    main.write_string(r, i + 1, text_safe(e.comment), wrap)
                key.write_row(n, 0, [code, str(s.pk), stream, str(e.version), e.shown, e.comment if comments else ""])
                n += 1
        key.write_row(n, 0, ["đơn vị", *[f"{s.pk}={s.organisation.label}" for s, _c in columns]])
        key.hide()
        book.close()
        return path.read_bytes()


def read(round: Round, name: str, data: bytes, *, by: Actor, only: Sheet | None = None) -> Reading:
    """What a returned workbook changes. Every faulty cell is named; a cell that somebody changed since the download is one of them."""
    filetypes.check(name, io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="openpar-book-") as folder:
        path = Path(folder) / filetypes.clean_name(name)
        path.write_bytes(data)
        if not {MAIN, KEY} <= set(sheet_names(path)):
            raise BadInput(_("Tệp này không phải bảng chấm đã tải từ đợt này: thiếu trang “%(main)s” hoặc trang khoá. Tải lại bảng rồi ghi vào đó.") % {
                "main": MAIN}, where="file")
        rows, keys = read_rows(path, MAIN), read_rows(path, KEY)
    known, units = _keys(keys, round)
    head, columns = _columns(rows, units)
    changes, faults, cells, places, seen = [], [], [], {}, {}
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
            stream, version, old, old_comment = had
            try:
                points, absent = read_points(_typed(value))
            except BadInput as error:
                faults.append(_("Ô %(place)s (%(unit)s, %(code)s): %(why)s") % {"place": place, "unit": label, "code": code, "why": error.message})
                continue
            new = rounds_cells.shown_points(points, absent)
            comment = _comment(rows[head], row) if only is not None else None
            if new == old and comment in (None, old_comment):
                continue
            cell = Cell(sheet, code, stream, points, absent, comment, version)
            cells.append(cell)
            places[sheet, code] = place
            changes.append(Change(place, label, code, old or "–", new or "–"))
    for f in rounds_cells.check(cells, by=by):
        place = places[f.cell.sheet, f.cell.code]
        words = _("đã có người ghi %(newer)s sau khi tải tệp; tải lại bảng.") % {"newer": rounds_cells.shown(f.newer) or _("trống")} \
            if f.newer is not None and not f.newer.locked else f.words
        faults.append(_("Ô %(place)s (%(code)s): %(why)s") % {"place": place, "code": f.cell.code, "why": words})
    return Reading(changes, list(dict.fromkeys(faults)), cells)


def save(reading: Reading, *, by: Actor, at) -> int:
    """Write what was read, all or none."""
    if reading.faults:
        raise BadInput(_("Tệp có %(n)s lỗi; chưa ô nào được lưu.") % {"n": len(reading.faults)}, where="file")
    return len(rounds_cells.write(reading.cells, by=by, at=at))


def _keys(keys, round):
    """((code, sheet) → (stream, version, value, comment), label → sheet) as the file was made."""
    known, units, mark = {}, {}, ""
    for row in keys[1:]:
        cells = [str(v) if v is not None else "" for v in (*row, *[None] * 7)]
        if cells[0] == "đơn vị":
            for pair in row[1:]:
                pk, _sep, label = str(pair or "").partition("=")
                if pk.isdecimal():
                    units[label] = int(pk)
        elif cells[0] and cells[1].isdecimal() and cells[3].isdecimal():
            known[_code(row[0]), int(cells[1])] = (cells[2], int(cells[3]), cells[4], cells[5])
        elif cells[6]:
            mark = cells[6]
    if mark != str(round.pk) or not units:
        raise BadInput(_("Tệp này được tải từ một đợt khác, hoặc trang khoá đã bị sửa. Tải lại bảng của đợt này."), where="file")
    return known, units


def _columns(rows, units):
    """(row of the head, column → (sheet, label))."""
    for n, row in enumerate(rows[:10]):
        if row and fold(str(row[0] or "")) == "ma":
            found = {i: (units[str(v)], str(v)) for i, v in enumerate(row) if i > 2 and v is not None and str(v) in units}
            strange = [f"{_letter(i)}{n + 1}" for i, v in enumerate(row) if i > 2 and v is not None and str(v) not in units and str(v) != COMMENT]
            if strange:
                raise BadInput(_("Tên đơn vị ở ô %(places)s không có trong bảng đã tải. Giữ nguyên tên cột.") % {"places": ", ".join(strange)}, where="file")
            return n, found
    raise BadInput(_("Không thấy dòng tiêu đề bắt đầu bằng “Mã”. Giữ nguyên dòng tiêu đề của bảng đã tải."), where="file")


def _comment(head, row):
    at = next((i for i, v in enumerate(head) if v == COMMENT), None)
    return None if at is None else str(row[at]).lstrip("'") if at < len(row) and row[at] is not None else ""


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


