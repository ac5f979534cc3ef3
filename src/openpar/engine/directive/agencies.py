"""Names of agencies in running text: where a name begins, where it ends, and where one name stops and the next starts.

The grammar is here, the words are in rulebook/phrases/agencies.yaml and verbs.yaml. A name never needs a register.
"""

import re
from functools import lru_cache
from itertools import takewhile

from .name_runs import run
from .name_words import UPPER, WORD, is_verb_at, patterns
from .places import name_list, place, proper
from .values import Named
from .vocabulary import alternatives, words

_SPACE = re.compile(r"\s*")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và\s+|cùng\s+|với\s+|phối\s+hợp\s+với\s+)?|(?:và|cùng(?:\s+với)?|hoặc|&|/)\s+)(?=\S)")
_PAREN = re.compile(r"\s*\([^()\n]{0,160}\)")


@lru_cache(maxsize=4)
def _field_words(kind):
    """The fields that may follow this kind in a list; police and defence are ministries, never departments."""
    a = words().agencies
    fields = [f for f in [*a["fields"], *a["field_abbreviations"]] if kind == "Bộ"
              or f not in ("Công an", "Quốc phòng", "Ngoại giao")]
    return re.compile(rf"(?i:{alternatives(fields)})(?!\w)")


def _spread(view, i, m, j):
    """"các Sở: A, B và C" as the separate names Sở A, Sở B, Sở C."""
    out, pos, kind = [], m.end(), m[1].capitalize()
    field = _field_words(kind)
    while f := field.match(view, pos, j):
        out.append(Named(view[f.start():f.end()], f"{kind} {f[0]}", (f.start(), f.end())))
        sep = re.compile(r"\s*(?:[,;]|và)\s*(?:và\s+)?").match(view, f.end(), j)
        pos = sep.end() if sep else f.end()
        end = f.end()
        if not sep:
            break
    return out, end


def read_item(view: str, i: int, j: int) -> tuple[list[Named], int] | None:
    """One name (or a spread of names) that begins here, with its end; None where no name begins. A group keeps who is left out of it.

    >>> read_item("các sở, ban, ngành tỉnh, trừ Sở Y tế", 0, 36)[0][0].text
    'các sở, ban, ngành tỉnh, trừ Sở Y tế'
    """
    found = _item(view, i, j)
    if found and (m := _BRANCH.match(view, found[1], j)):
        names, last = found[0], found[0][-1]
        text = view[last.span[0]:m.end()]
        found = [*names[:-1], Named(text, text, (last.span[0], m.end()), last.group)], m.end()
    if not found or not found[0][-1].group:
        return found
    return _less(view, found[0], found[1], j)


_BRANCH = re.compile(r"\s*\([Cc]hi\s+nhánh\s+(?:tỉnh|thành\s+phố|khu\s+vực)[^()\n]{0,40}\)")
_LEFT_OUT = re.compile(r"\s*,?\s*(\()?\s*(?:ngoại\s+trừ|trừ|không\s+bao\s+gồm|không\s+kể)\s+(?=\S)", re.I)


def _less(view, names, end, j):
    """The members named after "trừ" belong to the group's own words."""
    m = _LEFT_OUT.match(view, end, j)
    listed = read_list(view, m.end(), j, parens=False) if m else None
    if not listed:
        return names, end
    single = list(takewhile(lambda n: not n.group, listed[0]))
    stop = single[-1].span[1] if single else None
    if stop and m[1]:
        shut = re.compile(r"\s*\)").match(view, stop, j)
        stop = shut.end() if shut else None
    if not stop:
        return names, end
    last = names[-1]
    whole = Named(view[last.span[0]:stop], last.name + view[last.span[1]:stop], (last.span[0], stop), True)
    return [*names[:-1], whole], stop


def _item(view, i, j):
    p = patterns()
    start = i
    i = _SPACE.match(view, i, j).end()
    heads = {h["title"]: h["kind"] for h in words().agencies["head_includes_kind"]}
    head = p.head.match(view, i, j)
    if head and heads.get(head[0].strip().lower()):
        kind = heads[head[0].strip().lower()]
        end = head.end()
        people = p.people.match(view, end, j)
        end = place(view, people.end(), j) if people else run(view, end - 1, j, 1)
        rest = view[head.end():end]
        name = rest if rest.startswith(kind) else f"{kind} {rest}"
        return [Named(view[i:end], name, (i, end))], end
    after_title = i
    while (t := p.title.match(view, after_title, j)) and t.end() > after_title:
        nxt = t.end()
        if not _starts(view, nxt, j) and not p.title.match(view, nxt, j) and not view[nxt:nxt + 1].isupper():
            break
        after_title = nxt
    titled = after_title > i
    n = _name(view, after_title, j)
    if n is None:
        t = p.title.match(view, i, j)
        if t and view[i:i + 3] != "các" and re.match(r"(?i)bộ trưởng|thủ trưởng", t[0]):
            end = i + len(t[0].rstrip(" ,-"))
            return [Named(view[i:end], view[i:end], (i, end), True)], end
        return None
    names, end = n
    if titled and len(names) == 1:
        one = names[0]
        return [Named(view[i:end], one.name, (i, end), one.group)], end
    del start
    return names, end


def _starts(view, i, j):
    p = patterns()
    return any(r.match(view, i, j) for r in (p.field, p.people, p.known, p.kind, p.group, p.noun, p.fields_list, p.head))


def _name(view: str, i: int, j: int) -> tuple[list[Named], int] | None:
    p = patterns()
    if p.not_name.match(view, i, j) and not p.field.match(view, i, j):
        return None
    if m := p.fields_list.match(view, i, j):
        return _spread(view, i, m, j)
    if m := p.field.match(view, i, j):
        end = m.end()
        tail = re.compile(r"\s+(?:tỉnh|Tỉnh|thành phố|Thành phố)(?!\w)|\s+(?:các|ở các|tại các)\s+(?:địa phương|tỉnh,"
                          r" thành phố|tỉnh)").match(view, end, j)
        if tail:
            end = max(tail.end(), proper(view, tail.end(), j))
        return [Named(view[i:end], view[i:end], (i, end), "các" in view[m.end():end])], end
    best = None
    if m := p.known.match(view, i, j):
        best = m.end()
        if view[i:best] in ("Trung ương",):
            pass
    if m := p.people.match(view, i, j):
        end = place(view, m.end(), j)
        if end == m.end() and view[i:m.end()] in ("Công an", "Thuế", "Cục Thuế"):
            end = max(end, run(view, m.end(), j, 0))
        if not best or end > best:
            best = end
        text = view[i:best]
        return [Named(text, text, (i, best), bool(re.search(r"\s(?:các|cấp|xã, phường)", text)))], best
    if best:
        branch = re.compile(r"\s*-?\s*[Cc]hi nhánh\s+(?=tỉnh|thành phố|khu vực)").match(view, best, j)
        best = run(view, branch.end() - 1, j, 4) if branch else best
        return [Named(view[i:best], view[i:best], (i, best))], best
    if m := re.compile(r"[Cc]ác\s+lực\s+lượng(?:\s+(?:chức\s+năng|vũ\s+trang))?|[Ll]ực\s+lượng(?=\s)").match(view, i, j):
        end = run(view, m.end(), j, 1) if m[0].lower() == "lực lượng" else m.end()
        text = view[i:end]
        return [Named(text, text[0].lower() + text[1:], (i, end), True)], end
    if m := p.plural_field.match(view, i, j):
        end = place(view, m.end(), j)
        colon = re.compile(rf"\s*:\s*(?=[{UPPER}])").match(view, end, j)
        end = (name_list(view, colon.end(), j) or end) if colon else end
        text = view[i:end]
        return [Named(text, text[0].lower() + text[1:], (i, end), True)], end
    if m := p.group.match(view, i, j):
        return _group(view, i, m.end(), j)
    pair = p.bare_pair.match(view, i, j)
    if pair and re.match(r"Cơ\s+quan|Đơn\s+vị|Địa\s+phương", pair[0]):
        return _group(view, i, pair.end(), j)
    if m := p.kind.match(view, i, j):
        end = run(view, m.end(), j)
        if end == m.end() and m[0] in ("Bộ", "Ban", "Hội", "Sở", "Phòng", "Viện", "Đoàn", "Tổ", "Báo", "Đài", "Vụ", "Đội",
                                       "Trường", "Trạm", "Quỹ", "Cổng"):
            pair = p.bare_pair.match(view, i, j)
            return _group(view, i, pair.end(), j) if pair else None
        pair = p.bare_pair.match(view, i, j)
        if pair and re.match(r"\w+\s*(?:,|và)", pair[0]):
            return _group(view, i, pair.end(), j)
        text = view[i:end]
        return [Named(text, text, (i, end), bool(re.search(r"\scác\s", text)))], end
    if m := p.bare_pair.match(view, i, j):
        return _group(view, i, m.end(), j)
    return None


@lru_cache(maxsize=1)
def _complement():
    return re.compile(rf"\s+(?:{alternatives(words().agencies['complements'])})(?!\w)")


def _group(view, i, end, j):
    """A general name: its nouns, their modifiers, and a relative clause that says which ones."""
    p = patterns()
    while m := p.modifier.match(view, end, j):
        end = m.end()
    end = max(end, proper(view, end, j)) if re.search(r"(?:tỉnh|phố|xã|phường|khu|huyện)$", view[i:end]) else end
    if m := re.compile(r"\s+(?:được\s+(?:phân\s+công|giao)|có\s+thẩm\s+quyền)\s+(?:(?!có\s+trách|theo|tại|căn|"
                       r"phải)[\w-]+\s+){0,6}"
                       r"(?=có\s+trách|theo|tại|căn|phải|tiếp|chủ\s+động|,|:)").match(view, end, j):
        tail = m[0].rstrip()
        end = end + len(tail)
    if m := _complement().match(view, end, j):
        end = run(view, m.end(), j, 0)
        while m := p.modifier.match(view, end, j):
            end = m.end()
    if view[max(0, end - 5):end].endswith(("viên", "thuộc")) and (m := re.compile(r"\s+(?=[A-ZĐ])").match(view, end,
        j)) and (inner := read_item(view, m.end(), j)):
        end = inner[1]
    if m := re.compile(r"\s+thuộc\s+(?:phạm\s+vi|thẩm\s+quyền)[\w ]{0,20}quản\s+lý|\s+ngoài\s+tỉnh|\s+trong\s+(?:tỉnh|"
                       r"và\s+ngoài\s+tỉnh)").match(view, end, j):
        end = m.end()
    if m := re.compile(r"\s+các\s+(?:cấp|tỉnh|huyện|xã)(?!\w)").match(view, end, j):
        end = m.end()
    if view[end:end + 1] == ":" and (more := read_list(view, end + 1, j)) and len(more[0]) > 1 and not more[0][0].group:
        return more[0], more[1]
    colon = re.compile(rf"\s*:\s*(?=[{UPPER}])").match(view, end, j)
    if colon and re.search(r"(?:tỉnh|phố|xã|phường|huyện)$", view[i:end]):
        end = name_list(view, colon.end(), j) or end
    text = view[i:end]
    if m := re.compile(r",?\s+(?:như|gồm|bao\s+gồm|là)\s*:?\s*(?=[A-ZĐ])").match(view, end, j):
        named = read_list(view, m.end(), j)
        if named and (len(named[0]) > 1 or ":" in m[0]):
            return named
    return [Named(text, text[0].lower() + text[1:], (i, end), True)], end


def read_list(view: str, i: int, j: int, parens: bool = True) -> tuple[list[Named], int] | None:
    """The names from here on, and where they end; None where no name begins.

    >>> names, end = read_list("Sở Y tế và Công an tỉnh tổ chức trực", 0, 36)
    >>> [n.name for n in names], end
    (['Sở Y tế', 'Công an tỉnh'], 23)
    """
    out, pos = [], i
    while item := read_item(view, pos, j):
        names, end = item
        if end <= pos:
            break
        out += names
        pos = end
        if parens and (m := _PAREN.match(view, pos, j)):
            pos = m.end()
        sep = _SEPARATOR.match(view, pos, j)
        if not sep:
            # Two agencies in one cell that lost its separator: "Bộ A Bộ B".
            gap = re.compile(r"[ ]+").match(view, pos, j)
            if gap and patterns().field.match(view, gap.end(), j):
                pos = gap.end()
                continue
            break
        if is_verb_at(view, sep.end()) or not read_item(view, sep.end(), j):
            more = _rest_of_name(view, names[-1], sep, j)
            if not more:
                break
            last = out[-1]
            text = view[last.span[0]:more]
            out[-1], pos = Named(text, text, (last.span[0], more), last.group), more
            sep = _SEPARATOR.match(view, pos, j)
            if not sep or is_verb_at(view, sep.end()) or not read_item(view, sep.end(), j):
                break
        pos = sep.end()
    if not out:
        return None
    return _share_tail(out), min(pos, j) if pos > out[-1].span[1] or parens else out[-1].span[1]


def _rest_of_name(view, name, sep, j):
    """"Báo và Phát thanh, Truyền hình tỉnh": after a comma, a capitalised part that is no agency belongs to the name before."""
    nxt = sep.end()
    if name.group or not re.match(r"(?:Báo|Đài|Trung tâm|Chi cục|Cục|Phòng|Ban|Viện|Trường|Sở|Hội|Tổng cục)\s",
                                  name.name) or sep[0].strip() != "," or not view[nxt:nxt +
                                      1].isupper() or patterns().title.match(view, nxt, j) or \
            is_verb_at(view[nxt].lower() + view[nxt + 1:nxt + 48], 0, adverbs=True):
        return None
    w = WORD.match(view, nxt, j)
    end = run(view, w.end(), j, 1) if w else nxt
    closes = end > nxt and (end >= j or view[end] in ".;\n|" or _SEPARATOR.match(view, end, j)
                            or is_verb_at(view, end + 1, adverbs=True))
    return end if closes and end - nxt < 40 else None


def _share_tail(names):
    """"Bí thư Tỉnh ủy và Chủ tịch UBND các tỉnh: A, B": the first body sits in the same provinces as the second."""
    if len(names) >= 2 and re.fullmatch(r"(?i)(?:tỉnh|thành|huyện|đảng) ủy", names[0].name):
        m = re.search(r"\scác\s.*", names[1].name)
        if m:
            first = names[0]
            names = [Named(first.text, first.name + m[0], first.span, True), *names[1:]]
    return names
