"""The rulebook as it counts here: every value with its source and grade, the installation's own ones, and what nobody has compared.

Entering, approving and confirming are for two people, in person.
"""

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Router
from ninja import Schema as Shape
from pydantic import Field

from openpar.core import comparing, rulebook, rules
from openpar.core.models import RuleEntry
from openpar.engine.errors import NotLoaded

from .auth import needs

router = Router(tags=["rules"])


class RuleValueOut(Shape):
    """Một giá trị theo ngày; `unverified` là chưa đối chiếu với văn bản."""

    value: Any
    words: str
    valid_from: date
    valid_until: date | None = Field(description="Ngày cuối còn hiệu lực; trống là còn hiệu lực.")
    source: str
    confidence: str
    unverified: bool
    layer: str = Field(description="shipped: theo phần mềm; còn lại là giá trị của cơ quan.")


class RuleOut(Shape):
    name: str
    title: str
    unit: str
    now: RuleValueOut | None


class RulesOut(Shape):
    items: list[RuleOut]


class RuleEntryOut(Shape):
    """Giá trị do cơ quan nhập; có hiệu lực sau khi người thứ hai duyệt."""

    id: int
    value: Any
    valid_from: date
    valid_until: date | None
    source: str
    approved: bool
    withdrawn: bool


class RuleDetail(RuleOut):
    values: list[RuleValueOut]
    entries: list[RuleEntryOut]


class UncomparedOut(Shape):
    kind: str
    name: str
    title: str
    words: str
    source: str
    grade: str
    digest: str
    since: date | None


class UncomparedList(Shape):
    items: list[UncomparedOut]


@router.get("/rules", response=RulesOut)
@needs("rule.view")
def rules_list(request):
    """Các quy tắc, mỗi quy tắc với giá trị hôm nay và nguồn."""
    return {"items": [_rule(name, rulebook.parameter(name), request.actor.on) for name in rulebook.names()]}


@router.get("/rules/uncompared", response=UncomparedList)
@needs("rule.view")
def rules_uncompared(request):
    """Những gì đang dùng mà chưa ai đối chiếu với văn bản."""
    return {"items": [{n: getattr(i, n) for n in ("kind", "name", "source", "grade", "digest", "since")} | {"title": str(i.title), "words": str(i.words)}
                      for i in comparing.waiting()]}


@router.get("/rules/{folder}/{name}", response=RuleDetail)
@needs("rule.view")
def rule_one(request, folder: Annotated[str, Path(max_length=40)], name: Annotated[str, Path(max_length=80)]):
    """Một quy tắc: mọi giá trị theo thời gian, và giá trị do cơ quan nhập."""
    name = f"{folder}/{name}"
    if name not in rulebook.names():
        raise Http404(name)
    p = rulebook.parameter(name)
    entries = RuleEntry.objects.filter(name=name).order_by("-id")
    return {**_rule(name, p, request.actor.on), "values": [_value(v) for v in sorted(p.values, key=lambda v: v.valid_from, reverse=True)],
            "entries": [{"id": e.pk, "value": e.value, "valid_from": e.valid_from, "valid_until": e.valid_until, "source": e.source,
                         "approved": e.approved_at is not None, "withdrawn": e.withdrawn_at is not None} for e in entries]}


def _rule(name, p, day) -> dict:
    try:
        found = p.on(day)
        now = next(v for v in p.values if (v.value, v.valid_from, v.layer) == (found.value, found.valid_from, found.layer))
    except NotLoaded:
        now = None
    return {"name": name, "title": str(rules.title_words(p)), "unit": str(rules.unit_words(p.unit)), "now": now and _value(now)}


def _value(v) -> dict:
    names = ("value", "valid_from", "valid_until", "source", "confidence", "unverified", "layer")
    return {**{n: getattr(v, n) for n in names}, "words": str(rules.value_words(v.value))}
