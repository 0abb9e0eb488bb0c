from __future__ import annotations

import pytest
from sourdine.models.personal.remembered import Remembered


@pytest.mark.parametrize(
    ("digits", "entity"),
    [
        ("9303", "ACCOUNT_ID"),
        ("888211", "PHONE_NUMBER"),
        ("8882119303", "PHONE_NUMBER"),
        ("8882114444", "PHONE_NUMBER"),  # its last piece was corrected
        ("88821144444", ""),  # five figures more are another number
        ("8884444", ""),
        ("4448882119303", ""),
        ("111", ""),
    ],
)
def test_a_number_said_in_pieces_is_known_as_a_whole(digits: str, entity: str) -> None:
    pieces = {"888": "PHONE_NUMBER", "211": "PHONE_NUMBER", "9303": "ACCOUNT_ID"}
    assert Remembered(values=pieces).whole(digits) == entity


def test_a_crafted_number_is_read_in_one_go() -> None:
    pieces = dict.fromkeys(("888", "8888", "88888888"), "PHONE_NUMBER")
    assert (
        Remembered(values=pieces).whole("8" * 100_000 + "1" * 9) == ""
    )  # minutes, if every piece were tried
