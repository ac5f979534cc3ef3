"""The loop closes through pages only: a unit scores itself by keyboard, objects, is appraised and ranked; the leader sees the gap and gives a task."""

from datetime import date
from decimal import Decimal

import pytest

from openpar.apps.indices.models import Entry, FactEntry
from openpar.apps.tasks.models import Task
from openpar.core.models import DemoClock
from tests.apps.indices.round_ground import CALENDAR, open_round, sheet_of
from tests.browser import PHONE, assert_accessible, screenshot
from tests.people import DAY, make_province, moment

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def province(transactional_db, settings):
    """The small province on a demo clock, which the server's threads read too."""
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    return make_province()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def cell(page, code, stream):
    return page.locator(f'table.grid td.cell input[name*="~{code}~{stream}~"]').first


def saved(page, field):
    page.wait_for_function("e => e.closest('td').classList.contains('is-saved')", arg=field.element_handle())


def test_from_own_score_to_the_leaders_task(live, province):
    made = open_round(province, units=("stc", "syt"), calendar={**CALENDAR, "plan": date(2022, 8, 20)})
    sheet = sheet_of(made, "stc")
    FactEntry.objects.create(organisation=province.stc, metric="tasks.on_time_share", starts_on=made.starts_on, ends_before=date(2022, 12, 1),
                             numerator=Decimal(91), denominator=Decimal(100), source="hand", author=province.lan, at=moment())

    # the office computes what the system knows
    lan = live.page(province.lan)
    lan.goto(f"/dot-danh-gia/{made.pk}/")
    assert_accessible(lan)
    press(lan, "Tính từ số liệu")
    assert "Đã tính điểm" in lan.inner_text("main")

    # the unit finds the duty in its work and scores by keyboard; the head's older page does not overwrite the officer
    dung, minh = live.page(province.dung), live.page(province.minh)
    dung.goto("/viec-cua-toi/")
    assert "Tự chấm điểm" in dung.inner_text("main")
    dung.goto(f"/phieu-cham/{sheet.pk}/")
    minh.goto(f"/phieu-cham/{sheet.pk}/")
    assert_accessible(minh)
    first = cell(minh, "1.1", "self")
    first.click()
    minh.keyboard.type("1")
    minh.keyboard.press("Enter")
    saved(minh, first)
    assert minh.evaluate("document.activeElement.name").split("~")[2] == "1.2"
    minh.keyboard.type("99")
    minh.keyboard.press("ArrowDown")
    minh.locator("td.cell.bad").wait_for()
    assert "từ 0 đến 3" in minh.inner_text("td.cell.bad") and cell(minh, "1.2", "self").input_value() == "99"
    late = cell(dung, "1.1", "self")
    late.click()
    dung.keyboard.type("0,5")
    dung.keyboard.press("ArrowDown")
    dung.locator("td.cell.bad").wait_for()
    assert "người khác vừa ghi 1" in dung.inner_text("td.cell.bad") and late.input_value() == "0,5"
    assert Entry.objects.get(stream="self", code="1.1").points == 1
    screenshot(dung, "story-round-conflict")
    for code, points in (("1.2", "2,5"), ("2.1", "3"), ("1.3", "4")):
        field = cell(minh, code, "self")
        field.fill(points)
        field.press("Enter")
        minh.locator(f'input[name*="~{code}~self~"][name$="~{points}"]').wait_for()
    dung.goto(f"/phieu-cham/{sheet.pk}/")
    press(dung, "Gửi điểm tự chấm")
    assert "Đã gửi, chờ thẩm định" in dung.inner_text("main")

    # the office takes the system's and the unit's points, cuts one in the spreadsheet, locks
    lan.goto(f"/phieu-cham/{sheet.pk}/")
    press(lan, "Nhận điểm hệ thống tính")
    press(lan, "Nhận điểm tự chấm")
    lan.goto(f"/dot-danh-gia/{made.pk}/bang/")
    assert_accessible(lan)
    field = cell(lan, "2.1", "appraisal1")
    field.fill("2")
    field.press("Enter")
    saved(lan, field)
    lan.goto(f"/phieu-cham/{sheet.pk}/")
    press(lan, "Khoá điểm thẩm định lần 1")

    # the unit objects, the office settles; the other unit leaves the round with a reason
    minh.goto(f"/phieu-cham/{sheet.pk}/")
    field = cell(minh, "2.1", "explanation")
    field.fill("3")
    field.press("Enter")
    saved(minh, field)
    note = minh.locator("tr#tc-2\\.1 input.note")
    note.fill("Đã ban hành đủ ba văn bản.")
    note.press("Tab")
    minh.wait_for_timeout(400)
    dung.goto(f"/phieu-cham/{sheet.pk}/")
    press(dung, "Gửi giải trình, kiến nghị")
    lan.goto(f"/dot-danh-gia/{made.pk}/bang/?vong=appraisal2")
    field = cell(lan, "2.1", "appraisal2")
    field.fill("2,5")
    field.press("Enter")
    saved(lan, field)
    lan.goto(f"/phieu-cham/{sheet.pk}/")
    press(lan, "Chốt điểm")
    lan.goto(f"/phieu-cham/{sheet_of(made, 'syt').pk}/")
    lan.get_by_text("Đưa ra khỏi đợt").first.click()
    lan.get_by_label("Lý do đưa ra khỏi đợt").fill("Đơn vị mới thành lập.")
    press(lan, "Đưa ra khỏi đợt")

    # submitted, approved by the chairman, published; everybody reads it on a phone
    lan.goto(f"/dot-danh-gia/{made.pk}/")
    press(lan, "Trình kết quả")
    boss = live.page(province.chu_tich)
    boss.goto(f"/dot-danh-gia/{made.pk}/")
    press(boss, "Phê duyệt kết quả")
    lan.goto(f"/dot-danh-gia/{made.pk}/")
    press(lan, "Công bố kết quả")
    citizen = live.page(size=PHONE)
    citizen.goto(f"/ket-qua-danh-gia/{made.pk}/")
    assert "Sở Tài chính" in citizen.inner_text("main") and "Đơn vị mới thành lập" in citizen.inner_text("main")
    assert_accessible(citizen)
    screenshot(citizen, "story-round-result")

    # the leader sees why 2,5 points are gone and gives the task in one click
    boss.goto(f"/dot-danh-gia/{made.pk}/khoang-cach/?tc=1.3")
    assert "Vì sao mất 2,50 điểm ở tiêu chí 1.3?" in boss.inner_text("main")
    assert_accessible(boss)
    screenshot(boss, "story-round-gap")
    press(boss, "Giao việc này")
    assert "Đã giao thành nhiệm vụ" in boss.inner_text("main")
    task = Task.objects.get()
    assert task.origin == "gap" and task.targets.get().metric_code == "tasks.on_time_share"
    dung.goto("/viec-cua-toi/")
    assert task.code in dung.inner_text("main")
