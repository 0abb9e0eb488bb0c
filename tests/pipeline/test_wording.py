from __future__ import annotations

import logging
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.pipeline.settings import Operator, TextSettings
from sourdine.pipeline.wording import is_short_code, placeholder, reveal, writer

KEY = b"k" * 32
OTHER = b"o" * 32


def test_a_placeholder_is_the_default() -> None:
    assert writer(TextSettings(), KEY)("PERSON", "PERSON_1", "julie morel") == "[PERSON_1]"
    assert placeholder("PERSON", "PERSON_2", "x") == "[PERSON_2]"


def test_a_mask_leaves_the_length_only() -> None:
    assert writer(TextSettings("mask"), KEY)("AGE", "AGE_1", "91 ans") == "******"


def test_a_hash_is_the_same_in_every_call_and_for_every_way_of_writing() -> None:
    write = writer(TextSettings("hash"), KEY)
    first = write("PERSON", "PERSON_1", "Julie Morel,")
    assert first == write("PERSON", "PERSON_7", "julie morel")
    assert first.startswith("[PERSON:")
    assert "julie" not in first.casefold()
    assert first != write("PERSON", "PERSON_1", "julie morell")


def test_a_hash_depends_on_the_key() -> None:
    said = ("PERSON", "PERSON_1", "julie morel")
    assert writer(TextSettings("hash"), KEY)(*said) != writer(TextSettings("hash"), OTHER)(*said)


@given(st.text(min_size=1).filter(lambda value: value.strip() and not is_short_code("PERSON", value)))
def test_what_was_encrypted_is_revealed(value: str) -> None:
    sealed = writer(TextSettings("encrypt"), KEY)("PERSON", "PERSON_1", value)
    assert reveal(f"hello {sealed}, and {sealed}.", KEY) == f"hello {value}, and {value}."


def test_entities_of_the_user_are_revealed_too() -> None:
    sealed = writer(TextSettings("encrypt"), KEY)("contract-number", "contract-number_1", "ab 44 81 29")
    assert reveal(f"it is {sealed}", KEY) == "it is ab 44 81 29"


@pytest.mark.parametrize(
    ("entity", "value", "kept"),
    [
        ("PASSWORD", "trois cent douze", False),
        ("ACCOUNT_ID", "nine one six", False),
        ("BANK_ACCOUNT", "4 1 8 0", False),
        ("PASSWORD", "neuf", False),
        ("AGE", "91", True),
        ("ACCOUNT_ID", "20 417", True),
        ("PASSWORD", "tournesol 22", True),
    ],
)
@pytest.mark.parametrize("operator", ["hash", "encrypt"])
def test_a_short_code_is_never_kept(operator: Operator, entity: str, value: str, kept: bool) -> None:
    written = writer(TextSettings(operator), KEY)(entity, f"{entity}_1", value)
    assert (written != f"[{entity}_1]") == kept


def test_another_key_reveals_nothing() -> None:
    sealed = writer(TextSettings("encrypt"), KEY)("PERSON", "PERSON_1", "julie morel")
    with pytest.raises(ValueError, match="another key"):
        reveal(sealed, OTHER)


def test_text_without_sealed_values_stays() -> None:
    assert reveal("[PERSON_1] said [PHONE_NUMBER:ab] a = b [x=1]", KEY) == (
        "[PERSON_1] said [PHONE_NUMBER:ab] a = b [x=1]"
    )


def test_entities_may_have_operators_of_their_own() -> None:
    write = writer(TextSettings("hash", {"PERSON": "placeholder"}), KEY)
    assert write("PERSON", "PERSON_1", "julie") == "[PERSON_1]"
    assert write("AGE", "AGE_1", "91").startswith("[AGE:")


@pytest.mark.parametrize("operator", ["mask", "hash", "encrypt"])
def test_a_security_code_is_never_kept(operator: Operator) -> None:
    settings = TextSettings(operator)
    assert writer(settings, KEY)("CARD_CVV", "CARD_CVV_1", "123") == "[CARD_CVV_1]"
    with pytest.raises(ValueError, match=r"PCI DSS 3\.3\.1"):
        TextSettings(by_entity={"CARD_CVV": operator})


def test_no_value_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for operator in get_args(Operator):
            writer(TextSettings(operator), KEY)("PERSON", "PERSON_1", "julie morel")
    assert "morel" not in caplog.text
