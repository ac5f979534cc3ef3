"""Nhập dữ liệu in the browser's place: templates, upload, dry run, correction, yes; for those who may, and for nobody else."""

import io
import subprocess
from datetime import date

import openpyxl
import pytest

from openpar.core import accounts
from openpar.core.imports.importer import IMPORTERS
from openpar.core.models import ImportBatch, Organisation
from tests.core.sheets import upload, xlsx
from tests.people import fresh_code
from tools import machine

HEAD = ["Mã", "Tên", "Loại", "Hiệu lực từ"]


def sent(client, rows, kind="co-quan", name="co-quan.xlsx", office=None):
    return client.post(f"/nhap-du-lieu/moi/{kind}/", {"organisation": office.pk, "file": upload(xlsx(rows), name)})


def page(client, batch, act, **data):
    return client.post(f"/nhap-du-lieu/{batch.pk}/{act}/", {"version": ImportBatch.objects.get(pk=batch.pk).version, **data})


@pytest.fixture
def lan(province, client):
    client.force_login(province.lan)
    return client


def test_from_upload_to_what_was_made(province, lan):
    answer = sent(lan, [HEAD, ["a", "Đơn vị A", "Sở", date(2022, 1, 1)], ["b", "Đơn vị B", "Siêu sở", "1/1/2022"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.get()
    assert answer.status_code == 302
    shown = lan.get(answer["Location"]).content.decode()
    assert "Siêu sở" in shown and ">C3<" in shown and "Nhập 1 dòng" not in shown
    assert page(lan, batch, "nhap").status_code == 422
    lan.post(f"/nhap-du-lieu/{batch.pk}/bo/", {"version": ImportBatch.objects.get(pk=batch.pk).version})
    sent(lan, [HEAD, ["a", "Đơn vị A", "Sở", date(2022, 1, 1)], ["b", "Đơn vị B", "Sở", "1/1/2022"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.latest("pk")
    assert "Nhập 2 dòng" in lan.get(f"/nhap-du-lieu/{batch.pk}/").content.decode()
    page(lan, batch, "nhap")
    shown = lan.get(f"/nhap-du-lieu/{batch.pk}/").content.decode()
    assert f'href="/co-quan/{Organisation.objects.get(code="a").pk}/"' in shown and "Đã nhập" in shown
    assert "co-quan.xlsx" in lan.get("/nhap-du-lieu/").content.decode()


def test_the_file_comes_back_with_a_column_of_faults(province, lan):
    sent(lan, [["DANH MỤC"], HEAD, ["a", "Đơn vị A", "Sở", date(2022, 1, 1)], ["b", "=B9", "Siêu sở", "31/02/2022"]], office=province.ubnd_tinh)
    answer = lan.get(f"/nhap-du-lieu/{ImportBatch.objects.get().pk}/loi.xlsx")
    rows = [[c.value for c in r] for r in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert rows[1] == [*HEAD, "Lỗi", "Lưu ý"] and rows[2][4] is None and rows[2][3].date() == date(2022, 1, 1)
    assert rows[3][4].splitlines()[0].startswith("B (Tên): công thức chưa được tính") and "D (Hiệu lực từ): không có ngày này" in rows[3][4]


def test_columns_are_corrected_by_hand(province, lan):
    sent(lan, [["Mã", "Tên", "Loại", "Hiệu lực từ", "Cột lạ"], ["a", "sai", "Sở", "1/1/2022", "Đơn vị A"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.get()
    page(lan, batch, "cot", first=1, last=1, c0="code", c2="kind", c3="valid_from", c4="name")
    assert ImportBatch.objects.get().mapping["name"] == 4
    assert page(lan, batch, "cot", first=1, last=1, c0="code", c1="code").status_code == 422
    page(lan, batch, "nhap")
    assert Organisation.objects.get(code="a").name == "Đơn vị A"


def test_a_needed_column_that_is_lacking_keeps_everything_out_until_it_is_chosen(province, lan):
    sent(lan, [["Mã", "Cái tên của nó", "Loại", "Hiệu lực từ"], ["a", "Đơn vị A", "Sở", "1/1/2022"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.get()
    assert "Chưa thấy cột: Tên" in lan.get(f"/nhap-du-lieu/{batch.pk}/").content.decode() and batch.counts["bad"] == 1
    assert page(lan, batch, "nhap").status_code == 422
    page(lan, batch, "cot", first=1, last=1, c0="code", c1="name", c2="kind", c3="valid_from")
    assert page(lan, batch, "nhap").status_code == 302 and Organisation.objects.get(code="a").name == "Đơn vị A"


def test_what_cannot_be_read_keeps_the_form_and_says_why(province, lan):
    answer = sent(lan, [["x"]], office=province.ubnd_tinh)
    assert answer.status_code == 422 and "Không thấy dòng tiêu đề" in answer.content.decode()
    answer = lan.post("/nhap-du-lieu/moi/co-quan/", {"organisation": province.ubnd_tinh.pk, "file": upload(b"%PDF-1.4", "a.pdf")})
    assert answer.status_code == 422 and ".xlsx, .xls, .ods, .csv" in answer.content.decode()
    answer = lan.post("/nhap-du-lieu/moi/co-quan/", {"organisation": province.ubnd_tinh.pk, "file": upload(b"PK\x03\x04bomb", "a.xlsx")})
    assert answer.status_code == 422 and not ImportBatch.objects.exists()


def test_each_sees_only_the_kinds_that_are_theirs(province, client):
    accounts.enrol(province.van_hanh)
    for name, kinds in (("lan", {"co-quan"}), ("van_hanh", {"co-quan", "nguoi-dung"}), ("minh", set())):
        client.force_login(province.users[name])
        if name == "van_hanh":
            fresh_code(client, province.van_hanh)
        answer = client.get("/nhap-du-lieu/")
        assert answer.status_code == (200 if kinds else 404), name
        for kind in ("co-quan", "nguoi-dung"):
            assert (f"/nhap-du-lieu/moi/{kind}/" in answer.content.decode()) == (kind in kinds), (name, kind)
            assert client.get(f"/nhap-du-lieu/mau/{kind}.xlsx").status_code == (200 if kind in kinds else 404), (name, kind)


def test_a_foreign_import_is_not_there(province, lan, client):
    sent(lan, [HEAD, ["a", "Đơn vị A", "Sở", "1/1/2022"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.get()
    client.force_login(province.dung)
    for path in ("", "loi.xlsx", "nhap/"):
        assert client.get(f"/nhap-du-lieu/{batch.pk}/{path}").status_code in (404, 405)
    assert client.post(f"/nhap-du-lieu/{batch.pk}/nhap/", {"version": batch.version}).status_code == 404


def test_the_page_asks_a_constant_number_of_questions(province, lan, django_assert_max_num_queries):
    rows = [[f"m{n}", f"Đơn vị {n}", "Sở", "1/1/2022"] for n in range(60)]
    sent(lan, [HEAD, *rows], office=province.ubnd_tinh)
    with django_assert_max_num_queries(25):
        lan.get(f"/nhap-du-lieu/{ImportBatch.objects.get().pk}/")


@pytest.mark.parametrize("code", sorted(IMPORTERS))
def test_templates_hold_headings_instructions_and_an_example_that_passes(code):
    from openpar.core.imports import books
    from openpar.core.imports.reading import read
    importer = IMPORTERS[code]
    data = books.template(importer)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Nhập", "Hướng dẫn", "Ví dụ"]
    found = read(importer, "mau.xlsx", data, sheet="Ví dụ")
    assert set(found.head.columns) == {c.key for c in importer.columns}
    assert found.rows and not [f for r in found.rows for f in r.faults]


@pytest.mark.needs("libreoffice")
def test_libreoffice_opens_a_template(tmp_path):
    from openpar.core.imports import books
    (tmp_path / "mau.xlsx").write_bytes(books.template(IMPORTERS["nguoi-dung"]))
    sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"  # UTF-8, the first sheet
    subprocess.run([machine.find("libreoffice"), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", sheet,
                    "--outdir", str(tmp_path), str(tmp_path / "mau.xlsx")], check=True, capture_output=True, timeout=120)
    written = next(p for p in tmp_path.iterdir() if p.suffix == ".csv").read_text(encoding="utf-8")
    assert written.splitlines()[0].startswith("Tên đăng nhập,Họ và tên (*),Thư điện tử")


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("end", ["xls", "ods", "xlsx"])
def test_old_and_open_workbooks_are_read_as_the_new_ones(end, tmp_path):
    from openpar.core.imports.reading import read
    (tmp_path / "a.xlsx").write_bytes(xlsx([["DANH MỤC"], HEAD, ["001", "Đơn vị A", "Sở", date(2022, 1, 1)], ["002", "Đơn vị B", "Sở", "15/8/2022"]]))
    if end != "xlsx":
        subprocess.run([machine.find("libreoffice"), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", end, "--outdir",
                        str(tmp_path), str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=120)
    found = read(IMPORTERS["co-quan"], f"a.{end}", (tmp_path / f"a.{end}").read_bytes())
    assert [(r["code"], r["name"], r["kind"], r["valid_from"]) for r in found.rows] == [
        ("001", "Đơn vị A", "department", date(2022, 1, 1)), ("002", "Đơn vị B", "department", date(2022, 8, 15))]


@pytest.mark.parametrize("data, words", [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "mật khẩu"), (b"MZ" + bytes(3000), "không đúng với đuôi tệp"), (b"", "rỗng")])
def test_hostile_files_are_refused_at_the_door_and_not_kept(province, data, words):
    from openpar.core.imports import batches
    from openpar.core.models import Blob
    from openpar.engine.errors import BadInput
    from tests.people import moment
    with pytest.raises(BadInput, match=words):
        batches.take_in("co-quan", upload(data, "a.xlsx"), organisation=province.ubnd_tinh, by=province.actor("lan"), at=moment())
    assert not Blob.objects.exists()


def test_a_workbook_that_unpacks_without_end_is_refused(province):
    import zipfile

    from openpar.core.imports import batches
    from openpar.engine.errors import BadInput
    from tests.people import moment
    whole, out = xlsx([HEAD, ["a", "A", "Sở", "1/1/2022"]]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/worksheets/sheet9.xml", bytes(60_000_000))
    with pytest.raises(BadInput, match="nén quá mức"):
        batches.take_in("co-quan", upload(out.getvalue(), "a.xlsx"), organisation=province.ubnd_tinh, by=province.actor("lan"), at=moment())


def test_names_are_settled_on_the_page_and_the_import_goes_on(province, lan):
    sent(lan, [[*HEAD, "Mã cấp trên"], ["a", "Chi cục A", "Phòng", "1/1/2022", "Sở Tài chánh"]], office=province.ubnd_tinh)
    batch = ImportBatch.objects.get()
    shown = lan.get(f"/nhap-du-lieu/{batch.pk}/").content.decode()
    assert "Sở Tài chánh" in shown and f'value="o:{province.stc.pk}"' in shown
    assert page(lan, batch, "ten", words="Sở Tài chánh", chosen="").status_code == 422
    assert page(lan, batch, "ten", words="Sở Tài chánh", chosen="o:999999").status_code == 422
    assert page(lan, batch, "ten", words="Sở Tài chánh", chosen=f"o:{province.stc.pk}").status_code == 302
    page(lan, batch, "nhap")
    assert Organisation.objects.get(code="a").parent == province.stc


def test_every_workbook_is_printed_across_on_one_pages_width_with_its_headings_repeated(province, client):
    """Templates, files with faults, and every list that leaves: what is wide neither runs over the edge nor over other cells."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    from openpar.core import listing
    from openpar.core.imports import books
    from openpar.core.imports.importer import IMPORTERS
    cells = [listing.Cell(f"Cột {n}", lambda r: "Nội dung dài " * 9) for n in range(14)]
    made = [(listing.workbook("Danh sách rộng", cells, range(3), ["Số liệu đến hôm nay"]), 3), (books.template(IMPORTERS["co-quan"]), 1)]
    for data, heads in made:
        page = load_workbook(io.BytesIO(data)).worksheets[0]
        assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.print_title_rows == f"${heads}:${heads}"
        for column in range(1, page.max_column + 1):
            assert page[f"{get_column_letter(column)}{heads + 1}"].alignment.wrap_text or page[f"{get_column_letter(column)}{heads + 1}"].value is None


def test_a_row_is_as_high_as_its_wrapped_text_also_where_nobody_opens_the_sheet():
    from openpar.core import listing
    cells = [listing.Cell("Trích yếu", lambda r: r, width=20), listing.Cell("Số", lambda r: 1, "number", 8)]
    sheet = openpyxl.load_workbook(io.BytesIO(listing.workbook("Danh sách", cells, ["ngắn", "x" * 55, "một\nhai", "dài " * 2000]))).worksheets[0]
    assert [sheet.row_dimensions[n].height for n in (3, 4, 5, 6)] == [None, 45, 30, 405]
