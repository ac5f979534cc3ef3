"""How far a generic name runs: "Chi cục Hải quan cửa khẩu …", "Ban Quản lý dự án đầu tư xây dựng …"."""

import re

from .name_words import WORD, is_verb_at, patterns

MAX_NAME = 18


def run(view: str, i: int, j: int, spare: int = 2) -> int:
    """The end of a generic name: words until punctuation or a verb; the first `spare` words after the kind are always its own."""
    pos, count = i, 0
    p = patterns()
    board = view[max(0, i - 3):i + 20].lstrip().startswith("Ban Quản lý")
    while count < MAX_NAME:
        m = re.compile(r"[ ]*-[ ]*(?=[^\W\d_])|/(?=\w)").match(view, pos, j)
        if m and not (view[m.end()].isupper() and not p.kind.match(view, m.end())):
            break
        m = m or re.compile(r"[ ]+").match(view, pos, j)
        if not m:
            break
        w = WORD.match(view, m.end(), j)
        if not w:
            break
        word = w[0]
        if word in ("và", "-"):
            after = re.compile(r"[ ]+").match(view, w.end(), j)
            if not after or not view[after.end():after.end() + 1].isupper() or p.kind.match(view,
                after.end()) or p.people.match(view, after.end()):
                break
        elif _ends_name(view, m.end(), word, count, spare, board):
            break
        pos, count = w.end(), count + 1
    while m := re.compile(r"(?:,|\s+và)\s+cấp\s+(?:tỉnh|huyện|xã)(?!\w)").match(view, pos, j):
        if not re.search(r"cấp\s+(?:tỉnh|huyện)$", view[max(0, pos - 12):pos]):
            break
        pos = m.end()
    return pos


_LITTLE = frozenset(["các", "về", "để", "của", "cho", "với", "theo", "trong", "tại", "khi", "là", "có", "căn", "do", "đã",
                     "được"])


def _ends_name(view, i, word, count, spare, board) -> bool:
    """Does this word no longer belong to the name? `board`: in "Ban Quản lý dự án đầu tư xây dựng" verbs are part of it."""
    verb = word.islower() and is_verb_at(view, i, adverbs=True)
    if verb and count >= spare:
        return not (board and re.match(r"(?:đầu tư|xây dựng|phát triển|bảo trì)", view[i:i + 12]))
    if verb and word in ("chủ", "phối"):
        return True
    if count and word in _LITTLE:
        return not (word in ("các", "về", "có") and _keeps(view, i, word))
    return bool(count and word[0].isupper() and patterns().title.match(view, i))


def _keeps(view, i, word):
    """Little words that belong to a name: "Chi cục Thuế các huyện", "Cục … về trật tự xã hội", "Hội … có liên quan"."""
    rest = view[i:i + 40]
    if word == "các":
        return bool(re.match(r"các\s+(?:tỉnh|huyện|xã|cấp|địa phương|khu|công trình|dự án)", rest))
    if word == "có":
        return bool(re.match(r"có\s+liên\s+quan", rest))
    return bool(re.match(r"về\s+(?:trật tự|an toàn|môi trường|phòng|chất lượng|chuyển đổi|an ninh|hội nhập|cải cách|giảm"
                         r" nghèo|xây dựng|sở hữu|bảo vệ|nghiệp vụ|dân số|phát triển)", rest))
