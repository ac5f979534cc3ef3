"""\"Việc của tôi\": one list by deadline over every room."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import absences, clock
from openpar.core.addresses import address_of
from openpar.core.listing import Cell, Order, page, workbook
from openpar.core.rooms import ROOMS
from openpar.engine.vietnamese import fold
from openpar.web import wording
from openpar.web.retelling import retold

from ..selectors import my_work
from ..selectors.rows import days_left, due_face
from .lists import xlsx_answer

BY_DUE = Order("han", gettext_lazy("Hạn gần nhất"), "due_at", nullable=True)
SIZE = 60


class Item:
    """One thing that is due, as the list shows it."""

    def __init__(self, row, now, soon, instead=None):
        self.row, self.instead = row, instead
        late = row.due_at is not None and now > row.due_at
        status = (
            "no_deadline"
            if row.due_at is None
            else "overdue"
            if late
            else "due_soon"
            if row.due_at <= soon
            else "not_due"
        )
        self.due, self.days = due_face(row.due_at, status, now)
        self.status, self.duty = status, my_work.duty_words(row)
        room = ROOMS.get(row.room)
        self.room = room.title if room else row.room
        try:
            self.url = address_of(room.page, row.object_id) if room and room.page else ""
        except NoReverseMatch:
            self.url = ""


def _rows(request):
    everywhere = request.GET.get("don-vi") == "tat-ca"
    rows = my_work.mine(request.actor, everywhere)
    counted = my_work.counts(rows, request.at)
    if request.GET.get("thay"):
        rows = my_work.instead_of_others(request.actor)
    if room := request.GET.get("phong"):
        rows = rows.filter(room=room)
    if text := fold(request.GET.get("q", "")):
        # the titles of one organisation's open work are few: the folded comparison is made here, alike on every database
        ids = [pk for pk, words in rows.values_list("pk", "title") if text in fold(words)]
        ids += [pk for pk, words in rows.values_list("pk", "reference") if text in fold(words)]
        rows = rows.filter(pk__in=ids)
    return rows, counted, everywhere


@login_required
def my_work_page(request):
    """The list, late first; each line says what is owed and opens its page."""
    from ..selectors.lists import soon_limit

    rows, counted, everywhere = _rows(request)
    found = page(rows.select_related("organisation", "person"), BY_DUE, request.GET.get("sau", ""), SIZE, count=False)
    soon = soon_limit(request.at)
    today = clock.timezone.localtime(request.at).date()
    heads = {
        "overdue": _("Quá hạn"),
        "today": _("Hôm nay, %(day)s") % {"day": wording.full_date(today)},
        "week": _("Tuần này"),
        "later": _("Sau đó"),
        "none": _("Không có thời hạn"),
    }
    instead = my_work.whose(request.actor, found.rows, everywhere)
    # a head says how many there are, not how many this page happens to show
    all_of = my_work.section_counts(rows, request.at) if found.next_cursor or not found.first else {}
    groups = [
        {"code": code, "title": heads[code], "count": all_of.get(code, len(found_rows)),
         "items": [Item(r, request.at, soon, instead.get(r.pk)) for r in found_rows]}
        for code, found_rows in my_work.sections(found.rows, request.at).items()
        if found_rows
    ]
    rooms = [
        {"code": code, "title": ROOMS[code].title if code in ROOMS else code, "count": n}
        for code, n in sorted(counted["rooms"].items())
    ]
    several = len({m.organisation_id for m in request.actor.memberships}) > 1
    return render(
        request,
        "tasks/my_work.html",
        {
            "groups": groups,
            "counted": counted,
            "rooms": rooms,
            "found": found,
            "everywhere": everywhere,
            "several": several,
            "room": request.GET.get("phong", ""),
            "instead": bool(request.GET.get("thay")),
            "looked_after": my_work.looked_after(request.actor),
            "away": absences.away_now(request.actor),
        },
    )


@login_required
def my_work_xlsx(request):
    """The same list as a workbook."""
    rows, _counted, _everywhere = _rows(request)
    today = clock.timezone.localtime(request.at).date()

    away = my_work.whose(request.actor, rows, _everywhere)

    def local(moment):
        return clock.timezone.localtime(moment).date() if moment else None

    cells = (
        Cell(_("Việc phải làm"), my_work.duty_words, width=26),
        Cell(_("Nội dung"), lambda r: retold(r.title), width=70),
        Cell(_("Số hiệu"), lambda r: r.reference, width=16),
        Cell(_("Đơn vị"), lambda r: r.organisation.name, width=36),
        Cell(_("Người"), lambda r: r.person.full_name if r.person else "", width=22),
        Cell(_("Làm thay"), lambda r: str(away.get(r.pk, "")), width=22),
        Cell(_("Hạn"), lambda r: local(r.due_at), "day", 12),
        Cell(_("Hạn nội bộ"), lambda r: local(r.inner_due_at), "day", 12),
        Cell(
            _("Số ngày làm việc còn lại (âm: đã quá)"),
            lambda r: days_left(today, local(r.due_at)) if r.due_at else None,
            "number",
            14,
        ),
    )
    data = workbook(
        _("Việc của tôi"),
        cells,
        rows.select_related("organisation", "person").order_by("due_at", "id")[:50_000],
        [_("Số liệu đến %(moment)s, giờ Việt Nam") % {"moment": wording.moment(request.at)}],
    )
    return xlsx_answer(data, f"viec-cua-toi-{request.at:%Y%m%d-%H%M}.xlsx")
