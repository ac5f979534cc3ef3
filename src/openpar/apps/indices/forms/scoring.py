"""The form that scores a facts file."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.web.forms import DocumentField

from ..services.facts_file import ENDINGS, MEGABYTES

KINDS = [("facts", _("Số liệu, chấm theo quy tắc của khung")), ("points", _("Điểm đã có theo từng tiêu chí"))]


class ScoreForm(forms.Form):
    """A file, or the same file handed back by the page of its result: nothing is kept between two requests."""

    file = DocumentField(label=_("Tệp số liệu"), required=False, endings=ENDINGS, megabytes=MEGABYTES)
    kind = forms.ChoiceField(label=_("Các ô trong tệp là"), choices=KINDS, initial="facts", required=False,
                             help_text=_("Chỉ cần chọn khi tệp là bảng ngang (một dòng một đơn vị, hoặc một cột một đơn vị)."))
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_400_000)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def clean(self):
        data = super().clean()
        if "file" in self.errors:
            return data
        if data.get("file"):
            self.name, self.bytes = data["file"].name, data["file"].read()
        elif data.get("kept"):
            try:
                self.name, self.bytes = data.get("kept_name") or "tep", base64.b64decode(data["kept"], validate=True)
            except (binascii.Error, ValueError):
                self.add_error("file", _("Chọn lại tệp số liệu."))
        else:
            self.add_error("file", _("Chưa có tệp. Chọn tệp số liệu rồi chấm."))
        return data

    def handed_back(self) -> dict[str, str]:
        """The fields that the page of the result carries."""
        return {"kept": base64.b64encode(self.bytes).decode(), "kept_name": self.name, "kind": self.cleaned_data.get("kind") or "facts"}
