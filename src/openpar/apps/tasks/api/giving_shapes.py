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
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
Lines = Annotated[list[Line], Field(max_length=200)]
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
    lead: Lines | None = None
    coordinating: Lines | None = None
    report_to: Lines | None = None
    refs: Lines | None = None
    targets: Annotated[list[TargetIn], Field(max_length=50)] | None = None
    leader_id: Key | None = None
    priority: Literal[0, 1, 2] | None = None


class VersionIn(Schema):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class SplitIn(VersionIn):
    """Where in the text of the directive: an offset of /drafts/{pk}/points, or any other inside the draft."""

    point: Offset


class JoinDraftsIn(VersionIn):
    """The other drafts of the same directive, which are dropped."""

    other_ids: Annotated[list[Key], Field(min_length=1, max_length=500)]


class PassageIn(Schema):
    """A passage of the text: by its offsets, or by its first and last words."""

    start: Offset | None = None
    end: Offset | None = None
    first: Line = ""
    last: Line = ""


class SeenDraft(VersionIn):
    id: Key


class ManyDraftsIn(Schema):
    """What is set for all of these: only what is sent. A due type is sent with its day or its cycle."""

    items: Annotated[list[SeenDraft], Field(min_length=1, max_length=1000)]
    due_type: DueType | None = None
    due_on: date | None = None
    cycle: Cycle = ""
    report_day: ReportDay | None = None
    field: Annotated[str, Field(max_length=120)] | None = None
    leader_id: Key | None = None
    priority: Literal[0, 1, 2] | None = None


class TextIn(Schema):
    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]


class PointOut(Schema):
    point: int
    before: str
    after: str


class PointsOut(Schema):
    items: list[PointOut]


class GroupRef(Schema):
    id: int
    name: str


class CandidatesOut(Schema):
    """Who the words may mean."""

    organisations: list[OrganisationRef]
    groups: list[GroupRef]


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


class DraftTarget(Schema):
    """A figure to reach, as it was read."""

    metric: str | None
    op: str | None
    value: Decimal | None
    unit: str | None
    year: int | None


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
    field: str
    leader_id: int | None
    priority: int
    report_to: list[str]
    refs: list[str]
    targets: list[DraftTarget]
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


class DraftsOut(Schema):
    items: list[DraftOut]


class IssuedOut(Schema):
    directive: shapes.DirectiveOut
    organisations: int
    parts: int
    task_ids: list[int]
