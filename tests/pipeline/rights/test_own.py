"""What is the caller's own in a call, and what stays silent for the sake of others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.outputs.transcript import SafeTurn, SafeWord
from sourdine.pipeline.records import Region
from sourdine.pipeline.rights.own import others, own_turns
from sourdine.pipeline.settings import TextSettings
from sourdine.pipeline.wording import writer

RATE = 1000
AGENT, CALLER = 0, 1


def region(channel: int, second: int, entity: str, rule: str = "number.cue") -> Region:
    return Region(channel, second * RATE, (second + 1) * RATE, entity, rule, 0.9)


def turn(speaker: str, channel: int, *words: tuple[int, str]) -> SafeTurn:
    made = tuple(SafeWord(text, at, at + 1, channel, text.startswith("[")) for at, text in words)
    return SafeTurn(speaker, channel, made)


CALL = [
    turn("agent", AGENT, (0, "[PERSON_1]"), (1, "bonjour")),
    turn("customer", CALLER, (2, "[PERSON_2]"), (3, "[PHONE_NUMBER_1]"), (4, "ma"), (5, "[PERSON_3]")),
    turn(
        "agent", AGENT, (6, "[PHONE_NUMBER_1]"), (7, "[PERSON_2]"), (8, "[PHONE_NUMBER_2]"), (9, "[PERSON_3]")
    ),
]
REGIONS = {
    "the agent's name": region(AGENT, 0, "PERSON", "name.cue"),
    "the caller's name": region(CALLER, 2, "PERSON", "name.cue"),
    "the caller's number": region(CALLER, 3, "PHONE_NUMBER"),
    "somebody else's name": region(CALLER, 5, "PERSON", "name.lexicon"),
    "the caller's number read back": region(AGENT, 6, "PHONE_NUMBER"),
    "the caller's name read back": region(AGENT, 7, "PERSON", "name.again"),
    "another number of the agent's": region(AGENT, 8, "PHONE_NUMBER"),
    "somebody else's name read back": region(AGENT, 9, "PERSON", "name.again"),
}


@pytest.mark.parametrize("what", REGIONS)
def test_what_stays_silent(what: str) -> None:
    silent = REGIONS[what] in others(list(REGIONS.values()), CALL, RATE)
    assert silent != what.startswith("the caller's")


def test_where_nobody_knows_who_speaks_all_stays_silent() -> None:
    mono = [turn("unknown", 0, (2, "[PHONE_NUMBER_1]"), (3, "oui"))]
    one = region(0, 2, "PHONE_NUMBER")
    assert others([one], mono, RATE) == (one,)
    mixed = [*mono, turn("customer", 0, (5, "merci"))]
    assert others([one], mixed, RATE) == (one,)


def test_a_name_that_is_only_known_as_a_name_is_not_taken_for_the_callers() -> None:
    first = region(CALLER, 2, "PERSON", "name.lexicon")
    assert others([first], CALL, RATE) == (first,)


def test_values_that_say_nothing_of_who_they_are_stay_silent_elsewhere() -> None:
    calls = [turn("customer", CALLER, (3, "[PHONE_NUMBER]")), turn("agent", AGENT, (6, "[PHONE_NUMBER]"))]
    read_back = region(AGENT, 6, "PHONE_NUMBER")
    assert others([region(CALLER, 3, "PHONE_NUMBER"), read_back], calls, RATE) == (read_back,)


@given(
    st.lists(
        st.builds(region, st.integers(0, 1), st.integers(0, 12), st.sampled_from(["PERSON", "IBAN_CODE"]))
    )
)
def test_nothing_silent_is_added_and_no_name_of_another_is_heard(regions: list[Region]) -> None:
    silent = others(regions, CALL, RATE)
    assert set(silent) <= set(regions)
    for one in regions:
        read_back = any(other.channel == CALLER and other.entity == "IBAN_CODE" for other in regions)
        if one.channel == AGENT and one.entity == "IBAN_CODE" and not read_back:
            assert one in silent


def test_own_values_are_readable_where_they_were_kept_encrypted() -> None:
    key = b"t" * 32
    write = writer(TextSettings("encrypt"), key)
    phone, name = write("PHONE_NUMBER", "PHONE_NUMBER_1", "06 12 34"), write("PERSON", "PERSON_1", "paul")
    turns = [turn("customer", CALLER, (3, phone), (5, name))]
    silent = [region(CALLER, 5, "PERSON")]
    (made,) = own_turns(turns, silent, RATE, key)
    assert [word.text for word in made.words] == ["06 12 34", name]
    (closed,) = own_turns(turns, silent, RATE, b"x" * 32)
    assert [word.text for word in closed.words] == [phone, name]
