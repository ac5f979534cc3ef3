"""The routes of the room: facts read and stated, rounds with their sheets and results, frameworks, PAPI as published."""

from openpar.core.api import duties_of

from . import books, deciding, facts, gaps, plans, published, rounds, sheets, shelf  # noqa: F401  each hangs its routes up on the one router
from .router import router

duties_of("indices.round", "round.view")
duties_of("indices.sheet", "sheet.view", "round.view")

__all__ = ["router"]
