"""The room's routes: directives, tasks, parts of work with every act on them, reports, requests for time, proof."""

from openpar.core.api import duties_of

from . import acts, amending, giving, many, overview, reading, reviewing, sets  # noqa: F401  each hangs its routes up on the one router
from .reading import router

for _room in ("tasks.assignment", "tasks.report", "tasks.extension"):
    duties_of(_room, "assignment.view", "task.view")

__all__ = ["router"]
