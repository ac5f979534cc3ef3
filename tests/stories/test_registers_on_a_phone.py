"""On a phone the two registers and a document are read without a swipe, in both languages."""

import asyncio

import pytest

from openpar.core.models import DemoClock
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.browser import PHONE, assert_accessible
from tests.people import DAY, make_province
from tests.stories.test_phone_lists import OUTSIDE

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.database("sqlite")]


@pytest.fixture
def province(transactional_db, settings, tmp_path):
    settings.DEMO = True
    store_in(settings, tmp_path)
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_registers_and_a_document_need_no_swipe(live, province, language):
    left = asyncio._get_running_loop()  # the browser's loop counts as running here, and signing runs one of its own
    asyncio._set_running_loop(None)
    row = issued(province)
    asyncio._set_running_loop(left)
    drafted(province, title="Báo cáo đánh giá tình hình thực hiện nhiệm vụ và giải pháp trọng tâm trong thời gian tới của Sở Tài chính")
    for who, path in (("van_thu", "/so-van-ban/di/"), ("lan", "/so-van-ban/den/"), ("van_thu", f"/so-van-ban/{row.pk}/")):
        page = live.page(province.users[who], size=PHONE)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live.server.url}])
        page.goto(path)
        assert page.locator("main table.rows tbody tr").count(), path
        assert page.evaluate(OUTSIDE) == [], path
        title, state = (page.locator(f"main table.rows tbody tr {cell}").first.bounding_box() for cell in ("th", "td:last-child"))
        assert state["y"] >= title["y"] + title["height"] - 1, "the state stands under the title"
        assert_accessible(page)
