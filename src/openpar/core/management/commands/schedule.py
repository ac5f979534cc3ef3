"""manage.py schedule: make the worker's schedules what the jobs say; run after each upgrade."""

from django.core.management.base import BaseCommand

from openpar.core import jobs


class Command(BaseCommand):
    help = "Ghi lịch chạy của các việc nền cho tiến trình nền (qcluster). Chạy lại không tạo bản sao."

    def handle(self, *args, **options):
        done = jobs.synchronise()
        self.stdout.write(f"mới: {done['new']}, đổi: {done['changed']}, bỏ: {done['removed']}")
