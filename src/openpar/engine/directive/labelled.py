"""Labels that begin a line or stand in a sentence ("Cơ quan chủ trì: …"), and headings of sections that hand out no work."""

import re
from functools import lru_cache
from types import SimpleNamespace

from .vocabulary import alternatives, words


@lru_cache(maxsize=1)
def patterns() -> SimpleNamespace:
    """Compile rulebook/phrases/sections.yaml once."""
    p, s = SimpleNamespace(), words().sections
    p.not_duties = re.compile(rf"\W*(?:[\dIVXa-zđ.)]+\s+)?(?:các\s+|những\s+|"
                              rf"về\s+)?(?:{alternatives(s['not_duties'])})(?!\w)", re.I)
    p.weak = re.compile(rf"\W*(?:[\dIVX.)]+\s+)?(?:về\s+|bảo\s+đảm\s+)?(?:{alternatives(s['weak'])})(?!\w)", re.I)
    labels = {name: alternatives(v) for name, v in s["labels"].items()}
    p.label = re.compile(r"[\s*_]*(?:[-+*]|[a-zđ]\)|\d{1,2}(?:\.\d{1,2}){0,3}\.?)?[\s*_]*(?:(?:Các|Về)\s+)?(?:" +
                         "|".join(f"(?P<{k}>{v})" for k, v in labels.items() if k != "who")
                            + rf"|(?P<who>{labels['who']}))(?:\s*\([^()]*\))?[\s*_]*(?P<colon>:)[\s*_]*", re.I)
    inner = {k: v for k, v in labels.items() if k in ("lead", "coordinating", "deadline", "output", "who")}
    p.inner_label = re.compile(r"(?<=[.;,(\n])\s*(?:[-+]\s*)?(?:" + "|".join(f"(?P<{k}>{v})" for k, v in inner.items()) +
                               r")\s*:\s*", re.I)
    p.loose_time = re.compile(r"[\s*_]*(?:[-+*])?\s*(?:thời\s+gian|thời\s+hạn|tiến\s+độ)\s+(?:thực\s+hiện|"
                              r"hoàn\s+thành)\s*:?\s+", re.I)
    return p


def label_of(view, a, b):
    """The label of a line ("Cơ quan chủ trì: …") as (name, where its text begins); None for other lines."""
    m = patterns().label.match(view, a, b)
    if not m:
        m = patterns().loose_time.match(view, a, b)
        return ("deadline", m.end()) if m else None
    name = next(k for k, v in m.groupdict().items() if v and k != "colon")
    if name == "who":
        name = "lead"
    return name, m.end()


def inline(view: str, a: int, b: int, any_label: bool = False) -> dict:
    """Labels inside running text ("… Chủ trì: Sở A; phối hợp: B; thời gian: quý II."), as {name: [(start, end)]}."""
    found = [(m, next(k for k, v in m.groupdict().items() if v)) for m in patterns().inner_label.finditer(view, a, b)]
    if not found or (not any_label and not {"lead", "deadline", "who"} & {n for _, n in found}):
        return {}
    out = {}
    for k, (m, name) in enumerate(found):
        limit = found[k + 1][0].start() if k + 1 < len(found) else b
        stop = re.compile(r"\n|\)\s*[.;]?|\.\s+(?=[A-ZĐ])").search(view, m.end(), limit)
        out.setdefault("lead" if name == "who" else name, []).append((m.end(), stop.start() if stop else limit))
    return out
