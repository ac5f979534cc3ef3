"""The side that gives work: a task by hand, the review of what was read from a directive, and giving it.

`directive.issue` is no act of programs: a person gives work, on the page or with a personal token.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Status

from openpar.core import clock
from openpar.core.api import Id, needs
from openpar.core.api.acting import IF_MATCH, expect, named
from openpar.core.api.schemas import NoteIn
from openpar.core.models import Group, Organisation
from openpar.core.moving import move
from openpar.core.organisations import valid_on
from openpar.engine.errors import BadInput

from .. import rules
from ..models import Addressee, Directive, Draft
from ..selectors import directives as chosen
from ..services import draft_words
from ..services import issue as giving
from ..services import review as acts
from ..services.create import NewTask, create_tasks
from . import shapes
from .giving_shapes import (
    DoubtIn,
    DraftEdit,
    DraftOut,
    DraftTarget,
    DropIn,
    HeadIn,
    IssuedOut,
    NameIn,
    ReviewOut,
    TaskIn,
    VersionIn,
)
from .reading import router, task_out


@router.post("/tasks", response={201: shapes.TaskDetail})
@needs("directive.issue")
def task_give(request, given: TaskIn, response: HttpResponse):
    """Giao một nhiệm vụ không qua văn bản."""
    issuer, day = request.auth.works_for, clock.timezone.localtime(request.at).date()
    spec = NewTask(issuer=issuer, leads=named(Organisation.objects.filter(valid_on(day)), given.lead_ids, "lead_ids"),
                   coordinating=named(Organisation.objects.filter(valid_on(day)), given.coordinating_ids, "coordinating_ids"),
                   leader=leader_of(issuer, given.leader_id, day), targets=[t.dict() for t in given.targets],
                   **given.dict(include={"title", "text", "due_type", "due_on", "cycle", "report_day", "report_to", "product", "field", "priority"}))
    [task] = create_tasks([spec], by=request.actor, at=request.at)
    response["Location"] = f"/api/v1/tasks/{task.pk}"
    return Status(201, task_out(request, task.pk, response))


@router.get("/directives/{int:pk}/drafts", response=ReviewOut)
@needs("directive.draft")
def directive_drafts(request, pk: Id):
    """Các nhiệm vụ máy đọc ra, câu hỏi chưa rõ, đơn vị được nêu; và những gì phải xong trước khi giao."""
    row = drafted(request, pk)
    seen = chosen.review(row, clock.timezone.localtime(request.at).date())
    rows = Draft.objects.filter(directive=row).prefetch_related("addressees__organisation", "addressees__group").order_by("order", "id")
    return {"items": [draft_out(d) for d in rows], "checks": [
        {"code": c.code, "met": c.met, "stops": c.stops, "text": str(c.text)} for c in giving.checks(seen, clock.timezone.localtime(request.at).date())]}


@router.post("/drafts/{int:pk}/confirm", response=DraftOut)
@needs("directive.draft")
def draft_confirm(request, pk: Id, given: VersionIn):
    """Xác nhận đã xem: câu chưa trả lời giữ như máy đề xuất."""
    return changed(request, pk, lambda d, who: acts.confirm(d, version=given.version, **who))


@router.post("/drafts/{int:pk}/reopen", response=DraftOut)
@needs("directive.draft")
def draft_reopen(request, pk: Id, given: VersionIn):
    """Hỏi lại các câu đã trả lời."""
    return changed(request, pk, lambda d, who: acts.reopen(d, version=given.version, **who))


@router.post("/drafts/{int:pk}/answer", response=DraftOut)
@needs("directive.draft")
def draft_answer(request, pk: Id, given: DoubtIn):
    """Trả lời một câu hỏi."""
    return changed(request, pk, lambda d, who: acts.answer(d, given.question, given.answer, version=given.version, **who))


@router.post("/drafts/{int:pk}/edit", response=DraftOut)
@needs("directive.draft")
def draft_edit(request, pk: Id, given: DraftEdit):
    """Sửa dự thảo: tên, hạn, đơn vị."""
    apart = {"version", "report_to", "refs", "targets", "leader_id"}
    said = {k: v for k, v in given.dict(exclude=apart, exclude_unset=True).items() if v is not None or k in ("due_on", "report_day")}

    def act(d, who):
        if given.report_to is not None:
            said["report"] = draft_words.report_to(d, given.report_to)
        if given.refs is not None:
            said["refs"] = draft_words.refs_named(d, given.refs)
        if given.targets is not None:
            said["targets"] = draft_words.figures([t.dict() for t in given.targets], d.fields.get("targets", []))
        if "leader_id" in given.model_fields_set:
            leader = leader_of(d.directive.issuer, given.leader_id, clock.timezone.localtime(request.at).date())
            said["leader"] = leader and leader.pk
        acts.edit(d, said, version=given.version, **who)
    return changed(request, pk, act)


@router.post("/drafts/{int:pk}/drop", response=DraftOut)
@needs("directive.draft")
def draft_drop(request, pk: Id, given: DropIn):
    """Bỏ dự thảo này khỏi văn bản, kèm lý do."""
    return changed(request, pk, lambda d, who: acts.drop(d, given.reason, version=given.version, **who))


@router.post("/drafts/{int:pk}/restore", response=DraftOut)
@needs("directive.draft")
def draft_restore(request, pk: Id, given: VersionIn):
    """Lấy lại dự thảo đã bỏ."""
    return changed(request, pk, lambda d, who: acts.restore(d, version=given.version, **who))


@router.post("/addressees/{int:pk}/name", response=DraftOut)
@needs("directive.draft")
def addressee_name(request, pk: Id, given: NameIn):
    """Xác định đơn vị được nêu là ai; cùng chữ ấy trong văn bản cũng được hiểu như vậy."""
    row = get_object_or_404(Addressee.objects.filter(draft__directive__in=chosen.under_review(request.actor)).select_related("draft__directive__issuer"),
                            pk=pk)
    day = clock.timezone.localtime(request.at).date()
    organisation = named(Organisation.objects.filter(valid_on(day)), [given.organisation_id], "organisation_id")[0] if given.organisation_id else None
    group = named(Group.objects.all(), [given.group_id], "group_id")[0] if given.group_id else None
    acts.name(row, organisation=organisation, group=group, as_text=given.as_text, version=given.version, by=request.actor, at=request.at)
    return draft_out(Draft.objects.get(pk=row.draft_id))


@router.post("/directives/{int:pk}/head", response=shapes.DirectiveDetail, openapi_extra=IF_MATCH)
@needs("directive.draft")
def directive_head(request, pk: Id, given: HeadIn):
    """Sửa thông tin văn bản đang rà soát: loại, số, ngày, người ký, trích yếu."""
    row = drafted(request, pk)
    expect(request, row)
    said = {k: v for k, v in given.dict(exclude_unset=True).items() if v is not None or k == "issued_on"}
    return acts.correct_head(row, said, by=request.actor, at=request.at)


@router.post("/directives/{int:pk}/issue", response=IssuedOut, openapi_extra=IF_MATCH)
@needs("directive.issue")
def directive_issue(request, pk: Id):
    """Giao mọi nhiệm vụ đã rà soát của văn bản."""
    row = get_object_or_404(Directive.objects.filter(Directive.reach(request.actor, "directive.issue")).select_related("issuer"), pk=pk)
    expect(request, row)
    done = giving.issue(row, by=request.actor, at=request.at)
    return {"directive": done.directive, "organisations": done.organisations, "parts": done.parts, "task_ids": [t.pk for t in done.tasks]}


@router.post("/directives/{int:pk}/discard", response=shapes.DirectiveDetail, openapi_extra=IF_MATCH)
@needs("directive.draft")
def directive_discard(request, pk: Id, given: NoteIn):
    """Bỏ bản nháp văn bản, kèm lý do; vết vẫn giữ."""
    row = drafted(request, pk)
    expect(request, row)
    if not given.reason:
        raise BadInput(_("Ghi lý do bỏ bản nháp."), where="body.reason")
    return move(row, rules.DIRECTIVE, "discard", by=request.actor, at=request.at, reason=given.reason)


def leader_of(issuer, pk, day):
    """The leader of the issuer whom a body names."""
    return named(chosen.leaders_of(issuer, day), [pk], "leader_id")[0] if pk else None


def drafted(request, pk):
    return get_object_or_404(chosen.under_review(request.actor), pk=pk)


def changed(request, pk, act):
    row = get_object_or_404(Draft.objects.filter(directive__in=chosen.under_review(request.actor)).select_related("directive__issuer"), pk=pk)
    act(row, {"by": request.actor, "at": request.at})
    return draft_out(Draft.objects.get(pk=row.pk))


def draft_out(row) -> dict:
    columns = ("id", "directive_id", "order", "title", "text", "section", "due_type", "due_on", "cycle", "report_day", "confirmed", "dropped",
               "dropped_why", "version")
    names = [{"id": a.pk, "part": a.part, "wording": a.wording, "organisation": a.organisation, "group": a.group.name if a.group_id else "",
              "as_text": a.as_text, "sure": a.sure} for a in row.addressees.all()]
    asked = [{"about": q["field"], "title": q.get("title", ""), "answers": [a.get("label", "") for a in q["alternatives"]], "answer": q["answer"]}
             for q in row.doubts]
    f = row.fields
    more = {"product": f.get("product") or "", "field": f.get("field") or "", "leader_id": f.get("leader"), "priority": f.get("priority") or 0,
            "report_to": (f.get("report") or {}).get("to") or [], "refs": [draft_words.ref_text(r) for r in f.get("refs", [])],
            "targets": [{k: t.get(k) for k in DraftTarget.model_fields} for t in f.get("targets", [])]}
    return {**{c: getattr(row, c) for c in columns}, **more, "names": names, "questions": asked}
