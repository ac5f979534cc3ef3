"""How long a limit is: a number and one of the ways in which law counts time."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ..errors import BadInput
from ..vietnamese import nfc


class Unit(NamedTuple):
    """One way to count: its code, its words, and how it behaves."""

    code: str
    words: str
    family: str  # hours, working_days, calendar_days, months or same_day
    months: int = 0  # length of one, for months and years
    rolls: bool = False  # a last day that is off moves to the next working day


UNITS = {u.code: u for u in (
    Unit("wd", "ngày làm việc", "working_days"),
    Unit("wh", "giờ làm việc", "hours"),
    Unit("wm", "phút làm việc", "hours"),
    Unit("cd", "ngày", "calendar_days"),
    Unit("cdr", "ngày (nghỉ thì chuyển sang ngày làm việc kế tiếp)", "calendar_days", rolls=True),
    Unit("m", "tháng", "months", 1),
    Unit("mr", "tháng (nghỉ thì chuyển sang ngày làm việc kế tiếp)", "months", 1, True),
    Unit("y", "năm", "months", 12),
    Unit("yr", "năm (nghỉ thì chuyển sang ngày làm việc kế tiếp)", "months", 12, True),
    Unit("sd", "trả kết quả trong ngày", "same_day"),
)}
WORDS = (("ngày làm việc", "wd"), ("ngày lv", "wd"), ("giờ làm việc", "wh"), ("giờ lv", "wh"), ("phút làm việc", "wm"),
         ("trong ngày", "sd"), ("tuần", "w"), ("tháng", "m"), ("năm", "y"), ("ngày", "cd"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of legal time: a whole number of one unit.

    >>> Amount.parse("3wd"), str(Amount.parse("1.5wh"))
    (Amount(value=3, unit='wd'), '90 phút làm việc')
    """

    value: int
    unit: str

    def __post_init__(self):
        if self.unit not in UNITS:
            raise BadInput(f"Không có đơn vị thời hạn {self.unit!r}. Dùng một trong: {', '.join(UNITS)}.", where="amount")
        object.__setattr__(self, "value", _whole(self.value, self.unit))

    @classmethod
    def parse(cls, text: "str | Amount") -> "Amount":
        """Read "3wd", "8wh", "90wm", "10cd", "10cdr", "1m", "1y", "sd", or words such as "03 ngày làm việc".

        wd working days, wh working hours, wm working minutes, cd calendar days, w weeks, m months, y years, sd the same day;
        an added r means that a last day off rolls to the next working day. A leading "trước" or minus counts back from the start.

        >>> Amount.parse("03 ngày làm việc") == Amount.parse("3wd")
        True
        """
        if isinstance(text, Amount):
            return text
        plain = nfc(" ".join(str(text).split()).lower())
        for words, code in WORDS:
            if plain.endswith(words):
                plain = plain.removesuffix(words).strip() + code
                break
        if plain in ("sd", "0sd"):
            return cls(0, "sd")
        if plain.startswith("trước "):
            plain = "-" + plain.removeprefix("trước ").strip()
        found = re.fullmatch(r"(-?\d{1,6}(?:[.,]\d{1,4})?)\s*([a-z]+)", plain)
        code = found[2] if found else ""
        if code in ("w", "wr"):
            return cls(_whole(Decimal(found[1].replace(",", ".")) * 7, "cd"), "cd" + code[1:])
        if not found or code not in UNITS or code == "sd":
            raise BadInput(f"Không đọc được thời hạn {text!r}. Viết số liền đơn vị, ví dụ 3wd (ngày làm việc), "
                           "8wh (giờ làm việc), 10cd (ngày), 10cdr (ngày, gặp ngày nghỉ thì chuyển), 1m (tháng), 1y (năm), "
                           "sd (trong ngày).", where="amount")
        number = Decimal(found[1].replace(",", "."))
        if code == "wh" and number != int(number):
            number, code = number * 60, "wm"
        return cls(_whole(number, code), code)

    @property
    def family(self) -> str:
        """The way it is counted: hours, working_days, calendar_days, months or same_day."""
        return UNITS[self.unit].family

    @property
    def rolls(self) -> bool:
        """Whether a last day that is off moves to the next working day."""
        return UNITS[self.unit].rolls

    @property
    def minutes(self) -> int:
        """Working minutes of an amount in hours or minutes."""
        return self.value * (60 if self.unit == "wh" else 1)

    @property
    def months(self) -> int:
        """Calendar months of an amount in months or years."""
        return self.value * UNITS[self.unit].months

    @property
    def code(self) -> str:
        """The short form that `parse` reads again."""
        return "sd" if self.unit == "sd" else f"{self.value}{self.unit}"

    def __str__(self) -> str:
        words = UNITS[self.unit].words
        if self.unit == "sd" or self.value == 0:
            return words if self.unit == "sd" else "trong ngày làm việc" if self.unit == "wd" else f"0 {words}"
        return f"trước {-self.value} {words}" if self.value < 0 else f"{self.value} {words}"


def _whole(number: int | float | Decimal, unit: str) -> int:
    if number != int(number):
        raise BadInput(f"{number} {UNITS[unit].words}: chỉ nhận số nguyên. Thời hạn lẻ thì ghi theo phút làm việc, ví dụ 90wm.",
                       where="amount")
    return int(number)
