"""What stands beside a document and what becomes of an arrival: its files, its relations, its place in the book, recall answers, its tasks;
and the acts with a key or the seal, which people do in person."""

from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema as Shape
from ninja import Status
from pydantic import Field

from openpar.core.api import Id, Schema, needs
from openpar.core.api.in_person import in_person
from openpar.core.api.schemas import Key, Line, NoteIn
from openpar.engine.errors import BadInput

from .. import services
from ..models import Relation
from ..selectors import documents_for, files_for
from .registers import OUT, _done, _seen, router


class RelateIn(Schema):
    """What this document is to another one: one of the registers (`other_id`), or one that is only named."""

    kind: Literal[*Relation.Kind.values]
    other_id: Key | None = None
    named: Annotated[str, Field(max_length=300)] = ""


class RelationOut(Shape):
    """Quan hệ văn bản."""

    id: int
    kind: str
    other_id: int | None = Field(description="null: chỉ được nêu tên, hoặc ở sổ mà thẻ không được xem.")
    named: Line


class RelationsOut(Shape):
    items: list[RelationOut]


class DirectiveMade(Shape):
    directive_id: int


@router.post("/documents/{int:pk}/register", **OUT)
@needs("document.receive")
def document_register(request, pk: Id):
    """Vào sổ văn bản đến, lấy số đến kế tiếp; cần quyền cấp số nên chỉ với thẻ cá nhân của người giữ sổ."""
    return _done(request, pk, lambda row, who: services.register(row, **who), "in")


@router.post("/documents/{int:pk}/give-back", **OUT)
@needs("document.receive")
def document_give_back(request, pk: Id):
    """Đồng ý trả lại văn bản đến mà bên gửi thu hồi."""
    return _done(request, pk, lambda row, who: services.give_back(row, **who), "in")


@router.post("/documents/{int:pk}/keep", **OUT)
@needs("document.receive")
def document_keep(request, pk: Id, given: NoteIn):
    """Từ chối trả lại văn bản đến mà bên gửi thu hồi, kèm lý do bên gửi đọc được."""
    return _done(request, pk, lambda row, who: services.keep(row, **who, reason=given.reason), "in")


@router.get("/documents/{int:pk}/relations", response=RelationsOut)
@needs("document.view")
def document_relations(request, pk: Id):
    """Văn bản này thay thế, sửa đổi, thực hiện, viện dẫn, trả lời những văn bản nào."""
    return _related(request, _seen(request, pk))


@router.post("/documents/{int:pk}/relations", response={201: RelationsOut})
@needs("document.draft")
def document_relate(request, pk: Id, given: RelateIn):
    """Ghi một quan hệ; quan hệ thành vòng bị từ chối."""
    row, other = _seen(request, pk), None
    if given.other_id is not None:
        other = documents_for(request.actor).filter(pk=given.other_id).first()
        if other is None:
            raise BadInput(_("Không có văn bản này trong sổ mà thẻ được xem."), where="body.other_id")
    services.relate(row, given.kind, other=other, named=given.named, by=request.actor, at=request.at)
    return Status(201, _related(request, row))


@router.post("/documents/{int:pk}/relations/{int:relation}/remove", response=RelationsOut)
@needs("document.draft")
def document_unrelate(request, pk: Id, relation: Id):
    """Bỏ một quan hệ ghi nhầm."""
    row = _seen(request, pk)
    services.unrelate(get_object_or_404(Relation.objects.select_related("document__organisation", "other"), pk=relation, document=row),
                      by=request.actor, at=request.at)
    return _related(request, row)


@router.post("/documents/{int:pk}/files/{int:file}/remove", **OUT)
@needs("document.draft", "document.receive")
def document_file_remove(request, pk: Id, file: Id):
    """Gỡ một tệp thêm nhầm."""
    def act(row, who):
        services.detach(row, get_object_or_404(files_for(request.actor), pk=file, owner_id=row.pk), **who)
    return _done(request, pk, act)


@router.post("/documents/{int:pk}/give-as-tasks", response={201: DirectiveMade})
@needs("directive.draft")
def document_give_as_tasks(request, pk: Id):
    """Đưa văn bản đi đã phát hành vào rà soát nhiệm vụ."""
    made = services.give_as_tasks(_seen(request, pk, direction="out"), by=request.actor, at=request.at)
    return Status(201, {"directive_id": made.pk})


PAGE = gettext_lazy("Mở văn bản ở Sổ văn bản đi.")
in_person(router, "/documents/{int:pk}/sign", "document_sign", gettext_lazy("Ký số văn bản, cấp số"), ("paper.sign",), PAGE)
in_person(router, "/documents/{int:pk}/return", "document_return", gettext_lazy("Người ký trả lại dự thảo"), ("paper.sign",), PAGE)
in_person(router, "/documents/{int:pk}/withdraw", "document_withdraw", gettext_lazy("Thu hồi văn bản đã ký hoặc đã phát hành"), ("paper.sign",), PAGE)
in_person(router, "/documents/{int:pk}/issue", "document_issue", gettext_lazy("Đóng dấu của cơ quan, phát hành"), ("paper.sign",), PAGE)
in_person(router, "/documents/sign", "documents_sign", gettext_lazy("Ký số nhiều văn bản trong một lần"), ("paper.sign",),
          gettext_lazy("Mở trang Chờ ký, chờ phát hành."))
in_person(router, "/documents/issue", "documents_issue", gettext_lazy("Đóng dấu, phát hành nhiều văn bản trong một lần"), ("paper.sign",),
          gettext_lazy("Mở trang Chờ ký, chờ phát hành."))


def _related(request, row) -> dict:
    rows = list(Relation.objects.filter(document=row).order_by("id"))
    seen = set(documents_for(request.actor).filter(pk__in=[r.other_id for r in rows if r.other_id]).values_list("pk", flat=True))
    return {"items": [{"id": r.pk, "kind": r.kind, "other_id": r.other_id if r.other_id in seen else None, "named": r.named} for r in rows]}
