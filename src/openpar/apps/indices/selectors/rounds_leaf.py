"""One criterion of a sheet with everything that was said about it; what a sheet page shows beside its table."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openpar.core import audit, clock
from openpar.core.actor import Actor
from openpar.core.evidence import download_name
from openpar.core.models import AuditEntry, Deadline, Evidence
from openpar.engine.index.framework import Criterion
from openpar.engine.index.library import catalogue
from openpar.engine.index.round import Scored
from openpar.web import faces

from .. import rules
from ..models import Entry, Sheet
from . import rounds as seen
from . import rounds_framework as shelf
from .frameworks import rule_words
from .rounds_score import standing

PROOF = "indices.entry"
UNIT_STREAMS = ("self", "explanation")  # evidence that the unit brings is seen by the office at once, its points only when they are sent


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion of a sheet: its rule in words, and its entries in the order of the streams."""

    criterion: Criterion
    method: str
    params: str
    metric: str
    entries: list[Entry]

    @property
    def code(self):
        return self.criterion.code

    @property
    def title(self):
        return self.criterion.title

    @property
    def max(self):
        return self.criterion.max

    @property
    def share(self) -> bool:
        """Whether its metric is a share of one."""
        return catalogue().get(self.criterion.metric, {}).get("unit") == "share"

    @property
    def source(self):
        return self.criterion.source


def leaf_or_404(sheet: Sheet, code: str, sides: set[str]) -> Leaf:
    """One scored criterion of the sheet's framework, with what these sides may see of it."""
    c = shelf.leaves(shelf.frozen(sheet.round)).get(code)
    if c is None:
        raise Http404(code)
    order = {s: i for i, s in enumerate(rules.STREAMS)}
    rows = sorted((e for e in sheet.entries.filter(code=code).select_related("author") if rules.shown_to(e.stream, e.locked, sides)),
                  key=lambda e: order[e.stream])
    return Leaf(c, gettext(c.rule.how.title) if c.rule else "", rule_words(c),
                catalogue().get(c.metric, {}).get("title", c.metric), rows)


def proof_counts(sheet: Sheet, sides: set[str]) -> Counter:
    """How many pieces of evidence each criterion has, of those that these sides may see; two queries."""
    code_of = {pk: code for pk, code, stream, locked in sheet.entries.values_list("pk", "code", "stream", "locked")
               if stream in UNIT_STREAMS or rules.shown_to(stream, locked, sides)}
    return Counter(code_of[o] for o in Evidence.objects.filter(room=PROOF, owner_id__in=list(code_of)).values_list("owner_id", flat=True))


def proofs(actor: Actor, sheet: Sheet, code: str) -> dict[str, list[faces.Proof]]:
    """The evidence of one criterion that this person may see, by the stream in which it was brought."""
    stream_of = dict(sheet.entries.filter(code=code).values_list("pk", "stream"))
    found: dict[str, list[faces.Proof]] = {}
    for e in seen.proofs_for(actor).filter(owner_id__in=list(stream_of)).select_related("blob").order_by("id"):
        found.setdefault(stream_of[e.owner_id], []).append(_proof(e))
    return found


def _proof(e) -> faces.Proof:
    link = e.url if e.kind == "link" else reverse("core:evidence", args=[e.pk]) if e.blob_id else ""
    ending = download_name(e).rpartition(".")[2] if e.blob_id else ""
    return faces.Proof(kind=e.kind, title=e.title, url=link, number=e.number, on=e.issued_on, issuer=e.issuer, ending=ending,
                       size=e.blob.size if e.blob_id else None)


def scored(sheet: Sheet, sides: set[str]) -> Scored | None:
    """What the appraisers' points add up to; None for a unit that is out of the round, or that may not see them yet."""
    if sheet.state == rules.S.EXCLUDED or not ("office" in sides or sheet.state in (rules.S.APPRAISED, rules.S.OBJECTED, rules.S.SETTLED)):
        return None
    return standing(sheet.round, only=[sheet.pk], sides={sheet.pk: sides}).of(sheet.organisation_id)


VERBS = {"submit": _("Gửi điểm tự chấm"), "take_back": _("Rút điểm tự chấm"), "return": _("Trả lại điểm tự chấm"),
         "appraise": _("Khoá điểm thẩm định lần 1"), "agree": _("Đồng ý với điểm thẩm định"), "object": _("Gửi giải trình, kiến nghị"),
         "settle": _("Chốt điểm"), "reopen": _("Mở lại thẩm định"), "exclude": _("Đưa ra khỏi đợt"), "proof_done": _("Báo đã nộp đủ minh chứng")}


def trail(sheet: Sheet, now) -> list[faces.Event]:
    """The decisions about the sheet, newest first; the writing of single points is on the page of each criterion."""
    rows = AuditEntry.objects.filter(room="indices.sheet", object_id=sheet.pk,
                                     act__in=[f"indices.sheet.{v}" for v in VERBS]).select_related("actor", "acting_for")
    return [faces.Event(VERBS[e.act.rpartition(".")[2]], e.at, audit.who(e), e.reason, "now" if i == 0 else "done",
                        "", now) for i, e in enumerate(rows.order_by("-id")[:30])]


def dues(sheet: Sheet, now) -> list[tuple]:
    """(duty, its day) of the clocks that run for the unit."""
    return [(d, faces.Due(clock.timezone.localtime(d.due_at).date(), "overdue" if d.due_at < now else "on_track", now))
            for d in Deadline.objects.filter(room="indices.sheet", object_id=sheet.pk, open=True).order_by("due_at") if d.due_at]
