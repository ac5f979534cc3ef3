"""How a cell is read: days, numbers and codes as people and programs leave them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from openpar.core.imports import values
from openpar.core.imports.reading import read, refuse_secrets
from openpar.core.imports.values import Wrong
from openpar.engine.errors import BadInput
from openpar.engine.sheets import Grid, open_book
from tests.core.sheets import xlsx

DAY, CODE, NUMBER, WHOLE = (k()(Grid("", [])) for k in (values.day, values.code, values.number, values.whole))


@pytest.mark.parametrize("given", [44788, 44788.0, "15/8/2022", "15.08.2022", "15-08-2022", "2022-08-15", "ngày 15 tháng 8 năm 2022", date(2022, 8, 15),
                                   datetime(2022, 8, 15, 7, 30), "15/08/2022 00:00:00"])  # noqa: DTZ001
def test_case_EX_04_and_EX_05_a_day_in_every_form(given):
    assert DAY(given) == date(2022, 8, 15)


def test_case_EX_04_days_of_a_workbook_that_counts_from_1904():
    book = open_book("a.xlsx", xlsx([["Ngày"], [date(2022, 8, 15)], [43326]], options={"date_1904": True})).grid()
    read_day = values.day()(book)
    assert [read_day(r[0]) for r in book.rows[1:]] == [date(2022, 8, 15)] * 2


@pytest.mark.parametrize("given, words", [
    ("15/8/22", "bốn chữ số"), ("31/02/2022", "không có ngày này"), ("08/30/2022", "ngày đứng trước"), ("Quý III", "không phải là ngày"),
    (3.5, "không phải là ngày"), (True, "không phải là ngày"), ("01/01/0202", "quá xa")])
def test_case_EX_05_what_is_no_day_is_never_guessed(given, words):
    with pytest.raises(Wrong, match=words):
        DAY(given)


def test_case_EX_05_the_day_stands_before_the_month():
    assert DAY("08/09/2022") == date(2022, 9, 8)


@pytest.mark.parametrize("given, kept", [
    ("00123", "00123"), ("NA", "NA"), ("None", "None"), (123456789012.0, "123456789012"), (7, "7"), (" 12 /BC ", "12 /BC")])
def test_case_EX_01_EX_02_and_EX_06_codes_stay_as_written(given, kept):
    assert CODE(given) == kept


@pytest.mark.parametrize("given", [1.5, 1.2345e20, "1,2345E+11"])
def test_case_EX_06_a_code_that_became_a_rounded_number_is_refused(given):
    with pytest.raises(Wrong, match="định dạng cột là Văn bản"):
        CODE(given)


@pytest.mark.parametrize("given, number", [
    ("86,81", "86.81"), ("1.234,5", "1234.5"), ("1 234 567", "1234567"), (0.1, "0.1"), ("95 %", "0.95"), ("-3,5", "-3.5")])
def test_case_EX_03_numbers_as_officials_write_them(given, number):
    assert NUMBER(given) == Decimal(number)


@pytest.mark.parametrize("given", ["1,234", "1.234", "12.345"])
def test_case_EX_03_a_thousand_or_a_fraction_is_asked_about(given):
    with pytest.raises(Wrong, match="nghìn hoặc phần lẻ"):
        NUMBER(given)


def test_a_whole_number_may_have_its_thousands_marked():
    assert WHOLE("1.234") == 1234 and WHOLE(5.0) == 5
    with pytest.raises(Wrong, match="số nguyên"):
        WHOLE(5.5)


OFFICES = [["Mã", "Tên", "Loại", "Hiệu lực từ"]]


def importer():
    from openpar.core.imports.offices import IMPORTER
    return IMPORTER


def test_rows_that_are_blank_hidden_or_only_a_foot_are_said():
    rows = [*OFFICES, ["a", "A", "Sở", "1/1/2022"], [None], [None], ["b", "B", "Sở", "1/1/2022"], ["Tổng cộng", 2], ["Người lập biểu"]]
    found = read(importer(), "a.xlsx", xlsx(rows, hidden=(5,)))
    assert [r.n for r in found.rows] == [2, 5]
    assert "\n".join(found.remarks) == ("Dòng để trống ở giữa, đã bỏ qua: 3–4.\nDòng tổng cộng, ký tên, không phải dữ liệu, đã bỏ qua: 6–7.\n"
                                        "Dòng đang ẩn trong tệp vẫn được đọc: 5.")
    assert [r.n for r in read(importer(), "a.xlsx", xlsx(rows, hidden=(5,)), skip_hidden=True).rows] == [2]


def test_a_formula_without_a_value_is_a_fault_with_its_place():
    found = read(importer(), "a.xlsx", xlsx([*OFFICES, ["a", "=B9", "Sở", "1/1/2022"]]))
    assert [(f.column, f.shown) for f in found.rows[0].faults] == [("name", "công thức")] and "dán thành giá trị" in found.rows[0].faults[0].words


def test_a_merged_cell_holds_for_every_row_it_covers_but_a_code_does_not():
    found = read(importer(), "a.xlsx", xlsx([*OFFICES, ["a", "A", "Sở", "1/1/2022"], [None, "B", None, "1/1/2022"]], merged=("A2:A3", "C2:C3")))
    assert [(r["code"], r["kind"], r.carried) for r in found.rows] == [("a", "department", ()), (None, "department", ("kind",))]


def test_the_sheet_with_the_headings_is_found_among_others():
    data = xlsx([["Ghi chú chung"]], sheets=(("Danh mục", [*OFFICES, ["a", "A", "Sở", "1/1/2022"]]),))
    assert read(importer(), "a.xlsx", data).sheet == "Danh mục"


def test_without_headings_the_needed_columns_are_named():
    with pytest.raises(BadInput, match="Cần các cột: “Mã”, “Tên”, “Loại”, “Hiệu lực từ”"):
        read(importer(), "a.xlsx", xlsx([["x", "y"], ["1", "2"]]))


@pytest.mark.parametrize("cell", ["Mật", "TỐI MẬT", "(Tuyệt mật)", "12/BC-UBND (MẬT)"])
def test_state_secrets_do_not_come_in_by_a_file(cell):
    with pytest.raises(BadInput, match=r"Dòng 2 có dấu độ mật \(ô B2.*Tệp không được lưu"):
        refuse_secrets(Grid("", [["a"], ["x", cell]]))


@pytest.mark.parametrize("cell", ["Bảo mật", "Độ mật", "Mất", "Tăng cường bảo mật thông tin"])
def test_words_about_secrecy_are_no_marking(cell):
    refuse_secrets(Grid("", [[cell]]))


def test_the_names_below_the_signing_lines_are_no_rows_and_a_row_after_a_total_is_one():
    rows = [*OFFICES, ["a", "A", "Sở", "1/1/2022"], ["Tổng cộng", 1], ["b", None, "Sở", "1/1/2022"], [None, None, "Tam Đường, ngày 14 tháng 12 năm 2022"],
            [None, "NGƯỜI LẬP BIỂU", "GIÁM ĐỐC"], [None, "(Ký, ghi rõ họ tên)"], [None, None, None], [None, "Nguyễn Văn Bảng", "Trần Thị Ký"]]
    found = read(importer(), "a.xlsx", xlsx(rows))
    assert [(r.n, bool(r.faults)) for r in found.rows] == [(2, False), (4, True)], "a row that lacks its name is still said to be wrong"
    assert "đã bỏ qua: 3, 5–7, 9." in "\n".join(found.remarks)


def test_the_mark_that_keeps_a_number_as_text_is_no_part_of_the_number():
    assert CODE("'007/STC") == "007/STC" and CODE("07/'A") == "07/'A"


@pytest.mark.parametrize("given", ["hai", 2.5, "x1"])
def test_what_is_no_whole_number_is_asked_for_as_one(given):
    with pytest.raises(Wrong, match="số nguyên, ví dụ 12"):
        WHOLE(given)
