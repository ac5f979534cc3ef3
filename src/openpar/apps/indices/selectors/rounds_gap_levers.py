"""What the cheapest way of a gap may pull at, and at what price."""

from dataclasses import replace
from decimal import Decimal

from openpar.engine.errors import OpenParError
from openpar.engine.index.facts import FactSet
from openpar.engine.index.framework import Framework
from openpar.engine.index.levers import Lever
from openpar.engine.index.score import by_rule


def costed(lever: Lever, days: Decimal | None) -> Lever:
    """The options of a lever with the effort that somebody set for the whole of it."""
    return lever if days is None else replace(lever, options=tuple(replace(o, effort=o.effort * days, assumed=False) for o in lever.options))


def freed(framework: Framework, facts: FactSet, unit: str) -> FactSet:
    """Points that the rule gives anyway are left to the rule, so that the way names a level of the fact and not bare points."""
    row = dict(facts.points.get(unit, {}))
    for c in framework.leaves():
        fact = facts.get(unit, c.fact_code)
        if c.code in row and c.rule and not fact.why_absent():
            try:
                ruled = by_rule(framework, c, fact)
            except OpenParError:
                continue
            if ruled.value is not None and abs(ruled.value - next(iter(row[c.code].values()))) < Decimal("0.000001"):
                del row[c.code]
    return FactSet(facts.facts, {**facts.points, unit: row}, facts.name)
