"""What a workbook of a round says beside points: comments, the inputs that points come from, evidence. In the workbook of a unit these are
columns beside its points; in that of an appraiser a page of their own, a row for each unit and criterion."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from openpar.core.models import Evidence
from openpar.engine.errors import BadInput
from openpar.engine.index.facts import decimal
from openpar.engine.index.tables import text_safe

from .. import derived
from ..models import Entry
from ..points import shown_points
from ..sentences import in_words

DETAILS, UNIT, CODE = "Chi tiết", "Đơn vị", "Mã"
COMMENT, PROOF = "Ý kiến", "Minh chứng"
INPUTS = {"Tử số": "numerator", "Mẫu số": "denominator", "Giá trị": "value"}
COLUMNS = ((COMMENT, 40), *((name, 10) for name in INPUTS), (PROOF, 48))
NAMES = {name for name, _width in COLUMNS}
MOST = 20  # pieces of evidence in one cell


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands beside the points of one entry."""

    comment: str = ""
    inputs: dict = field(default_factory=dict)
    proofs: tuple[str, ...] = ()

    def cells(self) -> list:
        """As the columns of COLUMNS show it."""
        numbers = [float(Decimal(self.inputs[k])) if k in self.inputs else None for k in INPUTS.values()]
        return [text_safe(self.comment), *numbers, text_safe("\n".join(self.proofs))]

    def key(self) -> list[str]:
        """As the page of keys keeps it, to tell later what was changed."""
        return [json.dumps(self.inputs, ensure_ascii=False, sort_keys=True), json.dumps(self.proofs, ensure_ascii=False)]


NOTHING = Kept()


def kept(sheets: list[int]) -> dict[tuple[int, str, str], Kept]:
    """(sheet, criterion, stream) → what stands there; two queries."""
    rows = list(Entry.objects.filter(sheet__in=sheets).order_by().values_list("pk", "sheet_id", "code", "stream", "comment", "inputs"))
    lines: dict[int, list[str]] = {}
    for e in Evidence.objects.filter(room="indices.entry", owner_id__in=[r[0] for r in rows]).order_by("id"):
        lines.setdefault(e.owner_id, []).append(line_of({"url": e.url, "number": e.number, "title": e.title}))
    return {(sheet, code, stream): Kept(comment, inputs, tuple(lines.get(pk, ())))
            for pk, sheet, code, stream, comment, inputs in rows}


def known(cells: list[str]) -> tuple[dict, tuple[str, ...]]:
    """The inputs and the evidence with which a file was made; older files have none."""
    try:
        inputs, proofs = json.loads(cells[0] or "{}"), json.loads(cells[1] or "[]")
        if not (isinstance(inputs, dict) and isinstance(proofs, list) and all(isinstance(p, str) for p in proofs)
                and all(isinstance(inputs[k], str | int | float) and Decimal(inputs[k]).is_finite() for k in INPUTS.values() if k in inputs)):
            raise ValueError(cells)
        return inputs, tuple(proofs)
    except (ValueError, ArithmeticError, RecursionError):
        raise BadInput(_("Trang khoá của tệp đã bị sửa. Tải lại bảng của đợt này."), where="file") from None


@dataclass(frozen=True, slots=True)
class Detail:
    """What a returned row says; None where the file has no such column. `place` is where its evidence stands, or the points where it has none;
    `comment_at` and `inputs_at` are where those stand."""

    place: str
    comment_at: str = ""
    inputs_at: str = ""
    comment: str | None = None
    inputs: dict | None = None
    proofs: tuple[str, ...] | None = None


def detail(head: list, row: list, n: int, letter) -> tuple[Detail, list[str]]:
    """The columns beside the points of one row, and what is wrong with them."""
    at = {str(v): i for i, v in enumerate(head) if v is not None and str(v) in NAMES}
    faults, inputs = [], {}

    def said(name):
        return row[at[name]] if at[name] < len(row) else None

    for name, key in INPUTS.items():
        if name not in at or said(name) in (None, ""):
            continue
        value = said(name)
        try:
            inputs[key] = decimal(format(Decimal(repr(value)), "f") if isinstance(value, float) else value)
            if abs(inputs[key]) > 10**12:
                raise BadInput(_("Số quá lớn."))
        except BadInput as error:
            faults.append(f"{letter(at[name])}{n}: {in_words(error.message)}")
    try:
        derived.refuse_half(inputs, _("Ghi cả tử số và mẫu số."))
    except BadInput as error:
        faults.append(f"{letter(at['Tử số'])}{n}: {error.message}")
    proofs = None
    if PROOF in at:
        proofs = tuple(x for line in str(said(PROOF) or "").lstrip("'").splitlines() if (x := " ".join(line.split())))
        if len(proofs) > MOST:
            faults.append(_("%(place)s: tối đa %(n)s minh chứng trong một ô.") % {"place": f"{letter(at[PROOF])}{n}", "n": MOST})
    comment = None if COMMENT not in at else str(said(COMMENT) if said(COMMENT) is not None else "").lstrip("'")
    if comment and len(comment) > 2000:
        faults.append(_("%(place)s: ý kiến tối đa 2.000 chữ.") % {"place": f"{letter(at[COMMENT])}{n}"})
    def place(*names):
        return next((f"{letter(at[name])}{n}" for name in names if name in at), f"A{n}")
    numbers = place(*(name for name, key in INPUTS.items() if key in inputs), *INPUTS)
    return Detail(place(PROOF), place(COMMENT), numbers, comment, derived.inputs_of(inputs) if set(INPUTS) & set(at) else None, proofs), faults


def proof_of(line: str) -> dict:
    """One new piece of evidence: a link, or the number of a document and its title.

    >>> proof_of("12/KH-STC; Kế hoạch năm")
    {'number': '12/KH-STC', 'title': 'Kế hoạch năm'}
    """
    if line.lower().startswith(("http://", "https://")):
        if len(line) > 1000:
            raise BadInput(_("Đường dẫn quá dài."))
        return {"url": line}
    number, mark, title = line.partition(";")
    if not (mark and number.strip() and title.strip()) or len(number) > 100 or len(title) > 300:
        raise BadInput(_("Minh chứng “%(line)s” ghi là đường dẫn https://, hoặc “số, ký hiệu; trích yếu” của văn bản.") % {"line": line[:60]})
    return {"number": number.strip(), "title": title.strip()}


def line_of(given: dict) -> str:
    """A piece of evidence as its cell shows it, which is how two of them are told apart.

    >>> line_of({"number": "12/KH-STC", "title": "Kế hoạch  năm"})
    '12/KH-STC; Kế hoạch năm'
    """
    return " ".join((given.get("url") or "; ".join(filter(None, (given.get("number"), given.get("title"))))).split())


def merged(old: dict, new: dict) -> dict:
    """The kept inputs with the three numbers of the file in their place.

    >>> merged({"n": 400, "value": "0.8"}, {"numerator": "9", "denominator": "10"})
    {'n': 400, 'numerator': '9', 'denominator': '10'}
    """
    return {k: v for k, v in old.items() if k not in INPUTS.values()} | new


def changed(old: dict, new: dict) -> bool:
    """Whether the three numbers differ."""
    return {k: old[k] for k in INPUTS.values() if k in old} != new


def words(inputs: dict) -> str:
    """The three numbers as a reader sees them."""
    def number(key):
        return shown_points(Decimal(inputs[key]), "")
    if "denominator" in inputs and "numerator" in inputs:
        return f"{number('numerator')}/{number('denominator')}"
    return number("value") if "value" in inputs else "–"
