"""A round by a framework that the installation loaded itself: approved first, then opened, scored and published like a shipped one."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.apps.indices.models import Entry, Round
from openpar.apps.indices.services import rounds_facts
from openpar.engine.index.facts import Fact
from tests.apps.indices.round_ground import CALENDAR, say, sheet_of
from tests.apps.indices.test_own_frameworks import PAGE, REF, approver, officers, send, tree_file  # noqa: F401  a fixture
from tests.apps.indices.test_papi_pages import words
from tests.apps.indices.test_round_result import publish
from tests.people import moment

NEW = "/dot-danh-gia/moi/"


def typed(province):
    return {"khung": REF, "title": "Đánh giá theo khung của tỉnh", "year": "2022", "starts_on": "01/01/2022", "ends_on": "30/11/2022",
            "units": [province.stc.pk], **{k: f"{v:%d/%m/%Y}" for k, v in CALENDAR.items()}}


def test_a_round_by_an_own_framework_waits_for_its_approval_and_then_runs_to_its_result(officers, province, client):  # noqa: F811
    lan = officers("lan")
    send(lan)
    assert lan.post(NEW, typed(province)).status_code != 302 and not Round.objects.exists(), "nobody has approved the framework yet"
    approver(officers, province).post(f"{PAGE}duyet/")
    assert REF in lan.get(NEW).content.decode()
    assert "Đã mở đợt đánh giá cho 1 đơn vị" in words(lan.post(NEW, typed(province), follow=True))
    round = Round.objects.get()
    assert (round.framework_ref, round.keeper) == (REF, province.ubnd_tinh) and round.framework_text
    rounds_facts.propose(round, by=province.actor("lan"), at=moment(), given={
        (province.stc.pk, "tasks.on_time_share"): Fact(numerator=Decimal(96), denominator=Decimal(100))})
    assert Entry.objects.get(stream="automatic").points == 3
    say(province, round, "stc", {"1.1": 1, "1.3": 3}, "minh")
    from openpar.apps.indices.services import rounds_sheets
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    say(province, round, "stc", {"1.1": 1, "1.3": 3}, "lan", "appraisal1")
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    rounds_sheets.agree(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    publish(province, round)
    assert "Sở Tài chính" in words(client.get(f"/ket-qua-danh-gia/{round.pk}/"))


def test_a_later_correction_of_the_own_framework_changes_no_running_round(officers, province):  # noqa: F811
    lan, other = officers("lan"), approver(officers, province)
    send(lan)
    other.post(f"{PAGE}duyet/")
    lan.post(NEW, typed(province))
    kept = Round.objects.get().framework_text
    lan.post("/chi-so/nap-khung/", {"file": SimpleUploadedFile("khung.xlsx", tree_file("demo/department-2020")), "source": "QĐ 02/QĐ-UBND ngày 02/02/2022"})
    assert Round.objects.get().framework_text == kept
