"""Office files as text: tables with merged cells, lists, letterheads, scans, wrong endings."""

import io
import shutil
import subprocess
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.engine.directive import parse, read_text
from openpar.engine.errors import Unreadable

HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
ROWS = [["1", "Rà soát thủ tục hành chính", "Sở Tư pháp", "Các sở, ngành", "Quý II/2025"],
        ["2", "Công bố thủ tục hành chính", "", "UBND các xã", "Tháng 9/2025"]]


def word_file():
    """A .docx with a letterhead, an automatic list and a table whose agency cell spans two rows."""
    import docx
    d = docx.Document()
    top = d.add_table(1, 2)
    top.cell(0, 0).text = "UBND TỈNH HOA SEN\nSố: 12/KH-UBND"
    top.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHoa Sen, ngày 05 tháng 3 năm 2025"
    d.add_paragraph("KẾ HOẠCH")
    d.add_paragraph("Cải cách thủ tục hành chính")
    d.add_paragraph("Sở Y tế rà soát thủ tục, báo cáo UBND tỉnh trước ngày 15/4/2025.", style="List Number")
    d.add_paragraph("Sở Xây dựng niêm yết thủ tục.", style="List Number")
    table = d.add_table(3, 5, style="Table Grid")
    for r, row in enumerate([HEAD, *ROWS]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    out = io.BytesIO()
    d.save(out)
    return out.getvalue()


def summary(found):
    return [(t.path, [n.name for n in t.lead], t.deadline.value) for t in found.tasks]


EXPECTED = [("1", ["Sở Y tế"], "2025-04-15"), ("2", ["Sở Xây dựng"], None), ("PL.1", ["Sở Tư pháp"], "2025-Q2"),
            ("PL.2", ["Sở Tư pháp"], "2025-09")]


def test_a_word_file_reads_with_numbers_merged_cells_and_letterhead():
    source = read_text(word_file(), "ke-hoach.docx")
    found = parse(source.text)
    assert source.kind == "docx" and not source.scanned and source.notes == []
    assert (found.number, str(found.date), found.doc_type) == ("12/KH-UBND", "2025-03-05", "Kế hoạch")
    assert summary(found) == EXPECTED


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The same file as LibreOffice saves it."""
    box = tmp_path_factory.mktemp("office")
    (box / "a.docx").write_bytes(word_file())
    office = shutil.which("soffice") or shutil.which("libreoffice")
    subprocess.run([office, f"-env:UserInstallation=file://{box}/profile", "--headless", "--convert-to", "odt", "a.docx"],
                   cwd=box, capture_output=True, timeout=180, check=True)
    subprocess.run([office, f"-env:UserInstallation=file://{box}/profile", "--headless", "--convert-to", "pdf", "a.docx"],
                   cwd=box, capture_output=True, timeout=180, check=True)
    return box


@pytest.mark.needs("libreoffice")
def test_an_odt_reads_like_the_word_file(converted):
    assert summary(parse(read_text((converted / "a.odt").read_bytes(), "a.odt").text)) == EXPECTED


@pytest.mark.needs("libreoffice")
def test_a_pdf_reads_like_the_word_file(converted):
    source = read_text((converted / "a.pdf").read_bytes(), "a.pdf")
    found = {t.path: t for t in parse(source.text).tasks}
    assert not source.scanned and {"1", "2", "PL.1"} <= set(found)
    assert found["1"].deadline.value == "2025-04-15" and found["PL.1"].lead[0].name == "Sở Tư pháp"


def test_html_keeps_lists_and_merged_cells_and_leaves_menus_out():
    cells = "".join(f"<th>{c}</th>" for c in HEAD)
    page = f"""<html><head><title>x</title><style>p{{}}</style></head><body><nav><a>Trang chủ</a></nav><p>1. Sở Y tế</p>
      <ol type="a"><li>Rà soát thuốc.</li><li><p>Báo cáo UBND tỉnh.</p></li></ol>
      <ul><li>Một ý</li></ul><script>var a = 1;</script>
      <table><tr>{cells}</tr><tr><td>1</td><td>Rà soát &amp; công bố</td><td rowspan="2">Sở Tư pháp</td>
      <td>Các sở</td><td>Quý II/2025</td></tr>
      <tr><td>2</td><td>Niêm yết</td><td></td><td>Tháng 9/2025</td></tr></table></body></html>"""
    text = read_text(page.encode(), "a.html").text
    assert text.split("\n")[:4] == ["1. Sở Y tế", "a) Rà soát thuốc.", "b) Báo cáo UBND tỉnh.", "- Một ý"]
    assert "Trang chủ" not in text and "var a" not in text
    assert [(t.path, t.lead[0].name, t.deadline.value) for t in parse(text).tasks if t.path.startswith("PL")] == [
        ("PL.1", "Sở Tư pháp", "2025-Q2"), ("PL.2", "Sở Tư pháp", "2025-09")]


def test_a_scanned_pdf_says_so_and_what_to_do():
    from PIL import Image, ImageDraw
    picture = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(picture).rectangle((50, 50, 500, 300), outline="black")
    out = io.BytesIO()
    picture.save(out, "PDF")
    source = read_text(out.getvalue(), "quet.pdf")
    assert source.scanned and source.text.strip() == "" and "bản quét" in source.notes[0]


@pytest.mark.parametrize(("data", "name", "says"), [
    (b"%PDF-1.4 broken", "a.pdf", "bị hỏng"), (b"\x89PNG\r\n", "a.png", "Ảnh chụp"), (b"{\\rtf1 a}", "a.rtf", ".docx"),
    (b"abc", "a.xyz", "loại tệp"), (b"abc", "khong-duoi", "loại tệp")])
def test_what_cannot_be_read_is_one_sentence(data, name, says):
    with pytest.raises(Unreadable) as caught:
        read_text(data, name)
    assert says in caught.value.message


def test_a_locked_odt_says_that_it_is_locked():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as z:
        z.writestr("content.xml", "xx")
        z.writestr("META-INF/manifest.xml", "<a><encryption-data/></a>")
    with pytest.raises(Unreadable, match="mật khẩu"):
        read_text(box.getvalue(), "a.odt")


def test_the_content_counts_where_the_ending_is_wrong():
    assert read_text(word_file(), "ke-hoach.txt").kind == "docx"
    assert read_text("1. Sở Y tế rà soát.".encode("utf-16"), "a.txt").text == "1. Sở Y tế rà soát."


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_damage_to_a_file_is_a_sentence_or_a_text(data):
    """Bytes changed or cut anywhere: either a text comes out or an Unreadable, never another error."""
    whole = bytearray(GOOD)
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    name = data.draw(st.sampled_from(["a.docx", "a.odt", "a.pdf", "a.html", "a.txt"]))
    try:
        parse(read_text(bytes(whole[:cut]), name).text)
    except Unreadable as error:
        assert error.message


GOOD = word_file()
