"""Nghỉ, đi công tác: who is away and who looks after the work meanwhile. The work comes back by itself when the days are over."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused

from . import audit
from .actor import Actor
from .delegations import MACHINES, OVERSEE, need_second_factor, seen_by
from .models import Absence, Membership, Organisation, User
from .models.standing import NOT_ENDED, live
from .organisations import valid_on
from .outbox import Audience, Told, announce, kept_words

ROOM = "core.absence"
PEOPLE = ("person", "substitute")


def substitutes(organisation: Organisation, on: date, *, without=None):
    """Who may look after somebody's work: people of the same organisation and its divisions."""
    inside = Q(organisation=organisation) | Q(organisation__path__startswith=organisation.path, organisation__kind="division")
    people = Membership.objects.filter(valid_on(on), inside).exclude(role__in=MACHINES).values("user_id")
    return User.objects.filter(pk__in=people, is_active=True).exclude(pk=without)


@transaction.atomic
def report(*, person: User, organisation: Organisation, kind: str, substitute: User, valid_from: date, valid_until: date, by: Actor,
           at: datetime, note: str = "") -> Absence:
    """Somebody is away from the first to the last day, both included; told to both. For oneself, or by who watches over the organisation."""
    today = timezone.localtime(at).date()
    if by.standing:
        raise Refused(_("Đang làm thay người khác thì không báo nghỉ thay được. Trở về làm việc của mình trước."), where="standing")
    if person.pk != by.user_id:
        by.require(OVERSEE, organisation)
    if kind not in Absence.Kind.values:
        raise BadInput(_("Chọn lý do trong danh sách."), where="kind")
    if not Membership.objects.filter(valid_on(valid_from), user=person, organisation=organisation).exists():
        raise BadInput(_("%(who)s không có vai trò tại %(where)s trong ngày bắt đầu.") % {"who": person, "where": organisation.label},
                       where="person")
    if valid_from < today:
        raise BadInput(_("Báo nghỉ từ hôm nay (%(today)s) trở đi.") % {"today": f"{today:%d/%m/%Y}"}, where="valid_from")
    if valid_until < valid_from:
        raise BadInput(_("Ngày cuối không được trước ngày đầu."), where="valid_until")
    if substitute.pk == person.pk or not substitutes(organisation, valid_from).filter(pk=substitute.pk).exists():
        raise BadInput(_("Người làm thay phải là người khác trong cùng cơ quan."), where="substitute")
    # both people are held: of two reports at once that would send the work in a circle, or to two people, the second one is refused
    list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=(person.pk, substitute.pk)).order_by("pk").values_list("pk"))
    during = Q(valid_from__lte=valid_until, valid_until__gte=valid_from) & NOT_ENDED
    if Absence.objects.filter(during, person=person, organisation=organisation).exists():
        raise Conflict(_("%(who)s đã báo nghỉ trong thời gian này. Kết thúc lần trước rồi báo lại.") % {"who": person}, where="valid_from")
    if Absence.objects.filter(during, person=substitute, organisation=organisation).exists():
        raise BadInput(_("%(who)s cũng nghỉ trong thời gian này. Chọn người khác; việc làm thay không chuyển tiếp.") % {"who": substitute},
                       where="substitute")
    if Absence.objects.filter(during, substitute=person, organisation=organisation).exists():
        raise BadInput(_("%(who)s đang nhận làm thay người khác trong thời gian này. Kết thúc việc làm thay đó trước.") % {"who": person},
                       where="valid_from")
    need_second_factor(person, organisation, substitute, today)
    try:
        with transaction.atomic():
            row = Absence.objects.create(person=person, organisation=organisation, kind=kind, substitute=substitute, note=note.strip(),
                                         valid_from=valid_from, valid_until=valid_until, made_by=by.user, made_at=at)
    except IntegrityError:
        raise Conflict(_("%(who)s đã báo nghỉ từ ngày này. Tải lại trang để xem.") % {"who": person}, where="valid_from") from None
    audit.record("absence.report", ROOM, row, by=by, at=at, organisation_id=organisation.pk, changes=audit.changed({}, {
        f: getattr(row, f) for f in ("person_id", "organisation_id", "kind", "substitute_id", "valid_from", "valid_until")}))
    with kept_words():
        _tell(row, by, at, _("%(person)s %(kind)s từ %(from)s đến hết %(until)s; %(substitute)s làm thay tại %(where)s."))
    return row


@transaction.atomic
def end(pk: int, *, reason: str, by: Actor, at: datetime) -> Absence:
    """Back earlier, or called off: from today the work is with the person again. Told to both."""
    row = Absence.objects.select_for_update(of=("self",)).select_related("organisation", "person", "substitute").filter(
        seen_by(by, *PEOPLE), pk=pk).first()
    if row is None:
        raise NotLoaded(_("Không có lần nghỉ này."), where="absence")
    today = timezone.localtime(at).date()
    if row.status_on(today) in ("ended", "over"):
        raise Conflict(_("Lần nghỉ này đã kết thúc. Tải lại để xem."), where="absence")
    row.end(today, by=by.user, at=at, reason=reason)
    audit.record("absence.end", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, reason=row.end_reason,
                 changes={"ended_on": [None, today.isoformat()]})
    with kept_words():
        _tell(row, by, at, _("%(by)s kết thúc thời gian nghỉ của %(person)s; %(substitute)s thôi làm thay tại %(where)s."))
    return row


def away_now(actor: Actor) -> list[Absence]:
    """Where the person is away today, with who looks after the work; nothing while another one's place is taken."""
    if actor.standing or not actor.user_id:
        return []
    return list(Absence.objects.filter(live(actor.on), person=actor.user_id).select_related("organisation", "substitute"))


def absences_for(actor: Actor):
    """The absences a person may see, the newest first."""
    return Absence.objects.filter(seen_by(actor, *PEOPLE)).select_related("person", "substitute", "organisation", "ended_by").order_by(
        "-valid_until", "-pk")


def _tell(row, by, at, words):
    text = words % {"person": row.person, "substitute": row.substitute, "by": by.user or _("Hệ thống"), "where": row.organisation.label,
                    "kind": row.get_kind_display().lower(), "from": f"{row.valid_from:%d/%m/%Y}", "until": f"{row.valid_until:%d/%m/%Y}"}
    announce([Told("standing.absence", f"{ROOM}:{row.pk}", text, reverse("core:standing"),
                   (Audience(user_id=row.person_id, roles=()), Audience(user_id=row.substitute_id, roles=())))], by=by, at=at)
