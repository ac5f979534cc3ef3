"""manage.py reset_access chutich "Mất điện thoại, đã gặp trực tiếp": a password for one sign-in and no second factor.

One person with a shell can do this: it is how an installation is rescued. What holds the person is the trail: who was at the
machine, why, and that the person and every operator are told.
"""

import os
import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from openpar.core import clock, opening
from openpar.core.actor import system_actor
from openpar.core.models import User


class Command(BaseCommand):
    help = ("Đặt mật khẩu dùng một lần (in ra một lần) và gỡ xác thực hai lớp của một tài khoản. Một người có quyền vào máy chủ chạy được; "
            "lý do và tài khoản hệ điều hành ghi vào nhật ký, người đó và mọi người quản trị được báo, mọi phiên đang mở kết thúc.")

    def add_arguments(self, parser):
        parser.add_argument("username", help="tên đăng nhập")
        parser.add_argument("reason", help="lý do, ví dụ: mất điện thoại, đã gặp trực tiếp")

    @transaction.atomic
    def handle(self, *args, username, reason, **options):
        if not reason.strip():
            raise CommandError("Ghi lý do đặt lại, ví dụ: mất điện thoại, đã gặp trực tiếp.")
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{username}”.")
        at = clock.now()
        password = secrets.token_urlsafe(15)
        opening.reset(user, password, reason=reason.strip()[:500], shell=shell_user(), by=system_actor(at.date()), at=at)
        self.stdout.write(f"Mật khẩu mới, dùng một lần, của {username}: {password}\n"
                          "Khi đăng nhập, người dùng phải đổi mật khẩu; vai trò nhạy cảm phải đăng ký lại xác thực hai lớp.")


def shell_user() -> str:
    """The account of the machine under which the command runs, and who became it through sudo."""
    try:
        import pwd
        name = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, AttributeError):
        name = os.environ.get("USERNAME", "?")
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} ({behind})"[:120] if behind and behind != name else name[:120]
