"""What a paper says, apart from how it is drawn: the nine parts that Nghị định 30/2020/NĐ-CP asks of every document.

One value is drawn twice, as PDF (`drawn.pdf`) and as Word (`word.docx`), so that the two never tell different things.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `style`: body (justified, first line set in), heading (bold, from the left), title (bold, centred), note
    (italic, centred)."""

    words: str
    style: str = "body"
    block: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head returns on each page; `widths` in millimetres, as many as `heads`."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    block: str = "table"


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows is an annex on a page of its own."""

    block: str = "page"


@dataclass(frozen=True, slots=True)
class Annexed:
    """A file that goes with the paper: its name, its size in bytes and its SHA-256. Printed on the last page, and so under every signature."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: the lines above the signature (TM., KT., TL. … and the office held) and the name below it."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One document. `number` None leaves room for a number given later; `day` None leaves room for the day.

    `symbol` is what follows the number ("UBND-NC", "QĐ-UBND"); `heading` the kind of document as printed ("BÁO CÁO"; empty in a
    letter), `subject` its abstract; `to` the addressees of a letter; `stored` who keeps a copy beside
    the clerk's office.

    >>> Content(issuer="Sở Nội vụ", symbol="BC-SNV", place="Lai Châu", day=date(2022, 9, 5)).numbered(7).number_line
    'Số: 07/BC-SNV'
    """

    issuer: str
    symbol: str
    place: str
    above: str = ""
    number: int | None = None
    day: date | None = None
    heading: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()
    blocks: tuple[Text | Table | NewPage, ...] = ()
    recipients: tuple[str, ...] = ()
    signing: Signing = Signing(())
    urgency: str = ""
    annexed: tuple[Annexed, ...] = ()
    stored: str = ""

    def numbered(self, number: int, day: date | None = None) -> "Content":
        """The same paper with its number, and its day where one is given."""
        return replace(self, number=number, day=day or self.day)

    @property
    def number_line(self) -> str:
        """"Số: 07/BC-SNV"; below ten with a nought in front; room for the pen where there is no number yet."""
        return f"Số: {self.number:02d}/{self.symbol}" if self.number else f"Số:          /{self.symbol}"

    @property
    def stored_line(self) -> str:
        """"Lưu: VT, NC." or, where only the clerk keeps a copy, "Lưu: VT."."""
        return f"Lưu: {', '.join(filter(None, ('VT', self.stored)))}."

    @property
    def place_line(self) -> str:
        """"Lai Châu, ngày 05 tháng 9 năm 2022": days below 10 and the months 1 and 2 with a nought in front."""
        if self.day is None:
            return f"{self.place}, ngày      tháng      năm"
        month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
        return f"{self.place}, ngày {self.day.day:02d} tháng {month} năm {self.day.year}"

    @property
    def title(self) -> str:
        """What the file is called in lists: kind and abstract."""
        return " ".join(filter(None, (self.heading.capitalize(), self.subject))) or self.number_line

    def data(self) -> dict:
        """The whole paper as plain values (lists, not tuples), for keeping and for the template."""
        kept = asdict(self)
        if not self.annexed:  # so that a paper without files is what it was before files were listed
            del kept["annexed"]
        if not self.stored:
            del kept["stored"]
        return json.loads(json.dumps({**kept, "day": self.day.isoformat() if self.day else None,
                                      "number_line": self.number_line, "place_line": self.place_line,
                                      **({"stored_line": self.stored_line} if self.stored else {})}))
