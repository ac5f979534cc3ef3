"""A list to choose from says in words that nothing is chosen yet."""

import importlib
import pkgutil

from django import forms

import openpar
from openpar.core.fields import SeveralField


def every_form():
    """Each form of the product, its own and those of the rooms."""
    for found in pkgutil.walk_packages(openpar.__path__, "openpar."):
        if "forms" in found.name.split(".")[-1] or ".forms." in found.name:
            importlib.import_module(found.name)
    # the back office looks its organisations up as one types: it has no list with a first row
    return {c for c in _below(forms.BaseForm) if c.__module__.startswith("openpar.") and not c.__module__.endswith(".admin")}


def _below(kind):
    return {c for child in kind.__subclasses__() for c in (child, *_below(child))}


def test_no_choice_is_a_row_of_dashes():
    found = every_form()
    assert len(found) > 40
    fields = [(f"{form.__module__}.{form.__name__}.{name}", field) for form in found for name, field in form.base_fields.items()]
    lists = [(where, f) for where, f in fields if isinstance(f, forms.ModelChoiceField) and not isinstance(f, forms.ModelMultipleChoiceField)]
    assert len(lists) > 5 and not [where for where, f in lists if set(str(f.empty_label or "")) == {"-"}]


def test_lists_of_several_rows_take_an_id_of_any_length_for_a_wrong_choice():
    lists = [(form.__name__, name, f) for form in every_form() for name, f in form.base_fields.items() if isinstance(f, forms.ModelMultipleChoiceField)]
    assert len(lists) > 3 and not [(form, name) for form, name, f in lists if not isinstance(f, SeveralField)]
