"""Giving everything that a directive says in one act: what is checked first, in words, and the act itself."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Conflict

from .. import rules
from ..limits import day_off
from ..models import Directive, Draft, Task
from ..selectors.cards import Card, Review, review
from .create import NewTask, create_tasks


@dataclass(frozen=True)
class Check:
    """One thing looked at before issuing: met or not, whether it stops the act, in words, and the cards it is about."""

    code: str
    met: bool
    text: str
    cards: tuple[Card, ...] = ()
    stops: bool = True


@dataclass(frozen=True)
class Issued:
    """What one act gave."""

    directive: Directive
    tasks: list
    organisations: int
    parts: int


def checks(seen: Review, on) -> list[Check]:
    """Everything that must hold, or should be known, before the drafts become tasks."""
    found = []

    def check(code, cards, bad, good, stops=True):
        cards = tuple(cards)
        found.append(Check(code, not cards, (bad % {"n": len(cards)}) if cards else good, cards, stops))

    if not seen.cards:
        return [Check("empty", False, _("Văn bản chưa có nhiệm vụ nào. Thêm nhiệm vụ từ văn bản, hoặc lấy lại nhiệm vụ đã bỏ."))]
    check("asks", [c for c in seen.cards if c.asks], _("%(n)s nhiệm vụ còn câu hỏi chưa trả lời."), _("Mọi câu hỏi đã được trả lời."))
    check("names", [c for c in seen.cards if c.unnamed or c.unsure or not c.leads], _("%(n)s nhiệm vụ có đơn vị chưa xác định."),
          _("Mọi đơn vị chủ trì đã được xác định."))
    check("due", seen.without_due, _("%(n)s nhiệm vụ chưa có hạn, kỳ báo cáo hoặc “Không thời hạn”."),
          _("Mọi nhiệm vụ đã có hạn, kỳ báo cáo hoặc “Không thời hạn”."))
    check("nobody", [c for c in seen.cards if c.leads and not c.unnamed and not c.organisations[0]],
          _("%(n)s nhiệm vụ giao cho nhóm không có đơn vị nào trong ngày giao."), _("Mọi nhóm đều có đơn vị nhận."))
    check("past", [c for c in seen.cards if c.draft.due_on and c.draft.due_on < on], _("%(n)s nhiệm vụ có hạn trước ngày giao."),
          _("Không hạn nào ở trước ngày giao."), stops=False)
    check("off", [c for c in seen.cards if c.draft.due_on and c.draft.due_on >= on and day_off(c.draft.due_on)],
          _("%(n)s nhiệm vụ có hạn vào ngày nghỉ."), _("Không hạn nào rơi vào ngày nghỉ."), stops=False)
    return found


@transaction.atomic
def issue(directive: Directive, *, by: Actor, at) -> Issued:
    """Give all drafts of a directive: tasks, parts, deadlines, trail and messages in one transaction. A second click finds it issued."""
    on = timezone.localtime(at).date()
    fresh = Directive.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=directive.pk)
    if fresh.state == Directive.State.ISSUED:
        raise Conflict(_("Văn bản này đã được giao lúc %(at)s. Không giao lần thứ hai.") % {
            "at": timezone.localtime(fresh.issued_at).strftime("%H:%M %d/%m/%Y")})
    by.require("directive.issue", fresh.issuer)
    seen = review(fresh, on)
    stopping = [c.text for c in checks(seen, on) if c.stops and not c.met]
    if fresh.state == Directive.State.DRAFT and stopping:
        raise BadInput(_("Chưa giao được: %(why)s") % {"why": " ".join(stopping)}, where="checks")
    moved = move(fresh, rules.DIRECTIVE, "issue", by=by, at=at, fields={"issued_at": at}, changes={"tasks": len(seen.cards)})
    moved.issuer = fresh.issuer
    tasks = create_tasks([spec(c, moved) for c in seen.cards], by=by, at=at)
    drafts = []
    for card, task in zip(seen.cards, tasks, strict=True):
        card.draft.fields["task"] = task.pk
        drafts.append(card.draft)
    Draft.objects.bulk_update(drafts, ["fields"], batch_size=100)
    return Issued(moved, tasks, len(seen.organisations), seen.part_count)


def spec(card: Card, directive: Directive) -> NewTask:
    """The task that a card says."""
    d, f = card.draft, card.draft.fields
    leads, coordinating = card.organisations
    words = [n.text for n in card.coordinating if not n.resolved]
    return NewTask(
        title=d.title, issuer=directive.issuer, text=d.text, directive=directive, clause=d.path, section=d.section, spans=d.spans, leads=leads,
        coordinating=coordinating, coordinating_text="; ".join(words)[:500], due_type=d.due_type, due_on=d.due_on,
        due_text=((f.get("deadline") or {}).get("text") or "")[:200], cycle=d.cycle, report_day=d.report_day, recurring=bool(f.get("recurring")),
        yearly_days=f.get("yearly_days") or () if f.get("recurring") else (),
        report_to="; ".join((f.get("report") or {}).get("to") or [])[:300], product=(f.get("product") or "")[:300], field=(f.get("field") or "")[:120],
        leader=card.leader, legal_refs=f.get("refs", []), targets=[t for t in f.get("targets", []) if t.get("op")], priority=f.get("priority") or 0)


def summary(seen: Review) -> dict:
    """The figures of one act: tasks, parts, organisations, and how many have no final day."""
    return {"tasks": len(seen.cards), "parts": seen.part_count, "organisations": len(seen.organisations),
            "dated": sum(c.draft.due_type == Task.DueType.DATE for c in seen.cards),
            "cycles": sum(c.draft.due_type == Task.DueType.CYCLE for c in seen.cards),
            "without": sum(c.draft.due_type == Task.DueType.NONE for c in seen.cards)}
