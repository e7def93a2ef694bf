"""What the interface answers, as OpenAPI describes it. No answer holds a name, or a text of a paper."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class FiledFile(BaseModel):
    """One file in custody, byte for byte as it was sent."""

    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    size: int = Field(description="Bytes.", examples=[48213])


class Receipt(BaseModel):
    """A submission in custody: its original is durable and its row committed."""

    id: str = Field(examples=["S-7f3c2a90d1"])
    received_at: datetime = Field(description="Our time of receipt, which counts.")
    files: list[FiledFile] = Field(description="In the order in which they were sent.")
    size: int = Field(description="Bytes of all files.", examples=[48213])


class State(StrEnum):
    """Where a submission is."""

    IN_CUSTODY = "in_custody"
    BEING_READ = "being_read"
    IN_CASE = "in_case"
    QUARANTINED = "quarantined"
    SET_ASIDE = "set_aside"


class Quarantined(BaseModel):
    """A part that waits for a person."""

    reason: str = Field(
        description="`needs_password`, `unreadable`, `refused`, `unsupported`, `partly_unreadable`, "
        "or `stopped_at_` and a stage.",
        examples=["needs_password"],
    )
    due_on: date


class SubmissionState(BaseModel):
    """What became of a submission."""

    id: str = Field(examples=["S-7f3c2a90d1"])
    state: State
    received_at: datetime
    cases: list[str] = Field(examples=[["C-2026-000045"]])
    quarantine: list[Quarantined]


class Limits(BaseModel):
    """What one request may hold."""

    body_bytes: int = Field(description="Of one request, or of all pieces of one upload together.")
    files: int
    pause_seconds: float = Field(description="Longest pause within a body.")
    least_bytes_a_second: int
    at_once: int = Field(description="Bodies taken at a time, of all clients together.")
    resumable_hours: int = Field(description="For how long a broken-off upload waits for the rest.")


class ProblemDetails(BaseModel):
    """RFC 9457. `limit` (bytes) comes with 413, `offset` (bytes) with a wrong Upload-Offset."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:oems-intake:problem:too-large"])
    title: str
    status: int
    detail: str
    limit: int | None = None
    offset: int | None = None
