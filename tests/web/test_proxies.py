"""Who is asking, behind a reverse proxy: only the word of the proxies that are named is believed."""

import pytest

from openpar.config.wsgi import behind


def served(environ, start):
    return environ["REMOTE_ADDR"]


@pytest.mark.parametrize(("proxies", "came_from", "said", "asker"), [
    ("", "127.0.0.1", "203.0.113.9", "127.0.0.1"),
    ("127.0.0.1", "127.0.0.1", "203.0.113.9", "203.0.113.9"),
    ("127.0.0.1", "198.51.100.7", "203.0.113.9", "198.51.100.7"),  # somebody who reaches the port itself
    ("127.0.0.1", "127.0.0.1", "192.0.2.66, 203.0.113.9", "203.0.113.9"),  # a made-up first entry
    ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
    ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
])
def test_the_asker_is_the_last_address_that_a_named_proxy_vouches_for(proxies, came_from, said, asker):
    environ = {"REMOTE_ADDR": came_from, **({"HTTP_X_FORWARDED_FOR": said} if said else {})}
    assert behind(proxies, served)(environ, None) == asker
