"""How the room's things are said to programs. People are named only inside the organisation whose part it is, as on the pages."""

from datetime import date, datetime
from decimal import Decimal

from ninja import Schema
from pydantic import Field

from openpar.core.api.schemas import OrganisationRef, ProofOut, proof

from .. import rules
from ..selectors.status import soon_limit


class PersonOut(Schema):
    id: int
    name: str


class TaskRef(Schema):
    id: int
    code: str
    title: str


class DirectiveOut(Schema):
    """Văn bản chỉ đạo."""

    id: int
    issuer: OrganisationRef
    doc_type: str
    number: str
    issued_on: date | None
    signer: str
    title: str
    state: str
    version: int
    amends_id: int | None
    created_at: datetime
    issued_at: datetime | None


class DirectiveDetail(DirectiveOut):
    text: str
    outline: list
    oddities: list


class TargetOut(Schema):
    """A figure that a task must reach."""

    id: int
    metric: str
    op: str
    value: Decimal | None
    unit: str
    year: int | None


class TaskOut(Schema):
    """Nhiệm vụ."""

    id: int
    code: str
    title: str
    issuer: OrganisationRef
    directive_id: int | None
    parent_id: int | None = Field(description="Phần việc mà từ đó giao tiếp xuống.")
    clause: str
    section: str
    field: str
    priority: int
    product: str
    due_type: str
    due_on: date | None
    due_text: str
    cycle: str
    origin: str
    origin_label: str
    state: str
    version: int
    issued_at: datetime


class TaskDetail(TaskOut):
    text: str
    report_to: str
    legal_refs: list
    coordinating_text: str
    targets: list[TargetOut]


class AssignmentOut(Schema):
    """Phần việc của một cơ quan."""

    id: int
    task: TaskRef
    organisation: OrganisationRef
    issuer: OrganisationRef
    part: str
    state: str
    status: str = Field(description="Tình trạng tính theo hạn vào lúc trả lời.")
    open: bool
    due_type: str
    due_at: datetime | None
    section: str
    field: str
    directive_id: int | None
    progress: int
    assigned_at: datetime
    received_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    quality: str
    reminded: int
    escalated: int
    returned: int
    version: int = Field(description="Cũng là ETag; gửi lại ở If-Match để không ghi đè thay đổi của người khác.")


class ReportOut(Schema):
    """Báo cáo kết quả hoặc báo cáo kỳ."""

    id: int
    assignment_id: int
    final: bool
    period_from: date | None
    period_to: date | None = Field(description="Ngày đầu tiên không còn thuộc kỳ.")
    body: str
    progress: int | None
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    appraised_at: datetime | None
    answer: str
    version: int


class ExtensionOut(Schema):
    """Đề nghị gia hạn."""

    id: int
    assignment_id: int
    old_due_on: date
    asked_due_on: date
    granted_due_on: date | None
    cause: str
    reason: str
    asked_late: bool
    asked_at: datetime
    state: str
    decided_at: datetime | None
    answer: str


class AssignmentDetail(AssignmentOut):
    progress_note: str
    instruction: str
    handler: PersonOut | None = Field(description="Chỉ có khi thẻ thuộc cơ quan thực hiện.")
    sub_unit: OrganisationRef | None
    targets: list[TargetOut]
    reports: list[ReportOut]
    extensions: list[ExtensionOut]
    evidence: list[ProofOut]


def part(row, now, soon_at=None) -> dict:
    """A part as a row of a list."""
    names = ("id", "task", "organisation", "issuer", "part", "state", "open", "due_type", "due_at", "section", "field", "directive_id",
             "progress", "assigned_at", "received_at", "submitted_at", "accepted_at", "quality", "reminded", "escalated", "returned", "version")
    status = rules.status(row.state, due_at=row.due_at, submitted_at=row.submitted_at, now=now, soon_at=soon_at or soon_limit(now))
    return {**{n: getattr(row, n) for n in names}, "status": status}


def part_page(page) -> dict:
    """A part with everything that its page shows to this program."""
    row, inside = page.part, page.inside
    handler = {"id": row.handler_id, "name": row.handler.full_name} if row.handler_id and inside else None
    return {**part(row, page.now), "progress_note": row.progress_note, "instruction": row.instruction if inside else "", "handler": handler,
            "sub_unit": row.sub_unit if inside else None, "targets": [g.target for g in page.goals], "extensions": page.extensions,
            "reports": [report(r, inside) for r in page.reports if inside or not (r.final and r.state == "draft")],
            "evidence": [proof(e) for e in page.evidence]}


def report(row, inside: bool) -> dict:
    """A report; what is still being written is read by its writers alone."""
    hidden = not inside and row.state in ("due", "draft")
    names = ("id", "assignment_id", "final", "period_from", "period_to", "state", "due_at", "sent_at", "appraised_at", "answer", "version")
    return {**{n: getattr(row, n) for n in names}, "body": "" if hidden else row.body, "progress": None if hidden else row.progress}
