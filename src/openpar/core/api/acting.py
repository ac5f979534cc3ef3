"""What acts have in common: the version that was read, sets that move wholly or not at all, files that are sent out."""

import re

from django.http import FileResponse
from django.utils.translation import gettext as _

from openpar.core import evidence
from openpar.engine.errors import BadInput, Conflict, Refused

from .auth import needs
from .problems import Failed
from .schemas import Id
from .tags import version_of

IF_MATCH = {"parameters": [{"in": "header", "name": "If-Match", "required": False, "schema": {"type": "string", "pattern": '^"[0-9]{1,9}(-[0-9a-f]{1,64})?"$'},
                            "description": "ETag đã đọc; nếu bản ấy không còn mới thì trả lời 412."}]}


def file_answer(media: str, words: str = "Nội dung tệp") -> dict:
    """How a route says that it answers with a file of this type."""
    return {"responses": {200: {"description": words, "content": {media: {"schema": {"type": "string", "format": "binary"}}}}}}


def expect(request, row) -> None:
    """412 unless the program saw this version, where it says which one it saw. Call inside the transaction of the act."""
    said = request.headers.get("If-Match", "")
    if not said:
        return
    if said.strip() == "*":
        return
    if not re.fullmatch(r'"[0-9]{1,9}(-[0-9a-f]{1,64})?"', said):
        raise Failed(400, "bad-request", _("If-Match phải là ETag đã đọc, ví dụ \"3\"."))
    now = type(row)._default_manager.select_for_update().values_list("version", flat=True).get(pk=row.pk)
    if version_of(said.strip('"')) != str(now):
        raise Failed(412, "precondition", _("Bản đã đọc không còn mới. Đọc lại rồi quyết định."), headers={"ETag": f'"{now}"'})


def acted(request, row, act) -> None:
    """One act on a row that was found for who asks: it is the version that was read, then `act(row, {by, at})` is done."""
    expect(request, row)
    act(row, {"by": request.actor, "at": request.at})


def step(router, path: str, words, acts, do, answered, *, given=None, **how) -> None:
    """Hang up an act that needs nothing but its thing, or also a body of the shape `given`: `answered(request, pk, act)` finds the thing, does the
    act and says how the thing stands; `do(row, who)` or `do(row, who, body)` is the service."""
    def bare(request, pk: Id):
        return answered(request, pk, do)

    def told(request, pk: Id, given: given):
        return answered(request, pk, lambda row, who: do(row, who, given))
    view = bare if given is None else told
    parts = [p for p in path.split("/") if p and "{" not in p]
    view.__name__, view.__doc__ = f"{parts[0][:-1]}_{parts[1].replace('-', '_')}", words
    router.post(path, **how)(needs(*acts)(view))


def named(rows, ids, where: str) -> tuple:
    """The rows that a body names, in its order; BadInput names the place of the first that is none of them. The services say whether they may be named."""
    found = rows.in_bulk(ids)
    for i, pk in enumerate(ids):
        if pk not in found:
            raise BadInput(_("Không có số %(n)s trong danh mục.") % {"n": pk}, where=f"body.{where}[{i}]" if where.endswith("s") else f"body.{where}")
    return tuple(found[pk] for pk in ids)


def all_moved(moved, ids):
    """The rows of an act on a set, in the order asked for; where one could not move, none does and each is named."""
    if moved.refused:
        outrun = set(moved.refused) <= moved.outrun
        rows = [{"where": f"body.ids[{ids.index(pk)}]", "detail": str(words)} for pk, words in moved.refused.items()]
        raise (Conflict if outrun else Refused)(_("Không dòng nào được làm vì có dòng không làm được; xem errors."), where="ids", rows=rows)
    by_id = {r.pk: r for r in moved.rows}
    return [by_id[pk] for pk in ids]


def file_of(row, name: str = "") -> FileResponse:
    """The bytes of a piece of evidence as a download that no browser runs, under its own name or another one."""
    response = FileResponse(evidence.open_file(row), as_attachment=True, filename=name or evidence.download_name(row),
                            content_type=row.content_type or "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if row.blob:
        response["Repr-Digest"] = f"sha-256=:{_base64(row.blob.digest)}:"
    return response


def _base64(hexadecimal: str) -> str:
    import base64
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
