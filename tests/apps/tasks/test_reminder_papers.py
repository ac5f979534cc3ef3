"""The papers of following up say what is so: only late work is called late, and each office signs as its kind does."""

from datetime import date

import pytest

from openpar.apps.tasks import papers
from openpar.apps.tasks.models import Letter
from openpar.apps.tasks.selectors.leader import Scope
from openpar.apps.tasks.services import remind
from openpar.core.papers import Text

from .giving import day, give, moment

pytestmark = pytest.mark.django_db


def letter(province, *parts, who="lan"):
    [made] = remind.letters_for(parts, by=province.actor(who), at=moment())
    return papers.reminder_content(Letter.objects.select_related("issuer", "organisation").get(pk=made.pk))


def words(content) -> str:
    return "\n".join(b.words for b in content.blocks if isinstance(b, Text))


def late(province, **more):
    return give(province, due_on=date(2022, 8, 12), at=day(2022, 8, 1), **more)


def test_a_letter_over_late_work_calls_it_late(province):
    paper = letter(province, late(province), late(province))
    assert paper.subject == "V/v đôn đốc thực hiện nhiệm vụ quá hạn"
    assert "còn 2 nhiệm vụ đã quá hạn, chưa có báo cáo kết quả (danh sách kèm theo)" in words(paper)
    assert "DANH SÁCH NHIỆM VỤ QUÁ HẠN" in words(paper) and "giải trình lý do chậm" in words(paper)


def test_a_letter_over_both_says_how_many_are_late(province):
    paper = letter(province, late(province), give(province), give(province))
    assert paper.subject == "V/v đôn đốc thực hiện nhiệm vụ được giao"
    assert "còn 3 nhiệm vụ chưa hoàn thành, chưa có báo cáo kết quả, trong đó 1 nhiệm vụ đã quá hạn" in words(paper)
    assert "DANH SÁCH NHIỆM VỤ CHƯA HOÀN THÀNH" in words(paper)


def test_a_letter_over_work_in_time_blames_nobody(province):
    paper = letter(province, give(province))
    assert "quá hạn" not in words(paper) and "lý do chậm" not in words(paper)
    assert "2. Báo cáo tiến độ và thời gian hoàn thành, trước ngày 31/8/2022." in words(paper)


@pytest.mark.parametrize("issuer, who, to, symbol, signing, copy", [
    ("ubnd_tinh", "lan", "stc", "UBND-", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Chủ tịch, các Phó Chủ tịch UBND tỉnh (b/c)"),
    ("stc", "dung", "stc_ns", "STC-", ("GIÁM ĐỐC",), "Lãnh đạo Sở Tài chính (b/c)"),
    ("muong_te", "te", "mu_ca", "UBND-", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Chủ tịch, các Phó Chủ tịch UBND huyện Mường Tè (b/c)")])
def test_each_office_numbers_and_signs_as_its_kind_does(province, issuer, who, to, symbol, signing, copy):
    part = give(province, to, issuer=getattr(province, issuer), who=who, due_on=date(2022, 8, 12), at=day(2022, 8, 1))
    paper = letter(province, part, who=who)
    assert paper.issuer == getattr(province, issuer).name and paper.symbol == symbol
    assert paper.signing.lines == signing and copy in paper.recipients
    assert ("Sở Nội vụ (theo dõi)" in paper.recipients) == (issuer == "ubnd_tinh")


def test_the_follow_up_report_of_a_department_is_its_own(province):
    give(province, "stc_ns", issuer=province.stc, who="dung", due_on=date(2022, 8, 12), at=day(2022, 8, 1))
    paper = papers.follow_up_content(Scope(province.actor("dung"), moment()), None)
    assert (paper.issuer, paper.symbol) == ("Sở Tài chính", "BC-STC")
    assert paper.recipients == ("Lãnh đạo Sở Tài chính", "Các đơn vị được giao nhiệm vụ")
