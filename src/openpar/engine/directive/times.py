"""Expressions of time in a text, each read to a kind and a value; which of them is a deadline is decided in deadlines.py."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .vocabulary import alternatives, words

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Time:
    """A time as read: kind and value of the label schema, its span, and how strongly the words make it a deadline (0–5)."""

    kind: str
    value: str | None
    start: int
    end: int
    strength: int = 0
    why: str = ""


@lru_cache(maxsize=1)
def patterns():
    """Compile rulebook/phrases/deadlines.yaml once."""
    w = words().deadlines
    alt = {k: alternatives(v) for k, v in w.items() if isinstance(v, list) and k != "examples"}
    day = r"(?:ngày\s+)?(\d{1,2})\s*(?:/|\.|-|\s?tháng\s+)\s*(\d{1,2})(?!\s*[%\d])"
    year = r"(?:\s*(?:/|\.|-|,?\s*năm\s+)\s*((?:19|20)\d\d)(?!\d))?"
    any_cycle = "|".join(alt[k] for k in ("yearly", "monthly", "quarterly", "weekly", "daily", "halfyearly"))
    c = re.compile
    return {
        "day": c(r"(?<![\d/.-])(?P<mark>ngày\s+)?(?P<d>\d{1,2})\s*(?:/|\.|-|\s?tháng\s+)\s*(?P<m>\d{1,2})"
                 r"(?:\s*(?:/|\.|-|,?\s*năm\s+)\s*(?P<y>(?:19|20)\d\d))?(?![\d%/])", re.I),
        "day_pair": c(rf"(?:ngày\s+)?(?P<d>\d{{1,2}})(?:\s*/\s*(?P<m>\d{{1,2}}))?\s*(?:và|,|"
                      rf";)\s*(?:(?:trước\s+)?ngày\s+)?{day}{year}", re.I),
        "day_only": c(r"ngày\s+(?:mùng\s+)?(?P<d>\d{1,2})(?!\s*[/\d.]|\s*tháng\s+\d)", re.I),
        "month": c(r"(?:tháng\s+(?P<m>\d{1,2})(?:\s*(?:/|năm\s+|-)\s*(?P<y>(?:19|20)\d\d))?|"
                   r"(?<![\d/.])(?P<m2>\d{1,2})\s*/\s*(?P<y2>20\d\d))(?![\d/])", re.I),
        "quarter": c(r"quý\s+(?P<q>IV|I{1,3}|[1-4])(?:(?:\s*[/,-]\s*|\s+)(?:năm\s+)?(?P<y>20\d\d))?(?!\w)", re.I),
        "year": c(r"năm\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.I),
        "this_year": c(r"trong\s+năm(?!\s+\d)(?=\s*(?:$|[.,;)]|nay|nên|có|phải|này))|cuối\s+năm(?!\s+\d)|năm\s+nay", re.I),
        "range_years": c(rf"(?P<period>(?:{alt['period']})\s+)?(?P<a>20\d\d)\s*-\s*(?P<b>20\d\d)(?!\d)", re.I),
        "any_cycle": c(rf"(?:{any_cycle})(?!\w)|tháng\s+(?:cuối|đầu|thứ\s+ba)", re.I),
        "cycle_year": c(rf"(?:{alt['yearly']})(?!\w)", re.I),
        "cycle_month": c(rf"(?:{alt['monthly']})(?!\w)", re.I),
        "cycle_quarter": c(rf"(?:{alt['quarterly']})(?!\w)", re.I),
        "cycle_week": c(rf"(?:{alt['weekly']})(?!\w)", re.I),
        "cycle_day": c(rf"(?:{alt['daily']})(?!\w)", re.I),
        "cycle_half": c(rf"(?:{alt['halfyearly']})(?!\w)", re.I),
        "periodic": c(rf"(?:{alt['periodic']})(?!\w)", re.I),
        "continuous": c(rf"(?:{alt['continuous']})(?!\w)", re.I),
        "event": c(rf"(?:{alt['event']})(?!\w)", re.I),
        "onward": c(rf"\s*,?\s*(?:{alt['onward']})", re.I),
        "before": c(rf"(?:{alt['before']})\s+(?:hết\s+)?(?:thời\s+điểm\s+)?$", re.I),
        "within": c(rf"(?:{alt['within']})\s*:?\s*$", re.I),
        "from": c(r"(?:kể\s+)?từ\s+$", re.I),
    }


def quarter(text: str) -> int:
    """The number of a quarter written in Roman or Arabic numerals."""
    return ROMAN[text.upper()]


def _day(d, m, y):
    d, m = int(d), int(m)
    return f"{int(y):04d}-{m:02d}-{d:02d}" if 1 <= m <= 12 and 1 <= d <= 31 else None


def point(view: str, i: int, j: int, year: int | None) -> Time | None:
    """One day, month, quarter or year written exactly at i.

    >>> point("ngày 15/8 và", 0, 12, 2022).value
    '2022-08-15'
    """
    p = patterns()
    if m := p["day"].match(view, i, j):
        value = _day(m["d"], m["m"], m["y"] or year) if m["y"] or year else None
        if value:
            return Time("date", value, i, m.end(), 0, "" if m["y"] else "năm của văn bản")
    if m := p["month"].match(view, i, j):
        month, y = int(m["m"] or m["m2"]), m["y"] or m["y2"] or year
        if y and 1 <= month <= 12:
            return Time("month", f"{int(y):04d}-{month:02d}", i, m.end(), 0, "" if m["y"] or m["y2"] else "năm của văn bản")
    if m := p["quarter"].match(view, i, j):
        y = m["y"] or year
        if y:
            return Time("quarter", f"{int(y):04d}-Q{quarter(m['q'])}", i, m.end(), 0, "" if m["y"] else "năm của văn bản")
    if m := p["year"].match(view, i, j):
        return Time("year", m["y"], i, m.end())
    return None


def _days_of_year(view, i, j):
    """Month-days before "hằng năm": "15/11", "01/6 và 15/11", "tháng 12"; as (value, start), None where there are none."""
    before = view[max(i, j - 70):j]
    m = re.search(r"(?:ngày\s+)?((?:\d{1,2}\s*(?:/|\s?tháng\s+)\s*\d{1,2}\s*(?:,|;|và|hoặc|(?:\s*(?:,|"
                  r"và)\s*(?:trước\s+)?ngày))?\s*)+)(?:của\s+)?$", before, re.I)
    if m:
        pairs = re.findall(r"(\d{1,2})\s*(?:/|\s?tháng\s+)\s*(\d{1,2})", m[1])
        good = [f"{int(b):02d}-{int(a):02d}" for a, b in pairs if 1 <= int(a) <= 31 and 1 <= int(b) <= 12]
        if good:
            return ",".join(good), j - len(before) + m.start()
    if m := re.search(r"tháng\s+(\d{1,2})\s*(?:của\s+)?$", before, re.I):
        return f"{int(m[1]):02d}", j - len(before) + m.start()
    if m := re.search(r"quý\s+(IV|I{1,3}|[1-4])\s*(?:của\s+)?$", before, re.I):
        return None, j - len(before) + m.start()
    return None


def _day_before(view, i, j):
    before = view[max(i, j - 40):j]
    m = re.search(r"ngày\s+(?:mùng\s+)?(\d{1,2})\s*(?:của\s+)?$", before)
    return (f"{int(m[1]):02d}", j - len(before) + m.start()) if m else None


_WEEKDAYS = {"hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4, "năm": 5, "5": 5, "sáu": 6, "6": 6, "bảy": 7, "7": 7}
_WEEKDAY = r"(?:(?:vào\s+)?(?:(?:trước|hết)\s+)?(?:(?:sáng|chiều|ngày)\s+)*thứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7]))(?!\w)"


def _weekday(view, i, m, j):
    """The weekday beside "hằng tuần", as the number in its name ("thứ Sáu" is 6), with where the words begin and end."""
    before = view[max(i, m.start() - 40):m.start()]
    if near := re.search(_WEEKDAY + r"\s+(?:của\s+)?$", before, re.I):
        return _WEEKDAYS[near[1].lower()], m.start() - len(before) + near.start(), m.end()
    if near := re.compile(r"[^.;\n]{0,40}?" + _WEEKDAY, re.I).match(view, m.end(), j):
        return _WEEKDAYS[near[1].lower()], m.start(), near.end()
    return None


def cycles(view: str, i: int, j: int) -> list[Time]:
    """Yearly and periodic times, with the days that go with them, before or after the word."""
    p, out = patterns(), []
    if not p["any_cycle"].search(view, i, j):
        return out
    both = re.compile(r"(?:định\s+kỳ\s+)?(?:06|6|sáu)\s+tháng\s*\([^()]*?(\d{1,2})\s*(?:/|"
                      r"\s?tháng\s+)\s*(\d{1,2})[^()]*\)\s*(?:,|và|;)?\s*(?:và\s+)?(?:(?:hằng|hàng|một|cả)\s+)?năm\s*"
                      r"\([^()]*?(\d{1,2})\s*(?:/|\s?tháng\s+)\s*(\d{1,2})[^()]*\)", re.I).search(view, i, j)
    if both:
        a, b, c, d = (int(both[k]) for k in (1, 2, 3, 4))
        return [Time("yearly", f"{b:02d}-{a:02d},{d:02d}-{c:02d}", both.start(), both.end(), 4)]
    for m in p["cycle_year"].finditer(view, i, j):
        days = _days_of_year(view, i, m.start())
        if days is None and (after := re.compile(r"[^.;\n]{0,60}?(?:trước|vào)\s+(?:ngày\s+)?(?=\d{1,2}\s*(?:/|"
                                                 r"\s?tháng\s)|tháng\s+\d)").match(view, m.end(), j)):
            more = re.compile(r"(?:\d{1,2}\s*(?:/|\s?tháng\s+)\s*\d{1,2}(?!\s*/\s*\d|\d)(?:\s*(?:,|"
                              r"và)\s*(?:ngày\s+)?(?=\d))?)+|tháng\s+\d{1,2}(?!\s*[/\d])").match(view, after.end(), j)
            got = _days_of_year(view, after.end(), more.end()) if more and not re.match(r"\s*(?:/|năm\s+)\s*20\d\d",
                view[more.end():more.end() + 10]) else None
            if got:
                out.append(Time("yearly", got[0], m.start(), more.end(), 4))
                continue
        out.append(Time("yearly", days[0] if days else None, days[1] if days else m.start(), m.end(), 4 if days else 3))
    for name, word in (("cycle_month", "monthly"), ("cycle_quarter", "quarterly"), ("cycle_week", "weekly"),
                       ("cycle_day", "daily"),
                       ("cycle_half", "halfyearly")):
        for m in p[name].finditer(view, i, j):
            if name == "cycle_half" and not re.search(r"(?:định\s+kỳ|hằng|mỗi|báo\s+cáo)[\w ,()]{0,20}$",
                                                      view[max(i, m.start() - 30):m.start()], re.I):
                continue
            if name == "cycle_week" and (found := _weekday(view, i, m, j)):
                out.append(Time("periodic", f"{word}:{found[0]}", found[1], found[2], 4))
                continue
            day, end = _day_before(view, i, m.start()), m.end()
            if not day and (after := re.compile(r"[^.;\n]{0,60}?ngày\s+(?:mùng\s+)?(\d{1,2})(?!\s*[/\d])(?:\s+(?:của"
                                                r"\s+)?(?:tháng|quý)(?!\s+\d)(?:\s+(?:cuối|đầu|tiếp)[\w ]{0,14})?)?")
                            .match(view, m.end(), j)):
                day, end = (f"{int(after[1]):02d}", m.start()), after.end()
            value = f"{word}:{day[0]}" if day and name in ("cycle_month", "cycle_quarter") else word
            out.append(Time("periodic", value, day[1] if day else m.start(), end, 4 if day else 3))
    for m in re.compile(r"ngày\s+(?P<d>\d{1,2})\s+(?:của\s+)?tháng\s+(?:cuối|đầu|thứ\s+ba)\s+(?:của\s+)?(?:mỗi\s+|"
                        r"hằng\s+|hàng\s+|các\s+)?quý", re.I).finditer(view, i, j):
        if not any(t.start <= m.start() < t.end for t in out):
            out.append(Time("periodic", f"quarterly:{int(m['d']):02d}", m.start(), m.end(), 4))
    return out


def ranges(view: str, i: int, j: int, year: int | None) -> list[Time]:
    """"từ … đến …", a period of years, and "từ … trở đi"."""
    p, out = patterns(), []
    for m in re.compile(r"(?:kể\s+)?từ\s+(?:ngày\s+(?=\d))?(?=\d|tháng|quý|năm)", re.I).finditer(view, i, j):
        a = point(view, m.end(), j, year) or point(view, view.rfind("ngày", m.start(), m.end()) if "ngày" in m[0]
                                                   else m.end(), j, year)
        if not a:
            continue
        to = re.compile(r"\s*(?:đến|tới|-)\s+(?:hết\s+)?(?:ngày\s+(?=\d))?", re.I).match(view, a.end, j)
        b = point(view, to.end(), j, year) if to else None
        if b and (b.kind == a.kind or {a.kind, b.kind} <= {"date", "month", "quarter", "year"}):
            out.append(Time("range", f"{a.value}/{b.value}", m.start(), b.end, 2))
        elif on := p["onward"].match(view, a.end, j):
            out.append(Time("from", a.value, m.start(), on.end(), 3))
        elif not to:
            out.append(Time("from", a.value, m.start(), a.end, 2))
    for m in p["range_years"].finditer(view, i, j):
        out.append(Time("range", f"{m['a']}/{m['b']}", m.start(), m.end(), 2 if m["period"] else 0))
    return out
