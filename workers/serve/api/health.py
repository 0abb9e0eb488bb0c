"""For whoever watches over the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sourdine.workers.serve.problems import responses
from sourdine.workers.serve.services import Services, services_of
from sqlalchemy import text

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """That it is well; otherwise the answer is 503."""

    status: str = "ok"


@router.get("/health", responses=responses(429, 503))
def health(services: Annotated[Services, Depends(services_of)]) -> Health:
    """Whether this process answers and its catalogue does."""
    with services.catalogue.read() as con:
        con.execute(text("SELECT 1"))
    return Health()
