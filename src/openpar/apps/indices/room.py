"""What the room tells the house: where an item of a plan has its page."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register
from openpar.core.trail_words import of_workflow

from . import rules
from .selectors.rounds import proofs_for
from .selectors.search import find_figures, find_frameworks, find_rounds
from .services import frameworks, rounds_appraisers  # noqa: F401  what it hands over

register(Room("indices.plan", _("Kế hoạch cải thiện chỉ số"), acts={
    "indices.plan.save": _("Lập, sửa mục kế hoạch"), "indices.plan.give": _("Giao thành nhiệm vụ"), "indices.plan.review": _("Đánh giá mục kế hoạch")}))
register(Room("indices.fact", _("Số liệu"), search=find_figures, acts={
    "indices.fact.state": _("Nhập số liệu"), "indices.fact.correct": _("Đính chính số liệu")}))
register(Room("indices.framework", _("Bộ tiêu chí của cơ quan"), search=find_frameworks, acts={
    "indices.framework.load": _("Nạp bộ tiêu chí"), "indices.framework.approve": _("Duyệt bộ tiêu chí"), "indices.framework.withdraw": _("Rút bộ tiêu chí"),
    "indices.scores.load": _("Nạp điểm công bố")}))
register(Room("indices.round", _("Đợt đánh giá chỉ số"), page="indices:round", views=("round.view",), search=find_rounds, duties={
    "appraise": _("Thẩm định lần 1"), "appraise2": _("Thẩm định lần 2"), "approve_round": _("Phê duyệt kết quả"),
    "publish_round": _("Công bố kết quả")}, acts={
        **of_workflow(rules.ROUND), "indices.round.open": _("Mở đợt đánh giá"), "indices.round.calendar": _("Sửa lịch của đợt"),
        "indices.round.propose": _("Tính điểm tự động"), "indices.round.printed": _("Lập quyết định kết quả"),
        "indices.round.give": _("Giao nhiệm vụ từ khoảng cách điểm"), "indices.round.reached": _("Chỉ số đạt mức đặt ra"),
        "indices.round.give_area": _("Phân công thẩm định lĩnh vực"), "indices.round.take_area": _("Thôi phân công thẩm định lĩnh vực")}))
register(Room("indices.sheet", _("Phiếu chấm chỉ số"), page="indices:sheet", views=("sheet.view", "round.view"), duties={
    "self_score": _("Tự chấm điểm"), "evidence": _("Nộp minh chứng"), "explain": _("Đồng ý hoặc giải trình, kiến nghị")}, acts={
        **of_workflow(rules.SHEET), "indices.sheet.points": _("Ghi điểm"), "indices.sheet.proof_done": _("Báo đã nộp đủ minh chứng")},
    keys={code: stream.title for code, stream in rules.STREAMS.items()}))
register(Room("indices.entry", _("Minh chứng chấm điểm"), evidence=proofs_for))
