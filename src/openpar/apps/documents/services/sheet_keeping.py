"""Writing the lines of an older register: issued documents as issued, arrivals as far as their work had come, all with their own days."""

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.core import audit, clock, deadlines, numbering
from openpar.core.imports import values
from openpar.core.imports.importer import Context, Row
from openpar.core.models import Membership, Organisation
from openpar.core.organisations import valid_on
from openpar.engine.vietnamese import fold

from .. import rules
from ..models import Document, Recipient, Route
from . import sheet_registers

ROOM = "documents.document"
CHUNK = 500


def keep(rows: list[Row], context: Context, direction: str) -> None:
    """All lines in few statements; no number of ours is taken. The book goes on after them where a person asked for it."""
    out = direction == Document.Direction.OUT
    people = {} if out else _people(context)
    for start in range(0, len(rows), CHUNK):
        part = rows[start:start + CHUNK]
        documents = [(_outgoing if out else _incoming)(row, context) for row in part]
        for d, row in zip(documents, part, strict=True):
            if not out and isinstance(who := people.get(fold(row.text("receiver"))), int):
                d.handler_id = who
        Document.objects.bulk_create(documents)
        if out:
            Recipient.objects.bulk_create([Recipient(document=d, name=n[:300]) for d, row in zip(documents, part, strict=True)
                                           for n in dict.fromkeys(values.parts(row["recipients"]))])
        else:
            _routes(documents, part, people)
            _clocks(documents, part, context)
        audit.record_many([audit.entry(f"{ROOM}.import", ROOM, d, by=context.by, at=context.at, to_state=d.state, reason=context.source,
                                       organisation_id=context.organisation.pk) for d in documents])
        for d, row in zip(documents, part, strict=True):
            row.made.append((ROOM, d.pk, f"{d.number} {d.title}"))
        context.progress(min(start + CHUNK, len(rows)), len(rows))
    for kind, last in context.extra.get("series", {}).items():
        numbering.open_series(context.organisation, kind, context.on.year, after=last, by=context.by, at=context.at, reason=context.source)


def _common(row, context) -> dict:
    number = sheet_registers.number_of(row)
    return {"organisation": context.organisation, "number": number, "symbol": number.partition("/")[2][:60], "on": row["on"], "title": row["title"],
            "kind": sheet_registers.kind_of(row), "signer": row["signer"] or "", "urgency": row["urgency"] or "", "note": row["note"] or "",
            "origin": _("%(source)s, dòng %(n)s") % {"source": context.source, "n": row.n}, "created_by": context.by.user}


def _outgoing(row: Row, context: Context) -> Document:
    return Document(direction=Document.Direction.OUT, state=rules.S.ISSUED, author=context.organisation.name, storage_unit=row["storage_unit"] or "",
                    copies=row["copies"] or 1, created_at=clock.at_time(row["on"], 8), **_common(row, context))


def _incoming(row: Row, context: Context) -> Document:
    arrived = clock.at_time(row["arrived_on"], 8)
    return Document(direction=Document.Direction.IN, state=row.extra["state"], author=row["author"], arrival_number=row["arrival_number"],
                    arrived_at=arrived, handed_at=clock.at_time(row["handed_on"], 9) if row["handed_on"] else None,
                    instruction=row["instruction"] or "", created_at=arrived, **_common(row, context))


def _people(context) -> dict:
    """Divisions and people of the organisation by their folded names: an Organisation, or the id of a person whose name is the only one."""
    office = context.organisation
    inside = Q(organisation=office) | Q(organisation__path__startswith=office.path, organisation__kind="division")
    out: dict = {}
    for pk, name in Membership.objects.filter(inside, valid_on(context.on)).values_list("user_id", "user__full_name").distinct():
        out[fold(name)] = None if out.get(fold(name), pk) != pk else pk
    for o in Organisation.objects.filter(path__startswith=office.path, kind="division"):
        out[fold(o.name)] = out[fold(o.short_name)] = o
    return {k: v for k, v in out.items() if k and v is not None}


def _routes(documents, rows, people):
    """Who received it, where the register names a division or person that is known; other words stay in the note."""
    routes, noted = [], []
    for d, row in zip(documents, rows, strict=True):
        words = row.text("receiver")
        who = people.get(fold(words)) if words else None
        if isinstance(who, Organisation):
            routes.append(Route(document=d, part=Route.Part.LEAD, organisation=who))
        elif who is not None:
            routes.append(Route(document=d, part=Route.Part.LEAD, person_id=who))
        elif words:
            d.note = "\n".join(filter(None, (d.note, _("Đơn vị, người nhận: %(who)s") % {"who": words})))
            noted.append(d)
    Route.objects.bulk_create(routes)
    Document.objects.bulk_update(noted, ["note"], batch_size=CHUNK)


def _clocks(documents, rows, context):
    """What is still owed keeps its day: an answer where it was handed on, a decision where it was only registered."""
    owed = [(d, row) for d, row in zip(documents, rows, strict=True) if d.state in rules.OPEN_IN]
    deadlines.start_many([d for d, _row in owed], [{
        "organisation": context.organisation, "person_id": d.handler_id, "room": ROOM, "object_id": d.pk,
        "duty": "assign" if d.state == rules.S.REGISTERED else "answer", "reference": d.number, "title": d.title, "started_at": d.arrived_at,
        "due_at": clock.end_of(row["due"]) if row["due"] else None, "rule": {"rule": "import", "source": context.source}} for d, row in owed])
