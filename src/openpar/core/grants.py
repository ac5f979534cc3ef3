"""Giving roles: nobody gives one to themselves; a role that decides or reaches far counts once a second operator approves."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused

from . import audit, roles
from .actor import Actor
from .models import ApiClient, Membership, RoleGrant, User
from .outbox import Audience, Told, announce, kept_words

ACT = "people.manage"
SAID = ("user_id", "organisation_id", "role", "title", "field", "valid_from", "valid_until")
State = RoleGrant.State


def check(row: Membership, fields: set, *, by: Actor) -> None:
    """Whether this person may write this row: a new one for somebody else, or an earlier end or a title of an old one."""
    by.require(ACT)
    if row.valid_until and row.valid_from and row.valid_until < row.valid_from:
        raise BadInput(_("Ngày hết hạn phải sau ngày bắt đầu."), where="valid_until")
    old = Membership.objects.filter(pk=row.pk).first() if row.pk else None
    if old is None:
        if row.user_id is not None and row.user_id == by.user_id:
            raise Refused(_("Không ai tự giao vai trò cho mình. Nhờ người vận hành khác."), where="role")
        if not roles.ROLES[row.role].machine and ApiClient.objects.filter(user_id=row.user_id).exists():
            raise Refused(_("Phần mềm không giữ vai trò của người. Chọn người dùng khác."), where="role")
        if not row.pk and RoleGrant.objects.filter(_same(row), state=State.WAITING).exists():
            raise Conflict(_("Vai trò này đã được đề nghị và đang chờ duyệt."), where="role")
        return
    if set(fields) - {"title", "valid_until"}:
        raise Refused(_("Vai trò đã giao thì không sửa thành vai trò khác. Ghi ngày hết hạn, rồi thêm vai trò mới."), where="role")
    longer = "valid_until" in fields and old.valid_until is not None and (
        row.valid_until is None or row.valid_until > old.valid_until)
    if longer:
        raise Refused(_("Không kéo dài vai trò đã giao. Thêm vai trò mới từ ngày tiếp theo."), where="valid_until")


def _same(row) -> Q:
    return Q(user_id=row.user_id, organisation_id=row.organisation_id, role=row.role, valid_from=row.valid_from)


@transaction.atomic
def give(row: Membership, *, by: Actor, at) -> Membership | None:
    """Save a new role; None when it waits for a second person."""
    check(row, set(), by=by)
    if not roles.ROLES[row.role].second_person:
        return _put(row, by=by, at=at)
    User.objects.select_for_update().get(pk=row.user_id)  # nobody opens this account between the question and the row
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(**{f: getattr(row, f) for f in SAID}, proposed_by=by.user, proposed_at=at)
    except IntegrityError:
        raise Conflict(_("Vai trò này đã được đề nghị và đang chờ duyệt."), where="role") from None
    audit.record("people.role_propose", "core.grant", grant, by=by, at=at, changes=_changes(grant),
                 organisation_id=grant.organisation_id)
    with kept_words():
        _tell(grant, by, at, _("%(by)s đề nghị giao vai trò %(role)s tại %(where)s cho %(who)s; chờ người vận hành khác duyệt."))
    return None


@transaction.atomic
def approve(pk: int, *, by: Actor, at) -> Membership:
    """The second operator's yes; the role counts from now on, on its days."""
    grant = _waiting(pk, by)
    if by.user_id in (grant.proposed_by_id, grant.user_id):
        raise Refused(_("Người duyệt phải khác người đề nghị và người được giao. Nhờ người vận hành khác."), where="grant")
    _decide(grant, State.APPROVED, by, at)
    row = _put(Membership(**{f: getattr(grant, f) for f in SAID}), by=by, at=at, grant=grant)
    with kept_words():
        _tell(grant, by, at, _("%(by)s đã duyệt vai trò %(role)s tại %(where)s cho %(who)s."))
    return row


@transaction.atomic
def refuse(pk: int, *, reason: str, by: Actor, at) -> RoleGrant:
    """No, or taken back by whoever proposed it; with a reason."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do không duyệt."), where="reason")
    grant = _waiting(pk, by)
    grant.reason = reason.strip()[:500]
    _decide(grant, State.REFUSED, by, at)
    audit.record("people.role_refuse", "core.grant", grant, by=by, at=at, reason=grant.reason, changes=_changes(grant),
                 organisation_id=grant.organisation_id)
    with kept_words():
        _tell(grant, by, at, _("%(by)s không duyệt vai trò %(role)s tại %(where)s cho %(who)s."))
    return grant


@transaction.atomic
def amend(row: Membership, fields, *, by: Actor, at) -> Membership:
    """An earlier end, or another title, of a role that is held."""
    check(row, set(fields), by=by)
    before = Membership.objects.filter(pk=row.pk).values(*fields).get()
    row.save(update_fields=list(fields))
    audit.record("people.role_change", "core.membership", row, by=by, at=at, organisation_id=row.organisation_id,
                 changes=audit.changed(before, {f: getattr(row, f) for f in fields}))
    return row


def waiting(actor: Actor):
    """What waits for a second operator, oldest first; for operators only."""
    rows = RoleGrant.objects.filter(state=State.WAITING) if actor.can(ACT) else RoleGrant.objects.none()
    return rows.select_related("user__api_client", "organisation", "proposed_by").order_by("proposed_at", "id")


def operators(on) -> list[int]:
    """Ids of the people who hold the operator's role on a day."""
    return list(Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), role__in=roles.roles_with(ACT),
                                          valid_from__lte=on, user__is_active=True).values_list("user_id", flat=True).distinct())


def _waiting(pk, by) -> RoleGrant:
    by.require(ACT)
    grant = RoleGrant.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if grant is None:
        raise NotLoaded(_("Không có đề nghị này."), where="grant")
    if grant.state != State.WAITING:
        raise Conflict(_("Đề nghị này đã được quyết định. Tải lại để xem."), where="grant")
    return grant


def _decide(grant, state, by, at):
    grant.state, grant.decided_by, grant.decided_at = state, by.user, at
    grant.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _put(row, *, by, at, grant=None):
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Người này đã có vai trò đó ở đơn vị từ ngày này."), where="role") from None
    changes = _changes(row) | ({"grant": [None, grant.pk], "proposed_by": [None, grant.proposed_by_id]} if grant else {})
    audit.record("people.role_give", "core.membership", row, by=by, at=at, organisation_id=row.organisation_id, changes=changes)
    return row


def _changes(row) -> dict:
    return audit.changed({}, {f: getattr(row, f) for f in SAID})


def _tell(grant, by, at, words):
    """The person and every operator but the one who acts."""
    people = {grant.user_id, grant.proposed_by_id, *operators(by.on)} - {by.user_id}
    text = words % {"by": by.user or _("Hệ thống"), "role": roles.ROLES[grant.role].title, "where": grant.organisation.label,
                    "who": grant.user}
    announce([Told("people.role", f"core.grant:{grant.pk}", text, reverse("core:grants") if grant.state == State.WAITING else "",
                   tuple(Audience(user_id=p) for p in sorted(people)))], by=by, at=at)


def reaches_far(user, on) -> bool:
    """Whether this person holds, will hold or is proposed for a role that takes two people to give, or carries a flag of the
    framework that opens doors: nobody alone may open that account."""
    if user.is_staff or user.is_superuser or RoleGrant.objects.filter(user=user, state=State.WAITING).exists():
        return True
    far = [code for code, role in roles.ROLES.items() if role.second_person]
    return Membership.objects.filter(user=user, role__in=far).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).exists()


def guard_account(user, *, by: Actor) -> None:
    """Refuse that one operator opens the account of somebody with a far-reaching role; the own account stays the own."""
    if user.pk != by.user_id and reaches_far(user, by.on):
        raise Refused(_("%(who)s giữ, hoặc đang được đề nghị giao, vai trò có quyền rộng: trang quản trị không đặt lại mật khẩu, thư điện tử hay xác thực "
                        "hai lớp của tài khoản này. Người có quyền vào máy chủ chạy lệnh reset_access kèm lý do; việc đó ghi vào nhật ký "
                        "và báo cho người này cùng mọi người quản trị.") % {"who": user}, where="user")


def told_of_access(user, words, details: dict | None = None, *, to: list[int] | None = None, by: Actor, at) -> None:
    """The person (or the people of these ids) hears what was done to the account, whoever did it; `words` are translated lazily."""
    people = [user.pk] if to is None else to
    if not people:
        return
    with kept_words():
        text = str(words) % details if details else str(words)
        announce([Told("people.access", f"user-{user.pk}", text, "", tuple(Audience(user_id=p) for p in people))], by=by, at=at)
