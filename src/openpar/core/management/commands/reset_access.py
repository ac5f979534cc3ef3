"""manage.py reset_access chutich: a new password and no second factor, for an account that no operator may open alone."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from openpar.core import accounts, audit, clock, grants
from openpar.core.actor import system_actor
from openpar.core.models import User


class Command(BaseCommand):
    help = "Đặt mật khẩu mới (in ra một lần) và gỡ xác thực hai lớp của một tài khoản; người đó được báo, nhật ký ghi lại."

    def add_arguments(self, parser):
        parser.add_argument("username", help="tên đăng nhập")
        parser.add_argument("reason", help="lý do, ví dụ: mất điện thoại, đã gặp trực tiếp")

    @transaction.atomic
    def handle(self, *args, username, reason, **options):
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{username}”.")
        at = clock.now()
        by, password = system_actor(at.date()), secrets.token_urlsafe(15)
        user.set_password(password)
        user.save(update_fields=["password"])
        accounts.forget_second_factor(user)
        audit.record("people.reset_access", "core.user", user, by=by, at=at, reason=reason)
        grants.told_of_access(user, "Mật khẩu và xác thực hai lớp của bạn đã được đặt lại trên máy chủ. Nếu bạn không yêu cầu, báo ngay cho đơn vị.",
                              by=by, at=at)
        self.stdout.write(f"Mật khẩu mới của {username}: {password}\nNgười dùng đổi mật khẩu và đăng ký lại xác thực hai lớp khi đăng nhập.")
