"""Asking a framework for what it has, and the command for less than it says."""

import subprocess
import sys

import pytest

from openpar.engine.errors import Missing, OpenParError
from openpar.engine.index.library import load


def test_a_criterion_that_is_not_there_is_a_key_error_in_words():
    framework = load("demo/department-2022")
    assert framework["1.1"].code == "1.1"
    with pytest.raises(KeyError) as found:
        framework["9.9"]
    assert isinstance(found.value, Missing) and isinstance(found.value, OpenParError)
    assert str(found.value) == "demo/department-2022: không có tiêu chí mã 9.9."


def test_a_reader_that_stops_early_is_no_error():
    run = "import sys; from openpar.cli import main; sys.exit(main(['rulebook', 'show', 'demo/department-2022']))"
    command = subprocess.Popen([sys.executable, "-c", run], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    command.stdout.close()
    said = command.stderr.read().decode()
    command.stderr.close()
    assert (command.wait(), said) == (0, "")
