"""The installation's own frameworks and the scores of earlier years, as they were loaded: with source, file, author and second person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.core.models import User
from openpar.core.models.named import NfcCharField, NfcTextField


class Loaded(models.Model):
    """What an official loads and a second person approves; the file stays as it came."""

    source = NfcCharField(_("căn cứ"), max_length=500)
    file_name = NfcCharField(_("tệp"), max_length=200)
    file = models.BinaryField()
    file_digest = models.CharField(max_length=64)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("nạp lúc"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True)
    withdrawn_why = NfcTextField(_("lý do rút"), blank=True)

    class Meta:
        abstract = True

    @property
    def approved(self) -> bool:
        """A second person compared it with its document, and nobody took it back."""
        return self.approved_at is not None and self.withdrawn_at is None


class OwnFramework(Loaded):
    """Khung chỉ số của cơ quan: a dated tree as a rulebook file; `notes` is what the reading of the sheet left to look at."""

    ref = models.CharField(max_length=120, unique=True)  # index/name, as in its address
    index = models.CharField(max_length=40, db_index=True)
    level = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(_("năm"))
    title = NfcCharField(_("tên khung"), max_length=300)
    text = models.TextField()
    digest = models.CharField(max_length=80)
    notes = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("khung chỉ số của cơ quan")
        ordering = ["index", "level", "year", "id"]
        constraints = [models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                                              name="own_framework_second_person", violation_error_message=_("Người duyệt phải khác người nạp."))]

    def __str__(self):
        return self.title


class OwnScores(Loaded):
    """Kết quả đã chấm được nạp: the points of units in one year by one framework."""

    framework_ref = models.CharField(max_length=120, db_index=True)
    framework_digest = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(max_length=8, default="points")
    units = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("kết quả chỉ số đã nạp")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["framework_ref", "year"], condition=Q(withdrawn_at=None), name="own_scores_once",
                                    violation_error_message=_("Năm này đã có kết quả theo khung này. Rút bản đó trước.")),
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")), name="own_scores_second_person",
                                   violation_error_message=_("Người duyệt phải khác người nạp."))]

    def __str__(self):
        return f"{self.framework_ref} {self.year}"
