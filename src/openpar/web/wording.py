"""Dates, moments, numbers and working days in words, in the form that Vietnamese papers use; English when the page is English."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHORT_DAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "CN")
SHORT_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def english() -> bool:
    """True while the page is written in English."""
    return (get_language() or "vi").startswith("en")


def day_of(value: date | datetime) -> date:
    """The calendar day of a date or moment, on the clock of Viet Nam."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def official_date(value: date | datetime | None, year: bool = True) -> str:
    """A date as official papers write it (Nghị định 30/2020): a zero before days 1 to 9 and before months 1 and 2 only.

    >>> official_date(date(2022, 9, 6)), official_date(date(2022, 8, 24)), official_date(date(2022, 2, 1))
    ('06/9/2022', '24/8/2022', '01/02/2022')
    """
    if value is None:
        return ""
    d = day_of(value)
    if english():
        return f"{d.day} {MONTHS_EN[d.month - 1]}" + (f" {d.year}" if year else "")
    month = f"{d.month:02d}" if d.month < 3 else str(d.month)
    return f"{d.day:02d}/{month}" + (f"/{d.year}" if year else "")


def typed_date(value: date | datetime) -> str:
    """A date as it is typed into a field: in figures in every language, so that what a form shows it also takes back.

    >>> typed_date(date(2022, 9, 6))
    '06/9/2022'
    """
    d = day_of(value)
    return f"{d.day:02d}/{d.month:02d}/{d.year}" if d.month < 3 else f"{d.day:02d}/{d.month}/{d.year}"


def weekday(value: date | datetime) -> str:
    """The name of the weekday, written as inside a sentence.

    >>> weekday(date(2022, 9, 6)), weekday(date(2022, 9, 4))
    ('thứ Ba', 'Chủ nhật')
    """
    return (WEEKDAYS_EN if english() else WEEKDAYS)[day_of(value).weekday()]


def full_date(value: date | datetime | None, capital: bool = False) -> str:
    """Weekday and date.

    >>> full_date(date(2022, 9, 6)), full_date(date(2022, 9, 6), capital=True)
    ('thứ Ba 06/9/2022', 'Thứ Ba 06/9/2022')
    """
    if value is None:
        return ""
    text = f"{weekday(value)} {official_date(value)}"
    return text[0].upper() + text[1:] if capital else text


def clock_time(value: datetime) -> str:
    """Hours and minutes on the clock of Viet Nam.

    >>> clock_time(datetime(2022, 9, 6, 8, 5))
    '08:05'
    """
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour:02d}:{local.minute:02d}"


def moment(value: date | datetime | None) -> str:
    """A moment as a deadline shows it; a date without an hour shows weekday and date.

    >>> moment(datetime(2022, 9, 6, 17, 30)), moment(date(2022, 9, 6))
    ('17:30 thứ Ba 06/9/2022', 'Thứ Ba 06/9/2022')
    """
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return full_date(value, capital=True)
    return f"{clock_time(value)} {full_date(value)}"


def when(value: datetime | date | None, now: datetime | None = None) -> str:
    """A moment of the past beside a line of a timeline: "Hôm nay 09:12" when it was today, else weekday, date and hour."""
    if value is None:
        return ""
    if now is not None and isinstance(value, datetime) and day_of(value) == day_of(now):
        return gettext("Hôm nay %(time)s") % {"time": clock_time(value)}
    return full_date(value, capital=True) + (f" {clock_time(value)}" if isinstance(value, datetime) else "")


def report_period(cycle: str, start: date) -> str:
    """The name of a report period that starts on a day; `cycle` is week, month, quarter, half_year or year.

    >>> report_period("quarter", date(2022, 7, 1)), report_period("half_year", date(2022, 1, 1))
    ('quý III/2022', '6 tháng đầu năm 2022')
    """
    if cycle == "week":
        year, week, _weekday = start.isocalendar()
        return gettext("tuần %(n)s/%(year)s") % {"n": week, "year": year}
    words = {"month": gettext("tháng %(n)s/%(year)s") % {"n": start.month, "year": start.year},
             "quarter": gettext("quý %(n)s/%(year)s") % {"n": ("I", "II", "III", "IV")[(start.month - 1) // 3], "year": start.year},
             "half_year": (gettext("6 tháng đầu năm %(year)s") if start.month == 1 else gettext("6 tháng cuối năm %(year)s")) % {
                 "year": start.year},
             "year": gettext("năm %(year)s") % {"year": start.year}}
    return words.get(cycle, "")


def number(value: int | float | Decimal | None, decimals: int | None = None, sign: bool = False) -> str:
    """A number with dot thousands and comma decimals (the other way round in English) and a true minus sign.

    >>> number(1284), number(Decimal("63.63")), number(-2.5, 2), number(6, sign=True)
    ('1.284', '63,63', '−2,50', '+6')
    """
    if value is None or value == "":
        return ""
    if type(value) is int and decimals is None:  # most numbers of a page
        text = f"{abs(value):,d}"
        return ("−" if value < 0 else "+" if sign and value > 0 else "") + (text if english() else text.replace(",", "."))
    try:
        exact = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if isinstance(value, float) and exact == exact.to_integral():
        exact = exact.to_integral()
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    if not english():
        text = text.translate(str.maketrans(",.", ".,"))
    return ("−" if exact < 0 else "+" if sign and exact > 0 else "") + text


def percent(share: float | Decimal | None, decimals: int = 1) -> str:
    """A share between 0 and 1 as a percentage.

    >>> percent(0.784), percent(Decimal("0.5")), percent(1)
    ('78,4%', '50%', '100%')
    """
    if share is None or share == "":
        return ""
    hundred = (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return number(hundred if hundred != hundred.to_integral() else int(hundred)) + "%"


def working_days(n: int) -> str:
    """A length in working days.

    >>> working_days(8)
    '8 ngày làm việc'
    """
    return ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", n) % {"n": number(n)}


def days_left(n: int) -> str:
    """What is left of a clock, in working days: above zero left, zero today, below zero late.

    >>> days_left(8), days_left(0), days_left(-3)
    ('còn 8 ngày làm việc', 'hôm nay', 'quá 3 ngày làm việc')
    """
    if n == 0:
        return pgettext("deadline", "hôm nay")
    if n > 0:
        return ngettext("còn %(n)s ngày làm việc", "còn %(n)s ngày làm việc", n) % {"n": number(n)}
    return ngettext("quá %(n)s ngày làm việc", "quá %(n)s ngày làm việc", -n) % {"n": number(-n)}


def minutes(n: int) -> str:
    """A length in working hours and minutes.

    >>> minutes(320), minutes(45), minutes(120)
    ('5 giờ 20 phút', '45 phút', '2 giờ')
    """
    hours, rest = divmod(abs(int(n)), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": number(hours)})
    if rest or not hours:
        parts.append(ngettext("%(n)s phút", "%(n)s phút", rest) % {"n": rest})
    return " ".join(parts)


def file_size(n: int | None) -> str:
    """Bytes as people read them.

    >>> file_size(219_400), file_size(20_000_000)
    ('219 kB', '20 MB')
    """
    if n is None:
        return ""
    if n < 1000:
        return ngettext("%(n)s byte", "%(n)s byte", n) % {"n": n}
    if n < 1_000_000:
        return f"{number(round(n / 1000))} kB"
    mega = Decimal(n) / 1_000_000
    return f"{number(int(mega) if mega == int(mega) else mega.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP))} MB"
