"""Registers of an older system come in with their numbers and days; none of our numbers is taken, no state secret is kept."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from openpar.apps.documents.models import Document
from openpar.core import numbering
from openpar.core.imports import batches
from openpar.core.models import AuditEntry, Blob, Deadline, Evidence, ImportBatch, NumberSeries, PaperNumber
from openpar.engine.errors import BadInput, Refused
from tests.core.sheets import upload, xlsx
from tests.people import moment

OUT = ["TT", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận", "Số lượng bản"]
IN = ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày văn bản", "Trích yếu", "Đơn vị hoặc người nhận", "Hạn xử lý", "Tình trạng"]


def take(province, kind, head, *rows, by="van_thu", name="so.xlsx", **options):
    return batches.take_in(kind, upload(xlsx([["SỔ ĐĂNG KÝ VĂN BẢN"], head, *rows], **options), name), organisation=province.stc, by=province.actor(by),
                           at=moment())


def confirm(province, batch):
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert not batch.counts["bad"], batch.report["faults"]
    return batches.confirm(batch, by=province.actor("van_thu"), at=moment(), version=batch.version)


def faults(batch):
    return {(n, letter): words for n, letter, _title, _shown, words in batch.report["faults"]}


def test_outgoing_lines_keep_number_and_day_and_take_none_of_ours(province):
    confirm(province, take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15),
                            "Báo cáo kết quả 6 tháng", "Trần Văn Dũng", "UBND tỉnh; Sở Y tế", 3],
                           [2, "45/STC", "16/6/2022", "V/v rà soát thủ tục"], [3, "07/QĐ-STC", "17/6/2022", "Thành lập tổ công tác"]))
    rows = {d.number: d for d in Document.objects.all()}
    one = rows["12/BC-STC"]
    assert (one.direction, one.state, one.on, one.kind, one.copies, one.signer, one.origin) == (
        "out", "issued", date(2022, 6, 15), "bao_cao", 3, "Trần Văn Dũng", "nhập từ so.xlsx, dòng 3")
    assert [r.name for r in one.recipients.all()] == ["UBND tỉnh", "Sở Y tế"] and one.author == "Sở Tài chính"
    assert (rows["45/STC"].kind, rows["07/QĐ-STC"].kind) == ("cong_van", "quyet_dinh_ca_biet")
    assert not PaperNumber.objects.exists() and not NumberSeries.objects.exists()
    assert AuditEntry.objects.filter(act="documents.document.import", reason="nhập từ so.xlsx").count() == 3


def test_the_book_goes_on_after_the_highest_number_where_it_is_asked(province):
    batch = take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15), "a"], [2, "14/BC-STC", "16/6/2022", "b"],
                 [3, "9/BC-STC", "16/6/2021", "c"])
    assert any("thiếu số 13 trong tệp" in words for words in batch.report["about"])
    batch = batches.change(batch, by=province.actor("van_thu"), at=moment(), version=batch.version, options={"go_on": True})
    assert "Báo cáo: sổ năm nay cấp tiếp từ số 15." in batch.report["about"]
    confirm(province, batch)
    number = numbering.take(province.stc, "bao_cao", symbol="BC-STC", on=date(2022, 8, 24), room="x", object_id=1, by=province.actor("van_thu"), at=moment())
    assert str(number) == "15/BC-STC" and numbering.gaps(number.series) == []
    assert NumberSeries.objects.filter(year=2021).count() == 0


def test_a_book_that_has_begun_is_not_put_back(province):
    numbering.take(province.stc, "bao_cao", symbol="BC-STC", on=date(2022, 8, 24), room="x", object_id=1, by=province.actor("van_thu"), at=moment())
    batch = take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15), "a"])
    batch = batches.change(batch, by=province.actor("van_thu"), at=moment(), version=batch.version, options={"go_on": True})
    assert "Báo cáo: sổ năm nay đã cấp đến số 1, giữ nguyên." in batch.report["about"]
    confirm(province, batch)
    assert NumberSeries.objects.get().last == 1


def test_incoming_lines_keep_their_days_state_and_what_is_still_owed(province):
    confirm(province, take(province, "van-ban-den", IN,
                           [date(2022, 6, 20), 101, "UBND tỉnh", "55/CT-UBND", date(2022, 6, 18), "Chỉ thị về chuyển đổi số", "Phòng QLNS", "30/6/2022",
                            "Đang xử lý"],
                           ["21/6/2022", 102, "Sở Y tế", "9/BC-SYT", "20/6/2022", "Báo cáo", "Phạm Minh", None, "Đã xử lý"],
                           ["22/6/2022", 103, "Sở Y tế", "10/BC-SYT", "21/6/2022", "Báo cáo", "Ông Không Rõ"]))
    one, two, three = Document.objects.order_by("arrival_number")
    assert (one.direction, one.state, one.kind, timezone.localtime(one.arrived_at).date(), one.author) == (
        "in", "processing", "chi_thi", date(2022, 6, 20), "UBND tỉnh")
    assert one.routes.get().organisation == province.stc_ns
    owed = Deadline.objects.get()
    assert (owed.duty, timezone.localtime(owed.due_at).date(), owed.pk) == ("answer", date(2022, 6, 30), one.deadline_id)
    assert (two.state, two.handler, two.routes.get().person) == ("completed", province.minh, province.minh)
    assert (three.state, three.note) == ("completed", "Đơn vị, người nhận: Ông Không Rõ") and not NumberSeries.objects.exists()


def test_the_same_line_is_there_already_and_the_same_number_with_other_content_is_refused(province):
    line = [1, "12/BC-STC", date(2022, 6, 15), "Báo cáo kết quả"]
    confirm(province, take(province, "van-ban-di", OUT, line))
    again = take(province, "van-ban-di", OUT, line, [2, "13/BC-STC", "16/6/2022", "Mới"])
    assert (again.counts["same"], again.counts["new"], again.counts["bad"]) == (1, 1, 0)
    other = take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 7, 1), "Khác"], [2, "13/BC-STC", "1/7/2022", "x"], [3, "13/BC-STC", "2/7/2022", "y"],
                 [4, "14/BC-STC", "2/7/2022", "z"], [4, "14/BC-STC", "2/7/2022", "z"], [5, "15/BC-STC", "2/9/2022", "mai sau"])
    assert "số này trong năm đã có trong sổ: 12/BC-STC, Báo cáo kết quả" in faults(other)[3, "B"]
    assert "cùng mã, số với dòng 4" in faults(other)[5, ""] and other.counts["left_out"] == 1 and "sau hôm nay" in faults(other)[8, "C"]


@pytest.mark.parametrize("row", [[1, "12/BC-STC", date(2022, 6, 15), "Mật"], [1, "12/BC-STC (MẬT)", date(2022, 6, 15), "Báo cáo"]])
def test_a_register_with_a_state_secret_is_refused_whole_and_not_kept(province, row):
    with pytest.raises(BadInput, match=r"Dòng 3 có dấu độ mật.*sổ văn bản mật của văn thư.*Tệp không được lưu"):
        take(province, "van-ban-di", OUT, row)
    assert not ImportBatch.objects.exists() and not Evidence.objects.exists() and not Blob.objects.exists()


def test_number_and_symbol_in_two_columns_are_one_number(province):
    confirm(province, take(province, "van-ban-di", ["Số", "Ký hiệu", "Ngày ban hành", "Trích yếu"], [12, "KH-STC", date(2022, 6, 15), "Cải cách hành chính"]))
    assert (Document.objects.get().number, Document.objects.get().kind) == ("12/KH-STC", "ke_hoach")


def test_a_brought_in_line_opens_in_the_register_and_says_where_it_is_from(province, client):
    confirm(province, take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15), "Báo cáo kết quả"]))
    client.force_login(province.van_thu)
    assert "nhập từ so.xlsx, dòng 3" in client.get(f"/so-van-ban/{Document.objects.get().pk}/").content.decode()
    assert "12/BC-STC" in client.get("/so-van-ban/di/").content.decode()


def test_an_officer_does_not_bring_registers_in(province):
    with pytest.raises(Refused):
        take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15), "x"], by="minh")


def test_of_a_line_of_an_older_register_no_paper_is_drawn_that_could_pass_for_it(province, client):
    confirm(province, take(province, "van-ban-di", OUT, [1, "12/BC-STC", date(2022, 6, 15), "Báo cáo kết quả 6 tháng", "Trần Văn Dũng"]))
    row = Document.objects.get()
    client.force_login(province.van_thu)
    page = client.get(reverse("documents:document", args=[row.pk])).content.decode()
    assert "nhập từ so.xlsx, dòng 3" in page and "Xem bản PDF" not in page and "Mẫu trình bày" not in page
    assert "Nhập từ sổ cũ" in page and "documents.document" not in page, "the trail says it in words"
    assert [client.get(reverse(f"documents:{name}", args=[row.pk])).status_code for name in ("paper", "paper_docx")] == [404, 404]


def test_the_dry_run_shows_kinds_in_words(province):
    head = [*OUT, "Loại văn bản", "Độ khẩn"]
    batch = take(province, "van-ban-di", head, [1, "12/BC-STC", date(2022, 6, 15), "Kết quả", "", "", 3, "BC", "Khẩn"])
    [[_n, _outcome, cells]] = batch.report["preview"]
    assert "Báo cáo" in cells and "Khẩn" in cells and not {"bao_cao", "khan"} & set(cells)
