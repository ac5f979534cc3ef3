"""Ủy quyền: giving another person acts of one's own for a time, in writing, and ending that. What was given is never passed on."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused

from . import accounts, audit, evidence, roles
from .actor import Actor, reach
from .models import Delegation, Membership, Organisation, User
from .models.standing import live
from .organisations import valid_on
from .outbox import Audience, Told, announce, kept_words

ROOM = "core.delegation"
PEOPLE = ("giver", "taker")
OVERSEE = "standing.oversee"
MACHINES = tuple(r.code for r in roles.ROLES.values() if r.machine)  # a program stands in for nobody


def acts_of(user, organisation: Organisation, on: date) -> list[str]:
    """The acts that a person holds in an organisation and may give away, in the order of the table."""
    held = set(Membership.objects.filter(valid_on(on), user=user, organisation=organisation).values_list("role", flat=True))
    return [a for a in roles.ACTS if roles.delegable(a) and any(a in roles.ROLES[r].rights for r in held)]


def takers(organisation: Organisation, on: date, *, without=None):
    """Who may be given acts of an organisation: its people and those of its divisions, and the heads of what lies below it."""
    below = Q(organisation__path__startswith=organisation.path) & (Q(organisation__kind=Organisation.Kind.DIVISION) | Q(role="head"))
    inside = Membership.objects.filter(valid_on(on), Q(organisation=organisation) | below).exclude(role__in=MACHINES).values("user_id")
    return User.objects.filter(pk__in=inside, is_active=True).exclude(pk=without)


@transaction.atomic
def give(*, organisation: Organisation, taker: User, acts: Sequence[str], mode: str, valid_from: date, valid_until: date, by: Actor,
         at: datetime, giver_office: str, taker_office: str, document_number: str = "", document_on: date | None = None, file=None,
         scope_note: str = "") -> Delegation:
    """Give acts of one's own to another person, both days included. Told to both."""
    today = timezone.localtime(at).date()
    _may_give(by, organisation, today)
    _check(by.user, organisation, taker, acts, mode, valid_from, valid_until, today)
    for name, value, words in (("giver_office", giver_office, _("Ghi chức vụ của người ủy quyền.")),
                               ("taker_office", taker_office, _("Ghi chức vụ của người được ủy quyền."))):
        if not value.strip():
            raise BadInput(words, where=name)
    if mode == Delegation.Mode.TUQ and not (document_number.strip() and document_on):
        raise BadInput(_("Thừa ủy quyền phải bằng văn bản: ghi số và ngày văn bản ủy quyền."), where="document_number")
    if document_on and document_on > valid_from:
        raise BadInput(_("Văn bản ủy quyền không được ký sau ngày bắt đầu ủy quyền."), where="document_on")
    try:
        with transaction.atomic():
            row = Delegation.objects.create(
                giver=by.user, taker=taker, organisation=organisation, acts=[a for a in roles.ACTS if a in set(acts)], mode=mode,
                giver_office=giver_office.strip(), taker_office=taker_office.strip(), document_number=document_number.strip(),
                document_on=document_on, scope_note=scope_note.strip(), valid_from=valid_from, valid_until=valid_until,
                made_by=by.user, made_at=at)
    except IntegrityError:
        raise Conflict(_("Đã có ủy quyền này cho %(who)s từ ngày này. Tải lại trang để xem.") % {"who": taker}, where="taker") from None
    if file:
        row.file = evidence.add_file(ROOM, row.pk, file, by=by, at=at, organisation_id=organisation.pk, number=document_number.strip(),
                                     issued_on=document_on, issuer=organisation.name)
        row.save(update_fields=["file"])
    audit.record("delegation.give", ROOM, row, by=by, at=at, organisation_id=organisation.pk, reference=row.document_number,
                 changes=audit.changed({}, {f: getattr(row, f) for f in (
                     "giver_id", "taker_id", "organisation_id", "acts", "mode", "valid_from", "valid_until", "document_number")}))
    with kept_words():
        _tell(row, by, at, _("%(giver)s ủy quyền cho %(taker)s tại %(where)s, từ %(from)s đến hết %(until)s."))
    return row


@transaction.atomic
def end(pk: int, *, reason: str, by: Actor, at: datetime) -> Delegation:
    """End it now, by who gave it, who has it, the organisation's head or clerk, or the operator; with a reason, told to both."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do kết thúc ủy quyền."), where="reason")
    row = Delegation.objects.select_for_update(of=("self",)).select_related("organisation", "giver", "taker").filter(
        seen_by(by, *PEOPLE), pk=pk).first()
    if row is None:
        raise NotLoaded(_("Không có ủy quyền này."), where="delegation")
    today = timezone.localtime(at).date()
    if row.status_on(today) in ("ended", "over"):
        raise Conflict(_("Ủy quyền này đã kết thúc. Tải lại để xem."), where="delegation")
    row.end(today, by=by.user, at=at, reason=reason)
    audit.record("delegation.end", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, reason=row.end_reason,
                 reference=row.document_number, changes={"ended_on": [None, today.isoformat()]})
    with kept_words():
        _tell(row, by, at, _("%(by)s kết thúc ủy quyền của %(giver)s cho %(taker)s tại %(where)s."))
    return row


def seen_by(actor: Actor, *people: str) -> Q:
    """The delegations or absences a person may see and end: those that name them in one of these places, and those of the organisations
    that they watch over in the own name."""
    if actor.system:
        return Q()
    if not actor.user_id:
        return Q(pk__in=[])
    named = reduce(or_, (Q(**{place: actor.user_id}) for place in people))
    return named if actor.standing else named | reach(actor, OVERSEE)


def delegations_for(actor: Actor):
    """The delegations a person may see, the newest first."""
    return Delegation.objects.filter(seen_by(actor, *PEOPLE)).select_related("giver", "taker", "organisation", "ended_by", "file").order_by(
        "-valid_until", "-pk")


def _may_give(by: Actor, organisation, today):
    if by.user is None:
        raise Refused(_("Chỉ người có vai trò tại cơ quan mới ủy quyền được."), where="standing")
    if by.standing:
        raise Refused(_("Người được ủy quyền không được ủy quyền lại. Trở về làm việc của mình rồi mới ủy quyền việc của chính mình."),
                      where="standing")
    if not any(m.organisation_id == organisation.pk for m in by.own):
        raise NotLoaded(_("Bạn không có vai trò tại cơ quan này."), where="organisation")


def _check(giver, organisation, taker, acts, mode, valid_from, valid_until, today):
    if mode not in Delegation.Mode.values:
        raise BadInput(_("Chọn hình thức ký: ký thay, thừa lệnh hoặc thừa ủy quyền."), where="mode")
    if taker.pk == giver.pk:
        raise BadInput(_("Không ai tự ủy quyền cho mình. Chọn người khác."), where="taker")
    if valid_from < today:
        raise BadInput(_("Ủy quyền không có hiệu lực trước hôm nay (%(today)s).") % {"today": f"{today:%d/%m/%Y}"}, where="valid_from")
    if valid_until < valid_from:
        raise BadInput(_("Ngày cuối không được trước ngày đầu."), where="valid_until")
    if not takers(organisation, valid_from).filter(pk=taker.pk).exists():
        raise BadInput(_("%(who)s không thuộc %(where)s hay đơn vị trực thuộc trong ngày bắt đầu. Chỉ ủy quyền trong cơ quan mình.") % {
            "who": taker, "where": organisation.label}, where="taker")
    if mode == Delegation.Mode.KT and not _inside(organisation, taker, valid_from):
        raise BadInput(_("Ký thay (KT.) chỉ dành cho cấp phó trong cùng cơ quan. Với người đứng đầu đơn vị trực thuộc, chọn thừa lệnh "
                         "hoặc thừa ủy quyền."), where="mode")
    own = acts_of(giver, organisation, today)
    if not acts:
        raise BadInput(_("Chọn ít nhất một việc để ủy quyền."), where="acts")
    if extra := [a for a in acts if a not in own]:
        words = ", ".join(str(roles.ACTS[a].title) if a in roles.ACTS else a for a in extra)
        raise Refused(_("Chỉ ủy quyền được việc mà chính bạn đang có quyền làm. Không thuộc quyền của bạn: %(acts)s.") % {"acts": words},
                      where="acts")
    need_second_factor(giver, organisation, taker, today)


def need_second_factor(giver, organisation, taker, on) -> None:
    """Refuse where the role is far-reaching and whoever is to stand in for it uses no code generator."""
    held = Membership.objects.filter(valid_on(on), user=giver, organisation=organisation).values_list("role", flat=True)
    if any(roles.reaches_far(r) for r in held) and not accounts.has_second_factor(taker):
        raise BadInput(_("Vai trò của %(giver)s có quyền rộng nên người làm thay phải dùng xác thực hai lớp. %(taker)s cần đăng ký ứng "
                         "dụng tạo mã ở trang tài khoản trước.") % {"giver": giver, "taker": taker}, where="taker")


def _inside(organisation, taker, on) -> bool:
    same = Q(organisation=organisation) | Q(organisation__path__startswith=organisation.path, organisation__kind="division")
    return Membership.objects.filter(valid_on(on), same, user=taker).exists()


def running(on: date):
    """Every delegation in force on a day."""
    return Delegation.objects.filter(live(on))


def _tell(row, by, at, words):
    text = words % {"giver": row.giver, "taker": row.taker, "by": by.user or _("Hệ thống"), "where": row.organisation.label,
                    "from": f"{row.valid_from:%d/%m/%Y}", "until": f"{row.valid_until:%d/%m/%Y}"}
    announce([Told("standing.delegation", f"{ROOM}:{row.pk}", text, reverse("core:standing"),
                   (Audience(user_id=row.giver_id, roles=()), Audience(user_id=row.taker_id, roles=())))], by=by, at=at)
