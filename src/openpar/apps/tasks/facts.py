"""What the room exports for measuring: surrogate ids, days of events, counts and states. No names, no texts, no persons."""

from django.utils.translation import gettext_lazy as _

from openpar.core.facts import FactTable

from .models import Addressee, Task

PROOFS = "SELECT owner_id, count(*) AS number FROM core_evidence WHERE room = 'tasks.assignment' GROUP BY owner_id"

ASSIGNMENTS = FactTable("assignments", _("Phần việc"), {
    "id": ("id", _("phần việc")), "task_id": ("id", _("nhiệm vụ")), "directive_id": ("id", _("văn bản giao")),
    "organisation_id": ("id", _("đơn vị thực hiện")), "issuer_id": ("id", _("cơ quan giao")),
    "part": ("code", _("vai trò")), "due_type": ("code", _("loại hạn")), "state": ("code", _("trạng thái")), "field": ("code", _("lĩnh vực")),
    "assigned_on": ("day", _("ngày giao")), "received_on": ("day", _("ngày tiếp nhận")), "due_on": ("day", _("hạn")),
    "submitted_on": ("day", _("ngày báo cáo")), "accepted_on": ("day", _("ngày chấp nhận")),
    "counts": ("yes", _("chưa bị thu hồi")), "done": ("yes", _("hoàn thành")), "in_time": ("yes", _("hoàn thành đúng hạn")),
    "received_days": ("whole", _("số ngày từ giao đến tiếp nhận")), "returned": ("whole", _("số lần trả lại")),
    "extended": ("whole", _("số lần gia hạn")), "proofs": ("whole", _("số minh chứng")),
}, "assigned_on", f"""
    SELECT a.id, a.task_id, a.directive_id, a.organisation_id, a.issuer_id, a.part, a.due_type, a.state, a.field,
      <day a.assigned_at> AS assigned_on, <day a.received_at> AS received_on, <day a.due_at> AS due_on,
      <day a.submitted_at> AS submitted_on, <day a.accepted_at> AS accepted_on,
      a.state <> 'cancelled' AS counts, a.state = 'accepted' AS done,
      a.state = 'accepted' AND (a.due_at IS NULL OR a.submitted_at IS NULL OR <moment a.submitted_at> <= <moment a.due_at>) AS in_time,
      <day a.received_at> - <day a.assigned_at> AS received_days, a.returned,
      coalesce(x.number, 0) AS extended, coalesce(p.number, 0) AS proofs
    FROM tasks_assignment a
    LEFT JOIN (SELECT assignment_id, count(*) AS number FROM tasks_extension WHERE state = 'granted' GROUP BY assignment_id) x ON x.assignment_id = a.id
    LEFT JOIN ({PROOFS}) p ON p.owner_id = a.id""", {"part": dict(Addressee.Part.choices), "due_type": dict(Task.DueType.choices)})

TASKS = FactTable("tasks", _("Nhiệm vụ"), {
    "id": ("id", _("nhiệm vụ")), "directive_id": ("id", _("văn bản giao")), "organisation_id": ("id", _("cơ quan giao")),
    "due_type": ("code", _("loại hạn")), "state": ("code", _("trạng thái")), "field": ("code", _("lĩnh vực")), "origin": ("code", _("nguồn")),
    "given_on": ("day", _("ngày giao đầu tiên")), "due_on": ("day", _("hạn")), "parts": ("whole", _("số phần việc")),
}, "given_on", """
    SELECT t.id, t.directive_id, t.issuer_id AS organisation_id, t.due_type, t.state, t.field, t.origin,
      <day g.first> AS given_on, t.due_on, coalesce(g.number, 0) AS parts
    FROM tasks_task t
    LEFT JOIN (SELECT task_id, min(assigned_at) AS first, count(*) AS number FROM tasks_assignment GROUP BY task_id) g ON g.task_id = t.id""")

REPORTS = FactTable("reports", _("Báo cáo"), {
    "id": ("id", _("báo cáo")), "assignment_id": ("id", _("phần việc")), "organisation_id": ("id", _("đơn vị báo cáo")),
    "issuer_id": ("id", _("cơ quan giao")), "final": ("yes", _("báo cáo kết quả")), "state": ("code", _("trạng thái")),
    "period_from": ("day", _("kỳ từ ngày")), "period_to": ("day", _("kỳ đến trước ngày")), "due_on": ("day", _("hạn")),
    "sent_on": ("day", _("ngày gửi")), "appraised_on": ("day", _("ngày thẩm định")),
    "in_time": ("yes", _("gửi đúng hạn")), "complete": ("yes", _("có nội dung và minh chứng")),
}, "sent_on", f"""
    SELECT r.id, r.assignment_id, a.organisation_id, a.issuer_id, r.final, r.state, r.period_from, r.period_to, <day r.due_at> AS due_on,
      <day r.sent_at> AS sent_on, <day r.appraised_at> AS appraised_on,
      r.sent_at IS NOT NULL AND (r.due_at IS NULL OR <moment r.sent_at> <= <moment r.due_at>) AS in_time,
      length(trim(r.body)) > 0 AND coalesce(p.number, 0) > 0 AS complete
    FROM tasks_report r JOIN tasks_assignment a ON a.id = r.assignment_id
    LEFT JOIN ({PROOFS}) p ON p.owner_id = a.id""")

EXTENSIONS = FactTable("extensions", _("Đề nghị gia hạn"), {
    "id": ("id", _("đề nghị")), "assignment_id": ("id", _("phần việc")), "organisation_id": ("id", _("đơn vị đề nghị")),
    "issuer_id": ("id", _("cơ quan giao")), "state": ("code", _("trạng thái")), "asked_on": ("day", _("ngày đề nghị")),
    "decided_on": ("day", _("ngày quyết định")), "old_due_on": ("day", _("hạn cũ")), "granted_due_on": ("day", _("hạn mới")),
    "late": ("yes", _("đề nghị sau hạn")),
}, "asked_on", """
    SELECT x.id, x.assignment_id, a.organisation_id, a.issuer_id, x.state, <day x.asked_at> AS asked_on, <day x.decided_at> AS decided_on,
      x.old_due_on, x.granted_due_on, x.asked_late AS late
    FROM tasks_extension x JOIN tasks_assignment a ON a.id = x.assignment_id""")

EVIDENCE = FactTable("evidence", _("Minh chứng"), {
    "id": ("id", _("minh chứng")), "assignment_id": ("id", _("phần việc")), "organisation_id": ("id", _("đơn vị thực hiện")),
    "kind": ("code", _("loại")), "added_on": ("day", _("ngày thêm")),
}, "added_on", """
    SELECT e.id, e.owner_id AS assignment_id, a.organisation_id, e.kind, <day e.added_at> AS added_on
    FROM core_evidence e JOIN tasks_assignment a ON a.id = e.owner_id WHERE e.room = 'tasks.assignment'""")

TABLES = (ASSIGNMENTS, TASKS, REPORTS, EXTENSIONS, EVIDENCE)
