"""Search finds tasks and directives by code, number and words without accents, and only what this person may see."""

import unicodedata

import pytest
from django.urls import reverse

from openpar.apps.tasks.models import Directive
from openpar.apps.tasks.services.create import NewTask, create_tasks
from tests.people import moment


@pytest.fixture
def given(province):
    """One directive with one task for the finance department."""
    directive = Directive.objects.create(issuer=province.ubnd_tinh, number="15/CT-UBND",
                                         title="Chấn chỉnh kỷ luật, kỷ cương hành chính",
                                         text="…", state="issued", created_at=moment())
    create_tasks([NewTask(title="Rà soát thủ tục hòa giải ở cơ sở", text="Đơn giản hóa", issuer=province.ubnd_tinh,
                          leads=[province.stc],
                          directive=directive, due_type="none")], by=province.actor("lan"), at=moment())
    return province


def page(client, person, text):
    client.force_login(person)
    return client.get(reverse("core:search"), {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["NV-2022-0001", "nv-2022-0001", "hoa giai", "hoà giải", unicodedata.normalize("NFD",
        "hòa giải"),
                                  "RÀ SOÁT thủ tục", "don gian hoa"])
def test_a_task_is_found_by_code_and_words(given, client, text):
    assert "Rà soát thủ tục hòa giải" in page(client, given.dung, text)
    assert "Rà soát thủ tục hòa giải" in page(client, given.lan, text)


@pytest.mark.parametrize("text", ["15/CT-UBND", "ky luat ky cuong", "chấn chỉnh"])
def test_a_directive_is_found_by_number_and_title(given, client, text):
    assert "Chấn chỉnh kỷ luật" in page(client, given.lan, text)


@pytest.mark.parametrize("name", ["yen", "hoa", "khach", "minh"])
def test_case_PM_03_others_find_nothing(given, client, name):
    assert "Rà soát thủ tục hòa giải" not in page(client, given.users[name], "hoa giai")


def test_search_takes_a_constant_number_of_queries(given, client, django_assert_max_num_queries):
    for i in range(12):
        create_tasks([NewTask(title=f"Hòa giải {i}", issuer=given.ubnd_tinh, leads=[given.stc], due_type="none")],
                     by=given.actor("lan"),
                     at=moment())
    client.force_login(given.dung)
    with django_assert_max_num_queries(16):
        client.get(reverse("core:search"), {"q": "hoa giai"})
