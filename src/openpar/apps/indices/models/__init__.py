"""What exists in this room: plans to improve an index, rounds with their sheets, entries and results, facts stated by people."""

from .facts import FactEntry
from .plans import PlanItem
from .rounds import Entry, GapTask, Result, ResultRow, Round, Sheet

__all__ = ["Entry", "FactEntry", "GapTask", "PlanItem", "Result", "ResultRow", "Round", "Sheet"]
