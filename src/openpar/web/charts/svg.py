"""The few pieces that every chart is made of. Text is escaped here, once."""

from collections.abc import Iterable

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["drawing", "el", "join", "link", "round1", "text"]


NAMES = {"css": "class", "viewbox": "viewBox", "keep": "preserveAspectRatio"}


def round1(value: float) -> str:
    """A coordinate: one decimal, no trailing zero.

    >>> round1(12.04), round1(3.25), round1(-0.01)
    ('12', '3.2', '0')
    """
    shown = f"{float(value):.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def join(parts: Iterable) -> SafeString:
    """Pieces of safe markup, one after the other."""
    return mark_safe("".join([conditional_escape(p) for p in parts if p is not None]))


def el(tag: str, *children, **attributes) -> SafeString:
    """One element; `css` is its class, `_` in a name is a hyphen, None leaves an attribute out. There is no style attribute.

    >>> str(el("rect", css="bar", x=1.25, width=3))
    '<rect class="bar" x="1.2" width="3"/>'
    """
    shown = [f"<{tag}"]
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        name = NAMES.get(name) or name.replace("_", "-")
        if name == "style":
            raise ValueError("charts have no style attributes: add a class to style.css")
        shown.append(f' {name}="{round1(value) if isinstance(value, float) else conditional_escape(value)}"')
    if not children:
        return mark_safe("".join(shown) + "/>")
    return mark_safe(f"{''.join(shown)}>{join(children)}</{tag}>")


def text(words, x: float, y: float, css: str | None = None, anchor: str | None = None, hidden: bool = True) -> SafeString:
    """A label; hidden from screen readers when a link or the chart's sentence already says it."""
    return el("text", words, css=css, x=float(x), y=float(y), text_anchor=anchor, aria_hidden="true" if hidden else None)


def link(url: str | None, name: str, *marks, css: str | None = None) -> SafeString:
    """A mark that opens its list; without an address it stays a plain group."""
    if not url:
        return el("g", *marks, css=css) if marks else mark_safe("")
    return el("a", el("title", name), *marks, href=url, css=css, aria_label=name)


def drawing(
    width: float, height: float, sentence: str, marks: Iterable, *, links: bool = False, css: str = "chart", natural: bool = False
) -> SafeString:
    """The SVG: a picture with a sentence, or a group with a name when its marks are links; `natural` never grows larger."""
    return el(
        "svg",
        *marks,
        css=css,
        width=round1(width) if natural else None,
        viewbox=f"0 0 {round1(width)} {round1(height)}",
        role="group" if links else "img",
        aria_label=sentence,
    )
