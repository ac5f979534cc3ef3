"""The law of the room: what may happen to a round and to the sheet of a unit, who may do it, and which streams of points there are."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from openpar.engine.workflow import Step, Workflow


class R(StrEnum):
    """States of a round; the same words as the model's State."""

    RUNNING, APPROVING, APPROVED, PUBLISHED, CANCELLED = "running", "approving", "approved", "published", "cancelled"


ROUND = Workflow("indices.round", (
    Step("close", (R.RUNNING,), R.APPROVING, act="round.manage", title=_("trình kết quả")),
    Step("return", (R.APPROVING, R.APPROVED), R.RUNNING, act="round.approve", needs=("reason",), title=_("trả lại kết quả")),
    Step("approve", (R.APPROVING,), R.APPROVED, act="round.approve", title=_("phê duyệt kết quả")),
    Step("publish", (R.APPROVED,), R.PUBLISHED, act="round.manage", title=_("công bố kết quả")),
    Step("revise", (R.PUBLISHED,), R.PUBLISHED, act="round.manage", needs=("reason",), title=_("đính chính kết quả")),
    Step("cancel", (R.RUNNING, R.APPROVING), R.CANCELLED, act="round.manage", needs=("reason",), title=_("dừng đợt")),
), finals=(R.CANCELLED,))


class S(StrEnum):
    """States of the sheet of one unit."""

    SCORING, SUBMITTED, APPRAISED, OBJECTED, SETTLED, EXCLUDED = (
        "scoring", "submitted", "appraised", "objected", "settled", "excluded")


SHEET = Workflow("indices.sheet", (
    Step("submit", (S.SCORING,), S.SUBMITTED, act="sheet.speak", title=_("gửi điểm tự chấm")),
    Step("take_back", (S.SUBMITTED,), S.SCORING, act="sheet.speak", needs=("reason",), title=_("rút điểm tự chấm")),
    Step("return", (S.SUBMITTED,), S.SCORING, act="sheet.appraise", needs=("reason",), title=_("trả lại điểm tự chấm")),
    Step("appraise", (S.SCORING, S.SUBMITTED), S.APPRAISED, act="sheet.appraise", title=_("khoá điểm thẩm định lần 1")),
    Step("agree", (S.APPRAISED,), S.SETTLED, act="sheet.speak", title=_("đồng ý với điểm thẩm định")),
    Step("object", (S.APPRAISED,), S.OBJECTED, act="sheet.speak", needs=("explanation",), title=_("gửi giải trình, kiến nghị")),
    Step("settle", (S.APPRAISED, S.OBJECTED), S.SETTLED, act="sheet.appraise", title=_("khoá điểm thẩm định lần 2")),
    Step("reopen", (S.APPRAISED, S.OBJECTED, S.SETTLED), S.SUBMITTED, act="sheet.appraise", needs=("reason",), title=_("mở lại thẩm định")),
    Step("exclude", (S.SCORING, S.SUBMITTED, S.APPRAISED, S.OBJECTED), S.EXCLUDED, act="round.manage", needs=("reason",),
         title=_("đưa ra khỏi đợt")),
), finals=(S.EXCLUDED,))
OPEN = (S.SCORING, S.SUBMITTED, S.APPRAISED, S.OBJECTED)


@dataclass(frozen=True, slots=True)
class Stream:
    """A separate column of points: who writes it by which right, and in which states of the sheet."""

    code: str
    title: object
    act: str = ""  # nobody writes it by hand where it is empty
    states: tuple[str, ...] = ()


STREAMS = {s.code: s for s in (
    Stream("automatic", _("Hệ thống tính")),
    Stream("self", _("Tự chấm"), "sheet.score", (S.SCORING,)),
    Stream("appraisal1", _("Thẩm định lần 1"), "sheet.appraise", (S.SCORING, S.SUBMITTED)),
    Stream("explanation", _("Giải trình, kiến nghị"), "sheet.score", (S.APPRAISED,)),
    Stream("appraisal2", _("Thẩm định lần 2"), "sheet.appraise", (S.OBJECTED,)),
    Stream("survey", _("Điều tra xã hội học"), "sheet.appraise", (S.SCORING, S.SUBMITTED)),
    Stream("bonus", _("Điểm cộng"), "sheet.appraise", (S.SCORING, S.SUBMITTED)),
    Stream("deduction", _("Điểm trừ"), "sheet.appraise", (S.SCORING, S.SUBMITTED)),
)}
FIRST = ("appraisal1", "survey", "bonus", "deduction")  # what the appraiser writes before the unit explains
CHOICES = [(s.code, s.title) for s in STREAMS.values()]

# The calendar of a round, in order; the duty that each step starts, and whose it is.
CALENDAR = {
    "plan": _("Ban hành kế hoạch"), "self_score": _("Tự chấm điểm"), "evidence": _("Nộp minh chứng"),
    "appraisal1": _("Thẩm định lần 1"), "explanation": _("Giải trình, kiến nghị"), "appraisal2": _("Thẩm định lần 2"),
    "approval": _("Phê duyệt"), "publication": _("Công bố")}


def first_stream(kind: str, by: str) -> str:
    """The stream in which the appraiser's first points for a criterion stand, by its kind and by who scores it.

    >>> first_stream("core", "automatic"), first_stream("core", "survey"), first_stream("bonus", "self")
    ('appraisal1', 'survey', 'bonus')
    """
    if kind in ("bonus", "deduction"):
        return kind
    return "survey" if by in ("survey", "leader", "published") else "appraisal1"


def accepts(stream: str, kind: str, by: str) -> bool:
    """Whether a criterion has this stream: what a survey finds is not scored by the unit; a deduction is not claimed.

    >>> accepts("self", "core", "automatic"), accepts("self", "core", "survey"), accepts("survey", "core", "self")
    (True, False, False)
    """
    first = first_stream(kind, by)
    if stream in FIRST:
        return stream == first
    return stream != "self" or first in ("appraisal1", "bonus")


def shown_to(stream: str, locked: bool, sides: set[str]) -> bool:
    """Whether somebody on these sides ("unit", "office") sees an entry: a draft is seen by the side that writes it, the locked one by both.

    >>> shown_to("appraisal1", False, {"unit"}), shown_to("appraisal1", True, {"unit"}), shown_to("self", False, {"office"})
    (False, True, False)
    """
    return locked or stream == "automatic" or ("unit" if stream in ("self", "explanation") else "office") in sides
