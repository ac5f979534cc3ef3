"""What rooms say alike: ids, organisations, and strict bodies."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path
from ninja import Schema as Shape
from pydantic import ConfigDict, Field

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]  # an id in a body
Line = Annotated[str, Field(max_length=300)]
Words = Annotated[str, Field(max_length=20_000)]


class Schema(Shape):
    """What is sent to us: a misspelt field is an error, never silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, from_attributes=True)


class OrganisationRef(Shape):
    """An organisation, as other things name it."""

    id: int
    code: str
    name: str
    label: str = Field(description="Tên gọn, hoặc tên đầy đủ nếu không có tên gọn.")


class OrganisationOut(OrganisationRef):
    kind: str
    parent_id: int | None
    valid_from: date
    valid_until: date | None = Field(description="Ngày cuối còn hiệu lực; trống là còn hiệu lực.")
    gso_code: str


class NoteIn(Schema):
    """A reason or a note."""

    reason: Words = ""


class WhyIn(Schema):
    """A reason that is due."""

    reason: Annotated[str, Field(min_length=1, max_length=20_000)]


class ProofOut(Shape):
    """Minh chứng; nội dung tệp ở /evidence/{id}/file."""

    id: int
    owner_id: int
    kind: str
    title: str
    original_name: str
    content_type: str
    url: str
    number: str
    issued_on: date | None
    issuer: str
    confidentiality: str
    size: int | None
    sha256: str | None
    added_at: datetime


def proof(row) -> dict:
    """A piece of evidence, with the digest of its file."""
    names = ("id", "owner_id", "kind", "title", "original_name", "content_type", "url", "number", "issued_on", "issuer", "confidentiality", "added_at")
    return {**{n: getattr(row, n) for n in names}, "size": row.blob and row.blob.size, "sha256": row.blob and row.blob.digest}
