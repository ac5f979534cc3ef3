"""The status vocabulary: one word, one shape and one colour for each state, wherever it is shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Face:
    """How a status looks: the icon that carries its shape, the tone of its colour, its label, and when it applies."""

    icon: str
    tone: str
    label: str | Promise
    when: str | Promise = ""


FACES: dict[str, Face] = {
    "on_track": Face("ontrack", "", _("Trong hạn"), _("Chưa xong, còn nhiều hơn số ngày báo trước")),
    "due_soon": Face("soon", "soon", _("Sắp đến hạn"), _("Chưa xong, trong số ngày báo trước, kể cả hôm nay")),
    "overdue": Face("late", "late", _("Quá hạn"), _("Chưa xong, đã qua hạn")),
    "awaiting_appraisal": Face("wait", "wait", _("Chờ thẩm định"), _("Đã báo cáo, chờ cơ quan giao việc xem")),
    "returned": Face("back", "soon", pgettext_lazy("status", "Trả lại"), _("Cần làm lại, có lý do")),
    "done_on_time": Face("done", "done", _("Hoàn thành đúng hạn"), _("Nộp trong hạn và được chấp nhận")),
    "done_late": Face("donelate", "late", _("Hoàn thành trễ hạn"), _("Nộp sau hạn và được chấp nhận")),
    "paused": Face("pause", "soon", _("Tạm dừng tính hạn"), _("Thời gian chờ không tính vào hạn")),
    "no_deadline": Face("open", "", _("Không có thời hạn"), _("Văn bản không nêu hạn")),
    "contested": Face("flag", "soon", _("Có ý kiến"), _("Đơn vị cho rằng không phải việc của mình")),
    "unconfirmed": Face("doubt", "doubt", _("Chưa rõ, cần xác nhận"), _("Hệ thống đề xuất, hoặc quy tắc chưa đối chiếu")),
    "stopped": Face("stop", "", _("Dừng, rút"), _("Kết thúc mà không có kết quả")),
    # what a person is doing, beside the twelve states above
    "draft": Face("edit", "", _("Dự thảo")),
    "assigned": Face("ontrack", "", _("Đã giao, chờ tiếp nhận")),
    "in_progress": Face("ontrack", "", _("Đang thực hiện")),
    "extension_asked": Face("clock", "wait", _("Chờ quyết định gia hạn")),
    "clear": Face("done", "done", _("Đã rõ")),
    # a delegation or an absence on a day
    "running": Face("ontrack", "wait", _("Đang hiệu lực"), _("Từ ngày đầu đến hết ngày cuối")),
    "coming": Face("clock", "", _("Chưa đến ngày")),
    "over": Face("stop", "", _("Đã hết thời hạn")),
    "ended": Face("stop", "", _("Đã kết thúc sớm"), _("Kết thúc trước ngày cuối, có lý do")),
}
# Names that documents and other rooms use for the same state.
ALIASES = {"not_due": "on_track", "submitted": "awaiting_appraisal", "rejected_redo": "returned", "accepted": "done_on_time",
           "cancelled": "stopped", "withdrawn": "stopped", "received": "in_progress", "reported": "awaiting_appraisal",
           "issued": "assigned"}

ABSENT: dict[str, Face] = {
    "not_measured": Face("none", "", _("Chưa đo")),
    "not_applicable": Face("na", "", _("Không áp dụng")),
    "not_asked": Face("open", "", _("Không hỏi")),
    "not_published": Face("lock", "", _("Không công bố")),
    "rule_unknown": Face("doubt", "", _("Chưa có quy tắc")),
}


def face(status: object) -> Face:
    """The face of a status id (a string or a StrEnum); an id nobody described is shown as it is, with the dashed mark.

    >>> face("overdue").icon, face("cancelled").icon
    ('late', 'stop')
    """
    key = str(getattr(status, "value", status) or "").lower()
    return FACES.get(ALIASES.get(key, key)) or Face("doubt", "doubt", key or _("Chưa rõ, cần xác nhận"))


def absent(kind: object) -> Face:
    """The face of a value that is not there: five different marks, none of them zero.

    >>> absent("not_asked").icon
    'open'
    """
    return ABSENT.get(str(getattr(kind, "value", kind)), ABSENT["not_measured"])
