"""The catalogue of metrics for pages: definition, source, freshness, and the last values of the organisations that a person may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import snapshots
from openpar.core.actor import Actor, reach
from openpar.core.facts import fact_tables
from openpar.core.models import Organisation
from openpar.core.organisations import valid_on
from openpar.engine.errors import BadInput
from openpar.engine.index.library import catalogue
from openpar.engine.metrics import (
    METRICS,
    half_year,
    month,
    quarter,
    report_half,
    report_month,
    report_quarter,
    report_year,
    year,
)
from openpar.engine.metrics.periods import Period
from openpar.engine.results import Absent

from ..models import FactEntry
from .facts import FactValue, facts_for, ratio
from .facts_computed import Scope, computed

KINDS = {"flow": gettext_lazy("phát sinh trong kỳ, cộng được qua các kỳ"), "distinct": gettext_lazy("đếm khác nhau, không cộng qua các kỳ"),
         "stock": gettext_lazy("tại ngày cuối kỳ")}
ENGINES = {"duckdb": "DuckDB", "spark": "Spark"}
ENTERED = ("department", "district", "commune", "committee")
ROMAN = ("I", "II", "III", "IV")


def period_choices() -> list[tuple[str, str]]:
    """The periods that a reader can choose within a year."""
    return [("nam", _("Cả năm")), ("n1", _("6 tháng đầu năm")), ("n2", _("6 tháng cuối năm")),
            *((f"q{n}", _("Quý %(n)s") % {"n": ROMAN[n - 1]}) for n in range(1, 5)), *((f"t{n}", _("Tháng %(n)s") % {"n": n}) for n in range(1, 13)),
            *((f"b{n}", _("Kỳ báo cáo tháng %(n)s (15–14)") % {"n": n}) for n in range(1, 13)),
            *((f"c{n}", _("Kỳ báo cáo quý %(n)s (15–14)") % {"n": ROMAN[n - 1]}) for n in range(1, 5)), ("m1", _("Kỳ báo cáo 6 tháng đầu năm (15–14)")),
            ("m2", _("Kỳ báo cáo 6 tháng cuối năm (15–14)")), ("y", _("Kỳ báo cáo năm (15–14)"))]


def period_of(number: int, code: str) -> Period:
    """The days of a choice; a 404 for one that does not exist.

    >>> period_of(2022, "q1").end
    datetime.date(2022, 4, 1)
    """
    kind, rest = code[:1], code[1:]
    try:
        if code in ("nam", "y"):
            return year(number) if code == "nam" else report_year(number)
        return {"n": half_year, "q": quarter, "t": month, "b": report_month, "c": report_quarter, "m": report_half}[kind](number, int(rest))
    except (KeyError, ValueError, BadInput):
        raise Http404(code) from None


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of the catalogue. `measured` of `units` organisations have a value in the period, `total` is theirs together; `about` comes with it."""

    code: str
    title: str
    about: dict
    computed: bool
    measured: int = 0
    units: int = 0
    total: FactValue | None = None

    @property
    def share(self) -> bool:
        """Whether its values are shares."""
        return self.about["unit"] == "share"

    @property
    def url(self):
        """Its page."""
        return reverse("indices:fact", args=[self.code])


def units_for(actor: Actor, on: date, act: str = "fact.view"):
    """The organisations of a day whose facts this person may see (or enter)."""
    return _units(actor, act).filter(valid_on(on), kind__in=ENTERED)


def units_during(actor: Actor, period: Period, act: str = "fact.view"):
    """The organisations that there were at some time of a period, also those that have ended since."""
    return _units(actor, act).filter(Q(valid_until=None) | Q(valid_until__gte=period.start), valid_from__lt=period.end, kind__in=ENTERED)


def units_seen(actor: Actor, period: Period, scope: Scope):
    """The rows of a page: as it was, whoever there was in the period; as it is today, whoever there is on that day."""
    return units_for(actor, scope.today) if scope.today else units_during(actor, period)


def unit_or_404(actor: Actor, pk: int) -> Organisation:
    """One organisation of any time whose facts this person may see."""
    found = _units(actor, "fact.view").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def first_unit(actor: Actor, on: date) -> Organisation:
    """The organisation that a page shows where none was asked for: one the person belongs to, else any that they may see."""
    mine = units_for(actor, on).filter(pk__in={m.organisation_id for m in actor.memberships}).order_by("pk").first()
    found = mine or units_for(actor, on).order_by("name_key", "pk").first()
    if found is None:
        raise Http404
    return found


def _units(actor, act):
    return Organisation.objects.filter(_own_columns(reach(actor, act, organisation="self"))).only(
        "pk", "code", "name", "short_name", "kind", "path", "name_key")


def _own_columns(condition: Q) -> Q:
    """The condition over organisations themselves instead of over rows that have one."""
    return Q(*(_own_columns(c) if isinstance(c, Q) else (("pk__in", c[1]) if c[0] == "self_id__in" else c) for c in condition.children),
             _connector=condition.connector, _negated=condition.negated)


def shelf(actor: Actor, period: Period, scope: Scope) -> list[tuple[str, list[Line]]]:
    """Every metric by room, with how many of the visible organisations have a value."""
    units = [o.pk for o in units_seen(actor, period, scope)]
    found = facts_for(list(catalogue()), units, period.start, period.end, scope=scope)
    known: dict[str, list[FactValue]] = {}
    for (_unit, code), fact in found.items():
        if fact.absent is not Absent.NOT_MEASURED:
            known.setdefault(code, []).append(fact)
    rooms: dict[str, list[Line]] = {}
    for code, about in catalogue().items():
        got = known.get(code, [])
        line = Line(code, about["title"], about, code in METRICS, len(got), len(units), together(code, got, scope))
        rooms.setdefault(about["room"], []).append(line)
    return [(ROOM_WORDS.get(room, room), lines) for room, lines in rooms.items()]


ROOM_WORDS = {"tasks": gettext_lazy("Nhiệm vụ"), "procedures": gettext_lazy("Thủ tục hành chính"), "petitions": gettext_lazy("Phản ánh, khiếu nại"),
              "reports": gettext_lazy("Báo cáo định kỳ"), "documents": gettext_lazy("Văn bản"), "disclosure": gettext_lazy("Công khai"),
              "oversight": gettext_lazy("Kiểm tra, thanh tra"), "initiatives": gettext_lazy("Sáng kiến"), "surveys": gettext_lazy("Khảo sát")}


def stated(actor: Actor, code: str = "") -> tuple[list[tuple[date, date]], datetime | None]:
    """((first day, last day) of the newest periods, at most six, for which somebody stated facts that this person may see; when last). One query."""
    rows = FactEntry.objects.filter(FactEntry.reach(actor, "fact.view"), **({"metric": code} if code else {}))
    found = list(rows.values_list("starts_on", "ends_before").annotate(newest=Max("at")).order_by("-ends_before", "-starts_on"))
    return [(start, end - timedelta(days=1)) for start, end, _at in found[:6]], max((at for _start, _end, at in found), default=None)


def line_or_404(code: str) -> Line:
    """One metric."""
    if code not in catalogue():
        raise Http404(code)
    return Line(code, catalogue()[code]["title"], catalogue()[code], code in METRICS)


def freshness() -> str:
    """What the computed facts were computed with and from, in one sentence."""
    shot = snapshots.latest()
    if shot is None:
        return _("Chưa có bản chụp dữ liệu nào, nên hệ thống chưa tính được số nào.")
    return _("Hệ thống tính bằng %(engine)s từ bản chụp %(id)s, đến trước ngày %(day)s.") % {
        "engine": ENGINES.get(settings.FACTS_ENGINE, settings.FACTS_ENGINE), "id": shot.id[:12], "day": f"{shot.known_until:%d/%m/%Y}"}


def definition(line: Line, newest: datetime | None) -> list[tuple[str, str]]:
    """What is known of how a metric comes about, as words and answers; `newest` is when somebody stated it last."""
    m = METRICS.get(line.code)
    better = _("càng cao càng tốt") if line.about["better"] == "higher" else _("càng thấp càng tốt")
    rows = [(_("Mã"), line.code), (_("Đơn vị tính"), _("tỷ lệ") if line.about["unit"] == "share" else line.about["unit"]), (_("Chiều tốt hơn"), better)]
    if m is None:
        told = _("nhập lần cuối %(at)s") % {"at": f"{timezone.localtime(newest):%H:%M %d/%m/%Y}"} if newest else _("chưa có ai nhập")
        return [*rows, (_("Nguồn"), _("nhập tay hoặc tệp Excel; phân hệ chưa tính số này")), (_("Số liệu mới đến"), told)]
    table = fact_tables()[m.table]
    shot = snapshots.latest()
    fresh = _("bản chụp %(id)s, đến trước ngày %(day)s") % {"id": shot.id[:12], "day": f"{shot.known_until:%d/%m/%Y}"} if shot else _("chưa có bản chụp nào")
    return [*rows, (_("Nguồn"), _("tính từ bảng “%(table)s” theo %(day)s") % {"table": table.title, "day": table.columns[m.on][1]}),
            (_("Cách tính"), KINDS[m.kind]), (_("Máy tính toán"), ENGINES.get(settings.FACTS_ENGINE, settings.FACTS_ENGINE)), (_("Số liệu mới đến"), fresh)]


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation's fact, and whether this person may state one. `split` are the values of the dimension that it was split by."""

    unit: Organisation
    fact: FactValue
    may_enter: bool
    records: str = ""
    split: str = ""


def rows(actor: Actor, line: Line, period: Period, scope: Scope) -> tuple[list[Row], list[Row], Row | None]:
    """(organisations with a value, those without one, the sum of the first ones as a ratio of sums)."""
    units = list(units_seen(actor, period, scope))
    found = facts_for([line.code], [o.pk for o in units], period.start, period.end, scope=replace(scope, by=()))
    every = [Row(o, (f := found[o.pk, line.code]), actor.can_for("fact.enter", o), records_url(line.code, o.pk, period, scope, f.snapshot)) for o in units]
    measured = [r for r in every if r.fact.absent is not Absent.NOT_MEASURED]
    silent = [r for r in every if r.fact.absent is Absent.NOT_MEASURED]
    return measured, silent, _total(line.code, [r.fact for r in measured], scope)


def split_rows(actor: Actor, line: Line, period: Period, scope: Scope) -> list[Row]:
    """The computed facts again, one row for each value of a dimension that occurs."""
    units = {o.pk: o for o in units_seen(actor, period, scope)}
    got = computed([line.code], list(units), period.start, period.end, scope)
    words = fact_tables()[METRICS[line.code].table].words.get(scope.by[0], {}) if got else {}
    order = {pk: i for i, pk in enumerate(units)}
    return [Row(units[o], ratio(*pair, kind="computed", snapshot=got.snapshot), False, "", str(words.get(by[0], by[0] or "–")))
            for (o, _m, by), pair in sorted(got.found.items(), key=lambda x: (order[x[0][0]], str(x[0][2])))] if got else []


def dimensions(line: Line) -> list[tuple[str, str]]:
    """(column, its meaning) of everything that a metric can be split by."""
    m = METRICS.get(line.code)
    columns = fact_tables()[m.table].columns if m else {}
    return [(d, str(columns[d][1])) for d in m.dimensions] if m else []


def unplaced(line: Line, period: Period, scope: Scope) -> list[Organisation]:
    """The organisations that several took over, without a rule whose records went where: they count nowhere as it is today."""
    got = computed([line.code], [0], period.start, period.end, replace(scope, by=())) if scope.today else None
    return list(Organisation.objects.filter(pk__in=got.split).order_by("name_key")) if got else []


FLOW = SimpleNamespace(kind="flow")


def records_url(code: str, unit: int, period: Period, scope: Scope, snapshot: str) -> str:
    """The page of exactly the records that a computed fact counts."""
    if not snapshot or code not in METRICS:
        return ""
    asked = {"don-vi": unit, "tu": f"{period.start:%d/%m/%Y}", "den": f"{period.end - timedelta(days=1):%d/%m/%Y}", "ban-chup": snapshot[:16]}
    more = ({"theo": "hien-nay"} if scope.today else {}) | ({"gom": "ca-duoi"} if scope.below else {})
    return f"{reverse('indices:fact_records', args=[code])}?{urlencode(asked | more)}"


def together(code: str, facts: list[FactValue], scope: Scope) -> FactValue | None:
    """The value of the organisations of a list: the fact of a single one, else the ratio of sums; None where they do not add up."""
    if len(facts) == 1:
        return facts[0]
    return row.fact if (row := _total(code, facts, scope)) else None


def _total(code, facts, scope):
    """Numerators and denominators added up; None where a part has none, since shares are never averaged, and where parts overlap."""
    parts = [f for f in facts if f.denominator is not None]
    numbers = [f for f in facts if f.denominator is not None or f.absent is None]
    if scope.below or METRICS.get(code, FLOW).kind == "distinct" or len(parts) < 2 or len(parts) != len(numbers):
        return None
    return Row(None, ratio(sum(f.numerator for f in parts), sum(f.denominator for f in parts)), False)
