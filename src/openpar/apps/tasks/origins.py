"""Nguồn gốc: where a task came from. Rooms above this one give tasks and say what led to them; this room knows them only by these kinds.

A kind has a name here; the thing itself (a plan item, a finding, a conclusion) is kept with the task as words, and as the name and the
arguments of the page where it stands. A page that is not installed is words without a link.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

KINDS = {
    "directive": _("Văn bản chỉ đạo"),
    "own": _("Giao trực tiếp, không kèm văn bản"),
    "gap": _("Kế hoạch cải thiện chỉ số"),
    "inspection": _("Kiến nghị sau kiểm tra, thanh tra"),
    "meeting": _("Kết luận cuộc họp"),
    "import": _("Nhập từ hệ thống khác"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What led to a task: its kind, which one (its id in its own room), its words, and the page where it stands.

    >>> Origin("meeting", 7, "Thông báo kết luận số 12/TB-UBND").kind
    'meeting'
    """

    kind: str = "directive"
    id: int | None = None
    label: str = ""
    page: str = ""  # the name of an address, such as "indices:papi_plan_item"
    args: tuple = ()

    @property
    def url(self) -> str:
        """The address of its page; nothing where that page is not there."""
        try:
            return reverse(self.page, args=self.args) if self.page else ""
        except NoReverseMatch:
            return ""


FROM_DIRECTIVE = Origin()
