"""Imports by people who mean harm, or whose files do: nothing comes in that the person may not do at the moment when it comes in."""

from datetime import timedelta

import pytest

from openpar.core import clock
from openpar.core.imports import batches
from openpar.core.models import ImportBatch, Membership, Organisation, User
from openpar.engine.errors import OpenParError
from tests.core.sheets import upload, xlsx
from tests.people import DAY, moment

HEAD = ["Mã", "Tên", "Loại", "Hiệu lực từ"]
PEOPLE = ["Tên đăng nhập", "Họ và tên", "Cơ quan, đơn vị", "Vai trò"]


def waiting(province, monkeypatch):
    """An import that waits for the job of the minute."""
    monkeypatch.setattr(batches, "AT_ONCE", 0)
    by = province.actor("lan", organisation="ubnd_tinh")
    batch = batches.take_in("co-quan", upload(xlsx([HEAD, ["a", "Đơn vị A", "Sở", "1/1/2022"]])), organisation=province.ubnd_tinh, by=by, at=clock.now())
    return batches.confirm(batch, by=by, at=clock.now(), version=batch.version)


def test_nothing_comes_in_by_somebody_whose_account_was_closed_meanwhile(province, monkeypatch):
    batch = waiting(province, monkeypatch)
    User.objects.filter(pk=province.lan.pk).update(is_active=False)
    assert batches.apply_queued(clock.now()) == 0
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.FAILED and not Organisation.objects.filter(code="a").exists()


def test_nothing_comes_in_by_somebody_whose_role_ended_meanwhile(province, monkeypatch):
    batch = waiting(province, monkeypatch)
    Membership.objects.filter(user=province.lan).update(valid_until=DAY)
    assert batches.apply_queued(moment(DAY + timedelta(days=1))) == 0
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.FAILED and "thuộc về" in batch.message


@pytest.mark.parametrize("name", ["ad\u043cin", "admin\u0301", "a b", "-", "a/b", "a'b", "ân"])
def test_a_name_to_sign_in_with_holds_only_letters_that_cannot_be_taken_for_others(province, name):
    by = province.actor("van_hanh")
    batch = batches.take_in("nguoi-dung", upload(xlsx([PEOPLE, [name, "Người Mới", "stc", "Chuyên viên"]])), organisation=province.ubnd_tinh, by=by,
                            at=clock.now())
    assert batch.counts["bad"] == 1 and "chữ không dấu" in str(batch.report["faults"])


def test_a_name_to_sign_in_with_loses_marks_that_nobody_sees(province):
    by = province.actor("van_hanh")
    rows = "\t".join(PEOPLE) + "\n\u202eadmin\u202c\x00\tNgười Mới\tstc\tChuyên viên\n"
    batch = batches.take_in("nguoi-dung", upload(rows.encode("utf-16"), "a.csv"), organisation=province.ubnd_tinh, by=by, at=clock.now())
    assert not batch.report["faults"]
    batches.confirm(batch, by=by, at=clock.now(), version=batch.version)
    assert User.objects.get(full_name="Người Mới").username == "admin"


def test_a_file_that_is_not_its_ending_is_not_opened(province):
    by = province.actor("lan", organisation="ubnd_tinh")
    for data in (b"MZ" + bytes(500), b"%PDF-1.7", b"", b"<html>"):
        with pytest.raises(OpenParError, match=r"a\.xlsx"):
            batches.take_in("co-quan", upload(data, "a.xlsx"), organisation=province.ubnd_tinh, by=by, at=clock.now())
    assert not ImportBatch.objects.exists()
