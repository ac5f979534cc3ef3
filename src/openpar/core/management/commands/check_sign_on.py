"""manage.py check_sign_on: whether the sign-on provider of the settings answers, and what to enter there."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from openpar.core import checks
from openpar.core.sign_on import Provider
from openpar.engine.errors import OpenParError


class Command(BaseCommand):
    help = "Hỏi thử hệ thống đăng nhập một lần (OIDC) đã đặt: mô tả, khóa ký, và địa chỉ quay về cần khai ở đó."

    def handle(self, *args, **options):
        if not settings.OIDC["issuer"]:
            raise CommandError("Chưa đặt OPENPAR_OIDC_ISSUER nên đăng nhập một lần đang tắt.")
        faults = checks.sign_on(None)
        for fault in faults:
            self.stderr.write(f"{fault.msg} {fault.hint}")
        provider = Provider()
        provider.explain = True
        try:
            described = provider.described()
            keys = provider.keys()
        except OpenParError as error:
            raise CommandError(error.message) from None
        if "S256" not in described.get("code_challenge_methods_supported", ["S256"]):
            self.stderr.write("Hệ thống này không công bố PKCE S256. Đăng nhập vẫn chạy nếu nơi đó bỏ qua tham số; nên yêu cầu bật.")
        self.stdout.write(f"Nơi phát hành: {described['issuer']}\nTrang đăng nhập: {described['authorization_endpoint']}\n"
                          f"Số khóa ký dùng được: {len(keys)}\nĐịa chỉ quay về cần khai: {settings.BASE_URL.rstrip('/')}{reverse('core:sign_on_back')}")
