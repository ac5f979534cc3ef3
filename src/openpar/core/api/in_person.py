"""Acts that nobody does through a program: the address exists and says why, and where a person does it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router

from openpar.core import roles

from .problems import Failed
from .schemas import Id

router = Router(tags=["in person"])


def in_person(hung: Router, path: str, name: str, what, acts, where, why=None) -> None:
    """Hang up an address that answers 403 `in-person`: what is not done here, why not, and where it is done."""
    def refused(request):
        raise Failed(403, "in-person", _("%(what)s: không làm qua API, kể cả với thẻ cá nhân, vì %(why)s. %(where)s") % {
            "what": what, "why": why or roles.IN_PERSON[acts[0]], "where": where})

    def of_one(request, pk: Id):
        refused(request)
    view = of_one if "{int:pk}" in path else refused
    view.__name__ = name
    view.__doc__ = f"{what}: chỉ làm trực tiếp trên trang; địa chỉ này luôn trả lời 403 `in-person` kèm lý do."
    view.acts, view.in_person = tuple(acts), True
    hung.post(path, response={204: None})(view)


GRANTS, RULES, PEOPLE = gettext_lazy("Mở trang Vai trò chờ duyệt."), gettext_lazy("Mở trang Quy tắc."), gettext_lazy("Mở trang Bàn giao.")
in_person(router, "/role-grants/{int:pk}/approve", "role_approve", gettext_lazy("Duyệt vai trò"), ("people.manage",), GRANTS)
in_person(router, "/role-grants/{int:pk}/refuse", "role_refuse", gettext_lazy("Từ chối vai trò"), ("people.manage",), GRANTS)
in_person(router, "/rule-entries/{int:pk}/approve", "rule_approve", gettext_lazy("Duyệt quy tắc của cơ quan"), ("rule.approve",), RULES)
in_person(router, "/hand-overs", "hand_over", gettext_lazy("Bàn giao mọi việc của một người"), ("people.manage",), PEOPLE)
