"""Names in documents become organisations of that day: accents, abbreviations, heads' titles, groups, and the ended ones."""

from datetime import date

import pytest

from openpar.core import clock, organisation_file, organisations
from openpar.core.actor import system_actor
from openpar.core.models import AuditEntry, Group, Organisation, Succession
from openpar.core.register import Register

OLD, NEW = date(2022, 8, 24), date(2025, 9, 1)


@pytest.fixture(scope="module")
def lai_chau(django_db_setup, django_db_blocker):
    """The real register, loaded once for this file and taken away after it."""
    from django.db import transaction
    with django_db_blocker.unblock(), transaction.atomic():
        at = clock.at_time(OLD)
        yield organisation_file.load("lai-chau", by=system_actor(OLD), at=at)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def register(lai_chau):
    return Register(OLD)


@pytest.mark.django_db
def test_both_pictures_are_loaded(lai_chau):
    def count(kind, on):
        return Organisation.objects.filter(organisations.valid_on(on), kind=kind).count()
    assert (count("district", OLD), count("commune", OLD)) == (8, 106)
    assert (count("district", NEW), count("commune", NEW)) == (0, 38)
    assert count("department", OLD) == 20
    assert len(organisations.members(Group.objects.get(code="g_districts"), OLD)) == 8
    assert len(organisations.members(Group.objects.get(code="g_communes_2025"), NEW)) == 38


@pytest.mark.django_db
def test_loading_twice_changes_nothing(lai_chau):
    before = AuditEntry.objects.count()
    again = organisation_file.load("lai-chau", by=system_actor(OLD), at=clock.at_time(OLD))
    assert not again
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("text, code", [
    ("Sở Nội vụ", "snv"),
    ("sở nội vụ", "snv"),
    ("Giám đốc Sở Y tế", "syt"),
    ("Sở KH&ĐT", "skhdt"), ("Sở Kế hoạch & Đầu tư", "skhdt"), ("Sở KH-ĐT", "skhdt"), ("Sở KHĐT", "skhdt"),
    ("Sở NN&PTNT", "snnptnt"), ("Sở NN và PTNT", "snnptnt"), ("Sở Nông nghiệp và PTNT", "snnptnt"),
    ("Sở LĐTBXH", "sldtbxh"), ("Sở Lao động, Thương binh và Xã hội", "sldtbxh"),
    ("Sở Văn hoá, Thể thao và Du lịch", "svhttdl"), ("Sở VHTT&DL", "svhttdl"),
    ("Sở TT&TT tỉnh Lai Châu", "stttt"),
    ("Văn phòng UBND tỉnh", "vpubnd"), ("Chánh Văn phòng UBND tỉnh", "vpubnd"), ("Văn phòng Ủy ban nhân dân tỉnh", "vpubnd"),
    ("Chánh Thanh tra tỉnh", "ttt"), ("Thanh tra tỉnh", "ttt"), ("Trưởng ban Ban Dân tộc", "bdt"),
    ("Ban Dân tộc tỉnh", "bdt"),
    ("UBND tỉnh", "ubnd_tinh"), ("Ủy ban nhân dân tỉnh Lai Châu", "ubnd_tinh"), ("Chủ tịch UBND tỉnh", "ct_ubnd_tinh"),
    ("UBND huyện Mường Tè", "107"), ("Chủ tịch UBND huyện Sìn Hồ", "108"), ("huyện Than Uyên", "110"),
    ("UBND thành phố Lai Châu", "105"),
    ("UBND TP Lai Châu", "105"), ("UBND xã Mù Cả", "03451"), ("Ủy ban nhân dân xã Mù Cả, huyện Mường Tè", "03451"),
    ("UBND thị trấn Mường Tè", "03433"), ("xã Mường Tè", "03445"), ("xã Nậm Cha", "03526"), ("xã Nậm Chà", "03473"),
    ("Xã Pa Vệ Sủ", "03448"), ("Xã Pa Khóa", "03527"), ("xã Pa Khoá", "03527"),
    ("Kho bạc Nhà nước tỉnh", "kbnn"), ("Bảo hiểm xã hội tỉnh", "bhxh"), ("BHXH tỉnh", "bhxh"),
    ("Công an tỉnh Lai Châu", "cat"),
    ("Hội đồng nhân dân tỉnh", "hdnd_tinh"), ("HĐND tỉnh", "hdnd_tinh"), ("Ủy ban MTTQ Việt Nam tỉnh", "mttq_tinh"),
    ("các sở, ban, ngành tỉnh", "g_departments"), ("Thủ trưởng các sở, ban, ngành tỉnh", "g_departments"),
    ("UBND các huyện, thành phố", "g_districts"), ("Ủy ban nhân dân các huyện, thành phố", "g_districts"),
    ("UBND cấp xã", "g_communes"),
    ("so tai nguyen va moi truong", "stnmt"),
])
def test_wordings_of_documents_are_resolved(register, text, code):
    found = register.resolve(text)
    assert (found.code, found.sure) == (code, True), found


@pytest.mark.django_db
def test_names_typed_decomposed_are_the_same(register):
    """case TX-04"""
    import unicodedata
    assert register.resolve(unicodedata.normalize("NFD", "Sở Nông nghiệp và Phát triển nông thôn")).code == "snnptnt"


test_case_TX_04 = test_names_typed_decomposed_are_the_same


@pytest.mark.django_db
def test_what_names_nobody_is_said_so(register):
    assert register.resolve("các cơ quan, đơn vị có liên quan").kind == "unnamed"
    assert not register.resolve("Thủ trưởng các sở, ngành liên quan")
    lost = register.resolve("Sở Phép thuật")
    assert not lost and lost.note


@pytest.mark.django_db
def test_several_fits_are_offered_not_chosen(register):
    found = register.resolve("xa Nam Cha")
    assert not found and {o.code for o in found.candidates} == {"03526", "03473"}


@pytest.mark.django_db
def test_a_misspelt_accent_is_found_but_unsure(register):
    found = register.resolve("UBND huyện Sìn Hổ")
    assert found.code == "108" and not found.sure and found.note


@pytest.mark.django_db
def test_after_a_merger_the_successor_is_offered(lai_chau):
    later = Register(NEW)
    found = later.resolve("Sở Kế hoạch và Đầu tư")
    assert not found and [o.code for o in found.candidates] == ["stc"] and "28/02/2025" in found.note
    assert later.resolve("UBND cấp xã").code == "g_communes_2025"
    assert later.resolve("UBND xã Mù Cả").organisation.valid_from == date(2025, 7, 1)


@pytest.mark.django_db
def test_as_it_is_today_follows_mergers_and_lists_splits(lai_chau):
    def old(code):
        return Organisation.objects.get(code=code, valid_from=date(2021, 1, 1)).pk
    today = organisations.as_today([old("skhdt"), old("107"), old("sgtvt"), old("03451"), old("snv"), old("sldtbxh")], NEW)
    assert today[old("skhdt")].organisation.code == "stc"
    assert today[old("sgtvt")].organisation.code == "sxd"  # one function went to the police, the rest is one
    assert today[old("03451")].organisation.valid_from == date(2025, 7, 1)
    assert today[old("snv")].organisation.code == "snv"
    split = today[old("107")]
    assert split.organisation is None and len(split.split) == 8 and {s.what for s in split.split} == {"territory"}
    assert today[old("sldtbxh")].organisation is None and len(today[old("sldtbxh")].split) == 4
    assert organisations.as_today([old("107")], OLD)[old("107")].organisation.code == "107"


@pytest.mark.django_db
def test_each_succession_has_its_document_and_grade(lai_chau):
    assert not Succession.objects.filter(document="").exists()
    assert set(Succession.objects.values_list("confidence", flat=True)) <= {"A", "B", "C", "D"}
