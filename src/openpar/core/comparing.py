"""What of the rulebook nobody has compared with its document yet, beside single values: calendars, forms of papers, index frameworks;
and the acts by which two people say that they did."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.engine import rulebook as engine
from openpar.engine.errors import BadInput, Conflict, NotLoaded, Refused

from . import audit, rulebook, rules
from .actor import Actor
from .models import RuleConfirmation

KINDS = {"value": gettext_lazy("Giá trị theo ngày"), "calendar": gettext_lazy("Lịch làm việc"), "form": gettext_lazy("Mẫu văn bản, mẫu sổ"),
         "framework": gettext_lazy("Khung chỉ số")}
UNSURE = ("C", "D")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing graded below B: what it is, where it comes from, the digest of its content by which it is confirmed."""

    kind: str
    name: str
    title: str  # of calendars and of values: the product's words; of forms and frameworks: the document's own, Vietnamese
    words: str
    source: str
    grade: str
    digest: str
    since: date | None = None

    @property
    def quoted(self) -> bool:
        """Whether the title is the document's own."""
        return self.kind in ("form", "framework")

    @property
    def needs_second(self) -> bool:
        """Whether a second person has to approve: what decides many results at once."""
        return self.kind != "value"


@lru_cache(maxsize=1)
def shipped() -> tuple[Item, ...]:
    """Everything shipped below grade B except single values; read once, since it changes with the package alone."""
    return (*_calendars(), *_forms(), *_frameworks())


def _calendars():
    from openpar.engine.worktime.loading import unchecked
    titles = {"weekly_rest": gettext_lazy("Ngày nghỉ hằng tuần"), "sessions": gettext_lazy("Giờ làm việc mặc định"),
              "saturday_intake": gettext_lazy("Giờ nhận hồ sơ thứ Bảy")}
    for u in unchecked():
        part = u.name.partition("#")[2]
        title = next((t for k, t in titles.items() if part.startswith(k)), "") or (
            format_lazy(gettext_lazy("Một ngày của lịch năm {year}") if part else gettext_lazy("Lịch làm việc năm {year}"), year=u.since.year))
        yield Item("calendar", u.name, title, u.words, u.source, u.grade, u.digest, u.since)


def _forms():
    for file, key, words in (("documents/forms", "forms", ""), ("documents/registers", "registers", "columns")):
        for e in engine.read(file)[key]:
            grade = engine.GRADES[e["confidence"]]
            if grade in UNSURE:
                said = "; ".join(c["title"] for c in e[words]) if words else e["code"]
                yield Item("form", f"{file}#{e['code']}-{e['from']}", e["title"], said, e["source"], grade, engine.digest(e), e["from"])


def _frameworks():
    from openpar.engine.index.library import load, names
    for f in map(load, names()):
        if f.unverified and not f.example:
            leaves, unsure = len(f.leaves()), len(f.unsure_rules())
            words = format_lazy(gettext_lazy("{n} tiêu chí chấm, {m} quy tắc chấm chưa đối chiếu"), n=leaves, m=unsure) if leaves else (
                gettext_lazy("chưa có cây tiêu chí"))
            yield Item("framework", f"indices/{f.ref}", f.title, words, f.source, f.confidence if f.confidence in UNSURE else "C", f.digest,
                       date(f.year, 1, 1))


def values() -> list[Item]:
    """The single values that wait, in order of their names."""
    return [Item("value", name, title, rules.value_words(v.value), v.source, v.confidence, digest, v.valid_from)
            for name, title, v, digest in rules.unconfirmed()]


def waiting() -> list[Item]:
    """Everything that works but that nobody has begun to compare: values first, then calendars, forms, frameworks."""
    begun = set(RuleConfirmation.objects.values_list("digest", flat=True))
    return [*values(), *(i for i in shipped() if i.digest not in begun)]


def proposed() -> list[tuple[RuleConfirmation, Item | None]]:
    """What one person compared and a second one has not approved yet, with what it is about (None where the content changed since)."""
    by_digest = {i.digest: i for i in shipped()}
    rows = RuleConfirmation.objects.filter(needs_second=True, approved_at__isnull=True).select_related("by", "file").order_by("id")
    return [(r, by_digest.get(r.digest)) for r in rows]


@transaction.atomic
def confirm(name: str, digest: str, *, source: str, by: Actor, at) -> RuleConfirmation:
    """Say that something was compared with its document. A single value counts at once, anything larger after the second person's yes.

    Raises Conflict where the content changed since the page was opened, or somebody was quicker.
    """
    if name in rulebook.names():
        return rules.confirm(name, digest, source=source, by=by, at=at)
    by.require("rule.approve")
    if not source.strip():
        raise BadInput(_("Ghi văn bản đã đối chiếu: số, ngày, điều khoản."), where="source")
    if not any(i.name == name and i.digest == digest for i in shipped()):
        raise Conflict(_("Nội dung này đã đổi từ khi trang được mở. Tải lại rồi đối chiếu bản mới."), where="rule")
    try:
        with transaction.atomic():
            row = RuleConfirmation.objects.create(name=name, digest=digest, source=source.strip(), by=by.user, at=at, needs_second=True)
    except IntegrityError:
        raise Conflict(_("Nội dung này đã có người khác đối chiếu. Tải lại trang."), where="rule") from None
    audit.record("rule.compare", "core.rule_confirmation", row, by=by, at=at, reference=name,
                 changes={"digest": [None, digest], "source": [None, row.source]})
    return row


@transaction.atomic
def approve(confirmation_id: int, *, by: Actor, at) -> RuleConfirmation:
    """The second person's yes; from now on the mark is gone wherever this content is used."""
    by.require("rule.approve")
    row = _pending(confirmation_id)
    if row.by_id in by.people:
        raise Refused(_("Người duyệt phải khác người đối chiếu. Nhờ người có quyền duyệt khác xem."), where="rule")
    row.approved_by, row.approved_at = by.user, at
    row.save(update_fields=["approved_by", "approved_at"])
    audit.record("rule.confirm", "core.rule_confirmation", row, by=by, at=at, reference=row.name, changes={"digest": [None, row.digest]})
    return row


@transaction.atomic
def send_back(confirmation_id: int, *, reason: str, by: Actor, at) -> None:
    """Not as the document says, or the wrong document: the proposal goes, the trail keeps it, the thing waits again."""
    by.require("rule.approve")
    if not reason.strip():
        raise BadInput(_("Ghi lý do trả lại."), where="reason")
    row = _pending(confirmation_id)
    audit.record("rule.compare_back", "core.rule_confirmation", row, by=by, at=at, reference=row.name, reason=reason.strip(),
                 changes={"digest": [row.digest, None], "source": [row.source, None]})
    row.delete()


def _pending(pk) -> RuleConfirmation:
    row = RuleConfirmation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotLoaded(_("Không có xác nhận này; có thể vừa được trả lại. Tải lại trang."), where="rule")
    if row.counts:
        raise Conflict(_("Xác nhận này đã được duyệt. Tải lại để xem bản mới."), where="rule")
    return row
