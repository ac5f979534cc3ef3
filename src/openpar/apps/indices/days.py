"""Days that a report can have."""

from datetime import date

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput

YEARS = range(1900, 2201)  # beyond them it is a slip of the hand, and no clock of ours could count it


def usual(day: date, name, where: str = "") -> date:
    """The same day; BadInput, which calls it by its name, where no report could have it.

    >>> usual(date(2022, 8, 24), "Hạn")
    datetime.date(2022, 8, 24)
    """
    if day.year not in YEARS:
        raise BadInput(_("%(name)s: năm %(year)s quá xa. Kiểm tra lại.") % {"name": name, "year": day.year}, where=where)
    return day
