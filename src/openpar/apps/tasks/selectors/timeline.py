"""What happened to a part or a task, from the trail, as lines that a person reads."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.core import audit
from openpar.core.models import AuditEntry, Organisation
from openpar.web.faces import Event
from openpar.web.retelling import retold
from openpar.web.wording import number, official_date

from .verbs import words_of

# Inside matters of an organisation that its issuer and readers are not told.
INSIDE = ("tasks.assignment.assign", "tasks.assignment.hand_over", "tasks.assignment.draft", "tasks.report.draft")
MARKS = {"issue": "done", "receive": "done", "accept": "done", "submit": "done", "grant": "done", "return": "late",
         "escalate": "late",
         "cancel": "late", "refuse": "late", "contest": "pause", "ask": "pause"}


def of_part(page, limit: int = 60) -> list[Event]:
    """The trail of a part, its extensions and period reports, newest first; one query (and one for names of superiors told)."""
    wanted = Q(room="tasks.assignment", object_id=page.part.pk)
    if page.extensions:
        wanted |= Q(room="tasks.extension", object_id__in=[e.pk for e in page.extensions])
    if page.reports:
        wanted |= Q(room="tasks.report", object_id__in=[r.pk for r in page.reports])
    rows = AuditEntry.objects.filter(wanted)
    if not page.inside:
        rows = rows.exclude(act__in=INSIDE)
        rows = rows.exclude(Q(act__startswith="evidence.") & ~_of_seen(page.evidence))
    return events(rows, page.now, limit, named=page.named)


def _of_seen(proofs):
    """The entries that added these pieces of evidence: the title of another one is as inside as the piece itself."""
    return Q(act="evidence.add", changes__evidence__1__in=[e.pk for e in proofs])


def of_task(task, now, limit: int = 60, named=True) -> list[Event]:
    """The trail of the task itself."""
    return events(AuditEntry.objects.filter(room="tasks.task", object_id=task.pk), now, limit, named)


def events(rows, now, limit, named=True) -> list[Event]:
    """Entries of the trail as lines, newest first. Who only reads what is published learns the offices, not the people."""
    entries = list(rows.select_related("actor", "acting_for", "organisation").order_by("-at", "-id")[:limit])
    told = {e.changes.get("to") for e in entries if e.act == "tasks.assignment.escalate"} - {None}
    names = {o.pk: o.label for o in Organisation.objects.filter(pk__in=told)} if told else {}
    out = []
    for n, e in enumerate(entries):
        names_of = [audit.who(e) if named else ""] if e.actor_id and e.actor else [_("Hệ thống")]
        who = ", ".join(x for x in (*names_of, e.organisation.label if e.organisation_id and e.organisation else "") if x)
        mark = "now" if n == 0 else MARKS.get(e.act.rpartition(".")[2], "")
        out.append(Event(words_of(e.room, e.act), e.at, who, _text(e, names), mark, "", now))
    return out


def _text(e, names) -> str:
    """The few words below the title: what changed, then the reason."""
    c, parts = e.changes or {}, []
    if e.act == "tasks.assignment.progress" and c.get("progress"):
        parts.append(_("Từ %(old)s%% thành %(new)s%%.") % {"old": c["progress"][0], "new": c["progress"][1]})
    if e.act == "tasks.assignment.progress":
        parts += [f"{name}: {number(round(Decimal(new[1]), 2).normalize())}." for name, new in c.items()
                  if name not in ("progress", "progress_note", *audit.PLACE)]
    if e.act == "tasks.assignment.assign":
        parts += [str(c[k]) + "." for k in ("person", "sub_unit") if c.get(k)]
        if c.get("inner_due_on"):
            parts.append(_("Hạn nội bộ %(day)s.") % {"day": _day(c["inner_due_on"])})
    if e.act in ("tasks.extension.ask", "tasks.assignment.reopen") and c.get("due_on"):
        parts.append(_("Từ %(old)s đến %(new)s.") % {"old": _day(c["due_on"][0]), "new": _day(c["due_on"][1])})
    if e.act == "tasks.assignment.escalate" and c.get("to") in names:
        parts.append(_("Gửi %(to)s.") % {"to": names[c["to"]]})
    if e.act == "tasks.assignment.pass_down":
        parts.append(f"{c.get('task', '')}: {', '.join(c.get('organisations', []))}.")
    if e.act == "tasks.task.withdraw" and c.get("with"):
        parts.append(_("Vì %(what)s.") % {"what": retold(c["with"])})
    if e.act.startswith("evidence."):
        parts.append(e.reference)
    return " ".join([*parts, retold(e.reason)]).strip()


def _day(text) -> str:
    return official_date(date.fromisoformat(text))
