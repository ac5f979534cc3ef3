"""The PAPI tables as public pages use them: groups, withheld provinces, breaks, profiles, peers, downloads; statements."""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from openpar.engine.errors import BadInput
from openpar.engine.index.papi import papi
from openpar.engine.index.papi_views import as_csv, losses_and_gains, plan_ground, profile, rows, series, tiles
from openpar.engine.index.statements import Statement, check, find_statements, review
from openpar.engine.results import Absent

BOOK = papi()
LAI_CHAU = 12


@pytest.mark.parametrize(("year", "place", "group"),
                         [(2022, LAI_CHAU, "trung bình cao"), (2024, 14, "trung bình cao"), (2021, 77, "thấp nhất")])
def test_groups_that_were_published(year, place, group):
    assert BOOK.cell(year, place).group_name == group


@pytest.mark.parametrize("year", [2014, 2018, 2022, 2023, 2024])
def test_four_groups_of_61(year):
    sizes = Counter(BOOK.group(year, p) for p in BOOK.provinces)
    assert [sizes[g] for g in (1, 2, 3, 4, None)] == [15, 15, 15, 16, 2]


def test_withheld_provinces_are_not_published_and_never_zero():
    assert set(BOOK.withheld(2021)) == {22, 24, 27} and BOOK.withheld(2018) == {22: ("D2", "D4"), 87: ("D2", "D4")}
    assert BOOK.withheld(2022) == {24: ("D1", "D2", "D4", "D5"), 27: ("D2", "D3", "D4", "D8")}
    assert BOOK.value(2021, 24) == Absent.NOT_PUBLISHED and BOOK.value(2017, LAI_CHAU, "D7") == Absent.NOT_ASKED
    cell = BOOK.cell(2021, 24)
    assert (cell.value, cell.group, cell.rank, cell.lost) == (None, None, None, None)


@pytest.mark.parametrize(("year", "rank", "of"),
                         [(2011, 54, 63), (2014, 60, 61), (2018, 26, 61), (2020, 55, 63), (2021, 30, 60), (2024, 31, 61)])
def test_lai_chau_over_the_years(year, rank, of):
    cell = BOOK.cell(year, LAI_CHAU)
    assert (cell.rank, cell.published) == (rank, of)


def test_a_series_follows_the_question_and_breaks_where_it_changed():
    points = series(LAI_CHAU, "D2.2")
    assert [p["cell"].code for p in points[:8]] == ["D2.1"] * 7 + ["D2.2"]
    assert {p["cell"].year: p["segment"] for p in points}[2017] == 0 and points[-1]["segment"] == 1
    assert [p["cell"].year for p in series(LAI_CHAU, "D3.3")] == list(range(2018, 2025))
    assert [p["cell"].year for p in series(LAI_CHAU, "TOTAL") if p["breaks"]] == [2016, 2018, 2019, 2021]


def test_a_profile_compares_only_what_can_be_compared():
    lines = {x.cell.code: x for x in profile(LAI_CHAU, 2021)}
    assert lines["TOTAL"].change is None and "nội dung 5" in lines["TOTAL"].why_not.lower()
    assert lines["D5.1"].change is None and lines["D5.1"].change_of_place is not None
    assert lines["D1"].change == Decimal("0.522035") and lines["D1"].why_not == ""
    assert profile(LAI_CHAU, 2011)[0].why_not == "không có năm trước trong dữ liệu"
    withheld = {x.cell.code: x for x in profile(24, 2022)}
    assert withheld["D1"].change is None and withheld["D1"].cell.absent == Absent.NOT_PUBLISHED and withheld["D6"].cell.value


def test_losses_and_gains_and_the_ground_of_a_plan():
    fell, rose = losses_and_gains(LAI_CHAU, 2022)
    assert fell[0].cell.code == "D7.3" and rose[0].cell.code == "D1.1"
    plan = plan_ground(LAI_CHAU, 2023)
    assert len(plan) == 28 and plan[0]["behind_peers"] > 0 and plan[0]["target"] > plan[0]["value"] and plan[0]["owner"] == ""


def test_peers_are_of_the_same_region():
    peers = {BOOK.provinces[p].name for p in BOOK.peers(LAI_CHAU)}
    assert {"Điện Biên", "Sơn La", "Lào Cai"} <= peers and "Lai Châu" not in peers and len(peers) == 13
    assert sum(1 + len(BOOK.peers(next(p for p in BOOK.provinces if BOOK.provinces[p].region == r))) for r in BOOK.regions) == 63


def test_the_tile_grid_has_63_places_of_its_own():
    grid = tiles(2024)
    assert len({(t["row"], t["column"]) for t in grid}) == 63 and sum(t["cell"].value is None for t in grid) == 2


def test_provinces_by_name_code_and_slug():
    assert BOOK.province("lai chau").code == BOOK.province("lai-chau").code == BOOK.province("12").code == LAI_CHAU
    with pytest.raises(BadInput, match="Hoa Sen"):
        BOOK.province("Hoa Sen")


def test_the_download_has_a_source_on_every_row():
    table = list(csv.DictReader(io.StringIO(as_csv(rows((2021,), (12, 24)))[1:])))
    assert len(table) == 2 * 37 and all(r["source"] for r in table)
    assert [r["absent"] for r in table if r["province_code"] == "24" and r["code"] == "TOTAL"] == ["not_published"]


DIRECTIVE = ("Năm 2021: Chỉ số hài lòng về sự phục vụ hành chính (SIPAS) đạt 86,81% (tăng 2,67% so với năm 2020) "
             "xếp thứ 37/63 tỉnh; "
             "Chỉ số Quản trị và Hành chính công cấp tỉnh (PAPI) xếp thứ 30/63 tỉnh, thành phố, tăng 25 hạng so với năm 2020.")
SOURCE = "Chỉ thị năm 2022 của Chủ tịch UBND tỉnh Lai Châu"


def test_the_checker_finds_both_kinds():
    """30 of 63 where 60 were published, and +2.67 where the press says +2.47."""
    sipas, papi_ = review(DIRECTIVE, "Lai Châu", source=SOURCE)
    change = next(v for v in sipas[1] if v.part == "score_change")
    assert change.kind == "disputed" and "2,47 theo Báo chí" in change.text and "2,67" in change.text
    kinds = {v.part: v.kind for v in papi_[1]}
    assert kinds == {"of": "differs", "rank": "agrees", "rank_change": "agrees"}
    assert "chỉ 60 đơn vị" in next(v.text for v in papi_[1] if v.part == "of")


def test_the_checker_on_the_directive_itself(shared):
    text = (shared / "directives" / "lai-chau-2022-par.txt").read_text(encoding="utf-8")
    found = review(text, "Lai Châu", source=SOURCE)
    assert [(s.index, s.rank, s.of) for s, _ in found] == [("par-index", 31, 63), ("sipas", 37, 63), ("papi", 30, 63)]
    assert {(s.index, v.part) for s,
            vs in found for v in vs if v.kind in ("differs", "disputed")} == {("sipas", "score_change"), ("papi", "of")}


def test_a_document_is_no_witness_for_itself():
    [verdict] = check(Statement("sipas", "Lai Châu", 2021, score=Decimal("86.81"), source=SOURCE))
    assert verdict.kind == "only_itself"
    [other] = check(Statement("sipas", "Lai Châu", 2021, score=Decimal("86.81"), source="Báo cáo khác"))
    assert other.kind == "agrees"


@pytest.mark.parametrize(("said", "kind"), [
    (Statement("papi", "Lai Châu", 2021, rank=29),
     "differs"), (Statement("papi", "Lai Châu", 2021, score=Decimal("42.34")), "agrees"),
    (Statement("papi", "Lai Châu", 2021, score=Decimal("42.3")),
     "agrees"), (Statement("papi", "Lai Châu", 2021, score=Decimal("42.4")), "differs"),
    (Statement("pci", "Lai Châu", 2030, score=Decimal(60)), "no_data"), (Statement("papi", "Bắc Giang", 2021, rank=3), "no_data"),
    (Statement("papi", "Lai Châu", 2022, rank_change=3, since=2021),
     "agrees"), (Statement("papi", "Lai Châu", 2022, rank_change=-3, since=2021), "differs"),
])
def test_one_part_against_the_data(said, kind):
    assert [v.kind for v in check(said)] == [kind]


def test_text_without_figures_states_nothing():
    assert find_statements("Nâng cao Chỉ số PAPI, SIPAS của tỉnh.", "Lai Châu", 2021) == []
