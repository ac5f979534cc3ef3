"""Working time: every day counted, and shown. Pure Python and NumPy; the door of this room."""

from .amounts import UNITS, Amount
from .calendar import Calendar, DayInfo, Hours, Override, Session
from .changes import Move, preview_change, with_overrides
from .clock import Clock, Extension, clock_from
from .counting import START_RULES, Pause
from .loading import load_calendar, loaded_years
from .moments import ZONE, at, due_moment, half_open, iso, local, local_day, say, say_day
from .periods import (
    BeforeDay,
    Period,
    add_months,
    before_day,
    next_occurrence,
    occurrences,
    report_period,
    report_periods,
)
from .spans import Span, working_days_left

__all__ = [
    "START_RULES", "UNITS", "ZONE", "Amount", "BeforeDay", "Calendar", "Clock", "DayInfo", "Extension", "Hours", "Move",
    "Override", "Pause", "Period", "Session", "Span", "add_months", "at", "before_day", "clock_from", "due_moment",
    "half_open", "iso", "load_calendar", "loaded_years", "local", "local_day", "next_occurrence", "occurrences",
    "preview_change", "report_period", "report_periods", "say", "say_day", "with_overrides", "working_days_left",
]
