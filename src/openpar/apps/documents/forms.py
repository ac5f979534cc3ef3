"""Forms of the room: an outgoing draft, an arrival from outside, a bút phê."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.core.evidence import limits_text
from openpar.core.fields import DayField, SeveralField
from openpar.core.models import Organisation, User
from openpar.core.organisations import valid_on
from openpar.core.outbox import kept_words
from openpar.engine.errors import BadInput
from openpar.web.forms import FilesField

from . import kinds, rules
from .models import Document, Relation
from .papers import about
from .printing import check_period
from .selectors import handlers_of
from .services import Draft


def words(label, hint="", required=True, rows=4):
    """A field for several lines."""
    return forms.CharField(label=label, help_text=hint, required=required, max_length=100_000, widget=forms.Textarea({"rows": rows}))


class Lines(forms.CharField):
    """One value a line."""

    def __init__(self, *, rows=2, **kwargs):
        super().__init__(required=False, widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class DraftForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan ban hành"), empty_label=None)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=kinds.CHOICES)
    title = forms.CharField(label=_("Trích yếu"), max_length=500, widget=forms.Textarea({"rows": 2}))
    to = Lines(label=_("Kính gửi"), help_text=_("Mỗi dòng một nơi; để trống nếu không phải công văn."))
    body = words(_("Nội dung"), _("Mỗi dòng là một đoạn."), rows=12)
    recipients = SeveralField(Organisation.objects.none(), label=_("Nơi nhận trên hệ thống"), required=False,
                                                help_text=_("Nhận được ngay khi phát hành, kèm bản đã ký. Giữ Ctrl để chọn nhiều nơi."),
                                                widget=forms.SelectMultiple({
                                                    "size": 10, "data-many": _("Gõ vài chữ để lọc danh sách"), "data-chosen": _("Đã chọn")}))
    others = Lines(label=_("Nơi nhận khác"), help_text=_("Mỗi dòng một nơi."))
    mode = forms.ChoiceField(label=_("Hình thức ký"), choices=list(rules.MODES.items()), required=False)
    lines = Lines(label=_("Dòng trên chữ ký"), help_text=_("Ví dụ: KT. GIÁM ĐỐC, dòng sau PHÓ GIÁM ĐỐC."), rows=2)
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    place = forms.CharField(label=_("Địa danh"), max_length=80)
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Document.Urgency.choices, required=False)
    storage_unit = forms.CharField(label=_("Đơn vị lưu"), max_length=200, required=False,
                                   help_text=_("In ở dòng “Lưu: VT, …”; ví dụ: NC."))
    copies = forms.IntegerField(label=_("Số lượng bản"), min_value=1, max_value=9999, initial=1, widget=forms.NumberInput({"class": "w-xs"}))
    note = words(_("Ghi chú"), required=False, rows=2)

    def __init__(self, *args, offices, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices
        self.fields["recipients"].queryset = Organisation.objects.filter(valid_on(on)).exclude(
            kind=Organisation.Kind.DIVISION).order_by("name_key")

    def draft(self) -> Draft:
        given = {k: v for k, v in self.cleaned_data.items() if k != "organisation"}
        return Draft(**given | {"body": given["body"].splitlines(), "recipients": tuple(given["recipients"])})

    @staticmethod
    def answering(arrival, on) -> dict:
        """What the form begins with where an arrival is answered: a letter of the body that got it to the one that wrote it."""
        sender = arrival.source.organisation if arrival.source_id else Organisation.objects.filter(
            valid_on(on), name=arrival.author).exclude(kind=Organisation.Kind.DIVISION).first()
        with kept_words():
            kind = str(kinds.KINDS[arrival.kind][0]).split(" (")[0]
        said = " ".join(filter(None, (kind, arrival.number and f"số {arrival.number}", arrival.on and f"ngày {arrival.on:%d/%m/%Y}", f"của {arrival.author}")))
        return {"organisation": arrival.organisation_id, "kind": "cong_van", "title": f"Trả lời {said}"[:500], "to": [arrival.author],
                "body": f"Phúc đáp {said} về việc {about(arrival.title)}, {arrival.organisation.name} có ý kiến như sau:\n",
                "recipients": [sender.pk] if sender else [], "others": [] if sender else [arrival.author]}

    @staticmethod
    def of(row) -> dict:
        """What a draft has, as the form shows it."""
        return {"organisation": row.organisation_id, "body": "\n".join(row.body), "recipients": [
            r.organisation_id for r in row.recipients.all() if r.organisation_id], "others": [
            r.name for r in row.recipients.all() if not r.organisation_id]} | {
            k: getattr(row, k) for k in ("kind", "title", "to", "mode", "lines", "signer", "place", "urgency", "storage_unit", "copies", "note")}


class ArrivalForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan nhận"), empty_label=None)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=kinds.CHOICES)
    author = forms.CharField(label=_("Cơ quan ban hành"), max_length=300)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80)
    on = DayField(label=_("Ngày văn bản"))
    title = forms.CharField(label=_("Trích yếu"), max_length=500, widget=forms.Textarea({"rows": 2}))
    signer = forms.CharField(label=_("Người ký"), max_length=150, required=False)
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Document.Urgency.choices, required=False)
    note = words(_("Ghi chú"), required=False, rows=2)
    file = FilesField(label=_("Bản quét, tệp kèm theo"), required=False)

    def __init__(self, *args, offices, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices
        self.fields["file"].help_text = limits_text()

    def given(self) -> dict:
        """The words and files, as the service takes them."""
        return {**{k: v for k, v in self.cleaned_data.items() if k != "file"}, "files": self.cleaned_data["file"]}


class PrintForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan giữ sổ"), empty_label=None)
    start = DayField(label=_("Từ ngày"))
    end = DayField(label=_("Đến hết ngày"))

    def __init__(self, *args, offices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = offices

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("end"):
            try:
                check_period(data["start"], data["end"])
            except BadInput as error:
                self.add_error("end", error.message)
        return data


class FilesForm(forms.Form):
    file = FilesField(label=_("Bản quét, tệp kèm theo"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits_text()


class PublishForm(forms.Form):
    copy = forms.FileField(label=_("Bản công bố (PDF) do bạn lập"), widget=forms.FileInput({"accept": ".pdf,application/pdf"}))
    title = forms.CharField(label=_("Tên công bố"), max_length=500, widget=forms.Textarea({"rows": 2}),
                            help_text=_("Mọi người đều đọc được; bỏ tên người dân nếu trích yếu có nêu."))
    masked = forms.CharField(label=_("Đã che những gì"), max_length=500, required=False,
                             help_text=_("Nói loại nội dung, không nhắc lại nội dung; ví dụ: tên và địa chỉ của 3 công dân."))
    nothing_hidden = forms.BooleanField(label=_("Tôi đã đọc lại: văn bản này không có nội dung nào phải che"), required=False)


class RelateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Quan hệ"), choices=Relation.Kind.choices)
    other = forms.ModelChoiceField(Document.objects.none(), label=_("Văn bản trong sổ"), required=False, widget=forms.RadioSelect,
                                   empty_label=_("Không có trong sổ, ghi tên ở ô dưới"), blank=True)
    named = forms.CharField(label=_("Hoặc văn bản ngoài sổ"), required=False, max_length=300,
                            help_text=_("Tên loại, số, ký hiệu, ngày; ví dụ: Nghị quyết 76/NQ-CP ngày 15/7/2021."))

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        if found:
            field.queryset = Document.objects.filter(pk__in=[d.pk for d in found]).order_by("-created_at", "-id")
            field.label_from_instance = lambda d: f"{d}, {d.author}" + (f": {d.title}" if d.number else "")
        else:
            del self.fields["other"]


class AssignForm(forms.Form):
    lead = forms.ModelChoiceField(Organisation.objects.none(), label=_("Phòng chủ trì"), required=False, empty_label=_("Không chọn"))
    person = forms.ModelChoiceField(User.objects.none(), label=_("Người chủ trì"), required=False, empty_label=_("Không chọn"))
    supporting = SeveralField(Organisation.objects.none(), label=_("Phòng phối hợp"), required=False)
    instruction = words(_("Bút phê"), rows=3)
    inner_due_on = DayField(label=_("Hạn nội bộ"), required=False)

    def __init__(self, *args, document, on, **kwargs):
        super().__init__(*args, **kwargs)
        inside, people = handlers_of(document, on)
        self.fields["lead"].queryset = self.fields["supporting"].queryset = inside
        self.fields["person"].queryset = people
