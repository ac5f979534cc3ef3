"""Rows DOC of the public failures of comparable products: structure of a directive and its file."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from openpar.engine.directive import parse, read_text
from openpar.engine.errors import Unreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SEED = Path(os.environ.get("OPENPAR_SHARED")
            or Path(__file__).resolve().parents[4] / "shared") / "directives/lai-chau-2022-par.txt"
OURS = """Chủ tịch UBND tỉnh yêu cầu Thủ trưởng các sở, ban, ngành tỉnh, Chủ tịch UBND các huyện, thành phố thực hiện:
1. Nâng cao chỉ số
a) Tuyên truyền sâu rộng.
b) Rà soát quy trình nội bộ.
d) Công khai thủ tục hành chính.
g) Xử lý phản ánh, kiến nghị.
2. Các sở, ban, ngành tỉnh; UBND các huyện, thành phố
2.1. Sở Tư pháp
a) Kiểm tra văn bản quy phạm pháp luật. b) Hướng dẫn nghiệp vụ hòa giải.
c) Tổng hợp kết quả.
d) Theo dõi thi hành pháp luật.
đ) Trợ giúp pháp lý cho người nghèo.
e) Phổ biến pháp luật.
2.2. Sở Xây dựng; Sở Y tế
a) Sở Xây dựng rà soát quy hoạch.
b) Sở Y tế kiểm tra các trạm.
2.3. UBND các huyện, thành phố
a) Chỉ đạo UBND cấp xã: - Niêm yết lịch tiếp công dân. - Bố trí nơi tiếp dân.
Ý kiến bạn đọc
"""


def docx(body, **parts):
    """A .docx made by hand, so that each case holds exactly what it is about."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            z.writestr(f"word/{name}.xml", text)
    return box.getvalue()


def para(text, num=None, level=0, extra=""):
    numbered = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>' if num else ""
    return f"<w:p>{numbered}<w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def numbering(*instances):
    levels = ('<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
              '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
              '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>')
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{over}</w:num>' for n, over in instances)
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}</w:numbering>'


def paths(text):
    return [t.path for t in parse(text).tasks]


def test_case_DOC_01():
    """1., 2.1., a), b) are one tree."""
    found = parse(OURS)
    assert [s.label for s in found.sections] == ["1", "2"]
    assert [s.label for s in found.sections[1].children] == ["2.1", "2.2", "2.3"]
    assert [s.path for s in found.sections[1].children[0].children] == ["2.1.a", "2.1.b", "2.1.c", "2.1.d", "2.1.đ", "2.1.e"]


def test_case_DOC_02():
    """đ) stands beside d), not below it; a letter that is missing is reported and nothing is renumbered."""
    found = parse(OURS)
    assert [p for p in paths(OURS) if p.startswith("1.")] == ["1.a", "1.b", "1.d", "1.g"]
    assert any("nhảy từ 1.b sang d" in o for o in found.oddities)
    assert any("nhảy từ 1.d sang g" in o for o in found.oddities)
    assert not any("2.1" in o for o in found.oddities)


def test_case_DOC_03():
    """A heading with agencies is no task, nor is the sentence that leads in; both say who is meant."""
    found = parse(OURS)
    assert "2" not in paths(OURS) and "KL" not in paths(OURS)
    assert [n.name for n in found.tasks[0].lead] == ["các sở, ban, ngành tỉnh", "UBND các huyện, thành phố"]
    assert found.tasks[0].why("lead") == "Câu mở đầu nêu cơ quan nhận nhiệm vụ"


def test_case_DOC_04():
    """Word's automatic numbers are rebuilt: several levels, a restart, and a list that starts anew."""
    body = (para("Sở Y tế", 1) + para("Trạm y tế", 1, 1) + para("Rà soát thuốc.", 1, 2) + para("Rà soát máy.", 1, 2) +
            para("Bệnh viện", 1, 1)
            + para("Báo cáo UBND tỉnh.", 1, 2) + para("Sở Tư pháp", 1) + para("Danh sách khác", 2))
    text = read_text(docx(body, numbering=numbering((1, ""),
                                                    (2, '<w:lvlOverride w:ilvl="0"><w:startOverride '
                                                        'w:val="5"/></w:lvlOverride>'))), "a.docx").text
    assert text.split("\n") == ["1. Sở Y tế", "1.1. Trạm y tế", "a) Rà soát thuốc.", "b) Rà soát máy.", "1.2. Bệnh viện",
                                "a) Báo cáo UBND tỉnh.",
                                "2. Sở Tư pháp", "5. Danh sách khác"]


def test_case_DOC_05():
    """List paragraphs without a numbering part are plain paragraphs, with a remark."""
    source = read_text(docx(para("Rà soát thuốc.", 7) + para("Báo cáo.", 7)), "a.docx")
    assert source.text == "Rà soát thuốc.\nBáo cáo."
    assert "2 đoạn" in source.notes[0]


def test_case_DOC_07():
    """A point deleted under track changes is not imported; an inserted one is; both are said."""
    gone = ("<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
            "<w:del w:id='2'><w:r><w:delText>Việc đã xóa.</w:delText></w:r></w:del></w:p>")
    added = "<w:p><w:ins w:id='3'><w:r><w:t>2. Sở Tư pháp hướng dẫn.</w:t></w:r></w:ins></w:p>"
    source = read_text(docx(para("1. Sở Y tế rà soát.") + gone + added), "a.docx")
    assert source.text == "1. Sở Y tế rà soát.\n2. Sở Tư pháp hướng dẫn."
    assert source.notes == ["Đã bỏ qua 1 chỗ xóa đang theo dõi thay đổi (track changes).",
                            "Đã nhận 1 chỗ chèn đang theo dõi thay đổi (track changes)."]


GOOD = docx(para("1. Sở Y tế rà soát."))


@pytest.mark.parametrize(("data", "says"), [
    (b"", "rỗng"), (GOOD[:len(GOOD) // 2], "bị hỏng"), (b"PK\x03\x04 not really", "bị hỏng"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mật khẩu"),
    (docx("<w:p><w:r>"), "không hợp lệ"), (docx('<w:p/></w:body></w:document><!DOCTYPE x [<!ENTITY a "b">]>'), "không hợp lệ")])
def test_case_DOC_08(data, says):
    """A broken, empty or locked file is one sentence that says what and what to do."""
    with pytest.raises(Unreadable) as caught:
        read_text(data, "chi-thi.docx")
    assert says in caught.value.message and "chi-thi.docx" in caught.value.message and "\n" not in caught.value.message


def test_case_DOC_08_missing_part():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as z:
        z.writestr("word/other.xml", "<a/>")
    with pytest.raises(Unreadable, match="thiếu phần nội dung"):
        read_text(box.getvalue(), "a.docx")


def test_case_DOC_09():
    """Two points in one line, dashes after "Chỉ đạo UBND cấp xã:", a heading for two agencies, and the tail of a web page."""
    found = {t.path: t for t in parse(OURS).tasks}
    assert {"2.1.a", "2.1.b", "2.1.c"} <= set(found)
    assert [n.name for n in found["2.2.a"].lead] == ["Sở Xây dựng"] and [n.name for n in found["2.2.b"].lead] == ["Sở Y tế"]
    assert [n.name for n in found["2.3.a.-1"].lead] == [n.name for n in found["2.3.a.-2"].lead] == ["UBND các huyện, thành phố"]
    assert not any("bạn đọc" in t.text for t in found.values())


@pytest.mark.needs("shared")
def test_case_DOC_09_in_the_seed_directive():
    found = parse(SEED.read_text(encoding="utf-8"))
    names = {t.id: [n.name for n in t.lead] for t in found.tasks}
    assert {"2.3.a", "2.3.b", "2.3.c"} <= set(names)
    assert names["2.8.a"] == ["Sở Tài nguyên và môi trường"] and names["2.8.c"] == ["Liên minh Hợp tác xã"]
    assert any("sang g" in o for o in found.oddities)
    assert not any("bạn đọc" in t.text for t in found.tasks)
