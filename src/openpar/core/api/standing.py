"""The person's own absences and delegations: seen, reported, ended. With a personal token that was given `own.standing`; programs have none."""

from datetime import date
from functools import wraps
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router, Status
from ninja import Schema as Shape
from pydantic import Field

from openpar.core import absences, delegations, listing, roles
from openpar.core.models import Absence
from openpar.engine.errors import Refused

from .acting import named
from .in_person import in_person
from .paging import Cursor, Limit, page_of, paged
from .schemas import Id, Key, NoteIn, OrganisationRef, Schema

router = Router(tags=["standing in"])
OWN = "own.standing"
NEWEST = listing.Order("-id", "", descending=True)


class Someone(Shape):
    id: int
    name: str


class AbsenceOut(Shape):
    """Nghỉ, đi công tác."""

    id: int
    person: Someone
    substitute: Someone
    organisation: OrganisationRef
    kind: str
    valid_from: date
    valid_until: date
    ended_on: date | None
    status: Literal["coming", "running", "over", "ended"]


class DelegationOut(Shape):
    """Ủy quyền."""

    id: int
    giver: Someone
    taker: Someone
    organisation: OrganisationRef
    acts: list[str]
    mode: str
    document_number: str
    valid_from: date
    valid_until: date
    ended_on: date | None
    status: Literal["coming", "running", "over", "ended"]


class AbsenceIn(Schema):
    """I am away from the first to the last day, both included; a colleague of /absences/substitutes looks after the work."""

    kind: Literal[*Absence.Kind.values]
    substitute_id: Key
    valid_from: date
    valid_until: date
    note: Annotated[str, Field(max_length=500)] = ""


class SubstitutesOut(Shape):
    items: list[Someone]


def own(view):
    """Decorator of a route about the person's own affairs."""
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.auth.person_id is None or OWN not in request.auth.acts:
            raise Refused(_("Chỉ với thẻ cá nhân có việc “%(act)s” (%(code)s).") % {"act": roles.OWN_ACTS[OWN], "code": OWN}, where="scope")
        return view(request, *args, **kwargs)
    wrapped.acts = (OWN,)
    return wrapped


@router.get("/absences", response=paged(AbsenceOut))
@own
def absences_list(request, cursor: Cursor = "", limit: Limit = 50):
    """Các lần nghỉ của tôi, và những lần tôi làm thay; mới nhất đứng trước."""
    return page_of(absences.absences_for(request.actor).order_by(), cursor, limit, NEWEST, shown=lambda a: _absence(a, request.actor.on))


@router.get("/absences/substitutes", response=SubstitutesOut)
@own
def absence_substitutes(request):
    """Ai ở cơ quan của thẻ có thể làm thay tôi hôm nay."""
    rows = absences.substitutes(request.auth.works_for, request.actor.on, without=request.actor.user_id).order_by("name_key", "id")[:500]
    return {"items": [_who(u) for u in rows]}


@router.post("/absences", response={201: AbsenceOut})
@own
def absence_report(request, given: AbsenceIn):
    """Báo nghỉ tại cơ quan của thẻ; việc trong tay tôi hiện với người làm thay."""
    where = request.auth.works_for
    [instead] = named(absences.substitutes(where, given.valid_from, without=request.actor.user_id), [given.substitute_id], "substitute_id")
    row = absences.report(person=request.actor.user, organisation=where, kind=given.kind, substitute=instead, valid_from=given.valid_from,
                          valid_until=given.valid_until, note=given.note, by=request.actor, at=request.at)
    return Status(201, _absence(row, request.actor.on))


@router.post("/absences/{int:pk}/end", response=AbsenceOut)
@own
def absence_end(request, pk: Id, given: NoteIn):
    """Kết thúc lần nghỉ từ hôm nay."""
    get_object_or_404(absences.absences_for(request.actor), pk=pk)
    return _absence(absences.end(pk, reason=given.reason, by=request.actor, at=request.at), request.actor.on)


@router.get("/delegations", response=paged(DelegationOut))
@own
def delegations_list(request, cursor: Cursor = "", limit: Limit = 50):
    """Ủy quyền tôi trao hoặc nhận; mới nhất đứng trước."""
    return page_of(delegations.delegations_for(request.actor).order_by(), cursor, limit, NEWEST, shown=lambda d: _delegation(d, request.actor.on))


@router.post("/delegations/{int:pk}/end", response=DelegationOut)
@own
def delegation_end(request, pk: Id, given: NoteIn):
    """Kết thúc ủy quyền ngay."""
    get_object_or_404(delegations.delegations_for(request.actor), pk=pk)
    return _delegation(delegations.end(pk, reason=given.reason, by=request.actor, at=request.at), request.actor.on)


in_person(router, "/delegations", "delegation_give", gettext_lazy("Ủy quyền cho người khác"), (OWN,), gettext_lazy("Mở trang Ủy quyền và nghỉ."),
          gettext_lazy("ủy quyền là trao quyền của mình cho người khác, chỉ tự mình trao, sau khi đọc kỹ phạm vi và thời hạn"))


def _who(user) -> dict:
    return {"id": user.pk, "name": user.full_name}


def _term(row, today) -> dict:
    return {**{n: getattr(row, n) for n in ("id", "organisation", "valid_from", "valid_until", "ended_on")}, "status": row.status_on(today)}


def _absence(row, today) -> dict:
    return {**_term(row, today), "person": _who(row.person), "substitute": _who(row.substitute), "kind": row.kind}


def _delegation(row, today) -> dict:
    return {**_term(row, today), "giver": _who(row.giver), "taker": _who(row.taker), "acts": row.acts, "mode": row.mode,
            "document_number": row.document_number}
