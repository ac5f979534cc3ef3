"""The registers and a document through pages only: drafted, submitted, signed, sealed, received, handed on."""

import io
import re
from datetime import UTC, date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from openpar.apps.documents.models import Document
from openpar.core import clock
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def as_(province, who):
    client = Client()
    client.force_login(province.users[who])
    return client


def do(province, who, row, act, **given):
    return as_(province, who).post(reverse("documents:act", args=[row.pk, act]), given, follow=True)


def test_a_letter_goes_from_draft_to_its_recipient_by_pages_only(province):
    answer = as_(province, "minh").post(reverse("documents:draft_new"), {
        "organisation": province.stc.pk, "kind": "cong_van", "title": "Đề nghị bổ sung kinh phí", "to": "Ủy ban nhân dân tỉnh",
        "body": "Đoạn một.\nĐoạn hai./.", "recipients": [province.ubnd_tinh.pk], "signer": "Trần Văn Dũng", "lines": "GIÁM ĐỐC",
        "place": "Lai Châu", "copies": 1}, follow=True)
    row = Document.objects.get()
    assert answer.status_code == 200 and row.body == ["Đoạn một.", "Đoạn hai./."]
    assert as_(province, "minh").get(reverse("documents:paper", args=[row.pk])).content.startswith(b"%PDF")
    for who, act in (("minh", "trinh"), ("dung", "ky"), ("van_thu", "phat-hanh")):
        assert do(province, who, row, act).status_code == 200
    there = Document.objects.get(direction="in")
    assert "01/STC" in as_(province, "lan").get(reverse("documents:in")).content.decode()
    assert "Đã vào sổ" in do(province, "lan", there, "vao-so").content.decode()
    as_(province, "chu_tich").post(reverse("documents:assign", args=[there.pk]), {
        "person": province.lan.pk, "instruction": "Tham mưu trả lời", "inner_due_on": "30/8/2022"})
    page = as_(province, "van_thu").get(reverse("documents:document", args=[row.pk])).content.decode()
    assert "Đã phân công" in page


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(province):
    answer = as_(province, "van_thu").post(reverse("documents:arrival_new"), {
        "organisation": province.stc.pk, "kind": "cong_van", "author": "Bộ Tài chính", "number": "12/BTC", "on": "25/8/2022", "title": "Hướng dẫn"})
    assert answer.status_code == 422 and "không được sau ngày đến" in answer.content.decode() and "12/BTC" in answer.content.decode()


def test_an_act_that_is_not_of_this_register_or_that_nobody_knows_is_not_there(province):
    row = issued(province)
    assert [do(province, "dung", row, act).status_code for act in ("vao-so", "bay")] == [404, 404]


def test_the_workbook_has_every_field_of_the_book(province):
    issued(province)
    data = as_(province, "van_thu").get(reverse("documents:out_xlsx")).content
    rows = [[c for c in r if c] for r in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]
    assert rows[2] == ["Số, ký hiệu", "Ngày văn bản", "Tên loại và trích yếu", "Người ký", "Nơi nhận", "Đơn vị lưu", "Số lượng bản", "Ghi chú",
                       "Trạng thái"]
    assert rows[3][0] == "01/BC-STC" and "Báo Lai Châu" in rows[3][4]


def test_a_register_costs_as_many_queries_for_ten_documents_as_for_two(province):
    client = as_(province, "van_thu")
    counts = []
    for n in (2, 8):
        for _ in range(n):
            issued(province)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("documents:out"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_search_box_finds_a_document_without_accents_for_its_own_body_only(province):
    issued(province)
    found = [as_(province, who).get(reverse("core:search"), {"q": "ket qua cai cach 01/bc-stc"}).content.decode() for who in ("minh", "yen")]
    assert ["Kết quả cải cách hành chính" in page for page in found] == [True, False]


def test_the_preview_of_a_draft_bears_the_business_day_in_the_zone_of_the_installation(province):
    row = drafted(province)
    client = as_(province, "minh")
    for at in (moment(date(2022, 9, 2), 0, 30), moment(date(2022, 9, 2), 0, 30).astimezone(UTC)):  # one moment, two ways to write it
        with clock.fixed(at):
            data = client.get(reverse("documents:paper", args=[row.pk])).content
        assert re.findall(rb"/CreationDate\s*\(D:(\d{8})", data) == [b"20220902"]
