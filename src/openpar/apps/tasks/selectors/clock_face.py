"""The deadline of a part as a grid of days, each counted or skipped with its reason, with every change of the due day."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from openpar.core import clock, rulebook
from openpar.engine.errors import NotLoaded
from openpar.engine.worktime import Clock as Count
from openpar.engine.worktime import load_calendar
from openpar.web import faces
from openpar.web.retelling import retold
from openpar.web.wording import official_date

WEEKS = 6


def face_of(part, now) -> tuple[faces.Clock | None, str]:
    """The grid and the sentence above it; nothing where there is no due day or no calendar for it."""
    if part.due_at is None or part.deadline is None:
        return None, ""
    start, due, today = (clock.timezone.localtime(m).date() for m in (part.assigned_at, part.due_at, now))
    try:
        told = Count(part.assigned_at, due_on=due,
                     calendar=rulebook.calendar()).explain(now) if due >= start else {"days": [], "unverified": False}
        days = _cells(told["days"], start, due, today)
    except NotLoaded:
        return None, ""
    counted = sum(d["counted"] for d in told["days"])
    rest = sum(d["kind"] == "weekly_rest" for d in told["days"])
    off = sum(d["kind"] not in ("work", "weekly_rest", "swap_work") for d in told["days"])
    text = _("%(n)s ngày làm việc kể từ ngày giao %(start)s; ngày giao không tính.") % {"n": counted,
                                                                                        "start": official_date(start)}
    if rest or off:
        skipped = [_("%(n)s ngày cuối tuần") % {"n": rest}] if rest else []
        skipped += [_("%(n)s ngày nghỉ lễ") % {"n": off}] if off else []
        text += " " + _("Bỏ qua %(days)s.") % {"days": _(" và ").join(skipped)}
    if len(days) < len(told["days"]):
        text += " " + _("Lịch dưới đây chỉ vẽ các tuần gần đây.")
    rule = part.deadline.rule or {}
    said = _("văn bản ghi “%(words)s”.") % {"words": rule["text"].rstrip(".")} if rule.get("text") else ""
    return faces.Clock(tuple(days), rule=said or _("hạn là ngày ghi trong văn bản, quá hạn từ 0 giờ ngày kế tiếp."),
                       source=rule.get("source", ""), changes=tuple(changes_of(part)), unverified=bool(told["unverified"])), text


def changes_of(part) -> list[str]:
    """Every change of the due day, old and new, with its reason."""
    out = []
    for c in part.deadline.changes if part.deadline else ():
        old, new = (official_date(datetime.fromisoformat(c[k])) if c[k] else _("không có") for k in ("from", "to"))
        out.append(_("Hạn %(old)s, sau đó %(new)s: %(why)s.") % {"old": old, "new": new, "why": retold(c["why"])} if old != new
                   else f"{retold(c['why'])}.")
    return out


def _cells(rows, start, due, today):
    """At most a few weeks: those that end with the due day, or with today once it is late."""
    by_day = {date.fromisoformat(r["date"]): r for r in rows}
    last = max(due, today) if today > due and (today - due).days < 7 * (WEEKS - 1) else due
    first = min(start, due)
    if (last - first).days > 7 * WEEKS:
        anchor = min(max(today, first), last)
        first = max(first, min(anchor - timedelta(days=anchor.weekday() + 7), last - timedelta(days=7 * (WEEKS - 2))))
        last = min(last, first + timedelta(days=7 * WEEKS - 1 - first.weekday()))
    calendar, cells, day = load_calendar(), [], first
    while day <= last:
        row = by_day.get(day)
        cells.append(faces.Day(day, *_kind(row, day, start, due, calendar), today=day == today))
        day += timedelta(days=1)
    return cells


def _kind(row, day, start, due, calendar):
    if day == start:
        return ("due", _("Ngày giao, hạn")) if day == due else ("start", _("Ngày giao"))
    if day == due:
        return "due", _("Ngày %(n)s, hạn") % {"n": row["number"]} if row and row["number"] else _("Hạn")
    if day > due:
        working = calendar.day(day).working
        late = calendar.working_days_between(due, day)
        return ("plain", _("Quá %(n)s") % {"n": late}) if working else ("off", _short(calendar.day(day).reason))
    if row and row["counted"]:
        return "counted", _("Ngày %(n)s") % {"n": row["number"]}
    return "off", _short(row["reason"] if row else "")


def _short(reason):
    return _("Nghỉ") if "nghỉ hằng tuần" in reason else reason.split(" (")[0].split(", ")[0]
