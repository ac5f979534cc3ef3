"""The strip of dots: where one unit stands among all, without pretending that a rank is a distance."""

from collections.abc import Callable, Sequence
from statistics import median

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .. import wording
from .svg import drawing, el


def dot_strip(
    values: Sequence[float],
    mine: float | None,
    *,
    name: str,
    unit_name: str,
    peers: Sequence[float] = (),
    show: Callable[[float], str] = wording.number,
) -> SafeString:
    """All values as faint dots, the median of the `peers` as an upright line, one's own dot on top; the sentence says them."""
    if not values:
        return drawing(
            300,
            26,
            gettext("%(name)s: chưa có số liệu") % {"name": name},
            [el("rect", css="fna", x=6, y=8, width=288, height=10)],
        )
    low, high = min(values), max(values)
    span = (high - low) or 1

    def x(v):
        return 6 + 288 * (v - low) / span

    said = [gettext("thấp nhất %(value)s") % {"value": show(low)}]
    marks = [el("path", css="grid", d="M6 13H294")] + [
        el("circle", css="dot-faint", cx=float(x(v)), cy=13, r=2.5) for v in values
    ]
    if peers:
        mid = median(peers)
        said.append(gettext("trung vị nhóm so sánh %(value)s") % {"value": show(mid)})
        marks.append(el("path", css="axis", d=f"M{x(mid):.1f} 4V22", stroke_width=2))
    if mine is not None:
        said.append(f"{unit_name} {show(mine)}")
        marks.append(el("circle", css="dot", cx=float(x(mine)), cy=13, r=6))
    else:
        said.append(gettext("%(unit)s không công bố") % {"unit": unit_name})
    said.append(gettext("cao nhất %(value)s") % {"value": show(high)})
    return drawing(300, 26, f"{name}: " + ", ".join(said), marks)
