"""manage.py tick: run the jobs that are due, as the worker's schedules do."""

from django.core.management.base import BaseCommand, CommandError

from openpar.core import jobs


class Command(BaseCommand):
    help = "Chạy các việc nền đến lượt. --all chạy mọi việc; --job TÊN chạy một việc; --list liệt kê."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true")
        parser.add_argument("--job")
        parser.add_argument("--list", action="store_true")

    def handle(self, *args, **options):
        if options["list"]:
            for job in jobs.JOBS.values():
                self.stdout.write(f"{job.name:28} {job.every or job.at or '':>10}  {job.title}")
            return
        if options["job"] and options["job"] not in jobs.JOBS:
            raise CommandError(f"Không có việc nền {options['job']!r}. Các việc: {', '.join(jobs.JOBS)}.")
        rows = [jobs.run(options["job"])] if options["job"] else jobs.tick(everything=options["all"])
        for row in rows:
            self.stdout.write(f"{'xong' if row.ok else 'LỖI '}  {row.name:28} {row.message}")
        if any(not r.ok for r in rows):
            raise CommandError("Có việc nền bị lỗi, xem ở trên.")
