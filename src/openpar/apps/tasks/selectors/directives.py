"""Directives and their drafts as the pages show them; every question starts from who asks."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openpar.core.actor import Actor
from openpar.core.models import AuditEntry, Evidence, GroupMember, Organisation, User
from openpar.core.organisations import valid_on
from openpar.core.roles import Scope
from openpar.core.searching import fits, words_of
from openpar.web.wording import official_date

from .. import rules
from ..models import Addressee, Assignment, Directive, Draft, Task

LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING


def directives(actor: Actor):
    """The directives this person may see: those of the offices where a right reaches, and those issued that the public may see."""
    return Directive.objects.filter(Directive.reach(actor, "directive.view")).select_related("issuer", "created_by", "amends")


def files_for(actor: Actor):
    """The files from which directives were taken in: for those who draft, issue or follow them in the issuing office."""
    own = [m.organisation_id for act in ("directive.draft", "directive.issue", "task.view") for m, scope in actor.held(act)
           if scope != Scope.PUBLISHED]
    return Evidence.objects.filter(room="tasks.directive", owner_id__in=Directive.objects.filter(
        Directive.reach(actor, "directive.view"), issuer__in=own).values("pk"))


def under_review(actor: Actor):
    """The directives whose drafts this person may change."""
    return Directive.objects.filter(Directive.reach(actor, "directive.draft"), state=Directive.State.DRAFT).select_related("issuer", "amends")


def to_amend(actor: Actor):
    """The tasks that this person may correct or withdraw."""
    return Task.objects.filter(Task.reach(actor, "directive.issue")).select_related("issuer", "directive", "leader")


def with_counts(rows):
    """Directives with the number of their drafts, tasks, parts and finished parts: one query more for the whole page."""
    return rows.annotate(
        draft_count=Count("drafts", filter=Q(drafts__dropped=False), distinct=True), task_count=Count("tasks", distinct=True))


def progress(directive_ids) -> dict[int, Counter]:
    """directive id → Counter of states of its parts."""
    out: dict[int, Counter] = {}
    for pk, state, n in Assignment.objects.filter(directive__in=list(directive_ids)).values_list("directive", "state").annotate(n=Count("id")):
        out.setdefault(pk, Counter())[state] = n
    return out

# what is not clear, in a few words, by the field that a question is about
ABOUT = {"deadline": gettext_lazy("Thời hạn chưa rõ"), "lead": gettext_lazy("Ai chủ trì?"), "coordinating": gettext_lazy("Ai phối hợp?"),
         "report": gettext_lazy("Có phải báo cáo?"), "targets": gettext_lazy("Chỉ tiêu hay mô tả?")}


@dataclass
class Name:
    """An addressee on a card: what it says, what it means, and who gets a part."""

    addressee: Addressee
    members: list = field(default_factory=list)

    @property
    def text(self):
        a = self.addressee
        return (a.organisation or a.group).name if a.organisation_id or a.group_id else a.wording

    @property
    def resolved(self):
        return bool(self.addressee.organisation_id or self.addressee.group_id)

    @property
    def blocking(self):
        return self.addressee.part == LEAD and not self.resolved

    @property
    def unsure(self):
        return self.resolved and not self.addressee.sure

    @property
    def span_key(self):
        return key_of(self.addressee.span)


@dataclass
class Card:
    """One draft as its card shows it."""

    draft: Draft
    number: int
    leads: list
    coordinating: list
    leader: User | None = None

    @property
    def asks(self):
        """(index, question) for each question still open."""
        return [(i, q) for i, q in enumerate(self.draft.doubts) if q["answer"] is None]

    @property
    def answered(self):
        return [q for q in self.draft.doubts if q["answer"] is not None]

    @property
    def unnamed(self):
        return [n for n in self.leads if n.blocking]

    @property
    def unsure(self):
        return [n for n in self.leads + self.coordinating if n.unsure]

    @property
    def open_count(self):
        """How many things are not clear: questions, names not found or not sure, nobody who leads."""
        return len(self.asks) + len(self.unnamed) + len(self.unsure) + (not self.leads)

    @property
    def clear(self):
        return self.open_count == 0

    @property
    def has_due(self):
        return bool(self.draft.due_type)

    @property
    def organisations(self):
        """(leading, coordinating) organisations that would get a part, once each."""
        lead = {o.pk: o for n in self.leads for o in n.members}
        other = {o.pk: o for n in self.coordinating for o in n.members if o.pk not in lead}
        return list(lead.values()), list(other.values())

    @property
    def part_count(self):
        lead, other = self.organisations
        return len(lead) + len(other)

    @property
    def says(self):
        """What is not clear, in a few words, for the closed card."""
        if self.open_count > 1:
            return ngettext("%(n)s nội dung chưa rõ", "%(n)s nội dung chưa rõ", self.open_count) % {"n": self.open_count}
        if self.asks:
            return str(ABOUT.get(self.asks[0][1]["field"], _("1 nội dung chưa rõ")))
        if not self.leads:
            return _("Chưa có đơn vị chủ trì")
        return _("Đơn vị chưa xác định") if self.unnamed else _("Tên đơn vị cần xem lại")

    @property
    def due(self):
        return due_words(self.draft)

    @property
    def due_text(self):
        return (self.draft.fields.get("deadline") or {}).get("text") or ""

    @property
    def span_keys(self):
        """field → key of the words it came from, for links between card and text."""
        f = self.draft.fields
        return {"deadline": key_of((f.get("deadline") or {}).get("span")), "report": key_of((f.get("report") or {}).get("span"))}

    @property
    def targets(self):
        return [{**t, "key": key_of(t.get("span")), "words": target_words(t)} for t in self.draft.fields.get("targets", [])]

    @property
    def refs(self):
        return [{**r, "key": key_of(r.get("span"))} for r in self.draft.fields.get("refs", [])]


@dataclass
class Review:
    """The whole review of one directive: cards in order, counts, what keeps it from being issued."""

    directive: Directive
    cards: list
    dropped: list

    def card(self, pk):
        return next((c for c in [*self.cards, *self.dropped] if c.draft.pk == pk), None)

    @property
    def doubtful(self):
        return [c for c in self.cards if not c.clear]

    @property
    def clear(self):
        return [c for c in self.cards if c.clear]

    @property
    def open_count(self):
        return sum(c.open_count for c in self.cards)

    @property
    def without_due(self):
        return [c for c in self.cards if not c.has_due]

    @property
    def part_count(self):
        return sum(c.part_count for c in self.cards)

    @property
    def organisations(self):
        return {o.pk: o for c in self.cards for side in c.organisations for o in side}

    @property
    def ready(self):
        return bool(self.cards) and not self.doubtful and not self.without_due

    @property
    def sections(self):
        """(section, cards) in text order."""
        out: dict[str, list] = {}
        for c in self.cards:
            out.setdefault(c.draft.section, []).append(c)
        return list(out.items())

    def next_doubtful(self, after: int):
        """The next card to look at after this number: the first unclear one, round the end; None when all is clear."""
        left = self.doubtful
        return next((c for c in left if c.number > after), left[0] if left else None)


def review(directive: Directive, on: date) -> Review:
    """Everything the review screen shows, in a constant number of queries. `on` is the day whose group members get parts."""
    drafts = list(directive.drafts.all())
    names: dict[int, list] = {}
    rows = list(Addressee.objects.filter(draft__directive=directive).select_related("organisation", "group"))
    members: dict[int, list] = {}
    groups = {a.group_id for a in rows if a.group_id}
    if groups:
        for m in GroupMember.objects.filter(valid_on(on), valid_on(on, "organisation__"), group__in=groups).select_related(
                "organisation").order_by("organisation__name_key", "organisation_id"):
            members.setdefault(m.group_id, []).append(m.organisation)
    for a in rows:
        names.setdefault(a.draft_id, []).append(Name(a, [a.organisation] if a.organisation_id else members.get(a.group_id, [])))
    leaders = {u.pk: u for u in User.objects.filter(pk__in={d.fields.get("leader") for d in drafts} - {None})}
    cards, dropped, number = [], [], 0
    for d in drafts:
        d.directive = directive
        number += not d.dropped
        own = names.get(d.pk, [])
        card = Card(d, number, [n for n in own if n.addressee.part == LEAD], [n for n in own if n.addressee.part == COORDINATING],
                    leaders.get(d.fields.get("leader")))
        (dropped if d.dropped else cards).append(card)
    return Review(directive, cards, dropped)


def due_words(d) -> str:
    """"15/8/2022", "báo cáo hằng quý, ngày 20", "không thời hạn", or that there is none yet; for drafts and tasks."""
    if d.due_type == "date" and d.due_on:
        recurring = d.fields.get("recurring") if isinstance(d, Draft) else d.recurring
        return official_date(d.due_on) + (_(", mỗi năm một lần") if recurring else "")
    if d.due_type == "cycle" and d.cycle:
        words = _("báo cáo %(cycle)s") % {"cycle": str(Task.Cycle(d.cycle).label).lower()}
        return words + (_(", ngày %(day)s") % {"day": d.report_day} if d.report_day else "")
    return _("không thời hạn") if d.due_type == "none" else _("chưa có hạn")


def target_words(t) -> str:
    """"tỷ lệ hồ sơ trực tuyến ≥ 80 %"."""
    sign = {">=": "≥", "<=": "≤", "~": "≈"}.get(t.get("op"), t.get("op") or "")
    value = "" if t.get("value") in (None, "") else str(t["value"]).replace(".", ",")
    return " ".join(x for x in (t.get("metric"), sign if value else "", value, t.get("unit"), f"({t['year']})" if t.get("year") else "") if x)


def key_of(span) -> str:
    """The id of a passage in the text, the same on card and paper."""
    return f"t{span[0]}" if span else ""


def candidates(text: str, on: date, limit: int = 12) -> tuple[list, list]:
    """(organisations, groups) of a day whose names hold these words, for choosing by hand; what the register suggests comes first."""
    from openpar.core.register import Register
    from openpar.engine.vietnamese import fold
    found = Register(on).resolve(text)
    first = [x for x in (found.organisation, found.group, *found.candidates) if x]
    organisations = {o.pk: o for o in first if isinstance(o, Organisation)}
    groups = {g.pk: g for g in first if not isinstance(g, Organisation)}
    if words := words_of(text):
        for o in Organisation.objects.filter(valid_on(on)).filter(fits("name_fold", words))[:limit]:
            organisations.setdefault(o.pk, o)
        for g in _groups(on):
            if all(w in fold(g.name) for w in words):
                groups.setdefault(g.pk, g)
    return list(organisations.values())[:limit], list(groups.values())[:limit]


def _groups(on):
    from openpar.core.models import Group
    from openpar.core.organisations import group_on
    return Group.objects.filter(group_on(on)).order_by("name")


def leaders_of(issuer: Organisation, on: date):
    """People who may be named as the supervising leader: chairman and deputies of the issuing office, its head elsewhere."""
    return User.objects.filter(memberships__organisation=issuer, memberships__role__in=("chairman", "deputy", "head"),
                               memberships__valid_from__lte=on).filter(
        Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=on)).distinct()


def fields_of(issuer: Organisation) -> list[str]:
    """Fields already used by this office, for suggestions."""
    return list(Task.objects.filter(issuer=issuer).exclude(field="").order_by("field").values_list("field", flat=True).distinct()[:100])


def history(room: str, object_id: int, limit: int = 100) -> list:
    """The trail of one thing, newest first, with the people in it."""
    return list(AuditEntry.objects.filter(room=room, object_id=object_id).select_related("actor", "organisation").order_by("-id")[:limit])


def done_of(counts) -> tuple[int, int]:
    """(finished parts, all parts that count) of a Counter of states."""
    total = sum(n for state, n in counts.items() if state != "cancelled")
    return counts.get("accepted", 0), total


def tasks_of(directive: Directive, at) -> list[Task]:
    """The tasks of a directive in text order, each with `parts`: how many of its parts have which status at this moment. Two queries."""
    from . import status
    tasks = list(directive.tasks.select_related("leader", "merged_into").order_by("id"))
    tasks.sort(key=lambda t: (t.spans[0][0] if t.spans else 10**9, t.pk))
    soon_at = status.soon_limit(at)
    counts: dict[int, Counter] = {}
    names: dict[int, list] = {}
    rows = Assignment.objects.filter(directive=directive).select_related("organisation").order_by("part", "organisation__name_key")
    for p in rows:
        counts.setdefault(p.task_id, Counter())[rules.status(p.state, due_at=p.due_at, submitted_at=p.submitted_at, now=at, soon_at=soon_at)] += 1
        if p.part == LEAD and p.state != rules.A.CANCELLED:
            names.setdefault(p.task_id, []).append(p.organisation.label)
    for t in tasks:
        found = counts.get(t.pk, Counter())
        t.parts = [{"status": s, "count": found[s]} for s in rules.STATUSES if found[s]]
        t.lead_names = names.get(t.pk, [])
        t.due_words = due_words(t)
    return tasks


def leaders_of_any(offices, on: date):
    """People who may supervise a task of any of these offices."""
    rows = User.objects.none()
    for office in offices:
        rows = rows | leaders_of(office, on)
    return rows.distinct()


def organisations_named(wordings, register, on: date, where: str) -> list[Organisation]:
    """The organisations that these lines name; members for a group. BadInput names the line that nobody knows."""
    from openpar.core.organisations import members
    from openpar.engine.errors import BadInput
    out: dict[int, Organisation] = {}
    for words in wordings:
        found = register.resolve(words)
        if not found:
            hint = _(" Có phải: %(names)s?") % {"names": "; ".join(str(c) for c in found.candidates[:4])} if found.candidates else ""
            raise BadInput(_("Không tìm thấy đơn vị “%(words)s” trong danh mục.") % {"words": words} + hint, where=where)
        for o in [found.organisation] if found.organisation else members(found.group, on):
            out[o.pk] = o
    return list(out.values())
