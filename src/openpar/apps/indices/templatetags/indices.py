"""How the room's templates say what the engine says."""

from decimal import Decimal

from django import template

from openpar.web import charts, wording

from ..criteria import marked, titled
from ..sentences import in_words

register = template.Library()
register.filter("in_words", in_words)
register.filter("titled", titled)
register.filter("marked", marked)


@register.simple_tag
def kept_lost(share):
    """The bar of a criterion: what was reached and what was lost; the numbers stand beside it in text."""
    return charts.kept_lost(share)


@register.filter
def typed_number(value) -> str:
    """A number that was kept as text, as the reader's language writes it; other text stays."""
    try:
        return wording.number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
