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
    """Thẻ truy cập: opens the API for one program, or for one person, until it expires or is revoked. Times are real, not of the business clock.

    Of a program (`client`): granted for an hour against its secret, or made by an operator where it cannot ask by itself. Of a person
    (`person`, `organisation`): made by that person, who acts through it within the own roles there. `turn` is the person's access_turn on
    that day: whatever ends every session ends the token. `second_factor`: whether a code was given when it was made.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, null=True, related_name="tokens")
    person = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+", verbose_name=_("người"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan"))
    turn = models.PositiveIntegerField(default=0)
    second_factor = models.BooleanField(default=False)
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
        indexes = [models.Index(fields=["expires_at"], name="api_token_expires"), models.Index(fields=["person", "-id"], name="api_token_of_person")]
        constraints = [models.CheckConstraint(name="api_token_of_one", condition=models.Q(client__isnull=False, person__isnull=True, organisation__isnull=True)
                                              | models.Q(client__isnull=True, person__isnull=False, organisation__isnull=False))]

    def __str__(self):
        return self.name or f"{self.client_id}/{self.pk}"

    @property
    def works_for(self) -> Organisation:
        """The organisation that this token acts for."""
        return self.client.organisation if self.client_id else self.organisation


class ApiAnswer(models.Model):
    """Câu trả lời đã gửi: what a program or a person was answered under one Idempotency-Key, kept with the act itself.

    Without `status` the act is being done by `holder` since `at`.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    holder = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("câu trả lời đã gửi")
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="api_answer_once"),
                       models.UniqueConstraint(fields=["person", "key"], name="api_answer_once_a_person")]

    def __str__(self):
        return self.key


class ApiWindow(models.Model):
    """Lượt gọi API: how many requests one token or one address has sent in one minute of real time, counted for all processes together."""

    name = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()  # minutes since 1970
    used = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("lượt gọi API")

    def __str__(self):
        return f"{self.name}: {self.used}"
