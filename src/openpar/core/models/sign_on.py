"""Which identity of the sign-on provider an account is bound to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignOnIdentity(models.Model):
    """Danh tính đăng nhập một lần: the provider's own, lasting id of a person, bound at the first sign-on."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("người"))
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("danh tính đăng nhập một lần")
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_of_one_account")]

    def __str__(self):
        return f"{self.user}: {self.issuer}"
