"""Absences and delegations of one's own, files brought in, and the acts that answer why they are done in person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.core.imports.importer import IMPORTERS
from openpar.core.models import Absence, ImportBatch
from tests.core.api import personal, program
from tests.people import DAY

AWAY = {"kind": "leave", "valid_from": DAY.isoformat(), "valid_until": DAY.isoformat()}


def test_a_person_reports_an_absence_and_comes_back(province, client):
    asks = personal(province, client, "minh", where="stc")
    instead = next(p for p in asks.get("/absences/substitutes").json()["items"] if p["name"] == province.dung.full_name)
    wrong = asks.post("/absences", AWAY | {"substitute_id": province.te.pk})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "body.substitute_id"
    made = asks.post("/absences", AWAY | {"substitute_id": instead["id"]})
    assert made.status_code == 201 and made.json()["status"] == "running"
    assert personal(province, client, "dung", where="stc").get("/absences").json()["items"][0]["person"]["id"] == province.minh.pk
    stranger = personal(province, client, "te", where="muong_te")
    assert stranger.post(f"/absences/{made.json()['id']}/end", {}).status_code == 404 and stranger.get("/absences").json()["items"] == []
    assert asks.post(f"/absences/{made.json()['id']}/end", {"reason": "Về sớm"}).json()["status"] == "ended"
    assert asks.post(f"/absences/{made.json()['id']}/end", {}).status_code == 409


def test_own_affairs_are_no_act_of_programs_nor_of_tokens_without_it(province, client):
    narrow = personal(province, client, "minh", acts=["assignment.view"], where="stc")
    for asks in (program(province, client, "stc"), narrow):
        for path in ("/absences", "/delegations"):
            answer = asks.get(path)
            assert answer.status_code == 403 and "own.standing" in answer.json()["detail"]
        assert asks.post("/absences", AWAY | {"substitute_id": province.dung.pk}).status_code == 403
    assert not Absence.objects.exists()


def test_delegations_are_read_and_ended_and_given_only_in_person(province, client):
    from openpar.core.models import Membership
    from tests.core.test_standing import give
    Membership.objects.filter(user=province.dung).update(title="Giám đốc Sở Tài chính")
    Membership.objects.filter(user=province.minh).update(title="Phó Giám đốc Sở Tài chính")
    row = give(province)
    asks = personal(province, client, row.giver.username)
    assert [d["id"] for d in asks.get("/delegations").json()["items"]] == [row.pk]
    assert asks.post("/delegations").json()["code"] == "in-person"
    assert asks.post(f"/delegations/{row.pk}/end", {"reason": "Thôi"}).json()["status"] == "ended"


@pytest.mark.parametrize("path", ["/role-grants/1/approve", "/role-grants/1/refuse", "/rule-entries/1/approve", "/delegations", "/hand-overs"])
def test_what_is_done_in_person_says_why_and_where(province, client, path):
    for asks in (personal(province, client, "minh", where="stc"), program(province, client, "stc")):
        answer = asks.post(path)
        assert answer.status_code == 403 and answer.json()["code"] == "in-person" and "trang" in answer.json()["detail"]


def test_files_that_make_people_are_never_brought_in_through_the_api(province, client):
    asks = personal(province, client, "minh", where="stc")
    guarded = [i.code for i in IMPORTERS.values() if i.guarded]
    assert guarded
    for kind in guarded:
        answer = asks.send(f"/imports/kinds/{kind}", {"file": SimpleUploadedFile("a.csv", b"a;b")})
        assert answer.status_code == 403 and answer.json()["code"] == "in-person"
    assert asks.send("/imports/kinds/khong-co", {"file": SimpleUploadedFile("a.csv", b"a;b")}).status_code == 404 and not ImportBatch.objects.exists()


def test_a_file_is_tried_every_faulty_row_named_then_brought_in(province, client, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    asks = program(province, client, "stc")
    kinds = {k["code"]: k for k in asks.get("/imports/kinds").json()["items"]}
    kind = next(c for c in kinds if "den" in c and not kinds[c]["in_person"])
    head = "Số đến;Ngày đến;Tác giả;Số, ký hiệu;Ngày văn bản;Tên loại và trích yếu nội dung\n"
    good = "1;03/01/2022;Bộ Nội vụ;01/BNV-CCHC;02/01/2022;Công văn về việc báo cáo\n"
    bad = asks.send(f"/imports/kinds/{kind}", {"file": SimpleUploadedFile("so-den.csv", (head + good + "2;99/99/2022;;;;\n").encode())})
    assert bad.status_code == 201 and bad.json()["faults"], bad.content.decode()
    refused = asks.post(f"/imports/{bad.json()['id']}/confirm", {"version": bad.json()["version"]})
    assert refused.status_code == 422
    assert asks.post(f"/imports/{bad.json()['id']}/discard", {"version": bad.json()["version"]}).json()["state"] == "discarded"
    tried = asks.send(f"/imports/kinds/{kind}", {"file": SimpleUploadedFile("so-den.csv", (head + good).encode())}).json()
    assert tried["state"] == "checked" and not tried["faults"], tried
    assert asks.post(f"/imports/{tried['id']}/confirm", {"version": 1}).status_code == 409
    assert asks.post(f"/imports/{tried['id']}/confirm", {"version": tried["version"]}).json()["state"] == "applied"
    assert program(province, client, "syt").get(f"/imports/{tried['id']}").status_code == 404
