"""Organisations from a sheet: dated, below their parent by code, with other names, and what they took over from whom."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import audit, names, organisations
from openpar.core.models import Organisation, OrganisationAlias, Succession
from openpar.core.organisations import valid_on
from openpar.engine.vietnamese import fold

from . import values
from .importer import CHANGED, SAME, Column, Context, Importer, Row, register

KINDS = {fold(str(label)): code for code, label in Organisation.Kind.choices} | {c.replace("_", " "): c for c in Organisation.Kind.values} | {
    "ubnd tinh": "committee", "tinh": "committee", "so": "department", "ban": "department", "nganh": "department", "huyen": "district",
    "ubnd huyen": "district", "thanh pho": "district", "thi xa": "district", "xa": "commune", "phuong": "commune", "thi tran": "commune",
    "ubnd xa": "commune", "nganh doc": "vertical", "phong": "division", "don vi truc thuoc": "division", "hdnd": "council",
    "mat tran": "front", "doan the": "front", "hoi": "association", "bao chi": "press", "doanh nghiep": "enterprise"}
PARTS = {fold(str(label)): code for code, label in Succession.What.choices} | {c: c for c in Succession.What.values}
FIELDS = {"name": "name", "short": "short_name", "kind": "kind", "gso": "gso_code"}


def kinds_shown() -> str:
    """The kinds that may be written."""
    return ", ".join(str(label) for _code, label in Organisation.Kind.choices)


COLUMNS = (
    Column("code", "Mã", ("Mã đơn vị", "Mã cơ quan", "Mã định danh", "Mã tổ chức"), values.code(40), True,
           gettext_lazy("Mã duy nhất; giữ nguyên số 0 ở đầu."), carried=False, sample=("snv", "snv_vp", "xa_moi")),
    Column("name", "Tên", ("Tên đơn vị", "Tên cơ quan", "Tên cơ quan, đơn vị", "Cơ quan, đơn vị", "Đơn vị"), values.text(300), True, width=44,
           sample=("Sở Nội vụ", "Văn phòng Sở Nội vụ", "Ủy ban nhân dân xã Đoàn Kết")),
    Column("short", "Tên gọn", ("Tên viết tắt", "Viết tắt"), values.text(120), sample=("Sở Nội vụ", "VP Sở NV", "UBND xã Đoàn Kết")),
    Column("kind", "Loại", ("Loại đơn vị", "Loại hình", "Cấp"), values.choice(KINDS, kinds_shown), True, width=26,
           sample=("Sở, ban, ngành", "Phòng, đơn vị trực thuộc", "UBND cấp xã"), choices=tuple(str(v) for _c, v in Organisation.Kind.choices),
           labels=dict(Organisation.Kind.choices)),
    Column("parent", "Mã cấp trên", ("Mã đơn vị cấp trên", "Cấp trên", "Đơn vị cấp trên", "Cơ quan chủ quản", "Trực thuộc"), values.text(300),
           hint=gettext_lazy("Mã (hoặc đủ tên) của cơ quan cấp trên, có trong danh mục hoặc ở dòng khác của tệp."), sample=("ubnd_tinh", "snv", "ubnd_tinh")),
    Column("valid_from", "Hiệu lực từ", ("Từ ngày", "Ngày thành lập", "Ngày hiệu lực"), values.day(), True, sample=("01/01/2021", "01/01/2021", "01/7/2025")),
    Column("valid_until", "Hiệu lực đến hết ngày", ("Đến ngày", "Đến hết ngày", "Ngày kết thúc", "Ngày giải thể"), values.day()),
    Column("gso", "Mã thống kê", ("Mã GSO", "Mã hành chính", "Mã đơn vị hành chính"), values.code(10), sample=("", "", "03389")),
    Column("aliases", "Tên gọi khác", ("Bí danh", "Tên khác"), values.text(2000), width=36,
           hint=gettext_lazy("Nhiều tên cách nhau bằng dấu chấm phẩy."), sample=("Sở NV; Sở Nội vụ tỉnh", "", "")),
    Column("predecessors", "Kế thừa từ (mã)", ("Kế thừa từ", "Mã đơn vị cũ", "Đơn vị cũ", "Sáp nhập từ"), values.text(500),
           hint=gettext_lazy("Mã các đơn vị cũ, cách nhau bằng dấu chấm phẩy; ngày kế thừa là ngày hiệu lực."), sample=("", "", "xa_cu_1; xa_cu_2")),
    Column("what", "Phần kế thừa", ("Nội dung kế thừa",), values.choice(PARTS, lambda: ", ".join(str(v) for _c, v in Succession.What.choices)),
           sample=("", "", "Toàn bộ"), choices=tuple(str(v) for _c, v in Succession.What.choices), labels=dict(Succession.What.choices)),
    Column("document", "Văn bản", ("Căn cứ", "Quyết định", "Nghị quyết"), values.text(200), width=30,
           hint=gettext_lazy("Văn bản thành lập, sáp nhập; phải có khi ghi kế thừa."), sample=("", "", "Số, ký hiệu của nghị quyết sắp xếp")))


def judge(rows: list[Row], context: Context) -> None:
    """Parents and predecessors must be there on the day; what is there already is compared, never doubled."""
    there: dict[tuple, Organisation] = {(o.code, o.valid_from): o for o in Organisation.objects.select_related("parent")}
    spans = [(o.code, o.valid_from, o.valid_until) for o in there.values()]
    spans += [(r["code"], r["valid_from"], r["valid_until"]) for r in rows if r["code"] and r["valid_from"]]
    by_code: dict[str, list] = {}
    for code, since, until in spans:
        by_code.setdefault(code, []).append((since, until))
    here = {r["code"] for r in rows}
    seen: dict[tuple, Row] = {}
    for row in rows:
        if row.faults or not row["valid_from"]:
            continue
        since, until = row["valid_from"], row["valid_until"]
        row.key = f"{row['code']}/{since.isoformat()}"
        if first := seen.get((row["code"], since)):
            row.wrong("code", _("mã và ngày hiệu lực trùng với dòng %(n)s; giữ một dòng") % {"n": first.n})
            continue
        seen[row["code"], since] = row
        if until and until < since:
            row.wrong("valid_until", _("trước ngày hiệu lực; kiểm tra lại hai ngày"))
        _parent(row, by_code, here, context)
        _predecessors(row, by_code)
        _compare(row, there, context)
    _no_circles(rows)


def _on(by_code, code, day) -> bool:
    return any(since <= day and (until is None or day <= until) for since, until in by_code.get(code, ()))


def _parent(row, by_code, here, context):
    words = row["parent"]
    if not words:
        return
    if words not in by_code:
        found = context.resolve(words, row, row["valid_from"])
        if not isinstance(found, Organisation):
            return
        words = found.code
    if not _on(by_code, words, row["valid_from"]):
        row.wrong("parent", _("đơn vị này không có vào ngày %(day)s; thêm dòng cho đơn vị cấp trên hoặc sửa ngày") % {
            "day": values.plain(row["valid_from"])})
    row.extra = words


def _predecessors(row, by_code):
    old = values.parts(row["predecessors"])
    if old and not row["document"]:
        row.wrong("document", _("thiếu; ghi số, ký hiệu văn bản sáp nhập, chia tách"))
    for code in old:
        if not _on(by_code, code, row["valid_from"] - timedelta(days=1)):
            row.wrong("predecessors", _("không có đơn vị mã “%(code)s” vào ngày trước ngày hiệu lực; kiểm tra mã") % {"code": code})


def _compare(row, there, context):
    had = there.get((row["code"], row["valid_from"]))
    if had is not None:
        row.existing = ("core.organisation", had.pk, had.name)
        row.outcome = SAME
        different = [row_key for row_key, column in FIELDS.items() if row[row_key] not in (None, getattr(had, column))]
        if row["valid_until"] and had.valid_until is None:
            row.outcome = CHANGED
            row.remark("valid_until", _("đơn vị đã có; sẽ ghi ngày hết hiệu lực"))
        if different:
            row.remark(different[0], _("khác với danh mục (%(now)s); không sửa qua nhập tệp, sửa ở trang Quản trị") % {
                "now": getattr(had, FIELDS[different[0]])})
        return
    living = [o for o in there.values() if o.code == row["code"] and (o.valid_until is None or o.valid_until >= row["valid_from"])
              and (row["valid_until"] is None or o.valid_from <= row["valid_until"])]
    if living:
        row.wrong("code", _("mã này đang là của %(name)s (từ %(day)s); ghi đúng ngày hiệu lực, hoặc mã khác") % {
            "name": living[0].name, "day": values.plain(living[0].valid_from)})
        return
    same = [o for o in there.values() if names.exact(o.name) == names.exact(row["name"]) and (o.valid_until is None or o.valid_until >= row["valid_from"])]
    if any((o.parent.code if o.parent else None) == row.extra for o in same):
        row.wrong("name", _("tên này đã có trong danh mục với mã %(code)s; nếu là một đơn vị thì ghi mã đó") % {"code": same[0].code})
    elif same:
        row.remark("name", _("danh mục có đơn vị cùng tên, mã %(code)s, ở cấp trên khác") % {"code": same[0].code})


def _no_circles(rows):
    parents = {r["code"]: r.extra for r in rows if r["code"]}
    for row in rows:
        path, code = {row["code"]}, row.extra
        while code in parents and code not in path:
            path.add(code)
            code = parents[code]
        if code is not None and code == row["code"]:
            row.wrong("parent", _("đơn vị nằm dưới chính nó; sửa mã cấp trên"))


def apply(rows: list[Row], context: Context) -> None:
    """Parents before children; other names and successions when all are there."""
    waiting = list(rows)
    while waiting:
        codes = {r["code"] for r in waiting}
        turn = [r for r in waiting if r.extra not in codes or r.extra == r["code"]] or waiting
        for row in turn:
            _one(row, context)
        done = {id(r) for r in turn}
        waiting = [r for r in waiting if id(r) not in done]
    for row in rows:
        _took_over(row, context)


def _one(row, context):
    if row.existing:
        office = Organisation.objects.get(pk=row.existing[1])
        office.valid_until = row["valid_until"]
        office.save(update_fields=["valid_until"])
        changes = {"valid_until": [None, office.valid_until.isoformat()]}
    else:
        parent = _at(row.extra, row["valid_from"]) if row.extra else None
        office = organisations.add(code=row["code"], name=row["name"], kind=row["kind"], valid_from=row["valid_from"], parent=parent,
                                   short_name=row["short"] or "", valid_until=row["valid_until"], gso_code=row["gso"] or "")
        changes = {"code": [None, office.code]}
    for text in dict.fromkeys(values.parts(row["aliases"])):
        OrganisationAlias.objects.get_or_create(organisation=office, text=text)
    audit.record("organisations.import", "core.organisation", office, by=context.by, at=context.at, reference=office.name, reason=context.source,
                 changes=changes)
    row.made.append(("core.organisation", office.pk, office.name))


def _took_over(row, context):
    for code in values.parts(row["predecessors"]):
        old = _at(code, row["valid_from"] - timedelta(days=1))
        new = Organisation.objects.get(pk=row.made[0][1])
        Succession.objects.get_or_create(predecessor=old, successor=new, what=row["what"] or Succession.What.ALL, on=row["valid_from"], detail="",
                                         defaults={"document": row["document"]})
        if old.valid_until is None and (row["what"] or "all") == "all":
            old.valid_until = row["valid_from"] - timedelta(days=1)
            old.save(update_fields=["valid_until"])
            audit.record("organisations.import", "core.organisation", old, by=context.by, at=context.at, reference=old.name, reason=context.source,
                         changes={"valid_until": [None, old.valid_until.isoformat()]})


def _at(code, day):
    return Organisation.objects.filter(valid_on(day), code=code).order_by("-valid_from").first()


IMPORTER = register(Importer(
    "co-quan", gettext_lazy("Cơ quan, đơn vị"),
    gettext_lazy("Danh mục cơ quan theo thời gian: mã, tên, cấp trên, ngày hiệu lực, tên gọi khác và đơn vị đã kế thừa."),
    "organisation.manage", COLUMNS, judge, apply,
    steps=(gettext_lazy("Đơn vị đã có (cùng mã, cùng ngày hiệu lực) không được tạo lần thứ hai; chỉ ghi thêm ngày hết hiệu lực nếu trước đó chưa có."),
           gettext_lazy("Khi kế thừa toàn bộ, đơn vị cũ chưa có ngày hết hiệu lực sẽ hết hiệu lực vào ngày liền trước."))))
