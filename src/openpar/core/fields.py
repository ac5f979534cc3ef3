"""Form fields of the ground floor's pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day typed as papers write it, day first, year in four digits."""

    def __init__(self, **options):
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        options.setdefault("error_messages", {"invalid": _("Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 06/9/2022.")})
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={
            "inputmode": "numeric", "autocomplete": "off", "class": "w-s", "data-date": ""}))
        super().__init__(**options)

    def to_python(self, value):
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2200:  # a slip of the hand, and no clock of ours could count it
            raise ValidationError(_("Năm trong “%(value)s” quá xa. Kiểm tra lại: năm từ 1900 đến 2200."), code="far_year",
                                  params={"value": value})
        return day


class SeveralField(forms.ModelMultipleChoiceField):
    """Rows chosen from a list; an id too long for any database is a wrong choice, not a failure."""

    def _check_values(self, value):
        for key in value or ():
            if not (str(key).isascii() and str(key).isdigit() and len(str(key)) <= 18):
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key})
        return super()._check_values(value)


class Several(forms.FileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"multiple": True, **(attrs or {})})


class FilesField(forms.FileField):
    """Any number of files, cleaned to a list; what they really are and how large they may be, core checks when it keeps them."""

    widget = Several

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return [forms.FileField.clean(self, one) for one in files]
