"""One start, several things due: each with its own amount or day, counted from the start or from another item's due day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..errors import BadInput
from .amounts import Amount
from .calendar import Calendar
from .clock import Clock


@dataclass(frozen=True, slots=True)
class Item:
    """One thing due: an amount or a day of its own, counted from the start unless `after` names an earlier item."""

    name: str
    amount: Amount | str | None = None
    due_on: date | None = None
    after: str = ""
    source: str = ""


def item_clocks(start: datetime, items: Sequence[Item], calendar: Calendar) -> dict[str, Clock]:
    """A clock for each item, by name.

    Half of the land-use money is due 30 days after the notice, the rest in the 60 days that follow:

    >>> from openpar.engine.worktime import at, load_calendar
    >>> clocks = item_clocks(at(date(2022, 3, 1), "09:00"), [Item("đợt 1", "30cd"), Item("đợt 2", "60cd", after="đợt 1")],
    ...                      load_calendar())
    >>> [c.due_day().isoformat() for c in clocks.values()]
    ['2022-03-31', '2022-05-30']
    """
    clocks: dict[str, Clock] = {}
    for item in items:
        if item.name in clocks:
            raise BadInput(f"Hai mục cùng tên {item.name!r}. Hãy đặt tên khác nhau.", where="items")
        if item.after and item.after not in clocks:
            raise BadInput(f"Mục {item.name!r} tính sau {item.after!r}, nhưng mục đó chưa có ở phía trên.", where="items")
        begin = clocks[item.after].due() if item.after else start
        amount = Amount.parse(item.amount) if item.amount is not None else None
        clocks[item.name] = Clock(begin, amount, calendar, due_on=item.due_on, source=item.source, label=item.name)
    return clocks
