"""Keys in a real browser, with the virtual authenticator of Chromium: enrol, sign in as the second step and without a password, remove."""

import pytest

from openpar.core import accounts
from openpar.core.models import AuditEntry, DemoClock
from tests.browser import PHONE, assert_accessible, screenshot
from tests.people import DAY, PASSWORD, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def province(transactional_db, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


def with_key(page):
    """Plug a key into this page's browser; its protocol session and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True}})
    return session, made["authenticatorId"]


def give_password(page, name):
    page.goto("/tai-khoan/login/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def add_key(page, name, passkey=False):
    page.goto("/tai-khoan/2fa/")
    page.get_by_role("link", name="Thêm khóa").click()
    if page.get_by_role("heading", name="Xác nhận chính là người dùng này").count():
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill(name)
    if passkey:
        page.get_by_label("Khóa truy cập").check()
    assert_accessible(page)
    screenshot(page, f"key-add-{page.viewport_size['width']}")
    page.get_by_role("button", name="Thêm khóa").click()


def test_a_passkey_is_enrolled_signs_in_alone_and_is_removed(live, province):
    page = live.page(size=PHONE)
    session, key = with_key(page)
    give_password(page, "minh")
    page.wait_for_url("**/viec-cua-toi/")
    add_key(page, "Điện thoại của Minh", passkey=True)
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    assert accounts.has_second_factor(province.minh) and len(session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.goto("/tai-khoan/2fa/webauthn/")
    assert "Điện thoại của Minh" in page.inner_text("main") and "đăng nhập không cần mật khẩu" in page.inner_text("main")
    assert_accessible(page)
    screenshot(page, "key-list-390")

    page.context.clear_cookies()
    page.goto("/tai-khoan/login/?next=/thong-bao/")
    assert_accessible(page)
    screenshot(page, "key-sign-in-390")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url("**/thong-bao/")

    other = live.page()
    give_password(other, "minh")
    other.wait_for_url("**/2fa/authenticate/")  # elsewhere the password alone is not enough any more
    page.goto("/tai-khoan/2fa/webauthn/")
    page.get_by_role("link", name="Đổi tên").click()
    if page.get_by_role("button", name="Dùng khóa").count():
        page.get_by_role("button", name="Dùng khóa").click()
    elif page.get_by_role("heading", name="Xác nhận chính là người dùng này").count():
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Máy cũ")
    page.get_by_role("button", name="Lưu tên").click()
    page.get_by_role("link", name="Gỡ Máy cũ").click()
    assert_accessible(page)
    page.get_by_role("button", name="Gỡ khóa").click()
    page.get_by_text("Chưa có khóa nào").wait_for()
    assert not accounts.has_second_factor(province.minh)
    page.goto("/thong-bao/")  # this session goes on, others end
    assert page.url.endswith("/thong-bao/")
    assert set(AuditEntry.objects.filter(act__startswith="people.second_factor").values_list("act", flat=True)) == {
        "people.second_factor_add", "people.second_factor_remove"}


def test_a_key_is_the_second_step_of_a_sensitive_role_and_opens_guarded_pages(live, province):
    page = live.page()
    session, key = with_key(page)
    give_password(page, "van_hanh")
    page.goto("/viec-nen/")  # nothing opens before a second factor is enrolled
    if page.get_by_role("heading", name="Xác nhận chính là người dùng này").count():
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("link", name="Dùng khóa bảo mật hoặc khóa truy cập").click()
    page.get_by_label("Tên khóa").fill("Khóa ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()

    page.context.clear_cookies()
    give_password(page, "van_hanh")
    page.wait_for_url("**/2fa/authenticate/")
    assert_accessible(page)
    screenshot(page, "key-second-step-1280")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_role("button", name="Dùng khóa").click()
    page.wait_for_url("**/viec-nen/")
    page.goto("/quan-tri/core/group/add/")
    assert page.url.endswith("/quan-tri/core/group/add/")  # the key was given a moment ago
    page.goto("/tai-khoan/2fa/webauthn/")
    page.get_by_role("link", name="Gỡ").click()
    assert "bắt buộc dùng xác thực hai lớp" in page.inner_text("main")  # it is the only one


def test_a_stranger_s_key_opens_nothing_and_the_page_says_so(live, province):
    accounts.enrol(province.minh)
    page = live.page()
    with_key(page)
    page.goto("/tai-khoan/login/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.get_by_text("Chưa dùng được khóa").wait_for()
    assert_accessible(page)
    assert page.url.endswith("/tai-khoan/login/")
