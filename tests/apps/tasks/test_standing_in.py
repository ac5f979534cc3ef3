"""Work that is done in somebody's place: it comes to the substitute as that person's, carries both names, and stays two people's work."""

from datetime import date

import pytest
from django.urls import reverse

from openpar.apps.tasks.models import Report
from openpar.apps.tasks.selectors import my_work
from openpar.apps.tasks.services import appraise, extensions, work
from openpar.core import absences, accounts, deadlines, delegations
from openpar.core.actor import actor_for
from openpar.core.models import AuditEntry, Membership
from openpar.engine.errors import Refused
from tests.people import SINCE

from .giving import DAY, fresh, give, moment, received, submitted

UNTIL = date(2022, 8, 31)


@pytest.fixture
def deputy(province):
    """Minh is deputy director of the finance department; its director Dũng is away, and delegated assigning and reporting."""
    Membership.objects.filter(user=province.dung).update(title="Giám đốc Sở Tài chính")
    Membership.objects.filter(user=province.minh).update(title="Phó Giám đốc Sở Tài chính")
    absences.report(person=province.dung, organisation=province.stc, kind="trip", substitute=province.minh, valid_from=DAY,
                    valid_until=UNTIL, by=province.actor("dung"), at=moment())
    return province


def delegated(province, acts=("assignment.receive", "assignment.assign", "assignment.work", "assignment.speak"), by="dung", to="minh", where="stc",
              **more):
    given = delegations.give(**({
        "organisation": province.organisations[where], "taker": province.users[to], "acts": acts, "mode": "KT", "valid_from": DAY,
        "valid_until": UNTIL, "giver_office": "Giám đốc", "taker_office": "Phó Giám đốc", "by": province.actor(by), "at": moment()} | more))
    return actor_for(province.users[to], DAY, standing_in=f"d{given.pk}")


def test_the_list_shows_the_absent_persons_work_as_such_to_both(deputy, client):
    part = give(deputy)
    for who, own in (("dung", True), ("minh", False)):
        actor = deputy.actor(who)
        rows = list(my_work.mine(actor))
        assert [r.object_id for r in rows] == [part.pk]
        assert my_work.whose(actor, rows) == ({} if own else {rows[0].pk: deputy.dung})
    client.force_login(deputy.minh)
    page = client.get(reverse("tasks:my_work")).content.decode()
    assert "thay Trần Văn Dũng" in page and "Làm thay Trần Văn Dũng" in page
    assert client.get(reverse("tasks:assignment", args=[part.pk])).status_code == 200
    client.force_login(deputy.dung)
    assert "Bạn đang nghỉ" in client.get(reverse("tasks:my_work")).content.decode()


def test_the_list_in_anothers_place_leads_only_to_what_was_delegated(province):
    part = give(province)
    deadlines.start(None, room="documents.document", object_id=7, duty="answer", organisation=province.stc, person=province.dung, reference="12/BTC",
                    title="Văn bản đến", started_at=moment(), due_at=moment(UNTIL))
    rows = {r.room: r.object_id for r in my_work.mine(province.actor("dung"))}
    assert rows == {"tasks.assignment": part.pk, "documents.document": 7}
    assert {r.room: r.object_id for r in my_work.mine(delegated(province))} == {"tasks.assignment": part.pk}
    more = delegated(province, acts=("assignment.speak", "document.work"), to="van_thu")
    assert {r.room for r in my_work.mine(more)} == {"tasks.assignment", "documents.document"}


def test_after_the_absence_the_list_is_the_own_again(deputy):
    give(deputy)
    assert not my_work.mine(deputy.actor("minh", date(2022, 9, 1))).exists()


def test_what_the_substitute_has_in_the_own_hands_is_not_called_anothers(deputy):
    part = received(deputy, give(deputy))
    work.assign(part, by=deputy.actor("dung"), at=moment(), person=deputy.minh)
    actor = deputy.actor("minh")
    assert my_work.mine(actor).count() == 1 and my_work.whose(actor, my_work.mine(actor)) == {}


def test_a_stranger_to_the_absence_sees_no_more_than_before(deputy):
    give(deputy)
    assert not my_work.mine(deputy.actor("hoa")).exists()
    assert not deputy.actor("yen").can_for("assignment.view", deputy.stc)


def test_the_whole_way_of_a_directive_by_the_substitute(deputy):
    """Case of issue 7: received, assigned and reported while the head is away."""
    part, place = give(deputy), delegated(deputy)
    work.receive(part, by=place, at=moment())
    work.assign(part, by=place, at=moment(), person=deputy.minh, instruction="Làm ngay")
    work.submit(part, by=place, at=moment(), body="Đã hoàn thành.", no_evidence_reason="Bàn giao trực tiếp.")
    entries = list(AuditEntry.objects.filter(room="tasks.assignment", object_id=part.pk, act__in=(
        "tasks.assignment.receive", "tasks.assignment.assign", "tasks.assignment.submit")))
    assert len(entries) == 3
    assert {(e.actor_id, e.acting_for_id, e.changes["signing_mode"][1]) for e in entries} == {(deputy.minh.pk, deputy.dung.pk, "KT")}
    report = Report.objects.get(assignment=part)
    assert report.sent_by == deputy.minh
    assert report.sent_as == {"lines": ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "name": "Phạm Minh", "mode": "KT", "for": "Trần Văn Dũng"}


def test_the_head_reports_in_the_own_office(deputy):
    submitted(deputy, give(deputy))
    assert Report.objects.get().sent_as == {"lines": ["GIÁM ĐỐC"], "name": "Trần Văn Dũng", "mode": "", "for": ""}


def test_ended_between_the_page_and_the_click_nothing_is_done(deputy):
    part, place = give(deputy), delegated(deputy)
    delegations.end(place.standing.delegation.pk, reason="Đã về", by=deputy.actor("dung"), at=moment())
    for act in (lambda: work.receive(part, by=place, at=moment()),
                lambda: work.assign(part, by=place, at=moment(), person=deputy.minh)):
        with pytest.raises(Refused, match="vừa kết thúc"):
            act()
    assert fresh(part).state == "assigned"


def test_what_was_not_delegated_is_refused(deputy):
    part, place = give(deputy), delegated(deputy, acts=["assignment.receive"])
    work.receive(part, by=place, at=moment())
    with pytest.raises(Refused):
        work.submit(part, by=place, at=moment(), body="Xong", no_evidence_reason="x")


def test_in_place_of_one_department_nothing_of_another_is_reached(deputy):
    part, place = give(deputy, to="syt"), delegated(deputy)
    with pytest.raises(Refused):
        work.receive(part, by=place, at=moment())


# --- two people ------------------------------------------------------------------------------------------------------

def appraiser(province, to, mode="TUQ", acts=("assignment.appraise", "assignment.extend")):
    accounts.enrol(province.users[to])
    return delegated(province, acts=acts, by="chu_tich", to=to, where="ubnd_tinh", mode=mode, giver_office="Chủ tịch",
                     taker_office="Giám đốc Sở Tài chính", document_number="9/GUQ-UBND", document_on=DAY)


def test_nobody_appraises_the_own_department_in_the_chairmans_place(province):
    part, other = submitted(province, give(province)), give(province, to="syt")
    work.receive(other, by=province.actor("yen"), at=moment())
    work.submit(fresh(other), by=province.actor("yen"), at=moment(), body="Xong.", no_evidence_reason="Không có.")
    place = appraiser(province, "dung")
    with pytest.raises(Refused, match="chính mình"):
        appraise.accept(part, by=place, at=moment(), quality="good")
    appraise.accept(other, by=place, at=moment(), quality="good")
    assert (fresh(part).state, fresh(other).state) == ("submitted", "accepted")


def test_who_reported_in_the_directors_place_does_not_accept_it_in_an_own_office(deputy):
    Membership.objects.create(user=deputy.minh, organisation=deputy.ubnd_tinh, role="reform_office", valid_from=SINCE)
    part, place = received(deputy, give(deputy)), delegated(deputy)
    work.submit(part, by=place, at=moment(), body="Xong.", no_evidence_reason="Không có.")
    with pytest.raises(Refused, match="chính mình"):
        appraise.accept(part, by=deputy.actor("minh"), at=moment(), quality="good")
    appraise.accept(part, by=deputy.actor("lan"), at=moment(), quality="good")


def test_in_whose_place_it_was_reported_does_not_accept_it_either(deputy):
    Membership.objects.create(user=deputy.dung, organisation=deputy.ubnd_tinh, role="chairman", valid_from=SINCE)
    part, place = received(deputy, give(deputy)), delegated(deputy)
    work.submit(part, by=place, at=moment(), body="Xong.", no_evidence_reason="Không có.")
    with pytest.raises(Refused, match="chính mình"):
        appraise.accept(part, by=deputy.actor("dung"), at=moment(), quality="good")


def test_nobody_extends_the_own_departments_time_in_the_chairmans_place(province):
    part = received(province, give(province))
    asked = extensions.ask(part, by=province.actor("dung"), at=moment(), due_on=date(2022, 9, 16), cause="waiting", reason="Chờ trả lời.")
    with pytest.raises(Refused, match="chính mình"):
        extensions.grant(asked, by=appraiser(province, "dung"), at=moment())
    extensions.grant(asked, by=province.actor("chu_tich"), at=moment())


def test_a_rule_entered_in_anothers_place_is_approved_by_neither(province):
    from openpar.core import rules
    Membership.objects.create(user=province.yen, organisation=province.ubnd_tinh, role="reform_office", valid_from=SINCE)
    accounts.enrol(province.yen)
    place = delegated(province, acts=["rule.enter", "rule.approve"], by="lan", to="yen", where="ubnd_tinh", mode="KT", giver_office="Trưởng phòng",
                      taker_office="Phó Trưởng phòng")
    row = rules.enter("deadlines/due_soon", "5", valid_from=DAY, source="QĐ 1", by=place, at=moment())
    for who in (place, province.actor("yen"), province.actor("lan")):
        with pytest.raises(Refused, match="khác người nhập"):
            rules.approve(row.pk, by=who, at=moment())


# --- papers ----------------------------------------------------------------------------------------------------------

def said(data) -> str:
    from io import BytesIO

    from docx import Document
    doc = Document(BytesIO(data))
    return "\n".join([p.text for p in doc.paragraphs] + [p.text for t in doc.tables for c in t._cells for p in c.paragraphs])


@pytest.mark.parametrize("mode, first, more", [
    ("KT", "KT. GIÁM ĐỐC", {}), ("TUQ", "TUQ. GIÁM ĐỐC", {"document_number": "3/GUQ-STC", "document_on": DAY})])
def test_the_report_and_its_paper_show_the_mode_and_both_names(deputy, client, mode, first, more):
    part, place = received(deputy, give(deputy)), delegated(deputy, mode=mode, **more)
    work.submit(part, by=place, at=moment(), body="Đã hoàn thành.", no_evidence_reason="Không có.")
    for who in ("dung", "lan"):
        client.force_login(deputy.users[who])
        page = client.get(reverse("tasks:assignment", args=[part.pk])).content.decode()
        assert "Phạm Minh thay Trần Văn Dũng" in page and first in page and f"Phạm Minh thay Trần Văn Dũng ({mode}.)" in page
        words = said(client.get(reverse("tasks:result_docx", args=[part.pk])).content)
        assert f"{first}\nPHÓ GIÁM ĐỐC" in words and "Phạm Minh" in words and "BC-STC" in words
    client.force_login(deputy.giam_sat)
    assert client.get(reverse("tasks:result_docx", args=[part.pk])).status_code == 404


def test_a_reminder_letter_in_the_chairmans_place_is_signed_so(province):
    from openpar.apps.tasks import papers
    from openpar.apps.tasks.services import remind
    part = give(province, due_on=date(2022, 8, 25))
    accounts.enrol(province.pho)
    place = delegated(province, acts=["assignment.remind"], by="chu_tich", to="pho", where="ubnd_tinh", giver_office="Chủ tịch",
                      taker_office="Phó Chủ tịch")
    [letter] = remind.letters_for([part], by=place, at=moment())
    words = said(papers.reminder_letter(letter))
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" in words and "Vàng Thị Phó" in words
    [own] = remind.letters_for([give(province, due_on=date(2022, 8, 25))], by=province.actor("lan"), at=moment())
    assert "KT." not in said(papers.reminder_letter(own))


def test_progress_in_anothers_place_is_told_in_the_timeline(deputy, client):
    part, place = received(deputy, give(deputy)), delegated(deputy)
    work.update_progress(part, by=place, at=moment(), percent=40, note="Đang làm")
    client.force_login(deputy.dung)
    assert "Phạm Minh thay Trần Văn Dũng (KT.)" in client.get(reverse("tasks:assignment", args=[part.pk])).content.decode()


def test_who_could_do_it_in_anothers_place_is_told_how(deputy, client):
    part = give(deputy)
    delegated(deputy, acts=("assignment.receive",))
    client.force_login(deputy.minh)
    page = client.get(part.get_absolute_url()).content.decode()
    assert page.count(f"Làm được khi chọn “Làm thay {deputy.dung}” ở thực đơn mang tên mình.") == 1
    client.force_login(deputy.dung)
    assert "Làm được khi chọn" not in client.get(part.get_absolute_url()).content.decode()
