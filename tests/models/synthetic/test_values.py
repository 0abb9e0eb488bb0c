import random

import pytest
import stdnum.iban
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st
from sourdine.models.synthetic import codes, values
from sourdine.models.synthetic.lexicon import vocabulary
from sourdine.models.synthetic.persona import Persona
from sourdine.pipeline.records import Language

KINDS = values.KINDS | codes.KINDS
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
@given(seed=st.integers())
def test_values_are_said_in_words_of_the_lexicon(name: str, language: Language, seed: int) -> None:
    said = KINDS[name].text(random.Random(seed), language)
    assert said
    assert set(said.split()) <= vocabulary(language)


@pytest.mark.parametrize("language", LANGUAGES)
@given(seed=st.integers())
def test_cards_and_ibans_keep_their_checksums(language: Language, seed: int) -> None:
    rng = random.Random(seed)
    card = codes.draw_card(rng, language)
    assert len(card) == 16
    assert stdnum.luhn.is_valid(card)
    assert stdnum.iban.is_valid(codes.draw_iban(rng, language))


@given(seed=st.integers())
def test_a_card_is_said_in_four_groups(seed: int) -> None:
    rng = random.Random(seed)
    assert len(codes.say_card(codes.draw_card(rng, "fr"), rng, "fr")) == 4


@pytest.mark.parametrize(
    ("code", "group", "said"),
    [
        ("FR76", 1, "f r sept six"),
        ("FR76", 2, "f r soixante-seize"),
        ("ab123cd", 3, "a b cent vingt-trois c d"),
        ("007", 1, "zéro zéro sept"),
    ],
)
def test_codes_mix_letters_and_numbers(code: str, group: int, said: str) -> None:
    assert codes.say_code(code, "fr", None, group) == said


@given(seed=st.integers(), slot=st.sampled_from(["phone", "card", "iban", "national", "account", "email"]))
def test_pieces_make_up_the_whole(seed: int, slot: str) -> None:
    persona = Persona(random.Random(seed), "fr")
    whole = persona.say(slot)[1]
    chunks = [persona.say(f"{slot}:{n}/2")[1] for n in (1, 2)]
    assert " ".join(chunks) == whole or chunks[0] == chunks[1] == whole  # too short to be cut


@given(seed=st.integers(), slot=st.sampled_from(["phone!", "card!", "card:3/4!", "birth!", "street!"]))
def test_a_slip_is_said_but_is_not_the_value(seed: int, slot: str) -> None:
    persona = Persona(random.Random(seed), "en")
    assert persona.say(slot) != persona.say(slot.removesuffix("!"))


def test_plain_values_are_remembered_by_name_only() -> None:
    persona = Persona(random.Random(1), "fr")
    assert persona.say("amount.a") == persona.say("amount.a")
    assert len({persona.say("amount") for _ in range(10)}) > 1


def test_unknown_slots_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown slot 'phoen'"):
        Persona(random.Random(1), "fr").say("phoen")
