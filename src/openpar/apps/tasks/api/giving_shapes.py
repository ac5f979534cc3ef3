"""What is said of tasks that are given and of drafts under review, by programs and to them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from openpar.core.api import Schema
from openpar.core.api.schemas import Key, Line, OrganisationRef, Words

from ..models import Task
from . import shapes

Name = Annotated[str, Field(max_length=300)]
Organisations = Annotated[list[Key], Field(max_length=500)]
DueType = Literal[*Task.DueType.values]
Cycle = Literal["", *Task.Cycle.values]
ReportDay = Annotated[int, Field(ge=1, le=31)]


class TargetIn(Schema):
    """A figure to reach."""

    metric: Annotated[str, Field(min_length=1, max_length=200)]
    op: Literal[">=", ">", "=", "<=", "<", "~"]
    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    unit: Annotated[str, Field(max_length=40)] = ""
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class TaskIn(Schema):
    """A task as one gives it: `due_type` date with `due_on`, cycle with `cycle`, or none said on purpose."""

    title: Name
    text: Words = ""
    lead_ids: Annotated[list[Key], Field(min_length=1, max_length=500)]
    coordinating_ids: Organisations = []
    due_type: DueType
    due_on: date | None = None
    cycle: Cycle = ""
    report_day: ReportDay | None = None
    report_to: Line = ""
    product: Line = ""
    field: Annotated[str, Field(max_length=120)] = ""
    leader_id: Key | None = None
    priority: Literal[0, 1, 2] = 0
    targets: Annotated[list[TargetIn], Field(max_length=50)] = []


class DraftEdit(Schema):
    """Only what is sent changes. `lead` and `coordinating` are names as one writes them, one organisation or group each."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    title: Name | None = None
    due_type: DueType | None = None
    due_on: date | None = None
    cycle: Cycle | None = None
    report_day: ReportDay | None = None
    product: Line | None = None
    field: Annotated[str, Field(max_length=120)] | None = None
    lead: Annotated[list[Line], Field(max_length=200)] | None = None
    coordinating: Annotated[list[Line], Field(max_length=200)] | None = None


class VersionIn(Schema):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class DropIn(VersionIn):
    reason: Line


class DoubtIn(VersionIn):
    """Which question (from 0), which of its answers (from 0)."""

    question: Annotated[int, Field(ge=0, le=1000)]
    answer: Annotated[int, Field(ge=0, le=1000)]


class NameIn(VersionIn):
    """Who these words mean: an organisation, a group, or (coordinating only) nobody in the register."""

    organisation_id: Key | None = None
    group_id: Key | None = None
    as_text: bool = False


class HeadIn(Schema):
    """What the document says of itself."""

    doc_type: Annotated[str, Field(max_length=60)] | None = None
    number: Annotated[str, Field(max_length=80)] | None = None
    issued_on: date | None = None
    signer: Annotated[str, Field(max_length=150)] | None = None
    title: Annotated[str, Field(min_length=1, max_length=500)] | None = None


class NameOut(Schema):
    id: int
    part: str
    wording: str
    organisation: OrganisationRef | None
    group: str
    as_text: bool
    sure: bool


class QuestionOut(Schema):
    """What is not clear; answer it with the place of an answer."""

    about: str
    title: str
    answers: list[str]
    answer: int | None


class DraftOut(Schema):
    """Nhiệm vụ dự thảo."""

    id: int
    directive_id: int
    order: int
    title: str
    text: str
    section: str
    due_type: str
    due_on: date | None
    cycle: str
    report_day: int | None
    product: str
    confirmed: bool
    dropped: bool
    dropped_why: str
    version: int
    names: list[NameOut]
    questions: list[QuestionOut]


class CheckOut(Schema):
    code: str
    met: bool
    stops: bool = Field(description="true: chưa giao được cho đến khi xong.")
    text: str


class ReviewOut(Schema):
    """Rà soát: mọi dự thảo của văn bản, và những gì phải xong trước khi giao."""

    items: list[DraftOut]
    checks: list[CheckOut]


class IssuedOut(Schema):
    directive: shapes.DirectiveOut
    organisations: int
    parts: int
    task_ids: list[int]
