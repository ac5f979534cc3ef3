"""Where a unit of a round lost points, why, the cheapest way to more, and a gap given as a task."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status
from ninja import Schema as Shape
from pydantic import Field

from openpar.apps.tasks.selectors.assignments import tasks_for
from openpar.core.api import Id, Schema, needs
from openpar.core.api.acting import IF_MATCH, expect, named
from openpar.core.api.schemas import Key, OrganisationRef
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.engine.errors import BadInput

from ..selectors import rounds as chosen
from ..selectors import rounds_gap as gaps
from ..services import rounds_gap
from .router import router
from .sheets import Code

Unit = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Trống: đơn vị mất điểm nhiều nhất mà thẻ được xem.")]
Effort = Annotated[str, Field(pattern=r"^[^:]{1,40}:[0-9]{1,6}(\.[0-9]{1,3})?$")]


class LossOut(Shape):
    """Một tiêu chí: điểm tối đa, điểm đạt, điểm mất; `lost` null là chưa đo, không phải 0."""

    code: str
    title: str
    max: Decimal | None
    points: Decimal | None
    lost: Decimal | None
    task_id: int | None = Field(description="Nhiệm vụ đã giao từ khoảng cách này, nếu thẻ được xem.")


class AreaOut(Shape):
    code: str
    title: str
    max: Decimal | None
    lost: Decimal | None
    criteria: list[LossOut]


class GapOut(Shape):
    """Khoảng cách của một đơn vị trong một đợt."""

    round_id: int
    organisation: OrganisationRef
    side: str = Field(description="provisional: đợt đang chạy; official: kết quả chính thức.")
    rank: Decimal | None
    ranked: int
    percent: Decimal | None
    measured: Decimal
    reached: Decimal
    lost: Decimal
    areas: list[AreaOut]
    units: list[OrganisationRef] = Field(description="Các đơn vị mà thẻ được xem khoảng cách.")


class WhyOut(Shape):
    """Vì sao một tiêu chí mất điểm: quy tắc, số liệu, mức nên đạt."""

    code: str
    title: str
    points: Decimal | None
    max: Decimal | None
    lost: Decimal | None
    reason: str
    rule: str
    metric: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    inputs: dict
    proposed: Decimal | None
    proposed_words: str


class StepOut(Shape):
    code: str
    title: str
    criterion: str
    now: str
    to: str
    gain: Decimal


class WayOut(Shape):
    """Đường đi ít công nhất đến số điểm ấy; không có đường thì `refused` nói vì sao."""

    target: Decimal
    refused: str
    steps: list[StepOut]


class GiveIn(Schema):
    """Whose gap, at which criterion, becomes which task; another organisation than the one that lost the points may do it."""

    organisation_id: Key
    code: Code
    title: Annotated[str, Field(min_length=1, max_length=300)]
    due_on: date
    target: Annotated[Decimal, Field(max_digits=18, decimal_places=6)] | None = None
    owner_id: Key | None = None


class GivenOut(Shape):
    task_id: int
    code: str


@router.get("/rounds/{int:pk}/gap", response=GapOut)
@needs("round.view", "sheet.view")
def round_gap(request, pk: Id, unit: Unit = None):
    """Điểm mất theo lĩnh vực và tiêu chí của một đơn vị."""
    gap = gaps.gap_or_404(request.actor, pk, unit)
    seen = set(tasks_for(request.actor).filter(pk__in=[t.task_id for t in gap.tasks.values()]).values_list("pk", flat=True))
    tasks = {code: t.task_id for code, t in gap.tasks.items() if t.task_id in seen}
    areas = [{**_line(a), "criteria": [_line(x) | {"points": x.e.value, "task_id": tasks.get(x.code)} for x in leaves]} for a, leaves in gap.areas]
    return {"round_id": pk, "organisation": gap.sheet.organisation, "side": gap.standing.side, "rank": gap.scored.rank, "ranked": gap.standing.ranked,
            "percent": gap.scored.percent, "measured": gap.measured, "reached": gap.reached, "lost": gap.lost, "areas": areas,
            "units": [gap.standing.sheets[u].organisation for u in gap.standing.scoring.units]}


@router.get("/rounds/{int:pk}/gap/{code}", response=WhyOut)
@needs("round.view", "sheet.view")
def round_gap_why(request, pk: Id, code: str, unit: Unit = None):
    """Vì sao một tiêu chí mất điểm."""
    why = gaps.why(gaps.gap_or_404(request.actor, pk, unit), code)
    if why is None or why.line.code != code:
        raise Http404(code)
    fact = why.fact
    return {**_line(why.line), "points": why.line.e.value, "reason": why.reason, "rule": why.rule, "metric": why.metric, "inputs": why.inputs,
            "value": fact and fact.number(), "numerator": fact and fact.numerator, "denominator": fact and fact.denominator,
            "proposed": why.proposed, "proposed_words": why.proposed_words}


@router.get("/rounds/{int:pk}/way", response=WayOut)
@needs("round.view", "sheet.view")
def round_way(request, pk: Id, target: Annotated[Decimal, Query(ge=0, le=100_000, max_digits=12, decimal_places=6)], unit: Unit = None,
              effort: Annotated[list[Effort], Query(max_length=200)] = []):  # noqa: B006  ninja reads it, nobody writes it
    """Đường đi ít công nhất để đạt số điểm; effort=1.1:3 là 3 ngày công cho cả khoảng cách của tiêu chí 1.1."""
    efforts = {code: Decimal(days) for code, _sep, days in (e.rpartition(":") for e in effort)}
    way = gaps.way(gaps.gap_or_404(request.actor, pk, unit), target, efforts)
    return {"target": target, "refused": way.refused, "steps": way.steps if way.path else []}


@router.post("/rounds/{int:pk}/gap", response={201: GivenOut}, openapi_extra=IF_MATCH)
@needs("directive.issue")
def round_gap_give(request, pk: Id, given: GiveIn):
    """Giao một khoảng cách thành nhiệm vụ, một lần: đơn vị, chỉ tiêu và số liệu đi cùng."""
    found = chosen.run_by(request.actor, pk)
    request.actor.require("directive.issue", found.keeper)
    expect(request, found)
    get_object_or_404(found.sheets, organisation_id=given.organisation_id)
    owner = named(Organisation.objects.filter(valid_on(request.actor.on)), [given.owner_id], "owner_id")[0] if given.owner_id else None
    if not given.title.strip():
        raise BadInput(_("Ghi tên nhiệm vụ."), where="body.title")
    made = rounds_gap.give_now(request.actor, found, given.organisation_id, given.code, title=given.title, due_on=given.due_on, target=given.target,
                               owner=owner, at=request.at)
    return Status(201, {"task_id": made.task_id, "code": made.task.code})


def _line(line) -> dict:
    return {"code": line.code, "title": line.e.label, "max": line.max, "lost": line.lost}
