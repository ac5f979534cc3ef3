"""A result as everybody reads it after publication: ranking with the number of units, points by area, revisions that say why."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openpar.core.actor import Actor
from openpar.core.listing import Cell
from openpar.engine.index.framework import Criterion, Framework
from openpar.web import wording
from openpar.web.charts.heat import heat_class
from openpar.web.charts.svg import join

from .. import rules
from ..criteria import titled
from ..models import Result, ResultRow, Round, Sheet
from . import rounds
from . import rounds_framework as shelf


@dataclass(frozen=True)
class Shown:
    """One result on a page."""

    round: Round
    result: Result
    framework: Framework
    rows: list[ResultRow]
    revisions: list[Result]
    excluded: list[tuple[str, str]]

    @property
    def areas(self) -> tuple[Criterion, ...]:
        return self.framework.root.children

    @property
    def ranked(self) -> int:
        return sum(1 for r in self.rows if r.rank is not None)

    @property
    def newest(self) -> bool:
        return self.revisions[0].pk == self.result.pk

    @property
    def total(self) -> Decimal | None:
        return self.framework.total

    @property
    def example(self) -> bool:
        return self.framework.example

    @property
    def printed(self) -> bool:
        """Whether the decision's own values stand beside the computed ones."""
        return any(r.printed is not None for r in self.rows)

    def lines(self) -> list[dict]:
        """The rows as a page or a paper prints them, rounded as the framework says."""
        round_ = self.framework.settings.round
        return [{"row": r, "unit": r.organisation.label, "name": r.organisation.name, "total": None if r.total is None else round_(r.total),
                 "percent": None if r.percent is None else round_(r.percent), "rank": whole(r.rank), "klass": r.klass, "complete": r.complete,
                 "low": r.low, "high": r.high, "printed": r.printed,
                 "differs": r.printed is not None and r.percent is not None and r.printed != round_(r.percent)} for r in self.rows]


def whole(rank: Decimal | None) -> int | Decimal | None:
    """A rank without its ",0"; ties that share a mean place keep their half."""
    return int(rank) if rank is not None and rank == rank.to_integral_value() else rank


def published_or_404(pk: int, revision: int | None = None) -> Shown:
    """The newest result of a published round, or an earlier one; what is not published is not there, whoever asks."""
    found = Round.objects.filter(pk=pk, state=rules.R.PUBLISHED).select_related("keeper").first()
    revisions = list(found.results.order_by("-revision")) if found else []
    chosen = next((r for r in revisions if revision is None or r.revision == revision), None)
    if chosen is None:
        raise Http404(pk)
    return _shown(found, chosen, revisions)


def _shown(round, result, revisions) -> Shown:
    rows = sorted(result.rows.select_related("organisation"), key=lambda r: (r.rank is None, r.rank or 0, r.organisation.name_key))
    out = list(round.sheets.filter(state=rules.S.EXCLUDED).select_related("organisation"))
    return Shown(round, result, shelf.frozen(round), rows, revisions, reasons(out))


def reasons(excluded: list[Sheet]) -> list[tuple[str, str]]:
    """(unit, why it is out of the round) for sheets that were taken out."""
    why = rounds.reasons_out(excluded)
    return [(s.organisation.name, why.get(s.pk, "")) for s in excluded]


def history(shown: Shown) -> list[tuple[Result, list[str]]]:
    """Every publication of the result, newest first, with what it changed in the one before, in words: points, total and rank of each unit."""
    if len(shown.revisions) < 2:
        return [(r, []) for r in shown.revisions]
    rows: dict[int, dict[int, ResultRow]] = {r.pk: {} for r in shown.revisions}
    for row in ResultRow.objects.filter(result__in=shown.revisions).select_related("organisation").order_by("organisation__name_key"):
        rows[row.result_id][row.organisation_id] = row
    before = [*(rows[r.pk] for r in shown.revisions[1:]), None]
    return [(r, _changes(shown, rows[r.pk], was) if was is not None else []) for r, was in zip(shown.revisions, before, strict=True)]


def _changes(shown: Shown, rows, before) -> list[str]:
    leaves, said, moved = {c.code: c for c in shown.framework.root.leaves()}, [], []
    for unit, row in rows.items():
        was = before.get(unit)
        if was is None:
            continue
        codes = [c for c in leaves if row.points.get(c) != was.points.get(c)]
        ranks = _step(whole(was.rank), whole(row.rank), lambda n: wording.number(n)) if row.rank != was.rank else ""
        if codes:
            parts = [f"{leaves[c].code} {titled(leaves[c].title)}: {_step(was.points.get(c), row.points.get(c), _points)}" for c in codes]
            if row.total != was.total:
                parts.append(_("tổng điểm %(step)s") % {"step": _step(was.total, row.total, _points)})
            if ranks:
                parts.append(_("hạng %(step)s") % {"step": ranks})
            said.append(f"{row.organisation.name}: {'; '.join(parts)}.")
        elif ranks:
            moved.append(f"{row.organisation.label} {ranks}")
    return [*said, *([_("Hạng của đơn vị khác đổi theo: %(units)s.") % {"units": ", ".join(moved)}] if moved else [])]


def _points(value) -> str:
    return wording.number(Decimal(value), 2)


def _step(old, new, said) -> str:
    return f"{'–' if old is None else said(old)} → {'–' if new is None else said(new)}"


def published_rounds():
    """Every published round, newest first."""
    return Round.objects.filter(state=rules.R.PUBLISHED).select_related("keeper")


def heat(shown: Shown, url=None) -> SafeString:
    """Units × areas: points lost, shaded by their share of what could be had; the number in the cell. With links it is a tool, and units
    have their short names; without it is published, and they have their full ones."""
    heads = join(format_html('<th scope="col" title="{}">{}<span class="vh"> {}</span></th>', titled(c.title), c.code, titled(c.title)) for c in shown.areas)
    body = join(_heat_row(shown, row, url) for row in shown.rows)
    return format_html('<div class="scroll" tabindex="0" role="region" aria-label="{0}"><table class="heat"><caption class="vh">{0}</caption><thead><tr>'
                       '<th scope="col">{1}</th>{2}</tr></thead><tbody>{3}</tbody></table></div>',
                       _("Điểm mất theo đơn vị và lĩnh vực"), _("Đơn vị"), heads, body)


def _heat_row(shown, row, url):
    cells, named = [], row.organisation.label if url else row.organisation.name
    for c in shown.areas:
        got = row.points.get(c.code)
        if got is None or c.max is None:
            cells.append(format_html('<td><span class="na"><span class="vh">{}</span>&nbsp;</span></td>', _("chưa đo hoặc không áp dụng")))
            continue
        lost, least = _lost(row, c, Decimal(got))
        said = _("%(unit)s, %(area)s: mất %(lost)s trên %(max)s điểm") % {
            "unit": named, "area": titled(c.label), "lost": wording.number(lost, 2), "max": wording.number(c.max)}
        css, words = heat_class(float(lost), float(c.max)), f"{'≥ ' if least else ''}{wording.number(lost, 2)}"
        said += f", {_('chưa đủ số liệu')}" if least else ""
        cells.append(format_html('<td><a class="{}" href="{}" aria-label="{}">{}</a></td>', css, url(row, c), said, words) if url
                     else format_html('<td><span class="{}"><span class="vh">{} </span>{}</span></td>', css, said, words))
    name = format_html('<a href="{}">{}</a>', url(row, None), named) if url else named
    return format_html('<tr><th scope="row">{}</th>{}</tr>', name, join(cells))


def _lost(row, area: Criterion, got: Decimal) -> tuple[Decimal, bool]:
    """(points lost in an area, whether that is only the least, because some of it is not measured yet). What is not measured is not lost."""
    leaves = [c for c in area.leaves() if c.kind == "core" and c.max is not None]
    known = [c for c in leaves if row.points.get(c.code) is not None]
    if row.complete or len(known) == len(leaves):
        return max(area.max - got, Decimal(0)), False
    return max(sum((c.max for c in known), Decimal(0)) - got, Decimal(0)), True


def columns(shown: Shown) -> list[Cell]:
    """The columns of the workbook of a result."""
    cells = [Cell(_("Hạng"), lambda r: None if r["rank"] is None else float(r["rank"]), "number", 8), Cell(_("Đơn vị"), lambda r: r["name"], "text", 40),
             Cell(_("Điểm"), lambda r: None if r["total"] is None else float(r["total"]), "number", 10),
             Cell(_("Chỉ số (%)"), lambda r: None if r["percent"] is None else float(r["percent"]), "number", 10),
             Cell(_("Xếp loại"), lambda r: r["klass"], "text", 14)]
    for c in shown.framework.root.walk():
        if c.code:
            cells.append(Cell(f"{c.code} {c.title}"[:60], lambda r, k=c.code: None if r["row"].points.get(k) is None else float(r["row"].points[k]),
                              "number", 9))
    return cells


def may_manage(actor: Actor, round: Round) -> bool:
    """Whether this person may revise it."""
    return Round.objects.filter(Round.reach(actor, "round.manage"), pk=round.pk).exists()
