"""Public failures of other products with exports and unpublished data, replayed on rounds under their ids."""

import io

import openpyxl
import pytest

from openpar.apps.indices.services import rounds_excel, rounds_result
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_round_excel import place_of
from tests.apps.indices.test_round_result import full
from tests.people import moment


@pytest.fixture
def round(province):
    return open_round(province, units=("stc", "syt"))


def test_case_EX_09_not_answered_not_applicable_and_nought_are_three_things_in_the_workbook(province, round):
    say(province, round, "stc", {"2.1": 0}, "minh")
    sheet = sheet_of(round, "stc")
    from openpar.apps.indices.services import rounds_cells
    rounds_cells.write([rounds_cells.Cell(sheet.pk, "4.1", "self", None, absent="not_applicable", comment="không có thủ tục này")],
                       by=province.actor("minh"), at=moment())
    data = rounds_excel.unit_book(sheet_of(round, "stc"))
    page = openpyxl.load_workbook(io.BytesIO(data))["Điểm"]
    nought, not_applicable, unanswered = (page[place_of(data, code, "Sở Tài chính")].value for code in ("2.1", "4.1", "6.1"))
    assert nought == 0 and unanswered is None and isinstance(not_applicable, str) and not_applicable
    reading = rounds_excel.read(round, "phieu.xlsx", data, by=province.actor("minh"), only=sheet_of(round, "stc"))
    assert not reading.changes and not reading.faults  # and all three come back as what they were


def test_case_PM_09_an_unpublished_result_is_in_no_list_file_or_address(province, client, round):
    from decimal import Decimal
    full(province, round, "stc", Decimal(1))
    full(province, round, "syt", Decimal("0.5"))
    ways = ["/ket-qua-danh-gia/", f"/ket-qua-danh-gia/{round.pk}/", f"/ket-qua-danh-gia/{round.pk}/ket-qua.xlsx"]

    def seen():
        return [w for w in ways for a in [client.get(w)] if a.status_code == 200 and (
            round.title in a.content.decode("utf-8", "replace") or w.endswith("xlsx"))]
    assert seen() == []
    rounds_result.close(round, by=province.actor("lan"), at=moment())
    assert seen() == []
    rounds_result.approve(round, by=province.actor("chu_tich"), at=moment())
    assert seen() == []
    for name in ("giam_sat", "te"):
        client.force_login(province.users[name])
        assert seen() == []
        client.logout()
    rounds_result.publish(round, by=province.actor("lan"), at=moment())
    assert seen()[:2] == ways[:2]
