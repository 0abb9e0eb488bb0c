from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.detect import Labels, detect_lines, detect_words, read_line
from sourdine.pipeline.records import Heard, Language, TextSpan, Turn, Word


class _Finder:
    """A detector that finds given words."""

    def __init__(self, *wanted: str) -> None:
        self.wanted = wanted
        self.turns: list[Turn] = []

    def detect(self, turns: Sequence[Turn], language: Language) -> list[TextSpan]:
        self.turns = list(turns)
        return [
            TextSpan(number, at, at + len(word), "PERSON", 0.9, "name.cue")
            for number, turn in enumerate(turns)
            for word in self.wanted
            if (at := turn.text.find(word)) >= 0
        ]


def _heard(*words: tuple[str, float, int]) -> Heard:
    said = tuple(Word(text, start, start + 0.3, channel) for text, start, channel in words)
    return Heard(said, (), "en", "test")


def test_a_span_takes_every_word_it_touches() -> None:
    heard = _heard(("my", 0, 1), ("name's", 0.4, 1), ("Dupont,", 0.8, 1), ("hi", 2, 0))
    (span,) = detect_words(heard, _Finder("upont"), ["agent", "customer"])
    assert span.words == (2,)
    assert span.written == "[PERSON_1]"


def test_a_turn_ends_where_the_other_one_speaks_in_between() -> None:
    finder = _Finder()
    heard = _heard(("four", 0, 1), ("one", 0.4, 1), ("yes", 0.8, 0), ("two", 1.2, 1))
    detect_words(heard, finder, ["agent", "customer"])
    assert [(turn.speaker, turn.text) for turn in finder.turns] == [
        ("customer", "four one"),
        ("agent", "yes"),
        ("customer", "two"),
    ]


def test_the_same_value_gets_the_same_label() -> None:
    heard = _heard(("jean", 0, 1), ("dupont", 3, 0), ("jean", 6, 1))
    spans = detect_words(heard, _Finder("jean", "dupont"), ["agent", "customer"])
    assert [span.written for span in spans] == ["[PERSON_1]", "[PERSON_2]", "[PERSON_1]"]


def test_part_of_a_name_is_the_same_person() -> None:
    labels = Labels()
    assert labels.give("PERSON", "Jean Dupont") == labels.give("PERSON", "dupont") == "PERSON_1"
    assert labels.give("PERSON", "Marie") == "PERSON_2"
    assert labels.give("PHONE_NUMBER", "06 12") == "PHONE_NUMBER_1"


@given(st.lists(st.tuples(st.text(max_size=8), st.floats(0, 100), st.integers(0, 2)), max_size=20))
def test_every_word_index_is_real(words: list[tuple[str, float, int]]) -> None:
    heard = _heard(*words)
    for span in detect_words(heard, _Finder("a", "1"), ["agent", "customer"]):
        assert all(0 <= index < len(words) for index in span.words)


def test_a_turn_says_how_sure_the_recogniser_is_of_each_word() -> None:
    finder = _Finder()
    said = (Word(" ok for ", 0, 0.3, 1, 0.4), Word("", 0.3, 0.4, 1, 0.9), Word("now", 0.5, 0.8, 1))
    detect_words(Heard(said, (), "en", "test"), finder, ["agent", "customer"])
    (turn,) = finder.turns
    assert turn.text.split() == ["ok", "for", "now"]
    assert turn.probabilities == (0.4, 0.4, None)


LINE = {"id": "c1", "language": "fr", "turns": [{"speaker": "agent", "text": "bonjour jean"}]}


def test_lines_in_lines_out() -> None:
    (line,) = detect_lines([json.dumps(LINE), "\n"], _Finder("jean"))
    assert json.loads(line) == {
        "id": "c1",
        "spans": [{"turn": 0, "start": 8, "end": 12, "entity": "PERSON", "score": 0.9, "rule": "name.cue"}],
    }


def test_lines_may_say_how_sure_the_recogniser_is() -> None:
    turn = {"text": " bonjour  jean", "probabilities": [1, None]}
    _, _, (read,) = read_line(json.dumps(LINE | {"turns": [turn]}), 1)
    assert read.probabilities == (1, None)


def test_explaining_gives_the_reason_and_no_text() -> None:
    (line,) = detect_lines([json.dumps(LINE)], _Finder("jean"), explain=True)
    assert "announces a name" in json.loads(line)["spans"][0]["reason"]
    assert "jean" not in line


@pytest.mark.parametrize(
    "line",
    [
        "secret",
        "[1]",
        '{"language": "fr", "turns": []}',
        '{"id": "secret", "language": "de", "turns": []}',
        '{"id": "secret", "language": "fr", "turns": {}}',
        '{"id": "secret", "language": "fr", "turns": [{"text": 1}]}',
        '{"id": "secret", "language": "fr", "turns": [{"text": "a b", "probabilities": [0.5]}]}',
        '{"id": "secret", "language": "fr", "turns": [{"text": "a", "probabilities": [1.5]}]}',
        '{"id": "secret", "language": "fr", "turns": [{"text": "a", "probabilities": ["secret"]}]}',
        '{"id": "secret", "language": "fr", "turns": [{"text": "a", "probabilities": 1}]}',
    ],
)
def test_a_bad_line_is_named_by_its_number_alone(line: str) -> None:
    with pytest.raises(ValueError, match=r"^line 7: ") as error:
        read_line(line, 7)
    assert "secret" not in str(error.value)
