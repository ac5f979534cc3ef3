"""Two people with the same page open: one success, one clear refusal that keeps what was typed."""

import pytest

from openpar.apps.tasks.services import contests, extensions, work

from .giving import asked, fresh, give, moment, received, trail
from .intake_texts import browser

pytestmark = pytest.mark.django_db


def seen(page) -> str:
    """The mark that the form of handing out carries."""
    return page.context["form"]["seen"].value()


def test_who_hands_out_from_an_old_page_is_told_who_did_and_may_do_it_again(province):
    part, head = received(province, give(province)), browser(province, "dung")
    address = f"/phan-viec/{part.pk}/phan-cong/"
    first, second = seen(head.get(address)), seen(head.get(address))
    assert head.post(address, {"person": province.minh.pk, "instruction": "Làm ngay.", "seen": first}).status_code == 302
    late = {"person": province.dung.pk, "instruction": "Để tôi làm.", "seen": second}
    refused = head.post(address, late)
    page = refused.content.decode()
    assert refused.status_code == 409 and f"vừa được người khác phân công cho {province.minh}" in page and "Để tôi làm." in page
    assert (fresh(part).handler, fresh(part).instruction) == (province.minh, "Làm ngay.")
    assert head.post(address, late | {"seen": seen(refused)}).status_code == 302
    assert fresh(part).handler == province.dung and trail(part).count("tasks.assignment.assign") == 2


def test_a_program_that_names_no_mark_hands_out_as_before(province):
    part = received(province, give(province))
    for person in (province.minh, province.dung):
        work.assign(fresh(part), by=province.actor("dung"), at=moment(), person=person)
    assert fresh(part).handler == province.dung


def test_the_second_decision_about_an_extension_is_a_conflict_that_keeps_the_answer(province):
    part = received(province, give(province))
    request, issuer = asked(province, part), browser(province)
    extensions.grant(request, by=province.actor("lan"), at=moment())
    refused = issuer.post(f"/phan-viec/{part.pk}/quyet-dinh-gia-han/", {"quyet-dinh": "refuse", "answer": "Không đủ căn cứ."})
    assert refused.status_code == 409 and "Không đủ căn cứ." in refused.content.decode()


def test_the_clerk_is_told_that_the_head_hands_out(province):
    for who, words in (("van_thu", "Thủ trưởng phân công người xử lý."), ("dung", "Phân công người xử lý để bắt đầu.")):
        part = give(province)
        page = browser(province, who).post(f"/phan-viec/{part.pk}/tiep-nhan/", follow=True).content.decode()
        assert f"Đã tiếp nhận. {words}" in page


def test_who_settles_an_objection_reads_it_beside_the_form(province):
    part = give(province)
    contests.contest(part, by=province.actor("dung"), at=moment(), reason="Việc của ngành y tế.", proposed=province.syt)
    page = browser(province).get(f"/phan-viec/{part.pk}/giai-quyet-y-kien/").content.decode()
    form = page[page.index('id="viec"'):page.index("Trả lời ý kiến")]
    assert "“Việc của ngành y tế.” Đề nghị giao cho Sở Y tế." in form


def test_a_period_report_that_somebody_else_just_sent_or_answered_keeps_what_was_typed(province):
    part = received(province, give(province, due_on=None, due_type="cycle", cycle="month", report_day=25))
    owed, head = part.reports.get(final=False), browser(province, "dung")
    address, typed = f"/bao-cao-ky/{owed.pk}/", {"body": "Bản của tôi.", "version": owed.version, "gui": "1"}
    assert head.post(address, typed | {"body": "Bản gửi trước."}).status_code == 302
    refused = head.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 409 and "Bản của tôi." in page and "chưa được lưu" in page and "Chưa lưu được" in page
    issuer = browser(province)
    assert issuer.post(address, {"nhan": "1", "answer": "Tốt."}).status_code == 302
    page = issuer.post(address, {"tra-lai": "1", "answer": "Thiếu số liệu."}).content.decode()
    assert "Thiếu số liệu." in page and "chưa được lưu" in page
    assert "chưa được lưu" not in issuer.get(address).content.decode()
