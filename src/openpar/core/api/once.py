"""An act is done once: every POST carries an Idempotency-Key, and its answer is kept in the transaction of the act.

The same key with the same content gets the same answer again; with other content it is refused; while the first is still being
answered, 409. An act that failed changed nothing, so its key is free again.
"""

import hashlib
import re
from datetime import timedelta
from functools import wraps
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.core import sealed_values
from openpar.core.models import ApiAnswer
from openpar.engine.errors import Refused

from .auth import BEARER, require
from .problems import of_error, problem

HEADER = "Idempotency-Key"
LEASE = timedelta(minutes=2)  # whoever has not answered by then was killed
SEALED = "sealed:"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
PARAMETER = {"in": "header", "name": HEADER, "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200,
                                                                          "pattern": "^[!-~]+$"},
             "description": "Một chuỗi riêng cho mỗi việc (ví dụ UUID). Gửi lại cùng khóa, cùng nội dung: nhận lại đúng câu trả lời cũ."}


def once(run):
    """Decorator of every operation; only POST is touched."""
    @wraps(run)
    def guarded(request, **values):
        if request.method != "POST":
            return run(request, **values)
        token = BEARER(request)
        if not token:
            return run(request, **values)  # answers 401
        key = request.headers.get(HEADER, "")
        if not re.fullmatch(r"[!-~]{1,200}", key):
            return problem(request, 400, "idempotency-key", _("Mỗi lần ghi cần đầu Idempotency-Key: một chuỗi riêng cho việc này, tối đa 200 ký "
                                                               "tự không dấu, không cách."), [{"where": f"header.{HEADER}", "detail": _("Thiếu hoặc sai.")}])
        return _answer(run, request, values, token.client_id, key)
    return guarded


def _answer(run, request, values, client_id, key):
    claim, before = _claim(client_id, key, _content(request), timezone.now())
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


def _claim(client_id, key, digest, now) -> tuple[ApiAnswer, str]:
    """The row of this key, and what it says: "" (ours to do), "other", "running" or "done"."""
    row = ApiAnswer(client_id=client_id, key=key, digest=digest, holder=uuid4().hex, at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
        return row, ""
    except IntegrityError:
        found = ApiAnswer.objects.filter(client_id=client_id, key=key).first()
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
