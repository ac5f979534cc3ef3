"""What a workbook hides from its grid, read straight from its parts; and whether its grid is known to fit into memory before it is opened.

A few hundred bytes can name a cell at the far end of a sheet, for which a reader makes the whole rectangle in between: such a file would
end the process that opens it, so it is opened apart (see `apart`) or not at all."""

import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from ..errors import BadInput

ODD = 2_000  # formulas without a value, and errors, remembered by place
CHUNK = 4 * 1024 * 1024
AREA = 5_000_000  # cells of the rectangle that holds every value of a sheet; it is made whole in memory
ROWS, COLUMNS = 99_999, 702
MERGED = 100_000
HELD = 120 * 1024 * 1024  # unpacked bytes of a sheet that is read in this process
WORDS = 64 * 1024 * 1024  # and of the shared words of a workbook
# Every pattern is tried in time that grows as the text does, whatever the text: a tag ends at the next "<", and what was taken is kept.
_OTHER_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}\d{1,5}"|[a-zA-Z])')
_OTHER_ROW = re.compile(rb'<row(?! r="\d{1,5}"|[a-zA-Z])')
_PREFIXED = re.compile(rb":(?:c|row|mergeCell)[\s/>]")
_WIDE = re.compile(rb'<c r="([A-Z]{2})\d')
_STANDS = re.compile(rb'<c r="[A-Z]{1,2}(\d+)"')
_HIDDEN = re.compile(rb'<row\b(?=[^<>]*?\shidden="(?:1|true)")(?>[^<>]*?\sr="(\d{1,7})")')
_EMPTY = re.compile(rb'<c\b(?>[^<>]*?\sr="([A-Z]{1,3})(\d{1,7})")[^<>]*+>\s*+<f\b[^<>]*+(?:(?<=/)>|>[^<]*+</f>)\s*+(?:<v\s*+/>|<v></v>)?+\s*+</c>')
_ERROR = re.compile(rb'<c\b(?=[^<>]*?\st="e")(?>[^<>]*?\sr="([A-Z]{1,3})(\d{1,7})")[^<>]*+>(?:<f\b[^<>]*+(?:(?<=/)>|>[^<]*+</f>))?+<v>([^<]*+)</v>')
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{4,12})"')
LINKS = "xl/_rels/workbook.xml.rels"
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


def look_into(name: str, data: bytes) -> tuple[dict[str, Hidden], bool]:
    """What each sheet of an .xlsx hides, by its name; and whether the workbook is written so plainly that its size is known before it is
    opened. One that is not is opened apart."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        sizes = {i.filename: i.file_size for i in book.infolist()}
        if "xl/workbook.xml" not in sizes:
            if "content.xml" in sizes:
                _refuse_repeated(name, book)
            return {}, False
        links = book.read(LINKS) if sizes.get(LINKS, HELD) < CHUNK and sizes["xl/workbook.xml"] < CHUNK else b"'"
        targets = _targets(links.decode("utf-8", "replace"))
        parts = {t for t in targets.values() if t in sizes}
        plain = (b"'" not in links and b"&" not in links and len(targets) == links.count(b"Id=")
                 and all(n <= (HELD if part in parts else WORDS) for part, n in sizes.items() if "sharedstrings" not in part.lower() or n > WORDS))
        if not plain:
            return {}, False
        workbook = book.read("xl/workbook.xml")
        found = {part: Hidden(from_1904=bool(re.search(rb'\bdate1904="(?:1|true)"', workbook))) for part in parts}
        looked = {part: _read(book, part, hidden) for part, hidden in found.items()}
        return {sheet: found[part] for sheet, part in _sheets(workbook, targets) if part in found}, all(looked.values())


def _read(book, part, found) -> bool:
    """Put down what one sheet hides; whether it is plain and its rectangle small."""
    plain, columns, merged = True, 26, 0
    for piece in _pieces(book, part):
        plain = plain and _plain(piece)
        _look(piece, found)
        merged += piece.count(b"<mergeCell ")
        columns = max(columns, max((column_number(c.decode()) + 1 for c in set(_WIDE.findall(piece))), default=0))
    if plain and columns * ROWS > AREA:
        rows = max((max(map(int, _STANDS.findall(piece)), default=0) for piece in _pieces(book, part)), default=0)
        plain = columns * rows <= AREA
    return plain and merged <= MERGED


def _plain(piece) -> bool:
    """Whether every row and cell of a piece says first, in the usual form, where it stands, so that nothing can stand further out."""
    return not (_OTHER_CELL.search(piece) or _OTHER_ROW.search(piece) or _PREFIXED.search(piece) or b"<!DOCTYPE" in piece or b"\x00" in piece)


def _look(piece, found):
    # plain searches first: the patterns are only tried where one of their words is there
    if b"hidden=" in piece:
        found.rows.update(int(n) for n in _HIDDEN.findall(piece))
    if len(found.odd) < ODD and b"<f" in piece:
        found.odd.update({(int(r), column_number(c.decode())): FORMULA for c, r in _EMPTY.findall(piece)[:ODD]})
    if len(found.odd) < ODD and b't="e"' in piece:
        found.odd.update({(int(r), column_number(c.decode())): v.decode("utf-8", "replace") for c, r, v in _ERROR.findall(piece)[:ODD]})


def refuse_far(name: str, sheet: str, rows: int, columns: int) -> None:
    """BadInput where the values of a sheet stand so far apart that it cannot be anybody's list."""
    if rows > ROWS or columns > COLUMNS or rows * columns > AREA:
        raise BadInput(f"{name}, trang “{sheet}”: có dữ liệu ở quá xa (dòng {rows}, cột thứ {columns}). Xóa các ô ở xa hoặc chia tệp rồi tải lên.",
                       where="file")


def refuse_overlaps(name: str, sheet: str, merged, rows: int, columns: int) -> None:
    """BadInput where more cells are merged than the sheet has: merged areas never overlap in a sheet that a program saved."""
    covered = 0
    for (r1, c1), (r2, c2) in merged:
        covered += max(min(r2 + 1, rows) - r1, 0) * max(min(c2 + 1, columns) - c1, 0)
    if covered > rows * columns or len(merged) > MERGED:
        raise BadInput(f"{name}, trang “{sheet}”: các ô gộp chồng lên nhau. Bỏ gộp ô, lưu lại rồi tải lên.", where="file")


def _refuse_repeated(name, book):
    """An OpenDocument cell with a value may say that it stands a million times; the sentence for it, where it can be seen at once."""
    data = book.read("content.xml")
    for m in itertools.islice(_REPEATED.finditer(data), 2_000):
        if int(m[1]) <= 1_000:
            continue
        start, close = data.rfind(b"<", max(m.start() - 2_000, 0), m.start()), data.find(b">", m.end(), m.end() + 2_000)
        if data[start:start + 22].startswith(b"<table:table-row"):
            inner = data[m.end():m.end() + 20_000].partition(b"</table:table-row>")[0]
            wrong = data[close - 1:close] != b"/" and b"office:value-type" in inner
        else:
            wrong = b"office:value-type" in data[start:close] and data[start:start + 20].startswith(b"<table:table-cell")
        if wrong:
            raise BadInput(f"{name}: một ô được lặp {m[1].decode()} lần. Mở tệp, xóa các ô thừa, lưu lại rồi tải lên.", where="file")


def _targets(links) -> dict[str, str]:
    """The part that each link of the workbook names."""
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^<>]*>", links):
        rid, target = re.search(r'\sId="([^"]*)"', link), re.search(r'\sTarget="([^"]*)"', link)
        if rid and target:
            targets[rid[1]] = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    return targets


def _sheets(workbook, targets) -> Iterator[tuple[str, str]]:
    """(name, part) of every sheet."""
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^<>]*>", workbook):
        words = tag.decode("utf-8", "replace")
        named, rid = re.search(r'\sname="([^"]*)"', words), re.search(r'\s\w+:id="([^"]*)"', words)
        if named and rid and rid[1] in targets:
            yield unescape(named[1]), targets[rid[1]]


def _pieces(book, part) -> Iterator[bytes]:
    """A sheet in pieces that end where a row ends, or at least where a tag begins: no tag is cut."""
    rest = b""
    with book.open(part) as stream:
        while chunk := stream.read(CHUNK):
            data = rest + chunk
            row, tag = data.rfind(b"</row>"), data.rfind(b"<")
            cut = row + 6 if row >= 0 else tag if tag > 0 and len(data) >= 2 * CHUNK else 0
            if cut:
                yield data[:cut]
            rest = data[cut:]
    if rest:
        yield rest
