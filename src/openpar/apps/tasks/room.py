"""What the tasks room tells the house: where each thing has its page, who sees its evidence, what each duty is called."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register

from . import (
    metrics,  # noqa: F401  the questions that its facts answer
    told,  # noqa: F401  the sentences that it keeps for others
)
from .facts import TABLES
from .selectors.assignments import evidence_for
from .selectors.counted import RECORDS
from .selectors.directives import files_for
from .selectors.search import find_directives, find_tasks
from .selectors.verbs import OF_ROOM, WORDS
from .services import handing_over, sheet_tasks  # noqa: F401  what it hands over, and its kind of import

VIEWS = ("assignment.view", "task.view")
register(Room("tasks.assignment", _("Nhiệm vụ"), page="tasks:assignment", evidence=evidence_for, duties={
    "receive": _("Tiếp nhận"), "report": _("Báo cáo kết quả"), "appraise": _("Thẩm định báo cáo"),
    "settle_contest": _("Giải quyết ý kiến về việc giao")}, views=VIEWS))
register(Room("tasks.report", _("Báo cáo kỳ"), page="tasks:report", duties={
    "progress_report": _("Báo cáo tiến độ kỳ"), "appraise": _("Xem báo cáo kỳ")}, views=VIEWS))
register(Room("tasks.extension", _("Gia hạn"), page="tasks:extension", duties={"decide_extension": _("Quyết định gia hạn")},
              views=VIEWS))
register(Room("tasks.task", _("Việc được giao"), page="tasks:task", search=find_tasks, indexed=(("tasks.Task", "search_fold"),),
              facts=TABLES, records=RECORDS, acts=WORDS))
register(Room("tasks.directive", _("Văn bản chỉ đạo"), page="tasks:directive", evidence=files_for, search=find_directives,
              indexed=(("tasks.Directive", "title_fold"),),
              acts={act: words for (_room, act), words in OF_ROOM.items()}))
