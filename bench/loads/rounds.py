"""Fills a round of 63 units × 95 criteria and times its spreadsheet and the saving of cells; prints JSON. Run by bench/rounds.py."""

import json
import statistics
import time
from datetime import datetime, timedelta
from decimal import Decimal

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

NOW = datetime(2022, 12, 15, 9, 30, tzinfo=timezone.get_default_timezone())
UNITS, AREAS, LEAVES = 63, 5, 19  # 5 × 19 = 95 criteria
STEPS = ("plan", "self_score", "evidence", "appraisal1", "explanation", "appraisal2", "approval", "publication")


def framework() -> str:
    """A rulebook file with 95 criteria, half of them automatic."""
    def leaf(a, k):
        rule = "metric: tasks.on_time_share, by: automatic, score: {method: proportion}" if k % 2 else "by: self, score: {method: proportion}"
        return f'      - {{code: "{a}.{k}", title: Tiêu chí {a}.{k}, max: 1, {rule}}}'
    areas = "\n".join(f'  - code: "{a}"\n    title: Lĩnh vực {a}\n    max: {LEAVES}\n    criteria:\n' + "\n".join(leaf(a, k) for k in range(1, LEAVES + 1))
                      for a in range(1, AREAS + 1))
    return f"index: bench\nlevel: department\nyear: 2022\ntitle: Khung đo\nstatus: published\nexample: true\nsource: Khung đo\ntotal: {AREAS * LEAVES}\n" \
           f"settings: {{decimals: 2}}\ncriteria:\n{areas}\n"


def fill():
    """Organisations, a round, and 63 × 95 entries in three streams."""
    from openpar.apps.indices.models import Entry, Round, Sheet
    from openpar.apps.indices.selectors import rounds_framework as shelf
    from openpar.core import organisations
    from openpar.core.models import Membership, User

    since = NOW.date().replace(year=2017)
    root = organisations.add(code="goc", name="Ủy ban nhân dân tỉnh", kind="committee", valid_from=since)
    units = [organisations.add(code=f"dv{i}", name=f"Đơn vị {i}", kind="department", parent=root, valid_from=since) for i in range(UNITS)]
    office = User.objects.create(username="office", full_name="Văn phòng")
    Membership.objects.create(user=office, organisation=root, role="reform_office", valid_from=since)
    text = framework()
    parsed = shelf.parsed("bench/2022", text)
    made = Round.objects.create(keeper=root, title="Đợt đo", year=2022, index="bench", level="department", framework_ref="bench/2022",
                                framework_digest=parsed.digest, framework_text=text, starts_on=NOW.date(), ends_on=NOW.date(), opened_at=NOW,
                                calendar={s: (NOW.date() + timedelta(days=n)).isoformat() for n, s in enumerate(STEPS)})
    sheets = Sheet.objects.bulk_create([Sheet(round=made, organisation=o, state="submitted") for o in units])
    Entry.objects.bulk_create([Entry(sheet=s, code=c.code, stream=stream, points=Decimal("0.75"), at=NOW, locked=stream == "self")
                               for s in sheets for c in parsed.leaves() for stream in ("automatic", "self", "appraisal1")], batch_size=1000)
    return office, made, sheets


def timed(act, times):
    """The median of several runs in milliseconds, after one that does not count, and the last answer."""
    answer, took = act(0), []
    for n in range(1, times + 1):
        began = time.perf_counter()
        answer = act(n)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), answer


def main():
    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    office, made, sheets = fill()
    client = Client()
    client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    opened, page = timed(lambda n: client.get(f"/dot-danh-gia/{made.pk}/bang/"), 7)
    cells = page.content.decode().count('class="cell"')
    saved, last = timed(lambda n: client.post(f"/phieu-cham/{sheets[n].pk}/o/", {"code": "1.1", "stream": "appraisal1", "version": "1", "value": "0,5"}), 30)
    print(json.dumps([{"kind": "open", "what": f"open {UNITS} × {AREAS * LEAVES} cells", "ms": opened, "correct": cells == UNITS * AREAS * LEAVES},
                      {"kind": "save", "what": "save one cell", "ms": saved, "correct": last.status_code == 200 and last.json()["value"] == "0,5"}]))


main()
