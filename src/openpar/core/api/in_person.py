"""Acts that nobody does through a program: the address exists and says why, and where a person does it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router

from openpar.core import roles

from .problems import Failed
from .schemas import Id

router = Router(tags=["in person"])


def in_person(hung: Router, path: str, name: str, what, acts, where, why=None, method: str = "post") -> None:
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
    getattr(hung, method)(path, response={204: None})(view)


GRANTS, RULES, PEOPLE = gettext_lazy("Mở trang Vai trò chờ duyệt."), gettext_lazy("Mở trang Quy tắc."), gettext_lazy("Mở trang Bàn giao.")
JOBS, TRAIL, TABLES = gettext_lazy("Mở trang Việc nền."), gettext_lazy("Mở trang Nhật ký."), gettext_lazy("Mở trang Quản trị hệ thống.")
in_person(router, "/role-grants/{int:pk}/approve", "role_approve", gettext_lazy("Duyệt vai trò"), ("people.manage",), GRANTS)
in_person(router, "/role-grants/{int:pk}/refuse", "role_refuse", gettext_lazy("Từ chối vai trò"), ("people.manage",), GRANTS)
in_person(router, "/rule-entries/{int:pk}/approve", "rule_approve", gettext_lazy("Duyệt quy tắc của cơ quan"), ("rule.approve",), RULES)
in_person(router, "/hand-overs", "hand_over", gettext_lazy("Bàn giao mọi việc của một người"), ("people.manage",), PEOPLE)
in_person(router, "/rule-entries", "rule_enter", gettext_lazy("Nhập quy tắc của cơ quan"), ("rule.enter",), RULES)
in_person(router, "/rule-entries/{int:pk}/withdraw", "rule_withdraw", gettext_lazy("Rút quy tắc của cơ quan"), ("rule.approve",), RULES)
in_person(router, "/rule-confirmations", "rule_confirm", gettext_lazy("Xác nhận đã đối chiếu với văn bản"), ("rule.approve",), RULES)
in_person(router, "/rule-confirmations/{int:pk}/approve", "rule_confirmation_approve", gettext_lazy("Duyệt lời xác nhận đã đối chiếu"),
          ("rule.approve",), RULES)
in_person(router, "/rule-confirmations/{int:pk}/return", "rule_confirmation_return", gettext_lazy("Trả lại lời xác nhận đã đối chiếu"),
          ("rule.approve",), RULES)
in_person(router, "/jobs", "jobs_list", gettext_lazy("Xem việc nền"), ("jobs.view",), JOBS, method="get")
in_person(router, "/jobs/run", "jobs_run", gettext_lazy("Chạy việc nền"), ("jobs.view",), JOBS)
in_person(router, "/jobs/resend", "jobs_resend", gettext_lazy("Gửi lại tin chưa gửi được"), ("jobs.view",), JOBS)
in_person(router, "/audit", "audit_list", gettext_lazy("Tra cứu nhật ký"), ("audit.view",), TRAIL, method="get")
in_person(router, "/audit/identities", "audit_identities", gettext_lazy("Tra cứu nhật ký xem danh tính"), ("audit.access",), TRAIL, method="get")
in_person(router, "/people", "people_manage", gettext_lazy("Thêm, sửa người dùng và vai trò"), ("people.manage",), TABLES)
in_person(router, "/organisations/changes", "organisations_manage", gettext_lazy("Thêm, sửa cơ quan, nhóm, kế thừa"), ("organisation.manage",), TABLES)
in_person(router, "/programs", "programs_manage", gettext_lazy("Khai phần mềm, cấp và thu hồi thẻ"), ("people.manage",),
          gettext_lazy("Mở trang Phần mềm kết nối, hoặc Thẻ cá nhân."))
