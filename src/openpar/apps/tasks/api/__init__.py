"""The room's routes: directives, tasks, parts of work with every act on them, reports, requests for time, proof."""

from ninja import Router

from openpar.core.api import duties_of

from . import reading

for _room in ("tasks.assignment", "tasks.report", "tasks.extension"):
    duties_of(_room, "assignment.view", "task.view")

router = Router(tags=["tasks"])
router.add_router("", reading.router)
