"""What a workbook hides from its grid, read straight from its parts; and workbooks whose grid would not fit into memory, refused before
they are opened."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from ..errors import BadInput

LAST_ROW, LAST_COLUMN = 99_999, 702  # column ZZ
ODD = 2_000  # formulas without a value, and errors, remembered by place
CHUNK = 4 * 1024 * 1024
_HAS = rb"<(?:\w+:)?(?:v|is)\b"
_FAR_ROW = re.compile(rb'<row\b[^>]*\br="\d{6,}"[^>]*(?<!/)>(?:(?!</row>).)*?' + _HAS, re.S)
_FAR_CELL = re.compile(rb'<c\b[^>]*\br="[A-Z]{3,}\d+"[^>]*(?<!/)>(?:(?!</c>).)*?' + _HAS, re.S)
_HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
_EMPTY = re.compile(rb'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{4,})"')
FORMULA = "formula"


@dataclass(slots=True)
class Hidden:
    """What one sheet does not show: rows that are hidden, cells (row, column from 0) whose formula has no value or an error, whether its
    days are counted from 1904."""

    rows: set[int] = field(default_factory=set)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    from_1904: bool = False


def column_number(letters: str) -> int:
    """The place of a column from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    n = 0
    for c in letters:
        n = n * 26 + ord(c) - 64
    return n - 1


def look_into(name: str, data: bytes, sheet: str) -> Hidden:
    """What this sheet of an .xlsx hides. BadInput where a value stands so far out that the whole grid could not be held."""
    found = Hidden()
    with zipfile.ZipFile(BytesIO(data)) as book:
        workbook = book.read("xl/workbook.xml")
        found.from_1904 = bool(re.search(rb'\bdate1904="(?:1|true)"', workbook))
        part = _part_of(book, workbook, sheet)
        if part is None:
            return found
        for piece in _pieces(book, part):
            if _FAR_ROW.search(piece) or _FAR_CELL.search(piece):
                raise BadInput(f"{name}, trang “{sheet}”: có dữ liệu sau dòng {LAST_ROW:,} hoặc sau cột ZZ.".replace(",", ".", 1).replace("..", ".")
                               + " Xóa các ô ở xa hoặc chia tệp rồi tải lên.", where="file")
            found.rows.update(int(n) for n in _HIDDEN.findall(piece))
            if len(found.odd) < ODD and b"<f" in piece:
                found.odd.update({(int(r), column_number(c.decode())): FORMULA for c, r in _EMPTY.findall(piece)[:ODD]})
            if len(found.odd) < ODD and b't="e"' in piece:
                found.odd.update({(int(r), column_number(c.decode())): v.decode("utf-8", "replace") for c, r, v in _ERROR.findall(piece)[:ODD]})
    return found


def refuse_far(name: str, data: bytes) -> None:
    """BadInput for an .xlsx or .ods whose values stand far out, on any sheet; other kinds have small grids by themselves."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        if "content.xml" in book.namelist():
            _refuse_repeated(name, book)
            return
        for part in book.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                for piece in _pieces(book, part):
                    if _FAR_ROW.search(piece) or _FAR_CELL.search(piece):
                        raise BadInput(f"{name}: có dữ liệu sau dòng 99.999 hoặc sau cột ZZ. Xóa các ô ở xa hoặc chia tệp rồi tải lên.", where="file")


def _refuse_repeated(name, book):
    """An OpenDocument cell with a value may say that it stands a million times."""
    data = book.read("content.xml")
    for m in _REPEATED.finditer(data):
        if int(m[1]) <= 1_000:
            continue
        start = data.rfind(b"<", 0, m.start())
        if data[start:start + 22].startswith(b"<table:table-row"):
            end = data.find(b"</table:table-row>", m.end())
            inner = data[m.end():end if end >= 0 else len(data)]
            wrong = data[data.find(b">", m.end()) - 1:data.find(b">", m.end())] != b"/" and b"office:value-type" in inner[:200_000]
        else:
            wrong = b"office:value-type" in data[start:data.find(b">", m.end())] and data[start:start + 20].startswith(b"<table:table-cell")
        if wrong:
            raise BadInput(f"{name}: một ô được lặp {m[1].decode()} lần. Mở tệp, xóa các ô thừa, lưu lại rồi tải lên.", where="file")


def _part_of(book, workbook, sheet):
    from html import unescape
    links = book.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", workbook):
        words = tag.decode("utf-8", "replace")
        named, rid = re.search(r'\bname="([^"]*)"', words), re.search(r'\b\w+:id="([^"]*)"', words)
        if named and rid and unescape(named[1]) == sheet:
            for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
                target = re.search(r'\bTarget="([^"]*)"', link)
                if target and re.search(rf'\bId="{re.escape(rid[1])}"', link):
                    path = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
                    return path if path in book.namelist() else None
    return None


def _pieces(book, part) -> Iterator[bytes]:
    """A sheet in pieces that end where a row ends, so that no cell is cut."""
    rest = b""
    with book.open(part) as stream:
        while chunk := stream.read(CHUNK):
            data = rest + chunk
            cut = data.rfind(b"</row>")
            if cut < 0 and len(data) < 8 * CHUNK:
                rest = data
                continue
            cut = cut + 6 if cut >= 0 else len(data)
            yield data[:cut]
            rest = data[cut:]
    if rest:
        yield rest
