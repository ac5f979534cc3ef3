"""Directives and their drafts as the pages show them; every question starts from who asks."""

from collections import Counter
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.models import AuditEntry, Evidence, Organisation, User
from openpar.core.organisations import valid_on
from openpar.core.roles import Scope
from openpar.core.searching import fits, words_of

from .. import rules
from ..models import Addressee, Assignment, Directive, Task
from .cards import due_words, review  # noqa: F401  other rooms ask here for the review

LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING


def directives(actor: Actor):
    """The directives this person may read: those of the offices where a right reaches, those issued that the public may see, and those
    issued that gave a part to an organisation whose parts this person sees.
    """
    return Directive.objects.filter(Directive.readable(actor)).select_related("issuer", "created_by", "amends")


def sees_whole(actor: Actor, directive: Directive) -> bool:
    """Whether this person sees every task of a directive, and not only those with a part of their own."""
    return bool(whole_among(actor, [directive.pk]))


def whole_among(actor: Actor, ids) -> set[int]:
    """Of these directives, those whose every task this person sees."""
    return set(Directive.objects.filter(Directive.reach(actor, "directive.view"), pk__in=list(ids)).values_list("pk", flat=True))


def own_parts(actor: Actor):
    """The parts of this person's organisation, or in their hands."""
    return Assignment.objects.filter(Assignment.reach(actor, "assignment.view"))


def files_for(actor: Actor):
    """The files from which directives were taken in: for those who draft, issue or follow them in the issuing office."""
    own = [m.organisation_id for act in ("directive.draft", "directive.issue", "task.view") for m, scope in actor.held(act)
           if scope != Scope.PUBLISHED]
    return Evidence.objects.filter(room="tasks.directive", owner_id__in=Directive.objects.filter(
        Directive.reach(actor, "directive.view"), issuer__in=own).values("pk"))


def under_review(actor: Actor):
    """The directives whose drafts this person may change."""
    return Directive.objects.filter(Directive.reach(actor, "directive.draft"), state=Directive.State.DRAFT).select_related("issuer", "amends")


def to_amend(actor: Actor):
    """The tasks that this person may correct or withdraw."""
    return Task.objects.filter(Task.reach(actor, "directive.issue")).select_related("issuer", "directive", "leader")


def with_counts(rows):
    """Directives with the number of their drafts, tasks, parts and finished parts: one query more for the whole page."""
    return rows.annotate(
        draft_count=Count("drafts", filter=Q(drafts__dropped=False), distinct=True), task_count=Count("tasks", filter=Q(tasks__parent=None), distinct=True))


def progress(directive_ids, only=None) -> dict[int, Counter]:
    """directive id → Counter of states of its parts, or of those among them that are in `only`."""
    out: dict[int, Counter] = {}
    rows = (Assignment.objects if only is None else only).filter(directive__in=list(directive_ids)).order_by()
    for pk, state, n in rows.values_list("directive", "state").annotate(n=Count("id")):
        out.setdefault(pk, Counter())[state] = n
    return out


def candidates(text: str, on: date, limit: int = 12) -> tuple[list, list]:
    """(organisations, groups) of a day whose names hold these words, for choosing by hand; what the register suggests comes first."""
    from openpar.core.register import Register
    from openpar.engine.vietnamese import fold
    found = Register(on).resolve(text)
    first = [x for x in (found.organisation, found.group, *found.candidates) if x]
    organisations = {o.pk: o for o in first if isinstance(o, Organisation)}
    groups = {g.pk: g for g in first if not isinstance(g, Organisation)}
    if words := words_of(text):
        for o in Organisation.objects.filter(valid_on(on)).filter(fits("name_fold", words))[:limit]:
            organisations.setdefault(o.pk, o)
        for g in _groups(on):
            if all(w in fold(g.name) for w in words):
                groups.setdefault(g.pk, g)
    return list(organisations.values())[:limit], list(groups.values())[:limit]


def _groups(on):
    from openpar.core.models import Group
    from openpar.core.organisations import group_on
    return Group.objects.filter(group_on(on)).order_by("name")


def leaders_of(issuer: Organisation, on: date):
    """People who may be named as the supervising leader: chairman and deputies of the issuing office, its head elsewhere."""
    return User.objects.filter(memberships__organisation=issuer, memberships__role__in=("chairman", "deputy", "head"),
                               memberships__valid_from__lte=on).filter(
        Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=on)).distinct()


def fields_of(issuer: Organisation) -> list[str]:
    """Fields already used by this office, for suggestions."""
    return list(Task.objects.filter(issuer=issuer).exclude(field="").order_by("field").values_list("field", flat=True).distinct()[:100])


def history(room: str, object_id: int, limit: int = 100) -> list:
    """The trail of one thing, newest first, with the people in it."""
    return list(AuditEntry.objects.filter(room=room, object_id=object_id).select_related("actor", "acting_for", "organisation").order_by("-id")[:limit])


def done_of(counts) -> tuple[int, int]:
    """(finished parts, all parts that count) of a Counter of states."""
    total = sum(n for state, n in counts.items() if state != "cancelled")
    return counts.get("accepted", 0), total


def tasks_of(directive: Directive, at, only=None) -> list[Task]:
    """The tasks that a directive gave, in text order, each with `parts`: how many of its parts have which status at this moment. Two queries.

    `only` are the parts that the reader sees: then the tasks are those with such a part, passed down or not, and they alone are counted.
    """
    from . import status
    shown = Q(parent=None) if only is None else Q(Exists(only.filter(task=OuterRef("pk"))))
    tasks = list(directive.tasks.filter(shown).select_related("leader", "merged_into").order_by("id"))
    tasks.sort(key=lambda t: (t.spans[0][0] if t.spans else 10**9, t.pk))
    soon_at = status.soon_limit(at)
    counts: dict[int, Counter] = {}
    names: dict[int, list] = {}
    rows = (Assignment.objects if only is None else only).filter(directive=directive).select_related("organisation").order_by(
        "part", "organisation__name_key")
    for p in rows:
        counts.setdefault(p.task_id, Counter())[rules.status(p.state, due_at=p.due_at, submitted_at=p.submitted_at, now=at, soon_at=soon_at)] += 1
        if p.part == LEAD and p.state != rules.A.CANCELLED:
            names.setdefault(p.task_id, []).append(p.organisation.label)
    for t in tasks:
        found = counts.get(t.pk, Counter())
        t.parts = [{"status": s, "count": found[s]} for s in rules.STATUSES if found[s]]
        t.lead_names = names.get(t.pk, [])
        t.due_words = due_words(t)
    return tasks


def leaders_of_any(offices, on: date):
    """People who may supervise a task of any of these offices."""
    rows = User.objects.none()
    for office in offices:
        rows = rows | leaders_of(office, on)
    return rows.distinct()


def organisations_named(wordings, register, on: date, where: str) -> list[Organisation]:
    """The organisations that these lines name; members for a group. BadInput names the line that nobody knows."""
    from openpar.core.organisations import members
    from openpar.engine.errors import BadInput
    out: dict[int, Organisation] = {}
    for words in wordings:
        found = register.resolve(words)
        if not found:
            hint = _(" Có phải: %(names)s?") % {"names": "; ".join(str(c) for c in found.candidates[:4])} if found.candidates else ""
            raise BadInput(_("Không tìm thấy đơn vị “%(words)s” trong danh mục.") % {"words": words} + hint, where=where)
        left_out = {o.pk for o in found.excluded}
        for o in [found.organisation] if found.organisation else members(found.group, on):
            if o.pk not in left_out:
                out[o.pk] = o
    return list(out.values())
