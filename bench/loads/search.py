"""Fills the register with documents and times the search of one clerk; prints JSON. Run by bench/search.py, alone in its process."""

import json
import random
import statistics
import sys
import time
import unicodedata
from datetime import date, datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

NOW = datetime(2022, 12, 15, 9, 30, tzinfo=timezone.get_default_timezone())
SENTENCE = ("báo cáo kế hoạch chỉ thị cải cách hành chính thủ tục hồ sơ đất đai y tế giáo dục hòa giải kinh phí quyết toán đôn đốc thực hiện "
            "nhiệm vụ kết quả quý tháng năm huyện xã thủy lợi môi trường nông nghiệp phát triển văn hóa thể thao du lịch tuyển dụng viên chức "
            "công khai minh bạch giám sát kiểm tra thanh tra khiếu nại tố cáo đường bộ điện nước")
TITLES = 20_000  # different ones; each row has a number and a word of its own besides
OLD = {"hòa": "hoà", "hóa": "hoá", "thủy": "thuỷ"}
ASKED = ("hòa giải", "thủy lợi", "văn hóa", "đất đai huyện", "điện nước", "cải cách hành chính", "quyết toán kinh phí", "đường bộ", "khiếu nại tố cáo",
         "w1234", "w77 hòa", "123/UBND-KSTT", "2999/UBND-VX", "45/ubnd", "không có đâu")
ORGANISATIONS = 120


def fill(size):
    from openpar.apps.documents.models import Document
    from openpar.core import fulltext, organisations
    from openpar.core.actor import actor_for
    from openpar.core.models import Membership, User
    from openpar.engine.vietnamese import fold

    units = [organisations.add(code=f"dv{i}", name=f"Đơn vị {i}", kind="department", valid_from=date(2017, 1, 1)) for i in range(ORGANISATIONS)]
    clerk = User.objects.create(username="van_thu", full_name="Văn thư")
    Membership.objects.create(user=clerk, organisation=units[7], role="clerk", valid_from=date(2017, 1, 1))
    one = Document.objects.create(direction="in", organisation=units[0], kind="cong_van", number="mẫu", title="mẫu", author="mẫu", state="registered",
                                  on=NOW.date(), created_at=NOW)
    columns = [f.column for f in Document._meta.concrete_fields if not f.primary_key]
    own = {"organisation_id": f"{units[0].pk} + (i * 7919) % {ORGANISATIONS}",
           "number": "num", "title": "spoken", "fold": "lower(num) || ' ' || plain", "words": "lower(num) || ' ' || plain"}
    words, draw = SENTENCE.split(), random.Random(15)
    titles = [" ".join(draw.choices(words, k=8)) for _ in range(TITLES)]
    with connection.cursor() as c:
        c.execute("CREATE TABLE bench_titles (n integer PRIMARY KEY, spoken text, plain text)")
        c.executemany("INSERT INTO bench_titles VALUES (%s, %s, %s)", [(k, t, fold(t)) for k, t in enumerate(titles)])
        series = (f"SELECT i FROM generate_series(1::bigint, {size}) AS g(i)" if connection.vendor == "postgresql" else
                  f"WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {size}) SELECT i FROM s")
        symbols = "CASE i % 4 WHEN 0 THEN 'KSTT' WHEN 1 THEN 'VX' WHEN 2 THEN 'NC' ELSE 'KT' END"
        if connection.vendor == "postgresql":
            c.execute("DROP INDEX documents_document_words")
        else:
            c.execute("PRAGMA cache_size = -400000")  # for filling alone: the searches get a connection as an installation has it
            for trigger in ("come", "gone", "told"):
                c.execute(f'DROP TRIGGER "documents_document_words_{trigger}"')
        c.execute(f"INSERT INTO documents_document ({', '.join(chr(34) + x + chr(34) for x in columns)}) SELECT "
                  + ", ".join(own.get(x, f't."{x}"') for x in columns)
                  + f" FROM (SELECT i, (i % 3000) || '/UBND-' || {symbols} AS num, w.spoken || ' w' || (i % 20011) AS spoken, "
                  f"w.plain || ' w' || (i % 20011) AS plain FROM ({series}) g JOIN bench_titles w ON w.n = (i * 7919) % {TITLES}) x "
                  f"JOIN documents_document t ON t.id = {one.pk}")
    fulltext.ensure()
    connection.close()
    return actor_for(clerk, NOW.date())


def ways(text):
    """NFC, NFD, no accents, the older place of the tone, capitals: one query in every way that people type it."""
    from openpar.engine.vietnamese import fold
    older = " ".join(OLD.get(w, w) for w in text.split())
    return dict.fromkeys((text, unicodedata.normalize("NFD", text), fold(text), older, text.upper()))


def oracle(actor, text):
    """The newest twenty by reading every row of the clerk, in Python."""
    from openpar.apps.documents.selectors import documents_for
    from openpar.engine.vietnamese import fold
    rows = documents_for(actor).order_by("-id").values_list("id", "words")
    wanted, out = [f" {w}" for w in fold(text).split()], []
    for pk, words in rows.iterator(chunk_size=5000):
        if all(w in f" {words}" for w in wanted):
            out.append(pk)
            if len(out) == 20:
                break
    return out


def main(size):
    from openpar.apps.documents.selectors import documents_for
    from openpar.apps.documents.selectors.search import find_documents
    from openpar.core.fulltext import newest
    from openpar.core.searching import fits, words_of

    call_command("migrate", verbosity=0, interactive=False)
    actor, times, peers, correct = fill(size), [], [], True
    find_documents(actor, ["hoa"], 20)  # the first find of a process loads its addresses: 1.9 s that no search costs
    for text in ASKED:
        right = oracle(actor, text)
        for way in ways(text):
            words = words_of(way)
            correct = correct and [d.pk for d in newest(documents_for(actor), "words", words, 20)] == right
            began = time.perf_counter()
            find_documents(actor, words, 20)
            times.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        list(documents_for(actor).filter(fits("words", words_of(text))).order_by("-created_at", "-id")[:20])
        peers.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"ms": statistics.median(times), "worst_ms": max(times), "scan_ms": statistics.median(peers), "correct": correct, "asked": len(times)}))


main(int(sys.argv[1]))
