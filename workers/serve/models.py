"""What goes over the wire, with the examples that the OpenAPI shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

State = Literal["waiting", "working", "published", "skipped", "refused", "quarantined", "failed", "withdrawn"]
"""Of a call: on its way (waiting, working), there (published; skipped: it was there before), or not."""

STATES: tuple[State, ...] = get_args(State)
OVER: tuple[State, ...] = ("published", "skipped", "refused", "quarantined", "failed", "withdrawn")

Event = Literal["call.redacted", "call.quarantined", "call.refused", "call.review_needed"]
EVENTS: tuple[Event, ...] = get_args(Event)


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line of printable characters")
    return text


Line = Annotated[str, AfterValidator(_plain)]


class Caller(BaseModel):
    """By what the caller can be found again; kept as keyed hashes only."""

    model_config = ConfigDict(extra="forbid")

    phone: Line | None = Field(default=None, max_length=40, examples=["+33 1 99 00 12 34"])
    email: Line | None = Field(default=None, max_length=254)
    customer: Line | None = Field(default=None, max_length=80)
    name: Line | None = Field(default=None, max_length=120)


class CallDetails(BaseModel):
    """What is known about a call besides its sound."""

    model_config = ConfigDict(extra="forbid")

    tenant: Line | None = Field(default=None, max_length=40, description="only for those who serve several")
    consent: dict[str, Any] | None = Field(
        default=None,
        description="consent record, as docs/consent.md tells; absent means that the settings decide",
        examples=[{"lawful_basis": "contract", "purposes": {"quality": True}}],
    )
    caller: Caller | None = None
    agent: Line | None = Field(
        default=None, max_length=100, description="opaque id of the agent", examples=["a-17"]
    )
    external_id: Line | None = Field(
        default=None, max_length=200, description="what you call it", examples=["c-4711"]
    )
    started: AwareDatetime | None = Field(default=None, examples=["2026-03-02T09:15:00+01:00"])


class CallRequest(CallDetails):
    """A recording to make a safe copy of."""

    recording: Line = Field(
        min_length=1,
        max_length=2000,
        description="where it is: s3://bucket/key, a path on the server, or https://…; all by allow-list",
        examples=["s3://calls/2026/03/02/0915.wav"],
    )


class Links(BaseModel):
    """Where to go on; sound and transcript once there is a safe copy."""

    state: str = Field(examples=["/v1/calls/abcdefghijklmnopqrstuvwxyz234567"])
    events: str = Field(examples=["/v1/calls/abcdefghijklmnopqrstuvwxyz234567/events"])
    audio: str | None = Field(default=None, examples=["/v1/calls/abcdefghijklmnopqrstuvwxyz234567/audio"])
    transcript: str | None = Field(
        default=None, examples=["/v1/calls/abcdefghijklmnopqrstuvwxyz234567/transcript"]
    )


class CallState(BaseModel):
    """What became of a call."""

    id: str = Field(examples=["abcdefghijklmnopqrstuvwxyz234567"])
    tenant: str = Field(examples=["default"])
    state: State
    reason: str = Field(
        default="", description="a code, where it was not published", examples=["consent_missing"]
    )
    message: str = Field(default="", description="one line for people")
    agent: str | None = None
    external_id: str | None = None
    seconds: float | None = Field(default=None, description="length of the recording")
    regions: dict[str, int] = Field(default_factory=dict, description="entity → stretches silenced")
    created: datetime
    changed: datetime
    links: Links


class CallPage(BaseModel):
    """Calls, newest first."""

    calls: list[CallState]
    next: str | None = Field(default=None, description="give it as `before` to get older ones")
