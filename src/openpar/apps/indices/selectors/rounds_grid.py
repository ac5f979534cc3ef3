"""The spreadsheet of a round: units × criteria for who appraises, criteria × streams for a unit. Drawn as one string, since it has thousands of cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Cast, Left
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from openpar.core.actor import Actor
from openpar.engine.index.framework import Criterion
from openpar.web import wording
from openpar.web.charts.svg import el

from .. import rules
from ..criteria import marked, titled
from ..models import Entry, Round, Sheet
from ..points import short_points, shown_points
from . import rounds_appraisers as appraisers
from . import rounds_framework as shelf
from .rounds import of_the_office

STAGES = ("appraisal1", "appraisal2")  # what the grid of the appraiser writes
UNIT_STREAMS = ("automatic", "self", "first", "explanation", "appraisal2")
UNIT_OWN = {code for code, s in rules.STREAMS.items() if s.act != "sheet.appraise"}
MARK = "~"  # parts of a field's name; no criterion code has it


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as the grid needs it."""

    points: Decimal | None
    absent: str
    version: int
    locked: bool
    comment: str = ""

    @property
    def shown(self) -> str:
        return shown_points(self.points, self.absent)

    @property
    def short(self) -> str:
        return short_points(self.points, self.absent)


NOTHING = Said(None, "", 0, False)


def name_of(sheet: int, code: str, stream: str, version: int, old: str) -> str:
    """The name of a cell's field: what it is, and what was read, so that a plain form tells what was changed and what is stale.

    >>> cell_of(name_of(7, "1.3", "self", 2, "2,5"))
    (7, '1.3', 'self', 2, '2,5')
    """
    return MARK.join(("o", str(sheet), code, stream, str(version), old))


def cell_of(name: str):
    """What a field's name says; None for other fields."""
    parts = name.split(MARK)
    if len(parts) != 6 or parts[0] != "o" or not (parts[1].isdecimal() and parts[4].isdecimal()) or len(parts[1]) > 18 or len(parts[4]) > 9:
        return None
    return int(parts[1]), parts[2], parts[3], int(parts[4]), parts[5]


def entries(sheets: Iterable[int], streams: Iterable[str], comments: bool = False) -> dict[tuple[int, str, str], Said]:
    """Every entry of these streams by (sheet, criterion, stream); one query, no model is built."""
    fields = ("sheet_id", "code", "stream", "points", "absent", "version", "locked")
    rows = Entry.objects.filter(sheet__in=list(sheets), stream__in=list(streams)).order_by().values_list(*fields, *(("comment",) if comments else ()))
    return {(r[0], r[1], r[2]): Said(*r[3:]) for r in rows}


def blank(sheet: Sheet, stage: str, said: Mapping[tuple[int, str, str], Said] | None = None) -> int:
    """How many criteria of a sheet have no points yet: of the unit's own ("self"), or of the first appraisal ("appraisal1") with what was surveyed.

    What is only said where there is something to say, bonus and deduction, is not missed.
    """
    said = entries([sheet.pk], (stage, "survey")) if said is None else said
    first = {c.code: shelf.first_stream(c) for c in shelf.leaves(shelf.frozen(sheet.round)).values()}
    wanted = [(code, stage) for code, s in first.items() if s == "appraisal1"] + [(code, s) for code, s in first.items() if s == "survey" and stage != "self"]
    return sum(not said.get((sheet.pk, *cell), NOTHING).shown for cell in wanted)


class Light(NamedTuple):
    """One entry as the great grid draws it: text alone, no number is built for thousands of cells."""

    shown: str
    short: str
    version: int
    locked: str
    noted: str = ""


EMPTY = Light("", "", 0, "")


def light_entries(sheets: Iterable[int], streams: Iterable[str]) -> dict[tuple[int, str, str], Light]:
    """The same as `entries`, for many thousand cells: points come as text, and equal ones are written once."""
    words: dict = {}
    out = {}
    rows = Entry.objects.filter(sheet__in=list(sheets), stream__in=list(streams)).annotate(
        # only texts, which Django hands on as they come; what is no text it would convert row by row
        text=Cast("points", CharField()), shut=Case(When(locked=True, then=Value("x")), default=Value("")), noted=Left("comment", 1)).order_by(
        ).values_list("sheet_id", "code", "stream", "text", "absent", "version", "shut", "noted")
    for sheet, code, stream, text, absent, version, locked, noted in rows:
        if (found := words.get((text, absent))) is None:
            points = None if text is None else Decimal(text)
            found = words[text, absent] = (shown_points(points, absent), short_points(points, absent))
        out[sheet, code, stream] = Light(*found, version, locked, noted)
    return out


def grid(actor: Actor, round: Round, stage: str, area: str = "", typed: Mapping[str, str] | None = None,
         faults: Mapping[str, str] | None = None, *, whole: bool = True) -> dict:
    """The appraiser's page: a row a unit, a column a criterion; not the `whole` round leaves what the person appraises.

    `typed` and `faults` are given back after a refusal, by field name."""
    framework = shelf.frozen(round)
    mandate = appraisers.mandate(actor, round)
    columns = [c for c in framework.leaves() if (not area or appraisers.within(c.code, {area})) and (whole or mandate.covers(c.code))]
    sheets = list(Sheet.objects.filter(round=round).exclude(state=rules.S.EXCLUDED).select_related("organisation").order_by(
        "organisation__name_key", "id"))
    mine = set(Sheet.objects.filter(Sheet.appraisable(actor), round=round).values_list("pk", flat=True))
    office = set(Sheet.objects.filter(of_the_office(actor), round=round).values_list("pk", flat=True))
    streams = {"appraisal2"} if stage == "appraisal2" else set(rules.FIRST)
    said = {k: e for k, e in light_entries([s.pk for s in sheets], {*streams, "automatic", "self", *rules.FIRST}).items()
            if e.locked or (k[2] != "self" and k[0] in office)}
    running = round.state == rules.R.RUNNING
    html = _grid_html(sheets, columns, stage, said, mine, running, typed or {}, faults or {}, mandate, whole)
    return {"html": html, "open": "<input" in html, "areas": framework.root.children,
            "units": len(sheets), "columns": len(columns), "filled": sum(1 for (_s, _c, stream), e in said.items() if stream in streams and e.shown)}


def _grid_html(sheets, columns, stage, said, mine, running, typed, faults, mandate, whole) -> SafeString:
    heads = [f'<th scope="col" id="c{i}" class="n" title="{escape(titled(c.title))}">{escape(c.code)}<span class="vh"> {escape(titled(c.title))}</span>'
             f'<div class="src">{wording.number(c.max) if c.max is not None else ""}</div></th>' for i, c in enumerate(columns)]
    second, again = stage == "appraisal2", bool(typed or faults)
    fields = [(i, c.code, escape(c.code), "appraisal2" if second else shelf.first_stream(c), shelf.first_stream(c), mandate.covers(c.code))
              for i, c in enumerate(columns)]
    words = (gettext("tự chấm"), gettext("hệ thống"))
    own = gettext("đơn vị của bạn")
    own_word = f' <span class="faint small">{escape(own)}</span>'
    out = []
    for s in sheets:
        pk, cells, get = s.pk, [], said.get
        open_streams = {name for name, stream in rules.STREAMS.items() if s.state in stream.states} if running and pk in mine else set()
        for i, code, safe_code, stream, first, covered in fields:
            entry = get((pk, code, stream), EMPTY)
            if entry.locked or not covered or stream not in open_streams:
                cells.append(f'<td class="n{" has-note" if entry.noted else ""}">{entry.short or "–"}</td>')
                continue
            own, auto = get((pk, code, "self"), EMPTY).short, get((pk, code, "automatic"), EMPTY).short
            hint = (get((pk, code, first), EMPTY).short if second else "") or own or auto
            title = f' title="{words[0]} {own or "–"}; {words[1]} {auto or "–"}"' if own or auto else ""
            name, value, bad, note = f"o~{pk}~{safe_code}~{stream}~{entry.version}~{entry.shown}", entry.shown, "", ""
            if again:
                plain = name_of(pk, code, stream, entry.version, entry.shown)
                value = escape(typed.get(plain, value))
                if fault := faults.get(plain, ""):
                    bad, note = " bad", f"<p class=cell-error>{escape(fault)}</p>"
            noted = " has-note" if entry.noted else ""
            cells.append(f'<td class="cell{bad}{noted}"><input name="{name}" value="{value}" placeholder="{hint}" aria-labelledby="r{pk} c{i}"{title}>'
                         f'{note}</td>')
        page = s.get_absolute_url() if whole else f"{s.get_absolute_url()}tieu-chi/{escape(columns[0].code)}/"
        out.append(f'<tr><th scope="row" id="r{pk}"><a href="{page}">{escape(s.organisation.label)}</a>{"" if pk in mine else own_word}</th>'
                   f'{"".join(cells)}</tr>')
    return mark_safe(f'<table class="grid"><caption class="vh">{escape(gettext("Điểm thẩm định: đơn vị theo tiêu chí"))}</caption><thead><tr><th scope="col">'
                     f'{escape(gettext("Đơn vị"))}</th>{"".join(heads)}</tr></thead><tbody>{"".join(out)}</tbody></table>')


def unit_grid(sheet: Sheet, rights: set[str], sides: set[str], proofs: Mapping[str, int], typed: Mapping[str, str] | None = None,
              faults: Mapping[str, str] | None = None, mandate: appraisers.Mandate = appraisers.EVERYTHING) -> dict:
    """The page of one unit: a row a criterion, a column a stream. `rights` are the acts this person holds, `sides` whose drafts they see."""
    framework = shelf.frozen(sheet.round)
    said = {key: e for key, e in entries([sheet.pk], rules.STREAMS, comments=True).items() if rules.shown_to(key[2], e.locked, sides)}
    writable = {code for code, s in rules.STREAMS.items() if s.act in rights and sheet.state in s.states} if sheet.round.state == rules.R.RUNNING else set()
    rows, totals = [], dict.fromkeys(UNIT_STREAMS)

    def walk(c: Criterion, depth: int):
        for child in c.children:
            if child.leaf:
                mine = writable if mandate.covers(child.code) else writable & UNIT_OWN
                rows.append(_leaf_row(sheet, child, said, mine, proofs, typed or {}, faults or {}, totals))
            else:
                rows.append(f'<tr class="lv1" id="tc-{escape(child.code)}"><th scope="rowgroup" colspan="8"><b>{marked(child.label)}</b> '
                            f'<span class="faint">{wording.number(child.max) if child.max is not None else ""}</span></th></tr>')
                walk(child, depth + 1)

    walk(framework.root, 1)
    heads = [gettext("Tối đa"), gettext("Hệ thống"), gettext("Tự chấm"), gettext("Thẩm định 1"), gettext("Kiến nghị"), gettext("Thẩm định 2"),
             gettext("Ý kiến")]
    columns = "".join(f'<th scope="col" id="k{i}" class="{"n" if i < 6 else ""}">{escape(h)}</th>' for i, h in enumerate(heads))
    foot = "".join(f'<td class="n">{wording.number(totals[s], 2) if totals[s] is not None else "–"}</td>' for s in UNIT_STREAMS)
    whole = wording.number(framework.total) if framework.total is not None else ""
    total = gettext("Tổng đã ghi")  # a text inside an f-string is not collected for translation
    html = (f'<table class="grid tall"><caption class="vh">{escape(gettext("Điểm từng tiêu chí theo từng luồng"))}</caption><thead><tr><th scope="col">'
            f'{escape(gettext("Tiêu chí"))}</th>{columns}</tr></thead><tbody>{"".join(rows)}</tbody><tfoot><tr class="total"><th scope="row">'
            f'{escape(total)}</th><td class="n">{whole}</td>{foot}<td></td></tr></tfoot></table>')
    open_stage = "self" if sheet.state == rules.S.SCORING and "self" in writable else "appraisal1" if "appraisal1" in writable else ""
    return {"html": mark_safe(html), "writable": writable, "framework": framework, "said": said, "stage": open_stage,
            "blank": blank(sheet, open_stage, said) if open_stage else 0}


def _leaf_row(sheet, c, said, writable, proofs, typed, faults, totals) -> str:
    first, cells, comment_of = shelf.first_stream(c), [], ""
    for i, column in enumerate(UNIT_STREAMS):
        stream = first if column == "first" else column
        entry = said.get((sheet.pk, c.code, stream), NOTHING)
        if entry.points is not None:
            totals[column] = (totals[column] or Decimal(0)) + entry.points
        if stream in writable and shelf.accepts(stream, c) and not entry.locked:
            comment_of = stream
            cells.append(_input(name_of(sheet.pk, c.code, stream, entry.version, entry.shown), entry.shown, f"h-{c.code} k{i + 1}", typed, faults))
        else:
            cells.append(f'<td class="n">{entry.short or "–"}</td>')
    notes = [(rules.STREAMS[s].title, said[sheet.pk, c.code, s].comment) for s in rules.STREAMS
             if s != comment_of and said.get((sheet.pk, c.code, s), NOTHING).comment]
    last = "".join(f'<p class="small"><span class="faint">{escape(t)}:</span> {escape(text)}</p>' for t, text in notes)
    if comment_of:
        field, said_now = f"y{MARK}{sheet.pk}{MARK}{c.code}{MARK}{comment_of}", said.get((sheet.pk, c.code, comment_of), NOTHING).comment
        last += (f'<input class="note" name="{escape(field)}" value="{escape(typed.get(field, said_now))}" aria-labelledby="h-{escape(c.code)} k6" '
                 f'data-old="{escape(said_now)}" maxlength="2000">')
    link = f'{sheet.get_absolute_url()}tieu-chi/{escape(c.code)}/'
    n = proofs.get(c.code, 0)
    mark = el("svg", el("use", href="#file"), css="i", viewbox="0 0 16 16", aria_hidden="true")
    proof = f' <span class="small faint">{mark}{n}<span class="vh"> {escape(gettext("minh chứng"))}</span></span>' if n else ""
    return (f'<tr id="tc-{escape(c.code)}"><th scope="row" id="h-{escape(c.code)}"><a href="{link}">{escape(c.code)} {marked(c.title)}</a>{proof}</th>'
            f'<td class="n faint">{wording.number(c.max) if c.max is not None else "–"}</td>{"".join(cells)}<td class="notes">{last}</td></tr>')


def _input(name, value, labelled, typed, faults) -> str:
    fault = faults.get(name, "")
    value = escape(typed.get(name, value))
    return (f'<td class="cell{" bad" if fault else ""}"><input name="{escape(name)}" value="{value}" aria-labelledby="{escape(labelled)}"'
            f'{" aria-invalid=true" if fault else ""}>{f"<p class=cell-error>{escape(fault)}</p>" if fault else ""}</td>')
