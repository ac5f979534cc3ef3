"""Numbers of documents, papers as they were made, and the signatures on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField, NfcTextField
from .organisation import Organisation


class NumberSeries(models.Model):
    """Sổ cấp số: the numbers of one agency, year and kind of document, begun at 1 (or after `opened_after`) each 1 January."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(_("loại văn bản"), max_length=40)
    last = models.PositiveIntegerField(_("số cuối đã cấp"), default=0)
    last_on = models.DateField(_("ngày của số cuối"), null=True)
    opened_after = models.PositiveIntegerField(_("tiếp theo số"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("sổ cấp số")
        constraints = [models.UniqueConstraint(fields=["organisation", "year", "kind"], name="one_series_per_kind_and_year")]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"


class PaperNumber(models.Model):
    """Số văn bản: one number given to one thing. A cancelled number stays in the book, with who and why, and is not given again."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="numbers")
    value = models.PositiveIntegerField(_("số"))
    symbol = NfcCharField(_("ký hiệu"), max_length=80)
    on = models.DateField(_("ngày văn bản"))
    subject = NfcCharField(_("trích yếu"), max_length=500, blank=True)
    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("người cấp"))
    taken_at = models.DateTimeField(_("cấp lúc"))
    origin = NfcCharField(_("nhập từ"), max_length=200, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(_("hủy lúc"), null=True)
    cancel_reason = NfcTextField(_("lý do hủy"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("số văn bản")
        ordering = ["series", "value"]
        constraints = [
            models.UniqueConstraint(fields=["series", "value"], name="number_once_per_series"),
            models.UniqueConstraint(fields=["room", "object_id"], condition=Q(cancelled_at__isnull=True),
                                    name="one_living_number_per_thing"),
        ]

    def __str__(self):
        return f"{self.value:02d}/{self.symbol}"


class Paper(models.Model):
    """Bản in: a paper exactly as it was made: data, form, and the bytes with their digest. Never changed; a new one takes its place."""

    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    title = NfcCharField(_("tên"), max_length=600)
    number = models.ForeignKey(PaperNumber, models.PROTECT, null=True, related_name="papers")
    form = models.CharField(_("mẫu"), max_length=40)
    form_digest = models.CharField(max_length=64)
    data = models.JSONField(_("dữ liệu"))
    on = models.DateField(_("ngày văn bản"))
    pdf = models.ForeignKey("core.Blob", models.PROTECT, related_name="+")
    docx = models.ForeignKey("core.Blob", models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        verbose_name = verbose_name_plural = _("bản in")
        constraints = [models.UniqueConstraint(fields=["room", "object_id"], condition=Q(replaces__isnull=True), name="one_first_paper")]
        indexes = [models.Index(fields=["room", "object_id", "id"], name="paper_of_thing")]

    def __str__(self):
        return self.title


class Signature(models.Model):
    """Chữ ký số: one signature on a paper. The bytes of a signed paper hold all signatures before it."""

    class Purpose(models.TextChoices):
        PERSON = "person", _("Chữ ký số của người ký")
        ORGANISATION = "organisation", _("Chữ ký số của cơ quan")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signatures")
    purpose = models.CharField(_("loại"), max_length=12, choices=Purpose)
    signer = NfcCharField(_("người ký"), max_length=200)
    mode = models.CharField(_("hình thức ký"), max_length=8, blank=True)  # TM, KT, Q, TL, TUQ
    position = NfcCharField(_("chức vụ"), max_length=300, blank=True)
    certificate = models.TextField(_("chứng thư"), blank=True)  # subject and serial, as words
    test_key = models.BooleanField(_("chứng thư thử"), default=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("ký lúc"))
    pdf = models.ForeignKey("core.Blob", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("chữ ký số")
        constraints = [models.UniqueConstraint(fields=["paper", "purpose", "signed_by"], name="one_signature_per_person")]

    def __str__(self):
        return f"{self.signer} {self.signed_at:%d/%m/%Y}"
