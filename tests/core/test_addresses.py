"""Addresses by name are those that Django finds, for every page with one id, under every prefix."""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse, set_script_prefix

from openpar.core.addresses import address, address_of


@pytest.fixture(params=["/", "/cchc/"])
def prefix(request):
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix("/")


def _names(resolver, before=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern, f"{before}{pattern.namespace}:" if pattern.namespace else before)
        elif pattern.name:
            yield f"{before}{pattern.name}"


def test_the_address_of_a_thing_is_the_one_that_django_finds(prefix):
    found = 0
    for name in _names(get_resolver()):
        try:
            wanted = reverse(name, args=[12345])
        except NoReverseMatch:
            continue
        found += 1
        assert address_of(name, 12345) == wanted and wanted.startswith(prefix)
    assert found > 50


def test_a_page_that_no_room_offers_has_no_address(prefix):
    assert address("tasks:tasks") == reverse("tasks:tasks")
    assert address("nowhere:nothing") == ""
    with pytest.raises(NoReverseMatch):
        address_of("nowhere:nothing", 1)
