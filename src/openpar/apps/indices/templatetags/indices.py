"""How the room's templates say what the engine says."""

from decimal import Decimal

from django import template

from openpar.web import wording

from ..sentences import in_words

register = template.Library()
register.filter("in_words", in_words)


@register.filter
def typed_number(value) -> str:
    """A number that was kept as text, as the reader's language writes it; other text stays."""
    try:
        return wording.number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
