"""Forms in the house style: label above, hint under it, error under the hint; and the fields that officials need most."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from openpar.core.fields import FilesField, Several

from . import wording

__all__ = ["FilesField", "Several"]  # the fields that live on the ground floor, and are asked for here


class HouseBoundField(forms.BoundField):
    """A field whose label stands above it: a placeholder that only repeats the label is left out."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if str(widget.attrs.get("placeholder", "")) == str(self.label):
            widget.attrs.pop("placeholder", None)
        if "data-date" in widget.attrs and self.auto_id:  # the weekday beside it, drawn by _field.html
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {self.auto_id}_day".strip()
        return attrs


class Renderer(DjangoTemplates):
    """Draws every form and field through our own templates; set as FORM_RENDERER."""

    bound_field_class = HouseBoundField

    form_template_name = "web/forms/form.html"
    field_template_name = "web/_field.html"


class OfficialDateInput(forms.DateInput):
    """A typed date; a calendar would hide the weekday rule and slow a desk down."""

    input_type = "text"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "w-s", "data-date": "", **(attrs or {})})

    def format_value(self, value):
        return value if isinstance(value, str) else wording.typed_date(value) if value else None


class OfficialDateField(forms.Field):
    """A date typed day first, as papers write it: 06/9/2022, 6-9-2022 or 06.09.2022.

    >>> OfficialDateField().clean("6/9/2022")
    datetime.date(2022, 9, 6)
    """

    widget = OfficialDateInput
    default_error_messages = {
        "invalid": _("Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 06/9/2022."),
        "short_year": _("Ghi năm đủ bốn chữ số, ví dụ 06/9/2022; “%(value)s” có thể hiểu nhầm."),
        "no_such_day": _("Không có ngày %(value)s. Kiểm tra lại ngày và tháng; ngày đứng trước."),
        "far_year": _("Năm trong “%(value)s” quá xa. Kiểm tra lại: năm từ 1900 đến 2200."),
    }
    YEARS = range(1900, 2201)  # beyond them it is a slip of the hand, and no clock of ours could count it

    def prepare_value(self, value):
        return wording.typed_date(value) if isinstance(value, date) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return wording.day_of(value)
        text = str(value).strip()
        iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
        typed = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})", text)
        if not (iso or typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if typed and len(typed[3]) != 4:
            raise ValidationError(self.error_messages["short_year"], code="short_year", params={"value": text})
        year, month, day = map(int, iso.groups() if iso else typed.group(3, 2, 1))
        if year not in self.YEARS:
            raise ValidationError(self.error_messages["far_year"], code="far_year", params={"value": text})
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day", params={"value": text}) from None

    def has_changed(self, initial, data):
        try:
            return super().has_changed(initial, self.to_python(data))
        except ValidationError:
            return True


class DocumentField(forms.FileField):
    """A file with its limits stated beside it: which endings, how large (megabytes). What the file really is, core checks."""

    default_error_messages = {
        "ending": _("Tệp “%(name)s” không thuộc loại được nhận. Loại được nhận: %(endings)s."),
        "size": _("Tệp “%(name)s” nặng %(size)s, quá mức %(limit)s. Nén hoặc chia nhỏ rồi tải lại."),
    }

    def __init__(self, *, endings=(".pdf", ".docx", ".xlsx", ".odt"), megabytes=20, **options):
        self.endings, self.megabytes = tuple(endings), megabytes
        super().__init__(**options)
        if not options.get("help_text"):
            self.help_text = Limits(self.endings, megabytes)
        self.widget.attrs.setdefault("accept", ",".join(self.endings))

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and hasattr(file, "size"):
            if not file.name.lower().endswith(self.endings):
                raise ValidationError(self.error_messages["ending"], code="ending",
                                      params={"name": file.name, "endings": ", ".join(self.endings)})
            if file.size > self.megabytes * 1_000_000:
                raise ValidationError(self.error_messages["size"], code="size", params={
                    "name": file.name, "size": wording.file_size(file.size),
                    "limit": wording.file_size(self.megabytes * 1_000_000)})
        return file


def name_files(form) -> None:
    """Say under each file field of a refused form which files it held: no page can give a file back, so they are to be chosen again."""
    for name in form.files:
        if name in form.fields:
            held = form.files.getlist(name) if hasattr(form.files, "getlist") else [form.files[name]]
            said = _("Tệp vừa chọn: “%(name)s”, chưa được nhận. Chọn lại tệp đã sửa hoặc tệp khác; các ô khác vẫn giữ.") % {
                "name": "”, “".join(file.name for file in held)}
            form[name].help_text = format_html("{} <strong>{}</strong>", form[name].help_text, said)


class Limits:
    """The sentence about endings and size, written when the page is, so that it follows the language."""

    def __init__(self, endings, megabytes):
        self.endings, self.megabytes = endings, megabytes

    def __str__(self):
        return str(_("%(endings)s; tối đa %(size)s.")) % {
            "endings": ", ".join(self.endings), "size": wording.file_size(self.megabytes * 1_000_000)}


class SearchForm(forms.Form):
    """The search part of a filter bar; rooms add their selects."""

    q = forms.CharField(label=_("Tìm không cần dấu"), required=False, max_length=200)
