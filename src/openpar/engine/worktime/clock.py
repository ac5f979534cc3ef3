"""A clock is one thing: when it started, under which rule, its pauses and extensions, when it is due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from .. import rulebook
from ..errors import BadInput
from . import counting, measures
from .amounts import Amount
from .calendar import Calendar
from .counting import START_RULES, Pause, Stage
from .moments import DAY, due_moment, local
from .spans import Span


@dataclass(frozen=True, slots=True)
class Extension:
    """A lawful extension: an amount counted on from the due moment, or a new due day.

    It holds when it was asked for (default: granted) by the due moment; one that came later is kept and changes nothing.
    """

    granted_at: datetime
    amount: Amount | None = None  # a text such as "2wd" is read into one
    due_on: date | None = None
    requested_at: datetime | None = None
    reason: str = ""
    source: str = ""

    def __post_init__(self):
        if (self.amount is None) == (self.due_on is None):
            raise BadInput("Gia hạn cần đúng một trong hai: thời gian thêm (amount) hoặc ngày hạn mới (due_on).",
                           where="extensions")
        if self.amount is not None:
            object.__setattr__(self, "amount", Amount.parse(self.amount))

    @property
    def counts_from(self) -> datetime:
        """The moment that must not be later than the due moment."""
        return self.requested_at or self.granted_at


@dataclass(frozen=True)
class Clock:
    """One legal clock. Give an `amount` ("3wd"), or the due day that a document fixed (`due_on`).

    `start_rule` is day0 (default), day1, or for hours moment (default) and next_session. `rule`, `source` and `unverified` are
    carried into the explanation; `met_at` is when the duty was done.

    >>> from openpar.engine.worktime import at, load_calendar, say
    >>> clock = Clock(at(date(2024, 4, 26), "09:00"), "3wd", load_calendar())
    >>> say(clock.due())
    'hết thứ Bảy 04/05/2024'
    """

    start: datetime
    amount: Amount | None = None  # a text such as "3wd" is read into one
    calendar: Calendar = None
    rule: str = ""
    source: str = ""
    start_rule: str = ""
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    due_on: date | None = None
    met_at: datetime | None = None
    unverified: bool = False
    cutoff: str = ""
    label: str = ""

    def __post_init__(self):
        put = object.__setattr__
        local(self.start)
        if (self.amount is None) == (self.due_on is None):
            raise BadInput("Đồng hồ cần đúng một trong hai: thời hạn (amount) hoặc ngày hạn (due_on).", where="amount")
        if self.calendar is None:
            raise BadInput("Đồng hồ cần một lịch làm việc (calendar).", where="calendar")
        if self.amount is not None:
            put(self, "amount", Amount.parse(self.amount))
        put(self, "start_rule", self.start_rule or ("moment" if self.amount and self.amount.family == "hours" else "day0"))
        if self.start_rule not in START_RULES:
            raise BadInput(f"Không có quy tắc bắt đầu {self.start_rule!r}. Dùng một trong: {', '.join(START_RULES)}.",
                           where="start_rule")
        if self.amount and self.amount.family == "same_day" and not self.cutoff:
            put(self, "cutoff", rulebook.parameter("deadlines/same_day_cutoff").on(local(self.start).date()).value)
        put(self, "pauses", tuple(sorted(self.pauses, key=lambda p: p.start)))
        put(self, "extensions", tuple(sorted(self.extensions, key=lambda e: e.counts_from)))

    # the plan

    @cached_property
    def plan(self) -> tuple[tuple[Stage, ...], tuple[Extension, ...]]:
        """The stages counted one after another, and the extensions that came too late."""
        if self.amount is None:
            due = self._fixed(self.start, self.due_on)
            stages = [Stage("Hạn ghi trong văn bản", None, self.start, local(self.start).date() + DAY, None, due, self.due_on)]
        else:
            stages = counting.run(self.calendar, "Thời hạn", self.amount, self.start, self.start_rule, self.pauses, self.cutoff)
        late = []
        for n, extra in enumerate(self.extensions, start=1):
            due = stages[-1].due
            if due is None:
                break
            if extra.counts_from > due:
                late.append(extra)
            elif extra.amount is not None:
                ahead = tuple(p for p in self.pauses if p.end is None or p.end > due)
                rule = "moment" if extra.amount.family == "hours" else "day0"
                stages += counting.run(self.calendar, f"Gia hạn lần {n}", extra.amount, due, rule, ahead, self.cutoff,
                                       extra.source)
            else:
                new = self._fixed(extra.counts_from, extra.due_on)
                stages.append(Stage(f"Gia hạn lần {n}", None, due, local(due).date() + DAY, None, new and max(new, due),
                                    extra.due_on, source=extra.source))
        return tuple(stages), tuple(late)

    def _fixed(self, since: datetime, due_on: date) -> datetime | None:
        """A day fixed by a document, moved by the working days of pauses that began after it was fixed."""
        pauses = tuple(p for p in self.pauses if p.start >= since)
        day, _ = counting.shifted(self.calendar, due_on, counting.skipped_days(pauses, local(since).date() + DAY), by_work=True)
        return due_moment(day) if day else None

    def due(self) -> datetime | None:
        """The due moment; None while a pause is open, since nobody can know it then."""
        return self.plan[0][-1].due

    def due_day(self) -> date | None:
        """The day of the due moment."""
        due = self.due()
        return local(due).date() if due else None

    @cached_property
    def original_due(self) -> datetime | None:
        """The due moment before pauses and extensions."""
        return replace(self, pauses=(), extensions=()).due()

    def as_of(self, moment: datetime) -> "Clock":
        """The clock as it was known then: later pauses and extensions not yet there, a running pause still open."""
        pauses = tuple(replace(p, end=None) if p.end and p.end > moment else p for p in self.pauses if p.start <= moment)
        extensions = tuple(e for e in self.extensions if e.granted_at <= moment)
        same = pauses == self.pauses and extensions == self.extensions
        return self if same else replace(self, pauses=pauses, extensions=extensions)

    # questions

    def paused_at(self, moment: datetime) -> Pause | None:
        """The pause that stands still at this moment, if any."""
        return next((p for p in self.pauses if p.start <= moment and (p.end is None or moment < p.end)), None)

    def is_late(self, at: datetime) -> bool:
        """Whether an act done at this moment came after the due moment, with all that is known."""
        due = self.due() or self.as_of(at).due()
        return due is not None and local(at) > due

    def overdue(self, now: datetime) -> Span | None:
        """How long the duty is overdue at this moment as known then; None when it is not, or while it is paused."""
        return measures.overdue(self, now)

    def elapsed(self, now: datetime) -> Span:
        """How much has been counted up to this moment (or until the duty was met); at the due moment exactly the amount."""
        return measures.elapsed(self, now)

    def remaining(self, now: datetime) -> Span:
        """How much is left at this moment as known then; stands still while paused, empty once due."""
        return measures.remaining(self, now)

    def explain(self, now: datetime | None = None) -> dict:
        """Each day and session counted or skipped, with reason, rule and source: plain data for a page, a paper, a terminal."""
        from .explain import explain

        return explain(self, now)


def clock_from(name: str, start: datetime, calendar: Calendar, layers: Iterable[rulebook.Layer] = (), **more) -> Clock:
    """A clock under a rule of the rulebook, taken as it was in force on the day of the event that starts it.

    >>> from openpar.engine.worktime import at, load_calendar, say
    >>> clock_from("deadlines/complaint_acceptance", at(date(2026, 7, 1), "09:00"), load_calendar()).amount.code
    '7wd'
    """
    rule = rulebook.parameter(name, layers).on(local(start).date())
    return Clock(start, Amount.parse(rule.value), calendar, rule=name, source=rule.source, unverified=rule.unverified, **more)

