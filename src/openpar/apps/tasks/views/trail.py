"""The trail of a thing as a timeline: what each entry says in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.core import audit
from openpar.web.faces import Event

from ..selectors.verbs import words_of

NAMES = {"title": gettext_lazy("tên"), "due_on": gettext_lazy("hạn"), "due_type": gettext_lazy("loại hạn"), "cycle": gettext_lazy("kỳ"),
         "report_day": gettext_lazy("ngày báo cáo"), "field": gettext_lazy("lĩnh vực"), "leader": gettext_lazy("lãnh đạo"),
         "priority": gettext_lazy("ưu tiên"), "product": gettext_lazy("sản phẩm"), "report_to": gettext_lazy("báo cáo cho")}


def events_of(entries, now) -> list[Event]:
    """Entries of the trail as lines of a timeline, newest first."""
    return [Event(words_of(e.room, e.act), e.at, _who(e), _text(e), "done" if e.to_state else "", now=now) for e in entries]


def _who(entry):
    return audit.who(entry) or _("Hệ thống")


def _text(entry):
    """The reason, and what changed from what to what."""
    parts = [entry.reason] if entry.reason else []
    if not entry.act.startswith("tasks.draft.") or entry.act == "tasks.draft.edit":
        for name, value in entry.changes.items():
            if name in NAMES and isinstance(value, list) and len(value) == 2:
                parts.append(_("%(name)s: %(old)s thành %(new)s") % {"name": NAMES[name], "old": value[0] or "…", "new": value[1] or "…"})
    if entry.act == "tasks.task.withdraw" and entry.changes.get("with"):
        parts.append(_("Vì %(what)s.") % {"what": entry.changes["with"]})
    if entry.act.startswith("evidence."):
        parts.insert(0, entry.reference)
    title = entry.changes.get("title")
    if entry.act.startswith("tasks.draft.") and isinstance(title, str):
        parts.insert(0, f"“{title}”")
    return ". ".join(parts)
