"""Who asks: a person with the memberships of the day, the organisation acted for, and the request. Every read starts here."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.engine.errors import Refused

from . import roles
from .models import Membership, Organisation, User
from .roles import Scope, Side


@dataclass(frozen=True, slots=True)
class Held:
    """One membership in force."""

    organisation_id: int
    path: str
    role: str
    title: str = ""
    field: str = ""
    organisation_name: str = ""
    organisation_kind: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody (or, with `user` None, the public or a job) at one moment."""

    user: User | None
    on: date
    memberships: tuple[Held, ...] = ()
    organisation_id: int | None = None
    request_id: str = ""
    acting_for: User | None = None
    system: bool = False
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self):
        return self.user.pk if self.user else None

    def held(self, act: str):
        """(membership, scope) for each membership that carries this right."""
        for m in self.memberships:
            if scope := roles.ROLES[m.role].rights.get(act):
                yield m, scope

    def can(self, act: str) -> bool:
        """Whether the right is held anywhere; for menus and for acts on no particular thing."""
        return self.system or any(True for _ in self.held(act))

    def can_for(self, act: str, organisation: Organisation | None, person_id: int | None = None, field: str = "") -> bool:
        """Whether the right reaches this organisation's thing."""
        if self.system:
            return True
        for m, scope in self.held(act):
            if scope == Scope.ALL or (scope == Scope.PERSON and person_id and person_id == self.user_id):
                return True
            if organisation is None or scope == Scope.PUBLISHED:
                continue
            if scope == Scope.FIELD and m.field != field:
                continue
            if organisation.path.startswith(m.path) and (scope in (Scope.SUBTREE, Scope.FIELD)
                                                         or organisation.pk == m.organisation_id
                                                         or organisation.kind == Organisation.Kind.DIVISION):
                return True
        return False

    def require(self, act: str, organisation: Organisation | None = None, person_id=None, field="") -> None:
        """A Refused that says which roles may, unless `can_for`."""
        allowed = self.can_for(act, organisation, person_id, field) if organisation else self.can(act)
        if not allowed:
            raise Refused(_("Chưa làm được: việc “%(act)s” thuộc về %(who)s.") % {
                            "act": roles.ACTS[act].title, "who": roles.titles_with(act)}, where=act)

    def organisation_for(self, act: str, organisation: Organisation | None = None) -> int | None:
        """The organisation in whose name the act is recorded: the one acted for, where it gives the right."""
        ids = [m.organisation_id for m, _ in self.held(act) if organisation is None or organisation.path.startswith(m.path)]
        return self.organisation_id if self.organisation_id in ids else (ids[0] if ids else self.organisation_id)


def actor_for(user, on, *, organisation_id=None, request_id="") -> Actor:
    """The actor of a signed-in person on a day, with one query; the public for nobody."""
    if user is None or not user.is_authenticated:
        return Actor(None, on, request_id=request_id)
    held = tuple(
        Held(m.organisation_id, m.organisation.path, m.role, m.title, m.field, m.organisation.label, m.organisation.kind)
        for m in Membership.objects.filter(user=user, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .select_related("organisation").order_by("id"))
    ids = {m.organisation_id for m in held}
    chosen = organisation_id if organisation_id in ids else (held[0].organisation_id if held else None)
    return Actor(user, on, held, chosen, request_id)


def system_actor(on, request_id="") -> Actor:
    """A job: no person, every right, recorded as the system."""
    return Actor(None, on, request_id=request_id, system=True)


def reach(actor: Actor, act: str, *, organisation: str = "organisation", person: str | None = None, field: str | None = None,
          published: Q | None = None) -> Q:
    """The rows over which the actor holds this right, as a condition. Nothing held gives nothing.

    `organisation`, `person`, `field` are the columns that the scopes compare; a scope whose column is absent gives nothing.
    """
    if actor.system:
        return Q()
    condition, found = Q(), False
    own, subtree = set(), set()
    for m, scope in actor.held(act):
        if scope == Scope.ALL:
            return Q()
        if scope == Scope.OWN:
            own.add((m.organisation_id, m.path))
        elif scope == Scope.SUBTREE:
            subtree.add(m.path)
        elif scope == Scope.FIELD and field:
            condition, found = condition | Q(**{f"{organisation}__path__startswith": m.path, field: m.field}), True
        elif scope == Scope.PERSON and person:
            condition, found = condition | Q(**{person: actor.user_id}), True
        elif scope == Scope.PUBLISHED and published is not None:
            condition, found = condition | published, True
    ids = {i for i, _ in own} | _divisions(actor, {p for _, p in own}) | _below(actor, subtree)
    if ids:
        condition, found = condition | Q(**{f"{organisation}_id__in": sorted(ids)}), True
    return condition if found else Q(pk__in=[])


def _divisions(actor: Actor, paths: set[str]) -> set[int]:
    """Ids of the divisions inside these organisations; once per actor."""
    return _ids(actor, "divisions", paths, Q(kind=Organisation.Kind.DIVISION))


def _below(actor: Actor, paths: set[str]) -> set[int]:
    return _ids(actor, "below", paths, Q())


def _ids(actor, key, paths, extra):
    if not paths:
        return set()
    cache_key = (key, frozenset(paths))
    if cache_key not in actor._cache:
        any_path = Q()
        for p in paths:
            any_path |= Q(path__startswith=p)
        actor._cache[cache_key] = set(Organisation.objects.filter(any_path & extra).values_list("id", flat=True))
    return actor._cache[cache_key]


__all__ = ["Actor", "Held", "Side", "actor_for", "reach", "system_actor"]
