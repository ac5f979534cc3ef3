"""What a workbook hides from its grid, read straight from its parts; and workbooks whose grid would not fit into memory, refused before
they are opened."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from ..errors import BadInput

ODD = 2_000  # formulas without a value, and errors, remembered by place
CHUNK = 4 * 1024 * 1024
_HAS = rb"<(?:\w+:)?(?:v|is)\b"
_FAR_ROW = re.compile(rb'<row\b[^>]*\br="\d{6,}"[^>]*(?<!/)>(?:(?!</row>).)*?' + _HAS, re.S)
_FAR_CELL = re.compile(rb'<c\b[^>]*\br="[A-Z]{3,}\d+"[^>]*(?<!/)>(?:(?!</c>).)*?' + _HAS, re.S)
_SIX, _THREE = re.compile(rb'r="\d{6}'), re.compile(rb'r="[A-Z]{3}')
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


def look_into(name: str, data: bytes) -> dict[str, Hidden]:
    """What each sheet of an .xlsx hides, by its name. BadInput, for .ods too, where a value stands so far out that the whole grid could not
    be held; that is found before the grid is made."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        if "content.xml" in book.namelist():
            _refuse_repeated(name, book)
            return {}
        if "xl/workbook.xml" not in book.namelist():
            return {}
        workbook = book.read("xl/workbook.xml")
        from_1904 = bool(re.search(rb'\bdate1904="(?:1|true)"', workbook))
        out = {}
        for sheet, part in _parts(book, workbook):
            out[sheet] = found = Hidden(from_1904=from_1904)
            for piece in _pieces(book, part):
                _look(name, sheet, piece, found)
        return out


def _look(name, sheet, piece, found):
    # plain searches first: the patterns are only tried where one of their words is there
    if (_SIX.search(piece) and _FAR_ROW.search(piece)) or (_THREE.search(piece) and _FAR_CELL.search(piece)):
        raise BadInput(f"{name}, trang “{sheet}”: có dữ liệu sau dòng 99.999 hoặc sau cột ZZ. Xóa các ô ở xa hoặc chia tệp rồi tải lên.", where="file")
    if b"hidden=" in piece:
        found.rows.update(int(n) for n in _HIDDEN.findall(piece))
    if len(found.odd) < ODD and b"<f" in piece:
        found.odd.update({(int(r), column_number(c.decode())): FORMULA for c, r in _EMPTY.findall(piece)[:ODD]})
    if len(found.odd) < ODD and b't="e"' in piece:
        found.odd.update({(int(r), column_number(c.decode())): v.decode("utf-8", "replace") for c, r, v in _ERROR.findall(piece)[:ODD]})


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


def _parts(book, workbook) -> Iterator[tuple[str, str]]:
    """(name, part) of every sheet."""
    links = book.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace") if "xl/_rels/workbook.xml.rels" in book.namelist() else ""
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        rid, target = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="([^"]*)"', link)
        if rid and target:
            targets[rid[1]] = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", workbook):
        words = tag.decode("utf-8", "replace")
        named, rid = re.search(r'\bname="([^"]*)"', words), re.search(r'\b\w+:id="([^"]*)"', words)
        if named and rid and targets.get(rid[1]) in book.namelist():
            yield unescape(named[1]), targets[rid[1]]


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
