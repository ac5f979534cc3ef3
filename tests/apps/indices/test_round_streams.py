"""Each of the eight streams shows what it came from, its evidence, its comment, its lock, who and when, and is written on the page of its criterion."""

from decimal import Decimal

import pytest

from openpar.apps.indices import rules
from openpar.apps.indices.models import Entry
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.services import rounds_appraisers as giving
from openpar.apps.indices.services import rounds_facts, rounds_sheets
from openpar.core.models import Evidence
from openpar.engine.index.facts import Fact
from tests.apps.indices.round_ground import open_round, say, sheet_of
from tests.apps.indices.test_papi_pages import words
from tests.people import moment

MORE = """
  - code: "9"
    title: Điểm cộng, điểm trừ
    max: 0
    criteria:
      - {code: "9.1", title: Sáng kiến được công nhận, kind: bonus, max: 0, by: self, score: {method: bonus, each: 0.5, cap: 1}}
      - {code: "9.2", title: Vi phạm kỷ luật hành chính, kind: deduction, max: 0, by: self, score: {method: deduction, each: 0.5, cap: 2}}
"""


@pytest.fixture
def round(province):
    """The demonstration framework with points to add and to take away."""
    made = open_round(province, units=("stc", "syt"))
    made.framework_text = made.framework_text.rstrip().replace("counts: {areas: 8,", "counts: {areas: 9,").replace("criteria: 43}", "criteria: 45}") + MORE
    made.save()
    return made


def write(client, province, who, sheet, code, stream, **typed):
    client.force_login(province.users[who])
    return client.post(f"/phieu-cham/{sheet.pk}/tieu-chi/{code}/", {"stream": stream, "version": "0", "points": "", "comment": "", **typed}, follow=True)


def prove(client, sheet, code, number):
    return client.post(f"/phieu-cham/{sheet.pk}/tieu-chi/{code}/", {"number": number, "title": "Văn bản"}, follow=True)


def code_with(round, stream):
    return next(c.code for c in shelf.frozen(round).leaves() if shelf.first_stream(c) == stream)


def test_every_stream_takes_points_inputs_comment_and_evidence_and_says_who_and_when(client, province, round):
    sheet, leaf = sheet_of(round, "stc"), "1.3"
    metric = shelf.leaves(shelf.frozen(round))[leaf].metric
    rounds_facts.propose(round, by=province.actor("lan"), at=moment(), given={(province.stc.pk, metric): Fact(numerator=Decimal(91), denominator=Decimal(100))})
    assert "Đã lưu" in words(write(client, province, "minh", sheet, leaf, "self", points="4", numerator="98", denominator="100", source="Sổ theo dõi",
                                   comment="Đủ theo sổ"))
    prove(client, sheet, leaf, "01/BC-STC")
    say(province, round, "stc", {"2.1": 1}, "minh")
    rounds_sheets.submit(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    write(client, province, "lan", sheet, leaf, "appraisal1", points="2", numerator="91", denominator="100", comment="Sổ thiếu bảy việc")
    prove(client, sheet, leaf, "02/SNV-CCHC")
    more = {stream: code_with(round, stream) for stream in ("survey", "bonus", "deduction")}
    for n, (stream, code) in enumerate(more.items(), start=3):
        points = "-0,5" if stream == "deduction" else "0,5"
        given = {"value": "0,86"} if stream == "survey" else {"value": "1"}
        said = words(write(client, province, "lan", sheet, code, stream, points=points, comment=f"Ý kiến {stream}", **given,
                           **({"se": "0,01", "n": "400", "sample": "M-1"} if stream == "survey" else {})))
        assert f"Ý kiến {stream}" in said and f"Số liệu: {given['value']}" in said and "Lan" in said
        assert f"0{n}/X" in words(prove(client, sheet, code, f"0{n}/X"))
    assert "cỡ mẫu 400" in words(client.get(f"/phieu-cham/{sheet.pk}/tieu-chi/{more['survey']}/"))
    client.force_login(province.minh)
    hidden = words(client.get(f"/phieu-cham/{sheet.pk}/tieu-chi/{leaf}/"))
    assert "Sổ thiếu bảy việc" not in hidden and "02/SNV-CCHC" not in hidden and "01/BC-STC" in hidden
    rounds_sheets.appraise(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    write(client, province, "minh", sheet, leaf, "explanation", points="4", comment="Bảy việc đã gia hạn")
    prove(client, sheet, leaf, "06/GT-STC")
    rounds_sheets.object_(sheet_of(round, "stc"), by=province.actor("dung"), at=moment())
    write(client, province, "lan", sheet, leaf, "appraisal2", points="3", numerator="96", denominator="100", comment="Chấp nhận năm việc")
    prove(client, sheet, leaf, "07/SNV")
    rounds_sheets.settle(sheet_of(round, "stc"), by=province.actor("lan"), at=moment())
    said = words(client.get(f"/phieu-cham/{sheet.pk}/tieu-chi/{leaf}/"))
    for part in ("91 / 100", "98 / 100", "96 / 100", "Đủ theo sổ", "Sổ thiếu bảy việc", "Bảy việc đã gia hạn", "Chấp nhận năm việc", "01/BC-STC",
                 "02/SNV-CCHC", "06/GT-STC", "07/SNV", "Phạm Minh", "Sổ theo dõi", "đã khoá"):
        assert part in said, part
    assert Evidence.objects.filter(room="indices.entry").count() == 7
    assert set(Entry.objects.values_list("stream", flat=True)) == set(rules.STREAMS) and len(rules.STREAMS) == 8
    assert words(write(client, province, "lan", sheet, leaf, "appraisal2", points="1")).count("không ghi điểm") == 1


def test_inputs_alone_are_scored_by_the_rule_of_the_criterion(client, province, round):
    sheet = sheet_of(round, "stc")
    write(client, province, "minh", sheet, "1.3", "self", numerator="91", denominator="100")
    assert Entry.objects.get().points == Decimal("1.5")  # từ 0,9: 1,5
    wrong = write(client, province, "minh", sheet, "1.3", "self", numerator="91", version="1")
    assert wrong.status_code == 422 and "Ghi cả tử số và mẫu số" in words(wrong) and 'value="91"' in wrong.content.decode()


def test_an_outside_appraiser_comments_and_proves_and_sees_nothing_else(client, province, round):
    giving.give(round, "6", province.users["dung"].pk, by=province.actor("lan"), at=moment())
    syt, stc = sheet_of(round, "syt"), sheet_of(round, "stc")
    assert "Đã lưu" in words(write(client, province, "dung", syt, "6.1", "appraisal1", points="2", comment="Thiếu quyết định giao dự toán"))
    assert "12/STC-QLNS" in words(prove(client, syt, "6.1", "12/STC-QLNS"))
    assert client.get(f"/phieu-cham/{syt.pk}/o/", {"code": "6.1", "stream": "appraisal1"}).json() == {"comment": "Thiếu quyết định giao dự toán"}
    assert "has-note" in client.get(f"/dot-danh-gia/{round.pk}/bang/").content.decode()
    assert write(client, province, "dung", syt, "1.1", "appraisal1", points="1").status_code == 404
    refused = write(client, province, "dung", stc, "6.1", "appraisal1", points="1")
    assert refused.status_code == 422 and "không phải của đơn vị mình" in words(refused)
    client.force_login(province.users["yen"])
    assert client.get(f"/phieu-cham/{syt.pk}/o/", {"code": "6.1", "stream": "appraisal1"}).json() == {"comment": ""}
    assert "12/STC-QLNS" not in words(client.get(f"/phieu-cham/{syt.pk}/tieu-chi/6.1/"))
    assert prove(client, stc, "6.1", "1/X").status_code == 404


def test_of_two_people_on_one_criterion_the_later_is_told_and_keeps_what_was_typed(client, province, round):
    sheet = sheet_of(round, "stc")
    write(client, province, "minh", sheet, "2.1", "self", points="2")
    later = write(client, province, "dung", sheet, "2.1", "self", points="1", comment="Một văn bản")
    assert later.status_code == 409 and "người khác vừa ghi 2" in words(later) and "Một văn bản" in later.content.decode()
    assert Entry.objects.get().points == 2 and 'name="version" value="1"' in later.content.decode()
    assert "Đã lưu" in words(write(client, province, "dung", sheet, "2.1", "self", points="1", comment="Một văn bản", version="1"))
    assert Entry.objects.get().points == 1
