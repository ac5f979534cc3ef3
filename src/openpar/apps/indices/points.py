"""Points as people type and read them: 2,5, KAD, or nothing."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput
from openpar.engine.vietnamese import fold
from openpar.web import wording

NOT_APPLICABLE = "not_applicable"
ABSENT_WORDS = {"kad", "khong ap dung", "not applicable", "n/a", "-", "na"}


def plain_zero(number: Decimal | None) -> Decimal | None:
    """The same number, nought without a sign.

    >>> plain_zero(Decimal("-0.00")), plain_zero(Decimal("-1")), plain_zero(None)
    (Decimal('0.00'), Decimal('-1'), None)
    """
    return number.copy_abs() if number is not None and not number else number


def read_points(text: str) -> tuple[Decimal | None, str]:
    """What was typed into a cell: (points, absent). BadInput where it is neither a number nor KAD nor nothing.

    >>> read_points("2,5"), read_points("KAD"), read_points(" ")
    ((Decimal('2.5'), ''), (None, 'not_applicable'), (None, ''))
    """
    said = str(text if text is not None else "").strip()
    if not said:
        return None, ""
    if fold(said) in ABSENT_WORDS:
        return None, NOT_APPLICABLE
    try:
        number = Decimal(said.replace("−", "-").replace(",", ".").replace("_", "?"))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > 100000 or -number.as_tuple().exponent > 6:
        raise BadInput(_("“%(typed)s” không phải là điểm. Ghi một số, ví dụ 2,5; hoặc KAD nếu không áp dụng.") % {"typed": said[:40]}, where="points")
    return plain_zero(number), ""


def shown_points(points: Decimal | None, absent: str) -> str:
    """Points as a cell shows them.

    >>> shown_points(Decimal("2.500000"), ""), shown_points(None, "not_applicable")
    ('2,5', 'KAD')
    """
    if points is None:
        return "KAD" if absent == NOT_APPLICABLE else ""
    text = format(points, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",").replace("-", "−")


def short_points(points: Decimal | None, absent: str = "") -> str:
    """Points as a table that is only read shows them, in the page's language: two decimals at most, since quotients have more.

    >>> short_points(Decimal("1.869767")), short_points(Decimal("2.500000")), short_points(Decimal("100.0"))
    ('1,87', '2,5', '100')
    """
    shown = shown_points(None if points is None else round(points, 2), absent)
    return shown.replace(",", ".") if wording.english() else shown
