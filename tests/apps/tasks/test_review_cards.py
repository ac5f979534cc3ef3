"""Reviewing drafts card by card: answers, names, edits, many at once; what the pages do with and without script."""

from datetime import date

import pytest

from openpar.apps.tasks.models import Addressee, Draft
from openpar.apps.tasks.selectors import cards as selectors
from openpar.apps.tasks.services import reshape, review
from openpar.core.models import AuditEntry, OrganisationAlias
from openpar.core.register import Register
from openpar.engine.errors import BadInput, Conflict, Refused
from tests.people import DAY, moment

from .intake_texts import TEXT, browser, drafts, issued, named, taken

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(directive, draft=None, act=""):
    base = f"/van-ban/{directive.pk}/ra-soat/"
    return base + (f"{draft.pk}/" if draft else "") + (f"{act}/" if act else "")


def asked(directive) -> Draft:
    """The first draft with an open question about its time."""
    return next(d for d in drafts(directive) if any(q["field"] == "deadline" and q["answer"] is None for q in d.doubts))


def test_before_a_day_asks_whether_the_day_counts_while_nobody_confirmed_the_rule(province):
    draft = asked(taken(province))
    question = draft.doubts[0]
    assert "30/9" in question["title"] and len(question["alternatives"]) >= 2
    assert draft.fields["due_note"] and draft.due_on == date(2022, 9, 30)


def test_an_answer_sets_what_it_says_and_leaves_a_trail(province):
    directive, by = taken(province), province.actor("lan")
    draft = asked(directive)
    review.answer(draft, 0, 1, version=draft.version, by=by, at=moment())
    draft.refresh_from_db()
    assert draft.due_on == date(2022, 9, 29) and draft.doubts[0]["answer"] == 1
    assert AuditEntry.objects.filter(act="tasks.draft.answer", object_id=directive.pk, actor=province.lan).exists()
    with pytest.raises(BadInput, match="Không có câu trả lời"):
        review.answer(draft, 0, 99, version=draft.version, by=by, at=moment())


def test_two_officers_on_one_draft_get_one_success_and_one_refusal(province):
    draft, by = drafts(taken(province))[1], province.actor("lan")
    review.edit(draft, {"title": "Đối thoại với người dân"}, version=draft.version, by=by, at=moment())
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        review.edit(draft, {"title": "Tên khác"}, version=draft.version, by=by, at=moment())
    assert Draft.objects.get(pk=draft.pk).title == "Đối thoại với người dân"


def test_nothing_changes_once_issued(province):
    directive = issued(province).directive
    with pytest.raises(Conflict, match="Đã giao"):
        review.confirm(drafts(directive)[0], version=drafts(directive)[0].version, by=province.actor("lan"), at=moment())


def test_a_name_said_once_holds_for_the_same_words_and_is_remembered_on_request(province):
    directive, by = taken(province), province.actor("lan")
    unknown = named(directive, "Chưa Có Tên")
    card = selectors.review(directive, DAY).card(unknown.draft_id)
    assert card.unnamed and not card.clear
    review.name(unknown, organisation=province.syt, remember=True, version=unknown.draft.version, by=by, at=moment())
    assert not selectors.review(directive, DAY).card(unknown.draft_id).unnamed
    assert OrganisationAlias.objects.filter(organisation=province.syt).exists()
    assert Register(DAY).resolve(unknown.wording).organisation == province.syt


def test_who_leads_cannot_stay_words(province):
    unknown = named(taken(province), "Chưa Có Tên")
    with pytest.raises(Refused, match="chủ trì phải được xác định"):
        review.name(unknown, as_text=True, version=unknown.draft.version, by=province.actor("lan"), at=moment())


def test_editing_names_keeps_those_resolved_and_looks_up_the_new(province):
    draft = drafts(taken(province))[0]
    review.edit(draft, {"lead": ["Sở Y tế", "Sở Lạ"], "coordinating": ["các cơ quan liên quan"]}, version=draft.version, by=province.actor("lan"),
                at=moment())
    leads = {a.wording: a.organisation for a in draft.addressees.filter(part="lead")}
    assert leads == {"Sở Y tế": province.syt, "Sở Lạ": None}
    assert draft.addressees.get(part="coordinating").as_text


def test_many_drafts_get_a_cycle_in_one_act(province):
    directive, by = taken(province), province.actor("lan")
    missing = [c.draft.pk for c in selectors.review(directive, DAY).without_due]
    assert missing
    n = reshape.set_many(directive, missing, {"due_type": "cycle", "cycle": "quarter", "report_day": 20, "due_on": None, "field": "Cải cách"}, by=by,
                         at=moment())
    assert n == len(missing) and not selectors.review(directive, DAY).without_due
    assert {(d.cycle, d.report_day, d.fields["field"]) for d in drafts(directive) if d.pk in missing} == {("quarter", 20, "Cải cách")}
    for given, says in (({}, "Chưa chọn gì"), ({"due_type": "date", "due_on": None}, "Ghi ngày hạn"), ({"due_type": "cycle"}, "Chọn kỳ báo cáo")):
        with pytest.raises(BadInput, match=says):
            reshape.set_many(directive, missing, given, by=by, at=moment())


def test_dropping_needs_a_reason_and_can_be_taken_back(province):
    directive, by = taken(province), province.actor("lan")
    draft = drafts(directive)[1]
    with pytest.raises(BadInput, match="lý do"):
        review.drop(draft, " ", version=draft.version, by=by, at=moment())
    review.drop(draft, "Khuyến khích, không giao.", version=draft.version, by=by, at=moment())
    draft.refresh_from_db()
    assert len(selectors.review(directive, DAY).cards) == 3
    review.restore(draft, version=draft.version, by=by, at=moment())
    assert len(selectors.review(directive, DAY).cards) == 4


def test_a_passage_is_found_by_its_first_and_last_words(province):
    text = "Một hai ba. Một hai bốn."
    assert text[slice(*reshape.find_passage(text, "Một hai bốn", "bốn."))] == "Một hai bốn."
    for first, last, says in (("Năm", "bốn", "Không thấy"), ("Một hai", "bốn", "2 chỗ"), ("", "bốn", "mấy chữ đầu"), ("hai ba", "xyz", "Không thấy “xyz”")):
        with pytest.raises(BadInput, match=says):
            reshape.find_passage(text, first, last)


def test_the_page_marks_words_and_leads_from_them_to_their_card(province):
    directive = taken(province, TEXT_WITH_TAGS)
    page = browser(province).get(url(directive)).content.decode()
    assert "&lt;b&gt;" in page and "<b>Sở" not in page
    assert 'class="hl hl-who"' in page and 'class="hl hl-law"' in page and 'class="ref"' in page and 'style="' not in page


TEXT_WITH_TAGS = ("CHỈ THỊ\n1. Sở Tài chính\na) <b>Rà soát</b> theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.\n"
                  "b) Công khai thủ tục trước ngày 30/9/2022.\n")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_by_page_works_with_and_without_script(province, headers):
    directive = taken(province)
    draft = asked(directive)
    answer = browser(province).post(url(directive, draft, "tra-loi"), {"answer": "0:0", "version": draft.version}, **headers)
    assert answer.status_code == (200 if headers else 302)
    draft.refresh_from_db()
    assert draft.doubts[0]["answer"] == 0
    if headers:
        text = answer.content.decode()
        assert f'id="nv{draft.pk}"' in text and 'hx-swap-oob="true"' in text and "<html" not in text


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_answer_that_leaves_a_card_clear_opens_the_next_unclear_one(province, headers):
    directive, client = taken(province), browser(province)
    first = asked(directive)
    rest = [c for c in selectors.review(directive, DAY).doubtful if c.draft.pk != first.pk]
    assert len(first.doubts) == 1 and rest
    answer = client.post(url(directive, first, "tra-loi"), {"version": first.version, "answer": "0:0"}, **headers)
    text = answer.content.decode() if headers else client.get(answer["Location"]).content.decode()
    opened = [part.split('id="nv')[1].split('"')[0] for part in text.split("<article")[1:] if "is-open" in part.split(">")[0]]
    assert opened == [str(next((c for c in rest if c.number > 1), rest[0]).draft.pk)]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_edit_comes_back_as_typed(province, headers):
    directive = taken(province)
    draft = drafts(directive)[1]
    data = {"title": "Tên đang gõ dở", "lead": "Sở Y tế", "due_type": "date", "due_on": "31/2/2023", "version": draft.version,
            "ct-TOTAL_FORMS": 1, "ct-INITIAL_FORMS": 0}
    page = browser(province).post(url(directive, draft, "sua"), data, **headers)
    assert page.status_code == 422
    assert "Tên đang gõ dở" in page.content.decode() and "31/2/2023" in page.content.decode()
    stale = browser(province).post(url(directive, draft, "sua"), data | {"due_on": "28/2/2023", "version": draft.version + 7}, **headers)
    assert stale.status_code == 409 and "Tên đang gõ dở" in stale.content.decode()


@pytest.mark.parametrize("act, data", [("tach", {}), ("gop", {}), ("bo", {"reason": ""}), ("tra-loi", {"answer": "x"}), ("xac-nhan", {"version": ""})])
def test_a_form_that_lacks_something_says_what_instead_of_failing(province, act, data):
    directive = taken(province)
    draft = drafts(directive)[0]
    assert browser(province).post(url(directive, draft, act), {"version": draft.version} | data).status_code == 422


def test_the_last_confirmation_leaves_the_screen_whole(province):
    directive, client = taken(province), browser(province)
    unknown = named(directive, "Chưa Có Tên")
    client.post(f"/van-ban/{directive.pk}/ra-soat/don-vi/{unknown.pk}/", {"choose": f"organisation:{province.syt.pk}",
                                                                         "version": unknown.draft.version}, **HTMX)
    for d in drafts(directive):
        answer = client.post(url(directive, d, "xac-nhan"), {"version": d.version}, **HTMX)
        assert answer.status_code == 200
    assert not selectors.review(directive, DAY).doubtful


@pytest.mark.parametrize("who", ["dung", "minh", "giam_sat", "khach"])
def test_who_may_not_draft_does_not_see_the_review(province, who):
    directive = taken(province)
    draft, client = drafts(directive)[0], browser(province, who)
    name = Addressee.objects.filter(draft=draft).first()
    assert client.get(url(directive)).status_code == 404
    assert client.get(url(directive, draft)).status_code == 404
    assert client.post(url(directive, draft, "xac-nhan"), {"version": draft.version}).status_code == 404
    assert client.get(f"/van-ban/{directive.pk}/ra-soat/don-vi/{name.pk}/").status_code == 404
    for page in ("ra-soat/theo-muc/", "giao/", "thong-tin/", ""):
        assert client.get(f"/van-ban/{directive.pk}/{page}").status_code == 404


def test_a_draft_of_another_directive_is_not_found(province):
    one, other = taken(province), taken(province, again=True)
    draft = drafts(other)[0]
    assert browser(province).post(url(one, draft, "xac-nhan"), {"version": draft.version}).status_code == 404


@pytest.mark.parametrize("mode", ["sua", "tach", "gop", "bo", "la"])
def test_each_form_of_a_card_opens_without_script_and_with_it(province, mode):
    directive, client = taken(province), browser(province)
    draft = drafts(directive)[0]
    assert client.get(f"{url(directive)}?mo={draft.pk}&che-do={mode}").status_code == 200
    part = client.get(f"{url(directive, draft)}?che-do={mode}&truoc={drafts(directive)[1].pk}", **HTMX)
    assert part.status_code == 200 and b"<article" in part.content


@pytest.mark.parametrize("chosen", ["chua-ro", "da-ro", "chua-han", "da-bo", "la"])
def test_the_filters_answer(province, chosen):
    assert browser(province).get(f"{url(taken(province))}?loc={chosen}").status_code == 200


def test_the_rule_of_the_province_decides_without_asking(province):
    from openpar.core.models import RuleEntry
    RuleEntry.objects.create(name="deadlines/before_day_counts", value="excluded", valid_from=date(2022, 1, 1), source="Quy chế làm việc",
                             entered_by=province.lan, entered_at=moment(), approved_by=province.chu_tich, approved_at=moment())
    draft = next(d for d in drafts(taken(province)) if d.fields["deadline"]["text"].startswith("trước"))
    assert draft.due_on == date(2022, 9, 29) and not any("có tính ngày" in q["title"] for q in draft.doubts)


def test_naming_an_organisation_on_a_page_of_its_own_is_a_plain_form(province):
    """Drawn alone, there is no review screen that an answer could redraw a part of."""
    directive = taken(province)
    address = f"/van-ban/{directive.pk}/ra-soat/don-vi/{Addressee.objects.filter(draft__directive=directive).first().pk}/"
    client = browser(province)
    alone, inside = client.get(address).content.decode(), client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "name-box" in alone and "hx-post" not in alone[alone.index("name-box"):] and "hx-post" in inside


def test_a_passage_without_names_is_for_those_of_the_task_around_it_and_else_of_its_section(province):
    directive, by = taken(province), province.actor("lan")
    first, second = drafts(directive)[:2]
    for words, whose in (("công khai thủ tục hành chính", first), ("đối thoại với người dân", second)):
        start = directive.text.index(words)
        added = reshape.add(directive, start, start + len(words), by=by, at=moment())
        assert [(a.part, a.group, a.organisation) for a in added.addressees.all()] == [
            (a.part, a.group, a.organisation) for a in whose.addressees.filter(part="lead")] != []
        assert not [q for q in added.doubts if q["field"] == "lead"]


def test_a_passage_before_every_section_is_asked_once_who_does_it(province):
    directive, by = taken(province), province.actor("lan")
    start = directive.text.index("chấn chỉnh kỷ luật báo cáo")
    added = reshape.add(directive, start, start + 26, by=by, at=moment())
    assert not added.addressees.exists()
    page = browser(province).get(f"{url(directive)}?mo={added.pk}").content.decode()
    assert page.count("Văn bản không nêu rõ") == 1 and "Ai chủ trì nhiệm vụ này?" in page


def test_no_cut_is_offered_inside_a_name(province):
    directive = taken(province, TEXT.replace(
        "b) Tổ chức đối thoại với người dân.", "b) Phối hợp với các sở, ban, ngành tỉnh tổ chức đối thoại, lắng nghe người dân."))
    draft = drafts(directive)[1]
    found = draft.addressees.filter(wording__icontains="các sở, ban").exclude(span=None)
    assert found.exists()
    cuts = [at for at, _before, _after in reshape.points(draft)]
    assert cuts and not [at for at in cuts for a in found if a.span[0] < at < a.span[1]]


def test_the_page_after_a_drop_says_where_the_task_is_kept(province):
    directive = taken(province)
    draft = drafts(directive)[0]
    page = browser(province).post(url(directive, draft, "bo"), {"version": draft.version, "reason": "Trùng."}, follow=True).content.decode()
    assert f"Đã bỏ “{draft.title}”. Lấy lại được ở mục “Đã bỏ” cho đến khi giao." in page


def test_a_title_does_not_end_with_the_sentence(province):
    assert not [d.title for d in drafts(taken(province)) if d.title[-1] in ".;:,"]
