"""A sign-on provider for tests: a process of its own on this machine, and the steps a person takes there."""

import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests

START = "import sys, oidc_provider_mock; oidc_provider_mock.app(require_nonce=True).run(port=int(sys.argv[1]))"


class RunningProvider:
    """The process, the people it knows, and what the settings of an installation say about it."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}"
        self.settings = {"issuer": self.url, "client_id": "openpar", "client_secret": "bi-mat", "name": "Cổng tỉnh", "claim": "email",
                         "match": "email", "scopes": ["openid", "profile", "email"], "trusted_amr": [], "trusted_acr": []}

    def knows(self, subject: str, **claims) -> None:
        """Somebody with an account at the provider."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """The person signs in there; where the provider sends them back to, as a path of ours."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"


@pytest.fixture(scope="session")
def provider_process(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path_factory.mktemp("provider") / "log"
    with said.open("w") as out:
        running = subprocess.Popen([sys.executable, "-W", "ignore", "-c", START, str(port)], stdout=out, stderr=out)
    it = RunningProvider(port)
    for _ in range(300):
        try:
            requests.get(f"{it.url}/.well-known/openid-configuration", timeout=1).raise_for_status()
            break
        except requests.RequestException:
            assert running.poll() is None, said.read_text()
            time.sleep(0.1)
    yield it
    running.terminate()
    running.wait(10)


@pytest.fixture
def provider(provider_process, settings):
    """The running provider, and an installation that is set to it."""
    from django.core.cache import caches
    caches["beat"].clear()
    settings.OIDC = dict(provider_process.settings)
    yield provider_process
    caches["beat"].clear()


def words_of(answer) -> str:
    """What a page says, without its marks."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())
