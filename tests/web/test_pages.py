"""Whole pages without a database: components, errors, preferences, tabs."""

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from openpar.engine.errors import Refused
from openpar.web import navigation, preferences, views
from openpar.web.navigation import Tab


@pytest.fixture
def site(settings):
    """A visitor's browser; the page of components is for demo and development only."""
    settings.DEBUG, settings.DEMO, settings.ALLOWED_HOSTS = True, False, ["testserver"]
    return Client()


def test_components_show_every_partial(site):
    answer = site.get("/mau/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for part in ("clock", "timeline", "files", "filter", "heat", "chart", "summary", "ask", "pages", "st-doubt", "meter"):
        assert f'class="{part}' in page or f" {part}" in page, part
    assert "{%" not in page and "{{" not in page


def test_pages_keep_the_security_policy(site):
    page = site.get("/mau/").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert '"includeIndicatorStyles":false,"allowEval":false' in page


def test_no_id_is_used_twice(site):
    ids = re.findall(r'\sid="([^"]+)"', site.get("/mau/").content.decode())
    assert sorted(ids) == sorted(set(ids))


def test_components_are_not_for_the_public(site, settings):
    settings.DEBUG = False
    assert site.get("/mau/").status_code == 404


def test_a_page_is_vietnamese_whatever_the_browser_asks(site):
    assert '<html lang="vi"' in site.get("/mau/", headers={"accept-language": "en-US"}).content.decode()


def test_language_and_theme_are_remembered_and_lead_back(site):
    answer = site.post("/giao-dien/ngon-ngu/", {"language": "en", "next": "/mau/?a=1"})
    assert answer.status_code == 302 and answer["Location"] == "/mau/?a=1"
    site.post("/giao-dien/nen/", {"theme": "dark"})
    page = site.get("/mau/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page and "Components" in page
    site.post("/giao-dien/nen/", {"theme": ""})
    assert "data-theme" not in site.get("/mau/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://xau.example/", "//xau.example", "javascript:alert(1)", ""])
def test_preferences_never_lead_to_another_site(site, elsewhere):
    assert site.post("/giao-dien/nen/", {"theme": "light", "next": elsewhere})["Location"] == "/"


def test_preferences_change_by_post_only_and_know_their_values(site):
    assert site.get("/giao-dien/nen/").status_code == 405
    assert preferences.theme_of(SimpleNamespace(COOKIES={"theme": "<x>"})) == ""
    site.post("/giao-dien/ngon-ngu/", {"language": "xx"})
    assert '<html lang="vi"' in site.get("/mau/").content.decode()


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (views.error_400, 400, "Yêu cầu không đọc được"),
        (views.error_403, 403, "Không thực hiện được"),
        (views.error_404, 404, "Không tìm thấy trang"),
        (views.error_409, 409, "Chưa lưu được"),
    ],
)
def test_errors_say_what_to_do(view, status, says, settings):
    settings.DEMO = False
    answer = view(RequestFactory().get("/x/"), Exception("secret detail"))
    page = answer.content.decode()
    assert answer.status_code == status and says in page
    assert "secret detail" not in page


def test_a_refusal_of_ours_keeps_its_words(settings):
    settings.DEMO = False
    cause = PermissionDenied()
    cause.__cause__ = Refused("Chưa làm được: việc này thuộc về văn thư.")
    assert "thuộc về văn thư" in views.error_403(RequestFactory().get("/"), cause).content.decode()


def test_the_page_of_a_crash_needs_nothing():
    request = RequestFactory().get("/")
    request.request_id = "abc123"
    page = views.error_500(request).content.decode()
    assert "Hệ thống gặp lỗi" in page and "abc123" in page


class TestTabs:
    @pytest.fixture
    def tabs(self, monkeypatch):
        monkeypatch.setattr(navigation, "_tabs", {})
        navigation.register(Tab("web", "Sau", "web:components", order=20, count=lambda r: 2, late=True))
        navigation.register(Tab("tasks", "Có quyền", "account_logout", act="assignment.work", order=10))
        navigation.register(Tab("public", "Công khai", "account_login", order=30, public=True))
        navigation.register(Tab("gone", "Không có trang", "nowhere:page"))

    def ask(self, rights=(), signed_in=True, at="web:components"):
        request = RequestFactory().get("/")
        request.user = SimpleNamespace(is_authenticated=signed_in)
        request.actor = SimpleNamespace(can=lambda act: act in rights)
        request.resolver_match = SimpleNamespace(namespaces=["web"], view_name=at)
        return navigation.tabs_for(request)

    def test_a_person_sees_what_they_may(self, tabs):
        assert [t["label"] for t in self.ask()] == ["Sau", "Công khai"]
        assert [t["label"] for t in self.ask(["assignment.work"])] == ["Có quyền", "Sau", "Công khai"]
        assert [t["label"] for t in self.ask(signed_in=False)] == ["Công khai"]

    def test_the_current_tab_is_marked(self, tabs):
        assert [t["label"] for t in self.ask() if t["current"]] == ["Sau"]
        assert [t["label"] for t in self.ask(at="web:other") if t["current"]] == ["Sau"]
        assert [t["label"] for t in self.ask(at="account_login") if t["current"]] == ["Công khai"]
