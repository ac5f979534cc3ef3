"""Published indices recomputed: PAPI, PCI, NĐ 61/2018 of Lai Châu, QĐ 766 of Lào Cai, and what is known of PAPI's calibration."""

import csv
from decimal import Decimal

import pytest
import yaml

from openpar.engine.errors import NotLoaded
from openpar.engine.index import FactSet, find, load, names, score, score_all
from openpar.engine.index.checks import refusals
from openpar.engine.index.crosswalk import TOTAL
from openpar.engine.index.dossiers import Dossier, dossier_points, unit_facts
from openpar.engine.index.papi import papi
from openpar.engine.index.results import audit_table, published, table
from openpar.engine.index.text import part
from openpar.engine.results import Absent
from tests.engine.index.small import leaf, tree

TINY = Decimal("0.00001")


@pytest.mark.parametrize("year", range(2011, 2025))
def test_papi_totals_are_the_sums_of_their_parts(year):
    """From sub-dimensions alone, every published dimension and total comes out to 1e-5; what was withheld stays open."""
    book, framework = papi(), find("papi", "province", year)
    facts = FactSet.of({p.name: {c: book.value(year, p.code, c) for c in book.codes(year, 2)} for p in book.provinces.values()})
    result = score_all(framework, facts)
    for p in book.provinces.values():
        tree_ = {e.inputs["code"] or TOTAL: e for e in result.units[p.name].explained.walk()}
        for code in (*book.codes(year, 0), *book.codes(year, 1)):
            stated, made = book.value(year, p.code, code), tree_[code]
            if isinstance(stated, Decimal):
                assert made.complete and abs(made.value - stated) <= TINY
            else:
                assert not made.complete and made.inputs["low"] < made.inputs["high"]


def test_the_shipped_papi_table_is_the_one_of_the_sources(shared):
    """Every cell of the long table is in ours: 28,947 rows, blanks where not published."""
    book, rows = papi(), 0
    with (shared / "facts" / "papi-results.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(file):
            value = book.value(int(r["year"]), int(r["province_code"]), r["dimension"])
            assert value == (Decimal(r["score"]) if r["score"] else Absent.NOT_PUBLISHED)
            cell = book.cell(int(r["year"]), int(r["province_code"]), r["dimension"])
            assert (cell.rank, cell.published) == (int(r["rank"]) if r["rank"] else None, int(r["n_published"]))
            rows += 1
    assert rows == 28_947


def test_papi_sub_dimension_on_its_theoretical_range():
    """The three provinces of 2023 whose two indicators were read: lo + (hi − lo) × weighted place, a third element at zero."""
    share = {"method": "theoretical", "range": [0, 1]}
    parts = [leaf("a", 1, share, weight="0.25"), leaf("b", 1, share, weight="0.5"), leaf("c", 1, share, weight="0.25")]
    one = tree({"code": "D1.1", "title": "Tri thức công dân", "max": "2.5", "criteria": parts,
                "compose": {"how": "calibrated", "low": "0.25", "high": "2.5"}}, total="2.5")
    for a, b, stated in (("0.745272", "0.581964", "1.323925"), ("0.703545", "0.334127", "1.021637"),
                         ("0.483298", "0.369411", "0.937442")):
        made = score(one, FactSet.of({"T": {"a": a, "b": b, "c": 0}}), "T").value
        assert abs(made - Decimal(stated)) < Decimal("0.000002")


@pytest.mark.parametrize("year", range(2013, 2022))
def test_pci_of_lai_chau(year):
    """The ten sub-indices and their weights give the published PCI to 1e-5."""
    row = table("pci", year, "province")["Lai Châu"]
    total = row.pop("TOTAL")
    result = score_all(find("pci", "province", year), FactSet.of({"Lai Châu": row}))
    assert result.official and abs(result.units["Lai Châu"].total - total) <= TINY


def test_lai_chau_2021_by_decree_61():
    """Fifteen published rows: fourteen add up and class as published; the misprinted one is found and the cell named."""
    rows = table("quality-61", 2021, "unit")
    classes = {r.unit: r.note.removeprefix("hạng: ") for r in published("quality-61", None, 2021)}
    stated = {u: r.pop("TOTAL") for u, r in rows.items()}
    result = score_all(load("quality-61/unit-2019"), FactSet.of({}, rows))
    assert len(rows) == 15
    wrong = [u for u in rows if result.units[u].published != stated[u]]
    assert wrong == ["Sở Kế hoạch và Đầu tư"]
    assert all(result.units[u].klass == classes[u] for u in rows if u not in wrong)
    [row] = audit_table("quality-61", 2021, "unit", "quality-61/unit-2019")
    assert (row["unit"], row["short"], row["suspects"]) == ("Sở Kế hoạch và Đầu tư", Decimal("1.000"), ["9"])
    rows[wrong[0]]["9"] = Decimal("1.34")
    mended = score_all(load("quality-61/unit-2019"), FactSet.of({}, rows)).units[wrong[0]]
    assert mended.published == stated[wrong[0]] == Decimal("13.859") and mended.klass == "Tốt"
    assert not result.official and any("chưa có quy tắc" in r for r in result.refusals)


@pytest.mark.parametrize(("dossier", "points"), [
    (Dossier(4, 5, ((2, 3),), 0, 0, 0), (2, 2, 2, 2)),
    (Dossier(5, 5, ((3, 3),), 1, 0, 1), (1, 1, 1, 1)),
    (Dossier(6, 5, ((4, 3),), 2, 0, 2), (0, 0, 0, 0)),
    (Dossier(4, 5, ((4, 3),), 3, 3, 0), (2, 0, 2, 2)),
    (Dossier(4, 5, ((1, 2), (3, 2)), 3, 2, 5), (2, 1, 1, 0)),
    (Dossier(None, 5, (), None, 0, None), (None, None, None, None)),
])
def test_one_dossier_to_points(dossier, points):
    """Shorter, equal, longer; contacts less those the applicant caused; nothing recorded is nothing scored."""
    assert tuple(e.value for e in dossier_points(dossier).values()) == points


def test_dossiers_to_the_score_of_a_unit():
    """The unit's points are means over its dossiers."""
    facts = unit_facts([Dossier(4, 5, ((2, 3),), 0), Dossier(5, 5, ((3, 3),), 1), Dossier(6, 5, ((2, 3),), 4, 1),
                        Dossier(4, 5, ((2, 3),), 0)])
    e = score(load("quality-61/unit-2019"), FactSet.of({"Sở A": facts}), "Sở A")
    assert [part(e, c).value for c in "123"] == [Decimal("1.25"), Decimal("1.75"), Decimal("1.25")]
    assert part(e, "4").absent == Absent.NOT_MEASURED and not e.complete


def test_766_of_lao_cai():
    """The five sub-totals of July 2025 make the published total; in November one is missing and the total stays open."""
    rows = published("service-766", "Lào Cai", 2025, None)
    july = {r.code: r.score for r in rows if "2025-07-31" in r.note}
    november = {r.code: r.score for r in rows if "2025-11" in r.note and r.score is not None}
    merged = load("service-766/any-2025")
    groups = [{"code": c, "title": c, "max": m, "score": {"method": "points"}}
              for c, m in (("CKMB", 18), ("TDGQ", 20), ("online_incl_payment", 22), ("MDSH", 22), ("MDHL", 18))]
    shown = tree(*groups, total=100)
    total = july.pop("TOTAL")
    assert score(shown, FactSet.of({"Lào Cai": july}), "Lào Cai").value == total == Decimal("78.96")
    e = score(shown, FactSet.of({"Lào Cai": november}), "Lào Cai")
    assert not e.complete and (e.inputs["low"], e.inputs["high"]) == (Decimal("69.48"), Decimal("91.48"))
    assert merged["CLGQ_online"].max + merged["TTTT_payment"].max == 22
    given = FactSet.of({}, {"Lào Cai": {"CKMB": "15.34", "TDGQ": "19.14", "MDSH": "11.1", "MDHL": "17.97"}})
    partial = score(merged, given, "Lào Cai")
    assert (partial.value, partial.inputs["low"], partial.inputs["high"]) == (Decimal("63.55"), Decimal("63.55"),
                                                                              Decimal("85.55"))


def test_ceilings_of_766_are_dated():
    """2022 and 2025 have other ceilings; a year before the decision has none."""
    assert find("service-766", "any", 2022)["4"].max == 22
    assert find("service-766", "any", 2026)["CLGQ_online"].max == 12
    with pytest.raises(NotLoaded, match="2021"):
        find("service-766", "any", 2021)


def test_known_mismatches_are_reported_and_never_official():
    """2948 states 38 criteria where its areas hold 39; Hà Nội's DDCI states 9 contents and lists 10."""
    assert "văn bản ghi 38 tiêu chí, các lĩnh vực cộng lại 39." in refusals(load("par-index/province-2017"))
    assert "văn bản ghi 9 lĩnh vực, cây có 10." in refusals(load("ddci/ha-noi-district-2025"))
    assert sum(c.max for c in load("par-index/province-2017").root.children) == 100


@pytest.mark.parametrize("level", ["department", "district", "commune"])
def test_the_demonstration_framework(level):
    """100 points, 8 areas, about 40 criteria, all rules known, at least 15 automatic; marked and never official."""
    f = load(f"demo/{level}-2022")
    assert f.total == 100 and len(f.root.children) == 8 and 36 <= len(f.leaves()) <= 45
    assert not f.unknown_rules() and sum(c.by == "automatic" and bool(c.metric) for c in f.leaves()) >= 15
    assert "minh hoạ, không phải văn bản" in f.title and refusals(f) == ["khung minh hoạ, không phải văn bản"]


def test_frameworks_with_unknown_rules_show_and_refuse():
    """Every one loads, adds up what is known and says why it is not official; none scores a criterion without a rule."""
    for name in names():
        f = load(name)
        result = score_all(f, FactSet.of({"A": {}}))
        if f.unknown_rules() or not f.leaves():
            assert not result.official and not result.units["A"].complete
            assert all(part(result.units["A"].explained, c.code).absent == Absent.RULE_UNKNOWN for c in f.unknown_rules())


def test_facts_of_the_sources_agree_with_the_rulebook(shared):
    """PCI weights and the classes of NĐ 61 as the fact files have them."""
    pci = yaml.safe_load((shared / "facts" / "ddci.yaml").read_text(encoding="utf-8"))["pci"]
    ours = {c.code: c.weight for c in load("pci/province-2013").leaves()}
    assert ours == {k: Decimal(str(v)) for k, v in pci["weights"].items()}
    rule = yaml.safe_load((shared / "facts" / "one-stop.yaml").read_text(encoding="utf-8"))["evaluation_2018"]
    assert list(load("quality-61/unit-2019").settings.classes) == [(c["name"], Decimal(c["min"])) for c in rule["classes"]]


def test_sipas_pools_answers_and_does_not_average_means():
    """A group is one ratio over all its answers: a question that few were asked weighs little, and one not asked is no gap."""
    f = load("sipas/province-2023")
    items = {c.code: {"5": 100} for c in f.leaves()}
    few = FactSet.of({"T": {**items, "S01": {"1": 1}, "S02": Absent.NOT_ASKED}})
    e = score(f, few, "T")
    factor = part(e, "F1_ACCOUNTABILITY")
    assert e.complete and factor.value == 20 and part(e, "S02").absent == Absent.NOT_ASKED
    answers, points = 37 * 100 + 1, 37 * 100 * 5 + 1
    assert e.value == Decimal(points) / answers / 5 * 100
    top = score(load("sipas/province-2023-top-two"), few, "T")
    assert top.value == Decimal(3700) / 3701 * 100
    gap = score(f, FactSet.of({"T": {**items, "S02": None}}), "T")
    assert not gap.complete and gap.inputs["low"] == 0 and gap.inputs["high"] == 100
