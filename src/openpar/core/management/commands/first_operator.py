"""manage.py first_operator vanhanh "Họ và tên" ubnd_tinh: the one or two operators a new installation begins with."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from openpar.core import audit, clock, grants
from openpar.core.actor import system_actor
from openpar.core.models import Membership, Organisation, User

ENOUGH = 2


class Command(BaseCommand):
    help = ("Tạo người vận hành khi bản cài đặt chưa đủ hai người (để người này duyệt vai trò người kia giao). "
            "Khi đã đủ hai người, vai trò chỉ giao trên trang Quản trị.")

    def add_arguments(self, parser):
        parser.add_argument("username", help="tên đăng nhập")
        parser.add_argument("full_name", help="họ và tên")
        parser.add_argument("organisation", help="mã cơ quan, ví dụ ubnd_tinh")
        parser.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn thay vì hỏi")

    def handle(self, *args, username, full_name, organisation, password_stdin, **options):
        at = clock.now()
        by = system_actor(at.date())
        place = Organisation.objects.filter(code=organisation).first()
        if place is None:
            raise CommandError(f"Không có cơ quan mang mã “{organisation}”. Nạp danh mục trước: manage.py load_organisations.")
        user = User(username=username, full_name=full_name)
        password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass("Mật khẩu: ")
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.set_password(password)
        user.must_change_password = True  # whoever typed it here need not be the person
        with transaction.atomic():
            # the lock makes two terminals take turns: together they make no third operator
            list(Organisation.objects.select_for_update(of=("self",)).filter(parent=None))
            if len(grants.operators(by.on)) >= ENOUGH:
                raise CommandError("Đã có hai người vận hành. Giao vai trò trên trang Quản trị; người thứ hai duyệt.")
            user.save()
            row = Membership.objects.create(user=user, organisation=place, role="operator", valid_from=by.on)
            audit.record("people.first_operator", "core.membership", row, by=by, at=at, organisation_id=place.pk)
        self.stdout.write(f"Đã tạo người vận hành {username}. Lần đăng nhập đầu sẽ yêu cầu đổi mật khẩu và đăng ký xác thực hai lớp.")
