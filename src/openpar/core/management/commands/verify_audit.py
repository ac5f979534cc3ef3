"""manage.py verify_audit: is the trail whole?"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openpar.core import access_seals, audit_check, standing_jobs
from openpar.core.models import AccessSeal, AuditSeal


class Command(BaseCommand):
    help = "Kiểm tra nhật ký: chỉ ra từng dòng bị sửa, xóa, chèn; so với mốc ngày đã xuất."

    def add_arguments(self, parser):
        parser.add_argument("--folder", help="thư mục giữ bản sao các mốc ngày; mặc định là thư mục xuất của bản cài đặt")
        parser.add_argument("--new", action="store_true", help="chỉ đọc lại phần niêm sau mốc của lần đối chiếu đạt gần nhất; mặc định là toàn bộ")

    def handle(self, *args, folder=None, new=False, **options):
        since = standing_jobs.compared_until(timezone.now()) if new else None
        found = [*audit_check.check(Path(folder) if folder else None, since=since), *access_seals.check()]
        for f in found:
            self.stdout.write(f"{f.kind:9} {f.words}")
        if found:
            raise CommandError(f"Nhật ký không nguyên vẹn: {len(found)} điểm. Giữ nguyên hiện trạng và báo đơn vị "
                               f"chuyên trách an toàn thông tin.")
        if since:
            self.stdout.write(f"Chỉ đọc lại phần niêm sau mốc ngày {since.day:%d/%m/%Y}.")
        self.stdout.write(f"Nhật ký nguyên vẹn: {AuditSeal.objects.count()} dòng đã niêm, {AccessSeal.objects.count()} lần xem danh tính đã niêm.")
