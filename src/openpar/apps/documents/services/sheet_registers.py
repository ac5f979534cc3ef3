"""Registers of an older system: outgoing and incoming documents keep their numbers and days; no number of ours is taken for them."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import secrecy
from openpar.core.imports import values
from openpar.core.imports.importer import SAME, Column, Context, Importer, Row, register, twice
from openpar.core.imports.reading import spans
from openpar.core.models import NumberSeries
from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import fold

from .. import kinds, rules
from ..models import Document
from . import sheet_keeping
from .incoming import BOOK

ROOM = "documents.document"
NAMES = {fold(str(name)): code for code, (name, _abbr) in kinds.KINDS.items()} | {
    fold(abbr): code for code, (_name, abbr) in kinds.KINDS.items() if abbr} | {
    "nghi quyet": "nghi_quyet_ca_biet", "quyet dinh": "quyet_dinh_ca_biet", "cv": "cong_van"}
BY_SYMBOL = {abbr: code for code, (_name, abbr) in kinds.KINDS.items() if abbr}
URGENCY = {fold(str(label)): value for value, label in Document.Urgency.choices} | {"": "", "binh thuong": "", "khong": ""}
STATES = ((rules.S.COMPLETED, r"hoan thanh|da xu ly|da giai quyet|xong|luu|da tra loi|da thuc hien"), (rules.S.PROCESSING, r"dang "),
          (rules.S.ASSIGNED, r"da (?:phan cong|chuyen|giao)"), (rules.S.REGISTERED, r"chua|da vao so|moi|cho "))


def _shown(words):
    return lambda: ", ".join(words)


NUMBER = Column("number", "Số, ký hiệu", ("Số ký hiệu", "Số và ký hiệu", "Số/ký hiệu", "Số văn bản", "Số ký hiệu văn bản", "Số hiệu", "Số, ký hiệu văn bản",
                                                "Số"),
                values.code(80), True, gettext_lazy("Giữ nguyên như trên văn bản, ví dụ 12/BC-SNV."), carried=False, sample=("12/BC-SNV", "45/SNV"))
SYMBOL = Column("symbol", "Ký hiệu", ("Ký hiệu văn bản",), values.code(60), hint=gettext_lazy("Chỉ khi số và ký hiệu ở hai cột."), sample=("", ""))
DAY = Column("on", "Ngày văn bản", ("Ngày tháng văn bản", "Ngày, tháng văn bản", "Ngày ban hành", "Ngày tháng", "Ngày ký", "Ngày"), values.day(), True,
             sample=("15/6/2022", "16/6/2022"))
TITLE = Column("title", "Trích yếu", ("Tên loại và trích yếu", "Tên loại và trích yếu nội dung văn bản", "Trích yếu nội dung", "Nội dung trích yếu", "Nội dung",
                                      "Tên loại và trích yếu nội dung"), values.text(500), True, width=60,
               sample=("Kết quả cải cách hành chính 6 tháng đầu năm 2022", "V/v rà soát thủ tục hành chính"))
KIND = Column("kind", "Loại văn bản", ("Loại", "Hình thức văn bản", "Tên loại văn bản"),
              values.choice(NAMES, _shown([str(n) for n, _a in kinds.KINDS.values()])),
              hint=gettext_lazy("Để trống thì suy ra từ ký hiệu hoặc trích yếu."), sample=("Báo cáo", "Công văn"),
              labels={code: name for code, (name, _abbr) in kinds.KINDS.items()})
SIGNER = Column("signer", "Người ký", (), values.text(150), sample=("Nguyễn Văn A", ""))
PRESSING = Column("urgency", "Độ khẩn", ("Mức độ khẩn",), values.choice(URGENCY, _shown(["Khẩn", "Thượng khẩn", "Hỏa tốc"])), sample=("", "Khẩn"),
                  labels=dict(Document.Urgency.choices))
NOTE = Column("note", "Ghi chú", (), values.text(2000), sample=("", ""))
OUT = (NUMBER, SYMBOL, DAY, TITLE, KIND, SIGNER,
       Column("recipients", "Nơi nhận", ("Nơi nhận văn bản", "Đơn vị nhận", "Cơ quan nhận"), values.text(4000), width=36,
              hint=gettext_lazy("Nhiều nơi cách nhau bằng dấu chấm phẩy."), sample=("UBND tỉnh; Sở Tài chính", "Các phòng thuộc Sở")),
       Column("storage_unit", "Đơn vị lưu", ("Đơn vị, người nhận bản lưu", "Nơi lưu", "Đơn vị soạn thảo"), values.text(200), sample=("Văn phòng", "")),
       Column("copies", "Số lượng bản", ("Số bản", "Số lượng"), values.whole(1, 9999), sample=("2", "")), PRESSING, NOTE)
IN = (Column("arrival_number", "Số đến", ("Số văn bản đến", "Số thứ tự đến"), values.whole(1, 10**6), True, carried=False, sample=("101", "102")),
      Column("arrived_on", "Ngày đến", ("Ngày nhận", "Ngày, tháng đến", "Ngày tiếp nhận"), values.day(), True, sample=("20/6/2022", "21/6/2022")),
      Column("author", "Cơ quan ban hành", ("Tác giả", "Nơi gửi", "Cơ quan gửi", "Cơ quan, tổ chức ban hành", "Nơi ban hành"), values.text(300), True,
             width=36, sample=("Ủy ban nhân dân tỉnh", "Sở Tài chính")),
      NUMBER, SYMBOL, DAY, TITLE, KIND, SIGNER,
      Column("receiver", "Đơn vị hoặc người nhận", ("Người nhận", "Đơn vị nhận", "Đơn vị, người nhận", "Chuyển cho", "Đơn vị xử lý", "Người xử lý"),
             values.text(300), width=28, sample=("", "")),
      Column("handed_on", "Ngày chuyển", ("Ngày giao", "Ngày bàn giao"), values.day(), sample=("20/6/2022", "")),
      Column("instruction", "Ý kiến chỉ đạo", ("Bút phê", "Ý kiến phân phối", "Ý kiến của lãnh đạo"), values.text(4000), width=36,
             sample=("Xử lý, báo cáo", "")),
      Column("due", "Hạn xử lý", ("Thời hạn", "Hạn giải quyết", "Hạn trả lời", "Thời hạn giải quyết"), values.day(), sample=("30/6/2022", "")),
      Column("status", "Tình trạng", ("Trạng thái", "Tình trạng xử lý", "Kết quả xử lý"), values.text(300),
             hint=gettext_lazy("Đã xử lý, đang xử lý, đã chuyển, chưa xử lý; để trống là đã xử lý."), sample=("Đã xử lý", "Đang xử lý")), PRESSING, NOTE)


def state_of(words: str) -> str | None:
    """The state of an incoming document from the words of a register; None where they are not understood.

    >>> state_of("Đã xử lý"), state_of("Đang xử lý"), state_of("?")
    ('completed', 'processing', None)
    """
    text = fold(words)
    return next((str(state) for state, pattern in STATES if re.search(pattern, text)), None)


def kind_of(row: Row) -> str:
    """The kind: as said, by the symbol behind the number, by the first words of the abstract; an official letter otherwise."""
    if row["kind"]:
        return row["kind"]
    behind = row.text("number").partition("/")[2] or row.text("symbol")
    if code := BY_SYMBOL.get(re.split(r"[-/\s]", behind.split("/")[-1])[0]):
        return code
    first = fold(row.text("title"))
    return next((NAMES[name] for name in sorted(NAMES, key=len, reverse=True) if len(name) > 5 and first.startswith(name + " ")), "cong_van")


def number_of(row: Row) -> str:
    """The number with its symbol, also from two columns."""
    number = row.text("number")
    return f"{number}/{row.text('symbol')}" if row["symbol"] and "/" not in number else number


def first_figure(number: str) -> int | None:
    """The figure of a number: 12 of "12/BC-SNV"."""
    found = re.match(r"\s*0*(\d{1,6})(?!\d)", number)
    return int(found[1]) if found else None


def judge_out(rows: list[Row], context: Context) -> None:
    """Outgoing: a number stands once a year; gaps of the old book are said."""
    there = _there(rows, context, Document.Direction.OUT, lambda d: f"{d.on.year}/{fold(d.number)}" if d.on else "")
    for row in rows:
        _checked(row, context)
        if not row.faults:
            row.key = _key(context, "di", f"{row['on'].year}/{fold(number_of(row))}")
            _compare(row, there.get(f"{row['on'].year}/{fold(number_of(row))}"), ("on", "on"))
    twice(rows, _content)
    series = _series(rows, lambda r: (r["on"].year, kind_of(r)), lambda r: first_figure(number_of(r)))
    _gaps(series, context, lambda kind: str(kinds.KINDS[kind][0]))
    _continued(series, context)


def judge_in(rows: list[Row], context: Context) -> None:
    """Incoming: an arrival number stands once a year."""
    there = _there(rows, context, Document.Direction.IN, lambda d: f"{d.arrived_at.year}/{d.arrival_number}" if d.arrival_number else "")
    bare = 0
    for row in rows:
        _checked(row, context)
        if row["arrived_on"] and row["arrived_on"] > context.on:
            row.wrong("arrived_on", _("ở sau hôm nay; kiểm tra lại"))
        elif row["arrived_on"] and row["on"] and row["on"] > row["arrived_on"]:
            row.remark("on", _("ngày văn bản sau ngày đến; kiểm tra lại"))
        row.extra = {"state": state_of(row.text("status")) if row["status"] else str(rules.S.COMPLETED)}
        bare += row["status"] is None
        if row["status"] and row.extra["state"] is None:
            row.wrong("status", _("không hiểu tình trạng; dùng: đã xử lý, đang xử lý, đã chuyển, chưa xử lý"))
        if not row.faults:
            mark = f"{row['arrived_on'].year}/{row['arrival_number']}"
            row.key = _key(context, "den", mark)
            _compare(row, there.get(mark), ("number", "number"))
    if bare:
        context.remarks.append(_("%(n)s dòng không ghi tình trạng: ghi là đã xử lý xong.") % {"n": bare})
    twice(rows, _content)
    series = _series(rows, lambda r: (r["arrived_on"].year, BOOK), lambda r: r["arrival_number"])
    _gaps(series, context, lambda kind: str(_("Sổ văn bản đến")))
    _continued(series, context)


def _checked(row, context):
    if row["on"] and row["on"] > context.on:
        row.wrong("on", _("ở sau hôm nay; kiểm tra lại"))
    try:
        secrecy.refuse(number_of(row), row.text("title"), row.text("note"))
    except BadInput as error:
        row.wrong("number", error.message)


def _there(rows, context, direction, mark) -> dict:
    days = [r["arrived_on"] if direction == "in" else r["on"] for r in rows]
    years = sorted({d.year for d in days if d})
    column = "arrived_at" if direction == "in" else "on"
    if not years:
        return {}
    found = Document.objects.filter(organisation=context.organisation, direction=direction, **{
        f"{column}__year__gte": years[0], f"{column}__year__lte": years[-1]}).only("id", "number", "on", "title", "arrival_number", "arrived_at", "direction")
    return {mark(d): d for d in found}


def _compare(row, had, pair):
    if had is None:
        return
    given = number_of(row) if pair[0] == "number" else row[pair[0]]
    same = fold(given) == fold(had.number) if pair[1] == "number" else given == getattr(had, pair[1])
    if same:
        row.outcome, row.existing = SAME, (ROOM, had.pk, f"{had.number} {had.title}")
    else:
        row.wrong("arrival_number" if pair[0] == "number" else "number", _("số này trong năm đã có trong sổ: %(number)s, %(title)s") % {
            "number": had.number, "title": had.title[:80]})


def _key(context, book, mark):
    return f"{context.organisation.pk}/{book}/{mark}"[:100]


def _content(row):
    return number_of(row), row["on"], fold(row.text("title"))


def _series(rows, of, figure) -> dict[tuple, list[int]]:
    out: dict[tuple, list[int]] = {}
    for row in rows:
        if not row.faults and (n := figure(row)):
            out.setdefault(of(row), []).append(n)
    return out


def _gaps(series, context, name):
    for (year, kind), figures in sorted(series.items()):
        held = set(figures)
        missing = [n for n in range(min(held), max(held)) if n not in held]
        if missing and len(missing) < len(held):
            context.remarks.append(_("%(name)s năm %(year)s: thiếu số %(numbers)s trong tệp.") % {"name": name(kind), "year": year, "numbers": spans(missing)})


def _continued(series, context):
    """Which books would go on after the highest number of the file, where a person asked for it."""
    if not context.options.get("go_on"):
        return
    started = dict(NumberSeries.objects.filter(organisation=context.organisation, year=context.on.year, last__gt=0).values_list("kind", "last"))
    plan = {kind: max(figures) for (year, kind), figures in series.items() if year == context.on.year}
    for kind, last in sorted(plan.items()):
        words = str(kinds.KINDS[kind][0]) if kind in kinds.KINDS else str(_("Sổ văn bản đến"))
        if kind in started:
            context.remarks.append(_("%(name)s: sổ năm nay đã cấp đến số %(last)s, giữ nguyên.") % {"name": words, "last": started[kind]})
        else:
            context.remarks.append(_("%(name)s: sổ năm nay cấp tiếp từ số %(next)s.") % {"name": words, "next": last + 1})
    context.extra["series"] = {k: n for k, n in plan.items() if k not in started}


def _options():
    return forms.BooleanField(required=False, label=gettext_lazy("Sổ năm nay cấp tiếp sau số cao nhất trong tệp"),
                              help_text=gettext_lazy("Chỉ khi sổ trên hệ thống chưa cấp số nào."))


STEPS = (gettext_lazy("Số, ký hiệu và ngày giữ nguyên; hệ thống không cấp số mới cho văn bản được nhập và ghi “nhập từ” tệp nào."),
         gettext_lazy("Văn bản mật, tối mật, tuyệt mật không đưa vào hệ thống: tệp có dòng mật bị từ chối và không được lưu."),
         gettext_lazy("Muốn sổ trên hệ thống cấp tiếp sau số cao nhất trong tệp thì đánh dấu ở mục Lựa chọn trước khi nhập."))
OUTGOING = register(Importer(
    "van-ban-di", gettext_lazy("Sổ văn bản đi"), gettext_lazy("Sổ đăng ký văn bản đi của hệ thống cũ hoặc sổ Excel, mỗi dòng một văn bản."),
    "document.receive", OUT, judge_out, lambda rows, context: sheet_keeping.keep(rows, context, Document.Direction.OUT), needs_organisation=True, steps=STEPS,
    options=(("go_on", _options),)))
INCOMING = register(Importer(
    "van-ban-den", gettext_lazy("Sổ văn bản đến"), gettext_lazy("Sổ đăng ký văn bản đến của hệ thống cũ hoặc sổ Excel, mỗi dòng một văn bản."),
    "document.receive", IN, judge_in, lambda rows, context: sheet_keeping.keep(rows, context, Document.Direction.IN), needs_organisation=True, steps=STEPS,
    options=(("go_on", _options),)))
