"""Giving an area of a round to a person who appraises it, and taking it back; both are told and kept in the trail."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import audit, outbox
from openpar.core.actor import Actor
from openpar.core.handover import Handed, register
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput, Conflict, Refused

from .. import rules
from ..models import Appraiser, Round
from ..selectors import rounds_appraisers as who
from ..selectors import rounds_framework as shelf

ROOM = "indices.round"


@transaction.atomic
def give(round: Round, area: str, user_id: int, *, by: Actor, at) -> Appraiser:
    """From now on this person appraises the area, and nobody else who has not been given it."""
    _open(round, by)
    known = {c.code: c for c in who.areas(shelf.frozen(round))}
    if area not in known:
        raise BadInput(_("Chọn một lĩnh vực của khung."), where="area")
    person = who.candidates(round, timezone.localtime(at).date()).get(user_id)
    if person is None:
        raise BadInput(_("Chọn một người của cơ quan tổ chức đợt hoặc của các sở, ban, ngành trực thuộc."), where="user")
    try:
        with transaction.atomic():
            made = Appraiser.objects.create(round=round, user_id=user_id, area=area, given_by=by.user, at=at)
    except IntegrityError:
        raise Conflict(_("Người này đã được phân công lĩnh vực này."), where="user") from None
    _tell(round, user_id, f"Phân công thẩm định: {known[area].label}", by, at)
    audit.record("indices.round.give_area", ROOM, round, by=by, at=at, organisation_id=round.keeper_id,
                 changes={"area": known[area].label, "person": [None, person.user.full_name]})
    return made


@transaction.atomic
def take(round: Round, pk: int, *, by: Actor, at) -> None:
    """The person no longer appraises the area; what was written stays."""
    _open(round, by)
    row = Appraiser.objects.filter(round=round, pk=pk).select_related("user").first()
    if row is None:
        raise Conflict(_("Phân công này không còn nữa."), where="area")
    row.delete()
    _tell(round, row.user_id, f"Thôi phân công thẩm định lĩnh vực {row.area}", by, at)
    audit.record("indices.round.take_area", ROOM, round, by=by, at=at, organisation_id=round.keeper_id,
                 changes={"area": row.area, "person": [row.user.full_name, None]})


def _open(round, by):
    by.require("round.manage", round.keeper)
    if round.state != rules.R.RUNNING:
        raise Refused(_("Đợt đánh giá không còn nhận thay đổi (%(state)s).") % {"state": round.get_state_display()}, where="round")


def _tell(round, user_id, text, by, at):
    outbox.announce([outbox.Told("indices.round.area", f"indices.round:{round.pk}", f"{round.title}: {text}"[:500], round.get_absolute_url(),
                                 (outbox.Audience(user_id=user_id),))], by=by, at=at)


def _in_running_rounds(person, organisations):
    """The areas given to a person in rounds that run, of the organisations and of what stands above them."""
    paths = Organisation.objects.filter(pk__in=organisations).values_list("path", flat=True)
    above = {int(part) for path in paths for part in path.strip(".").split(".") if part}
    return Appraiser.objects.filter(user=person, round__state=rules.R.RUNNING, round__keeper__in=above)


def _to_successor(rows, person, successor, by, at):
    trail = []
    for row in rows.select_for_update(of=("self",)).select_related("round").order_by("pk"):
        if Appraiser.objects.filter(round=row.round, user=successor, area=row.area).exists():
            row.delete()
        else:
            Appraiser.objects.filter(pk=row.pk).update(user=successor, given_by=by.user, at=at)
        trail.append(audit.entry("indices.round.give_area", ROOM, row.round, by=by, at=at, organisation_id=row.round.keeper_id,
                                 changes={"area": row.area, "person": [person.full_name, successor.full_name]}))
    audit.record_many(trail)


register(Handed("indices.areas", gettext_lazy("Lĩnh vực được phân công thẩm định"), _in_running_rounds, _to_successor))
