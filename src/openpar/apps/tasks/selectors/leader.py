"""The leader's page in a fixed number of queries over open work and the last weeks: the archive is never read.

Every figure comes with the address of its list; each is computed from the same conditions as that list.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import TruncDate

from openpar.core import clock
from openpar.core.actor import Actor
from openpar.core.models import Organisation, User

from .. import rules
from ..models import Assignment, Contest, Extension, Report
from .lists import soon_limit

WEEKS = 8
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page covers: the issuer's work that this leader may see, perhaps of one directive, field or supervising leader."""

    actor: Actor
    now: datetime
    directive: int | None = None
    mine: bool = False

    def assignments(self):
        rows = Assignment.objects.filter(Assignment.reach(self.actor, "leader.view"))
        if self.directive:
            rows = rows.filter(directive_id=self.directive)
        if self.mine:
            rows = rows.filter(leader_id=self.actor.user_id)
        return rows


ACTIVE = Q(open=True) & ~Q(state=rules.A.SUBMITTED)


def figures(scope: Scope) -> dict:
    """Late, due within seven days, returned, awaiting, contested, and the share done on time this fortnight against the last."""
    now, rows = scope.now, scope.assignments()
    week = clock.end_of(clock.timezone.localtime(now).date() + timedelta(days=7))
    got = rows.filter(open=True).aggregate(
        all_open=Count("id"), late=Count("id", filter=ACTIVE & Q(due_at__lt=now)),
        soon=Count("id", filter=ACTIVE & Q(due_at__gte=now, due_at__lte=week)),
        soon_units=Count("organisation", distinct=True, filter=ACTIVE & Q(due_at__gte=now, due_at__lte=week)),
        returned=Count("id", filter=Q(state=rules.A.RETURNED)), contested=Count("id", filter=Q(state=rules.A.CONTESTED)),
        waiting=Count("id", filter=Q(state=rules.A.SUBMITTED)), longest=Min("submitted_at", filter=Q(state=rules.A.SUBMITTED)),
        undated=Count("id", filter=Q(due_type="none")), cycle=Count("id", filter=Q(due_type="cycle")),
        not_received=Count("id", filter=Q(state=rules.A.ASSIGNED)), data_at=Max("assigned_at"))
    got["late_before"] = late_at(rows, now - FORTNIGHT, now)
    for name, until in (("", now), ("_before", now - FORTNIGHT)):
        window = rows.filter(accepted_at__gt=until - FORTNIGHT, accepted_at__lte=until, state=rules.A.ACCEPTED)
        done = window.aggregate(all=Count("id", filter=Q(due_at__isnull=False)),
                                on_time=Count("id", filter=Q(due_at__isnull=False, submitted_at__lte=F("due_at"))))
        got["done" + name], got["on_time" + name] = done["all"], done["on_time"]
        got["share" + name] = done["on_time"] / done["all"] if done["all"] else None
    got["waiting_days"] = (now - got["longest"]).days if got["longest"] else None
    got["periods"] = periods(scope)
    return got


def late_at(rows, moment: datetime, now: datetime) -> int:
    """How many were late at a past moment: still open and due before it, or reported only after it."""
    still = rows.filter(ACTIVE, due_at__lt=moment, assigned_at__lte=moment).count()
    since = rows.filter(Q(state=rules.A.ACCEPTED, accepted_at__gt=moment) | Q(open=True, state=rules.A.SUBMITTED),
                        due_at__lt=moment, submitted_at__gt=moment, assigned_at__lte=moment).count()
    return still + since


def periods(scope: Scope) -> dict:
    """Tasks without a final day, counted apart: how many parts have every period's report ("đủ kỳ"), how many miss one ("thiếu kỳ")."""
    rows = scope.assignments().filter(open=True, due_type="cycle")
    missing = Report.objects.filter(assignment=OuterRef("pk"), final=False, state__in=("due", "draft", "returned"), due_at__lt=scope.now)
    got = rows.annotate(short=Exists(missing)).aggregate(all=Count("id"), short=Count("id", filter=Q(short=True)))
    return {"all": got["all"], "short": got["short"], "full": got["all"] - got["short"]}


def heat(scope: Scope) -> dict:
    """Organisation × section: late and open counts, with the change since a fortnight ago; the worst organisations first."""
    rows = scope.assignments().filter(open=True)
    cells: dict = defaultdict(lambda: [0, 0])
    sections, units, before = Counter(), Counter(), Counter()
    for r in rows.order_by().values("organisation_id", "section").annotate(
            n=Count("id"), late=Count("id", filter=ACTIVE & Q(due_at__lt=scope.now))):
        cells[r["organisation_id"], r["section"]] = [r["late"], r["n"]]
        sections[r["section"]] += r["late"]
        units[r["organisation_id"]] += r["late"]
    then = scope.now - FORTNIGHT
    for r in scope.assignments().filter(
            Q(open=True) & ~Q(state=rules.A.SUBMITTED) | Q(state=rules.A.ACCEPTED, accepted_at__gt=then, submitted_at__gt=then)
            | Q(open=True, state=rules.A.SUBMITTED, submitted_at__gt=then),
            due_at__lt=then).order_by().values("organisation_id").annotate(n=Count("id")):
        before[r["organisation_id"]] = r["n"]
    names = {o.pk: o for o in Organisation.objects.filter(pk__in=list(units)).order_by("name_key")}
    order = sorted(names.values(), key=lambda o: (-units[o.pk], o.name_key))
    return {"cells": cells, "sections": sections, "units": units, "before": before, "organisations": order}


def by_person_and_field(scope: Scope) -> dict:
    """Open, late, due soon and done this fortnight and the last, by supervising leader and by field."""
    soon, now = soon_limit(scope.now), scope.now
    out = {}
    for name, column in (("leaders", "leader_id"), ("fields", "field")):
        table: dict = defaultdict(lambda: {"open": 0, "late": 0, "soon": 0, "now": 0, "before": 0})
        for r in scope.assignments().filter(open=True).order_by().values(column).annotate(
                open_n=Count("id"), late=Count("id", filter=ACTIVE & Q(due_at__lt=now)),
                soon=Count("id", filter=ACTIVE & Q(due_at__gte=now, due_at__lte=soon))):
            table[r[column]].update(open=r["open_n"], late=r["late"], soon=r["soon"])
        for r in scope.assignments().filter(accepted_at__gt=now - 2 * FORTNIGHT, state=rules.A.ACCEPTED).order_by().values(column).annotate(
                now=Count("id", filter=Q(accepted_at__gt=now - FORTNIGHT)), before=Count("id", filter=Q(accepted_at__lte=now - FORTNIGHT))):
            table[r[column]].update(now=r["now"], before=r["before"])
        out[name] = table
    people = {u.pk: u for u in User.objects.filter(pk__in=[k for k in out["leaders"] if k])}
    out["leaders"] = [(people.get(k), v) for k, v in sorted(out["leaders"].items(), key=lambda kv: (kv[0] is None, -kv[1]["late"]))]
    out["fields"] = sorted(out["fields"].items(), key=lambda kv: (not kv[0], -kv[1]["late"], kv[0]))
    return out


def weeks(scope: Scope) -> list[tuple[datetime, int]]:
    """How many were late at the end of each of the last weeks, and now; two grouped queries."""
    today = clock.timezone.localtime(scope.now).date()
    friday = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    ends = [clock.end_of(friday - timedelta(weeks=w)) for w in range(WEEKS - 1, -1, -1)] + [scope.now]
    first = ends[0]
    rows = scope.assignments()
    still = rows.filter(ACTIVE, due_at__lt=scope.now).order_by().annotate(d=TruncDate("due_at"), a=TruncDate("assigned_at")).values_list(
        "d", "a").annotate(n=Count("id"))
    gone = rows.filter(Q(state=rules.A.ACCEPTED, accepted_at__gt=first) | Q(open=True, state=rules.A.SUBMITTED),
                       submitted_at__gt=F("due_at"), due_at__lt=scope.now).order_by().annotate(
        d=TruncDate("due_at"), s=TruncDate("submitted_at"), a=TruncDate("assigned_at")).values_list("d", "s", "a").annotate(n=Count("id"))
    still, gone = list(still), list(gone)
    out = []
    for end in ends:
        day = clock.timezone.localtime(end).date()
        last = day if end == scope.now else day + timedelta(days=1)
        count = sum(n for d, a, n in still if d < last and a < last) + sum(n for d, s, a, n in gone if d < last <= s and a < last)
        out.append((end, count))
    return out


def decisions(scope: Scope, limit: int = 8) -> dict:
    """What can be decided on the spot: extensions that wait, assignments contested, and the worst late work with no report."""
    actor = scope.actor
    extensions = Extension.objects.filter(Extension.reach(actor, "leader.view"), state="pending")
    contests = Contest.objects.filter(settled_at__isnull=True, assignment__in=scope.assignments().filter(state=rules.A.CONTESTED))
    if scope.directive:
        extensions = extensions.filter(assignment__directive_id=scope.directive)
    worst = scope.assignments().filter(ACTIVE, due_at__lt=scope.now).order_by("due_at", "id").select_related("task", "organisation")[:3]
    total = extensions.count()
    return {"extensions": list(extensions.select_related("assignment__task", "assignment__organisation").order_by("old_due_on", "id")[:limit]),
            "extensions_total": total,
            "contests": list(contests.select_related("assignment__task", "assignment__organisation", "proposed").order_by("id")[:limit]),
            "worst": list(worst)}
