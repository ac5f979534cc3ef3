"""An act is done once: every POST carries an Idempotency-Key, and its answer is kept in the transaction of the act.

The same key with the same content gets the same answer again; with other content it is refused; while the first is still being
answered, 409. An act that failed changed nothing, so its key is free again.
"""

import hashlib
import re
from datetime import timedelta
from functools import wraps
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import api_limits, sealed_values
from openpar.core.models import ApiAnswer
from openpar.engine.errors import Refused

from .auth import BEARER, require
from .problems import of_error, problem, too_many

HEADER = "Idempotency-Key"
LEASE = timedelta(minutes=2)  # whoever has not answered by then was killed
SEALED = "sealed:"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
PARAMETER = {"in": "header", "name": HEADER, "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200,
                                                                          "pattern": "^[!-~]+$"},
             "description": "Một chuỗi riêng cho mỗi việc (ví dụ UUID). Gửi lại cùng khóa, cùng nội dung: nhận lại đúng câu trả lời cũ."}


def once(run):
    """Decorator of every operation: each request of a token is counted; a POST is done once."""
    @wraps(run)
    def guarded(request, **values):
        token = BEARER(request)
        if not token:
            return run(request, **values)  # answers 401
        if (counted := api_limits.of_token(token.pk)) is not None:
            request._api_counts = [*getattr(request, "_api_counts", ()), counted]
            if counted.over:
                return too_many(request, counted)
        if request.method != "POST":
            return run(request, **values)
        key = request.headers.get(HEADER, "")
        if not re.fullmatch(r"[!-~]{1,200}", key):
            return problem(request, 400, "idempotency-key", _("Mỗi lần ghi cần đầu Idempotency-Key: một chuỗi riêng cho việc này, tối đa 200 ký "
                                                               "tự không dấu, không cách."), [{"where": f"header.{HEADER}", "detail": _("Thiếu hoặc sai.")}])
        return _answer(run, request, values, {"client_id": token.client_id, "person_id": token.person_id}, key)
    return guarded


def _answer(run, request, values, whose, key):
    if request.content_type == "multipart/form-data" and not _takes_forms(run):
        return problem(request, 415, "media-type", _("Gửi nội dung là application/json."))
    try:
        said = _content(request)
    except RequestDataTooBig:
        return problem(request, 413, "too-large", _("Nội dung quá lớn. Chia nhỏ rồi gửi lại."))
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, ValueError):
        return problem(request, 400, "bad-request", _("Yêu cầu không đọc được."))
    claim, before = _claim(whose, key, said, timezone.now())
    if before == "other":
        return problem(request, 422, "idempotency-key", _("Khóa này đã dùng cho một nội dung khác. Mỗi việc dùng một khóa riêng."),
                       [{"where": f"header.{HEADER}", "detail": _("Đã dùng cho nội dung khác.")}])
    if before == "running":
        return problem(request, 409, "conflict", _("Việc này đang được xử lý. Đợi vài giây rồi hỏi lại bằng cùng khóa."), headers={"Retry-After": "5"})
    if before == "done":
        try:  # another token of the program, or this one since acts were taken away, may read no answer that it could not ask for
            require(request.actor, *getattr(getattr(getattr(run, "__self__", None), "view_func", None), "acts", ()))
        except Refused as error:
            return of_error(request, error)
        return HttpResponse(_opened(claim), status=claim.status, headers={**claim.headers, "Idempotency-Replayed": "true"})
    mine, kept = ApiAnswer.objects.filter(pk=claim.pk, holder=claim.holder, status__isnull=True), False
    try:
        with transaction.atomic():
            response = run(request, **values)
            kept = response.status_code < 400 and bool(mine.update(
                status=response.status_code, body=_kept(request, response), headers={h: response[h] for h in KEPT_HEADERS if h in response}))
            if not kept:
                transaction.set_rollback(True)
    finally:
        if not kept:
            mine.delete()
    if response.status_code < 400 and not kept:
        return problem(request, 409, "conflict", _("Việc này vừa được một lần gửi khác xử lý. Hỏi lại bằng cùng khóa."))
    return response


def _takes_forms(run) -> bool:
    """Whether this operation reads a form or a file; a form for another one is refused before its body is used up."""
    models = getattr(getattr(run, "__self__", None), "models", ())
    return any(getattr(m, "__ninja_param_source__", "") in ("form", "file") for m in models)


def _claim(whose, key, digest, now) -> tuple[ApiAnswer, str]:
    """The row of this key, and what it says: "" (ours to do), "other", "running" or "done"."""
    row = ApiAnswer(**whose, key=key, digest=digest, holder=uuid4().hex, at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
        return row, ""
    except IntegrityError:
        found = ApiAnswer.objects.filter(**whose, key=key).first()
    if found is None:
        return row, "running"  # it has just failed and freed the key
    if found.digest != digest:
        return found, "other"
    if found.status is not None:
        return found, "done"
    taken = ApiAnswer.objects.filter(pk=found.pk, status__isnull=True, at__lt=now - LEASE).update(holder=row.holder, at=now)
    found.holder = row.holder
    return found, "" if taken else "running"


def _kept(request, response) -> str:
    """The body as it is kept; one that holds a secret is encrypted."""
    text = response.content.decode()
    return SEALED + sealed_values.seal("api-answer", text).hex() if getattr(request, "answer_is_secret", False) else text


def _opened(row) -> str:
    return sealed_values.open_sealed("api-answer", bytes.fromhex(row.body.removeprefix(SEALED))) if row.body.startswith(SEALED) else row.body


def _content(request) -> str:
    """What is asked for, where, as a digest; of a form, its fields and files, whatever its boundary was."""
    said = hashlib.sha256(f"{request.path}?{request.META.get('QUERY_STRING', '')}\n".encode("utf-8", "surrogatepass"))
    if request._api_token.person_id:  # the same person may ask for two organisations
        said.update(f"{request._api_token.organisation_id}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, texts in sorted(request.POST.lists()):
            said.update(repr((name, texts)).encode("utf-8", "surrogatepass"))
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                said.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
                for chunk in file.chunks():
                    said.update(chunk)
                file.seek(0)
    else:
        said.update(request.body)
    return said.hexdigest()
