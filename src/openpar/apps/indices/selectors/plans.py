"""The improvement plan of a province, by default the installation's own: its ground in the published data, and what has been planned."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.http import Http404
from django.urls import reverse

from openpar.core.actor import Actor
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.engine.index.papi import Province
from openpar.engine.index.papi_views import plan_ground

from .. import titles
from ..models import PlanItem
from .papi import Figure, book, home, line


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One sub-dimension: where it stands, how far behind its peers, what is proposed, and the item of the plan, if any."""

    figure: Figure
    name: str
    behind: Decimal | None
    proposed: Decimal | None
    item: PlanItem | None
    result: Figure | None

    @property
    def url(self) -> str:
        """Its page in the plan."""
        return plan_url("plan_item", self.figure.place, self.figure.cell.year, self.figure.cell.code)

    @property
    def apart(self) -> Decimal | None:
        """Above (or, negative, below) the median of the peers."""
        return None if self.behind is None else -self.behind


def items_for(actor: Actor):
    """The items this person may see, with their organisations and tasks."""
    return PlanItem.objects.filter(PlanItem.reach(actor, "plan.view")).select_related("keeper", "owner", "task").order_by("id")


def plan_url(name: str, place: Province, *args) -> str:
    """The address of a page of the plan ("plan", "plan_item" …); that of another province names it."""
    own = place.code == home().code
    return reverse(f"indices:papi_{name}" if own else f"indices:papi_{name}_of", args=args if own else [place.slug, *args])


def urls(row: PlanRow) -> dict[str, str]:
    """Where the forms of one item go."""
    cell = row.figure.cell
    return {n: plan_url(n, row.figure.place, cell.year, cell.code) for n in ("plan_item", "plan_give", "plan_review")}


def rows(actor: Actor, year: int, place: Province) -> list[PlanRow]:
    """Every sub-dimension of the year, the furthest behind first. One statement for the items."""
    items = {i.code: i for i in items_for(actor).filter(province_code=place.code, year=year)}
    return [_row(r, year, items.get(r["code"]), place) for r in plan_ground(place.code, year)]


def row(actor: Actor, year: int, code: str, place: Province) -> PlanRow:
    """One sub-dimension; 404 where it was not asked or not published that year."""
    found = next((r for r in plan_ground(place.code, year) if r["code"] == code), None) if year in book().years else None
    if found is None:
        raise Http404(code)
    item = items_for(actor).filter(province_code=place.code, year=year, code=code).first()
    return _row(found, year, item, place)


def _row(ground: dict, year: int, item: PlanItem | None, place: Province) -> PlanRow:
    code = ground["code"]
    cell = line(place.code, year, code).cell
    result = None
    if item and item.target_year in book().years and code in book().codes(item.target_year):
        result = Figure(book().cell(item.target_year, place.code, code), place)
    # The border itself still lies in the lower group: the next hundredth above it is the first figure of the better one.
    proposed = None if ground["target"] is None else min(ground["target"].quantize(Decimal("0.01"), ROUND_CEILING), cell.high)
    return PlanRow(Figure(cell, place), titles.numbered(code, ground["title"]), ground["behind_peers"], proposed, item, result)


def owners(day):
    """The organisations that can answer for a sub-dimension on a day: departments, districts and vertical agencies."""
    return Organisation.objects.filter(valid_on(day), kind__in=("committee", "department", "district", "vertical")).order_by("name_key", "id")
