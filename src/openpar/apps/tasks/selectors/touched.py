"""Whom an act would touch before it is done: the open parts of tasks, and everything passed down below them, at all depths."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openpar.web.wording import number

from .. import rules
from ..models import Assignment, Task


@dataclass(slots=True)
class Touched:
    """Open parts and organisations of the tasks themselves; tasks, open parts and organisations below them."""

    parts: int = 0
    organisations: set = field(default_factory=set)
    below_tasks: set = field(default_factory=set)
    below_parts: int = 0
    below_organisations: set = field(default_factory=set)

    @property
    def words(self) -> str:
        """"Kết thúc 12 phần việc của 12 đơn vị. Kèm 2 nhiệm vụ giao tiếp …": what the act does, said before it is done."""
        if not self.parts:
            return " ".join(filter(None, (_("Không còn phần việc nào đang làm."), self.below_words)))
        own = ngettext("Kết thúc %(n)s phần việc của %(units)s đơn vị.", "Kết thúc %(n)s phần việc của %(units)s đơn vị.", self.parts) % {
            "n": number(self.parts), "units": number(len(self.organisations))}
        return f"{own} {self.below_words}".strip()

    @property
    def below_words(self) -> str:
        """What ends below, or nothing."""
        tasks = len(self.below_tasks)
        if not tasks:
            return ""
        return ngettext("Kèm %(tasks)s nhiệm vụ giao tiếp với %(parts)s phần việc của %(units)s đơn vị cấp dưới.",
                        "Kèm %(tasks)s nhiệm vụ giao tiếp với %(parts)s phần việc của %(units)s đơn vị cấp dưới.", tasks) % {
            "tasks": number(tasks), "parts": number(self.below_parts), "units": number(len(self.below_organisations))}

    def take_in(self, other: "Touched") -> "Touched":
        """This one with another added to it."""
        self.parts += other.parts
        self.organisations |= other.organisations
        self.below_tasks |= other.below_tasks
        self.below_parts += other.below_parts
        self.below_organisations |= other.below_organisations
        return self


def touched_by(roots) -> dict[int, Touched]:
    """Root part id → what ends with it, for a queryset of parts; one query for each depth to which work was passed down."""
    out, root_of = {}, {}
    for pk, organisation, state in roots.values_list("pk", "organisation", "state"):
        going = state in rules.OPEN
        out[pk] = Touched(int(going), {organisation} if going else set())
        root_of[pk] = pk
    level = roots.order_by().values("pk")  # as a question, not as thousands of numbers
    while True:
        rows = Assignment.objects.filter(task__parent__in=level, task__state=Task.State.ACTIVE).values_list(
            "pk", "task", "task__parent", "organisation", "state")
        level = []
        for pk, task, parent, organisation, state in rows:
            found = out[root_of[parent]]
            root_of[pk] = root_of[parent]
            level.append(pk)
            found.below_tasks.add(task)
            if state in rules.OPEN:
                found.below_parts += 1
                found.below_organisations.add(organisation)
        if not level:
            return out


def together(found: Iterable[Touched]) -> Touched:
    """All of them as one, each organisation counted once.

    >>> together([Touched(1, {7}), Touched(1, {7})]).organisations
    {7}
    """
    whole = Touched()
    for one in found:
        whole.take_in(one)
    return whole
