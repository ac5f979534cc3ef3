"""Taking in a directive: a file or pasted text becomes a directive under review with its drafts. Nothing is given to anybody yet."""

import hashlib
import re
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import audit, evidence, filetypes, outbox, rulebook, secrecy
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.register import Register
from openpar.engine import directive as reader
from openpar.engine.errors import BadInput, Refused, Unreadable
from openpar.engine.vietnamese import fold, nfc

from ..models import Addressee, Directive, Draft
from . import reading


class SameFile(Refused):
    """The same bytes, or the same words in another form, were taken in before; `earlier` is that directive."""

    code = "same-file"

    def __init__(self, earlier):
        super().__init__(_("Nội dung này đã được tải lên lúc %(at)s: %(what)s. Mở văn bản đã có, hoặc chọn “Vẫn tạo bản rà soát mới”.") % {
            "at": timezone.localtime(earlier.created_at).strftime("%H:%M %d/%m/%Y"), "what": str(earlier)})
        self.earlier = earlier

SOURCE = "Nguồn ghi ở đầu tệp: "  # a note, kept in Vietnamese like the others


@transaction.atomic
def take_in(*, by: Actor, at, issuer: Organisation, file=None, text: str = "", again: bool = False, amends: Directive | None = None,
            head: dict | None = None) -> Directive:
    """A directive from an uploaded file (name, bytes) or from pasted text, with its drafts.

    A file that cannot be read is kept: its directive has no text and says why, until somebody pastes the words. A file whose content is
    of another kind than its ending says is refused (filetypes.NotItsKind).
    `head` is what is known of the document (doc_type, number, issued_on, title, signer) and goes before what its text says.
    SameFile where the content was taken in before, also in another form (the file, then its words pasted), unless `again`.
    State secrets are refused and not kept.
    """
    by.require("directive.draft", issuer)
    if file is None and not text.strip():
        raise BadInput(_("Chưa có nội dung. Chọn tệp, hoặc dán nội dung văn bản."), where="text")
    content = file[1] if file else text.encode()
    digest = hashlib.sha256(content).hexdigest()
    # one taking in at a time per office, so that the same content sent twice at once is seen by the second
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    if not again and (earlier := earlier_than(by, source_digest=digest)):  # before the file is read: that takes seconds
        raise SameFile(earlier)
    words, problem, notes = text, "", []
    if file:
        words, problem, notes = _words_of(file)
    words, where = without_source(nfc(words).replace("\r\n", "\n").replace("\r", "\n"))
    notes = [*notes, *where]
    refuse_secret(words)
    if not again and (same := words_digest(words)) and (earlier := earlier_than(by, words_digest=same)):
        raise SameFile(earlier)
    name = file[0] if file else ""
    directive = Directive.objects.create(
        issuer=issuer, title=(name or "Văn bản dán vào")[:500], text="", source_name=name, source_digest=digest, amends=amends,
        source_kind=(name.rsplit(".", 1)[-1].lower() if "." in name else "")[:10] if name else "text", created_by=by.user, created_at=at,
        oddities=[problem] if problem else [])
    if file:
        _keep(directive, file, by=by, at=at)
    audit.record("tasks.directive.upload", "tasks.directive", directive, by=by, at=at, to_state=directive.state,
                 changes={"file": name, "digest": digest}, organisation_id=issuer.pk)
    if not problem:
        read(directive, words, by=by, at=at, notes=notes)
    if head:
        Directive.objects.filter(pk=directive.pk).update(**head, title_fold=fold(f"{head['title']} {head['number']}"))
        directive.refresh_from_db()
    return directive


@transaction.atomic
def read(directive: Directive, words: str, *, by: Actor, at, notes=()) -> Directive:
    """Read these words into drafts, replacing none: for a directive that has no text yet."""
    by.require("directive.draft", directive.issuer)
    words, where = without_source(nfc(words).replace("\r\n", "\n").replace("\r", "\n"))
    notes = [*notes, *where]
    if not words.strip():
        raise BadInput(_("Chưa có nội dung. Dán nội dung văn bản."), where="text")
    refuse_secret(words)
    if not Directive.objects.filter(pk=directive.pk, text="", state=Directive.State.DRAFT).exists():
        raise Refused(_("Văn bản này đã có nội dung. Tải lên thành văn bản mới nếu nội dung khác."))
    received = timezone.localtime(at).year
    said = reader.parse(next((f"# source: {n.removeprefix(SOURCE)}" for n in notes if n.startswith(SOURCE)), ""))
    parsed = reader.parse(words, received=received)
    if parsed.date is None and said.year and said.year != parsed.year:  # the line about the source knows what the text leaves out
        parsed = reader.parse(words, year=said.year)
    directive.text, directive.words_digest = parsed.text, words_digest(words)
    directive.doc_type, directive.number = (parsed.doc_type or said.doc_type or "")[:80], (parsed.number or said.number or "")[:80]
    directive.issued_on = parsed.date or said.date
    directive.title = (parsed.title or said.title or _first_words(parsed.text) or directive.title)[:500]
    directive.outline = [{"path": s.path, "heading": s.heading, "span": list(s.span)} for top in parsed.sections for s in top.walk() if s.heading]
    directive.oddities = [*notes, *parsed.oddities]
    directive.save()
    add_drafts(directive, parsed.tasks, at=at)
    audit.record("tasks.directive.read", "tasks.directive", directive, by=by, at=at, organisation_id=directive.issuer_id,
                 changes={"drafts": len(parsed.tasks)})
    return directive


def without_source(words: str) -> tuple[str, list[str]]:
    """The text without a first line "# source: …", which says where somebody found it and is no line of the document; and a note of it.

    >>> without_source("# source: congbao.vn\\n\\nCHỈ THỊ")[0]
    'CHỈ THỊ'
    """
    found = re.match(r"\ufeff?\s*#\s*(?:source|nguồn)\s*:\s*(?P<where>[^\n]*)\n*", words, re.IGNORECASE)
    return (words[found.end():], [f"{SOURCE}{found['where'].strip()}"]) if found else (words, [])


def add_drafts(directive: Directive, tasks, *, at, first: int = 1) -> list[Draft]:
    """Save the drafts of parsed tasks with their addressees; two statements."""
    on = register_day(directive, at)
    with outbox.kept_words():  # questions are kept with their draft
        pairs = reading.unsaved(tasks, directive, Register(on), on=on, layers=rulebook.layers(directive.issuer_id), first=first)
    drafts = Draft.objects.bulk_create([d for d, _a in pairs], batch_size=100)
    Addressee.objects.bulk_create([a for _d, own in pairs for a in own], batch_size=200)
    return drafts


def register_day(directive: Directive, at) -> date:
    """The day whose organisations the document speaks of: its own, or today where it has none or a later one."""
    today = timezone.localtime(at).date()
    return min(directive.issued_on, today) if directive.issued_on else today


def words_digest(words: str) -> str:
    """SHA-256 of the letters and digits of a text alone, so that a file and its words pasted are seen to be one; "" where there are none.

    >>> words_digest("Chỉ thị 07/CT-UBND") == words_digest("CHỈ THỊ\\n\\n 07 / CT–UBND.")
    True
    """
    kept = re.sub(r"[\W_]+", "", nfc(words)).casefold()
    return hashlib.sha256(kept.encode()).hexdigest() if kept else ""


def earlier_than(by: Actor, **same) -> Directive | None:
    """The directive with this digest of its source or of its words that this person may see, newest first."""
    return (Directive.objects.filter(Directive.reach(by, "directive.view"), **same)
            .exclude(state=Directive.State.DISCARDED).order_by("-id").first())


def refuse_secret(words: str) -> None:
    """State secrets do not pass this platform: a stamp line that says so is refused, and nothing is kept."""
    if mark := secrecy.marking(words):
        raise Refused(_("Văn bản có dấu chỉ độ mật “%(mark)s”. Văn bản mật không đưa vào hệ thống này; tiếp nhận và theo dõi tại bộ phận văn thư "
                        "bảo mật theo quy định về bảo vệ bí mật nhà nước. Không có gì được lưu.") % {"mark": mark}, where="file")


def _words_of(file):
    """(text, problem, notes): a file that cannot be read gives its one clear sentence, and is kept all the same."""
    name, content = file
    try:
        source = reader.read_text(content, name)
    except Unreadable as error:
        return "", error.message, []
    if source.scanned or not source.text.strip():
        return "", _("Tệp “%(name)s” là ảnh quét hoặc không có chữ, chưa đọc được. Tải lên bản gốc hoặc dán nội dung văn bản.") % {"name": name}, []
    return source.text, "", list(source.notes)


def _keep(directive, file, *, by, at):
    """The source file, kept as it came."""
    name, content = file
    try:
        with transaction.atomic():
            evidence.add_file("tasks.directive", directive.pk, ContentFile(content, name), by=by, at=at, organisation_id=directive.issuer_id)
    except filetypes.NotItsKind:
        raise
    except Unreadable:  # damaged, but nothing dangerous: kept as bytes for somebody to look at
        if content:
            evidence.keep_unread("tasks.directive", directive.pk, ContentFile(content, name), by=by, at=at, organisation_id=directive.issuer_id)


def _first_words(text):
    return reading.title_of(next((ln.strip() for ln in text.splitlines() if ln.strip()), ""))


__all__ = ["SameFile", "add_drafts", "earlier_than", "read", "refuse_secret", "register_day", "take_in", "words_digest"]
