"""From settled points to a published result: submitted, approved, published, and revised with a reason. The old result is kept."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from openpar.core import audit, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Refused

from .. import rules
from ..models import Entry, Result, ResultRow, Round, Sheet
from ..models.rounds import own_units
from ..selectors import rounds_framework as shelf
from ..selectors.rounds_score import Standing, standing
from . import rounds_open as opening
from .rounds_cells import plain_zero, shown, shown_points

ROOM, SHEET = "indices.round", "indices.sheet"
EXACT = Decimal("0.000001")


@transaction.atomic
def close(round: Round, *, by: Actor, at, version: int | None = None) -> Round:
    """Submit the result for approval; every sheet must be settled or out of the round."""
    Round.objects.select_for_update().get(pk=round.pk)
    open_ = list(round.sheets.filter(state__in=rules.OPEN).select_related("organisation")[:5])
    if open_:
        raise Refused(_("Còn phiếu chưa chốt: %(units)s. Chốt điểm, hoặc đưa ra khỏi đợt với lý do.") % {
            "units": ", ".join(s.organisation.label for s in open_)}, where="close")
    done = move(round, rules.ROUND, "close", by=by, at=at, version=version, tell=lambda r: [outbox.Told(
        "indices.round.closed", f"indices.round:{r.pk}", f"{r.title}: trình phê duyệt kết quả", r.get_absolute_url(),
        (outbox.Audience(r.keeper_id, ("chairman", "head")),))])
    deadlines.close_for(ROOM, [round.pk], "appraise", at=at)
    deadlines.close_for(ROOM, [round.pk], "appraise2", at=at)
    opening.start_duty(done, "approve_round", "approval", at=at)
    return done


@transaction.atomic
def return_(round: Round, *, reason: str, by: Actor, at) -> Round:
    """Back to the appraisers, with a reason."""
    done = move(round, rules.ROUND, "return", by=by, at=at, reason=reason)
    for duty in ("approve_round", "publish_round"):
        deadlines.close_for(ROOM, [round.pk], duty)
    opening.start_duty(done, "appraise2", "appraisal2", at=at)
    return done


@transaction.atomic
def approve(round: Round, *, by: Actor, at, version: int | None = None) -> Round:
    """Approve the result as submitted."""
    done = move(round, rules.ROUND, "approve", by=by, at=at, version=version)
    deadlines.close_for(ROOM, [round.pk], "approve_round", at=at)
    opening.start_duty(done, "publish_round", "publication", at=at)
    return done


@transaction.atomic
def cancel(round: Round, *, reason: str, by: Actor, at) -> Round:
    """Stop a round; its clocks end, everyone is told why."""
    done = move(round, rules.ROUND, "cancel", by=by, at=at, reason=reason)
    sheets = list(done.sheets.select_related("organisation", "round"))
    deadlines.close_for(ROOM, [round.pk])
    deadlines.close_for(SHEET, [s.pk for s in sheets])
    opening.tell(sheets, f"Dừng đợt đánh giá “{done.title}”: {reason}", "indices.round.cancelled", by=by, at=at)
    return done


@transaction.atomic
def publish(round: Round, *, by: Actor, at, version: int | None = None) -> Round:
    """Publish: the computed table is kept row by row, everyone is told. One act, whatever is clicked twice or killed."""
    done = move(round, rules.ROUND, "publish", by=by, at=at, version=version)
    keep(done, standing(done), reason="", by=by, at=at)
    deadlines.close_for(ROOM, [round.pk], "publish_round", at=at)
    sheets = list(done.sheets.select_related("organisation", "round"))
    opening.tell(sheets, f"Công bố kết quả “{done.title}”", "indices.round.published", by=by, at=at)
    return done


def keep(round: Round, computed: Standing, *, reason: str, by: Actor, at, decision_number: str = "", decision_on=None) -> Result:
    """Write one result with its rows; the caller decided and holds the transaction."""
    last = round.results.aggregate(n=Max("revision"))["n"] or 0
    made = Result.objects.create(round=round, revision=last + 1, reason=reason, decision_number=decision_number, decision_on=decision_on,
                                 notes=[*computed.scoring.warnings], made_at=at, made_by=by.user)
    ResultRow.objects.bulk_create([ResultRow(
        result=made, organisation_id=int(unit), total=_exact(s.total), percent=_exact(s.percent), low=_exact(s.low), high=_exact(s.high), complete=s.complete,
        rank=s.rank, klass=s.klass, points={e.inputs["code"]: None if e.value is None else str(e.value.quantize(EXACT)) for e in s.explained.walk()
                                            if e.inputs.get("code")}) for unit, s in computed.scoring.units.items()], batch_size=500)
    return made


def _exact(value):
    return None if value is None else Decimal(value).quantize(EXACT)


@transaction.atomic
def revise(round: Round, *, unit: int, code: str, points: Decimal | None, absent: str = "", reason: str, by: Actor, at, version: int | None = None) -> Result:
    """Correct one point of a published round: a new result that says why; the published one stays readable."""
    Round.objects.select_for_update().get(pk=round.pk)  # what stands now is read by one at a time
    sheet = round.sheets.select_related("organisation").filter(organisation_id=unit).exclude(state=rules.S.EXCLUDED).first()
    c, points = shelf.leaves(shelf.frozen(round)).get(code), plain_zero(points)
    if sheet is None or c is None:
        raise BadInput(_("Chọn một đơn vị và một tiêu chí của đợt này."), where="unit" if sheet is None else "code")
    extremes = c.extremes()
    if points is not None and extremes and not extremes[0] <= points <= extremes[1]:
        raise BadInput(_("Điểm phải từ %(low)s đến %(high)s.") % {"low": shown_points(extremes[0], ""), "high": shown_points(extremes[1], "")}, where="points")
    if not reason.strip():
        raise BadInput(_("Ghi lý do đính chính."), where="reason")
    if unit in own_units(by):
        raise Refused(_("Không ai đính chính điểm của đơn vị mình."), where="unit")
    if Sheet.objects.filter(Sheet.sent_by(by), pk=sheet.pk).exists() or sheet.entries.filter(
            code=code, stream__in=("self", "explanation"), author__in=by.people).exists():
        raise Refused(_("Không ai đính chính điểm do chính mình đã tự chấm hoặc đã gửi; người khác phải đính chính."), where="unit")
    before = {e.stream: e for e in Entry.objects.filter(sheet=sheet, code=code, stream__in=("appraisal2", *rules.FIRST))}
    was = shown(before.get("appraisal2") or next(iter(before.values()), None))
    if was == shown_points(points, absent):
        raise BadInput(_("Điểm mới bằng điểm đang có (%(was)s).") % {"was": was}, where="points")
    done = move(round, rules.ROUND, "revise", by=by, at=at, reason=reason, version=version,
                changes={sheet.organisation.label: {code: [was, shown_points(points, absent)]}})
    Entry.objects.update_or_create(sheet=sheet, code=code, stream="appraisal2", defaults={
        "points": points, "absent": absent, "comment": reason, "author": by.user, "at": at, "locked": True,
        "version": (before["appraisal2"].version + 1) if "appraisal2" in before else 1})
    sheets = list(done.sheets.select_related("organisation", "round"))
    opening.tell(sheets, f"Đính chính kết quả “{done.title}”: {sheet.organisation.label}, {code}. Lý do: {reason}", "indices.round.revised", by=by, at=at)
    return keep(done, standing(done), reason=reason, by=by, at=at)


@transaction.atomic
def print_values(result: Result, *, number: str, on, printed: dict[int, Decimal | None], by: Actor, at) -> None:
    """Write beside the computed values what the signed decision printed, with its number and day."""
    by.require("round.manage", result.round.keeper)
    if not number.strip() or on is None:
        raise BadInput(_("Ghi số và ngày của quyết định."), where="decision_number")
    rows = {r.organisation_id: r for r in result.rows.all()}
    changed = {}
    for organisation, value in ((o, plain_zero(v)) for o, v in printed.items()):
        if (row := rows.get(organisation)) and row.printed != value:
            changed[str(organisation)] = [None if row.printed is None else str(row.printed), None if value is None else str(value)]
            row.printed = value
    ResultRow.objects.bulk_update([rows[int(o)] for o in changed], ["printed"], batch_size=200)
    Result.objects.filter(pk=result.pk).update(decision_number=number.strip(), decision_on=on)
    audit.record("indices.round.printed", ROOM, result.round, by=by, at=at, organisation_id=result.round.keeper_id,
                 changes={"decision": f"{number.strip()}, {on.isoformat()}", "printed": changed})
