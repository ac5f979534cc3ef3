"""How the room's templates say what the engine says."""

from django import template

from ..sentences import in_words

register = template.Library()
register.filter("in_words", in_words)
