"""The cheapest way of one unit of a facts file to a target, over levers whose levels and effort a person may edit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from openpar.core.listing import Cell, workbook
from openpar.engine.errors import BadInput, OpenParError
from openpar.engine.index.facts import FactSet, decimal
from openpar.engine.index.framework import Framework
from openpar.engine.index.levers import Lever, Option, levers
from openpar.engine.index.path import Path, Step, cheapest
from openpar.engine.index.round import Scored, score_all
from openpar.web import wording

from .study import read_fact, unit_among

LEVELS = 12


@dataclass(frozen=True, slots=True)
class Edited:
    """One lever in the form: its levels with their effort as text, whether it must stay, and what is wrong with the text."""

    lever: Lever
    field: str
    levels: str
    locked: bool
    error: str = ""

    @property
    def now(self) -> str:
        return self.lever.shown(self.lever.now)


@dataclass(frozen=True, slots=True)
class Todo:
    """One step in words."""

    step: Step

    @property
    def lever(self) -> Lever:
        return self.step.lever

    @property
    def now(self) -> str:
        return self.lever.shown(self.lever.now)

    @property
    def to(self) -> str:
        return self.lever.shown(self.step.option.value)


@dataclass(frozen=True)
class Way:
    """The unit's levers and, where a target was given, the path, or why there is none."""

    unit: str
    units: list[str]
    now: Scored
    levers: list[Edited]
    path: Path | None
    refused: str = ""

    @property
    def steps(self) -> list[Todo]:
        return [Todo(s) for s in self.path.steps] if self.path else []

    @property
    def wrong(self) -> list[Edited]:
        return [x for x in self.levers if x.error]


def way(framework: Framework, facts: FactSet, unit: str, typed: Mapping[str, str], target: str, to: str) -> Way:
    """Levers as edited, and the least effort that reaches the target. BadInput where the target itself cannot be read."""
    chosen = unit_among(facts.units, unit)
    edited = [_edited(lever, typed) for lever in levers(framework, facts, chosen)]
    now = score_all(framework, facts).units[chosen]
    bare = Way(chosen, list(facts.units), now, edited, None)
    if not to or bare.wrong:
        return bare
    asked = {target: _target(target, to)}
    try:
        return replace(bare, path=cheapest(framework, facts, chosen, levers_=[replace(x.lever, locked=x.locked) for x in edited], **asked))
    except BadInput as error:
        raise BadInput(error.message, where="to") from None
    except OpenParError as error:
        return replace(bare, refused=error.message)


def _target(target: str, to: str):
    if target == "klass":
        return to.strip()
    if target == "rank":
        if not to.strip().isascii() or not to.strip().isdigit() or len(to.strip()) > 6:
            raise BadInput(_("Hạng là một số nguyên, ví dụ 3."), where="to")
        return int(to)
    try:
        value = decimal(to.strip().rstrip("%").strip())
    except BadInput as error:
        raise BadInput(error.message, where="to") from None
    if abs(value) > 1_000_000:
        raise BadInput(_("Mức cần đạt quá lớn."), where="to")
    return value


def shown_levels(lever: Lever) -> str:
    """The levels of a lever as text that a person edits: "95 % = 0,57; 98 % = 1"."""
    return "; ".join(f"{lever.shown(o.value)} = {wording.number(round(o.effort, 4))}" for o in lever.options)


def _edited(lever: Lever, typed: Mapping[str, str]) -> Edited:
    field = f"muc.{lever.code}"
    said = typed.get(field)
    locked = bool(typed.get(f"khoa.{lever.code}"))
    if said is None or said.strip() == shown_levels(lever):
        return Edited(lever, field, shown_levels(lever), locked)
    try:
        return Edited(replace(lever, options=_options(lever, said)), field, said[:500], locked)
    except OpenParError as error:
        return Edited(lever, field, said[:500], locked, error.message)


def _options(lever: Lever, said: str) -> tuple[Option, ...]:
    options = []
    for piece in (x.strip() for x in said[:500].split(";")):
        if not piece:
            continue
        level, sign, effort = (x.strip() for x in piece.rpartition("="))
        if not sign or not level:
            raise BadInput(_("“%(piece)s”: ghi mức = công sức, ví dụ 95 %% = 2.") % {"piece": piece[:40]})
        known = next((o for o in lever.options if lever.shown(o.value) == level), None)
        value = known.value if known else read_fact(level.removesuffix(_unit(lever)).strip()).value
        cost = decimal(effort, piece[:40])
        if value is None or cost < 0 or cost > 1_000_000:
            raise BadInput(_("“%(piece)s”: công sức từ 0 trở lên; mức là một giá trị.") % {"piece": piece[:40]})
        same = known is not None and wording.number(round(known.effort, 4)) == effort
        options.append(known if same and known else Option(value, cost, False))
    if len(options) > LEVELS:
        raise BadInput(_("Mỗi dòng nhiều nhất %(n)s mức.") % {"n": LEVELS})
    return tuple(options)


def _unit(lever: Lever) -> str:
    """The word that stands after the number of this lever's levels."""
    text = lever.shown(Decimal(1))
    return text[1:].strip() if text.startswith("1") and not text.endswith("%") else ""


def book(found: Way, title: str) -> bytes:
    """The steps as a workbook, in words, with what was assumed."""
    path = found.path
    cells = [Cell(_("Việc"), lambda s: s.lever.title, "text", 60), Cell(_("Hiện tại"), lambda s: s.now, "text", 14),
             Cell(_("Mức cần đạt"), lambda s: s.to, "text", 14), Cell(_("Điểm tăng"), lambda s: float(s.step.gain), "number", 10),
             Cell(_("Công sức"), lambda s: float(s.step.option.effort), "number", 10),
             Cell(_("Công sức giả định"), lambda s: _("có") if s.step.option.assumed else _("không"), "text", 12),
             Cell(_("Vì sao"), lambda s: s.step.reason, "text", 70)]
    head = _("%(unit)s: từ %(now)s tới %(target)s, đạt %(reached)s, công sức %(effort)s.") % {
        "unit": found.unit, "now": wording.number(path.now, 2), "target": path.target, "reached": wording.number(path.reached, 2),
        "effort": wording.number(path.effort, 2)}
    return workbook(title, cells, found.steps, [head, *path.notes])
