"""The leader's page in a fixed number of queries over open work and the last weeks: the archive is never read.

Every figure comes with the address of its list; each is computed from the same conditions as that list.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from openpar.core import clock, organisations
from openpar.core.actor import Actor
from openpar.core.models import Organisation, User

from .. import rules
from ..models import Assignment, Contest, Extension
from . import spans
from .lists import soon_limit
from .spans import FORTNIGHT

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page covers: the issuer's work that this leader may see, perhaps of one directive, field or supervising leader."""

    actor: Actor
    now: datetime
    directive: int | None = None
    mine: bool = False
    today: bool = False  # organisations as they are today, not as they were when the work was given

    def assignments(self):
        rows = Assignment.objects.filter(Assignment.reach(self.actor, "leader.view"))
        if self.directive:
            rows = rows.filter(directive_id=self.directive)
        if self.mine:
            rows = rows.filter(leader_id=self.actor.hand_id)
        return rows


ACTIVE = Q(open=True, open__in=(True,)) & ~Q(state=rules.A.SUBMITTED)  # the comparison finds the index by due day on SQLite


@dataclass(frozen=True)
class Board:
    """Everything that the page counts, from one reading each of open work, of what is late or soon due, and of the last weeks."""

    figures: dict
    heat: dict
    leaders: list
    fields: list
    weeks: list


def board(scope: Scope) -> Board:
    """Count once; the parts of the page are sums of the same rows, so they cannot disagree."""
    ends = week_ends(scope.now)
    groups, coming, recent, gone = _open_groups(scope), _coming(scope), _recent(scope), _late_before(scope, ends)
    running = _late_at(scope, ends)
    late = [n + sum(r[f"m{i}"] for r in gone) for i, n in enumerate(running)]
    leaders, fields = _by(groups, coming, recent, "leader_id"), _by(groups, coming, recent, "field")
    people = {u.pk: u for u in User.objects.filter(pk__in=[k for k in leaders if k])}
    return Board(
        _figures(scope, groups, coming, recent, gone),
        _heat(scope, groups, gone),
        [(people.get(k), v) for k, v in sorted(leaders.items(), key=lambda kv: (kv[0] is None, -kv[1]["late"]))],
        sorted(fields.items(), key=lambda kv: (not kv[0], -kv[1]["late"], kv[0])),
        list(zip(ends, late, strict=True)),
    )


def figures(scope: Scope) -> dict:
    """The figures on top, for papers that need no more."""
    return _figures(scope, _open_groups(scope), _coming(scope), _recent(scope), _late_before(scope))


def heat(scope: Scope) -> dict:
    """Organisation × section alone."""
    return _heat(scope, _open_groups(scope), _late_before(scope))


def _open_groups(scope: Scope) -> list[dict]:
    """Open work counted by organisation, section, field, leader, kind of deadline and state: the one reading of all open rows.

    `then` counts what was late a fortnight ago: given and due before it, and not reported by then.
    """
    # By state, too, as the covering index has it: what follows from the state alone is then no question to each row.
    # `open`, never null, is what is counted because that index has it.
    groups = (
        scope.assignments()
        .filter(open=True)
        .order_by()
        .values("organisation_id", "section", "field", "leader_id", "due_type", "state")
        .annotate(
            n=Count("open"),
            past=Count("open", filter=Q(due_at__lt=scope.now)),
            then=Count("open", filter=spans.unsent_at(scope.now - FORTNIGHT)),
            first=Min("submitted_at"),
        )
    )
    return [r | {"late": 0 if r["state"] == rules.A.SUBMITTED else r["past"]} for r in groups]


def _coming(scope: Scope) -> list[dict]:
    """Open work not sent yet that is due in the coming week, or soon as the lists say it: a short stretch of the index by due day."""
    now, soon = scope.now, soon_limit(scope.now)
    week = spans.coming_week(now)
    return list(
        scope.assignments()
        .filter(week | Q(due_at__lte=soon), ~spans.SENT, open=True, due_at__gte=now, due_at__lte=max(soon, spans.week_end(now)))
        .order_by()
        .values("organisation_id", "leader_id", "field")
        .annotate(week=Count("open", filter=week), soon=Count("open", filter=Q(due_at__lte=soon)))
    )


def _late_at(scope: Scope, moments: Sequence[datetime]) -> list[int]:
    """How much of the work that still runs was late at each moment; only what is late now can have been."""
    counted = scope.assignments().filter(open=True, due_at__lt=max(moments)).aggregate(
        **{f"m{i}": Count("open", filter=spans.unsent_at(m)) for i, m in enumerate(moments)}
    )
    return [counted[f"m{i}"] for i in range(len(moments))]


def _late_before(scope: Scope, moments: Sequence[datetime] = ()) -> list[dict]:
    """Work accepted since that was late a fortnight ago (`then`) and at each moment (m0, m1 …), by organisation.

    Only work that was reported late can be: the reading goes over that part alone, back to the first moment.
    """
    named = [("then", scope.now - FORTNIGHT), *((f"m{i}", m) for i, m in enumerate(moments))]
    return list(
        scope.assignments()
        .filter(spans.REPORTED_LATE, accepted_at__gt=min(m for _name, m in named), accepted_at__lte=scope.now, open=False,
                state=rules.A.ACCEPTED)
        .order_by()
        .values("organisation_id")
        .annotate(**{name: Count("open", filter=spans.accepted_since(m)) for name, m in named})
    )


def _recent(scope: Scope) -> list[dict]:
    """Work accepted in this fortnight and the last: how much of it had a day, and kept it."""
    now, then = scope.now, scope.now - FORTNIGHT
    this, last = Q(accepted_at__gt=then), Q(accepted_at__lte=then)
    dated, kept = spans.DATED, spans.DATED & spans.KEPT
    return list(
        scope.assignments()
        .filter(accepted_at__gt=then - FORTNIGHT, accepted_at__lte=now, open=False, state=rules.A.ACCEPTED)
        .order_by()
        .values("leader_id", "field")
        .annotate(
            now=Count("open", filter=this),
            before=Count("open", filter=last),
            dated=Count("open", filter=this & dated),
            kept=Count("open", filter=this & kept),
            dated_before=Count("open", filter=last & dated),
            kept_before=Count("open", filter=last & kept),
        )
    )


def _figures(scope, groups, coming, recent, gone) -> dict:
    def total(name, rows=groups):
        return sum(r[name] for r in rows)

    states = defaultdict(list)
    for r in groups:
        states[r["state"]].append(r)
    waits = [r["first"] for r in states[rules.A.SUBMITTED] if r["first"]]
    dated, kept, dated_before, kept_before = (
        total(n, recent) for n in ("dated", "kept", "dated_before", "kept_before")
    )
    return {
        "all_open": total("n"),
        "late": total("late"),
        "late_before": total("then") + total("then", gone),
        "soon": total("week", coming),
        "soon_units": len({r["organisation_id"] for r in coming if r["week"]}),
        "returned": total("n", states[rules.A.RETURNED]),
        "contested": total("n", states[rules.A.CONTESTED]),
        "waiting": total("n", states[rules.A.SUBMITTED]),
        "waiting_days": (scope.now - min(waits)).days if waits else None,
        "not_received": total("n", states[rules.A.ASSIGNED]),
        "undated": sum(r["n"] for r in groups if r["due_type"] == "none"),
        "done": dated,
        "on_time": kept,
        "share": kept / dated if dated else None,
        "share_before": kept_before / dated_before if dated_before else None,
        "periods": periods(scope, groups),
    }


def periods(scope: Scope, groups: Sequence[dict]) -> dict:
    """Tasks without a final day, counted apart: parts with every period's report ("đủ kỳ"), and those that miss one."""
    every = sum(r["n"] for r in groups if r["due_type"] == "cycle")
    missed = scope.assignments().filter(spans.owing(scope.now)).count()
    return {"all": every, "short": missed, "full": every - missed}


def _heat(scope, groups, gone) -> dict:
    """Late and open counts by organisation and section, with the change since a fortnight ago; the worst organisations first."""
    cells: dict = defaultdict(lambda: [0, 0])
    sections, units, before = Counter(), Counter(), Counter()
    unruled: dict = {}
    if scope.today:
        ids = {r["organisation_id"] for r in (*groups, *gone)}
        now = organisations.as_today(ids, clock.timezone.localtime(scope.now).date())
        unruled = {pk: t for pk, t in now.items() if t.organisation is None}
        moved = {pk: t.organisation.pk for pk, t in now.items() if t.organisation}
        groups, gone = (
            [r | {"organisation_id": moved.get(r["organisation_id"], r["organisation_id"])} for r in rows]
            for rows in (groups, gone)
        )
    for r in groups:
        cell = cells[r["organisation_id"], r["section"]]
        cell[0], cell[1] = cell[0] + r["late"], cell[1] + r["n"]
        sections[r["section"]] += r["late"]
        units[r["organisation_id"]] += r["late"]
        before[r["organisation_id"]] += r["then"]
    for r in gone:
        before[r["organisation_id"]] += r["then"]
    names = Organisation.objects.filter(pk__in=list(units)).only("id", "code", "name", "short_name", "name_key")
    return {
        "cells": cells,
        "sections": sections,
        "units": units,
        "before": before,
        "unruled": unruled,
        "organisations": sorted(names, key=lambda o: (-units[o.pk], o.name_key)),
    }


def _by(groups, coming, recent, column) -> dict:
    """Open, late, due soon and done this fortnight and the last, by one column."""
    table: dict = defaultdict(lambda: {"open": 0, "late": 0, "soon": 0, "now": 0, "before": 0})
    for r in groups:
        row = table[r[column]]
        row["open"], row["late"] = row["open"] + r["n"], row["late"] + r["late"]
    for r in coming:
        table[r[column]]["soon"] += r["soon"]
    for r in recent:
        row = table[r[column]]
        row["now"], row["before"] = row["now"] + r["now"], row["before"] + r["before"]
    return table


def week_ends(now: datetime) -> list[datetime]:
    """The ends of the last eight Fridays, and this moment."""
    today = clock.timezone.localtime(now).date()
    friday = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    return [*(clock.end_of(friday - timedelta(weeks=w)) for w in range(WEEKS - 1, -1, -1)), now]


def decisions(scope: Scope, limit: int = 8) -> dict:
    """What can be decided on the spot: extensions that wait, assignments contested, and the worst late work with no report."""
    actor = scope.actor
    extensions = Extension.objects.filter(Extension.reach(actor, "leader.view"), state="pending", assignment__open=True)
    contested = list(
        scope.assignments().filter(open=True, state=rules.A.CONTESTED).order_by("id").values_list("id", flat=True)[:50]
    )
    contests = Contest.objects.filter(settled_at__isnull=True, assignment__in=contested)
    if scope.directive:
        extensions = extensions.filter(assignment__directive_id=scope.directive)
    if scope.mine:
        extensions = extensions.filter(assignment__leader_id=actor.hand_id)
    worst = (
        scope.assignments()
        .filter(ACTIVE, due_at__lt=scope.now)
        .order_by("due_at", "id")
        .select_related("task", "organisation")[:3]
    )
    return {
        "extensions": list(
            extensions.select_related("assignment__task", "assignment__organisation").order_by("old_due_on", "id")[
                :limit
            ]
        ),
        "extensions_total": extensions.count(),
        "contests": list(
            contests.select_related("assignment__task", "assignment__organisation", "proposed").order_by("id")[:limit]
        ),
        "worst": list(worst),
    }
