"""What the engine says stands in the reader's language: reasons, refusals, doubts, with digits as that reader writes them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from openpar.apps.indices.criteria import marked, titled
from openpar.apps.indices.sentences import FILES, in_words
from openpar.engine.index.checks import refusals
from openpar.engine.index.library import catalogue, load, names
from tests.apps.indices.test_papi_pages import words


@pytest.mark.parametrize("said, english", [
    ("96,5 %, mức từ 95 %: 3 điểm", "96.5 %, band from 95 %: 3 points"), ("không có minh chứng: 0 điểm (nếu có: có: 1 điểm)",
                                                                       "no evidence: 0 points (with it: yes: 1 points)"),
    ("cộng 9 phần = 3; chưa đủ: 7 phần chưa có điểm, nằm trong 3–12,5", "sum of 9 parts = 3; incomplete: 7 parts without points, within 3–12.5"),
    ("khung minh hoạ, không phải văn bản", "an illustration, not a legal document"), ("một câu lạ", "một câu lạ")])
def test_a_sentence_in_english(said, english):
    with translation.override("en"):
        assert in_words(said) == english
    with translation.override("vi"):
        assert in_words(said) == said


def test_every_refusal_of_a_shipped_framework_has_english():
    with translation.override("en"):
        left = {r for n in names() for r in refusals(load(n)) if in_words(r) == r}
    assert not left


def test_every_title_of_the_illustrations_and_of_the_metrics_has_english():
    titles = {c.title for n in names() if n.startswith("demo/") for c in load(n).root.walk() if c.title} | {m["title"] for m in catalogue().values()}
    with translation.override("en"):
        assert not {t for t in titles if titled(t) == t}
        assert titled("3.1 Hồ sơ thủ tục hành chính giải quyết đúng hạn") == "3.1 Dossiers of procedures settled in time"
        assert marked("3.1 Tiêu chí <lạ>") == '<span lang="vi">3.1 Tiêu chí &lt;lạ&gt;</span>'
    with translation.override("vi"):
        assert marked("Cải cách thể chế") == "Cải cách thể chế"


def test_an_english_page_explains_in_english(client, db):
    client.cookies["django_language"] = "en"
    answer = client.post("/chi-so/demo/department-2022/cham/", {"file": SimpleUploadedFile(
        "a.csv", "Đơn vị,Mã,Giá trị\nSở A,tasks.on_time_share,0.96\n".encode())}, headers={"accept-language": "en"})
    said = words(answer)
    assert "96 %, band from 95 %: 3 points" in said and "mức từ 95" not in said and "an illustration, not a legal document" in said


BAD = "Đơn vị,Mã,Giá trị,Tử số,Mẫu số,Phân bố trả lời\nSở A,a,x1.5y,,,\nSở A,,1,,,\nSở A,b,,1,,\nSở A,c,,,,5:x\n"


@pytest.mark.parametrize("path", ["cham", "neu-thi"])
def test_what_is_wrong_with_a_file_is_said_in_english_too(client, db, path):
    client.cookies["django_language"] = "en"
    answer = client.post(f"/chi-so/demo/department-2022/{path}/", {"file": SimpleUploadedFile("a.csv", BAD.encode())}, headers={"accept-language": "en"})
    said = words(answer)
    assert answer.status_code == 422 and "row 3: the code is missing." in said and "row 4: a numerator needs a denominator, and the other way round." in said
    assert "a.csv: 3 errors, no row was taken:" in said and "dòng" not in said and "5:x" in said


def test_every_sentence_about_a_file_has_english():
    with translation.override("en"):
        assert not [text for text in FILES if translation.gettext(text) == text]
