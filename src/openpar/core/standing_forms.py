"""Forms of delegation and absence, each for one organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import absences, delegations, roles
from .fields import DayField
from .models import Absence, Delegation, Membership, User
from .offices import office_of
from .organisations import valid_on


def named(people, organisation, on) -> list[tuple[str, str]]:
    """(id, "name, office") of people, in Vietnamese order; two queries."""
    rows = list(people.order_by("name_key", "pk"))
    offices: dict[int, str] = {}
    for m in Membership.objects.filter(valid_on(on), user__in=rows, organisation__path__startswith=organisation.path).select_related(
            "organisation").order_by("pk"):
        offices.setdefault(m.user_id, f"{m.title or m.get_role_display()}, {m.organisation.label}"
                           if m.organisation.label not in m.title else m.title)
    return [(str(u.pk), f"{u} ({offices[u.pk]})" if u.pk in offices else str(u)) for u in rows]


def capital(text) -> str:
    """The words with a capital letter in front."""
    text = str(text)
    return text[:1].upper() + text[1:]


class _PersonForm(forms.Form):
    """A form whose field `who` names one of the people offered."""

    def person(self, name) -> User:
        return User.objects.get(pk=int(self.cleaned_data[name]))


class DelegationForm(_PersonForm):
    taker = forms.ChoiceField(label=_("Người được ủy quyền"))
    mode = forms.ChoiceField(label=_("Hình thức ký"), choices=Delegation.Mode.choices, help_text=_(
        "KT.: cấp phó ký thay trong cùng cơ quan. TL.: thừa lệnh. TUQ.: thừa ủy quyền, phải có văn bản và thời hạn."))
    acts = forms.MultipleChoiceField(label=_("Việc được ủy quyền"), widget=forms.CheckboxSelectMultiple, help_text=_(
        "Chỉ những việc bạn đang có quyền làm. Quyền xem cần thiết đi kèm."))
    giver_office = forms.CharField(label=_("Chức vụ của bạn"), max_length=200, help_text=_("Như in trên chữ ký, ví dụ Giám đốc."))
    taker_office = forms.CharField(label=_("Chức vụ của người được ủy quyền"), max_length=200, help_text=_(
        "Như in trên chữ ký, ví dụ Phó Giám đốc; thừa ủy quyền thì ghi cả tên đơn vị. Để trống để lấy từ vai trò."), required=False)
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản ủy quyền"), max_length=80, required=False)
    document_on = DayField(label=_("Ngày văn bản"), required=False)
    file = forms.FileField(label=_("Tệp văn bản"), required=False)
    scope_note = forms.CharField(label=_("Phạm vi, nội dung"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(label=_("Đến hết ngày"), help_text=_("Tính cả ngày này. Hết ngày, quyền tự hết."))

    def __init__(self, *args, by, organisation, on, limits="", **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation, self.on = organisation, on
        self.fields["taker"].choices = [("", _("Chọn người")), *named(delegations.takers(organisation, on, without=by.user_id), organisation, on)]
        self.fields["acts"].choices = [(a, capital(roles.ACTS[a].title)) for a in delegations.acts_of(by.user, organisation, on)]
        self.fields["file"].help_text = limits
        self.fields["giver_office"].initial = office_of(by.user, organisation, on)

    def given(self) -> dict:
        """What the service is told."""
        data, taker = dict(self.cleaned_data), self.person("taker")
        data["taker_office"] = data["taker_office"] or office_of(taker, self.organisation, self.on, full=data["mode"] == "TUQ")
        return data | {"taker": taker, "organisation": self.organisation}


class AbsenceForm(_PersonForm):
    person = forms.ChoiceField(label=_("Người nghỉ"))
    kind = forms.ChoiceField(label=_("Lý do"), choices=Absence.Kind.choices)
    substitute = forms.ChoiceField(label=_("Người làm thay"), help_text=_(
        "Thấy việc và thông báo của người nghỉ, làm tiếp việc đang ở tay người đó. Ký, duyệt chỉ trong phạm vi đã ủy quyền."))
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(label=_("Đến hết ngày"), help_text=_("Tính cả ngày này. Hết ngày, việc tự trở về."))
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args, by, organisation, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        people = absences.substitutes(organisation, on)
        others = named(people, organisation, on)
        mine = [c for c in others if c[0] == str(by.user_id)]
        self.fields["person"].choices = others if by.can_for(delegations.OVERSEE, organisation) else mine
        self.fields["person"].initial = str(by.user_id)
        self.fields["substitute"].choices = [("", _("Chọn người")), *others]

    def given(self) -> dict:
        """What the service is told."""
        return dict(self.cleaned_data) | {"person": self.person("person"), "substitute": self.person("substitute"),
                                          "organisation": self.organisation}
