"""Nhập dữ liệu: templates to take, files to try, the dry run with every faulty row, and the list of what was brought in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openpar.core import second_factor
from openpar.core.forms import ImportFileForm, ImportOptionsForm
from openpar.core.imports import batches, books, passwords
from openpar.core.imports.importer import IMPORTERS
from openpar.core.models import Evidence, Group, ImportBatch, JobRun, Organisation
from openpar.core.organisations import group_on, valid_on
from openpar.core.pages import answer_errors, on_form, private, whole
from openpar.core.rooms import ROOMS
from openpar.engine.errors import BadInput, OpenParError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportBatch.State


def offered(actor):
    """The kinds that this person may import."""
    return [i for i in IMPORTERS.values() if actor.can(i.act)]


def kind_or_404(actor, code):
    """An importer that this person may use."""
    importer = IMPORTERS.get(code)
    if importer is None or not actor.can(importer.act):
        raise Http404(code)
    return importer


@login_required
@require_safe
@answer_errors
def index(request):
    """What can be brought in, and what was."""
    kinds = offered(request.actor)
    if not kinds:
        raise Http404
    rows = ImportBatch.objects.filter(ImportBatch.reach(request.actor)).select_related("organisation", "created_by", "applied_by")
    page = Paginator(rows, 30).get_page(request.GET.get("trang"))
    for b in page:
        b.title = IMPORTERS[b.kind].title if b.kind in IMPORTERS else b.kind
    return render(request, "core/imports.html", {"kinds": kinds, "rows": page})


@login_required
@require_safe
@answer_errors
def template(request, kind):
    """The template of a kind, with instructions and an example."""
    importer = kind_or_404(request.actor, kind)
    return _file(books.template(importer), f"mau-{importer.code}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_errors
def upload(request, kind):
    """Take in a file; it is only tried."""
    importer = kind_or_404(request.actor, kind)
    if importer.guarded and (asked := second_factor.wanted(request, "core:imports" if request.method == "POST" else "")):
        return asked
    offices = batches.offices(importer, request.actor)
    form, status = ImportFileForm(request.POST or None, request.FILES or None, offices=offices, initial={"organisation": request.actor.organisation_id}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                batch = batches.take_in(kind, form.cleaned_data["file"], organisation=form.cleaned_data["organisation"], by=request.actor, at=request.at)
                if batch.created_at != request.at:
                    messages.info(request, _("Tệp này đã được tải lên trước đó; đây là lần nhập của tệp ấy."))
                return redirect("core:import", batch.pk)
            except OpenParError as error:
                status = on_form(form, error)
    return render(request, "core/import_upload.html", {"importer": importer, "form": form, "crumbs": _crumbs(importer.title)}, status=status)


@login_required
@require_safe
@answer_errors
def batch(request, pk):
    """One import: what the file says, what is wrong with it, and what it became."""
    return _page(request, _seen(request, pk))


def _page(request, row, form=None, status=200):
    importer = batches.importer_of(row)
    report, used = row.report or {}, {c: k for k, c in (row.mapping or {}).items()}
    columns = [{"place": c, "letter": letter, "label": label, "examples": examples, "key": used.get(c, "")}
               for c, letter, label, examples in report.get("columns", ())]
    editable = row.state == State.CHECKED
    names = report.get("names", ()) if editable else ()
    on = request.actor.on
    choices = [(f"o:{o.pk}", f"{o.name} ({o.code})") for o in Organisation.objects.filter(valid_on(on)).order_by("name_key")] if names else []
    if names and importer.groups_named:
        choices += [(f"g:{g.pk}", g.name) for g in Group.objects.filter(group_on(on)).order_by("name")]
    made = Paginator(row.made.all(), 50).get_page(request.GET.get("trang")) if row.state == State.APPLIED else None
    for m in made or ():
        room = ROOMS.get(m.room)
        m.page = room.page if room else ""
    return render(request, "core/import.html", {
        "row": row, "importer": importer, "editable": editable, "columns": columns, "names": names,
        "running": _running() if row.state == State.QUEUED else None,
        "without": passwords.waiting(row).count() if importer.guarded and row.state == State.APPLIED else 0, "choices": choices, "made": made,
        "file": Evidence.objects.filter(room=batches.ROOM, owner_id=row.pk).first(), "options_form": form or (
            ImportOptionsForm(importer=importer, initial=row.options) if editable else None), "may_remember": request.actor.can("organisation.manage"),
        "ready": editable and not row.counts.get("bad") and (row.counts.get("new") or row.counts.get("changed")), "report": report,
        "crumbs": _crumbs(row.file_name)}, status=status)


@login_required
@require_POST
@answer_errors
def act(request, pk, act):
    """Another reading of the file, names that are settled, the yes, or leaving it."""
    row, version = _seen(request, pk), whole(request.POST.get("version", "")) or 0
    given = {"by": request.actor, "at": request.at, "version": version}
    if batches.importer_of(row).guarded and (asked := second_factor.wanted(request, "core:imports")):
        return asked
    if act == "mat-khau" and batches.importer_of(row).guarded and row.state == State.APPLIED:
        return private(_file(passwords.book(passwords.give(row, by=request.actor, at=request.at), row), "mat-khau-dung-mot-lan.xlsx"))
    if act == "cot":
        batches.change(row, **given, **_columns(request, row))
    elif act == "lua-chon":
        form = ImportOptionsForm(request.POST, importer=batches.importer_of(row))
        if not form.is_valid():
            return _page(request, row, form, 422)
        batches.change(row, **given, options=form.kept())
    elif act == "ten":
        settled = {words: chosen for words, chosen in zip(request.POST.getlist("words"), request.POST.getlist("chosen"), strict=False) if chosen}
        if not settled:
            raise BadInput(_("Chọn đơn vị cho ít nhất một tên."), where="names")
        batches.name(row, settled, remember=bool(request.POST.get("remember")), **given)
    elif act == "nhap":
        try:
            done = batches.confirm(row, **given)
        except batches.Outdated as error:  # the page shows what was tried anew
            messages.error(request, error.message)
            return redirect("core:import", row.pk)
        if done.state == State.APPLIED:
            messages.success(request, _("Đã nhập %(n)s dòng từ “%(name)s”.") % {
                "n": done.counts["new"] + done.counts["changed"], "name": done.file_name})
        else:
            messages.info(request, _("Tệp lớn được nhập trong một việc nền, bắt đầu trong vòng một phút. Tải lại trang này để xem kết quả."))
    elif act == "bo":
        batches.discard(row, **given)
        messages.success(request, _("Đã bỏ tệp. Không dòng nào được nhập."))
        return redirect("core:imports")
    else:
        raise Http404(act)
    return redirect("core:import", row.pk)


@login_required
@require_safe
@answer_errors
def faults(request, pk):
    """The file back with a column that says what is wrong."""
    row = _seen(request, pk)
    if row.state not in (State.CHECKED, State.FAILED):
        raise Http404
    importer, found = batches.importer_of(row), batches.read_again(row)
    batches.judged(row, importer, found, by=request.actor, at=request.at)
    stem = row.file_name.rpartition(".")[0] or row.file_name
    return _file(books.with_faults(importer, found), f"{stem}-loi.xlsx")


def _columns(request, row) -> dict:
    """What the form of columns says: the sheet, the heading rows, which column is what."""
    first, last = whole(request.POST.get("first", "")), whole(request.POST.get("last", ""))
    sheet = request.POST.get("sheet")
    if sheet is not None and sheet not in row.report.get("sheets", []):
        raise BadInput(_("Chọn trang trong danh sách."), where="sheet")
    mapping = {}
    for c, *_rest in row.report.get("columns", ()):
        if key := request.POST.get(f"c{c}"):
            if key in mapping:
                raise BadInput(_("Mục “%(title)s” được chọn cho hai cột. Chọn một cột.") % {
                    "title": getattr(batches.importer_of(row).column(key), "title", key)}, where="mapping")
            mapping[key] = c
    return {"sheet": sheet, "head": [first, last] if first and last else None, "mapping": mapping}


def _seen(request, pk):
    return get_object_or_404(ImportBatch.objects.filter(ImportBatch.reach(request.actor)).select_related("organisation", "created_by", "applied_by"), pk=pk)


def _running():
    """The run of the job that brings files in, while there is one."""
    return JobRun.objects.filter(name="imports.apply", finished_at__isnull=True).order_by("-id").first()


def _crumbs(last):
    from django.urls import reverse
    return [(_("Nhập dữ liệu"), reverse("core:imports")), (last, "")]


def _file(data, name):
    from urllib.parse import quote
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
