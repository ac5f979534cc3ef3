"""`openpar directive parse FILE...`: read directives at the terminal, into label files, one workbook, or a list to read."""

import json
import textwrap
from pathlib import Path

from ..errors import BadInput, Unreadable
from . import parse, read_text
from .schema import as_labels, deadline_words


def register(name: str, subparsers) -> None:
    """Add `openpar directive`."""
    p = subparsers.add_parser(name, help="đọc văn bản chỉ đạo",
                              description="Đọc chỉ thị, công điện, kế hoạch thành danh sách nhiệm vụ.")
    p.set_defaults(run=lambda args: p.print_help())
    acts = p.add_subparsers(dest="act", metavar="VIỆC")
    read = acts.add_parser("parse", help="đọc tệp",
                           description="Ví dụ: openpar directive parse chi-thi.docx --xlsx nhiem-vu.xlsx")
    read.add_argument("files", nargs="+", metavar="TỆP", help=".docx, .pdf, .odt, .html hoặc .txt")
    read.add_argument("--out", metavar="THƯ_MỤC", help="ghi <tên>.tasks.json cho từng tệp")
    read.add_argument("--xlsx", metavar="TỆP", help="ghi mọi nhiệm vụ vào một bảng tính")
    read.add_argument("--year", type=int, help="năm của các ngày không ghi năm")
    read.add_argument("--ocr", action="store_true", help="nhận dạng chữ cho PDF bản quét (cần tesseract)")
    read.set_defaults(run=_run)


def _run(args) -> int:
    bad, rows = 0, []
    out = Path(args.out) if args.out else None
    if out:
        out.mkdir(parents=True, exist_ok=True)
    for name in args.files:
        path = Path(name)
        try:
            source = read_text(path.read_bytes(), path.name, ocr=args.ocr)
        except OSError as error:
            raise BadInput(f"Không mở được tệp {name}: {error.strerror}. Hãy kiểm tra đường dẫn.", where=name) from None
        except Unreadable as error:
            bad += 1
            print(f"{path.name}: {error.message}")
            continue
        found = parse(source.text, year=args.year)
        if out:
            target = out / f"{path.stem}.tasks.json"
            target.write_text(json.dumps(as_labels(found, path.name), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            print(f"{target}: {len(found.tasks)} nhiệm vụ")
        if args.xlsx:
            rows += [(path.name, t) for t in found.tasks]
        if not out and not args.xlsx:
            _show(path.name, source, found)
    if args.xlsx:
        _workbook(args.xlsx, rows)
        print(f"{args.xlsx}: {len(rows)} nhiệm vụ")
    return 1 if bad else 0


def _show(name, source, found) -> None:
    head = " ".join(str(x) for x in (found.doc_type, found.number, f"ngày {found.date:%d/%m/%Y}" if found.date else None,
                                     found.issuer) if x)
    print(f"{name}: {head or 'không thấy số, ký hiệu'}. {len(found.tasks)} nhiệm "
          f"vụ, {sum(bool(t.doubts) for t in found.tasks)} cần xem lại.")
    for note in [*source.notes, *found.oddities]:
        print(textwrap.fill(note, 110, initial_indent="  ! ", subsequent_indent="    "))
    section = None
    for t in found.tasks:
        if t.section != section:
            section = t.section
            print(f"\n{' '.join(section.split())[:110]}")
        print(textwrap.fill(f"{t.id}  {t.title}", 110, initial_indent="  ", subsequent_indent="      "))
        facts = [("thực hiện", "; ".join(n.name for n in t.lead)),
                 ("phối hợp", "; ".join(n.name for n in t.coordinating)), ("hạn", deadline_words(t.deadline)),
                 ("chỉ tiêu", "; ".join(f"{x.op} {x.value} {x.unit}" for x in t.targets if x.value is not None)),
                 ("báo cáo", "; ".join(n.name for n in t.report.to) if t.report else ""),
                 ("căn cứ", "; ".join(r.number or r.title for r in t.legal_refs)),
                 ("sản phẩm", t.output)]
        line = " | ".join(f"{k}: {v}" for k, v in facts if v)
        if line:
            print(textwrap.fill(line, 110, initial_indent="      ", subsequent_indent="      "))
        for d in t.doubts:
            print(textwrap.fill(f"? {d.question}", 110, initial_indent="      ", subsequent_indent="        "))
    print()


def _workbook(path, rows) -> None:
    import xlsxwriter
    heads = ("Tệp", "Mục", "Nhiệm vụ", "Chủ trì, thực hiện", "Phối hợp", "Thời hạn", "Ngày cuối", "Chỉ tiêu", "Báo cáo",
             "Văn bản viện dẫn", "Sản phẩm", "Cần xem lại", "Nguyên văn")
    # Text that begins with = or @ must stay text when an official opens the file.
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        sheet = book.add_worksheet("Nhiệm vụ")
        bold, wrap, day = book.add_format({"bold": True, "text_wrap": True,
                                           "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"}), \
            book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        sheet.write_row(0, 0, heads, bold)
        for r, (name, t) in enumerate(rows, 1):
            last = t.deadline.last_day()
            cells = (name, t.id, t.title, "; ".join(n.name for n in t.lead), "; ".join(n.name for n in t.coordinating),
                     deadline_words(t.deadline), last or "",
                     "; ".join(f"{x.op} {x.value} {x.unit}" for x in t.targets if x.value is not None),
                     "; ".join(n.name for n in t.report.to) if t.report else "",
                     "; ".join(x.number or x.title for x in t.legal_refs), t.output,
                     "\n".join(d.question for d in t.doubts), " ".join(t.text.split()))
            for c, value in enumerate(cells):
                if c == 6 and last:
                    sheet.write_datetime(r, c, last, day)
                else:
                    sheet.write_string(r, c, str(value), wrap)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
        for c, width in enumerate((18, 10, 40, 26, 26, 18, 12, 16, 22, 22, 22, 34, 60)):
            sheet.set_column(c, c, width)
        book.close()
    except xlsxwriter.exceptions.FileCreateError:
        raise BadInput(f"Không ghi được {path}. Hãy đóng tệp nếu đang mở, hoặc chọn nơi khác.", where=path) from None
