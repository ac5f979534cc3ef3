"""Why did a score change: what the facts did, what the rules did, apart. And the same facts under another year's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..results import Explained
from .crosswalk import KINDS, Crosswalk, crosswalk
from .facts import Fact, FactSet
from .framework import Framework, Settings
from .library import catalogue
from .round import anchors
from .score import score
from .text import part
from .words import ABSENT, number, shown


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: points before, new facts under the old rules, and after; None where it has none."""

    before_code: str
    after_code: str
    title: str
    kind: str
    before: Decimal | None
    new_facts_old_rules: Decimal | None
    after: Decimal | None
    fact: str
    note: str = ""

    @property
    def by_facts(self) -> Decimal | None:
        """What the facts changed, rules held."""
        return None if self.before is None or self.new_facts_old_rules is None else self.new_facts_old_rules - self.before

    @property
    def by_rules(self) -> Decimal | None:
        """What the rules changed, facts held."""
        return None if self.after is None or self.new_facts_old_rules is None else self.after - self.new_facts_old_rules


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one unit: totals and the two effects; an effect is None where a total is incomplete."""

    unit: str
    before: Explained
    between: Explained
    after: Explained
    by_facts: Decimal | None
    by_rules: Decimal | None
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def translate(facts: FactSet, walk: Crosswalk, source: Framework, target: Framework) -> FactSet:
    """Facts and points keyed by criterion codes of one framework, keyed as in another. Metric codes stay.

    `walk` goes from `target` to `source`. Points need the same scale; a fact only needs to mean the same thing.
    """
    codes = {c.code: c for c in source.root.walk() if c.code}
    points = {k: v for k, v in walk.pairs().items() if k in codes}
    # A leaf whose fact is itself a published score carries its scale with it.
    scored = {k for k, c in codes.items() if c.rule and c.rule.method == "points"}
    alike = {k: v for k, v in walk.pairs(("same", "moved", "rescaled")).items() if k in codes and k not in scored} | points
    wanted = {c.code for c in target.root.walk()}

    def rename(row: Mapping, moves: Mapping) -> dict:
        # A criterion code that the other framework does not have, or means otherwise, is left out rather than misread.
        return {moves.get(k, k): v for k, v in row.items() if k not in codes or moves.get(k) in wanted}

    return replace(facts, facts={u: rename(r, alike) for u, r in facts.facts.items()},
                   points={u: rename(r, points) for u, r in facts.points.items()})


def rescore(facts: FactSet, written_for: Framework, under: Framework, unit: str) -> Explained:
    """The same facts under another year's rules; what the other year asks and these facts lack stays "not measured".

    >>> from openpar.engine.index.library import load
    >>> new, old = load("papi/province-2018"), load("papi/province-2016")
    >>> e = rescore(FactSet.of({"X": {"D1.1": 1, "D3.3": 2}}), new, old, "X")
    >>> str(part(e, "D1.1").value), part(e, "D3.3").absent.value
    ('1', 'not_measured')
    """
    carried = translate(facts, crosswalk(under, written_for), written_for, under)
    return score(under, carried, unit, anchors(under, carried)[0])


def why_changed(old: Framework, facts_before: FactSet, new: Framework, facts_after: FactSet, unit: str,
                walk: Crosswalk | None = None) -> Change:
    """One unit's change from (old rules, old facts) to (new rules, new facts), by way of (old rules, new facts)."""
    walk = walk or crosswalk(old, new)
    carried = translate(facts_after, walk, new, old)
    before, between, after = (score(fw, facts, unit, anchors(fw, facts)[0])
                              for fw, facts in ((old, facts_before), (old, carried), (new, facts_after)))
    rows = []
    for link in walk.links:
        ends = [*(old[k] for k in link.before if k != "TOTAL"), *(new[k] for k in link.after if k != "TOTAL")]
        if not ends or not all(c.leaf for c in ends):
            continue
        first, middle, last = _points(before, link.before), _points(between, link.before), _points(after, link.after)
        if link.kind == "same" and first == middle == last:
            continue
        guess = "đề xuất, cần xác nhận" if link.proposed and link.kind != "same" else ""
        rows.append(Row(", ".join(link.before), ", ".join(link.after), ends[-1].title, link.kind, first, middle, last,
                        _fact_change(old, new, link, facts_before, facts_after, unit),
                        "; ".join(x for x in (link.note, guess) if x)))
    whole = before.complete and between.complete and after.complete
    notes = [] if whole else ["chưa tách được phần do số liệu và phần do quy tắc: có tổng chưa đủ "
                              f"(trước {_state(before)}; số liệu mới theo quy tắc cũ {_state(between)}; sau {_state(after)})"]
    by_facts = between.value - before.value if before.complete and between.complete else None
    by_rules = after.value - between.value if between.complete and after.complete else None
    rows.sort(key=lambda r: -max(abs(r.by_facts or Decimal(0)), abs(r.by_rules or Decimal(0))))
    return Change(unit, before, between, after, by_facts, by_rules, tuple(rows), tuple(notes))


def _points(e: Explained, codes) -> Decimal | None:
    found = [part(e, c) for c in codes]
    values = [p.value for p in found if p is not None]
    return None if not values or any(v is None for v in values) else sum(values, Decimal(0))


def _state(e: Explained) -> str:
    return "đủ" if e.complete else "chưa đủ"


def fact_text(fact: Fact, unit: str = "") -> str:
    """A fact in words."""
    if why := fact.why_absent():
        return ABSENT[why]
    if fact.denominator is not None:
        return f"{number(fact.numerator)}/{number(fact.denominator)} = {shown(fact.number(), unit)}"
    if fact.answers:
        return f"{number(sum(fact.answers.values()))} trả lời"
    return shown(fact.value, unit)


def _fact_change(old, new, link, a: FactSet, b: FactSet, unit: str) -> str:
    left = [old[c].fact_code for c in link.before]
    right = [new[c].fact_code for c in link.after]
    one = fact_text(a.get(unit, left[0]), catalogue().get(left[0], {}).get("unit", "")) if left else ""
    two = fact_text(b.get(unit, right[0]), catalogue().get(right[0], {}).get("unit", "")) if right else ""
    return one if one == two else f"{one} → {two}" if one and two else one or two


def rule_changes(old: Framework, new: Framework, walk: Crosswalk | None = None) -> list[str]:
    """What changed between two frameworks, each in a sentence: criteria, maxima, rules, metrics, settings."""
    walk = walk or crosswalk(old, new)
    found = []
    if old.total != new.total:
        found.append(f"Tổng điểm: {_n(old.total)} → {_n(new.total)}")
    for name in Settings.__slots__:
        a, b = getattr(old.settings, name), getattr(new.settings, name)
        if a != b:
            found.append(f"Thiết lập {name}: {_plain(a)} → {_plain(b)}")
    for link in walk.links:
        guess = " (đề xuất theo tên, cần xác nhận)" if link.proposed and link.kind != "same" else ""
        note = f": {link.note}" if link.note else ""
        if link.kind == "new":
            found += [f"Mới: {new[c].label} ({_n(new[c].max)} điểm){note}" for c in link.after]
        elif link.kind == "dropped":
            found += [f"Bỏ: {old[c].label} ({_n(old[c].max)} điểm){note}" for c in link.before]
        elif "TOTAL" in link.before:
            if link.kind != "same" and link.note:
                found.append(f"Tổng: {link.note}")
        else:
            a, b = old[link.before[0]], new[link.after[0]]
            if link.kind != "same":
                found.append(f"{KINDS[link.kind].capitalize()}: {a.label} → {b.label}{note}{guess}")
            elif a.title != b.title:
                found.append(f"Đổi tên: {a.label} → {b.title}")
            found += _leaf_changes(a, b)
    return found


def _leaf_changes(a, b) -> list[str]:
    from .excel_out import params_text
    found = []
    if a.max != b.max:
        found.append(f"{b.code} điểm tối đa: {_n(a.max)} → {_n(b.max)}")
    if a.weight != b.weight:
        found.append(f"{b.code} trọng số: {_n(a.weight)} → {_n(b.weight)}")
    if (a.rule and a.rule.method) != (b.rule and b.rule.method):
        names = [c.rule.how.title if c.rule else "chưa có" for c in (a, b)]
        found.append(f"{b.code} cách chấm: {names[0]} → {names[1]}")
    elif params_text(a) != params_text(b):
        found.append(f"{b.code} tham số: {params_text(a)} → {params_text(b)}")
    if a.metric != b.metric:
        found.append(f"{b.code} số liệu: {a.metric or 'nhập tay'} → {b.metric or 'nhập tay'}")
    return found


def _n(value) -> str:
    return "chưa biết" if value is None else number(value)


def _plain(value) -> str:
    return "; ".join(f"{n} từ {number(m)}" for n, m in value) if isinstance(value, tuple) else str(value)
