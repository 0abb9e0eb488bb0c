"""The answer to a request, as a document that can be handed over (art. 12 GDPR)."""

from __future__ import annotations

from collections.abc import Mapping

from sourdine.pipeline.documents import Block, Document, Table, Text
from sourdine.pipeline.rights.requests import Request, Step
from sourdine.pipeline.rights.texts import day, say, word


def letter(request: Request, steps: list[Step], controller: Mapping[str, str], language: str) -> Document:
    """What the person is told now: done, refused and why, or by when. It names nobody but the controller."""
    blocks: list[Block] = [head(request, controller, language)]
    blocks += [Text(one) for one in _said(request, steps, language)]
    blocks.append(Text(say("complain", language)))
    title = say(f"title.{request.kind}", language)
    return Document(title, tuple(blocks), language, say("note", language))


def head(request: Request, controller: Mapping[str, str], language: str) -> Table:
    """Who answers what, and when."""
    answered = request.answered
    rows = [
        (say("controller", language), ", ".join(_lines(controller, "controller", "address"))),
        (say("contact", language), ", ".join(_lines(controller, "contact", "dpo", "email", "phone"))),
        (say("reference", language), request.id),
        (say("received", language), day(request.received, language)),
        (say("answered", language), day(answered, language))
        if answered
        else (say("due", language), day(request.due, language)),
    ]
    if request.purpose:
        rows.append((say("purpose", language), word(request.purpose, language)))
    return Table(("", ""), [row for row in rows if row[1]], (1.0, 2.4))


def _said(request: Request, steps: list[Step], language: str) -> list[str]:
    why = next((str(step.details["why"]) for step in reversed(steps) if "why" in step.details), "")
    reason = say(f"why.{why}", language) if why else ""
    match request.state:
        case "done":
            how = "lifted" if request.details.get("lifted") else "done"
            kind = "article.access" if request.kind == "access" else f"{how}.{request.kind}"
            return [say(kind, language)]
        case "refused":
            return [say("refused", language, why=reason)]
        case "extended":
            return [say("extended", language, why=reason, due=day(request.due, language))]
        case _:
            return [say("open", language, due=day(request.due, language))]


def _lines(details: Mapping[str, str], *names: str) -> list[str]:
    return [details[name] for name in names if details.get(name)]
