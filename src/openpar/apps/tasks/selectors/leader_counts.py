"""What the leader's page counts, each by one reading of an index. A page asks eight such questions and their conditions are long, so
their statements are kept for the usual scope: what some organisations gave, perhaps of one directive or one supervising leader."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Count, Min, Q

from openpar.core.prepared import MOMENT, Prepared, counted, together

from .. import rules
from ..models import Assignment, Extension
from . import spans
from .lists import soon_limit
from .spans import FORTNIGHT


class Question:
    """One kept question: `build(rows, **moments)` narrows the rows of a scope; moments are the marks `names`.

    `kind` is what the rows are: assignments, or things whose column `through` leads to one.
    """

    def __init__(self, build: Callable, *names: str, kind=Assignment, through: str = ""):
        self.build, self.kind, self.through = build, kind, through
        self.kept = Prepared(
            lambda issuers, directive, leader, **moments: build(
                self._given(Q(**{f"{through}issuer_id__in": issuers}), directive, leader), **moments),
            issuers=(), directive=(), leader=(), **{name: MOMENT.replace(second=i) for i, name in enumerate(names)})

    def ask(self, scope, **moments) -> list[dict]:
        """The rows by name, for this scope and these moments."""
        return self._ask(self.kept.dicts, scope, moments)

    def sums(self, scope, **moments) -> Counter:
        """The only row of a question that counts all together; nought of everything for who sees nothing."""
        return Counter(*self.ask(scope, **moments))

    def things(self, scope, **moments) -> list:
        """The rows as instances."""
        return self._ask(self.kept.objects, scope, moments)

    def _ask(self, kept, scope, moments):
        reached = self.kind.reach(scope.actor, "leader.view")
        narrowed = {"directive": [scope.directive] if scope.directive else [], "leader": [scope.actor.hand_id] if scope.mine else []}
        match reached.children:
            case [(column, issuers)] if column == f"{self.through}issuer_id__in" and not reached.negated:
                return kept(issuers=issuers, **narrowed, **moments)
        return list(self.build(self._given(reached, **narrowed), **moments))

    def _given(self, reached: Q, directive: Sequence[int], leader: Sequence[int]):
        rows = self.kind.objects.filter(reached)
        for column, asked in (("directive_id", directive), ("leader_id", leader)):
            if asked:
                rows = rows.filter(**{f"{self.through}{column}": asked[0]})
        return rows


def _open(rows, now, then):
    # By state, too, as the covering index has it: what follows from the state alone is then no question to each row.
    # `open`, never null, is what is counted because that index has it.
    return rows.filter(open=True).order_by().values("organisation_id", "section", "field", "leader_id", "due_type", "state").annotate(
        n=Count("open"), past=Count("open", filter=Q(due_at__lt=now)), then=Count("open", filter=spans.unsent_at(then)),
        first=Min("submitted_at"))


OPEN = Question(_open, "now", "then")


def open_groups(scope) -> list[dict]:
    """Open work counted by organisation, section, field, leader, kind of deadline and state: the one reading of all open rows.

    `then` counts what was late a fortnight ago: given and due before it, and not reported by then.
    """
    groups = OPEN.ask(scope, now=scope.now, then=scope.now - FORTNIGHT)
    return [r | {"late": 0 if r["state"] == rules.A.SUBMITTED else r["past"]} for r in groups]


def _coming(rows, now, soon, week, last):
    in_week = spans.between(now, week)
    return rows.filter(in_week | Q(due_at__lte=soon), ~spans.SENT, open=True, due_at__gte=now, due_at__lte=last).order_by().values(
        "organisation_id", "leader_id", "field").annotate(
        week=Count("open", filter=in_week), soon=Count("open", filter=Q(due_at__lte=soon)))


COMING = Question(_coming, "now", "soon", "week", "last")


def coming(scope) -> list[dict]:
    """Open work not sent yet that is due in the coming week, or soon as the lists say it: a short stretch of the index by due day."""
    soon, week = soon_limit(scope.now), spans.week_end(scope.now)
    return COMING.ask(scope, now=scope.now, soon=soon, week=week, last=max(soon, week))


def _names(moments: Sequence[datetime]) -> dict[str, datetime]:
    return {f"m{i}": m for i, m in enumerate(moments)}


def _late(rows, last, **moments):
    return together(rows.filter(open=True, due_at__lt=last),
                    **{name: Count("open", filter=spans.unsent_at(m)) for name, m in moments.items()})


WEEKS = 8
LATE = Question(_late, "last", *(f"m{i}" for i in range(WEEKS + 1)))


def late_at(scope, moments: Sequence[datetime]) -> list[int]:
    """How much of the work that still runs was late at each of WEEKS + 1 moments; only what is late now can have been."""
    found = LATE.sums(scope, last=max(moments), **_names(moments))
    return [found[name] for name in _names(moments)]


def _late_before(rows, first, now, **moments):
    return rows.filter(spans.REPORTED_LATE, accepted_at__gt=first, accepted_at__lte=now, open=False, state=rules.A.ACCEPTED).order_by().values(
        "organisation_id").annotate(**{name: Count("open", filter=spans.accepted_since(m)) for name, m in moments.items()})


LATE_BEFORE = {n: Question(_late_before, "first", "now", "then", *(f"m{i}" for i in range(n))) for n in (0, WEEKS + 1)}


def late_before(scope, moments: Sequence[datetime] = ()) -> list[dict]:
    """Work accepted since that was late a fortnight ago (`then`) and at each of WEEKS + 1 moments (m0, m1 …) or none, by organisation.

    Only work that was reported late can be: the reading goes over that part alone, back to the first moment.
    """
    then = scope.now - FORTNIGHT
    return LATE_BEFORE[len(moments)].ask(scope, first=min((then, *moments)), now=scope.now, then=then, **_names(moments))


def _recent(rows, now, then, before):
    this, last = Q(accepted_at__gt=then), Q(accepted_at__lte=then)
    dated, kept = spans.DATED, spans.DATED & spans.KEPT
    return rows.filter(accepted_at__gt=before, accepted_at__lte=now, open=False, state=rules.A.ACCEPTED).order_by().values(
        "leader_id", "field").annotate(
        now=Count("open", filter=this), before=Count("open", filter=last),
        dated=Count("open", filter=this & dated), kept=Count("open", filter=this & kept),
        dated_before=Count("open", filter=last & dated), kept_before=Count("open", filter=last & kept))


RECENT = Question(_recent, "now", "then", "before")


def recent(scope) -> list[dict]:
    """Work accepted in this fortnight and the last: how much of it had a day, and kept it."""
    then = scope.now - FORTNIGHT
    return RECENT.ask(scope, now=scope.now, then=then, before=then - FORTNIGHT)


OWING = Question(lambda rows, now: counted(rows.filter(spans.owing(now))).values("number"), "now")


def owing(scope) -> int:
    """How many parts that report by periods miss a report that was due."""
    return OWING.sums(scope, now=scope.now)["number"]


def _pending(rows):
    return rows.filter(state="pending", assignment__open=True)


DECISIONS = 8  # extensions that the page offers at once
PENDING = Question(lambda rows: counted(_pending(rows)).values("number"), kind=Extension, through="assignment__")
EXTENSIONS = Question(lambda rows: _pending(rows).select_related("assignment__task", "assignment__organisation").order_by(
    "old_due_on", "id")[:DECISIONS], kind=Extension, through="assignment__")
CONTESTED = Question(lambda rows: rows.filter(open=True, state=rules.A.CONTESTED).order_by("id").values("id")[:50])
WORST = Question(lambda rows, now: rows.filter(spans.running(), ~spans.SENT, due_at__lt=now).order_by("due_at", "id").select_related(
    "task", "organisation")[:3], "now")
