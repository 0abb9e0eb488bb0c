"""The dashboard, and what people found as evaluation data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from sourdine.workers.serve import queue
from sourdine.workers.serve.access import ANY_TENANT, Permission, Principal
from sourdine.workers.serve.guard import page
from sourdine.workers.serve.pages.desk import tenants_of
from sourdine.workers.serve.pages.render import render
from sourdine.workers.serve.review.evaluation import dialogues
from sourdine.workers.serve.review.figures import Share, figures, quarantine_reasons
from sourdine.workers.serve.services import Services, services_of
from sourdine.workers.serve.texts import Texts, language_of, texts

router = APIRouter(include_in_schema=False)

Using = Annotated[Services, Depends(services_of)]

WIDTH, HEIGHT, FOOT, HEAD = 1180, 190, 22, 18  # of the chart, in its own units


@router.get("/dashboard")
def dashboard(
    request: Request, services: Using, who: Annotated[Principal, Depends(page(Permission.READ))]
) -> Response:
    """Throughput, queue, quarantine, reviews, and how much leaks by the sample."""
    tell = texts(language_of(request))
    tenants = None if who.tenant == ANY_TENANT else (who.tenant,)
    with services.catalogue.read() as con:
        found = figures(con, who.tenant, services.now())
        waiting = queue.depth(con, tenants)
    reasons = quarantine_reasons([services.storage_of(one) for one in tenants_of(services, who)])
    low, high = found.leaking.interval
    return render(
        request,
        "dashboard.html",
        who,
        figures=found,
        hours=_number(found.hours, tell, 1 if found.hours < 100 else 0),
        reviewed=_percent(found.reviewed, tell),
        leaking=_percent(found.leaking, tell),
        low=_share(low, tell),
        high=_share(high, tell),
        chart=_chart(found.days),
        queue=sorted((kind, state, number) for (kind, state), number in waiting.items()),
        reasons=reasons,
        width=WIDTH,
        height=HEIGHT,
        foot=FOOT,
    )


@router.get("/evaluation.jsonl")
def evaluation(services: Using, who: Annotated[Principal, Depends(page(Permission.REVIEW))]) -> Response:
    """Accepted flags as dialogues with made-up values in the place of what was personal."""
    headers = {"Content-Disposition": 'attachment; filename="sourdine-evaluation.jsonl"'}
    return StreamingResponse(dialogues(services, who.tenant), 200, headers, "application/x-ndjson")


def _chart(days: Sequence[tuple[date, int, int]]) -> dict[str, Any]:
    """Two bars a day; heights are shares of the highest one."""
    most = max(1, *(max(published, decided) for _, published, decided in days))
    room, step = HEIGHT - FOOT - HEAD, WIDTH / len(days)
    bars = []
    for number, (_day, published, decided) in enumerate(days):
        left = number * step
        for kind, value, shift in (("published", published, 0.14), ("decided", decided, 0.5)):
            tall = room * value / most
            bars.append(
                {
                    "kind": kind,
                    "x": round(left + shift * step, 1),
                    "y": round(HEIGHT - FOOT - tall, 1),
                    "width": round(step * 0.32, 1),
                    "height": round(tall, 1),
                }
            )
    labels = [(round((number + 0.5) * step, 1), f"{days[number][0]:%d/%m}") for number in range(len(days))]
    return {"bars": bars, "labels": labels, "most": most}


def _percent(share: Share, tell: Texts) -> str:
    return _share(share.value, tell) if share.of else "–"


def _share(value: float, tell: Texts) -> str:
    return f"{_number(100 * value, tell, 1)}{' ' if tell.language == 'fr' else ''}%"


def _number(value: float, tell: Texts, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.translate({ord(","): " ", ord("."): ","}) if tell.language == "fr" else text
