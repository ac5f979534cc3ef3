"""Which drafts there are while a directive is under review: one cut in two, several joined, one added, many set at once; and whom words mean."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Status

from openpar.core import clock
from openpar.core.api import Id, needs
from openpar.core.api.acting import named
from openpar.engine.errors import BadInput

from ..models import Addressee, Draft
from ..selectors import directives as chosen
from ..services import intake, reshape
from ..services import review as acts
from . import shapes
from .giving import changed, draft_out, drafted, leader_of
from .giving_shapes import (
    CandidatesOut,
    DraftOut,
    DraftsOut,
    JoinDraftsIn,
    ManyDraftsIn,
    PassageIn,
    PointsOut,
    SplitIn,
    TextIn,
)
from .reading import router


@router.post("/directives/{int:pk}/text", response=shapes.DirectiveDetail)
@needs("directive.draft")
def directive_text(request, pk: Id, given: TextIn):
    """Dán nội dung cho văn bản mà tệp không đọc được; máy đọc thành dự thảo."""
    return intake.read(drafted(request, pk), given.text, by=request.actor, at=request.at)


@router.post("/directives/{int:pk}/drafts", response={201: DraftOut})
@needs("directive.draft")
def draft_add(request, pk: Id, given: PassageIn):
    """Thêm một nhiệm vụ từ một đoạn của văn bản."""
    row = drafted(request, pk)
    span = given.start, given.end
    if None in span:
        span = reshape.find_passage(row.text, given.first, given.last)
    return Status(201, draft_out(reshape.add(row, *span, by=request.actor, at=request.at)))


@router.post("/directives/{int:pk}/drafts/set", response=DraftsOut)
@needs("directive.draft")
def drafts_set(request, pk: Id, given: ManyDraftsIn):
    """Đặt hạn, lĩnh vực, lãnh đạo, mức ưu tiên cho nhiều dự thảo: tất cả hoặc không dự thảo nào."""
    row, seen = drafted(request, pk), {d.id: d.version for d in given.items}
    said = {k: v for k, v in given.dict(include={"due_type", "field", "priority"}, exclude_unset=True).items() if v is not None}
    if "due_type" in said:
        said |= given.dict(include={"due_on", "cycle", "report_day"})
    if leader := leader_of(row.issuer, given.leader_id, clock.timezone.localtime(request.at).date()):
        said["leader"] = leader.pk
    named(Draft.objects.filter(directive=row), list(seen), "items")
    reshape.set_many(row, list(seen), said, by=request.actor, at=request.at, versions=seen)
    return _several(row, seen)


@router.get("/drafts/{int:pk}/points", response=PointsOut)
@needs("directive.draft")
def draft_points(request, pk: Id):
    """Những chỗ có thể tách dự thảo."""
    return {"items": [dict(zip(("point", "before", "after"), p, strict=True)) for p in reshape.points(_one(request, pk))]}


@router.post("/drafts/{int:pk}/split", response=DraftsOut)
@needs("directive.draft")
def draft_split(request, pk: Id, given: SplitIn):
    """Tách dự thảo làm hai; phần sau thành nhiệm vụ mới đứng ngay sau."""
    made = []
    first = changed(request, pk, lambda d, who: made.append(reshape.split(d, given.point, version=given.version, **who)))
    return {"items": [first, draft_out(made[0])]}


@router.post("/drafts/{int:pk}/merge", response=DraftOut)
@needs("directive.draft")
def draft_merge(request, pk: Id, given: JoinDraftsIn):
    """Gộp các dự thảo khác của văn bản vào dự thảo này; chúng được bỏ và lấy lại được."""
    def act(d, who):
        others = named(Draft.objects.filter(directive=d.directive_id), given.other_ids, "other_ids")
        if any(o.pk == d.pk for o in others):
            raise BadInput(_("Chọn các dự thảo khác dự thảo này."), where="body.other_ids")
        reshape.merge(d, list(others), version=given.version, **who)
    return changed(request, pk, act)


@router.get("/addressees/{int:pk}/candidates", response=CandidatesOut)
@needs("directive.draft")
def addressee_candidates(request, pk: Id):
    """Đơn vị và nhóm mà chữ trong văn bản có thể là."""
    row = get_object_or_404(Addressee.objects.filter(draft__directive__in=chosen.under_review(request.actor)).select_related("draft__directive"), pk=pk)
    organisations, groups = chosen.candidates(row.wording, acts.register_day(row.draft.directive, request.at))
    return {"organisations": organisations, "groups": groups}


def _one(request, pk):
    return get_object_or_404(Draft.objects.filter(directive__in=chosen.under_review(request.actor)).select_related("directive__issuer"), pk=pk)


def _several(directive, ids) -> dict:
    rows = Draft.objects.filter(directive=directive, pk__in=ids).prefetch_related("addressees__organisation", "addressees__group")
    return {"items": [draft_out(d) for d in rows.order_by("order", "id")]}
