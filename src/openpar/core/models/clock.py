"""The demo's own day. A real installation has no such row and runs on real time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoClock(models.Model):
    """Ngày của bản dùng thử: the business day of the demo, stepped by hand."""

    today = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = _("ngày của bản dùng thử")

    def __str__(self):
        return f"{self.today:%d/%m/%Y}"
