"""The pages of the room in a real browser: readable by everybody, no sideways scroll, nothing blocked by the security policy."""

import pytest

from tests.browser import PHONE, WIDE, assert_accessible

PAGES = ("/papi/", "/papi/?nam=2021&nd=D3", "/papi/lai-chau/", "/papi/vinh-phuc/", "/papi/lai-chau/2021/TOTAL/", "/papi/kiem-tra/",
         "/chi-so/", "/chi-so/demo/department-2022/", "/chi-so/demo/department-2022/cham/",
         *(f"/chi-so/demo/department-2022/{page}/" for page in ("vi-sao-doi", "neu-thi", "do-chac", "do-vung", "duong-di")),
         "/chi-so/so-sanh/?cu=papi/province-2016&moi=papi/province-2018")


@pytest.mark.parametrize("size, dark, paths", [(WIDE, False, PAGES), (PHONE, True, PAGES[::3])])
def test_every_page_is_accessible(live, size, dark, paths):
    page = live.page(size=size, dark=dark)
    for path in paths:
        page.goto(path)
        assert_accessible(page)


def test_a_file_is_scored_and_the_next_unit_opened_without_choosing_it_again(live, tmp_path):
    path = tmp_path / "so-lieu.csv"
    path.write_text("Đơn vị,Mã,Giá trị\nSở A,tasks.on_time_share,0.96\nSở B,tasks.on_time_share,0.5\n", encoding="utf-8")
    page = live.page()
    page.goto("/chi-so/demo/department-2022/cham/")
    page.set_input_files("input[type=file]", str(path))
    page.click("text=Chấm và giải thích")
    assert page.inner_text("h1") == "Sở A"
    assert_accessible(page)
    page.click("button:has-text('Sở B')")
    assert page.inner_text("h1") == "Sở B"
    for name in ("Nếu thì", "Cách ít công nhất", "Độ chắc của điểm", "Độ vững của thiết kế"):
        page.click(f"nav.row button:has-text('{name}')")
        assert_accessible(page)


def test_an_officer_plans_gives_and_reviews(live, province):
    page = live.page(province.lan)
    page.goto("/papi/lai-chau/?nam=2021")
    page.click("text=Kế hoạch cải thiện")
    assert_accessible(page)
    page.click("a:has-text('3.1')")
    page.select_option("select[name=owner]", label="Sở Tài chính")
    page.fill("textarea[name=measures]", "Đối thoại định kỳ.")
    page.click("text=Lưu mục kế hoạch")
    page.fill("input[name=due_on]", "30/11/2090")
    page.click("text=Giao nhiệm vụ")
    assert "-0001" in page.inner_text("main")
    assert_accessible(page)
