"""Forms of the studies of a facts file: why it changed, what if, how sure, how robust, the cheapest path."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.web.forms import DocumentField

from ..services.facts_file import ENDINGS, MEGABYTES
from .scoring import ScoreForm

REPLICATES = [(500, "500"), (1000, "1.000"), (2000, "2.000"), (5000, "5.000")]
TARGETS = [("points", _("Số điểm")), ("percent", _("Phần trăm")), ("klass", _("Xếp loại")), ("rank", _("Hạng"))]


class StudyForm(ScoreForm):
    """A file of this period, kept in the page between two requests, and the unit that is looked at."""

    don_vi = forms.CharField(label=_("Đơn vị"), required=False, max_length=200, widget=forms.HiddenInput)


class ChangeForm(StudyForm):
    """Two files, or one file under the rules of two years."""

    before = DocumentField(label=_("Tệp số liệu kỳ trước"), required=False, endings=ENDINGS, megabytes=MEGABYTES,
                           help_text=_("Để trống nếu chấm cùng một tệp theo khung của hai năm."))
    under = forms.ChoiceField(label=_("Khung của kỳ trước"), required=False)
    kept_before = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_400_000)
    kept_before_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args, frameworks=(), own="", **kwargs):
        super().__init__(*args, **kwargs)
        self.own = own
        self.fields["under"].choices = frameworks
        self.fields["under"].initial = own
        self.fields["file"].label = _("Tệp số liệu kỳ này")
        self.earlier: tuple[str, bytes] | None = None

    def clean(self):
        data = super().clean()
        if data.get("before"):
            self.earlier = data["before"].name, data["before"].read()
        elif data.get("kept_before"):
            try:
                self.earlier = data.get("kept_before_name") or "tep", base64.b64decode(data["kept_before"], validate=True)
            except (binascii.Error, ValueError):
                self.add_error("before", _("Chọn lại tệp số liệu."))
        elif not self.errors and (data.get("under") or self.own) == self.own:
            self.add_error("before", _("Chọn tệp kỳ trước, hoặc chọn khung của một năm khác để so cùng một tệp theo hai khung."))
        return data

    def handed_back(self):
        kept = super().handed_back() | {"under": self.cleaned_data.get("under") or self.own}
        if self.earlier:
            kept |= {"kept_before": base64.b64encode(self.earlier[1]).decode(), "kept_before_name": self.earlier[0]}
        return kept


class ChanceForm(StudyForm):
    """How sure the scores are: which doubts count, how often, from which seed."""

    replicates = forms.TypedChoiceField(label=_("Số lần mô phỏng"), choices=REPLICATES, coerce=int, initial=1000, required=False, empty_value=1000)
    seed = forms.IntegerField(label=_("Số gieo"), min_value=0, max_value=2**31 - 1, initial=1, required=False,
                              help_text=_("Cùng số gieo, cùng tệp thì ra cùng kết quả."))
    missing = forms.BooleanField(label=_("Số liệu thiếu: rút đều giữa điểm thấp nhất và cao nhất"), required=False, initial=True)
    appraisals = forms.BooleanField(label=_("Chênh lệch giữa các lần chấm"), required=False)
    se = forms.CharField(label=_("Sai số chuẩn giả định"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                         help_text=_("Mỗi dòng một mã, ví dụ: surveys.satisfaction_share = 0,02. Kết quả ghi rõ là giả định."))
    covariance = forms.CharField(label=_("Hiệp phương sai trong từng đơn vị"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 3}),
                                 help_text=_("Mỗi dòng: đơn vị; mã 1; mã 2; hiệp phương sai. Hai mã giống nhau là phương sai."))


class DesignForm(StudyForm):
    """How robust the design is: how far weights move, how often, from which seed."""

    replicates = forms.TypedChoiceField(label=_("Số lần mô phỏng"), choices=REPLICATES, coerce=int, initial=1000, required=False, empty_value=1000)
    seed = forms.IntegerField(label=_("Số gieo"), min_value=0, max_value=2**31 - 1, initial=1, required=False,
                              help_text=_("Cùng số gieo, cùng tệp thì ra cùng kết quả."))
    spread = forms.TypedChoiceField(label=_("Trọng số đổi quanh mức của khung"), choices=[(10, "± 10%"), (25, "± 25%"), (50, "± 50%")],
                                    coerce=int, initial=25, required=False, empty_value=25)


class PathForm(StudyForm):
    """Where to go, with at most one target."""

    target = forms.ChoiceField(label=_("Đích"), choices=TARGETS, required=False, initial="points",
                               help_text=_("Đích theo hạng cần điểm đủ của mọi đơn vị trong tệp; điểm của họ được giữ nguyên."))
    to = forms.CharField(label=_("Mức cần đạt"), required=False, max_length=60)

    def clean(self):
        data = super().clean()
        if self.data.get("tim") and not (data.get("to") or "").strip():
            self.add_error("to", _("Ghi mức cần đạt, ví dụ 85."))
        return data
