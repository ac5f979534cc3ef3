"""Running task-tracking sheets as they really are: a row a task or a row a unit, merged cells, several dates and names in a cell."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core.fields import DayField
from openpar.core.imports import values
from openpar.core.imports.importer import LEFT_OUT, SAME, Column, Context, Importer, Row, known, register
from openpar.engine.vietnamese import fold

from ..models import Assignment, Task
from . import sheet_bringing
from .reading import title_of
from .sheet_words import (
    DONE,
    GOING,
    SENT,
    STOPPED,
    Time,
    Who,
    cited_in,
    finished_in,
    last_of,
    state_of,
    states_shown,
    time_of,
    who_of,
)

ROOM = "tasks.assignment"
COLUMNS = (
    Column("number", "STT", ("TT", "Số TT", "Số thứ tự"), values.code(20), width=6, sample=("1", "2", "2", "3")),
    Column("code", "Mã nhiệm vụ", ("Mã", "Mã số nhiệm vụ", "Ký hiệu nhiệm vụ"), values.code(40),
           hint=gettext_lazy("Mã ở hệ thống cũ, nếu có; giữ lại để đối chiếu."), sample=("", "", "", "")),
    Column("task", "Nội dung nhiệm vụ", ("Nhiệm vụ", "Nội dung", "Nội dung công việc", "Tên nhiệm vụ", "Nội dung chỉ đạo", "Nhiệm vụ được giao",
                                         "Nội dung nhiệm vụ được giao", "Nội dung giao"), values.text(20_000), True, width=60,
           sample=("Rà soát, công bố danh mục thủ tục hành chính", "Báo cáo kết quả cải cách hành chính quý", "Báo cáo kết quả cải cách hành chính quý",
                   "Duy trì cập nhật cơ sở dữ liệu")),
    Column("lead", "Đơn vị chủ trì", ("Cơ quan chủ trì", "Đơn vị thực hiện", "Cơ quan thực hiện", "Chủ trì", "Đơn vị được giao", "Cơ quan, đơn vị thực hiện",
                                      "Cơ quan, đơn vị chủ trì", "Đơn vị đầu mối", "Đơn vị", "Cơ quan thực hiện chủ trì"), values.text(4000), True,
           gettext_lazy("Nhiều đơn vị cách nhau bằng dấu phẩy hoặc chấm phẩy; tên, tên gọi khác hoặc mã."), width=34,
           sample=("Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Sở Nội vụ; Sở Tài chính")),
    Column("coordinating", "Đơn vị phối hợp", ("Cơ quan phối hợp", "Phối hợp", "Cơ quan thực hiện phối hợp"), values.text(4000), width=30,
           sample=("các sở, ban, ngành tỉnh", "", "", "")),
    Column("due", "Thời hạn", ("Thời hạn hoàn thành", "Hạn hoàn thành", "Thời gian hoàn thành", "Thời gian thực hiện", "Hạn xử lý", "Hạn", "Thời gian",
                               "Tiến độ thực hiện", "Mốc thời gian"), values.times(),
           hint=gettext_lazy("Một ngày, nhiều mốc, tháng, quý, năm, định kỳ hoặc “thường xuyên”."),
           sample=("30/6/2022; 15/12/2022", "Hàng quý", "Hàng quý", "Thường xuyên")),
    Column("source", "Văn bản giao", ("Văn bản chỉ đạo", "Căn cứ", "Số, ký hiệu văn bản", "Văn bản", "Nguồn", "Số văn bản"), values.text(1000), width=34,
           sample=("Kế hoạch số 12/KH-UBND ngày 10/01/2022", "", "", "")),
    Column("assigned", "Ngày giao", ("Ngày văn bản", "Ngày ban hành", "Ngày giao việc", "Ngày giao nhiệm vụ"), values.day(),
           hint=gettext_lazy("Để trống thì lấy ngày của văn bản giao."), sample=("10/01/2022", "10/01/2022", "10/01/2022", "10/01/2022")),
    Column("status", "Tình trạng", ("Trạng thái", "Tình trạng thực hiện", "Tiến độ", "Kết quả"), values.text(1000), width=22,
           sample=("Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện", "Đang thực hiện")),
    Column("done_on", "Ngày hoàn thành", ("Hoàn thành ngày", "Ngày báo cáo", "Thời điểm hoàn thành", "Ngày thực hiện xong"), values.times(),
           sample=("10/12/2022", "", "", "")),
    Column("percent", "% hoàn thành", ("Tỷ lệ hoàn thành", "Tiến độ %", "Mức độ hoàn thành"), values.number(), sample=("", "40", "", "60")),
    Column("result", "Kết quả thực hiện", ("Kết quả đạt được", "Nội dung kết quả", "Tình hình thực hiện", "Văn bản báo cáo", "Sản phẩm đã ban hành"),
           values.text(20_000), width=44, sample=("Báo cáo số 45/BC-SNV ngày 10/12/2022", "", "", "")),
    Column("product", "Sản phẩm", ("Sản phẩm dự kiến", "Kết quả, sản phẩm", "Sản phẩm đầu ra"), values.text(300), sample=("Quyết định công bố", "", "", "")),
    Column("field", "Lĩnh vực", ("Lĩnh vực phụ trách",), values.text(120), sample=("", "", "", "")))


def _day(label, hint):
    return lambda: DayField(label=label, help_text=hint, required=False)


OPTIONS = (("assigned_on", _day(gettext_lazy("Ngày giao khi tệp không ghi"), gettext_lazy("Áp dụng cho dòng không có ngày giao và không có ngày văn bản."))),
           ("done_on", _day(gettext_lazy("Ngày hoàn thành khi tệp không ghi"), gettext_lazy("Áp dụng cho dòng đã hoàn thành mà không có ngày."))))


@dataclass(slots=True)
class Line:
    """What one row means: who, until when, since when, how far. `first` is the row in which its task begins."""

    first: Row
    section: str = ""
    assigned_on: date | None = None
    time: Time = field(default_factory=Time)
    who: Who = field(default_factory=Who)
    state: str = "waiting"
    done_on: date | None = None
    percent: int = 0
    ref: str = ""


def tidy(rows: list[Row], context: Context) -> list[Row]:
    """Rows that only head a part give the part its name; rows below a task without a text of their own are further units of it."""
    out, section, first = [], "", None
    for row in rows:
        given = [k for k in ("lead", "coordinating", "due", "status", "assigned", "done_on", "source") if row[k] is not None and k not in row.carried]
        if row["task"] and not given and "task" not in row.carried:
            section = row.text("task")[:300]
            if row["number"] and not row.text("number").isdecimal():
                section = f"{row.text('number')}. {section}"[:300]
            context.remarks.append(_("Dòng %(n)s là tên phần: %(words)s.") % {"n": row.n, "words": section[:80]})
            continue
        again = first is not None and (
            "task" in row.carried or not row["task"] or (
                row["number"] is not None and row.text("number") == first.text("number") and fold(row.text("task")) == fold(first.text("task"))))
        if again:
            row.faults = [f for f in row.faults if f.column != "task"]
        else:
            first = row
        row.extra = Line(first, section)
        out.append(row)
    return out


def judge(rows: list[Row], context: Context) -> None:
    """Who, until when and how far each row is; what was brought in before."""
    for row in rows:
        line = row.extra
        first = line.first
        _when(row, line, first, context)
        if row["status"] and state_of(row.text("status")) is None and not cited_in(row.text("status")):
            row.wrong("status", _("không hiểu tình trạng; dùng: %(words)s") % {"words": states_shown()})
        _due(row, line, first, context)
        _who(row, line, context)
        if row.faults:  # all that can be said of them is said at once, so that a sheet is corrected once
            continue
        _state(row, line, context)
        row.key = hashlib.sha256("|".join((str(context.organisation.pk), fold(first.text("code")), fold(first.text("task")), line.ref, fold(row.text("lead")),
                                           line.time.text)).encode()).hexdigest()
    _before(rows, context)


def _when(row, line, first, context):
    """The day on which the task was given: its own column, the day of the document that gives it, or the one chosen for the file."""
    source = row.text("source") or first.text("source")
    cited = cited_in(source) if source else []
    line.ref = fold(cited[0].number if cited else source)
    chosen = context.options.get("assigned_on")
    line.assigned_on = row["assigned"] or first["assigned"] or next((c.on for c in cited if c.on), None) or (date.fromisoformat(chosen) if chosen else None)
    if line.assigned_on is None and not any(f.column == "assigned" for f in row.faults):
        row.wrong("assigned", _("thiếu ngày giao; ghi vào ô này, hoặc chọn ngày giao chung ở mục Lựa chọn"))
    elif line.assigned_on and line.assigned_on > context.on:
        row.wrong("assigned", _("ngày giao %(day)s ở sau hôm nay; kiểm tra lại") % {"day": values.plain(line.assigned_on)})


def _due(row, line, first, context):
    cell = row["due"] if row["due"] is not None else first["due"]
    try:
        line.time = time_of(cell, line.assigned_on or context.on)
    except values.Wrong as wrong:
        row.wrong("due", str(wrong))
        return
    if line.time.remark:
        row.remark("due", line.time.remark)
    if line.assigned_on and line.time.due_on and line.time.due_type == "date" and line.time.due_on < line.assigned_on:
        row.wrong("due", _("thời hạn (%(due)s) trước ngày giao (%(on)s); kiểm tra lại") % {
            "due": values.plain(line.time.due_on), "on": values.plain(line.assigned_on)})


def _who(row, line, context):
    line.who = who_of(row, context, min(line.assigned_on or context.on, context.on))
    asked = any(row.n in numbers for _match, numbers in context.unknown.values())
    if not line.who.leads and not asked and not any(f.column == "lead" for f in row.faults):
        row.wrong("lead", _("chưa có đơn vị chủ trì nào; ghi tên đơn vị"))
    elif len(line.who.leads) > 1:
        row.remark("lead", _("%(n)s đơn vị chủ trì: %(names)s") % {"n": len(line.who.leads), "names": ", ".join(o.label for o in line.who.leads[:6])})
    if line.who.words:
        row.remark("coordinating", _("giữ nguyên chữ, không giao: %(names)s") % {"names": "; ".join(line.who.words)[:200]})


def _state(row, line, context):
    words = row.text("status")
    state = state_of(words) if words else None
    if words and state is None and cited_in(words):
        state = DONE
    day, several = _done_on(row)
    if not words and row["done_on"] is None and row["result"]:
        state, day = _by_result(row)
    if state is None:
        state = DONE if day else "waiting"
    line.state = state
    share = row["percent"]
    line.percent = max(0, min(100, int(share * 100 if share <= 1 else share))) if share is not None else 0
    if state == "waiting" and line.percent:
        line.state = "going"
    if state == STOPPED:
        row.outcome = LEFT_OUT
        row.remark("status", _("việc đã thu hồi hoặc dừng: không nhập"))
    if state not in (DONE, SENT):
        if fold(words).find("qua han") >= 0 and line.time.due_on and line.time.due_on >= context.on:
            row.remark("status", _("ghi quá hạn nhưng thời hạn %(day)s chưa qua; theo thời hạn") % {"day": values.plain(line.time.due_on)})
        return
    if several:
        row.remark("done_on", _("ô ghi nhiều ngày; lấy ngày cuối %(day)s") % {"day": values.plain(day)})
    if day is None:
        day = next((c.on for c in cited_in(" ".join((row.text("result"), words))) if c.on), None)
        if day:
            row.remark("done_on", _("không ghi ngày hoàn thành; lấy ngày văn bản báo cáo %(day)s") % {"day": values.plain(day)})
    if day is None and (chosen := context.options.get("done_on")):
        day = date.fromisoformat(chosen)
        row.remark("done_on", _("không ghi ngày hoàn thành; lấy ngày đã chọn %(day)s") % {"day": values.plain(day)})
    if day is None:
        if not any(f.column == "done_on" for f in row.faults):
            row.wrong("done_on", _("đã hoàn thành nhưng thiếu ngày; ghi vào ô này, hoặc chọn ngày chung ở mục Lựa chọn"))
    elif not line.assigned_on <= day <= context.on:
        row.wrong("done_on", _("ngày hoàn thành %(day)s phải từ ngày giao đến hôm nay; kiểm tra lại") % {"day": values.plain(day)})
    line.done_on = day


def _by_result(row):
    """Sheets without a column for the state say it in the results: taken where nothing else can be meant, else only said."""
    words = row.text("result")
    if done := finished_in(words):
        row.remark("result", _("không có ô tình trạng; kết quả ghi đã hoàn thành nên nhập là hoàn thành"))
        return DONE, done.on
    if state_of(words) == DONE:
        row.remark("result", _("kết quả đọc như đã xong nhưng không có ô tình trạng: nhập là đang thực hiện; nếu đã xong, thêm tình trạng và ngày"))
        return GOING, None
    return None, None


def _done_on(row):
    if row["done_on"] is None:
        return None, False
    try:
        return last_of(row["done_on"])
    except values.Wrong as wrong:
        row.wrong("done_on", str(wrong))
        return None, False


def _before(rows, context):
    """What came in by an earlier file is there; what only has the same name is said."""
    earlier = known(IMPORTER.code, [r.key for r in rows])
    there = set(Assignment.objects.filter(pk__in={e.object_id for e in earlier.values()}).values_list("pk", flat=True))
    titles = {title_of(r.extra.first.text("task")) for r in rows}
    named = dict(Task.objects.filter(issuer=context.organisation, title__in=titles, state="active").exclude(origin="import").values_list("title", "code"))
    seen: dict[str, Row] = {}
    for row in rows:
        if not row.key or row.faults or row.outcome == LEFT_OUT:
            continue
        if (e := earlier.get(row.key)) and e.object_id in there:
            row.outcome, row.existing = SAME, (ROOM, e.object_id, e.label)
        elif (first := seen.setdefault(row.key, row)) is not row:
            row.outcome = LEFT_OUT
            row.remark("", _("trùng với dòng %(n)s; chỉ nhập một lần") % {"n": first.n})
        elif code := named.get(title_of(row.extra.first.text("task"))):
            row.remark("task", _("đã có nhiệm vụ cùng tên (%(code)s); xem lại trước khi nhập") % {"code": code})


def apply(rows: list[Row], context: Context) -> None:
    """Tasks of their original days, each part as far as its row says."""
    sheet_bringing.bring(rows, context)


IMPORTER = register(Importer(
    "nhiem-vu", gettext_lazy("Bảng theo dõi nhiệm vụ"),
    gettext_lazy("Nhiệm vụ đang theo dõi bằng bảng tính: mỗi dòng một nhiệm vụ hoặc một đơn vị, ô gộp, nhiều mốc thời gian trong một ô đều đọc được."),
    "directive.issue", COLUMNS, judge, apply, needs_organisation=True, options=OPTIONS, limit=5_000, at_once=50, groups_named=True, tidy=tidy,
    steps=(gettext_lazy("Ngày giao, thời hạn, ngày hoàn thành giữ đúng như trong tệp; nhiệm vụ ghi rõ nguồn gốc “nhập từ” tệp nào, dòng nào."),
           gettext_lazy("Tình trạng hiểu được: đã hoàn thành, đang thực hiện, chưa thực hiện, quá hạn, chờ thẩm định, đã thu hồi (không nhập)."),
           gettext_lazy("Việc đã hoàn thành vào hệ thống ở mức “Đạt yêu cầu”, không kèm minh chứng; văn bản báo cáo nêu trong tệp được ghi làm minh chứng."),
           gettext_lazy("Đơn vị chưa rõ được hỏi lại trước khi nhập; đơn vị nhận một thông báo chung, không nhận thông báo từng việc cũ."))))
