"""`manage.py demo_code`: the one-time code of this half minute for the demo's administrator."""

from django.core.management import BaseCommand

from .demo import code_now


class Command(BaseCommand):
    """Prints the code."""

    help = "In mã một lần hiện tại của người quản trị trong bản dùng thử"
    requires_system_checks: list = []

    def handle(self, **options):
        self.stdout.write(code_now())
