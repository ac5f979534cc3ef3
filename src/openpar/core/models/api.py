"""Programs that ask for an organisation, the keys they hold, and the answers they were given."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import NfcCharField
from .organisation import Organisation

USER = settings.AUTH_USER_MODEL


class ApiClient(models.Model):
    """Phần mềm kết nối: a program that acts for one organisation, within the acts declared for it.

    `user` is its name in the trail and nobody's account: it has no password and no page. What is declared is never widened; a program
    that needs more is declared anew, so that two operators look at it again. Only digests of its secrets are kept.
    """

    user = models.OneToOneField(USER, models.PROTECT, related_name="api_client")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan"))
    client_id = models.CharField(_("mã phần mềm"), max_length=40, unique=True)
    secret_digest = models.CharField(max_length=64)
    purpose = NfcCharField(_("dùng để làm gì"), max_length=300)
    contact = NfcCharField(_("đơn vị, bộ phận phụ trách"), max_length=200)
    acts = models.JSONField(_("được làm"), default=list)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("phần mềm kết nối")

    def __str__(self):
        return f"{self.client_id}"


class ApiToken(models.Model):
    """Thẻ truy cập: opens the API for one program until it expires or is revoked. Times are real, not of the business clock.

    Granted for an hour against the program's secret, or made by an operator for a program that cannot ask by itself.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = NfcCharField(_("tên thẻ"), max_length=120, blank=True)  # only of those that an operator made
    acts = models.JSONField(default=list)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("hết hạn"))
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(_("dùng gần nhất"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("thẻ truy cập")
        indexes = [models.Index(fields=["expires_at"], name="api_token_expires")]

    def __str__(self):
        return self.name or f"{self.client_id}/{self.pk}"


class ApiAnswer(models.Model):
    """Câu trả lời đã gửi: what a program was answered under one Idempotency-Key, kept with the act itself.

    Without `status` the act is being done by `holder` since `at`.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    holder = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("câu trả lời đã gửi")
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="api_answer_once")]

    def __str__(self):
        return self.key
