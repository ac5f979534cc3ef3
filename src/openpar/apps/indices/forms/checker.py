"""The form of the statement checker."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..selectors.papi import provinces


class CheckForm(forms.Form):
    """A text, and what it does not say itself."""

    text = forms.CharField(label=_("Câu hoặc đoạn văn cần đối chiếu"), max_length=5000, strip=True,
                           widget=forms.Textarea(attrs={"rows": 6}),
                           help_text=_("Mỗi câu nêu chỉ số (PAPI, SIPAS, PAR INDEX, PCI), năm và con số. Nội dung dán vào không được lưu."))
    unit = forms.ChoiceField(label=_("Tỉnh"), required=False)
    year = forms.IntegerField(label=_("Năm, nếu câu không nêu"), required=False, min_value=2011, max_value=2099,
                              widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}))
    source = forms.CharField(label=_("Văn bản này là"), required=False, max_length=100,
                             help_text=_("Tên hoặc số hiệu; số chỉ do chính nó nêu sẽ không được tính là nguồn đối chiếu."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Theo tên tỉnh trong câu")), *((p.name, p.name) for p in provinces())]
