"""Forms of the ground floor: rule entries, confirmations, and a clock to try."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import trail, trail_words
from .fields import DayField, FilesField
from .models import Organisation
from .organisations import valid_on
from .pages import whole
from .searching import words_of


class RuleEntryForm(forms.Form):
    value = forms.CharField(label=_("Giá trị"), max_length=60, widget=forms.TextInput(attrs={"class": "w-s"}))
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(label=_("Đến hết ngày"), required=False)
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Số, ngày, điều khoản của văn bản."))
    file = forms.FileField(label=_("Tệp căn cứ"), required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args, limits="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits


class ClockForm(forms.Form):
    UNITS = (("wd", _("ngày làm việc")), ("wh", _("giờ làm việc")), ("cd", _("ngày (theo lịch)")),
             ("cdr", _("ngày, gặp ngày nghỉ thì chuyển sang ngày làm việc kế tiếp")), ("m", _("tháng")), ("y", pgettext_lazy("length", "năm")))
    start = DayField(label=_("Bắt đầu ngày"))
    hour = forms.TimeField(label=_("Lúc"), input_formats=["%H:%M", "%Hh%M", "%H"],
                           widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-xs"}))
    amount = forms.IntegerField(label=pgettext_lazy("length", "Thời hạn"), min_value=1, max_value=400,
                                widget=forms.NumberInput(attrs={"class": "w-xs"}))
    unit = forms.ChoiceField(label=pgettext_lazy("length", "Đơn vị"), choices=UNITS)


class SignedFileForm(forms.Form):
    MEGABYTES = 30
    file = forms.FileField(label=_("Tệp PDF đã ký"), help_text=_("Tệp .pdf, tối đa 30 MB. Tệp không được lưu lại."),
                           widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}))
    annexes = FilesField(label=_("Tệp kèm theo cần đối chiếu"), required=False,
                         help_text=_("Không bắt buộc. Mỗi tệp được so với danh mục tệp kèm theo nằm trong văn bản đã ký."))

    def clean_annexes(self):
        files = self.cleaned_data["annexes"]
        if len(files) > 20 or sum(f.size for f in files) > self.MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_("Tối đa 20 tệp, tổng cộng 30 MB. Đối chiếu làm nhiều lần."))
        return files

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_("Tệp nặng quá 30 MB. Kiểm tra bằng phần mềm trên máy của bạn."))
        return file


class WebhookForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan nhận sự kiện"), empty_label=_("Chưa chọn"))
    name = forms.CharField(label=_("Tên hệ thống"), max_length=120)
    url = forms.URLField(label=_("Địa chỉ nhận"), max_length=500, assume_scheme="https", help_text=_("https, máy nằm trong danh sách được phép."))
    topics = forms.CharField(label=_("Loại sự kiện"), max_length=1000, required=False,
                             help_text=_("Cách nhau bằng dấu phẩy, ví dụ tasks.assigned; để trống là mọi loại."))

    def __init__(self, *args, on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(valid_on(on)).exclude(kind=Organisation.Kind.DIVISION)

    def clean_topics(self):
        return [t.strip() for t in self.cleaned_data["topics"].split(",") if t.strip()]


class ImportFileForm(forms.Form):
    """A file of one kind, for one organisation."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Nhập cho cơ quan"), empty_label=None)
    file = forms.FileField(label=_("Tệp dữ liệu"), help_text=_("Tệp .xlsx, .xls, .ods hoặc .csv, tối đa 30 MB. Không đưa tài liệu mật vào phần mềm này."),
                           widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}))

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.name.rpartition(".")[2].lower() not in ("xlsx", "xls", "ods", "csv"):
            raise forms.ValidationError(_("Tệp “%(name)s” không thuộc loại được nhận. Loại được nhận: .xlsx, .xls, .ods, .csv.") % {"name": file.name})
        if file.size > 30 * 1024 * 1024:
            raise forms.ValidationError(_("Tệp nặng quá 30 MB. Chia thành nhiều tệp."))
        return file


class ImportOptionsForm(forms.Form):
    """Choices about a file that its cells do not say; each kind of import adds its own."""

    skip_hidden = forms.BooleanField(label=_("Bỏ qua các dòng đang ẩn trong tệp"), required=False)

    def __init__(self, *args, importer, **kwargs):
        super().__init__(*args, **kwargs)
        for key, field in importer.options:
            self.fields[key] = field()

    def kept(self) -> dict:
        """The choices as they are kept: days as text."""
        return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in self.cleaned_data.items()}


class TrailForm(forms.Form):
    """What somebody looks for in the trail; `wanted()` is what trail.narrowed takes. Every field may stay empty."""

    MOST = 20  # people that one name may mean
    MACHINE = ["he", "thong"]
    nguoi = forms.CharField(label=_("Ai"), max_length=100, required=False,
                            widget=forms.TextInput(attrs={"placeholder": _("họ tên, hoặc Hệ thống"), "autocomplete": "off"}))
    don_vi = forms.ModelChoiceField(Organisation.objects.none(), label=_("Của đơn vị"), required=False, empty_label=_("Mọi đơn vị"))
    viec = forms.ChoiceField(label=_("Việc"), required=False)
    ma = forms.CharField(label=_("Mã, số hoặc tên"), max_length=120, required=False,
                         widget=forms.TextInput(attrs={"placeholder": _("ghi đủ, như NV-2022-0012"), "autocomplete": "off"}))
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến hết ngày"), required=False)
    gio = forms.ChoiceField(label=_("Tính ngày theo"), required=False,
                            choices=(("", _("giờ nghiệp vụ")), ("may-chu", _("giờ máy chủ nhận"))))
    yeu_cau = forms.CharField(label=_("Mã yêu cầu"), max_length=40, required=False)
    phong = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    so = forms.CharField(max_length=18, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, act="audit.view", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = trail.organisations_for(actor, act)
        if act == "audit.view":
            self.fields["viec"].choices = [("", _("Mọi việc")), *((title, list(acts.items())) for title, acts in trail_words.acts().items())]
        else:
            del self.fields["viec"], self.fields["ma"]
        self.people = None

    def clean_nguoi(self):
        words = [w for w in words_of(self.cleaned_data["nguoi"]) if w]
        if words and words != self.MACHINE:
            self.people = tuple(trail.people_named(words, self.MOST))
            if len(self.people) > self.MOST:
                raise forms.ValidationError(_("Hơn %(n)s người có tên như vậy. Ghi đủ họ tên hoặc tên đăng nhập.") % {"n": self.MOST})
        return self.cleaned_data["nguoi"]

    def clean(self):
        data = super().clean()
        if data.get("tu") and data.get("den") and data["den"] < data["tu"]:
            self.add_error("den", _("Ngày cuối phải từ ngày đầu trở đi."))
        return data

    def wanted(self) -> trail.Wanted:
        """The filter of a valid form; without any, everything."""
        if not self.is_bound:
            return trail.Wanted()
        data = self.cleaned_data
        return trail.Wanted(
            people=self.people, machine=[w for w in words_of(data["nguoi"]) if w] == self.MACHINE, organisation=data["don_vi"] and data["don_vi"].pk,
            act=data.get("viec", ""), room=data["phong"], object_id=whole(data["so"]) if data["so"] else None, reference=data.get("ma", "").strip(),
            first=data["tu"], last=data["den"], received=data["gio"] == "may-chu", request_id=data["yeu_cau"].strip())
