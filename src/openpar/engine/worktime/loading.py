"""Calendars read from the rulebook: one file per year, beside the notice it rests on, and an office's own overrides on top."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from .. import rulebook
from ..errors import BadInput, NotLoaded, RuleError
from .calendar import Calendar, DayInfo, Hours, Override
from .moments import WEEKDAYS, say_day

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFF_KINDS = {"holiday": "nghỉ lễ", "lieu": "nghỉ bù", "swap_off": "nghỉ hoán đổi"}
STATES = ("announced", "partly_announced")
UNCHECKED = ("C", "D")


@lru_cache(maxsize=64)
def year_file(code: str, year: int) -> dict:
    """One year of a calendar, checked: `days_off` and `days_worked` rows with their sources."""
    where = f"calendars/{code}/{year}"
    data = rulebook.read(where)
    rulebook.check_keys(data, ("year", "status", "confidence", "sources", "note", "days_off", "days_worked"), where,
                        ("year", "status", "confidence", "sources", "days_off", "days_worked"))
    if data["year"] != year or data["status"] not in STATES or data["confidence"] not in rulebook.GRADES:
        raise RuleError(f"{where}: year, status or confidence is not what the file name and the schema say. "
                        f"Status is one of {', '.join(STATES)}.", where=where)
    seen = set()
    for part, required in (("days_off", ("day", "kind", "name", "source")), ("days_worked", ("day", "name", "source"))):
        for i, row in enumerate(data[part], start=1):
            here = f"{where}#{part}[{i}]"
            rulebook.check_keys(row, ("day", "kind", "name", "source", "pair", "announced", "confidence"), here, required)
            if not isinstance(row["day"], date) or row["day"].year != year or row["day"] in seen:
                raise RuleError(f"{here}: {row['day']} is not a day of {year}, or is written twice.", where=here)
            if part == "days_off" and row["kind"] not in OFF_KINDS:
                raise RuleError(f"{here}: kind {row['kind']!r} is not known. Use {', '.join(OFF_KINDS)}.", where=here)
            seen.add(row["day"])
    pairs = {(r["day"], r.get("pair")) for r in data["days_off"] if r["kind"] == "swap_off"}
    back = {(r.get("pair"), r["day"]) for r in data["days_worked"] if (r.get("pair") or r["day"]).year == year}
    if pairs != back:
        raise RuleError(f"{where}: a swap is a pair: each swap_off names the working day that pays for it, and that day "
                        "names it back.", where=where)
    return data


def loaded_years(code: str = "vn") -> tuple[int, ...]:
    """The years that have a calendar, without a gap.

    >>> loaded_years()[-1] >= 2027
    True
    """
    folder = rulebook.ROOT / "calendars" / code
    years = tuple(sorted(int(f.stem) for f in folder.glob("[12][0-9][0-9][0-9].yaml"))) if folder.is_dir() else ()
    if not years:
        raise NotLoaded(f"Không có lịch làm việc mang mã {code!r} trong rulebook/calendars.", where=f"calendars/{code}")
    for a, b in pairwise(years):
        if b != a + 1:
            raise NotLoaded(f"Lịch {code} có {a} và {b} nhưng thiếu {a + 1}. Nạp năm còn thiếu trước.",
                            where=f"calendars/{code}/{a + 1}")
    return years


@dataclass(frozen=True, slots=True)
class Unchecked:
    """One part of a calendar graded below B: its name, what it says in words, its source and grade, and the digest to confirm it by."""

    name: str
    words: str
    source: str
    grade: str
    digest: str
    since: date


def unchecked(code: str = "vn") -> tuple[Unchecked, ...]:
    """What nobody has compared with its notice: whole years, single days of a year that is sure, the head's weekly rest and hours.

    >>> [u.name for u in unchecked()][0]
    'calendars/vn/2019'
    """
    out = []
    for year in loaded_years(code):
        data = year_file(code, year)
        if rulebook.GRADES[data["confidence"]] in UNCHECKED:
            out.append(Unchecked(f"calendars/{code}/{year}", f"{len(data['days_off'])} ngày nghỉ, {len(data['days_worked'])} ngày làm bù",
                                 "; ".join(data["sources"]), rulebook.GRADES[data["confidence"]], _year_digest(code, data), date(year, 1, 1)))
            continue
        for row in (*data["days_off"], *data["days_worked"]):
            if _grade(row, data) in UNCHECKED:
                out.append(Unchecked(f"calendars/{code}/{year}#{row['day']}", f"{say_day(row['day'])}: {row['name']}", row["source"],
                                     _grade(row, data), _row_digest(code, row), row["day"]))
    head = rulebook.read(f"calendars/{code}")
    for part, words in (("weekly_rest", "days"), ("sessions", "hours"), ("saturday_intake", "hours")):
        for row in head.get(part, ()):
            if rulebook.GRADES[row.get("confidence", "A")] in UNCHECKED:
                said = ", ".join(WEEKDAYS[ENGLISH.index(d)] if d in ENGLISH else d for d in row[words])
                out.append(Unchecked(f"calendars/{code}#{part}-{row['from']}", said, row["source"], rulebook.GRADES[row["confidence"]],
                                     rulebook.digest([f"calendars/{code}#{part}", row]), row["from"]))
    return tuple(out)


def _grade(row: dict, year: dict) -> str:
    return rulebook.GRADES[row.get("confidence", year["confidence"])]


def _year_digest(code: str, data: dict) -> str:
    return rulebook.digest([f"calendars/{code}/{data['year']}", data])


def _row_digest(code: str, row: dict) -> str:
    return rulebook.digest([f"calendars/{code}#day", row])


def load_calendar(code: str = "vn", overrides: Sequence[Override] = (), on: date | None = None, *,
                  sessions: Sequence | None = None, weekly_rest: Sequence[str] | None = None,
                  confirmed: Collection[str] = ()) -> Calendar:
    """The calendar of an office: the national one, with its own days (`overrides`), hours and weekly rest laid over it.

    `on` shows it as it was known on that day (a swap announced later is not yet there). `sessions` are texts such as
    "08:00-17:00", or `Hours` values with the day they start. `confirmed` are digests of parts (`unchecked`) that a person compared with
    their notice: they count the same days and are no longer marked. The same question gets the same object.

    >>> load_calendar().day(date(2026, 11, 24)).reason
    'Ngày Văn hóa Việt Nam, nghỉ lễ'
    """
    hours = tuple(h if isinstance(h, str) else Hours(h[0], tuple(h[1])) for h in sessions or ())
    return _load(code, tuple(sorted(overrides, key=lambda o: (o.day, o.off, o.reason, o.source))), on, hours,
                 tuple(weekly_rest) if weekly_rest is not None else None,
                 frozenset(confirmed).intersection(u.digest for u in unchecked(code)) if confirmed else frozenset())


@lru_cache(maxsize=512)
def _load(code, overrides, on, sessions, weekly_rest, confirmed):
    years = loaded_years(code)
    head = rulebook.read(f"calendars/{code}")
    rulebook.check_keys(head, ("calendar", "title", "timezone", "weekly_rest", "sessions", "saturday_intake", "holidays"),
                        f"calendars/{code}", ("calendar", "title", "weekly_rest", "sessions"))
    days: dict[date, DayInfo] = {}
    notes = {}
    for year in years:
        data, sure = year_file(code, year), False
        if data["status"] == "partly_announced":
            notes[year] = f"Lịch năm {year} mới được thông báo một phần; ngày đã tính vẫn có thể đổi."
        elif not (sure := _year_digest(code, data) in confirmed) and data["confidence"] in UNCHECKED:
            notes[year] = f"Lịch năm {year} chưa đối chiếu với thông báo gốc."
        for row in (*data["days_off"], *data["days_worked"]):
            if on is None or row.get("announced", date.min) <= on:
                days[row["day"]] = _row(row, "A" if sure or _row_digest(code, row) in confirmed else _grade(row, data))
    seen: dict[date, bool] = {}
    for own in overrides:
        if seen.setdefault(own.day, own.off) != own.off:
            raise BadInput(f"{say_day(own.day)} vừa được ghi là nghỉ vừa được ghi là làm bù. Hãy giữ một dòng.",
                           where="overrides")
        word = "đơn vị nghỉ" if own.off else "đơn vị làm bù"
        days[own.day] = DayInfo(not own.off, f"{own.reason} ({word})", own.source, "own_off" if own.off else "own_work")
    rest = _weekly_rest(head, weekly_rest)

    def info(day: date) -> DayInfo:
        if special := days.get(day):
            return special
        for since, resting, source, unverified in rest:
            if since <= day:
                name = WEEKDAYS[day.weekday()]
                if day.weekday() in resting:
                    return DayInfo(False, f"{name[0].upper()}{name[1:]}, nghỉ hằng tuần", source, "weekly_rest", unverified)
                return DayInfo(True, "Ngày làm việc", source, "work", unverified)
        raise NotLoaded(f"Lịch {code}: chưa nạp ngày nghỉ hằng tuần cho {day:%d/%m/%Y}.", where=code)

    if sessions and not isinstance(sessions[0], str):
        hours = sessions
    else:
        hours = ((Hours(date.min, sessions),) if sessions
                 else tuple(Hours(r["from"], tuple(r["hours"])) for r in head["sessions"]))
    intake = tuple((r["from"], tuple(r["hours"]), r["source"]) for r in head.get("saturday_intake", ()))
    return Calendar(code, head["title"], date(years[0], 1, 1), date(years[-1], 12, 31), info, hours, intake, notes,
                    key=(code, overrides, on, sessions, weekly_rest, confirmed))


def _row(row: dict, grade: str) -> DayInfo:
    unverified = grade in UNCHECKED
    if "kind" not in row:
        return DayInfo(True, row["name"], row["source"], "swap_work", unverified)
    word = OFF_KINDS[row["kind"]]
    name = row["name"] if word in row["name"].lower() else f"{row['name']}, {word}"
    return DayInfo(False, name, row["source"], row["kind"], unverified)


def _weekly_rest(head: dict, own: tuple[str, ...] | None) -> list:
    rows = ([{"from": date.min, "days": own, "source": "Quy định riêng của đơn vị", "confidence": "B"}] if own is not None
            else head["weekly_rest"])
    out = []
    for row in sorted(rows, key=lambda r: r["from"], reverse=True):
        if unknown := [d for d in row["days"] if d not in ENGLISH]:
            raise BadInput(f"Không có ngày trong tuần {unknown[0]!r}. Dùng {', '.join(ENGLISH)}.", where="weekly_rest")
        # The 40-hour week is nowhere in doubt; a grade below B on its source would mark every single day.
        out.append((row["from"], {ENGLISH.index(d) for d in row["days"]}, row["source"], False))
    return out
