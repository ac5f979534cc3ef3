"""Who did what to what, when, from which state to which, and why; never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .sealed import MacField


class AuditEntry(models.Model):
    """Nhật ký: one act. `at` is the business clock, `received_at` always real time.

    Personal fields stand in `changes` only as names and keyed digests. On PostgreSQL the table is partitioned by month.
    """

    at = models.DateTimeField()
    received_at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    organisation = models.ForeignKey("core.Organisation", models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    acting_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    act = models.CharField(max_length=60)
    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=120, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    mac = MacField()

    class Meta:
        verbose_name = verbose_name_plural = _("nhật ký")
        indexes = [
            models.Index(fields=["room", "object_id", "id"]), models.Index(fields=["actor", "id"]),
            # the page that reads the trail: newest first for everybody, for one organisation, by code, by request
            models.Index(fields=["at", "id"], name="audit_newest"),
            models.Index(fields=["organisation", "at", "id"], name="audit_of_organisation"),
            models.Index(fields=["reference"], name="audit_reference"),
            models.Index(fields=["request_id"], name="audit_request"),
        ]

    def __str__(self):
        return f"{self.act} {self.room}/{self.object_id}"


class AuditSeal(models.Model):
    """Niêm: the place of one entry in the hash chain. Sealed in batches, in order of sealing."""

    entry_id = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("niêm nhật ký")

    def __str__(self):
        return self.chain[:12]


class AuditHead(models.Model):
    """Mốc ngày: the head of the chain at the end of a day, exported so that it can be kept elsewhere."""

    day = models.DateField(unique=True)
    seal_id = models.BigIntegerField()
    chain = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("mốc niêm theo ngày")

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.chain[:12]}"


class AccessEntry(models.Model):
    """Nhật ký xem danh tính: who read whose identity, and why. Kept apart from the acts."""

    at = models.DateTimeField()
    received_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("core.Organisation", models.PROTECT, null=True, related_name="+")  # for which one they read
    room = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    fields = models.CharField(max_length=200)
    reason = models.TextField()
    request_id = models.CharField(max_length=40, blank=True)
    mac = MacField()

    class Meta:
        verbose_name = verbose_name_plural = _("nhật ký xem danh tính")
        indexes = [models.Index(fields=["at", "id"], name="access_newest"),
                   models.Index(fields=["organisation", "at", "id"], name="access_of_organisation")]

    def __str__(self):
        return f"{self.room}/{self.object_id}: {self.fields}"


class AccessSeal(models.Model):
    """Niêm của nhật ký xem danh tính: a chain of its own, whose end goes into the trail of acts every day."""

    entry_id = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("niêm nhật ký xem danh tính")

    def __str__(self):
        return self.chain[:12]
