"""Whatever the text: no exception, spans inside it and apart, the same answer twice, and time that grows with length only."""

import itertools
import json
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openpar.engine.directive import parse

PIECES = ["1. ", "2.1. ", "I. ", "IV. TỔ CHỨC THỰC HIỆN ", "a) ", "đ) ", "- ", "+ ", "(1) ", "\n", "\n\n", "|", "| ",
          " | ", "Sở Y tế", "UBND các huyện, thành phố",
          "các sở, ban, ngành", "Bộ trưởng Bộ Công an", "Giám đốc", "phối hợp với ", "chủ trì", "báo cáo ",
          "trước ngày 15/8/2022", "ngày 31/02/2023", "quý IV", "hằng năm",
          "30/11 hằng năm", "tháng 13/2025", "trên 30%", "ít nhất một ",
          "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ", "Luật Đất đai", "; ", ". ", ", ", ": ",
          "Nơi nhận:", "PHỤ LỤC", "TT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành",
          "Trong quá trình thực hiện, nếu có vướng mắc", "./.",
          "Kính gửi:", "điện:", "yêu cầu:", "Cơ quan chủ trì: ", "Thời gian: ", "và ", "(", ")", "“", "”", "rà soát ",
          "# source: ", "--- PAGE BREAK ---", "\u00a0", "\u200b", "…"]
made = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
texts = st.one_of(st.text(max_size=300), made, st.tuples(made, st.text(max_size=60), made).map("".join))
quick = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def every_span(value):
    """All spans of a task or directive, wherever they stand."""
    if hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            inner = getattr(value, name)
            if name in ("span", "output_span") and inner:
                yield inner
            elif name == "spans":
                yield from inner
            else:
                yield from every_span(inner)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from every_span(item)


@quick
@given(texts)
def test_any_text_parses_and_its_spans_lie_inside_and_apart(text):
    found = parse(text)
    size = len(found.text)
    for task in found.tasks:
        for a, b in every_span(task):
            assert 0 <= a <= b <= size
        assert task.text == found.text[task.spans[0][0]:task.spans[-1][1]]
    flat = sorted(s for t in found.tasks for s in t.spans)
    assert all(a < b for a, b in flat)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(flat))
    for section in found.sections:
        assert all(0 <= n.span[0] <= n.span[1] <= size for n in section.walk())


@settings(quick, max_examples=60)
@given(texts)
def test_the_same_text_reads_the_same_and_is_plain_data(text):
    first, second = parse(text), parse(text)
    assert first == second
    json.dumps(first.as_data())


def seconds(text):
    best = 9.0
    for _ in range(3):
        start = time.process_time()  # our own work, whatever else the machine does
        parse(text)
        best = min(best, time.process_time() - start)
    return best


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=5, max_size=12).map("".join))
def test_four_times_the_text_takes_about_four_times_as_long(piece):
    unit = piece + " "
    short = unit * max(1, 4000 // len(unit))
    before, after = seconds(short), seconds(short * 4)
    assert after < before * 12 + 0.05, f"{before:.3f} s for {len(short)} characters, {after:.3f} s for {4 * len(short)}"
