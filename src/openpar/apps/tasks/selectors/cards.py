"""The review of one directive as its screen shows it: each draft a card, with what is not clear and who would get a part."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from openpar.core.models import GroupMember, User
from openpar.core.organisations import valid_on
from openpar.web.wording import official_date, weekday

from ..models import Addressee, Directive, Draft, Task

LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING

# what is not clear, in a few words, by the field that a question is about
ABOUT = {"deadline": gettext_lazy("Thời hạn chưa rõ"), "lead": gettext_lazy("Ai chủ trì?"), "coordinating": gettext_lazy("Ai phối hợp?"),
         "report": gettext_lazy("Có phải báo cáo?"), "targets": gettext_lazy("Chỉ tiêu hay mô tả?")}
# answers are kept with their draft in Vietnamese and translated on the page; this one comes from the reader
ANSWERS = (gettext_noop("Chỉ là mô tả"),)


@dataclass
class Name:
    """An addressee on a card: what it says, what it means, and who gets a part."""

    addressee: Addressee
    members: list = field(default_factory=list)

    def __post_init__(self):
        gone = set(self.addressee.left_out) if self.addressee.group_id else ()
        self.left_out = [o for o in self.members if o.pk in gone]
        self.members = [o for o in self.members if o.pk not in gone]

    @property
    def text(self):
        a = self.addressee
        name = (a.organisation or a.group).name if a.organisation_id or a.group_id else a.wording
        return _("%(group)s, trừ %(names)s") % {"group": name, "names": ", ".join(o.label for o in self.left_out)} if self.left_out else name

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
        days = (d.fields.get("yearly_days") if isinstance(d, Draft) else d.yearly_days) or ()
        if recurring and days:
            return official_date(d.due_on) + _(", hằng năm vào %(days)s") % {"days": yearly_words(days)}
        return official_date(d.due_on) + (_(", mỗi năm một lần") if recurring else "")
    if d.due_type == "cycle" and d.cycle:
        words = _("báo cáo %(cycle)s") % {"cycle": str(Task.Cycle(d.cycle).label).lower()}
        if d.cycle == Task.Cycle.WEEK:
            return words + (f", {weekday(date(2024, 1, d.report_day - 1))}" if d.report_day else "")  # 1/1/2024 was thứ Hai, which is 2
        return words + (_(", ngày %(day)s") % {"day": d.report_day} if d.report_day else "")
    return _("không thời hạn") if d.due_type == "none" else _("chưa có hạn")


def yearly_words(days) -> str:
    """The days of a year on which a duty is due.

    >>> yearly_words(["06-15", "12-15"])
    '15/6, 15/12'
    """
    return ", ".join(official_date(date(2024, *map(int, d.split("-"))), year=False) for d in days)


def target_words(t) -> str:
    """"tỷ lệ hồ sơ trực tuyến ≥ 80 %"."""
    sign = {">=": "≥", "<=": "≤", "~": "≈"}.get(t.get("op"), t.get("op") or "")
    value = "" if t.get("value") in (None, "") else str(t["value"]).replace(".", ",")
    return " ".join(x for x in (t.get("metric"), sign if value else "", value, t.get("unit"), f"({t['year']})" if t.get("year") else "") if x)


def key_of(span) -> str:
    """The id of a passage in the text, the same on card and paper."""
    return f"t{span[0]}" if span else ""
