"""The printed registers: the columns of the form, the lines of the period in the order of the book, nobody else's."""

import io
from datetime import date

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.printing import register_form
from openpar.engine.errors import NotLoaded
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def printed(province, who, direction, organisation="stc", start="1/8/2022", end="31/8/2022"):
    client = Client()
    client.force_login(province.users[who])
    return client.get(reverse(f"documents:{direction}_print"), {
        "organisation": province.organisations[organisation].pk, "start": start, "end": end})


def tables(answer):
    """(words of the cover, the cells of all lines) of a printed book."""
    with pdfplumber.open(io.BytesIO(answer.content)) as book:
        rows = [[(c or "").replace("\n", " ") for c in row] for page in book.pages[1:] for table in page.extract_tables() for row in table]
        return book.pages[0].extract_text(), rows


def test_the_outgoing_book_has_its_cover_columns_and_lines_with_the_cancelled_number_among_them(province):
    issued(province)
    row = services.submit(drafted(province, title="Báo cáo có sai sót"), by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment())
    services.withdraw(row, by=province.actor("dung"), at=moment(), reason="Sai số liệu")
    drafted(province, title="Chưa trình")
    answer = printed(province, "van_thu", "out")
    assert answer["Content-Type"] == "application/pdf" and b"pdfaid" in answer.content
    cover, rows = tables(answer)
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in cover and "SỞ TÀI CHÍNH" in cover and "Từ ngày 01/8/2022 đến ngày 31/8/2022" in cover
    assert rows[0] == ["Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản",
                       "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ghi chú"]
    assert [r[0] for r in rows[2:]] == ["01/BC-STC", "02/BC-STC"]
    assert rows[2][1:4] == ["24/8/2022", "Báo cáo: Kết quả cải cách hành chính quý III năm 2022", "Trần Văn Dũng"]
    assert rows[3][7] == "Số đã hủy: Sai số liệu"


def test_the_incoming_book_follows_the_arrival_numbers_and_leaves_out_what_has_none(province):
    for n in (1, 2, 3):
        row = services.receive(organisation=province.stc, kind="cong_van", number=f"{n}/BTC", on=date(2022, 8, 20), title=f"Việc {n}",
                               author="Bộ Tài chính", by=province.actor("van_thu"), at=moment())
        if n < 3:
            services.register(row, by=province.actor("van_thu"), at=moment(hour=10))
    cover, rows = tables(printed(province, "van_thu", "in"))
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in cover and "Từ số 1 đến số 2" in cover
    assert len(rows[0]) == 10 and [r[1] for r in rows[2:]] == ["1", "2"] and [r[2] for r in rows[2:]] == ["Bộ Tài chính"] * 2


def test_a_book_without_lines_says_so(province):
    answer = printed(province, "van_thu", "out", start="1/1/2022", end="31/1/2022")
    with pdfplumber.open(io.BytesIO(answer.content)) as book:
        assert "chưa đăng ký văn bản nào" in book.pages[1].extract_text()


def test_the_same_book_gives_the_same_bytes(province):
    issued(province)
    assert printed(province, "van_thu", "out").content == printed(province, "van_thu", "out").content


@pytest.mark.parametrize("start, end, words", [("31/8/2022", "1/8/2022", "Ngày cuối phải"), ("1/1/2020", "31/12/2022", "tối đa một năm"),
                                               ("x", "1/8/2022", "Ngày ghi theo thứ tự")])
def test_a_period_that_is_none_is_refused_and_stays_typed(province, start, end, words):
    answer = printed(province, "van_thu", "out", start=start, end=end)
    assert answer.status_code == 422 and words in answer.content.decode() and f'value="{start}"' in answer.content.decode()


def test_nobody_prints_the_register_of_another_body(province):
    issued(province)
    assert printed(province, "yen", "out").status_code == 422
    assert printed(province, "khach", "out").status_code == 403


def test_a_day_without_a_form_is_said():
    with pytest.raises(NotLoaded):
        register_form("out", date(2019, 1, 1))
