"""Forms of the improvement plan."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.core.models import Organisation
from openpar.web import wording
from openpar.web.forms import OfficialDateField


class PointsField(forms.Field):
    """Points as people type them: 1,85 or 1.85."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-s", "autocomplete": "off"})

    def prepare_value(self, value):
        return wording.number(value.normalize() + 0) if isinstance(value, Decimal) else value

    def to_python(self, value):
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or abs(found) > 1000 or -found.as_tuple().exponent > 6 or "_" in text:
            raise ValidationError(_("Ghi một số, ví dụ 1,85."))
        return found


class ItemForm(forms.Form):
    """Who answers for a sub-dimension, what will be done, how far it should come."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Đơn vị chủ trì"), required=False, empty_label=_("Chưa chọn"))
    measures = forms.CharField(label=_("Giải pháp"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    target = PointsField(label=_("Mục tiêu, điểm"), required=False)
    target_year = forms.IntegerField(label=_("Năm phải đạt"), required=False, min_value=2012, max_value=2100,
                                     widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class GiveForm(forms.Form):
    """The task that an item becomes."""

    title = forms.CharField(label=_("Tên nhiệm vụ"), max_length=300)
    due_on = OfficialDateField(label=_("Hạn hoàn thành"))


class ReviewForm(forms.Form):
    """What came of it."""

    review = forms.CharField(label=_("Đánh giá cuối năm"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
