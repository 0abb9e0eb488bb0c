"""What a person reads who asked for their data: what is kept, why, how long, and what was done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sourdine.pipeline.documents import Block, Document, Heading, Table, Text
from sourdine.pipeline.rights.letter import head
from sourdine.pipeline.rights.texts import day, length, say, word

if TYPE_CHECKING:
    from sourdine.pipeline.rights.package import Given
    from sourdine.pipeline.rights.person import CallFacts, Person
    from sourdine.pipeline.rights.requests import Request

_MOST = 40  # acts in the document; all of them are in the tables


def access_report(
    person: Person,
    given: Sequence[Given],
    acts: Sequence[Mapping[str, Any]],
    request: Request,
    controller: Mapping[str, str],
    language: str,
) -> Document:
    """The answer to an access request, art. 15(1)(a) to (h) GDPR."""
    blocks: list[Block] = [head(request, controller, language), Text(say("article.access", language))]
    blocks += _calls(person, given, language)
    blocks += _found(person, language)
    blocks += _consents(person, language)
    blocks += _acts(acts, language)
    policy = controller.get("policy", "")
    blocks += [
        Heading(say("rights", language)),
        Text(say("rights.text", language, policy=f" ({policy})" if policy else "")),
        Text(say("complain", language)),
    ]
    return Document(say("title.access", language), tuple(blocks), language, say("note", language))


def _calls(person: Person, given: Sequence[Given], language: str) -> Iterator[Block]:
    yield Heading(say("calls", language))
    if not person.calls:
        yield Text(say("no-calls", language))
        return
    names = ("call", "when", "length", "used-for", "kept-until", "in-folder")
    rows = [
        (
            str(number),
            day(facts.called, language),
            length(facts.seconds, language),
            ", ".join(dict.fromkeys(word(copy.purpose, language) for copy in facts.copies)) or "–",
            _kept(facts, language),
            _got(one, language),
        )
        for number, (facts, one) in enumerate(zip(person.calls, given, strict=True), start=1)
    ]
    yield Table([say(name, language) for name in names], rows, (0.6, 1.5, 0.9, 1.2, 1.6, 3.0))


def _kept(facts: CallFacts, language: str) -> str:
    days = [copy.retention_until for copy in facts.copies if copy.state == "published"]
    return day(max(days), language) if days else "–"


def _got(one: Given, language: str) -> str:
    why = say(f"why.{one.why}", language) if one.why else ""
    return say(f"got.{one.what}", language, why=why)


def _found(person: Person, language: str) -> Iterator[Block]:
    counts: Counter[str] = Counter()
    for facts in person.calls:
        for copy in facts.copies[:1]:
            counts.update(copy.entities)
    if counts:
        yield Heading(say("categories", language))
        yield Text(say("categories.text", language))
        yield Text(
            ", ".join(f"{word(entity, language)} ({number})" for entity, number in counts.most_common())
        )


def _consents(person: Person, language: str) -> Iterator[Block]:
    records = person.consents.get("records", [])
    if not records:
        return
    yield Heading(say("consents", language))
    rows = []
    for one in records:
        purposes = [
            f"{word(name, language)}: {say('yes' if granted else 'no', language)}"
            for name, granted in one["purposes"].items()
        ]
        ended = one.get("withdrawn") or one.get("expires") or one.get("superseded")
        since = one.get("granted") or one.get("recorded")
        rows.append(
            (
                day(since, language),
                word(str(one["lawful_basis"]), language),
                ", ".join(purposes) or "–",
                day(ended, language) if ended else "–",
            )
        )
    head_row = [say(name, language) for name in ("when", "basis", "purposes", "ended")]
    yield Table(head_row, rows, (1.4, 1.3, 2.4, 1.4))


def _acts(acts: Sequence[Mapping[str, Any]], language: str) -> Iterator[Block]:
    if not acts:
        return
    yield Heading(say("acts", language))
    if len(acts) > _MOST:
        yield Text(say("more-acts", language, shown=str(_MOST), all=str(len(acts))))
    rows = [
        (
            f"{day(one['when'], language)}, {one['when'][11:16]} UTC",
            *(word(str(one[name]), language) for name in ("what", "why", "outcome")),
        )
        for one in acts[-_MOST:]
    ]
    names = [say(name, language) for name in ("when", "act", "why", "outcome")]
    yield Table(names, rows, (1.9, 1.6, 1.4, 1.0))
