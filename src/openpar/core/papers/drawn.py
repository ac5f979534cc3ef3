"""A paper as PDF/A, drawn by Typst: the same bytes from the same data, with the fonts inside."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings

from openpar.engine.vietnamese import printable

from .content import Content
from .forms import Form

# After the typeface that the form names, the serif inside the Typst package: like Times, with every Vietnamese letter. Liberation
# Serif, which machines often put in the place of Times, has none of the letters with two marks.
STAND_IN = "Libertinus Serif"
STANDARD = "a-2b"


def pdf(content: Content, form: Form, made_on: date) -> bytes:
    """The bytes of the file. `made_on` is the day written into it, since a fixed paper may not depend on when it is drawn."""
    import typst

    return typst.compile(**_asked(content, form, made_on), format="pdf", pdf_standards=STANDARD)


def place_of_signing(content: Content, form: Form, made_on: date) -> dict:
    """Where the signature goes: page from 1, and the left upper corner in points from the page's left and top."""
    import typst

    asked = _asked(content, form, made_on)
    [place] = json.loads(typst.query(asked.pop("input"), "<signing>", field="value", **asked))
    return place


def _asked(content, form, made_on):
    data = _clean(content.data()) | {"title": printable(content.title), "made": [made_on.year, made_on.month, made_on.day]}
    return {
        "input": form.template, "root": form.template.parent, "font_paths": [str(p) for p in font_folders()],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False), "layout": json.dumps(form.layout),
                       "fonts": json.dumps([form.layout["font"], STAND_IN])}}


def font_folders() -> list[Path]:
    """Where typefaces for papers lie on this machine; only these are used, so that a paper looks the same on two servers."""
    return [p for p in map(Path, settings.PAPER_FONTS) if p.is_dir()]


def _clean(value):
    """Without characters that cannot be printed, at any depth."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    return value
