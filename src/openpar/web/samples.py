"""Made-up content of the page of components: one example of each partial, nothing from a database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from openpar.engine.results import Absent, Explained

from . import faces, sample_charts, status
from .forms import DocumentField, OfficialDateField


def at(*parts: int) -> datetime:
    """A moment on the clock of Viet Nam."""
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


NOW = at(2022, 8, 24, 9, 40)
BAD_INPUT = {"due": "01/9/22", "text": "", "kind": "", "tell": ["issuer"]}
SWATCHES = (
    "bg",
    "surface",
    "sunken",
    "line",
    "edge",
    "ink",
    "ink2",
    "ink3",
    "accent",
    "asoft",
    "late",
    "soon",
    "done",
    "doubt",
    "focus",
)
SCALES = ("h0", "h1", "h2", "h3", "h4", "h5", "q1", "q2", "q3", "q4", "na")


class ExtensionForm(forms.Form):
    """Asks for more time: every kind of field that the product uses."""

    due = OfficialDateField(label=_("Hạn mới đề nghị"), help_text=_("Ví dụ: 16/9/2022"))
    kind = forms.ChoiceField(
        label=_("Lý do chính"),
        choices=[("", _("Chọn một lý do")), ("wait", _("Chờ cơ quan khác trả lời")), ("more", _("Khối lượng phát sinh"))],
    )
    text = forms.CharField(
        label=_("Giải trình"),
        help_text=_("Nêu việc đã làm, việc còn lại và vì sao cần thêm thời gian."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proof = DocumentField(label=_("Minh chứng"), required=False)
    tell = forms.MultipleChoiceField(
        label=_("Báo cho"),
        choices=[("issuer", _("Cơ quan giao việc")), ("partners", _("Cơ quan phối hợp"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sure = forms.BooleanField(label=_("Đã thống nhất với cơ quan phối hợp"), required=False)


def clock() -> faces.Clock:
    """Ten working days from 19/8/2022 over the National Day, three of them paused."""
    off = {date(2022, 9, 1): "Nghỉ lễ", date(2022, 9, 2): "Quốc khánh"}
    days, n = [faces.Day(date(2022, 8, 19), "start", "Ngày giao, không tính")], 0
    for ordinal in range(date(2022, 8, 20).toordinal(), date(2022, 9, 9).toordinal() + 1):
        d = date.fromordinal(ordinal)
        if d in off or d.weekday() > 4:
            days.append(faces.Day(d, "off", off.get(d, "Nghỉ")))
        elif date(2022, 8, 25) <= d <= date(2022, 8, 29):
            days.append(faces.Day(d, "paused", "Chờ ý kiến"))
        else:
            n += 1
            days.append(
                faces.Day(d, "due" if n == 10 else "counted", f"Ngày {n}" + (", hạn" if n == 10 else ""), d == NOW.date())
            )
        if n == 10:
            break
    return faces.Clock(
        tuple(days),
        rule="10 ngày làm việc kể từ ngày giao; ngày giao không tính.",
        source="Lịch nghỉ năm 2022",
        changes=("Hạn đổi một lần: từ 06/9/2022 vì chờ ý kiến.",),
        unverified=True,
    )


DUES = (
    faces.Due(at(2022, 9, 6, 17, 30), "on_track", NOW, left=8),
    faces.Due(at(2022, 8, 24, 15, 0), "due_soon", NOW, left=1, minutes=320),
    faces.Due(date(2022, 8, 12), "overdue", NOW, late=8),
    faces.Due(date(2022, 9, 5), "on_track", NOW, left=7, before=date(2022, 8, 24), times_extended=1),
    faces.Due(date(2022, 8, 30), "paused", NOW, note="tạm dừng từ 18/8, chờ nghĩa vụ tài chính"),
    faces.Due(None, "no_deadline", NOW, note="Không có thời hạn"),
    faces.Due(date(2022, 9, 30), "on_track", NOW, left=25, unverified=True),
)
PROOFS = (
    faces.Proof(
        "Công văn 1102/STC-TTr đôn đốc khắc phục kiến nghị",
        "#cong-van",
        "document",
        on=date(2022, 8, 22),
        ending=".pdf",
        size=214_000,
        signed=True,
    ),
    faces.Proof("Bảng theo dõi 69 kiến nghị", "#bang", on=date(2022, 8, 24), ending=".xlsx", size=48_000),
    faces.Proof("Thông báo kết luận kiểm toán", "#ket-luan", "link", note="văn bản đến số 845"),
)
EVENTS = (
    faces.Event(
        "Cập nhật tiến độ 82,6%", at(2022, 8, 24, 9, 12), "Minh, Sở Tài chính", "Còn 12 kiến nghị thuộc 4 đơn vị.", "now", now=NOW
    ),
    faces.Event("Tạm dừng tính hạn", at(2022, 8, 23, 8, 5), "Lan, Sở Nội vụ", mark="pause", now=NOW),
    faces.Event("Báo cáo tuần trễ 3 giờ", at(2022, 8, 22, 10, 30), "Minh, Sở Tài chính", mark="late", now=NOW),
    faces.Event("Giao nhiệm vụ", at(2022, 8, 19, 15, 40), "Lan, Sở Nội vụ", mark="done", now=NOW),
)
ROWS = tuple(
    {"id": i, "title": t, "org": o, "due": d, "late": n}
    for i, (t, o, d, n) in enumerate(
        (
            ("Phương án tổng thể thuê môi trường để phát triển du lịch", "Sở Nông nghiệp và PTNT", date(2022, 7, 29), 18),
            ("Kế hoạch quảng bá tiềm năng, thế mạnh của tỉnh", "Sở Kế hoạch và Đầu tư", date(2022, 8, 12), 8),
            ("Ban hành quy trình liên thông thủ tục hành chính", "Cục Thuế tỉnh", date(2022, 8, 12), 8),
        ),
        start=1,
    )
)
SELECTS = (
    faces.Select(
        "don-vi",
        _("Đơn vị"),
        (faces.Option("stc", "Sở Tài chính"), faces.Option("sgtvt", "Sở Giao thông vận tải")),
        _("Mọi đơn vị"),
    ),
    faces.Select(
        "trang-thai",
        _("Trạng thái"),
        (faces.Option("overdue", _("Quá hạn"), True), faces.Option("due_soon", _("Sắp đến hạn"))),
        _("Mọi trạng thái"),
    ),
)
COLUMNS = (
    faces.Column(_("Nhiệm vụ"), "ten"),
    faces.Column(_("Đơn vị")),
    faces.Column(_("Hạn"), "han"),
    faces.Column(_("Trạng thái")),
    faces.Column(_("Minh chứng"), number=True),
)


def context(request) -> dict:
    """Everything that the page of components shows."""
    return {
        "now": NOW,
        "dues": DUES,
        "clock": clock(),
        "proofs": PROOFS,
        "events": EVENTS,
        "statuses": status.FACES,
        "absents": status.ABSENT,
        "swatches": SWATCHES,
        "scales": SCALES,
        "selects": SELECTS,
        "columns": COLUMNS,
        "items": ROWS,
        "charts": sample_charts.drawn(),
        "rows": Paginator(range(1284), 50).page(2),
        "default_sort": "han",
        "acts": [{"value": "remind", "label": _("Nhắc việc")}, {"value": "withdraw", "label": _("Rút việc"), "bad": True}],
        "answers": [
            {"name": "cap", "value": "tinh", "label": "UBND tỉnh", "key": "1"},
            {"name": "cap", "value": "khac", "label": _("Cấp khác"), "key": "2"},
        ],
        "parts": [
            {"status": "done_on_time", "count": 12, "url": "#xong"},
            {"status": "in_progress", "count": 9, "url": "#lam", "label": _("Đang làm")},
            {"status": "due_soon", "count": 5, "url": "#sap"},
            {"status": "overdue", "count": 4, "url": "#qua"},
        ],
        "crumbs": [(_("Chỉ số"), "#chi-so"), (_("Bộ chỉ số 766"), "#766"), (_("Mẫu thành phần"), "")],
        "explained": Explained(
            3.36,
            "7.226 trên 12.904 hồ sơ có kết quả điện tử, 56,0% của 6 điểm",
            rule="Tỷ lệ nhân điểm tối đa, làm tròn hai chữ số",
            source="Quyết định 766/QĐ-TTg ngày 23/6/2022",
            inputs={"Tử số": "7.226", "Mẫu số": "12.904"},
            complete=False,
            parts=(Explained(3.36, label="Tiêu chí 4.1"), Explained(None, label="Tiêu chí 3.1", absent=Absent.RULE_UNKNOWN)),
        ),
    }
