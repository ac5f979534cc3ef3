"""Opening a round and its calendar: the framework is frozen, each unit gets its sheet and its clocks, everyone is told."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput, Conflict, Refused
from openpar.web import wording

from .. import rules
from ..days import usual
from ..models import Round, Sheet
from ..selectors import rounds_framework as shelf

ROOM, SHEET = "indices.round", "indices.sheet"
DUTIES = {"self_score": "self_score", "evidence": "evidence"}  # what a unit owes from the first day


@transaction.atomic
def open_round(*, title: str, ref: str, year: int, starts_on: date, ends_on: date, units: Sequence[Organisation],
               calendar: Mapping[str, date], keeper: Organisation, by: Actor, at) -> Round:
    """Open a round: freeze the framework, make a sheet for each unit, start its clocks, tell everyone. A constant number of statements."""
    by.require("round.manage", keeper)
    text = shelf.text_of(ref)
    framework = shelf.parsed(ref, text)
    _check(title, framework, year, starts_on, ends_on, units)
    days = checked_calendar(calendar)
    if Round.objects.filter(keeper=keeper, framework_ref=ref, year=year).exclude(state=rules.R.CANCELLED).exists():
        raise Conflict(_("Đã có đợt đánh giá theo khung này cho năm %(year)s.") % {"year": year}, where="year")
    made = Round.objects.create(
        keeper=keeper, title=title.strip(), year=year, index=framework.index, level=framework.level, framework_ref=ref,
        framework_digest=framework.digest, framework_text=text, starts_on=starts_on, ends_on=ends_on, calendar=days, opened_at=at,
        opened_by=by.user)
    sheets = Sheet.objects.bulk_create([Sheet(round=made, organisation=o) for o in dict.fromkeys(units)], batch_size=500)
    start_duties(sheets, "self_score", at=at)
    start_duties(sheets, "evidence", at=at)
    start_duty(made, "appraise", "appraisal1", at=at)
    audit.record("indices.round.open", ROOM, made, by=by, at=at, to_state=made.state, organisation_id=keeper.pk, changes={
        "framework": [None, f"{ref} {framework.digest[:16]}"], "units": len(sheets), "calendar": days})
    tell(sheets, f"Mở đợt đánh giá “{made.title}”: tự chấm điểm trước hết ngày {wording.official_date(date.fromisoformat(days['self_score']))}.",
         "indices.round.opened", by=by, at=at)
    return made


def _check(title, framework, year, starts_on, ends_on, units):
    if not title.strip():
        raise BadInput(_("Đợt đánh giá chưa có tên."), where="title")
    if not units:
        raise BadInput(_("Chọn ít nhất một đơn vị được đánh giá."), where="units")
    usual(starts_on, _("Số liệu từ ngày"), "starts_on")
    usual(ends_on, _("Số liệu đến hết ngày"), "ends_on")
    if ends_on < starts_on:
        raise BadInput(_("Ngày cuối kỳ số liệu phải sau ngày đầu."), where="ends_on")
    if not framework.leaves():
        raise BadInput(_("Khung này chưa có cây tiêu chí nên chưa chấm được."), where="ref")
    if not framework.covers(year):
        raise BadInput(_("Khung này không áp dụng cho năm %(year)s.") % {"year": year}, where="year")


def checked_calendar(calendar: Mapping[str, date]) -> dict[str, str]:
    """Every step with its day, in order; BadInput names the first that comes before the one above it."""
    last, out = None, {}
    for step, title in rules.CALENDAR.items():
        day = calendar.get(step)
        if day is None:
            raise BadInput(_("Lịch chưa có ngày của bước “%(step)s”.") % {"step": title}, where=step)
        usual(day, title, step)
        if last and day < last:
            raise BadInput(_("Bước “%(step)s” (%(day)s) không được trước bước liền trên (%(last)s).") % {
                "step": title, "day": wording.official_date(day), "last": wording.official_date(last)}, where=step)
        out[step], last = day.isoformat(), day
    return out


@transaction.atomic
def amend_calendar(round: Round, calendar: Mapping[str, date], *, reason: str, version: int, by: Actor, at) -> Round:
    """Move days of the calendar, with a reason; running clocks follow, every unit is told what moved."""
    by.require("round.manage", round.keeper)
    if not reason.strip():
        raise BadInput(_("Ghi lý do sửa lịch."), where="reason")
    days = checked_calendar(calendar)
    moved = {step: [round.calendar.get(step), day] for step, day in days.items() if round.calendar.get(step) != day}
    if not moved:
        raise BadInput(_("Lịch không đổi ngày nào."), where="plan")
    changes = [*round.calendar_changes, *({"at": at.isoformat(), "by": by.user_id, "step": step, "from": old, "to": new, "reason": reason.strip()}
                                          for step, (old, new) in moved.items())]
    done = Round.objects.filter(Round.reach(by, "round.manage"), pk=round.pk, version=version, state__in=(
        rules.R.RUNNING, rules.R.APPROVING, rules.R.APPROVED)).update(calendar=days, calendar_changes=changes, version=version + 1)
    if not done:
        raise Refused(_("Chưa lưu được. Lịch vừa được người khác sửa, hoặc đợt đã kết thúc. Tải lại để xem bản mới."), where="version")
    round.refresh_from_db()
    sheets = list(round.sheets.select_related("organisation"))
    ids, why = [s.pk for s in sheets], reason.strip()
    for step, duty in (("self_score", "self_score"), ("evidence", "evidence"), ("explanation", "explain")):
        if step in moved:
            deadlines.change_due_for(SHEET, ids, duty, due(round, step), at=at, why=why)
    for step, duty in (("appraisal1", "appraise"), ("appraisal2", "appraise2"), ("approval", "approve_round"), ("publication", "publish_round")):
        if step in moved:
            deadlines.change_due_for(ROOM, [round.pk], duty, due(round, step), at=at, why=why)
    audit.record("indices.round.calendar", ROOM, round, by=by, at=at, reason=why, changes=moved, organisation_id=round.keeper_id)
    said = "; ".join(f"{rules.CALENDAR[step]} {wording.official_date(date.fromisoformat(new))}" for step, (_old, new) in moved.items())
    tell(sheets, f"Đổi lịch đợt đánh giá “{round.title}”: {said}. Lý do: {why}"[:500], "indices.round.calendar", by=by, at=at)
    return round


def due(round: Round, step: str):
    """The last moment of a step's day."""
    return clock.end_of(date.fromisoformat(round.calendar[step]))


def start_duties(sheets: Sequence[Sheet], step: str, *, at, duty: str = "") -> None:
    """Start the clock of one step for each of these sheets."""
    deadlines.start_many([None] * len(sheets), [_spec(s.round, SHEET, s.pk, s.organisation_id, step, duty or step, at) for s in sheets])


def start_duty(round: Round, duty: str, step: str, *, at) -> None:
    """Start the clock of one step that the keeper of the round owes."""
    deadlines.start_many([None], [_spec(round, ROOM, round.pk, round.keeper_id, step, duty, at)])


def _spec(round, room, pk, organisation_id, step, duty, at):
    with outbox.kept_words():
        title = f"{rules.CALENDAR[step]}: {round.title}"[:500]
    return {"organisation_id": organisation_id, "room": room, "object_id": pk, "duty": duty, "reference": str(round.year), "title": title,
            "started_at": at, "due_at": due(round, step), "rule": {"rule": "round_calendar", "step": step, "text": round.title}}


def tell(sheets: Sequence[Sheet], text: str, topic: str, *, by: Actor, at) -> None:
    """One message to each of these units."""
    outbox.announce([outbox.Told(topic, f"indices.sheet:{s.pk}", text[:500], s.get_absolute_url(), (outbox.Audience(s.organisation_id),))
                     for s in sheets], by=by, at=at)


def past(round: Round, step: str, at) -> bool:
    """Whether the day of a step is over."""
    return timezone.localtime(at).date() > date.fromisoformat(round.calendar[step])
