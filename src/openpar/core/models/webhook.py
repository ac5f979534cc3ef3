"""Events told to other systems: who subscribes, and what is still to be sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField
from .organisation import Organisation


class Webhook(models.Model):
    """Kết nối nhận sự kiện: a system of one organisation that is told of that organisation's events."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    name = NfcCharField(_("tên"), max_length=120)
    url = models.URLField(_("địa chỉ"), max_length=500)
    topics = models.JSONField(_("loại sự kiện"), default=list, blank=True)  # none means all
    secret = models.BinaryField(_("khóa ký"))
    old_secret = models.BinaryField(null=True, editable=False)  # still signs beside the new one until then
    old_until = models.DateTimeField(null=True, editable=False)
    active = models.BooleanField(_("đang chạy"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("kết nối nhận sự kiện")
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="webhook_once_per_address",
                                               violation_error_message=_("Cơ quan này đã có kết nối tới địa chỉ đó."))]

    def __str__(self):
        return self.name


class WebhookDelivery(models.Model):
    """Sự kiện chờ gửi: one event for one subscriber, in order per subject, until it is acknowledged."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message = models.ForeignKey("core.OutboxMessage", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80)
    body = models.TextField()
    available_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("sự kiện chờ gửi")
        constraints = [models.UniqueConstraint(fields=["webhook", "message"], name="event_once_per_subscriber")]
        indexes = [models.Index(fields=["webhook", "subject", "id"], name="webhook_waiting", condition=models.Q(done_at__isnull=True))]

    def __str__(self):
        return f"{self.webhook_id} {self.subject}"
