"""Workbooks that people take away: the template with its instructions and an example, and the file they sent with what is wrong in it."""

import io

from django.utils.translation import gettext as _

from openpar.core.listing import for_paper
from openpar.engine.sheets import letter

from .importer import Importer, Row
from .reading import Read
from .values import plain

SHEET, GUIDE, EXAMPLE = "Nhập", "Hướng dẫn", "Ví dụ"
STREAMED = 3_000  # rows from which a workbook is written in constant memory


def template(importer: Importer) -> bytes:
    """An empty sheet with the headings, the lists that may be chosen from, a sheet of instructions and one with an example."""
    out, book, look = _book()
    page, guide, example = book.add_worksheet(SHEET), book.add_worksheet(GUIDE), book.add_worksheet(EXAMPLE)
    for sheet in (page, example):
        for i, c in enumerate(importer.columns):
            sheet.set_column(i, i, c.width, look["text"])
            sheet.write_string(0, i, f"{c.title}{' (*)' if c.required else ''}", look["head"])
        sheet.freeze_panes(1, 0)
        for_paper(sheet, 0)
    for i, c in enumerate(importer.columns):
        if c.choices and len(", ".join(c.choices)) < 250:
            page.data_validation(1, i, 5000, i, {"validate": "list", "source": list(c.choices), "error_type": "warning",
                                                 "error_title": c.title, "error_message": _("Chọn một giá trị trong danh sách.")})
    for r in range(max((len(c.sample) for c in importer.columns), default=0)):
        for i, c in enumerate(importer.columns):
            if r < len(c.sample) and c.sample[r] != "":
                example.write_string(r + 1, i, str(c.sample[r]), look["text"])
    guide.set_paper(9)
    guide.set_landscape()
    guide.fit_to_pages(1, 0)
    guide.set_column(0, 0, 30)
    guide.set_column(1, 1, 12)
    guide.set_column(2, 2, 90)
    lines = [str(importer.about), *map(str, importer.steps), str(_("Cột có dấu (*) phải có. Tên cột khác, tiêu đề ở trên, ô gộp đều đọc được; thứ tự "
             "cột tùy ý.")), str(_("Ngày ghi ngày/tháng/năm, năm đủ bốn chữ số. Mã, số hiệu để định dạng Văn bản để không mất số 0 ở đầu.")),
             str(_("Tải tệp lên ở trang Nhập dữ liệu: hệ thống chỉ kiểm tra và báo từng dòng sai; chỉ nhập khi bạn xác nhận, nhập hết hoặc không nhập gì."))]
    guide.write_string(0, 0, str(importer.title), look["title"])
    for n, words in enumerate(lines, start=1):
        guide.merge_range(n, 0, n, 2, words, look["text"])
        guide.set_row(n, 32)
    top = len(lines) + 2
    for i, words in enumerate((_("Cột"), _("Bắt buộc"), _("Cách ghi"))):
        guide.write_string(top, i, words, look["head"])
    for n, c in enumerate(importer.columns, start=top + 1):
        guide.write_string(n, 0, c.title, look["text"])
        guide.write_string(n, 1, _("có") if c.required else "", look["text"])
        also = _("Cũng đọc được tiêu đề: %(names)s.") % {"names": ", ".join(c.names[:6])} if c.names else ""
        guide.write_string(n, 2, " ".join(filter(None, (str(c.hint), _("Dùng: %(words)s.") % {"words": ", ".join(c.choices)} if c.choices else "",
                                                        also))), look["text"])
    book.close()
    return out.getvalue()


def with_faults(importer: Importer, found: Read) -> bytes:
    """The sheet as it was sent, with a column "Lỗi" and one "Lưu ý" behind its last column; what is wrong is marked."""
    grid, rows = found.grid, {r.n: r for r in found.rows}
    out, book, look = _book(streamed=len(grid.rows) > STREAMED)
    page = book.add_worksheet("".join("-" if c in "[]:*?/\\" else c for c in grid.name)[:31] or SHEET)
    width = max(map(len, grid.rows), default=0)
    page.set_column(0, max(width - 1, 0), 18)
    page.set_column(width, width + 1, 70)
    for_paper(page, found.head.last - 1)
    places = dict(found.head.columns)
    for n, cells in enumerate(grid.rows, start=1):
        row = rows.get(n)
        marked = {places.get(f.column) for f in row.faults} if row else ()
        for c, value in enumerate(cells):
            _write(page, n - 1, c, value, look, c in marked)
        if n == found.head.last:
            page.write_string(n - 1, width, "Lỗi", look["head"])
            page.write_string(n - 1, width + 1, "Lưu ý", look["head"])
        elif row:
            for c, kind in ((width, row.faults), (width + 1, row.remarks)):
                if kind:
                    page.write_string(n - 1, c, said(importer, found, kind)[:32_000], look["bad" if c == width else "text"])
    book.close()
    return out.getvalue()


def said(importer: Importer, found: Read, faults) -> str:
    """Faults of one row in words: column, what to do."""
    titles = {c.key: c.title for c in importer.columns}
    return "\n".join(f"{letter(found.head.columns[f.column])} ({titles[f.column]}): {f.words}" if f.column in found.head.columns
                     else f"{titles.get(f.column, '')}{': ' if f.column in titles else ''}{f.words}" for f in faults)


def outcome_words(row: Row) -> str:
    """What becomes of a row."""
    return {"new": _("mới"), "same": _("đã có"), "changed": _("cập nhật"), "left_out": _("bỏ qua")}[row.outcome]


def _book(streamed=False):
    import xlsxwriter
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                     "constant_memory": streamed, "default_date_format": "dd/mm/yyyy", "remove_timezone": True})
    look = {"text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "plain": book.add_format({"valign": "top", "text_wrap": True}), "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "bad": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FBE3E1"})}
    return out, book, look


def _write(page, r, c, value, look, bad):
    form = look["bad" if bad else "plain"]
    if value is None:
        if bad:
            page.write_blank(r, c, None, form)
    elif isinstance(value, bool):
        page.write_boolean(r, c, value, form)
    elif isinstance(value, (int, float)) and value == value and abs(value) != float("inf"):
        page.write_number(r, c, value, form)
    elif hasattr(value, "year"):
        page.write_datetime(r, c, value, look["bad"] if bad else look["day"])
    else:
        page.write_string(r, c, plain(value)[:32_000], form)
