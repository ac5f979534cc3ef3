"""The file from which a directive was taken in opens for the issuing office, and for nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.core.models import Evidence
from tests.apps.tasks.giving import give
from tests.people import moment

TEXT = "1. Sở Y tế lập danh mục thiết bị, hoàn thành trước ngày 15/9/2022."


@pytest.fixture
def proof(province, client, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    client.force_login(province.lan)
    answer = client.post("/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "text": "",
                                           "file": SimpleUploadedFile("chi-thi.txt", TEXT.encode())})
    assert answer.status_code == 302
    return Evidence.objects.get(room="tasks.directive")


@pytest.mark.parametrize("name, code", [("lan", 200), ("chu_tich", 200), ("dung", 404), ("yen", 404), ("giam_sat", 404),
                                        ("khach", 404)])
def test_case_PM_02_a_file_is_served_after_the_check_of_its_directive(province, client, proof, name, code):
    client.force_login(getattr(province, name))
    for path in (f"/minh-chung/{proof.pk}/", f"/minh-chung/tasks.directive/{proof.owner_id}.zip"):
        answer = client.get(path)
        assert answer.status_code == code, path
        if code == 200:
            assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name, linked", [("lan", True), ("giam_sat", True), ("dung", True), ("minh", True), ("te", False)])
def test_a_task_links_to_its_directive_only_for_those_who_may_open_it(province, client, name, linked):
    from openpar.apps.tasks.models import Directive
    row = Directive.objects.create(issuer=province.ubnd_tinh, title="Kế hoạch", text="x", state="issued", created_at=moment(),
                                   created_by=province.lan, issued_at=moment())
    part = give(province, directive=row)
    type(part).objects.filter(pk=part.pk).update(handler=province.minh)
    client.force_login(getattr(province, name))
    page = client.get(f"/nhiem-vu/{part.task_id}/").content.decode()
    assert (f'href="/van-ban/{row.pk}/"' in page) is linked  # who has a part in it may read it; a stranger sees neither
    assert client.get(f"/van-ban/{row.pk}/").status_code == (200 if linked else 404)
