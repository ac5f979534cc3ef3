"""A full round of the demonstration framework in the demo: departments and districts, on the demo's own tasks and on facts that say they are made up."""

import random
from datetime import date, timedelta
from decimal import Decimal

from openpar.apps.demo import round_facts
from openpar.apps.indices.selectors import rounds as seen
from openpar.apps.indices.selectors import rounds_framework as shelf
from openpar.apps.indices.selectors import rounds_gap
from openpar.apps.indices.selectors.rounds_score import standing
from openpar.apps.indices.services import rounds_cells, rounds_facts, rounds_open, rounds_result, rounds_sheets
from openpar.apps.indices.services import rounds_gap as giving
from openpar.apps.indices.services.rounds_cells import Cell
from openpar.core import snapshots
from openpar.core.models import Organisation

OPENED = date(2022, 11, 21)
CALENDAR = {"plan": date(2022, 11, 21), "self_score": date(2022, 11, 28), "evidence": date(2022, 11, 28), "appraisal1": date(2022, 12, 1),
            "explanation": date(2022, 12, 5), "appraisal2": date(2022, 12, 7), "approval": date(2022, 12, 9), "publication": date(2022, 12, 12)}
OBJECTIONS = ("Đơn vị đã ban hành văn bản trước thời hạn; kèm số, ngày văn bản để đối chiếu.",
              "Một phần chậm do chờ ý kiến của cơ quan cấp trên; đề nghị xem xét.",
              "Số liệu chưa tính nhiệm vụ được gia hạn theo quyết định của Chủ tịch UBND tỉnh.")
QUARTER = Decimal("0.25")
# Points on top and points taken off: which district, how often by the rule of the criterion, and why. All others have none.
MORE = {("106", "bonus"): (1, "Sáng kiến đặt lịch hẹn trả kết quả qua điện thoại (tình huống minh hoạ)"),
        ("110", "bonus"): (2, "Hai cách làm mới về tổ tư vấn tại xã (tình huống minh hoạ)"),
        ("108", "deduction"): (1, "Một báo cáo ghi đã xong khi chưa có minh chứng (tình huống minh hoạ)")}
OUT = ("bqlkkt", "Đang kiện toàn tổ chức, chưa đủ điều kiện đánh giá năm nay (tình huống minh hoạ)")


def add(history) -> None:
    """Put the round on the calendar of a history."""
    rng, people = random.Random(766), history.people
    state: dict = {"rounds": []}
    chance = history.rng.getstate()  # what the round does must not change how the tasks went

    def open_both(at):
        keeper, by = Organisation.objects.get(code="ubnd_tinh"), history.actor(people["lan"], at)
        snapshots.take(OPENED)  # what the round is computed from: everything up to the day before
        for level, words in (("department", "các sở, ban, ngành"), ("district", "các huyện, thành phố")):
            units = list(seen.rated_units(keeper, level, OPENED))[: 20 if level == "department" else 8]
            made = rounds_open.open_round(title=f"Đánh giá cải cách hành chính {words} năm 2022 (minh hoạ)", ref=f"demo/{level}-2022", year=2022,
                                          starts_on=date(2022, 1, 1), ends_on=round_facts.ENDS, units=units, calendar=CALENDAR, keeper=keeper, by=by, at=at)
            facts = round_facts.stated(made, units, round_facts.made_up(made, units, rng, history.temper))
            round_facts.enter(made, units, facts, by=by, at=at)
            rounds_facts.propose(made, by=by, at=at, given=facts)
            state["rounds"].append(made.pk)

    def each(act):
        def run(at):
            for pk in state["rounds"]:
                act(seen.round_of(pk), at)
        return run

    history.at(OPENED, open_both)
    history.at(OPENED + timedelta(days=4), each(lambda r, at: _self_scores(history, r, rng, at)))
    history.at(OPENED + timedelta(days=9), each(lambda r, at: _appraise(history, r, rng, at)))
    history.at(OPENED + timedelta(days=11), each(lambda r, at: _answer(history, r, rng, at)))
    history.at(OPENED + timedelta(days=15), each(lambda r, at: _settle(history, r, rng, at)))
    history.at(date(2022, 12, 9), each(lambda r, at: _approve(history, r, at)))
    history.at(date(2022, 12, 12), each(lambda r, at: rounds_result.publish(r, by=history.actor(people["lan"], at), at=at)))
    history.at(date(2022, 12, 13), lambda at: _give_ten(history, state["rounds"], at))
    history.at(date(2022, 12, 14), lambda at: _open_communes(history, at))
    history.rng.setstate(chance)


def _open_communes(history, at):
    """A round that has just begun, to be tried by hand: a district rates its communes."""
    district, te = Organisation.objects.get(code="107"), history.people["te"]
    days = (14, 19, 20, 23, 26, 28, 29, 30)
    rounds_open.open_round(title="Đánh giá cải cách hành chính các xã, thị trấn huyện Mường Tè năm 2022 (minh hoạ)", ref="demo/commune-2022", year=2022,
                           starts_on=date(2022, 1, 1), ends_on=date(2022, 11, 30), units=list(seen.rated_units(district, "commune", OPENED)), keeper=district,
                           calendar=dict(zip(CALENDAR, (date(2022, 12, d) for d in days), strict=True)), by=history.actor(te, at), at=at)


def _quarter(value: Decimal) -> Decimal:
    return (value / QUARTER).to_integral_value() * QUARTER


def _heads(history, sheet, at):
    return history.actor(history.who(sheet.organisation_id, "head"), at)


def _self_scores(history, round, rng, at):
    """Each unit scores itself: what the system computed, sometimes a little better; the rest from its own knowledge."""
    leaves = shelf.leaves(shelf.frozen(round))
    for sheet in round.sheets.select_related("organisation", "round"):
        computed = dict(sheet.entries.filter(stream="automatic").exclude(points=None).values_list("code", "points"))
        cells = []
        for code, c in leaves.items():
            if not shelf.accepts("self", c) or _unscored(sheet, c):
                continue
            value = computed.get(code)
            if value is None:
                share = rng.choice(("1", "1", "1", "0") if c.rule.method == "yes_no" else ("1", "1", "1", "0.75", "0.5"))
                value = _quarter(c.max * Decimal(share))
            elif rng.random() < 0.12:
                value = min(c.max, value + QUARTER)
            cells.append(Cell(sheet.pk, code, "self", value))
        by = _heads(history, sheet, at)
        rounds_cells.write(cells, by=by, at=at)
        rounds_sheets.submit(sheet, by=by, at=at)
        rounds_sheets.proof_done(sheet, by=by, at=at)


def _appraiser(history, sheet, at):
    return history.actor(history.people["kiemsoat" if sheet.organisation.code == "snv" else "lan"], at)


def _appraise(history, round, rng, at):
    """The office takes what the system computed; of what was self-scored it cuts some."""
    leaves = shelf.leaves(shelf.frozen(round))
    for sheet in round.sheets.select_related("organisation", "round"):
        if sheet.organisation.code == OUT[0]:
            rounds_sheets.exclude(sheet, reason=OUT[1], by=history.actor(history.people["lan"], at), at=at)
            continue
        said: dict = {}
        for code, stream, points in sheet.entries.exclude(points=None).values_list("code", "stream", "points"):
            said.setdefault(code, {})[stream] = points
        cells = []
        for code, c in leaves.items():
            if c.kind != "core":
                cells.append(_more(sheet, c))
                continue
            own, computed = said.get(code, {}).get("self"), said.get(code, {}).get("automatic")
            value, comment = (computed, None) if computed is not None else (own, None)
            if computed is None and own and rng.random() < 0.18 and c.rule.method != "yes_no":
                value, comment = _quarter(own * Decimal("0.75")), "Minh chứng chưa đủ so với thang điểm."
            if value is not None:
                cells.append(Cell(sheet.pk, code, shelf.first_stream(c), value, comment=comment))
        by = _appraiser(history, sheet, at)
        rounds_cells.write(cells, by=by, at=at)
        rounds_sheets.appraise(sheet, by=by, at=at)


def _unscored(sheet, c) -> bool:
    """What a unit says nothing about: points on top or off, and the question that one unit left unanswered."""
    return c.kind != "core" or (sheet.organisation.code, c.metric) == round_facts.SILENT


def _more(sheet, c) -> Cell:
    """The appraiser's points on top or off: what the rule gives for how often it happened."""
    times, why = MORE.get((sheet.organisation.code, c.kind), (0, None))
    points = c.rule.how.function(Decimal(times), c.rule.params, c.max)[0]
    return Cell(sheet.pk, c.code, shelf.first_stream(c), points, comment=why, inputs={"value": str(times)} if times else None)


def _answer(history, round, rng, at):
    """Some units object to what was cut; the others agree."""
    for sheet in round.sheets.filter(state="appraised").select_related("organisation", "round"):
        by = _heads(history, sheet, at)
        cut = list(sheet.entries.filter(stream="appraisal1", comment__startswith="Minh chứng").order_by("code"))
        if not cut or rng.random() < 0.55:
            rounds_sheets.agree(sheet, by=by, at=at)
            continue
        own = dict(sheet.entries.filter(stream="self", code__in=[e.code for e in cut]).values_list("code", "points"))
        rounds_cells.write([Cell(sheet.pk, e.code, "explanation", own[e.code], comment=rng.choice(OBJECTIONS)) for e in cut[:2]], by=by, at=at)
        rounds_sheets.object_(sheet, by=by, at=at)


def _settle(history, round, rng, at):
    for sheet in round.sheets.filter(state="objected").select_related("organisation", "round"):
        by = _appraiser(history, sheet, at)
        asked = {e.code: e.points for e in sheet.entries.filter(stream="explanation")}
        rounds_cells.write([Cell(sheet.pk, code, "appraisal2", points, comment="Chấp nhận sau khi đối chiếu minh chứng bổ sung.")
                            for code, points in asked.items() if rng.random() < 0.6], by=by, at=at)
        rounds_sheets.settle(sheet, by=by, at=at)


def _approve(history, round, at):
    rounds_result.close(round, by=history.actor(history.people["lan"], at), at=at)
    rounds_result.approve(round, by=history.actor(history.people["chutich"], at), at=at)


def _give_ten(history, rounds, at):
    """Ten tasks born from the greatest gaps that a metric can follow."""
    by, found = history.actor(history.people["chutich"], at), []
    for r in map(seen.round_of, rounds):
        now = standing(r)
        for unit in now.scoring.units:
            gap = rounds_gap.gap_of(r, now, int(unit))
            line = max((x for _a, leaves in gap.areas for x in leaves if x.lost and x.e.inputs.get("metric") != "surveys.satisfaction_share"
                        and shelf.leaves(shelf.frozen(r))[x.code].metric), key=lambda x: x.lost, default=None)
            if line is not None:
                found.append((line.lost, int(unit), r, gap, line.code))
    for lost, _unit, r, gap, code in sorted(found, key=lambda f: (-f[0], f[1]))[:10]:
        why = rounds_gap.why(gap, code)
        giving.give(r, gap.sheet.organisation, code, title=f"{why.criterion.title}: đạt {why.proposed_words}"[:300], due_on=date(2023, 3, 31),
                    target=why.proposed, start=why.fact.number() if why.fact else None, lost=lost, by=by, at=at)
