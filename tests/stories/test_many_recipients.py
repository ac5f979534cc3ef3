"""The list of recipients is long: a few letters narrow it, a click chooses without Ctrl, and what is chosen is named."""

import pytest

from tests.people import make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]


def test_recipients_are_found_by_letters_without_accents_and_clicked_one_after_another(live, transactional_db):
    province = make_province()
    page = live.page(province.minh)
    page.goto("/so-van-ban/soan/")
    chosen = page.locator("select[name=recipients]")
    narrow = page.get_by_label("Gõ vài chữ để lọc danh sách")

    def click(name):
        page.locator("select[name=recipients] option:not([hidden])", has_text=name).click()

    narrow.fill("noi vu")
    narrow.press("Enter")  # asks for nothing and sends nothing
    assert chosen.locator("option:not([hidden])").all_inner_texts() == ["Sở Nội vụ"]
    click("Sở Nội vụ")
    narrow.fill("y te")
    click("Sở Y tế")
    assert page.get_by_text("Đã chọn 2: Sở Nội vụ; Sở Y tế").is_visible()
    click("Sở Y tế")
    narrow.fill("")
    assert chosen.evaluate("e => [...e.selectedOptions].map(o => o.value)") == [str(province.snv.pk)]
    assert page.url.endswith("/so-van-ban/soan/")
