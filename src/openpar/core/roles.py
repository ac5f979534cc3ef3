"""Who may do what, where: one table, role × act × scope. Rendered in the docs and read by the matrix test.

An act is decided against one organisation of the thing: the one whose part it is (`part`), the one that issued it (`issuer`)
or, for acts on no particular thing, the actor's own organisation (`self`).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """How far a right reaches from the organisation of the membership."""

    PERSON = "person"  # only what is handed to this person
    OWN = "own"  # the organisation itself and its divisions
    SUBTREE = "subtree"  # and everything below it
    FIELD = "field"  # everything below it in the membership's field
    ALL = "all"
    PUBLISHED = "published"  # only what has been issued and is not internal


class Side(StrEnum):
    PART, ISSUER, SELF = "part", "issuer", "self"


@dataclass(frozen=True, slots=True)
class Act:
    code: str
    side: Side
    title: object


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    title: object
    rights: dict
    sensitive: bool = False  # must use a second factor
    second_person: bool = False  # given by one operator, in force when another one approves
    machine: bool = False  # a program: it may only do what was declared for it, and nothing waits for it


ACTS = {a.code: a for a in (
    Act("directive.view", Side.ISSUER, _("xem văn bản chỉ đạo và dự thảo nhiệm vụ")),
    Act("directive.draft", Side.ISSUER, _("tải văn bản, rà soát, sửa dự thảo nhiệm vụ")),
    Act("directive.issue", Side.ISSUER, _("giao nhiệm vụ, điều chỉnh, thu hồi, gộp, thay thế")),
    Act("task.view", Side.ISSUER, _("xem nhiệm vụ với tư cách cơ quan giao")),
    Act("assignment.view", Side.PART, _("xem phần việc của đơn vị")),
    Act("assignment.receive", Side.PART, _("tiếp nhận nhiệm vụ")),
    Act("assignment.assign", Side.PART, _("phân công cho phòng, người (bút phê)")),
    Act("assignment.work", Side.PART, _("thực hiện, cập nhật tiến độ, thêm minh chứng, soạn báo cáo")),
    Act("assignment.speak", Side.PART, _("gửi báo cáo, đề nghị, ý kiến thay mặt đơn vị")),
    Act("assignment.pass_down", Side.PART, _("giao tiếp cho đơn vị cấp dưới")),
    Act("assignment.appraise", Side.ISSUER, _("thẩm định báo cáo, mở lại")),
    Act("assignment.extend", Side.ISSUER, _("quyết định gia hạn")),
    Act("assignment.settle", Side.ISSUER, _("giải quyết ý kiến về việc giao")),
    Act("assignment.remind", Side.ISSUER, _("đôn đốc, báo cáo vượt cấp, lập công văn đôn đốc")),
    Act("leader.view", Side.ISSUER, _("xem bảng điều hành")),
    Act("organisation.manage", Side.SELF, _("quản lý danh mục cơ quan, nhóm, kế thừa")),
    Act("people.manage", Side.SELF, _("quản lý người dùng và vai trò")),
    Act("rule.view", Side.SELF, _("xem quy tắc")),
    Act("rule.enter", Side.SELF, _("nhập quy tắc của cơ quan")),
    Act("rule.approve", Side.SELF, _("duyệt quy tắc, xác nhận đã đối chiếu")),
    Act("standing.oversee", Side.SELF, _("xem, kết thúc ủy quyền và nghỉ của cơ quan")),
    Act("audit.view", Side.SELF, _("tra cứu nhật ký: ai, làm việc gì, lúc nào, chuyển trạng thái nào")),
    Act("audit.content", Side.SELF, _("đọc nội dung nhật ký: mã và tên việc, lý do, thay đổi")),
    Act("audit.access", Side.SELF, _("tra cứu nhật ký xem danh tính")),
    Act("webhooks.manage", Side.SELF, _("quản lý kết nối nhận sự kiện")),
    Act("jobs.view", Side.SELF, _("xem, chạy việc nền")),
    Act("document.view", Side.SELF, _("xem sổ văn bản đi, đến")),
    Act("document.draft", Side.SELF, _("soạn, trình ký văn bản đi")),
    Act("document.receive", Side.SELF, _("tiếp nhận, vào sổ, từ chối văn bản đến")),
    Act("document.assign", Side.SELF, _("phân công xử lý văn bản đến (bút phê)")),
    Act("document.work", Side.SELF, _("xử lý văn bản đến")),
    Act("paper.number", Side.SELF, _("cấp, hủy số văn bản, ký số của cơ quan")),
    Act("paper.sign", Side.SELF, _("ký số văn bản")),
    Act("plan.view", Side.ISSUER, _("xem kế hoạch cải thiện chỉ số")),
    Act("plan.edit", Side.ISSUER, _("lập, sửa, đánh giá kế hoạch cải thiện chỉ số")),
    Act("round.view", Side.ISSUER, _("xem đợt đánh giá chỉ số và mọi phiếu chấm của đợt")),
    Act("round.manage", Side.ISSUER, _("mở đợt đánh giá, sửa lịch, trình, công bố, đính chính kết quả")),
    Act("round.approve", Side.ISSUER, _("phê duyệt, trả lại kết quả đánh giá")),
    Act("sheet.appraise", Side.ISSUER, _("thẩm định điểm (trừ đơn vị của mình)")),
    Act("sheet.view", Side.PART, _("xem phiếu chấm của đơn vị")),
    Act("sheet.score", Side.PART, _("tự chấm điểm, thêm minh chứng, soạn giải trình")),
    Act("sheet.speak", Side.PART, _("gửi điểm tự chấm, giải trình, kiến nghị thay mặt đơn vị")),
    Act("fact.view", Side.PART, _("xem số liệu của đơn vị")),
    Act("fact.enter", Side.PART, _("nhập, đính chính số liệu của đơn vị")),
)}

# Acts that nobody lends to a program, also not to one of the own (personal tokens): why each is done in person, on a page.
_TWO = _("việc này cần hai người, mỗi người tự đăng nhập bằng lớp xác thực thứ hai")
_KEY = _("chữ ký số và con dấu là của người đang ngồi trước văn bản: đọc văn bản rồi ký ở trang của văn bản")
_READ = _("nhật ký và danh tính chỉ người có trách nhiệm tự mở để đọc, và lần đọc ấy được ghi lại")
_RUN = _("việc vận hành hệ thống làm ở trang quản trị, sau khi nhập mã xác thực lớp thứ hai")
IN_PERSON = {"paper.sign": _KEY, "rule.approve": _TWO, "rule.enter": _TWO, "people.manage": _TWO, "organisation.manage": _RUN, "jobs.view": _RUN,
             "audit.view": _READ, "audit.content": _READ, "audit.access": _READ, "standing.oversee": _RUN}
# What a person may lend that is no right over an organisation: the own absence, the own delegations.
OWN_ACTS = {"own.standing": _("báo nghỉ, kết thúc nghỉ và ủy quyền của mình")}

S = Scope
ROLES = {r.code: r for r in (
    Role("chairman", _("Lãnh đạo UBND"), {
        "document.view": S.OWN, "document.assign": S.OWN,
        "directive.view": S.OWN, "directive.issue": S.OWN, "task.view": S.OWN, "assignment.appraise": S.OWN,
        "assignment.extend": S.OWN, "assignment.settle": S.OWN, "assignment.remind": S.OWN, "leader.view": S.OWN,
        "plan.view": S.OWN, "paper.sign": S.OWN, "rule.view": S.ALL,
        "audit.view": S.OWN, "audit.content": S.OWN, "audit.access": S.OWN,
        "round.view": S.OWN, "round.approve": S.OWN, "fact.view": S.SUBTREE, "standing.oversee": S.OWN}, second_person=True),
    Role("deputy", _("Lãnh đạo phụ trách lĩnh vực"), {
        "document.view": S.OWN, "document.assign": S.OWN,
        "directive.view": S.OWN, "task.view": S.OWN, "assignment.appraise": S.FIELD, "assignment.extend": S.FIELD,
        "assignment.remind": S.FIELD, "leader.view": S.OWN, "plan.view": S.OWN, "paper.sign": S.OWN, "rule.view": S.ALL,
        "round.view": S.OWN, "fact.view": S.SUBTREE}),
    Role("reform_office", _("Cơ quan thường trực cải cách hành chính"), {
        "document.view": S.OWN, "document.draft": S.OWN, "document.receive": S.OWN, "document.assign": S.OWN, "document.work": S.OWN,
        "directive.view": S.OWN, "directive.draft": S.OWN, "directive.issue": S.OWN, "task.view": S.OWN,
        "assignment.appraise": S.OWN, "assignment.extend": S.OWN, "assignment.settle": S.OWN, "assignment.remind": S.OWN,
        "leader.view": S.OWN, "plan.view": S.OWN, "plan.edit": S.OWN, "rule.view": S.ALL, "rule.enter": S.ALL,
        "rule.approve": S.ALL, "organisation.manage": S.ALL, "paper.number": S.OWN, "audit.view": S.OWN, "audit.content": S.OWN,
        "round.view": S.OWN, "round.manage": S.OWN, "sheet.appraise": S.OWN, "fact.view": S.SUBTREE, "fact.enter": S.SUBTREE}, second_person=True),
    Role("procedure_control", _("Kiểm soát thủ tục hành chính"), {
        "directive.view": S.OWN, "task.view": S.OWN, "leader.view": S.OWN, "plan.view": S.OWN, "rule.view": S.ALL,
        "rule.enter": S.ALL, "round.view": S.OWN, "sheet.appraise": S.OWN, "fact.view": S.SUBTREE, "fact.enter": S.SUBTREE}, second_person=True),
    Role("head", _("Thủ trưởng đơn vị"), {
        "document.view": S.OWN, "document.draft": S.OWN, "document.receive": S.OWN, "document.assign": S.OWN, "document.work": S.OWN,
        "assignment.view": S.SUBTREE, "assignment.receive": S.OWN, "assignment.assign": S.OWN, "assignment.work": S.OWN,
        "assignment.speak": S.OWN, "assignment.pass_down": S.OWN, "task.view": S.OWN, "directive.view": S.OWN,
        "directive.draft": S.OWN, "directive.issue": S.OWN, "assignment.appraise": S.OWN, "assignment.extend": S.OWN,
        "assignment.settle": S.OWN, "assignment.remind": S.OWN, "leader.view": S.OWN, "plan.view": S.OWN, "paper.number": S.OWN, "paper.sign": S.OWN,
        "rule.view": S.ALL, "audit.view": S.OWN, "audit.content": S.OWN, "audit.access": S.OWN,
        "round.view": S.OWN, "round.manage": S.OWN, "round.approve": S.OWN, "sheet.appraise": S.OWN, "sheet.view": S.OWN,
        "sheet.score": S.OWN, "sheet.speak": S.OWN, "fact.view": S.SUBTREE, "fact.enter": S.OWN, "standing.oversee": S.OWN}),
    Role("clerk", _("Văn thư"), {
        "document.view": S.OWN, "document.draft": S.OWN, "document.receive": S.OWN,
        "assignment.view": S.OWN, "assignment.receive": S.OWN, "paper.number": S.OWN, "rule.view": S.ALL, "sheet.view": S.OWN, "fact.view": S.OWN,
        "standing.oversee": S.OWN}),
    Role("officer", _("Chuyên viên"), {
        "document.view": S.OWN, "document.draft": S.OWN, "document.work": S.PERSON,
        "assignment.view": S.PERSON, "assignment.work": S.PERSON, "rule.view": S.ALL, "sheet.view": S.OWN, "sheet.score": S.OWN,
        "fact.view": S.OWN, "fact.enter": S.OWN}),
    Role("supervisor", _("Giám sát (HĐND, MTTQ)"), {
        "task.view": S.PUBLISHED, "directive.view": S.PUBLISHED, "leader.view": S.PUBLISHED, "rule.view": S.ALL}),
    Role("operator", _("Quản trị hệ thống"), {
        "people.manage": S.ALL, "organisation.manage": S.ALL, "jobs.view": S.ALL, "webhooks.manage": S.ALL, "rule.view": S.ALL,
        "audit.view": S.ALL, "audit.access": S.ALL, "standing.oversee": S.ALL},
         sensitive=True, second_person=True),
    # All that may be declared for a program. It never issues, signs, numbers, approves a rule or manages people.
    Role("api_client", _("Phần mềm kết nối"), {
        "task.view": S.OWN, "directive.view": S.OWN, "assignment.view": S.OWN, "assignment.receive": S.OWN, "assignment.assign": S.OWN,
        "assignment.work": S.OWN, "assignment.speak": S.OWN, "assignment.appraise": S.OWN, "assignment.extend": S.OWN,
        "assignment.remind": S.OWN, "directive.draft": S.OWN, "document.view": S.OWN, "document.draft": S.OWN, "document.receive": S.OWN,
        "document.assign": S.OWN, "document.work": S.OWN, "round.view": S.OWN, "sheet.view": S.OWN, "sheet.score": S.OWN, "sheet.speak": S.OWN,
        "fact.view": S.OWN, "fact.enter": S.OWN, "rule.view": S.ALL, "webhooks.manage": S.OWN}, second_person=True, machine=True),
)}
CHOICES = [(r.code, r.title) for r in ROLES.values()]


def roles_with(act: str) -> tuple[str, ...]:
    """The roles of people that hold this right, in table order."""
    return tuple(code for code, role in ROLES.items() if act in role.rights and not role.machine)


def titles_with(act: str) -> str:
    """"Thủ trưởng đơn vị, Văn thư": who may, for the sentence of a refusal."""
    return ", ".join(str(ROLES[c].title) for c in roles_with(act))


def by_token(act: str) -> bool:
    """Whether a person may lend this act to a program of the own.

    >>> by_token("assignment.speak"), by_token("own.standing"), by_token("paper.sign"), by_token("khong.co")
    (True, True, False, False)
    """
    return (act in ACTS or act in OWN_ACTS) and act not in IN_PERSON


def is_view(act: str) -> bool:
    """Whether the act only looks.

    >>> is_view("task.view"), is_view("assignment.assign")
    (True, False)
    """
    return act.endswith(".view")


def delegable(act: str) -> bool:
    """Whether a person may let another one do it. Running the platform, watching over delegations, and looking alone are not given
    away; looking comes with what is given.

    >>> delegable("assignment.speak"), delegable("people.manage"), delegable("standing.oversee"), delegable("task.view")
    (True, False, False, False)
    """
    return act in ACTS and not is_view(act) and not act.startswith("audit.") and not any(act in r.rights for r in ROLES.values() if r.sensitive)


# What has to be seen by whoever does the act, beside the views of the act's own room.
SEEN_WITH = {"assignment.appraise": ("task.view",), "assignment.extend": ("task.view",), "assignment.settle": ("task.view",),
             "assignment.remind": ("task.view", "leader.view"), "directive.issue": ("task.view",), "sheet.appraise": ("round.view",),
             "round.approve": ("sheet.view",), "round.manage": ("sheet.view",), "paper.sign": ("document.view",),
             "paper.number": ("document.view",)}


def seen_with(acts) -> frozenset[str]:
    """The views that come with acts that are given: those of their own rooms and what the table adds.

    >>> sorted(seen_with(["assignment.appraise"]))
    ['assignment.view', 'task.view']
    """
    own = {f"{a.split('.')[0]}.view" for a in acts} & set(ACTS)
    return frozenset(own | {v for a in acts for v in SEEN_WITH.get(a, ())})


def in_hand(role: str) -> frozenset[str]:
    """What a substitute may do of a role without any delegation: see its work, and do what lies in the absent person's own hands.

    >>> sorted(a for a in in_hand("officer") if not is_view(a))
    ['assignment.work', 'document.work']
    """
    return frozenset(a for a, scope in ROLES[role].rights.items() if not a.startswith("audit.") and (is_view(a) or scope == Scope.PERSON))


def reaches_far(role: str) -> bool:
    """Whether acting in this role, also for somebody else, takes a second factor."""
    return ROLES[role].sensitive or ROLES[role].second_person
