"""manage.py load_organisations lai-chau: a province's register from rulebook/organisations; safe to run again."""

from django.core.management.base import BaseCommand, CommandError

from openpar.core import clock, organisation_file
from openpar.core.actor import system_actor
from openpar.engine.errors import OpenParError


class Command(BaseCommand):
    help = "Nạp danh mục cơ quan, nhóm và kế thừa từ rulebook/organisations/<tên>.yaml. Chạy lại không tạo bản sao."

    def add_arguments(self, parser):
        parser.add_argument("name", help="tên tệp, ví dụ lai-chau")

    def handle(self, *args, name, **options):
        at = clock.now()
        try:
            done = organisation_file.load(name, by=system_actor(at.date()), at=at)
        except OpenParError as error:
            raise CommandError(error.message) from None
        self.stdout.write(", ".join(f"{k}: {n}" for k, n in done.items()) or "Danh mục đã đúng với tệp, không có gì đổi.")
