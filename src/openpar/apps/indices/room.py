"""What the room tells the house: where an item of a plan has its page."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register

from .selectors.rounds import proofs_for

register(Room("indices.plan", _("Kế hoạch cải thiện chỉ số")))
register(Room("indices.fact", _("Số liệu")))
register(Room("indices.round", _("Đợt đánh giá chỉ số"), page="indices:round", duties={
    "appraise": _("Thẩm định lần 1"), "appraise2": _("Thẩm định lần 2"), "approve_round": _("Phê duyệt kết quả"),
    "publish_round": _("Công bố kết quả")}))
register(Room("indices.sheet", _("Phiếu chấm chỉ số"), page="indices:sheet", duties={
    "self_score": _("Tự chấm điểm"), "evidence": _("Nộp minh chứng"), "explain": _("Đồng ý hoặc giải trình, kiến nghị")}))
register(Room("indices.entry", _("Minh chứng chấm điểm"), evidence=proofs_for))
