"""`openpar index …` and `openpar rulebook …`: the index library at the terminal, for an analyst without a server."""

import json
import sys
from pathlib import Path

from ..errors import BadInput, NotLoaded


def register(name: str, commands) -> None:
    """Add `index` or `rulebook` with its subcommands."""
    if name == "index":
        _index(commands.add_parser("index", help="chấm điểm chỉ số",
                                   description="Chấm, giải thích, so sánh, mô phỏng một chỉ số từ tệp số liệu."))
    else:
        from .command_rulebook import rulebook
        rulebook(commands.add_parser("rulebook", help="kiểm tra, so sánh quy tắc",
                                     description="Xem, kiểm tra, so sánh, nhập và xuất khung chỉ số."))


def study(name: str):
    """A subcommand of `command_study.py`, imported when it runs."""
    def run(args):
        from . import command_study
        return getattr(command_study, name)(args)
    return run


def _index(parser) -> None:
    parser.set_defaults(run=lambda args: parser.print_help())
    sub = parser.add_subparsers(dest="act", metavar="VIỆC")

    def add(name, run, text, *, unit=None):
        p = sub.add_parser(name, help=text, description=text)
        p.add_argument("framework", metavar="KHUNG", help="tên khung (xem: openpar rulebook list) hoặc tệp .yaml/.xlsx")
        p.add_argument("facts", metavar="SỐ_LIỆU", help="tệp .xlsx, .ods, .csv hoặc .parquet")
        p.add_argument("--points", action="store_true", help="các ô của bảng ngang là điểm đã chấm, không phải số liệu")
        p.add_argument("--stage", default="published", help="vòng của điểm: self, appraisal1, appraisal2, published")
        p.add_argument("--json", action="store_true", help="in dữ liệu JSON")
        if unit is not None:
            p.add_argument("--unit", required=unit, help="đơn vị")
        p.set_defaults(run=run)
        return p

    add("score", score_, "chấm và xếp hạng mọi đơn vị").add_argument("-o", "--output", help="ghi kết quả ra .xlsx")
    p = add("explain", explain, "giải thích từng điểm của một đơn vị", unit=True)
    p.add_argument("--code", help="chỉ một tiêu chí")
    p.add_argument("--gaps", action="store_true", help="chỉ các chỗ mất điểm hoặc chưa đo")
    p = add("diff", diff, "vì sao điểm đổi: do số liệu, do quy tắc", unit=True)
    p.add_argument("facts_after", metavar="SỐ_LIỆU_SAU")
    p.add_argument("--framework-after", help="khung của năm sau; mặc định cùng khung")
    p = add("whatif", whatif, "đổi số liệu thì điểm ra sao; hoặc cùng số liệu theo khung năm khác", unit=True)
    p.add_argument("--set", action="append", default=[], metavar="MÃ=GIÁ_TRỊ", dest="changes")
    p.add_argument("--under", metavar="KHUNG_KHÁC", help="chấm cùng số liệu theo khung này")
    p = add("simulate", study("simulate_"), "độ chắc của điểm (mặc định) hoặc độ vững của thiết kế (--design)")
    p.add_argument("--design", action="store_true", help="đổi trọng số, chuẩn hóa, tổng hợp; giữ nguyên số liệu")
    p.add_argument("--replicates", type=int, default=10_000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--se", action="append", default=[], metavar="MÃ=SAI_SỐ", help="sai số chuẩn giả định")
    p.add_argument("--covariance", help="JSON: {đơn vị: {codes: [...], matrix: [[...]]}}")
    p.add_argument("--appraisals", action="store_true", help="tính cả chênh lệch giữa các lần chấm")
    p.add_argument("--spread", type=float, default=0.25, help="độ rộng trọng số của --design")
    p = add("path", study("path_"), "con đường ít công sức nhất tới một đích", unit=True)
    for flag, text in (("points", "tới số điểm"), ("percent", "tới phần trăm"), ("class", "tới loại")):
        p.add_argument(f"--to-{flag}", help=text)
    p.add_argument("--to-rank", type=int, help="tới hạng, khi đã nạp điểm mọi đơn vị")
    p.add_argument("--budget", help="nhiều điểm nhất trong số công sức này")
    p.add_argument("--levers", help="bảng đòn bẩy đã sửa")
    p.add_argument("--write-levers", help="ghi bảng đòn bẩy để sửa rồi dừng")
    t = sub.add_parser("template", help="mẫu nhập số liệu cho một khung", description="Ghi một tệp .xlsx trống để nhập số liệu.")
    t.add_argument("framework", metavar="KHUNG")
    t.add_argument("output", metavar="TỆP.xlsx")
    t.add_argument("--units", required=True, help="tên các đơn vị, cách nhau bằng dấu chấm phẩy")
    t.set_defaults(run=template)
    c = sub.add_parser("check-text", help="đối chiếu các câu nói về chỉ số trong một văn bản với số đã công bố",
                       description="Đọc tệp văn bản .txt, tìm câu về PAR INDEX, SIPAS, PAPI, PCI và đối chiếu.")
    c.add_argument("text", metavar="TỆP.txt")
    c.add_argument("--unit", required=True, help="tỉnh mà văn bản nói tới")
    c.add_argument("--source", default="", help="tên văn bản, để không lấy chính nó làm chứng")
    c.set_defaults(run=check_text)


def load_args(args):
    """The framework and the facts that a command line names; codes that nobody asks for are said."""
    from .fact_files import read_facts, unused
    from .library import load
    framework = load(args.framework)
    facts = read_facts(args.facts, points=args.points, stage=args.stage)
    if left := unused(framework, facts):
        print(f"Lưu ý: khung không dùng các mã: {', '.join(left[:10])}{' …' if len(left) > 10 else ''}.", file=sys.stderr)
    return framework, facts


def unit_of(facts, name: str) -> str:
    """The unit meant by a name, accents or not."""
    from ..vietnamese import fold
    for unit in facts.units:
        if fold(unit) == fold(name):
            return unit
    raise BadInput(f"Không có đơn vị “{name}” trong tệp. Có: {', '.join(facts.units[:8])}{' …' if len(facts.units) > 8 else ''}.",
                   where="unit")


def print_json(data) -> None:
    """Data for a program. A figure that does not exist is null, since JSON has no NaN; decimals stay exact, as text."""
    print(json.dumps(_known(data), ensure_ascii=False, indent=1, default=str, allow_nan=False))


def _known(data):
    if isinstance(data, dict):
        return {k: _known(v) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_known(v) for v in data]
    return None if isinstance(data, float) and data != data else data


def pairs_of(items: list[str]) -> dict[str, str]:
    """CODE=VALUE arguments."""
    pairs = dict(i.partition("=")[::2] for i in items)
    if bad := [k for k, v in pairs.items() if not v]:
        raise BadInput(f"“{bad[0]}”: ghi dạng MÃ=GIÁ_TRỊ.", where=bad[0])
    return pairs


def score_(args) -> None:
    """Rank all units; say what is not official and what is open."""
    from .round import score_all
    from .words import number
    framework, facts = load_args(args)
    result = score_all(framework, facts)
    if args.output:
        from .excel_out import write_round
        write_round(result, args.output)
    if args.json:
        print_json({"framework": framework.ref, "digest": framework.digest, "official": result.official,
                    "refusals": result.refusals, "warnings": result.warnings, "units": result.table(),
                    "explained": {u: x.explained.as_data() for u, x in result.units.items()}})
        return
    print(f"{framework.title} ({framework.ref})")
    wide = max((len(u) for u in result.units), default=6)
    for r in result.table():
        place = "–" if r["rank"] is None else number(r["rank"])
        total = "–" if r["total"] is None else number(r["total"], framework.settings.decimals)
        share = "" if r["percent"] is None else f"{number(r['percent'], framework.settings.decimals)} %"
        bounds = [("?" if v is None else number(v, 2)) for v in (r["low"], r["high"])]
        open_ = "" if r["complete"] else f"  chưa đủ, nằm trong {bounds[0]}–{bounds[1]}"
        print(f"{place:>4}  {r['unit']:<{wide}}  {total:>9}  {share:>10}  {r['class']}{open_}")
    print("Kết quả chính thức." if result.official else "Không phải kết quả chính thức: " + "; ".join(result.refusals) + ".")
    for warning in result.warnings:
        print(f"Lưu ý: {warning}")


def explain(args) -> None:
    """One unit's tree, or its gaps, in words."""
    from .round import gaps, score_all
    from .text import part, text
    from .words import ABSENT, number
    framework, facts = load_args(args)
    e = score_all(framework, facts).units[unit_of(facts, args.unit)].explained
    if args.code:
        e = part(e, args.code)
        if e is None:
            raise BadInput(f"{framework.ref}: không có tiêu chí mã {args.code}.", where=args.code)
    if args.gaps:
        rows = gaps(e)
        if args.json:
            print_json(rows)
            return
        for r in rows:
            lost = ABSENT[r["absent"]] if r["lost"] is None else f"mất {number(r['lost'], 2)}/{number(r['max'])}"
            print(f"{lost:>18}  {r['title']}: {r['reason']}")
        return
    if args.json:
        print_json(e.as_data())
    else:
        print(text(e))


def diff(args) -> None:
    """Facts and rules apart."""
    from .changes import why_changed
    from .fact_files import read_facts
    from .library import load
    from .words import number
    framework, facts = load_args(args)
    after = load(args.framework_after) if args.framework_after else framework
    later = read_facts(args.facts_after, points=args.points, stage=args.stage)
    change = why_changed(framework, facts, after, later, unit_of(later, args.unit))
    if args.json:
        print_json({"unit": change.unit, "before": change.before.value, "after": change.after.value, "by_facts": change.by_facts,
               "by_rules": change.by_rules, "notes": change.notes,
               "rows": [{k: getattr(r, k) for k in (*r.__slots__, "by_facts", "by_rules")} for r in change.rows]})
        return

    def signed(v):
        return "–" if v is None else f"{'+' if v > 0 else ''}{number(v, 2)}"

    ends = ["–" if e.value is None else number(e.value, 2) for e in (change.before, change.after)]
    print(f"{change.unit}: {ends[0]} → {ends[1]}; do số liệu {signed(change.by_facts)}, do quy tắc {signed(change.by_rules)}")
    for note in change.notes:
        print(f"Lưu ý: {note}")
    for r in change.rows:
        code = r.after_code if r.before_code == r.after_code else f"{r.before_code or '∅'} → {r.after_code or '∅'}"
        print(f"  {code:<14} số liệu {signed(r.by_facts):>7}  quy tắc {signed(r.by_rules):>7}  {r.title}: {r.fact}"
              + (f" ({r.note})" if r.note else ""))


def whatif(args) -> None:
    """Score with some facts changed, or under another framework."""
    from .changes import rescore
    from .library import load
    from .round import anchors
    from .score import score
    from .text import text
    from .words import number
    framework, facts = load_args(args)
    unit, changes = unit_of(facts, args.unit), pairs_of(args.changes)
    if not changes and not args.under:
        raise BadInput("Ghi --set MÃ=GIÁ_TRỊ hoặc --under KHUNG_KHÁC.", where="whatif")
    known = set(framework.metrics())
    if bad := [c for c in changes if c not in known]:
        raise BadInput(f"Khung không dùng số liệu “{bad[0]}”. Xem các mã: openpar rulebook show {args.framework}.", where=bad[0])
    before = score(framework, facts, unit, anchors(framework, facts)[0])
    moved = facts.having(unit, changes)
    after = rescore(moved, framework, load(args.under), unit) if args.under else score(framework, moved, unit,
                                                                                      anchors(framework, moved)[0])
    if args.json:
        print_json({"before": before.as_data(), "after": after.as_data()})
        return
    shown = ["–" if e.value is None else number(e.value, 4) + ("" if e.complete else " (chưa đủ)") for e in (before, after)]
    print(f"{unit}: {shown[0]} → {shown[1]}")
    if args.under:
        print(text(after))
        return
    old = {e.inputs["code"]: e for e in before.walk()}
    for e in after.walk():
        if not e.parts and e.value != old[e.inputs["code"]].value:
            print(f"  {e.label}: {old[e.inputs['code']].reason} → {e.reason}")


def template(args) -> None:
    """An empty fact sheet."""
    from .excel_out import write_template
    from .library import load
    units = [u.strip() for u in args.units.split(";") if u.strip()]
    write_template(load(args.framework), units, args.output)
    print(f"Đã ghi {args.output} cho {len(units)} đơn vị.")


def check_text(args) -> int:
    """Statements of a text against published results; exit code 1 when something differs or is disputed."""
    from .statements import review
    path = Path(args.text)
    if not path.is_file():
        raise NotLoaded(f"Không thấy tệp {args.text}.", where=args.text)
    bad = 0
    for s, verdicts in review(path.read_text(encoding="utf-8"), args.unit, source=args.source):
        print(f"{s.index} {s.year}: “{s.said}”")
        for v in verdicts:
            bad += v.kind in ("differs", "disputed")
            print(f"   {v.kind:<12} {v.text}")
    return 1 if bad else 0
