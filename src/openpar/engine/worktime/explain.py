"""How a deadline was counted: every day and session, counted or skipped, and why. Plain data, and the same as text."""

from datetime import date, datetime
from functools import lru_cache

from ..errors import NotLoaded
from .calendar import Calendar
from .clock import Clock
from .counting import START_RULES, Pause, Stage
from .moments import DAY, WEEKDAYS, iso, local, say

LONGEST = 1500  # rows; a limit of several years is shown by its steps alone


def explain(clock: Clock, now: datetime | None = None) -> dict:
    """The whole account of a clock. With `now` it is told as known then, with elapsed, remaining and overdue."""
    known = clock.as_of(now) if now else clock
    stages, late = known.plan
    due = stages[-1].due
    end = due or max((p.start for p in known.pauses), default=known.start)
    last = max(local(end).date(), local(now).date()) if due is None and now else local(end).date()
    days = _rows(known, stages, local(known.start).date(), last)
    years = sorted({local(known.start).year, *range(local(known.start).year, last.year + 1)})
    notes = [known.calendar.notes[y] for y in years if y in known.calendar.notes]
    notes += [f"Gia hạn đề nghị lúc {say(e.counts_from)} đến sau khi đã hết hạn nên không làm thay đổi hạn." for e in late]
    if known.unverified:
        notes.append("Quy tắc thời hạn chưa đối chiếu với văn bản gốc.")
    if any(d["unverified"] for d in days) and not any(y in known.calendar.notes for y in years):
        notes.append("Có ngày trong lịch chưa đối chiếu với thông báo gốc.")
    out = {
        "label": known.label, "start_at": iso(known.start), "start": say(known.start),
        "amount": known.amount and {"code": known.amount.code, "text": str(known.amount), "value": known.amount.value,
                                    "unit": known.amount.unit},
        "rule": known.rule, "source": known.source, "start_rule": known.start_rule, "start_rule_text": _start_words(known),
        "due_at": due and iso(due), "due": say(due) if due else "chưa xác định, đang tạm dừng",
        "due_on": due and local(due).date().isoformat(), "original_due_at": iso(clock.original_due),
        "original_due": say(clock.original_due), "extended": any(s.label.startswith("Gia hạn") for s in stages),
        "calendar": known.calendar.code,
        "stages": [_stage_row(s, days) for s in stages], "days": days,
        "pauses": [{"start": say(p.start), "end": say(p.end) if p.end else None, "start_at": iso(p.start),
                    "end_at": p.end and iso(p.end), "reason": p.reason, "source": p.source, "restart": p.restart}
                   for p in known.pauses],
        "extensions": [{"requested": say(e.counts_from), "granted": say(e.granted_at), "amount": str(e.amount or ""),
                        "due_on": e.due_on and e.due_on.isoformat(), "reason": e.reason, "source": e.source,
                        "effective": e not in late} for e in known.extensions],
        "notes": notes, "unverified": known.unverified or any(d["unverified"] for d in days) or bool(notes and not late),
        "sources": sorted({d["source"] for d in days if d["source"] and d["kind"] not in ("work", "weekly_rest")}
                          | ({known.source} if known.source else set())),
    }
    return out | (_state(clock, known, now) if now else {})


def _state(clock: Clock, known: Clock, now: datetime) -> dict:
    over, due = clock.overdue(now), known.due()
    met = clock.met_at if clock.met_at and clock.met_at <= now else None
    if met:
        verdict = ("met_late", "Hoàn thành quá hạn") if clock.is_late(met) else ("met", "Hoàn thành đúng hạn")
    elif over:
        verdict = ("overdue", f"Quá hạn {over}" + (f", {over.calendar_days} ngày theo lịch" if over.calendar_days else ""))
    elif due is None:
        verdict = ("paused", "Đang tạm dừng")
    elif local(now).date() == local(due).date():
        verdict = ("due_today", "Đến hạn hôm nay")
    else:
        verdict = ("running", "Còn trong hạn")
    return {"now": say(now), "now_at": iso(now), "state": verdict[0], "verdict": verdict[1],
            "elapsed": clock.elapsed(now).as_data(), "remaining": clock.remaining(now).as_data(),
            "overdue": over and over.as_data()}


def _start_words(clock: Clock) -> str:
    if clock.amount is None:
        return "Hạn là ngày ghi trong văn bản; quá hạn từ 0 giờ ngày kế tiếp"
    if clock.amount.family == "same_day":
        return f"Nhận đến {clock.cutoff} thì trả trong ngày; sau đó hoặc vào ngày nghỉ thì trả ngày làm việc kế tiếp"
    if clock.amount.value == 0 and clock.amount.family == "working_days":
        return "Hạn ngay trong ngày; gặp ngày nghỉ thì ngày làm việc kế tiếp"
    if clock.amount.value < 0:
        return "Đếm ngược từ ngày bắt đầu, ngày này không tính"
    return START_RULES[clock.start_rule]


def _stage_row(stage: Stage, days: list[dict]) -> dict:
    mine = [d for d in days if d["stage"] == stage.label]
    counted = {"days": sum(d["counted"] for d in mine), "minutes": sum(d["by_stage"].get(stage.label, 0) for d in days)}
    return {"label": stage.label, "amount": str(stage.amount) if stage.amount else "", "start": say(stage.start),
            "due": stage.due and say(stage.due), "counted": counted, "restarted": stage.cut is not None, "source": stage.source}


@lru_cache(maxsize=4096)
def _info(calendar: Calendar, day: date) -> tuple[bool | None, str, str, str, bool]:
    try:
        info = calendar.day(day)
        return info.working, info.reason, info.source, info.kind, info.unverified
    except NotLoaded:
        return None, f"Chưa nạp lịch năm {day.year}", "", "not_loaded", True


def _rows(clock: Clock, stages: tuple[Stage, ...], first: date, last: date) -> list[dict]:
    if (last - first).days > LONGEST:
        return []
    numbers: dict[str, int] = {}
    rows = []
    for n in range((last - first).days + 1):
        day = first + n * DAY
        stage = next((s for s in reversed(stages) if local(s.start).date() < day), stages[0])
        row = _day_row(clock, stage, day) if stage.position is None else _hours_row(clock, stages, day)
        if row["counted"]:
            numbers[row["stage"]] = row["number"] = numbers.get(row["stage"], 0) + 1
        rows.append(row)
    return rows


def _row(clock, day, stage="", counted=False, reason="", sessions=(), by_stage=None) -> dict:
    works, why, source, kind, unverified = _info(clock.calendar, day)
    return {"date": day.isoformat(), "weekday": WEEKDAYS[day.weekday()], "working": works, "kind": kind, "counted": counted,
            "number": None, "minutes": sum((by_stage or {}).values()), "reason": reason or why, "source": source, "stage": stage,
            "unverified": unverified, "sessions": list(sessions), "by_stage": by_stage or {}}


def _day_row(clock: Clock, stage: Stage, day: date) -> dict:
    works, why, *_ = _info(clock.calendar, day)
    by_work = stage.amount is None or stage.amount.family in ("working_days", "same_day")
    sessions = [{"from": f"{s.start:%H:%M}", "to": f"{s.end:%H:%M}", "minutes": s.minutes, "reason": ""}
                for s in (clock.calendar.sessions(day) if works else ())]
    inside = stage.first <= day <= (stage.full or day)
    counted, reason = inside and (bool(works) or not by_work), why
    last = stage.due is not None and day == local(stage.due).date()
    if day < stage.first and last and stage.amount and stage.amount.value == 0:
        reason = f"{why}; hạn ngay trong ngày"
    elif day < stage.first:
        reason = f"Ngày bắt đầu, không tính ({_lower(why)})" if day == local(stage.start).date() else why
    elif pause := _pause_over(clock, day):
        counted = False
        words = "chờ tính lại từ đầu" if pause.restart else "tạm dừng"
        reason = f"Không tính: {words}" + (f", {pause.reason}" if pause.reason else "")
        reason += "; thời hạn đã đủ trước khi tạm dừng, hạn chuyển đến ngày này" if last else ""
    elif not inside:
        reason = f"{why}; hạn chuyển đến ngày này" if last else why
    elif stage.amount and stage.amount.rolls and day == stage.full and not last and stage.due:
        reason = f"{why}; ngày cuối gặp ngày nghỉ nên hạn chuyển sang ngày làm việc kế tiếp"
    return _row(clock, day, stage.label, counted, reason, sessions)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _pause_over(clock: Clock, day: date) -> Pause | None:
    """The pause that takes this whole day out of a count of days."""
    return next((p for p in clock.pauses
                 if local(p.start).date() < day and (p.end is None or day <= local(p.end).date())), None)


def _hours_row(clock: Clock, stages: tuple[Stage, ...], day: date) -> dict:
    sessions, by_stage = [], {}
    for session in clock.calendar.sessions(day):
        counted, why = 0, []
        for stage in (s for s in stages if s.position is not None):
            a, b = max(session.start, local(stage.start)), min(session.end, stage.due or stage.cut or session.end)
            if b <= a:
                continue
            inside = int((b - a).total_seconds() * 1_000_000)
            paused = _overlap(clock, stage, a, b)
            if paused:
                why.append("tạm dừng")
            by_stage[stage.label] = by_stage.get(stage.label, 0) + inside - paused
            counted += inside - paused
        if local(stages[0].start) > session.start:
            why.insert(0, "trước lúc bắt đầu")
        if stages[-1].due and stages[-1].due < session.end:
            why.append("sau khi hết hạn")
        sessions.append({"from": f"{session.start:%H:%M}", "to": f"{session.end:%H:%M}", "minutes": counted / 60_000_000,
                         "reason": ", ".join(why)})
    minutes = {label: n / 60_000_000 for label, n in by_stage.items()}
    return _row(clock, day, next(iter(minutes), stages[0].label), any(minutes.values()), "", sessions, minutes)


def _overlap(clock: Clock, stage: Stage, a: datetime, b: datetime) -> int:
    """Microseconds between a and b that pauses take out, overlapping pauses once."""
    total, reached = 0, a
    for p in clock.pauses:
        start, end = max(local(p.start), reached), min(local(p.end) if p.end else b, b)
        if start < end:
            total += int((end - start).total_seconds() * 1_000_000)
            reached = end
    return total


def as_text(data: dict) -> str:
    """An explanation for the terminal or a letter: one line a day."""
    lines = [f"Bắt đầu:  {data['start']}", f"Thời hạn: {data['amount']['text'] if data['amount'] else 'ngày ghi trong văn bản'}"
             f" ({data['start_rule_text'][0].lower()}{data['start_rule_text'][1:]})"]
    if data["source"]:
        lines.append(f"Căn cứ:   {data['source']}")
    lines.append(f"Hạn:      {data['due']}")
    if data["original_due_at"] != data["due_at"]:
        lines.append(f"Hạn ban đầu: {data['original_due']}")
    hours = bool(data["amount"]) and any(d["by_stage"] for d in data["days"])
    for d in data["days"]:
        y, m, dd = d["date"].split("-")
        mark = "–" if not d["counted"] else f"{d['minutes'] / 60:.4g} giờ" if hours else str(d["number"])
        source = f"  [{d['source']}]" if d["kind"] not in ("work", "weekly_rest") and d["source"] else ""
        parts = "; ".join(f"{s['from']}–{s['to']}: {s['minutes']:g} phút" + (f" ({s['reason']})" if s["reason"] else "")
                          for s in d["sessions"]) if hours else ""
        lines.append(f"  {mark:>9}  {d['weekday']:<8} {dd}/{m}/{y}  {d['reason']}{'; ' if parts else ''}{parts}{source}")
    if "verdict" in data:
        lines += [f"Lúc {data['now']}: {data['verdict']}; đã tính {data['elapsed']['text']}, còn {data['remaining']['text']}"]
    return "\n".join(lines + [f"Lưu ý: {n}" for n in data["notes"]])
