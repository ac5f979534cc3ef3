"""What the documents room tells the house: where a document has its page, how it is found, what each duty is called."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register
from openpar.web import navigation

from .selectors import files_for
from .selectors.search import find_documents

register(Room("documents.document", _("Văn bản đi, đến"), page="documents:document", evidence=files_for, search=find_documents, duties={
    "issue": _("Phát hành văn bản đã ký"), "register": _("Tiếp nhận, vào sổ văn bản đến"), "assign": _("Trình, phân công văn bản đến"),
    "answer": _("Xử lý văn bản đến")}))
navigation.register(navigation.Tab("documents", _("Sổ văn bản"), "documents:in", "document.view", order=45))
