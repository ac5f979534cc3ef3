"""The installation's own rules: one person enters a dated value with its source, another approves it; low grades are
confirmed."""

import hashlib
import json
import re
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

from openpar.engine import rulebook as engine
from openpar.engine.errors import BadInput, Conflict, NotLoaded, OpenParError, Refused
from openpar.engine.rulebook import Value

from . import audit, rulebook, two_people
from .actor import Actor
from .models import RuleConfirmation, RuleEntry


def typed(name: str, text: str):
    """What a person typed, as a value of the kind that the parameter's shipped values have."""
    text = str(text).strip()
    shipped = engine.parameter(name)
    kinds = {type(v.value) for v in shipped.values}
    if kinds <= {int}:
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise BadInput(_("Giá trị phải là số nguyên (%(unit)s).") % {"unit": unit_words(shipped.unit)}, where="value")
        return int(text)
    if " hoặc " in shipped.unit:
        choices = {c.strip(): value_words(c.strip()) for c in shipped.unit.split(" hoặc ")}
        meant = [code for code, words in choices.items() if text.lower() in (code, words.lower())]
        if not meant:
            raise BadInput(_("Giá trị là một trong: %(choices)s.") % {"choices": ", ".join(choices.values())}, where="value")
        return meant[0]
    if all(_is_amount(v.value) for v in shipped.values):
        from openpar.engine.worktime import Amount
        try:
            return Amount.parse(text).code
        except OpenParError as error:
            raise BadInput(error.message, where="value") from None
    if kinds <= {int, float}:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise BadInput(_("Giá trị phải là số (%(unit)s).") % {"unit": unit_words(shipped.unit)}, where="value") from None
    if kinds <= {list, dict}:
        return _table(text, shipped.values[-1].value)
    if not text:
        raise BadInput(_("Ghi giá trị."), where="value")
    return text


def _table(text, like):
    """A value of several parts is typed as it stands in the export, and must have the same parts."""
    value = engine.load_yaml(text, "Giá trị")
    keys = {frozenset(r) for r in like} if isinstance(like, list) and like and isinstance(like[0], dict) else None
    if type(value) is not type(like) or (keys and not all(isinstance(r, dict) and frozenset(r) in keys for r in value)):
        raise BadInput(_("Giá trị gồm nhiều phần: ghi theo đúng cấu trúc của giá trị đang dùng."), where="value")
    return value


UNIT_WORDS = {"working_days": gettext_lazy("ngày làm việc"), "calendar_days": gettext_lazy("ngày"),
              "working_hours": gettext_lazy("giờ làm việc"), "thời hạn": gettext_lazy("thời hạn"),
              "included hoặc excluded": gettext_lazy("tính cả hoặc không tính ngày X"), "giờ trong ngày": gettext_lazy("giờ trong ngày"),
              "ngày trong tháng": gettext_lazy("ngày trong tháng"), "bảng bước": gettext_lazy("bảng bước")}
AMOUNT_WORDS = {
    "wd": ngettext_lazy("%(n)s ngày làm việc", "%(n)s ngày làm việc", "n"),
    "wh": ngettext_lazy("%(n)s giờ làm việc", "%(n)s giờ làm việc", "n"),
    "wm": ngettext_lazy("%(n)s phút làm việc", "%(n)s phút làm việc", "n"),
    "cd": ngettext_lazy("%(n)s ngày", "%(n)s ngày", "n"),
    "m": ngettext_lazy("%(n)s tháng", "%(n)s tháng", "n"),
    "y": ngettext_lazy("%(n)s năm", "%(n)s năm", "n"),
}
STEP_WORDS = {("late", None): gettext_lazy("đôn đốc đơn vị"),
              ("escalate", "superior"): gettext_lazy("báo cáo vượt cấp, đến cơ quan cấp trên của đơn vị"),
              ("escalate", "issuer"): gettext_lazy("báo cáo vượt cấp, đến cơ quan giao việc")}
VALUE_WORDS = {"included": gettext_lazy("tính cả ngày X"), "excluded": gettext_lazy("không tính ngày X")}


def amount_words(amount) -> str:
    """An amount of legal time in the reader's language.

    >>> from openpar.engine.worktime import Amount
    >>> amount_words(Amount.parse("30cdr")), amount_words(Amount.parse("-5wd"))
    ('30 ngày (nghỉ thì chuyển sang ngày làm việc kế tiếp)', 'trước 5 ngày làm việc')
    """
    if amount.unit == "sd" or amount.value == 0:
        return _("trả kết quả trong ngày") if amount.unit == "sd" else _("trong ngày làm việc")
    words = AMOUNT_WORDS[amount.unit.removesuffix("r")] % {"n": abs(amount.value)}
    if amount.unit.endswith("r"):
        words = _("%(amount)s (nghỉ thì chuyển sang ngày làm việc kế tiếp)") % {"amount": words}
    return _("trước %(amount)s") % {"amount": words} if amount.value < 0 else words


def unit_words(unit: str) -> str:
    """A parameter's unit as an official reads it.

    >>> unit_words("working_days")
    'ngày làm việc'
    """
    return str(UNIT_WORDS.get(unit, unit))


def title_words(parameter) -> str:
    """A parameter's title in the reader's language; an own parameter without an English title keeps its Vietnamese one.

    >>> title_words(engine.parameter("deadlines/due_soon"))
    'Số ngày làm việc còn lại thì coi là sắp đến hạn'
    """
    english = parameter.title_en and not (get_language() or "vi").startswith("vi")
    return parameter.title_en if english else parameter.title


def value_hint(shipped) -> str:
    """How to type a value of this parameter: its unit, its choices, or an example of a length of time."""
    if " hoặc " in shipped.unit:
        return _("Một trong: %(choices)s.") % {"choices": ", ".join(value_words(c.strip()) for c in shipped.unit.split(" hoặc "))}
    if all(_is_amount(v.value) for v in shipped.values):
        return _("Ví dụ: 5 ngày làm việc, 30 ngày, 2 tháng.")
    return _("Đơn vị tính: %(unit)s.") % {"unit": unit_words(shipped.unit)}


def value_words(value) -> str:
    """A value as an official reads it: "5wd" is "5 ngày làm việc"; a table of steps is one line.

    >>> value_words("5wd"), value_words([{"step": "late", "after": 1}])
    ('5 ngày làm việc', 'step late, after 1')
    >>> value_words({"step": "superior", "after": 5, "do": "escalate", "to": "superior"})
    'sau 5 ngày làm việc: báo cáo vượt cấp, đến cơ quan cấp trên của đơn vị'
    """
    if isinstance(value, list):
        return "; ".join(value_words(v) for v in value)
    if isinstance(value, dict) and {"after", "do"} <= set(value) and (value["do"], value.get("to")) in STEP_WORDS:
        return _("sau %(amount)s: %(act)s") % {"amount": AMOUNT_WORDS["wd"] % {"n": value["after"]},
                                              "act": STEP_WORDS[value["do"], value.get("to")]}
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    if _is_amount(value):
        from openpar.engine.worktime import Amount
        return amount_words(Amount.parse(value))
    return str(VALUE_WORDS.get(value, value)) if isinstance(value, str) else str(value)


def _is_amount(value) -> bool:
    from openpar.engine.worktime import Amount
    try:
        return isinstance(value, str) and bool(Amount.parse(value))
    except OpenParError:
        return False


@transaction.atomic
def enter(name: str, value: str, *, valid_from: date, valid_until: date | None = None, source: str, note: str = "", file=None,
          organisation=None, by: Actor, at) -> RuleEntry:
    """Enter a dated value; it counts only once another person approves it."""
    by.require("rule.enter")
    if not source.strip():
        raise BadInput(_("Ghi căn cứ: số, ngày, điều khoản của văn bản."), where="source")
    if valid_until and valid_until < valid_from:
        raise BadInput(_("Ngày hết hiệu lực phải sau ngày bắt đầu."), where="valid_until")
    told = {"name": name, "value": typed(name, value), "valid_from": valid_from, "valid_until": valid_until,
            "organisation": organisation, "source": source.strip()}
    twice = Conflict(_("Giá trị này đã được nhập và đang chờ người thứ hai duyệt."), where="value")
    if RuleEntry.objects.filter(**told, approved_at=None, withdrawn_at=None).exists():
        raise twice
    try:
        with transaction.atomic():
            row = RuleEntry.objects.create(**told, note=note.strip(), file=file, entered_by=by.user, entered_at=at,
                                           waiting_as=_said(told))
    except IntegrityError:  # somebody entered the same at the same instant
        raise twice from None
    audit.record("rule.enter", "core.rule", row, by=by, at=at, reference=name, changes={"value": [None, row.value]})
    return row


@transaction.atomic
def approve(entry_id: int, *, by: Actor, at) -> RuleEntry:
    """The second person's yes; from now on the value counts on its days."""
    by.require("rule.approve")
    row = _locked(entry_id)
    if row.withdrawn_at or row.approved_at:
        raise Conflict(_("Quy tắc này đã được duyệt hoặc đã rút. Tải lại để xem bản mới."), where="rule")
    two_people.refuse_same_hand(by, "core.rule", row.pk, ["rule.enter"], row.entered_by_id,
                                words=_("Người duyệt phải khác người nhập. Nhờ người có quyền duyệt khác xem."))
    same = RuleEntry.objects.filter(name=row.name, organisation=row.organisation, approved_at__isnull=False,
                                    withdrawn_at__isnull=True)
    ends_after = Q(valid_until__isnull=True) | Q(valid_until__gte=row.valid_from)
    starts_before = Q(valid_from__lte=row.valid_until) if row.valid_until else Q()
    if clash := same.filter(ends_after & starts_before).exclude(pk=row.pk).first():
        raise Refused(_("Trùng thời gian với giá trị đã duyệt từ %(valid_from)s. Rút giá trị đó, hoặc sửa ngày.") % {
                        "valid_from": f"{clash.valid_from:%d/%m/%Y}"}, where="rule")
    row.approved_by, row.approved_at, row.waiting_as = by.user, at, None
    row.save(update_fields=["approved_by", "approved_at", "waiting_as"])
    audit.record("rule.approve", "core.rule", row, by=by, at=at, reference=row.name, changes={"value": [None, row.value]})
    return row


@transaction.atomic
def withdraw(entry_id: int, *, reason: str, by: Actor, at) -> RuleEntry:
    """Take an entry back. Results made with it keep its digest."""
    by.require("rule.approve")
    if not reason.strip():
        raise BadInput(_("Ghi lý do rút."), where="reason")
    row = _locked(entry_id)
    if row.withdrawn_at:
        raise Conflict(_("Quy tắc này đã rút. Tải lại để xem bản mới."), where="rule")
    row.withdrawn_at, row.waiting_as = at, None
    row.save(update_fields=["withdrawn_at", "waiting_as"])
    audit.record("rule.withdraw", "core.rule", row, by=by, at=at, reference=row.name, reason=reason)
    return row


@transaction.atomic
def confirm(name: str, digest: str, *, source: str, by: Actor, at) -> RuleConfirmation:
    """An authorised person compared a shipped value with its document; it is no longer marked."""
    by.require("rule.approve")
    if not source.strip():
        raise BadInput(_("Ghi văn bản đã đối chiếu: số, ngày, điều khoản."), where="source")
    if not any(rulebook.value_digest(name, v) == digest for v in engine.parameter(name).values):
        raise Conflict(_("Giá trị này đã đổi từ khi trang được mở. Tải lại rồi đối chiếu bản mới."), where="rule")
    try:
        with transaction.atomic():
            row = RuleConfirmation.objects.create(name=name, digest=digest, source=source.strip(), by=by.user, at=at)
    except IntegrityError:
        raise Conflict(_("Giá trị này đã được người khác xác nhận."), where="rule") from None
    audit.record("rule.confirm", "core.rule", row, by=by, at=at, reference=name,
                 changes={"digest": [None, digest], "source": [None, row.source]})
    return row


def _said(told: dict) -> str:
    """One digest for everything that an entry says."""
    organisation = told["organisation"]
    parts = [{**told, "organisation": organisation.pk if organisation else None}]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def _locked(entry_id) -> RuleEntry:
    """The entry, with every entry of its name locked: two overlapping ones are not approved past each other."""
    name = RuleEntry.objects.filter(pk=entry_id).values_list("name", flat=True).first()
    rows = RuleEntry.objects.select_for_update(of=("self",)).filter(name=name).order_by("pk")
    row = next((r for r in rows if r.pk == int(entry_id)), None)
    if row is None:
        raise NotLoaded(_("Không có quy tắc này."), where="rule")
    return row


def unconfirmed() -> list[tuple[str, str, Value, str]]:
    """(name, title, value, digest) of every shipped value that works but that nobody has compared with its document."""
    out = []
    for name in rulebook.names():
        p = rulebook.parameter(name)
        out += [(name, title_words(p), v, rulebook.value_digest(name, v)) for v in p.values if v.layer == "shipped" and v.unverified]
    return out


def export() -> str:
    """The installation's own layer as YAML in the shipped schema, each value with who entered and approved it."""
    import yaml
    book = {}
    for r in RuleEntry.objects.filter(approved_at__isnull=False, withdrawn_at__isnull=True).select_related(
            "entered_by", "approved_by", "organisation").order_by("name", "valid_from", "id"):
        p = engine.parameter(r.name)
        value = {"from": r.valid_from, "value": r.value, "source": r.source}
        if r.valid_until:
            value["until"] = r.valid_until
        note = [f"nhập: {r.entered_by}, {r.entered_at:%d/%m/%Y}", f"duyệt: {r.approved_by}, {r.approved_at:%d/%m/%Y}"]
        note += [f"chỉ áp dụng cho {r.organisation}"] if r.organisation else []
        value["note"] = "; ".join(filter(None, (*note, r.note)))
        book.setdefault(r.name, {"title": p.title, "unit": p.unit, "values": []})["values"].append(value)
    confirmed = [_confirmation(c) for c in RuleConfirmation.objects.select_related("by", "approved_by", "file").order_by("name", "id") if c.counts]
    return yaml.safe_dump({"parameters": book, "confirmed": confirmed}, allow_unicode=True, sort_keys=False, width=120)


def _confirmation(c) -> dict:
    """One confirmation in the export: of what content, compared with what, by whom and when, approved by whom."""
    row = {"name": c.name, "digest": c.digest, "source": c.source, "by": str(c.by), "on": timezone.localtime(c.at).date()}
    if c.file_id:
        row["file"] = c.file.title
    if c.approved_at:
        row |= {"approved_by": str(c.approved_by), "approved_on": timezone.localtime(c.approved_at).date()}
    return row
