"""manage.py restore FILE: fill an empty installation from a backup and prove it identical."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from openpar.core import backup, jobs
from openpar.engine.errors import BadInput


class Command(BaseCommand):
    help = "Phục hồi vào một cơ sở dữ liệu trống (vừa chạy migrate), trên SQLite hoặc PostgreSQL; đối chiếu từng bảng, từng tệp."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="chỉ đọc lại tệp sao lưu, đối chiếu từng bảng, từng tệp với bảng kê trong nó")
        parser.add_argument("--check", action="store_true", help="chỉ đối chiếu bản cài đặt này với bản sao lưu, không ghi gì")

    def handle(self, *args, file, check=False, verify=False, verbosity=1, **options):
        try:
            if verify:
                made, wrong = backup.damaged(file)
                if wrong:
                    raise CommandError("Bản sao lưu hỏng ở: " + ", ".join(wrong) + ". Sao lưu lại.")
                self.stdout.write(f"Bản sao lưu đọc lại được, đủ {len(made['tables'])} bảng và {len(made['files'])} tệp như bảng kê.")
                return
            if check:
                with backup._opened(file) as tar:
                    made = backup._manifest(tar)
                if wrong := backup.differences(made):
                    raise CommandError("Khác bản sao lưu ở: " + ", ".join(wrong))
            else:
                made = backup.restore(file, self.stdout.write if verbosity > 1 else lambda words: None)
        except BadInput as error:
            raise CommandError(error.message) from error
        if not check:
            jobs.synchronise()  # schedules are not in the file
        rows = sum(t["rows"] for t in made["tables"].values())
        self.stdout.write(f"Giống hệt bản sao lưu lúc {made['made_at']}: {len(made['tables'])} bảng, {rows} dòng, {len(made['files'])} tệp.")
