"""`manage.py demo_code vanhanh2`: the one-time code of this half minute for an administrator of the demo."""

from django.core.management import BaseCommand

from openpar.apps.demo.people import TOTP_SECRETS

from .demo import code_now


class Command(BaseCommand):
    """Prints the code."""

    help = "In mã một lần hiện tại của người quản trị trong bản dùng thử"
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("username", nargs="?", default="vanhanh", choices=sorted(TOTP_SECRETS), help="tên đăng nhập")

    def handle(self, username, **options):
        self.stdout.write(code_now(username))
