"""The operators' back office and the page of waiting roles: everything has a name, everything fits a phone."""

import pytest

from openpar.core import accounts, grants
from openpar.core.models import DemoClock, Membership
from tests.browser import PHONE, WIDE, assert_accessible, screenshot
from tests.people import DAY, make_province, moment

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def province(transactional_db, settings):
    """The small province on a demo clock; Yến is the second operator."""
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    made = make_province()
    Membership.objects.create(user=made.yen, organisation=made.ubnd_tinh, role="operator", valid_from=DAY)
    accounts.enrol(made.van_hanh)
    return made


def with_code(live, user, size=None):
    """A page of an operator who gave a code just now."""
    from django.conf import settings
    from django.test import Client

    from tests.people import fresh_code
    page = live.page(user, size=size)
    name = next(c["value"] for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = name
    fresh_code(client, user)
    return page


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_forms_of_people_and_organisations_have_no_axe_fault(live, province, size):
    page = with_code(live, province.van_hanh, size)
    page.goto(f"/quan-tri/core/user/{province.lan.pk}/change/")
    page.get_by_text("Thêm một Vai trò").click()  # an empty box too, drawn after the page
    assert page.get_by_role("combobox", name="Cơ quan, đơn vị").count() == 3
    screenshot(page, f"back-office-user-{size['width']}")
    assert_accessible(page)
    page.goto("/quan-tri/core/organisation/add/")
    page.get_by_role("combobox", name="Cơ quan cấp trên").wait_for()
    screenshot(page, f"back-office-organisation-{size['width']}")
    assert_accessible(page)


def test_a_box_that_searches_is_found_by_its_label_and_used_by_keyboard(live, province):
    page = with_code(live, province.van_hanh)
    page.goto("/quan-tri/core/organisation/add/")
    box = page.get_by_role("combobox", name="Cơ quan cấp trên")
    box.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("sìn hồ")
    page.locator(".select2-results__option", has_text="Sìn Hồ").first.wait_for()
    assert_accessible(page)
    page.keyboard.press("Enter")
    assert "Sìn Hồ" in box.inner_text()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_page_of_waiting_roles_fits(live, province, size):
    for who, by in (("minh", "van_hanh"), ("hoa", "yen")):
        grants.give(Membership(user=province.users[who], organisation=province.stc, role="chairman", valid_from=DAY), by=province.actor(by), at=moment())
    page = live.page(province.van_hanh, size=size)
    page.goto("/vai-tro/")
    assert page.get_by_label("Lý do rút đề nghị").count() == 1 and page.get_by_label("Lý do không duyệt").count() == 1
    screenshot(page, f"waiting-roles-{size['width']}")
    assert_accessible(page)
    for button in page.locator("main form button").all():
        place = button.bounding_box()
        assert place["x"] >= 0 and place["x"] + place["width"] <= size["width"], button.inner_text()
