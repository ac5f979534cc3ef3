"""Every number of the leader's page opens the list of exactly that many rows, whoever looks and however the page is narrowed."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from openpar.apps.tasks.models import Assignment, Contest, Directive
from openpar.apps.tasks.services import appraise
from openpar.apps.tasks.views import lists as list_page
from tests.conftest import on_database

from .giving import asked, fresh, give, moment, received, submitted

LINK = re.compile(r'<a\b[^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.S)


def numbers(page: str) -> list[tuple[str, int]]:
    """(address, number shown) of each link to the task list whose text is or begins with a whole number."""
    main, out = page[page.index("<main"):page.index("</main>")], []
    for href, inner in LINK.findall(main):
        text = re.sub(r"\d+/\d+(/\d+)?", "", re.sub(r"<[^>]+>", " ", inner))  # a column names its day too
        found = re.search(r"(?<![\d,.])\d[\d.]*(?![\d,%])", text)
        if href.startswith(reverse("tasks:tasks") + "?") and found and "%" not in text:
            out.append((unescape(href), int(found.group().replace(".", ""))))
    return out


def bare_numbers(page: str) -> list[str]:
    """Cells of numbers above nothing that lead nowhere; differences to a former day are no counts of a list."""
    main = page[page.index("<main"):page.index("</main>")]
    cells = re.findall(r'<td class="n(?: faint)?"[^>]*>(?:<b>)?([^<]*)', main) + re.findall(r'class="figure-value[^"]*">([^<]*)</span>', main)
    return [c for c in cells if c.strip().isdigit() and c.strip() != "0"]


@pytest.fixture
def busy(province):
    """Work in every state: with and without section, field, leader, directive and day; sent, accepted, contested, asked for."""
    directive = Directive.objects.create(issuer=province.ubnd_tinh, number="08/CT-UBND", title="Chỉ thị", text="…", state="issued",
                                         created_at=moment(), issued_at=moment(), created_by=province.lan)
    early = moment(date(2022, 7, 1))

    def part(to="stc", **more):
        return give(province, to, **{"at": early, **more})
    for i, due in enumerate((date(2022, 7, 20), date(2022, 8, 10), date(2022, 8, 19), date(2022, 8, 23))):
        part(due_on=due, section="I. Cải cách thể chế" if i % 2 else "", field="" if i == 1 else "Tài chính",
             leader=province.pho if i % 2 else None, directive=directive if i < 2 else None)
        part("syt", due_on=due, directive=directive if i % 2 else None)
    part("muong_te", due_on=date(2022, 8, 24))
    part("syt", due_on=date(2022, 8, 26), leader=province.pho, directive=directive)
    submitted(province, part("muong_te", due_on=date(2022, 8, 29)), who="te", clerk="te")
    sent = submitted(province, part("sin_ho", due_on=date(2022, 8, 15)), who="ho", clerk="ho", at=moment(date(2022, 8, 20)))
    back = submitted(province, part("muong_te", due_on=date(2022, 12, 1), directive=directive), who="te", clerk="te")
    appraise.return_(back, by=province.actor("lan"), at=moment(), reason="Thiếu số liệu")
    part("stc", due_on=None)
    part("stc", due_type="cycle", due_on=None, cycle="month", report_day=20, directive=directive)
    part("syt", due_type="cycle", due_on=None, cycle="quarter")
    asked(province, received(province, part(due_on=date(2022, 9, 15), leader=province.pho)))
    contested = part("syt", due_on=date(2022, 9, 20))
    Contest.objects.create(assignment=contested, reason="Không thuộc chức năng", at=moment(), by=province.yen)
    Assignment.objects.filter(pk=contested.pk).update(state="contested")
    for ago, late in ((3, False), (5, True), (18, False), (20, True)):
        done = part("stc", due_on=moment().date() - timedelta(days=ago + (6 if late else 1)), directive=directive if late else None)
        submitted(province, done, at=moment() - timedelta(days=ago + (1 if late else 2)))
        appraise.accept(fresh(done), by=province.actor("lan"), at=moment() - timedelta(days=ago), quality="good")
    free = part("stc", due_on=None)
    submitted(province, free)
    appraise.accept(fresh(free), by=province.actor("lan"), at=moment() - timedelta(days=2), quality="good")
    assert sent.pk
    # a department that gives work too, and answers for what it was given: its overview counts what it gave
    give(province, "stc_ns", who="dung", issuer=province.stc, at=early, due_on=date(2022, 8, 20))
    return directive


def asked_of(client, query=""):
    answer = client.get(reverse("tasks:leader") + query)
    assert answer.status_code == 200
    return answer.content.decode()


# Everybody's numbers come from the same statements; on the other database one who sees all, one who sees what is published.
WHO = ["chu_tich", "lan", "pho", "dung", "giam_sat"] if on_database() == "sqlite" else ["chu_tich", "giam_sat"]


@pytest.mark.parametrize("who", WHO)
def test_each_number_opens_a_list_of_that_many_rows(province, busy, who, monkeypatch):
    # hundreds of lists, of which only the total is asked: test_lists.py reads what the page makes of them
    monkeypatch.setattr(list_page, "selects", lambda *_: ())
    monkeypatch.setattr(list_page, "rows_of", lambda *_: ())
    monkeypatch.setattr(list_page, "render", lambda request, _template, context: HttpResponse(str(context["found"].total)))
    client, totals = Client(), {}
    client.force_login(province.users[who], backend="django.contrib.auth.backends.ModelBackend")

    def total(href):
        """Each list is opened once, however many numbers lead to it."""
        if href not in totals:
            totals[href] = int(client.get(href).content)
        return totals[href]

    for narrowed in ("", f"?van-ban={busy.pk}", "?cua-toi=1", "?ten-don-vi=hien-nay"):
        found = numbers(asked_of(client, narrowed))
        assert found, f"the page {narrowed} shows no number that opens a list"
        wrong = [f"{narrowed}: {shown} opens {total(href)}: {href}" for href, shown in found if total(href) != shown]
        assert not wrong, "\n".join(wrong)


def test_the_chairmans_page_has_a_number_of_every_kind(province, busy):
    client = Client()
    client.force_login(province.chu_tich, backend="django.contrib.auth.backends.ModelBackend")
    page = asked_of(client)
    shown = {re.sub(r"=[^&]*", "", href.split("?")[1]) for href, n in numbers(page) if n}
    for kind in ("qua-han-luc", "xong", "ky", "linh-vuc", "lanh-dao", "phan"):
        assert any(kind in names for names in shown), kind
    assert bare_numbers(page) == []



def test_the_workbook_of_the_page_has_the_rows_that_the_page_counts(province, busy):
    client = Client()
    client.force_login(province.users["dung"], backend="django.contrib.auth.backends.ModelBackend")
    page = asked_of(client)
    [href] = re.findall(r'href="([^"]*nhiem-vu\.xlsx[^"]*)"', page)
    counted = client.get(unescape(href).replace("nhiem-vu.xlsx", "nhiem-vu/")).context["found"].total
    import io

    import openpyxl

    rows = list(openpyxl.load_workbook(io.BytesIO(client.get(unescape(href)).content)).active.iter_rows(values_only=True))
    codes = [r for r in rows if r[0] and str(r[0]).startswith("NV-")]
    assert len(codes) == counted == 1, "the department gave one part; what it was given itself is not counted on its page"


def test_what_the_table_leaves_out_is_one_click_away(province, busy, monkeypatch):
    from openpar.apps.tasks.views import leader

    monkeypatch.setattr(leader, "SHOWN_UNITS", 1)
    client = Client()
    client.force_login(province.chu_tich, backend="django.contrib.auth.backends.ModelBackend")
    short = asked_of(client, "?cua-toi=")
    [href] = re.findall(r'href="([^"]*bang=day-du[^"]*)"', short)
    whole = asked_of(client, unescape(href).split("#")[0])

    def units(page):
        table = page[page.index('class="heat"'):]
        return re.findall(r'<tr><th scope="row"><a href="[^"]+">([^<]+)</a>', table[:table.index("</tbody>")])
    assert len(units(short)) == 1
    assert {"Sở Tài chính", "Sở Y tế", "UBND huyện Mường Tè", "UBND huyện Sìn Hồ"} <= set(units(whole))
    assert "Xem bảng đầy đủ" not in whole and "Thu gọn bảng" in whole
