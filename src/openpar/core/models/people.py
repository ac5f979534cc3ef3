"""People, and what they may do where, for how long."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from openpar.core import roles

from .named import FoldField, NfcCharField, SortKeyField
from .organisation import Organisation


class User(AbstractUser):
    """Người dùng: somebody who signs in. Rights come from memberships, never from flags here."""

    full_name = NfcCharField(_("họ và tên"), max_length=150)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    digest_by_mail = models.BooleanField(_("nhận bản tổng hợp hằng ngày qua thư"), default=True)
    must_change_password = models.BooleanField(_("phải đổi mật khẩu ở lần đăng nhập tới"), default=False, editable=False)
    access_turn = models.PositiveIntegerField(default=0, editable=False)  # raised by one, every open session ends
    name_key = SortKeyField(source="full_name", db_index=True)
    name_fold = FoldField(source="full_name username", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("người dùng")
        ordering = ["name_key", "id"]

    def __str__(self):
        return self.full_name or self.username

    def get_session_auth_hash(self):
        return self._of_this_turn(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        return (self._of_this_turn(h) for h in super().get_session_auth_fallback_hash())

    def _of_this_turn(self, digest: str) -> str:
        return f"{digest}.{self.access_turn}" if self.access_turn else digest

    def get_full_name(self):
        return self.full_name or self.username

    def get_short_name(self):
        return (self.full_name or self.username).split()[-1]


class Membership(models.Model):
    """Vai trò: a person's role in an organisation for a time. `valid_until` is the last valid day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("người"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name=_("cơ quan, đơn vị"))
    role = models.CharField(_("vai trò"), max_length=30, choices=roles.CHOICES)
    title = NfcCharField(_("chức vụ"), max_length=200, blank=True)
    field = NfcCharField(_("lĩnh vực phụ trách"), max_length=120, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("vai trò")
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role", "valid_from"], name="membership_once",
                                               violation_error_message=_("Người này đã có vai trò đó ở đơn vị từ ngày này."))]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


class Counter(models.Model):
    """Bộ đếm: the rows of Django's database cache, which counts attempts for all processes. Nothing else is kept here."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("bộ đếm lần thử")

    def __str__(self):
        return self.cache_key
