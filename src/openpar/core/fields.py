"""Form fields of the ground floor's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day typed as papers write it, day first, year in four digits."""

    def __init__(self, **options):
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        options.setdefault("error_messages", {"invalid": _("Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 06/9/2022.")})
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={
            "inputmode": "numeric", "autocomplete": "off", "class": "w-s", "data-date": ""}))
        super().__init__(**options)
