"""What the chaos run would call wrong: lost, doubled, or there though nobody was promised it twice."""

import threading
from collections import Counter

from chaos import _ground
from tools import chaos


class Flaky(chaos.Scenario):
    """Its server dies under the first sending of each act."""

    pause = 0

    def __init__(self):
        self.sent = Counter()

    def act(self, client, key):
        self.sent[key] += 1
        if self.sent[key] == 1:
            raise ConnectionResetError
        return True


def test_what_was_promised_is_there_once():
    assert _ground.counted_once("x", ["a"], ["b"], Counter(a=1)) == []
    assert _ground.counted_once("x", ["a"], [], Counter()) == ["x a was promised and is there 0 times"]
    assert _ground.counted_once("x", ["a"], [], Counter(a=2)) == ["x a was promised and is there 2 times"]


def test_what_is_unknown_may_be_there_once_but_not_twice():
    assert _ground.counted_once("x", [], ["b"], Counter(b=1)) == []
    assert _ground.counted_once("x", [], ["b"], Counter(b=2)) == ["x b is there 2 times"]


def test_a_broken_connection_is_asked_again():
    scenario, ledger, stop = Flaky(), chaos.Ledger(), threading.Event()

    def client():
        if len(scenario.sent) == 3:
            stop.set()

    chaos.fire(scenario, client, ledger, stop, "k")
    assert set(scenario.sent.values()) <= {1, 2}
    assert "k-1" in ledger.promised and ledger.cut >= 1


def test_a_body_holds_fields_and_files():
    body, kind = chaos.encode({"a": ["1", "2"]}, {"f": ("x.txt", b"hello")})
    assert kind.startswith("multipart/form-data") and body.count(b'name="a"') == 2 and b"hello" in body
