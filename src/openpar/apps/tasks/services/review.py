"""Reviewing drafts, one at a time: answer, confirm, edit, drop, restore. Each act names the version it saw, so two officers never overwrite each other."""

from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from openpar.core import audit, names
from openpar.core.actor import Actor
from openpar.core.models import Group, Organisation, OrganisationAlias
from openpar.core.models.organisation import GroupWording
from openpar.core.register import Register
from openpar.engine.errors import BadInput, Conflict, Refused
from openpar.engine.vietnamese import fold

from ..models import Addressee, Directive, Draft, Task
from . import reading
from .intake import register_day

COLUMNS = ("title", "due_type", "due_on", "cycle", "report_day")
LEAD, COORDINATING = Addressee.Part.LEAD, Addressee.Part.COORDINATING


def under_review(directive: Directive, by: Actor) -> Directive:
    """The directive, locked for this transaction, while it may still be changed; Conflict once it was issued or discarded."""
    by.require("directive.draft", directive.issuer)
    fresh = Directive.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=directive.pk)
    if fresh.state != Directive.State.DRAFT:
        raise Conflict(_("Chưa lưu được. Văn bản này đang ở trạng thái “%(state)s”, có thể người khác vừa xử lý. Tải lại để xem.") % {
            "state": fresh.get_state_display()})
    return fresh


@transaction.atomic
def correct_head(directive: Directive, said: dict, *, by: Actor, at) -> Directive:
    """What the document says of itself (type, number, day, signer, title), corrected while it is under review."""
    fresh = under_review(directive, by)
    before = {k: getattr(fresh, k) for k in said}
    for name, value in said.items():
        setattr(fresh, name, value)
    fresh.save()
    audit.record("tasks.directive.head", "tasks.directive", fresh, by=by, at=at, organisation_id=fresh.issuer_id,
                 changes=audit.changed(before, said))
    return fresh


@contextmanager
def changing(draft: Draft, version: int, act: str, *, by: Actor, at, reason=""):
    """The fresh draft to change; saved with its trail on the way out. Conflict where somebody else changed it first."""
    with transaction.atomic():
        directive = under_review(draft.directive, by)
        fresh = Draft.objects.get(pk=draft.pk)
        if fresh.version != version:
            raise Conflict(_("Chưa lưu được. Dự thảo “%(title)s” vừa được người khác sửa. Tải lại để xem bản mới; nội dung vừa nhập vẫn còn trong ô.")
                           % {"title": fresh.title[:80]})
        fresh.directive = directive
        before = _columns(fresh)
        yield fresh
        fresh.version += 1
        fresh.save()
        audit.record(f"tasks.draft.{act}", "tasks.directive", directive, by=by, at=at, reason=reason, organisation_id=directive.issuer_id,
                     changes={"draft": fresh.pk, "title": fresh.title, **audit.changed(before, _columns(fresh))})


def answer(draft: Draft, index: int, choice: int, *, version: int, by: Actor, at) -> None:
    """Choose one answer of one doubt; the columns that it sets are set."""
    with changing(draft, version, "answer", by=by, at=at) as d:
        try:
            asked = d.doubts[index]
            chosen = asked["alternatives"][choice]
        except (IndexError, TypeError):
            raise BadInput(_("Không có câu trả lời này. Chọn một trong các câu trả lời đang hiện."), where="answer") from None
        asked["answer"] = choice
        _apply(d, reading.changes(chosen["set"]))
        d.confirmed = all(q["answer"] is not None for q in d.doubts)


def confirm(draft: Draft, *, version: int, by: Actor, at) -> None:
    """A person has looked: what is still asked stays as proposed. Words that name nobody stay to be named."""
    with changing(draft, version, "confirm", by=by, at=at) as d:
        for asked in d.doubts:
            if asked["answer"] is None:
                asked["answer"] = 0
        d.addressees.filter(sure=False).update(sure=True)
        d.confirmed = True


def reopen(draft: Draft, *, version: int, by: Actor, at) -> None:
    """Ask again: the answers are taken back, the values stay until answered."""
    with changing(draft, version, "reopen", by=by, at=at) as d:
        for asked in d.doubts:
            asked["answer"] = None
        d.confirmed = False


def drop(draft: Draft, why: str, *, version: int, by: Actor, at) -> None:
    """Leave this draft out of the directive, with a reason; it can be taken back until the directive is issued."""
    if not why.strip():
        raise BadInput(_("Ghi lý do bỏ nhiệm vụ."), where="reason")
    with changing(draft, version, "drop", by=by, at=at, reason=why) as d:
        d.dropped, d.dropped_why = True, why.strip()[:300]


def restore(draft: Draft, *, version: int, by: Actor, at) -> None:
    """Take a dropped draft back."""
    with changing(draft, version, "restore", by=by, at=at) as d:
        d.dropped, d.dropped_why = False, ""


def edit(draft: Draft, given: dict, *, version: int, by: Actor, at) -> None:
    """Set fields: title, due columns, report, product, targets, refs, field, leader, priority, and names as lists of wordings.

    Only what is in `given` changes. Editing the due day or the names answers the doubts about them.
    """
    if "title" in given and not given["title"].strip():
        raise BadInput(_("Nhiệm vụ chưa có tên. Ghi tên nhiệm vụ."), where="title")
    check_due(given)
    with changing(draft, version, "edit", by=by, at=at) as d:
        _apply(d, given)
        settled = {"deadline"} if {"due_type", "due_on", "cycle"} & given.keys() else set()
        settled |= {k for k in ("lead", "coordinating", "report", "targets") if k in given}
        for asked in d.doubts:
            if asked["field"] in settled and asked["answer"] is None:
                asked["answer"] = -1
        d.confirmed = all(q["answer"] is not None for q in d.doubts)


def check_due(given: dict) -> None:
    """BadInput where a due type lacks its day or its cycle."""
    due_type = given.get("due_type")
    if due_type == "date" and not given.get("due_on"):
        raise BadInput(_("Ghi ngày hạn, ví dụ 15/8/2022."), where="due_on")
    if due_type == "cycle" and given.get("cycle") not in Task.Cycle.values:
        raise BadInput(_("Chọn kỳ báo cáo: tuần, tháng, quý, sáu tháng hoặc năm."), where="cycle")
    if given.get("cycle") == Task.Cycle.WEEK and given.get("report_day") is not None and not 2 <= given["report_day"] <= 7:
        raise BadInput(_("Kỳ tuần: ngày báo cáo là số của thứ, từ 2 (thứ Hai) đến 7 (thứ Bảy)."), where="report_day")
    if given.get("report_day") is not None and not 1 <= given["report_day"] <= 31:
        raise BadInput(_("Ngày báo cáo trong kỳ là từ 1 đến 31."), where="report_day")


def name(addressee: Addressee, *, organisation: Organisation | None = None, group: Group | None = None, as_text=False, remember=False,
         version: int, by: Actor, at) -> None:
    """Say who these words mean: an organisation, a group, or (coordinating only) that they stay words. `remember` adds the wording to the register."""
    if as_text and addressee.part == LEAD:
        raise Refused(_("Đơn vị chủ trì phải được xác định. Chọn một đơn vị hoặc một nhóm."))
    if not (organisation or group or as_text):
        raise BadInput(_("Chọn một đơn vị, một nhóm, hoặc để nguyên chữ."), where="organisation")
    if remember:
        by.require("organisation.manage")
    with changing(addressee.draft, version, "name", by=by, at=at) as d:
        same = Addressee.objects.filter(draft__directive=d.directive, wording=addressee.wording, organisation=None, group=None)
        left_out = [] if organisation or not group else [m.organisation.pk for words in names.without_exception(addressee.wording)[1]
                                                         if (m := Register(register_day(d.directive, at)).resolve(words)).organisation]
        values = {"organisation": organisation, "group": None if organisation else group, "as_text": as_text, "sure": True, "left_out": left_out}
        Addressee.objects.filter(pk=addressee.pk).update(**values)
        if not as_text:  # the same words elsewhere in this document mean the same
            Draft.objects.filter(pk__in=same.values("draft")).exclude(pk=d.pk).update(version=_next_version())
            same.update(**values)
        if remember and organisation:
            OrganisationAlias.objects.bulk_create([OrganisationAlias(organisation=organisation, text=addressee.wording,
                                                                     text_fold=fold(addressee.wording))], ignore_conflicts=True)
        elif remember and group and not GroupWording.objects.filter(group=group, text_fold=fold(addressee.wording)).exists():
            GroupWording.objects.bulk_create([GroupWording(group=group, text=addressee.wording, text_fold=fold(addressee.wording))])


def _next_version():
    from django.db.models import F
    return F("version") + 1


def _columns(d):
    return {**{c: getattr(d, c) for c in COLUMNS}, "dropped": d.dropped, "confirmed": d.confirmed,
            **{k: d.fields.get(k) for k in ("report", "product", "field", "leader", "priority", "recurring")}}


def _apply(d, given):
    """Write given values where they belong: columns, `fields`, or names looked up in the register."""
    for key, value in given.items():
        if key in COLUMNS:
            setattr(d, key, value)
        elif key in (LEAD, COORDINATING):
            _names(d, key, value)
        else:
            d.fields[key] = value
    if "due_type" in given:
        if d.due_type != "date" and not (d.due_type == "cycle" and given.get("due_on")):
            d.due_on = None
        if d.due_type != "cycle" and not d.fields.get("recurring"):
            d.cycle = ""
        if d.due_type != "cycle":
            d.report_day = None
        d.fields["due_note"], d.fields["yearly_days"] = "", given.get("yearly_days", [])


def _names(d, part, wordings):
    """Names of one part as a list: those kept stay as they were resolved, new ones are looked up, the others go."""
    wordings = [w for w in dict.fromkeys(" ".join(w.split()) for w in wordings) if w]
    have = {shown(a): a for a in d.addressees.filter(part=part).select_related("organisation", "group")}
    gone = [a.pk for text, a in have.items() if text not in wordings]
    Addressee.objects.filter(pk__in=gone).delete()
    fresh = [w for w in wordings if w not in have]
    if fresh:
        register = Register(register_day(d.directive, d.directive.created_at))
        Addressee.objects.bulk_create([reading.addressee(d, part, w, register) for w in fresh])


def shown(addressee: Addressee) -> str:
    """The name that the page shows for an addressee, and that edit reads back; the words themselves where they leave somebody out."""
    if addressee.left_out:
        return addressee.wording
    target = addressee.organisation or addressee.group
    return target.name if target else addressee.wording
