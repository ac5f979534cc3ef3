"""Facts that a round can take: what people wrote by hand or in a workbook, each with who, when, from where, and what it corrects."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.actor import reach
from openpar.core.models import Organisation, User
from openpar.core.models.named import NfcCharField, NfcTextField

NO_RATIO = Q(numerator__isnull=True, denominator__isnull=True)


class FactEntry(models.Model):
    """Số liệu ghi nhận: one metric of one organisation over the half-open days [starts_on, ends_before), as somebody stated it.

    Exactly one of a value, numerator with denominator, `answers` (level of a scale → number of answers) or `absent` carries the news.
    A correction is a new row that `replaces` the old one and says why; a row is never changed. `se`, `df`, `n`, `sample` come with an estimate.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("Nhập tay")
        EXCEL = "excel", _("Tệp Excel")

    class Missing(models.TextChoices):
        NOT_APPLICABLE = "not_applicable", _("Không áp dụng")

    metric = models.CharField(_("mã số liệu"), max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    starts_on = models.DateField(_("từ ngày"))
    ends_before = models.DateField(_("đến trước ngày"))
    value = models.DecimalField(_("giá trị"), max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("tử số"), max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(_("mẫu số"), max_digits=24, decimal_places=6, null=True, blank=True)
    answers = models.JSONField(_("phân bố trả lời"), null=True, blank=True)
    se = models.FloatField(_("sai số chuẩn"), null=True, blank=True)
    df = models.FloatField(_("bậc tự do"), null=True, blank=True)
    n = models.PositiveIntegerField(_("số mẫu"), null=True, blank=True)
    sample = NfcCharField(_("mã mẫu"), max_length=80, blank=True)
    absent = models.CharField(_("vì sao không có"), max_length=16, choices=Missing, blank=True)
    source = models.CharField(_("nguồn"), max_length=8, choices=Source, default=Source.HAND)
    document = NfcCharField(_("căn cứ"), max_length=300, blank=True)
    file_name = NfcCharField(_("tệp"), max_length=200, blank=True)
    file_row = models.PositiveIntegerField(_("dòng"), null=True, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = NfcTextField(_("lý do đính chính"), blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = verbose_name_plural = _("số liệu ghi nhận")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="fact_days_in_order",
                                   violation_error_message=_("Ngày cuối kỳ số liệu phải sau ngày đầu.")),
            models.CheckConstraint(name="fact_one_kind_of_news",
                                   violation_error_message=_("Ghi giá trị, hoặc tử số và mẫu số, hoặc “không áp dụng”; chỉ một trong ba."),
                                   condition=(Q(value__isnull=False, absent="", answers__isnull=True) & NO_RATIO
                                              | Q(value__isnull=True, numerator__isnull=False, denominator__isnull=False, absent="", answers__isnull=True)
                                              | Q(value__isnull=True, absent="", answers__isnull=False) & NO_RATIO
                                              | Q(value__isnull=True, answers__isnull=True) & NO_RATIO & ~Q(absent=""))),
            models.CheckConstraint(condition=Q(replaces__isnull=True) | ~Q(reason=""), name="fact_correction_says_why",
                                   violation_error_message=_("Đính chính phải nêu lý do.")),
            models.UniqueConstraint(fields=["metric", "organisation", "starts_on", "ends_before"], condition=Q(replaces__isnull=True),
                                    name="fact_first_once", violation_error_message=_("Đã có số liệu này cho kỳ này; hãy đính chính.")),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_before", "metric", "organisation"], name="fact_period_metric")]

    def __str__(self):
        return f"{self.metric} {self.organisation_id} {self.starts_on}"

    @property
    def reference(self):
        """How the trail names it."""
        return f"{self.metric} {self.organisation_id} {self.starts_on:%d/%m/%Y}"

    @classmethod
    def reach(cls, actor, act):
        """The rows over whose organisation the actor holds this right."""
        return reach(actor, act, organisation="organisation")
