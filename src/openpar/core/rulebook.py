"""The rulebook with this installation's own layer: dated entries that a second person approved, and values that a
person confirmed."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q, QuerySet

from openpar.engine import rulebook as engine
from openpar.engine.rulebook import Layer, Parameter, Value

from .models import RuleConfirmation, RuleEntry

LAYER = "own"
_cache: dict[int | None, tuple[tuple, Layer]] = {}


def version() -> tuple:
    """What changes whenever the layer does; one cheap query, so that every process sees a change at once."""
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM core_ruleentry), (SELECT max(approved_at) FROM core_ruleentry), "
                       "(SELECT max(withdrawn_at) FROM core_ruleentry), (SELECT count(*) FROM core_ruleconfirmation), "
                       "(SELECT max(id) FROM core_ruleconfirmation), (SELECT max(approved_at) FROM core_ruleconfirmation), "
                       "(SELECT digest FROM core_ruleconfirmation ORDER BY id DESC LIMIT 1)")
        return tuple(map(str, cursor.fetchone()))


def layer(organisation_id: int | None = None) -> Layer:
    """The entries in force (approved, not withdrawn) for everybody, and those for this organisation over them."""
    now = version()
    kept = _cache.get(organisation_id)
    if kept and kept[0] == now:
        return kept[1]
    rows = RuleEntry.objects.filter(approved_at__isnull=False, withdrawn_at__isnull=True).order_by("valid_from",
            "approved_at", "id")
    parameters: dict[str, list[Value]] = {}
    for own in (False, True):
        for r in rows:
            if (r.organisation_id is not None) == own and (not own or r.organisation_id == organisation_id):
                parameters.setdefault(r.name, []).append(Value(r.value, r.valid_from, r.source, r.valid_until, "A",
                                                               layer=LAYER))
    made = Layer(LAYER, {n: tuple(v) for n, v in parameters.items()}, frozenset(confirmations().values_list("digest", flat=True)))
    _cache[organisation_id] = (now, made)
    return made


def layers(organisation_id: int | None = None) -> tuple[Layer, ...]:
    """The layers to hand to the engine."""
    return (layer(organisation_id),)


def parameter(name: str, organisation_id: int | None = None) -> Parameter:
    """A parameter with this installation's layer laid over the shipped values."""
    return engine.parameter(name, layers(organisation_id))


def names(folder: str = "deadlines") -> Iterable[str]:
    """The names of the parameters shipped in a folder, in order."""
    return sorted(f"{folder}/{p.stem}" for p in (engine.ROOT / folder).glob("*.yaml"))


def value_digest(name: str, value: Value) -> str:
    """The name under which a shipped value is confirmed."""
    return engine.digest([name, value.value, str(value.valid_from), value.source])


def confirmations() -> QuerySet:
    """The confirmations that count, for a page that reads them in one query with rows of its own (`UNION ALL`)."""
    return RuleConfirmation.objects.filter(Q(needs_second=False) | Q(approved_at__isnull=False))


def confirmed() -> frozenset[str]:
    """The digests of everything of a low grade that people compared with its document, and that counts."""
    return layer().confirmed


def unverified(grade: str, digest: str) -> bool:
    """Whether something of this grade is marked "chưa đối chiếu": below B, and nobody has compared this content with its document."""
    return engine.GRADES.get(grade, "D") not in ("A", "B") and digest not in confirmed()


def calendar():
    """The national calendar, its confirmed parts no longer marked; for pages that show how days were counted."""
    from openpar.engine.worktime import load_calendar
    return load_calendar(confirmed=confirmed())


def compared(framework, known: frozenset[str] | None = None):
    """A framework of the index library as it counts here: one that two people compared with its decision is no longer marked. Its
    digest stays that of the file, so that a result still names exactly what it was computed with. `known` spares a query in a list."""
    if not framework.unverified or framework.digest not in (confirmed() if known is None else known):
        return framework
    return replace(framework, checked={"digest": framework.digest})
