"""Refusals of the engine beside the form that they are about, in the reader's language."""

from openpar.core.pages import status_of
from openpar.engine.errors import OpenParError

from ..sentences import in_words


def on_form(form, error: OpenParError) -> int:
    """Put the sentence beside the field it names (or on top) so that what was typed stays; the status to answer with."""
    form.add_error(error.where if error.where in form.fields else None, in_words(error.message))
    return status_of(error)
