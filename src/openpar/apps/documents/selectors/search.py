"""What the search box finds in this room: documents of the registers that the person may see."""

from django.urls import reverse

from openpar.core.actor import Actor
from openpar.core.fulltext import newest
from openpar.core.rooms import Hit

from ..models import Document
from .documents import documents_for


def find_documents(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Documents by number, abstract or issuing body, newest first."""
    rows = newest(documents_for(actor), "words", words, limit, within=Document.within(actor, "document.view"))
    return [Hit(f"{d.number} {d.title}".strip(), reverse("documents:document", args=[d.pk]), f"{d.author}, {d.get_state_display().lower()}")
            for d in rows]
