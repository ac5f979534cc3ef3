"""Who asks: a person with the memberships of the day, the organisation acted for, and the request. Every read starts here."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.engine.errors import Refused

from . import roles, standing
from .models import ApiClient, Organisation, User
from .prepared import Prepared
from .roles import Scope, Side
from .standing import Held, StandIn


@dataclass(frozen=True)
class Actor:
    """Somebody (or, with `user` None, the public or a job) at one moment.

    While the person stands in for another one (`standing`), `user` is who does it, `acting_for` in whose place, and `memberships`
    are the other's, narrowed to what was given; `own` are the person's own, which give no right meanwhile.
    """

    user: User | None
    on: date
    memberships: tuple[Held, ...] = ()
    organisation_id: int | None = None
    request_id: str = ""
    acting_for: User | None = None
    system: bool = False
    standing: StandIn | None = None
    stand_ins: tuple[StandIn, ...] = ()
    own: tuple[Held, ...] = ()
    elsewhere: tuple[Held, ...] = ()  # where else the person of a token works: it gives the token no right, and the unit is still the own one
    within: frozenset | None = None  # the acts of a program or a personal token; None for a person on pages, whose roles say all
    _cache: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self):
        return self.user.pk if self.user else None

    @property
    def hand_id(self):
        """In whose hands the work of this actor lies: the own, or those of the person stood in for."""
        return self.acting_for.pk if self.acting_for else self.user_id

    @property
    def self_id(self):
        """The person, for what was given to that person by name; nobody while another one's place is taken: such things are not delegated."""
        return None if self.standing else self.user_id

    @property
    def people(self) -> frozenset[int]:
        """Everybody whose act it is: who does it, and in whose place."""
        return frozenset(pk for pk in (self.user_id, self.acting_for and self.acting_for.pk) if pk)

    def held(self, act: str):
        """(membership, scope) for each membership that carries this right. What an absent person may see, the substitute sees too."""
        if self.within is not None and act not in self.within:
            return
        watched = (w for s in self.stand_ins if self.standing is None for w in s.watched) if roles.is_view(act) else ()
        for m in (*self.memberships, *watched):
            if (scope := roles.ROLES[m.role].rights.get(act)) and (m.acts is None or act in m.acts):
                yield m, scope

    def own_unit(self, organisation: Organisation) -> bool:
        """Whether, acting for somebody above, the person would decide on the unit where the person works."""
        return any(organisation.path.startswith(p) for p in self._own_below()) or organisation.pk in self._own_above()

    def _own_below(self) -> tuple[str, ...]:
        above = {m.path for m in self.memberships}
        return tuple(m.path for m in self.own if m.path not in above) if self.standing else ()

    def _own_above(self) -> set[int]:
        """Between the organisation acted for and the place where the person works: the department of a division."""
        top = {part for m in self.memberships for part in m.path.strip(".").split(".")}
        return {int(part) for path in self._own_below() for part in path.strip(".").split(".") if part and part not in top}

    def not_own_unit(self, organisation: str) -> Q:
        """The rows of other units, as a condition on the column that names the unit: nobody decides on the own unit in another's place."""
        condition = Q()
        for path in self._own_below():
            condition &= ~Q(**{f"{organisation}__path__startswith": path})
        if above := self._own_above():
            condition &= ~Q(**{f"{organisation}_id__in": sorted(above)})
        return condition

    def taking(self, place: StandIn) -> "Actor":
        """The same person in the place of another one, to ask what could be done there. What is done is done by the actor of the session."""
        return Actor(self.user, self.on, place.held, place.organisation_id, self.request_id, place.person, standing=place,
                     stand_ins=self.stand_ins, own=self.own)

    def places_for(self, *acts: str, organisation: Organisation | None = None) -> list[StandIn]:
        """Those for whom the person may stand in today and could then do one of these acts, for this organisation where one is named;
        nobody while a place is taken. No query of its own."""
        return [] if self.standing else [s for s in self.stand_ins if any(
            self.taking(s).can_for(a, organisation) if organisation else self.taking(s).can(a) for a in acts)]

    def again(self) -> "Actor":
        """The same actor read anew: a role or delegation that ended meanwhile no longer counts. Refused where standing in has ended."""
        if self.system or self.user is None:
            return self
        fresh = actor_for(self.user, self.on, organisation_id=self.organisation_id, request_id=self.request_id,
                          standing_in=self.standing.key if self.standing else "", within=self.within)
        if self.standing and not fresh.standing:
            raise Refused(_("Ủy quyền hoặc việc làm thay %(who)s vừa kết thúc nên việc này chưa được làm. Tải lại trang.") % {
                "who": self.acting_for}, where="standing")
        return replace(fresh, _cache=self._cache)  # ids by place in the tree, which are no rights: read once per request

    def can(self, act: str) -> bool:
        """Whether the right is held anywhere; for menus and for acts on no particular thing."""
        return self.system or any(True for _ in self.held(act))

    def can_for(self, act: str, organisation: Organisation | None, person_id: int | None = None, field: str = "") -> bool:
        """Whether the right reaches this organisation's thing."""
        if self.system:
            return True
        for m, scope in self.held(act):
            if scope == Scope.ALL or (scope == Scope.PERSON and person_id and person_id == (m.person_id or self.user_id)):
                return True
            if organisation is None or scope in (Scope.PUBLISHED, Scope.PERSON):
                continue  # what is handed to a person is no right over the organisation's other work
            if scope == Scope.FIELD and m.field != field:
                continue
            if organisation.path.startswith(m.path) and (scope in (Scope.SUBTREE, Scope.FIELD)
                                                         or organisation.pk == m.organisation_id
                                                         or organisation.kind == Organisation.Kind.DIVISION):
                return True
        return False

    def require(self, act: str, organisation: Organisation | None = None, person_id=None, field="") -> None:
        """A Refused that says which roles may, unless `can_for`. Who stands in for another one is asked anew."""
        now = self.again() if self.standing else self
        allowed = now.can_for(act, organisation, person_id, field) if organisation else now.can(act)
        if not allowed:
            raise Refused(_("Chưa làm được: việc “%(act)s” thuộc về %(who)s.") % {
                            "act": roles.ACTS[act].title, "who": roles.titles_with(act)}, where=act)

    def organisation_for(self, act: str, organisation: Organisation | None = None) -> int | None:
        """The organisation in whose name the act is recorded: the one acted for, where it gives the right."""
        ids = [m.organisation_id for m, _ in self.held(act) if organisation is None or organisation.path.startswith(m.path)]
        return self.organisation_id if self.organisation_id in ids else (ids[0] if ids else self.organisation_id)


DECLARED = Prepared(lambda user: ApiClient.objects.filter(user=user).values_list("acts"), user=-1)


def actor_for(user, on, *, organisation_id=None, request_id="", standing_in="", within=None) -> Actor:
    """The actor of a signed-in person on a day, with one query (a few more for who stands in for somebody); the public for nobody.

    `standing_in` is the key of the StandIn whose place is taken; one that is not offered that day leaves the person in the own place.
    A program or token has one query more: what is declared for it, narrowed by `within`, the acts of its token; it stands in for nobody.
    """
    if user is None or not user.is_authenticated or not user.is_active:  # a job acts for somebody whose account was closed meanwhile
        return Actor(None, on, request_id=request_id)
    rows = standing.MEMBERSHIPS.rows(user=user.pk, on=on)
    held = tuple(standing.held_from(*row[:-1]) for row in rows)
    offers = standing.stand_ins(user, on, held) if rows and rows[0][-1] and within is None else ()
    elsewhere: tuple[Held, ...] = ()
    if within is not None and organisation_id is not None:  # a token acts for one organisation, whatever else its person is
        held, elsewhere = (tuple(m for m in held if (m.organisation_id == organisation_id) is here) for here in (True, False))
    if place := next((s for s in offers if s.key == standing_in), None) if standing_in else None:
        return Actor(user, on, held, None, request_id, stand_ins=offers, own=held).taking(place)
    ids = {m.organisation_id for m in held}
    chosen = organisation_id if organisation_id in ids else (held[0].organisation_id if held else None)
    if any(roles.ROLES[m.role].machine for m in held) or within is not None:
        declared = DECLARED.rows(user=user.pk)
        if declared or within is None:  # a program; a person's token is within the person's own roles anyway
            acts = frozenset(act for row in declared for act in row[0])
            within = acts if within is None else acts & within
    return Actor(user, on, held, chosen, request_id, stand_ins=offers, own=held, elsewhere=elsewhere, within=within)


def system_actor(on, request_id="") -> Actor:
    """A job: no person, every right, recorded as the system."""
    return Actor(None, on, request_id=request_id, system=True)


def reach(actor: Actor, act: str, *, organisation: str = "organisation", person: str | None = None, field: str | None = None,
          published: Q | None = None) -> Q:
    """The rows over which the actor holds this right, as a condition. Nothing held gives nothing.

    `organisation`, `person`, `field` are the columns that the scopes compare; a scope whose column is absent gives nothing.
    """
    ids = organisations_within(actor, act)
    if ids is None:
        return Q()
    condition, found = Q(), False
    for m, scope in actor.held(act):
        if scope == Scope.FIELD and field:
            condition, found = condition | Q(**{f"{organisation}__path__startswith": m.path, field: m.field}), True
        elif scope == Scope.PERSON and person:
            condition, found = condition | Q(**{person: m.person_id or actor.user_id}), True
        elif scope == Scope.PUBLISHED and published is not None:
            condition, found = condition | published, True
    if ids:
        condition, found = condition | Q(**{f"{organisation}_id__in": sorted(ids)}), True
    return condition if found else Q(pk__in=[])


def organisations_within(actor: Actor, act: str) -> set[int] | None:
    """Ids of the organisations that the right reaches by their place (own with its divisions, or below); None means every one."""
    own, subtree = set(), set()
    for m, scope in actor.held(act):
        if scope == Scope.ALL:
            return None
        if scope == Scope.OWN:
            own.add((m.organisation_id, m.path))
        elif scope == Scope.SUBTREE:
            subtree.add(m.path)
    return None if actor.system else {i for i, _ in own} | _divisions(actor, {p for _, p in own}) | _below(actor, subtree)


def _divisions(actor: Actor, paths: set[str]) -> set[int]:
    """Ids of the divisions inside these organisations; once per actor."""
    return _ids(actor, "divisions", paths)


def _below(actor: Actor, paths: set[str]) -> set[int]:
    return _ids(actor, "below", paths)


def _ids(actor, key, paths):
    if not paths:
        return set()
    cache_key = (key, frozenset(paths))
    if cache_key not in actor._cache:
        actor._cache[cache_key] = {pk for (pk,) in (PLACES[key].rows(path=min(paths)) if len(paths) == 1 else _at(paths, KINDS[key]))}
    return actor._cache[cache_key]


def _at(paths, extra: Q):
    any_path = Q()
    for p in paths:
        any_path |= Q(path__startswith=p)
    return Organisation.objects.filter(any_path & extra).order_by().values_list("id")


KINDS = {"divisions": Q(kind=Organisation.Kind.DIVISION), "below": Q()}
PLACES = {key: Prepared(lambda path, kind=kind: _at([path], kind), path="-1.") for key, kind in KINDS.items()}


__all__ = ["Actor", "Held", "Side", "StandIn", "actor_for", "organisations_within", "reach", "system_actor"]
