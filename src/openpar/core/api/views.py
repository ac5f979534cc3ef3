"""The pages of the API that people read, and the answers where no route is."""

import json
from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from openpar.core import roles

from .examples import EXAMPLES
from .problems import problem


def document(door):
    """The view of the OpenAPI document, which is drawn once a process and language."""
    @lru_cache(maxsize=4)
    def drawn(language):
        return json.dumps(door.get_openapi_schema(), ensure_ascii=False).encode()

    @require_safe
    def openapi(request):
        return HttpResponse(drawn(get_language()), content_type="application/json")
    return openapi


ERRORS = (
    (400, "bad-request", gettext_lazy("Yêu cầu không đọc được"), gettext_lazy("Kiểm tra JSON và các đầu của yêu cầu.")),
    (400, "idempotency-key", gettext_lazy("Thiếu khóa chống lặp (422 khi khóa đã dùng cho nội dung khác)"), gettext_lazy("Gửi một khóa riêng cho mỗi việc.")),
    (401, "unauthorised", gettext_lazy("Thiếu thẻ, thẻ hết hạn hoặc đã thu hồi"), gettext_lazy("Xin thẻ mới.")),
    (403, "refused", gettext_lazy("Thẻ không có quyền, hoặc trạng thái không cho phép"), gettext_lazy("Đọc detail: nêu quyền hoặc bước còn thiếu.")),
    (403, "in-person", gettext_lazy("Việc chỉ người làm trực tiếp trên trang: ký, đóng dấu, duyệt vai trò, ủy quyền"),
     gettext_lazy("Mở trang nêu trong detail.")),
    (404, "not-found", gettext_lazy("Không có, hoặc không thuộc phạm vi của thẻ"), gettext_lazy("Kiểm tra số; của cơ quan khác cũng trả lời như vậy.")),
    (409, "conflict", gettext_lazy("Người khác vừa xử lý, hoặc việc này đang được xử lý"), gettext_lazy("Đọc lại rồi quyết định.")),
    (412, "precondition", gettext_lazy("Bản đã đọc không còn mới"), gettext_lazy("Đọc lại, lấy ETag mới.")),
    (413, "too-large", gettext_lazy("Nội dung quá lớn"), gettext_lazy("Chia nhỏ.")),
    (415, "media-type", gettext_lazy("Không phải application/json"), gettext_lazy("Gửi đúng Content-Type.")),
    (422, "bad-input", gettext_lazy("Dữ liệu chưa dùng được"), gettext_lazy("errors nêu từng chỗ sai.")),
    (422, "quota", gettext_lazy("Hết hạn mức tải tệp của người trong ngày, hoặc dung lượng lưu tệp của đơn vị"),
     gettext_lazy("Gỡ tệp cũ, đợi sang ngày, hoặc đề nghị người vận hành nâng hạn mức.")),
    (429, "too-many", gettext_lazy("Gọi quá nhiều"), gettext_lazy("Đợi theo Retry-After.")),
    (500, "error", gettext_lazy("Lỗi của hệ thống"), gettext_lazy("Gửi request_id cho quản trị viên.")),
)


@require_safe
def guide(request):
    """How to ask: tokens, lists, acts, errors; with examples that run."""
    root = request.build_absolute_uri("/api/v1")
    acts = [(a, roles.ACTS[a].title) for a in roles.ROLES["api_client"].rights]
    examples = [{"title": e.title, "curl": e.curl(root)} for e in EXAMPLES]
    return render(request, "core/api_guide.html", {"acts": acts, "examples": examples, "errors": ERRORS})


@csrf_exempt
def nowhere(request, rest=""):
    """An address of the API that does not exist."""
    return problem(request, 404, "not-found", _("Không có địa chỉ này. Các địa chỉ ở /api/v1/openapi.json."))
