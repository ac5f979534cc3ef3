"""A tool that is absent: a loud skip, or a failure where OPENPAR_REQUIRE asks for it."""

import pytest

from tests import conftest
from tools import machine


@pytest.fixture
def absent(monkeypatch):
    monkeypatch.setattr(machine, "find", lambda name: None)


def test_an_absent_tool_skips_and_says_what_to_install(absent, monkeypatch):
    monkeypatch.delenv("OPENPAR_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs chromium: apt-get install chromium"):
        conftest.require("chromium")


def test_an_absent_tool_fails_where_all_are_required(absent, monkeypatch):
    monkeypatch.setenv("OPENPAR_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="does not allow a skip"):
        conftest.require("chromium")


def test_reference_documents_are_required_by_name_only(absent, monkeypatch):
    monkeypatch.setenv("OPENPAR_REQUIRE", "all")
    with pytest.raises(pytest.skip.Exception):
        conftest.require("shared")
    monkeypatch.setenv("OPENPAR_REQUIRE", "all,shared")
    with pytest.raises(pytest.fail.Exception):
        conftest.require("shared")


def test_a_tool_that_nobody_knows_is_refused(monkeypatch):
    monkeypatch.setenv("OPENPAR_REQUIRE", "postgres")
    with pytest.raises(SystemExit, match="OPENPAR_REQUIRE names postgres"):
        machine.required()
