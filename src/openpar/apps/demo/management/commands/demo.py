"""`manage.py demo`: build the demo province if it is not there, print who is who, and serve it with its worker."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from openpar.apps.demo import people, programs, province


class Command(BaseCommand):
    """Builds, prints, serves."""

    help = "Dựng tỉnh dùng thử (nếu chưa có) và chạy tại http://localhost:8000"
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("OPENPAR_PORT", "8000")))
        parser.add_argument("--rebuild", action="store_true", help="xoá dữ liệu dùng thử và dựng lại từ đầu")
        parser.add_argument("--no-serve", action="store_true", help="chỉ dựng, không chạy máy chủ")

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Lệnh này chỉ chạy ở chế độ dùng thử: đặt OPENPAR_DEMO=1, hoặc dùng `make demo`.")
        if not options["no_serve"] and taken(options["port"]):
            raise CommandError(f"Cổng {options['port']} đang có chương trình khác dùng. Dừng nó, hoặc chọn cổng khác: OPENPAR_PORT=8001 make demo.")
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        settings.BASE_URL = address(options["port"])  # letters and feeds that are made while it is built lead to this port too
        if options["rebuild"]:
            self.clear()
        self.catch_up()
        if not self.stands():
            self.stdout.write("Đang dựng tỉnh dùng thử…")
            province.build(say=lambda line: self.stdout.write(f"  {line}"))
        self.introduce(options["port"])
        if not options["no_serve"]:
            self.serve(options["port"])

    def clear(self):
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3"):
            from django.db import connection

            connection.close()
            for ending in ("", "-wal", "-shm"):
                Path(str(database["NAME"]) + ending).unlink(missing_ok=True)
        else:
            raise CommandError("Chỉ tự xoá được tệp SQLite. Với PostgreSQL, tạo cơ sở dữ liệu mới rồi chạy lại.")

    def catch_up(self):
        """A province that an older version built gets the tables of this one; its pages would break otherwise."""
        from django.db import connection

        from openpar.core.new_database import behind

        if "django_migrations" in connection.introspection.table_names() and (lacks := behind()):
            self.stdout.write(f"Tỉnh dùng thử do phiên bản trước dựng: đang thêm {len(lacks)} bước vào cơ sở dữ liệu…")
            call_command("migrate", interactive=False, verbosity=0)

    def stands(self) -> bool:
        from django.db import DatabaseError

        try:
            return province.built()
        except DatabaseError:
            return False

    def introduce(self, port):
        say = self.stdout.write
        say(f"\nTỉnh dùng thử: {address(port)}   (dữ liệu mô phỏng, ngày 15/12/2022)")
        say(f"Mật khẩu chung: {people.PASSWORD}\n")
        for k in people.KNOWN:
            say(f"  {k.username:<12} {k.full_name:<18} {k.title}: {k.tries}")
        say("\nMã một lần (nhập khoá vào ứng dụng xác thực, hoặc lấy mã hiện tại bằng: python manage.py demo_code <tên>):")
        for username, secret in people.TOTP_SECRETS.items():
            say(f"  {username:<12} khoá {secret}   mã lúc này {code_now(username)}")
        say(f"\nPhần mềm thử của Sở Tài chính (hướng dẫn: http://localhost:{port}/api/v1/); xin thẻ bằng:")
        say(f"  {programs.first_request(port)}")
        say("\nNgười khác: mã đơn vị + _head, _clerk, _officer, ví dụ syt_head, 105_clerk.\n")

    def serve(self, port):
        from openpar.core import jobs

        jobs.synchronise()  # without schedules the worker delivers nothing: no bell rings, no entry is sealed
        (Path(settings.DATA_DIR) / "static").mkdir(exist_ok=True)  # demo files are found in the sources; a missing folder only warns
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "openpar.config.settings", "OPENPAR_DEMO": "1", "OPENPAR_BASE_URL": address(port)}
        binary = Path(sys.executable).parent / "granian"
        web = [
            str(binary),
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--log-level",
            "warning",
            "--no-ws",
            "openpar.config.wsgi:application",
        ]
        running = [
            subprocess.Popen(web, env=environment),
            subprocess.Popen(
                [sys.executable, "manage.py", "qcluster"],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ),
        ]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.stdout.write("Máy chủ mở được sau vài giây. Bấm Ctrl-C để dừng.")
        self.stdout.flush()  # into a file or a pipe too, where people look for the passwords
        try:
            running[0].wait()
        except KeyboardInterrupt:
            pass
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)


def address(port: int) -> str:
    """Where the demo answers, for its letters: what the environment names, else this machine at the port that was chosen."""
    return os.environ.get("OPENPAR_BASE_URL") or f"http://localhost:{port}"


def taken(port: int) -> bool:
    """Whether a program answers on this port of the machine. Two servers would share it without a word, each with its own half of the requests."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def code_now(username: str = "vanhanh") -> str:
    """The one-time code of this half minute for a demo operator; a KeyError for anybody else."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(people.TOTP_SECRETS[username], counters[len(counters) // 2]))
