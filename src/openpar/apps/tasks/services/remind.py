"""Reminding an organisation of late work, reporting over its head, and the official letters that do it on paper."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.core import audit, clock, drafting, offices, outbox, roles
from openpar.core.actor import Actor
from openpar.core.moving import Moved
from openpar.engine.errors import BadInput, NotLoaded
from openpar.engine.worktime import load_calendar
from openpar.web.wording import official_date

from .. import limits, rules
from ..models import Assignment, Letter, Reminder
from ..papers import reminder_wanted
from . import telling

ROOM = "tasks.assignment"
REMINDABLE = (rules.A.ASSIGNED, *rules.WORKING)
K = Reminder.Kind


def remind(assignment, *, by: Actor, at, note: str = "") -> Moved:
    """Remind one organisation."""
    return remind_many([assignment.pk], by=by, at=at, note=note)


def escalate(assignment, *, by: Actor, at, note: str = "") -> Moved:
    """Report one part above the organisation that has it."""
    return escalate_many([assignment.pk], by=by, at=at, note=note)


@transaction.atomic
def remind_many(ids: Iterable[int], *, by: Actor, at, note: str = "") -> Moved:
    """Remind a set; what is finished or not this person's to follow is named and left alone."""
    moved = _reachable(ids, by)
    record_reminders([(a, K.LATE if a.due_at and a.due_at < at else K.BEFORE, a.organisation_id, note.strip())
                      for a in moved.rows], by=by, at=at)
    return moved


@transaction.atomic
def escalate_many(ids: Iterable[int], *, by: Actor, at, note: str = "") -> Moved:
    """Report a set to the superior organisation of each, to the issuer where there is none."""
    moved = _reachable(ids, by)
    record_reminders([(a, K.ESCALATED, superior_of(a), note.strip()) for a in moved.rows], by=by, at=at)
    return moved


def superior_of(assignment) -> int:
    """The organisation above the one that has the part; the issuer where there is none."""
    return assignment.organisation.parent_id or assignment.issuer_id


def record_reminders(rows: Sequence[tuple], *, by: Actor, at, letters: dict | None = None) -> list[Reminder]:
    """Write reminders (assignment, kind, organisation told, note), count them, tell and leave a trail; constant statements."""
    made = Reminder.objects.bulk_create([Reminder(assignment=a, kind=kind, to_id=to, note=note, by=by.user, at=at,
                                                  letter=(letters or {}).get(a.organisation_id)) for a, kind, to, note in rows],
                                                  batch_size=500)
    up = [a.pk for a, kind, *_ in rows if kind == K.ESCALATED]
    Assignment.objects.filter(pk__in=up).update(escalated=F("escalated") + 1)
    Assignment.objects.filter(pk__in=[a.pk for a, kind, *_ in rows if kind != K.ESCALATED]).update(reminded=F("reminded") + 1)
    audit.record_many([audit.entry(f"tasks.assignment.{'escalate' if kind == K.ESCALATED else 'remind'}", ROOM, a, by=by, at=at,
                                   reason=note,
                                   changes={"kind": kind, "to": to}, organisation_id=by.organisation_for("assignment.remind")
                                   or a.issuer_id)
                       for a, kind, to, note in rows])
    with outbox.kept_words():
        messages = [_message(a, kind, to, note, at) for a, kind, to, note in rows]
    outbox.announce(messages, by=by, at=at)
    return made


@transaction.atomic
def letters_for(assignments: Iterable, *, by: Actor, at, note: str = "") -> list[Letter]:
    """One reminder letter per organisation over these parts, with its list as it stands now; each part counts as reminded.

    `content` is what the paper is drawn from: rows (code, clause, title, due, late), answer_by, note, source.
    """
    moved = _reachable([getattr(a, "pk", a) for a in assignments], by)
    if not moved.rows:
        raise BadInput(_("Chưa chọn việc nào còn phải đôn đốc. Chọn các việc quá hạn rồi lập lại."), where="chon")
    today, groups = clock.timezone.localtime(at).date(), {}
    for a in sorted(moved.rows, key=lambda a: (a.due_at is None, a.due_at, a.pk)):
        groups.setdefault((a.organisation_id, a.issuer_id), []).append(a)
    with outbox.kept_words():
        answer, lines = official_date(limits.answer_by("letter_answer", at).due_at), {a.pk: _line(a, today) for a in moved.rows}
    letters = Letter.objects.bulk_create([Letter(organisation_id=organisation, issuer_id=issuer, made_by=by.user, made_at=at,
                                                 content={
        "rows": [lines[a.pk] for a in parts], "answer_by": answer, "note": note.strip(), **_signed(by),
        "source": sorted({str(a.directive) for a in parts if a.directive_id})}) for (organisation, issuer),
        parts in groups.items()])
    record_reminders([(a, K.LATE, a.organisation_id, note.strip()) for a in moved.rows], by=by, at=at,
                     letters={x.organisation_id: x for x in letters})
    for letter in Letter.objects.filter(pk__in=[x.pk for x in letters]).select_related("issuer", "organisation"):
        if drafting.may_draft(by, letter.issuer):  # whoever may not leaves the letter to the clerks, who find it in the list
            drafting.draft(reminder_wanted(letter), organisation=letter.issuer, by=by, at=at)
    return letters


def _signed(by) -> dict:
    """In another one's place the letter is signed under the lines of the delegation, with the delegate's name."""
    if not (by.standing and by.standing.delegation):
        return {}
    return {"signing": list(offices.lines_of(by.standing.delegation)), "signer": by.user.full_name}


@transaction.atomic
def to_register(letter: Letter, *, by: Actor, at) -> None:
    """Draft a letter in the register of documents, where it is signed, numbered and issued; it stays one draft however often asked."""
    row = Letter.objects.select_for_update(of=("self",)).select_related("issuer", "organisation").get(pk=letter.pk)
    by.require("document.draft", row.issuer)
    drafting.draft(reminder_wanted(row), organisation=row.issuer, by=by, at=at)


def _line(a, today):
    late = ""
    if a.due_at and (due := clock.timezone.localtime(a.due_at).date()) < today:
        try:
            late = f"{load_calendar().working_days_between(due, today)} ngày làm việc"
        except NotLoaded:
            late = f"{(today - due).days} ngày"
    return {"code": a.task.code, "clause": a.task.clause, "title": a.task.title, "due": official_date(a.due_at), "late": late}


def _reachable(ids, by):
    ids = list(dict.fromkeys(ids))
    rows = list(Assignment.objects.select_for_update(of=("self",)).filter(
        Assignment.reach(by, "assignment.remind"), pk__in=ids, state__in=REMINDABLE).select_related(
            *Assignment.MOVE_WITH, "directive").order_by("pk"))  # one order of locks for everybody
    moved = Moved(rows)
    for pk in set(ids) - {r.pk for r in rows}:
        moved.refused[pk] = _("Không đôn đốc được: việc đã báo cáo, đã xong hoặc có ý kiến, hoặc việc này thuộc về %(who)s của "
                              "cơ quan giao.") % {"who": roles.titles_with("assignment.remind")}
    return moved


def _message(a, kind, to, note, at):
    due = f", hạn {official_date(a.due_at)}" if a.due_at else ""
    if kind == K.ESCALATED:
        return telling.to_superior("tasks.escalated", a, f"{a.organisation.label} chưa hoàn thành {a.task.code}{due}: "
                                                         f"{a.task.title}. {note}".strip(), to)
    head = "Đôn đốc" if kind == K.LATE else "Nhắc"
    return telling.to_organisation("tasks.reminded", a, f"{head} {a.task.code}{due}: {a.task.title}. {note}".strip())


__all__ = ["escalate", "escalate_many", "letters_for", "record_reminders", "remind", "remind_many", "superior_of", "to_register"]
