"""Parts of work and tasks as one person may see them, and everything that their pages show, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import Actor
from openpar.core.models import Evidence

from .. import rules
from ..models import Assignment, Contest, Extension, Report, Target, TargetValue, Task
from .status import annotated, soon_limit

ROOM = "tasks.assignment"
LEVELS = {"inside": ("public", "internal", "restricted"), "issuer": ("public", "internal"), "reader": ("public",)}


def assignments_for(actor: Actor):
    """The parts this person may see: of their organisation, in their hands, or given by the organisation they speak for."""
    return Assignment.objects.filter(Assignment.reach(actor, "assignment.view") | Assignment.reach(actor, "task.view"))


def tasks_for(actor: Actor):
    """The tasks this person may see: given by their organisation, published, or with a part that they see."""
    return Task.objects.filter(Task.reach(actor, "task.view") | Exists(_parts(actor, "assignment.view", task=OuterRef("pk"))))


def reports_for(actor: Actor):
    """The progress reports of parts that this person may see."""
    return Report.objects.filter(Exists(assignments_for(actor).filter(pk=OuterRef("assignment_id"))))


def extensions_for(actor: Actor):
    """The requests for time about parts that this person may see."""
    return Extension.objects.filter(Exists(assignments_for(actor).filter(pk=OuterRef("assignment_id"))))


def evidence_for(actor: Actor):
    """Proof of parts that this person may see: restricted proof stays inside the organisation, outsiders see public proof."""
    part = {"pk": OuterRef("owner_id")}
    return Evidence.objects.filter(
        Exists(_parts(actor, "assignment.view", **part))
        | Q(Exists(_parts(actor, "assignment.appraise", **part)), confidentiality__in=LEVELS["issuer"])
        | Q(Exists(_parts(actor, "task.view", **part)), confidentiality__in=LEVELS["reader"]), room=ROOM)


def _parts(actor, act, **which):
    """Reachable parts, asked one by one through their key: a list of all of them would be made anew for every question."""
    return Assignment.objects.filter(Assignment.reach(actor, act), **which)


@dataclass
class Goal:
    """A target of the task with what this part has reached."""

    target: Target
    reached: TargetValue | None = None
    history: list = field(default_factory=list)

    WORDS = {">": _("trên %(value)s"), ">=": _("từ %(value)s trở lên"), "=": _("đạt %(value)s"), "<=": _("không quá %(value)s"),
             "<": _("dưới %(value)s")}

    @property
    def words(self):
        """"trên 90%": how the document says it."""
        from openpar.web.wording import number
        if self.target.value is None:
            return ""
        value = number(self.target.value.normalize()) + ("%" if "%" in self.target.unit else f" {self.target.unit}".rstrip())
        return str(self.WORDS.get(self.target.op, f"{self.target.op} %(value)s")) % {"value": value}

    @property
    def measured(self) -> bool:
        """Whether the system measured the figure; otherwise the organisation reported it."""
        return self.reached is not None and self.reached.by_id is None and self.reached.report_id is None

    @property
    def met(self) -> bool:
        """Whether the system measured that the target is reached."""
        if not self.measured or self.target.value is None:
            return False
        value, level = self.reached.value, self.target.value
        return {">": value > level, ">=": value >= level, "=": value == level, "<=": value <= level, "<": value < level}.get(self.target.op, False)

    @property
    def now(self):
        """The figure reached, in words."""
        from openpar.web.wording import number
        if self.reached is None:
            return ""
        unit = "%" if "%" in self.target.unit else f" {self.target.unit}".rstrip()
        return number(round(self.reached.value, 2).normalize()) + unit

    @property
    def share(self):
        """How full the bar is, 0 to 1."""
        if self.reached is None:
            return None
        whole = 100 if "%" in self.target.unit else (self.target.value or 0)
        return min(float(self.reached.value) / float(whole), 1.0) if whole else None

    @property
    def mark(self):
        """Where the line of the target stands on the bar."""
        return float(self.target.value) / 100 if "%" in self.target.unit and self.target.value is not None else None


@dataclass
class PartPage:
    """One part of work with all that its page shows. Each list is read once, when first asked."""

    actor: Actor
    now: object
    part: Assignment

    @cached_property
    def status(self):
        return rules.status(self.part.state, due_at=self.part.due_at, submitted_at=self.part.submitted_at, now=self.now,
                            soon_at=soon_limit(self.now))

    @cached_property
    def inside(self):
        """Whether this person belongs to the organisation whose part it is."""
        return self.actor.can_for("assignment.view", self.part.organisation, self.part.handler_id) or bool(
            self.part.sub_unit and self.actor.can_for("assignment.view", self.part.sub_unit))

    @property
    def named(self):
        """Whether this person works with the people concerned, and so learns their names: inside, or in the issuing office."""
        return self.inside or self.actor.can_for("task.view", self.part.issuer, field=self.part.field)

    @cached_property
    def evidence(self):
        issuer = self.actor.can_for("assignment.appraise", self.part.issuer, field=self.part.field)
        levels = LEVELS["inside" if self.inside else "issuer" if issuer else "reader"]
        return list(Evidence.objects.filter(room=ROOM, owner_id=self.part.pk, confidentiality__in=levels).select_related("blob"))

    @cached_property
    def reports(self):
        """All reports; drafts only for the organisation itself."""
        rows = Report.objects.filter(assignment=self.part).select_related("sent_by", "appraised_by")
        return list(rows if self.inside else rows.exclude(state="draft"))

    @property
    def final_reports(self):
        return [r for r in self.reports if r.final and r.state not in ("draft", "dropped")]

    @property
    def draft(self):
        return next((r for r in self.reports if r.final and r.state == "draft"), None)

    @property
    def periods(self):
        return sorted((r for r in self.reports if not r.final), key=lambda r: r.period_from, reverse=True)

    @cached_property
    def extensions(self):
        return list(Extension.objects.filter(assignment=self.part).select_related("asked_by", "decided_by"))

    @property
    def pending(self):
        return next((e for e in self.extensions if e.state == "pending"), None)

    @cached_property
    def contests(self):
        return list(Contest.objects.filter(assignment=self.part).select_related("by", "settled_by", "proposed"))

    @cached_property
    def goals(self):
        return goals_of(self.part.task, self.part)

    @cached_property
    def children(self):
        """The parts passed down from this one, with their status."""
        rows = Assignment.objects.filter(task__parent=self.part).exclude(state=rules.A.CANCELLED)
        return list(annotated(rows, self.now).select_related("task", "organisation").order_by("due_at", "organisation__name_key",
                                                                                              "pk"))


def goals_of(task, part=None) -> list[Goal]:
    """The targets of a task with the latest figures of one part; two queries."""
    goals = {t.pk: Goal(t) for t in Target.objects.filter(task=task)}
    if goals and part is not None:
        for value in TargetValue.objects.filter(assignment=part).order_by("at", "pk"):
            if value.target_id in goals:
                goals[value.target_id].history.append(value)
                goals[value.target_id].reached = value
    return list(goals.values())


def strip(parts) -> list[dict]:
    """The parts of a progress strip, done first: status and count."""
    counts = Counter(p.status for p in parts)
    order = ("done_on_time", "done_late", "awaiting_appraisal", "not_due", "due_soon", "overdue", "no_deadline", "cancelled")
    return [{"status": s, "count": counts[s]} for s in order if counts[s]]
