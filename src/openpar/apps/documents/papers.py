"""The paper of an outgoing document, as a content that core.papers draws."""

from openpar.core.outbox import kept_words
from openpar.core.papers import Content, Signing, Text

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
        subject=f"V/v {document.title[:1].lower()}{document.title[1:]}" if letter else document.title, to=tuple(document.to),
        blocks=tuple(Text(p) for p in document.body),
        recipients=(*(("Như trên",) if document.to else ()), *(n for n in names if n not in document.to), "Lưu: VT"),
        signing=Signing(tuple(document.lines), document.signer), urgency=document.get_urgency_display() if document.urgency else "")
