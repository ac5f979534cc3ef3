"""Days off proposed by a calendar feed (.ics). Feeds also carry observances, so each day needs a person's yes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import Unreadable
from .calendar import Calendar, Override


@dataclass(frozen=True, slots=True)
class Proposal:
    """One day that a feed names; `changes` tells whether a yes would change this calendar."""

    day: date
    name: str
    changes: bool


def propose(text: str, calendar: Calendar) -> list[Proposal]:
    """The days a feed names, for a person to say yes or no to; nothing is off by being in the file.

    >>> from openpar.engine.worktime import load_calendar
    >>> feed = "BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nDTSTART;VALUE=DATE:20221020\\nSUMMARY:Ngày Phụ nữ\\nEND:VEVENT\\nEND:VCALENDAR"
    >>> propose(feed, load_calendar())
    [Proposal(day=datetime.date(2022, 10, 20), name='Ngày Phụ nữ', changes=True)]
    """
    if "BEGIN:VCALENDAR" not in text:
        raise Unreadable("Tệp không phải lịch iCalendar (.ics). Hãy xuất lịch nghỉ dưới dạng .ics rồi nạp lại.", where="file")
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()  # folded lines are one line
    found: dict[date, str] = {}
    event: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        if line.startswith("BEGIN:VEVENT"):
            event = {}
        elif line.startswith("END:VEVENT"):
            for day in _event_days(event):
                found.setdefault(day, event.get("SUMMARY", "").replace("\\,", ",").strip() or "không có tên")
        else:
            event[key.split(";")[0].upper()] = value.strip()
    return [Proposal(d, name, calendar.first <= d <= calendar.last and calendar.is_working_day(d))
            for d, name in sorted(found.items())]


def _event_days(event: dict[str, str]) -> list[date]:
    try:
        first = date.fromisoformat(event["DTSTART"][:8])
        last = date.fromisoformat(event["DTEND"][:8]) if "DTEND" in event else first + timedelta(days=1)
    except (KeyError, ValueError):
        raise Unreadable(f"Sự kiện {event.get('SUMMARY', 'không tên')!r} trong tệp .ics không có ngày đọc được. "
                         "Sửa hoặc xóa sự kiện này rồi nạp lại.", where="DTSTART") from None
    days = max((last - first).days, 1)
    if days > 31:
        raise Unreadable(f"Sự kiện {event.get('SUMMARY', 'không tên')!r} dài {days} ngày. Kiểm tra lại DTEND.", where="DTEND")
    return [first + timedelta(days=n) for n in range(days)]


def accepted(proposals: Collection[Proposal], yes: Collection[date], source: str) -> tuple[Override, ...]:
    """The overrides for the days that a person said yes to, under the document that person names."""
    return tuple(Override(p.day, True, p.name, source) for p in proposals if p.day in yes)
