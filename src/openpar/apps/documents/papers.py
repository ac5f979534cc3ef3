"""The paper of an outgoing document, as a content that core.papers draws."""

import re

from openpar.core import blobs, evidence, papers
from openpar.core.models import Evidence
from openpar.core.outbox import kept_words
from openpar.core.papers import Annexed, Content, NewPage, Signing, Table, Text

from .kinds import KINDS


def content_of(document, number=None) -> Content:
    """The nine parts of the document; without a number it leaves room for one."""
    with kept_words():
        name = str(KINDS[document.kind][0]).split(" (")[0]
    letter = document.kind in ("cong_van", "thu_cong")
    names = [r.name for r in document.recipients.all()]
    return Content(
        issuer=document.organisation.name, above=document.organisation.parent.name if document.organisation.parent else "",
        symbol=document.symbol, place=document.place, number=number, day=document.on, heading="" if letter else name.upper(),
        subject=f"V/v {about(document.title)}" if letter else document.title, to=tuple(document.to),
        blocks=(*(Text(p) for p in document.body), *_annex(document, name, number)),
        recipients=(*(("Như trên",) if document.to else ()), *(n for n in names if n not in document.to)),
        signing=Signing(tuple(document.lines), document.signer), urgency=document.get_urgency_display() if document.urgency else "",
        annexed=annexed_of(document), stored=_stored(document.storage_unit))


def about(title: str) -> str:
    """The title as it goes on after "V/v" or "về việc", which it may itself begin with.

    >>> about("Về việc rà soát thủ tục"), about("V/v rà soát thủ tục"), about("Rà soát thủ tục")
    ('rà soát thủ tục', 'rà soát thủ tục', 'rà soát thủ tục')
    """
    rest = re.sub(r"^\s*(?:về việc|v/v)\b\s*:?\s*", "", title, flags=re.IGNORECASE) or title
    return rest[:1].lower() + rest[1:]


def _stored(unit: str) -> str:
    """Who keeps a copy beside the clerk's office, which the line names first anyway."""
    return re.sub(r"^VT\b[\s,;.]*", "", unit.strip()).rstrip(" .;")


def annexed_of(document) -> tuple[Annexed, ...]:
    """The files of the draft as the paper lists them: with the SHA-256 of what is kept, so that the signature covers them too."""
    rows = Evidence.objects.filter(room="documents.document", owner_id=document.pk, blob__isnull=False).select_related("blob").order_by("pk")
    return tuple(Annexed(evidence.download_name(e), e.blob.size, e.blob.digest) for e in rows)


def text_of(document) -> str:
    """The words of an issued document in the order of the paper, for the reader of directives."""
    paper = content_of(document)
    number = f"Số: {document.number}" if document.number else paper.number_line
    return "\n".join(filter(None, (
        paper.above.upper(), paper.issuer.upper(), number, paper.place_line, paper.heading, paper.subject,
        f"Kính gửi: {'; '.join(paper.to)}" if paper.to else "", *document.body, "Nơi nhận:", *(f"- {r};" for r in paper.recipients),
        *paper.signing.lines, paper.signing.name)))


def _annex(document, name, number):
    """The table that goes with it on pages of its own, if there is one."""
    kept = document.annex
    if not kept:
        return ()
    given = f"số {number:02d}/{document.symbol}" if number else f"số         /{document.symbol}"
    day = document.on
    when = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}" if day else "ngày      tháng      năm"
    return (NewPage(), Text(kept["title"], "title"), Text(f"(Kèm theo {name} {given} {when} của {document.organisation.name})", "note"),
            Table(tuple(kept["heads"]), tuple(tuple(r) for r in kept["rows"]), tuple(kept["widths"])))


def readable(document) -> bool:
    """Whether there is a paper to read: of what was written here, and of what came from inside the platform. Of a line that was brought in
    from an older register the paper lies elsewhere; one drawn from its few words would pass for it."""
    return (document.direction == "out" and not document.origin) or bool(document.source_id)


def word_of(document, day) -> bytes:
    """The Word file: as it was signed, or the draft as it stands on a day."""
    kept = papers.current("documents.document", document.source_id or document.pk)
    if kept is None:
        return papers.docx(content_of(document), papers.form_on(day))
    with blobs.open_bytes(kept.docx) as stream:
        return stream.read()
