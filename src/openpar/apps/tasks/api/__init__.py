"""The room's routes: directives, tasks, parts of work with every act on them, reports, requests for time, proof."""

from . import acts, amending, giving, many, overview, reading, reviewing, sets  # noqa: F401  each hangs its routes up on the one router
from .reading import router

__all__ = ["router"]
