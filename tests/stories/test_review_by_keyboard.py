"""The review without a pointer: words of the document are marked with Shift and the arrows, and A makes a draft of them."""

import pytest

from openpar.core.models import DemoClock
from tests.apps.tasks.intake_texts import drafts, taken
from tests.people import DAY, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]


@pytest.fixture
def province(transactional_db, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


def test_words_are_marked_with_the_keyboard_and_become_a_draft(live, province):
    directive = taken(province)
    page = live.page(province.users["lan"])
    page.goto(f"/van-ban/{directive.pk}/ra-soat/?loc=da-ro")
    page.focus("#van-ban")
    page.keyboard.press("Shift+End")
    assert page.evaluate("getSelection().toString()").startswith("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU")
    for _ in range(5):  # paragraph by paragraph, down to the sentence that nobody has drafted
        page.keyboard.press("ArrowDown")
    assert page.evaluate("getSelection().toString()") == "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:"
    page.keyboard.press("ArrowRight")  # the beginning moves on by a word, the end back by a character
    page.keyboard.press("Shift+ArrowLeft")
    words = page.evaluate("getSelection().toString()").strip()
    assert words == "tịch Ủy ban nhân dân tỉnh yêu cầu"
    page.keyboard.press("a")
    page.wait_for_url("**?mo=*")
    assert "Đã thêm nhiệm vụ" in page.inner_text("body")
    assert words in [d.text for d in drafts(directive)]


def test_a_without_a_mark_asks_for_the_first_and_last_words(live, province):
    directive = taken(province)
    page = live.page(province.users["lan"])
    page.goto(f"/van-ban/{directive.pk}/ra-soat/")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "them-dau"


def test_after_a_drop_the_keyboard_goes_on_at_the_next_open_card(live, province):
    directive = taken(province)
    page = live.page(province.users["lan"])
    first = drafts(directive)[0]
    page.goto(f"/van-ban/{directive.pk}/ra-soat/?mo={first.pk}#nv{first.pk}")
    head = ".draft.is-open [data-head]:focus"
    page.wait_for_selector(head)
    page.keyboard.press("x")
    page.wait_for_selector("[name=reason]:focus")
    page.keyboard.type("Trùng.")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Lấy lại được ở mục “Đã bỏ”")
    page.wait_for_selector(head)
    assert first.pk in {d.pk for d in drafts(directive) if d.dropped}
