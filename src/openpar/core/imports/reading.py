"""From an uploaded file to rows: headings found or as a person named them, merged cells spread, hidden rows and empty formulas said."""

import re
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from openpar.core import secrecy
from openpar.engine.errors import BadInput
from openpar.engine.sheets import Book, Found, Grid, find_head, letter, open_book
from openpar.engine.sheets.guard import FORMULA
from openpar.engine.sheets.heads import head_at
from openpar.engine.vietnamese import fold

from .importer import Fault, Importer, Row
from .values import Wrong, plain

MARKINGS = ("mật", "tối mật", "tuyệt mật")
SIGNED = ("nguoi lap", "noi nhan", "thu truong")  # below these stand only the words and names of who signs
FOOT = ("tong cong", "tong so", "cong:", "ghi chu:", *SIGNED)
PLACED = re.compile(r"^[^,\d]{2,40}, ngày\b.*\btháng\b")


@dataclass
class Read:
    """A file as rows of one kind. `labels` are the headings by column, `examples` the first values below them."""

    sheet: str
    sheets: list[str]
    head: Found
    rows: list[Row]
    remarks: list[str] = field(default_factory=list)
    examples: dict[int, list[str]] = field(default_factory=dict)
    grid: Grid | None = None
    lacking: list[str] = field(default_factory=list)  # keys of needed columns that no column of the file is


def read(importer: Importer, name: str, data: bytes, *, sheet: str = "", head: list | None = None, mapping: dict | None = None,
         skip_hidden: bool = False) -> Read:
    """The rows of a file. Where nobody has said otherwise, the sheet, the heading rows and the columns are found by their words.

    BadInput where no heading is found or state secrets stand in the file.
    """
    book = open_book(name, data)
    grid = _chosen(importer, book, sheet)
    if len(grid.rows) > importer.limit + 100:
        raise BadInput(_("Tệp có hơn %(n)s dòng. Chia thành nhiều tệp.") % {"n": importer.limit}, where="file")
    refuse_secrets(grid)
    words = importer.words()
    found = head_at(grid, head[0], head[1], words) if head else find_head(grid, words, importer.needed)
    if found is None:
        raise BadInput(_("Không thấy dòng tiêu đề trong 40 dòng đầu của trang “%(sheet)s”. Cần các cột: %(columns)s. Tải mẫu để đối chiếu.") % {
            "sheet": grid.name, "columns": ", ".join(f"“{c.title}”" for c in importer.columns if c.required)}, where="file")
    if mapping is not None:
        found.columns = {k: int(c) for k, c in mapping.items() if importer.column(k)}
    out = Read(grid.name, book.sheets, found, [], list(grid.notes), _examples(grid, found), grid)
    if book.hidden:
        out.remarks.append(_("Tệp có trang ẩn không được đọc: %(names)s.") % {"names": ", ".join(book.hidden)})
    out.lacking = [k for k in importer.needed if k not in found.columns]
    _rows(importer, grid, out, skip_hidden)
    return out


def refuse_secrets(grid: Grid) -> None:
    """State secrets do not come in by a file either: rows that bear a marking are named, and nothing of the file is kept."""
    found = []
    for n, row in enumerate(grid.rows, start=1):
        for c, v in enumerate(row):
            if type(v) is str and len(v) < 60 and ("ật" in v or "ẬT" in v) and (v.lower().strip(" .:()") in MARKINGS or _numbered(v)):
                found.append((n, c, v))
    if found:
        n, c, v = found[0]
        raise BadInput(_("Dòng %(rows)s có dấu độ mật (ô %(place)s: “%(mark)s”). Hệ thống không được phép lưu tài liệu bí mật nhà nước: xóa các dòng này "
                         "khỏi tệp, theo dõi ở sổ văn bản mật của văn thư theo quy định về bảo vệ bí mật nhà nước, rồi tải lên lại. Tệp không được "
                         "lưu.") % {"rows": spans([f[0] for f in found]), "place": f"{letter(c)}{n}", "mark": v[:40]}, where="file")


def _numbered(text):
    """A number of a document whose symbol ends in a marking: 12/BC-UBND (MẬT)."""
    if "MẬT" not in text:
        return False
    try:
        secrecy.refuse(text)
    except BadInput:
        return True
    return False


def spans(numbers) -> str:
    """Row numbers in words: "3, 5–8".

    >>> spans([3, 5, 6, 7])
    '3, 5–7'
    """
    out: list[list[int]] = []
    for n in sorted(set(numbers)):
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in out[:12]]
    return ", ".join(shown) + (" …" if len(out) > 12 else "")


def _chosen(importer: Importer, book: Book, sheet: str) -> Grid:
    """The sheet that was named, else the first visible one in which the headings are."""
    if sheet or len(book.sheets) < 2:
        return book.grid(sheet or None)
    first = None
    for name in book.sheets[:20]:
        grid = book.grid(name)
        first = first or grid
        found = find_head(grid, importer.words(), importer.needed)
        if found and all(k in found.columns for k in importer.needed):
            return grid
    return first


def _examples(grid, found) -> dict[int, list[str]]:
    out = {}
    for c in found.labels:
        shown = (plain(r[c])[:60] for r in grid.rows[found.data - 1:found.data + 30] if c < len(r) and r[c] is not None)
        out[c] = [v for _i, v in zip(range(3), dict.fromkeys(shown), strict=False)]
    return out


def _rows(importer: Importer, grid: Grid, out: Read, skip_hidden: bool) -> None:
    """Every data row parsed, column by column as the importer says."""
    plan = [(c.key, out.head.columns[c.key], c.kind(grid), c.required) for c in importer.columns if c.key in out.head.columns]
    at = {key: i for i, (key, *_rest) in enumerate(plan)}
    carried = _spread(importer, grid, out.head)
    needed = [c for _k, c, _p, required in plan if required]
    blanks, hidden, foot, last, signed = [], [], [], 0, False
    odd, rows, columns = grid.odd, out.rows, [c for _k, c, _p, _r in plan]
    for n in range(out.head.data, len(grid.rows) + 1):
        cells = grid.rows[n - 1]
        width = len(cells)
        if (width == 1 and cells[0] is None) or all(c >= width or cells[c] is None for c in columns):
            blanks.append(n)
            continue
        if kind := _foot(cells) or (signed and _few(cells) and any(c >= width or cells[c] is None for c in needed)):
            signed = signed or kind == "signed"
            foot.append(n)
            continue
        if n in grid.hidden:
            hidden.append(n)
            if skip_hidden:
                continue
        last = n
        found: list = []
        row = Row(n, at, found)
        if n in carried:
            row.carried = carried[n]
        for key, c, read_cell, required in plan:
            value = cells[c] if c < width else None
            if value is None:
                found.append(None)
                if odd and (n, c) in odd:
                    row.faults.append(_odd(key, odd[n, c]))
                elif required:
                    row.faults.append(Fault(key, "", _("thiếu; ghi vào ô này")))
                continue
            try:
                found.append(read_cell(value))
            except Wrong as wrong:
                found.append(None)
                row.faults.append(Fault(key, plain(value)[:80], str(wrong)))
        rows.append(row)
    between = [n for n in blanks if n < last]
    if between:
        out.remarks.append(_("Dòng để trống ở giữa, đã bỏ qua: %(rows)s.") % {"rows": spans(between)})
    if foot:
        out.remarks.append(_("Dòng tổng cộng, ký tên, không phải dữ liệu, đã bỏ qua: %(rows)s.") % {"rows": spans(foot)})
    if hidden:
        out.remarks.append((_("Dòng ẩn không được đọc: %(rows)s.") if skip_hidden else _("Dòng đang ẩn trong tệp vẫn được đọc: %(rows)s.")) % {
            "rows": spans(hidden)})


def _odd(key, what) -> Fault:
    if what == FORMULA:
        return Fault(key, _("công thức"), _("công thức chưa được tính; mở tệp bằng Excel, lưu lại, hoặc dán thành giá trị"))
    return Fault(key, what[:40], _("công thức bị lỗi; sửa công thức hoặc dán thành giá trị"))


def _few(cells) -> bool:
    return len(cells) - cells.count(None) <= 4


def _foot(cells) -> str:
    """"signed" for a line of the signing at the end, "total" for another line below the data that is none, else empty."""
    first = next((v for v in cells if type(v) is str), "").strip()
    if not _few(cells) or len(first) >= 60:
        return ""
    if PLACED.match(first) or fold(first).startswith(SIGNED):
        return "signed"
    return "total" if fold(first).startswith(FOOT) else ""


def _spread(importer: Importer, grid: Grid, head: Found) -> dict[int, tuple[str, ...]]:
    """Values of cells merged downwards stand in every row they cover; which columns of which rows got theirs so."""
    keys = {c: k for k, c in head.columns.items() if (column := importer.column(k)) and column.carried}
    out: dict[int, tuple[str, ...]] = {}
    for (r1, c1), (r2, _c2) in grid.merged:
        if r2 <= r1 or c1 not in keys or r1 + 1 < head.data or r1 >= len(grid.rows):
            continue
        top = grid.rows[r1]
        value = top[c1] if c1 < len(top) else None
        for r in range(r1 + 1, min(r2 + 1, len(grid.rows))):
            cells = grid.rows[r]
            if len(cells) <= c1:
                cells = grid.rows[r] = cells + [None] * (c1 + 1 - len(cells))
            if cells[c1] is None and value is not None:
                cells[c1] = value
                out[r + 1] = (*out.get(r + 1, ()), keys[c1])
    return out


def counts(found: Read) -> dict[str, int]:
    """How many rows are new, there already, changed, left out, wrong (all of them while a needed column is lacking); and how many have remarks."""
    outcome = Counter("bad" if r.faults or found.lacking else r.outcome for r in found.rows)
    return {"rows": len(found.rows), **{k: outcome[k] for k in ("new", "same", "changed", "left_out", "bad")},
            "remarks": sum(1 for r in found.rows if r.remarks)}
