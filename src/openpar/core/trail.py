"""Reading the trail: whose entries somebody may look up, what of them they may read, and how a long list is narrowed.

Who holds `audit.view` sees who did which act when. The words of an entry (code, name, reason, what changed) take `audit.content`
over its organisation; of the platform's own registers they are read by whoever manages that register.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import clock, sealing
from .actor import Actor, organisations_within, reach
from .listing import Order
from .models import AccessEntry, AuditEntry, AuditSeal, JobRun, Organisation, User

NEWEST = Order("moi", _("Mới nhất"), "at", descending=True)
# Registers without content of anybody's work, and the right that shows them on their own pages.
REGISTERS = {
    "core.user": "people.manage", "core.membership": "people.manage", "core.grant": "people.manage", "core.rule": "rule.view",
    "core.rule_confirmation": "rule.view",
    "core.organisation": "organisation.manage", "core.group": "organisation.manage", "core.groupmember": "organisation.manage",
    "core.groupwording": "organisation.manage", "core.organisationalias": "organisation.manage", "core.succession": "organisation.manage",
    "core.job": "jobs.view", "core.outbox": "jobs.view", "core.webhook": "webhooks.manage"}
VERIFY = "audit.verify"  # the job that compares the trail with its seals


def entries_for(actor: Actor) -> QuerySet[AuditEntry]:
    """The entries this person may look up, each with `readable`: whether its words may be read as well."""
    rows = AuditEntry.objects.filter(reach(actor, "audit.view"))
    return _marked(rows, readable(actor)).select_related("actor", "organisation", "acting_for")


def readable(actor: Actor) -> Q:
    """The entries whose words this person may read."""
    whole = reach(actor, "audit.content")
    return whole | Q(room__in=[r for r, act in REGISTERS.items() if actor.can(act)]) if whole else whole


def accesses_for(actor: Actor) -> QuerySet[AccessEntry]:
    """The readings of identities this person may look up, each with `readable`: whether the reason may be read as well."""
    rows = AccessEntry.objects.filter(reach(actor, "audit.access"))
    return _marked(rows, reach(actor, "audit.content")).select_related("actor", "organisation")


def _marked(rows, condition):
    shown = Case(When(condition, then=True), default=False, output_field=BooleanField()) if condition else Value(True)
    return rows.annotate(readable=shown)


def organisations_for(actor: Actor, act: str = "audit.view") -> QuerySet[Organisation]:
    """The organisations whose entries this person may ask for, in the order of their names."""
    ids = organisations_within(actor, act)
    rows = Organisation.objects.order_by("name_key", "id")
    return rows if ids is None else rows.filter(pk__in=ids)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty means everything. `people` None is anybody, `machine` the acts of no person.

    Days are whole days, first and last included, of the business clock or (`received`) of the server's.
    """

    people: tuple[int, ...] | None = None
    machine: bool = False
    organisation: int | None = None
    act: str = ""
    room: str = ""
    object_id: int | None = None
    reference: str = ""
    first: date | None = None
    last: date | None = None
    received: bool = False
    request_id: str = ""


def narrowed(rows, wanted: Wanted, words: Q | None = None):
    """The rows that fit. `words` is where their words may be read: a code or name finds nothing that may not be read."""
    if wanted.machine:
        rows = rows.filter(actor__isnull=True)
    elif wanted.people is not None:
        rows = rows.filter(actor_id=wanted.people[0]) if len(wanted.people) == 1 else rows.filter(actor_id__in=wanted.people)
    if wanted.organisation:
        rows = rows.filter(organisation_id=wanted.organisation)
    if wanted.act:
        rows = rows.filter(act=wanted.act)
    if wanted.room:
        rows = rows.filter(room=wanted.room)
    if wanted.object_id is not None:
        rows = rows.filter(object_id=wanted.object_id)
    if wanted.reference:
        rows = rows.filter(reference__in={wanted.reference, wanted.reference.upper()})
        rows = rows.filter(words) if words else rows
    if wanted.request_id:
        rows = rows.filter(request_id=wanted.request_id)
    column = "received_at" if wanted.received else "at"
    if wanted.first:
        rows = rows.filter(**{f"{column}__gte": clock.at_time(wanted.first, 0)})
    if wanted.last:
        rows = rows.filter(**{f"{column}__lt": clock.at_time(wanted.last + timedelta(days=1), 0)})
    return rows


def people_named(words: list[str], limit: int) -> list[int]:
    """Ids of the people whose name or user name holds every word; one more than `limit` says that there are more."""
    fits = Q()
    for word in words:
        fits &= Q(name_fold__contains=word) | Q(username__contains=word)
    return list(User.objects.filter(fits).order_by("id").values_list("id", flat=True)[: limit + 1])


def sealed(entries) -> set[int]:
    """Which of these entries have their seal."""
    return set(AuditSeal.objects.filter(entry_id__in=[e.pk for e in entries]).values_list("entry_id", flat=True))


@dataclass(frozen=True, slots=True)
class Chain:
    """Where the seals stand: the last one, how many entries wait and for how long (whole seconds), the last comparison."""

    entry_id: int | None
    sealed_at: datetime | None
    waiting: int
    lag: int
    late: bool
    checked: JobRun | None

    @property
    def found(self) -> str:
        """What the last comparison found wrong; empty for a whole trail."""
        return "" if self.checked is None or self.checked.ok else self.checked.message.partition(": ")[2] or self.checked.message


def chain() -> Chain:
    """The state of the chain now, on the server's clock; a constant number of queries."""
    last = AuditSeal.objects.order_by("-id").first()
    waiting = sealing.unsealed().aggregate(n=Count("id"), oldest=Min("received_at"))
    seconds = round((timezone.now() - waiting["oldest"]).total_seconds()) if waiting["n"] else 0
    checked = JobRun.objects.filter(name=VERIFY, finished_at__isnull=False).order_by("-finished_at").first()
    return Chain(last and last.entry_id, last and last.sealed_at, waiting["n"], seconds, seconds > 60, checked)
