"""What a person can do with a part of work now, and why the other acts are not possible. Asks no further query."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import roles
from openpar.core.roles import Side

from .. import rules

A, WORKING = rules.A, rules.WORKING
HANDED = (A.ASSIGNED, *WORKING)


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the page: its address word, its words, the right it needs, the states it leaves from."""

    code: str
    slug: str
    label: object
    right: str
    states: tuple
    main: bool = False
    bad: bool = False


ACTS = {a.code: a for a in (
    Act("receive", "tiep-nhan", gettext_lazy("Tiếp nhận"), "assignment.receive", (A.ASSIGNED,), main=True),
    Act("assign", "phan-cong", gettext_lazy("Phân công"), "assignment.assign", HANDED),
    Act("report", "bao-cao", gettext_lazy("Báo cáo hoàn thành"), "assignment.work", WORKING, main=True),
    Act("progress", "tien-do", gettext_lazy("Cập nhật tiến độ"), "assignment.work", WORKING),
    Act("evidence", "minh-chung", gettext_lazy("Thêm minh chứng"), "assignment.work", (*HANDED, A.SUBMITTED)),
    Act("pass_down", "giao-tiep", gettext_lazy("Giao tiếp cho cấp dưới"), "assignment.pass_down", WORKING),
    Act("extend", "gia-han", gettext_lazy("Đề nghị gia hạn"), "assignment.speak", HANDED),
    Act("withdraw_extension", "rut-gia-han", gettext_lazy("Rút đề nghị gia hạn"), "assignment.speak", rules.OPEN),
    Act("contest", "y-kien", gettext_lazy("Có ý kiến về việc giao"), "assignment.speak", (A.ASSIGNED, A.RECEIVED)),
    Act("withdraw_contest", "rut-y-kien", gettext_lazy("Rút ý kiến về việc giao"), "assignment.speak", (A.CONTESTED,)),
    Act("take_back", "rut-bao-cao", gettext_lazy("Rút báo cáo về"), "assignment.speak", (A.SUBMITTED,)),
    Act("accept", "chap-nhan", gettext_lazy("Chấp nhận kết quả"), "assignment.appraise", (A.SUBMITTED,), main=True),
    Act("return", "tra-lai", gettext_lazy("Trả lại"), "assignment.appraise", (A.SUBMITTED,)),
    Act("decide_extension", "quyet-dinh-gia-han", gettext_lazy("Quyết định gia hạn"), "assignment.extend", tuple(A), main=True),
    Act("settle", "giai-quyet-y-kien", gettext_lazy("Giải quyết ý kiến"), "assignment.settle", (A.CONTESTED,), main=True),
    Act("remind", "don-doc", gettext_lazy("Đôn đốc"), "assignment.remind", HANDED),
    Act("escalate", "bao-cao-vuot-cap", gettext_lazy("Báo cáo vượt cấp"), "assignment.remind", HANDED),
    Act("reopen", "mo-lai", gettext_lazy("Mở lại"), "assignment.appraise", (A.ACCEPTED,), bad=True),
)}
NEEDS_CHILDREN, NEEDS_PENDING, NEEDS_NONE_PENDING = ("pass_down",), ("withdraw_extension", "decide_extension"), ("extend",)


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as the page offers it: possible, or not and why."""

    act: Act
    url: str
    why_not: str = ""

    @property
    def possible(self):
        return not self.why_not


def may(actor, part, right: str) -> bool:
    """Whether the right reaches this part."""
    if roles.ACTS[right].side == Side.ISSUER:
        return actor.can_for(right, part.issuer, field=part.field)
    inside = right in rules.WITHIN and part.sub_unit_id and actor.can_for(right, part.sub_unit)
    return actor.can_for(right, part.organisation, part.handler_id) or bool(inside)


def offers(page, *, has_below: bool) -> list[Offer]:
    """Every act that concerns this person, in order of the table: those of their side, possible or not, with the reason."""
    part, actor = page.part, page.actor
    sides = {Side.PART: page.inside, Side.ISSUER: actor.can_for("task.view", part.issuer, field=part.field)
             and any(may(actor, part, r) for r in ("assignment.appraise", "assignment.extend", "assignment.remind"))}
    found = []
    for act in ACTS.values():
        if not sides[roles.ACTS[act.right].side]:
            continue
        if (act.code in NEEDS_CHILDREN and not has_below) or (act.code in NEEDS_PENDING and not page.pending):
            continue
        found.append(Offer(act, reverse(f"tasks:assignment_{act.code}", args=[part.pk]), why_not(page, act)))
    return found


def why_not(page, act: Act) -> str:
    """Why this person cannot do this now; empty when they can."""
    part = page.part
    if not may(page.actor, part, act.right):
        return _("Việc này thuộc về %(who)s.") % {"who": roles.titles_with(act.right)} + _in_place(page, act.right)
    if act.right in rules.DECIDING and page.actor.standing and page.actor.own_unit(part.organisation):
        return _("Đang làm thay cấp trên thì không tự quyết định việc của đơn vị mình.")
    if part.state not in act.states:
        known = STATE_REASONS.get((act.code, part.state))
        return known or _("Phần việc đang ở trạng thái “%(state)s”.") % {"state": part.get_state_display()}
    if act.code in NEEDS_PENDING and not page.pending:
        return _("Không có đề nghị gia hạn nào đang chờ quyết định.")
    if act.code == "extend" and part.due_at is None:
        return _("Phần việc không có hạn cuối.")
    if act.code == "extend" and page.pending:
        return _("Đã có một đề nghị đang chờ quyết định.")
    return ""


def _in_place(page, right: str) -> str:
    """In whose place this person could do it today, and how; empty where in nobody's."""
    if page.actor.standing:
        return ""
    for place in page.actor.stand_ins:
        if any(right in roles.ROLES[m.role].rights and (m.acts is None or right in m.acts) and page.part.organisation.path.startswith(m.path)
               for m in place.held):
            return " " + _("Làm được khi chọn “Làm thay %(who)s” ở thực đơn mang tên mình.") % {"who": place.person.get_full_name()}
    return ""


STATE_REASONS = {
    ("report", A.ASSIGNED): gettext_lazy("Tiếp nhận trước rồi mới báo cáo."),
    ("progress", A.ASSIGNED): gettext_lazy("Tiếp nhận trước rồi mới cập nhật."),
    ("pass_down", A.ASSIGNED): gettext_lazy("Tiếp nhận trước rồi mới giao tiếp."),
    ("contest", A.IN_PROGRESS): gettext_lazy("Đã bắt đầu thực hiện; chỉ nêu ý kiến khi vừa được giao hoặc vừa tiếp nhận."),
    ("extend", A.SUBMITTED): gettext_lazy("Đã gửi báo cáo, đang chờ thẩm định."),
}
