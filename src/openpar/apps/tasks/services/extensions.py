"""More time: asked with a reason, decided by the issuer. The old deadline runs until then, and both days are kept.

An extension asked for by the due day holds, also when it is granted after it: it counts from the request. One asked for later is
marked and changes nothing about the lateness (as engine.worktime.Clock counts it).
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from openpar.core import audit, clock, deadlines, outbox
from openpar.core.actor import Actor
from openpar.core.moving import Moved, move, move_many
from openpar.engine.errors import BadInput, Conflict
from openpar.web.wording import official_date

from .. import limits, rules
from ..models import Assignment, Extension
from . import telling
from .guard import held, only

ROOM = "tasks.extension"
CAUSES = {
    "waiting": _("Chờ cơ quan khác trả lời"),
    "volume": _("Khối lượng phát sinh"),
    "law": _("Căn cứ pháp lý thay đổi"),
    "force": _("Thiên tai, dịch bệnh, sự kiện bất khả kháng"),
    "other": _("Lý do khác"),
}


@transaction.atomic
def ask(assignment, *, by: Actor, at, due_on: date, cause: str, reason: str) -> Extension:
    """Ask the issuer for a later day. One request at a time; asking after the due day is allowed and marked."""
    row = held(assignment, "assignment.speak", by=by, states=(rules.A.ASSIGNED, *rules.WORKING), what=_("đề nghị gia hạn"))
    today = clock.timezone.localtime(at).date()
    if row.due_at is None:
        raise BadInput(_("Phần việc này không có hạn cuối nên không cần gia hạn."), where="due_on")
    old = clock.timezone.localtime(row.due_at).date()
    if due_on <= old:
        raise BadInput(_("Hạn mới phải sau hạn cũ (%(old)s).") % {"old": official_date(old)}, where="due_on")
    if due_on < today:
        raise BadInput(_("Hạn mới %(due_on)s đã qua. Chọn từ hôm nay (%(today)s) trở đi.") % {
                         "due_on": official_date(due_on), "today": official_date(today)},
                       where="due_on")
    if cause not in CAUSES:
        raise BadInput(_("Chọn lý do chính."), where="cause")
    if not reason.strip():
        raise BadInput(_("Nêu việc đã làm, việc còn lại và vì sao cần thêm thời gian."), where="reason")
    try:
        with transaction.atomic():
            request = Extension.objects.create(assignment=row, old_due_on=old, asked_due_on=due_on, cause=cause,
                                               reason=reason.strip(),
                                               asked_late=at > row.due_at, asked_by=by.user, asked_at=at)
    except IntegrityError:
        raise Conflict(_("Chưa lưu được. Đã có một đề nghị gia hạn đang chờ quyết định; rút đề nghị đó trước khi gửi đề nghị mới."),
                       where="due_on") from None
    limit = limits.answer_by("decide_extension", at)
    with outbox.kept_words():
        before, after = official_date(old), official_date(due_on)
    deadlines.start_many([None], [{
        "organisation_id": row.issuer_id, "room": ROOM, "object_id": request.pk, "duty": "decide_extension",
        "reference": row.task.code,
        "title": f"{row.organisation.label} xin gia hạn đến {after}: {row.task.title}"[:500], "started_at": at,
        "due_at": limit.due_at, "rule": limit.rule}])
    audit.record("tasks.extension.ask", ROOM, request, by=by, at=at, reference=row.task.code, to_state="pending",
                 reason=reason.strip(),
                 changes={"due_on": [old.isoformat(), due_on.isoformat()], "cause": cause, "late": request.asked_late},
                 organisation_id=row.organisation_id)
    outbox.announce([telling.to_issuer("tasks.extension_asked", row, f"{row.organisation.label} đề nghị gia hạn {row.task.code} "
                                       f"từ {before} đến {after}: {reason.strip()}", "assignment.extend")], by=by, at=at)
    return request


@transaction.atomic
def withdraw(extension, *, by: Actor, at) -> Extension:
    """The organisation takes its request back."""
    row = move(extension, rules.EXTENSION, "withdraw", by=by, at=at, fields={"decided_at": at})
    deadlines.close_for(ROOM, [row.pk])
    return row


def grant(extension, *, by: Actor, at, due_on: date | None = None, answer: str = "") -> Extension:
    """Agree, perhaps to another day than asked."""
    return only(grant_many([extension.pk], by=by, at=at, due_on=due_on, answer=answer), extension)


def refuse(extension, *, by: Actor, at, reason: str) -> Extension:
    """Do not agree, with a reason; the old deadline stands."""
    return only(refuse_many([extension.pk], by=by, at=at, reason=reason), extension)


@transaction.atomic
def grant_many(ids: Iterable[int], *, by: Actor, at, due_on: date | None = None, answer: str = "") -> Moved:
    """Agree to a set, each to the day it asked for (or all to one day)."""
    ids = list(ids)
    if due_on is not None:
        for old, in Assignment.objects.filter(extensions__in=ids).values_list("due_at"):
            if old and due_on <= clock.timezone.localtime(old).date():
                raise BadInput(_("Hạn mới phải sau hạn cũ (%(old)s).") % {"old": official_date(old)}, where="due_on")
    moved = move_many(ids, Extension, rules.EXTENSION, "grant", by=by, at=at, reason=answer,
                      changes={"due_on": due_on.isoformat()} if due_on else None,
                      fields={"decided_by": by.user, "decided_at": at, "answer": answer.strip()},
                      tell=lambda e: [_granted(e, due_on)])
    for e in moved.rows:
        e.granted_due_on = due_on or e.asked_due_on
        e.save(update_fields=["granted_due_on"])
        _move_deadline(e, at)
    deadlines.close_for(ROOM, [e.pk for e in moved.rows], at=at)
    return moved


@transaction.atomic
def refuse_many(ids: Iterable[int], *, by: Actor, at, reason: str) -> Moved:
    """Refuse a set with one reason."""
    if not reason.strip():
        raise BadInput(_("Ghi lý do không đồng ý gia hạn."), where="reason")
    moved = move_many(ids, Extension, rules.EXTENSION, "refuse", by=by, at=at, reason=reason,
                      fields={"decided_by": by.user, "decided_at": at, "answer": reason.strip()},
                      tell=lambda e: [telling.to_organisation("tasks.extension_refused", e.assignment, f"Không đồng ý gia hạn "
                                                              f"{e.assignment.task.code}: {reason}. Hạn vẫn là "
                                                              f"{official_date(e.old_due_on)}.")])
    deadlines.close_for(ROOM, [e.pk for e in moved.rows], at=at)
    return moved


def _move_deadline(e, at):
    """The new due moment, from the request on where it was asked for in time; an extension asked for late leaves the lateness."""
    part, new = e.assignment, clock.end_of(e.granted_due_on)
    if part.deadline_id is None or (part.due_at and new <= part.due_at):
        return
    if e.asked_late:
        with outbox.kept_words():
            why = (f"Đồng ý gia hạn đến {official_date(e.granted_due_on)}, nhưng đề nghị gửi ngày {official_date(e.asked_at)}, "
                   f"sau hạn {official_date(e.old_due_on)}: việc vẫn tính là trễ")
        deadlines.change_due(Assignment, part.deadline_id, part.due_at, at=at, why=why)
        return
    since = e.asked_at if part.due_at and at > part.due_at else at
    with outbox.kept_words():
        why = f"Gia hạn theo đề nghị ngày {official_date(e.asked_at)}, quyết định ngày {official_date(at)}"
    deadlines.change_due(Assignment, part.deadline_id, new, at=since, why=why)


def _granted(e, due_on):
    new = official_date(due_on or e.asked_due_on)
    late = " Đề nghị gửi sau hạn nên việc vẫn tính là trễ." if e.asked_late else ""
    return telling.to_organisation("tasks.extension_granted", e.assignment, f"Đồng ý gia hạn {e.assignment.task.code} đến "
                                                                            f"{new}.{late}")
