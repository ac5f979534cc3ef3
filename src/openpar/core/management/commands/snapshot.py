"""manage.py snapshot: write the fact tables as Parquet, only what changed, and say by which name they can be recomputed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openpar.core import clock, snapshots
from openpar.engine.errors import OpenParError


class Command(BaseCommand):
    help = "Chụp các bảng số liệu ra Parquet (chỉ ghi tháng có thay đổi) và in mã bản chụp."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra bản chụp mới nhất còn nguyên vẹn")

    def handle(self, *args, check=False, **options):
        try:
            if check:
                found = snapshots.latest()
                if found is None or (bad := found.check()):
                    raise CommandError("Chưa có bản chụp nào." if found is None else f"Tệp hỏng hoặc thiếu: {', '.join(bad)}. Chụp lại.")
                self.stdout.write(f"Bản chụp {found.id} nguyên vẹn.")
                return
            taken = snapshots.take(timezone.localtime(clock.now()).date())
        except OpenParError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"Bản chụp {taken.id}: ghi {taken.written} phần theo tháng, giữ nguyên {taken.kept}, bỏ {taken.gone}.")
