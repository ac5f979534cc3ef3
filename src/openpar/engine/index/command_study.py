"""`openpar index simulate` and `openpar index path`: how sure, how robust, and what to do."""

import json
from pathlib import Path

from ..errors import BadInput
from .command import load_args, pairs_of, print_json, unit_of


def simulate_(args) -> None:
    """Two views, never mixed."""
    import numpy as np

    from .words import number
    framework, facts = load_args(args)
    rng = np.random.default_rng(args.seed)
    if args.design:
        from .robustness import study
        r = study(framework, facts, rng, replicates=args.replicates, spread=args.spread)
        rows: list[dict] = [{"unit": u, "rank": float(r.rank[i]), "rank_low": float(r.low[i]), "rank_high": float(r.high[i])}
                for i, u in enumerate(r.units)]
        if args.json:
            print_json({"view": "design", "units": rows, "factors": r.factors, "removed": r.removed, "notes": r.notes})
            return
        print("Độ vững của thiết kế (số liệu giữ nguyên)")
        for row in sorted(rows, key=lambda x: x["rank"]):
            print(f"  {number(row['rank']):>5}  {number(row['rank_low'])}–{number(row['rank_high'])}  {row['unit']}")
        print("Mức đổi hạng trung bình: " + "; ".join(f"{k} {number(v, 2)}" for k, v in r.factors.items()))
        for x in r.removed[:5]:
            print(f"  bỏ {x['code']} {x['title']}: đổi hạng trung bình {number(x['mean_shift'], 2)}, "
                  f"nhiều nhất {number(x['largest_shift'])}")
        for note in r.notes:
            print(f"Lưu ý: {note}")
        return
    from .uncertainty import simulate
    cov = None
    if args.covariance:
        data = json.loads(Path(args.covariance).read_text(encoding="utf-8"))
        cov = {u: (v["codes"], np.array(v["matrix"])) for u, v in data.items()}
    try:
        se = {k: float(v.replace(",", ".")) for k, v in pairs_of(args.se).items()}
    except ValueError:
        raise BadInput("--se: sai số phải là số, ví dụ surveys.satisfaction_share=0.02.", where="se") from None
    u = simulate(framework, facts, rng, replicates=args.replicates, covariance=cov, assumed_se=se, appraisals=args.appraisals)
    if args.json:
        print_json({"view": "score", "units": [{k: getattr(s, k) for k in s.__slots__} for s in u.units], "level": u.level,
               "sources": u.sources, "assumed": u.assumed, "replicates": u.replicates})
        return
    print(f"Độ chắc của điểm (quy tắc giữ nguyên), khoảng {u.level:.0%}, {u.replicates} lần".replace("%", " %"))
    for s in sorted(u.units, key=lambda s: -s.mean):
        up = "chưa có hạng hiện tại" if np.isnan(s.moving_up) else f"khả năng lên hạng {number(s.moving_up * 100, 0)} %"
        print(f"  {s.unit}: {number(s.low, 2)}–{number(s.high, 2)} điểm, hạng {number(s.rank_low)}–{number(s.rank_high)}, {up}")
    print("Nguồn: " + ("; ".join(u.sources) or "không có sai số nào trong số liệu") + ".")
    for a in u.assumed:
        print(f"Giả định: {a}")


def path_(args) -> None:
    """The cheapest path, or the sheet of levers to edit."""
    from .levers import levers, read_levers, write_levers
    from .path import cheapest
    from .words import number
    framework, facts = load_args(args)
    unit = unit_of(facts, args.unit)
    found = levers(framework, facts, unit)
    if args.write_levers:
        write_levers(found, args.write_levers)
        print(f"Đã ghi {len(found)} đòn bẩy vào {args.write_levers}. Sửa mức, công sức, ghi x ở cột Khóa rồi dùng --levers.")
        return
    if args.levers:
        found = read_levers(args.levers, found)
    p = cheapest(framework, facts, unit, levers_=found, budget=args.budget, points=args.to_points, percent=args.to_percent,
                 klass=args.to_class, rank=args.to_rank)
    if args.json:
        steps = [{"code": s.lever.code, "from": s.lever.now, "to": s.option.value, "gain": s.gain, "effort": s.option.effort,
                  "assumed": s.option.assumed, "reason": s.reason} for s in p.steps]
        print_json({"unit": p.unit, "target": p.target, "possible": p.possible, "now": p.now, "needed": p.needed,
               "reached": p.reached, "effort": p.effort, "notes": p.notes, "steps": steps})
        return
    print(f"{p.unit}: từ {number(p.now, 2)} tới {p.target} (cần {number(p.needed, 2)}): "
          + (f"đạt {number(p.reached, 2)} với công sức {number(p.effort, 2)}" if p.possible else "không tới được"))
    for s in p.steps:
        print(f"  {s}")
    for note in p.notes:
        print(f"Lưu ý: {note}")
