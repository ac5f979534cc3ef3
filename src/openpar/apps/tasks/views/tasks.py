"""The page of one task: what the document says, who has which part, how far each is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from openpar.core import clock

from ..models import Assignment
from ..origins import KINDS
from ..selectors import timeline
from ..selectors.assignments import assignments_for, goals_of, strip, tasks_for
from ..selectors.cards import yearly_words
from ..selectors.clock_face import changes_of
from ..selectors.directives import directives
from ..selectors.rows import rows_of
from ..selectors.status import annotated
from . import faces
from .lists import parts_url


@login_required
def task(request, pk):
    """One task."""
    task = get_object_or_404(tasks_for(request.actor).select_related("directive", "issuer", "leader", "parent__task",
                                                                     "parent__organisation",
                                                                     "merged_into", "occurrence_of"), pk=pk)
    mine = annotated(assignments_for(request.actor).filter(task=task), request.at)
    seen = list(mine.select_related("task", "organisation", "deadline").order_by("-part", "organisation__name_key", "pk"))
    shown = {p.pk for p in seen}
    named = request.actor.can_for("task.view", task.issuer) or any(
        request.actor.can_for("assignment.view", p.organisation, p.handler_id) for p in seen)
    others = [p for p in Assignment.objects.filter(task=task).exclude(state="cancelled").select_related("organisation").order_by(
        "-part", "organisation__name_key", "pk") if p.pk not in shown]
    refs = [r if isinstance(r, str) else " ".join(str(r[k]) for k in ("label", "text", "number") if r.get(k))[:300]
            for r in task.legal_refs or ()]
    origin, office = task.came_from, request.actor.can_for("task.view", task.issuer)
    context = {
        "yearly_words": yearly_words(task.yearly_days),
        "origin_title": "" if origin.kind == "directive" else KINDS.get(origin.kind, ""),
        "origin_url": origin.url if office else "",  # the page belongs to the office that gave the task; others read its name
        "task": task, "rows": list(rows_of(seen, request.at)), "others": others,
        "strip": [p | {"url": parts_url(task, p["status"])} for p in strip(seen)] if len(seen) > 1 else None,
        "done": sum(p.status.startswith("done") for p in seen), "owed": sum(p.status != "cancelled" for p in seen),
        "goals": goals_of(task), "refs": [r for r in refs if r],
        "changes": [(p, change) for p in seen for change in changes_of(p)], "events": timeline.of_task(task, request.at, named=named),
        "directive_url": faces.address("tasks:directive", task.directive_id) if task.directive_id else "",
        "directive_seen": directives(request.actor).filter(pk=task.directive_id).exists(),
        "may_amend": task.state == "active" and request.actor.can_for("directive.issue", task.issuer),
        "today": clock.timezone.localtime(request.at).date(),
        "crumbs": [(_("Nhiệm vụ"), faces.address("tasks:tasks")), (task.code, "")]}
    return render(request, "tasks/task.html", context)
