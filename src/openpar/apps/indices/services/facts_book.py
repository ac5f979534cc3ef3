"""Facts by workbook: a template of the units and metrics that a person may enter, read back with every faulty row named."""

import hashlib
import io
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

from django.utils.translation import gettext as _

from openpar.core import filetypes
from openpar.core.actor import Actor
from openpar.core.listing import Cell, workbook
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput
from openpar.engine.index.fact_files import answers_of
from openpar.engine.index.facts import decimal
from openpar.engine.index.library import catalogue
from openpar.engine.index.tables import header, read_rows
from openpar.engine.vietnamese import fold

from ..days import usual
from . import facts_entry
from .facts_entry import Stated

ENDINGS, MEGABYTES, MOST_ROWS = (".xlsx", ".ods", ".csv"), 5, 20_000
HEADS = {"unit": "Mã đơn vị", "name": "Đơn vị", "metric": "Mã số liệu", "title": "Tên số liệu", "start": "Từ ngày", "last": "Đến hết ngày",
         "value": "Giá trị", "numerator": "Tử số", "denominator": "Mẫu số", "answers": "Phân bố trả lời", "se": "Sai số chuẩn", "df": "Bậc tự do",
         "n": "Số mẫu", "sample": "Mã mẫu", "document": "Căn cứ", "reason": "Lý do đính chính"}
WORDS = {key: (fold(text),) for key, text in HEADS.items()}
NOT_APPLICABLE = ("kad", "khong ap dung", "khong danh gia", "n/a")


@dataclass
class Reading:
    """What a workbook says: rows that are new, how many say nothing new, and what is wrong, each with its row."""

    new: list[Stated] = field(default_factory=list)
    kept: int = 0
    faults: list[str] = field(default_factory=list)
    digest: str = ""
    name: str = ""


def template(units, metrics, start: date, end: date) -> bytes:
    """One line a unit and metric of a period, to be filled; lines left empty are not read."""
    last = end - timedelta(days=1)
    cells = [Cell(text, itemgetter(key), "day" if key in ("start", "last") else "text", 44 if key in ("name", "title") else 16) for key, text in HEADS.items()]
    rows = [{**dict.fromkeys(HEADS, ""), "unit": u.code, "name": u.label, "metric": m, "title": catalogue()[m]["title"], "start": start, "last": last}
            for m in metrics for u in units]
    return workbook("Số liệu theo đơn vị và kỳ", cells, rows,
                    ["Ghi giá trị, hoặc tử số và mẫu số, hoặc KAD ở cột Giá trị nếu không áp dụng. Dòng để trống không được đọc.",
                     "Kết quả khảo sát có thể ghi phân bố trả lời, mức:số phiếu, ví dụ 5:20 4:40 3:10."])


def read(name: str, data: bytes, *, by: Actor) -> Reading:
    """What a returned workbook would change; nothing is written."""
    filetypes.check(name, io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="openpar-facts-") as folder:
        path = Path(folder) / filetypes.clean_name(name)
        path.write_bytes(data)
        rows = read_rows(path)
    at, columns = header(rows, WORDS, ("unit", "metric", "start", "last"))
    if at < 0:
        raise BadInput(_("Không thấy dòng tiêu đề có “Mã đơn vị”, “Mã số liệu”, “Từ ngày”, “Đến hết ngày”. Tải mẫu rồi ghi vào đó."), where="file")
    if len(rows) - at - 1 > MOST_ROWS:
        raise BadInput(_("Tệp có hơn %(n)s dòng. Chia thành nhiều tệp.") % {"n": MOST_ROWS}, where="file")
    units = {}
    for o in Organisation.objects.order_by("valid_from"):
        units.setdefault(o.code, []).append(o)
    out = Reading(digest=hashlib.sha256(data).hexdigest(), name=filetypes.clean_name(name))
    found, wrong = [], []
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        cell = {key: row[c] if c < len(row) else None for key, c in columns.items()}
        if all(cell.get(k) in (None, "") for k in ("value", "numerator", "denominator", "answers")):
            continue
        try:
            found.append(_row(cell, units, n))
        except BadInput as error:
            wrong.append((n, error.message))
    if not found and not wrong:
        raise BadInput(_("Tệp chưa có số nào. Ghi vào cột Giá trị, hoặc Tử số và Mẫu số."), where="file")
    wrong += [(row.row, words) for row, words in facts_entry.faults(found, by=by)]
    out.faults = [_("Dòng %(n)s: %(why)s") % {"n": n, "why": words} for n, words in sorted(wrong, key=itemgetter(0))]
    standing = facts_entry.newest(found)
    out.new = [r for r in found if not facts_entry.same(r, standing.get(r.key))]
    out.kept = len(found) - len(out.new)
    return out


def save(reading: Reading, *, by: Actor, at) -> int:
    """Write what was read, all or none."""
    if reading.faults:
        raise BadInput(_("Tệp có %(n)s lỗi; chưa dòng nào được lưu.") % {"n": len(reading.faults)}, where="file")
    return facts_entry.state(reading.new, by=by, at=at, file_name=reading.name, file_digest=reading.digest)


def _row(cell, units, n) -> Stated:
    code, start, last = str(cell.get("unit") or "").strip(), _day(cell.get("start"), "Từ ngày"), _day(cell.get("last"), "Đến hết ngày")
    known = [o for o in units.get(code, ()) if o.valid_from <= last and (o.valid_until is None or o.valid_until >= start)]
    if not known:
        raise BadInput(_("không có đơn vị mã “%(code)s” trong kỳ này.") % {"code": code})
    text = {k: str(cell.get(k) or "").strip() for k in ("value", "metric", "sample", "document", "reason")}
    na = fold(text["value"]) in NOT_APPLICABLE
    return Stated(text["metric"], known[-1], start, last + timedelta(days=1), None if na else _number(cell.get("value"), "Giá trị"),
                  _number(cell.get("numerator"), "Tử số"), _number(cell.get("denominator"), "Mẫu số"), "not_applicable" if na else "",
                  _float(cell.get("se"), "Sai số chuẩn"), _float(cell.get("df"), "Bậc tự do"), _whole(cell.get("n")), text["sample"][:80],
                  text["document"][:300], text["reason"][:2000], n, answers_of(cell.get("answers")))


def _number(value, name) -> Decimal | None:
    return None if value in (None, "") else decimal(repr(value) if isinstance(value, float) else value, name)


def _float(value, name) -> float | None:
    number = _number(value, name)
    return None if number is None else float(number)


def _whole(value) -> int | None:
    number = _number(value, "Số mẫu")
    if number is not None and (number != int(number) or number < 0 or number > 2**31 - 1):
        raise BadInput(_("Số mẫu phải là số nguyên không âm."))
    return None if number is None else int(number)


def _day(value, name) -> date:
    return usual(_read_day(value, name), name)


def _read_day(value, name) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(value or "").strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise BadInput(_("%(name)s phải là ngày/tháng/năm, ví dụ 01/01/2022.") % {"name": name})
