"""Loading a province's register from its rulebook file. Loading twice changes nothing; a corrected file corrects the rows."""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction

from openpar.engine import rulebook
from openpar.engine.errors import RuleError
from openpar.engine.vietnamese import fold, nfc

from . import audit, organisations
from .models import Group, GroupMember, GroupWording, Organisation, OrganisationAlias, Succession

ROW = ("code", "name", "short", "kind", "parent", "from", "until", "gso", "grade", "aliases")
PASSED = ("from", "to", "what", "day", "document", "grade", "detail", "share")
GROUP = ("code", "name", "wordings", "from", "until", "kinds", "members", "groups")


def read(name: str) -> dict:
    """The file, its keys checked."""
    where = f"organisations/{name}"
    data = rulebook.read(where)
    rulebook.check_keys(data, ("title", "source", "organisations", "successions", "groups"), where,
                        ("title", "source", "organisations"))
    for part, keys, needed in (("organisations", ROW, ("code", "name", "kind", "from")),
                               ("successions", PASSED, ("from", "to", "what", "day", "document")),
                               ("groups", GROUP, ("code", "name", "wordings"))):
        for i, row in enumerate(data.get(part, ()), start=1):
            rulebook.check_keys(row, keys, f"{where}#{part}[{i}]", needed)
    return data


@transaction.atomic
def load(name: str, *, by, at) -> Counter:
    """Load or bring up to date; how many rows of each kind were new or changed."""
    data, done = read(name), Counter()
    rows = {(o.code, o.valid_from): o for o in Organisation.objects.select_related("parent")}
    for spec in data["organisations"]:
        _organisation(spec, rows, done)
    for spec in data.get("successions", ()):
        _succession(spec, rows, done)
    for spec in data.get("groups", ()):
        _group(spec, rows, done)
    _groups_of_groups(data.get("groups", ()), done)
    if done:
        audit.record("organisations.load", "core.organisation", None, by=by, at=at, reference=name,
                     changes={"digest": [None, rulebook.digest(data)], **{k: [0, n] for k, n in done.items()}})
    return done


def _on(rows, code, day) -> Organisation:
    """The row of a code that is in force on a day."""
    for (c, since), o in rows.items():
        if c == code and since <= day and (o.valid_until is None or day <= o.valid_until):
            return o
    raise RuleError(f"Không có đơn vị mang mã {code!r} vào ngày {day:%d/%m/%Y}. Thêm dòng cho đơn vị này trước.", where=code)


def _organisation(spec, rows, done):
    if spec["kind"] not in Organisation.Kind.values:
        raise RuleError(f"{spec['code']}: không có loại {spec['kind']!r}. Các loại: "
                        f"{', '.join(Organisation.Kind.values)}.", where=spec["code"])
    key = (spec["code"], spec["from"])
    parent = _on(rows, spec["parent"], spec["from"]) if spec.get("parent") else None
    values = {"name": nfc(spec["name"]), "short_name": nfc(spec.get("short", "")), "kind": spec["kind"],
              "valid_until": spec.get("until"),
              "gso_code": spec.get("gso", ""), "confidence": spec.get("grade", "A")}
    row = rows.get(key)
    if row is None:
        rows[key] = row = organisations.add(code=spec["code"], valid_from=spec["from"], parent=parent, **values)
        done["new"] += 1
    elif changed := [f for f, v in values.items() if getattr(row, f) != v]:
        for f in changed:
            setattr(row, f, values[f])
        row.save()
        done["changed"] += 1
    known = set(row.aliases.values_list("text", flat=True))
    fresh = [t for t in dict.fromkeys(map(nfc, spec.get("aliases", ()))) if t not in known]
    OrganisationAlias.objects.bulk_create([OrganisationAlias(organisation=row, text=t, text_fold=fold(t)) for t in fresh])
    if fresh:
        done["aliases"] += len(fresh)


def _succession(spec, rows, done):
    old, new = _on(rows, spec["from"], spec["day"] - timedelta(days=1)), _on(rows, spec["to"], spec["day"])
    _, made = Succession.objects.update_or_create(
        predecessor=old, successor=new, what=spec["what"], on=spec["day"], detail=nfc(spec.get("detail", "")),
        defaults={"document": nfc(spec["document"]), "share": spec.get("share"), "confidence": spec.get("grade", "A")})
    if made:
        done["successions"] += 1


def _group(spec, rows, done):
    group, made = Group.objects.update_or_create(code=spec["code"], defaults={
        "name": nfc(spec["name"]), "valid_from": spec.get("from"), "valid_until": spec.get("until")})
    if made:
        done["groups"] += 1
    have = set(group.wordings.values_list("text", flat=True))
    for text in spec["wordings"]:
        if nfc(text) not in have:
            GroupWording.objects.create(group=group, text=text)
            done["wordings"] += 1
    since, until = spec.get("from") or date.min, spec.get("until") or date.max
    members = [(o, max(o.valid_from, since), min(o.valid_until or date.max, until)) for o in rows.values()
               if o.kind in spec.get("kinds", ()) or o.code in spec.get("members", ())]
    _members(group, [(o, a, b) for o, a, b in members if a <= b], done)


def _groups_of_groups(specs, done):
    for spec in specs:
        if spec.get("groups"):
            inner = GroupMember.objects.filter(group__code__in=spec["groups"]).select_related("organisation")
            _members(Group.objects.get(code=spec["code"]),
                     [(m.organisation, m.valid_from, m.valid_until or date.max) for m in inner], done)


def _members(group, wanted, done):
    have = {(m.organisation_id, m.valid_from): m for m in group.members.all()}
    for o, since, until in wanted:
        end = None if until == date.max else until
        row = have.get((o.pk, since))
        if row is None:
            GroupMember.objects.create(group=group, organisation=o, valid_from=since, valid_until=end)
            done["members"] += 1
        elif row.valid_until != end:
            row.valid_until = end
            row.save(update_fields=["valid_until"])
            done["members"] += 1
