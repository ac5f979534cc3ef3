"""A directive is pasted and issued: three tasks, five parts, their deadlines, trail and messages, all or none."""

import re
from collections import Counter

from tools.chaos import Scenario

from . import _ground

TEXT = """ỦY BAN NHÂN DÂN
TỈNH LAI CHÂU
Số: 12/CT-UBND
Lai Châu, ngày 24 tháng 11 năm 2026

CHỈ THỊ
Về việc thử sức chịu đựng {key}

1. Sở Tài chính chủ trì, rà soát các khoản chi có mã {key}, chậm nhất ngày 30/6/2027.
2. Sở Y tế chủ trì, xây dựng kế hoạch có mã {key}, chậm nhất ngày 30/6/2027.
3. Các sở, ban, ngành tỉnh rà soát quy trình nội bộ có mã {key}, chậm nhất ngày 15/7/2027.
"""
TASKS, PARTS = 3, 5


class Chaos(Scenario):
    name = "issue"

    def prepare(self, folder):
        people = _ground.province()
        self.issuer = people.ubnd_tinh.pk
        return people.lan

    def act(self, client, key):
        said = client.post("/van-ban/moi/", {"issuer": self.issuer, "text": TEXT.format(key=key)})
        # Sent again after a kill, the same text answers 409 and names the directive that is already there.
        found = re.search(r"/van-ban/(\d+)/", said.location or said.text)
        if said.status not in (302, 409) or not found:
            return False
        return client.post(f"/van-ban/{found[1]}/giao/").status in (302, 409)

    def check(self, ledger):
        from openpar.apps.tasks.models import Assignment, Directive, Task
        from openpar.core.models import Deadline, OutboxMessage

        problems, issued = [], Counter()
        entries, told = _ground.acts_of("tasks.directive", "tasks.directive.issue"), Counter()
        for message in OutboxMessage.objects.filter(topic="tasks.assigned"):
            told.update(message.payload["data"]["assignments"])
        clocks = Counter(Deadline.objects.filter(room="tasks.assignment", duty="receive").values_list("object_id", flat=True))
        given = _ground.acts_of("tasks.assignment", "tasks.assignment.issue")
        for directive in Directive.objects.filter(title__contains="thử sức chịu đựng"):
            tasks = Task.objects.filter(directive=directive)
            parts = list(Assignment.objects.filter(task__in=tasks).values_list("pk", "due_at", "deadline_id"))
            done = directive.state == "issued"
            if done:
                issued[directive.title.rsplit(" ", 1)[-1]] += 1
            wanted = (TASKS, PARTS, 1) if done else (0, 0, 0)
            got = (tasks.count(), len(parts), entries[directive.pk])
            if got != wanted:
                problems.append(f"directive {directive.pk} ({directive.state}): tasks, parts, entries are {got}, not {wanted}")
            for pk, due_at, deadline in parts:
                if not deadline or not due_at or (clocks[pk], given[pk], told[pk]) != (1, 1, 1):
                    problems.append(f"part {pk}: clock {clocks[pk]}, entry {given[pk]}, message {told[pk]}; each should be 1")
        return problems + _ground.counted_once("directive", ledger.promised, ledger.unknown, issued) + _ground.trail_problems()
