"""The law of the room: what may happen to directives, assignments, reports and requests, and who may do it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from openpar.engine.workflow import Step, Workflow


class A(StrEnum):
    """States of an assignment; the same words as the model's State."""

    ASSIGNED, RECEIVED, CONTESTED, IN_PROGRESS, SUBMITTED, RETURNED, ACCEPTED, CANCELLED = (
        "assigned", "received", "contested", "in_progress", "submitted", "returned", "accepted", "cancelled")


OPEN = (A.ASSIGNED, A.RECEIVED, A.CONTESTED, A.IN_PROGRESS, A.SUBMITTED, A.RETURNED)
WORKING = (A.RECEIVED, A.IN_PROGRESS, A.RETURNED)
# Acts inside an organisation that reach the head of the division to which a part was handed.
WITHIN = ("assignment.view", "assignment.work", "assignment.assign")

# What the issuing side decides, and the acts of the other side that are decided on: never the same person behind both, also where
# one stands in for another.
DECIDING = ("assignment.appraise", "assignment.extend", "assignment.settle")
SENT = ("tasks.assignment.submit", "tasks.assignment.contest", "tasks.report.send", "tasks.extension.ask")

ASSIGNMENT = Workflow("tasks.assignment", (
    Step("receive", (A.ASSIGNED,), A.RECEIVED, act="assignment.receive", title=_("tiếp nhận")),
    Step("contest", (A.ASSIGNED, A.RECEIVED), A.CONTESTED, act="assignment.speak", needs=("reason",), title=_("nêu ý kiến về việc giao")),
    Step("withdraw_contest", (A.CONTESTED,), A.RECEIVED, act="assignment.speak", title=_("rút ý kiến về việc giao")),
    Step("keep", (A.CONTESTED,), A.ASSIGNED, act="assignment.settle", needs=("reason",), title=_("giữ nguyên việc giao")),
    Step("assign", (A.ASSIGNED, A.RECEIVED, A.IN_PROGRESS, A.RETURNED), A.IN_PROGRESS, act="assignment.assign", title=_("phân công")),
    Step("start", (A.RECEIVED, A.RETURNED), A.IN_PROGRESS, act="assignment.work", title=_("bắt đầu thực hiện")),
    Step("submit", (A.RECEIVED, A.IN_PROGRESS, A.RETURNED), A.SUBMITTED, act="assignment.speak", needs=("report",), title=_("gửi báo cáo")),
    Step("take_back", (A.SUBMITTED,), A.IN_PROGRESS, act="assignment.speak", needs=("reason",), title=_("rút báo cáo về")),
    Step("accept", (A.SUBMITTED,), A.ACCEPTED, act="assignment.appraise", needs=("quality",), title=_("chấp nhận kết quả")),
    Step("return", (A.SUBMITTED,), A.RETURNED, act="assignment.appraise", needs=("reason",), title=_("trả lại")),
    Step("reopen", (A.ACCEPTED,), A.IN_PROGRESS, act="assignment.appraise", needs=("reason",), title=_("mở lại")),
    Step("cancel", OPEN, A.CANCELLED, act="directive.issue", needs=("reason",), title=_("thu hồi")),
), finals=(A.CANCELLED,))


class R(StrEnum):
    """States of a progress report owed for a period."""

    DUE, DRAFT, SENT, ACCEPTED, RETURNED, DROPPED = "due", "draft", "sent", "accepted", "returned", "dropped"


REPORT = Workflow("tasks.report", (
    Step("send", (R.DUE, R.DRAFT, R.RETURNED), R.SENT, act="assignment.speak", needs=("body",), title=_("gửi báo cáo kỳ")),
    Step("accept", (R.SENT,), R.ACCEPTED, act="assignment.appraise", title=_("chấp nhận báo cáo kỳ")),
    Step("return", (R.SENT,), R.RETURNED, act="assignment.appraise", needs=("reason",), title=_("trả lại báo cáo kỳ")),
    Step("drop", (R.DUE, R.DRAFT, R.RETURNED), R.DROPPED, act="directive.issue", needs=("reason",), title=_("bỏ kỳ báo cáo")),
), finals=(R.ACCEPTED, R.DROPPED))


class E(StrEnum):
    """States of an extension request, which stands beside the assignment: the old deadline runs until it is decided."""

    PENDING, GRANTED, REFUSED, WITHDRAWN = "pending", "granted", "refused", "withdrawn"


EXTENSION = Workflow("tasks.extension", (
    Step("grant", (E.PENDING,), E.GRANTED, act="assignment.extend", title=_("đồng ý gia hạn")),
    Step("refuse", (E.PENDING,), E.REFUSED, act="assignment.extend", needs=("reason",), title=_("không đồng ý gia hạn")),
    Step("withdraw", (E.PENDING,), E.WITHDRAWN, act="assignment.speak", title=_("rút đề nghị")),
), finals=(E.GRANTED, E.REFUSED, E.WITHDRAWN))


class D(StrEnum):
    """States of a directive."""

    DRAFT, ISSUED, REPLACED, WITHDRAWN, DISCARDED = "draft", "issued", "replaced", "withdrawn", "discarded"


DIRECTIVE = Workflow("tasks.directive", (
    Step("issue", (D.DRAFT,), D.ISSUED, act="directive.issue", title=_("giao nhiệm vụ")),
    Step("discard", (D.DRAFT,), D.DISCARDED, act="directive.draft", needs=("reason",), title=_("bỏ bản nháp")),
    Step("replace", (D.ISSUED,), D.REPLACED, act="directive.issue", needs=("reason",), title=_("thay thế")),
    Step("withdraw", (D.ISSUED,), D.WITHDRAWN, act="directive.issue", needs=("reason",), title=_("thu hồi")),
), finals=(D.REPLACED, D.WITHDRAWN, D.DISCARDED))

# The computed status of an assignment on a day; mutually exclusive, first match wins (facts: task_tracking.computed_status).
STATUSES = ("cancelled", "done_on_time", "done_late", "awaiting_appraisal", "no_deadline", "overdue", "due_soon", "not_due")


def status(state: str, *, due_at, submitted_at, now, soon_at) -> str:
    """The computed status at a moment. `soon_at` is the last moment that counts as due soon; `submitted_at` is of the report that counts.

    >>> from datetime import datetime
    >>> status("accepted", due_at=None, submitted_at=datetime(2022, 8, 1), now=datetime(2022, 9, 1), soon_at=datetime(2022, 9, 4))
    'done_on_time'
    """
    if state == A.CANCELLED:
        return "cancelled"
    if state == A.ACCEPTED:
        return "done_on_time" if due_at is None or submitted_at is None or submitted_at <= due_at else "done_late"
    if state == A.SUBMITTED:
        return "awaiting_appraisal"
    if due_at is None:
        return "no_deadline"
    if now > due_at:
        return "overdue"
    return "due_soon" if due_at <= soon_at else "not_due"
