"""The sender takes an issued document back: each recipient agrees or refuses, by the codes of the exchange; the identifier of a document."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from openpar.apps.documents import services
from openpar.apps.documents.models import Document, Recipient
from openpar.core.models import Deadline, Organisation
from openpar.engine.errors import BadInput, Refused
from tests.apps.documents.papers_ground import issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


@pytest.fixture
def taken_back(province):
    """A report that its sender has withdrawn, and its arrival at the people's committee, already in the book there."""
    row = issued(province)
    there = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    there = services.register(there, by=province.actor("lan", organisation="ubnd_tinh"), at=moment(hour=12))
    services.withdraw(row, by=province.actor("dung"), at=moment(hour=13), reason="Sai số liệu")
    return row, there


def lan(province):
    return province.actor("lan", organisation="ubnd_tinh")


def line(there):
    return Recipient.objects.get(arrival=there)


def test_each_recipient_that_has_it_is_asked_to_give_it_back(province, taken_back):
    row, _there = taken_back
    assert [(r.recall, r.recall_reason) for r in row.recipients.all()] == [("13", "Sai số liệu")] * 2 + [("", "")]


def test_whoever_agrees_ends_it_and_keeps_the_line_of_the_book(province, taken_back):
    _row, there = taken_back
    there = services.give_back(there, by=lan(province), at=moment(hour=14))
    assert (there.state, there.arrival_number) == ("recalled", 1)
    assert (line(there).recall, line(there).state_words) == ("15", "Đã trả theo thu hồi")
    assert not Deadline.objects.filter(room="documents.document", object_id=there.pk, open=True).exists()
    with pytest.raises(Refused, match="không yêu cầu thu hồi"):
        services.give_back(there, by=lan(province), at=moment(hour=15))


def test_whoever_refuses_says_why_and_goes_on(province, taken_back):
    _row, there = taken_back
    with pytest.raises(BadInput):
        services.keep(there, by=lan(province), at=moment(), reason=" ")
    services.keep(there, by=lan(province), at=moment(hour=14), reason="Đã tổng hợp vào báo cáo của tỉnh")
    assert (line(there).recall, line(there).recall_reason) == ("16", "Đã tổng hợp vào báo cáo của tỉnh")
    assert services.start(there, by=lan(province), at=moment(hour=15)).state == "processing"


def test_nobody_gives_back_what_was_not_asked_for_and_only_the_clerks_answer(province, taken_back):
    _row, there = taken_back
    fresh = Document.objects.get(source=issued(province), organisation=province.snv)
    with pytest.raises(Refused, match="không yêu cầu thu hồi"):
        services.give_back(fresh, by=lan(province), at=moment())
    for do in (lambda: services.give_back(there, by=province.actor("chu_tich"), at=moment()),
               lambda: services.keep(there, by=province.actor("chu_tich"), at=moment(), reason="x")):
        with pytest.raises(Refused):
            do()
    assert line(there).recall == "13"


def test_a_refused_arrival_is_not_asked_for_again(province):
    row = issued(province)
    there = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    services.reject(there, by=lan(province), at=moment(hour=12), reason="Gửi nhầm")
    services.withdraw(row, by=province.actor("dung"), at=moment(hour=13), reason="Sai số liệu")
    assert line(there).recall == ""


def test_both_sides_read_it_on_their_pages(province, taken_back):
    row, there = taken_back
    clients = {}
    for who in ("lan", "van_thu"):
        clients[who] = Client()
        clients[who].force_login(province.users[who])
    page = clients["lan"].get(reverse("documents:document", args=[there.pk])).content.decode()
    assert "Bên gửi yêu cầu thu hồi văn bản này." in page and "Sai số liệu" in page and "Đồng ý trả lại theo thu hồi" in page
    clients["lan"].post(reverse("documents:keep", args=[there.pk]), {"reason": "Đã dùng"})
    page = clients["van_thu"].get(reverse("documents:document", args=[row.pk])).content.decode()
    assert "Từ chối trả lại" in page and "Đã dùng" in page
    fresh = Document.objects.get(source=issued(province), organisation=province.ubnd_tinh)
    assert "Đồng ý trả lại" not in clients["lan"].get(reverse("documents:document", args=[fresh.pk])).content.decode()


def test_the_identifier_is_there_once_the_body_has_its_code(province):
    row = issued(province)
    there = Document.objects.select_related("source__organisation").get(source=row, organisation=province.snv)
    assert (row.identifier, there.identifier) == ("", "")
    Organisation.objects.filter(pk=province.stc.pk).update(exchange_code="H01.05")
    for pk in (row.pk, there.pk):
        found = Document.objects.select_related("organisation", "source__organisation").get(pk=pk)
        assert found.identifier == "H01.05,2022/08/24,01/BC-STC"


@pytest.mark.parametrize("code, good", [("H01", True), ("H01.05.12", True), ("Z9A.1", True), ("", True), ("h01", False), ("H1", False),
                                        ("H01..2", False), ("H01.5 ", False), ("H01" + ".11" * 11, False)])
def test_a_code_of_the_exchange_is_checked(province, code, good):
    row = province.stc
    row.exchange_code = code
    if good:
        row.full_clean()
    else:
        with pytest.raises(ValidationError):
            row.full_clean()
