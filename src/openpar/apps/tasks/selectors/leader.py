"""The leader's page in a fixed number of queries over open work and the last weeks: the archive is never read.

Every figure comes with the address of its list; each is computed from the same conditions as that list.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from openpar.core import clock, organisations
from openpar.core.actor import Actor
from openpar.core.models import Organisation, User

from .. import rules
from ..models import Assignment, Contest
from . import leader_counts
from .leader_counts import WEEKS, late_before, open_groups


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page covers: the issuer's work that this leader may see, perhaps of one directive, field or supervising leader."""

    actor: Actor
    now: datetime
    directive: int | None = None
    mine: bool = False
    today: bool = False  # organisations as they are today, not as they were when the work was given

    @property
    def reached(self) -> Q:
        """What this leader may see, whatever the page narrows it to."""
        return Assignment.reach(self.actor, "leader.view")

    def assignments(self):
        rows = Assignment.objects.filter(self.reached)
        if self.directive:
            rows = rows.filter(directive_id=self.directive)
        if self.mine:
            rows = rows.filter(leader_id=self.actor.hand_id)
        return rows


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
    groups, coming, recent, gone = open_groups(scope), leader_counts.coming(scope), leader_counts.recent(scope), late_before(scope, ends)
    running = leader_counts.late_at(scope, ends)
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
    return _figures(scope, open_groups(scope), leader_counts.coming(scope), leader_counts.recent(scope), late_before(scope))


def heat(scope: Scope) -> dict:
    """Organisation × section alone."""
    return _heat(scope, open_groups(scope), late_before(scope))


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
    missed = leader_counts.owing(scope)
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


def decisions(scope: Scope) -> dict:
    """What can be decided on the spot: extensions that wait, assignments contested, and the worst late work with no report."""
    contested = [r["id"] for r in leader_counts.CONTESTED.ask(scope)]
    contests = Contest.objects.filter(settled_at__isnull=True, assignment__in=contested) if contested else Contest.objects.none()
    return {
        "extensions": leader_counts.EXTENSIONS.things(scope),
        "extensions_total": leader_counts.PENDING.sums(scope)["number"],
        "contests": list(contests.select_related("assignment__task", "assignment__organisation", "proposed").order_by("id")[
            :leader_counts.DECISIONS]),
        "worst": leader_counts.WORST.things(scope, now=scope.now),
    }
