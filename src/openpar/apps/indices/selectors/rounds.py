"""Rounds and sheets for pages: who may see which, what stands in them, and what this person can do now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404

from openpar.core.actor import Actor
from openpar.core.models import AuditEntry, Evidence, Organisation
from openpar.core.organisations import valid_on

from .. import rules
from ..models import Entry, Round, Sheet
from . import rounds_appraisers as appraisers


def rounds_for(actor: Actor):
    """The rounds this person runs, appraises an area of, or whose units are theirs. What is published is for everybody, on pages of its own."""
    own = Sheet.objects.filter(Sheet.reach(actor, "sheet.view")).values("round_id")
    return Round.objects.filter(Round.reach(actor, "round.view") | Q(pk__in=own) | appraisers.assigned(actor)).select_related("keeper")


def sheets_for(actor: Actor):
    """The sheets this person may see: those of the rounds they run, and those of their own unit."""
    return Sheet.objects.filter(Sheet.reach(actor, "round.view") | Sheet.reach(actor, "sheet.view")).select_related(
        "round__keeper", "organisation")


def round_or_404(actor: Actor, pk: int) -> Round:
    """One round that this person may see."""
    found = rounds_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def run_by(actor: Actor, pk: int) -> Round:
    """One round that this person helps to run: the whole of it."""
    found = Round.objects.filter(Round.reach(actor, "round.view"), pk=pk).select_related("keeper").first()
    if found is None:
        raise Http404(pk)
    return found


def graded_by(actor: Actor, pk: int) -> Round:
    """One round that this person helps to run, or of which an area was given to them."""
    found = Round.objects.filter(Round.reach(actor, "round.view") | appraisers.assigned(actor), pk=pk).select_related("keeper").first()
    if found is None:
        raise Http404(pk)
    return found


def sheet_with_points_or_404(actor: Actor, pk: int, code: str) -> Sheet:
    """One sheet that this person may see, or one criterion of which they appraise."""
    found = sheets_for(actor).filter(pk=pk).first()
    if found is None:
        found = Sheet.objects.filter(Sheet.appraisable(actor), pk=pk).select_related("round__keeper", "organisation").first()
        if found is None or not appraisers.mandate(actor, found.round).covers(code):
            raise Http404(pk)
    return found


def sheet_or_404(actor: Actor, pk: int) -> Sheet:
    """One sheet that this person may see."""
    found = sheets_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def proofs_for(actor: Actor):
    """Evidence of entries: the unit that brought it, those who run the round, and who appraises the criterion. What an appraiser brings to
    points that are not locked is the office's alone."""
    office = Sheet.objects.filter(of_the_office(actor)).values("pk")
    open_to = Q(stream__in=("self", "explanation")) | Q(locked=True) | Q(sheet__in=office)
    return Evidence.objects.filter(room="indices.entry", owner_id__in=Entry.objects.filter(
        Q(sheet__in=sheets_for(actor).select_related(None)) & open_to | appraisers.entries_given(actor)).values("pk"))


def rated_units(keeper: Organisation, level: str, day: date):
    """Who can be rated at a level: departments, districts or communes below the keeper, in Vietnamese order."""
    kinds = {"department": ("department",), "district": ("district",), "commune": ("commune",)}.get(level, ("department", "district", "commune"))
    return Organisation.objects.filter(valid_on(day), path__startswith=keeper.path, kind__in=kinds).exclude(pk=keeper.pk).order_by("name_key", "id")


def rated_kinds(keeper: Organisation, day: date) -> frozenset[str]:
    """The levels at which the keeper has somebody to rate: none for an office with nobody below."""
    below = Organisation.objects.filter(valid_on(day), path__startswith=keeper.path, kind__in=("department", "district", "commune")).exclude(pk=keeper.pk)
    return frozenset(below.order_by().values_list("kind", flat=True).distinct())


def may_open(actor: Actor, day: date) -> bool:
    """Whether this person can open a round: the right, and an organisation with units below to rate."""
    keeper = Organisation.objects.filter(pk=actor.organisation_for("round.manage")).first() if actor.can("round.manage") else None
    return bool(keeper and rated_kinds(keeper, day))


def holds(actor: Actor, act: str, row) -> bool:
    """Whether this person holds the right over this very round or sheet; one query."""
    return type(row).objects.filter(type(row).reach(actor, act), pk=row.pk).exists()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One unit on the page of a round."""

    sheet: Sheet
    filled: int
    appraised: int
    objections: int
    own: bool
    why: str = ""  # why it is out of the round


def sheet_rows(actor: Actor, round: Round) -> list[SheetRow]:
    """The units of a round that this person sees, with how far each has come. Three queries for any number."""
    sheets = list(sheets_for(actor).filter(round=round).order_by("organisation__name_key", "id"))
    said = Counter()
    for sheet, stream in Entry.objects.filter(sheet__in=[s.pk for s in sheets]).exclude(points=None, absent="", comment="").values_list("sheet_id", "stream"):
        said[sheet, "first" if stream in rules.FIRST else stream] += 1
    mine = set(Sheet.objects.filter(Sheet.reach(actor, "sheet.appraise"), round=round).values_list("pk", flat=True))
    out = reasons_out([s for s in sheets if s.state == rules.S.EXCLUDED])
    return [SheetRow(s, said[s.pk, "self"], said[s.pk, "first"], said[s.pk, "explanation"], s.pk not in mine, out.get(s.pk, "")) for s in sheets]


def reasons_out(excluded: list[Sheet]) -> dict[int, str]:
    """Why each of these sheets was taken out of its round. One query, none for none."""
    return dict(AuditEntry.objects.filter(room="indices.sheet", act="indices.sheet.exclude", object_id__in=[s.pk for s in excluded]).values_list(
        "object_id", "reason")) if excluded else {}


def calendar_rows(round: Round) -> list[tuple]:
    """(step, its words, its day, the changes of that day), in order."""
    changes: dict = {}
    for c in round.calendar_changes:
        changes.setdefault(c["step"], []).append({**c, "from": c["from"] and date.fromisoformat(c["from"]), "to": date.fromisoformat(c["to"])})
    return [(step, title, date.fromisoformat(round.calendar[step]), changes.get(step, ())) for step, title in rules.CALENDAR.items()]


def sides_of(actor: Actor, sheet: Sheet) -> set[str]:
    """Whose drafts this person sees on a sheet: the unit's own, or the office's; never the office's about an own unit."""
    return _sides(actor, Sheet.objects.filter(pk=sheet.pk)).get(sheet.pk, set())


def sides_in(actor: Actor, round: Round) -> dict[int, set[str]]:
    """Sheet → whose drafts this person sees there, for every sheet of a round. Two queries."""
    return _sides(actor, Sheet.objects.filter(round=round))


def _sides(actor, sheets) -> dict[int, set[str]]:
    out: dict[int, set[str]] = {}
    for side, condition in (("unit", Sheet.reach(actor, "sheet.view")), ("office", of_the_office(actor))):
        for pk in sheets.filter(condition).values_list("pk", flat=True):
            out.setdefault(pk, set()).add(side)
    return out


def of_the_office(actor: Actor) -> Q:
    """The sheets about which this person sees what appraisers draft: as one of them or a reader of the round, and never about an own unit."""
    return Sheet.appraisable(actor) | (Sheet.reach(actor, "round.view") & Sheet.of_others(actor) & ~Sheet.reach(actor, "sheet.view"))


def round_of(pk: int) -> Round:
    """One round, for callers that act as the system: the demo, imports, jobs. No page uses it."""
    return Round.objects.select_related("keeper").get(pk=pk)
