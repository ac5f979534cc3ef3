"""`openpar deadline add|between` and `openpar calendar show|check`: working time at the terminal."""

import json
from calendar import monthrange
from datetime import date, datetime, time

from ..errors import BadInput
from .amounts import Amount
from .calendar import Calendar, Override
from .clock import Clock, Pause, clock_from
from .counting import START_RULES
from .explain import as_text
from .loading import load_calendar, loaded_years
from .moments import ZONE, at, say_day

MONTHS_ACROSS = 3


def register(name: str, subparsers) -> None:
    """Add the subcommand of this name."""
    {"deadline": _deadline, "calendar": _calendar}[name](subparsers.add_parser(
        name, help={"deadline": "cộng, đo thời hạn", "calendar": "lịch làm việc"}[name],
        description={"deadline": "Tính hạn theo ngày, giờ làm việc của cơ quan nhà nước và cho xem từng ngày được tính.",
                     "calendar": "Xem và kiểm tra lịch làm việc của một năm."}[name]))


def _deadline(parser) -> None:
    parser.set_defaults(run=lambda args: parser.print_help())
    acts = parser.add_subparsers(dest="act", metavar="VIỆC")
    add = acts.add_parser("add", help="hạn của một việc", description="Ví dụ: openpar deadline add 2024-04-26 3wd --explain")
    add.add_argument("start", metavar="BẮT_ĐẦU", help="2024-04-26, 26/04/2024 hoặc 2024-04-26T16:00")
    add.add_argument("amount", metavar="THỜI_HẠN",
                     help="3wd, 8wh, 90wm, 10cd, 10cdr, 1m, 1y, sd, “trước 5wd”; hoặc một quy tắc deadlines/…")
    add.add_argument("--explain", action="store_true", help="từng ngày được tính hay không, vì sao")
    add.add_argument("--now", metavar="LÚC", help="đứng ở thời điểm này: đã tính, còn lại, quá hạn")
    add.add_argument("--start-rule", choices=sorted(START_RULES), default="", help="mặc định: ngày thì day0, giờ thì moment")
    add.add_argument("--pause", action="append", default=[], metavar="TỪ..ĐẾN", help="tạm dừng; bỏ ĐẾN nếu chưa kết thúc")
    add.add_argument("--restart", action="store_true", help="sau tạm dừng thì tính lại từ đầu")
    add.add_argument("--json", action="store_true", help="kết quả dạng JSON")
    _office(add)
    add.set_defaults(run=_run_add)
    between = acts.add_parser("between", help="số ngày làm việc giữa hai ngày", description=(
        "Ngày đầu không tính, ngày cuối có tính. Ví dụ: openpar deadline between 2024-04-26 2024-05-04"))
    between.add_argument("a", metavar="TỪ")
    between.add_argument("b", metavar="ĐẾN")
    between.add_argument("--explain", action="store_true", help="từng ngày được tính hay không, vì sao")
    _office(between)
    between.set_defaults(run=_run_between)


def _calendar(parser) -> None:
    parser.set_defaults(run=lambda args: parser.print_help())
    acts = parser.add_subparsers(dest="act", metavar="VIỆC")
    show = acts.add_parser("show", help="lịch một năm", description="Ví dụ: openpar calendar show 2026")
    show.add_argument("year", metavar="NĂM")
    _office(show)
    show.set_defaults(run=_run_show)
    check = acts.add_parser("check", help="đối chiếu lịch với luật và âm lịch")
    check.add_argument("year", nargs="?", metavar="NĂM")
    check.set_defaults(run=_run_check)


def _office(parser) -> None:
    parser.add_argument("--off", action="append", default=[], metavar="NGÀY", help="ngày đơn vị nghỉ riêng")
    parser.add_argument("--work", action="append", default=[], metavar="NGÀY", help="ngày đơn vị làm bù riêng")
    parser.add_argument("--hours", metavar="GIỜ", help="giờ làm việc riêng, ví dụ 07:00-11:30,13:30-17:00")


def _office_calendar(args) -> Calendar:
    own = tuple(Override(read_day(d), off, "Theo dòng lệnh", "Người dùng nhập")
                for off, days in ((True, args.off), (False, args.work)) for d in days)
    return load_calendar(overrides=own, sessions=tuple(args.hours.split(",")) if args.hours else None)


def read_day(text: str) -> date:
    """A day as typed: 2024-04-26 or 26/04/2024 (day first).

    >>> read_day("26/4/2024")
    datetime.date(2024, 4, 26)
    """
    parts = text.strip().split("/")
    try:
        if len(parts) == 3 and len(parts[2]) == 4:
            return date(*(int(part) for part in reversed(parts)))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f"Không đọc được ngày {text!r}. Viết 2024-04-26 hoặc 26/04/2024.", where="day") from None


def read_year(text: str) -> int:
    """A year as typed: four digits."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput(f"Không đọc được năm {text!r}. Viết bốn chữ số, ví dụ 2026.", where="year")
    return int(text)


def read_moment(text: str, default: time = time(8)) -> datetime:
    """A moment as typed: a day, or a day and a time (2024-04-26T16:00); without a zone it is Vietnam's.

    >>> read_moment("26/04/2024 16:00").isoformat()
    '2024-04-26T16:00:00+07:00'
    """
    written, _, clock = text.strip().replace("T", " ").partition(" ")
    day = read_day(written)
    if not clock:
        return at(day, default)
    try:
        found = time.fromisoformat(clock.strip())
    except ValueError:
        raise BadInput(f"Không đọc được giờ trong {text!r}. Viết 2024-04-26T16:00.", where="moment") from None
    return datetime.combine(day, found, found.tzinfo or ZONE)


def _run_add(args) -> int:
    calendar, start = _office_calendar(args), read_moment(args.start)
    pauses = []
    for text in args.pause:
        a, _, b = text.partition("..")
        pauses.append(Pause(read_moment(a), read_moment(b) if b else None, restart=args.restart))
    more = {"pauses": tuple(pauses), "start_rule": args.start_rule}
    clock = (clock_from(args.amount, start, calendar, **more) if args.amount.startswith("deadlines/")
             else Clock(start, Amount.parse(args.amount), calendar, **more))
    account = clock.explain(read_moment(args.now) if args.now else None)
    if args.json:
        print(json.dumps(account, ensure_ascii=False, indent=2))
    elif args.explain:
        print(as_text(account))
    else:
        print(account["due"])
        if "verdict" in account:
            print(f"{account['verdict']}; đã tính {account['elapsed']['text']}, còn {account['remaining']['text']}")
        for note in account["notes"]:
            print(f"Lưu ý: {note}")
    return 0


def _run_between(args) -> int:
    calendar, a, b = _office_calendar(args), read_day(args.a), read_day(args.b)
    a, b, back = min(a, b), max(a, b), " (đếm ngược)" if b < a else ""
    n = calendar.working_days_between(a, b)
    print(f"{n} ngày làm việc{back}: không tính {say_day(a)}, tính cả {say_day(b)}")
    if args.explain and a != b:
        print("\n".join(as_text(Clock(at(a), calendar=calendar, due_on=b).explain()).splitlines()[3:]))
    return 0


def _run_show(args) -> int:
    calendar = _office_calendar(args)
    year = read_year(args.year)
    calendar.day(date(year, 1, 1))
    print(f"{calendar.title}, năm {year}\n")
    months = [_month(calendar, year, m) for m in range(1, 13)]
    for row in range(0, 12, MONTHS_ACROSS):
        for lines in zip(*months[row:row + MONTHS_ACROSS], strict=True):
            print("   ".join(lines).rstrip())
    print("\n  · nghỉ hằng tuần   * nghỉ lễ, nghỉ bù, nghỉ hoán đổi   + làm bù\n")
    for m in range(1, 13):
        for d in range(1, monthrange(year, m)[1] + 1):
            info = calendar.day(date(year, m, d))
            if info.kind not in ("work", "weekly_rest"):
                doubt = " (chưa đối chiếu)" if info.unverified else ""
                word = "làm " if info.working else "nghỉ"
                print(f"  {word}  {say_day(date(year, m, d)):<19}  {info.reason}  [{info.source}]{doubt}")
    total = calendar.working_days_between(date(year, 1, 1), date(year, 12, 31)) + calendar.is_working_day(date(year, 1, 1))
    print(f"\n  Cả năm: {total} ngày làm việc")
    if year in calendar.notes:
        print(f"  Lưu ý: {calendar.notes[year]}")
    return 0


def _month(calendar: Calendar, year: int, month: int) -> list[str]:
    """Eight lines of one width: title, weekdays, six weeks."""
    first, length = monthrange(year, month)
    cells = ["    "] * first
    working = 0
    for d in range(1, length + 1):
        info = calendar.day(date(year, month, d))
        working += info.working
        mark = {"work": " ", "weekly_rest": "·"}.get(info.kind, "+" if info.working else "*")
        cells.append(f"{d:>3}{mark}")
    cells += ["    "] * (42 - len(cells))
    title = f"Tháng {month} ({working} ngày làm việc)"
    return [f"{title:^28}", "  T2  T3  T4  T5  T6  T7  CN "[:28]] + ["".join(cells[w:w + 7]) for w in range(0, 42, 7)]


def _run_check(args) -> int:
    from .check import check_year

    years = (read_year(args.year),) if args.year else loaded_years()
    wrong = 0
    for year in years:
        found = check_year(year)
        wrong += len(found)
        print(f"{year}: " + ("khớp với luật và âm lịch" if not found else f"{len(found)} điểm cần xem"))
        for finding in found:
            print(f"  {finding.text}")
    return 1 if wrong else 0
