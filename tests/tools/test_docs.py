"""The documentation is whole: no link leads nowhere, every example runs, generated parts have a maker."""

import pytest

from tools import docs

pytest.importorskip("markdown_it")


def page(tmp_path, text, name="one.md"):
    source = tmp_path / name
    source.write_text(text, encoding="utf-8")
    it = docs.Page(source, name.replace(".md", ".html"), text)
    docs.render(it)
    return it


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "DOCS", tmp_path)


def test_a_link_to_a_page_that_is_not_there_is_found(tmp_path):
    assert "leads nowhere" in docs.check_links([page(tmp_path, "# Một\n\n[hai](two.md)\n")])[0]


def test_a_link_to_a_heading_that_is_not_there_is_found(tmp_path):
    one = page(tmp_path, "# Một\n\n[hai](two.md#phan-ba)\n")
    two = page(tmp_path, "# Hai\n\n## Phần hai\n", "two.md")
    assert "no heading 'phan-ba'" in docs.check_links([one, two])[0]


def test_a_vietnamese_heading_can_be_linked_to(tmp_path):
    one = page(tmp_path, "# Một\n\n[hai](two.md#phan-hai-thoi-han)\n")
    two = page(tmp_path, "# Hai\n\n## Phần hai: thời hạn\n", "two.md")
    assert docs.check_links([one, two]) == []
    assert 'href="two.html#phan-hai-thoi-han"' in one.body


def test_an_example_that_is_wrong_is_found(tmp_path):
    assert "Expected" in docs.run_examples(page(tmp_path, "# Một\n\n```python\n>>> 1 + 1\n3\n\n```\n"))[0]


def test_later_examples_of_a_page_see_earlier_ones(tmp_path):
    text = "# Một\n\n```python\n>>> a = 2\n\n```\n\n```python\n>>> a + 1\n3\n\n```\n"
    assert docs.run_examples(page(tmp_path, text)) == []


def test_a_part_that_nothing_makes_is_found(tmp_path):
    problems = []
    docs.generate(page(tmp_path, "# Một\n\n<!-- generated: nothing -->\n"), problems)
    assert "nothing makes" in problems[0]
