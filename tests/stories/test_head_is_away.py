"""A directive reaches a department whose head is away: the deputy takes the place, assigns and reports, and the province reads who signed how.

Through pages only: what each person types and clicks, and what the next one then sees.
"""

from datetime import date

import pytest
from django.urls import reverse

from openpar.apps.tasks.models import Report
from openpar.core.models import Absence, Delegation, Membership
from tests.apps.tasks.giving import fresh, give
from tests.people import moment

ABSENCE = {"kind": "trip", "valid_from": "24/08/2022", "valid_until": "31/08/2022"}
GIVEN = {"mode": "KT", "giver_office": "Giám đốc", "taker_office": "Phó Giám đốc", "valid_from": "24/08/2022", "valid_until": "31/08/2022",
         "acts": ["assignment.receive", "assignment.assign", "assignment.work", "assignment.speak"]}


@pytest.fixture
def sign_in(province, client):
    def go(name):
        client.force_login(province.users[name])
        return client
    return go


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_substitute_takes_the_work_through_and_the_paper_says_so(province, sign_in):
    Membership.objects.filter(user=province.minh).update(title="Phó Giám đốc Sở Tài chính")
    dung = sign_in("dung")
    assert dung.post(reverse("core:standing_leave"), ABSENCE | {"person": province.dung.pk, "substitute": province.minh.pk}).status_code == 302
    assert dung.post(reverse("core:standing_give"), GIVEN | {"taker": province.minh.pk}).status_code == 302
    part = give(province)
    page = reverse("tasks:assignment", args=[part.pk])

    minh = sign_in("minh")
    assert "thay Trần Văn Dũng" in text(minh.get(reverse("tasks:my_work")))
    assert minh.post(reverse("tasks:assignment_receive", args=[part.pk])).status_code in (403, 404, 409)  # in the own name he may only look
    assert fresh(part).state == "assigned"
    minh.post(reverse("core:stand_in"), {"thay": f"d{Delegation.objects.get().pk}"})
    assert "ký KT." in text(minh.get(page))
    assert minh.post(reverse("tasks:assignment_receive", args=[part.pk])).status_code == 302
    assert minh.post(reverse("tasks:assignment_assign", args=[part.pk]), {"person": province.minh.pk, "instruction": "Làm ngay"}).status_code == 302
    sent = minh.post(reverse("tasks:assignment_report", args=[part.pk]), {
        "body": "Đã hoàn thành.", "no_evidence_reason": "Bàn giao trực tiếp.", "act": "gui", "gui": "1", "send": "1"})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    assert fresh(part).state == "submitted" and Report.objects.get().sent_as["lines"] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]

    lan = sign_in("lan")
    seen = text(lan.get(page))
    assert "Phạm Minh thay Trần Văn Dũng" in seen and "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" in seen
    assert lan.get(reverse("tasks:result_docx", args=[part.pk]))["Content-Disposition"].endswith('.docx"')

    dung = sign_in("dung")
    assert "Bạn đang nghỉ" in text(dung.get(reverse("tasks:my_work"))) and "Phạm Minh thay Trần Văn Dũng (KT.)" in text(dung.get(page))
    dung.post(reverse("core:standing_back", args=[Absence.objects.get().pk]), {"ly_do": "Về sớm"})
    dung.post(reverse("core:standing_end", args=[Delegation.objects.get().pk]), {"ly_do": "Về sớm"})
    minh = sign_in("minh")
    minh_page = text(minh.get(reverse("tasks:my_work")))
    assert "thay Trần Văn Dũng" not in minh_page and "Đang làm thay" not in minh_page


def test_a_place_taken_yesterday_is_gone_after_the_last_day(province, sign_in):
    from openpar.core import clock
    Membership.objects.filter(user=province.minh).update(title="Phó Giám đốc Sở Tài chính")
    sign_in("dung").post(reverse("core:standing_give"), GIVEN | {"taker": province.minh.pk})
    part, minh = give(province), sign_in("minh")
    minh.post(reverse("core:stand_in"), {"thay": f"d{Delegation.objects.get().pk}"})
    with clock.fixed(moment(date(2022, 8, 31), 23, 59)):
        assert minh.post(reverse("tasks:assignment_receive", args=[part.pk])).status_code == 302
    with clock.fixed(moment(date(2022, 9, 1), 0, 0)):
        answer = minh.post(reverse("tasks:assignment_assign", args=[part.pk]), {"person": province.minh.pk})
        assert answer.status_code == 403 and "đã kết thúc" in answer.content.decode()
    assert fresh(part).state == "received"
