"""The API itself: OpenAPI 3.1 in which every route says its acts, its errors and, where it writes, its Idempotency-Key."""

import json

from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from openpar.core.roles import ACTS, ROLES

from .auth import BEARER
from .once import PARAMETER, once
from .problems import MEDIA, TITLES, Failed, Problem, register

READ_ERRORS, WRITE_ERRORS = (400, 401, 403, 404, 422, 429, 500), (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500)
TITLE = "OpenPAR"
WORDS = ("API của OpenPAR. Hướng dẫn bằng lời ở /api/v1/. Mỗi thẻ thuộc một phần mềm, mỗi phần mềm làm việc cho một cơ quan trong "
         "phạm vi các việc đã khai.")


class TextParser(Parser):
    """JSON and forms whose texts a database can keep: no NUL, no half characters."""

    def parse_body(self, request):
        if request.content_type != "application/json":
            raise Failed(415, "media-type", _("Gửi nội dung là application/json."))
        data = json.loads(request.body or b"null")
        try:
            plain = json.dumps(data, ensure_ascii=False)
            plain.encode()
        except (UnicodeEncodeError, RecursionError):
            plain = "\\u0000"
        if "\\u0000" in plain:
            raise self._unkeepable()
        return data

    def parse_querydict(self, data, list_fields, request):
        if any("\x00" in text for name, texts in data.lists() for text in (name, *(t for t in texts if isinstance(t, str)))):
            raise self._unkeepable()
        return super().parse_querydict(data, list_fields, request)

    @staticmethod
    def _unkeepable() -> Failed:
        return Failed(400, "bad-request", _("Văn bản gửi lên có ký tự không lưu được (NUL hoặc nửa ký tự)."))


class Readable(JSONRenderer):
    """Vietnamese as it is written, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Described(OpenAPISchema):
    """What the library says of an operation, and what the door adds to each."""

    def operation_details(self, operation):
        said = super().operation_details(operation)
        said["summary"] = said.get("description", said["summary"]).split(";")[0].split(".")[0].split(":")[0][:120]
        acts = getattr(operation.view_func, "acts", ())
        writes = "POST" in operation.methods
        said["x-acts"] = list(acts)  # one of these, held by the program or by the person of the token
        lent = [a for a in acts if a in ROLES["api_client"].rights]
        said["security"] = [{"oauth2": [a]} for a in lent] or ([] if acts else [{"oauth2": []}])
        said["security"] += [{"bearer": s["oauth2"]} for s in said["security"]] or [{"bearer": []}]
        if acts and not lent and not getattr(operation.view_func, "in_person", False):
            said["description"] += "\n\n" + _("Chỉ với thẻ cá nhân: việc này do người có vai trò làm, không khai cho phần mềm.")
        if writes:
            said["parameters"] = [*said["parameters"], PARAMETER]
        else:
            said["parameters"] = [*said["parameters"], {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"},
                                                        "description": "ETag đã đọc; nội dung không đổi thì trả lời 304, không gửi lại."}]
            said["responses"][304] = {"description": "Nội dung vẫn như ETag đã gửi ở If-None-Match."}
        for status in WRITE_ERRORS if writes else READ_ERRORS:
            said["responses"][status] = {"description": str(TITLES[status]), "content": {MEDIA: {"schema": {
                "$ref": REF_TEMPLATE.format(model="Problem")}}}}
        return said

    def get_components(self):
        shape = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(shape.pop("$defs"))
        self.add_schema_definitions({"Problem": shape})
        scopes = {a: str(ACTS[a].title) for a in ROLES["api_client"].rights}
        self.securitySchemes = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "oauth2": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/api/v1/oauth/token", "scopes": scopes}}}}
        return super().get_components()


class Door(NinjaAPI):
    """Rooms hang up their routers here; what is true of every route is said once."""

    def __init__(self):
        super().__init__(title=TITLE, version="1", description=WORDS, docs_url=None, openapi_url=None, urls_namespace="api", auth=BEARER,
                         parser=TextParser(), renderer=Readable())
        register(self)
        self.add_decorator(once, mode="view")

    def get_openapi_schema(self, *, path_prefix=None, path_params=None):
        """The document; paths as a client calls them."""
        return Described(self, "api/v1/" if path_prefix is None else path_prefix.lstrip("/"))

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__
