"""The printed registers: which columns the form of the day asks for, and the lines of a period as a book."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from openpar.core import clock
from openpar.core.outbox import kept_words
from openpar.core.papers import Book
from openpar.engine.errors import BadInput, NotLoaded
from openpar.engine.rulebook import digest, read
from openpar.web import wording


@dataclass(frozen=True, slots=True)
class RegisterForm:
    """The form of one register: its name, columns (field, title, millimetres), source and grade (A to D)."""

    title: str
    columns: tuple[tuple[str, str, int], ...]
    source: str
    confidence: str
    digest: str


def register_form(code: str, day: date) -> RegisterForm:
    """The form valid on a day. Raises NotLoaded where the rulebook holds none."""
    for entry in read("documents/registers")["registers"]:
        if entry["code"] == code and entry["from"] <= day and (entry.get("until") is None or day <= entry["until"]):
            return RegisterForm(entry["title"], tuple((c["field"], c["title"], c["width_mm"]) for c in entry["columns"]), entry["source"],
                                entry["confidence"], digest(entry))
    raise NotLoaded(f"documents/registers: {code} {day}", where="day")


FIELDS = {
    "number": lambda d: d.number,
    "on": lambda d: _day(d.on),
    "kind_and_title": lambda d: f"{d.get_kind_display().split(' (')[0]}: {d.title}",
    "signer": lambda d: d.signer,
    "recipients": lambda d: "; ".join(r.name for r in d.recipients.all()),
    "storage_unit": lambda d: d.storage_unit,
    "copies": lambda d: str(d.copies),
    "note": lambda d: "; ".join(filter(None, (d.note, getattr(d, "crossed_out", "")))),
    "arrived_on": lambda d: _day(d.arrived_at),
    "arrival_number": lambda d: str(d.arrival_number or ""),
    "author": lambda d: d.author,
    "routes": lambda d: "; ".join(str(r) for r in d.routes.all()),
    "handed_on": lambda d: _day(d.handed_at),
    "receipt": lambda d: "",
}


def check_period(start: date, end: date) -> None:
    """A book is printed of at most a year, both days in it; BadInput otherwise."""
    if end < start:
        raise BadInput(_("Ngày cuối phải từ ngày đầu trở đi."), where="end")
    if (end - start).days > 366:
        raise BadInput(_("Mỗi lần in tối đa một năm; sổ mở lại từ số 01 mỗi năm."), where="end")


def book_of(rows, *, direction: str, organisation, start: date, end: date) -> Book:
    """The lines of a period as a book; always in Vietnamese."""
    form = register_form(direction, end)
    with kept_words():
        lines = tuple(tuple(FIELDS[field](d) for field, _title, _width in form.columns) for d in rows)
        numbers = [d.arrival_number for d in rows if d.arrival_number] if direction == "in" else []
        return Book(
            issuer=organisation.name, above=organisation.parent.name if organisation.parent else "", heading=form.title,
            cover=(f"Năm: {start.year}" if start.year == end.year else f"Năm: {start.year}–{end.year}",
                   f"Từ ngày {wording.official_date(start)} đến ngày {wording.official_date(end)}",
                   f"Từ số {min(numbers)} đến số {max(numbers)}" if numbers else f"Tổng số: {len(lines)} văn bản", "Quyển số: ……"),
            heads=tuple(title for _field, title, _width in form.columns), widths=tuple(width for _f, _t, width in form.columns), rows=lines,
            signers=("VĂN THƯ", "NGƯỜI ĐỨNG ĐẦU CƠ QUAN"), empty="Trong kỳ này sổ chưa đăng ký văn bản nào.")


def _day(value):
    if value is None:
        return ""
    return wording.official_date(clock.timezone.localtime(value).date() if hasattr(value, "hour") else value)
