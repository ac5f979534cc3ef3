"""The documents that a person may see, the two registers, and the chain of documents around one."""

from django.db.models import Q

from openpar.core import clock
from openpar.core.absences import substitutes
from openpar.core.actor import Actor
from openpar.core.fulltext import newest
from openpar.core.models import Evidence, Organisation, PaperNumber
from openpar.core.organisations import valid_on

from ..models import Document, Relation


def documents_for(actor: Actor):
    """Every document this person may see."""
    return Document.objects.filter(Document.reach(actor, "document.view"))


def register_for(actor: Actor, direction: str):
    """One of the two registers, newest first."""
    return documents_for(actor).filter(direction=direction).select_related("organisation", "handler").prefetch_related(
        "recipients", "routes__organisation", "routes__person").defer("words", "body")


def waiting_for(actor: Actor, step: str):
    """The outgoing documents that wait for this person to `sign` or `issue` them, those of the earliest draft first."""
    state, act = {"sign": (Document.State.SUBMITTED, "paper.sign"), "issue": (Document.State.SIGNED, "paper.number")}[step]
    return Document.objects.filter(Document.reach(actor, act), direction=Document.Direction.OUT, state=state).select_related(
        "organisation__parent").prefetch_related("recipients").order_by("pk")


def handlers_of(document: Document, on):
    """(divisions, people) of its organisation to whom an arrival may be handed on a day."""
    inside = Organisation.objects.filter(valid_on(on), parent=document.organisation, kind=Organisation.Kind.DIVISION)
    return inside.order_by("name_key"), substitutes(document.organisation, on).order_by("full_name")


def chain_of(actor: Actor, document: Document, limit: int = 50) -> list[Relation]:
    """The relations that lead from or to this document, over any number of steps. A document and its arrivals are one and the same here:
    each end is the one of them that this person may see; an end that is not seen is named only by what the visible end says of it.
    `own` marks the relations that this very document wrote down.
    """
    seen, edge, found = set(), {document.source_id or document.pk}, {}
    while edge and len(found) < limit:
        near = Document.objects.filter(Q(pk__in=edge) | Q(source__in=edge)).values("pk")
        rows = list(Relation.objects.filter(Q(document__in=near) | Q(other__in=near)).select_related("document", "other").order_by("id")[:limit])
        roots = {d.source_id or d.pk for r in rows for d in (r.document, r.other) if d}
        faces: dict[int, Document] = {}
        for d in documents_for(actor).filter(Q(pk__in=roots) | Q(source__in=roots)).order_by("-pk"):
            root = d.source_id or d.pk
            faces[root] = d if d.pk in (root, document.pk) or root not in faces else faces[root]
        if (root := document.source_id or document.pk) in faces:
            faces[root] = document
        for r in rows:
            if (start := faces.get(r.document.source_id or r.document.pk)) is not None:
                r.own = r.document_id == document.pk
                end = faces.get(r.other.source_id or r.other.pk) if r.other else None
                r.document, r.other, r.other_seen = start, end or r.other, end is not None
                found[r.pk] = r
        seen |= edge
        edge = {r for r in roots if r in faces} - seen
    return [found[pk] for pk in sorted(found)]


def files_for(actor: Actor):
    """The files of documents this person may see: of the document itself, and of the one that it arrived from."""
    seen = documents_for(actor)
    return Evidence.objects.filter(Q(owner_id__in=seen.values("pk")) | Q(
        owner_id__in=seen.filter(source__isnull=False).values("source")), room="documents.document")


def files_of(document: Document) -> list[Evidence]:
    """The files of one document that was found by `documents_for`, those that came with it among them."""
    return list(Evidence.objects.filter(room="documents.document", owner_id__in=[
        pk for pk in (document.source_id, document.pk) if pk]).select_related("blob"))


def related_candidates(actor: Actor, document: Document, words: list[str], limit: int = 20) -> list[Document]:
    """Documents that this one may be related to, found by number, abstract or body, newest first."""
    if not words:
        return []
    taken = [pk for pk in (document.pk, document.source_id) if pk]
    return newest(documents_for(actor).exclude(pk__in=taken).exclude(source=document.pk), "words", words, limit,
                  within=Document.within(actor, "document.view"))


def lines_of(actor: Actor, direction: str, organisation, start, end) -> list[Document]:
    """The lines of one organisation's register in a period (both days in it), in the order of the book: what has its number, with the
    words that cross out a cancelled one."""
    rows = register_for(actor, direction).filter(organisation=organisation)
    if direction == "in":
        first, last = clock.at_time(start, 0), clock.end_of(end)
        return list(rows.filter(arrival_number__isnull=False, arrived_at__range=(first, last)).order_by("arrived_at__year", "arrival_number", "id"))
    found = list(rows.exclude(number="").filter(on__range=(start, end)).order_by("on", "created_at", "id"))
    reasons = dict(PaperNumber.objects.filter(room="documents.document", object_id__in=[d.pk for d in found],
                                              cancelled_at__isnull=False).values_list("object_id", "cancel_reason"))
    for d in found:
        d.crossed_out = f"Số đã hủy: {reasons[d.pk]}" if d.pk in reasons else "Đã thu hồi" if d.state == Document.State.WITHDRAWN else ""
    return found


def registers_of(actor: Actor):
    """The organisations whose registers this person may see, by name."""
    return Organisation.objects.filter(pk__in={m.organisation_id for m, _scope in actor.held("document.view")}).select_related(
        "parent").order_by("name_key")
