"""Errors as RFC 9457 says them: application/problem+json with what, where and what to do."""

import json
import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from openpar.core.middleware import crowded
from openpar.core.pages import status_of
from openpar.engine.errors import Conflict, OpenParError

MEDIA = "application/problem+json"
log = logging.getLogger("openpar.api")

TITLES = {
    400: gettext_lazy("Yêu cầu không đọc được"), 401: gettext_lazy("Thiếu hoặc sai thẻ truy cập"), 403: gettext_lazy("Không được làm việc này"),
    404: gettext_lazy("Không tìm thấy"), 405: gettext_lazy("Không có thao tác này"), 409: gettext_lazy("Vừa có thay đổi khác"),
    412: gettext_lazy("Bản đã đọc không còn mới"), 413: gettext_lazy("Nội dung quá lớn"), 415: gettext_lazy("Loại nội dung không nhận"),
    422: gettext_lazy("Dữ liệu chưa dùng được"), 429: gettext_lazy("Gọi quá nhiều"), 500: gettext_lazy("Lỗi của hệ thống")}
# What was wrong with a value, by the kind of the checking library; other kinds are said in its own words.
VALUES = {
    "missing": gettext_lazy("Thiếu giá trị này."), "extra_forbidden": gettext_lazy("Không có trường này."),
    "int_parsing": gettext_lazy("Phải là số nguyên."), "int_type": gettext_lazy("Phải là số nguyên."),
    "string_type": gettext_lazy("Phải là chữ."), "bool_parsing": gettext_lazy("Phải là true hoặc false."),
    "date_from_datetime_parsing": gettext_lazy("Ngày viết là NNNN-TT-NN, ví dụ 2022-08-24."),
    "date_parsing": gettext_lazy("Ngày viết là NNNN-TT-NN, ví dụ 2022-08-24."), "list_type": gettext_lazy("Phải là danh sách."),
    "model_attributes_type": gettext_lazy("Phải là đối tượng JSON."), "decimal_parsing": gettext_lazy("Phải là số.")}


class Where(Schema):
    """One thing that is wrong, and where."""

    where: str = Field(description="Tên trường, dòng hoặc tham số; ví dụ body.items[2].value.")
    detail: str


class Problem(Schema):
    """Lỗi theo RFC 9457. `type` leads to what it means; `request_id` to the trail."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Mã lỗi, ổn định giữa các phiên bản.")
    request_id: str = ""
    errors: list[Where] = []


class Failed(Exception):
    """A refusal of the door itself, with its status."""

    def __init__(self, status: int, code: str, detail: str, errors=(), headers=None):
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors, self.headers = status, code, detail, list(errors), headers or {}


def problem(request, status: int, code: str, detail: str, errors=(), headers=None) -> HttpResponse:
    """The answer that says what is wrong."""
    body = {"type": f"{settings.BASE_URL.rstrip('/')}/api/v1/#{code}", "title": str(TITLES.get(status, status)), "status": status,
            "detail": str(detail), "code": code, "request_id": getattr(request, "request_id", ""), "errors": list(errors)}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA, headers=headers or {})


def of_error(request, error: OpenParError) -> HttpResponse:
    """An error of the house: the same sentence and status as on a page; rows that are wrong are named one by one."""
    where = error.where if isinstance(error.where, str) else ""
    errors = error.details.get("rows") or ([{"where": where, "detail": str(error.message)}] if where else [])
    return problem(request, status_of(error), error.code, error.message, errors)


def _validation(request, error: ValidationError) -> HttpResponse:
    errors = [{"where": _place(e.get("loc", ())), "detail": str(VALUES.get(e.get("type"), e.get("msg", "")))} for e in error.errors]
    return problem(request, 422, "bad-input", _("Dữ liệu gửi lên chưa đúng; xem errors để biết chỗ sai."), errors)


def _unread(request, error: HttpError) -> HttpResponse:
    """A body that could not be read; what our parser said of it is not lost in the library's own words."""
    why = error.__cause__ or error.__context__
    if isinstance(why, Failed):
        return problem(request, why.status, why.code, why.detail, why.errors, why.headers)
    return problem(request, error.status_code, "bad-request", _("Nội dung gửi lên không phải JSON đọc được."))


def _place(loc) -> str:
    """('body', 'given', 'items', 2, 'value') → "body.items[2].value": without the name of our own parameter."""
    parts = list(loc)
    if len(parts) > 2 and parts[0] in ("body", "query", "form", "file"):
        parts.pop(1)
    out = ""
    for p in parts:
        out += f"[{p}]" if isinstance(p, int) else f".{p}" if out else str(p)
    return out


def _unexpected(request, error: Exception) -> HttpResponse:
    if isinstance(error, OperationalError) and crowded(error):
        return of_error(request, Conflict(_("Chưa lưu được vì nhiều người cùng lưu một lúc. Gửi lại sau ít giây.")))
    if settings.TESTING and not isinstance(error, OperationalError):
        raise error  # a test sees what broke
    log.exception("API request failed")
    return problem(request, 500, "error", _("Hệ thống gặp lỗi và đã ghi lại. Gửi mã request_id cho quản trị viên."))


def register(api) -> None:
    """Every way a request can fail becomes a problem."""
    api.add_exception_handler(OpenParError, of_error)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(Failed, lambda r, e: problem(r, e.status, e.code, e.detail, e.errors, e.headers))
    api.add_exception_handler(Http404, lambda r, e: problem(r, 404, "not-found", _("Không có, hoặc không thuộc phạm vi của thẻ này.")))
    api.add_exception_handler(HttpError, _unread)
    api.add_exception_handler(RequestDataTooBig, lambda r, e: problem(r, 413, "too-large", _("Nội dung quá lớn. Chia nhỏ rồi gửi lại.")))
    api.add_exception_handler(SuspiciousOperation, lambda r, e: problem(r, 400, "bad-request", _("Yêu cầu không đọc được.")))
    api.add_exception_handler(Throttled, lambda r, e: problem(r, 429, "too-many", _("Gọi quá nhiều. Đợi rồi gọi lại.")))
    api.add_exception_handler(AuthenticationError, unknown_program)
    api.add_exception_handler(Exception, _unexpected)


def too_many(request, count) -> HttpResponse:
    """More than a minute allows; `count` says which limit, and for how long."""
    words = {"token": _("Thẻ này gọi quá %(n)s lần trong một phút. Đợi %(s)s giây rồi gọi lại."),
             "address": _("Địa chỉ này gọi quá %(n)s lần trong một phút. Đợi %(s)s giây rồi gọi lại.")}
    return problem(request, 429, "too-many", words[count.name] % {"n": count.quota, "s": count.wait}, headers={"Retry-After": str(count.wait)})


def unknown_program(request, error=None) -> HttpResponse:
    """Nobody that we know asks."""
    return problem(request, 401, "unauthorised", _("Gửi thẻ còn hạn ở đầu Authorization: Bearer …"), headers={
        "WWW-Authenticate": 'Bearer realm="OpenPAR"'})
