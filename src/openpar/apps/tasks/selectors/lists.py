"""The list of assignments as an issuer or an organisation sees it: filters, orders, statuses as conditions."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.core import clock, organisations
from openpar.core.actor import Actor
from openpar.core.listing import Order, arms
from openpar.core.models import Organisation
from openpar.core.pages import whole
from openpar.engine.vietnamese import fold
from openpar.web.forms import OfficialDateField

from .. import rules
from ..models import Assignment, Task
from . import spans
from .status import soon_limit

NONE = "-"  # in an address: the rows without a section, field or leader
FORTNIGHT_AGO = "hai-tuan"
ORDERS = {
    o.code: o
    for o in (
        Order("han", _("Hạn gần nhất"), "due_at", nullable=True),
        Order("han-xa", _("Hạn xa nhất"), "due_at", descending=True, nullable=True),
        Order("moi", _("Mới giao"), "", descending=True),
        Order("cu", _("Giao trước"), ""),
    )
}


def status_condition(status: str, now: datetime, soon: datetime) -> Q:
    """The rows that have a computed status at a moment; the same words and order as rules.status."""
    still = spans.running()
    active = still & ~Q(state=rules.A.SUBMITTED)
    return {
        "cancelled": Q(state=rules.A.CANCELLED),
        "done_on_time": Q(state=rules.A.ACCEPTED)
        & (Q(due_at__isnull=True) | Q(submitted_at__isnull=True) | Q(submitted_at__lte=F("due_at"))),
        "done_late": Q(state=rules.A.ACCEPTED, due_at__isnull=False, submitted_at__gt=F("due_at")),
        "awaiting_appraisal": Q(open=True, state=rules.A.SUBMITTED),
        "no_deadline": active & Q(due_at__isnull=True),
        "overdue": active & Q(due_at__lt=now),
        "due_soon": active & Q(due_at__gte=now, due_at__lte=soon),
        "due_week": still & spans.coming_week(now),
        "not_due": active & Q(due_at__gt=max(now, soon)),
        # words that a leader uses beside the computed statuses
        "open": still,
        "returned": Q(open=True, state=rules.A.RETURNED),
        "contested": Q(open=True, state=rules.A.CONTESTED),
        "not_received": Q(open=True, state=rules.A.ASSIGNED),
        "extension": Q(open=True, extensions__state="pending"),
    }[status]


STATUS_LABELS = {
    "open": _("Chưa xong"),
    "overdue": _("Quá hạn"),
    "due_soon": _("Sắp đến hạn"),
    "due_week": _("Đến hạn trong 7 ngày"),
    "not_due": _("Chưa đến hạn"),
    "awaiting_appraisal": _("Chờ thẩm định"),
    "returned": _("Bị trả lại"),
    "contested": _("Có ý kiến"),
    "not_received": _("Chưa tiếp nhận"),
    "extension": _("Chờ quyết định gia hạn"),
    "no_deadline": _("Không có thời hạn"),
    "done_on_time": _("Hoàn thành đúng hạn"),
    "done_late": _("Hoàn thành trễ hạn"),
    "cancelled": _("Đã thu hồi"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked to see; every field comes from the address and may be empty."""

    q: str = ""
    status: str = ""
    organisation: str = ""
    section: str = ""
    field: str = ""
    leader: str = ""
    directive: str = ""
    task: str = ""
    part: str = ""
    due_type: str = ""
    kind: str = ""
    due_from: object = None
    due_before: object = None
    today: bool = False
    given: bool = False  # only what was given by those for whom this person has the overview
    done: str = ""
    periods: str = ""
    late_at: object = None  # the end of this day, or a fortnight before now

    @classmethod
    def of(cls, get) -> "Filters":
        """From the query string; what is not understood is left out, never an error."""

        def day(name):
            try:
                return OfficialDateField(required=False).clean(get.get(name, ""))
            except ValidationError:
                return None

        def number(name, also=""):
            text = get.get(name, "")
            return text if whole(text) or text == also else ""

        def known(name, words):
            return text if (text := get.get(name, "")) in words else ""

        return cls(
            get.get("q", "")[:200],
            # what is not finished comes first; "mọi trạng thái" is asked for
            status if (status := get.get("trang-thai", "open")) in STATUS_LABELS else "",
            number("don-vi"),
            get.get("phan", "")[:300],
            get.get("linh-vuc", "")[:120],
            number("lanh-dao", NONE),
            number("van-ban"),
            number("nhiem-vu"),
            get.get("vai-tro", "")[:12],
            get.get("loai-han", "")[:12],
            get.get("khoi", "")[:20],
            day("tu"),
            day("den"),
            get.get("ten-don-vi") == "hien-nay",
            get.get("phia") == "giao",
            known("xong", spans.DONE),
            known("ky", spans.PERIODS),
            FORTNIGHT_AGO if get.get("qua-han-luc") == FORTNIGHT_AGO else day("qua-han-luc"),
        )


def assignments_for(actor: Actor, act: str = "") -> object:
    """The assignments this person may see: as issuer, as the organisation concerned, or because it is in their hands."""
    return Assignment.objects.filter(Assignment.reach(actor, act) if act else seen_by(actor))


def seen_by(actor: Actor) -> Q:
    """The condition of `assignments_for`, for a list that reads each of its alternatives by its own index."""
    return Assignment.reach(actor, "assignment.view") | Assignment.reach(actor, "task.view")


def shown_to(actor: Actor, filters: Filters) -> Q:
    """What the list covers: all that this person may see, or only what the own side gave."""
    return Assignment.reach(actor, "leader.view") if filters.given else seen_by(actor)


def units_of(condition: Q):
    """The organisations that have a part which fits the condition; a look-up per organisation and alternative."""
    found = Q()
    for arm in arms(condition):
        found |= Q(Exists(Assignment.objects.filter(arm, organisation=OuterRef("pk"))))
    return Organisation.objects.exclude(kind="division").filter(found).order_by("name_key")


def filtered(queryset, filters: Filters, now: datetime):
    """The rows that match; one condition per filter."""
    if filters.status:
        queryset = queryset.filter(status_condition(filters.status, now, soon_limit(now)))
    if filters.q:
        text = fold(filters.q)
        queryset = queryset.filter(task__in=Task.objects.filter(search_fold__contains=text).values("pk"))
    if filters.organisation and filters.today:
        queryset = queryset.filter(organisation_id__in=answering(int(filters.organisation), clock.timezone.localtime(now).date()))
        filters = replace(filters, organisation="")
    for name, column in (("organisation", "organisation_id"), ("leader", "leader_id"), ("directive", "directive_id"), ("task", "task_id")):
        if value := getattr(filters, name):
            queryset = queryset.filter(**{column: None if value == NONE else int(value)})
    for name in ("section", "field", "part", "due_type"):
        if value := getattr(filters, name):
            queryset = queryset.filter(**{name: "" if value == NONE else value})
    if filters.kind:
        queryset = queryset.filter(organisation__kind=filters.kind)
    if filters.due_from:
        queryset = queryset.filter(due_at__gte=clock.at_time(filters.due_from, 0))
    if filters.due_before:
        queryset = queryset.filter(due_at__lte=clock.end_of(filters.due_before))
    if filters.done:
        queryset = queryset.filter(spans.done(filters.done, now))
    if filters.periods:
        queryset = queryset.filter(spans.periods(filters.periods, now))
    if filters.late_at:
        moment = now - spans.FORTNIGHT if filters.late_at == FORTNIGHT_AGO else clock.end_of(filters.late_at)
        queryset = queryset.filter(spans.late_at(moment))
    return queryset


def answering(organisation_id: int, on: date) -> list[int]:
    """This organisation and those whose work it has wholly taken over by a day."""
    every = organisations.as_today(Organisation.objects.values_list("pk", flat=True), on)
    return [pk for pk, t in every.items() if t.organisation and t.organisation.pk == organisation_id] or [organisation_id]


def with_rows(queryset):
    """What one row of the list shows, in one query."""
    return queryset.select_related("task", "organisation", "handler").only(
        "id",
        "state",
        "due_at",
        "submitted_at",
        "open",
        "part",
        "progress",
        "due_type",
        "section",
        "version",
        "reminded",
        "received_at",
        "accepted_at",
        "quality",
        "assigned_at",
        "progress_note",
        "task__code",
        "task__title",
        "task__clause",
        "organisation__name",
        "organisation__short_name",
        "handler__full_name",
        "handler__username",
    )
