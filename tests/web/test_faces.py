"""Statuses, values that are not there, icons and the shared partials."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

import openpar.web
from openpar.engine.results import Absent, Explained
from openpar.web import status

WEB = Path(openpar.web.__file__).parent


def draw(text, **context):
    return Template("{% load openpar %}" + text).render(Context(context))


def test_each_status_has_a_shape_of_its_own():
    twelve = list(status.FACES.values())[:12]
    assert len({f.icon for f in twelve}) == 12
    assert len({f.icon for f in status.ABSENT.values()}) == 5


def test_every_icon_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (WEB / "templates/web/_sprite.html").read_text(encoding="utf-8")))
    used = {f.icon for f in (*status.FACES.values(), *status.ABSENT.values())}
    for path in WEB.parent.rglob("templates/**/*.html"):
        used |= set(re.findall(r'{%\s*icon "([a-z]+)"', path.read_text(encoding="utf-8")))
    assert used <= sprite


def test_a_status_carries_words_shape_and_colour():
    assert draw('{% status "overdue" %}') == (
        '<span class="st st-late"><svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use href="#late"/></svg>Quá hạn</span>'
    )
    assert "st badge" in draw('{% status "not_due" badge=True %}')
    with translation.override("en"):
        assert "Overdue" in draw('{% status "overdue" %}')


def test_a_status_nobody_described_is_shown_and_not_hidden():
    assert "strange" in draw('{% status "strange" %}') and "doubt" in draw('{% status "strange" %}')


@pytest.mark.parametrize("kind", list(Absent))
def test_unknown_is_shown_as_what_it_is(kind):
    words = draw("{% value x %}", x=Explained(None, absent=kind))
    assert str(status.ABSENT[kind].label) in words


def test_a_value_is_written_and_an_incomplete_one_says_so():
    assert draw("{% value x 2 %}", x=Explained(3.5)) == "3,50"
    assert draw("{% value x %}", x=Explained(0)) == "0"
    assert "chưa đủ" in draw("{% value x %}", x=Explained(3, complete=False))


def test_a_deadline_shows_moment_then_what_is_left():
    from openpar.web.samples import DUES

    page = render_to_string("web/_deadline.html", {"due": DUES[0]})
    assert page.index("17:30 thứ Ba 06/9/2022") < page.index("còn 8 ngày làm việc, kể cả hôm nay")
    assert "chưa đối chiếu" in render_to_string("web/_deadline.html", {"due": DUES[-1]})


def test_the_clock_keeps_monday_in_the_first_column():
    from openpar.web.samples import clock

    page = render_to_string("web/_clock.html", {"clock": clock()})
    assert page.count('class="blank"') == 4  # 19/8/2022 is a Friday
    assert "Quốc khánh" in page and "Ngày 10, hạn" in page and 'class="counted today"' in page


def test_typed_text_cannot_carry_markup():
    from openpar.web.faces import Event, Proof

    evil = "<b onclick=x>"
    page = render_to_string("web/_timeline.html", {"events": [Event(evil, None, evil, evil)]})
    page += render_to_string("web/_evidence.html", {"proofs": [Proof(evil, number=evil, note=evil)]})
    assert evil not in page


def test_an_empty_list_says_what_to_do():
    assert "Thêm tệp" in render_to_string("web/_evidence.html", {"proofs": []})
