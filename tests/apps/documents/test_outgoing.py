"""A document goes out: drafted, signed with its number, sealed, in the register and with its recipients in one act."""

import pytest

from openpar.apps.documents import selectors, services
from openpar.apps.documents.models import Document
from openpar.core import blobs, numbering, papers, signing
from openpar.core.models import AuditEntry, Deadline, NumberSeries
from openpar.engine.errors import BadInput, Refused
from tests.apps.documents.papers_ground import drafted, issued, store_in, words
from tests.people import moment


@pytest.fixture(autouse=True)
def room_for_files(settings, tmp_path):
    store_in(settings, tmp_path)


def test_an_issued_document_has_number_day_both_signatures_and_a_trail(province):
    row = issued(province)
    assert (str(row), row.on, row.state) == ("Báo cáo 01/BC-STC", moment().date(), "issued")
    with blobs.open_bytes(papers.newest_pdf(papers.current("documents.document", row.pk))) as stream:
        assert [f.intact for f in signing.check(stream.read())] == [True, True]
    acts = list(AuditEntry.objects.filter(room="documents.document", object_id=row.pk).order_by("id").values_list("act", flat=True))
    assert acts == ["documents.document.draft", "documents.document.submit", "documents.document.sign", "paper.make", "paper.sign",
                    "documents.document.issue", "paper.sign"]
    due = Deadline.objects.get(room="documents.document", object_id=row.pk, duty="issue")
    assert due.met_at == moment(hour=11) and due.rule["rule"] == "deadlines/document_send" and due.due_at.day == 25


def test_each_recipient_of_the_platform_has_it_at_once_and_the_others_keep_their_name(province):
    row = issued(province)
    there = Document.objects.get(direction="in", organisation=province.ubnd_tinh)
    assert (there.number, there.author, there.state, there.source) == ("01/BC-STC", "Sở Tài chính", "arrived", row)
    assert [(r.name, r.code) for r in row.recipients.all()] == [
        ("Ủy ban nhân dân tỉnh Lai Châu", "01"), ("Sở Nội vụ", "01"), ("Báo Lai Châu", "")]


def test_a_failure_while_signing_gives_the_number_back(province, monkeypatch):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    with monkeypatch.context() as broken:
        broken.setattr(signing, "sign", lambda *a, **k: (_ for _ in ()).throw(OSError("the key is away")))
        with pytest.raises(OSError):
            services.sign(row, by=province.actor("dung"), at=moment())
    assert not NumberSeries.objects.filter(organisation=province.stc).exists()
    assert Document.objects.get(pk=row.pk).state == "submitted"
    assert services.sign(row, by=province.actor("dung"), at=moment()).number == "01/BC-STC"


def test_only_those_who_may_sign_sign_and_only_the_clerk_seals(province):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    for who in ("minh", "van_thu", "yen", "khach"):
        with pytest.raises(Refused):
            services.sign(row, by=province.actor(who), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment())
    with pytest.raises(Refused):
        services.issue(row, by=province.actor("minh"), at=moment())


def test_a_second_click_issues_nothing_twice(province):
    row = issued(province)
    with pytest.raises(Refused):
        services.issue(row, by=province.actor("van_thu"), at=moment(hour=12))
    assert Document.objects.filter(direction="in").count() == 2


def test_a_draft_is_changed_until_it_is_submitted_and_again_when_it_comes_back(province):
    row = services.edit(drafted(province), words(province, title="Kết quả quý III"), by=province.actor("minh"), at=moment())
    row = services.submit(row, by=province.actor("minh"), at=moment())
    with pytest.raises(Refused, match="chưa trình ký"):
        services.edit(row, words(province), by=province.actor("minh"), at=moment())
    row = services.send_back(row, by=province.actor("dung"), at=moment(), reason="Thiếu số liệu")
    assert services.edit(row, words(province, kind="cong_van"), by=province.actor("minh"), at=moment()).symbol == "STC"


def test_a_state_secret_is_refused_before_it_is_kept(province):
    with pytest.raises(BadInput, match="bí mật nhà nước"):
        drafted(province, body=("TỐI MẬT", "Nội dung"))
    assert not Document.objects.exists()


def test_a_signed_document_that_is_withdrawn_leaves_its_number_cancelled_in_the_book(province):
    row = services.submit(drafted(province), by=province.actor("minh"), at=moment())
    row = services.sign(row, by=province.actor("dung"), at=moment())
    services.withdraw(row, by=province.actor("dung"), at=moment(), reason="Sai số liệu")
    [number] = numbering.book(province.stc, "bao_cao", 2022)
    assert number.cancel_reason == "Sai số liệu" and not Deadline.objects.filter(object_id=row.pk, open=True).exists()


def test_a_foreign_document_is_not_there(province):
    row = issued(province)
    seen = {who for who in province.users if selectors.documents_for(province.actor(who)).filter(pk=row.pk).exists()}
    assert seen == {"dung", "van_thu", "minh"}


def test_the_chain_is_followed_over_several_steps_but_not_behind_closed_doors(province):
    first, second, third = (issued(province, title=f"Báo cáo {n}") for n in "123")
    for a, b, kind in ((second, first, "amends"), (third, second, "replaces")):
        services.relate(a, kind, other=b, by=province.actor("minh"), at=moment())
    services.relate(first, "implements", named="Chỉ thị 06/CT-UBND", by=province.actor("minh"), at=moment())
    assert [str(r) for r in selectors.chain_of(province.actor("minh"), third)] == [
        "Sửa đổi, bổ sung Báo cáo 01/BC-STC", "Thay thế Báo cáo 02/BC-STC", "Thực hiện Chỉ thị 06/CT-UBND"]
    assert selectors.chain_of(province.actor("yen"), third) == []
