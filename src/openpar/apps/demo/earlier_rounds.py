"""Rounds of two earlier years in the demo, entered as an office enters what it has on paper; and the tasks that the last of them brought.

All their facts are made up and say so. The framework changed after them, so the lines of the gap page break there.
"""

import random
from collections import Counter
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
from openpar.apps.tasks.selectors import records
from openpar.apps.tasks.services import appraise, work
from openpar.core import clock, evidence
from openpar.core.models import Organisation

YEARS, GIVEN = (2020, 2021), date(2022, 2, 8)
DAYS = (4, 11, 12, 18, 20, 21, 26, 28)  # of January after the year, in the order of the calendar
LEVELS = (("department", "các sở, ban, ngành", 20), ("district", "các huyện, thành phố", 8))
STEPS = ("plan", "self_score", "evidence", "appraisal1", "explanation", "appraisal2", "approval", "publication")
SLOWER = {2020: Decimal("-0.09"), 2021: Decimal("-0.05")}  # how much less was done in time than in 2022


def play(history) -> None:
    """The rounds of 2020 and 2021, and eight tasks of 2022 that came from the second."""
    rng = random.Random(2021)
    for year in YEARS:
        made = [_round(history, rng, year, level, words, most) for level, words, most in LEVELS]
    _give(history, made)


def _moment(year, step, hour=9):
    return clock.at_time(date(year + 1, 1, DAYS[STEPS.index(step)]), hour)


def _round(history, rng, year, level, words, most) -> int:
    at = _moment(year, "plan")
    with clock.fixed(at):
        keeper, by = Organisation.objects.get(code="ubnd_tinh"), history.actor(history.people["lan"], at)
        units = list(seen.rated_units(keeper, level, at.date()))[:most]
        made = rounds_open.open_round(
            title=f"Đánh giá cải cách hành chính {words} năm {year} (số liệu mô phỏng)", ref=f"demo/{level}-2020", year=year,
            starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), units=units, keeper=keeper, by=by, at=at,
            calendar={s: _moment(year, s).date() for s in STEPS})
        rounds_facts.propose(made, by=by, at=at, given=round_facts.made_up(made, units, rng, history.temper, float(SLOWER[year])))
    _score(history, rng, made, _moment(year, "appraisal1"))
    at = _moment(year, "appraisal2")
    with clock.fixed(at):
        for sheet in made.sheets.select_related("organisation", "round"):
            rounds_sheets.settle(sheet, by=_appraiser(history, sheet, at), at=at)
    at = _moment(year, "approval")
    with clock.fixed(at):
        rounds_result.close(made, by=by, at=at)
        rounds_result.approve(made, by=history.actor(history.people["chutich"], at), at=at)
    at = _moment(year, "publication")
    with clock.fixed(at):
        rounds_result.publish(seen.round_of(made.pk), by=by, at=at)
    return made.pk


def _appraiser(history, sheet, at):
    return history.actor(history.people["kiemsoat" if sheet.organisation.code == "snv" else "lan"], at)


def _score(history, rng, made, at):
    """The points as they stood in the decision of that year: what the facts give by the rules, and the rest from the paper."""
    leaves = shelf.leaves(shelf.frozen(made))
    with clock.fixed(at):
        sheets = list(made.sheets.select_related("organisation", "round"))
        cells: dict = {}
        for sheet in sheets:
            computed = dict(sheet.entries.filter(stream="automatic").exclude(points=None).values_list("code", "points"))
            mine = cells.setdefault(_appraiser(history, sheet, at), [])
            for code, c in leaves.items():
                value = computed.get(code)
                if value is None:
                    value = c.max * Decimal(rng.choice(("1", "1", "1", "0") if c.rule.method == "yes_no" else ("1", "1", "0.75", "0.5", "0.5")))
                mine.append(Cell(sheet.pk, code, shelf.first_stream(c), value))
        for by, some in cells.items():
            rounds_cells.write(some, by=by, at=at)
        for sheet in sheets:
            rounds_sheets.appraise(sheet, by=_appraiser(history, sheet, at), at=at)


def _give(history, rounds):
    """The greatest losses that a metric can follow, under a rule that next year keeps; what was given is reported in the course of 2022."""
    at, found = clock.at_time(GIVEN, 9), []
    with clock.fixed(at):
        by = history.actor(history.people["chutich"], at)
        for r in map(seen.round_of, rounds):
            now, later = standing(r), shelf.leaves(shelf.parsed(f"demo/{r.level}-2022", shelf.text_of(f"demo/{r.level}-2022")))
            leaves = shelf.leaves(shelf.frozen(r))
            for unit in now.scoring.units:
                gap = rounds_gap.gap_of(r, now, int(unit))
                found += [(x.lost, int(unit), x.code, r, gap) for _a, some in gap.areas for x in some
                          if x.lost and leaves[x.code].metric and not leaves[x.code].metric.startswith("surveys.") and x.code in later
                          and (later[x.code].metric, later[x.code].rule, later[x.code].max) == (
                              leaves[x.code].metric, leaves[x.code].rule, leaves[x.code].max)]
        chosen, seen_before = [], Counter()
        for lost, unit, code, r, gap in sorted(found, key=lambda f: (-f[0], *f[1:3])):
            if len(chosen) < 8 and seen_before[code] < 2 and seen_before[unit] < 2:
                seen_before.update((code, unit))
                chosen.append((lost, r, gap, code))
        for i, (lost, r, gap, code) in enumerate(chosen):
            why = rounds_gap.why(gap, code)
            made = giving.give(r, gap.sheet.organisation, code, title=f"{why.criterion.title}: đạt {why.proposed_words}"[:300], due_on=date(2022, 9, 30),
                               target=why.proposed, start=why.fact.number() if why.fact else None, lost=lost, by=by, at=at)
            _work(history, made.task_id, i)


def _work(history, task, i):
    """Received the day after; most are reported and accepted before the round of 2022 closes its facts, one is still worked on."""
    pk = records.parts(task=task).get().pk

    def head(at):
        part = records.part(pk)
        return part, history.actor(history.who(part.organisation_id, "head"), at)

    def report(at):
        part, by = head(at)
        evidence.add_document("tasks.assignment", pk, number=f"{210 + i}/BC-{part.organisation.code.upper()}", issued_on=clock.timezone.localtime(at).date(),
                              issuer=part.organisation.name, title=f"Báo cáo kết quả: {part.task.title}"[:280], by=by, at=at,
                              organisation_id=part.organisation_id)
        work.submit(part, by=by, at=at, body="Đã rà soát quy trình, bố trí lại người; số liệu của kỳ đã cải thiện.")

    def receive(at):
        part, by = head(at)
        work.receive(part, by=by, at=at)

    history.at(GIVEN + timedelta(days=1), receive)
    if i == 5:
        return
    sent = date(2022, 8, 1) + timedelta(days=9 * i)
    history.at(sent, report)
    history.at(sent + timedelta(days=3), lambda at: appraise.accept(records.part(pk), by=history.actor(history.people["lan"], at), at=at, quality="good"))
