"""A final report is sent: the part moves on, its clock is met, the issuer is told, once."""

from collections import Counter

from tools.chaos import Scenario

from . import _ground


class Chaos(Scenario):
    name = "report"
    pool = 2500  # parts to report on, more than one run can use

    def prepare(self, folder):
        self.parts = [part.pk for part in _ground.give_parts(self.pool)]
        self.given = {}
        return _ground.province().dung

    def act(self, client, key):
        part = self.given.get(key) or self.given.setdefault(key, self.parts.pop())
        form = {"body": f"Đã xong {key}", "no_evidence_reason": "Việc thử", "gui": "1", "luot": _ground.word(key)}
        return client.post(f"/phan-viec/{part}/bao-cao/", form).status == 302

    def check(self, ledger):
        from openpar.apps.tasks.models import Assignment, Report
        from openpar.core.models import Deadline

        keys = {part: key for key, part in self.given.items()}
        problems, sent = [], Counter()
        entries = _ground.acts_of("tasks.assignment", "tasks.assignment.submit")
        reports = Counter(Report.objects.filter(final=True, state="sent").values_list("assignment_id", flat=True))
        waiting = Counter(Deadline.objects.filter(room="tasks.assignment", duty="appraise").values_list("object_id", flat=True))
        for part in Assignment.objects.filter(pk__in=keys).select_related("deadline"):
            done = part.state == "submitted"
            if done:
                sent[keys[part.pk]] += 1
            got = (entries[part.pk], reports[part.pk], waiting[part.pk], bool(part.deadline.met_at))
            if got != ((1, 1, 1, True) if done else (0, 0, 0, False)):
                problems.append(f"part {part.pk} ({part.state}): entries, reports, appraisal clocks, own clock met are {got}")
        return problems + _ground.counted_once("report", ledger.promised, ledger.unknown, sent) + _ground.trail_problems()
