"""This room's tests run on its own addresses."""

import pytest


@pytest.fixture(autouse=True)
def own_addresses(settings):
    settings.ROOT_URLCONF = "tests.web.urls"
