"""Organisations come in from a sheet: checked first, all or none, never twice."""

import unicodedata
from datetime import date

import pytest

from openpar.core.imports import batches
from openpar.core.models import AuditEntry, Evidence, ImportBatch, Organisation, Succession
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.core.sheets import upload, xlsx
from tests.people import moment

HEAD = ["Mã", "Tên", "Loại", "Mã cấp trên", "Hiệu lực từ", "Hiệu lực đến hết ngày", "Tên gọi khác", "Kế thừa từ (mã)", "Văn bản"]


def take(province, rows, by="lan", name="co-quan.xlsx", **options):
    return batches.take_in("co-quan", upload(xlsx(rows, **options), name), organisation=province.ubnd_tinh, by=province.actor(by), at=moment())


def confirm(province, batch, by="lan"):
    batch = ImportBatch.objects.get(pk=batch.pk)
    return batches.confirm(batch, by=province.actor(by), at=moment(), version=batch.version)


def words(batch):
    return [f"{n}{letter}: {said}" for n, letter, _title, _shown, said in batch.report["faults"]]


def test_a_sheet_of_offices_is_tried_then_brought_in_with_parents_names_and_trail(province):
    batch = take(province, [HEAD, ["snv_vp", "Văn phòng Sở", "Phòng, đơn vị trực thuộc", "snv_new", date(2022, 1, 1)],
                            ["snv_new", "Sở Ngoại vụ", "Sở, ban, ngành", "ubnd_tinh", "1/1/2022", None, "Sở NgV; Ngoại vụ"]])
    assert batch.state == "checked" and batch.counts["new"] == 2 and not Organisation.objects.filter(code="snv_new").exists()
    done = confirm(province, batch)
    made = Organisation.objects.get(code="snv_vp")
    assert (made.parent.code, made.valid_from, made.kind) == ("snv_new", date(2022, 1, 1), "division")
    assert made.path.startswith(made.parent.path) and set(made.parent.aliases.values_list("text", flat=True)) == {"Sở NgV", "Ngoại vụ"}
    assert done.state == "applied" and done.applied_by == province.lan
    assert {(m.row, m.object_id) for m in done.made.all()} == {(2, made.pk), (3, made.parent_id)}
    assert AuditEntry.objects.filter(act="organisations.import", reason="nhập từ co-quan.xlsx").count() == 2
    assert Evidence.objects.get(room="core.import", owner_id=batch.pk).original_name == "co-quan.xlsx"


def test_what_is_there_is_shown_as_there_and_the_same_file_is_the_same_import(province):
    rows = [HEAD, ["snv", "Sở Nội vụ", "department", "ubnd_tinh", date(2021, 1, 1)], ["moi", "Sở Mới", "Sở", "ubnd_tinh", date(2022, 1, 1)]]
    batch = take(province, rows)
    assert (batch.counts["same"], batch.counts["new"]) == (1, 1)
    confirm(province, batch)
    assert take(province, rows).pk == batch.pk
    again = take(province, [*rows, [None], ["khac", "Sở Khác", "Sở", "ubnd_tinh", date(2022, 1, 1)]])
    assert (again.counts["same"], again.counts["new"]) == (2, 1)
    confirm(province, again)
    assert Organisation.objects.filter(code="moi").count() == 1


def test_case_TX_04_a_name_typed_in_pieces_is_the_name_of_the_register(province):
    name = unicodedata.normalize("NFD", "Sở Nội vụ")
    batch = take(province, [HEAD, ["snv2", name, "Sở", "ubnd_tinh", date(2022, 1, 1)]])
    assert words(batch) == ["2B: tên này đã có trong danh mục với mã snv; nếu là một đơn vị thì ghi mã đó"]


def test_every_faulty_row_says_where_what_is_there_and_what_to_do_and_nothing_comes_in(province):
    batch = take(province, [HEAD, ["a", "Đơn vị A", "Sở", "khong_co", date(2022, 1, 1)], ["b", "Đơn vị B", "Siêu sở", None, "31/02/2022"],
                            ["c", None, "Sở", None, "1/1/22"], ["e", "Đơn vị E", "Sở", "e", date(2022, 1, 1)], ["g", "Đơn vị G", "Sở", None, "1/1/2022"]])
    assert batch.counts["bad"] == 4 and batch.counts["new"] == 1
    said = "\n".join(words(batch))
    assert "3C: không hiểu; dùng một trong: Ủy ban nhân dân cấp tỉnh," in said
    assert "3E: không có ngày này; ngày đứng trước, tháng đứng sau" in said
    assert "4B: thiếu; ghi vào ô này" in said and "4E: ghi năm đủ bốn chữ số" in said and "5D: đơn vị nằm dưới chính nó" in said
    assert "Chọn đơn vị cho “khong_co”" in said
    with pytest.raises(BadInput, match="4 dòng sai"):
        confirm(province, batch)
    assert not Organisation.objects.filter(code="g").exists()


def test_a_person_names_what_the_register_does_not_know_and_the_register_remembers(province):
    batch = take(province, [HEAD, ["a", "Chi cục A", "Phòng", "Sở Tài chánh", date(2022, 1, 1)]])
    assert [q["words"] for q in batch.report["names"]] == ["Sở Tài chánh"]
    batch = batches.name(batch, {"Sở Tài chánh": f"o:{province.stc.pk}"}, remember=True, by=province.actor("lan"), at=moment(), version=batch.version)
    assert not batch.counts["bad"]
    confirm(province, batch)
    assert Organisation.objects.get(code="a").parent == province.stc
    assert province.stc.aliases.filter(text="Sở Tài chánh").exists()


def test_a_new_office_takes_over_from_old_ones_which_end_the_day_before(province):
    batch = take(province, [HEAD, ["xa_moi", "Ủy ban nhân dân xã Đoàn Kết", "UBND cấp xã", "ubnd_tinh", date(2025, 7, 1), None, None, "mu_ca; ta_tong",
                                   "Nghị quyết sắp xếp"]])
    confirm(province, batch)
    rows = Succession.objects.filter(successor__code="xa_moi")
    assert {(s.predecessor.code, s.what, s.on, s.document) for s in rows} == {
        (c, "all", date(2025, 7, 1), "Nghị quyết sắp xếp") for c in ("mu_ca", "ta_tong")}
    assert Organisation.objects.get(code="mu_ca").valid_until == date(2025, 6, 30)


def test_an_office_that_is_there_may_end_by_a_sheet_but_is_not_rewritten(province):
    batch = take(province, [HEAD, ["syt", "Sở Y tế tỉnh", "Sở", "ubnd_tinh", date(2021, 1, 1), date(2025, 2, 28)]])
    assert batch.counts["changed"] == 1 and "không sửa qua nhập tệp" in batch.report["remarks"][1][4]
    confirm(province, batch)
    row = Organisation.objects.get(code="syt")
    assert (row.name, row.valid_until) == ("Sở Y tế", date(2025, 2, 28))


def test_who_may_not_keep_the_register_may_not_bring_offices_in(province):
    with pytest.raises(Refused, match="quản lý danh mục"):
        take(province, [HEAD, ["a", "A", "Sở", None, date(2022, 1, 1)]], by="van_thu")


def test_a_second_click_and_a_stale_page_change_nothing(province):
    batch = take(province, [HEAD, ["a", "Đơn vị A", "Sở", None, date(2022, 1, 1)]])
    confirm(province, batch)
    with pytest.raises(Conflict):
        batches.confirm(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    assert Organisation.objects.filter(code="a").count() == 1


def test_one_failure_while_rows_come_in_leaves_nothing_behind(province, monkeypatch):
    from openpar.core.imports import offices
    batch = take(province, [HEAD, ["a", "Đơn vị A", "Sở", None, date(2022, 1, 1)], ["b", "Đơn vị B", "Sở", None, date(2022, 1, 1)]])
    real = offices._one

    def breaks(row, context):
        if row["code"] == "b":
            raise BadInput("hỏng")
        real(row, context)
    monkeypatch.setattr(offices, "_one", breaks)
    with pytest.raises(BadInput):
        confirm(province, batch)
    assert not Organisation.objects.filter(code="a").exists() and ImportBatch.objects.get(pk=batch.pk).state == "checked"


def test_a_large_file_waits_for_the_job_and_the_job_runs_twice_without_doubling(province, monkeypatch):
    from openpar.core import jobs
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    batch = take(province, [HEAD, ["a", "Đơn vị A", "Sở", None, date(2022, 1, 1)], ["b", "Đơn vị B", "Sở", None, date(2022, 1, 1)]])
    assert confirm(province, batch).state == "queued" and not Organisation.objects.filter(code="a").exists()
    assert jobs.run("imports.apply", at=moment()).message == "1 tệp" and jobs.run("imports.apply", at=moment()).message == "0 tệp"
    assert ImportBatch.objects.get(pk=batch.pk).state == "applied" and Organisation.objects.filter(code__in="ab").count() == 2


def test_a_file_that_was_only_tried_can_be_left_and_its_bytes_go(province, django_capture_on_commit_callbacks):
    batch = take(province, [HEAD, ["a", "Đơn vị A", "Sở", None, date(2022, 1, 1)]])
    with django_capture_on_commit_callbacks(execute=True):
        done = batches.discard(batch, by=province.actor("lan"), at=moment(), version=batch.version)
    assert done.state == "discarded" and not Evidence.objects.filter(room="core.import").exists()
