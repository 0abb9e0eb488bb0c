"""Correcting what is wrong, by API: an identifier, when a call took place, words of a transcript."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sourdine.pipeline.catalogue.seal import KINDS
from sourdine.pipeline.rights import handle
from sourdine.pipeline.rights.rectify import Correction, NewIdentifier, NewTime, NewWords
from sourdine.workers.serve.api.rights import (
    ERRORS,
    Asked,
    Officer,
    RequestState,
    Using,
    at_desk,
    state_of,
    understood,
)
from sourdine.workers.serve.models import Caller, Line
from sourdine.workers.serve.problems import Refusal
from sourdine.workers.serve.review.flags import refresh
from sourdine.workers.serve.services import Services

router = APIRouter(prefix="/v1", tags=["rights"])


class Words(BaseModel):
    """What the transcript of a call should say at a place, in the place of what it says."""

    model_config = ConfigDict(extra="forbid")

    channel: int = Field(ge=1, le=64, examples=[2])
    start: float = Field(ge=0, le=1e6, description="seconds", examples=[12.4])
    end: float = Field(gt=0, le=1e6, description="seconds", examples=[13.1])
    text: Line = Field(min_length=1, max_length=500, examples=["mardi"])


class Rectification(Asked):
    """What is right; one of the three. A time and words are those of a call."""

    new: Caller | None = Field(default=None, description="an identifier, in the place of all of its kind")
    called: AwareDatetime | None = Field(default=None, description="when the call took place")
    words: Words | None = None


@router.post("/subjects/rectify", responses=ERRORS)
def rectify(asked: Rectification, services: Using, who: Officer) -> RequestState:
    """Correct what is wrong (art. 16 GDPR); what stood there before is kept, sealed."""
    desk, party, now = at_desk(services, who, asked)
    correction = _correction(asked, services, party.tenant)
    chosen = services.settings
    settings = replace(chosen, catalogue=replace(chosen.catalogue, tenant=party.tenant))
    received = asked.received or now
    request = understood(lambda: handle.rectify(desk, party, correction, settings, received, now))
    if asked.words is not None and party.call is not None:
        refresh(services, party.tenant, party.call)
    return state_of(services, request)


def _correction(asked: Rectification, services: Services, tenant: str) -> Correction:
    named = asked.new.model_dump() if asked.new else {}
    new = [NewIdentifier(kind, named[kind]) for kind in KINDS if named.get(kind) is not None]
    if len(new) + (asked.called is not None) + (asked.words is not None) != 1:
        raise Refusal(422, "say one thing that is right: new (one identifier), called, or words")
    if new:
        return new[0]
    if asked.called is not None:
        return NewTime(asked.called)
    words = asked.words
    assert words is not None  # noqa: S101 - for the type checker: it is the one that is left
    return NewWords(services.storage_of(tenant), words.channel - 1, words.start, words.end, words.text)
