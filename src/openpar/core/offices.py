"""The lines above a signature: in whose place somebody signs, and in which office (Nghị định 30/2020/NĐ-CP: TM., KT., TL., TUQ.)."""

import re

from .models import AuditEntry, Delegation, Membership, Organisation
from .organisations import valid_on

# Bodies that decide as one: their papers are signed on behalf of the body.
COLLECTIVE = (("Ủy ban nhân dân", "TM. ỦY BAN NHÂN DÂN"), ("Hội đồng nhân dân", "TM. HỘI ĐỒNG NHÂN DÂN"))
LEADING = ("chairman", "head", "deputy", "reform_office", "procedure_control", "clerk", "officer")


SHORT = (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))


def body_symbol(name: str) -> str:
    """What stands for an organisation in symbols.

    >>> body_symbol("Sở Nội vụ"), body_symbol("Ủy ban nhân dân xã Mù Cả")
    ('SNV', 'UBND')
    """
    for start, short in SHORT:
        if name.startswith(start):
            return short
    return "".join(word[0].upper() for word in name.replace(",", " ").split() if word[0].isalpha())


def office_of(user, organisation: Organisation, on, *, full: bool = False) -> str:
    """The office a person holds in an organisation or in what lies below it, without the organisation's name unless `full`; empty
    where none is recorded."""
    rows = list(Membership.objects.filter(valid_on(on), user=user, organisation__path__startswith=organisation.path).exclude(
        title="").select_related("organisation").only("role", "title", "organisation__name", "organisation__short_name"))
    rows.sort(key=lambda m: (m.organisation_id != organisation.pk, LEADING.index(m.role) if m.role in LEADING else len(LEADING), m.pk))
    if not rows:
        return ""
    title, place = rows[0].title.strip(), rows[0].organisation
    short = bare(title, place)
    if full and place.pk != organisation.pk:
        return title if short != title else f"{title} {place.label}"
    return short


def bare(title: str, organisation: Organisation) -> str:
    """An office without the name of its organisation.

    >>> bare("Giám đốc Sở Tài chính", Organisation(name="Sở Tài chính"))
    'Giám đốc'
    """
    for name in filter(None, (organisation.name, organisation.short_name)):
        if title.endswith(" " + name):
            return title.removesuffix(name).strip(" ,")
    return title


def signing_lines(organisation: Organisation, mode: str, giver_office: str, taker_office: str) -> tuple[str, ...]:
    """What stands above the signature of whoever signs in another one's place.

    >>> signing_lines(Organisation(name="Sở Tài chính"), "KT", "Giám đốc", "Phó Giám đốc")
    ('KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC')
    >>> signing_lines(Organisation(name="Ủy ban nhân dân tỉnh Lai Châu"), "KT", "Chủ tịch", "Phó Chủ tịch")
    ('TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH')
    >>> signing_lines(Organisation(name="Ủy ban nhân dân tỉnh Lai Châu"), "TUQ", "Chủ tịch", "Giám đốc Sở Nội vụ")
    ('TUQ. CHỦ TỊCH', 'GIÁM ĐỐC SỞ NỘI VỤ')
    """
    body = _body(organisation) if mode == "KT" else ()
    return (*body, f"{mode}. {giver_office.upper()}", taker_office.upper())


def own_lines(organisation: Organisation, office: str) -> tuple[str, ...]:
    """What stands above the signature of whoever signs in the own office: of the body, where the body decides as one."""
    return (*_body(organisation), _printed(office)) if office else _body(organisation)


def _printed(office) -> str:
    """An office as it stands above a signature; whoever acts in it for the time being ("Quyền Giám đốc") is marked Q.

    >>> _printed("Quyền Giám đốc"), _printed("Giám đốc")
    ('Q. GIÁM ĐỐC', 'GIÁM ĐỐC')
    """
    return re.sub(r"^QUYỀN\s+", "Q. ", office.strip().upper())


def lines_of(delegation: Delegation) -> tuple[str, ...]:
    """The lines that a delegation makes its holder sign under."""
    return signing_lines(delegation.organisation, delegation.mode, delegation.giver_office, delegation.taker_office)


def lines_for(actor, organisation: Organisation) -> tuple[str, ...]:
    """The lines under which an actor signs for an organisation now: of the delegation acted under, or of the own office."""
    if actor.standing and actor.standing.delegation:
        return lines_of(actor.standing.delegation)
    return own_lines(organisation, office_of(actor.user, organisation, actor.on)) if actor.user else ()


def signed_under(room: str, object_id: int, act: str) -> tuple[tuple[str, ...], str]:
    """(lines, name) where the last such act on a thing was done under a delegation; nothing where it was done in the own office."""
    entry = AuditEntry.objects.filter(room=room, object_id=object_id, act=act).select_related("actor").order_by("-id").first()
    pk = ((entry.changes or {}).get("delegation") or [None, None])[1] if entry else None
    row = Delegation.objects.select_related("organisation").filter(pk=pk).first() if pk else None
    return (lines_of(row), entry.actor.full_name) if row else ((), "")


def signed_as(actor, organisation: Organisation) -> dict:
    """How an actor signs for an organisation now, as plain values to keep: lines, name, mode, and in whose place."""
    place = actor.standing
    return {"lines": list(lines_for(actor, organisation)), "name": actor.user.full_name if actor.user else "",
            "mode": place.mode if place else "", "for": str(actor.acting_for) if actor.acting_for else ""}


def _body(organisation) -> tuple[str, ...]:
    return next(((line,) for start, line in COLLECTIVE if organisation.name.startswith(start)), ())
