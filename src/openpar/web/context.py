"""What every page knows: who, for which organisation, what time it is, which tabs, which theme."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from openpar.core import notices, sign_on
from openpar.core.addresses import address

from . import navigation
from .preferences import theme_of


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation in the switch "acting for"."""

    pk: int
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whom the sign-in page of a demo introduces: user name, who it is, what to try first."""

    username: str
    title: str
    tries: str


# A demo introduces its people here when it starts; a real installation has none.
demo_people: list[DemoPerson] = []
demo_password = [""]


class Page:
    """Asked lazily by the templates, so that a page without a header costs nothing."""

    def __init__(self, request):
        self.request = request

    @property
    def province(self):
        return getattr(settings, "PROVINCE", "")

    @property
    def demo(self):
        return getattr(settings, "DEMO", False)

    @property
    def demo_people(self):
        """The people of the demo, for its sign-in page only."""
        return demo_people if self.demo else []

    @property
    def demo_password(self):
        return demo_password[0] if self.demo else ""

    @property
    def sign_on(self):
        """The name of the provider by which people may sign on; empty where there is none."""
        return sign_on.offered()

    @property
    def theme(self):
        return getattr(self.request, "theme", None) or theme_of(self.request)

    @property
    def now(self):
        """The business moment of the platform: the demo's day, or real time; read once a request."""
        return self.request.at if hasattr(self.request, "at") else timezone.now()

    @property
    def tabs(self):
        return navigation.tabs_for(self.request)

    @property
    def places(self):
        """The organisations this person may act for, once each."""
        actor = getattr(self.request, "actor", None)
        found = {m.organisation_id: m.organisation_name for m in actor.memberships} if actor else {}
        return [Place(pk, name, pk == actor.organisation_id) for pk, name in found.items()]

    @property
    def place_now(self):
        """The one acted for now."""
        return next((p.name for p in self.places if p.current), "")

    @property
    def standing(self):
        """For whom this person stands in now, if for anybody."""
        return getattr(getattr(self.request, "actor", None), "standing", None)

    @property
    def stand_ins(self):
        """For whom this person may stand in today."""
        return getattr(getattr(self.request, "actor", None), "stand_ins", ())

    @property
    def unread(self):
        """How many notices wait behind the bell."""
        return notices.unread(self.request.actor) if hasattr(self.request, "actor") else 0

    @property
    def account_links(self):
        """The pages of one's own account that this installation offers."""
        offered = ((_("Đổi mật khẩu"), self.url_password), (_("Xác thực hai lớp"), self.url_mfa),
                   (_("Nơi đang đăng nhập"), self.url_sessions), (_("Thư hằng ngày"), self.url_letter), (_("Thẻ cá nhân"), self.url_tokens),
                   (_("Ủy quyền và nghỉ"), self.url_standing))
        return [(label, href) for label, href in offered if href]

    @property
    def next(self):
        """Where a language or theme form comes back to; a page that answers a POST has no address to return to."""
        return self.request.get_full_path() if self.request.method == "GET" else self.request.path

    def __getattr__(self, name):
        """`page.url_search` and the like: addresses offered by other rooms, empty while nobody offers them."""
        if name.startswith("url_"):
            return address(ADDRESSES.get(name[4:], name[4:]))
        raise AttributeError(name)


# What the frame links to. The rooms that offer these pages keep these names.
ADDRESSES = {"home": "core:home", "search": "core:search", "bell": "core:notices", "next_day": "core:next_day",
             "act_for": "core:act_for", "help": "web:help", "try_clock": "core:try_clock",
             "check_signatures": "core:check_signatures", "login": "account_login", "logout": "account_logout",
             "password": "account_change_password", "mfa": "mfa_index", "sessions": "usersessions_list", "standing": "core:standing",
             "stand_in": "core:stand_in", "letter": "core:letter", "tokens": "core:personal_tokens",
             "language": "web:language", "theme": "web:theme"}


def page(request):
    """The context processor."""
    return {"page": SimpleLazyObject(lambda: Page(request))}
