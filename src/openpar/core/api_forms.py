"""Forms of the pages of programs and of personal tokens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import api_clients, roles
from .fields import DayField
from .models import Organisation
from .organisations import valid_on


class ProgramForm(forms.Form):
    """A program to declare."""

    name = forms.CharField(label=_("Tên phần mềm"), max_length=120)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Làm việc cho cơ quan"), empty_label=_("Chưa chọn"))
    purpose = forms.CharField(label=_("Dùng để làm gì"), max_length=300)
    contact = forms.CharField(label=_("Đơn vị, bộ phận phụ trách"), max_length=200, help_text=_("Ghi bộ phận, không ghi tên và điện thoại riêng."))
    acts = forms.MultipleChoiceField(label=_("Được làm"), widget=forms.CheckboxSelectMultiple,
                                     choices=[(a, roles.ACTS[a].title) for a in roles.ROLES[api_clients.ROLE].rights],
                                     help_text=_("Chỉ chọn việc thật cần. Sau này chỉ bớt được, không thêm."))
    valid_until = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa định ngày thôi dùng."))

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(valid_on(on)).exclude(kind=Organisation.Kind.DIVISION)


class TokenForm(forms.Form):
    """A token that lasts, for a program that cannot ask for one by itself."""

    name = forms.CharField(label=_("Tên thẻ"), max_length=120, help_text=_("Thẻ đặt ở đâu, ví dụ: máy chủ báo cáo."))
    days = forms.IntegerField(label=_("Hạn dùng (ngày)"), min_value=1, max_value=api_clients.LONGEST_DAYS, initial=90,
                              widget=forms.NumberInput(attrs={"class": "w-xs"}))


class PersonalTokenForm(forms.Form):
    """A token of the person's own, in one of the organisations where the person has a role."""

    name = forms.CharField(label=_("Tên thẻ"), max_length=120, help_text=_("Thẻ dùng ở đâu, ví dụ: bảng tổng hợp trên máy của tôi."))
    organisation = forms.ChoiceField(label=_("Làm việc cho cơ quan"))
    acts = forms.MultipleChoiceField(label=_("Được làm"), widget=forms.CheckboxSelectMultiple,
                                     help_text=_("Chỉ chọn việc thật cần. Thẻ không bao giờ làm được nhiều hơn bạn."))
    days = forms.IntegerField(label=_("Hạn dùng (ngày)"), min_value=1, max_value=api_clients.LONGEST_DAYS, initial=90,
                              widget=forms.NumberInput(attrs={"class": "w-xs"}))

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {o.pk: (o, acts) for o, acts in offered.items()}
        self.fields["organisation"].choices = [(o.pk, o.name) for o in offered]
        known = {a for acts in offered.values() for a in acts}
        words = {**{a: act.title for a, act in roles.ACTS.items()}, **roles.OWN_ACTS}
        self.fields["acts"].choices = [(a, title) for a, title in words.items() if a in known]

    def said(self) -> dict:
        """What `personal_tokens.make` takes."""
        given = dict(self.cleaned_data)
        return given | {"organisation": self.offered[int(given["organisation"])][0]}
