"""From how a document writes a time to a day or a cycle, with the question that stays open for a person."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import before_day, load_calendar

CYCLES = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "halfyearly": "half_year", "yearly": "year"}
BEFORE = re.compile(r"\btrước\b", re.IGNORECASE)


@dataclass(slots=True)
class Read:
    """What a wording gives: columns of a draft, and questions (see `question`)."""

    due_type: str = ""
    due_on: date | None = None
    cycle: str = ""
    report_day: int | None = None
    recurring: bool = False
    yearly_days: list = field(default_factory=list)
    note: str = ""
    questions: list = field(default_factory=list)


def question(about: str, title: str, text: str = "", span=None, alternatives=()) -> dict:
    """A doubt of a draft: what is asked, and the answers, each with the columns that it sets."""
    return {"field": about, "title": title, "text": text, "span": list(span) if span else None, "answer": None,
            "alternatives": [{"label": label, "set": values} for label, values in alternatives]}


def read_due(deadline: dict | None, *, on: date, layers=()) -> Read:
    """The due type of a parsed deadline {kind, value, text, span}; "" where the document gives no time.

    >>> read_due({"kind": "quarter", "value": "2022-Q3"}, on=date(2022, 7, 1)).due_on
    datetime.date(2022, 9, 30)
    """
    kind, value = (deadline or {}).get("kind") or "none", (deadline or {}).get("value") or ""
    wording, span = (deadline or {}).get("text") or "", (deadline or {}).get("span")
    if kind == "date":
        return _day(_iso(value), wording, span, on, layers)
    if kind in ("month", "quarter", "year", "range"):
        day = last_day(value.split("/")[-1] if kind == "range" else value)
        return Read("date", day) if day else Read()
    if kind in ("yearly", "periodic"):
        return _cycle(kind, value, wording, span, on)
    return Read()


def last_day(value: str) -> date | None:
    """The last day of "2022", "2022-10", "2022-Q3" or of a day itself; None where it cannot be read.

    >>> last_day("2022-02")
    datetime.date(2022, 2, 28)
    """
    if day := _iso(value):
        return day
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        year, month = int(m[1]), int(m[2]) * 3
    elif m := re.fullmatch(r"(\d{4})-(\d{2})", value):
        year, month = int(m[1]), int(m[2])
    elif re.fullmatch(r"\d{4}", value):
        year, month = int(value), 12
    else:
        return None
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _day(day, wording, span, on, layers):
    if day is None:
        return Read()
    if not BEFORE.search(wording):
        return Read("date", day)
    rule = before_day(day, layers, on)
    read = Read("date", rule.due_on, note=rule.note)
    if rule.unverified:
        day_before = last_working_day(day - timedelta(days=1))
        counted = (_("Có tính: %(day)s") % {"day": _short(day)}, {"due_type": "date", "due_on": day.isoformat()})
        not_counted = (_("Không tính: %(day)s") % {"day": _short(day_before)}, {"due_type": "date", "due_on": day_before.isoformat()})
        answers = [counted, not_counted] if rule.due_on == day else [not_counted, counted]
        read.questions.append(question(
            "deadline", _("“%(words)s” có tính ngày %(day)s không?") % {"words": _capital(wording), "day": f"{day.day}/{day.month}"},
            _("Quy tắc chưa đối chiếu: %(rule)s") % {"rule": rule.note.split(": ", 1)[-1].split(";")[0].split(". ")[0] + "."}, span, answers))
    return read


def last_working_day(day: date) -> date:
    """This day, or the last working day before it; the day itself where no calendar is loaded."""
    try:
        calendar = load_calendar()
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    except NotLoaded:
        pass
    return day


def _cycle(kind, value, wording, span, on):
    name, _sep, days = (value.partition(":") if kind == "periodic" else ("yearly", "", value))
    cycle = CYCLES.get(name, "")
    yearly_days = [d for d in days.split(",") if re.fullmatch(r"\d{2}-\d{2}", d)]
    if cycle == "year" and yearly_days:
        day = _next(yearly_days, on)
        if day:
            return Read("date", day, "year", recurring=True, yearly_days=sorted(yearly_days) if len(yearly_days) > 1 else [], note=wording)
    if cycle and re.fullmatch(r"\d{1,2}", days) and kind == "periodic":
        return Read("cycle", None, cycle, int(days))
    if cycle == "week":  # a week has one working end: nothing to ask
        return Read("cycle", None, cycle)
    if not cycle:
        return Read(questions=[question(
            "deadline", _("“%(words)s” là báo cáo theo kỳ nào?") % {"words": _capital(wording or _("Định kỳ"))}, "", span,
            [(_("Hằng tuần"), {"due_type": "cycle", "cycle": "week"}),
             (_("Hằng tháng"), {"due_type": "cycle", "cycle": "month"}), (_("Hằng quý"), {"due_type": "cycle", "cycle": "quarter"}),
             (_("Sáu tháng"), {"due_type": "cycle", "cycle": "half_year"}), (_("Hằng năm"), {"due_type": "cycle", "cycle": "year"})])])
    end = date(on.year, 12, 31)
    answers = [(_("Báo cáo theo kỳ, ngày mặc định"), {"due_type": "cycle", "cycle": cycle})]
    if cycle == "year":
        answers.append((_("Mỗi năm một lần, hạn %(day)s") % {"day": _short(end)},
                        {"due_type": "date", "due_on": end.isoformat(), "recurring": True, "cycle": "year"}))
    return Read("cycle", None, cycle, questions=[question(
        "deadline", _("“%(words)s” chưa nêu ngày báo cáo.") % {"words": _capital(wording or _("Định kỳ"))}, _("Kỳ hạn thiếu ngày."), span, answers)])


def _next(days, on):
    found = []
    for year in (on.year, on.year + 1):
        for d in days:
            month, day = map(int, d.split("-"))
            if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
                found.append(date(year, month, day))
    return next((d for d in sorted(found) if d >= on), None)


def _iso(value):
    try:
        return date.fromisoformat(value) if value and len(value) == 10 else None
    except ValueError:
        return None


def _short(day):
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month < 3 else f"{day.day:02}/{day.month}/{day.year}"


def _capital(text):
    return text[:1].upper() + text[1:]
