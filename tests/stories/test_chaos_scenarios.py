"""The scenarios of `make chaos` still do what they say: each act is promised and counted once, also when it is sent again."""

import pytest
from django.test import Client

from chaos import _ground
from tools import chaos

pytestmark = pytest.mark.django_db


class InProcess:
    """The client of the chaos run without a server between."""

    def __init__(self, user):
        self.browser = Client()
        self.browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def post(self, path, data=None, files=None):
        from django.core.files.uploadedfile import SimpleUploadedFile
        sent = {name: SimpleUploadedFile(*file) for name, file in (files or {}).items()}
        answer = self.browser.post(path, {**(data or {}), **sent})
        return chaos.Answer(answer.status_code, answer.content.decode(), answer.headers.get("Location", ""))


@pytest.mark.parametrize("scenario", chaos.scenarios(), ids=lambda s: s.name)
def test_a_scenario_acts_and_counts(scenario, settings, tmp_path, monkeypatch):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    scenario.pool = 3
    _ground.province.cache_clear()
    client, ledger = InProcess(scenario.prepare(tmp_path)), chaos.Ledger()
    for key in ("k-1", "k-2", "k-1"):
        assert scenario.act(client, key), f"{key} was refused"
    ledger.note("promised", "k-1")
    ledger.note("promised", "k-2")
    assert scenario.check(ledger) == []
    ledger.note("promised", "k-3")
    assert len(scenario.check(ledger)) == 1, "an act that is lost is not noticed"
    _ground.province.cache_clear()
