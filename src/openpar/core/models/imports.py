"""What was brought in from other systems: a file, what it was understood as, and each thing that was made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .named import NfcCharField, NfcTextField
from .organisation import Organisation


class ImportBatch(models.Model):
    """Lần nhập dữ liệu: one uploaded file of one kind, its dry run, and what it became. The file is evidence of room "core.import".

    `mapping` is {key of a column: its place from 0}, `options` what a person chose (names of organisations among them), `report` the
    faults and remarks of the last dry run, `counts` its figures.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
        QUEUED = "queued", _("Đang chờ nhập")
        APPLIED = "applied", _("Đã nhập")
        FAILED = "failed", _("Không nhập được")
        DISCARDED = "discarded", pgettext_lazy("import", "Đã bỏ")

    kind = models.CharField(_("loại"), max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    file_name = NfcCharField(_("tệp"), max_length=300)
    digest = models.CharField(max_length=64, db_index=True)
    sheet = NfcCharField(_("trang"), max_length=120, blank=True)
    head = models.JSONField(default=list, blank=True)  # [first, last] heading row, as the program counts
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("trạng thái"), max_length=12, choices=State, default=State.CHECKED)
    message = NfcTextField(_("kết quả"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("người tải lên"))
    created_at = models.DateTimeField(_("tải lên lúc"))
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("người nhập"))
    applied_at = models.DateTimeField(_("nhập lúc"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("lần nhập dữ liệu")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="import_state")]
        constraints = [models.UniqueConstraint(fields=["kind", "organisation", "digest"], condition=Q(state__in=("applied", "queued")),
                                               name="import_file_once")]

    def __str__(self):
        return self.file_name

    @property
    def reference(self):
        return f"NHAP-{self.pk}"

    @classmethod
    def reach(cls, actor):
        """Imports of the kinds and organisations for which this person may import; and one's own."""
        from openpar.core.actor import reach
        from openpar.core.imports.importer import IMPORTERS
        condition = Q(pk__in=[])
        for importer in IMPORTERS.values():
            if actor.can(importer.act):
                condition |= Q(kind=importer.code) & reach(actor, importer.act, organisation="organisation")
        return condition


class ImportedRow(models.Model):
    """Dòng đã nhập: which thing of which room one row of a file became, or which it was found to be already.

    `key` is what the record is known by in its old system, so that a second file does not double it.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="made")
    row = models.PositiveIntegerField(_("dòng"))
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100, blank=True)
    new = models.BooleanField(_("mới"), default=True)
    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = NfcCharField(max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("dòng đã nhập")
        ordering = ["batch", "row", "id"]
        indexes = [models.Index(fields=["kind", "key"], name="imported_key"), models.Index(fields=["room", "object_id"], name="imported_object")]

    def __str__(self):
        return f"{self.batch_id}: {self.row}"
