"""The search box: words from their beginning, numbers as they are written, whatever the accents; the index follows every write."""

import unicodedata
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from openpar.apps.documents.models import Document
from openpar.core import fulltext
from openpar.core.searching import words_of
from tests.people import moment

TITLES = (("123/UBND-KSTT", "Rà soát thủ tục hòa giải ở cơ sở"), ("5123/UBND-KSTT", "Đất đai, xây dựng"), ("45/BC-SNV", "Báo cáo đơn thư"),
          ("NV-2022-0001", "Thủy lợi và nước sạch"))


def kept(province, number, title, **columns):
    return Document(direction="in", organisation=province.stc, kind="cong_van", number=number, title=title, author="Bộ Nội vụ", state="arrived",
                    on=date(2022, 8, 1), created_at=moment(), **columns)


@pytest.fixture
def documents(province):
    """Written as a set, as services write them: no save() of a model runs."""
    return Document.objects.bulk_create([kept(province, *one) for one in TITLES])


def found(text, rows=None):
    return [d.number for d in fulltext.newest(Document.objects.all() if rows is None else rows, "words", words_of(text), 20)]


SPOKEN = [("hòa giải", "123/UBND-KSTT"), ("hoà giải", "123/UBND-KSTT"), ("HOA GIAI", "123/UBND-KSTT"), ("hoa gia", "123/UBND-KSTT"),
          ("giải hòa", "123/UBND-KSTT"), (unicodedata.normalize("NFD", "hòa giải"), "123/UBND-KSTT"), ("đất", "5123/UBND-KSTT"),
          ("dat dai", "5123/UBND-KSTT"), ("đơn thư", "45/BC-SNV"), ("thuỷ lợi", "NV-2022-0001"), ("thủy lợi", "NV-2022-0001"),
          ("123/UBND-KSTT", "123/UBND-KSTT"), ("123/ubnd", "123/UBND-KSTT"), ("123/", "123/UBND-KSTT"), ("5123", "5123/UBND-KSTT"),
          ("bc-snv", "45/BC-SNV"), ("45/BC", "45/BC-SNV"), ("nv-2022-0001", "NV-2022-0001"), ("nv-2022-00", "NV-2022-0001"), ("nv-2", "NV-2022-0001"),
          ("NV-2022-0", "NV-2022-0001"), ("“đơn thư”", "45/BC-SNV"), ("cao, don thu.", "45/BC-SNV")]


@pytest.mark.parametrize("text, number", SPOKEN)
def test_case_TX_each_way_to_write_it_finds_it_and_nothing_else(documents, text, number):
    assert found(text) == [number]


@pytest.mark.parametrize("text", ["oa", "iai", "123/UBND-XX", "hòa đất", "-", "...", "", "' OR 1=1", '"', "*", "a & b | c", "NEAR(hoa", "\\", "%", "_"])
def test_what_fits_nothing_finds_nothing_and_breaks_nothing(documents, text):
    assert found(text) == []


def test_the_index_is_used_on_both_databases(documents):
    assert fulltext.Index("documents_document", "words") in fulltext.indexes()
    rows = fulltext.matching(Document.objects.all(), "words", ["hoa"], newest_first=True)
    assert ("to_tsquery" if connection.vendor == "postgresql" else "documents_document_words") in str(rows.query)
    assert fulltext.ensure() == []


def test_the_index_follows_changes_deletions_and_what_is_taken_back(province, documents):
    row = documents[0]
    Document.objects.filter(pk=row.pk).update(words="viec khac han")
    assert found("hoa giai") == [] and found("khac han") == [row.number]
    Document.objects.filter(pk=row.pk).delete()
    assert found("khac han") == []
    with pytest.raises(RuntimeError), transaction.atomic():
        Document.objects.bulk_create([kept(province, "9/BC", "Chưa chắc còn")])
        assert found("chua chac") == ["9/BC"]
        raise RuntimeError
    assert found("chua chac") == []


def test_the_newest_come_first_and_only_so_many(province):
    Document.objects.bulk_create([kept(province, f"{n}/BC", "Hòa giải") for n in range(1, 31)])
    assert [d.number for d in fulltext.newest(Document.objects.all(), "words", ["hoa"], 3)] == ["30/BC", "29/BC", "28/BC"]
    assert fulltext.matching(Document.objects.filter(direction="in"), "words", ["hoa"]).count() == 30


def test_only_the_rows_of_who_asks_are_looked_at(province, documents):
    assert found("hoa giai", Document.objects.filter(organisation=province.syt)) == []
    assert found("hoa giai", Document.objects.filter(Document.reach(province.actor("minh"), "document.view"))) == ["123/UBND-KSTT"]


def test_an_index_of_the_column_that_was_searched_before_is_built_again(documents, monkeypatch):
    connection.check_constraints()  # an index is not made behind the rows that this test has just written
    with monkeypatch.context() as before:
        before.setattr(fulltext, "indexes", lambda: [fulltext.Index("documents_document", "fold")])
        assert fulltext.ensure() == ["documents_document_words"]
    assert "documents_document_words" in fulltext.ensure()
    assert fulltext.ensure() == [] and found("don thu") == ["45/BC-SNV"]


@pytest.mark.parametrize("text, fits", [("kh", True), ("khuye", True), ("khuyen", True), ("khuyenn", True), ("khuyennong2022", True), ("khuyenn2", False),
                                        ("huyennong", False), ("k", False), ("a", True), ("zqkh", False), ("2022", False), ("20", True), ("2023x", True)])
def test_a_word_of_any_length_fits_from_its_beginning_only(province, text, fits):
    Document.objects.bulk_create([kept(province, "1/BC", "khuyennong2022 a 2023x")])
    assert found(text) == (["1/BC"] if fits else [])


@pytest.mark.database("postgresql")
def test_an_index_of_an_older_release_is_built_again(documents):
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "documents_document_words"')
        cursor.execute("CREATE INDEX documents_document_words ON documents_document USING gin (to_tsvector('simple'::regconfig, words))")
    assert fulltext.ensure() == ["documents_document_words"] and fulltext.ensure() == []
    assert found("don thu") == ["45/BC-SNV"]


def test_an_index_that_lost_its_triggers_is_built_again_and_the_command_builds_all(documents):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute('DROP TRIGGER "documents_document_words_come"')
        Document.objects.filter(pk=documents[0].pk).update(words="ten moi")
        assert fulltext.ensure() == ["documents_document_words"]
    connection.check_constraints()  # the command runs alone, not behind the rows that this test has just written
    call_command("rebuild_search", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert found("don thu") == ["45/BC-SNV"]


def test_without_the_index_the_same_rows_are_found_the_slow_way(documents, monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setattr(fulltext, "_tables", lambda using: frozenset())
    assert found("hoa giai") == ["123/UBND-KSTT"] and found("45/bc") == ["45/BC-SNV"]


def test_the_box_finds_every_room_and_shows_each_to_its_own_people(province, documents, client):
    client.force_login(province.minh)
    assert "123/UBND-KSTT" in client.get(reverse("core:search"), {"q": "hoa giai"}).content.decode()
    client.force_login(province.yen)
    assert "123/UBND-KSTT" not in client.get(reverse("core:search"), {"q": "hoa giai"}).content.decode()
    client.force_login(province.lan)
    for text, words in (("Mường Tè", "Cơ quan, đơn vị"), ("deadlines/due_soon", "Quy tắc"), ("tasks.on_time_share", "Số liệu"),
                        ("PAR INDEX", "Bộ tiêu chí")):
        page = client.get(reverse("core:search"), {"q": text}).content.decode()
        assert f">{words}" in page.replace("<h2>", "<h2>").replace("\n", ""), text
