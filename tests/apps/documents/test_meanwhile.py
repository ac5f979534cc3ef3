"""What another one did while a page was open, or does this very moment, counts: taking back, refusing, signing, adding files."""

import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from openpar.apps.documents import services
from openpar.apps.documents.models import Document
from openpar.core.models import Evidence, PaperNumber
from openpar.engine.errors import Conflict, Refused
from tests.apps.documents.papers_ground import drafted, issued, store_in
from tests.core.test_at_once import at_once
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def signed(province):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    return services.sign(row, by=province.actor("dung"), at=moment(hour=10))


def test_what_was_issued_meanwhile_is_not_taken_back_as_if_nobody_had_it(province):
    row = signed(province)
    services.issue(Document.objects.get(pk=row.pk), by=province.actor("van_thu"), at=moment(hour=11))
    with pytest.raises(Conflict, match="vừa được phát hành"):
        services.withdraw(row, by=province.actor("dung"), at=moment(hour=11), reason="Sai chính tả, chưa gửi")
    assert Document.objects.get(pk=row.pk).state == "issued"
    assert PaperNumber.objects.get(object_id=row.pk, room="documents.document").cancelled_at is None
    services.withdraw(Document.objects.get(pk=row.pk), by=province.actor("dung"), at=moment(hour=12), reason="Sai số liệu")
    assert set(row.recipients.exclude(organisation=None).values_list("recall", flat=True)) == {"13"}


@pytest.mark.django_db(transaction=True)
def test_issuing_and_taking_back_at_once_is_one_of_the_two(province):
    row = signed(province)

    def either(i):
        mine = Document.objects.get(pk=row.pk)
        return services.issue(mine, by=province.actor("van_thu"), at=moment(hour=11)) if i else services.withdraw(
            mine, by=province.actor("dung"), at=moment(hour=11), reason="Sai số liệu")
    at_once(either, n=2)
    number, arrived = PaperNumber.objects.get(object_id=row.pk, room="documents.document"), Document.objects.filter(source=row).count()
    found = (Document.objects.get(pk=row.pk).state, number.cancelled_at is not None, arrived,
             set(row.recipients.exclude(organisation=None).values_list("recall", flat=True)))
    assert found in (("issued", False, 2, {""}), ("withdrawn", True, 0, {""}), ("withdrawn", False, 2, {"13"}))


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_who_refuses_it_while_it_is_taken_back_is_not_asked_for_it(province):
    row = issued(province)
    there = Document.objects.get(source=row, organisation=province.ubnd_tinh)
    refused, failed = threading.Event(), []

    def take_back():
        try:
            refused.wait(60)
            services.withdraw(Document.objects.get(pk=row.pk), by=province.actor("dung"), at=moment(hour=13), reason="Sai số liệu")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()
    other = threading.Thread(target=take_back)
    other.start()
    with transaction.atomic():
        services.reject(there, by=province.actor("lan", organisation="ubnd_tinh"), at=moment(hour=13), reason="Gửi nhầm nơi nhận")
        refused.set()
        end = time.monotonic() + 60
        while other.is_alive() and not waits_for_us():  # it has read what is there and waits for the line
            assert time.monotonic() < end, "the other one neither ended nor waited"
            time.sleep(0.01)
    other.join(60)
    assert not failed
    assert sorted(row.recipients.exclude(organisation=None).values_list("state", "recall")) == [("arrived", "13"), ("rejected", "")]


def waits_for_us() -> bool:
    """Whether somebody waits for this connection; asked of the locks, for the list of activities stands still inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
        return cursor.fetchone()[0]


def test_a_file_is_not_added_to_what_was_submitted_meanwhile(province):
    row = drafted(province)
    services.submit(Document.objects.get(pk=row.pk), by=province.actor("minh"), at=moment())
    with pytest.raises(Refused, match="đã trình ký"):
        services.attach(row, [SimpleUploadedFile("phu-luc.txt", b"them")], by=province.actor("minh"), at=moment())
    assert not Evidence.objects.filter(room="documents.document", owner_id=row.pk).exists()
