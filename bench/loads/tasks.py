# ruff: noqa: E501  the SQL reads better as it is
"""Fills an empty database with parts of tasks and times the pages of four people; prints JSON. Run by bench/tasks.py, alone in its process.

One organisation has thousands of open parts, the others hundreds; a part in seven is in the hands of an officer, and the head whose
list is timed is named in some of other organisations: indexes that help an empty column alone would not show their cost otherwise.
"""

import json
import statistics
import sys
import time
from datetime import datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

NOW = datetime(2022, 12, 15, 9, 30, tzinfo=timezone.get_default_timezone())
ORGANISATIONS, PARTS_PER_TASK, OPEN_IN_100 = 160, 8, 6


def fill(size: int):
    """Organisations and people through models, the mass by set-based SQL: 6 in 100 open, five years of due days."""
    from openpar.core import organisations
    from openpar.core.models import Membership, User

    since = NOW.date().replace(year=2017)
    root = organisations.add(code="goc", name="Ủy ban nhân dân tỉnh", kind="committee", valid_from=since)
    units = [
        organisations.add(code=f"dv{i}", name=f"Đơn vị {i}", kind="department", parent=root, valid_from=since)
        for i in range(ORGANISATIONS)
    ]
    people = {}
    for name, org, role in (
        ("leader", root, "chairman"),
        ("office", root, "reform_office"),
        ("head", units[0], "head"),
    ):
        people[name] = User.objects.create(username=name, full_name=name)
        Membership.objects.create(user=people[name], organisation=org, role=role, valid_from=since)
    officers = [User.objects.create(username=f"officer{i}", full_name=f"Công chức {i}") for i in range(ORGANISATIONS)]
    Membership.objects.bulk_create(
        Membership(user=officer, organisation=unit, role="officer", valid_from=since)
        for officer, unit in zip(officers, units, strict=True)
    )
    people["officer"] = officers[1]
    tasks = size // PARTS_PER_TASK
    pg = connection.vendor == "postgresql"
    numbers = (
        (lambda n: f"generate_series(0, {n - 1}) AS n(i)")
        if pg
        else (
            lambda n: (
                f"(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {n - 1}) SELECT i FROM n) AS n"
            )
        )
    )

    def moment(days, seconds="0"):
        base = NOW.replace(hour=16, minute=59, second=59, microsecond=0).astimezone(__import__("datetime").UTC)
        if pg:
            return (
                f"(TIMESTAMPTZ '{base.isoformat()}' + ({days}) * INTERVAL '1 day' + ({seconds}) * INTERVAL '1 second')"
            )
        return f"datetime('{base:%Y-%m-%d %H:%M:%S}', ({days}) || ' days', ({seconds}) || ' seconds')"

    true, false = ("TRUE", "FALSE") if pg else ("1", "0")
    lit = "'[]'::jsonb" if pg else "'[]'"
    obj = "'{}'::jsonb" if pg else "'{}'"
    with connection.cursor() as c:
        c.execute(f"""INSERT INTO tasks_task (code, clause, section, title, text, spans, search_fold, issuer_id, field, priority, product, report_to,
            due_type, due_text, cycle, recurring, legal_refs, coordinating_text, origin, origin_args, origin_label, origin_page, yearly_days, state,
            version, issued_at)
            SELECT 'NV-' || i, '1.a', 'Phần ' || (i % 20), 'Nhiệm vụ số ' || i, '', {lit}, 'nhiem vu so ' || i, {root.pk}, 'Lĩnh vực ' || (i % 12),
            0, '', '', 'none', '', '', {false}, {lit}, '', 'directive', {obj}, '', '', {lit}, 'active', 1, {moment("-1000")} FROM {numbers(tasks)}""")
        first = "(SELECT MIN(id) FROM tasks_task)"
        # a number that looks random but is always the same: i * 7919 modulo a prime
        mix = "(((i % 99991) * 7919) % 99991)"
        due = f"(CASE WHEN i % 100 < {OPEN_IN_100} THEN ({mix} % 120) - 30 ELSE -({mix} % 1800) - 1 END)"
        op = f"(CASE WHEN i % 100 < {OPEN_IN_100} THEN {true} ELSE {false} END)"
        state = f"""(CASE WHEN i % 100 >= {OPEN_IN_100} THEN 'accepted' WHEN {mix} % 10 < 2 THEN 'submitted' WHEN {mix} % 10 < 4 THEN 'assigned'
            WHEN {mix} % 10 < 5 THEN 'returned' ELSE 'in_progress' END)"""
        sent = f"(CASE WHEN i % 100 >= {OPEN_IN_100} OR {mix} % 10 < 2 THEN {moment(f'{due} - ({mix} % 20) + 4')} ELSE NULL END)"
        accepted = f"(CASE WHEN i % 100 >= {OPEN_IN_100} THEN {moment(f'{due} - ({mix} % 20) + 7')} ELSE NULL END)"
        # every two-hundredth part is open and the first unit's, unless its task already gives the unit one
        unit = f"({units[0].pk} + (CASE WHEN i % 200 = 3 AND i % {ORGANISATIONS} <> 3 THEN 0 ELSE i % {ORGANISATIONS} END))"
        person = f"(CASE WHEN i % 9973 = 4 THEN {people['head'].pk} WHEN i % 7 = 1 THEN {officers[0].pk} + (i % {ORGANISATIONS}) ELSE NULL END)"
        c.execute(f"""INSERT INTO core_deadline (organisation_id, person_id, room, object_id, duty, reference, title, started_at, due_at, rule, pauses, changes, open)
            SELECT {unit}, {person}, 'tasks.assignment', i, 'report', 'NV-' || (i / {PARTS_PER_TASK}), 'Nhiệm vụ số ' || (i / {PARTS_PER_TASK}),
            {moment("-1000")}, {moment(due)}, {obj}, {lit}, {lit}, {op} FROM {numbers(size)}""")
        first_deadline = "(SELECT MIN(id) FROM core_deadline)"
        c.execute(f"""INSERT INTO tasks_assignment (task_id, organisation_id, handler_id, part, issuer_id, section, field, state, open, due_type, version, assigned_at,
            due_at, deadline_id, submitted_at, accepted_at, quality, progress, progress_note, instruction, reminded, escalated, returned)
            SELECT {first} + (i / {PARTS_PER_TASK}), {unit}, {person}, 'lead', {root.pk}, 'Phần ' || ((i / {PARTS_PER_TASK}) % 20),
            'Lĩnh vực ' || ((i / {PARTS_PER_TASK}) % 12), {state}, {op}, 'date', 1, {moment(f"{due} - 60")}, {moment(due)}, {first_deadline} + i, {sent}, {accepted},
            '', 0, '', '', 0, 0, 0 FROM {numbers(size)}""")
        c.execute("VACUUM ANALYZE" if pg else "ANALYZE")
    if not pg:
        connection.cursor().execute("PRAGMA optimize")
    connection.close()  # pages are served on a connection that has not written the whole register
    return people, root, units


def timed(function, times=15):
    """Median milliseconds after three runs that do not count."""
    for _ in range(3):
        function()
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        runs.append((time.perf_counter() - start) * 1000)
    return statistics.median(runs)


def sql(query, *params):
    with connection.cursor() as c:
        c.execute(query, params)
        return c.fetchall()


def main(size: int):
    from openpar.core import clock

    call_command("migrate", verbosity=0)
    people, root, units = fill(size)
    out = []
    with clock.fixed(NOW):

        def get(person, path):
            client = Client(SERVER_NAME="localhost")
            client.force_login(people[person], backend="django.contrib.auth.backends.ModelBackend")

            def once():
                response = client.get(path)
                if response.status_code != 200:
                    raise SystemExit(f"{path} answered {response.status_code}")
                return response

            return once

        def context(page):
            # contexts are recorded only here: recording slows rendering, so it is off while times are taken
            setup_test_environment(debug=False)
            try:
                return page().context
            finally:
                teardown_test_environment()

        t = "TRUE" if connection.vendor == "postgresql" else "1"
        late = f"SELECT COUNT(*) FROM tasks_assignment WHERE issuer_id = %s AND open = {t} AND state <> 'submitted' AND due_at < %s"
        heat = f"""SELECT organisation_id, section, COUNT(*), SUM(CASE WHEN state <> 'submitted' AND due_at < %s THEN 1 ELSE 0 END)
            FROM tasks_assignment WHERE issuer_id = %s AND open = {t} GROUP BY organisation_id, section"""
        page = get("leader", "/dieu-hanh/")
        wanted = sql(late, root.pk, NOW)[0][0]
        shown = context(page)["figures"]["late"]
        out.append(
            {
                "page": "leader's page",
                "ms": timed(page),
                "sql_ms": timed(lambda: sql(heat, NOW, root.pk)),
                "correct": shown == wanted,
            }
        )
        own = f"""SELECT id FROM (SELECT id, due_at FROM tasks_assignment WHERE organisation_id = %s AND open = {t} UNION
            SELECT id, due_at FROM tasks_assignment WHERE issuer_id = %s AND open = {t}) AS u ORDER BY due_at, id LIMIT 51"""
        for person, name, path, query, params in (
            (
                "office",
                "task list",
                "/nhiem-vu/?trang-thai=",
                "SELECT id FROM tasks_assignment WHERE issuer_id = %s ORDER BY due_at, id LIMIT 51",
                (root.pk,),
            ),
            (
                "office",
                "task list, overdue",
                "/nhiem-vu/?trang-thai=overdue",
                f"SELECT id FROM tasks_assignment WHERE issuer_id = %s AND open = {t} "
                "AND state <> 'submitted' AND due_at < %s ORDER BY due_at, id LIMIT 51",
                (root.pk, NOW),
            ),
            ("head", "task list of a head", "/nhiem-vu/", own, (units[0].pk, units[0].pk)),
            (
                "officer",
                "task list of an officer",
                "/nhiem-vu/?trang-thai=",
                "SELECT id FROM tasks_assignment WHERE handler_id = %s ORDER BY due_at, id LIMIT 51",
                (people["officer"].pk,),
            ),
        ):
            page = get(person, path)
            ids = [r.row.pk for r in context(page)["rows"]]
            out.append(
                {
                    "page": name,
                    "ms": timed(page),
                    "sql_ms": timed(lambda q=query, p=params: sql(q, *p)),
                    "correct": ids == [r[0] for r in sql(query, *params)][:50],
                }
            )
        mine = f"SELECT id FROM core_deadline WHERE (organisation_id = %s OR person_id = %s) AND open = {t} ORDER BY due_at, id LIMIT 61"
        asked = (units[0].pk, people["head"].pk)
        page = get("head", "/viec-cua-toi/")
        ids = [i.row.pk for g in context(page)["groups"] for i in g["items"]]
        out.append(
            {
                "page": "my work",
                "ms": timed(page),
                "sql_ms": timed(lambda: sql(mine, *asked)),
                "correct": ids == [r[0] for r in sql(mine, *asked)][:60],
            }
        )
    print(json.dumps(out))


main(int(sys.argv[1]))
