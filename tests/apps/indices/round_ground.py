"""A round over the departments of the small province, for the tests of rounds."""

from datetime import date
from decimal import Decimal

from openpar.apps.indices.models import Sheet
from openpar.apps.indices.services import rounds_cells, rounds_open
from openpar.apps.indices.services.rounds_cells import Cell
from tests.people import moment

CALENDAR = {"plan": date(2022, 8, 24), "self_score": date(2022, 9, 5), "evidence": date(2022, 9, 9), "appraisal1": date(2022, 9, 20),
            "explanation": date(2022, 9, 27), "appraisal2": date(2022, 10, 5), "approval": date(2022, 10, 14), "publication": date(2022, 10, 20)}


def open_round(province, units=("snv", "stc", "syt"), by="lan", at=None, ref="demo/department-2022", **more):
    """The demonstration framework over three departments; Lan works in one of them."""
    return rounds_open.open_round(**{
        "title": "Đánh giá cải cách hành chính năm 2022", "ref": ref, "year": 2022, "starts_on": date(2022, 1, 1), "ends_on": date(2022, 11, 30),
        "units": [province.organisations[u] for u in units], "calendar": CALENDAR, "keeper": province.ubnd_tinh,
        "by": province.actor(by), "at": at or moment(), **more})


def sheet_of(round, unit) -> Sheet:
    """The sheet of one unit, fresh."""
    return round.sheets.select_related("round__keeper", "organisation").get(organisation__code=unit)


def say(province, round, unit, points, by, stream="self", **more):
    """Write points: {code: number}."""
    sheet = sheet_of(round, unit).pk
    return rounds_cells.write([Cell(sheet, code, stream, None if value is None else Decimal(str(value)), **more) for code, value in points.items()],
                              by=province.actor(by), at=moment())
