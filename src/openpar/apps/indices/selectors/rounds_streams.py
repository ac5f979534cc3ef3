"""The streams of one criterion of one sheet for a page: what each side said and brought, and where this person writes now."""

from dataclasses import dataclass, field

from openpar.core.actor import Actor
from openpar.engine.index.framework import Criterion
from openpar.web import faces

from .. import rules
from ..models import Entry, Sheet
from . import rounds_appraisers as appraisers
from . import rounds_framework as shelf


@dataclass(slots=True)
class StreamRow:
    """One stream: its entry where this person may see one, the evidence that was brought with it, whether they write it now."""

    stream: rules.Stream
    entry: Entry | None = None
    proofs: list[faces.Proof] = field(default_factory=list)
    writes: bool = False

    @property
    def code(self):
        return self.stream.code

    @property
    def title(self):
        return self.stream.title


def rows(c: Criterion, entries: list[Entry], proofs: dict[str, list[faces.Proof]], writes: str) -> list[StreamRow]:
    """Every stream that the criterion has, in their order, also those in which nobody wrote yet."""
    said = {e.stream: e for e in entries}
    return [StreamRow(s, said.get(code), proofs.get(code, []), code == writes)
            for code, s in rules.STREAMS.items() if code in said or code in proofs or shelf.accepts(code, c)]


def writes(actor: Actor, sheet: Sheet, c: Criterion) -> str:
    """The stream of this criterion that this person may write now; empty for none."""
    if sheet.round.state != rules.R.RUNNING:
        return ""
    if Sheet.objects.filter(Sheet.reach(actor, "sheet.score"), pk=sheet.pk).exists():
        found = next((s.code for s in rules.STREAMS.values() if s.act == "sheet.score" and sheet.state in s.states and shelf.accepts(s.code, c)), "")
        return "" if found and sheet.entries.filter(code=c.code, stream=found, locked=True).exists() else found
    return office_stream(actor, sheet, c.code) or ""


def office_stream(actor: Actor, sheet: Sheet, code: str) -> str | None:
    """The appraiser's stream that is open to this person for a criterion; empty where it is locked or not its time, None for who does not appraise it."""
    c = shelf.leaves(shelf.frozen(sheet.round)).get(code)
    if c is None or not Sheet.objects.filter(Sheet.appraisable(actor), pk=sheet.pk).exists() or not appraisers.mandate(actor, sheet.round).covers(code):
        return None
    stream = next((s for s in (shelf.first_stream(c), "appraisal2") if sheet.state in rules.STREAMS[s].states), "")
    if not stream or sheet.round.state != rules.R.RUNNING:
        return ""
    said = list(sheet.entries.filter(code=code, stream__in=(stream, "self", "explanation")).values_list("stream", "locked", "author_id"))
    mine = any(s in ("self", "explanation") and author in actor.people for s, _locked, author in said) if actor.user_id else False
    return "" if mine or any(s == stream and locked for s, locked, _a in said) else stream


def neighbours(actor: Actor, sheet: Sheet, code: str) -> tuple[Criterion | None, Criterion | None]:
    """The criterion before and the one after, of those this person reaches on this sheet."""
    leaves = list(shelf.leaves(shelf.frozen(sheet.round)).values())
    if not Sheet.objects.filter(Sheet.reach(actor, "round.view") | Sheet.reach(actor, "sheet.view"), pk=sheet.pk).exists():
        mandate = appraisers.mandate(actor, sheet.round)
        leaves = [c for c in leaves if mandate.covers(c.code)]
    at = next((i for i, c in enumerate(leaves) if c.code == code), None)
    if at is None:
        return None, None
    return leaves[at - 1] if at else None, leaves[at + 1] if at + 1 < len(leaves) else None
