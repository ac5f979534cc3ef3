"""The way of a document out: draft, submit, sign with its number, seal and issue, withdraw."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, numbering, offices, outbox, papers, secrecy, signing
from openpar.core.actor import Actor
from openpar.core.models import AuditEntry, Organisation, PaperNumber, Signature
from openpar.core.moving import move
from openpar.engine.errors import BadInput, Conflict, Refused

from .. import kinds, limits, rules
from ..models import Document, Recipient
from ..papers import content_of
from . import arriving, relating, telling

ROOM = "documents.document"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes of an outgoing document. `recipients` are organisations of the platform, `others` names beside them."""

    kind: str
    title: str
    body: Sequence[str]
    to: Sequence[str] = ()
    recipients: Sequence[Organisation] = ()
    others: Sequence[str] = ()
    signer: str = ""
    mode: str = ""
    lines: Sequence[str] = ()
    place: str = ""
    urgency: str = ""
    storage_unit: str = ""
    copies: int = 1
    note: str = ""

    def checked(self) -> "Draft":
        """Itself, or a BadInput that says what is missing or may not be kept here."""
        if self.kind not in kinds.KINDS:
            raise BadInput(_("Chọn loại văn bản trong danh sách."), where="kind")
        if self.mode not in rules.MODES:
            raise BadInput(_("Chọn hình thức ký trong danh sách."), where="mode")
        printed = [x.strip().upper() for x in self.lines if x.strip()]
        if self.mode and printed and not any(x.startswith(f"{self.mode}.") for x in printed):
            raise BadInput(_("Hình thức ký là %(mode)s. nhưng dòng trên chữ ký không có “%(mode)s.”. Sửa cho khớp, ví dụ: %(mode)s. GIÁM ĐỐC.") % {
                "mode": self.mode}, where="lines")
        if not self.title.strip():
            raise BadInput(_("Ghi trích yếu nội dung văn bản."), where="title")
        if not any(p.strip() for p in self.body):
            raise BadInput(_("Ghi nội dung văn bản."), where="body")
        secrecy.refuse(self.title, "\n".join(self.body), self.note, shown=self.title)
        return self

    def columns(self) -> dict:
        """The columns of the document that it fills."""
        taken = {k: v for k, v in asdict(replace(self, recipients=(), others=())).items() if k not in ("recipients", "others")}
        return taken | {"title": self.title.strip(), "body": [p.strip() for p in self.body if p.strip()],
                        "to": [t.strip() for t in self.to if t.strip()], "lines": [x.strip() for x in self.lines if x.strip()]}


@transaction.atomic
def make_draft(draft: Draft, *, organisation: Organisation, by: Actor, at, answers: Document | None = None) -> Document:
    """A new outgoing document of an organisation, not yet submitted; the arrival that it `answers` is written down as related."""
    by.require("document.draft", organisation)
    row = Document.objects.create(direction=Document.Direction.OUT, organisation=organisation, author=organisation.name,
                                  symbol=kinds.symbol(draft.checked().kind, organisation.name), state=rules.S.DRAFT, created_by=by.user,
                                  created_at=at, **draft.columns())
    _send_to(row, draft)
    audit.record(f"{ROOM}.draft", ROOM, row, by=by, at=at, to_state=row.state, organisation_id=organisation.pk)
    if answers:
        relating.relate(row, "answers", other=answers, by=by, at=at)
    return row


@transaction.atomic
def edit(document: Document, draft: Draft, *, by: Actor, at) -> Document:
    """Other words for a draft; refused once it is submitted."""
    by.require("document.draft", document.organisation)
    row = Document.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=document.pk)
    if row.state != rules.S.DRAFT:
        raise Refused(_("Chỉ sửa được dự thảo chưa trình ký. Đề nghị người ký trả lại dự thảo rồi sửa."), where="state")
    before, columns = {}, draft.checked().columns()
    for name, value in columns.items():
        before[name] = getattr(row, name)
        setattr(row, name, value)
    row.symbol, row.version = kinds.symbol(row.kind, row.organisation.name), row.version + 1
    row.save()
    row.recipients.all().delete()
    _send_to(row, draft)
    audit.record(f"{ROOM}.edit", ROOM, row, by=by, at=at, organisation_id=row.organisation_id, changes=audit.changed(before, columns))
    return row


def submit(document, *, by: Actor, at):
    """The draft goes to the person who signs."""
    return move(document, rules.OUTGOING, "submit", by=by, at=at, tell=telling.submitted)


def send_back(document, *, by: Actor, at, reason: str):
    """The signer returns the draft with a reason."""
    return move(document, rules.OUTGOING, "return", by=by, at=at, reason=reason, tell=lambda row: telling.returned(row, reason))


@transaction.atomic
def sign(document: Document, *, by: Actor, at, version: int | None = None):
    """Sign: the system gives the number and the day (Điều 15: of an electronic document the system does), the paper is kept with
    them, and the signature covers all of it. A failure of any part gives the number back.

    `version` is the one that was read: Conflict where the draft went back and came again with other words meanwhile.
    """
    day: date = clock.timezone.localtime(at).date()
    row = move(document, rules.OUTGOING, "sign", by=by, at=at, fields={"on": day, **_signer(document, by)}, version=version)
    # The bytes that are signed hold the number, so it is taken before; the right to sign carries it.
    number = numbering.take(row.organisation, row.kind, symbol=row.symbol, on=day, room=ROOM, object_id=row.pk,
                            by=replace(by, system=True), at=at, subject=row.title)
    row.number = str(number)
    row.save(update_fields=["number", "fold", "words"])
    paper = papers.keep(content_of(row, number.value), room=ROOM, object_id=row.pk, organisation=row.organisation, on=day, number=number,
                        by=by, at=at)
    signing.sign(paper, purpose=Signature.Purpose.PERSON, by=by, at=at, signer=row.signer, mode=row.mode,
                 position=row.lines[-1] if row.lines else "")
    limit = limits.due("document_send", at)
    deadlines.start(row, organisation=row.organisation, room=ROOM, object_id=row.pk, duty="issue", reference=row.number, title=row.title,
                    started_at=at, due_at=limit.due_at, rule=limit.rule)
    with outbox.kept_words():
        outbox.announce(telling.signed(row), by=by, at=at)
    return row


def as_read(document: Document, version: int | None) -> int | None:
    """The version that whoever signs has read. Conflict where none is said of a draft that came back with other words: which of them
    were read is not known then. Of a draft that was submitted once there is only one text."""
    if version is None and AuditEntry.objects.filter(room=ROOM, object_id=document.pk, act=f"{ROOM}.return").exists():
        raise Conflict(_("Dự thảo đã được trả lại và trình lại, nội dung có thể khác bản bạn đã đọc. Tải lại trang, đọc lại rồi ký."), where="version")
    return version


def _signer(document, by) -> dict:
    """Who the paper says has signed: in another one's place the delegate, under the lines of the delegation, whatever the draft foresaw."""
    if by.standing and by.standing.delegation:
        return {"signer": by.user.full_name, "mode": by.standing.mode, "lines": list(offices.lines_of(by.standing.delegation))}
    return {"signer": document.signer or by.user.full_name}


@transaction.atomic
def issue(document: Document, *, by: Actor, at, version: int | None = None):
    """The seal of the organisation, the entry in the register and the sending, in one act: each recipient of the platform has it
    at once."""
    row = move(document, rules.OUTGOING, "issue", by=by, at=at, version=version)
    signing.sign(papers.current(ROOM, row.pk), purpose=Signature.Purpose.ORGANISATION, by=by, at=at)
    deadlines.meet([row.deadline_id], at=at)
    arriving.deliver(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(document: Document, *, by: Actor, at, reason: str):
    """Take a signed or issued document back: its number stays in the book, cancelled where it was never issued.

    Conflict where it was issued since `document` was read: its number is used then, and the reason would go to those who have it.
    """
    was = Document.objects.select_for_update().values_list("state", flat=True).get(pk=document.pk)
    if (document.state, was) == (rules.S.SIGNED, rules.S.ISSUED):
        raise Conflict(_("Văn bản vừa được phát hành, các nơi nhận đã có. Tải lại trang rồi thu hồi, kèm lý do gửi các nơi nhận."), where="state")
    row = move(document, rules.OUTGOING, "withdraw", by=by, at=at, reason=reason)
    if was == rules.S.SIGNED:
        deadlines.close_for(ROOM, [row.pk])
        if number := PaperNumber.objects.filter(room=ROOM, object_id=row.pk, cancelled_at__isnull=True).first():
            numbering.cancel(number, by=replace(by, system=True), at=at, reason=reason)
    else:
        arriving.tell_withdrawn(row, by=by, at=at, reason=reason)
    return row


def _send_to(row, draft):
    names = dict.fromkeys(n.strip() for n in draft.others if n.strip())
    Recipient.objects.bulk_create([
        *(Recipient(document=row, organisation=o, name=o.name) for o in dict.fromkeys(draft.recipients)),
        *(Recipient(document=row, name=n) for n in names)])
