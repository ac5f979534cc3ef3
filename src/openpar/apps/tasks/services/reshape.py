"""Changing which drafts there are: split one, merge several, add one from the text; and setting many at once."""

import re

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.core import audit
from openpar.core.actor import Actor
from openpar.engine import directive as reader
from openpar.engine.errors import BadInput, Conflict

from ..models import Addressee, Directive, Draft
from . import intake
from .dues import question
from .reading import title_of
from .review import changing, check_due, under_review


def split(draft: Draft, point: int, *, version: int, by: Actor, at) -> Draft:
    """Cut a draft in two at an offset of the directive's text; what stands after it goes with the second. The leads go with both."""
    with changing(draft, version, "split", by=by, at=at) as d:
        before = [[s, min(e, point)] for s, e in d.spans if s < point]
        after = [[max(s, point), e] for s, e in d.spans if e > point]
        text = d.directive.text
        if not _words(text, before) or not _words(text, after):
            raise BadInput(_("Chỗ tách phải nằm bên trong nguyên văn của nhiệm vụ. Chọn một chỗ khác."), where="point")
        Draft.objects.filter(directive=d.directive, order__gt=d.order).update(order=F("order") + 1)
        second = Draft(directive=d.directive, order=d.order + 1, path=d.path, section=d.section, spans=after, text=_words(text, after),
                       title=title_of(_words(text, after)), fields=_part(d.fields, after), doubts=[q for q in d.doubts if _inside(q["span"], after)])
        if _inside((d.fields.get("deadline") or {}).get("span"), after):
            _move_due(d, second)
        second.save()
        d.spans, d.text, d.fields = before, _words(text, before), _part(d.fields, before)
        d.doubts = [q for q in d.doubts if q not in second.doubts]
        d.title = title_of(d.text)
        copies = []
        for a in d.addressees.all():
            if _inside(a.span, after):
                a.draft = second
                a.save(update_fields=["draft"])
            elif a.part == Addressee.Part.LEAD:
                copies.append(a)
        Addressee.objects.bulk_create(_copies(copies, second))
        return second


def merge(draft: Draft, others: list[Draft], *, version: int, by: Actor, at) -> None:
    """Make one draft of several: texts, names, targets and references are joined; the others are dropped, and can be taken back."""
    others = [o for o in others if o.pk != draft.pk]
    if not others:
        raise BadInput(_("Chọn ít nhất một nhiệm vụ khác để gộp."), where="others")
    with changing(draft, version, "merge", by=by, at=at) as d:
        rows = list(Draft.objects.filter(directive=d.directive, dropped=False, pk__in=[o.pk for o in others]))
        if len(rows) != len(others):
            raise Conflict(_("Chưa gộp được. Một nhiệm vụ vừa được người khác bỏ hoặc gộp. Tải lại để xem."))
        have, copies = {(a.part, a.organisation_id, a.group_id, a.wording) for a in d.addressees.all()}, []
        for o in rows:
            d.spans, d.text = [*d.spans, *o.spans], f"{d.text}\n{o.text}"
            for key in ("targets", "refs"):
                d.fields[key] = [*d.fields.get(key, []), *(x for x in o.fields.get(key, []) if x not in d.fields.get(key, []))]
            d.fields["report"] = d.fields.get("report") or o.fields.get("report")
            d.doubts = [*d.doubts, *o.doubts]
            _join_due(d, o)
            for a in o.addressees.all():
                key = (a.part, a.organisation_id, a.group_id, a.wording)
                if key not in have:
                    have.add(key)
                    copies.append(a)
        Addressee.objects.bulk_create(_copies(copies, d))
        d.confirmed = all(q["answer"] is not None for q in d.doubts)
        Draft.objects.filter(pk__in=[o.pk for o in rows]).update(dropped=True, dropped_why=_("Đã gộp vào “%(title)s”") % {"title": d.title[:200]},
                                                                 version=F("version") + 1)


@transaction.atomic
def add(directive: Directive, start: int, end: int, *, by: Actor, at) -> Draft:
    """A new draft from a passage of the text, read by the same reader."""
    fresh = under_review(directive, by)
    start, end = _trim(fresh.text, max(0, start), min(len(fresh.text), end))
    if end - start < 3:
        raise BadInput(_("Đoạn được chọn chưa có chữ. Bôi đen đoạn giao việc trong văn bản."), where="first")
    if any(d.spans == [[start, end]] for d in Draft.objects.filter(directive=fresh, dropped=False)):
        raise Conflict(_("Đoạn này đã có trong danh sách nhiệm vụ. Tải lại để xem."), where="first")
    place = Draft.objects.filter(directive=fresh, order__gt=0)
    after = max((d.order for d in place if d.spans and d.spans[0][0] <= start), default=0)
    Draft.objects.filter(directive=fresh, order__gt=after).update(order=F("order") + 1)
    section = next((d.section for d in place.order_by("-order") if d.order <= after), "")
    [draft] = intake.add_drafts(fresh, [_read_passage(fresh.text, start, end, section)], at=at, first=after + 1)
    _lead_from_around(draft, place.exclude(pk=draft.pk).filter(order__lte=after))
    audit.record("tasks.draft.add", "tasks.directive", fresh, by=by, at=at, organisation_id=fresh.issuer_id,
                 changes={"draft": draft.pk, "title": draft.title, "span": [start, end]})
    return draft


def _lead_from_around(draft, before):
    """A passage that names nobody is for those to whom the words around it are given: the task it was cut from, else the section's own.

    `before` are the drafts that begin before it, in order.
    """
    if draft.addressees.filter(part=Addressee.Part.LEAD).exists():
        return
    [[start, end]] = draft.spans
    rows = list(before.filter(dropped=False).order_by("-order").prefetch_related("addressees"))
    around = next((d for d in rows if any(s < end and e > start for s, e in d.spans)), None)
    near = next((d for d in rows if d.section == draft.section), None)
    leads = [a for a in (around or near).addressees.all() if a.part == Addressee.Part.LEAD] if around or near else []
    if not around:  # a neighbour's leads hold for the section only where the neighbour's own words do not name them
        leads = [] if any(_inside(a.span, near.spans) for a in leads) else leads
    Addressee.objects.bulk_create(_copies(leads, draft))
    if leads:
        draft.doubts = [q for q in draft.doubts if q["field"] != "lead"]
        draft.save(update_fields=["doubts"])


def _copies(addressees, draft):
    """The same names for another draft, not saved."""
    return [Addressee(draft=draft, part=a.part, wording=a.wording, span=a.span, organisation_id=a.organisation_id, group_id=a.group_id,
                      as_text=a.as_text, sure=a.sure, left_out=a.left_out) for a in addressees]


def find_passage(text: str, first: str, last: str) -> tuple[int, int]:
    """The passage from its first words to its last words, for adding without a pointer. BadInput where they are absent or stand more than once."""
    first, last = first.strip(), last.strip()
    if not first or not last:
        raise BadInput(_("Ghi mấy chữ đầu và mấy chữ cuối của đoạn giao việc."), where="first")
    starts = [m.start() for m in re.finditer(_loose(first), text, re.IGNORECASE)]
    if not starts:
        raise BadInput(_("Không thấy “%(words)s” trong văn bản. Chép đúng các chữ đầu đoạn.") % {"words": first}, where="first")
    if len(starts) > 1:
        raise BadInput(_("“%(words)s” có %(n)s chỗ trong văn bản. Ghi thêm vài chữ để chỉ còn một chỗ.") % {"words": first, "n": len(starts)}, where="first")
    end = re.compile(_loose(last), re.IGNORECASE).search(text, starts[0])
    if not end:
        raise BadInput(_("Không thấy “%(words)s” sau chỗ bắt đầu. Chép đúng các chữ cuối đoạn.") % {"words": last}, where="last")
    return starts[0], end.end()


@transaction.atomic
def set_many(directive: Directive, ids: list[int], given: dict, *, by: Actor, at, versions: dict[int, int] | None = None) -> int:
    """One act over many drafts: due columns, field, leader, priority; only what is in `given`. Returns how many were set.

    All or none: Conflict names the drafts that are no longer what the page showed (`versions`: id → version).
    """
    if not ids:
        raise BadInput(_("Chưa chọn nhiệm vụ nào. Đánh dấu các nhiệm vụ cần đặt."), where="ids")
    if not given:
        raise BadInput(_("Chưa chọn gì để đặt. Chọn hạn, lĩnh vực, lãnh đạo hoặc mức ưu tiên."), where="due_type")
    check_due(given)
    fresh = under_review(directive, by)
    rows = list(Draft.objects.filter(directive=fresh, pk__in=ids))
    changed = [d.title for d in rows if d.dropped or (versions is not None and versions.get(d.pk) != d.version)]
    if changed or len(rows) < len(set(ids)):
        names = "; ".join(f"“{title[:80]}”" for title in changed[:10])
        raise Conflict(_("Chưa đặt gì: %(n)s nhiệm vụ vừa được người khác sửa, bỏ hoặc gộp. %(names)s Tải lại để xem bản mới; nội dung vừa "
                         "nhập vẫn còn trong ô.") % {"n": len(changed) or len(set(ids)) - len(rows), "names": names + "." if names else ""}, where="ids")
    for d in rows:
        if "due_type" in given:
            d.due_type, d.due_on, d.cycle, d.report_day = given["due_type"], given.get("due_on"), given.get("cycle", ""), given.get("report_day")
            d.fields["due_note"], d.fields["recurring"], d.fields["yearly_days"] = "", False, []
            for asked in d.doubts:
                if asked["field"] == "deadline" and asked["answer"] is None:
                    asked["answer"] = -1
        for key in ("field", "leader", "priority"):
            if key in given:
                d.fields[key] = given[key]
        d.version += 1
    Draft.objects.bulk_update(rows, ["due_type", "due_on", "cycle", "report_day", "fields", "doubts", "version"], batch_size=100)
    audit.record("tasks.draft.set_many", "tasks.directive", fresh, by=by, at=at, organisation_id=fresh.issuer_id,
                 changes={"drafts": [d.pk for d in rows], **{k: audit._plain(v) for k, v in given.items()}})
    return len(rows)


def points(draft: Draft) -> list[tuple[int, str, str]]:
    """Where a draft may be cut: (offset, words before, words after) at each end of a clause inside its text; at commas where it has but one.

    Never inside a name, a target or a reference that the reader found: "các sở, ban, ngành" stays whole.
    """
    found = [a.span for a in draft.addressees.all()] + [x.get("span") for key in ("targets", "refs") for x in draft.fields.get(key, [])]
    whole = [s for s in (*found, *(q["span"] for q in draft.doubts)) if s]
    return _cuts(draft, r"[.;:]\s+|\n+", whole) or _cuts(draft, r",\s+", whole)


def _cuts(draft, ends, whole):
    text, out = draft.directive.text, []
    for start, end in draft.spans:
        for m in re.finditer(ends, text[start:end]):
            at = start + m.end()
            if len(text[start:at].split()) > 3 and text[at:end].strip() and not any(s < at < e for s, e in whole):
                out.append((at, " ".join(text[max(start, at - 60):at].split()), " ".join(text[at:min(end, at + 60)].split())))
    return out


def _read_passage(text, start, end, section):
    """The reader's view of a passage, its spans moved to where it stands; a bare task where the reader finds none."""
    from dataclasses import replace

    from openpar.engine.directive.values import Directive as Read
    from openpar.engine.directive.values import Task
    parsed = reader.parse(text[start:end])
    bare = Task(id="+", path="", section=section, title=title_of(text[start:end]), text=text[start:end], spans=((start, end),))
    if not isinstance(parsed, Read) or len(parsed.tasks) != 1 or parsed.text != text[start:end]:
        return bare
    return replace(_shift(parsed.tasks[0], start), spans=bare.spans, text=bare.text, section=section or parsed.tasks[0].section)


def _shift(value, by):
    """The same value with every span moved."""
    from dataclasses import fields, is_dataclass, replace
    if is_dataclass(value):
        return replace(value, **{f.name: _moved(f.name, getattr(value, f.name), by) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(_shift(v, by) for v in value)
    return value


def _moved(name, value, by):
    if name in ("span", "output_span"):
        return None if value is None else (value[0] + by, value[1] + by)
    if name == "spans":
        return tuple((s + by, e + by) for s, e in value)
    return _shift(value, by)


def _loose(words):
    return r"\s+".join(re.escape(w) for w in words.split())


def _trim(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _words(text, spans):
    return "\n".join(t for s, e in spans if (t := text[s:e].strip()))


def _inside(span, spans):
    return bool(span) and any(s <= span[0] < e for s, e in spans)


def _part(fields, spans):
    """The fields whose words stand in these spans; what has no words stays with the first part."""
    kept = {**fields, **{k: [x for x in fields.get(k, []) if _inside(x.get("span"), spans)] for k in ("targets", "refs")}}
    for key in ("report", "deadline"):
        span = (fields.get(key) or {}).get("span")
        if span and not _inside(span, spans):
            kept[key] = None
    return kept


def _move_due(first, second):
    for column in ("due_type", "due_on", "cycle", "report_day"):
        setattr(second, column, getattr(first, column))
    second.fields["deadline"] = first.fields.get("deadline")
    first.due_type, first.due_on, first.cycle, first.report_day = "", None, "", None


def _join_due(d, o):
    mine, theirs = (_due_words(x) for x in (d, o))
    if not d.due_type:
        d.due_type, d.due_on, d.cycle, d.report_day = o.due_type, o.due_on, o.cycle, o.report_day
    elif o.due_type and _set(d) != _set(o):
        d.doubts = [*d.doubts, question("deadline", _("Hai nhiệm vụ được gộp có hạn khác nhau. Lấy hạn nào?"), "", None,
                                        [(mine, _set(d)), (theirs, _set(o))])]


def _set(d):
    return {"due_type": d.due_type, "due_on": d.due_on and d.due_on.isoformat(), "cycle": d.cycle, "report_day": d.report_day}


def _due_words(d):
    from ..selectors.cards import due_words
    return due_words(d)
