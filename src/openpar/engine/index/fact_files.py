"""Fact files: one row a fact, or one row a unit, or one column a unit; every faulty row named in one message."""

from pathlib import Path
from typing import Any

from ..errors import BadInput
from ..results import Absent
from ..vietnamese import fold
from .facts import STAGES, Fact, FactSet, as_fact, decimal
from .framework import Framework
from .tables import header, read_rows
from .words import ABSENT

WORDS = {
    "unit": ("don vi", "unit", "ten don vi", "co quan", "tinh", "tinh, thanh pho"),
    "code": ("ma", "code", "ma so lieu", "ma tieu chi", "stt", "tt", "metric", "criterion"),
    "value": ("gia tri", "value"), "numerator": ("tu so", "numerator"), "denominator": ("mau so", "denominator"),
    "answers": ("phan bo tra loi", "answers", "so phieu theo muc"), "points": ("diem", "points", "so diem"),
    "stage": ("vong", "stage"), "absent": ("trang thai", "absent", "vi sao thieu"), "se": ("sai so chuan", "se"),
    "se_basis": ("nguon sai so", "se_basis"), "evidence": ("minh chung", "evidence"), "source": ("nguon", "source"),
    "note": ("ghi chu", "note"),
    "title": ("ten", "ten tieu chi", "title", "noi dung", "tieu chi", "tieu chi thanh phan",
              "linh vuc/tieu chi/tieu chi thanh phan",
              "linh vuc, tieu chi, tieu chi thanh phan"),
    "max": ("diem toi da", "max", "diem chuan"), "unit_of": ("don vi tinh", "unit_of"),
}
_ABSENT = {fold(text): key for key, text in ABSENT.items()} | {k: k for k in ABSENT} | {
    "khong co": "not_measured", "chua co": "not_measured", "n/a": "not_applicable", "kad": "not_applicable",
    "khong danh gia": "not_applicable", "khong phat sinh": "not_applicable"}
_STAGE = {fold(text): key for key, text in STAGES.items()} | {k: k for k in STAGES} | {"tham dinh": "appraisal1"}


def read_facts(path: str | Path, *, points: bool = False, stage: str = "published", sheet: str | None = None) -> FactSet:
    """Facts from a file. Three layouts are understood:

    long (columns Đơn vị, Mã, Giá trị …), one row a unit (Đơn vị, then a column per code), one column a unit (Mã, then units).
    In the wide layouts `points` says that the cells are points given by people at this `stage`, not facts.
    """
    rows = read_rows(path, sheet)
    name = Path(path).name
    at, columns = header(rows, WORDS, ("unit", "code"))
    if at >= 0 and {"value", "numerator", "answers", "points", "absent"} & set(columns):
        return _long(rows, at, columns, name)
    at, columns = header(rows, WORDS, ("code",))
    if at >= 0 and "unit" not in columns:
        return _across(rows, at, columns, name, points, stage)
    at, columns = header(rows, WORDS, ("unit",))
    if at >= 0:
        return _wide(rows, at, columns, name, points, stage)
    raise BadInput(f"{name}: không thấy dòng tiêu đề có cột “Đơn vị” hoặc “Mã” trong 30 dòng đầu. "
                   "Dùng mẫu của openpar index template.", where=name)


def _long(rows, at, columns, name) -> FactSet:
    facts: dict[str, dict[str, Fact]] = {}
    points: dict[str, dict[str, dict]] = {}
    errors, seen = [], {}
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        cell = {k: row[c] if c < len(row) else None for k, c in columns.items()}
        if all(v is None for v in cell.values()):
            continue
        where = f"dòng {n}"
        unit, code = _text(cell["unit"]), _text(cell["code"])
        if not unit or not code:
            errors.append(f"{where}: thiếu {'đơn vị' if not unit else 'mã'}.")
            continue
        try:
            stage = _STAGE.get(fold(str(cell.get("stage") or "published")))
            if stage is None:
                raise BadInput(f"{where}: vòng “{cell['stage']}” không có. Dùng: {', '.join(STAGES.values())}.")
            kind = ("points", stage) if cell.get("points") is not None else ("fact",)
            if (unit, code, kind) in seen:
                raise BadInput(f"{where}: {unit}, {code} đã có ở dòng {seen[unit, code, kind]}. Giữ một dòng.")
            seen[unit, code, kind] = n
            if kind[0] == "points":
                points.setdefault(unit, {}).setdefault(code, {})[stage] = decimal(cell["points"], where)
            fact = _fact(cell, where)
            # A unit with an empty sheet is still a unit: everything about it is "not measured".
            facts.setdefault(unit, {})
            if fact is not None:
                facts[unit][code] = fact
        except BadInput as error:
            errors.append(error.message)
    _refuse(errors, name)
    return FactSet(facts, points, name)


def _fact(cell: dict[str, Any], where: str) -> Fact | None:
    absent = cell.get("absent")
    if absent is not None:
        if fold(str(absent)) not in _ABSENT:
            raise BadInput(f"{where}: trạng thái “{absent}” không hiểu. Dùng: {', '.join(ABSENT.values())}.")
        absent = Absent(_ABSENT[fold(str(absent))])
    value = cell.get("value")
    if isinstance(value, str) and fold(value) in _ABSENT:
        value, absent = None, Absent(_ABSENT[fold(value)])
    above, below = (decimal(cell[k], where) if cell.get(k) is not None else None for k in ("numerator", "denominator"))
    if (above is None) != (below is None):
        raise BadInput(f"{where}: có tử số thì phải có mẫu số, và ngược lại.")
    if below is not None and below < 0:
        raise BadInput(f"{where}: mẫu số âm.")
    answers = answers_of(cell.get("answers"), where)
    given = [v for v in (value, above, answers) if v is not None]
    if absent and given:
        raise BadInput(f"{where}: vừa có giá trị vừa ghi “{ABSENT[absent]}”. Giữ một trong hai.")
    if len(given) > 1:
        raise BadInput(f"{where}: chỉ ghi một trong: giá trị, tử số và mẫu số, phân bố trả lời.")
    if not given and not absent:
        return None
    se = float(decimal(cell["se"], where)) if cell.get("se") is not None else None
    if se is not None and se < 0:
        raise BadInput(f"{where}: sai số chuẩn âm.")
    basis = fold(str(cell.get("se_basis") or "computed"))
    evidence = cell.get("evidence")
    if evidence is not None:
        evidence = fold(str(evidence)) in ("co", "yes", "true", "1", "x")
    return Fact(as_fact(value, where).value if value is not None else None, absent, above, below, answers, se,
                "assumed" if basis in ("assumed", "gia dinh") else "computed", evidence,
                _text(cell.get("source")), _text(cell.get("note")))


def answers_of(text: Any, where: str = "") -> dict[str, int] | None:
    """A distribution as people write it, "5:20 4:40 3:10" (level and number of answers), as counts by level; BadInput names what does not fit.

    >>> answers_of("5:20; 4:40"), answers_of(" ")
    ({'5': 20, '4': 40}, None)
    """
    if text is None:
        return None
    counts: dict[str, int] = {}
    for pair in str(text).replace(";", " ").split():
        level, _, n = pair.partition(":")
        try:
            if not (n.isascii() and n.isdigit()) or level in counts:
                raise ValueError
            counts[str(decimal(level))] = int(n)
        except (ValueError, BadInput):
            raise BadInput(f"{where}: phân bố trả lời “{pair}” không đúng dạng mức:số phiếu, ví dụ 5:20 4:40 3:10.".lstrip(": ")) from None
    return counts if sum(counts.values()) else None


def _wide(rows, at, columns, name, points, stage) -> FactSet:
    codes = {c: _text(v) for c, v in enumerate(rows[at]) if v is not None and c not in columns.values()}
    table, errors = {}, []
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        unit = _text(row[columns["unit"]])
        if unit and unit in table:
            errors.append(f"dòng {n}: đơn vị {unit} có hai lần.")
        elif unit:
            table[unit] = {code: row[c] for c, code in codes.items() if c < len(row) and row[c] is not None}
    return _plain(table, name, points, stage, errors)


def _across(rows, at, columns, name, points, stage) -> FactSet:
    units = {c: _text(v) for c, v in enumerate(rows[at]) if v is not None and c not in columns.values()}
    table: dict[str, dict[str, Any]] = {u: {} for u in units.values()}
    errors = []
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        code = _text(row[columns["code"]])
        if code and any(code in r for r in table.values()):
            errors.append(f"dòng {n}: mã {code} có hai lần.")
            continue
        for c, unit in units.items():
            if code and c < len(row) and row[c] is not None:
                table[unit][code] = row[c]
    return _plain(table, name, points, stage, errors)


def _plain(table, name, points, stage, errors) -> FactSet:
    facts: dict[str, dict[str, Fact]] = {}
    given: dict[str, dict[str, dict]] = {}
    for unit, row in table.items():
        facts[unit] = {}
        for code, value in row.items():
            word = fold(str(value))
            try:
                if word in _ABSENT:
                    facts[unit][code] = Fact(absent=Absent(_ABSENT[word]))
                elif points:
                    given.setdefault(unit, {}).setdefault(code, {})[stage] = decimal(value, f"{unit}, {code}")
                else:
                    facts[unit][code] = as_fact(value, f"{unit}, {code}")
            except BadInput as error:
                errors.append(error.message)
    _refuse(errors, name)
    return FactSet(facts, given, name)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _refuse(errors: list[str], name: str) -> None:
    if errors:
        more = f" … và {len(errors) - 10} lỗi nữa" if len(errors) > 10 else ""
        listed = "\n  ".join(errors[:10])
        raise BadInput(f"{name}: {len(errors)} lỗi, chưa nhận dòng nào:\n  {listed}{more}", where=name, errors=errors)


def unused(framework: Framework, facts: FactSet) -> list[str]:
    """Codes in the facts that the framework does not ask for: mostly a misspelling, so it is said."""
    known = {c.fact_code for c in framework.root.walk()} | {c.code for c in framework.root.walk()} | {"TOTAL"}
    codes = dict.fromkeys(c for rows in (facts.facts, facts.points) for row in rows.values() for c in row)
    return [c for c in codes if c not in known]
