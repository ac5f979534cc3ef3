"""A facts file looked at in more ways than one score: why it changed and what if. In memory; nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openpar.engine.errors import BadInput, OpenParError
from openpar.engine.index.changes import Change, Row, fact_text, translate, why_changed
from openpar.engine.index.crosswalk import KINDS as KINDS_OF_LINKS
from openpar.engine.index.crosswalk import crosswalk
from openpar.engine.index.facts import Fact, FactSet, as_fact, decimal
from openpar.engine.index.framework import Criterion, Framework
from openpar.engine.index.library import catalogue
from openpar.engine.index.round import Scored, score_all
from openpar.engine.results import Absent
from openpar.engine.vietnamese import fold

ABSENT = {"khong ap dung": Absent.NOT_APPLICABLE, "kad": Absent.NOT_APPLICABLE, "chua do": Absent.NOT_MEASURED, "khong hoi": Absent.NOT_ASKED,
          "khong cong bo": Absent.NOT_PUBLISHED}


# Kinds of correspondence, as the engine names them; here so that they are translated.
KINDS = (gettext_noop("giữ nguyên"), gettext_noop("đổi mã"), gettext_noop("đổi thang điểm"), gettext_noop("đổi nội dung"), gettext_noop("mới"),
         gettext_noop("bỏ"), gettext_noop("tách"), gettext_noop("gộp"))


def kind_words(kind: str) -> str:
    """What became of a criterion from one framework to the next."""
    return _(KINDS_OF_LINKS[kind])


@dataclass(frozen=True, slots=True)
class Cause:
    """One criterion of a change: its codes, what its rule did, and the engine's row."""

    row: Row
    kind: str

    @property
    def codes(self) -> str:
        """The code, or from which to which."""
        return self.row.after_code if self.row.before_code == self.row.after_code else f"{self.row.before_code or '∅'} → {self.row.after_code or '∅'}"


def unit_among(units, asked: str) -> str:
    """The unit that was asked for, else the first."""
    return asked if asked in units else units[0]


@dataclass(frozen=True)
class Why:
    """One unit from the earlier period to this one: what the facts did and what the rules did, apart."""

    change: Change
    units: list[str]
    by_facts: list[Cause]
    by_rules: list[Cause]
    open_rows: list[Cause]
    before: Scored
    after: Scored
    same_facts: bool
    same_rules: bool


def why(old: Framework, earlier: FactSet | None, new: Framework, later: FactSet, unit: str) -> Why:
    """Why a unit's score changed. Without an earlier file the same facts are read under both frameworks."""
    walk = crosswalk(old, new)
    first = earlier if earlier is not None else translate(later, walk, new, old)
    units = [u for u in later.units if u in first.units]
    if not units:
        raise BadInput(_("Hai tệp không có đơn vị nào chung. Ghi tên đơn vị như nhau ở cả hai tệp."), where="before")
    chosen = unit_among(units, unit)
    change = why_changed(old, first, new, later, chosen, walk)
    rows = [Cause(r, kind_words(r.kind)) for r in change.rows]
    return Why(change, units, [x for x in rows if x.row.by_facts], [x for x in rows if x.row.by_rules],
               [x for x in rows if x.row.by_facts is None or x.row.by_rules is None], score_all(old, first).units[chosen],
               score_all(new, later).units[chosen], earlier is None, old.digest == new.digest)


@dataclass(frozen=True, slots=True)
class Ask:
    """One fact that may be changed: its name in the form, how it reads now, what was typed, and what is wrong with that."""

    field: str
    criterion: Criterion
    titles: str
    now: str
    typed: str
    hint: str
    points: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A criterion whose points changed, each side with its reason."""

    label: str
    code: str
    before: Decimal | None
    after: Decimal | None
    was: str
    now: str

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class WhatIf:
    """A unit as it is and as it would be. `after` is None until something was changed."""

    unit: str
    units: list[str]
    asks: list[Ask]
    before: Scored
    after: Scored | None
    moved: list[Moved]

    @property
    def change(self) -> Decimal | None:
        """In points; None where something is measured on one side only, since then the bounds say it."""
        if self.after is None or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total if _open(self.before) == _open(self.after) else None

    @property
    def wrong(self) -> list[Ask]:
        return [a for a in self.asks if a.error]


def _open(s: Scored) -> set[str]:
    return {e.inputs["code"] for e in s.explained.walk() if not e.parts and e.value is None}


def what_if(framework: Framework, facts: FactSet, unit: str, typed: Mapping[str, str]) -> WhatIf:
    """The same round with some facts of one unit changed; everybody else as they are. A value that cannot be read is said beside its box."""
    chosen, before = unit_among(facts.units, unit), score_all(framework, facts)
    asks, moved_facts, points = [], {}, {k: dict(v) for k, v in facts.points.get(chosen, {}).items()}
    for ask in _asks(framework, facts, chosen, typed):
        if ask.typed:
            try:
                if ask.points:
                    points[ask.criterion.code] = {facts.given(chosen, ask.criterion.code)[0]: _points(ask)}
                else:
                    fact = read_fact(ask.typed)
                    # One that the rule cannot read is refused beside its own box.
                    score_all(framework, facts.only([chosen]).having(chosen, {ask.criterion.fact_code: fact}))
                    moved_facts[ask.criterion.fact_code] = fact
            except (OpenParError, ArithmeticError) as error:
                said = error.message if isinstance(error, OpenParError) else _("Số không tính được theo quy tắc.")
                ask = replace(ask, error=said.removeprefix(f"{ask.criterion.label}: "))
        asks.append(ask)
    changed = any(a.typed for a in asks) and not any(a.error for a in asks)
    if not changed:
        return WhatIf(chosen, list(facts.units), asks, before.units[chosen], None, [])
    new = replace(facts.having(chosen, moved_facts), points={**facts.points, chosen: points})
    after = score_all(framework, new)
    old = {e.inputs["code"]: e for e in before.units[chosen].explained.walk()}
    rows = [Moved(e.label, e.inputs["code"], old[e.inputs["code"]].value, e.value, old[e.inputs["code"]].reason, e.reason)
            for e in after.units[chosen].explained.walk()
            if not e.parts and (e.value, e.absent, e.reason) != (old[e.inputs["code"]].value, old[e.inputs["code"]].absent, old[e.inputs["code"]].reason)]
    return WhatIf(chosen, list(facts.units), asks, before.units[chosen], after.units[chosen], rows)


def _points(ask: Ask) -> Decimal:
    value, top = decimal(ask.typed), ask.criterion.max
    if top is not None and ask.criterion.kind == "core" and not 0 <= value <= top:
        raise BadInput(_("Điểm phải từ 0 đến %(top)s.") % {"top": top})
    return value


def _asks(framework: Framework, facts: FactSet, unit: str, typed: Mapping[str, str]) -> list[Ask]:
    """One box a fact (a fact that serves several criteria once), one a criterion whose points were given by hand."""
    found: dict[str, Ask] = {}
    for c in framework.leaves():
        given = facts.given(unit, c.code)
        if c.rule is None and not given:
            continue
        field = f"so.{c.code if given else c.fact_code}"
        if field in found:
            found[field] = replace(found[field], titles=f"{found[field].titles}; {c.label}")
            continue
        now = fact_text(facts.get(unit, c.fact_code), catalogue().get(c.metric, {}).get("unit", "")) if not given else f"{given[1]:f}".replace(".", ",")
        found[field] = Ask(field, c, c.label, now, str(typed.get(field, "")).strip()[:120], _hint(c, bool(given)), bool(given))
    return list(found.values())


def _hint(c: Criterion, given: bool) -> str:
    if given:
        return _("điểm")
    if c.rule.method == "yes_no":
        return _("có hoặc không")
    if "grades" in c.rule.params:
        return ", ".join(c.rule.params["grades"])
    unit = catalogue().get(c.metric, {}).get("unit", "")
    return _("tỷ lệ, ví dụ 95 % hoặc 190/200") if unit == "share" or c.rule.method in ("proportion", "bands", "full_at") else unit or _("số")


def read_fact(typed: str) -> Fact:
    """What was typed into a box: a number, 95 %, 190/200, có, không, a grade, or a word for "nothing to score".

    >>> read_fact("190/200").number(), read_fact("95 %").value, read_fact("không áp dụng").absent.value, read_fact("có").value
    (Decimal('0.95'), Decimal('0.95'), 'not_applicable', True)
    """
    word = fold(typed)
    if word in ABSENT:
        return Fact(absent=ABSENT[word])
    if word in ("co", "khong"):
        return Fact(value=word == "co")
    above, slash, below = typed.partition("/")
    if slash:
        over = decimal(below, "mẫu số")
        if over < 0:
            raise BadInput(_("Mẫu số không được âm."))
        return Fact(numerator=decimal(above, "tử số"), denominator=over)
    fact = as_fact(typed)
    if isinstance(fact.value, Decimal) and fact.value and abs(fact.value.adjusted()) > 15:
        raise BadInput(_("Số quá lớn hoặc quá nhỏ."))
    return fact
