"""Every act that the trail of this room records, in the words of a timeline. A test walks the code and finds what has no words."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "tasks.directive.upload": _("Tải văn bản lên"), "tasks.directive.read": _("Đọc văn bản, lập dự thảo"),
    "tasks.directive.head": _("Sửa thông tin văn bản"), "tasks.directive.issue": _("Giao nhiệm vụ"),
    "tasks.directive.discard": _("Bỏ bản nháp"), "tasks.directive.withdraw": _("Thu hồi văn bản"),
    "tasks.directive.replace": _("Thay thế bằng văn bản khác"), "tasks.directive.amend": _("Sửa đổi một phần bằng văn bản khác"),
    "tasks.draft.answer": _("Trả lời câu hỏi"), "tasks.draft.confirm": _("Xác nhận dự thảo"), "tasks.draft.reopen": _("Xem lại dự thảo"),
    "tasks.draft.edit": _("Sửa dự thảo"), "tasks.draft.split": _("Tách dự thảo"), "tasks.draft.merge": _("Gộp dự thảo"),
    "tasks.draft.add": _("Thêm dự thảo"), "tasks.draft.drop": _("Bỏ dự thảo"), "tasks.draft.restore": _("Lấy lại dự thảo"),
    "tasks.draft.name": _("Xác định đơn vị"), "tasks.draft.set_many": _("Đặt hạn, phân công nhiều dự thảo"),
    "tasks.task.issue": _("Giao nhiệm vụ"), "tasks.task.correct": _("Điều chỉnh nhiệm vụ"), "tasks.task.withdraw": _("Thu hồi nhiệm vụ"),
    "tasks.task.merge": _("Gộp vào nhiệm vụ khác"), "tasks.task.absorb": _("Nhận nhiệm vụ được gộp"),
    "tasks.task.replace": _("Thay bằng nhiệm vụ mới"), "tasks.task.add_organisation": _("Thêm đơn vị"),
    "tasks.assignment.issue": _("Giao phần việc"), "tasks.assignment.receive": _("Tiếp nhận"),
    "tasks.assignment.assign": _("Phân công (bút phê)"), "tasks.assignment.start": _("Bắt đầu thực hiện"),
    "tasks.assignment.progress": _("Cập nhật tiến độ"), "tasks.assignment.measured": _("Ghi kết quả hệ thống tính"),
    "tasks.assignment.draft": _("Soạn báo cáo"),
    "tasks.assignment.submit": _("Gửi báo cáo hoàn thành"), "tasks.assignment.take_back": _("Rút báo cáo về"),
    "tasks.assignment.accept": _("Chấp nhận kết quả"), "tasks.assignment.return": _("Trả lại báo cáo"), "tasks.assignment.reopen": _("Mở lại"),
    "tasks.assignment.contest": _("Có ý kiến về việc giao"), "tasks.assignment.withdraw_contest": _("Rút ý kiến về việc giao"),
    "tasks.assignment.keep": _("Giữ nguyên việc giao"), "tasks.assignment.cancel": _("Thu hồi phần việc"),
    "tasks.assignment.pass_down": _("Giao tiếp cho cấp dưới"), "tasks.assignment.remind": _("Đôn đốc"),
    "tasks.assignment.escalate": _("Báo cáo vượt cấp"), "tasks.assignment.hand_over": _("Bàn giao cho người khác"),
    "tasks.extension.ask": _("Đề nghị gia hạn"), "tasks.extension.grant": _("Đồng ý gia hạn"), "tasks.extension.refuse": _("Không đồng ý gia hạn"),
    "tasks.extension.withdraw": _("Rút đề nghị gia hạn"),
    "tasks.report.draft": _("Soạn báo cáo kỳ"), "tasks.report.send": _("Gửi báo cáo kỳ"), "tasks.report.accept": _("Chấp nhận báo cáo kỳ"),
    "tasks.report.return": _("Trả lại báo cáo kỳ"), "tasks.report.drop": _("Bỏ kỳ báo cáo"),
    "evidence.add": _("Thêm minh chứng"), "evidence.remove": _("Gỡ minh chứng"), "evidence.level": _("Đổi phạm vi minh chứng"),
}
# the same act about another thing, where it is called otherwise
OF_ROOM = {
    ("tasks.directive", "evidence.add"): _("Lưu tệp gốc"), ("tasks.directive", "evidence.remove"): _("Gỡ tệp gốc"),
    ("tasks.directive", "evidence.level"): _("Đổi phạm vi tệp gốc"),
}


def words_of(room: str, act: str) -> str:
    """What an entry of the trail is called on a page."""
    return str(OF_ROOM.get((room, act)) or WORDS.get(act, act))
