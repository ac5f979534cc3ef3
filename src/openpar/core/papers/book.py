"""A register as a book to be printed, signed and bound: a cover, then its lines on landscape pages, as PDF/A."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from .drawn import STAND_IN, STANDARD, _clean, font_folders
from .forms import HERE, form_on


@dataclass(frozen=True, slots=True)
class Book:
    """What a printed register says. `widths` in millimetres, as many as `heads` and as each row has cells; `cover` are the lines under
    its name, `signers` who signs at its end."""

    issuer: str
    heading: str
    cover: tuple[str, ...]
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    signers: tuple[str, ...]
    above: str = ""
    empty: str = ""


def book_pdf(book: Book, made_on: date) -> bytes:
    """The bytes of the file; the same book of the same day gives the same bytes."""
    import typst

    form = form_on(made_on)
    data = _clean(json.loads(json.dumps(asdict(book)))) | {"title": book.heading, "made": [made_on.year, made_on.month, made_on.day]}
    return typst.compile(input=HERE / "register.typ", root=HERE, font_paths=[str(p) for p in font_folders()], ignore_system_fonts=True,
                         sys_inputs={"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps([form.layout["font"], STAND_IN])},
                         format="pdf", pdf_standards=STANDARD)
