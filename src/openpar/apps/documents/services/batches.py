"""Signing, or sealing and sending, many documents in one act: each whole or not at all, and what stayed is named."""

import logging
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.moving import Moved
from openpar.engine.errors import BadInput, OpenParError

from ..selectors import waiting_for
from .outgoing import as_read, issue, sign

log = logging.getLogger(__name__)
AT_ONCE = 30  # a signature takes a moment each; whoever signs waits for the answer


def sign_many(ids: Iterable[int], *, by: Actor, at, versions: Mapping[int, int | None] | None = None) -> Moved:
    """Sign these, in the order in which they were drafted; numbers follow that order. `versions` are those that were read."""
    return _each(ids, "sign", sign, by=by, at=at, versions=versions or {})


def issue_many(ids: Iterable[int], *, by: Actor, at, versions: Mapping[int, int | None] | None = None) -> Moved:
    """Seal and send these, in the order of their numbers."""
    return _each(ids, "issue", issue, by=by, at=at, versions=versions or {})


def _each(ids, step, do, *, by, at, versions) -> Moved:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise BadInput(_("Chưa chọn văn bản nào. Đánh dấu các văn bản rồi bấm lại."), where="ids")
    if len(wanted) > AT_ONCE:
        raise BadInput(_("Mỗi lần tối đa %(n)s văn bản. Chọn ít hơn rồi làm tiếp.") % {"n": AT_ONCE}, where="ids")
    moved, found = Moved(), {d.pk: d for d in waiting_for(by, step).filter(pk__in=wanted)}
    for pk in wanted:
        if pk not in found:  # what may not be seen is not described
            moved.refused[pk] = _("Một văn bản đã chọn không còn chờ ở bước này hoặc không thuộc quyền của bạn.")
    for pk in sorted(found):
        try:
            version = as_read(found[pk], versions.get(pk)) if step == "sign" else versions.get(pk)
            moved.rows.append(do(found[pk], by=by, at=at, version=version))
        except OpenParError as error:
            moved.refused[pk] = f"{found[pk]}: {error.message}"
        except Exception:  # whatever stops one: those before it are done and named, those after it have their turn
            log.exception("a document of a batch could not be done", extra={"step": step, "document": pk})
            moved.refused[pk] = _("%(document)s: hệ thống gặp lỗi khi làm văn bản này nên nó giữ nguyên, chưa có gì được ghi. Làm lại; nếu "
                                  "vẫn lỗi, báo quản trị kèm mã yêu cầu %(request)s.") % {"document": found[pk], "request": by.request_id or "–"}
    return moved
