"""Tries a workbook of 50,000 × 30 cells with 1 % dirt, in a process of its own. Run by bench/files.py."""

import datetime
import json
import random
import re
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from openpar.core.imports import reading, values  # noqa: E402
from openpar.core.imports.importer import Column, Importer  # noqa: E402

ROWS, COLUMNS, DIRT = 50_000, 30, 0.01
KINDS = ("code", "text", "choice", "day", "number", "whole", "written", "email", "text", "name")
STATES = {"dang thuc hien": "going", "da hoan thanh": "done", "chua thuc hien": "waiting"}
BAD = {"code": 1.2345e18, "text": "x" * 400, "choice": "không rõ", "day": "31/02/2022", "number": "khoảng 5", "whole": "2,5", "written": "15/8/22",
       "email": "thu.dien.tu", "name": "y" * 400}
KIND = {"code": values.code(40), "text": values.text(300), "choice": values.choice(STATES, "đang thực hiện, đã hoàn thành"), "day": values.day(),
        "number": values.number(), "whole": values.whole(), "written": values.day(), "email": values.email(), "name": values.text(300)}


def kind(c: int) -> str:
    return KINDS[c % len(KINDS)]


def cell(r: int, c: int):
    match kind(c):
        case "code":
            return f"{r:05}{c:02}"
        case "text":
            return f"Nhiệm vụ thứ {r}, nội dung cột {c}"
        case "choice":
            return ("Đang thực hiện", "Đã hoàn thành", "Chưa thực hiện")[(r + c) % 3]
        case "day":
            return datetime.date(2022, 1 + r % 12, 1 + c % 28)
        case "number":
            return r * 0.5 + c
        case "whole":
            return r + c
        case "written":
            return f"{1 + r % 28:02}/{1 + c % 12:02}/2022"
        case "email":
            return f"can.bo{r}@example.vn"
    return f"Sở Nội vụ {r % 90}"


def write(path: Path) -> set[tuple[int, int]]:
    """The workbook, and where its dirt is: (row of the program, column from 0)."""
    import xlsxwriter
    rng, dirty = random.Random(13), set()
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, day = book.add_worksheet("Dữ liệu"), book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, [f"Cột {c} {kind(c)}" for c in range(COLUMNS)])
    for r in range(1, ROWS + 1):
        for c in range(COLUMNS):
            value = cell(r, c)
            if rng.random() < DIRT:
                value = BAD[kind(c)]
                dirty.add((r + 1, c))
            if isinstance(value, datetime.date):
                page.write_datetime(r, c, value, day)
            else:
                page.write(r, c, value)
    book.close()
    return dirty


def importer() -> Importer:
    columns = tuple(Column(f"c{c}", f"Cột {c} {kind(c)}", (), KIND[kind(c)], True) for c in range(COLUMNS))
    return Importer("bench", "", "", "", columns, lambda rows, context: None, lambda rows, context: None)


def ours(path: Path) -> dict:
    """The dry run: read, find the columns, read every cell as what its column holds, name each faulty one."""
    began = time.process_time()
    found = reading.read(importer(), path.name, path.read_bytes())
    spent = time.process_time() - began
    faults = {(r.n, found.head.columns[f.column]) for r in found.rows for f in r.faults}
    words = all(f.words for r in found.rows for f in r.faults)
    return {"seconds": spent, "rows": len(found.rows), "faults": sorted(faults), "words": words,
            "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def peer(path: Path) -> dict:
    """pandas with the same quick reader and checks by column; it counts the faulty cells."""
    import pandas
    began = time.process_time()
    table = pandas.read_excel(path, engine="calamine", dtype=object)
    bad = 0
    mail = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
    for c, name in enumerate(table.columns):
        column = table[name]
        match kind(c):
            case "code":
                bad += int((~column.map(lambda v: isinstance(v, str))).sum())
            case "text" | "name":
                bad += int((column.str.len() > 300).sum())
            case "choice":
                bad += int((~column.isin(["Đang thực hiện", "Đã hoàn thành", "Chưa thực hiện"])).sum())
            case "day":
                bad += int((~column.map(lambda v: isinstance(v, datetime.datetime | datetime.date))).sum())
            case "number":
                bad += int(pandas.to_numeric(column, errors="coerce").isna().sum())
            case "whole":
                figures = pandas.to_numeric(column, errors="coerce")
                bad += int((figures.isna() | (figures % 1 != 0)).sum())
            case "written":
                bad += int(pandas.to_datetime(column, format="%d/%m/%Y", errors="coerce").isna().sum())
            case "email":
                bad += int((~column.str.fullmatch(mail)).sum())
    return {"seconds": time.process_time() - began, "faults": bad, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if sys.argv[1] == "write":
    print(json.dumps(sorted(write(Path(sys.argv[2])))))
else:
    print(json.dumps({"ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2]))))
