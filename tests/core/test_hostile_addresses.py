"""Whatever stands in an address or in a hidden field, the answer is a page or a sentence, never a failure."""

import base64
import json
from urllib.parse import quote

import pytest

from openpar.core.fields import DayField
from openpar.web.forms import OfficialDateField
from tests.apps.tasks.giving import give
from tests.people import moment

HUGE = "9" * 30


def cursor(value) -> str:
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode().rstrip("=")


CURSORS = ["rác", "A" * 10_000, cursor([1, 2]), cursor(["x", 2]), cursor([None, 10**30]), cursor([{"a": 1}, 2]), cursor([[1], 2]),
           cursor(["2022-13-45", 1]), cursor([True, True]), cursor(["2022-08-24T00:00:00", 1]),
           cursor(["0001-01-01T00:00:00+07:00", 1]),
           cursor(["9999-12-31T23:59:59-07:00", 1]), cursor([1.5, 3]), cursor([None, -1]), cursor({}),
           cursor([]), cursor(b"[" * 5000), cursor(b"[NaN,1]"), cursor(["\ud800", 1]), cursor(["a\u0000", 1])]
NUMBERS = ["²", "١٢", HUGE, "9" * 5000, "-1", "1.5", "", "1 OR 1=1"]
DAYS = ["01/01/0001", "31/12/9999", "31/02/2022", "1/1/22", "0001-01-01", "9999-12-31", "²/²/²", "15/08/2031"]
WORDS = ["a" * 10_000, "<script>alert(1)</script>", "%", "_", "\\", "'\"", "\u202e", "\u0300" * 200, "a b " * 3000]
LISTS = ("/nhiem-vu/", "/nhiem-vu.xlsx", "/viec-cua-toi/", "/viec-cua-toi.xlsx", "/dieu-hanh/", "/theo-doi/", "/cho-tham-dinh/",
         "/cong-van-don-doc/", "/van-ban/", "/thong-bao/", "/co-quan/", "/tim/", "/thu-tinh-han/", "/quy-tac/")
ASKED = {"sau": CURSORS, "xep": WORDS[:2], "don-vi": NUMBERS, "van-ban": NUMBERS, "lanh-dao": NUMBERS, "trang": NUMBERS,
         "tu": DAYS, "den": DAYS, "ngay": DAYS, "q": WORDS, "phan": WORDS[:3], "phong": WORDS[:3], "trang-thai": WORDS[:2]}


@pytest.fixture
def names_read(monkeypatch):
    """The names of the query that the server looks at by themselves, as it looks."""
    from django.http import QueryDict
    seen = set()
    for method in ("__getitem__", "__contains__", "getlist", "get"):
        def watched(query, name, *rest, plain=getattr(QueryDict, method)):
            seen.add(name)
            return plain(query, name, *rest)
        monkeypatch.setattr(QueryDict, method, watched)
    return seen


@pytest.mark.parametrize("page", LISTS)
def test_no_query_breaks_a_list(province, client, page, names_read):
    """Each name that this page looks at gets everything; the names it only hands on to its links get one long word."""
    give(province)
    client.force_login(province.lan)
    client.raise_request_exception = False
    client.get(page)
    client.get(f"{page}?khac=1")  # a query that is not empty binds forms; only names that it does not hold tell what is looked at
    asked = {name: values if name in names_read else WORDS[:1] for name, values in ASKED.items()}
    wrong = []
    for name, values in asked.items():
        for value in values:
            answer = client.get(f"{page}?{name}={quote(value, errors='surrogatepass')}")
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code not in (200, 404, 422) or b"<script>alert" in text:
                wrong.append(f"{name}={value[:40]!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_numbers_that_no_page_wrote_change_nothing(province, client):
    part = give(province)
    client.force_login(province.lan)
    for bad in NUMBERS:
        assert client.post("/thong-bao/da-doc/", {"id": bad}).status_code == 302
        assert client.post("/lam-viec-thay/", {"organisation": bad}).status_code == 404
        assert client.post("/theo-doi/xu-ly/", {"viec": "remind", "chon": bad}).status_code < 500
        answer = client.post(f"/nhiem-vu/{part.task_id}/dieu-chinh/thu-hoi/", {"thu-reason": "Trùng", "version": bad})
        assert 400 <= answer.status_code < 500
    part.task.refresh_from_db()
    assert part.task.state == "active"


def test_a_chosen_id_too_long_for_any_database_is_a_wrong_choice(province, client):
    from openpar.apps.tasks.services import work
    part = give(province, "muong_te")
    work.receive(part, by=province.actor("te"), at=moment())
    client.force_login(province.te)
    answer = client.post(f"/phan-viec/{part.pk}/giao-tiep/", {"scope": "chosen", "organisations": HUGE, "title": "Việc"})
    assert answer.status_code == 422


@pytest.mark.parametrize("field", [OfficialDateField(), DayField()])
@pytest.mark.parametrize("typed", ["01/01/0001", "31/12/9999", "9999-12-31", "15/08/1022"])
def test_case_EX_05_a_year_that_no_calendar_reaches_is_refused_with_a_sentence(field, typed):
    from django.core.exceptions import ValidationError
    with pytest.raises(ValidationError, match="quá xa"):
        field.clean(typed)
