"""One Vietnamese word has one English word in all rooms; where it means two things, it stands here with both."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import openpar

APART = {  # the word: what it means in one place and in another
    "Bỏ": "taking back an act; removing a relation", "Công khai": "a criterion of an index; a level of evidence", "Cơ quan": "the page of all; one",
    "Danh sách": "one; several", "Ghi lý do rút.": "of a statement; of a rule", "Giữ nguyên": "as it is; fixed in a study", "Kỳ trước": "of a duty; of figures",
    "Lĩnh vực": "of work; an area of an index", "Mọi lĩnh vực": "of work; areas of an index", "lĩnh vực": "of work; an area of an index",
    "Mục": "a clause; an item of a list", "Thay đổi": "what one does; what was done", "Thông báo": "what rings the bell; a kind of document",
    "Trang": "a page; a sheet of a workbook", "Tình trạng": "of work; of a delivery", "Tệp văn bản": "of a directive; of any document",
    "Việc": "what is to do; a job of the machine", "Văn bản": "directives; documents", "bỏ": "an act; its result", "dự thảo": "one; several",
    "gộp": "an act; its result", "số": "a kind of value; a column", "Đổi mật khẩu": "what one does; what was done", "đã thu hồi": "a document; a token",
    "đơn vị": "an organisation; a unit that is measured"}


def _english() -> dict[str, dict[str, set]]:
    """Vietnamese without a context → its English → the catalogues that say so."""
    out: dict = defaultdict(lambda: defaultdict(set))
    for path in Path(openpar.__file__).parent.rglob("en/LC_MESSAGES/django.po"):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if "\nmsgctxt" in block or "msgid_plural" in block or "#~" in block:
                continue
            said = [re.search(rf'^{k} ((?:".*"\n?)+)', block + "\n", re.MULTILINE) for k in ("msgid", "msgstr")]
            if all(said):
                vietnamese, english = ("".join(ast.literal_eval(line) for line in m[1].strip().split("\n")) for m in said)
                if vietnamese and english and not block.startswith("msgctxt"):
                    out[vietnamese][english].add(path.parts[-5])
    return out


def test_a_word_is_the_same_in_every_room_or_means_two_things_on_purpose():
    several = {word: {k: sorted(v) for k, v in english.items()} for word, english in _english().items() if len(english) > 1}
    assert {w: e for w, e in several.items() if w not in APART} == {}, "say it with one English word, or with a context (pgettext), or list it as APART"
    assert set(APART) <= set(several), f"no longer apart: {set(APART) - set(several)}"
