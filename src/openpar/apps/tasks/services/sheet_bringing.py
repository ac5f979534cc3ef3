"""Making tasks of a tracking sheet: given on their own day, and led by the ordinary acts as far as the sheet says, each at its day."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from openpar.core import clock, deadlines, evidence, outbox
from openpar.core.imports.importer import Context, Row
from openpar.core.outbox import Audience, Told

from ..models import Assignment, Directive, Report
from ..origins import Origin
from . import appraise, periods, work
from .create import NewTask, create_tasks
from .reading import title_of
from .sheet_words import DONE, SENT, cited_in, refs_in

ROOM = "tasks.assignment"
QUALITY = Assignment.Quality.FAIR


def bring(rows: list[Row], context: Context) -> None:
    """Tasks, parts and their course; each organisation is told once of all that came."""
    groups = _groups(rows)
    directives = {d.number: d for d in Directive.objects.filter(issuer=context.organisation, state=Directive.State.ISSUED).exclude(number="")}
    done, total = 0, len(rows)
    with outbox.quiet():
        for day, found in groupby(sorted(groups, key=lambda g: (g[0].extra.assigned_on, g[0].n)), key=lambda g: g[0].extra.assigned_on):
            day_groups = list(found)
            tasks = create_tasks([_spec(g, directives, context) for g in day_groups], by=context.by, at=clock.at_time(day, 8))
            parts = defaultdict(dict)
            for p in Assignment.objects.filter(task__in=tasks).select_related(*Assignment.MOVE_WITH):
                parts[p.task_id][p.organisation_id] = p
            for group, task in zip(day_groups, tasks, strict=True):
                for row in group:
                    own = [parts[task.pk][o.pk] for o in row.extra.who.leads if o.pk in parts[task.pk]]
                    _course(row, own, context)
                    row.made += [(ROOM, p.pk, f"{task.code} {task.title} ({p.organisation.label})") for p in own]
                    done += 1
                    context.progress(done, total)
            _periods_from_now([p for t in tasks for p in parts[t.pk].values()], context)
    _tell(rows, context)


def _groups(rows: list[Row]) -> list[list[Row]]:
    """Rows that are one task: they begin in the same row and are due at the same time; units given another time have a task of their own."""
    out: dict = {}
    for row in rows:
        line = row.extra
        out.setdefault((id(line.first), line.assigned_on, line.time.due_type, line.time.due_on, line.time.cycle), []).append(row)
    return list(out.values())


def _spec(group: list[Row], directives: dict, context: Context) -> NewTask:
    first, line = group[0].extra.first, group[0].extra
    source = group[0].text("source") or first.text("source")
    cited = cited_in(source) if source else []
    leads = list(dict.fromkeys(o for r in group for o in r.extra.who.leads))
    helps = [o for o in dict.fromkeys(o for r in group for o in r.extra.who.helps) if o not in set(leads)]
    words = "; ".join(dict.fromkeys(w for r in group for w in r.extra.who.words))
    where = _("%(source)s, dòng %(n)s") % {"source": context.source, "n": group[0].n}
    old = [_("mã cũ %(code)s") % {"code": first.text("code")}] if first["code"] else []
    origin = Origin("import", context.batch_id, ". ".join([where, *old, *([source] if source else [])])[:300], "core:import", (context.batch_id,))
    time = line.time
    return NewTask(
        title=title_of(first.text("task")), text=first.text("task"), issuer=context.organisation, directive=next(
            (directives[c.number] for c in cited if c.number in directives), None), clause=first.text("number")[:60], section=line.section, leads=leads,
        coordinating=helps, coordinating_text=words[:500], due_type=time.due_type, due_on=time.due_on, due_text=time.text, cycle=time.cycle,
        report_day=time.report_day, recurring=time.recurring, yearly_days=time.yearly_days, product=group[0].text("product")[:300],
        field=group[0].text("field")[:120], legal_refs=refs_in(source) if source else (), origin=origin)


def _course(row: Row, parts: list[Assignment], context: Context) -> None:
    """The acts that led to where the sheet says the parts are, each at its own day, in the organisations' stead."""
    line, stead = row.extra, replace(context.by, system=True)
    if line.state == "waiting" or not parts:
        return
    received = clock.at_time(line.assigned_on, 9)
    work.receive_many([p.pk for p in parts], by=stead, at=received)
    note = row.text("result") or row.text("status")
    for part in parts:
        fresh = Assignment.objects.select_related(*Assignment.MOVE_WITH).get(pk=part.pk)
        if line.state in (DONE, SENT):
            _submit(row, fresh, note, stead, context)
        else:
            work.update_progress(fresh, by=stead, at=context.at, percent=line.percent, note=f"{note}\n({context.source})".strip())
    if line.state == DONE:
        appraise.accept_many([p.pk for p in parts], by=stead, at=_at(line.done_on, context, 16), quality=QUALITY, answer=context.source)


def _submit(row, part, note, stead, context):
    """The final report, with the documents that the sheet names as proof."""
    at = _at(row.extra.done_on, context, 15)
    for cited in cited_in(" ".join((row.text("result"), row.text("status"))))[:5]:
        evidence.add_document(ROOM, part.pk, number=cited.number, issued_on=cited.on, issuer=part.organisation.name,
                              title=f"{cited.kind} {cited.number}", by=stead, at=at, organisation_id=part.organisation_id)
    work.submit(part, by=stead, at=at, body=note or _("Hoàn thành theo bảng theo dõi"), confirm_children=True,
                no_evidence_reason=_("%(source)s, minh chứng ở hệ thống cũ") % {"source": context.source})


def _at(day: date, context, hour):
    """A moment of a day, not after the import itself."""
    return min(clock.at_time(day, hour), context.at)


def _periods_from_now(parts, context):
    """Reports of past periods were made in the old system: the first that is owed here is that of the present period."""
    owed = list(Report.objects.filter(assignment__in=parts, final=False, state=Report.State.DUE, due_at__lt=context.at).select_related("assignment__task"))
    for report in owed:
        task = report.assignment.task
        now = periods.first_owed(task.cycle, task.report_day, context.on)
        Report.objects.filter(pk=report.pk).update(period_from=now.start, period_to=now.end)
        deadlines.change_due(Report, report.deadline_id, clock.end_of(now.due_on), at=context.at,
                             why=_("%(source)s: các kỳ trước đã báo cáo ở hệ thống cũ") % {"source": context.source})


def _tell(rows, context):
    """One message an organisation, however many tasks came."""
    counts: dict = defaultdict(int)
    for row in rows:
        for o in row.extra.who.leads:
            counts[o.pk] += 1
    outbox.announce([Told("tasks.imported", f"tasks.organisation:{pk}", _("%(n)s nhiệm vụ đang theo dõi được %(source)s, giữ ngày giao và thời hạn cũ.") % {
        "n": n, "source": context.source}, reverse("tasks:my_work"), (Audience(pk),), {"import": context.batch_id}) for pk, n in sorted(counts.items())],
        by=context.by, at=context.at)
