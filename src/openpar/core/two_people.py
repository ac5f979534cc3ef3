"""Two people for two steps, also where one stands in for another: neither the hand nor the name of the first may be in the second."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from openpar.engine.errors import Refused

from .actor import Actor
from .models import AuditEntry


def done_by(actor: Actor, room: str, acts) -> Q:
    """Entries of the trail that bear a hand or name of this actor and in which somebody stood in for somebody, then or now.

    Where nobody stands in for anybody, a person of two roles stays as free as the room's own rules leave it.
    """
    people = actor.people
    hand = Q(actor__in=people) | Q(acting_for__in=people)
    if not actor.standing:
        hand &= Q(acting_for__isnull=False)
    return hand & Q(room=room, act__in=list(acts))


def by_others(actor: Actor, room: str, acts, pk: str = "pk") -> Q:
    """The rows whose earlier step bears no hand or name of this actor, as a condition for the guard of the second step."""
    if actor.system or not actor.user_id:
        return Q()
    return ~Exists(AuditEntry.objects.filter(done_by(actor, room, acts), object_id=OuterRef(pk)))


def refuse_same_hand(by: Actor, room: str, object_id: int, acts, *people: int | None, words: str) -> None:
    """Refused where one of `people`, or whoever stood in for somebody at the first step, is behind this actor too."""
    if by.people & {p for p in people if p} or AuditEntry.objects.filter(done_by(by, room, acts), object_id=object_id).exists():
        raise Refused(words, where="second_person")


def own_thing_words() -> str:
    """Why a thing is not decided by this person, who otherwise holds the right."""
    return _("Không ai tự quyết định việc do chính mình, hoặc do người mình làm thay, đã gửi, hay việc của đơn vị mình khi làm thay cấp "
             "trên. Người khác có quyền phải quyết định.")
