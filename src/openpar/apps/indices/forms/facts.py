"""Forms of facts: one stated fact, and a workbook."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.engine.errors import BadInput
from openpar.engine.index.fact_files import answers_of
from openpar.engine.vietnamese import fold
from openpar.web.forms import OfficialDateField

from ..sentences import in_words
from ..services.facts_book import ENDINGS, MEGABYTES, NOT_APPLICABLE
from ..services.facts_entry import Stated
from .rounds import BookForm, DocumentField, NumberField


class ValueField(NumberField):
    """A number, or KAD where the metric does not apply."""

    def to_python(self, value):
        return "not_applicable" if fold((value or "").strip()) in NOT_APPLICABLE else super().to_python(value)


class AnswersField(forms.Field):
    """How many chose each level: 5:20 4:40 3:10."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value):
        try:
            return answers_of(value or None)
        except BadInput as error:
            raise ValidationError(in_words(error.message)) from None


class FactForm(forms.Form):
    """One fact of one organisation over a period; what comes from a sample says how sure it is."""

    unit = forms.ModelChoiceField(None, label=_("Đơn vị"), empty_label=_("Chưa chọn"))
    starts_on = OfficialDateField(label=_("Số liệu từ ngày"))
    last_on = OfficialDateField(label=_("Số liệu đến hết ngày"))
    value = ValueField(label=_("Giá trị"), required=False, help_text=_("Một số, ví dụ 2 hoặc 95 %; ghi KAD nếu không áp dụng. Hoặc ghi tử số và mẫu số."))
    numerator = NumberField(label=_("Tử số"), required=False)
    denominator = NumberField(label=_("Mẫu số"), required=False)
    answers = AnswersField(label=_("Phân bố trả lời"), required=False, help_text=_("Mức và số phiếu, ví dụ 5:20 4:40 3:10."))
    se = NumberField(label=_("Sai số chuẩn"), required=False, help_text=_("Cùng đơn vị với giá trị, ví dụ 0,012 hoặc 1,2 %."))
    df = NumberField(label=_("Bậc tự do"), required=False)
    n = forms.IntegerField(label=_("Số mẫu"), required=False, min_value=0, max_value=2**31 - 1,
                           widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s", "autocomplete": "off"}))
    sample = forms.CharField(label=_("Mã mẫu"), required=False, max_length=80)
    document = forms.CharField(label=_("Căn cứ (văn bản, nguồn)"), required=False, max_length=300)
    reason = forms.CharField(label=_("Lý do đính chính"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("Cần ghi khi kỳ này đã có số liệu khác; số cũ được giữ."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *args, units, distribution=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not distribution:
            del self.fields["answers"]
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda o: o.label

    def stated(self, metric: str) -> Stated:
        """What the form says."""
        d = self.cleaned_data
        absent = d["value"] if isinstance(d["value"], str) else ""
        return Stated(metric, d["unit"], d["starts_on"], d["last_on"] + timedelta(days=1), None if absent else d["value"], d["numerator"], d["denominator"],
                      absent, None if d["se"] is None else float(d["se"]), None if d["df"] is None else float(d["df"]), d["n"], d["sample"], d["document"],
                      d["reason"], answers=d.get("answers"), seen=d["seen"])

    @property
    def estimated(self) -> bool:
        """Whether something about a sample was typed, or is wrong there."""
        return any(self[name].value() or self[name].errors for name in ("se", "df", "n", "sample"))


class FactBookForm(BookForm):
    """A workbook of facts."""

    file = DocumentField(label=_("Tệp số liệu"), required=False, endings=ENDINGS, megabytes=MEGABYTES)
