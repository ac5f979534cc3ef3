"""The way of a document in: receive, register under an arrival number, refuse, hand to those who work on it, complete."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import clock, deadlines, numbering, outbox, secrecy
from openpar.core.actor import Actor
from openpar.core.models import Organisation, User
from openpar.core.moving import move
from openpar.engine.errors import BadInput

from .. import kinds, limits, rules
from ..models import Document, Route
from ..selectors import handlers_of
from . import arriving, telling
from .files import attach

ROOM = "documents.document"
BOOK = "den"  # the series of arrival numbers


@transaction.atomic
def receive(*, organisation: Organisation, kind: str, number: str, on: date, title: str, author: str, by: Actor, at: datetime,
            signer: str = "", urgency: str = "", note: str = "", files: Sequence = ()) -> Document:
    """A document that came from outside the platform, on paper or by another system, with its scans."""
    by.require("document.receive", organisation)
    if kind not in kinds.KINDS:
        raise BadInput(_("Chọn loại văn bản trong danh sách."), where="kind")
    for name, value, words in (("title", title, _("Ghi trích yếu nội dung văn bản.")), ("author", author, _("Ghi cơ quan ban hành."))):
        if not value.strip():
            raise BadInput(words, where=name)
    if on > clock.timezone.localtime(at).date():
        raise BadInput(_("Ngày văn bản không được sau ngày đến. Kiểm tra lại ngày ghi trên văn bản."), where="on")
    secrecy.refuse(title, number, note, shown=title)
    row = arriving.arrive(organisation, at=at, kind=kind, number=number.strip(), on=on, title=title.strip(), author=author.strip(),
                          signer=signer, urgency=urgency, note=note, created_by=by.user)
    row.save()
    attach(row, files, by=by, at=at)
    arriving.begin([row], by=by, at=at)
    return row


@transaction.atomic
def register(document: Document, *, by: Actor, at):
    """Enter it in the book of arrivals under the next number; the clock of submitting starts."""
    row = move(document, rules.INCOMING, "register", by=by, at=at)
    day = clock.timezone.localtime(at).date()
    number = numbering.take(row.organisation, BOOK, symbol="đến", on=day, room=ROOM, object_id=row.pk, by=by, at=at, subject=row.title)
    row.arrival_number = number.value
    row.save(update_fields=["arrival_number"])
    deadlines.meet([row.deadline_id], at=at)
    limit = limits.due("document_submit", row.arrived_at)
    deadlines.start(row, organisation=row.organisation, room=ROOM, object_id=row.pk, duty="assign", reference=row.number, title=row.title,
                    started_at=at, due_at=limit.due_at, rule=limit.rule)
    arriving.tell_sender(row, at=at)
    return row


@transaction.atomic
def reject(document: Document, *, by: Actor, at, reason: str):
    """Refuse what is damaged, not authentic or sent to the wrong body (Điều 21); the sender reads the reason."""
    row = move(document, rules.INCOMING, "reject", by=by, at=at, reason=reason)
    deadlines.close_for(ROOM, [row.pk])
    arriving.tell_sender(row, at=at, reason=reason)
    return row


@transaction.atomic
def assign(document: Document, *, by: Actor, at, instruction: str, lead: Organisation | None = None, person: User | None = None,
           supporting: Sequence[Organisation] = (), inner_due_on: date | None = None):
    """Bút phê: who leads, who supports, what to do and by when. A new one takes the place of the one before, which stays in the trail."""
    if not (lead or person):
        raise BadInput(_("Chọn phòng hoặc người chủ trì xử lý."), where="lead")
    secrecy.refuse(instruction)
    if person and not handlers_of(document, clock.timezone.localtime(at).date())[1].filter(pk=person.pk).exists():
        raise BadInput(_("%(who)s không làm việc tại %(body)s. Chọn người của cơ quan.") % {"who": person, "body": document.organisation.label},
                       where="person")
    words = instruction.strip()
    row = move(document, rules.INCOMING, "assign", by=by, at=at, given=["instruction"] if words else [], fields={
        "instruction": words, "handler": person, "handed_at": at},
        changes={"instruction": [document.instruction, words], "lead": [None, str(person or lead)],
                 "inner_due_on": [None, inner_due_on and inner_due_on.isoformat()]})
    units = [o for o in ([lead] if lead else []) + list(supporting) if not o.path.startswith(row.organisation.path)]
    if units:
        raise BadInput(_("%(unit)s không thuộc %(body)s. Gửi văn bản sang cơ quan khác bằng văn bản đi.") % {
            "unit": units[0].label, "body": row.organisation.label}, where="lead")
    row.routes.all().delete()
    Route.objects.bulk_create([Route(document=row, part="lead", organisation=lead, person=person),
                               *(Route(document=row, part="supporting", organisation=o) for o in dict.fromkeys(supporting) if o != lead)])
    deadlines.close_for(ROOM, [row.pk], duty="assign", at=at)
    deadlines.close_for(ROOM, [row.pk], duty="answer")
    due = clock.end_of(inner_due_on) if inner_due_on else None
    deadlines.start(row, organisation=row.organisation, person=person, room=ROOM, object_id=row.pk, duty="answer", reference=row.number,
                    title=row.title, started_at=at, due_at=due)
    with outbox.kept_words():
        outbox.announce(telling.assigned(row, [person] if person else [], [*([lead] if lead else []), *supporting]), by=by, at=at)
    arriving.tell_sender(row, at=at)
    return row


@transaction.atomic
def start(document: Document, *, by: Actor, at):
    """Those who work on it have begun."""
    row = move(document, rules.INCOMING, "start", by=by, at=at)
    arriving.tell_sender(row, at=at)
    return row


@transaction.atomic
def complete(document: Document, *, by: Actor, at):
    """The work on it is done."""
    row = move(document, rules.INCOMING, "complete", by=by, at=at)
    deadlines.close_for(ROOM, [row.pk], at=at)
    arriving.tell_sender(row, at=at)
    return row
