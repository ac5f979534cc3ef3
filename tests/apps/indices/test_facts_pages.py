"""Facts on pages: who sees and states which, corrections with a reason, the workbook with a dry run, units without data named."""

import io
import re
from datetime import date
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openpar.apps.indices.models import FactEntry
from openpar.core.models import AuditEntry
from tests.apps.indices.test_papi_pages import words
from tests.people import moment

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ENTER = "/so-lieu/initiatives.recognised_count/nhap/?nam=2022&ky=nam"
TYPED = {"starts_on": "01/01/2022", "last_on": "31/12/2022", "value": "3", "numerator": "", "denominator": "", "document": "QĐ 5/QĐ-STC", "reason": ""}


def sign_in(client, province, name):
    client.force_login(province.users[name])
    return client


def put(client, province, **typed):
    return client.post(ENTER, {**TYPED, "unit": province.stc.pk, **typed}, follow=True)


def test_a_unit_states_its_own_fact_and_no_other_units(client, province):
    sign_in(client, province, "dung")
    assert "Đã ghi số liệu" in words(put(client, province))
    row = FactEntry.objects.get()
    assert (row.value, row.organisation, row.starts_on, row.ends_before, row.author) == (3, province.stc, date(2022, 1, 1), date(2023, 1, 1), province.dung)
    assert AuditEntry.objects.filter(act="indices.fact.state", object_id=row.pk).count() == 1
    assert put(client, province, unit=province.syt.pk).status_code == 422 and FactEntry.objects.count() == 1
    assert client.get(f"{ENTER}&don-vi={province.syt.pk}").status_code == 404


def test_a_correction_says_why_and_the_old_number_is_kept(client, province):
    sign_in(client, province, "dung")
    put(client, province)
    refused = put(client, province, value="4", document="QĐ 6/QĐ-STC")
    assert refused.status_code == 422 and "ghi lý do đính chính" in words(refused) and "QĐ 6/QĐ-STC" in refused.content.decode()
    first = FactEntry.objects.get()
    assert "Đã ghi số liệu" in words(put(client, province, value="4", reason="Thêm một sáng kiến cuối năm"))
    assert FactEntry.objects.get(replaces=first).value == 4 and FactEntry.objects.count() == 2
    stale = put(client, province, value="5", reason="Đếm lại lần nữa", seen=first.pk)
    assert stale.status_code == 422 and "vừa được người khác sửa" in words(stale)
    assert "không đổi" in words(put(client, province, value="4")) and FactEntry.objects.count() == 2


@pytest.mark.parametrize("typed, says", [({"value": "x"}, "không phải là số"), ({"value": ""}, "chỉ một trong ba"), ({"numerator": "1"}, "chỉ một trong ba"),
                                         ({"value": "1e30"}, "quá lớn"), ({"last_on": "01/01/2021"}, "phải sau ngày đầu")])
def test_a_wrong_number_says_what_to_do_and_nothing_is_written(client, province, typed, says):
    sign_in(client, province, "dung")
    answer = put(client, province, **typed)
    assert answer.status_code == 422 and says in words(answer) and not FactEntry.objects.exists()


def test_the_page_of_a_metric_adds_up_numbers_and_names_who_has_none(client, province):
    for unit, above, below in ((province.stc, 1, 1), (province.syt, 8, 19)):
        FactEntry.objects.create(metric="procedures.on_time_share", organisation=unit, starts_on=date(2022, 1, 1), ends_before=date(2023, 1, 1),
                                 numerator=above, denominator=below, author=province.lan, at=moment())
    said = words(sign_in(client, province, "lan").get("/so-lieu/procedures.on_time_share/?nam=2022"))
    assert "9 / 20" in said and "45%" in said and "UBND huyện Mường Tè" in said.split("chưa có số liệu")[1]
    own = words(sign_in(client, province, "dung").get("/so-lieu/procedures.on_time_share/?nam=2022"))
    assert "1 / 1" in own and "8 / 19" not in own and "Sở Y tế" not in own



def test_the_catalogue_shows_the_last_value_of_each_metric_and_the_page_says_when_it_was_stated(client, province):
    for unit, above, below in ((province.stc, 1, 1), (province.syt, 8, 19)):
        FactEntry.objects.create(metric="procedures.on_time_share", organisation=unit, starts_on=date(2022, 1, 1), ends_before=date(2023, 1, 1),
                                 numerator=above, denominator=below, author=province.lan, at=moment())
    line = "Hồ sơ trả đúng hạn trên hồ sơ đã giải quyết"
    assert words(sign_in(client, province, "lan").get("/so-lieu/?nam=2022")).split(line)[1].split("2 /")[0].count("45%") == 1
    assert words(sign_in(client, province, "dung").get("/so-lieu/?nam=2022")).split(line)[1].split("1 / 1")[0].count("100%") == 1
    said = words(client.get("/so-lieu/procedures.on_time_share/?nam=2022"))
    assert f"nhập lần cuối {moment().astimezone(VIETNAM):%H:%M %d/%m/%Y}" in said
    assert "chưa có ai nhập" in words(client.get("/so-lieu/procedures.published_on_time_share/?nam=2022"))


def test_pages_cost_the_same_queries_for_one_unit_and_for_many(client, province):
    counts = []
    for name in ("dung", "lan"):
        sign_in(client, province, name)
        client.get("/so-lieu/")
        for page in ("/so-lieu/", "/so-lieu/procedures.on_time_share/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts.append(len(asked))
    assert max(counts[:2]) <= 12 and all(abs(a - b) <= 2 for a, b in zip(counts[:2], counts[2:], strict=True))


def book(client, changes):
    """The template with some cells filled: {row after the head: {column head: value}}."""
    data = client.get("/so-lieu/mau.xlsx?nam=2022&ky=nam&ma=initiatives.recognised_count").content
    found = openpyxl.load_workbook(io.BytesIO(data))
    sheet = found.active
    head = next(r for r in sheet.iter_rows() if r[0].value == "Mã đơn vị")
    columns = {c.value: c.column for c in head}
    for row, cells in changes.items():
        for name, value in cells.items():
            sheet.cell(head[0].row + row, columns[name], value)
    out = io.BytesIO()
    found.save(out)
    return SimpleUploadedFile("so-lieu.xlsx", out.getvalue())


def test_a_workbook_is_tried_first_and_saved_whole(client, province):
    sign_in(client, province, "lan")
    tried = client.post("/so-lieu/nhap-tep/", {"file": book(client, {1: {"Giá trị": 2}, 2: {"Giá trị": "KAD"}})})
    assert tried.status_code == 200 and "2 dòng mới" in words(tried) and not FactEntry.objects.exists()
    saved = client.post("/so-lieu/nhap-tep/", {**tried.context["kept"], "luu": "1"}, follow=True)
    assert "Đã ghi 2 dòng số liệu từ tệp" in words(saved)
    assert {(f.source, f.file_name, f.absent) for f in FactEntry.objects.all()} == {("excel", "so-lieu.xlsx", ""), ("excel", "so-lieu.xlsx", "not_applicable")}
    assert all(f.file_row and f.file_digest for f in FactEntry.objects.all())


def test_every_faulty_row_is_named_and_none_is_saved(client, province):
    sign_in(client, province, "lan")
    tried = client.post("/so-lieu/nhap-tep/", {"file": book(client, {
        1: {"Giá trị": "hai"}, 2: {"Giá trị": 1, "Mã số liệu": "khong.co"}, 3: {"Giá trị": 1}, 4: {"Giá trị": 2, "Mã đơn vị": "xyz"}})})
    said = words(tried)
    assert tried.status_code == 422 and all(w in said for w in ("không phải là số", "Không có mã số liệu “khong.co”", "không có đơn vị mã “xyz”"))
    refused = client.post("/so-lieu/nhap-tep/", {**tried.context["kept"], "luu": "1"})
    assert refused.status_code == 422 and not FactEntry.objects.exists()


def test_a_formula_that_was_never_computed_is_a_named_fault_and_rows_stand_in_their_order(client, province):
    sign_in(client, province, "lan")
    tried = client.post("/so-lieu/nhap-tep/", {"file": book(client, {1: {"Giá trị": 3, "Tử số": 2}, 2: {"Giá trị": "=A1+1"}, 3: {"Giá trị": "hai"}})})
    rows = re.findall(r"Dòng (\d+):", words(tried))
    assert tried.status_code == 422 and len(rows) == 3 and rows == sorted(rows, key=int)
    assert "công thức chưa tính" in words(tried) and not FactEntry.objects.exists()


@pytest.mark.parametrize("address", ["/so-lieu/khong.co/", "/so-lieu/?ky=q9", "/so-lieu/?ky=zz", f"{ENTER}&don-vi=9{'9' * 30}", f"{ENTER}&don-vi=²"])
def test_an_address_that_names_nothing_is_not_found(client, province, address):
    assert sign_in(client, province, "lan").get(address).status_code == 404
