"""From heard words to personal spans by word, and the JSON lines of ``sourdine detect``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sourdine.pipeline.records import Heard, Language, PersonalSpan, TextSpan, Turn, Word
from sourdine.pipeline.turns import group_turns
from sourdine.pipeline.wording import Write, placeholder, plain


class Detector(Protocol):
    """What this step needs of a detector; ``PersonalDataDetector`` is one."""

    def detect(self, turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        """Give the spans of a whole conversation."""
        ...


@dataclass(frozen=True, slots=True)
class _TurnWords:
    """A turn and, for each of its words, the index in ``Heard.words`` and the place in the text."""

    turn: Turn
    words: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def detect_words(
    heard: Heard, detector: Detector, speakers: Sequence[str], write: Write = placeholder
) -> tuple[PersonalSpan, ...]:
    """Find the personal data of a call, by word, in time order.

    ``speakers[channel]`` is "agent", "customer" or "unknown". A span that touches any character of a
    word takes the whole word.
    The same value gets the same label everywhere in the call ("PERSON_1"); ``write`` says what is written
    in its place.
    """
    turns = [_turn(group, heard.words, speakers) for group in group_turns(heard.words)]
    spans = detector.detect([turn.turn for turn in turns], heard.language)
    labels = Labels()
    found = []
    for span in spans:
        turn = turns[span.turn]
        words = _touched(turn, span)
        if words:
            value = turn.turn.text[span.start : span.end]
            label = labels.give(span.entity, value)
            written = write(span.entity, label, value)
            found.append(PersonalSpan(span.entity, words, span.score, span.rule, written))
    return tuple(sorted(found, key=lambda one: one.words[0]))


def _turn(group: Sequence[int], words: Sequence[Word], speakers: Sequence[str]) -> _TurnWords:
    starts, ends = [], []
    pieces: list[str] = []
    sure: list[float | None] = []
    at = 0
    for index in group:
        piece = words[index].text.strip()
        sure += [words[index].probability] * len(piece.split())
        starts.append(at)
        ends.append(at + len(piece))
        pieces.append(piece)
        at += len(piece) + 1
    text = " ".join(pieces)
    channel = words[group[0]].channel
    speaker = speakers[channel] if channel < len(speakers) else "unknown"
    return _TurnWords(Turn(speaker, text, tuple(sure)), tuple(group), tuple(starts), tuple(ends))


def _touched(turn: _TurnWords, span: TextSpan) -> tuple[int, ...]:
    return tuple(
        index
        for index, start, end in zip(turn.words, turn.starts, turn.ends, strict=True)
        if start < span.end and span.start < end
    )


class Labels:
    """Numbers the values of a call: the same value gets the same label."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def give(self, entity: str, value: str) -> str:
        """Give the label of a value; two names match if one holds all the words of the other."""
        known = self._known.setdefault(entity, {})
        key = plain(value)
        if key not in known:
            known[key] = self._same_name(entity, key) or f"{entity}_{len(set(known.values())) + 1}"
        return known[key]

    def _same_name(self, entity: str, key: str) -> str | None:
        if entity != "PERSON":
            return None
        words = set(key.split())
        for other, label in self._known[entity].items():
            others = set(other.split())
            if words and others and (words <= others or others <= words):
                return label
        return None


def detect_lines(lines: Iterable[str], detector: Detector, explain: bool = False) -> Iterator[str]:
    """Answer JSON lines of conversations with JSON lines of spans, one at a time.

    In: ``{"id", "language", "turns": [{"speaker", "text"}]}``; out: ``{"id", "spans": […]}``. A turn may have
    ``"probabilities"``: how sure the recogniser was of each word (what stands between spaces), 0 to 1.
    ``explain`` adds to each span why it was found, never the text. Blank lines are skipped.
    Raises ValueError with the number of the line, and nothing of its content, on a bad one.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            identity, language, turns = read_line(line, number)
            yield write_line(identity, detector.detect(turns, language), explain)


def read_line(line: str, number: int) -> tuple[str, Language, list[Turn]]:
    """Read one conversation. Raises ValueError ("line 3: …") where it is not one."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError(f"line {number}: not valid JSON") from None
    if not isinstance(data, dict):
        raise ValueError(f"line {number}: not a JSON object")
    identity, language = data.get("id"), data.get("language")
    if not isinstance(identity, str | int):
        raise ValueError(f"line {number}: 'id' is missing")
    if language not in ("fr", "en"):
        raise ValueError(f"line {number}: 'language' must be 'fr' or 'en'")
    return str(identity), language, _read_turns(data.get("turns"), number)


def _read_turns(data: object, number: int) -> list[Turn]:
    if not isinstance(data, list):
        raise ValueError(f"line {number}: 'turns' is not a list")
    turns = []
    for turn in data:
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            raise ValueError(f"line {number}: a turn has no 'text'")
        sure = _read_probabilities(turn, number)
        turns.append(Turn(str(turn.get("speaker", "unknown")), turn["text"], sure))
    return turns


def _read_probabilities(turn: Mapping[str, Any], number: int) -> tuple[float | None, ...]:
    values = turn.get("probabilities")
    if values is None:
        return ()
    words = len(turn["text"].split())
    if not isinstance(values, list) or len(values) != words or not all(map(_is_probability, values)):
        raise ValueError(f"line {number}: 'probabilities' wants a number from 0 to 1 for each word of a turn")
    return tuple(values)


def _is_probability(value: object) -> bool:
    if value is None:  # unknown
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def write_line(identity: str, spans: Sequence[TextSpan], explain: bool = False) -> str:
    """Write the spans of one conversation as one line of JSON, without the text."""
    return json.dumps({"id": identity, "spans": [_span(span, explain) for span in spans]})


def _span(span: TextSpan, explain: bool) -> dict[str, Any]:
    written: dict[str, Any] = {
        "turn": span.turn,
        "start": span.start,
        "end": span.end,
        "entity": span.entity,
        "score": round(span.score, 3),
        "rule": span.rule,
    }
    if explain:
        from sourdine.models.personal.rules import explain_rule

        written["reason"] = explain_rule(span.rule)
    return written
