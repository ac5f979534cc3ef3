"""A paper is drawn twice from one content, as PDF/A and as Word, by the form valid on its day."""

import io
from datetime import date

import pytest

from openpar.core.papers import Content, NewPage, Signing, Table, Text, docx, form_on, pdf
from openpar.engine.errors import BadInput

DAY = date(2022, 9, 5)
LETTERS = "Ế Ề Ổ Ộ Ậ Ặ Ữ Ợ Ỵ Đ Ủ ủ ỗ ẵ ậ ễ ợ ữ ỹ đ ư ơ"


def letter(**changes) -> Content:
    values = {
        "issuer": "Ủy ban nhân dân tỉnh Lai Châu", "symbol": "UBND-NC", "place": "Lai Châu", "day": DAY,
        "subject": "V/v đôn đốc thực hiện nhiệm vụ quá hạn", "to": ("Sở Tài chính", "Sở Nội vụ"),
        "blocks": (Text("Qua theo dõi, đến ngày 05/9/2022 còn 2 nhiệm vụ quá hạn."), NewPage(), Text("DANH SÁCH", "title"),
                   Table(("TT", "Nhiệm vụ"), (("1", "Rà soát thủ tục"), ("2", "Công khai quy hoạch")), (15, 120))),
        "recipients": ("Như trên",), "signing": Signing(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Văn An")}
    return Content(**{**values, **changes})


def words_of_pdf(data: bytes) -> str:
    import pdfplumber
    with pdfplumber.open(io.BytesIO(data)) as book:
        return " ".join(" ".join(page.extract_text() for page in book.pages).split())


def words_of_docx(data: bytes) -> str:
    from docx import Document
    doc = Document(io.BytesIO(data))
    cells = [c.text for t in doc.tables for r in t.rows for c in r.cells]
    return " ".join(" ".join([p.text for p in doc.paragraphs] + cells).split())


def test_pdf_and_word_say_the_same():
    content = letter().numbered(7)
    for text in (words_of_pdf(pdf(content, form_on(DAY), DAY)), words_of_docx(docx(content, form_on(DAY)))):
        for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 07/UBND-NC", "ngày 05 tháng 9 năm 2022", "Sở Tài chính", "Sở Nội vụ",
                      "còn 2 nhiệm vụ quá hạn", "Rà soát thủ tục", "Công khai quy hoạch", "KT. CHỦ TỊCH", "Nguyễn Văn An", "Lưu: VT"):
            assert words in text, words


def test_a_paper_without_number_and_day_leaves_room_for_the_pen():
    content = letter(day=None)
    assert content.number_line == "Số:          /UBND-NC" and content.place_line == "Lai Châu, ngày      tháng      năm"
    assert "tháng năm" in words_of_pdf(pdf(content, form_on(DAY), DAY))


def test_every_vietnamese_letter_comes_from_one_typeface_inside_the_file():
    import pdfplumber
    data = pdf(letter(blocks=(Text(LETTERS),)), form_on(DAY), DAY)
    with pdfplumber.open(io.BytesIO(data)) as book:
        fonts = {c["fontname"].split("+")[1].split("-")[0] for page in book.pages for c in page.chars}
    assert fonts == {"LibertinusSerif"} and LETTERS in words_of_pdf(data)


def test_the_file_is_archival_and_the_same_each_time():
    first, second = (pdf(letter(), form_on(DAY), DAY) for _ in range(2))
    assert first == second and b"pdfaid" in first


def test_words_are_never_read_as_markup_or_printed_as_controls():
    hostile = '#read("/etc/passwd") $ *đậm* _x_ <a> @ref \\ #[x] \x0c \x00'
    text = words_of_pdf(pdf(letter(subject=hostile, blocks=(Text(hostile),)), form_on(DAY), DAY))
    assert text.count('#read("/etc/passwd") $ *đậm* _x_ <a> @ref \\ #[x]') == 2


def test_a_day_before_any_form_is_refused_with_what_to_do():
    with pytest.raises(BadInput, match="01/01/2019"):
        form_on(date(2019, 1, 1))


def test_the_form_says_where_it_comes_from_and_how_sure_that_is():
    form = form_on(DAY)
    assert "NĐ 30/2020" in form.source and form.confidence == "D" and len(form.digest) >= 12


def test_text_copied_from_the_file_is_the_text_that_was_printed_in_every_style():
    """By the reader inside Chromium, and by the one of most Linux programs; a letter of two glyphs came out twice."""
    import shutil
    import subprocess
    import tempfile

    import pypdfium2
    letters = " ".join("x" + c + "n" for c in "ăâêôơưđằẵặầẫậềễệồỗộờỡợừữựĂÂÊÔƠƯĐẰẴẶẦẪẬỀỄỆỒỖỘỜỠỢỪỮỰ")
    data = pdf(letter(heading="THÔNG BÁO", subject=letters, blocks=(Text(letters), Text(letters, "heading"), Text(letters, "note"))), form_on(DAY), DAY)
    said = [" ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(data))]
    if shutil.which("pdftotext"):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            said.append(subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, check=True).stdout)
    for text in said:
        words = text.split()
        assert "Nơi nhận:" in " ".join(words)
        assert [w for w in words if w.startswith(("x",)) and w.endswith("n")] == letters.split() * 4
