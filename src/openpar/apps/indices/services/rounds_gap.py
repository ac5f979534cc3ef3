"""A gap becomes a task: given once, with its owner, its target and its metric; when the metric reaches the target the task is proposed as done."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.apps.tasks.services import NewTask, Origin, create_tasks, measured, worked_on
from openpar.core import audit, outbox
from openpar.core.actor import Actor, system_actor
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput, Conflict
from openpar.engine.index.library import catalogue

from ..days import usual
from ..models import GapTask, Round
from ..points import plain_zero
from ..selectors import rounds_facts as door
from ..selectors import rounds_framework as shelf
from ..selectors import rounds_gap as gaps

ROOM = "indices.round"


@transaction.atomic
def give(round: Round, organisation: Organisation, code: str, *, title: str, due_on: date, target: Decimal | None, start: Decimal | None = None,
         lost: Decimal | None = None, owner: Organisation | None = None, by: Actor, at) -> GapTask:
    """Give the gap of one unit at one criterion as a task, once. `owner` may be another organisation than the one that lost the points."""
    c, target = shelf.leaves(shelf.frozen(round)).get(code), plain_zero(target)
    if c is None or not round.sheets.filter(organisation=organisation).exists():
        raise BadInput(_("Chọn một đơn vị và một tiêu chí của đợt này."), where="code")
    if usual(due_on, _("Hạn hoàn thành"), "due_on") < timezone.localtime(at).date():
        raise BadInput(_("Hạn phải từ hôm nay trở đi."), where="due_on")
    earlier = GapTask.objects.filter(round=round, organisation=organisation, code=code).select_related("task").first()
    if earlier and earlier.stands:
        raise Conflict(_("Khoảng cách này đã được giao thành nhiệm vụ."), where=ROOM)
    about = catalogue().get(c.metric, {})
    _check_target(target, about.get("unit") == "share")
    lower = about.get("better") == "lower"
    page = f"{reverse('indices:round_gap', args=[round.pk])}?don-vi={organisation.pk}&tc={code}"
    label = f"{round.title}: {organisation.label}, {c.label}"[:300]
    targets = [] if target is None else [{
        "metric": (about.get("title") or c.title)[:300], "op": "<=" if lower else ">=", "value": target * 100 if about.get("unit") == "share" else target,
        "unit": "%" if about.get("unit") == "share" else about.get("unit", ""), "year": due_on.year, "metric_code": c.metric}]
    [task] = create_tasks([NewTask(title=title, issuer=round.keeper, text=f"{label}. {settings.BASE_URL}{page}", leads=[owner or organisation], due_type="date",
                                   due_on=due_on, targets=targets, origin=Origin("gap", round.pk, label, "indices:round_gap", (round.pk,)))], by=by, at=at)
    made = _kept(earlier, round=round, organisation=organisation, code=code, metric=c.metric, better="lower" if lower else "higher", start=start,
                 target=target, lost=lost, task=task, given_at=at, reached_at=None, reached=None)
    audit.record("indices.round.give", ROOM, round, by=by, at=at, organisation_id=round.keeper_id, changes={
        "task": task.code, "unit": organisation.label, "criterion": code, "target": None if target is None else str(target)})
    return made


def _kept(earlier: GapTask | None, **row) -> GapTask:
    """The row of a gap that is given, for the first time or anew after its task was withdrawn; Conflict where somebody was quicker."""
    if earlier:
        if not GapTask.objects.filter(pk=earlier.pk, task=earlier.task_id).update(**row):
            raise Conflict(_("Khoảng cách này vừa được giao thành nhiệm vụ."), where=ROOM)
        return GapTask.objects.get(pk=earlier.pk)
    try:
        with transaction.atomic():
            return GapTask.objects.create(**row)
    except IntegrityError:
        raise Conflict(_("Khoảng cách này vừa được giao thành nhiệm vụ."), where=ROOM) from None


def give_now(actor: Actor, round: Round, unit: int, code: str, *, title: str, due_on: date, target: Decimal | None, owner: Organisation | None = None,
             at) -> GapTask:
    """Give what this person sees lost now, or not measured: Http404 where the unit has no gap, BadInput where the criterion loses nothing."""
    now = gaps.gap_or_404(actor, round.pk, unit)
    why = gaps.why(now, code)
    if why is None or why.line.code != code or not why.open:
        raise BadInput(_("Tiêu chí này không còn mất điểm."), where="code")
    return give(round, now.sheet.organisation, code, title=title, due_on=due_on, target=target, start=why.fact.number() if why.fact else None,
                lost=why.line.lost, owner=owner, by=actor, at=at)


def _check_target(target: Decimal | None, share: bool) -> None:
    """A level that nobody can reach, or that everybody has, is no target. BadInput at `target`."""
    if target is not None and share and not 0 <= target <= 1:
        raise BadInput(_("Tỷ lệ nằm trong khoảng 0 đến 1, hoặc ghi 95 %."), where="target")
    if target is not None and target < 0:
        raise BadInput(_("Mức phải đạt không âm."), where="target")


def propose_completion(at) -> int:
    """Where a metric reached the target of a task that is worked on, propose the task as done. A person decides.

    What the system computes counts for this year so far. What people state has periods of its own (a month, a quarter): the latest one that
    goes beyond the day on which the task was given counts.
    """
    day = timezone.localtime(at).date()
    waiting = list(GapTask.objects.filter(reached_at=None, target__isnull=False).exclude(metric="").select_related("task", "organisation", "round"))
    working = worked_on([g.task_id for g in waiting])
    waiting = [g for g in waiting if g.task_id in working]
    if not waiting:
        return 0
    asked = sorted({g.metric for g in waiting}), sorted({g.organisation_id for g in waiting})
    found, stated = door.facts(*asked, date(day.year, 1, 1), day, at=at), door.newest(*asked, at)
    done, by = 0, system_actor(day)
    for g in waiting:
        fact = found.get((g.organisation_id, g.metric))
        if fact is None:
            end, said = stated.get((g.organisation_id, g.metric), (date.min, None))  # the day after the last one
            fact = said if end > timezone.localtime(g.given_at).date() + timedelta(days=1) else None
        value = fact.number() if fact is not None and not fact.why_absent() else None
        if value is None or not (value <= g.target if g.better == "lower" else value >= g.target):
            continue
        with transaction.atomic():
            if not GapTask.objects.filter(pk=g.pk, reached_at=None).update(reached_at=at, reached=value):
                continue
            audit.record("indices.round.reached", ROOM, g.round, by=by, at=at, organisation_id=g.round.keeper_id, changes={
                "task": g.task.code, "metric": g.metric, "value": str(value), "target": str(g.target)})
            share = catalogue().get(g.metric, {}).get("unit") == "share"
            measured(g.task, g.metric, by=by, at=at, value=value * 100 if share else value, numerator=fact.numerator, denominator=fact.denominator)
            with outbox.kept_words():
                text = f"Số liệu đã đạt mục tiêu của nhiệm vụ {g.task.code}: đề nghị báo cáo hoàn thành. Người có trách nhiệm quyết định."
            outbox.announce([outbox.Told("indices.gap.reached", f"tasks.task:{g.task_id}", text, reverse("tasks:task", args=[g.task_id]),
                                         (outbox.Audience(g.organisation_id), outbox.Audience(g.round.keeper_id, ("reform_office",))))], by=by, at=at)
            done += 1
    return done
