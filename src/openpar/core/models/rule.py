"""The installation's own layer of the rulebook: dated entries with source, file, author and second approver."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField, NfcTextField


class RuleEntry(models.Model):
    """Quy tắc của cơ quan: one dated value of a rulebook parameter. In force once a second person approves it."""

    name = models.CharField(_("tham số"), max_length=120, db_index=True)
    value = models.JSONField(_("giá trị"))
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = NfcCharField(_("căn cứ"), max_length=500)
    file = models.ForeignKey("core.Evidence", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("tệp căn cứ"))
    note = NfcTextField(_("ghi chú"), blank=True)
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
                                     verbose_name=_("chỉ áp dụng cho"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Digest of what is said, while it waits for the second person: the same thing waits once, whoever enters it and when.
    waiting_as = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("quy tắc của cơ quan")
        constraints = [models.CheckConstraint(condition=models.Q(approved_by__isnull=True)
                                              | ~models.Q(approved_by=models.F("entered_by")), name="rule_second_person",
                                              violation_error_message=_("Người duyệt phải khác người nhập."))]

    def __str__(self):
        return f"{self.name} từ {self.valid_from:%d/%m/%Y}"


class RuleConfirmation(models.Model):
    """Xác nhận quy tắc: an authorised person compared something of a low grade with its document.

    A single value counts at once. What decides many results (a calendar, a form, a framework) counts when a second person approves.
    """

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=16, unique=True)
    source = NfcCharField(_("đã đối chiếu với"), max_length=500)
    file = models.ForeignKey("core.Evidence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tệp đã đối chiếu"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("xác nhận quy tắc")
        constraints = [models.CheckConstraint(condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("by")),
                                              name="confirmation_second_person",
                                              violation_error_message=_("Người duyệt phải khác người đối chiếu."))]

    def __str__(self):
        return self.name

    @property
    def counts(self) -> bool:
        """Whether the mark is gone."""
        return not self.needs_second or self.approved_at is not None
