"""manage.py backup FILE: the whole installation in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from openpar.core import backup, new_database


class Command(BaseCommand):
    help = "Sao lưu toàn bộ cơ sở dữ liệu và tệp vào một tệp .tar; người dùng vẫn làm việc bình thường."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, verbosity=1, **options):
        if file.exists():
            raise CommandError(f"{file} đã có. Chọn tên khác; bản sao lưu cũ không bị ghi đè.")
        if lacks := new_database.behind():
            raise CommandError(f"Cơ sở dữ liệu chưa theo kịp phần mềm ({len(lacks)} bước, từ {lacks[0]}). Sao lưu bằng đúng phiên bản đã chạy với nó, hoặc "
                               "chạy manage.py migrate rồi sao lưu lại.")
        made = backup.backup(file, self.stdout.write if verbosity > 1 else lambda words: None)
        rows = sum(t["rows"] for t in made["tables"].values())
        self.stdout.write(f"Đã sao lưu {len(made['tables'])} bảng, {rows} dòng, {len(made['files'])} tệp vào {file} "
                          f"({file.stat().st_size / 2**20:.1f} MB). Bản sao có dữ liệu cá nhân: giữ như giữ cơ sở dữ liệu; khóa không nằm trong đó.")
