"""From tasks to points, to a rank, to a gap, to a new task, to the next year's points, through pages only; an incomplete unit is listed, not ranked."""

from datetime import date, timedelta

import pytest

from openpar.apps.indices import jobs
from openpar.apps.indices.models import Entry, GapTask, Round
from openpar.apps.tasks.models import Assignment, Task
from openpar.core import delivery, snapshots
from openpar.core.models import DemoClock
from tests.apps.indices.round_ground import CALENDAR, sheet_of
from tests.apps.tasks.test_facts import give
from tests.people import DAY, make_province, moment
from tests.stories.test_round_to_task import cell, press, saved

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def province(transactional_db, settings, tmp_path):
    """The small province on a demo clock; the finance department did three of its four tasks of June in time."""
    settings.DEMO, settings.FACTS_DIR = True, tmp_path / "facts"
    DemoClock.objects.create(pk=1, today=DAY)
    made = make_province()
    for n in range(4):
        tasks_of(made, date(2022, 6, 10), in_time=n < 3)
    snapshots.take(DAY)
    return made


def tasks_of(province, due, in_time=True):
    give(province, "stc", due, **({"state": "accepted", "received_at": moment(due - timedelta(days=30)), "submitted_at": moment(due)} if in_time else {}))


def days(years):
    return {step: date(d.year + years, d.month, d.day) for step, d in CALENDAR.items()}


def opened(lan, year, units):
    """The round of a year, opened on its page for these units."""
    lan.goto("/dot-danh-gia/moi/?khung=demo/department-2022")
    given = {"title": f"Đánh giá năm {year}", "year": str(year), "starts_on": f"01/01/{year}", "ends_on": f"30/11/{year}",
             **{step: f"{d:%d/%m/%Y}" for step, d in days(year - 2022).items()}}
    for name, value in given.items():
        lan.fill(f"form[method=post] [name={name}]", value)
    for box in lan.locator("input[name=units]").all():
        box.set_checked(box.get_attribute("value") in {str(u.pk) for u in units})
    press(lan, "Mở đợt và báo cho các đơn vị")
    assert f"Đã mở đợt đánh giá cho {len(units)} đơn vị" in lan.inner_text("main")
    press(lan, "Tính từ số liệu")
    return Round.objects.get(year=year)


def says(page, sheet, code, **typed):
    """Write the open stream on the page of one criterion."""
    page.goto(f"/phieu-cham/{sheet.pk}/tieu-chi/{code}/")
    for name, value in typed.items():
        page.fill(f".streams [name={name}]", value)
    press(page, "Lưu")
    assert "Đã lưu" in page.inner_text("main")


def test_from_tasks_through_a_ranked_round_to_the_points_of_the_next_year(live, province):
    lan, minh, dung, boss = (live.page(getattr(province, who)) for who in ("lan", "minh", "dung", "chu_tich"))
    made = opened(lan, 2022, (province.stc, province.syt))
    stc, syt = sheet_of(made, "stc"), sheet_of(made, "syt")
    proposed = Entry.objects.get(sheet=stc, code="1.3", stream="automatic")
    assert (proposed.inputs["numerator"], proposed.inputs["denominator"], proposed.points) == ("3", "4", 0)

    # the unit scores everything, proves one criterion, sends: locked
    minh.goto(f"/phieu-cham/{stc.pk}/")
    minh.evaluate("""() => document.querySelectorAll('table.grid tbody tr').forEach(tr => {
        const field = tr.querySelector('td.cell input'); if (field) field.value = tr.cells[1].textContent.trim(); })""")
    press(minh, "Lưu mọi ô")
    minh.goto(f"/phieu-cham/{stc.pk}/tieu-chi/1.3/")
    minh.fill("[name=number]", "12/BC-STC")
    minh.fill("[name=title]", "Báo cáo thực hiện nhiệm vụ")
    press(minh, "Thêm minh chứng")
    assert "12/BC-STC" in minh.inner_text("#luong-self")
    dung.goto(f"/phieu-cham/{stc.pk}/")
    press(dung, "Gửi điểm tự chấm")
    minh.goto(f"/phieu-cham/{stc.pk}/")
    assert not minh.locator("td.cell input").count()
    yen = live.page(province.users["yen"])
    says(yen, syt, "1.1", points="1")
    yen.goto(f"/phieu-cham/{syt.pk}/")
    press(yen, "Gửi điểm tự chấm")

    # first appraisal: the system's points, the unit's, a survey with its sample, a comment by keyboard; the other unit said next to nothing
    lan.goto(f"/phieu-cham/{stc.pk}/")
    press(lan, "Nhận điểm hệ thống tính")
    press(lan, "Nhận điểm tự chấm")
    for code in ("5.5", "8.1"):
        says(lan, stc, code, points="2", value="80 %", n="400", se="1,2 %", comment="Khảo sát tháng 10")
    lan.goto(f"/dot-danh-gia/{made.pk}/bang/")
    field = lan.locator(f'td.cell input[name^="o~{stc.pk}~2.1~"]')
    field.click()
    lan.keyboard.press("Shift+F2")
    lan.keyboard.type("Đủ ba văn bản")
    lan.keyboard.press("Enter")
    saved(lan, field)
    assert Entry.objects.get(sheet=stc, code="2.1", stream="appraisal1").comment == "Đủ ba văn bản"
    says(lan, syt, "1.1", points="1", comment="Đúng hạn")
    for sheet in (stc, syt):
        lan.goto(f"/phieu-cham/{sheet.pk}/")
        press(lan, "Khoá điểm thẩm định lần 1")

    # objection and second appraisal; the head of the other unit agrees
    says(minh, stc, "1.3", points="2", comment="Một việc chậm vì chờ trung ương")
    dung.goto(f"/phieu-cham/{stc.pk}/")
    press(dung, "Gửi giải trình, kiến nghị")
    says(lan, stc, "1.3", points="1", comment="Chấp nhận một phần")
    lan.goto(f"/phieu-cham/{stc.pk}/")
    press(lan, "Chốt điểm")
    yen.goto(f"/phieu-cham/{syt.pk}/")
    press(yen, "Đồng ý với điểm thẩm định")

    # approval, publication: one ranked, the incomplete one listed
    lan.goto(f"/dot-danh-gia/{made.pk}/")
    press(lan, "Trình kết quả")
    boss.goto(f"/dot-danh-gia/{made.pk}/")
    press(boss, "Phê duyệt kết quả")
    lan.goto(f"/dot-danh-gia/{made.pk}/")
    press(lan, "Công bố kết quả")
    lan.goto(f"/ket-qua-danh-gia/{made.pk}/")
    rows = {r.locator("th").inner_text(): r.inner_text() for r in lan.locator("table.rows tbody tr").all()}
    assert "1 trong 2 đơn vị đủ số liệu để xếp hạng" in lan.inner_text("main")
    assert "1/1" in rows["Sở Tài chính"] and "chưa đủ" in rows["Sở Y tế"] and "/1" not in rows["Sở Y tế"]

    # the leader's gap page: a task with its owner, target and metric; three more tasks in time reach it
    boss.goto(f"/dot-danh-gia/{made.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3")
    assert "3/4" in boss.inner_text("table.tree tr.is-here")
    boss.get_by_text("Sửa trước khi giao").click()
    boss.fill("[name=target]", "80 %")
    press(boss, "Giao việc này")
    task = Task.objects.get(origin="gap")
    target = task.targets.get()
    assert (Assignment.objects.get(task=task).organisation, target.metric_code, target.value) == (province.stc, "tasks.on_time_share", 80)
    for _n in range(3):
        tasks_of(province, date(2022, 8, 22))
    day = DAY + timedelta(days=1)
    DemoClock.objects.update(today=day)
    snapshots.take(day)
    assert jobs.propose_completion(moment(day)) == 1
    delivery.deliver()
    dung.goto("/thong-bao/")
    assert "Số liệu đã đạt mục tiêu" in dung.inner_text("main") and task.code in dung.inner_text("main")
    dung.goto(task.assignments.get().get_absolute_url())
    assert "85,71%, 6 trên 7" in dung.inner_text("main") and "đề nghị báo cáo hoàn thành" in dung.inner_text("main")
    boss.goto(f"/dot-danh-gia/{made.pk}/khoang-cach/?don-vi={province.stc.pk}&tc=1.3")
    assert "đề nghị báo cáo hoàn thành" in boss.inner_text("aside.why") and GapTask.objects.get().task.assignments.get().state == "assigned"

    # the next year: the task stands beside the points that it moved
    DemoClock.objects.update(today=date(2023, 8, 24))
    tasks_of(province, date(2023, 3, 1))
    snapshots.take(date(2023, 8, 24))
    after = opened(lan, 2023, (province.stc,))
    boss.goto(f"/dot-danh-gia/{after.pk}/khoang-cach/")
    moved = boss.locator("tr", has_text=task.code).inner_text()
    assert "+3,00" in moved and "75% → 100%" in moved
    boss.get_by_role("link", name="2022", exact=True).click()
    assert f"/dot-danh-gia/{made.pk}/khoang-cach/" in boss.url
    assert cell(boss, "1.3", "self").count() == 0
