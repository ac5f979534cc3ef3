"""Frameworks of the rulebook for pages: the shelf, one tree with what is not known, two versions side by side."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from openpar.core.actor import Actor
from openpar.core.rulebook import compared
from openpar.engine.index.changes import rule_changes
from openpar.engine.index.checks import findings, refusals
from openpar.engine.index.crosswalk import KINDS, Crosswalk, crosswalk
from openpar.engine.index.excel_out import compose_text
from openpar.engine.index.framework import BY, Criterion, Framework
from openpar.engine.index.library import catalogue, load, names
from openpar.web import wording

from . import own

INDICES = {"par-index": _("Chỉ số cải cách hành chính (PAR INDEX)"), "papi": _("PAPI"), "sipas": _("Chỉ số hài lòng (SIPAS)"),
           "pci": _("Năng lực cạnh tranh cấp tỉnh (PCI)"), "ddci": _("Năng lực cạnh tranh cấp sở, ngành, địa phương (DDCI)"),
           "quality-61": _("Chất lượng giải quyết thủ tục hành chính (Nghị định 61)"),
           "service-766": _("Phục vụ người dân, doanh nghiệp (766)"), "demo": _("Khung minh hoạ")}
LEVELS = {"province": _("cấp tỉnh"), "ministry": _("cấp bộ"), "department": _("cấp sở, ngành"), "district": _("cấp huyện"),
          "commune": _("cấp xã"), "unit": _("cơ quan, đơn vị"), "any": _("mọi cấp"), "district_division": _("phòng cấp huyện"),
          "central_agency_in_province": _("cơ quan trung ương trên địa bàn")}
STATES = {"draft": _("dự thảo"), "published": _("đã ban hành"), "replaced": _("đã thay")}
METHODS = (_("có/không"), _("theo mức xếp loại"), _("theo khoảng"), _("theo tỷ lệ"), _("theo tỷ lệ, đủ điểm từ một mức"),
           _("theo mức đạt mục tiêu"), _("trừ theo số lần"), _("điểm mỗi việc, có trần"), _("điểm cộng có trần"),
           _("điểm trừ có trần"), _("tỷ lệ trả lời từ mức"), _("trung bình thang đo"), _("trung bình thang đo, gốc 0"),
           _("min–max"), _("khoảng lý thuyết"), _("trung bình trên hồ sơ"), _("điểm công bố"))
PARAMETERS = {"otherwise": _("còn lại"), "better": _("tốt hơn khi"), "none_below": _("không có điểm khi dưới"), "full_at": _("đủ điểm ở mức"),
              "zero_at": _("hết điểm ở mức"), "target": _("mục tiêu"), "base": _("tính từ"), "each": _("mỗi lần, mỗi việc"),
              "floor": _("thấp nhất"), "cap": _("trần"), "from_level": _("từ mức"), "scale": _("thang"), "anchors": _("hai đầu"),
              "points": _("điểm"), "range": _("khoảng"), "when_constant": _("khi mọi đơn vị bằng nhau"), "least": _("ít nhất"),
              "slack": _("sai lệch cho phép"), "yes": _("có"), "no": _("không")}
VALUES = {"lower": _("thấp hơn"), "higher": _("cao hơn"), "round": _("của vòng đánh giá"), "True": _("có"), "False": _("không")}
WHO = (_("hệ thống tự tính"), _("tự chấm, có thẩm định"), _("điều tra xã hội học"), _("lãnh đạo chấm"), _("số công bố"),
       _("kết hợp"), _("chưa rõ"))


SHOWN = ("title", "ref", "year", "total", "example", "variant", "jurisdiction", "source", "confidence", "settings", "digest", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """One framework on the shelf."""

    framework: Framework
    level: str
    years: str
    leaves: int
    unknown: int
    state: str
    doubtful: bool
    own: bool = False

    @property
    def parts(self) -> tuple[str, str]:
        index, _, name = self.framework.ref.partition("/")
        return index, name

    def __getattr__(self, name):
        """What the framework itself says; a template cannot ask it, since it takes every name for a criterion's code."""
        if name not in SHOWN:
            raise AttributeError(name)
        return getattr(self.framework, name)


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a tree: the criterion, its depth, its rule in words, what is not known about it."""

    criterion: Criterion
    depth: int
    method: str
    params: str
    by: str
    metric: str
    source: str
    doubtful: bool

    @property
    def unknown_rule(self) -> bool:
        return self.criterion.leaf and self.criterion.rule is None


LIMITS = ("none_below", "full_at", "zero_at", "target", "base")  # parameters that are values of the fact itself


def rule_words(c: Criterion) -> str:
    """The parameters of a criterion's rule as a reader says them: "từ 98 %: 4; còn lại: 0", limits of a share as the calculation says them;
    empty where it has no rule."""
    if c.rule is None:
        return ""
    p, parts, share = c.rule.params, [], catalogue().get(c.metric, {}).get("unit") == "share"

    def limit(value):
        if not share or isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return _plain(value)
        hundred = Decimal(str(value)) * 100
        return f"{wording.number(int(hundred) if hundred == int(hundred) else hundred.normalize())} %"
    word = gettext("đến") if p.get("better") == "lower" else gettext("từ")
    parts += [f"{word} {limit(at)}: {wording.number(points)}" for at, points in p.get("bands", ())]
    parts += [f"{name}: {wording.number(share)}" for name, share in p.get("grades", {}).items()]
    for key, value in p.items():
        if key in ("bands", "grades") or (key == "better" and "bands" in p):
            continue
        shown = " … ".join(_plain(v) for v in value) if isinstance(value, tuple) else limit(value) if key in LIMITS else _plain(value)
        parts.append(f"{gettext(PARAMETERS.get(key, key))}: {shown}")
    return "; ".join(parts)


def _plain(value) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return gettext(VALUES.get(str(value), str(value)))
    return wording.number(value)


def index_name(index: str) -> str:
    return gettext(INDICES.get(index, index))


def load_or_404(index: str, name: str, actor: Actor) -> Framework:
    """A framework by its address: a shipped one, or one of the installation that this person may see."""
    ref = f"{index}/{name}"
    return compared(load(ref)) if ref in names() else own.framework_of(own.row_or_404(actor, ref))


def entry(framework: Framework, row=None) -> Entry:
    """What the shelf says of a framework; `row` is what the installation keeps about its own."""
    f = framework
    years = str(f.year) if f.until == f.year else f"{f.year}–{f.until}" if f.until else gettext("từ %(year)s") % {"year": f.year}
    own_one = f.layer == "own"
    doubtful = bool(row and not row.approved) if own_one else f.unverified
    return Entry(f, gettext(LEVELS.get(f.level, f.level)), years, len(f.leaves()), len(f.unknown_rules()),
                 gettext(STATES.get(f.status, f.status)), doubtful, own_one)


def shelf(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Every framework, by index; the illustrations last. The installation's own stand among the shipped ones."""
    order = list(INDICES)
    rows, settled = own.on_shelf(actor)
    every = [*(compared(load(n), settled) for n in names()), *(own.framework_of(r) for r in rows.values())]
    known = sorted(every, key=lambda f: (order.index(f.index) if f.index in order else 99, f.level, f.jurisdiction,
                                                             f.year, f.ref))
    return [(index_name(i), [entry(f, rows.get(f.ref)) for f in group]) for i, group in groupby(known, key=lambda f: f.index)]


def tree(framework: Framework) -> list[Node]:
    """The criteria in document order."""
    out, unsure = [], {c.code for c in framework.unsure_rules()}

    def walk(node, depth):
        for c in node.children:
            rule = c.rule
            metric = catalogue().get(c.metric, {}).get("title", c.metric)
            out.append(Node(c, depth, gettext(rule.how.title) if rule else "", rule_words(c) if rule else compose_text(c) if c.compose.how != "sum"
                            else "", gettext(BY[c.by]) if c.leaf and c.by != "unknown" else "", metric, c.source,
                            c.code in unsure))
            walk(c, depth + 1)

    walk(framework.root, 1)
    return out


def against(framework: Framework) -> tuple[list[str], list[str]]:
    """(why no score by it is official, what is still to settle)."""
    return refusals(framework), [f"{x.where.partition('#')[2] or framework.ref}: {x.text}" for x in findings(framework, catalogue())]


def with_versions(index: str, name: str, actor: Actor) -> tuple[Framework, list[Entry]]:
    """One framework and the list of its versions; a shipped one is read out of the list, so that nothing is asked twice."""
    ref = f"{index}/{name}"
    found = load(ref) if ref in names() else own.framework_of(own.row_or_404(actor, ref))
    same = versions(found, actor)
    return next((e.framework for e in same if e.framework.ref == ref), found), same


def versions(framework: Framework, actor: Actor) -> list[Entry]:
    """The same index and level in other years and variants, oldest first; itself included."""
    rows, known = own.on_shelf(actor, framework.index)
    same = [*(compared(load(n), known) for n in names() if n.startswith(framework.index + "/")), *(own.framework_of(r) for r in rows.values())]
    return [entry(f, rows.get(f.ref)) for f in sorted((f for f in same if (f.level, f.jurisdiction) == (framework.level, framework.jurisdiction)),
                                     key=lambda f: (f.year, f.ref))]


def earlier(framework: Framework, versions: list[Entry]) -> Framework | None:
    """The version before it."""
    before = [e.framework for e in versions if e.framework.year < framework.year]
    return before[-1] if before else None


@dataclass(frozen=True, slots=True)
class Pair:
    """One correspondence of a crosswalk: what the criterion was, what it is, what became of it; whether points may be compared."""

    before: str
    after: str
    kind: str
    note: str
    proposed: bool
    comparable: bool


@dataclass(frozen=True)
class Walk:
    """Two frameworks side by side: every change in a sentence, every correspondence, and where they come from."""

    changes: list[str]
    pairs: list[Pair]
    breaks: list[Pair]
    same: int
    source: str


@lru_cache(maxsize=64)
def _shipped_walk(a: str, b: str) -> tuple[list[str], Crosswalk]:
    return _walked(load(a), load(b))


def _walked(a: Framework, b: Framework) -> tuple[list[str], Crosswalk]:
    found = crosswalk(a, b)
    return rule_changes(a, b, found), found


def _walk(a: Framework, b: Framework) -> tuple[list[str], Crosswalk]:
    return _walked(a, b) if "own" in (a.layer, b.layer) else _shipped_walk(a.ref, b.ref)


def walk(a: Framework, b: Framework) -> Walk:
    """What changed between two frameworks, and which criterion of one is which of the other."""
    sentences, found = _walk(a, b)

    def label(framework, code):
        return gettext("Tổng điểm") if code == "TOTAL" else framework[code].label

    pairs = [Pair("; ".join(label(a, c) for c in k.before), "; ".join(label(b, c) for c in k.after), gettext(KINDS[k.kind]), k.note, k.proposed,
                  k.kind in ("same", "moved")) for k in found.links]
    return Walk(sentences, pairs, [p for p in pairs if not p.comparable], sum(p.comparable for p in pairs), found.source)


def pair_or_404(old: str, new: str, actor: Actor) -> tuple[Framework, Framework]:
    """Two frameworks of one index."""
    if old.count("/") != 1 or new.count("/") != 1 or old.partition("/")[0] != new.partition("/")[0]:
        raise Http404(f"{old} {new}")
    return load_or_404(*old.split("/"), actor), load_or_404(*new.split("/"), actor)
