"""The tabs of the room. Only the list of tasks lights up for pages without a tab of their own, such as one part or one task."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.core.prepared import Prepared, counted
from openpar.web.navigation import Tab, register

from .models import Assignment
from .selectors.my_work import late_count


def waiting(request) -> int:
    """How many reports wait for this person's appraisal."""
    reached = Assignment.reach(request.actor, "assignment.appraise")
    match reached.children:
        case [("issuer_id__in", issuers)] if not reached.negated:
            return SUBMITTED.count(issuers=issuers)
    return _submitted(reached).count()


def _submitted(reached: Q):
    return Assignment.objects.filter(reached, state="submitted", open=True)


SUBMITTED = Prepared(lambda issuers: counted(_submitted(Q(issuer_id__in=issuers))), issuers=())


register(Tab("", _("Điều hành"), "tasks:leader", "leader.view", order=10))
register(Tab("", _("Việc của tôi"), "tasks:my_work", order=20, count=late_count, late=True, count_label=_("việc quá hạn")))
register(Tab("", _("Văn bản chỉ đạo"), "tasks:directives", "directive.view", order=30))
register(Tab("tasks", _("Nhiệm vụ"), "tasks:tasks", order=40))
register(Tab("", _("Chờ thẩm định"), "tasks:appraisal", "assignment.appraise", order=50, count=waiting,
             count_label=_("báo cáo chờ thẩm định")))
