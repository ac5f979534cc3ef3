"""What anybody may read of the registers, and the copies as those inside see them."""

from openpar.core.actor import Actor
from openpar.core.models import Evidence

from ..models import Publication
from .documents import documents_for


def published():
    """The published copies that stand now; read by anybody, so only of them may a public page speak."""
    return Publication.objects.filter(ended_at__isnull=True, copy__isnull=False).select_related("document__organisation", "made_by", "copy__blob")


def public_name(publication: Publication) -> str:
    """The name of the file for the public: its number, never the name that somebody gave it inside."""
    return f"{''.join(c if c.isalnum() else '-' for c in publication.document.number) or publication.pk}.pdf"


def copies_for(actor: Actor):
    """The files of published copies, also of ended ones, for who may see the document."""
    seen = Publication.objects.filter(document__in=documents_for(actor))
    return Evidence.objects.filter(room="documents.publication", owner_id__in=seen.values("pk"))
