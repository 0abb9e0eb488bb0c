"""Accepted flags as evaluation data: dialogues as ``sourdine detect`` takes them, with the true spans.

The words that were personal are kept nowhere, so made-up ones of the same kind stand in their place: what
surrounds them, which is what detection goes by, is as it was said. Every line can be given to ``sourdine
detect`` as it is; ``spans`` is what it ought to find.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sourdine.models.synthetic import codes, values
from sourdine.pipeline.catalogue.tables import flags
from sourdine.pipeline.outputs.transcript import SafeTurn
from sourdine.pipeline.published import PublishedCall, open_published
from sourdine.pipeline.records import Language
from sourdine.workers.serve.access import ANY_TENANT
from sourdine.workers.serve.services import Services
from sqlalchemy import select

_LABEL = re.compile(r"\[([A-Z][A-Z_]*?)(?:_(\d+)|[:=].*)?\]")
_DRAWN = {
    "PERSON": values.KINDS["person"],
    "EMAIL_ADDRESS": values.KINDS["email"],
    "ADDRESS": values.KINDS["street"],
    "LOCATION": values.KINDS["town"],
    "DATE_OF_BIRTH": values.KINDS["birth"],
    **{kind.entity: kind for name, kind in codes.KINDS.items() if name != "postcode"},
}
_WORDS: dict[str, dict[Language, tuple[str, ...]]] = {
    "AGE": {"fr": ("trente-quatre ans", "cinquante et un ans"), "en": ("thirty four", "fifty one")},
    "HEALTH": {"fr": ("diabète", "asthme", "migraines"), "en": ("diabetes", "asthma", "migraines")},
}


def dialogues(services: Services, tenant: str) -> Iterator[str]:
    """One JSON object a line for every call with an accepted flag that is still published."""
    with services.catalogue.read() as con:
        mine = flags.c.tenant == tenant if tenant != ANY_TENANT else flags.c.tenant != ""
        settled = flags.c.state.in_(("accepted", "applied"))
        query = select(flags.c.tenant, flags.c.call).where(mine, settled).distinct().order_by(flags.c.call)
        found = con.execute(query).all()
    for row in found:
        call = open_published(services.storage_of(row.tenant), row.call)
        if call is not None:
            yield json.dumps(dialogue(call), ensure_ascii=False) + "\n"


def dialogue(call: PublishedCall) -> dict[str, Any]:
    """A published call as a dialogue with spans, the same whenever it is asked for."""
    language: Language = "fr" if call.manifest.language == "fr" else "en"
    turns, spans = [], []
    for number, turn in enumerate(call.turns()):
        text, found = _told(turn, call.manifest.call, language)
        turns.append({"speaker": turn.speaker, "text": text})
        spans += [{"turn": number, "start": start, "end": end, "entity": one} for start, end, one in found]
    return {"id": call.manifest.call, "language": language, "turns": turns, "spans": spans}


def _told(turn: SafeTurn, call: str, language: Language) -> tuple[str, Sequence[tuple[int, int, str]]]:
    text, spans = "", []
    for word in turn.words:
        named = _LABEL.fullmatch(word.text) if word.redacted else None
        start = len(text) + bool(text)
        if word.redacted and named is None:  # a mask tells no entity: nothing can be made up in its place
            continue
        said = _made_up(named[1], f"{call} {word.text}", language) if named else word.text
        text = f"{text} {said}" if text else said
        if named:
            spans.append((start, len(text), named[1]))
    return text, spans


def _made_up(entity: str, seed: str, language: Language) -> str:
    rng = random.Random(seed)
    if entity in _DRAWN:
        return _DRAWN[entity].text(rng, language)
    if entity in _WORDS:
        return rng.choice(_WORDS[entity][language])
    return codes.say_code(codes.digits(rng, 9), language, rng)
