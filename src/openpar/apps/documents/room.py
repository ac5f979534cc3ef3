"""What the documents room tells the house: where a document has its page, how it is found, what each duty is called."""

from django.utils.translation import gettext_lazy as _

from openpar.core import drafting
from openpar.core.rooms import Room, register
from openpar.core.trail_words import of_workflow
from openpar.web import navigation

from . import rules
from .selectors import copies_for, files_for
from .selectors.search import find_documents
from .services import RegisterDoor, handing_over, sheet_registers  # noqa: F401  the room's kinds of import, and what it hands over

register(Room("documents.document", _("Văn bản đi, đến"), page="documents:document", views=("document.view",), evidence=files_for, search=find_documents,
              indexed=(("documents.Document", "words"),), duties={
    "issue": _("Phát hành văn bản đã ký"), "register": _("Tiếp nhận, vào sổ văn bản đến"), "assign": _("Trình, phân công văn bản đến"),
    "answer": _("Xử lý văn bản đến")}, acts={
        "documents.document.draft": _("Soạn văn bản đi"), "documents.document.edit": _("Sửa dự thảo"),
        "documents.document.relate": _("Ghi quan hệ văn bản"), "documents.document.unrelate": _("Bỏ quan hệ văn bản"),
        "documents.document.arrive": _("Văn bản đến"), "documents.document.import": _("Nhập từ sổ cũ"),
        "documents.document.publish": _("Công bố bản sao"), "documents.document.unpublish": _("Thôi công bố"),
        "documents.document.keep": _("Từ chối trả lại theo thu hồi"), "documents.document.hand_over": _("Bàn giao cho người khác"),
        **of_workflow(rules.OUTGOING, rules.INCOMING)},
    keys={"instruction": _("ý kiến chỉ đạo"), "lead": _("đơn vị chủ trì"), "relation": _("quan hệ"), "paper": _("bản in"), "signature": _("chữ ký"),
          "mode": _("cách ký"), "copy": _("bản công bố"), "masked": _("đã che những gì")}))
register(Room("documents.publication", _("Bản công bố"), evidence=copies_for))
drafting.install(RegisterDoor())
navigation.register(navigation.Tab("documents", _("Sổ văn bản"), "documents:in", "document.view", order=45))
