"""The trail of a thing as a timeline: what each entry says in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.web.faces import Event

WORDS = {
    "tasks.directive.upload": gettext_lazy("Tải văn bản lên"), "tasks.directive.read": gettext_lazy("Đọc văn bản, lập dự thảo"),
    "tasks.directive.head": gettext_lazy("Sửa thông tin văn bản"), "tasks.directive.issue": gettext_lazy("Giao nhiệm vụ"),
    "tasks.directive.discard": gettext_lazy("Bỏ bản nháp"), "tasks.directive.withdraw": gettext_lazy("Thu hồi văn bản"),
    "tasks.directive.replace": gettext_lazy("Thay thế bằng văn bản khác"), "tasks.directive.amend": gettext_lazy("Sửa đổi một phần bằng văn bản khác"),
    "tasks.draft.answer": gettext_lazy("Trả lời câu hỏi"), "tasks.draft.confirm": gettext_lazy("Xác nhận dự thảo"),
    "tasks.draft.reopen": gettext_lazy("Xem lại dự thảo"), "tasks.draft.edit": gettext_lazy("Sửa dự thảo"),
    "tasks.draft.split": gettext_lazy("Tách dự thảo"), "tasks.draft.merge": gettext_lazy("Gộp dự thảo"), "tasks.draft.add": gettext_lazy("Thêm dự thảo"),
    "tasks.draft.drop": gettext_lazy("Bỏ dự thảo"), "tasks.draft.restore": gettext_lazy("Lấy lại dự thảo"),
    "tasks.draft.name": gettext_lazy("Xác định đơn vị"), "tasks.draft.set_many": gettext_lazy("Đặt hạn, phân công nhiều dự thảo"),
    "tasks.task.issue": gettext_lazy("Giao nhiệm vụ"), "tasks.task.correct": gettext_lazy("Điều chỉnh nhiệm vụ"),
    "tasks.task.withdraw": gettext_lazy("Thu hồi nhiệm vụ"), "tasks.task.merge": gettext_lazy("Gộp vào nhiệm vụ khác"),
    "tasks.task.absorb": gettext_lazy("Nhận nhiệm vụ được gộp"), "tasks.task.replace": gettext_lazy("Thay bằng nhiệm vụ mới"),
    "tasks.task.add_organisation": gettext_lazy("Thêm đơn vị"),
}
NAMES = {"title": gettext_lazy("tên"), "due_on": gettext_lazy("hạn"), "due_type": gettext_lazy("loại hạn"), "cycle": gettext_lazy("kỳ"),
         "report_day": gettext_lazy("ngày báo cáo"), "field": gettext_lazy("lĩnh vực"), "leader": gettext_lazy("lãnh đạo"),
         "priority": gettext_lazy("ưu tiên"), "product": gettext_lazy("sản phẩm"), "report_to": gettext_lazy("báo cáo cho")}


def events_of(entries, now) -> list[Event]:
    """Entries of the trail as lines of a timeline, newest first."""
    return [Event(str(WORDS.get(e.act, e.act)), e.at, _who(e), _text(e), "done" if e.to_state else "", now=now) for e in entries]


def _who(entry):
    return str(entry.actor) if entry.actor_id else _("Hệ thống")


def _text(entry):
    """The reason, and what changed from what to what."""
    parts = [entry.reason] if entry.reason else []
    if not entry.act.startswith("tasks.draft.") or entry.act == "tasks.draft.edit":
        for name, value in entry.changes.items():
            if name in NAMES and isinstance(value, list) and len(value) == 2:
                parts.append(_("%(name)s: %(old)s thành %(new)s") % {"name": NAMES[name], "old": value[0] or "…", "new": value[1] or "…"})
    title = entry.changes.get("title")
    if entry.act.startswith("tasks.draft.") and isinstance(title, str):
        parts.insert(0, f"“{title}”")
    return ". ".join(parts)
