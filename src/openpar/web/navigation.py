"""The tabs on top of every page. A room hangs up its own: its `navigation.py` calls `register` when the platform starts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openpar.core.addresses import address


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: `room` is the URL namespace (or the beginning of a URL name) it lights up for, `act` the right it takes to see it.

    `count` answers, for a request, how many things wait there (None or 0 shows nothing); `late` paints that count red.
    """

    room: str
    label: str | Promise
    url: str
    act: str = ""
    order: int = 50
    count: Callable | None = None
    late: bool = False
    count_label: str | Promise = ""
    public: bool = False
    also: tuple[str, ...] = ()  # other beginnings of URL names that lie under it
    shown: Callable | None = None  # for a tab that several rights open: asked with the actor


def imports_something(actor) -> bool:
    """Whether this person may bring in anything from a file."""
    from openpar.core.imports.importer import IMPORTERS
    return any(actor.can(i.act) for i in IMPORTERS.values())


# The ground floor (core) lies below this room and cannot hang up tabs itself.
_tabs: dict[str, Tab] = {t.url: t for t in (
    Tab("core:organisation", _("Cơ quan"), "core:organisations", act="organisation.manage", order=80),
    Tab("core:rule", _("Quy tắc"), "core:rules", act="rule.view", order=85),
    Tab("core:job", _("Việc nền"), "core:jobs", act="jobs.view", order=90),
    Tab("core:import", _("Nhập dữ liệu"), "core:imports", order=91, shown=imports_something),
    Tab("core:trail", _("Nhật ký"), "core:trail", act="audit.view", order=91),
    Tab("core:webhook", _("Kết nối"), "core:webhooks", act="webhooks.manage", order=92),
    Tab("core:api_", _("Phần mềm kết nối"), "core:api_clients", act="people.manage", order=93),
    Tab("core:grant", _("Vai trò chờ duyệt"), "core:grants", act="people.manage", order=94),
    Tab("admin", _("Quản trị"), "admin:index", act="people.manage", order=95),
)}


def register(tab: Tab) -> Tab:
    """Hang up a tab; registering the same URL name twice keeps the last one."""
    _tabs[tab.url] = tab
    return tab


def may_see(request, tab: Tab) -> bool:
    """Whether this person sees the tab: signed in, and entitled to its act where it names one."""
    if tab.public:
        return True
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return False
    actor = getattr(request, "actor", None)
    if tab.shown is not None:
        return bool(actor and tab.shown(actor))
    return not tab.act or bool(actor and actor.can(tab.act))


def tabs_for(request) -> list[dict]:
    """The tabs this person sees, in order; the page's own tab is current, else the one it lies under, else its room's."""
    match = getattr(request, "resolver_match", None)
    rooms, name = (set(match.namespaces), match.view_name) if match else (set(), "")
    shown = []
    for tab in sorted(_tabs.values(), key=lambda t: (t.order, t.url)):
        if not may_see(request, tab) or not (href := address(tab.url)):
            continue
        shown.append({"label": tab.label, "href": href, "url": tab.url, "room": tab.room, "also": tab.also, "late": tab.late,
                      "count": tab.count(request) if tab.count else None, "count_label": tab.count_label})
    exact = any(t["url"] == name for t in shown)
    under = [t["href"] for t in shown if t["href"] != "/" and getattr(request, "path", "").startswith(t["href"])]
    above = max(under, key=len, default="")
    for t in shown:
        if above and not exact:
            t["current"] = t["href"] == above
            continue
        t["current"] = t["url"] == name if exact else t["room"] in rooms or (":" in t["room"] and name.startswith((t["room"], *t["also"])))
    return shown
