"""The proposal of the system: facts of the round's period become points in a stream of their own, with all that they came from."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import audit, outbox
from openpar.core.actor import Actor
from openpar.engine.errors import BadInput, Refused
from openpar.engine.index.facts import Fact, FactSet
from openpar.engine.index.round import anchors
from openpar.engine.index.score import by_rule

from .. import rules
from ..models import Entry, Round
from ..points import NOT_APPLICABLE
from ..selectors import rounds_facts as door
from ..selectors import rounds_framework as shelf

ROOM = "indices.round"


@transaction.atomic
def propose(round: Round, *, by: Actor, at, given: Mapping[tuple[int, str], Fact] | None = None) -> int:
    """Compute the automatic stream of every sheet that is not yet appraised; how many points were proposed. A person decides about each.

    `given` are facts from elsewhere, (organisation, metric) → fact; they stand where the door of facts has none.
    """
    by.require("round.manage", round.keeper)
    state = Round.objects.select_for_update().values_list("state", flat=True).get(pk=round.pk)  # one computes at a time, and no sheet is locked meanwhile
    if state != rules.R.RUNNING:
        raise Refused(_("Đợt đánh giá không còn nhận thay đổi (%(state)s).") % {"state": Round.State(state).label}, where="round")
    framework = shelf.frozen(round)
    wanted = [c for c in framework.leaves() if c.metric and c.rule]
    sheets = list(round.sheets.filter(state__in=(rules.S.SCORING, rules.S.SUBMITTED)).order_by("id"))
    with outbox.kept_words():  # where a fact came from is kept in the language of the house, whoever computes
        known = door.facts(sorted({c.metric for c in wanted}), [s.organisation_id for s in sheets], round.starts_on, round.ends_on, at=at)
    found = dict(given or {}) | known
    facts = FactSet({str(s.organisation_id): {c.metric: fact for c in wanted if (fact := found.get((s.organisation_id, c.metric)))} for s in sheets})
    seen, _warnings = anchors(framework, facts)
    rows = [_entry(framework, s, c, facts.get(str(s.organisation_id), c.metric), seen, by, at) for s in sheets for c in wanted
            if c.metric in facts.facts.get(str(s.organisation_id), {})]
    old = {(e.sheet_id, e.code): e for e in Entry.objects.filter(sheet__in=[s.pk for s in sheets], stream="automatic")}
    new = []
    for row in rows:
        if had := old.get((row.sheet_id, row.code)):
            had.points, had.absent, had.inputs, had.comment, had.at, had.version = row.points, row.absent, row.inputs, row.comment, at, had.version + 1
        else:
            new.append(row)
    Entry.objects.bulk_create(new, batch_size=500)
    Entry.objects.bulk_update([old[r.sheet_id, r.code] for r in rows if (r.sheet_id, r.code) in old],
                              ["points", "absent", "inputs", "comment", "at", "version"], batch_size=200)
    Round.objects.filter(pk=round.pk).update(proposed_at=at)
    audit.record("indices.round.propose", ROOM, round, by=by, at=at, organisation_id=round.keeper_id, changes={"proposed": len(rows), "sheets": len(sheets)})
    return sum(1 for r in rows if r.points is not None)


def _entry(framework, sheet, c, fact: Fact, seen, by, at) -> Entry:
    """The proposed points of one criterion; a fact that the rule cannot read is said, never guessed."""
    points, absent, reason = None, "", ""
    if why := fact.why_absent():
        absent, reason = str(why), fact.note
    else:
        try:
            e = by_rule(framework, c, fact, seen)
            points, reason = e.value.quantize(Decimal("0.000001")), e.reason
        except BadInput as error:
            reason = error.message
    return Entry(sheet=sheet, code=c.code, stream="automatic", points=points, absent=absent if absent == NOT_APPLICABLE else "", comment=reason,
                 inputs=door.kept(fact, at=timezone.localtime(at)), author=by.user, at=at)
