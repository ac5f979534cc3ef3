"""`openpar rulebook list|show|check|diff|crosswalk|export|import`: frameworks as an official looks after them."""

from ..errors import BadInput


def rulebook(parser) -> None:
    """Add the subcommands."""
    parser.set_defaults(run=lambda args: parser.print_help())
    sub = parser.add_subparsers(dest="act", metavar="VIỆC")

    def add(name, run, text, *arguments):
        p = sub.add_parser(name, help=text, description=text)
        for flags, options in arguments:
            p.add_argument(*flags, **options)
        p.set_defaults(run=run)

    one = (("framework",), {"metavar": "KHUNG"})
    add("list", list_, "các khung có sẵn")
    add("show", show, "cây tiêu chí của một khung, cách chấm, chỗ chưa biết", one)
    add("check", check, "kiểm tra một khung, hoặc tất cả",
        (("framework",), {"metavar": "KHUNG", "nargs": "?"}),
        (("--strict",), {"action": "store_true", "help": "chỗ chưa biết cũng là lỗi"}))
    add("diff", diff, "hai khung khác nhau ở đâu", (("before",), {"metavar": "KHUNG_CŨ"}), (("after",), {"metavar": "KHUNG_MỚI"}))
    add("crosswalk", crosswalk_, "mã nào của năm này là mã nào của năm kia", (("before",), {"metavar": "KHUNG_CŨ"}),
        (("after",), {"metavar": "KHUNG_MỚI"}))
    add("export", export, "ghi cả cây ra .xlsx để sửa", one, (("output",), {"metavar": "TỆP.xlsx"}))
    add("import", import_, "đọc cây từ .xlsx (mẫu của OpenPAR, hoặc phụ lục của văn bản)",
        (("workbook",), {"metavar": "TỆP.xlsx"}), (("-o", "--output"), {"help": "ghi ra .yaml"}))


def list_(args) -> None:
    """Every shipped framework and whether it can be official."""
    from .checks import refusals
    from .library import load, names
    for name in names():
        f = load(name)
        why = refusals(f)
        years = f"{f.year}–{f.until or 'nay'}"
        print(f"{name:<48} {years:<11} {len(f.leaves()):>3} tiêu chí  {'dùng được chính thức' if not why else why[0]}")


def show(args) -> None:
    """The tree as text."""
    from .checks import findings, refusals
    from .library import catalogue, load
    from .words import number
    f = load(args.framework)
    print(f"{f.title}\nNguồn: {f.source}\nTổng điểm: {'chưa biết' if f.total is None else number(f.total)}; "
          f"áp dụng {f.year}–{f.until or 'nay'}; độ tin cậy {f.confidence}")
    if f.note:
        print(f"Ghi chú: {f.note}")

    def walk(c, depth):
        for child in c.children:
            top = "? điểm" if child.max is None else f"{number(child.max)} điểm"
            rule = "" if child.children else " · chưa có quy tắc"
            if child.rule:
                rule = f" · {child.rule.how.title}, {child.direction}"
            print(f"{'  ' * depth}{child.label}: {top}{rule}{' · ' + child.metric if child.metric else ''}")
            walk(child, depth + 1)

    walk(f.root, 1)
    for text in refusals(f):
        print(f"Không chính thức: {text}")
    for finding in findings(f, catalogue()):
        print(f"  {finding}")


def check(args) -> int:
    """Findings in words; exit code 1 when something must be corrected."""
    from .checks import findings
    from .library import catalogue, check_all, load
    found = findings(load(args.framework), catalogue()) if args.framework else check_all()
    for finding in found:
        print(f"{'SỬA ' if finding.stops else 'XEM '} {finding}")
    serious = sum(f.stops for f in found)
    print(f"{serious} chỗ phải sửa, {len(found) - serious} chỗ cần xem.")
    return 1 if serious or (args.strict and found) else 0


def diff(args) -> None:
    """Rule changes, each in a sentence."""
    from .changes import rule_changes
    from .library import load
    found = rule_changes(load(args.before), load(args.after))
    print("\n".join(found) if found else "Không có khác biệt.")


def crosswalk_(args) -> None:
    """Every link with its kind."""
    from .crosswalk import KINDS, crosswalk
    from .library import load
    walk = crosswalk(load(args.before), load(args.after))
    print(f"Nguồn: {walk.source}")
    for k in walk.links:
        print(f"{', '.join(k.before) or '∅':<12} → {', '.join(k.after) or '∅':<12} {KINDS[k.kind]}"
              + (f": {k.note}" if k.note else "") + (" (đề xuất)" if k.proposed else ""))


def export(args) -> None:
    """The whole tree to a workbook."""
    from .excel_out import write_tree
    from .library import load
    write_tree(load(args.framework), args.output)
    print(f"Đã ghi {args.output}. Sửa trang “Cây tiêu chí” và “Khung”, rồi: openpar rulebook import {args.output}")


def import_(args) -> int:
    """A workbook read back, with every doubt; a tree that does not add up is shown and not written."""
    from .checks import findings, refusals
    from .excel_in import read_tree
    from .library import catalogue
    from .words import number
    draft = read_tree(args.workbook)
    f = draft.framework()
    print(f"Đọc được {len(f.leaves())} tiêu chí chấm điểm, tổng {'chưa biết' if f.total is None else number(f.total)} điểm.")
    for row, text in draft.notes:
        print(f"  {f'dòng {row}: ' if row else ''}{text}")
    found = findings(f, catalogue())
    for finding in found:
        print(f"{'SỬA ' if finding.stops else 'XEM '} {finding}")
    for text in refusals(f):
        print(f"Chưa chính thức: {text}")
    serious = any(x.stops for x in found)
    if args.output:
        if serious:
            raise BadInput("Chưa ghi tệp: còn chỗ phải sửa ở trên.", where=args.workbook)
        from .yaml_out import write_yaml
        write_yaml(draft.data, args.output)
        print(f"Đã ghi {args.output}.")
    return 1 if serious else 0
