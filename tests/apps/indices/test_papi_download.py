"""PAPI's data to download: every row with its source, absent kept apart from zero, nothing that a spreadsheet would run."""

import csv
import io

import openpyxl


def test_the_csv_has_every_figure_of_the_year_with_its_source(client, db):
    answer = client.get("/papi/papi.csv?nam=2021")
    assert answer["Content-Disposition"] == 'attachment; filename="papi-2021.csv"'
    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 63 * 37
    own = next(r for r in rows if r["province"] == "Lai Châu" and r["code"] == "TOTAL")
    assert (own["score"], own["group"], own["published_provinces"], own["absent"]) == ("42.335739", "trung bình cao", "60", "")
    assert "papi.org.vn" in own["source"] and "MIT" in own["licence"]
    silent = next(r for r in rows if r["province"] == "Bắc Giang" and r["code"] == "TOTAL")
    assert (silent["score"], silent["absent"]) == ("", "not_published")


def test_all_years_of_one_province_and_one_content(client, db):
    rows = list(csv.DictReader(io.StringIO(client.get("/papi/papi.csv?nam=tat-ca&tinh=lai-chau&nd=D4").content.decode("utf-8-sig"))))
    assert [r["year"] for r in rows] == [str(y) for y in range(2011, 2025)]


def test_the_workbook_says_where_it_comes_from_and_runs_nothing(client, db):
    answer = client.get("/papi/papi.xlsx?nam=2021&nd=TOTAL")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, r in enumerate(rows) if r[0] == "year")
    assert any("papi.org.vn" in str(r[0]) for r in rows[:head])
    table = [dict(zip(rows[head], r, strict=True)) for r in rows[head + 1:]]
    assert len(table) == 63
    own = next(r for r in table if r["province"] == "Lai Châu")
    assert own["score"] == 42.335739
    silent = next(r for r in table if r["province"] == "Bắc Giang")
    assert silent["score"] is None and silent["absent"] == "not_published"
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
