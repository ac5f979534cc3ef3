"""Typed dates, files with limits, and how a form shows its mistakes."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from openpar.web.forms import DocumentField, OfficialDateField


@pytest.mark.parametrize(
    "typed", ["6/9/2022", "06/9/2022", " 06/09/2022 ", "6-9-2022", "6.9.2022", "2022-09-06", date(2022, 9, 6)]
)
def test_a_date_is_read_day_first(typed):
    assert OfficialDateField().clean(typed) == date(2022, 9, 6)


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("6/9/22", "short_year", "đủ bốn chữ số"),
        ("06/9/022", "short_year", "đủ bốn chữ số"),
        ("31/2/2022", "no_such_day", "31/2/2022"),
        ("9/13/2022", "no_such_day", "ngày đứng trước"),
        ("thứ Ba", "invalid", "06/9/2022"),
        ("6/9", "invalid", "06/9/2022"),
        ("0/1/2022", "no_such_day", "0/1/2022"),
    ],
)
def test_a_wrong_date_is_refused_in_words(typed, code, says):
    with pytest.raises(ValidationError) as refused:
        OfficialDateField().clean(typed)
    assert refused.value.error_list[0].code == code
    assert says in refused.value.messages[0]


def test_a_date_comes_back_in_official_form_and_what_was_typed_stays():
    class Ask(forms.Form):
        due = OfficialDateField()

    assert 'value="06/9/2022"' in str(Ask(initial={"due": date(2022, 9, 6)})["due"])
    assert 'value="6/9/22"' in str(Ask({"due": "6/9/22"})["due"])
    assert not Ask({"due": "6/9/2022"}, initial={"due": date(2022, 9, 6)}).has_changed()


def test_an_empty_date_is_none_only_where_it_is_optional():
    assert OfficialDateField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        OfficialDateField().clean("")


class Upload(forms.Form):
    proof = DocumentField(label="Minh chứng", endings=(".pdf", ".docx"), megabytes=1)


def test_a_file_field_states_its_limits_beside_it():
    page = str(Upload()["proof"].as_field_group())
    assert ".pdf, .docx; tối đa 1 MB." in page
    assert 'accept=".pdf,.docx"' in page


@pytest.mark.parametrize(
    ("name", "size", "says"),
    [("a.exe", 10, "không thuộc loại"), ("a.pdf", 1_000_001, "quá mức 1 MB"), ("a.pdf", 0, "không có nội dung")],
)
def test_a_file_outside_the_limits_is_refused(name, size, says):
    form = Upload({}, {"proof": SimpleUploadedFile(name, b"x" * size)})
    assert says in form.errors["proof"][0]


def test_a_file_within_the_limits_passes():
    assert Upload({}, {"proof": SimpleUploadedFile("BAO-CAO.PDF", b"x")}).is_valid()


class Ask(forms.Form):
    text = forms.CharField(label="Giải trình", help_text="Nêu việc đã làm.")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.TextInput(attrs={"placeholder": "Ghi chú"}))
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Đã thống nhất", required=False)


def test_label_hint_error_and_control_stand_in_this_order():
    page = str(Ask({})["text"].as_field_group())
    places = [page.index(part) for part in ("<label", "Nêu việc đã làm.", "Chưa điền mục này.", "<input")]
    assert places == sorted(places)
    assert 'class="field bad"' in page
    assert 'aria-describedby="id_text_helptext id_text_error"' in page and 'aria-invalid="true"' in page


def test_the_summary_leads_to_each_field():
    page = str(Ask({}))
    assert "Có 2 chỗ cần sửa" in page
    assert 'href="#id_text"' in page and 'href="#id_kind"' in page and 'id="id_kind"' in page
    with translation.override("en"):
        assert "There are 2 things to correct" in str(Ask({}))


def test_choices_are_a_fieldset_and_a_single_box_has_its_label_beside_it():
    page = str(Ask())
    assert page.count("<fieldset") == 1 and "<legend>Loại" in page
    assert page.count("(không bắt buộc)") == 1  # the note; a box that may stay empty says nothing


def test_a_placeholder_that_repeats_the_label_is_left_out():
    assert "placeholder" not in str(Ask()["note"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_date_that_a_form_shows_it_takes_back(language):
    """In English too: "6 September 2022" in the box would be refused when the form is sent again unchanged."""
    class Dated(forms.Form):
        on = OfficialDateField()

    with translation.override(language):
        shown = Dated(initial={"on": date(2022, 9, 6)})["on"].value()
        again = Dated({"on": shown})
        assert again.is_valid() and again.cleaned_data["on"] == date(2022, 9, 6)
        assert "06/9/2022" in str(Dated(initial={"on": date(2022, 9, 6)})["on"])


@pytest.mark.parametrize("language, words", [("vi", "thứ Ba"), ("en", "Tuesday")])
def test_the_weekday_stands_beside_a_typed_date(language, words):
    class Dated(forms.Form):
        on = OfficialDateField()

    with translation.override(language):
        drawn = str(Dated(initial={"on": date(2022, 9, 6)}))
    assert f">{words}</span>" in drawn and 'aria-describedby="id_on_day"' in drawn and 'id="id_on_day"' in drawn


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_library_reads_a_date_month_first(language):
    with translation.override(language):
        assert forms.DateField().clean("06/09/2022") == date(2022, 9, 6)
