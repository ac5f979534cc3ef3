"""A signed PDF is checked for whoever has a token; nothing of it is kept."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _
from ninja import File, Router
from ninja import Schema as Shape
from ninja.files import UploadedFile
from pydantic import Field

from openpar.core import signing
from openpar.core.models import Signature
from openpar.engine.errors import BadInput

MEGABYTES = 30
router = Router(tags=["signatures"])


class FoundOut(Shape):
    """Một chữ ký: ai, lúc nào, nội dung còn nguyên không, chứng thư có được hệ thống này tin cậy không."""

    signer: str
    signed_at: datetime | None
    intact: bool = Field(description="Nội dung đã ký còn nguyên.")
    whole: bool = Field(description="Sau chữ ký, tệp không bị thêm bớt gì ngoài chữ ký khác.")
    trusted: bool
    test: bool = Field(description="Chứng thư thử, không có giá trị pháp lý.")


class AnnexOut(Shape):
    name: str
    sha256: str


class CheckedOut(Shape):
    good: bool = Field(description="Có chữ ký, và mọi chữ ký đều tốt.")
    ours: bool = Field(description="Chính tệp này do hệ thống này phát hành.")
    signatures: list[FoundOut]
    annexes: list[AnnexOut] = Field(description="Tệp kèm theo mà văn bản đã ký liệt kê; đúng đến đâu là do chữ ký tốt đến đó.")


@router.post("/signatures/check", response=CheckedOut)
def signatures_check(request, file: File[UploadedFile]):
    """Kiểm tra chữ ký số của một tệp PDF (multipart/form-data); tệp không được lưu lại."""
    if file.size > MEGABYTES * 1024 * 1024:
        raise BadInput(_("Tệp lớn hơn %(n)s MB.") % {"n": MEGABYTES}, where="file")
    data = file.read()
    found, listed = signing.check_apart(data)
    return {"good": bool(found) and all(f.good for f in found), "ours": Signature.objects.filter(digest=hashlib.sha256(data).hexdigest()).exists(),
            "signatures": [{n: getattr(f, n) for n in FoundOut.model_fields} for f in found],
            "annexes": [{"name": n, "sha256": d} for n, d in listed]}
