"""Writes a large workbook, or offers hostile files to the door of uploads, each in a process of its own. Run by bench/files.py."""

import io
import json
import multiprocessing
import resource
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

ROWS, COLUMNS = 20_000, 30
KINDS = ("text", "number", "day")


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows():
    for i in range(ROWS):
        yield [(f"Nhiệm vụ {i}, cột {k}", i * k, date(2022, 1, 1 + i % 28))[k % 3] for k in range(COLUMNS)]


def workbook() -> list[dict]:
    from openpar.core.listing import Cell, workbook

    cells = [Cell(f"Cột {k}", lambda r, k=k: r[k], KINDS[k % 3]) for k in range(COLUMNS)]
    before, began = memory_mb(), time.process_time()
    data = workbook("Danh sách", cells, rows())
    ours, grown = time.process_time() - began, memory_mb() - before
    import openpyxl
    began = time.process_time()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows():
        sheet.append(row)
    book.save(io.BytesIO())
    peer = time.process_time() - began
    from python_calamine import CalamineWorkbook
    back = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    right = len(back) == ROWS + 2 and back[-1] == [v if not isinstance(v, int) else float(v) for v in list(rows())[-1]]
    return [{"what": f"{ROWS:,} × {COLUMNS} cells out as .xlsx (at most 4 s), {grown:.0f} MB more memory", "ours": ours, "unit": "s",
             "peer": "openpyxl, write-only", "peer_value": peer, "correct": right}]


def offer(name, data, answer):
    """Runs in a process of its own."""
    from openpar.core import filetypes
    from openpar.engine.errors import OpenParError
    stream, before, began = io.BytesIO(data), memory_mb(), time.perf_counter()
    try:
        filetypes.check(name, stream)
        refused = False
    except OpenParError:
        refused = True
    answer.put((refused, time.perf_counter() - began, memory_mb() - before))


def hostile() -> list[dict]:
    from tests.core import files

    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">' + b"".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">'.encode() for i in range(1, 10)) + b"]><a>&l9;</a>"
    cases = {
        "a .docx that unpacks to 2 GB": ("a.docx", files.bomb(2048)),
        "the same with a lying header": ("a.docx", files.bomb(2048, lie=1000)),
        "entities that grow tenfold nine times": ("a.docx", files.zip_of({"[Content_Types].xml": files.TYPES, "word/document.xml": laughs})),
        "a member that leaves its folder": ("a.docx", files.zip_of({"[Content_Types].xml": files.TYPES, "../x": b"x", "word/document.xml": b"<a/>"})),
        "100,000 members": ("a.docx", files.zip_of({f"w/{i}": b"" for i in range(100_000)}, 0)),
        "a program named .pdf": ("a.pdf", b"MZ" + bytes(30_000_000)),
        "50 MB of nothing named .xlsx": ("a.xlsx", bytes(50_000_000)),
    }
    out, context = [], multiprocessing.get_context("fork")
    for what, (name, data) in cases.items():
        answer = context.Queue()
        child = context.Process(target=offer, args=(name, data, answer))
        child.start()
        refused, seconds, grown = answer.get(timeout=120)
        child.join()
        out.append({"what": f"{what} is refused (< 2 s, < 200 MB), {grown:.0f} MB", "ours": seconds, "unit": "s",
                    "correct": refused and seconds < 2 and grown < 200})
    return out


print(json.dumps({"H14": workbook, "H16": hostile}[sys.argv[1]]()))
