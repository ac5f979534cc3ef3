"""What the documents room tells the house: what each duty is called."""

from django.utils.translation import gettext_lazy as _

from openpar.core.rooms import Room, register

register(Room("documents.document", _("Văn bản đi, đến"), duties={
    "issue": _("Phát hành văn bản đã ký"), "register": _("Tiếp nhận, vào sổ văn bản đến"), "assign": _("Trình, phân công văn bản đến"),
    "answer": _("Xử lý văn bản đến")}))
