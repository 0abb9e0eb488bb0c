import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sourdine.models.synthetic import spoken


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "zéro"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (43, "quarante-trois"),
        (71, "soixante et onze"),
        (78, "soixante-dix-huit"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (250, "deux cent cinquante"),
        (1000, "mille"),
        (1984, "mille neuf cent quatre-vingt-quatre"),
        (69003, "soixante-neuf mille trois"),
    ],
)
def test_french_numbers(number: int, said: str) -> None:
    assert spoken.french(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(70, "septante"), (71, "septante et un"), (78, "septante-huit"), (95, "nonante-cinq")],
)
def test_northern_french_numbers(number: int, said: str) -> None:
    assert spoken.french(number, northern=True) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (43, "forty three"),
        (105, "one hundred and five"),
        (2003, "two thousand and three"),
        (12500, "twelve thousand five hundred"),
    ],
)
def test_english_numbers(number: int, said: str) -> None:
    assert spoken.english(number) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (21, "twenty first"), (30, "thirtieth")],
)
def test_ordinals(day: int, said: str) -> None:
    assert spoken.ordinal(day) == said


@pytest.mark.parametrize(
    ("digits", "sizes", "said"),
    [
        ("0612345678", (2,), "zéro six douze trente-quatre cinquante-six soixante-dix-huit"),
        ("0600", (2,), "zéro six zéro zéro"),
        ("69003", (2, 3), "soixante-neuf zéro zéro trois"),
        ("007", (3,), "zéro zéro sept"),
    ],
)
def test_groups_of_digits(digits: str, sizes: tuple[int, ...], said: str) -> None:
    assert spoken.in_groups(digits, sizes, "fr") == said


@pytest.mark.parametrize(
    ("name", "said"), [("Lefèvre", "l e f e v r e"), ("o'neill", "o apostrophe n e i l l")]
)
def test_spelled_names(name: str, said: str) -> None:
    assert spoken.spelled(name, "en") == said


def test_a_spelled_hyphen_has_a_name() -> None:
    assert spoken.spelled("da-silva", "fr") == "d a tiret s i l v a"


@given(st.text("0123456789", min_size=1, max_size=20), st.integers())
def test_doubles_say_the_same_digits(digits: str, seed: int) -> None:
    words = spoken.digit_by_digit(digits, "en", random.Random(seed)).split()
    plain: list[str] = []
    double = False
    for word in words:
        if word == "double":
            double = True
            continue
        plain += ["zero" if word == "oh" else word] * (2 if double else 1)
        double = False
    assert plain == spoken.digit_by_digit(digits, "en").split()
