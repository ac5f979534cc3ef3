"""manage.py export_audit_head: write the daily heads where they can be copied away from the platform."""

from pathlib import Path

from django.core.management.base import BaseCommand

from openpar.core import sealing
from openpar.core.models import AuditHead


class Command(BaseCommand):
    help = "Ghi mốc niêm của các ngày đã qua ra tệp; --print in ra màn hình."

    def add_arguments(self, parser):
        parser.add_argument("--folder")
        parser.add_argument("--print", action="store_true", dest="show")

    def handle(self, *args, folder=None, show=False, **options):
        sealing.seal()
        sealing.keep_heads()
        if show:
            for head in AuditHead.objects.order_by("day"):
                self.stdout.write(sealing.head_line(head))
            return
        for path in sealing.export(Path(folder) if folder else None):
            self.stdout.write(str(path))
