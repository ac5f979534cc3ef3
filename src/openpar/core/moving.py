"""`move` and `move_many`: one act over one thing or a set, guarded, with its trail, in one transaction.

The guard is in the statement that changes the state: expected state and the actor's right, read again inside the transaction.
Two people at once get one success and one clear refusal.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.engine.errors import Conflict, Refused
from openpar.engine.workflow import Workflow

from . import audit, outbox, roles, two_people
from .actor import Actor
from .prepared_conditions import Conditioned


@dataclass(slots=True)
class Moved:
    """What an act over a set did: the rows that moved, and a sentence for each that did not."""

    rows: list = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    outrun: set[int] = field(default_factory=set)  # of the refused: somebody else was quicker


def may(actor: Actor, model, act: str) -> Q:
    """The rows of `model` on which the actor holds the right: the model's own `reach(actor, act)` says which column
    counts; its `others(actor, act)`, where it has one, leaves out what is the actor's own thing."""
    return model.reach(actor, act) & model.others(actor, act) if hasattr(model, "others") else model.reach(actor, act)


def move(obj, workflow: Workflow, step: str, *, by: Actor, at, given: Iterable[str] = (), reason: str = "",
         changes: dict | None = None,
         fields: dict | None = None, version: int | None = None, tell: Callable | None = None):
    """One step of one thing; returns the fresh row, or raises Refused or Conflict with the thing unchanged."""
    done = move_many([obj.pk], type(obj), workflow, step, by=by, at=at, given=given, reason=reason, changes=changes,
                     fields=fields,
                     version=version, tell=tell)
    if not done.rows:
        raise (Conflict if obj.pk in done.outrun else Refused)(done.refused.get(obj.pk, ""), where=workflow.name, step=step)
    return done.rows[0]


@transaction.atomic
def move_many(ids: Iterable[int], model: type[models.Model], workflow: Workflow, step: str, *, by: Actor, at,
              given: Iterable[str] = (),
              reason: str = "", changes: dict | None = None, fields: dict | None = None, version: int | None = None,
              tell: Callable | None = None) -> Moved:
    """The same act for a set, in a constant number of statements. Rows that cannot move are named, the others move.

    `fields` are columns set with the state; `tell(row)` returns the messages of one row.
    """
    ids = list(dict.fromkeys(ids))
    rule = workflow.named(step)
    workflow.step(step, rule.sources[0], [*given, *(["reason"] if reason.strip() else [])])
    fresh = by.again()
    guard = Q(pk__in=ids, state__in=rule.sources) & may(fresh, model, rule.act)
    if version is not None:
        guard &= Q(version=version)
    rows = _locked(model, len(ids) > 1).objects(guard)
    moved = Moved()
    if rows:
        before = {r.pk: r.state for r in rows}
        sets = {"state": rule.target, **(fields or {})}
        if hasattr(model, "version"):
            sets["version"] = models.F("version") + 1
        model._default_manager.filter(pk__in=[r.pk for r in rows]).update(**sets)
        for r in rows:
            for name, value in sets.items():
                setattr(r, name, r.version + 1 if name == "version" else value)
        audit.record_many([
            audit.entry(f"{workflow.name}.{step}", workflow.name, r, by=by, at=at, from_state=before[r.pk],
                        to_state=rule.target,
                        reason=reason, changes=changes, organisation_id=by.organisation_for(rule.act)) for r in rows])
        if tell:
            with outbox.kept_words():
                messages = [m for r in rows for m in tell(r)]
            outbox.announce(messages, by=by, at=at)
        moved.rows = rows
    missing = set(ids) - {r.pk for r in rows}
    if missing:
        moved.refused, moved.outrun = _reasons(missing, model, workflow, rule, fresh, version)
    return moved


@cache
def _locked(model, several: bool) -> Conditioned:
    """The rows of a guard, locked in one order: two sets at once wait, they do not deadlock; a single row needs no order."""
    return Conditioned(lambda guard: model._default_manager.filter(guard).select_for_update(of=("self",)).select_related(
        *getattr(model, "MOVE_WITH", ())).order_by(*["pk"] if several else []))


def _reasons(ids, model, workflow, rule, actor, version):
    """Why each row stayed: it moved on, or this person has no such right. What may not be seen is not described."""
    out, outrun = {}, set()
    states = {r.pk: r for r in model._default_manager.filter(pk__in=ids)}
    allowed = set(model._default_manager.filter(Q(pk__in=ids) & may(actor, model, rule.act)).values_list("pk", flat=True))
    own = set(model._default_manager.filter(Q(pk__in=ids) & model.reach(actor, rule.act)).values_list("pk", flat=True)) - allowed \
        if hasattr(model, "others") else set()
    for pk in ids:
        row = states.get(pk)
        if pk in own:
            out[pk] = two_people.own_thing_words()
        elif row is None or pk not in allowed:
            out[pk] = _("Không làm được: việc “%(act)s” thuộc về %(who)s của đơn vị có trách nhiệm.") % {
                "act": rule.title or rule.name, "who": roles.titles_with(rule.act)}
        else:
            possible = ", ".join(str(s.title or s.name) for s in workflow.possible(row.state)) or _("không còn bước nào")
            out[pk] = _("Chưa lưu được. Việc này đang ở trạng thái “%(state)s”, không %(act)s được nữa; có thể người khác vừa "
                        "xử lý. Tải lại để xem bản mới. Bước làm được: %(possible)s.") % {
                "state": model.State(row.state).label, "act": rule.title or rule.name, "possible": possible}
            outrun.add(pk)
    return out, outrun
