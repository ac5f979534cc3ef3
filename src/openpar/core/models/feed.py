"""A calendar feed: an address that only its owner knows, and may close."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """Lịch cá nhân: the due days of one person for a calendar program. Only the digest of the address's secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(_("đọc gần nhất"), null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("lịch cá nhân")
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(revoked_at__isnull=True), name="one_open_feed")]

    def __str__(self):
        return f"{self.user_id}"
