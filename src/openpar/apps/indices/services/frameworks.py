"""An official loads a whole tree, or the scores of an earlier year, from a workbook; a second person approves it; either can take it back."""

import hashlib
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import audit, filetypes, two_people
from openpar.core.actor import Actor
from openpar.core.handover import Handed, register
from openpar.engine.errors import BadInput, Conflict, OpenParError
from openpar.engine.index.checks import findings
from openpar.engine.index.excel_in import TreeDraft, read_tree
from openpar.engine.index.excel_out import write_tree
from openpar.engine.index.framework import Framework
from openpar.engine.index.library import catalogue, names
from openpar.engine.index.parse import parse
from openpar.engine.index.yaml_out import write_yaml
from openpar.engine.rulebook import load_yaml
from openpar.engine.vietnamese import slug

from ..models import OwnFramework, OwnScores
from ..selectors.own import framework_of
from . import facts_file

ROOM = "indices.framework"
ENDINGS = (".xlsx", ".ods")
MEGABYTES = 2


def read(name: str, data: bytes, about: Mapping) -> tuple[TreeDraft, str]:
    """A workbook as a draft and as the text of a rulebook file; BadInput names every place that must be corrected.

    The text is what our own workbook of the tree says, so that the download loads again to the same tree.
    """
    filetypes.check(name, io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="openpar-tree-") as folder:
        path = Path(folder) / filetypes.clean_name(name)
        path.write_bytes(data)
        draft = read_tree(path, **{k: v for k, v in about.items() if v not in (None, "")})
        framework = draft.framework()
        wrong = [f"{x.where.partition('#')[2] or path.name}: {x.text}" for x in findings(framework, catalogue()) if x.stops]
        if wrong:
            raise BadInput(_("Chưa nạp. Còn %(n)s chỗ phải sửa trong tệp: %(what)s") % {"n": len(wrong), "what": " ".join(wrong[:20])}, where="file")
        if not framework.leaves():
            raise BadInput(_("Tệp không có tiêu chí nào để chấm."), where="file")
        tree, text = Path(folder) / "tree.xlsx", Path(folder) / "tree.yaml"
        write_tree(framework, tree)
        write_yaml(read_tree(tree).data, text)
        return draft, text.read_text(encoding="utf-8")


@transaction.atomic
def load_framework(*, name: str, data: bytes, about: Mapping, source: str, by: Actor, at) -> OwnFramework:
    """Keep a tree as the installation's own, not yet compared with its document. The same tree is kept once."""
    by.require("rule.enter")
    if not source.strip():
        raise BadInput(_("Ghi căn cứ: số, ngày, điều khoản của văn bản."), where="source")
    draft, text = read(name, data, {**about, "source": source.strip()})
    framework = parse(load_yaml(text, name), "", layer="own")
    if framework.index == "unknown" or framework.level == "unknown":
        raise BadInput(_("Chọn chỉ số và cấp của khung; tệp không nói rõ."), where="level")
    if OwnFramework.objects.filter(digest=framework.digest, withdrawn_at=None).exists():
        raise Conflict(_("Khung này đã được nạp rồi, giống từng chữ."), where="file")
    try:
        with transaction.atomic():
            row = OwnFramework.objects.create(
                ref=_free_ref(framework), index=framework.index, level=framework.level, year=framework.year, title=framework.title, text=text,
                digest=framework.digest, notes=[list(n) for n in draft.notes][:200], source=source.strip(), file_name=filetypes.clean_name(name),
                file=data, file_digest=hashlib.sha256(data).hexdigest(), entered_by=by.user, entered_at=at)
    except IntegrityError:
        raise Conflict(_("Có người vừa nạp một khung cùng tên. Nạp lại."), where="file") from None
    audit.record("indices.framework.load", ROOM, row, by=by, at=at, reference=row.ref, changes={"digest": [None, row.digest]})
    return row


def _free_ref(framework: Framework) -> str:
    """An address that no other framework has: index, level and year, then a number."""
    base = "-".join(x for x in ("rieng", slug(framework.jurisdiction), slug(framework.variant), slug(framework.level), str(framework.year)) if x)[:80]
    taken = set(OwnFramework.objects.filter(ref__startswith=f"{framework.index}/{base}").values_list("ref", flat=True)) | set(names())
    tries = (f"{framework.index}/{base}" + (f"-{n}" if n > 1 else "") for n in range(1, 1000))
    return next(ref for ref in tries if ref not in taken)


@transaction.atomic
def load_scores(framework: Framework, *, year: int, name: str, data: bytes, kind: str, source: str, by: Actor, at) -> OwnScores:
    """Keep the scored trees of a year by a framework; a year is kept once until somebody takes it back."""
    by.require("rule.enter")
    if not source.strip():
        raise BadInput(_("Ghi căn cứ: số, ngày, điều khoản của văn bản."), where="source")
    if not framework.covers(year):
        raise BadInput(_("Khung này không áp dụng cho năm %(year)s.") % {"year": year}, where="year")
    facts = facts_file.read(name, data, points=kind == "points")
    try:
        from openpar.engine.index.round import score_all
        score_all(framework, facts)  # what cannot be scored is refused before it is kept
    except ArithmeticError:
        raise BadInput(_("Có số mà quy tắc không tính được (quá lớn, hoặc chia cho 0). Kiểm tra lại tệp."), where="file") from None
    except OpenParError as error:
        raise BadInput(error.message, where="file") from None
    try:
        with transaction.atomic():
            row = OwnScores.objects.create(
                framework_ref=framework.ref, framework_digest=framework.digest, year=year, kind=kind, units=len(facts.units), source=source.strip(),
                file_name=filetypes.clean_name(name), file=data, file_digest=hashlib.sha256(data).hexdigest(), entered_by=by.user, entered_at=at)
    except IntegrityError:
        raise Conflict(_("Năm này đã có kết quả theo khung này. Rút bản đó trước."), where="year") from None
    audit.record("indices.scores.load", ROOM, row, by=by, at=at, reference=f"{row.framework_ref} {year}", changes={"units": row.units})
    return row


@transaction.atomic
def approve(row: OwnFramework | OwnScores, *, by: Actor, at) -> None:
    """The second person's yes: compared with the document. Two clicks are one act."""
    by.require("rule.approve")
    entered = "indices.framework.load" if isinstance(row, OwnFramework) else "indices.scores.load"
    two_people.refuse_same_hand(by, ROOM, row.pk, [entered], row.entered_by_id,
                                words=_("Người duyệt phải khác người nạp. Nhờ người có quyền duyệt khác xem."))
    if not type(row).objects.filter(pk=row.pk, approved_at=None, withdrawn_at=None).update(approved_by=by.user, approved_at=at):
        raise Conflict(_("Bản này đã được duyệt hoặc đã rút. Tải lại để xem bản mới."), where="rule")
    audit.record("indices.framework.approve", ROOM, row, by=by, at=at, reference=str(row))


@transaction.atomic
def withdraw(row: OwnFramework | OwnScores, *, reason: str, by: Actor, at) -> None:
    """Take it back, with a reason: who approves may, and who loaded it while nobody has approved. Rounds keep what they froze."""
    if not (row.entered_by_id == by.user_id and row.approved_at is None):
        by.require("rule.approve")
    if not reason.strip():
        raise BadInput(_("Ghi lý do rút."), where="reason")
    if not type(row).objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=at, withdrawn_why=reason.strip()):
        raise Conflict(_("Bản này đã rút. Tải lại để xem bản mới."), where="rule")
    audit.record("indices.framework.withdraw", ROOM, row, by=by, at=at, reference=str(row), reason=reason.strip())


def _waiting(model):
    return lambda person, organisations: model.objects.filter(entered_by=person, approved_at=None, withdrawn_at=None)


register(Handed("indices.frameworks", gettext_lazy("Khung chỉ số chờ người thứ hai duyệt"), _waiting(OwnFramework)))
register(Handed("indices.scores", gettext_lazy("Kết quả đã nạp chờ người thứ hai duyệt"), _waiting(OwnScores)))

__all__ = ["approve", "framework_of", "load_framework", "load_scores", "withdraw"]
