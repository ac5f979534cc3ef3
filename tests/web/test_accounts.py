"""The pages of one's own account: signing in, passwords, second factor, sessions; Vietnamese and in our look."""

import pytest
from django.test import Client

from openpar.web import context

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-thu-nghiem-1"


@pytest.fixture
def user(django_user_model, settings):
    settings.ALLOWED_HOSTS, settings.DEMO = ["testserver"], False
    return django_user_model.objects.create_user("lan", password=PASSWORD, full_name="Nguyễn Thị Lan")


@pytest.fixture
def signed_in(user):
    browser = Client()
    browser.post("/tai-khoan/login/", {"login": "lan", "password": PASSWORD})  # through the door, so that the session is listed
    return browser


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/tai-khoan/login/", "Tên đăng nhập"),
        ("/tai-khoan/password/reset/", "Gửi thư"),
        ("/tai-khoan/password/reset/done/", "Xem cả hộp thư rác"),
        ("/tai-khoan/inactive/", "ngừng hoạt động"),
        ("/tai-khoan/signup/", "Không tự đăng ký"),
    ],
)
def test_a_visitor_reads_vietnamese(user, address, says):
    page = Client().get(address).content.decode()
    assert says in page and 'href="/static/web/style.css"' in page
    for english in ("Sign In", "Username", "Password", "Remember", "Forgot"):
        assert english not in page


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(user):
    page = Client().post("/tai-khoan/login/", {"login": "lan", "password": "sai"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in page and 'value="lan"' in page


def test_signing_in_works(user):
    assert Client().post("/tai-khoan/login/", {"login": "lan", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/tai-khoan/password/change/", "Mật khẩu hiện tại"),
        ("/tai-khoan/2fa/", "Ứng dụng xác thực"),
        ("/tai-khoan/sessions/", "đang dùng ở đây"),
        ("/tai-khoan/logout/", "chưa lưu sẽ mất"),
    ],
)
def test_a_person_finds_their_account(signed_in, address, says):
    page = signed_in.get(address).content.decode()
    assert says in page and "Lan" in page


def test_the_second_factor_can_be_set_up(signed_in, user):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    asked = signed_in.get("/tai-khoan/2fa/totp/activate/")
    assert asked["Location"].startswith("/tai-khoan/reauthenticate/")  # a sensitive act asks for the password again
    assert "cần xác nhận lại" in signed_in.get(asked["Location"]).content.decode()
    signed_in.post(asked["Location"], {"password": PASSWORD})
    page = signed_in.get("/tai-khoan/2fa/totp/activate/").content.decode()
    assert "Quét mã dưới đây" in page and 'class="qr' in page
    secret = signed_in.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert signed_in.post("/tai-khoan/2fa/totp/activate/", {"code": code}).status_code == 302
    assert "Mã dự phòng" in signed_in.get("/tai-khoan/2fa/").content.decode()
    assert "Mỗi mã dùng được một lần" in signed_in.get("/tai-khoan/2fa/recovery-codes/generate/").content.decode()
    assert "Ngừng ứng dụng xác thực?" in signed_in.get("/tai-khoan/2fa/totp/deactivate/").content.decode()
    browser = Client()
    answer = browser.post("/tai-khoan/login/", {"login": "lan", "password": PASSWORD})
    assert "mã 6 chữ số" in browser.get(answer["Location"]).content.decode()


def test_only_a_demo_introduces_its_people_with_their_password(client, settings, monkeypatch):
    monkeypatch.setattr(context, "demo_people", [context.DemoPerson("lan", "Trưởng phòng", "giao việc")])
    monkeypatch.setattr(context, "demo_password", ["LaiChau-2022"])
    settings.DEMO = True
    assert "LaiChau-2022" in client.get("/tai-khoan/login/").content.decode()
    settings.DEMO = False
    assert "LaiChau-2022" not in client.get("/tai-khoan/login/").content.decode()


def test_the_sign_in_page_leads_to_what_needs_no_sign_in(client, settings):
    settings.ROOT_URLCONF = "openpar.config.urls"
    page = client.get("/tai-khoan/login/").content.decode()
    assert 'href="/papi/"' in page and 'href="/thu-tinh-han/"' in page
