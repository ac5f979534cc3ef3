"""On a phone every list is read without a swipe: the status, the day and the numbers of a row stand under its title."""

import pytest

from openpar.apps.tasks.models import Directive
from openpar.core.models import DemoClock
from tests.apps.tasks.giving import give, moment, submitted
from tests.browser import PHONE, assert_accessible
from tests.people import DAY, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]

OUTSIDE = """() => Array.from(document.querySelectorAll("main table.rows td, main table.rows tbody th")).filter((cell) => {
  const box = cell.getBoundingClientRect();
  return box.width && (box.right > innerWidth || box.left < 0);
}).map((cell) => cell.textContent.trim())"""


@pytest.fixture
def province(transactional_db, settings):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


@pytest.fixture
def work(province):
    directive = Directive.objects.create(issuer=province.ubnd_tinh, number="08/CT-UBND", title="Về việc chấn chỉnh kỷ luật báo cáo", text="…",
                                         state="issued", created_at=moment(), issued_at=moment(), created_by=province.lan)
    title = "Rà soát, đề xuất cắt giảm ít nhất 15% thời gian giải quyết thủ tục hành chính thuộc thẩm quyền của đơn vị mình"
    part = give(province, "stc syt muong_te sin_ho", title=title, directive=directive, clause="1.a")
    submitted(province, give(province, "stc", title=title, directive=directive))
    return part


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_cell_of_a_list_lies_outside_a_phone(live, province, work, language):
    page = live.page(province.users["lan"], size=PHONE)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live.server.url}])
    for path in ("/nhiem-vu/", "/theo-doi/", "/cho-tham-dinh/", "/van-ban/", f"/nhiem-vu/{work.task_id}/", "/dieu-hanh/", "/co-quan/"):
        page.goto(path)
        assert page.locator("main table.rows tbody td").count(), path
        assert page.evaluate(OUTSIDE) == [], path
    page.goto("/nhiem-vu/")
    row, status = (page.locator(f"main table.rows tbody tr {part}").first.bounding_box() for part in ("th", ".st"))
    assert status["y"] >= row["y"] + row["height"] - 1, "the status stands under the title"
    assert_accessible(page)


def test_a_row_can_be_ticked_on_a_phone(live, province, work):
    page = live.page(province.users["lan"], size=PHONE)
    page.goto("/nhiem-vu/")
    page.locator("main table.rows tbody input[type=checkbox]").first.check()
    assert page.locator("[data-bulk] [data-n]").inner_text() == "1"
    page.locator("main table.rows thead input[type=checkbox]").check()
    assert page.locator("[data-bulk] [data-n]").inner_text() == "5"
