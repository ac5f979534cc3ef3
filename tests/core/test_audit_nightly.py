"""Night after night only the new part of the trail is read again; the whole of it once a week, after a failure and when somebody asks."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from openpar.core import audit, jobs, sealing, standing_jobs
from openpar.core.models import AuditEntry, AuditHead, AuditSeal, JobRun
from tests.people import moment


def act(province, n):
    for i in range(n):
        audit.record("tasks.assignment.receive", "tasks.assignment", i, by=province.actor("dung"), at=moment())
    sealing.seal()


@pytest.fixture
def nights(province, tmp_path, settings):
    """Ten acts of days ago, found whole yesterday; five new ones since."""
    settings.DATA_DIR = tmp_path
    act(province, 10)
    past = timezone.now() - timedelta(days=3)
    AuditSeal.objects.update(sealed_at=past)
    sealing.keep_heads()
    ran = jobs.run("audit.verify", key="audit.verify:first")
    JobRun.objects.filter(pk=ran.pk).update(started_at=timezone.now() - timedelta(days=1), finished_at=timezone.now() - timedelta(days=1))
    act(province, 5)
    return list(AuditEntry.objects.order_by("pk"))


def tonight():
    return jobs.run("audit.verify", key="audit.verify:tonight")


def test_the_first_night_reads_everything(nights):
    assert JobRun.objects.get(key="audit.verify:first").message.startswith("Nguyên vẹn: 10 dòng")


def test_the_next_night_reads_what_is_new(nights):
    ran = tonight()
    yesterday = timezone.localtime(timezone.now() - timedelta(days=1)).date()
    head = AuditHead.objects.filter(day__lt=yesterday).latest("day")  # what that day sealed itself may be younger than yesterday's run
    assert ran.ok and "nguyên vẹn: 5 dòng" in ran.message and f"{head.day:%d/%m/%Y}" in ran.message


def test_a_change_among_the_new_is_found_the_same_night_and_the_next_night_reads_all(nights):
    AuditEntry.objects.filter(pk=nights[12].pk).update(reason="khác")
    assert not tonight().ok
    assert standing_jobs.compared_until(timezone.now()) is None


def test_a_row_slipped_in_among_the_old_is_found_the_same_night(nights):
    forged = nights[0]
    forged.pk, forged.received_at = None, timezone.now() - timedelta(days=30)
    AuditEntry.objects.bulk_create([forged])
    assert f"{forged.pk}" in tonight().message


def test_an_old_seal_that_no_longer_fits_its_head_is_found_the_same_night(nights):
    AuditSeal.objects.filter(pk=AuditHead.objects.latest("day").seal_id).update(chain="0" * 64)
    assert not tonight().ok


def test_a_change_among_the_old_is_found_by_whoever_asks_and_within_a_week(nights):
    AuditEntry.objects.filter(pk=nights[3].pk).update(reason="khác")
    assert tonight().ok
    assert standing_jobs.compared_until(timezone.now() + timedelta(days=7)) is None
    assert not jobs.run("audit.verify").ok
    with pytest.raises(Exception, match="1 điểm"):
        call_command("verify_audit")


def test_the_command_reads_the_new_part_where_it_is_told_to(nights, capsys):
    call_command("verify_audit", "--new")
    said = capsys.readouterr().out
    assert "Chỉ đọc lại phần niêm sau mốc" in said and "nguyên vẹn: 15" in said


def test_only_the_new_rows_are_digested_again(nights, monkeypatch):
    read, digest = [], sealing.digest_of
    monkeypatch.setattr(sealing, "digest_of", lambda row: read.append(row.pk) or digest(row))
    assert tonight().ok
    assert read == [e.pk for e in nights[10:]]
    assert jobs.run("audit.verify").ok and len(read) == 5 + 15
