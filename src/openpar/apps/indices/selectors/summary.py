"""What happened to a province in a year, in sentences: points, group, how many were published, what was lost and gained."""

from dataclasses import dataclass

from django.utils.translation import gettext

from openpar.engine.index.crosswalk import TOTAL
from openpar.engine.index.papi import Province
from openpar.web import wording

from .. import titles
from .papi import Figure, book, line, lines, points, scale_of


@dataclass(frozen=True, slots=True)
class Moved:
    """One content that fell or rose: its name, its change in points, and the groups it left and reached where they differ."""

    name: str
    change: object
    url: str
    groups: str


@dataclass(frozen=True, slots=True)
class Headline:
    """`lead` is the first, strong sentence; `rest` the others; the moves are links."""

    lead: str
    rest: list[str]
    fell: list[Moved]
    rose: list[Moved]
    not_compared: str = ""


def headline(place: Province, year: int, code: str = TOTAL, most: int = 3) -> Headline:
    """The summary of a province's year for one content."""
    own = line(place.code, year, code)
    figure, cell = Figure(own.cell, place), own.cell
    about = {"year": year, "place": place.name, "content": figure.title, "points": figure.shown, "scale": scale_of(cell),
             "group": figure.group.lower(), "rank": cell.rank, "published": cell.published, "total": len(book().provinces)}
    if cell.value is None:
        lead = gettext("Năm %(year)s, %(content)s của %(place)s không được công bố.") % about
        rest = [gettext("%(published)s trong %(total)s tỉnh, thành phố được công bố.") % about]
    else:
        lead = gettext("Năm %(year)s %(place)s đạt %(points)s điểm") % about
        lead += f" ({figure.title})" if code != TOTAL else ""
        lead += f", {direction(own.change)}." if own.change is not None else "."
        rest = [gettext("Thang %(scale)s; nhóm %(group)s; xếp %(rank)s trong %(published)s tỉnh được công bố.") % about]
    if own.peer_median is not None and cell.value is not None:
        apart = cell.value - own.peer_median
        say = gettext("Cao hơn trung vị các tỉnh cùng vùng %(apart)s điểm.") if apart > 0 \
            else gettext("Thấp hơn trung vị các tỉnh cùng vùng %(apart)s điểm.")
        rest.append(say % {"apart": points(abs(apart))})
    if step := next_group(own):
        rest.append(step)
    fell, rose = moved(place, year, 1 if code == TOTAL else 2, "" if code == TOTAL else code.split(".")[0] + ".", most)
    why = ""
    if own.change is None and year > book().years[0] and cell.value is not None:
        why = gettext("Không so được với năm %(before)s: %(why)s.") % {"before": year - 1, "why": own.why_not}
    return Headline(lead, rest, fell, rose, why)


def direction(change) -> str:
    """"giảm 0,14"."""
    shown = points(abs(change))
    if shown == points(0):
        return gettext("không đổi")
    return (gettext("tăng %(n)s") if change > 0 else gettext("giảm %(n)s")) % {"n": shown}


def next_group(own) -> str:
    """How far it is to the group above; on the border itself a hair is enough."""
    if own.to_next_group is None:
        return ""
    above = titles.group(own.cell.group - 1).lower()
    if own.to_next_group * 10**4 < 1:
        return gettext("Ở đúng ranh giới với nhóm %(group)s.") % {"group": above}
    return gettext("Còn %(n)s điểm đến nhóm %(group)s.") % {"n": wording.number(own.to_next_group, 2), "group": above}


def moved(place: Province, year: int, depth: int, under: str = "", most: int = 3) -> tuple[list[Moved], list[Moved]]:
    """Contents of one level that fell and that rose most; what cannot be compared is in neither."""
    known = [x for x in lines(place.code, year)
             if x.depth == depth and x.change is not None and points(abs(x.change)) != points(0) and x.cell.code.startswith(under)]
    fell = sorted((x for x in known if x.change < 0), key=lambda x: x.change)[:most]
    rose = sorted((x for x in known if x.change > 0), key=lambda x: -x.change)[:most]
    return [_move(x, place) for x in fell], [_move(x, place) for x in rose]


def _move(x, place) -> Moved:
    groups = ""
    if x.before and x.before.group and x.cell.group and x.before.group != x.cell.group:
        groups = gettext("từ nhóm %(old)s sang nhóm %(new)s") % {
            "old": titles.group(x.before.group).lower(), "new": titles.group(x.cell.group).lower()}
    return Moved(titles.title(x.cell.code, x.cell.title), x.change, Figure(x.cell, place).url, groups)
