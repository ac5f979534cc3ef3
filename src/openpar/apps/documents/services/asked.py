"""What other rooms ask of the register: their papers drafted here, a directive issued here given as tasks; both linked both ways."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.apps.tasks.selectors.directives import directives
from openpar.apps.tasks.services import intake
from openpar.core.actor import Actor
from openpar.core.drafting import Found, Wanted
from openpar.core.models import Organisation
from openpar.engine.errors import Conflict, Refused

from .. import rules
from ..models import Document
from ..papers import text_of
from ..selectors import documents_for
from .outgoing import Draft, make_draft

DIRECTIVE = "tasks.directive"
LIVING = (rules.S.DRAFT, rules.S.SUBMITTED, rules.S.SIGNED, rules.S.ISSUED)


class RegisterDoor:
    """The register of this room, as core.drafting hands it to the rooms below."""

    def may_draft(self, actor: Actor, organisation: Organisation) -> bool:
        """Whether this person drafts what this organisation sends."""
        return actor.can_for("document.draft", organisation)

    @transaction.atomic
    def draft(self, wanted: Wanted, *, organisation: Organisation, by: Actor, at) -> None:
        """A draft of the paper; none where a living one is there."""
        if Document.objects.filter(about_room=wanted.room, about_id=wanted.object_id, state__in=LIVING).exists():
            return
        row = make_draft(Draft(kind=wanted.kind, title=wanted.title, body=wanted.body, to=wanted.to, recipients=wanted.recipients,
                               others=wanted.others, lines=wanted.lines, mode=wanted.mode, place=wanted.place),
                         organisation=organisation, by=by, at=at)
        Document.objects.filter(pk=row.pk).update(about_room=wanted.room, about_id=wanted.object_id, annex=wanted.annex)

    def papers_of(self, room: str, ids: list[int], actor: Actor) -> dict[int, Found]:
        """{thing: its newest document}; the address only for those who may see it."""
        rows = list(Document.objects.filter(about_room=room, about_id__in=ids).order_by("id"))
        seen = set(documents_for(actor).filter(pk__in=[d.pk for d in rows]).values_list("pk", flat=True))
        return {d.about_id: Found(d.number, d.on, d.get_state_display(), reverse("documents:document", args=[d.pk]) if d.pk in seen else "",
                                  f"{d.get_kind_display()} {d.number}".strip()) for d in rows}


@transaction.atomic
def give_as_tasks(document: Document, *, by: Actor, at):
    """Take an issued document in as a directive under review, which becomes tasks once its drafts are confirmed; returns it.

    Once only: Conflict where it was taken in before and that review was not thrown away.
    """
    by.require("directive.draft", document.organisation)
    row = Document.objects.select_for_update(of=("self",)).select_related("organisation__parent").get(pk=document.pk)
    if row.direction != Document.Direction.OUT or row.state != rules.S.ISSUED:
        raise Refused(_("Chỉ giao nhiệm vụ từ văn bản đã phát hành. Ký, phát hành văn bản trước."), where="state")
    if row.about_id and row.about_room != DIRECTIVE:
        raise Refused(_("Văn bản này thuộc một việc khác nên không giao thành nhiệm vụ được."), where="state")
    if row.about_id and directives(by).filter(pk=row.about_id).exclude(state="discarded").exists():
        raise Conflict(_("Văn bản này đã được đưa vào giao nhiệm vụ."), where="state")
    made = intake.take_in(by=by, at=at, issuer=row.organisation, text=text_of(row), again=True, head={
        "doc_type": str(row.get_kind_display()).split(" (")[0], "number": row.number, "issued_on": row.on, "title": row.title, "signer": row.signer})
    Document.objects.filter(pk=row.pk).update(about_room=DIRECTIVE, about_id=made.pk)
    return made
