"""How much may be uploaded: by one person in a day, by one organisation altogether; at every door, and by many at once."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from openpar.apps.documents.models import Document
from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core import accounts, evidence, jobs, monitoring, quotas
from openpar.core.models import AuditEntry, Blob, Evidence, FilesKept, FilesUploaded, ImportBatch
from openpar.engine.errors import QuotaReached
from tests.core.api import program
from tests.core.sheets import upload as workbook
from tests.core.sheets import xlsx
from tests.core.test_at_once import at_once
from tests.people import moment

HALF = 600 * 1024


@pytest.fixture(autouse=True)
def one_megabyte(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    settings.UPLOAD_PERSON_DAY_MB, settings.UPLOAD_ORGANISATION_MB = 1, 1


def text(name="ghi-chep.txt", size=HALF):
    return SimpleUploadedFile(name, (name.ljust(40) + "\n").encode() + b"a" * (size - 41))


def add(province, file, who="dung", org="stc"):
    return evidence.add_file("try", 1, file, by=province.actor(who), at=moment(), organisation_id=province.organisations[org].pk)


def fill(organisation):
    FilesKept.objects.update_or_create(organisation=organisation, defaults={"size": quotas.organisation_limit()})


def test_a_person_uploads_no_more_in_a_day_and_goes_on_the_next(province, settings):
    settings.UPLOAD_ORGANISATION_MB = 0
    add(province, text())
    with pytest.raises(QuotaReached, match=r"“hai\.txt” \(0,6 MB\).*đã tải 0,6 MB trong 1 MB.*ngày mai") as refused:
        add(province, text("hai.txt"))
    assert refused.value.where == "file" and Evidence.objects.count() == Blob.objects.count() == 1
    add(province, text("nho.txt", 1000))
    add(province, text("cua-nguoi-khac.txt"), who="minh")
    FilesUploaded.objects.update(day=timezone.localdate() - timedelta(days=1))
    add(province, text("hom-sau.txt"))
    assert FilesUploaded.objects.get(user=province.dung).size == HALF


def test_adding_and_removing_gives_no_more_of_the_day_but_room_to_the_organisation(province):
    first = add(province, text())
    with pytest.raises(QuotaReached, match="dung lượng lưu tệp của đơn vị: đang giữ 0,6 MB trong 1 MB"):
        add(province, text("hai.txt"), who="minh")
    assert not FilesUploaded.objects.filter(user=province.minh, size__gt=0).exists(), "what was refused counts for nobody"
    evidence.remove(first, by=province.actor("dung"), at=moment())
    with pytest.raises(QuotaReached, match="của bạn trong ngày"):
        add(province, text("hai.txt"))
    add(province, text("ba.txt"), who="minh")
    assert FilesKept.objects.get(organisation=province.stc).size == HALF


def test_the_same_bytes_count_for_each_organisation_that_keeps_them(province):
    add(province, text())
    add(province, text(), who="yen", org="syt")
    assert dict(FilesKept.objects.values_list("organisation__code", "size")) == {"stc": HALF, "syt": HALF}


def test_zero_is_no_limit(province, settings):
    settings.UPLOAD_PERSON_DAY_MB = settings.UPLOAD_ORGANISATION_MB = 0
    for n in range(3):
        add(province, text(f"{n}.txt"))
    assert FilesKept.objects.get(organisation=province.stc).size == 3 * HALF


def test_what_was_kept_before_there_was_a_counter_is_counted_and_a_wrong_counter_is_mended_nightly(province):
    add(province, text())
    FilesKept.objects.all().delete()
    with pytest.raises(QuotaReached, match="đang giữ 0,6 MB"):
        add(province, text("hai.txt"), who="minh")
    add(province, text("nho.txt", 1000), who="minh")
    FilesKept.objects.update(size=7)
    assert jobs.run("house.sweep").ok
    assert FilesKept.objects.get(organisation=province.stc).size == HALF + 1000


@pytest.mark.django_db(transaction=True)
def test_four_at_once_never_pass_the_limit_together(province):
    actors = [province.actor(who) for who in ("dung", "van_thu", "minh", "lan")]
    done = at_once(lambda i: evidence.add_file("try", i, text(f"{i}.txt"), by=actors[i], at=moment(), organisation_id=province.stc.pk).pk)
    assert sum(isinstance(d, int) for d in done) == 1 and sum(isinstance(d, QuotaReached) for d in done) == 3, done
    assert Evidence.objects.count() == 1 and FilesKept.objects.get().size == HALF
    assert FilesUploaded.objects.filter(size__gt=0).count() == 1


def test_every_page_that_takes_a_file_says_so_and_keeps_what_was_typed(province, client):
    part = create_tasks([NewTask(title="Việc", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=date(2022, 9, 30))],
                        by=province.actor("lan"), at=moment())[0].assignments.get()
    fill(province.stc)
    fill(province.ubnd_tinh)
    posts = (
        ("dung", f"/phan-viec/{part.pk}/minh-chung/", {"title": "Bản đã gõ", "level": "internal", "file": text(size=5000)}),
        ("van_thu", reverse("documents:arrival_new"), {
            "organisation": province.stc.pk, "kind": "cong_van", "author": "Bộ Tài chính", "number": "12/BTC", "on": "23/8/2022",
            "title": "Bản đã gõ", "file": [text(size=5000)]}),
        ("lan", "/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "text": "", "file": text("chi-thi.txt", 5000)}),
        ("lan", "/nhap-du-lieu/moi/co-quan/", {"organisation": province.ubnd_tinh.pk, "file": workbook(xlsx(
            [["Mã", "Tên", "Loại", "Hiệu lực từ"], ["a", "Đơn vị A", "Sở", date(2022, 1, 1)]]), "co-quan.xlsx")}),
        ("dung", reverse("core:standing_give"), {
            "taker": province.minh.pk, "acts": ["assignment.receive"], "mode": "TUQ", "giver_office": "Giám đốc", "taker_office": "Chuyên viên",
            "document_on": "24/8/2022", "document_number": "Bản đã gõ", "valid_from": "24/8/2022", "valid_until": "30/8/2022", "file": text("giay.txt", 5000)}),
    )
    for who, path, form in posts:
        client.force_login(province.users[who])
        answer = client.post(path, form)
        page = answer.content.decode()
        assert answer.status_code == 422, (path, answer.status_code)
        assert "dung lượng lưu tệp của đơn vị" in page, (path, (answer.context["form"].errors if answer.context else ""))
        assert "Bản đã gõ" in page or "Bản đã gõ" not in str(form), path
    assert not Document.objects.exists() and not Directive.objects.exists() and not ImportBatch.objects.exists() and not Blob.objects.exists()


def test_a_program_reads_the_code_and_its_key_may_be_used_again(province, client):
    part = create_tasks([NewTask(title="Việc", issuer=province.ubnd_tinh, leads=[province.stc], due_type="date", due_on=date(2022, 9, 30))],
                        by=province.actor("lan"), at=moment())[0].assignments.get()
    doing = program(province, client, "stc")
    doing.post(f"/assignments/{part.pk}/receive")
    fill(province.stc)
    refused = doing.send(f"/assignments/{part.pk}/files", {"file": text(size=5000), "title": "Kết quả"}, key="mot")
    assert refused.status_code == 422 and refused.json()["code"] == "quota" and refused.json()["errors"][0]["where"] == "file"
    FilesKept.objects.update(size=0)
    assert doing.send(f"/assignments/{part.pk}/files", {"file": text(size=5000), "title": "Kết quả"}, key="hai").status_code == 201
    assert AuditEntry.objects.filter(act="evidence.add").count() == 1


def test_no_bytes_are_kept_past_the_quota():
    """Whoever keeps an uploaded file does it through `core.evidence`; only papers that we print ourselves do not count."""
    root = Path(quotas.__file__).parents[1]
    keepers = {p.relative_to(root).as_posix() for p in root.rglob("*.py") for n in ast.walk(ast.parse(p.read_text(encoding="utf-8")))
               if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("blobs.keep")}
    assert keepers == {"core/evidence.py", "core/papers/kept.py", "core/signing/sign.py"}


def test_the_operator_sees_who_keeps_most_and_the_monitor_its_share(province, client):
    add(province, text(size=1000 * 1024))
    accounts.enrol(province.van_hanh)
    client.force_login(province.van_hanh)
    page = client.get(reverse("core:jobs")).content.decode()
    assert "Sở Tài chính" in page and "97,7%" in page and "Sắp hết" in page and "ghi-chep" not in page
    assert "openpar_files_fullest_share 0.976562" in monitoring.text() and f"openpar_files_kept_bytes {1000 * 1024:g}" in monitoring.text()
