"""The words of task-tracking sheets: states as people write them, times of all kinds in one cell, several names in another."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from openpar.core.imports import values
from openpar.core.imports.importer import Context, Row
from openpar.core.models import Group, Organisation
from openpar.core.organisations import members
from openpar.engine.directive import agencies, deadlines, references
from openpar.engine.directive.surface import surface
from openpar.engine.directive.values import plain
from openpar.engine.sheets import Grid
from openpar.engine.vietnamese import fold, nfc

from .dues import read_due

DONE, SENT, GOING, WAITING, STOPPED = "done", "sent", "going", "waiting", "stopped"
# The first that fits decides: "chưa hoàn thành" is not done, "hoàn thành quá hạn" is.
_STATES = (
    (STOPPED, r"thu hồi|\bhủy\b|\bhuỷ\b|bãi bỏ|dừng thực hiện|đã dừng|không thực hiện nữa"),
    (WAITING, r"chưa (?:thực hiện|triển khai|bắt đầu|tiếp nhận)|mới giao|chờ tiếp nhận"),
    (GOING, r"chưa (?:hoàn thành|xong|đạt|báo cáo|có)|đang |^trong hạn|chưa đến hạn|tiếp tục|thường xuyên|sắp đến hạn"),
    (SENT, r"chờ (?:thẩm định|phê duyệt|duyệt)|đã (?:báo cáo|trình)"),
    (DONE, r"hoàn thành|\bxong\b|đã (?:thực hiện|ban hành|triển khai|đạt)|^đạt$|hoàn tất"),
    (GOING, r"quá hạn|chậm|trễ|^chưa$"),
)
_WRITTEN = tuple((state, re.compile(pattern), re.compile(fold(pattern.replace("\\b", "#")).replace("#", "\\b"))) for state, pattern in _STATES)
_PARTS = re.compile(r"(?:^|[\n;.]\s*|\s-\s*)(?:[-+*•]\s*)?(?:cơ quan\s+|đơn vị\s+)?(?P<part>chủ trì|phối hợp|thực hiện)\s*[:\-]\s*", re.IGNORECASE)
_PIECES = re.compile(r"[;\n]|,\s*(?=[^\W\d_])|\s+-\s+")
_READ_DAY = values.day()(Grid("", []))
_FINISHED = re.compile(r"(?:đã )?(?:hoàn thành|hoàn tất|thực hiện xong|xong)(?: (?:đúng|trước|sau|quá) hạn)?(?:[,:]? (?:vào |từ )?(?:ngày )?"
                       r"(?P<day>\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}))?[.;]?")
_DATES = re.compile(r"(?<!\d)\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}(?!\d)")


def state_of(words: str) -> str | None:
    """What a state in words means; None where it is not understood.

    >>> [state_of(w) for w in ("Đã hoàn thành", "Chưa hoàn thành", "Hoàn thành đúng hạn", "qua han", "Huy động")]
    ['done', 'going', 'done', 'going', None]
    """
    text = " ".join(nfc(words).lower().split())
    return next((state for state, pattern, bare in _WRITTEN if (bare if text.isascii() else pattern).search(text)), None)


@dataclass(frozen=True, slots=True)
class Finished:
    """That something is done, and when, where that is written."""

    on: date | None


def finished_in(words: str) -> Finished | None:
    """The end of the work, where a cell of results says nothing else.

    >>> finished_in("Đã hoàn thành ngày 28/9/2022"), finished_in("Xong."), finished_in("Đã hoàn thành bước 1")
    (Finished(on=datetime.date(2022, 9, 28)), Finished(on=None), None)
    """
    found = _FINISHED.fullmatch(" ".join(nfc(words).lower().split()))
    return Finished(last_of(found["day"])[0] if found["day"] else None) if found else None


def states_shown() -> str:
    """The states that may be written."""
    return ", ".join((_("Đã hoàn thành"), _("Đang thực hiện"), _("Chưa thực hiện"), _("Quá hạn"), _("Chờ thẩm định"), _("Đã thu hồi")))


@dataclass(slots=True)
class Time:
    """When a task is due: columns of the task, the words of the cell, and what is worth looking at."""

    due_type: str = "none"
    due_on: date | None = None
    cycle: str = ""
    report_day: int | None = None
    recurring: bool = False
    yearly_days: list = field(default_factory=list)
    text: str = ""
    remark: str = ""


def time_of(cell, on: date) -> Time:
    """The time in a cell: a day, several, a month or quarter, a cycle, always, or an event. `on` is the day of giving; its year is meant
    where none is written."""
    if cell is None or not re.search(r"\w", values.plain(cell)):
        return Time(remark=_("không có thời hạn trong tệp: nhập là không thời hạn"))
    if not isinstance(cell, str):
        if isinstance(cell, (int, float)) and 1990 <= cell <= 2100:
            cell = f"năm {int(cell)}"
        else:
            return Time("date", _READ_DAY(cell), text=values.plain(cell))
    words = " ".join(cell.split())
    for written in _DATES.findall(words):  # a day that does not exist is no event
        values.written_day(written.replace(" ", ""))
    view = surface(_slashed(words)).view
    found = deadlines.of_cell(view, 0, len(view), on.year)
    read = read_due(plain(found), on=on)
    out = Time(read.due_type or "none", read.due_on, read.cycle, read.report_day, read.recurring, read.yearly_days, words[:200])
    if "nhiều mốc" in found.reason and read.due_on:
        out.remark = _("ô ghi nhiều mốc; hạn cuối là %(day)s, các mốc khác giữ ở “hạn theo văn bản”") % {"day": values.plain(read.due_on)}
    elif found.kind == "event" or (not read.due_type and found.kind != "continuous"):
        out.remark = _("thời hạn không phải một ngày; nhập là không thời hạn, giữ nguyên chữ")
    elif found.kind == "date" and read.due_on and str(read.due_on.year) not in words:
        out.remark = _("không ghi năm; hiểu là %(day)s") % {"day": values.plain(read.due_on)}
    elif read.questions and read.cycle:
        out.remark = _("kỳ báo cáo không ghi ngày; theo ngày mặc định")
    return out


def _slashed(words: str) -> str:
    """Days and months as the reader of documents knows them, however a sheet writes them; a dash between two days is a span.

    >>> _slashed("30.6.2022 và 15 - 12 - 2022"), _slashed("12-2022"), _slashed("1/6/2022-30/6/2022"), _slashed("1/6/2022, 2/6/2022")
    ('30/6/2022 và 15/12/2022', '12/2022', 'từ 1/6/2022 đến 30/6/2022', '1/6/2022; 2/6/2022')
    """
    words = re.sub(r"(?<![\d./\-–])(\d{1,2})\s*[./\-–]\s*(\d{1,2})\s*[./\-–]\s*(\d{4})(?!\d)", r"\1/\2/\3", words)
    words = re.sub(r"(?<![\d./\-–])(\d{1,2})[.\-–](\d{4})(?!\d)", r"\1/\2", words)
    words = re.sub(r"(\d{1,2}/\d{1,2}/\d{4})(?:\s*,\s*|\s+)(?=\d{1,2}/\d{1,2}/\d{4})", r"\1; ", words)
    return re.sub(r"(?<!từ )(\d{1,2}/\d{1,2}/\d{4})\s*[-–]\s*(\d{1,2}/\d{1,2}/\d{4})", r"từ \1 đến \2", words)


def last_of(cell) -> tuple[date | None, bool]:
    """The last of the days in a cell, and whether there were several; Wrong where there is none."""
    if not isinstance(cell, str):
        return _READ_DAY(cell), False
    found = [values.written_day(d.replace(" ", "")) for d in _DATES.findall(cell)]
    if not found:
        return values.written_day(cell), False
    return max(found), len(set(found)) > 1


@dataclass(slots=True)
class Who:
    """The organisations that a cell names, by part; names that stay words."""

    leads: list[Organisation] = field(default_factory=list)
    helps: list[Organisation] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def who_of(row: Row, context: Context, on: date) -> Who:
    """Everybody whom the lead and coordinating cells name; what is not sure becomes a question."""
    out = Who()
    for column, target in (("lead", out.leads), ("coordinating", out.helps)):
        if words := row.text(column):
            for part, text in _by_part(words):
                into = out.helps if part == "phối hợp" else target
                for name in names_in(text, context, on):
                    _add(into, name, row, context, on, out.words)
    out.leads = list(dict.fromkeys(out.leads))
    out.helps = [o for o in dict.fromkeys(out.helps) if o not in set(out.leads)]
    return out


def names_in(words: str, context: Context, on: date) -> list[str]:
    """The names of a cell, each as it stands: one name with commas in it stays one.

    The register is asked first about the whole, then about what the reader of documents makes of it, then about pieces.
    """
    words = " ".join(words.replace("\n", "; ").split()).strip(" ;,.-")
    if not words or context.look(words, on) is not None:
        return [words] if words else []
    view = surface(words).view
    listed = agencies.read_list(view, 0, len(view))
    if listed and not re.search(r"\w", view[listed[1]:]) and all(context.look(n.name, on) is not None for n in listed[0]):
        return [n.name for n in listed[0]]
    out: list[str] = []
    pieces = [p.strip(" ;,.-") for p in _PIECES.split(words)]
    for piece in filter(None, pieces):
        more = re.split(r"\s+và\s+(?=[^\W\d_])", piece)
        if context.look(piece, on) is None and len(more) > 1 and any(context.look(m.strip(), on) is not None for m in more):
            out += [m.strip() for m in more]
        else:
            out.append(piece)
    return list(dict.fromkeys(out))


def _by_part(words):
    """(part, words) of a cell that says itself who leads and who helps; ("", words) of any other."""
    marks = list(_PARTS.finditer(words))
    if not marks:
        return [("", words)]
    out = [("", words[:marks[0].start()])] if words[:marks[0].start()].strip() else []
    ends = [m.start() for m in marks[1:]] + [len(words)]
    return out + [(m["part"].lower(), words[m.end():end]) for m, end in zip(marks, ends, strict=True)]


def _add(into, name, row, context, on, kept):
    found = context.resolve(name, row, on)
    if isinstance(found, Organisation):
        into.append(found)
    elif isinstance(found, Group):
        into += members(found, on)
    elif found == "":
        kept.append(name)


@dataclass(slots=True)
class Cited:
    """A document named in a cell."""

    kind: str
    number: str
    on: date | None


def cited_in(words: str) -> list[Cited]:
    """The documents that a text cites with their number.

    >>> [(c.number, c.on) for c in cited_in("Báo cáo số 12/BC-SNV ngày 15/6/2022")]
    [('12/BC-SNV', datetime.date(2022, 6, 15))]
    """
    view = surface(" ".join(words.split())).view
    return [Cited(r.type, r.number, date.fromisoformat(r.date) if r.date and len(r.date) == 10 else None)
            for r in references.find(view, 0, len(view)) if r.number]


def refs_in(words: str) -> list[dict]:
    """The same, as a task keeps the documents it rests on."""
    text = " ".join(words.split())
    return [{"type": r.type, "number": r.number, "date": r.date, "issuer": r.issuer, "title": r.title, "span": [0, 0],
             "text": " ".join(text[r.span[0]:r.span[1]].split())} for r in references.find(surface(text).view, 0, len(text))]
