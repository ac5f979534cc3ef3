"""A document comes in: its arrival number, its refusal, its bút phê, and what the sender learns of each."""

from datetime import date

import pytest
from django.urls import reverse

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Document, Recipient
from openpar.core.models import Deadline
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.apps.documents.papers_ground import issued, store_in
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def from_outside(province, **changes):
    return services.receive(**{"organisation": province.stc, "kind": "cong_van", "number": "120/BTC-VP", "on": date(2022, 8, 20),
                               "title": "Hướng dẫn quyết toán", "author": "Bộ Tài chính", "by": province.actor("van_thu"), "at": moment(),
                               **changes})


def registered(province):
    return services.register(from_outside(province), by=province.actor("van_thu"), at=moment(hour=10))


def duties(row):
    return {d.duty: (d.open, d.due_at and d.due_at.date()) for d in Deadline.objects.filter(room="documents.document", object_id=row.pk)}


def test_arrivals_are_numbered_in_the_order_of_the_book(province):
    rows = [registered(province) for _ in range(3)]
    assert [r.arrival_number for r in rows] == [1, 2, 3]


def test_receipt_is_owed_the_same_day_and_submitting_the_next_working_day(province):
    row = from_outside(province)
    assert duties(row) == {"register": (True, date(2022, 8, 24))}
    row = services.register(row, by=province.actor("van_thu"), at=moment(hour=10))
    assert duties(row) == {"register": (False, date(2022, 8, 24)), "assign": (True, date(2022, 8, 25))}


def test_what_comes_on_a_saturday_is_received_on_monday(province):
    assert duties(from_outside(province, at=moment(date(2022, 8, 27)))) == {"register": (True, date(2022, 8, 29))}


def test_the_sender_follows_what_the_recipient_does(province):
    sent = issued(province)
    there, lan = Document.objects.get(source=sent, organisation=province.ubnd_tinh), province.actor("lan", organisation="ubnd_tinh")

    def told():
        return Recipient.objects.get(arrival=there).code
    codes = [told()]
    there = services.register(there, by=lan, at=moment(hour=13))
    codes.append(told())
    there = services.assign(there, by=province.actor("chu_tich"), at=moment(hour=14), person=province.lan, instruction="Tổng hợp, báo cáo")
    codes.append(told())
    there = services.start(there, by=lan, at=moment(hour=15))
    codes.append(told())
    services.complete(there, by=lan, at=moment(hour=16))
    assert [*codes, told()] == ["01", "03", "04", "05", "06"]


def test_a_refusal_names_its_reason_to_the_sender_and_takes_no_number(province):
    sent = issued(province)
    there = Document.objects.get(source=sent, organisation=province.ubnd_tinh)
    with pytest.raises(Refused):
        services.reject(there, by=province.actor("lan"), at=moment(), reason=" ")
    there = services.reject(there, by=province.actor("lan"), at=moment(), reason="Gửi nhầm nơi nhận")
    line = Recipient.objects.get(arrival=there)
    assert (line.code, line.reason, there.arrival_number) == ("02", "Gửi nhầm nơi nhận", None)
    assert duties(there) == {"register": (False, date(2022, 8, 24))}


def test_but_phe_gives_person_units_words_and_an_inner_date(province):
    row = services.assign(registered(province), by=province.actor("dung"), at=moment(hour=11), person=province.minh,
                          supporting=[province.stc_ns], instruction="Tham mưu văn bản trả lời", inner_due_on=date(2022, 8, 30))
    assert [(r.part, str(r.person or r.organisation.label)) for r in row.routes.all()] == [("lead", "Phạm Minh"), ("supporting", "Phòng QLNS")]
    assert duties(row)["answer"] == (True, date(2022, 8, 30)) and not duties(row)["assign"][0]
    row = services.complete(row, by=province.actor("minh"), at=moment(hour=15))
    assert row.state == "completed" and not any(still for still, _due in duties(row).values())


def test_work_is_not_handed_to_a_stranger_body_and_not_without_words(province):
    row = registered(province)
    with pytest.raises(BadInput, match="không thuộc"):
        services.assign(row, by=province.actor("dung"), at=moment(), lead=province.syt, instruction="Xử lý")
    with pytest.raises(Refused):
        services.assign(row, by=province.actor("dung"), at=moment(), person=province.minh, instruction=" ")
    assert Document.objects.get(pk=row.pk).state == "registered"


def test_two_clerks_register_it_once(province):
    row = from_outside(province)
    services.register(row, by=province.actor("van_thu"), at=moment())
    with pytest.raises(Conflict):
        services.register(row, by=province.actor("dung"), at=moment())
    assert Document.objects.get(pk=row.pk).arrival_number == 1


def test_a_day_after_the_arrival_and_a_secret_are_refused(province):
    with pytest.raises(BadInput, match="không được sau ngày đến"):
        from_outside(province, on=date(2022, 8, 25))
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        from_outside(province, number="12/BC-TM (MẬT)")
    assert not Document.objects.exists()


def test_the_register_of_arrivals_is_seen_in_its_own_body_only(province):
    row = registered(province)
    assert selectors.register_for(province.actor("minh"), "in").get() == row
    for who in ("yen", "lan", "chu_tich", "hoa", "khach", "giam_sat", "van_hanh"):
        assert not selectors.register_for(province.actor(who), "in").exists()


def test_work_is_handed_to_people_of_the_office_only_and_to_no_program(province, client):
    from tests.core.api import declared
    machine = declared(province, "stc")[0].user
    row = registered(province)
    for person in (machine, province.lan):
        with pytest.raises(BadInput, match="không làm việc tại"):
            services.assign(row, by=province.actor("dung"), at=moment(), person=person, instruction="Xử lý")
    client.force_login(province.dung)
    page = client.get(reverse("documents:assign", args=[row.pk]))
    assert province.minh in page.context["form"].fields["person"].queryset and machine not in page.context["form"].fields["person"].queryset
    assert row.title in page.content.decode().split("</h1>")[1].split("</div>")[0], "whoever writes a bút phê reads on which document"
