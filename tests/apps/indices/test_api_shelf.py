"""Frameworks and the improvement plan through the API: trees, comparing, a file scored and not kept; the plan written, given, reviewed by a person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import PlanItem
from openpar.apps.indices.services import frameworks
from openpar.apps.indices.services.workbooks import template, tree
from openpar.apps.tasks.models import Task
from openpar.engine.index.library import load
from tests.core.api import personal, program
from tests.people import moment

REF = "demo/department-2022"
PATH = f"/frameworks/{REF}"


@pytest.fixture
def asks(province, client):
    return program(province, client, "sin_ho", ("fact.view",))


def test_a_tree_says_its_rules_sources_and_what_is_not_known(asks):
    shelf = {f["ref"]: f for f in asks.get("/frameworks").json()["items"]}
    seen = asks.get(PATH).json()
    assert REF in shelf and seen["digest"] == load(REF).digest and len([c for c in seen["criteria"] if c["method"]]) > 3
    assert asks.get("/frameworks/demo/khong-co").status_code == 404
    assert asks.get(f"{PATH}/workbook").content[:2] == b"PK" and asks.get(f"{PATH}/template", unit=["Sở A", "Sở B"]).content[:2] == b"PK"
    walk = asks.get("/frameworks/compare", old=REF, new=REF).json()
    assert walk["pairs"] and all(p["comparable"] for p in walk["pairs"])
    assert asks.get("/frameworks/compare", old=REF, new="papi/x").status_code == 404


def test_a_file_of_facts_is_scored_explained_and_not_kept(asks):
    empty = asks.send(f"{PATH}/score", {"file": SimpleUploadedFile("so-lieu.xlsx", template(load(REF), ["Sở A"]))})
    assert empty.status_code == 200, empty.content.decode()
    assert empty.json()["unit"] == "Sở A" and not empty.json()["table"][0]["complete"] and all(x["lost"] is None for x in empty.json()["lines"] if x["absent"])
    wrong = asks.send(f"{PATH}/score", {"file": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 99)})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["where"] == "file"


def test_an_own_framework_is_read_by_who_reads_rules_and_loaded_in_person(province, client, asks):
    row = frameworks.load_framework(name="khung.xlsx", data=tree(load(REF)), about={}, source="QĐ 01/QĐ-UBND", by=province.actor("lan"), at=moment())
    reader = program(province, client, "stc", ("rule.view",))
    assert reader.get(f"/frameworks/{row.ref}").json()["doubtful"] is True and row.ref in {f["ref"] for f in reader.get("/frameworks").json()["items"]}
    assert asks.get(f"/frameworks/{row.ref}").status_code == 404, "nobody approved it yet"
    for act in ("own-frameworks", "own-frameworks/approve", "own-frameworks/withdraw", "own-scores", "own-scores/approve", "own-scores/withdraw"):
        answer = personal(province, client, "lan", where="ubnd_tinh").post(f"/{act}")
        assert answer.status_code == 403 and answer.json()["code"] == "in-person"


def test_the_plan_is_written_given_and_reviewed_by_a_person(province, client):
    lan, path = personal(province, client, "lan", where="ubnd_tinh"), "/papi/2021/plan/D3.1"
    assert len(lan.get("/papi/2021/plan").json()["items"]) == 28 and lan.get(path).json()["item"] is None
    assert lan.get("/papi/1999/plan").status_code == 404 and lan.get("/papi/2021/plan/D99").status_code == 404
    given = {"owner_id": province.stc.pk, "measures": "Đối thoại", "target": "2.1", "target_year": 2022}
    assert lan.post(path, given | {"target": "99"}).json()["errors"][0]["where"] == "target"
    assert lan.post(path, given | {"owner_id": province.mu_ca.pk}).json()["errors"][0]["where"] == "body.owner_id"
    assert lan.post(f"{path}/give", {"title": "Cải thiện", "due_on": "2022-12-01"}).status_code == 404, "nothing is planned yet"
    item = lan.post(path, given).json()["item"]
    assert item["version"] == 1 and lan.post(path, given).status_code == 409, "somebody wrote it meanwhile"
    task = lan.post(f"{path}/give", {"title": "Cải thiện", "due_on": "2022-12-01"})
    assert task.status_code == 201 and Task.objects.get().pk == task.json()["task_id"]
    assert lan.post(f"{path}/give", {"title": "Cải thiện", "due_on": "2022-12-01"}).status_code == 409
    version = lan.get(path).json()["item"]["version"]
    assert lan.post(f"{path}/review", {"review": "Đạt", "version": version + 1}).status_code == 409
    assert lan.post(f"{path}/review", {"review": "Đạt", "version": version}).json()["item"]["review"] == "Đạt" and PlanItem.objects.count() == 1
    assert program(province, client, "ubnd_tinh").get("/papi/2021/plan").status_code == 403, "no act of programs"
    assert personal(province, client, "minh", where="stc").get("/papi/2021/plan").status_code == 403
