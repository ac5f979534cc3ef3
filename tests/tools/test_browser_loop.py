"""Stories and other tests in one process: the loop that the browser leaves running is not there for a test without a browser."""

import asyncio
from types import SimpleNamespace

import pytest

from tests import browser


@pytest.fixture
def loop():
    """A loop that counts as running, as Playwright leaves it."""
    loop, before = asyncio.new_event_loop(), asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(before)
    loop.close()


@pytest.mark.parametrize("fixtures, visible", [(["db", "lai_chau"], False), (["live", "browser"], True)])
def test_the_loop_is_away_from_the_first_fixture_to_the_last_unless_the_test_has_a_browser(loop, fixtures, visible):
    around = browser.pytest_runtest_protocol(SimpleNamespace(fixturenames=fixtures))
    next(around)
    assert (asyncio._get_running_loop() is loop) == visible
    with pytest.raises(StopIteration):
        around.send(True)
    assert asyncio._get_running_loop() is loop
