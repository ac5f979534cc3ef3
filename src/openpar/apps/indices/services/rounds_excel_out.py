"""The workbook of a round as it is downloaded: points, what stands beside them, and a hidden page of what the file was made with."""

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from openpar.core.listing import for_paper
from openpar.core.outbox import kept_words
from openpar.engine.index.tables import text_safe

from .. import rules
from ..models import Round, Sheet
from ..selectors import rounds_framework as shelf
from ..selectors.rounds_grid import NOTHING, entries
from . import rounds_excel_more as more

MAIN, KEY = "Điểm", "Khoá"


def named(sheets: Sequence[Sheet]) -> dict[int, str]:
    """Sheet → the name of its unit in a workbook: its label, and its code too where another unit has the same label."""
    count = Counter(s.organisation.label for s in sheets)
    return {s.pk: s.organisation.label if count[s.organisation.label] == 1 else f"{s.organisation.label} ({s.organisation.code or s.pk})" for s in sheets}


def _stream(column, c):
    return shelf.first_stream(c) if column == "first" else column


def book(round: Round, columns: list[tuple[Sheet, str]], *, beside: bool, covers: Callable[[str], bool] = lambda _code: True) -> bytes:
    """The bytes of a workbook with these columns of points: (sheet, stream, or "first" for the appraiser's first). `beside` puts comments, inputs and
    evidence beside the points, which fits one unit; else they have a page."""
    import xlsxwriter
    leaves = {code: c for code, c in shelf.leaves(shelf.frozen(round)).items() if covers(code)}
    ids = [s.pk for s, _c in columns]
    said, kept, name = entries(ids, rules.STREAMS), more.kept(ids), named([s for s, _c in columns])
    with tempfile.TemporaryDirectory(prefix="openpar-book-") as folder, kept_words():
        path = Path(folder) / "bang.xlsx"
        made = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        wrap, grey = made.add_format({"text_wrap": True, "valign": "top"}), made.add_format({"font_color": "#5f636b", "valign": "top"})
        shut = made.add_format({"pattern": 4, "fg_color": "#C9CCD1", "bg_color": "#FFFFFF"})  # hatched: no points are written here
        main = made.add_worksheet(MAIN)
        page = None if beside else made.add_worksheet(more.DETAILS)
        key = made.add_worksheet(KEY)
        main.freeze_panes(1, 3)
        _head(main, (("Mã", 8), ("Tiêu chí", 48), ("Tối đa", 8), *((name[s.pk], 14) for s, _c in columns), *(more.COLUMNS if beside else ())), bold)
        if page:
            page.freeze_panes(1, 3)
            _head(page, ((more.UNIT, 24), (more.CODE, 8), ("Tiêu chí", 40), *more.COLUMNS), bold)
        for one in filter(None, (main, page)):
            for_paper(one, 0)
        key.write_row(0, 0, ["mã", "phiếu", "luồng", "lần", "giá trị", "ý kiến", "đợt", "số liệu", "minh chứng"], bold)
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
                    main.write_blank(r, i, None, shut)
                    continue
                e, k = said.get((s.pk, code, stream), NOTHING), kept.get((s.pk, code, stream), more.NOTHING)
                if e.points is not None:
                    main.write_number(r, i, float(e.points), wrap)
                elif e.shown:
                    main.write_string(r, i, e.shown, wrap)
                if beside:
                    main.write_row(r, i + 1, k.cells(), wrap)
                key.write_row(n, 0, [code, str(s.pk), stream, str(e.version), e.shown, k.comment, "", *k.key()])
                n += 1
        key.write_row(n, 0, ["đơn vị", *[f"{s.pk}={name[s.pk]}" for s, _c in columns]])
        if page:
            lines = [(s, code, c, _stream(column, c)) for s, column in columns for code, c in leaves.items() if shelf.accepts(_stream(column, c), c)]
            for r, (s, code, c, stream) in enumerate(lines, start=1):
                page.write_row(r, 0, [name[s.pk], code, text_safe(c.title), *kept.get((s.pk, code, stream), more.NOTHING).cells()], wrap)
        key.hide()
        made.close()
        return path.read_bytes()


def _head(page, columns, bold):
    for i, (title, width) in enumerate(columns):
        page.set_column(i, i, width)
        page.write_string(0, i, text_safe(title), bold)
