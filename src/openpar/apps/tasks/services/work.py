"""Inside an organisation: receive, hand out with an instruction, work, and answer for the result."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, evidence, offices, outbox
from openpar.core.actor import Actor
from openpar.core.models import Evidence, Membership, Organisation, User
from openpar.core.moving import Moved, move, move_many
from openpar.core.organisations import valid_on
from openpar.core.roles import roles_with
from openpar.engine.errors import BadInput, Conflict
from openpar.engine.vietnamese import nfc
from openpar.web.wording import official_date

from .. import limits, rules
from ..models import Assignment, Report, Target, TargetValue, Task
from . import telling
from .guard import held

ROOM = "tasks.assignment"
HANDED = (rules.A.ASSIGNED, *rules.WORKING)


def receive(assignment, *, by: Actor, at) -> Assignment:
    """The clerk takes the part in; from now on its result is owed."""
    with transaction.atomic():
        row = move(assignment, rules.ASSIGNMENT, "receive", by=by, at=at, fields={"received_at": at})
        deadlines.owe([row.deadline_id], "report")
    return row


@transaction.atomic
def receive_many(ids: Iterable[int], *, by: Actor, at) -> Moved:
    """Take in a set."""
    moved = move_many(ids, Assignment, rules.ASSIGNMENT, "receive", by=by, at=at, fields={"received_at": at})
    deadlines.owe([r.deadline_id for r in moved.rows], "report")
    return moved


def workers(organisation: Organisation, on: date):
    """The people of an organisation and its divisions who may be handed a part."""
    inside = Q(organisation_id=organisation.pk) | Q(organisation__path__startswith=organisation.path,
                                                    organisation__kind="division")
    held_by = Membership.objects.filter(inside, valid_on(on), role__in=roles_with("assignment.work")).values("user_id")
    return User.objects.filter(pk__in=held_by, is_active=True)


def sub_units(organisation: Organisation, on: date):
    """The divisions of an organisation on a day."""
    return Organisation.objects.filter(valid_on(on), path__startswith=organisation.path,
                                       kind="division").exclude(pk=organisation.pk)


@transaction.atomic
def assign(assignment, *, by: Actor, at, person: User | None = None, sub_unit: Organisation | None = None,
           inner_due_on: date | None = None,
           instruction: str = "", seen: str | None = None) -> Assignment:
    """Bút phê: to whom inside the organisation, until which inner day, with which instruction.

    `seen` is `handed_as` of what the person looked at; Conflict where somebody handed it out meanwhile. None asks nothing.
    """
    row, today = held(assignment, "assignment.assign", by=by, states=HANDED), clock.timezone.localtime(at).date()
    if seen is not None and seen != handed_as(row):
        raise Conflict(_("Chưa phân công. Việc này vừa được người khác phân công cho %(who)s. Xem lại; bấm “Phân công” lần nữa để thay bằng "
                         "nội dung dưới đây.") % {"who": row.handler or row.sub_unit or _("người khác")}, where="assign")
    if person is None and sub_unit is None:
        raise BadInput(_("Chưa chọn người hoặc phòng xử lý. Chọn ít nhất một."), where="person")
    if sub_unit and not sub_units(row.organisation, today).filter(pk=sub_unit.pk).exists():
        raise BadInput(_("%(sub_unit)s không phải phòng, đơn vị trực thuộc của %(organisation)s.") % {
                         "sub_unit": sub_unit, "organisation": row.organisation}, where="sub_unit")
    if person and not workers(row.organisation, today).filter(pk=person.pk).exists():
        raise BadInput(_("%(person)s không có vai trò xử lý việc ở %(organisation)s. Chọn người khác hoặc thêm vai trò trước.") % {
                         "person": person, "organisation": row.organisation},
                       where="person")
    check_inner(inner_due_on, row, today)
    person = person or _head_of(sub_unit, today)
    moved = move(row, rules.ASSIGNMENT, "assign", by=by, at=at, reason=instruction,
                 changes={"person": person and person.get_full_name(), "sub_unit": sub_unit and sub_unit.label,
                          "inner_due_on": inner_due_on and inner_due_on.isoformat()},
                 fields={"handler": person, "sub_unit": sub_unit, "instruction": nfc(instruction.strip()),
                         "received_at": row.received_at or at})
    inner = inner_due_on and clock.end_of(inner_due_on)
    deadlines.assign([moved.deadline_id], person_id=person and person.pk, inner_due_at=inner)
    deadlines.owe([moved.deadline_id], "report")
    deadlines.assign(open_reports(moved).values_list("deadline_id", flat=True), person_id=person and person.pk)
    if person and person.pk != by.user_id:
        with outbox.kept_words():
            until = f", hạn nội bộ {official_date(inner_due_on)}" if inner_due_on else ""
        outbox.announce([telling.to_person("tasks.handed", moved, f"Phân công xử lý {moved.task.code}{until}: "
                                                                  f"{moved.task.title}", person.pk)],
                        by=by, at=at)
    return moved


def handed_as(assignment) -> str:
    """In whose hands a part is and with which words, as a short mark that changes when it is handed out anew."""
    inner = assignment.deadline and assignment.deadline.inner_due_at
    said = f"{assignment.handler_id}|{assignment.sub_unit_id}|{assignment.instruction}|{inner and inner.isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def check_inner(inner_due_on: date | None, assignment, today: date) -> None:
    """BadInput where an inner day is past, or later than the day the organisation itself has."""
    if inner_due_on is None:
        return
    if inner_due_on < today:
        raise BadInput(_("Hạn nội bộ %(inner_due_on)s đã qua. Chọn từ hôm nay (%(today)s) trở đi.") % {
                         "inner_due_on": official_date(inner_due_on), "today": official_date(today)},
                       where="inner_due_on")
    legal = assignment.due_at and clock.timezone.localtime(assignment.due_at).date()
    if legal and inner_due_on > max(legal, today):
        raise BadInput(_("Hạn nội bộ %(inner_due_on)s muộn hơn hạn phải báo cáo (%(legal)s). Chọn ngày không muộn hơn hạn "
                         "đó, hoặc đề nghị gia hạn trước.") % {
                         "inner_due_on": official_date(inner_due_on), "legal": official_date(legal)}, where="inner_due_on")


def _head_of(sub_unit, today):
    """The head of a division, where there is exactly one."""
    heads = list(User.objects.filter(memberships__in=Membership.objects.filter(valid_on(today), organisation=sub_unit,
                                                                               role="head")).distinct()[:2])
    return heads[0] if len(heads) == 1 else None


@transaction.atomic
def update_progress(assignment, *, by: Actor, at, percent: int, note: str = "", values: dict | None = None) -> Assignment:
    """How far the work is, in percent, with a note; and what the targets have reached: {target: Reached}. Starts the work."""
    row = held(assignment, "assignment.work", by=by, states=rules.WORKING, what=_("cập nhật tiến độ"))
    if not 0 <= percent <= 100:
        raise BadInput(_("Tiến độ là từ 0 đến 100 phần trăm; số vừa ghi là %(percent)s.") % {
                         "percent": percent}, where="percent")
    if row.state != rules.A.IN_PROGRESS:
        row = move(row, rules.ASSIGNMENT, "start", by=by, at=at)
    before = {"progress": row.progress, "progress_note": row.progress_note}
    row.progress, row.progress_note = percent, nfc(note.strip())
    row.save(update_fields=["progress", "progress_note"])
    changes = audit.changed(before, {"progress": row.progress, "progress_note": row.progress_note})
    for target, reached in (values or {}).items():
        changes[target.metric[:80]] = [None, str(record_target(row, target, by=by, at=at, **reached).value)]
    audit.record("tasks.assignment.progress", ROOM, row, by=by, at=at, changes=changes, reason=row.progress_note,
                 organisation_id=row.organisation_id)
    return row


def record_target(assignment, target: Target, *, by: Actor, at, value: Decimal | None = None, numerator: Decimal | None = None,
                  denominator: Decimal | None = None) -> TargetValue:
    """What one target has reached: a figure, or a numerator over a denominator (in percent where the target is in percent)."""
    if (numerator is None) != (denominator is None):
        raise BadInput(_("Chỉ tiêu “%(metric)s”: ghi cả tử số và mẫu số, hoặc ghi thẳng kết quả.") % {"metric": target.metric},
                       where=f"target_{target.pk}")
    if denominator is not None:
        if denominator <= 0 or numerator < 0:
            raise BadInput(_("Chỉ tiêu “%(metric)s”: mẫu số phải lớn hơn 0, tử số không âm.") % {
                             "metric": target.metric}, where=f"target_{target.pk}")
        try:
            value = round(numerator / denominator * (100 if "%" in target.unit else 1), 4)
        except InvalidOperation:
            raise BadInput(_("Chỉ tiêu “%(metric)s”: số quá lớn.") % {
                             "metric": target.metric}, where=f"target_{target.pk}") from None
    if value is None:
        raise BadInput(_("Chỉ tiêu “%(metric)s”: chưa có kết quả.") % {"metric": target.metric}, where=f"target_{target.pk}")
    return TargetValue.objects.create(target=target, assignment=assignment, value=value, numerator=numerator,
                                      denominator=denominator, at=at,
                                      by=by.user)


def open_reports(assignment):
    """The progress reports that a part still owes."""
    return Report.objects.filter(assignment=assignment, final=False, state__in=("due", "draft", "returned"))


@transaction.atomic
def draft_report(assignment, *, by: Actor, at, body: str, version: int | None = None) -> Report:
    """The final report as it stands; only one draft at a time. `version` is that of the draft the writer saw."""
    row = held(assignment, "assignment.work", by=by, states=rules.WORKING, what=_("soạn báo cáo"))
    draft = Report.objects.filter(assignment=row, final=True, state="draft").first()
    if draft and version is not None and version != draft.version:
        raise Conflict(_("Chưa lưu được. Dự thảo này vừa được người khác sửa. Tải lại để xem bản mới rồi chép phần của mình vào."),
                       where="body")
    report = draft or Report(assignment=row, final=True)
    report.body, report.drafted_by, report.drafted_at = body.strip(), by.user, at
    report.version = draft.version + 1 if draft else 1
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError:
        raise Conflict(_("Chưa lưu được. Vừa có dự thảo khác của báo cáo này. Tải lại để xem."), where="body") from None
    if draft is None:
        audit.record("tasks.assignment.draft", ROOM, row, by=by, at=at, organisation_id=row.organisation_id)
    return report


@transaction.atomic
def submit(assignment, *, by: Actor, at, body: str, no_evidence_reason: str = "", confirm_children: bool = False,
           version: int | None = None) -> Assignment:
    """Only who may speak for the organisation sends the final report, with proof or the reason why there is none."""
    row = held(assignment, "assignment.speak", by=by, states=rules.WORKING, what=_("gửi báo cáo"))
    if not body.strip():
        raise BadInput(_("Báo cáo chưa có nội dung. Ghi kết quả đã đạt được."), where="body")
    proofs = Evidence.objects.filter(room=ROOM, owner_id=row.pk).count()
    if not proofs and not no_evidence_reason.strip():
        raise BadInput(_("Chưa có minh chứng. Thêm tệp, đường dẫn hoặc văn bản; nếu không có thì ghi rõ lý do."),
                       where="no_evidence_reason")
    if (waiting := open_children(row)) and not confirm_children:
        raise BadInput(_("Còn %(waiting)s phần việc giao tiếp cho cấp dưới chưa hoàn thành. Đánh dấu xác nhận nếu vẫn gửi "
                         "báo cáo.") % {"waiting": waiting},
                       where="confirm_children")
    text = body.strip() + ("" if proofs else f"\n\nKhông kèm minh chứng: {no_evidence_reason.strip()}")
    report = draft_report(row, by=by, at=at, body=text, version=version)
    moved = move(row, rules.ASSIGNMENT, "submit", by=by, at=at, given=("report",), reason="" if proofs else no_evidence_reason,
                 changes={"evidence": proofs, "open_children": waiting, "report": report.pk},
                 fields={"submitted_at": at})
    Report.objects.filter(pk=report.pk).update(state=Report.State.SENT, sent_by=by.user, sent_at=at, progress=row.progress,
                                                sent_as=offices.signed_as(by, moved.organisation))
    deadlines.meet([moved.deadline_id], at=at)
    limit = limits.answer_by("appraise", at)
    deadlines.start_many([None], [{
        "organisation_id": moved.issuer_id, "room": ROOM, "object_id": moved.pk, "duty": "appraise", "reference": moved.task.code,
        "title": f"{moved.organisation.label}: {moved.task.title}"[:500], "started_at": at, "due_at": limit.due_at,
        "rule": limit.rule}])
    outbox.announce([telling.to_issuer("tasks.submitted", moved, f"{moved.organisation.label} báo cáo hoàn thành "
                                                                 f"{moved.task.code}: "
                                       f"{moved.task.title}", "assignment.appraise")], by=by, at=at)
    return moved


@transaction.atomic
def take_back(assignment, *, by: Actor, at, reason: str) -> Assignment:
    """The organisation takes its report back before anybody has appraised it; the same clock runs again."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do rút báo cáo về."), where="reason")
    row = move(assignment, rules.ASSIGNMENT, "take_back", by=by, at=at, reason=reason, fields={"submitted_at": None})
    Report.objects.filter(assignment=row, final=True, state="draft").update(state=Report.State.DROPPED)
    Report.objects.filter(assignment=row, final=True, state="sent").update(state=Report.State.DRAFT, sent_at=None, sent_by=None,
                                                                                  sent_as={})
    deadlines.reopen([row.deadline_id])
    deadlines.close_for(ROOM, [row.pk], "appraise")
    return row


def open_children(assignment) -> int:
    """How many parts passed down from this one are not finished."""
    return Assignment.objects.filter(task__parent_id=assignment.pk, task__state=Task.State.ACTIVE, open=True).count()


@transaction.atomic
def add_evidence(assignment, *, by: Actor, at, file=None, url: str = "", number: str = "", issued_on=None, issuer: str = "",
                 title: str = "",
                 level: str = Evidence.Level.INTERNAL) -> Evidence:
    """A file, a link or a named document as proof of a part that is not finished."""
    row = held(assignment, "assignment.work", by=by, states=rules.OPEN, what=_("thêm minh chứng"))
    common = {"by": by, "at": at, "organisation_id": row.organisation_id, "level": level}
    if file:
        return evidence.add_file(ROOM, row.pk, file, title=title, number=number, issued_on=issued_on, issuer=issuer, **common)
    if url:
        return evidence.add_link(ROOM, row.pk, url, title=title, **common)
    return evidence.add_document(ROOM, row.pk, number=number, issued_on=issued_on, issuer=issuer, title=title, **common)


@transaction.atomic
def remove_evidence(assignment, proof: Evidence, *, by: Actor, at) -> None:
    """Take proof away while the report has not been sent."""
    row = held(assignment, "assignment.work", by=by, states=HANDED, what=_("gỡ minh chứng"))
    if (proof.room, proof.owner_id) != (ROOM, row.pk):
        raise BadInput(_("Minh chứng này không thuộc phần việc."), where="evidence")
    evidence.remove(proof, by=by, at=at)
