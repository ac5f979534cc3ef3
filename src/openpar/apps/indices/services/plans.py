"""Deciding about the improvement plan: write an item, give it as a task, review it at the end of the year. Each leaves its trail."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from openpar.apps.tasks.services import NewTask, Origin, create_tasks
from openpar.core import audit
from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.engine.errors import BadInput, Conflict, Refused
from openpar.engine.index.papi import Province, papi

from ..models import PlanItem
from ..selectors.papi import home, line, scale_of

ROOM = "indices.plan"
TAKEN = "Chưa lưu được. Mục này vừa được người khác sửa. Tải lại để xem bản mới."


def keeper_of(by: Actor) -> Organisation:
    """The organisation in whose name this person keeps the plan."""
    by.require("plan.edit")
    found = Organisation.objects.filter(pk=by.organisation_for("plan.edit")).first()
    by.require("plan.edit", found)
    return found


@transaction.atomic
def save(year: int, code: str, *, place: Province | None = None, owner: Organisation | None, measures: str, target: Decimal | None, target_year: int | None,
         version: int | None, by: Actor, at) -> PlanItem:
    """Write an item for a province (default the own one), new or again. `version` is the one that was read; another since then is a Conflict."""
    keeper, place = keeper_of(by), place or home()
    cell = line(place.code, year, code).cell
    if target is not None and not cell.low <= target <= cell.high:
        raise BadInput(f"Mục tiêu phải nằm trong thang điểm {scale_of(cell)}.", where="target")
    if target is not None and target_year is None:
        raise BadInput("Ghi năm phải đạt mục tiêu.", where="target_year")
    if target_year is not None and target_year <= year:
        raise BadInput(f"Năm mục tiêu phải sau năm số liệu ({year}).", where="target_year")
    item = PlanItem.objects.select_for_update().filter(keeper=keeper, province_code=place.code, year=year, code=code).first()
    if (version is not None and (item is None or item.version != version)) or (version is None and item is not None):
        raise Conflict(TAKEN, where=ROOM)
    if item and item.task_id and item.owner_id != (owner and owner.pk):
        raise BadInput("Mục này đã giao thành nhiệm vụ. Đổi đơn vị chủ trì ở nhiệm vụ đó.", where="owner")
    before = _facts(item) if item else {}
    item = item or PlanItem(keeper=keeper, province_code=place.code, year=year, code=code, title=cell.title, created_by=by.user, version=0)
    item.owner, item.measures, item.target, item.target_year = owner, measures.strip(), target, target_year
    item.version, item.updated_at = item.version + 1, at
    item.save()
    audit.record("indices.plan.save", ROOM, item, by=by, at=at, changes=audit.changed(before, _facts(item)), organisation_id=keeper.pk)
    return item


@transaction.atomic
def give(item: PlanItem, *, title: str, due_on: date, by: Actor, at):
    """Give the item as a task to its owner, once; the task names the item, the item its task."""
    _require(item, by)
    if item.owner_id is None:
        raise BadInput("Chưa có đơn vị chủ trì. Chọn đơn vị và lưu mục này trước khi giao.", where="title")
    if due_on < timezone.localtime(at).date():
        raise BadInput("Hạn phải từ hôm nay trở đi.", where="due_on")
    if item.task_id:
        raise Conflict("Mục này đã được giao thành nhiệm vụ.", where=ROOM)
    place = papi().province(item.province_code)
    own = place == home()
    page = ("indices:papi_plan_item", (item.year, item.code)) if own else ("indices:papi_plan_item_of", (place.slug, item.year, item.code))
    url = settings.BASE_URL + reverse(page[0], args=page[1])
    text = f"{item.measures}\n\nKế hoạch cải thiện {item.reference} ({item.title}): {url}".strip()
    targets = [{"metric": f"PAPI {item.code[1:]} {item.title}", "op": ">=", "value": item.target, "unit": "điểm", "year": item.target_year}] \
        if item.target is not None else []
    [task] = create_tasks([NewTask(title=title, issuer=item.keeper, text=text, leads=[item.owner], due_type="date", due_on=due_on,
                                   targets=targets, origin=Origin("gap", item.pk, f"{item.reference}, {item.title}", *page))], by=by, at=at)
    # The guard stands in the statement: of two clicks at once the second finds no row, and its task is not made either.
    if not PlanItem.objects.filter(pk=item.pk, task=None).update(task=task, version=item.version + 1, updated_at=at):
        raise Conflict("Mục này vừa được giao thành nhiệm vụ.", where=ROOM)
    audit.record("indices.plan.give", ROOM, item, by=by, at=at, changes={"task": task.code}, organisation_id=item.keeper_id)
    return task


@transaction.atomic
def review(item: PlanItem, *, text: str, version: int, by: Actor, at) -> PlanItem:
    """What came of the item at the end of the year, in words; the published figure stands beside it."""
    _require(item, by)
    if not text.strip():
        raise BadInput("Ghi kết quả đánh giá.", where="review")
    day = timezone.localtime(at).date()
    if not PlanItem.objects.filter(pk=item.pk, version=version).update(review=text.strip(), reviewed_on=day, version=version + 1, updated_at=at):
        raise Conflict(TAKEN, where=ROOM)
    audit.record("indices.plan.review", ROOM, item, by=by, at=at, changes=audit.changed({"review": item.review}, {"review": text.strip()}),
                 organisation_id=item.keeper_id)
    return item


def _require(item: PlanItem, by: Actor) -> None:
    if not PlanItem.objects.filter(PlanItem.reach(by, "plan.edit"), pk=item.pk).exists():
        by.require("plan.edit", item.keeper)
        raise Refused("Mục này thuộc kế hoạch của cơ quan khác.", where=ROOM)


def _facts(item: PlanItem) -> dict:
    return {"owner": item.owner.label if item.owner else None, "measures": item.measures, "target": item.target and str(item.target.normalize()),
            "target_year": item.target_year}
