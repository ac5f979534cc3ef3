"""Workbooks out: a whole tree, an empty fact sheet for it, and a scored round, as an official opens them."""

from collections.abc import Sequence
from pathlib import Path

from .checks import findings
from .framework import BY, Criterion, Framework
from .methods import METHODS
from .round import Round
from .tables import text_safe
from .words import ABSENT

TREE = ("Mã", "Cấp", "Tên", "Điểm tối đa", "Trọng số", "Tổng hợp", "Cách chấm", "Tham số", "Mã số liệu", "Ai chấm", "Chiều tốt",
        "Loại", "Không áp dụng", "Thiếu số liệu", "Số lượng", "Thang điểm nguyên văn", "Nguồn", "Ghi chú")


def _book(path: str | Path):
    import xlsxwriter
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    return book, book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1}), \
        book.add_format({"text_wrap": True, "valign": "top"})


def _sheet(book, name: str, head: Sequence[str], rows, bold, wrap, widths: Sequence[int] = ()) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    for c, width in enumerate(widths):
        sheet.set_column(c, c, width)
    for c, title in enumerate(head):
        sheet.write_string(0, c, title, bold)
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(r, c, text_safe(value), wrap)
            else:
                sheet.write_number(r, c, float(value), wrap)


def params_text(c: Criterion) -> str:
    """The parameters of a rule as an official reads and edits them; `excel_in.read_params` reads them back exactly."""
    if not c.rule:
        return ""
    parts, p = [], c.rule.params
    if "bands" in p:
        word = "đến" if p.get("better") == "lower" else "từ"
        parts += [f"{word} {limit}: {points}" for limit, points in p["bands"]]
        if "otherwise" in p:
            parts.append(f"còn lại: {p['otherwise']}")
    if "grades" in p:
        parts += [f"{name}: {share}" for name, share in p["grades"].items()]
    for key, value in p.items():
        if key in ("bands", "otherwise", "grades") or (key == "better" and "bands" in p):
            continue
        parts.append(f"{key} = " + (" … ".join(str(v) for v in value) if isinstance(value, tuple) else str(value)))
    if c.rule.grade != "A":
        parts.append(f"confidence = {c.rule.grade}")
    return "; ".join(parts)


def compose_text(c: Criterion) -> str:
    """How a node is composed, with its numbers."""
    if c.leaf:
        return ""
    k = c.compose
    extra = [f"{n} = {getattr(k, n)}" for n in ("low", "high", "floor", "cap") if getattr(k, n) is not None]
    if k.times != 1:
        extra.insert(0, f"times = {k.times}")
    return "; ".join([k.how, *extra])


def tree_rows(framework: Framework):
    """One row a criterion, with its depth in the tree."""
    def walk(node, depth):
        for child in node.children:
            yield depth, child
            yield from walk(child, depth + 1)

    for depth, c in walk(framework.root, 1):
        missing = "exclude" + (f" = {c.minimum_available}" if c.minimum_available else "") if c.missing == "exclude" else ""
        yield (c.code, depth, c.title, "unknown" if c.max is None else str(c.max), "" if c.weight is None else str(c.weight),
               compose_text(c), c.rule.method if c.rule else ("" if c.children else "unknown"), params_text(c), c.metric,
               "" if c.by == "unknown" else c.by, c.direction, "" if c.kind == "core" else c.kind, c.not_applicable, missing,
               "; ".join(f"{k} = {v}" for k, v in c.counts.items()), c.scale_text, c.source, c.note)


def about_rows(framework: Framework):
    """Key and value of everything that is not a criterion."""
    f, s, r = framework, framework.settings, framework.root
    plain = {"index": f.index, "level": f.level, "year": f.year, "until": f.until, "variant": f.variant,
             "jurisdiction": f.jurisdiction, "title": f.title, "status": f.status, "revision": f.revision,
             "revision_note": f.revision_note, "source": f.source, "confidence": f.confidence, "effective": f.effective,
             "example": "true" if f.example else "", "note": f.note, "total": "unknown" if f.total is None else f.total,
             "compose": compose_text(r), "missing": r.missing, "minimum_available": r.minimum_available or "",
             "not_applicable": r.not_applicable,
             **{f"counts.{k}": v for k, v in r.counts.items()},
             **{f"settings.{k}": getattr(s, k) for k in ("decimals", "rounding", "rank_on", "ties", "class_on", "class_value",
                                                         "no_evidence", "not_applicable")},
             "settings.rank_incomplete": "true" if s.rank_incomplete else "",
             "settings.classes": "; ".join(f"{n}: {m}" for n, m in s.classes)}
    return [(k, str(v)) for k, v in plain.items() if v not in (None, "")]


def write_tree(framework: Framework, path: str | Path) -> None:
    """The whole tree, what surrounds it, the methods to choose from, and what is not settled yet."""
    book, bold, wrap = _book(path)
    widths = (9, 5, 52, 9, 9, 14, 16, 40, 30, 12, 16, 9, 12, 12, 20, 40, 24, 40)
    _sheet(book, "Cây tiêu chí", TREE, tree_rows(framework), bold, wrap, widths)
    _sheet(book, "Khung", ("Mục", "Nội dung"), about_rows(framework), bold, wrap, (26, 90))
    _sheet(book, "Cách chấm", ("Tên", "Nghĩa", "Tham số bắt buộc", "Tham số thêm"),
           [(n, m.title, ", ".join(m.needs), ", ".join(m.may)) for n, m in METHODS.items()], bold, wrap, (18, 36, 30, 40))
    _sheet(book, "Cần xem", ("Chỗ", "Việc"), [(f.where, f.text) for f in findings(framework)], bold, wrap, (50, 90))
    book.close()


def write_template(framework: Framework, units: Sequence[str], path: str | Path) -> None:
    """An empty fact sheet: one row a unit and fact, with what is asked and which way is better."""
    head = ("Đơn vị", "Mã", "Tên", "Điểm tối đa", "Chiều tốt", "Ai chấm", "Giá trị", "Tử số", "Mẫu số", "Phân bố trả lời", "Điểm",
            "Vòng", "Trạng thái", "Sai số chuẩn", "Nguồn sai số", "Minh chứng", "Nguồn", "Ghi chú")
    book, bold, wrap = _book(path)
    rows = [(u, c.fact_code, c.label, c.max, c.direction, BY[c.by]) for u in units for c in framework.leaves()]
    _sheet(book, "Số liệu", head, rows, bold, wrap, (28, 30, 52, 9, 16, 18, 10, 10, 10, 22, 8, 14, 16, 10, 12, 10, 24, 24))
    _sheet(book, "Cách ghi", ("Cột", "Cách ghi"), [
        ("Giá trị", "số (0,96 hoặc 96 %), có/không, hoặc tên mức; tỷ lệ ghi tử số và mẫu số thì cộng dồn đúng"),
        ("Phân bố trả lời", "mức:số phiếu, ví dụ 5:20 4:40 3:10"),
        ("Điểm", "điểm do người chấm cho, theo Vòng; số liệu vẫn được giữ"),
        ("Trạng thái", "để trống khi có số liệu; nếu không có: " + ", ".join(ABSENT.values())),
        ("Nguồn sai số", "“giả định” khi sai số chuẩn không tính từ thiết kế mẫu"),
        ("Minh chứng", "“không” khi đã xem và không có minh chứng; để trống khi chưa ai xem")], bold, wrap, (20, 100))
    book.close()


def write_round(result: Round, path: str | Path) -> None:
    """A scored round: ranking, every criterion of every unit with its reason, what stands against calling it official."""
    book, bold, wrap = _book(path)
    head = ("Đơn vị", "Điểm", "Chỉ số %", "Hạng", "Xếp loại", "Đủ số liệu", "Thấp nhất có thể", "Cao nhất có thể")
    _sheet(book, "Kết quả", head,
           [(r["unit"], r["total"], r["percent"], r["rank"], r["class"], "có" if r["complete"] else "chưa", r["low"], r["high"])
            for r in result.table()], bold, wrap, (36, 10, 10, 8, 14, 10, 12, 12))
    _sheet(book, "Giải thích", ("Đơn vị", "Mã", "Tên", "Điểm", "Tối đa", "Thiếu vì", "Lý do", "Cách chấm", "Nguồn"),
           [(u, e.inputs["code"], e.label, e.value, e.inputs["max"], ABSENT.get(e.absent, ""), e.reason, e.rule, e.source)
            for u, s in result.units.items() for e in s.explained.walk()], bold, wrap, (30, 9, 50, 9, 9, 14, 70, 14, 30))
    _sheet(book, "Ghi chú", ("Loại", "Nội dung"), [("Không chính thức", r) for r in result.refusals]
           + [("Lưu ý", w) for w in result.warnings], bold, wrap, (20, 110))
    book.close()
