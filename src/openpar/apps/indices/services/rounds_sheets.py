"""The way of a sheet: sent by the unit, appraised, explained, settled. Each step locks what it closes and moves the clocks."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.core import audit, deadlines, evidence, outbox
from openpar.core.actor import Actor
from openpar.core.models import Deadline
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Refused

from .. import rules
from ..models import Entry, Round, Sheet
from ..selectors import rounds_streams as seen
from . import rounds_open as opening
from .rounds_cells import shown

ROUND_ROOM, ROOM, PROOF = "indices.round", "indices.sheet", "indices.entry"
S = rules.S


@transaction.atomic
def submit(sheet: Sheet, *, by: Actor, at, version: int | None = None) -> Sheet:
    """The unit sends its own points; they are locked, its clock is met."""
    _running(sheet)
    if not sheet.entries.filter(stream="self").exclude(points=None, absent="").exists():
        raise Refused(_("Chưa có điểm tự chấm nào. Chấm ít nhất một tiêu chí rồi gửi."), where="submit")
    done = move(sheet, rules.SHEET, "submit", by=by, at=at, version=version, fields={"submitted_at": at}, tell=lambda s: _to_keeper(
        s, f"{s.organisation.label} đã gửi điểm tự chấm", "indices.sheet.submitted"))
    _lock(done, ("self",))
    deadlines.close_for(ROOM, [done.pk], "self_score", at=at)
    return done


@transaction.atomic
def take_back(sheet: Sheet, *, reason: str, by: Actor, at) -> Sheet:
    """The unit takes its points back before anybody has appraised them."""
    return _back(sheet, "take_back", reason, by, at, None)


@transaction.atomic
def return_(sheet: Sheet, *, reason: str, by: Actor, at) -> Sheet:
    """The appraiser sends the points back to be completed."""
    return _back(sheet, "return", reason, by, at, lambda s: _to_unit(s, f"Điểm tự chấm bị trả lại: {reason}", "indices.sheet.returned"))


def _back(sheet, step, reason, by, at, tell):
    _running(sheet)
    done = move(sheet, rules.SHEET, step, by=by, at=at, reason=reason, tell=tell)
    _lock(done, ("self",), locked=False)
    opening.start_duties([done], "self_score", at=at)
    return done


@transaction.atomic
def proof_done(sheet: Sheet, *, by: Actor, at) -> None:
    """The unit says that its evidence is complete; the clock of that step is met. Saying it twice changes nothing."""
    _require(sheet, "sheet.speak", by)
    if Sheet.objects.filter(pk=sheet.pk, proof_done_at=None).update(proof_done_at=at):
        deadlines.close_for(ROOM, [sheet.pk], "evidence", at=at)
        audit.record("indices.sheet.proof_done", ROOM, sheet, by=by, at=at)


@transaction.atomic
def appraise(sheet: Sheet, *, by: Actor, at, version: int | None = None) -> Sheet:
    """The first appraisal is done: it is locked and the unit may explain. A unit that sent nothing is appraised after its day."""
    _running(sheet)
    if sheet.state == S.SCORING and not opening.past(sheet.round, "self_score", at):
        raise Refused(_("Đơn vị chưa gửi điểm tự chấm và chưa hết hạn gửi. Chờ hết hạn rồi thẩm định."), where="appraise")
    if not sheet.entries.filter(stream__in=rules.FIRST).exclude(points=None, absent="").exists():
        raise Refused(_("Chưa có điểm thẩm định nào. Thẩm định ít nhất một tiêu chí rồi khoá."), where="appraise")
    done = move(sheet, rules.SHEET, "appraise", by=by, at=at, version=version, tell=lambda s: _to_unit(
        s, "Đã có điểm thẩm định lần 1; xem, đồng ý hoặc gửi giải trình, kiến nghị", "indices.sheet.appraised"))
    _lock(done, (*rules.FIRST, "self"))
    _second_is_over(done, by, at)
    deadlines.close_for(ROOM, [done.pk], "self_score")
    deadlines.close_for(ROOM, [done.pk], "evidence")
    opening.start_duties([done], "explanation", at=at, duty="explain")
    _when_none_left(done.round, (S.SCORING, S.SUBMITTED), "appraise", at)
    return done


@transaction.atomic
def agree(sheet: Sheet, *, by: Actor, at) -> Sheet:
    """The unit agrees with the appraisal; nothing more is asked of it."""
    _running(sheet)
    done = move(sheet, rules.SHEET, "agree", by=by, at=at)
    _lock(done, ("explanation",))
    deadlines.close_for(ROOM, [done.pk], "explain", at=at)
    return done


@transaction.atomic
def object_(sheet: Sheet, *, by: Actor, at) -> Sheet:
    """The unit sends what it wrote in the stream of explanations."""
    _running(sheet)
    if not sheet.entries.filter(stream="explanation").exclude(comment="").exists():
        raise Refused(_("Chưa có giải trình nào. Ghi ý kiến ở ít nhất một tiêu chí rồi gửi."), where="object")
    done = move(sheet, rules.SHEET, "object", by=by, at=at, given=["explanation"], tell=lambda s: _to_keeper(
        s, f"{s.organisation.label} gửi giải trình, kiến nghị", "indices.sheet.objected"))
    _lock(done, ("explanation",))
    deadlines.close_for(ROOM, [done.pk], "explain", at=at)
    if not Deadline.objects.filter(room=ROUND_ROOM, object_id=done.round_id, duty="appraise2", open=True).exists():
        opening.start_duty(done.round, "appraise2", "appraisal2", at=at)
    return done


@transaction.atomic
def settle(sheet: Sheet, *, by: Actor, at, version: int | None = None) -> Sheet:
    """The second appraisal is done, or the unit let its days pass: the points are final."""
    _running(sheet)
    if sheet.state == S.APPRAISED and not opening.past(sheet.round, "explanation", at):
        raise Refused(_("Đơn vị còn hạn giải trình. Chờ đơn vị đồng ý, gửi giải trình, hoặc hết hạn."), where="settle")
    done = move(sheet, rules.SHEET, "settle", by=by, at=at, version=version, tell=lambda s: _to_unit(
        s, "Đã chốt điểm thẩm định", "indices.sheet.settled"))
    _lock(done, ("appraisal2", "explanation"))
    deadlines.close_for(ROOM, [done.pk], "explain")
    _when_none_left(done.round, (S.OBJECTED,), "appraise2", at)
    return done


@transaction.atomic
def reopen(sheet: Sheet, *, reason: str, by: Actor, at) -> Sheet:
    """Back to the first appraisal, with a reason; what was written stays and can be changed again."""
    _running(sheet)
    done = move(sheet, rules.SHEET, "reopen", by=by, at=at, reason=reason, tell=lambda s: _to_unit(
        s, f"Mở lại thẩm định: {reason}", "indices.sheet.reopened"))
    _lock(done, (*rules.FIRST, "appraisal2", "explanation"), locked=False)
    deadlines.close_for(ROOM, [done.pk], "explain")
    if not Deadline.objects.filter(room=ROUND_ROOM, object_id=done.round_id, duty="appraise", open=True).exists():
        opening.start_duty(done.round, "appraise", "appraisal1", at=at)
    return done


@transaction.atomic
def exclude(sheet: Sheet, *, reason: str, by: Actor, at) -> Sheet:
    """Take a unit out of the round, with a reason; it is listed as such, not scored."""
    _running(sheet)
    done = move(sheet, rules.SHEET, "exclude", by=by, at=at, reason=reason, tell=lambda s: _to_unit(
        s, f"Đưa ra khỏi đợt đánh giá: {reason}", "indices.sheet.excluded"))
    deadlines.close_for(ROOM, [done.pk])
    _when_none_left(done.round, (S.SCORING, S.SUBMITTED), "appraise", at)
    _when_none_left(done.round, (S.OBJECTED,), "appraise2", at)
    return done


@transaction.atomic
def add_proof(sheet: Sheet, code: str, *, by: Actor, at, upload=None, url: str = "", number: str = "", issued_on=None, issuer: str = "", title: str = ""):
    """A file, a link or a named document as evidence for one criterion, in the stream of who brings it: the unit's while it scores, waits or
    explains, the appraiser's until the points are locked."""
    stream = proof_stream(sheet, code, by, at)
    entry, _new = Entry.objects.get_or_create(sheet=sheet, code=code, stream=stream, defaults={"at": at, "author": by.user})
    owner = sheet.organisation_id if stream in ("self", "explanation") else sheet.round.keeper_id
    given = {"by": by, "at": at, "organisation_id": owner, "title": title}
    if upload:
        return evidence.add_file(PROOF, entry.pk, upload, **given)
    if url:
        return evidence.add_link(PROOF, entry.pk, url, **given)
    if number:
        return evidence.add_document(PROOF, entry.pk, number=number, issued_on=issued_on, issuer=issuer, **given)
    raise BadInput(_("Chọn tệp, ghi đường dẫn, hoặc ghi số và trích yếu của văn bản."), where="upload")


def proof_stream(sheet, code, by, at):
    """The stream in which this person brings evidence now."""
    if not Sheet.objects.filter(Sheet.reach(by, "sheet.score"), pk=sheet.pk).exists():
        if (stream := seen.office_stream(by, sheet, code)) is None:
            _require(sheet, "sheet.score", by)
        if stream == "":
            raise Refused(_("Điểm thẩm định ở đây đã khoá hoặc chưa đến lúc ghi; không thêm minh chứng được."), where="upload")
        return stream
    if sheet.state not in (S.SCORING, S.SUBMITTED, S.APPRAISED):
        raise Refused(_("Phiếu đã chốt; không thêm minh chứng được nữa."), where="upload")
    if sheet.state != S.APPRAISED and opening.past(sheet.round, "evidence", at):
        raise Refused(_("Đã hết hạn nộp minh chứng của đợt."), where="upload")
    return "explanation" if sheet.state == S.APPRAISED else "self"


def _require(sheet, act, by):
    if not Sheet.objects.filter(Sheet.reach(by, act), pk=sheet.pk).exists():
        by.require(act, sheet.organisation)
        raise Refused(_("Phiếu này không thuộc đơn vị của bạn."), where=act)


def _running(sheet):
    state = Round.objects.select_for_update().values_list("state", flat=True).get(pk=sheet.round_id)
    if state != rules.R.RUNNING:
        raise Refused(_("Đợt đánh giá không còn nhận thay đổi (%(state)s).") % {"state": Round.State(state).label}, where="round")


def _lock(sheet, streams, locked=True):
    Entry.objects.filter(sheet=sheet, stream__in=streams).update(locked=locked)


def _second_is_over(sheet, by, at):
    """Second points from before a reopening count no more: the unit answers the first appraisal that is locked now."""
    old = Entry.objects.filter(sheet=sheet, stream="appraisal2").exclude(points=None, absent="")
    changes = {f"{e.code} appraisal2": [shown(e), ""] for e in old}
    if changes:
        old.update(points=None, absent="", inputs={}, author=by.user, at=at, version=F("version") + 1)
        audit.record("indices.sheet.points", ROOM, sheet, by=by, at=at, organisation_id=sheet.round.keeper_id, changes=changes)


def _when_none_left(round, states, duty, at):
    """The keeper's clock is met when no sheet waits for that step any more."""
    if not round.sheets.filter(state__in=states).exists():
        deadlines.close_for(ROUND_ROOM, [round.pk], duty, at=at)


def _to_unit(sheet, text, topic):
    return [outbox.Told(topic, f"indices.sheet:{sheet.pk}", f"{sheet.round.title}: {text}"[:500], sheet.get_absolute_url(),
                        (outbox.Audience(sheet.organisation_id),))]


def _to_keeper(sheet, text, topic):
    return [outbox.Told(topic, f"indices.sheet:{sheet.pk}", f"{sheet.round.title}: {text}"[:500], sheet.get_absolute_url(),
                        (outbox.Audience(sheet.round.keeper_id, ("reform_office", "head")),))]
