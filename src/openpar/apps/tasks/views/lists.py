"""The list of tasks by part: filters, stable pages, a workbook of exactly what is shown."""

from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, Case, Exists, OuterRef, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import clock, organisations
from openpar.core.listing import Cell, page, workbook
from openpar.core.models import Organisation, User
from openpar.core.pages import XLSX, download
from openpar.engine.errors import BadInput
from openpar.web import faces, wording

from .. import rules
from ..models import Addressee, Assignment, Directive, Task
from ..selectors import lists, spans
from ..selectors.rows import Row, rows_of

EXPORT_LIMIT = 50_000


def parts_url(task, status: str) -> str:
    """The list of the parts of one task that have a status: what a number of its strip counts."""
    return f"{reverse('tasks:tasks')}?nhiem-vu={task.pk}&trang-thai={status}"


@login_required
def tasks(request):
    """Every part this person may see, filtered; the acts on selected rows stand below it."""
    filters = lists.Filters.of(request.GET)
    order = lists.ORDERS.get(request.GET.get("xep", ""), lists.ORDERS["han"])
    rows = lists.with_rows(lists.filtered(Assignment.objects.all(), filters, request.at))
    found = page(rows, order, request.GET.get("sau", ""), within=lists.shown_to(request.actor, filters))
    context = {
        "rows": list(rows_of(found.rows, request.at, today_of(filters, found.rows, request.at))),
        "found": found,
        "filters": filters,
        "orders": lists.ORDERS.values(),
        "order": order,
        "selects": selects(request, filters),
        "issuer": request.actor.can("assignment.remind"),
        "bulk_acts": bulk_acts(request.actor),
    }
    return render(request, "tasks/list.html", context)


def today_of(filters, rows, at) -> dict:
    """Who answers now for the organisations of these rows, where that was asked for."""
    if not filters.today:
        return {}
    return organisations.as_today({r.organisation_id for r in rows}, clock.timezone.localtime(at).date())


def bulk_acts(actor):
    """The acts offered for selected rows, by what this person may do."""
    acts = []
    if actor.can("assignment.appraise"):
        acts.append({"name": "viec", "value": "accept", "label": _("Chấp nhận kết quả")})
    if actor.can("assignment.remind"):
        acts += [
            {"name": "viec", "value": "remind", "label": _("Đôn đốc")},
            {"name": "viec", "value": "escalate", "label": _("Báo cáo vượt cấp")},
            {"name": "viec", "value": "letters", "label": _("Lập công văn đôn đốc")},
        ]
    return acts


def selects(request, filters):
    """The selects of the filter bar; only what occurs is offered, and nothing that this person may not see."""

    def options(pairs, chosen):
        return tuple(faces.Option(value, str(label), value == chosen) for v, label in pairs for value in (str(v),))

    found = lists.units_of(lists.seen_by(request.actor))
    if filters.today:
        units = list(found)
        now = organisations.as_today([o.pk for o in units], clock.timezone.localtime(request.at).date())
        names = [(o.pk, o.label) for o in sorted({now[o.pk].organisation or o for o in units}, key=lambda o: o.name_key)]
    else:
        names = [(pk, short or name) for pk, short, name in found.values_list("pk", "short_name", "name")]
    directives = Directive.objects.filter(
        Directive.reach(request.actor, "directive.view"), state__in=("issued", "replaced", "withdrawn")
    ).only("pk", "number", "title")
    out = [
        faces.Select(
            "trang-thai", _("Trạng thái"), options(lists.STATUS_LABELS.items(), filters.status), _("Mọi trạng thái")
        ),
        faces.Select(
            "don-vi",
            _("Đơn vị"),
            options(names, filters.organisation),
            _("Mọi đơn vị"),
        ),
        faces.Select(
            "van-ban",
            _("Văn bản"),
            options([(d.pk, d.number or d.title[:60]) for d in directives[:100]], filters.directive),
            _("Mọi văn bản"),
        ),
        faces.Select("loai-han", _("Loại hạn"), options(Task.DueType.choices, filters.due_type), _("Mọi loại hạn")),
        faces.Select("vai-tro", _("Vai trò"), options(Addressee.Part.choices, filters.part), _("Chủ trì và phối hợp")),
    ]
    out.append(
        faces.Select(
            "ten-don-vi",
            _("Tên đơn vị"),
            options([("hien-nay", _("Theo hiện nay"))], "hien-nay" if filters.today else ""),
            _("Như khi giao"),
        )
    )
    if filters.directive:
        sections = (
            lists.assignments_for(request.actor).filter(directive_id=int(filters.directive))
            .order_by("section")
            .values_list("section", flat=True)
            .distinct()[:60]
        )
        out.append(
            faces.Select("phan", _("Phần"), options([(s, s) for s in sections if s], filters.section), _("Mọi phần"))
        )
    elif filters.section:
        out.append(only("phan", _("Phần"), filters.section, _("Việc khác"), _("Mọi phần")))
    if filters.field:
        out.append(only("linh-vuc", _("Lĩnh vực"), filters.field, _("Chưa xếp lĩnh vực"), _("Mọi lĩnh vực")))
    if filters.leader:
        person = User.objects.filter(pk=filters.leader).first() if filters.leader != lists.NONE else None
        out.append(
            faces.Select(
                "lanh-dao",
                _("Lãnh đạo"),
                options([(filters.leader, person or _("Chưa phân công lãnh đạo"))], filters.leader),
                _("Mọi lãnh đạo"),
            )
        )
    return tuple(out + spans_of(filters, request, options))


def only(name, label, value, without, every):
    """A select that keeps what the address asks for, or lets it go; `without` names the rows that have no such value."""
    return faces.Select(name, label, (faces.Option(value, without if value == lists.NONE else value, True),), every)


def spans_of(filters, request, options):
    """What the leader's page, or an address, asks for beside the usual selects; each can be taken away again."""
    out = []
    if filters.kind:
        out.append(faces.Select("khoi", _("Khối"), options(Organisation.Kind.choices, filters.kind), _("Mọi khối")))
    if filters.task:
        seen = lists.assignments_for(request.actor)
        code = Task.objects.filter(pk=filters.task).filter(Exists(seen.filter(task=OuterRef("pk")))).values_list("code", flat=True).first()
        out.append(faces.Select("nhiem-vu", _("Nhiệm vụ"), options([(filters.task, code or _("Một nhiệm vụ"))], filters.task), _("Mọi nhiệm vụ")))
    if filters.given:
        out.append(faces.Select("phia", _("Phía"), options([("giao", _("Việc đã giao đi"))], "giao"), _("Mọi việc được xem")))
    if filters.done:
        out.append(faces.Select("xong", _("Hoàn thành"), options(spans.DONE.items(), filters.done), _("Lúc nào cũng được")))
    if filters.periods:
        out.append(faces.Select("ky", _("Báo cáo kỳ"), options(spans.PERIODS.items(), filters.periods), _("Đủ kỳ và thiếu kỳ")))
    for name, day, words in (
        ("qua-han-luc", filters.late_at, _("Quá hạn vào cuối ngày %(day)s")),
        ("tu", filters.due_from, _("Hạn từ %(day)s")),
        ("den", filters.due_before, _("Hạn đến %(day)s")),
    ):
        if day == lists.FORTNIGHT_AGO:
            label = _("Quá hạn lúc %(moment)s") % {"moment": wording.moment(request.at - spans.FORTNIGHT)}
            out.append(faces.Select(name, _("Thời điểm"), (faces.Option(day, label, True),), _("Hiện nay")))
        elif day:
            option = faces.Option(f"{day:%d/%m/%Y}", words % {"day": wording.official_date(day)}, True)
            out.append(faces.Select(name, _("Thời điểm"), (option,), _("Mọi ngày")))
    return out


CELLS = (
    Cell(gettext_lazy("Mã nhiệm vụ"), lambda r: r.row.task.code, width=14),
    Cell(gettext_lazy("Mục"), lambda r: r.row.task.clause, width=10),
    Cell(gettext_lazy("Nhiệm vụ"), lambda r: r.row.task.title, width=60),
    Cell(gettext_lazy("Đơn vị"), lambda r: r.unit if r.today else r.row.organisation.name, width=36),
    Cell(gettext_lazy("Vai trò"), lambda r: r.row.get_part_display(), width=12),
    Cell(gettext_lazy("Trạng thái"), lambda r: str(r.status_label), width=20),
    Cell(gettext_lazy("Hạn"), lambda r: r.row.due_at and clock.timezone.localtime(r.row.due_at).date(), "day", 12),
    Cell(gettext_lazy("Số ngày làm việc còn lại (âm: đã quá)"), lambda r: r.days, "number", 14),
    Cell(gettext_lazy("Ngày giao"), lambda r: clock.timezone.localtime(r.row.assigned_at).date(), "day", 12),
    Cell(gettext_lazy("Báo cáo lúc (giờ Việt Nam)"), lambda r: r.row.submitted_at, "moment", 18),
    Cell(gettext_lazy("Chấp nhận lúc (giờ Việt Nam)"), lambda r: r.row.accepted_at, "moment", 18),
    Cell(gettext_lazy("Chất lượng"), lambda r: r.row.get_quality_display(), width=16),
    Cell(gettext_lazy("Tiến độ"), lambda r: r.row.progress / 100, "share", 10),
    Cell(gettext_lazy("Tình hình"), lambda r: r.row.progress_note, width=50),
    Cell(gettext_lazy("Số lần đôn đốc"), lambda r: r.row.reminded, "number", 10),
    Cell(gettext_lazy("Người xử lý"), lambda r: r.row.handler.full_name if r.row.handler and r.row.inside else "", width=22),
)


@login_required
def tasks_xlsx(request):
    """The same rows as a workbook; too many rows is a sentence, never half a file."""
    filters = lists.Filters.of(request.GET)
    shown = Assignment.objects.filter(lists.shown_to(request.actor, filters))
    # who handles a part is told inside its organisation only
    inside = Case(When(Assignment.reach(request.actor, "assignment.view"), then=True), default=False, output_field=BooleanField())
    rows = lists.with_rows(lists.filtered(shown, filters, request.at)).order_by("due_at", "id").annotate(inside=inside)
    if rows[: EXPORT_LIMIT + 1].count() > EXPORT_LIMIT:
        raise BadInput(
            _("Danh sách có hơn %(limit)s dòng. Lọc bớt theo đơn vị, văn bản hoặc trạng thái rồi xuất lại.")
            % {"limit": wording.number(EXPORT_LIMIT)}
        )
    notes = [_("Số liệu đến %(moment)s, giờ Việt Nam") % {"moment": wording.moment(request.at)}]
    if filters.today:
        notes.append(_("Đơn vị ghi theo hiện nay; tên khi giao để trong ngoặc."))
        every = organisations.as_today(
            Organisation.objects.values_list("pk", flat=True), clock.timezone.localtime(request.at).date()
        )
    else:
        every = {}
    data = workbook(_("Danh sách nhiệm vụ"), CELLS, rows_of(rows.iterator(chunk_size=2000), request.at, every), notes)
    return xlsx_answer(data, f"nhiem-vu-{request.at:%Y%m%d-%H%M}.xlsx")


def xlsx_answer(data: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    return download(data, name, XLSX)


__all__ = ["Assignment", "Row", "rules", "tasks", "tasks_xlsx", "xlsx_answer"]
