"""The demo's own day. A real installation has no such row and runs on real time."""

from django.db import models


class DemoClock(models.Model):
    """Ngày của bản dùng thử: the business day of the demo, stepped by hand."""

    today = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = "ngày của bản dùng thử"

    def __str__(self):
        return f"{self.today:%d/%m/%Y}"
