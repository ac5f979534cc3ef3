"""Forms that load a tree or a year's scores, and that take one back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.web.forms import DocumentField

from ..selectors.frameworks import INDICES, LEVELS
from ..services import facts_file, frameworks
from .scoring import KINDS

AS_FILE = ("", _("như trong tệp"))


class TreeForm(forms.Form):
    """A workbook of a whole tree. Our own workbook says the rest itself; an annex of a ministry needs index, level and year."""

    file = DocumentField(label=_("Tệp cây tiêu chí"), endings=frameworks.ENDINGS, megabytes=frameworks.MEGABYTES,
                         help_text=_("Tệp tải từ trang của một khung, hoặc phụ lục của bộ có cột STT, tên tiêu chí, điểm tối đa."))
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Số, ngày, tên văn bản, điều khoản."))
    index = forms.ChoiceField(label=_("Chỉ số"), required=False)
    level = forms.ChoiceField(label=_("Cấp"), required=False)
    year = forms.IntegerField(label=_("Áp dụng từ năm"), required=False, min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Tên khung"), required=False, max_length=300)
    jurisdiction = forms.CharField(label=_("Nơi áp dụng"), required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["index"].choices = [AS_FILE, *((k, _(v)) for k, v in INDICES.items())]
        self.fields["level"].choices = [AS_FILE, *((k, _(v)) for k, v in LEVELS.items())]

    def about(self) -> dict:
        """What the form says beyond the file."""
        return {k: self.cleaned_data.get(k) for k in ("index", "level", "year", "title", "jurisdiction")}


class ScoresForm(forms.Form):
    """The scores of an earlier year."""

    file = DocumentField(label=_("Tệp kết quả"), endings=facts_file.ENDINGS, megabytes=facts_file.MEGABYTES,
                         help_text=_("Một dòng một đơn vị, hoặc một cột một đơn vị, theo mã tiêu chí; hoặc mẫu số liệu đã ghi."))
    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label=_("Các ô trong tệp là"), choices=KINDS, initial="points")
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Quyết định công bố kết quả: số, ngày."))


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Lý do rút"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
