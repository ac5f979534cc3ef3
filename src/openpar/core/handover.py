"""Bàn giao: whoever leaves or is transferred hands everything over to a named successor in one act, and the roles end on a day.

Each room registers what it hands over; the preview counts the same rows that the act moves.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.engine.errors import BadInput, Conflict, Refused

from . import audit, grants
from .actor import Actor
from .delegations import MACHINES
from .models import Absence, Deadline, Delegation, Membership, Organisation, RuleEntry, User
from .organisations import valid_on
from .outbox import Audience, Told, announce, kept_words


@dataclass(frozen=True, slots=True)
class Handed:
    """One kind of thing that lies with a person.

    `rows(person, organisations)` gives the open ones as a queryset; organisations are ids, None where the kind knows none. `give(rows,
    person, successor, by, at)` moves them; without it the things are the organisation's and the successor is told of them. `roles` are those of
    which the successor must hold one. `rooms` are the rooms whose deadlines it moves itself.
    """

    code: str
    title: object
    rows: Callable
    give: Callable | None = None
    roles: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


KINDS: dict[str, Handed] = {}


def register(kind: Handed) -> Handed:
    """Called when the room starts."""
    KINDS[kind.code] = kind
    return kind


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the preview."""

    kind: Handed
    count: int

    @property
    def moves(self) -> bool:
        """Whether it goes to the successor, who is only told of the others."""
        return self.kind.give is not None


def places(person: User, on: date) -> list[Membership]:
    """The roles a person holds on a day or will hold, in order of the organisations."""
    return list(Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), user=person).select_related(
        "organisation").order_by("organisation__name_key", "pk"))


def within(organisations: Iterable[int]) -> list[int]:
    """The organisations and their divisions."""
    condition = Q(pk__in=[])
    for path in Organisation.objects.filter(pk__in=list(organisations)).values_list("path", flat=True):
        condition |= Q(path__startswith=path, kind=Organisation.Kind.DIVISION)
    return sorted({*organisations, *Organisation.objects.filter(condition).values_list("pk", flat=True)})


def preview(person: User, organisations: Iterable[int]) -> list[Counted]:
    """What would be handed over, counted; the kinds of which there is none are left out."""
    inside = within(organisations)
    found = [Counted(k, k.rows(person, inside).count()) for k in KINDS.values()]
    return [c for c in found if c.count]


def successors(organisations: Iterable[int], on: date, *, without: int):
    """Who may take over: everybody with a role in every one of the organisations (or its divisions) on the day; no program."""
    people = User.objects.filter(is_active=True).exclude(pk=without)
    for pk in organisations:
        people = people.filter(pk__in=Membership.objects.filter(valid_on(on), organisation__in=within([pk])).exclude(
            role__in=MACHINES).values("user_id"))
    return people


@transaction.atomic
def hand_over(person: User, *, successor: User, organisations: Iterable[int], last_day: date, reason: str, by: Actor, at: datetime) -> dict:
    """Move everything that lies with a person in these organisations, end the person's roles there on the last day (which still counts),
    and tell both. Returns {kind: how many}. All or nothing."""
    by.require(grants.ACT)
    ids, today = sorted(set(organisations)), timezone.localtime(at).date()
    _check(person, successor, ids, last_day, today, reason, by)
    inside, moved, told = within(ids), {}, {}
    held = list(Membership.objects.select_for_update(of=("self",)).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=last_day), user=person, organisation__in=inside).select_related("organisation").order_by("pk"))
    for kind in KINDS.values():
        rows = kind.rows(person, inside)
        if not (n := rows.count()):
            continue
        if kind.give is None:
            told[kind.code] = n
            continue
        if kind.roles and not Membership.objects.filter(valid_on(today), user=successor, role__in=kind.roles, organisation__in=inside).exists():
            raise BadInput(_("%(who)s không có vai trò nhận được “%(what)s”. Chọn người khác, hoặc giao thêm vai trò trước.") % {
                "who": successor, "what": kind.title}, where="successor")
        kind.give(rows, person, successor, by, at)
        moved[kind.code] = n
    if not held and not moved:
        raise Conflict(_("Không còn gì để bàn giao: việc đã chuyển hết và vai trò đã kết thúc. Tải lại để xem."), where="person")
    for m in held:
        if m.valid_from > last_day:
            raise BadInput(_("Vai trò tại %(where)s bắt đầu sau ngày làm việc cuối. Chọn ngày muộn hơn, hoặc hủy vai trò đó trước.") % {
                "where": m.organisation.label}, where="last_day")
        m.valid_until = last_day
        grants.amend(m, ["valid_until"], by=by, at=at)
    standing = _end_standing(person, inside, last_day, today, by, at, reason)
    audit.record("people.hand_over", "core.user", person, by=by, at=at, reference=person.username, reason=reason.strip(), changes={
        "successor": [None, successor.pk], "last_day": [None, last_day.isoformat()], "organisations": [None, ids], "moved": [None, moved],
        "told": [None, told], "memberships": [None, [m.pk for m in held]], "standing": [None, standing]})
    with kept_words():
        _tell(person, successor, ids, last_day, moved, told, by, at)
    return moved


def _check(person, successor, ids, last_day, today, reason, by):
    if person.pk == by.user_id:
        raise Refused(_("Không ai tự bàn giao và kết thúc vai trò của mình. Nhờ người quản trị khác."), where="person")
    if not ids:
        raise BadInput(_("Chọn ít nhất một cơ quan."), where="organisations")
    if not reason.strip():
        raise BadInput(_("Ghi lý do: số, ngày quyết định nghỉ việc, điều động."), where="reason")
    if last_day < today:
        raise BadInput(_("Ngày làm việc cuối không được trước hôm nay (%(today)s).") % {"today": f"{today:%d/%m/%Y}"}, where="last_day")
    if set(ids) - {m.organisation_id for m in places(person, today)}:
        raise BadInput(_("%(who)s không có vai trò tại cơ quan đã chọn.") % {"who": person}, where="organisations")
    if not successors(ids, today, without=person.pk).filter(pk=successor.pk).exists():
        raise BadInput(_("Người kế nhiệm phải là người khác, đang có vai trò tại mọi cơ quan đã chọn."), where="successor")


def _end_standing(person, inside, last_day, today, by, at, reason) -> int:
    """Delegations and absences of the person end with the roles: none is handed over, since none may be passed on."""
    n = 0
    for model, mine in ((Delegation, Q(giver=person) | Q(taker=person)), (Absence, Q(person=person) | Q(substitute=person))):
        rows = model.objects.select_for_update(of=("self",)).filter(mine, organisation__in=inside, ended_on__isnull=True, valid_until__gt=last_day)
        for row in rows.order_by("pk"):
            if row.valid_from > last_day:
                row.ended_on, row.ended_by, row.ended_at, row.end_reason = today, by.user, at, reason.strip()[:500]
            else:
                row.valid_until = last_day
            row.save(update_fields=["ended_on", "ended_by", "ended_at", "end_reason", "valid_until"])
            room = "core.delegation" if model is Delegation else "core.absence"
            audit.record(f"{room.split('.')[1]}.end", room, row, by=by, at=at, reason=reason.strip(), organisation_id=row.organisation_id,
                         changes={"valid_until": [None, last_day.isoformat()]})
            n += 1
    return n


def _tell(person, successor, ids, last_day, moved, told, by, at):
    what = "; ".join(f"{KINDS[code].title}: {n}" for code, n in (*moved.items(), *told.items())) or _("không có việc đang mở")
    where = ", ".join(o.label for o in Organisation.objects.filter(pk__in=ids))
    text = _("%(person)s bàn giao cho %(successor)s tại %(where)s; ngày làm việc cuối %(day)s. %(what)s.") % {
        "person": person, "successor": successor, "where": where, "day": f"{last_day:%d/%m/%Y}", "what": what}
    announce([Told("standing.handover", f"core.user:{person.pk}", text[:500], reverse("core:home"),
                   (Audience(user_id=person.pk, roles=()), Audience(user_id=successor.pk, roles=())))], by=by, at=at)


def move_deadlines(rooms: Iterable[str], person: User, successor: User, object_ids) -> None:
    """The open deadlines in a person's hands about these things are now in the successor's."""
    Deadline.objects.filter(room__in=list(rooms), object_id__in=list(object_ids), person=person, open=True).update(person=successor)


def _other_deadlines(person, organisations):
    claimed = {r for k in KINDS.values() for r in k.rooms}
    return Deadline.objects.filter(person=person, organisation__in=organisations, open=True).exclude(room__in=claimed)


def _rules(person, organisations):
    return RuleEntry.objects.filter(entered_by=person, approved_at=None, withdrawn_at=None)


register(Handed("core.rules", gettext_lazy("Quy tắc chờ người thứ hai duyệt"), _rules))
register(Handed("core.deadline", gettext_lazy("Việc có hạn khác"), _other_deadlines, lambda rows, person, successor, by, at: rows.update(person=successor)))
