"""What is wrong or not settled in a framework: sums, counts, metrics nobody offers, overlapping versions, gaps in knowledge.

A fully known framework whose children do not add up is refused. Where something is unknown, the same mismatch is a finding:
the tree still loads and shows, and is never official.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise

from ..errors import RuleError
from .framework import Criterion, Framework
from .words import number


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a serious one (`stops`) keeps the framework from being used."""

    where: str
    text: str
    stops: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def expected_max(node: Criterion) -> Decimal | None:
    """What the children's maxima make of their parent's; None where one of them is unknown."""
    core = [c for c in node.children if c.kind == "core"]
    if not core or any(c.max is None for c in core):
        return None
    how, times = node.compose.how, node.compose.times
    if how == "sum":
        whole = sum((c.max for c in core), Decimal(0))
    elif how == "weights":
        whole = sum((c.max * (c.weight or 0) for c in core), Decimal(0))
    elif how in ("mean", "geometric"):
        whole = sum((c.max for c in core), Decimal(0)) / len(core)
    elif how == "calibrated":
        whole = node.compose.low + (node.compose.high - node.compose.low) * sum((c.weight * c.max for c in core), Decimal(0))
    else:
        return node.max
    return whole * times


def sums(framework: Framework) -> list[Finding]:
    """Nodes whose children do not make their maximum, and stated counts that the tree does not have."""
    found = []
    # From the bottom up: a wrong area also makes the total wrong, and the area is the one to correct.
    for node in reversed(list(framework.root.walk())):
        if node.leaf:
            continue
        at = f"indices/{framework.ref}.yaml#{node.code or 'total'}"
        made = expected_max(node)
        if made is not None and node.max is not None and abs(made - node.max) > node.max * Decimal("1e-12"):
            verb = "cộng lại được" if node.compose.how == "sum" else "tổng hợp thành"
            found.append(Finding(at, f"các tiêu chí con {verb} {number(made)}, nhưng ghi {number(node.max)}. "
                                     "So từng điểm tối đa với văn bản.", True))
        if node.compose.how in ("weights", "calibrated") and any(c.weight is None for c in node.children):
            found.append(Finding(at, "tổng hợp theo trọng số nhưng có tiêu chí con không ghi weight.", True))
        known = [c.max for c in node.children if c.kind == "core" and c.max is not None]
        if made is None and node.max is not None and known and node.compose.how == "sum" and sum(known) > node.max:
            found.append(Finding(at, f"riêng các tiêu chí con đã biết cộng được {number(sum(known))}, vượt {number(node.max)}."))
    return found


def counts(framework: Framework) -> list[Finding]:
    """Stated numbers of areas, criteria and components against each other and against the tree."""
    found, root, at = [], framework.root, f"indices/{framework.ref}.yaml"
    stated = root.counts
    if "areas" in stated and root.children and stated["areas"] != len(root.children):
        found.append(Finding(at, f"văn bản ghi {stated['areas']} lĩnh vực, cây có {len(root.children)}."))
    for key, word in (("criteria", "tiêu chí"), ("components", "tiêu chí thành phần")):
        parts = [c.counts.get(key) for c in root.children]
        if key in stated and parts and None not in parts and sum(parts) != stated[key]:
            found.append(Finding(at, f"văn bản ghi {stated[key]} {word}, các lĩnh vực cộng lại {sum(parts)}."))
    for area in root.children:
        have = len(area.children)
        if area.children and "criteria" in area.counts and area.counts["criteria"] != have:
            found.append(Finding(f"{at}#{area.code}", f"ghi {area.counts['criteria']} tiêu chí, cây có {have}."))
    return found


def gaps(framework: Framework) -> list[Finding]:
    """What is not known: no tree, maxima, rules, rules below confidence B."""
    at, found = f"indices/{framework.ref}.yaml", []
    if not framework.root.children:
        found.append(Finding(at, "chưa có lĩnh vực hay tiêu chí nào: chưa tìm được phụ lục."))
    for c in framework.root.walk():
        if c.max is None and (c.code or framework.root.children):
            found.append(Finding(f"{at}#{c.code or 'total'}", "chưa biết điểm tối đa."))
    for c in framework.unknown_rules():
        found.append(Finding(f"{at}#{c.code}", "chưa có quy tắc chấm."))
    for c in framework.unsure_rules():
        assert c.rule
        found.append(Finding(f"{at}#{c.code}", f"quy tắc chấm có độ tin cậy {c.rule.grade}, chưa đối chiếu."))
    return found


def metrics(framework: Framework, offered: Collection[str]) -> list[Finding]:
    """Metrics that no room offers."""
    found = []
    for c in framework.leaves():
        if c.metric and c.metric not in offered:
            near = get_close_matches(c.metric, offered, 1)
            hint = f" Có phải là {near[0]}?" if near else ""
            found.append(Finding(f"indices/{framework.ref}.yaml#{c.code}",
                                 f"không phân hệ nào cung cấp số liệu “{c.metric}”.{hint} Sửa mã, hoặc bỏ trống.", True))
    return found


def overlaps(frameworks: Iterable[Framework]) -> list[Finding]:
    """Two versions in force for the same index, level, variant, place and year."""
    groups: dict[tuple, list[Framework]] = {}
    for f in frameworks:
        if f.status != "replaced":
            groups.setdefault((f.index, f.level, f.variant, f.jurisdiction), []).append(f)
    found = []
    for versions in groups.values():
        versions.sort(key=lambda f: f.year)
        for a, b in pairwise(versions):
            if a.until is None or a.until >= b.year:
                found.append(Finding(f"indices/{b.ref}.yaml", f"năm {b.year} cũng thuộc {a.ref} ({a.year}–{a.until or 'nay'}). "
                                     f"Ghi until: {b.year - 1} cho bản trước.", True))
    return found


def add_up(framework: Framework) -> None:
    """Refuse a fully known tree whose children do not add up."""
    whole = all(c.rule is not None or c.children for c in framework.root.walk() if c.code)
    for finding in sums(framework):
        if whole and finding.stops:
            raise RuleError(str(finding), where=finding.where)


def findings(framework: Framework, offered: Collection[str] | None = None) -> list[Finding]:
    """Everything to look at in one framework, the serious first."""
    found = sums(framework) + counts(framework) + gaps(framework)
    if offered is not None:
        found += metrics(framework, offered)
    return sorted(found, key=lambda f: not f.stops)


def refusals(framework: Framework) -> list[str]:
    """Why a score by this framework is not official; empty means that nothing stands in the way."""
    why = []
    if framework.example:
        why.append("khung minh hoạ, không phải văn bản")
    if framework.status != "published":
        why.append("khung là dự thảo, chưa ban hành" if framework.status == "draft"
                   else "khung đã được thay bằng bản sửa")
    if not framework.root.children:
        why.append("chưa có cây tiêu chí")
    if n := len(framework.unknown_rules()):
        why.append(f"{n} tiêu chí chưa có quy tắc chấm")
    if n := len(framework.unsure_rules()):
        why.append(f"{n} quy tắc chấm chưa đối chiếu với văn bản")
    if any(c.max is None for c in framework.root.walk()):
        why.append("có điểm tối đa chưa biết")
    if framework.confidence not in ("A", "B") and not framework.checked:
        why.append(f"nội dung khung có độ tin cậy {framework.confidence}, chưa đối chiếu")
    why += [f.text for f in sums(framework) + counts(framework)]
    return why
