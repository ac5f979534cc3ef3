"""An officer signs on through the provider in a real browser, ends up where they wanted, and stops half-way without harm."""

import pytest

from openpar.core.models import DemoClock, SignOnIdentity
from tests.browser import PHONE, assert_accessible, screenshot
from tests.people import DAY, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def province(transactional_db, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


def test_from_the_sign_in_page_through_the_provider_to_the_own_work(live, province, provider):
    provider.knows("minh-story", email="minh@example.vn", email_verified=True)
    page, other = live.page(size=PHONE), live.page()
    for visitor in (page, other):  # the provider's own page wants a stylesheet from the Internet: it does without
        visitor.route("https://**", lambda route: route.abort())
    page.goto("/viec-cua-toi/")
    assert_accessible(page)
    screenshot(page, "sign-on-offered")
    page.get_by_role("link", name="Đăng nhập bằng Cổng tỉnh").click()
    page.wait_for_url(f"{provider.url}/**")
    page.locator("input[name=sub]").first.fill("minh-story")
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url("**/viec-cua-toi/")
    assert "Minh" in page.inner_text("header") and SignOnIdentity.objects.get().user == province.minh

    other.goto("/tai-khoan/login/")
    other.get_by_role("link", name="Đăng nhập bằng Cổng tỉnh").click()
    other.wait_for_url(f"{provider.url}/**")
    other.get_by_role("button", name="Deny").click()
    other.get_by_role("heading", name="Chưa đăng nhập được").wait_for()
    assert_accessible(other)
    screenshot(other, "sign-on-stopped")
    other.get_by_role("link", name="Đăng nhập bằng mật khẩu").click()
    other.get_by_label("Tên đăng nhập").wait_for()
    own = ("asked outside for " + provider.url, "asked outside for https://cdn.jsdelivr.net/npm/@picocss")
    live.problems[:] = [p for p in live.problems if not p.startswith(own)]  # the provider is the one place outside that is asked
