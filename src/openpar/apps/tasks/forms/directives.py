"""Forms of intake, review and amending."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.core.models import Organisation, User
from openpar.web.forms import DocumentField, OfficialDateField

from ..models import Addressee, Directive, Task
from ..services.draft_words import figures, ref_text, refs_named, report_to
from .days import DueDateField, KeepDay

ENDINGS = (".docx", ".pdf", ".odt", ".html", ".htm", ".txt")
CYCLES = [("", _("Chọn kỳ")), *Task.Cycle.choices]
PRIORITIES = [(0, _("Thường")), (1, _("Quan trọng")), (2, _("Khẩn"))]


class UploadForm(forms.Form):
    """A file, or pasted text."""

    issuer = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan ban hành"), empty_label=None)
    file = DocumentField(label=_("Tệp văn bản"), required=False, endings=ENDINGS, megabytes=50)
    text = forms.CharField(label=_("Hoặc dán nội dung"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}),
                           help_text=_("Dán cả văn bản, kể cả số, ngày và tên cơ quan ban hành."))
    again = forms.BooleanField(label=_("Vẫn tạo bản rà soát mới dù nội dung đã có"), required=False)

    def __init__(self, *args, issuers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in issuers])
        if len(issuers) == 1:
            self.fields["issuer"].widget = forms.HiddenInput()
            self.fields["issuer"].initial = issuers[0].pk

    def clean(self):
        data = super().clean()
        if not data.get("file") and not (data.get("text") or "").strip() and "file" not in self.errors:
            self.add_error("file", _("Chưa có nội dung. Chọn tệp, hoặc dán nội dung văn bản."))
        return data

    def given_file(self):
        """(name, bytes) of the upload, or None."""
        file = self.cleaned_data.get("file")
        return (file.name, file.read()) if file else None


class HeadForm(forms.ModelForm):
    """What the document says of itself, corrected by hand."""

    issued_on = OfficialDateField(label=_("Ngày ban hành"), required=False)

    class Meta:
        model = Directive
        fields = ["title", "doc_type", "number", "issued_on", "signer"]
        labels = {"title": _("Trích yếu"), "doc_type": _("Loại văn bản"), "number": _("Số, ký hiệu"), "signer": _("Người ký")}


class DueForm(KeepDay):
    """A final day, a reporting cycle, or no deadline said on purpose; nothing where nothing is to change."""

    TYPES = [("", _("Chưa đặt")), *Task.DueType.choices]
    due_type = forms.ChoiceField(label=_("Loại hạn"), choices=TYPES, required=False)
    due_on = DueDateField(label=_("Ngày hạn"), required=False)
    cycle = forms.ChoiceField(label=_("Kỳ báo cáo"), choices=CYCLES, required=False)
    report_day = forms.IntegerField(label=_("Ngày báo cáo"), required=False, min_value=1, max_value=31,
                                    help_text=_("Kỳ tuần: 2 là thứ Hai, 7 là thứ Bảy."),
                                    widget=forms.NumberInput(attrs={"class": "w-xs"}))

    def clean(self):
        data = super().clean()
        if data.get("due_type") == "date" and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Ghi ngày hạn, ví dụ 15/8/2022."))
        if data.get("due_type") == "cycle" and not data.get("cycle"):
            self.add_error("cycle", _("Chọn kỳ báo cáo: tuần, tháng, quý, sáu tháng hoặc năm."))
        if data.get("due_type") == "date":
            self.doubt(data.get("due_on"))
        return data

    def due(self):
        """The due columns, or nothing where no type was chosen."""
        d = self.cleaned_data
        if not d["due_type"]:
            return {}
        return {"due_type": d["due_type"], "due_on": d["due_on"] if d["due_type"] == "date" else None,
                "cycle": d["cycle"] if d["due_type"] == "cycle" else "", "report_day": d["report_day"] if d["due_type"] == "cycle" else None}


class WhereForm(forms.Form):
    """Field, supervising leader, priority."""

    field = forms.CharField(label=_("Lĩnh vực"), required=False, max_length=120, widget=forms.TextInput(attrs={"list": "linh-vuc"}))
    leader = forms.ModelChoiceField(User.objects.none(), label=_("Lãnh đạo chỉ đạo"), required=False, empty_label=_("Không chọn"))
    priority = forms.TypedChoiceField(label=_("Mức ưu tiên"), choices=[("", _("Không đổi")), *PRIORITIES], coerce=int, empty_value=None, required=False)

    def __init__(self, *args, leaders=None, **kwargs):
        super().__init__(*args, **kwargs)
        if leaders is not None:
            self.fields["leader"].queryset = leaders


class BulkForm(DueForm, WhereForm):
    """Many drafts at once; what is left empty stays as it is."""

    def given(self):
        d, out = self.cleaned_data, self.due()
        if d["field"]:
            out["field"] = d["field"]
        if d["leader"]:
            out["leader"] = d["leader"].pk
        if d["priority"] is not None:
            out["priority"] = d["priority"]
        return out


class Lines(forms.CharField):
    """One value a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        rows = kwargs.pop("rows", 2)
        super().__init__(required=kwargs.pop("required", False), widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class DraftForm(DueForm, WhereForm):
    """Every field of one draft."""

    title = forms.CharField(label=_("Tên nhiệm vụ"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    lead = Lines(label=_("Chủ trì"), help_text=_("Mỗi dòng một đơn vị hoặc một nhóm; viết tắt cũng được."))
    coordinating = Lines(label=_("Phối hợp"))
    recurring = forms.BooleanField(label=_("Lặp lại mỗi năm"), required=False)
    report_to = Lines(label=_("Báo cáo cho"), rows=1)
    product = forms.CharField(label=_("Sản phẩm"), required=False, max_length=300)
    refs = Lines(label=_("Căn cứ"), help_text=_("Mỗi dòng một văn bản."))
    field_order = ["title", "lead", "coordinating", "due_type", "due_on", "cycle", "report_day", "recurring", "report_to", "product", "refs", "field",
                   "leader", "priority"]

    @staticmethod
    def initial_of(card, shown):
        """What the form starts with."""
        d, f = card.draft, card.draft.fields
        return {"title": d.title, "lead": [shown(n.addressee) for n in card.leads], "coordinating": [shown(n.addressee) for n in card.coordinating],
                "due_type": d.due_type, "due_on": d.due_on, "cycle": d.cycle, "report_day": d.report_day, "recurring": bool(f.get("recurring")),
                "report_to": (f.get("report") or {}).get("to") or [], "product": f.get("product") or "",
                "refs": [ref_text(r) for r in f.get("refs", [])], "field": f.get("field") or "", "leader": f.get("leader"),
                "priority": f.get("priority") or 0}

    def given(self, card, shown):
        """Only what changed, in the words of services.review.edit."""
        d, was = self.cleaned_data, self.initial_of(card, shown)
        out = {k: d[k] for k in ("title", "lead", "coordinating", "product", "field") if d[k] != was[k]}
        columns = ("due_type", "due_on", "cycle", "report_day", "recurring")
        if any(d[k] != was[k] for k in columns):
            out |= {**{k: d[k] for k in columns}, **self.due(), "recurring": d["recurring"] and d["due_type"] == "date"}
            if out["recurring"]:
                out["cycle"] = "year"
        if d["report_to"] != was["report_to"]:
            out["report"] = report_to(card.draft, d["report_to"])
        if d["refs"] != was["refs"]:
            out["refs"] = refs_named(card.draft, d["refs"])
        leader = d["leader"].pk if d["leader"] else None
        if leader != was["leader"]:
            out["leader"] = leader
        if d["priority"] is not None and d["priority"] != was["priority"]:
            out["priority"] = d["priority"]
        return out


OPS = [(">=", "≥"), (">", ">"), ("=", "="), ("<=", "≤"), ("<", "<"), ("~", "≈")]


class TargetForm(forms.Form):
    """One figure to reach; an empty row is none."""

    metric = forms.CharField(label=_("Chỉ tiêu"), required=False, max_length=300)
    op = forms.ChoiceField(label=_("So sánh"), choices=OPS, required=False)
    value = forms.DecimalField(label=_("Giá trị"), required=False, max_digits=18, decimal_places=4, localize=True)
    unit = forms.CharField(label=_("Đơn vị tính"), required=False, max_length=40)
    year = forms.IntegerField(label=_("Năm"), required=False, min_value=2000, max_value=2100)

    def clean(self):
        data = super().clean()
        if data.get("value") is not None and not data.get("metric"):
            self.add_error("metric", _("Ghi tên chỉ tiêu cho giá trị này."))
        return data


TargetRows = forms.formset_factory(TargetForm, extra=1, max_num=30, absolute_max=30)


def targets_of(rows, was=()) -> list[dict]:
    """The figures of a set of rows; those unchanged keep the words they came from."""
    return figures((form.cleaned_data for form in rows), was)


class ReasonForm(forms.Form):
    """Why; sent to everybody concerned and kept."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class TaskForm(DueForm, WhereForm):
    """A task written by hand, or the correction of one."""

    due_type = forms.ChoiceField(label=_("Loại hạn"), choices=DueForm.TYPES)
    title = forms.CharField(label=_("Tên nhiệm vụ"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    product = forms.CharField(label=_("Sản phẩm"), required=False, max_length=300)
    report_to = forms.CharField(label=_("Báo cáo cho"), required=False, max_length=300)
    field_order = ["title", "due_type", "due_on", "cycle", "report_day", "field", "leader", "priority", "product", "report_to"]

    def clean(self):
        data = super().clean()
        if not data.get("due_type") and "due_type" in self.errors:
            del self.errors["due_type"]
            self.add_error("due_type", _("Chọn ngày hạn, kỳ báo cáo, hoặc “Không thời hạn”."))
        return data

    def plain(self):
        """The columns of a task."""
        d = self.cleaned_data
        return {"title": d["title"], "product": d["product"], "report_to": d["report_to"], "field": d["field"], "leader": d["leader"],
                "priority": d["priority"] or 0, **self.due()}


class NewTaskForm(TaskForm):
    """A task given without a directive."""

    issuer = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan giao"), empty_label=None)
    lead = Lines(label=_("Chủ trì"), required=True, help_text=_("Mỗi dòng một đơn vị hoặc một nhóm; viết tắt cũng được."))
    coordinating = Lines(label=_("Phối hợp"))
    text = forms.CharField(label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ["issuer", "title", "text", "lead", "coordinating", *TaskForm.field_order[1:]]

    def __init__(self, *args, issuers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = Organisation.objects.filter(pk__in=[o.pk for o in issuers])
        if len(issuers) == 1:
            self.fields["issuer"].widget = forms.HiddenInput()
            self.fields["issuer"].initial = issuers[0].pk


class AddOrganisationForm(ReasonForm):
    """Who joins, as what, why."""

    name = forms.CharField(label=_("Đơn vị"), max_length=300)
    part = forms.ChoiceField(label=_("Vai trò"), choices=Addressee.Part.choices)
    field_order = ["name", "part", "reason"]


class MergeTaskForm(ReasonForm):
    """Into which task."""

    into = forms.CharField(label=_("Gộp vào nhiệm vụ (mã)"), max_length=40, help_text=_("Ví dụ NV-2022-0012."))
    field_order = ["into", "reason"]
