"""One document: what it says, where it stands, its trail, and the acts that this person may do now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from openpar.apps.tasks.selectors.directives import directives
from openpar.core import audit, blobs, clock, papers, rulebook
from openpar.core.models import AuditEntry, PaperNumber
from openpar.core.pages import DOCX, answer_errors, download, whole
from openpar.engine.errors import BadInput
from openpar.web import faces
from openpar.web.faces import Event

from .. import rules, services
from ..drawings import chain_drawing
from ..models import Document, Recipient
from ..papers import content_of, readable, word_of
from ..selectors import chain_of, documents_for, files_of, published

ROOM = "documents.document"
GIVING = ("chi_thi", "quyet_dinh_ca_biet", "ke_hoach", "cong_van", "thong_bao", "chuong_trinh", "cong_dien")  # kinds that give work
# address → (step of the workflow, the service, the words of its button)
ACTS = {
    "trinh": ("submit", services.submit, gettext_lazy("Trình ký")), "tra-lai": ("return", services.send_back, gettext_lazy("Trả lại dự thảo")),
    "ky": ("sign", services.sign, gettext_lazy("Ký số")), "phat-hanh": ("issue", services.issue, gettext_lazy("Đóng dấu, phát hành")),
    "thu-hoi": ("withdraw", services.withdraw, pgettext_lazy("document", "Thu hồi")),
    "vao-so": ("register", services.register, gettext_lazy("Vào sổ văn bản đến")),
    "tra-theo-thu-hoi": ("give_back", services.give_back, gettext_lazy("Đồng ý trả lại theo thu hồi")),
    "tu-choi": ("reject", services.reject, gettext_lazy("Từ chối tiếp nhận")),
    "bat-dau": ("start", services.start, gettext_lazy("Bắt đầu xử lý")), "xong": ("complete", services.complete, gettext_lazy("Hoàn thành")),
}
# Acts that cannot be taken back ask once, and say what follows.
FINAL = {
    "sign": gettext_lazy("Ký xong, văn bản có số và không sửa được nữa; muốn bỏ phải thu hồi và số đã cấp nằm lại trong sổ."),
    "issue": gettext_lazy("Các nơi nhận trên hệ thống có văn bản ngay. Phát hành rồi chỉ còn cách thu hồi, kèm lý do."),
    "give_back": gettext_lazy("Văn bản kết thúc tại đây và không xử lý tiếp được; dòng trong sổ văn bản đến vẫn giữ."),
}
SAID = {"draft": gettext_lazy("Soạn dự thảo"), "edit": gettext_lazy("Sửa dự thảo"), "arrive": gettext_lazy("Văn bản đến"),
        "import": gettext_lazy("Nhập từ sổ cũ"),
        "relate": gettext_lazy("Ghi quan hệ văn bản"), "unrelate": gettext_lazy("Bỏ quan hệ văn bản"), "evidence.add": gettext_lazy("Thêm tệp"),
        "evidence.remove": gettext_lazy("Gỡ tệp"), "keep": gettext_lazy("Từ chối trả lại theo thu hồi"),
        "publish": gettext_lazy("Công bố bản sao"), "unpublish": gettext_lazy("Thôi công bố"),
        "hand_over": gettext_lazy("Bàn giao cho người khác"), "assign": gettext_lazy("Phân công xử lý"),
        **{step: words for step, _do, words in ACTS.values()}}


def workflow_of(row):
    return rules.OUTGOING if row.direction == Document.Direction.OUT else rules.INCOMING


@login_required
@require_GET
@answer_errors
def document(request, pk):
    """One document of either register."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation__parent", "handler", "deadline", "source__organisation"), pk=pk)
    line = Recipient.objects.filter(arrival=pk).first() if row.direction == Document.Direction.IN else None
    asked_back = line is not None and line.recall == "13"
    steps = [s for s in workflow_of(row).possible(row.state) if Document.objects.filter(Document.reach(request.actor, s.act), pk=pk).exists()]
    by_step = {step: (slug, words) for slug, (step, _do, words) in ACTS.items()}
    # what comes next and is not this person's to do may be done in the place of whoever gave it to this person; refusing and taking back are no next steps
    elsewhere = {s.act for s in workflow_of(row).possible(row.state) if "reason" not in s.needs} - {s.act for s in steps}
    possible = [s for s in steps if s.name in by_step and (s.name != "give_back" or asked_back)]
    # what drawing and sealing write beside the step itself stands in the trail; here it would say the same thing three times
    entries = AuditEntry.objects.filter(room=ROOM, object_id=pk).exclude(act__in=("paper.make", "paper.sign"))
    entries = entries.select_related("actor", "acting_for").order_by("-id")[:200]
    chain = chain_of(request.actor, row)
    book = "out" if row.direction == Document.Direction.OUT else "in"
    return render(request, "documents/document.html", {
        "document": row, "owed": row.due_at if row.state in (rules.S.SIGNED, *rules.OPEN_IN) else None, "cancelled": _cancelled(row),
        "offered": [(*by_step[s.name], FINAL.get(s.name)) for s in possible if "reason" not in s.needs],
        "asking": [by_step[s.name] for s in possible if "reason" in s.needs],
        "may_assign": any(s.name == "assign" for s in steps), "may_edit": row.state == "draft" and request.actor.can_for(
            "document.draft", row.organisation), "recipients": row.recipients.select_related("organisation"),
        "routes": row.routes.select_related("organisation", "person"), "chain": chain, "recall": line if line and line.recall else None,
        "may_keep": asked_back and request.actor.can_for("document.receive", row.organisation), **_about(request, row), "drawing": chain_drawing(row, chain),
        "may_relate": request.actor.can_for("document.draft", row.organisation), **_files(request, row),
        "may_answer": row.direction == Document.Direction.IN and row.state not in (rules.S.REJECTED, rules.S.RECALLED) and request.actor.can_for(
            "document.draft", row.organisation), "take_places": request.actor.places_for(*elsewhere, organisation=row.organisation),
        **_published(request, row), "readable": readable(row), **_form(row, request),
        "events": [Event(SAID.get(e.act, SAID.get(e.act.rsplit(".", 1)[-1], e.act)), e.at, audit.who(e) or _("Hệ thống"), e.reason,
                         "done" if e.to_state else "", now=request.at) for e in entries],
        "crumbs": [(_("Sổ văn bản đi") if book == "out" else _("Sổ văn bản đến"), reverse(f"documents:{book}")), (str(row), "")]})


def _cancelled(row):
    """The number of a document that was signed and never issued, crossed out in the book with its reason."""
    if row.direction != Document.Direction.OUT or row.state != rules.S.WITHDRAWN:
        return None
    return PaperNumber.objects.filter(room=ROOM, object_id=row.pk, cancelled_at__isnull=False).last()


def _form(row, request):
    """By which form an outgoing document is drawn, and whether anybody compared that form with the decree."""
    if row.direction != Document.Direction.OUT or not readable(row):
        return {}
    try:
        form = papers.form_on(row.on or clock.timezone.localtime(request.at).date())
    except BadInput:
        return {}
    return {"form": form, "form_unverified": rulebook.unverified(form.confidence, form.digest)}


@login_required
@require_GET
@answer_errors
def paper(request, pk):
    """The document as PDF: the signed one, or a preview of the draft."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation__parent"), pk=pk)
    if not readable(row):
        raise Http404
    kept = papers.current(ROOM, row.source_id or row.pk)
    if kept:
        with blobs.open_bytes(papers.newest_pdf(kept)) as stream:
            data = stream.read()
    else:
        day = clock.timezone.localtime(request.at).date()
        data = papers.pdf(content_of(row), papers.form_on(day), day)
    return HttpResponse(data, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="van-ban-{row.pk}.pdf"', "X-Content-Type-Options": "nosniff"})


@login_required
@require_GET
@answer_errors
def paper_docx(request, pk):
    """The document as a Word file: as it was signed, or the draft as it stands, to be read and corrected in an office program."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation__parent"), pk=pk)
    if not readable(row):
        raise Http404
    return download(word_of(row, clock.timezone.localtime(request.at).date()), f"van-ban-{row.pk}.docx", DOCX)


@login_required
@require_POST
@answer_errors
def act(request, pk, act):
    """One act over one document; a reason where the act asks for it."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation__parent"), pk=pk)
    if act not in ACTS:
        raise Http404
    step, do, words = ACTS[act]
    flow = workflow_of(row)
    if step not in {s.name for s in flow.steps}:
        raise Http404
    given = {}
    if "reason" in flow.named(step).needs:
        given["reason"] = request.POST.get("reason", "")
        if not given["reason"].strip():
            raise BadInput(_("Ghi lý do."), where="reason")
    if step in FINAL and step != "give_back":  # what is signed or sent is what was read, not what came in its place meanwhile
        given["version"] = whole(request.POST.get("version", ""))
        if step == "sign":
            services.as_read(row, given["version"])
    row = do(row, by=request.actor, at=request.at, **given)
    messages.success(request, _("Đã xong: %(act)s. Trạng thái: %(state)s.") % {"act": words, "state": row.get_state_display()})
    return redirect("documents:document", pk)


@login_required
@require_POST
@answer_errors
def keep(request, pk):
    """Refuse to give back what the sender takes back, with a reason."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk)
    services.keep(row, by=request.actor, at=request.at, reason=request.POST.get("reason", ""))
    messages.success(request, _("Đã trả lời bên gửi: từ chối trả lại."))
    return redirect("documents:document", pk)


@login_required
@require_POST
@answer_errors
def give_as_tasks(request, pk):
    """An issued document goes to the review of its tasks."""
    row = get_object_or_404(documents_for(request.actor).select_related("organisation"), pk=pk)
    made = services.give_as_tasks(row, by=request.actor, at=request.at)
    messages.success(request, _("Đã đọc văn bản. Rà soát từng nhiệm vụ rồi giao."))
    return redirect("tasks:review", made.pk)


def _about(request, row):
    """What the document led to or came from in the rooms below, and whether this person may give it as tasks now."""
    home = row.source if row.source_id else row
    directive = directives(request.actor).filter(pk=home.about_id).first() if home.about_room == "tasks.directive" else None
    free = not row.about_id or (row.about_room == "tasks.directive" and directive is not None and directive.state == "discarded")
    return {"directive": directive, "letter": row.about_room == "tasks.letter" and request.actor.can("assignment.remind"),
            "may_give": row.direction == Document.Direction.OUT and row.state == rules.S.ISSUED and free and row.kind in GIVING
            and request.actor.can_for("directive.draft", row.organisation)}


def _files(request, row):
    """Its files as faces, and whether this person changes them now."""
    may = services.may_attach(row, request.actor)
    kept = papers.current(ROOM, row.source_id or row.pk)
    under = {f["digest"] for f in kept.data.get("annexed", ())} if kept and kept.number_id else set()
    return {"may_attach": may, "proofs": [faces.Proof(
        e.title, reverse("core:evidence", args=[e.pk]), ending=e.original_name.rpartition(".")[2].lower() if "." in e.original_name else "",
        size=e.blob.size if e.blob else None, note=_("Nằm trong danh mục đã ký số") if e.blob and e.blob.digest in under else "",
        remove_url=reverse("documents:file_drop", args=[row.pk, e.pk]) if may and e.owner_id == row.pk else "") for e in files_of(row)]}


def _published(request, row):
    """The copy that anybody reads, and whether this person publishes one now."""
    if row.direction != Document.Direction.OUT or row.state not in (rules.S.ISSUED, rules.S.WITHDRAWN):
        return {}
    living, may = published().filter(document=row).first(), request.actor.can_for("paper.number", row.organisation)
    return {"publication": living, "may_publish": may and living is None and row.state == rules.S.ISSUED, "may_unpublish": may and living is not None}
