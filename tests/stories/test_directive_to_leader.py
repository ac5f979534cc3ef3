"""The loop's first turn through pages only: a directive is uploaded, reviewed and issued; a department works on its part;
the office appraises; the leader sees it and decides an extension on a phone."""

import pytest

from openpar.core.models import DemoClock
from tests.browser import PHONE, assert_accessible, screenshot
from tests.people import DAY, make_province

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

TEXT = """ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
Số: 07/CT-UBND
Lai Châu, ngày 22 tháng 8 năm 2022
CHỈ THỊ
Về việc chấn chỉnh kỷ luật báo cáo
Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Các sở, ban, ngành tỉnh
a) Rà soát, công khai thủ tục hành chính của đơn vị; báo cáo Ủy ban nhân dân tỉnh trước ngày 30/9/2022.
b) Tổ chức đối thoại với người dân.
2. Sở Tài chính
a) Đôn đốc khắc phục kiến nghị sau kiểm toán, bảo đảm đạt trên 90% trong năm 2022.
3. Trung tâm Chưa Có Tên
a) Phối hợp với Sở Y tế lập danh sách cơ sở khám bệnh trước ngày 15/10/2022.
"""


@pytest.fixture
def province(transactional_db, settings):
    """The small province on a demo clock, which the server's threads read too."""
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


def press(page, name, role="button", exact=False):
    page.get_by_role(role, name=name, exact=exact).first.click()
    page.wait_for_load_state()


def test_a_directive_becomes_work_that_is_done_and_seen(live, province):
    lan = live.page(province.users["lan"])
    lan.goto("/van-ban/moi/")
    assert_accessible(lan)
    lan.fill("[name=text]", TEXT)
    press(lan, "Đọc văn bản")
    lan.wait_for_url("**/ra-soat/**")
    assert "4 nhiệm vụ" in lan.inner_text("main")
    assert_accessible(lan)
    screenshot(lan, "story-review")
    # what is unsure first: everything proposed is confirmed, card by card, as a person would
    for _ in range(12):
        waiting = lan.get_by_role("button", name="Xác nhận như đề xuất")
        if not waiting.count():
            link = lan.locator("article.draft-doubt h3 a")
            if not link.count():
                break
            link.first.click()
            lan.wait_for_timeout(300)
            if not lan.get_by_role("button", name="Xác nhận như đề xuất").count():
                break
            continue
        waiting.first.click()
        lan.wait_for_timeout(400)
    base = lan.url.split("/ra-soat/")[0]
    lan.goto(f"{base}/giao/")
    assert lan.get_by_role("button", name="Giao 4 nhiệm vụ").get_attribute("aria-disabled") == "true"
    # the addressee that nobody knows blocks issuing until it is named or its task is dropped with a reason
    lan.goto(f"{base}/ra-soat/")
    lan.get_by_role("link", name="lập danh sách cơ sở").first.click()
    lan.wait_for_timeout(400)
    lan.get_by_role("link", name="Bỏ nhiệm vụ này").first.click()
    lan.wait_for_timeout(400)
    lan.get_by_label("Vì sao bỏ nhiệm vụ này?").fill("Đơn vị không có trong danh mục; giao bằng văn bản riêng.")
    lan.get_by_role("button", name="Bỏ nhiệm vụ", exact=True).click()
    lan.wait_for_timeout(500)
    # tasks without a day get one in one act
    lan.goto(f"{base}/ra-soat/theo-muc/?loc=chua-han")
    lan.get_by_label("Loại hạn").select_option("date")
    lan.get_by_label("Ngày hạn").fill("31/10/2022")
    press(lan, "Đặt cho các nhiệm vụ đã đánh dấu")
    lan.goto(f"{base}/giao/")
    assert_accessible(lan)
    press(lan, "Giao 3 nhiệm vụ")
    assert "Đã giao 3 nhiệm vụ" in lan.inner_text("main")

    # the department: the clerk receives, the head hands on, the officer works, only the head sends
    clerk = live.page(province.users["van_thu"])
    clerk.goto("/viec-cua-toi/")
    assert clerk.locator("a.item").count() == 3
    assert_accessible(clerk)
    address = clerk.locator("a.item", has_text="kiến nghị sau kiểm toán").get_attribute("href")
    clerk.goto(address)
    press(clerk, "Tiếp nhận")
    head = live.page(province.users["dung"])
    head.goto(address)
    press(head, "Phân công", role="link")
    head.select_option("[name=person]", label="Phạm Minh")
    head.fill("[name=inner_due_on]", "15/10/2022")
    press(head, "Phân công", exact=True)
    officer = live.page(province.users["minh"])
    officer.goto("/viec-cua-toi/")
    officer.goto(officer.locator("a.item").first.get_attribute("href"))
    assert_accessible(officer)
    screenshot(officer, "story-assignment")
    press(officer, "Thêm minh chứng", role="link")
    officer.set_input_files("[name=file]", {"name": "ket-qua.txt", "mimeType": "text/plain", "buffer": "Đã khắc phục 63 trên 69 kiến nghị.".encode()})
    press(officer, "Thêm minh chứng")
    head.goto(address)
    press(head, "Báo cáo hoàn thành", role="link")
    head.fill("[name=body]", "Đã khắc phục 63 trên 69 kiến nghị.")
    press(head, "Gửi báo cáo")
    assert "Chờ thẩm định" in head.inner_text("main")

    # the issuer accepts; the leader sees it and decides an extension on a phone
    lan.goto("/cho-tham-dinh/")
    assert_accessible(lan)
    assert "kiến nghị sau kiểm toán" in lan.inner_text("main")
    other = head
    other.goto("/viec-cua-toi/")
    other.goto(other.locator("a.item", has_text="công khai thủ tục").get_attribute("href"))
    press(other, "Đề nghị gia hạn", role="link")
    other.fill("[name=due_on]", "14/10/2022")
    other.fill("[name=reason]", "Còn chờ số liệu của đơn vị trực thuộc.")
    other.select_option("[name=cause]", index=1)
    press(other, "Gửi đề nghị")
    leader = live.page(province.users["chu_tich"], size=PHONE)
    leader.goto("/dieu-hanh/")
    assert_accessible(leader)
    screenshot(leader, "story-leader-phone")
    press(leader, "Đồng ý", exact=True)
    assert "Đã đồng ý gia hạn đến 14/10/2022" in leader.inner_text("body")


# Every pair of language, width and scheme once; the pages look alike whatever database stands behind them.
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("language, size, dark", [("vi", None, False), ("vi", PHONE, True), ("en", None, True), ("en", PHONE, False)])
def test_the_main_pages_hold_in_both_languages_widths_and_schemes(live, province, language, size, dark):
    page = live.page(province.users["chu_tich"], size=size, dark=dark)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live.server.url}])
    for path in ("/dieu-hanh/", "/viec-cua-toi/", "/nhiem-vu/", "/van-ban/"):
        page.goto(path)
        assert_accessible(page)
