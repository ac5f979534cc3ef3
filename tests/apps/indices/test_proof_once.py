"""Evidence of a sheet that is sent twice is there once."""

from django.urls import reverse

from openpar.core.models import Evidence
from tests.apps.indices.round_ground import open_round, sheet_of


def test_evidence_of_a_criterion_sent_twice_is_added_once(province, client):
    sheet = sheet_of(open_round(province), "stc")
    client.force_login(province.minh)
    address = reverse("indices:sheet_leaf", args=[sheet.pk, "1.1"])
    assert 'name="luot"' in client.get(address).content.decode()
    given = {"url": "https://laichau.gov.vn/bao-cao", "title": "Báo cáo", "luot": "c" * 32}
    answers = [client.post(address, given, follow=True) for _ in range(2)]
    assert Evidence.objects.count() == 1, answers[0].content.decode()
    assert "đã được thêm" in answers[1].content.decode()
