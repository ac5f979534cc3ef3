"""What the search box finds in this room: tasks and directives that the person may see, by code, number, title or words."""

from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.fulltext import newest
from openpar.core.rooms import Hit
from openpar.web.wording import official_date

from ..models import Assignment
from .assignments import tasks_for
from .directives import directives


def find_tasks(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Tasks, newest first; somebody with one own part lands on that part."""
    rows = newest(tasks_for(actor).select_related("issuer"), "search_fold", words, limit)
    own: dict[int, list[int]] = {}
    for pk, task in Assignment.objects.filter(Assignment.reach(actor, "assignment.view"),
                                              task__in=rows).values_list("pk", "task_id"):
        own.setdefault(task, []).append(pk)
    out = []
    for t in rows:
        part = own.get(t.pk, ())
        url = reverse("tasks:assignment", args=part) if len(part) == 1 else reverse("tasks:task", args=[t.pk])
        due = _("hạn %(day)s") % {"day": official_date(t.due_on)} if t.due_on else t.get_due_type_display().lower()
        out.append(Hit(f"{t.code} {t.title}", url, f"{t.issuer.label}, {due}"))
    return out


def find_directives(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Directives, newest first."""
    rows = newest(directives(actor).select_related("issuer"), "title_fold", words, limit)
    return [Hit(f"{d} {d.title}" if d.number else d.title, reverse("tasks:directive", args=[d.pk]),
                f"{d.issuer.label}, {d.get_state_display().lower()}") for d in rows]
