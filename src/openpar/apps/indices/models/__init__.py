"""What exists in this room: frameworks and scores loaded by the installation,
plans to improve an index, rounds with their sheets, entries and results, facts stated by people."""

from .facts import FactEntry
from .frameworks import OwnFramework, OwnScores
from .plans import PlanItem
from .rounds import Appraiser, Entry, GapTask, Result, ResultRow, Round, Sheet

__all__ = ["Appraiser", "Entry", "FactEntry", "GapTask", "OwnFramework", "OwnScores", "PlanItem", "Result", "ResultRow", "Round", "Sheet"]
