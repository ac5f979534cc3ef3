"""What must leave or be told, written in the transaction of the act; the bell; and what ran without a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField


class OutboxMessage(models.Model):
    """Thư đi: one message of one act, delivered by a job, in order per subject, never lost and never doubled."""

    topic = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    dead = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("thư đi")
        indexes = [models.Index(fields=["subject", "id"], name="outbox_waiting",
                                condition=models.Q(done_at__isnull=True, dead=False))]

    def __str__(self):
        return f"{self.topic} {self.subject}"


class Notice(models.Model):
    """Thông báo: one line behind the bell of one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    organisation = models.ForeignKey("core.Organisation", models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    text = NfcCharField(max_length=500)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # whose it is, where it comes to a substitute while that person is away
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("thông báo")
        constraints = [models.UniqueConstraint(fields=["user", "message"], name="notice_once")]
        indexes = [models.Index(fields=["user", "read_at", "-at"])]

    def __str__(self):
        return self.text


class Firing(models.Model):
    """Lần kích hoạt: a timed rule that has fired for a thing, so that it fires once, also after downtime."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("lần kích hoạt")

    def __str__(self):
        return self.key


class JobRun(models.Model):
    """Lần chạy việc nền: shown to the operator."""

    name = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=120, blank=True)  # the turn it stands for; one success or one running row per turn
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("lần chạy việc nền")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="jobrun_turn_once",
                                               condition=~models.Q(key="")
                                               & (models.Q(ok=True) | models.Q(finished_at__isnull=True)))]

    def __str__(self):
        return f"{self.name} {self.started_at:%d/%m %H:%M}"
