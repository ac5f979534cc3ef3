"""A running task-tracking sheet comes in as it really is, with its days, its states and its gaps."""

from datetime import date

import pytest
from django.utils import timezone

from openpar.apps.tasks.models import Assignment, Report, Task
from openpar.apps.tasks.selectors.assignments import evidence_for
from openpar.core.imports import batches
from openpar.core.models import AuditEntry, Deadline, ImportBatch, OutboxMessage
from tests.core.sheets import upload, xlsx
from tests.people import moment

HEAD = ["TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Phối hợp", "Thời hạn", "Văn bản giao", "Tình trạng", "Ngày hoàn thành", "Kết quả thực hiện"]
PLAN = "Kế hoạch số 12/KH-UBND ngày 10/01/2022"


def take(province, *rows, head=HEAD, by="lan", **options):
    return batches.take_in("nhiem-vu", upload(xlsx([["BẢNG THEO DÕI NHIỆM VỤ NĂM 2022"], head, *rows], **options), "theo-doi.xlsx"),
                           organisation=province.ubnd_tinh, by=province.actor(by), at=moment())


def bring(province, *rows, **options):
    batch = take(province, *rows, **options)
    assert not batch.counts["bad"], batch.report["faults"]
    return batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)


def faults(batch):
    return {(n, letter): words for n, letter, _title, _shown, words in batch.report["faults"]}


def remarks(batch):
    return {(n, letter): words for n, letter, _title, _shown, words in batch.report["remarks"]}


def day(at):
    return at and timezone.localtime(at).date()


def test_a_row_a_task_keeps_its_own_days_and_reaches_its_state_by_the_ordinary_acts(province):
    bring(province, [1, "Rà soát thủ tục hành chính", "Sở Tài chính", "các sở, ban, ngành", date(2022, 6, 30), PLAN, "Đã hoàn thành", date(2022, 6, 15),
                     "Đã báo cáo tại Báo cáo số 45/BC-STC ngày 15/6/2022"])
    part = Assignment.objects.get(part="lead")
    assert (part.organisation, part.state, day(part.assigned_at), day(part.submitted_at), day(part.accepted_at), part.quality, part.open) == (
        province.stc, "accepted", date(2022, 1, 10), date(2022, 6, 15), date(2022, 6, 15), "fair", False)
    assert (part.task.code, part.task.due_on, part.task.origin) == ("NV-2022-0001", date(2022, 6, 30), "import")
    assert part.task.origin_label == f"nhập từ theo-doi.xlsx, dòng 3. {PLAN}" and part.task.legal_refs[0]["number"] == "12/KH-UBND"
    assert {a.organisation.code for a in part.task.assignments.filter(part="coordinating")} == {"snv", "syt"}
    steps = list(AuditEntry.objects.filter(room="tasks.assignment", object_id=part.pk).order_by("id").values_list("act", flat=True))
    assert [s for s in steps if s.rpartition(".")[2] in ("issue", "receive", "submit", "accept")] == [
        f"tasks.assignment.{s}" for s in ("issue", "receive", "submit", "accept")]
    proof = evidence_for(province.actor("lan")).get(owner_id=part.pk)
    assert (proof.number, proof.issued_on) == ("45/BC-STC", date(2022, 6, 15))
    assert Deadline.objects.get(pk=part.deadline_id).open is False


def test_a_row_a_unit_below_a_merged_task_is_one_task_with_a_part_each(province):
    bring(province, [1, "Báo cáo tình hình", "Sở Tài chính", None, "30/9/2022", PLAN, "Đang thực hiện"],
          [None, None, "UBND huyện Mường Tè", None, None, None, "Chưa thực hiện"],
          [None, None, "UBND huyện Sìn Hồ", None, None, None, "Hoàn thành", "1/8/2022"],
          [2, "Việc khác", "Sở Y tế", None, "Thường xuyên", PLAN, "Đang triển khai"],
          merged=("A3:A5", "B3:B5", "E3:E5", "F3:F5"))
    task = Task.objects.get(title="Báo cáo tình hình")
    assert {p.organisation.code: p.state for p in task.assignments.all()} == {"stc": "in_progress", "muong_te": "assigned", "sin_ho": "accepted"}
    assert Task.objects.get(title="Việc khác").due_type == "none" and Task.objects.count() == 2


def test_units_below_a_task_without_merged_cells_belong_to_it_and_parts_have_names(province):
    batch = bring(province, ["I", "NHIỆM VỤ TRỌNG TÂM"], [1, "Báo cáo tình hình", "Sở Tài chính", None, "30/9/2022", PLAN, "Đang thực hiện"],
                  [None, None, "Sở Y tế", None, None, None, "Đang thực hiện"])
    task = Task.objects.get()
    assert task.section == "I. NHIỆM VỤ TRỌNG TÂM" and {p.organisation.code for p in task.assignments.all()} == {"stc", "syt"}
    assert "Dòng 3 là tên phần" in batch.report["about"][0]


@pytest.mark.parametrize("cell, due_type, due_on, cycle", [
    ("30/6/2022; 15/12/2022", "date", date(2022, 12, 15), ""), ("Quý III/2022", "date", date(2022, 9, 30), ""),
    ("tháng 9/2022", "date", date(2022, 9, 30), ""),
    ("thường xuyên", "none", None, ""), ("Hàng quý", "cycle", None, "quarter"), ("trước 30/10/2022", "date", None, ""), (44926, "date", date(2022, 12, 31), ""),
    (2022, "date", date(2022, 12, 31), ""), (None, "none", None, ""), ("Sau khi có hướng dẫn của Bộ", "none", None, "")])
def test_times_of_every_kind(province, cell, due_type, due_on, cycle):
    bring(province, [1, "Việc", "Sở Tài chính", None, cell, PLAN, "Đang thực hiện"])
    task = Task.objects.get()
    assert (task.due_type, task.cycle) == (due_type, cycle) and (due_on is None or task.due_on == due_on)
    assert isinstance(cell, (int, type(None))) or task.due_text == cell


def test_several_days_in_a_cell_are_said(province):
    batch = take(province, [1, "Việc", "Sở Tài chính", None, "30/6/2022; 15/12/2022", PLAN, "Hoàn thành", "1/6/2022; 15/7/2022"])
    assert "hạn cuối là 15/12/2022" in remarks(batch)[3, "E"] and "lấy ngày cuối 15/7/2022" in remarks(batch)[3, "H"]


@pytest.mark.parametrize("cell, due_on", [
    ("20-12-2022", date(2022, 12, 20)), ("20.12.2022", date(2022, 12, 20)), ("12-2022", date(2022, 12, 31)),
    ("15-10-2022, 20-12-2022", date(2022, 12, 20)), ("30/6/2022\n30/9/2022", date(2022, 9, 30)), ("1/6/2022-30/9/2022", date(2022, 9, 30))])
def test_a_day_is_the_same_day_with_dashes_points_and_line_breaks(province, cell, due_on):
    batch = take(province, [1, "Việc", "Sở Tài chính", None, cell, PLAN, "Đang thực hiện"])
    batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    assert Task.objects.get().due_on == due_on


@pytest.mark.parametrize("cell, codes", [
    ("Sở Tài chính, Sở Y tế", {"stc", "syt"}), ("Sở TC; Sở Y tế", {"stc", "syt"}), ("Sở Tài chính và Sở Y tế", {"stc", "syt"}),
    ("- Chủ trì: Sở Tài chính\n- Phối hợp: Sở Y tế", {"stc"}), ("UBND các huyện, thành phố", {"muong_te", "sin_ho"}), ("stc", {"stc"}),
    ("Giám đốc Sở Y tế", {"syt"}), ("Các Sở: Nội vụ, Tài chính", {"snv", "stc"})])
def test_several_names_in_a_lead_cell(province, cell, codes):
    bring(province, [1, "Việc", cell, None, "30/9/2022", PLAN, "Đang thực hiện"])
    assert {p.organisation.code for p in Assignment.objects.filter(part="lead")} == codes


def test_who_is_not_known_is_named_by_a_person_first(province):
    batch = take(province, [1, "Việc", "Sở Tài chánh, Sở Y tế", "Đơn vị tư vấn", "30/9/2022", PLAN, "Đang thực hiện"])
    assert batch.counts["bad"] == 1 and [q["words"] for q in batch.report["names"]] == ["Sở Tài chánh", "Đơn vị tư vấn"]
    batch = batches.name(batch, {"Sở Tài chánh": f"o:{province.stc.pk}", "Đơn vị tư vấn": "-"}, remember=True, by=province.actor("lan"), at=moment(),
                         version=batch.version)
    assert batch.counts["bad"] == 0
    batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    task = Task.objects.get()
    assert {p.organisation.code for p in task.assignments.all()} == {"stc", "syt"} and task.coordinating_text == "Đơn vị tư vấn"
    assert province.stc.aliases.filter(text="Sở Tài chánh").exists()


def test_rows_that_contradict_themselves_are_refused_in_words(province):
    said = faults(take(province, [1, "Không ngày giao", "Sở Y tế", None, "30/9/2022"], [2, "Xong mà không ngày", "Sở Y tế", None, "30/9/2022", PLAN, "Đã xong"],
                       [3, "Trạng thái lạ", "Sở Y tế", None, "30/9/2022", PLAN, "xyz"], [4, "Hạn trước ngày giao", "Sở Y tế", None, "1/1/2022", PLAN],
                       [5, "Xong ở tương lai", "Sở Y tế", None, "30/9/2022", PLAN, "Hoàn thành", "1/9/2022"],
                       [6, "Không có ngày ấy", "Sở Y tế", None, "31/02/2022", PLAN], [7, "Năm hai chữ số", "Sở Y tế", None, "trước 15/8/22", PLAN]))
    assert "thiếu ngày giao" in said[3, ""] and "thiếu ngày" in said[4, "H"] and "Đã hoàn thành, Đang thực hiện" in said[5, "G"]
    assert "trước ngày giao (10/01/2022)" in said[6, "E"] and "từ ngày giao đến hôm nay" in said[7, "H"]
    assert "không có ngày này" in said[8, "E"] and "bốn chữ số" in said[9, "E"]


def test_all_that_is_wrong_in_a_row_is_said_at_once_and_all_names_are_asked_at_once(province):
    batch = take(province, [1, "Việc", "Sở Tài chánh", None, "31/02/2023", None, "xyz"], [2, "Việc khác", "Phòng lạ", None, "30/9/2022"])
    said = [str(f) for f in batch.report["faults"]]
    for words in ("thiếu ngày giao", "không có ngày này", "không hiểu tình trạng", "Chọn đơn vị cho “Sở Tài chánh”", "Chọn đơn vị cho “Phòng lạ”"):
        assert any(words in f for f in said), words
    assert {q["words"] for q in batch.report["names"]} == {"Sở Tài chánh", "Phòng lạ"}


def test_a_sheet_without_states_says_them_in_its_results(province):
    head = [h for h in HEAD if h not in ("Tình trạng", "Ngày hoàn thành")]
    batch = take(province, [1, "Một", "Sở Y tế", None, "30/9/2022", PLAN, "Đã hoàn thành ngày 15/8/2022"],
                 [2, "Hai", "Sở Y tế", None, "30/9/2022", PLAN, "Đã hoàn thành bước khảo sát"], [3, "Ba", "Sở Y tế", None, "30/9/2022", PLAN, "Đang rà soát"],
                 head=head)
    said = remarks(batch)
    assert "nhập là hoàn thành" in said[3, "G"] and "nhập là đang thực hiện" in said[4, "G"] and (5, "G") not in said
    batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    states = dict(Assignment.objects.values_list("task__title", "state"))
    assert states["Một"] == "accepted" and states["Hai"] != "accepted" and states["Ba"] != "accepted"
    assert day(Assignment.objects.get(task__title="Một").submitted_at) == date(2022, 8, 15)


def test_days_that_the_file_does_not_give_are_chosen_by_a_person(province):
    batch = take(province, [1, "Việc", "Sở Y tế", None, "30/9/2022", None, "Đã xong"])
    batch = batches.change(batch, by=province.actor("lan"), at=moment(), version=batch.version, options={"assigned_on": "2022-03-01", "done_on": "2022-08-01"})
    assert batch.counts["bad"] == 0 and "lấy ngày đã chọn 01/8/2022" in remarks(batch)[3, "H"]
    batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    part = Assignment.objects.get()
    assert (day(part.assigned_at), day(part.accepted_at)) == (date(2022, 3, 1), date(2022, 8, 1))


def test_work_that_was_stopped_is_left_out_and_late_work_is_late_by_its_day(province):
    batch = bring(province, [1, "Đã dừng", "Sở Y tế", None, "30/6/2022", PLAN, "Đã thu hồi"], [2, "Chậm", "Sở Y tế", None, "30/6/2022", PLAN, "Quá hạn"])
    assert batch.counts["left_out"] == 1
    part = Assignment.objects.get()
    assert (part.state, part.open, day(part.due_at)) == ("in_progress", True, date(2022, 6, 30))


def test_each_organisation_is_told_once_and_nobody_of_old_acts(province):
    bring(province, *[[n, f"Việc {n}", "Sở Tài chính", None, "30/6/2022", PLAN, "Hoàn thành", "1/6/2022"] for n in range(1, 5)])
    told = OutboxMessage.objects.all()
    assert [m.topic for m in told] == ["tasks.imported"] and "4 nhiệm vụ đang theo dõi được nhập từ theo-doi.xlsx" in told[0].payload["text"]


def test_a_cycle_owes_its_reports_from_the_present_period_on(province):
    bring(province, [1, "Báo cáo quý", "Sở Tài chính", None, "Hàng quý", PLAN, "Đang thực hiện"])
    report = Report.objects.get()
    assert (report.period_from, report.period_to) == (date(2022, 7, 1), date(2022, 10, 1)) and report.due_at > moment()


def test_the_same_rows_in_another_file_are_there_already(province):
    row = [1, "Việc", "Sở Tài chính", None, "30/9/2022", PLAN, "Đang thực hiện"]
    bring(province, row)
    again = take(province, row, [2, "Việc mới", "Sở Y tế", None, "30/9/2022", PLAN])
    assert (again.counts["same"], again.counts["new"]) == (1, 1)
    batches.confirm(again, by=province.actor("lan"), at=moment(), version=ImportBatch.objects.get(pk=again.pk).version)
    assert Task.objects.filter(title="Việc").count() == 1
    twin = take(province, row, row)
    assert twin.counts["left_out"] + twin.counts["same"] == 2 and twin.counts["new"] == 0


def test_headings_of_two_rows_and_words_of_another_office(province):
    rows = [["STT", "Nội dung công việc", "Cơ quan thực hiện", None, "Thời gian thực hiện", "Ngày giao"], [None, None, "Chủ trì", "Phối hợp"],
            [1, "Việc", "Sở Tài chính", "Sở Y tế", "Quý IV/2022", date(2022, 2, 1)]]
    batch = batches.take_in("nhiem-vu", upload(xlsx([["THEO DÕI"], *rows], merged=("C2:D2",)), "a.xlsx"), organisation=province.ubnd_tinh,
                            by=province.actor("lan"), at=moment())
    assert batch.head == [2, 3] and batch.counts == {**batch.counts, "new": 1, "bad": 0}
    assert batch.mapping == {"number": 0, "task": 1, "lead": 2, "coordinating": 3, "due": 4, "assigned": 5}


def test_a_department_brings_in_its_own_sheet_and_a_clerk_does_not(province):
    from openpar.engine.errors import Refused
    rows = [HEAD, [1, "Việc của sở", "Phòng QLNS", None, "30/9/2022", PLAN]]
    batch = batches.take_in("nhiem-vu", upload(xlsx(rows), "a.xlsx"), organisation=province.stc, by=province.actor("dung"), at=moment())
    assert batch.counts["new"] == 1
    with pytest.raises(Refused):
        batches.take_in("nhiem-vu", upload(xlsx(rows), "a.xlsx"), organisation=province.stc, by=province.actor("van_thu"), at=moment())
