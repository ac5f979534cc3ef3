"""The statement checker says what the published data say, and never more."""

import pytest

from openpar.apps.indices.selectors import checker
from tests.apps.indices.test_papi_pages import words


def kinds(text, **more):
    _, found = checker.check(text, **more)
    return {f.kind for c in found for f in c.findings}


@pytest.mark.parametrize("text", ["PAPI 2021 30/63", "Năm 2021, PAPI của Lai Châu xếp thứ 30/63 tỉnh.", "PAPI năm 2021 xếp hạng 30/63"])
def test_thirty_of_sixty_three_while_sixty_were_published(client, db, text):
    answer = client.post("/papi/kiem-tra/", {"text": text})
    said = words(answer)
    assert answer.status_code == 200
    assert "Khác số liệu" in said and "60 đơn vị được công bố và xếp hạng" in said
    assert "hạng 30: khớp" in said


def test_a_change_on_which_sources_disagree(client, db):
    said = words(client.post("/papi/kiem-tra/", {"text": "Chỉ số SIPAS của Lai Châu năm 2021 tăng 2,67% so với năm 2020."}))
    assert "Các nguồn ghi khác nhau" in said.split("nhận định tìm thấy")[1]
    assert "2,67 theo" in said and "2,47 theo" in said


def test_short_forms_are_read(db):
    assert "disputed" in kinds("SIPAS 2021 +2,67")
    assert kinds("PAPI 2021 30/60") == {"agrees"}


def test_the_province_of_the_sentence_is_meant(db):
    assert checker.check("PAPI năm 2021 của Thái Nguyên xếp thứ 21/60")[0] == "Thái Nguyên"
    assert kinds("PAPI năm 2021 của Thái Nguyên xếp thứ 21/60") == {"agrees"}


def test_what_cannot_be_read_says_how_to_write_it(client, db):
    assert "Chưa đọc được nhận định nào" in words(client.post("/papi/kiem-tra/", {"text": "Tỉnh ta rất tốt."}))


def test_an_empty_or_endless_text_is_refused_on_the_page(client, db):
    assert client.post("/papi/kiem-tra/", {"text": ""}).status_code == 422
    assert client.post("/papi/kiem-tra/", {"text": "x" * 6000}).status_code == 422


def test_what_is_pasted_stays_text(client, db):
    text = client.post("/papi/kiem-tra/", {"text": "<script>alert(1)</script> PAPI 2021 30/63"}).content.decode()
    assert "<script>alert" not in text
