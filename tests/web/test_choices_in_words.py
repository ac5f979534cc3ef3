"""A list to choose from says in words that nothing is chosen yet."""

import gc
import importlib
import pkgutil

from django import forms

import openpar


def every_form():
    """Each form of the product, its own and those of the rooms."""
    for found in pkgutil.walk_packages(openpar.__path__, "openpar."):
        if "forms" in found.name.split(".")[-1] or ".forms." in found.name:
            importlib.import_module(found.name)
    return {c for c in gc.get_objects() if isinstance(c, type) and issubclass(c, forms.BaseForm) and c.__module__.startswith("openpar.")}


def test_no_choice_is_a_row_of_dashes():
    found = every_form()
    assert len(found) > 40
    fields = [(f"{form.__module__}.{form.__name__}.{name}", field) for form in found for name, field in form.base_fields.items()]
    lists = [(where, f) for where, f in fields if isinstance(f, forms.ModelChoiceField) and not isinstance(f, forms.ModelMultipleChoiceField)]
    assert len(lists) > 5 and not [where for where, f in lists if set(str(f.empty_label or "")) == {"-"}]
