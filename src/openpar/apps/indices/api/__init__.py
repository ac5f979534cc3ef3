"""The routes of the room: facts read and stated, rounds with their sheets and results, frameworks, PAPI as published."""

from . import books, deciding, facts, gaps, plans, published, rounds, sheets, shelf  # noqa: F401  each hangs its routes up on the one router
from .router import router

__all__ = ["router"]
