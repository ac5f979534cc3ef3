"""The law of the room: the way of a document out, the way of a document in, and the status codes told to the sender."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from openpar.engine.workflow import Step, Workflow


class S(StrEnum):
    """States of a document; the same words as the model's State. The first five belong to outgoing ones."""

    DRAFT, SUBMITTED, SIGNED, ISSUED, WITHDRAWN = "draft", "submitted", "signed", "issued", "withdrawn"
    ARRIVED, REGISTERED, ASSIGNED, PROCESSING, COMPLETED, REJECTED, RECALLED = (
        "arrived", "registered", "assigned", "processing", "completed", "rejected", "recalled")


OUTGOING = Workflow("documents.document", (
    Step("submit", (S.DRAFT,), S.SUBMITTED, act="document.draft", title=_("trình ký")),
    Step("return", (S.SUBMITTED,), S.DRAFT, act="paper.sign", needs=("reason",), title=_("trả lại dự thảo")),
    Step("sign", (S.SUBMITTED,), S.SIGNED, act="paper.sign", title=_("ký")),
    Step("issue", (S.SIGNED,), S.ISSUED, act="paper.number", title=_("đóng dấu, phát hành")),
    Step("withdraw", (S.SIGNED, S.ISSUED), S.WITHDRAWN, act="paper.sign", needs=("reason",), title=_("thu hồi")),
), finals=(S.WITHDRAWN,))

INCOMING = Workflow("documents.document", (
    Step("register", (S.ARRIVED,), S.REGISTERED, act="document.receive", title=_("vào sổ văn bản đến")),
    Step("reject", (S.ARRIVED,), S.REJECTED, act="document.receive", needs=("reason",), title=_("từ chối tiếp nhận")),
    Step("assign", (S.REGISTERED, S.ASSIGNED, S.PROCESSING), S.ASSIGNED, act="document.assign", needs=("instruction",),
         title=_("phân công xử lý (bút phê)")),
    Step("start", (S.REGISTERED, S.ASSIGNED), S.PROCESSING, act="document.work", title=_("bắt đầu xử lý")),
    Step("complete", (S.ASSIGNED, S.PROCESSING), S.COMPLETED, act="document.work", title=_("hoàn thành xử lý")),
    Step("give_back", (S.ARRIVED, S.REGISTERED, S.ASSIGNED, S.PROCESSING, S.COMPLETED), S.RECALLED, act="document.receive",
         title=_("đồng ý trả lại theo thu hồi")),
), finals=(S.REJECTED, S.RECALLED))

# What the sender is told of each state, by the codes of the national exchange (QCVN 102:2016/BTTTT, Sửa đổi 1:2022): two public
# implementations agree on them, the annex has not been compared.
STATUS_CODES = {S.ARRIVED: "01", S.REJECTED: "02", S.REGISTERED: "03", S.ASSIGNED: "04", S.PROCESSING: "05", S.COMPLETED: "06"}
# What a sender who takes a document back is told by each recipient (same source, same doubt).
RECALL = {"13": _("Đã yêu cầu thu hồi"), "15": _("Đồng ý trả lại"), "16": _("Từ chối trả lại")}
OPEN_IN = (S.ARRIVED, S.REGISTERED, S.ASSIGNED, S.PROCESSING)
# How a signer signs, as the paper prints it before the body's name.
MODES = {"": _("Thủ trưởng ký"), "TM": _("Thay mặt tập thể (TM.)"), "KT": _("Ký thay (KT.)"), "Q": _("Quyền (Q.)"),
         "TL": _("Thừa lệnh (TL.)"), "TUQ": _("Thừa ủy quyền (TUQ.)")}
