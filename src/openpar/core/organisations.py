"""The register of organisations: adding, finding by any of their names, groups on a day, and what became of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import fold

from .models import Group, GroupMember, Organisation, OrganisationAlias, Succession


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows in force on a day; `valid_until` is the last valid day."""
    still = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & still


def group_on(day: date, prefix: str = "") -> Q:
    """Groups in use on a day; both ends may be open."""
    return ((Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day}))
            & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})))


@transaction.atomic
def add(*, code: str, name: str, kind: str, valid_from: date, short_name="", parent: Organisation | None = None,
        valid_until=None,
        aliases=(), gso_code="", confidence="A") -> Organisation:
    """A new organisation with its aliases; its path is the parent's plus its own id."""
    row = Organisation.objects.create(code=code, name=name, short_name=short_name, kind=kind, parent=parent,
                                      valid_from=valid_from,
                                      valid_until=valid_until, gso_code=gso_code, confidence=confidence)
    row.path = f"{parent.path if parent else ''}{row.pk}."
    row.save(update_fields=["path"])
    OrganisationAlias.objects.bulk_create([OrganisationAlias(organisation=row, text=a, text_fold=fold(a)) for a in aliases])
    return row


def members(group: Group, on: date) -> list[Organisation]:
    """The organisations of a group on a day, in Vietnamese order."""
    ids = GroupMember.objects.filter(valid_on(on), group=group).values_list("organisation_id", flat=True)
    return list(Organisation.objects.filter(valid_on(on), pk__in=ids))


def successors(organisation: Organisation, on: date) -> list[tuple[Organisation, Succession]]:
    """Who took over from an organisation by a day, followed through chains; several for a split, never guessed between."""
    found, queue, seen = [], [organisation], {organisation.pk}
    while queue:
        current = queue.pop(0)
        rows = list(current.passed_on.filter(on__lte=on).select_related("successor"))
        for row in rows:
            if row.successor_id not in seen:
                seen.add(row.successor_id)
                queue.append(row.successor)
            if not row.successor.valid_until or row.successor.valid_until >= on:
                found.append((row.successor, row))
    return found


@dataclass(frozen=True, slots=True)
class Today:
    """What an organisation is on a later day: itself or its one successor, or a split that nobody has ruled on.

    `organisation` is None where several took over parts and no rule says which record went where; `split` lists them then.
    """

    organisation: Organisation | None
    split: tuple[Succession, ...] = ()
    path: tuple[Succession, ...] = ()


def as_today(ids: Iterable[int], on: date) -> dict[int, Today]:
    """For each organisation id, who answers for it on a day. A split without a rule is listed, never guessed.

    One row that passes everything ("toàn bộ") decides, whatever single functions went elsewhere. Two queries for any number.
    """
    rows: dict[int, list[Succession]] = {}
    for row in Succession.objects.filter(on__lte=on).order_by("on", "id"):
        rows.setdefault(row.predecessor_id, []).append(row)
    every = Organisation.objects.in_bulk()
    return {pk: _follow(every[pk], rows, every, on) for pk in set(ids) if pk in every}


def _follow(organisation, rows, every, on, seen=()):
    path = []
    while organisation.valid_until and organisation.valid_until < on and organisation.pk not in seen:
        seen = (*seen, organisation.pk)
        passed = rows.get(organisation.pk, [])
        whole = [r for r in passed if r.what == Succession.What.ALL]
        if len(whole) != 1:
            return Today(None, tuple(passed), tuple(path))
        path.append(whole[0])
        organisation = every[whole[0].successor_id]
    return Today(organisation, (), tuple(path))


@transaction.atomic
def replant(organisation: Organisation) -> None:
    """Bring the path of an organisation and of everything below it in line with its parent."""
    old = organisation.path
    new = f"{organisation.parent.path if organisation.parent_id else ''}{organisation.pk}."
    if new == old:
        return
    if organisation.parent_id and old and organisation.parent.path.startswith(old):
        raise BadInput(_("Một đơn vị không thể nằm dưới chính nó hoặc đơn vị trực thuộc nó."), where="parent")
    organisation.path = new
    organisation.save(update_fields=["path"])
    if old:
        for row in Organisation.objects.filter(path__startswith=old).exclude(pk=organisation.pk):
            row.path = new + row.path[len(old):]
            row.save(update_fields=["path"])


def unruled(on: date) -> list[tuple[Organisation, Today]]:
    """Ended organisations whose parts went to several without a rule: somebody must say which record goes where."""
    ended = list(Organisation.objects.filter(valid_until__lt=on))
    now = as_today([o.pk for o in ended], on)
    return [(o, now[o.pk]) for o in ended if now[o.pk].organisation is None and now[o.pk].split]
