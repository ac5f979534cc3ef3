"""Forms of rounds: opening one, its calendar, evidence for a criterion."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.core.fields import SeveralField
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput
from openpar.engine.index.facts import decimal
from openpar.web.forms import DocumentField, OfficialDateField

from .. import derived, rules
from ..points import read_points, shown_points
from ..sentences import in_words
from ..services.rounds_excel import ENDINGS, MEGABYTES
from .kept import KeptFileForm

LARGEST = 10**18


class CalendarForm(forms.Form):
    """A day for every step."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for step, title in rules.CALENDAR.items():
            self.fields[step] = OfficialDateField(label=title)

    def days(self) -> dict:
        """Step → day."""
        return {step: self.cleaned_data.get(step) for step in rules.CALENDAR}


class OpenForm(CalendarForm):
    """A new round; the framework was chosen before, since the units depend on it."""

    title = forms.CharField(label=_("Tên đợt"), max_length=300)
    year = forms.IntegerField(label=_("Năm đánh giá"), min_value=2000, max_value=2100,
                              widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}))
    starts_on = OfficialDateField(label=_("Số liệu từ ngày"))
    ends_on = OfficialDateField(label=_("Số liệu đến hết ngày"))
    units = SeveralField(Organisation.objects.none(), label=_("Đơn vị được đánh giá"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units


class AmendForm(CalendarForm):
    """The calendar again, with the reason why it moves."""

    reason = forms.CharField(label=_("Lý do sửa lịch"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


class AreaForm(forms.Form):
    """Who appraises which area."""

    area = forms.ChoiceField(label=_("Lĩnh vực"))
    user = forms.TypedChoiceField(label=_("Người thẩm định"), coerce=int)

    def __init__(self, *args, areas, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(c.code, c.label[:90]) for c in areas]
        groups: dict[str, list] = {}
        for m in people:
            groups.setdefault(m.organisation.label, []).append((m.user_id, f"{m.user.full_name}{f', {m.title}' if m.title else ''}"))
        self.fields["user"].choices = [("", _("Chọn người")), *groups.items()]


class ProofForm(forms.Form):
    """Evidence for one criterion: a file, a link, or a document by its number."""

    upload = DocumentField(label=_("Tệp"), required=False)
    url = forms.CharField(label=_("Hoặc đường dẫn"), required=False, max_length=1000)
    number = forms.CharField(label=_("Hoặc số, ký hiệu văn bản"), required=False, max_length=100)
    issued_on = OfficialDateField(label=_("Ngày văn bản"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=200)
    title = forms.CharField(label=_("Tên, trích yếu"), required=False, max_length=300)


class BookForm(KeptFileForm):
    """A workbook, or the same one handed back by the page of its dry run."""

    plain_name, choose_again, choose_one = "bang.xlsx", _("Chọn lại tệp bảng chấm."), _("Chưa có tệp. Chọn bảng chấm đã ghi.")

    file = DocumentField(label=_("Tệp bảng chấm"), required=False, endings=ENDINGS, megabytes=MEGABYTES)
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=7_000_000)


class CellField(forms.Field):
    """Points as a cell takes them: a number, or KAD."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s", "autocomplete": "off"})

    def to_python(self, value):
        try:
            return read_points(value or "")
        except BadInput as error:
            raise ValidationError(error.message) from None


class NumberField(forms.Field):
    """A number as officials write it: 86,81 or 95 %; below a billion billions, so that it can still be rounded."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s", "autocomplete": "off"})

    def prepare_value(self, value):
        return shown_points(value, "") if isinstance(value, Decimal) else str(value).replace(".", ",") if isinstance(value, float) else value

    def to_python(self, value):
        if not (value or "").strip():
            return None
        try:
            number = decimal(value) + 0  # no "-0"
        except BadInput as error:
            raise ValidationError(in_words(error.message)) from None
        if abs(number) >= LARGEST:
            raise ValidationError(_("Số quá lớn."))
        return number


class EntryForm(forms.Form):
    """What one side says about one criterion: points, what they come from, and why."""

    points = CellField(label=_("Điểm"), required=False)
    numerator = NumberField(label=_("Tử số"), required=False)
    denominator = NumberField(label=_("Mẫu số"), required=False)
    value = NumberField(label=_("Hoặc giá trị"), required=False)
    se = NumberField(label=_("Sai số chuẩn"), required=False)
    df = NumberField(label=_("Bậc tự do"), required=False)
    n = forms.IntegerField(label=_("Số mẫu"), required=False, min_value=0, max_value=2**31 - 1,
                           widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s", "autocomplete": "off"}))
    sample = forms.CharField(label=_("Mã mẫu"), required=False, max_length=80)
    source = forms.CharField(label=_("Nguồn số liệu"), required=False, max_length=300)
    comment = forms.CharField(label=_("Ý kiến, căn cứ"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    stream = forms.CharField(widget=forms.HiddenInput, max_length=12)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, *args, framework, criterion, stream, **kwargs):
        super().__init__(*args, **kwargs)
        self.framework, self.criterion = framework, criterion
        if stream != "survey":
            for name in ("se", "df", "n", "sample"):
                del self.fields[name]
        if criterion.rule and criterion.rule.params.get("anchors") != "round":
            self.fields["points"].help_text = _("Để trống và ghi số liệu thì điểm được tính theo quy tắc của tiêu chí. KAD: không áp dụng.")
        else:
            self.fields["points"].help_text = _("Một số, ví dụ 2,5; hoặc KAD nếu không áp dụng.")

    def clean(self):
        data = super().clean()
        (points, absent), inputs = data.get("points") or (None, ""), {}
        try:
            points, inputs = derived.said(self.framework, self.criterion, data, points, absent or "points" in self.errors, str(_("Ghi cả tử số và mẫu số.")))
        except BadInput as error:
            self.add_error("numerator" if error.where == "numerator" else "value", in_words(error.message))
        data["said"] = {"points": points, "absent": absent, "inputs": inputs, "comment": data.get("comment", ""), "version": data.get("version")}
        return data


def entry_initial(entry, stream: str) -> dict:
    """An entry as its form shows it first."""
    if entry is None:
        return {"stream": stream, "version": 0}
    numbers = {k: Decimal(v) if k in ("value", "numerator", "denominator") else v for k, v in entry.inputs.items() if k in derived.FIELDS}
    return {**numbers, "points": shown_points(entry.points, entry.absent), "comment": entry.comment, "stream": stream, "version": entry.version}


class ReviseForm(forms.Form):
    """One point of a published result, with the reason."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    code = forms.ChoiceField(label=_("Tiêu chí"))
    points = CellField(label=_("Điểm đúng"), help_text=_("Một số, ví dụ 2,5; hoặc KAD nếu không áp dụng."))
    reason = forms.CharField(label=_("Lý do đính chính"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(self, *args, units, leaves, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units
        self.fields["code"].choices = [(code, c.label[:90]) for code, c in leaves.items()]


class PrintedForm(forms.Form):
    """What the signed decision printed: its number, its day, and the index of each unit."""

    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    on = OfficialDateField(label=_("Ngày ký"))

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[f"u{row.organisation_id}"] = CellField(label=row.organisation.label, required=False,
                                                               initial=shown_points(row.printed, "") if row.printed is not None else "")

    def values(self) -> dict:
        """Organisation → the value printed."""
        return {int(name[1:]): value[0] for name, value in self.cleaned_data.items() if name[:1] == "u" and name[1:].isdecimal()}


class LevelField(forms.Field):
    """The level that a metric shall reach: 95 % or 0,95 or 3."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s", "autocomplete": "off"})

    def prepare_value(self, value):
        return shown_points(value, "") if isinstance(value, Decimal) else value

    def to_python(self, value):
        if not str(value or "").strip():
            return None
        try:
            found = decimal(value)
        except BadInput:
            found = None
        if found is None or abs(found) > 10**9:
            raise ValidationError(_("Ghi một số, ví dụ 0,95 hoặc 95 %."))
        return found


class GapTaskForm(forms.Form):
    """The task that a gap becomes."""

    title = forms.CharField(label=_("Tên nhiệm vụ"), max_length=300)
    due_on = OfficialDateField(label=_("Hạn hoàn thành"))
    target = LevelField(label=_("Mức số liệu phải đạt"), required=False)
    unit = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
