"""A tree from a workbook: our own sheet back exactly, or a ministry's annex, read by its words, with every doubt noted.

From an annex a rule is only proposed: it carries confidence D, so the framework is not official until somebody confirms it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import BadInput, RuleError
from ..vietnamese import fold, slug
from .framework import Framework
from .parse import UNKNOWN, parse
from .scale_text import propose_rule
from .tables import header, read_rows, sheet_names

WORDS = {
    "code": ("ma", "stt", "tt", "so tt", "ma tieu chi", "so thu tu"),
    "title": ("ten", "noi dung", "tieu chi", "linh vuc/tieu chi/tieu chi thanh phan", "linh vuc, tieu chi, tieu chi thanh phan",
              "linh vuc/tieu chi", "tieu chi, tieu chi thanh phan", "tieu chi/tieu chi thanh phan", "ten tieu chi",
              "linh vuc/ tieu chi/ tieu chi thanh phan", "cac tieu chi"),
    "max": ("diem toi da", "diem chuan", "thang diem", "diem", "diem chuan toi da"),
    "depth": ("cap",), "weight": ("trong so",), "compose": ("tong hop",), "method": ("cach cham",), "params": ("tham so",),
    "metric": ("ma so lieu",), "by": ("ai cham",), "kind": ("loai",), "not_applicable": ("khong ap dung",),
    "missing": ("thieu so lieu",), "counts": ("so luong",),
    "scale_text": ("thang diem nguyen van", "cach danh gia", "cach tinh diem", "phuong phap danh gia"),
    "source": ("nguon",), "note": ("ghi chu",), "survey": ("danh gia qua dieu tra xa hoi hoc", "dieu tra xa hoi hoc", "dtxhh"),
}
_CODE = re.compile(r"^(?:[IVX]+|[A-Z]|(?:[A-Za-z]+)?\d+(?:\.\d+[a-zx]?)*)\.?$")


@dataclass
class TreeDraft:
    """What was read: plain data for the loader, and what a person must look at (row, text)."""

    data: dict[str, Any]
    notes: list[tuple[int, str]] = field(default_factory=list)
    ref: str = ""

    def framework(self, **about: Any) -> Framework:
        """The framework, with `about` (index, level, year, title, source …) filled in; findings do not stop a draft."""
        data = {**self.data, **about}
        return parse(data, self.ref, layer="file", strict=False)


def read_tree(path: str | Path, **about: Any) -> TreeDraft:
    """Read a workbook: sheets “Cây tiêu chí” and “Khung” as we write them, else the first sheet as an annex."""
    path = Path(path)
    sheets = sheet_names(path)
    own = "Cây tiêu chí" if "Cây tiêu chí" in sheets else None
    rows = read_rows(path, own)
    at, columns = header(rows, WORDS, ("code", "title", "max"))
    if at < 0:
        raise BadInput(f"{path.name}: không thấy dòng tiêu đề có cột mã (STT), tên tiêu chí và điểm tối đa trong 30 dòng đầu. "
                       "Ghi ba tiêu đề này trên một dòng.", where=path.name)
    ref = slug(path.stem)
    if own and "method" in columns:
        data = _about(read_rows(path, "Khung")) if "Khung" in sheets else _guess(path)
        data["criteria"], notes = _own_rows(rows, at, columns, path.name)
    else:
        data = _guess(path)
        data["criteria"], data["total"], notes = _annex(rows, at, columns, path.name)
    return TreeDraft({**data, **about}, notes, ref)


def _guess(path: Path) -> dict[str, Any]:
    year = re.search(r"20\d\d", path.stem)
    return {"index": slug(path.stem), "level": "unknown", "year": int(year.group()) if year else 2022, "title": path.stem,
            "source": f"Tệp {path.name}", "status": "draft", "confidence": "D"}


# ---- our own sheet ------------------------------------------------------------------------------------------------

def _about(rows) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in ((r[0], r[1]) for r in rows[1:] if r and r[0] and len(r) > 1):
        if key.startswith("counts."):
            data.setdefault("counts", {})[key[7:]] = int(value)
        elif key == "settings.classes":
            pairs = (part.rpartition(":") for part in str(value).split(";"))
            data.setdefault("settings", {})["classes"] = [{"name": n.strip(), "min": m.strip()} for n, _, m in pairs]
        elif key.startswith("settings."):
            data.setdefault("settings", {})[key[9:]] = int(value) if key.endswith("decimals") else value == "true" \
                if key.endswith("rank_incomplete") else value
        elif key in ("year", "until", "revision"):
            data[key] = int(value)
        elif key == "compose":
            data[key] = _compose(value)
        elif key == "example":
            data[key] = value == "true"
        else:
            data[key] = value
    return data


def _compose(text: str) -> Any:
    how, *extra = [p.strip() for p in str(text).split(";")]
    numbers = dict(p.replace(" ", "").split("=") for p in extra)
    return {"how": how, **numbers} if numbers else how


def read_params(method: str, text: str | None, where: str) -> dict[str, Any]:
    """Parameters from their text: "từ 0.98: 4; còn lại: 0", "Đầy đủ: 1; Không: 0", "full_at = 0.8; zero_at = 0"."""
    p: dict[str, Any] = {"method": method}
    for part in (x.strip() for x in str(text or "").split(";")):
        if not part:
            continue
        key, equals, value = part.partition("=")
        if equals and re.fullmatch(r"\s*[a-z_]+\s*", key):
            p[key.strip()] = [v.strip() for v in value.split("…")] if "…" in value else value.strip()
            continue
        name, colon, points = part.rpartition(":")
        if not colon:
            raise RuleError(f"{where}: không hiểu tham số “{part}”. Ghi dạng “từ 0.95: 3” hoặc “full_at = 0.8”.", where=where)
        word, _, limit = name.strip().partition(" ")
        if method == "bands" and fold(word) in ("tu", "den"):
            p.setdefault("bands", []).append([limit.strip(), points.strip()])
            if fold(word) == "den":
                p["better"] = "lower"
        elif method == "bands" and fold(name) == "con lai":
            p["otherwise"] = points.strip()
        else:
            p.setdefault("grades", {})[name.strip()] = points.strip()
    return p


def _own_rows(rows, at, columns, name):
    flat, depths, notes = [], [], []
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        cell = {k: row[c] if c < len(row) else None for k, c in columns.items()}
        if cell["code"] is None:
            continue
        code, where = str(cell["code"]), f"{name}, dòng {n}"
        item = {"code": code, "title": str(cell["title"] or ""), "max": cell["max"] if cell["max"] is not None else UNKNOWN}
        for key in ("weight", "metric", "by", "kind", "not_applicable", "scale_text", "source", "note"):
            if cell.get(key) is not None:
                item[key] = cell[key] if key == "weight" else str(cell[key])
        if cell.get("compose"):
            item["compose"] = _compose(cell["compose"])
        if cell.get("missing"):
            how, _, least = str(cell["missing"]).partition("=")
            item["missing"] = how.strip()
            if least:
                item["minimum_available"] = least.strip()
        if cell.get("counts"):
            pairs = (p.replace(" ", "").partition("=") for p in str(cell["counts"]).split(";"))
            item["counts"] = {k: int(v) for k, _, v in pairs}
        if cell.get("method"):
            item["score"] = UNKNOWN if cell["method"] == UNKNOWN else read_params(cell["method"], cell.get("params"), where)
        flat.append((n, item))
        depths.append(int(cell["depth"]) if cell.get("depth") else 1)
    return _by_depth(flat, depths, name), notes


def _by_depth(flat, depths, name) -> list[dict]:
    """Parents by the column Cấp: a row belongs to the nearest row above it that is one level higher."""
    top: list[dict] = []
    path: list[dict] = []
    for (n, item), depth in zip(flat, depths, strict=True):
        if not 1 <= depth <= len(path) + 1:
            raise BadInput(f"{name}, dòng {n}: cấp {depth} không nối tiếp dòng trên (cấp {len(path)}). Sửa cột Cấp.", where=name)
        del path[depth - 1:]
        (path[-1].setdefault("criteria", []) if path else top).append(item)
        path.append(item)
    return top


# ---- an annex -----------------------------------------------------------------------------------------------------

def _annex(rows, at, columns, name):
    flat: list[tuple[int, dict]] = []
    notes: list[tuple[int, str]] = []
    total, prefix, lines = UNKNOWN, "", {}
    for n, row in enumerate(rows[at + 1:], start=at + 2):
        cell = {k: row[c] if c < len(row) else None for k, c in columns.items()}
        code, title = _code(cell["code"]), str(cell["title"] or "")
        if code and title and _CODE.match(code):
            code = code.rstrip(".")
            # Areas as I, II with criteria that start again at 1: the area's number goes before.
            if re.fullmatch(r"[IVX]+|[A-Z]", code):
                prefix = code
            elif prefix and not code.startswith(prefix):
                code = f"{prefix}.{code}"
            item = {"code": code, "title": title, "max": cell["max"] if _is_number(cell["max"]) else UNKNOWN}
            if cell["max"] is not None and not _is_number(cell["max"]):
                notes.append((n, f"mã {code}: điểm tối đa “{cell['max']}” không phải là số."))
            if cell.get("survey"):
                item["by"] = "survey"
            if cell.get("note"):
                item["note"] = str(cell["note"])
            if cell.get("scale_text"):
                lines.setdefault(code, []).append(str(cell["scale_text"]))
            flat.append((n, item))
        elif fold(title or str(cell["code"] or "")) in ("tong", "tong cong", "tong diem", "cong"):
            total = cell["max"] if _is_number(cell["max"]) else UNKNOWN
        elif title and flat:
            points = f": {cell['max']}" if _is_number(cell["max"]) else ""
            lines.setdefault(flat[-1][1]["code"], []).append(f"{title}{points}")
        elif title or cell["code"] is not None:
            notes.append((n, f"bỏ qua dòng “{title or cell['code']}”: chưa thuộc tiêu chí nào."))
    tree = _nest(flat, name)
    for n, item in flat:
        text = lines.get(item["code"], [])
        if text:
            item["scale_text"] = "\n".join(text)
        if "criteria" in item:
            continue
        item["score"], why = propose_rule(text, item["max"])
        if text:
            notes.append((n, f"mã {item['code']}: {why}"))
    if total == UNKNOWN and tree and all(_is_number(c["max"]) for c in tree):
        from .facts import decimal
        total = str(sum(decimal(c["max"]) for c in tree))
        notes.append((0, f"không thấy dòng Tổng; lấy tổng các lĩnh vực là {total}."))
    return tree, total, notes


def _code(value) -> str:
    """A code from a cell. Excel turns 1.10 into the number 1.1; nothing can bring it back, so equal codes are refused later."""
    return "" if value is None else str(value).strip()


def _is_number(value) -> bool:
    if value is None or isinstance(value, bool):
        return False
    from .facts import decimal
    try:
        decimal(value)
    except BadInput:
        return False
    return True


def _nest(flat, name) -> list[dict]:
    by_code: dict[str, dict] = {}
    top: list[dict] = []
    for n, item in flat:
        code = item["code"]
        if code in by_code:
            raise BadInput(f"{name}, dòng {n}: mã {code} có hai lần. Nếu là 1.10 bị Excel đổi thành 1.1, hãy định dạng cột mã "
                           "là văn bản rồi gõ lại.", where=name)
        by_code[code] = item
        parent = code
        while "." in parent:
            parent = parent.rpartition(".")[0]
            if parent in by_code:
                by_code[parent].setdefault("criteria", []).append(item)
                break
        else:
            top.append(item)
    return top
