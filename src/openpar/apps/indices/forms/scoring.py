"""The form that scores a facts file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.web.forms import DocumentField

from ..services.facts_file import ENDINGS, MEGABYTES
from .kept import KeptFileForm

KINDS = [("facts", _("Số liệu, chấm theo quy tắc của khung")), ("points", _("Điểm đã có theo từng tiêu chí"))]


class ScoreForm(KeptFileForm):
    """A file of facts or of points, or the same one handed back by the page of its result."""

    choose_again, choose_one = _("Chọn lại tệp số liệu."), _("Chưa có tệp. Chọn tệp số liệu rồi chấm.")

    file = DocumentField(label=_("Tệp số liệu"), required=False, endings=ENDINGS, megabytes=MEGABYTES)
    kind = forms.ChoiceField(label=_("Các ô trong tệp là"), choices=KINDS, initial="facts", required=False,
                             help_text=_("Chỉ cần chọn khi tệp là bảng ngang (một dòng một đơn vị, hoặc một cột một đơn vị)."))
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_400_000)

    def handed_back(self) -> dict[str, str]:
        """The fields that the page of the result carries, what the cells are among them."""
        return super().handed_back() | {"kind": self.cleaned_data.get("kind") or "facts"}
