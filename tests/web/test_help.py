"""The help page: one's own role first, every mark named, both languages, no page promised that does not exist."""

import pytest
from django.urls import reverse

from openpar.core import roles
from openpar.web import guides, status

pytestmark = pytest.mark.django_db


def test_every_role_that_people_hold_has_a_guide():
    written = {r for g in guides.GUIDES for r in g.roles}
    assert written == set(roles.ROLES) - {"api_client"}


def test_every_page_that_a_guide_leads_to_exists():
    for guide in guides.GUIDES:
        for step in guide.steps:
            assert not step.page or reverse(step.page, urlconf="openpar.config.urls")


def test_a_visitor_reads_the_public_guide_and_every_mark(client):
    words = client.get("/tro-giup/").content.decode()
    own = words.index("không cần đăng nhập")
    assert own < words.index("Các vai trò khác")
    for face in (*status.FACES.values(), *status.ABSENT.values()):
        assert str(face.label) in words


def test_a_clerk_reads_the_clerks_guide_first(client, province):
    client.force_login(province.users["van_thu"])
    words = client.get("/tro-giup/").content.decode()
    assert words.index('id="van-thu"') < words.index("Các vai trò khác") < words.index("Thủ trưởng đơn vị: sở")


def test_it_is_linked_from_every_page_and_speaks_english(client):
    assert 'href="/tro-giup/"' in client.get("/papi/").content.decode()
    client.cookies["django_language"] = "en"
    words = client.get("/tro-giup/").content.decode()
    assert "what every mark on a page means" in words and "Quá hạn" not in words
