"""Characters that no paper can hold (a page break pasted from a PDF, an escape) never break the papers of others."""

import io

from docx import Document

from openpar.apps.tasks.models import Letter, Task
from openpar.apps.tasks.services import intake
from tests.apps.tasks.giving import give
from tests.people import moment

BAD = "Rà\x08 soát\x0b danh\x0c mục\x1b \ufffe"


def test_a_task_with_control_characters_leaves_every_paper_whole(province, client):
    client.force_login(province.lan)
    form = {"issuer": province.ubnd_tinh.pk, "title": BAD, "text": BAD, "due_type": "date", "due_on": "01/08/2022", "keep_day": "2022-08-01",
            "lead": "Sở Y tế"}
    assert client.post("/nhiem-vu/moi/", form).status_code == 302
    task = Task.objects.get()
    assert "\x08" not in task.title and "\x0c" not in task.text
    report = client.get("/dieu-hanh/bao-cao.docx")
    assert report.status_code == 200 and Document(io.BytesIO(report.content)).tables
    assert client.get("/nhiem-vu.xlsx").status_code == 200


def test_a_note_with_control_characters_leaves_the_letter_whole(province, client):
    part = give(province)
    client.force_login(province.lan)
    answer = client.post("/theo-doi/xu-ly/", {"viec": "letters", "chon": [part.pk], "xac-nhan": "1", "text": BAD})
    assert answer.status_code == 302
    assert client.get(f"/cong-van-don-doc/{Letter.objects.get().pk}.docx").status_code == 200


def test_places_in_a_pasted_text_stay_true(province):
    text = "KẾ HOẠCH\x0c\n1. Sở Y tế lập\x0b danh mục thiết bị, hoàn thành trước ngày 15/9/2022."
    row = intake.take_in(by=province.actor("lan"), at=moment(), issuer=province.ubnd_tinh, text=text)
    row.refresh_from_db()
    draft = row.drafts.first()
    start, end = draft.spans[0]
    assert "\x0b" not in row.text and "danh mục" in row.text[start:end]
