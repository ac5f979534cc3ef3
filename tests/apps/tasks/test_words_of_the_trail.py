"""Every act that the room records has words in a timeline, in Vietnamese and in English."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from openpar.apps import tasks
from openpar.apps.tasks import rules
from openpar.apps.tasks.selectors.verbs import OF_ROOM, WORDS
from openpar.core import evidence

ROOM = Path(tasks.__file__).parent
CODE = "\n".join(p.read_text() for p in [*sorted((ROOM / "services").glob("*.py")), *sorted((ROOM / "views").glob("*.py")), Path(evidence.__file__)])
WORKFLOWS = (rules.ASSIGNMENT, rules.REPORT, rules.EXTENSION, rules.DIRECTIVE)
# acts whose last word is a variable: where the words come from
BUILT = {'f"tasks.draft.{act}"': ("tasks.draft.", r'changing\([\w.]+, version, "(\w+)"'),
         'f"tasks.task.{act}"': ("tasks.task.", r'_(?:record|end)\((?:\w+, Task\.State\.\w+, )?"(\w+)"'),
         "f\"tasks.assignment.{'escalate' if kind == K.ESCALATED else 'remind'}\"": ("tasks.assignment.", r"'(escalate)' if kind|else '(remind)'")}


def recorded() -> set[str]:
    """The acts named in calls that write the trail; a call that this cannot read fails here."""
    found = set()
    for first in re.findall(r"audit\.(?:record|entry)\(\s*(f?\"(?:[^\"]|\\\")+\")", CODE):
        if first in BUILT:
            start, pattern = BUILT[first]
            words = {w for match in re.findall(pattern, CODE) for w in ([match] if isinstance(match, str) else match) if w}
            assert words, first
            found |= {start + w for w in words}
        else:
            assert not first.startswith("f"), f"{first}: say in BUILT where its words come from"
            found.add(first.strip('"'))
    return found


def acts() -> set[str]:
    return recorded() | {f"{w.name}.{step.name}" for w in WORKFLOWS for step in w.steps}


def test_every_call_that_writes_the_trail_is_read_here():
    assert len(re.findall(r"audit\.(?:record|entry)\(", CODE)) == len(re.findall(r"audit\.(?:record|entry)\(\s*f?\"", CODE))
    assert {"tasks.task.withdraw", "tasks.draft.split", "tasks.assignment.remind", "evidence.add", "tasks.directive.head"} <= recorded()


def test_every_act_has_words_and_no_words_are_left_over():
    assert acts() == set(WORDS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_are_there_in_both_languages(language):
    vietnamese = re.compile(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầậắằặếềệốồộớờợứừự]", re.IGNORECASE)
    with translation.override(language):
        said = {act: str(words) for act, words in [*WORDS.items(), *OF_ROOM.items()]}
    assert all(said.values()) and not [w for w in said.values() if w.startswith(("tasks.", "evidence."))]
    assert [act for act, words in said.items() if bool(vietnamese.search(words)) != (language == "vi")] == []


def test_the_file_of_a_directive_is_named_in_its_trail(province, client):
    from django.core.files.uploadedfile import SimpleUploadedFile
    client.force_login(province.lan)
    text = "1. Sở Y tế lập danh mục thiết bị, hoàn thành trước ngày 15/9/2022.".encode()
    answer = client.post("/van-ban/moi/", {"issuer": province.ubnd_tinh.pk, "file": SimpleUploadedFile("chi-thi.txt", text)})
    page = client.get(answer.url.replace("ra-soat/", "")).content.decode()
    assert "Lưu tệp gốc" in page and "chi-thi.txt" in page and "evidence.add" not in page
