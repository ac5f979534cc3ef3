"""The drawn paper measured: margins, sizes, order of the parts and page numbers lie within what the form says of Nghị định 30/2020/NĐ-CP.

The form is graded D: its values come from general knowledge, so what is measured here is the form, not the annex of the decree.
"""

import io
import subprocess
from datetime import date

import pdfplumber
import pytest

from openpar.core.models import Organisation
from openpar.core.offices import own_lines, signing_lines
from openpar.core.papers import Annexed, Content, NewPage, Signing, Table, Text, docx, form_on, pdf

DAY = date(2022, 9, 5)
POINT = 25.4 / 72
RANGES = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}  # millimetres


@pytest.fixture(scope="module")
def book():
    content = Content(issuer="Ủy ban nhân dân tỉnh Lai Châu", symbol="CT-UBND", place="Lai Châu", number=15, day=DAY, heading="CHỈ THỊ",
                      subject="Về việc thử bố cục", blocks=tuple(Text(f"{n}. " + "Nội dung của đoạn văn dài để xuống dòng nhiều lần. " * 6) for n in range(12)),
                      recipients=("Sở Nội vụ",), signing=Signing(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Lò Văn Chính"),
                      annexed=(Annexed("phu-luc.docx", 12_345, "ab" * 32),))
    with pdfplumber.open(io.BytesIO(pdf(content, form_on(DAY), DAY))) as found:
        yield found


def test_every_letter_of_the_text_lies_inside_the_margins_of_the_form(book):
    said = form_on(DAY).layout["margins_mm"]
    assert all(low <= said[side] <= high for side, (low, high) in RANGES.items())
    for page in book.pages:
        chars = [c for c in page.chars if c["top"] * POINT > said["top"] - 1 and c["text"].strip()]  # without the number of the page
        assert min(c["x0"] for c in chars) * POINT >= said["left"] - 0.5
        assert max(c["x1"] for c in chars) * POINT <= 210 - said["right"] + 0.5
        assert max(c["bottom"] for c in chars) * POINT <= 297 - said["bottom"] + 0.5


def test_the_body_has_the_size_of_the_form_and_pages_are_numbered_on_top_from_the_second(book):
    assert 13 <= form_on(DAY).layout["body_pt"] <= 14
    words = [w for w in book.pages[0].extract_words(extra_attrs=["size"]) if w["text"] == "đoạn"]
    assert {round(w["size"]) for w in words} == {form_on(DAY).layout["body_pt"]}
    heads = [[w for w in p.extract_words(extra_attrs=["size"]) if w["top"] * POINT < 18] for p in book.pages]
    assert heads[0] == [] and [w["text"] for w in heads[1]] == ["2"]
    number = heads[1][0]
    middle = (number["x0"] + number["x1"]) / 2 * POINT
    left, right = form_on(DAY).layout["margins_mm"]["left"], 210 - form_on(DAY).layout["margins_mm"]["right"]
    assert abs(middle - (left + right) / 2) < 2 and 13 <= round(number["size"]) <= 14


def annexes():
    rows = tuple((str(n), "Nội dung của một dòng trong phụ lục, đủ dài để chiếm hai dòng của ô trong bảng") for n in range(60))
    part = (NewPage(), Text("PHỤ LỤC", "title"), Table(("TT", "Việc"), rows, (15, 100)))
    return Content(issuer="Ủy ban nhân dân tỉnh Lai Châu", symbol="UBND-NC", place="Lai Châu", number=15, day=DAY, heading="", subject="Về việc đôn đốc",
                   blocks=(Text("Nội dung."), *part, *part), recipients=("Sở Nội vụ",), signing=Signing(("CHỦ TỊCH",), "Lò Văn Chính"),
                   annexed=(Annexed("phu-luc.docx", 12_345, "ab" * 32),))


def numbers(book):
    return [" ".join(w["text"] for w in p.extract_words() if w["top"] * POINT < 18) for p in book.pages]


def test_each_annex_counts_its_own_pages_and_the_signature_stands_once_before_them():
    with pdfplumber.open(io.BytesIO(pdf(annexes(), form_on(DAY), DAY))) as book:
        first = [i for i, p in enumerate(book.pages) if "PHỤ LỤC" in p.extract_text() or "DANH MỤC TỆP" in p.extract_text()]
        assert first[0] == 1 and len(first) == 3 and first[1] > 2
        expected = ["" if i == 0 or i in first else str(i - max(f for f in first if f < i) + 1) for i in range(len(book.pages))]
        assert numbers(book) == expected
        assert sum("Lò Văn Chính" in p.extract_text() for p in book.pages) == 1


@pytest.mark.needs("libreoffice")
def test_the_word_file_counts_them_likewise(tmp_path):
    (tmp_path / "a.docx").write_bytes(docx(annexes(), form_on(DAY)))
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf", "--outdir", tmp_path,
                    tmp_path / "a.docx"],
                   check=True, capture_output=True, timeout=120)
    with pdfplumber.open(tmp_path / "a.pdf") as book:
        first = [i for i, p in enumerate(book.pages) if "PHỤ LỤC" in p.extract_text() or "DANH MỤC TỆP" in p.extract_text()]
        assert len(first) == 3
        assert numbers(book) == ["" if i == 0 or i in first else str(i - max(f for f in first if f < i) + 1) for i in range(len(book.pages))]
        assert sum("Lò Văn Chính" in p.extract_text() for p in book.pages) == 1


def test_the_parts_follow_one_another_as_on_paper(book):
    page = book.pages[0]
    words = page.extract_words()
    top = {t: next(w["top"] for w in words if w["text"] == t) for t in ("CỘNG", "Độc", "15/CT-UBND", "CHỈ", "Về", "0.")}
    assert top["CỘNG"] < top["Độc"] < top["CHỈ"] < top["Về"] < top["0."] and top["15/CT-UBND"] < top["CHỈ"]
    issuer = next(w for w in words if w["text"] == "ỦY")
    state = next(w for w in words if w["text"] == "CỘNG")
    assert issuer["x0"] < state["x0"] and abs(issuer["top"] - state["top"]) < 3
    lines = [" ".join(w["text"] for w in words if abs(w["top"] - t) < 2 and w["x1"] < state["x0"]) for t in (issuer["top"], issuer["bottom"] + 6)]
    assert lines[0] == "ỦY BAN NHÂN DÂN" and "LAI CHÂU" in " ".join(w["text"] for w in words if w["x1"] < state["x0"])[:60], "the place is not torn apart"
    foot = next(p for p in book.pages if "nhận: TM." in p.extract_text()).extract_words()
    recipients, signer = next(w for w in foot if w["text"].startswith("Nơi")), next(w for w in foot if w["text"] == "TM.")
    assert recipients["x0"] < signer["x0"] and abs(recipients["top"] - signer["top"]) < 4
    assert "DANH MỤC TỆP KÈM THEO" in book.pages[-1].extract_text(), "what is under the signature stands after it"


@pytest.mark.parametrize("lines, expected", [
    (signing_lines(Organisation(name="Sở Tài chính"), "KT", "Giám đốc", "Phó Giám đốc"), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    (signing_lines(Organisation(name="Ủy ban nhân dân tỉnh Lai Châu"), "KT", "Chủ tịch", "Phó Chủ tịch"),
     ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    (signing_lines(Organisation(name="Ủy ban nhân dân tỉnh Lai Châu"), "TL", "Chủ tịch", "Chánh Văn phòng"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
    (signing_lines(Organisation(name="Sở Tài chính"), "TUQ", "Giám đốc", "Trưởng phòng Ngân sách"), ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG NGÂN SÁCH")),
    (own_lines(Organisation(name="Ủy ban nhân dân huyện Mường Tè"), "Chủ tịch"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    (own_lines(Organisation(name="Sở Tài chính"), "Quyền Giám đốc"), ("Q. GIÁM ĐỐC",)),
    (own_lines(Organisation(name="Sở Tài chính"), "Giám đốc"), ("GIÁM ĐỐC",))])
def test_each_way_of_signing_has_its_lines(lines, expected):
    assert lines == expected
