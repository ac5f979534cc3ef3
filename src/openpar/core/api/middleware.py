"""Around every answer of the API: its language, no keeping, and problems also where no route was reached."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from openpar.core import api_limits, pages

from . import tags
from .problems import problem, too_many

ROOT = "/api/"
OPEN = {"/api/v1/", "/api/v1/openapi.json"}


class ApiMiddleware:
    """Vietnamese unless Accept-Language asks for English first; whatever is not JSON and failed becomes a problem."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(ROOT) or request.path == "/api/v1/":
            return self.get_response(request)
        language = "en" if get_language_from_request(request) == "en" and request.headers.get("Accept-Language") else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self._counted(request) or self.get_response(request)
            if response.status_code >= 400 and "json" not in response.get("Content-Type", ""):
                response = self._said(request, response)
        response["Content-Language"] = language
        for name, value in api_limits.headers(getattr(request, "_api_counts", ())).items():
            response[name] = value
        response.headers.setdefault("X-Request-Id", getattr(request, "request_id", ""))
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        if request.path not in OPEN:
            pages.private(response)
        return tags.answered(request, response)

    @staticmethod
    def _counted(request):
        """Whether this address has asked too often: the answer that says so, before anything else is looked at."""
        counted = api_limits.of_address(request.META.get("REMOTE_ADDR", ""))
        if counted is None:
            return None
        request._api_counts = [counted]
        return too_many(request, counted) if counted.over else None

    @staticmethod
    def _said(request, response):
        status = response.status_code
        code, words = {404: ("not-found", _("Không có địa chỉ này. Các địa chỉ ở /api/v1/openapi.json.")),
                       405: ("method", _("Địa chỉ này không có thao tác đó; xem đầu Allow.")),
                       500: ("error", _("Hệ thống gặp lỗi và đã ghi lại. Gửi mã request_id cho quản trị viên."))}.get(
            status, ("bad-request", _("Yêu cầu không đọc được.")))
        answer = problem(request, status, code, words)
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer

