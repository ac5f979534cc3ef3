"""A person gives work through the API with the own right: by hand, from a reviewed directive; passes it down, settles, corrects, takes back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.tasks.models import Assignment, Directive, Task
from openpar.apps.tasks.services.create import NewTask, create_tasks
from openpar.core.models import AuditEntry
from tests.core.api import personal, program
from tests.people import moment

GIVEN = {"title": "Rà soát thủ tục", "text": "Rà soát toàn bộ", "due_type": "date", "due_on": "2022-09-30"}


@pytest.fixture
def lan(province, client):
    return personal(province, client, "lan", where="ubnd_tinh")


def give(lan, province, *leads, **more):
    answer = lan.post("/tasks", GIVEN | {"lead_ids": [province.organisations[o].pk for o in leads or ("stc",)]} | more)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_task_is_given_by_hand_and_the_trail_names_the_person(province, lan):
    task = give(lan, province, "stc", "syt", coordinating_ids=[province.snv.pk], priority=2, product="Báo cáo", targets=[
        {"metric": "Tỷ lệ đúng hạn", "op": ">=", "value": "98", "unit": "%", "year": 2022}])
    assert task["origin"] == "directive" or task["origin"], task
    assert Assignment.objects.filter(task_id=task["id"]).count() == 3 and task["targets"][0]["value"] == "98.0000"
    entry = AuditEntry.objects.get(act="tasks.task.issue", object_id=task["id"])
    assert entry.actor == province.lan and entry.organisation == province.ubnd_tinh


def test_what_is_missing_is_named_and_nothing_is_given(province, lan):
    before = Task.objects.count()
    for wrong, where in (({"due_on": None}, "due_on"), ({"title": " "}, "title"), ({"due_type": "cycle"}, "cycle"),
                         ({"lead_ids": [10**9]}, "body.lead_ids[0]"), ({"leader_id": province.minh.pk}, "body.leader_id")):
        answer = lan.post("/tasks", GIVEN | {"lead_ids": [province.stc.pk]} | wrong)
        assert answer.status_code == 422 and answer.json()["errors"][0]["where"] == where, answer.content.decode()
    assert Task.objects.count() == before


def test_no_program_gives_work(province, client):
    answer = program(province, client, "ubnd_tinh").post("/tasks", GIVEN | {"lead_ids": [province.stc.pk]})
    assert answer.status_code == 403 and "directive.issue" in answer.json()["detail"] and not Task.objects.exists()


TEXT = ("Chỉ thị về việc cải cách\n\n1. Sở Tài chính chủ trì, phối hợp với Sở Y tế rà soát thủ tục thanh toán, hoàn thành trước ngày 30/9/2022.\n\n"
        "2. Sở Y tế báo cáo kết quả khám chữa bệnh hằng quý.\n")


def reviewed(lan):
    made = lan.post("/directives", {"text": TEXT}).json()
    seen = lan.get(f"/directives/{made['id']}/drafts").json()
    return made["id"], seen


def test_a_directive_is_read_reviewed_and_given(province, lan):
    pk, seen = reviewed(lan)
    assert seen["items"] and all(d["names"] for d in seen["items"]), seen
    for d in seen["items"]:
        done = lan.post(f"/drafts/{d['id']}/edit", {"version": d["version"], "lead": ["Sở Tài chính"], "due_type": "date", "due_on": "2022-10-14"}).json()
        assert lan.post(f"/drafts/{d['id']}/confirm", {"version": d["version"]}).status_code == 409, "somebody changed it meanwhile"
        assert lan.post(f"/drafts/{d['id']}/confirm", {"version": done["version"]}).json()["confirmed"]
    assert not [c for c in lan.get(f"/directives/{pk}/drafts").json()["checks"] if c["stops"] and not c["met"]]
    issued = lan.post(f"/directives/{pk}/issue")
    assert issued.status_code == 200 and len(issued.json()["task_ids"]) == len(seen["items"]) and issued.json()["directive"]["state"] == "issued"
    assert lan.post(f"/directives/{pk}/issue").status_code == 409


def test_a_directive_that_is_not_ready_says_why(province, lan):
    pk, seen = reviewed(lan)
    first = seen["items"][0]
    lan.post(f"/drafts/{first['id']}/edit", {"version": first["version"], "lead": ["Cơ quan chưa biết nào đó"]})
    answer = lan.post(f"/directives/{pk}/issue")
    assert answer.status_code == 422 and answer.json()["errors"][0]["where"] == "checks" and not Task.objects.exists()
    unnamed = lan.get(f"/directives/{pk}/drafts").json()["items"][0]
    told = next(n for n in unnamed["names"] if n["part"] == "lead")
    named = lan.post(f"/addressees/{told['id']}/name", {"version": unnamed["version"], "organisation_id": province.stc.pk}).json()
    assert next(n for n in named["names"] if n["id"] == told["id"])["organisation"]["code"] == "stc"


def test_drafts_are_dropped_taken_back_and_the_directive_thrown_away(province, lan, client):
    pk, seen = reviewed(lan)
    first = seen["items"][0]
    dropped = lan.post(f"/drafts/{first['id']}/drop", {"version": first["version"], "reason": "Đã giao ở văn bản khác"}).json()
    assert dropped["dropped"] and not lan.post(f"/drafts/{first['id']}/restore", {"version": dropped["version"]}).json()["dropped"]
    assert lan.post(f"/directives/{pk}/head", {"number": "01/CT-UBND", "issued_on": "2022-08-20"}).json()["number"] == "01/CT-UBND"
    assert personal(province, client, "te", where="muong_te").post(f"/directives/{pk}/discard", {"reason": "x"}).status_code == 404
    assert lan.post(f"/directives/{pk}/discard", {}).status_code == 422
    assert lan.post(f"/directives/{pk}/discard", {"reason": "Tải nhầm"}).json()["state"] == "discarded"
    assert lan.post(f"/drafts/{first['id']}/confirm", {"version": 3}).status_code == 404


def test_a_task_is_corrected_joined_merged_and_taken_back(province, lan):
    one, other = give(lan, province), give(lan, province, "syt", title="Việc thứ hai")
    path = f"/tasks/{one['id']}"
    tag = lan.get(path)["ETag"]
    fixed = lan.post(f"{path}/correct", {"title": "Rà soát thủ tục thuế", "due_on": "2022-10-31", "due_type": "date", "reason": "Ghi rõ"},
                     **{"If-Match": tag}).json()
    assert fixed["title"] == "Rà soát thủ tục thuế" and fixed["due_on"] == "2022-10-31"
    assert Assignment.objects.get(task_id=one["id"]).due_at.date() == date(2022, 10, 31)
    assert lan.post(f"{path}/correct", {"title": "Khác", "reason": "x"}, **{"If-Match": tag}).status_code == 412
    assert lan.post(f"{path}/correct", {"title": "Khác"}).status_code == 422, "a reason is due"
    assert lan.post(f"{path}/organisations", {"organisation_id": province.snv.pk, "part": "coordinating", "reason": "Cần phối hợp"}).status_code == 200
    part = Assignment.objects.get(task_id=one["id"], organisation=province.snv)
    assert lan.post(f"/assignments/{part.pk}/withdraw", {"reason": "Không cần"}).json()["state"] == "cancelled"
    assert lan.post(f"{path}/merge", {"into_id": other["id"], "reason": "Trùng"}).json()["id"] == other["id"]
    assert Task.objects.get(pk=one["id"]).state == "merged"
    assert lan.post(f"/tasks/{other['id']}/withdraw", {"reason": "Thôi"}).json()["state"] == "withdrawn"
    assert lan.post(f"/tasks/{other['id']}/withdraw", {"reason": "Thôi"}).status_code == 409


def test_an_objection_is_settled_and_a_part_goes_to_another_organisation(province, lan, client):
    doing = program(province, client, "stc")
    parts = [Assignment.objects.get(task_id=give(lan, province)["id"]).pk for _ in range(3)]
    for pk in parts:
        doing.post(f"/assignments/{pk}/contest", {"reason": "Không thuộc chức năng"})
    assert lan.post(f"/assignments/{parts[0]}/settle", {"outcome": "keep", "reason": "Đúng chức năng"}).json()["state"] == "assigned"
    assert lan.post(f"/assignments/{parts[1]}/settle", {"outcome": "reassign", "reason": "Đúng"}).json()["errors"][0]["where"] == "body.to_id"
    moved = lan.post(f"/assignments/{parts[1]}/settle", {"outcome": "reassign", "to_id": province.syt.pk, "reason": "Của ngành y tế"}).json()
    assert moved["state"] == "cancelled" and Assignment.objects.get(task_id=moved["task"]["id"], organisation=province.syt).state == "assigned"
    assert lan.post(f"/assignments/{parts[2]}/settle", {"outcome": "cancel", "reason": "Thôi"}).json()["state"] == "cancelled"
    assert doing.post(f"/assignments/{parts[0]}/settle", {"outcome": "keep", "reason": "x"}).status_code == 403


def test_a_part_is_passed_down_to_communes(province, client):
    tasks = create_tasks([NewTask(title="Việc huyện", issuer=province.ubnd_tinh, leads=[province.muong_te], due_type="date", due_on=date(2022, 9, 30))],
                         by=province.actor("lan"), at=moment())
    part = tasks[0].assignments.get()
    te = personal(province, client, "te", where="muong_te")
    te.post(f"/assignments/{part.pk}/receive")
    child = te.post(f"/assignments/{part.pk}/pass-down", {"organisation_ids": [province.mu_ca.pk], "due_on": "2022-09-20"})
    assert child.status_code == 201 and child.json()["parent_id"] == part.pk and child.json()["due_on"] == "2022-09-20"
    late = te.post(f"/assignments/{part.pk}/pass-down", {"organisation_ids": [province.ta_tong.pk], "due_on": "2022-10-20"})
    assert late.status_code == 422 and late.json()["errors"][0]["where"] == "due_on"
    wrong = te.post(f"/assignments/{part.pk}/pass-down", {"organisation_ids": [province.stc.pk]})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "organisations"


def test_a_directive_is_taken_back_or_replaced_by_the_one_that_amends_it(province, lan):
    old = Directive.objects.create(issuer=province.ubnd_tinh, title="Cũ", text="x", state="issued", created_at=moment(), created_by=province.lan)
    new = Directive.objects.create(issuer=province.ubnd_tinh, title="Mới", text="x", state="issued", created_at=moment(), created_by=province.lan, amends=old)
    first, second, fresh = create_tasks([NewTask(title=t, issuer=province.ubnd_tinh, leads=[province.stc], directive=d, due_type="none")
                                         for t, d in (("A", old), ("B", old), ("C", new))], by=province.actor("lan"), at=moment())
    choices = [{"task_id": first.pk, "choice": "replace", "new_task_id": fresh.pk}, {"task_id": second.pk, "choice": "withdraw"}]
    bad = lan.post(f"/directives/{old.pk}/replace", {"reason": "Thay", "choices": [{"task_id": first.pk, "choice": "replace"}]})
    assert bad.status_code == 422 and bad.json()["errors"][0]["where"] == "body.choices[0].new_task_id"
    assert lan.post(f"/directives/{old.pk}/replace", {"reason": "Thay", "choices": choices[:1]}).status_code == 422
    assert lan.post(f"/directives/{old.pk}/replace", {"reason": "Thay", "choices": choices}).json()["state"] == "replaced"
    assert lan.post(f"/directives/{new.pk}/withdraw", {"reason": "Thôi"}).json()["state"] == "withdrawn"
    assert set(Task.objects.values_list("title", "state")) == {("A", "replaced"), ("B", "withdrawn"), ("C", "withdrawn")}


def test_a_directive_is_taken_in_from_a_file_and_may_amend_an_own_one(province, lan, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    old = Directive.objects.create(issuer=province.ubnd_tinh, title="Cũ", text="x", state="issued", created_at=moment(), created_by=province.lan)
    foreign = Directive.objects.create(issuer=province.muong_te, title="Huyện", text="x", state="issued", created_at=moment(), created_by=province.lan)
    sent = SimpleUploadedFile("chi-thi.txt", TEXT.encode())
    wrong = lan.send("/directives/files", {"file": SimpleUploadedFile("chi-thi.txt", TEXT.encode()), "amends_id": foreign.pk})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "body.amends_id"
    made = lan.send("/directives/files", {"file": sent, "amends_id": old.pk})
    assert made.status_code == 201 and made.json()["amends_id"] == old.pk, made.content.decode()
    assert lan.get(f"/directives/{made.json()['id']}/drafts").json()["items"]
    again = lan.send("/directives/files", {"file": SimpleUploadedFile("chi-thi.txt", TEXT.encode())})
    assert again.status_code == 403 and again.json()["code"] == "same-file"
    refused = lan.send("/directives/files", {"file": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 100)})
    assert refused.status_code == 422 and Directive.objects.count() == 3
