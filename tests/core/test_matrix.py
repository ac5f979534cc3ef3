"""Every address × every role × foreign and own ids: a foreign id is never a page, nothing ever breaks. Generated; it
grows by itself."""

import io
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from tests.conftest import on_database
from tests.core import matrix, matrix_api
from tests.people import PEOPLE

# One of each role, with both kinds of stranger. On the other database a head asks for everything, and a few more for the rooms that
# changed: the filters are the same code.
ALIKE = {"yen", "ca", "te"}
WHO = [p[0] for p in PEOPLE if p[0] not in ALIKE] + [None] if on_database() == "sqlite" else ["dung", "ho", "giam_sat", None]
ROOMS = {*matrix.APPS, "core"}
# A page without an id that a visitor may read holds nothing foreign to anybody: beside the visitor, one with an account asks for it.
ASK_FOR_OPEN = {None, "dung"}
SKIP_GET = {"account_logout", "core:next_day"}
GUARDED = "quan-tri/"


@pytest.fixture
def worlds(province, settings, tmp_path):
    """Two worlds: the province to a department, and a district to its commune."""
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                          "OPTIONS": {"location": str(tmp_path)}}}
    matrix.enrol_sensitive(province)
    both = [
        matrix.make_world(province, "QZXTINH", issuer="ubnd_tinh", to="stc", by="lan", handler="minh", settings=settings),
        matrix.make_world(province, "QZXHUYEN", issuer="muong_te", to="mu_ca", by="te", handler="ca", settings=settings)]
    return province, [w | matrix_api.programs(w) for w in both]


def words(answer) -> str:
    """Everything a page or file says."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b" ".join(book.read(n) for n in book.namelist())
    return data.decode("utf-8", "replace")


def rooms_for(name) -> set[str]:
    """The rooms that are walked for this person or side on this database."""
    return ROOMS if on_database() == "sqlite" or name in ("dung", "department") else ROOMS & matrix.changed()


def ask(client, method, path):
    """One request in a transaction of its own that is thrown away."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        text = words(answer) if answer.status_code == 200 else ""
        transaction.set_rollback(True)
    return answer, text


@pytest.fixture(scope="module")
def open_pages():
    """{address: whether a visitor may read it}, filled as it is asked for."""
    return {}


def test_a_change_is_of_the_rooms_whose_files_it_touches():
    assert matrix.rooms_of(["src/openpar/apps/tasks/views/lists.py", "src/openpar/web/templates/web/base.html", "docs/x.md", "tests/core/x.py"]) == {
        "tasks", "core"}
    assert matrix.rooms_of([]) == set() and {a.room for a in matrix.addresses()} == ROOMS


def test_every_address_with_an_id_is_registered():
    unknown = []
    for a in matrix.addresses():
        try:
            a.kinds()
        except KeyError as error:
            unknown.append(str(error))
    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize("name", WHO)
def test_case_PM_01_no_role_reaches_what_is_foreign(worlds, client, name, open_pages):
    """Also PM-04 and PM-09: by address, by list, by search, by export."""
    province, both = worlds
    if name:
        client.force_login(province.users[name])
    actor = province.actor(name) if name else None
    client.raise_request_exception = False
    wrong, rooms = [], rooms_for(name)
    for a in (a for a in matrix.addresses() if not a.pattern.startswith(matrix_api.API) and a.room in rooms):
        kinds = [k for k in a.kinds().values() if k in both[0] and k not in (
            "mark", "round_mark", "document_mark", "absence_mark", "issuer", "doing", "handler")]
        if not kinds and name not in ASK_FOR_OPEN:
            if a not in open_pages:
                open_pages[a] = ask(Client(raise_request_exception=False), "get", a.path(both[0]))[0].status_code == 200
            if open_pages[a]:
                continue
        for world in both if kinds else both[:1]:
            path = a.path(world)
            foreign = a.name.split(":")[0] != "admin" and bool(kinds) and not (
                actor and all(matrix.sees(actor, k, world) or k == "rule" for k in kinds))
            for method in ("get", "post"):
                if method == "post" and kinds and not foreign and world is not both[0]:
                    continue  # what an own post does is the room's own test; once is enough to see that nothing breaks
                if (method == "get" and a.name in SKIP_GET) or (method == "post" and a.pattern.startswith((GUARDED,
                        "tai-khoan/"))):
                    continue
                answer, text = ask(client, method, path)
                code = answer.status_code
                if code >= 500:
                    wrong.append(f"{method} {path} ({a.name}): {code}")
                elif foreign and code not in ((302, 403, 404, 405) if not name else (403, 404, 405)):
                    wrong.append(f"{method} {path} ({a.name}): {code} for what {name} may not see")
                elif not name and code == 302 and not answer["Location"].startswith(("/tai-khoan/", "/")):
                    wrong.append(f"{method} {path}: leads to {answer['Location']}")
                for w in both:
                    hidden = not actor or not any(matrix.sees(actor, k, w) for k in (
                        "directive", "task", "assignment", "evidence", "notice"))
                    if w["mark"] in text and hidden and not a.pattern.startswith(GUARDED) and a.name != "core:jobs":
                        wrong.append(f"{method} {path} ({a.name}) shows {w['mark']} to {name}")
                    for kind in ("round", "document", "absence"):
                        own = w[f"{kind}_mark"]
                        if own in text and not (actor and matrix.sees(actor, kind, w)) and not a.pattern.startswith(GUARDED):
                            wrong.append(f"{method} {path} ({a.name}) shows {own} to {name}")
    for w in both:
        answer, text = ask(client, "get", f"/tim/?q={w['mark'].lower()}")
        found = text.replace(f"“{w['mark'].lower()}”", "").replace(f'value="{w["mark"].lower()}"', "")
        if actor and not matrix.sees(actor, "task", w) and w["mark"] in found:
            wrong.append(f"search shows {w['mark']} to {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", WHO)
def test_an_issued_directive_is_read_by_who_has_a_part_in_it_and_handled_by_its_office_alone(worlds, client, name):
    province, both = worlds
    if name:
        client.force_login(province.users[name])
    actor, wrong = province.actor(name) if name else None, []
    for world in both:
        reads = bool(actor) and matrix.sees(actor, "issued", world)
        handles = bool(actor) and matrix.sees(actor, "directive", world)
        for a in (a for a in matrix.addresses() if a.pattern.startswith("van-ban/") and a.parameters):
            for method in ("get", "post"):
                answer, text = ask(client, method, a.path({**world, "directive": world["issued"]}))
                code = answer.status_code
                if a.name == "tasks:directive" and method == "get":
                    if (code == 200) != reads or (world["mark"] in text) != reads:
                        wrong.append(f"{name} reads {a.pattern} of {world['mark']}: {code}, should be {reads}")
                elif code >= 500 or (code == 200 and not handles):
                    wrong.append(f"{name} {method} {a.pattern} of {world['mark']}: {code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name, kinds", [
    ("minh", ("assignment", "task", "evidence", "notice", "issued")),
    ("dung", ("assignment", "task", "evidence", "report", "extension", "issued")), ("van_thu", ("issued",)),
    ("lan", ("directive", "task", "assignment", "evidence", "extension")), ("giam_sat", ("task", "issued"))])
def test_case_PM_08_nobody_is_kept_from_what_is_theirs(worlds, client, name, kinds):
    province, both = worlds
    client.force_login(province.users[name])
    pages = {"assignment": "/phan-viec/{}/", "task": "/nhiem-vu/{}/", "evidence": "/minh-chung/{}/",
             "report": "/bao-cao-ky/{}/",
             "extension": "/gia-han/{}/", "directive": "/van-ban/{}/", "issued": "/van-ban/{}/", "notice": "/thong-bao/{}/"}
    for kind in kinds:
        answer = client.get(pages[kind].format(both[0][kind].pk))
        assert answer.status_code in (200, 302), (kind, answer.status_code)
        assert answer.status_code == 200 or not answer["Location"].startswith("/tai-khoan"), kind
