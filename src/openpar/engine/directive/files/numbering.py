"""Automatic list numbers, counted as Word and LibreOffice count them; the number is not in the paragraph's own text."""

ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
         (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(n: int) -> str:
    """A Roman numeral.

    >>> roman(14)
    'XIV'
    """
    out = ""
    for value, sign in ROMAN:
        while n >= value:
            out, n = out + sign, n - value
    return out


def letters(n: int) -> str:
    """a, b, … z, aa, bb, … as Word counts; Word knows no đ.

    >>> letters(5), letters(27)
    ('e', 'aa')
    """
    return chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else ""


def number(n: int, kind: str) -> str:
    """A number in a list format of Word or OpenDocument; bullets are dashes."""
    if kind in ("bullet", "none"):
        return ""
    if not 0 < n < 10_000:  # no list is that long: written out in letters or Roman signs it would fill the memory
        return str(n)
    if kind in ("lowerLetter", "a"):
        return letters(n)
    if kind in ("upperLetter", "A"):
        return letters(n).upper()
    if kind in ("lowerRoman", "i"):
        return roman(n).lower()
    if kind in ("upperRoman", "I"):
        return roman(n)
    return f"{n:02d}" if kind == "decimalZero" else str(n)
