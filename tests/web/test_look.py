"""How pages look and behave in a real browser: contrast, width, keyboard, a form sent once."""

import pytest

from tests.browser import PHONE, WIDE, assert_accessible, screenshot

# What is looked at here is drawn alike whatever database stands behind it.
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]


@pytest.fixture(autouse=True)
def open_components(settings):
    settings.DEBUG, settings.DEMO = True, False


@pytest.fixture
def lan(django_user_model):
    return django_user_model.objects.create_user("lan", password="mat-khau-thu-nghiem-1", full_name="Nguyễn Thị Lan")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_component_can_be_used_by_everybody(live, size, dark):
    page = live.page(size=size, dark=dark)
    page.goto(live.url("/mau/"))
    assert_accessible(page)
    screenshot(page, f"components-{size['width']}{'d' if dark else 'l'}")


@pytest.mark.parametrize("address", ["/tai-khoan/login/", "/khong-co-trang-nay/", "/tai-khoan/password/reset/"])
def test_pages_for_visitors_can_be_used_by_everybody(live, address):
    page = live.page(size=PHONE)
    page.goto(live.url(address))
    assert_accessible(page)


def test_the_keyboard_reaches_everything(live, lan):
    page = live.page(lan)
    page.goto(live.url("/mau/"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('phim-tat').open")
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.evaluate("document.getElementById('phim-tat').open"), "single keys were switched off"


def test_selecting_rows_counts_them_and_opens_the_acts(live):
    page = live.page()
    page.goto(live.url("/mau/"))
    assert page.get_attribute("[data-bulk] button", "aria-disabled") == "true"
    page.check("tbody .pick input >> nth=1")
    assert page.inner_text("[data-bulk-count]") == "Đã chọn 1"
    page.check("[data-pick-all]")
    assert page.inner_text("[data-bulk-count]") == "Đã chọn 3"
    assert page.get_attribute("[data-bulk] button", "aria-disabled") is None


def test_a_double_click_sends_once_and_the_summary_takes_the_focus(live, lan):
    page, sent = live.page(lan), []
    page.goto(live.url("/tai-khoan/password/change/"))
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('main form .btn-main').click()")
    page.wait_for_selector(".summary")
    assert len(sent) == 1
    assert page.evaluate("document.activeElement.className") == "summary"


def test_the_theme_is_a_persons_own(live, lan):
    page = live.page(lan)
    page.goto(live.url("/mau/"))
    page.click("details.menu summary >> nth=-1")
    page.click("button[value=dark]")
    page.wait_for_url("**/mau/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert_accessible(page)


def test_the_weekday_follows_what_is_typed(live):
    page = live.page()
    page.goto(live.url("/mau/"))
    field = page.locator("input[data-date]").last
    said = page.locator(f"#{field.get_attribute('id')}_day").last
    field.fill("6/9/2022")
    assert said.inner_text() == "thứ Ba"
    field.fill("31/2/2022")
    assert said.inner_text() == "ngày/tháng/năm"
